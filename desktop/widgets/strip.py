"""The navy strip at the top: office, tabs, the search over everything, settings, lock, who is here."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QTabBar, QToolButton, QWidget

from desktop.theme import across, icon, set_look, signs, sizes
from desktop.widgets.parts import label, steady

ROOMY = 1240
"""Logical pixels below which the office's name gives way to its tabs (UI 5.1)."""

TABS_BY_KEY = 8


class Strip(QFrame):
    """Header of an open office. opened(tab number), wants_settings() and wants_lock() ask the window."""

    opened = Signal(int)
    wants_settings = Signal()
    wants_lock = Signal()

    def __init__(self, name: str, user: str, headings: Sequence[str]) -> None:
        """Head an office with the headings of its tabs."""
        super().__init__()
        self.setObjectName("header")
        self.setFixedHeight(sizes()["strip"])
        self.search: QWidget | None = None
        self.title = label(name)
        self.title.setObjectName("orgName")
        self.tabs = self._tabs(headings)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(10)
        self.gear = self._tool("gear", "设置", "Ctrl+,", self.wants_settings)
        self.locker = self._tool("lock", "锁屏", "Ctrl+L", self.wants_lock)
        box = QHBoxLayout(self)
        box.setContentsMargins(12, 0, 12, 0)
        box.setSpacing(10)
        box.addWidget(self._logo())
        box.addWidget(self.title)
        box.addWidget(self.tabs, 1, alignment=Qt.AlignmentFlag.AlignBottom)
        box.addLayout(self.tools)
        box.addWidget(self.gear)
        box.addWidget(self.locker)
        box.addLayout(self._person(user))

    def _logo(self) -> QLabel:
        logo = label("格")
        logo.setObjectName("logo")
        side = self.fontMetrics().height() + 8
        logo.setFixedSize(side, side)
        return logo

    def _tabs(self, headings: Sequence[str]) -> QTabBar:
        tabs = steady(QTabBar())
        tabs.setObjectName("mainTabs")
        tabs.setAccessibleName("功能页签")
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        tabs.setUsesScrollButtons(True)
        tabs.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for at, text in enumerate(headings):
            tabs.addTab(text)
            if at < TABS_BY_KEY:
                tabs.setTabToolTip(at, f"Ctrl+{at + 1}")
                QShortcut(QKeySequence(f"Ctrl+{at + 1}"), self, lambda n=at: self._open(n))
        tabs.currentChanged.connect(self.opened)
        tabs.tabBarClicked.connect(self._clicked)
        return tabs

    def _open(self, at: int) -> None:
        self.tabs.setCurrentIndex(at)
        self.opened.emit(at)

    def _clicked(self, at: int) -> None:
        """Come back to the tab that is still marked while a page without a tab (设置) covers it."""
        if at == self.tabs.currentIndex():
            self.opened.emit(at)

    def mark(self, *, beside: bool) -> None:
        """Say whether a page without a tab (设置) is in sight: the gear is marked then, and no tab."""
        set_look(self.tabs, "resting", beside)
        set_look(self.gear, "here", beside)

    def _tool(self, picture: str, name: str, keys: str, wants: SignalInstance) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon(picture, "onDark"))
        made.setIconSize(QSize(18, 18))
        made.setAccessibleName(name)
        made.setToolTip(f"{name} {keys}")
        made.clicked.connect(lambda _checked=False: wants.emit())
        QShortcut(QKeySequence(keys), self, lambda: wants.emit() if made.isVisible() else None)
        return made

    def _person(self, user: str) -> QHBoxLayout:
        drawn = QLabel()
        drawn.setPixmap(icon("user", "onDark").pixmap(18, 18))
        self.user = label(user)
        self.user.setObjectName("userName")
        self.user.setToolTip("现在用这台电脑的人")
        box = QHBoxLayout()
        box.setSpacing(4)
        box.addWidget(drawn)
        box.addWidget(self.user)
        return box

    def add_search(self, field: QWidget) -> None:
        """Take the search over everything in; it gives room to the tabs before they must scroll."""
        field.setMinimumWidth(signs(7))
        field.setMaximumWidth(signs(15))
        self.tools.insertWidget(0, field)
        self.search = field

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the search be short, and the office's name go, where the tabs need their room."""
        super().resizeEvent(event)
        beside = (self.tabs, self.gear, self.locker, self.user)
        room = self.width() - sum(one.sizeHint().width() for one in beside) - sizes()["strip"] * 3
        least = 0
        if self.search is not None:
            least = self.search.minimumWidth()
            self.search.setMaximumWidth(max(least, min(room, signs(15))))
        self.title.setVisible(self.width() >= across(ROOMY) and room - least >= self.title.sizeHint().width())
