"""The window: header strip with tabs, one page below, status bar. Pages are built when first visited."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.bus import Place
from desktop.theme import icon, sizes
from desktop.widgets.parts import button, label

if TYPE_CHECKING:
    from desktop.views.pages import Tab


class Fit(QScrollArea):
    """Holds a page; a page never forces the window's size."""

    def __init__(self, page: QWidget) -> None:
        """Hold one page."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(page)

    def minimumSizeHint(self) -> QSize:
        """Ask for little."""
        return QSize(320, 240)


class Window(QMainWindow):
    """The one window of the program."""

    def __init__(self, closing: Callable[[], None]) -> None:
        """Begin with one bare page; `closing` is called when the window goes."""
        super().__init__()
        self.closing = closing
        self.setWindowTitle("网格台账")
        self.setWindowIcon(icon("elder", "primary"))
        self.stack = QStackedWidget()
        self.offered: list[Tab] = []
        self.built: dict[str, Any] = {}
        self.header: QFrame | None = None
        self.status: QFrame | None = None
        middle = QWidget()
        self.box = QVBoxLayout(middle)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(0)
        self.box.addWidget(self.stack, 1)
        self.setCentralWidget(middle)

    def show_alone(self, page: QWidget) -> None:
        """Show a page without header and status bar (unlocking)."""
        self.clear()
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def clear(self) -> None:
        """Take everything away: nothing of an office stays on the screen once it is locked."""
        for part in (self.header, self.status):
            if part is not None:
                self.box.removeWidget(part)
                part.deleteLater()
        self.header = None
        self.status = None
        while self.stack.count():
            page = self.stack.widget(0)
            self.stack.removeWidget(page)
            page.deleteLater()
        self.offered = []
        self.built = {}

    def show_office(self, name: str, user: str, tabs: "list[Tab]", lock: Callable[[], None]) -> None:
        """Show an office: its tabs, of which the first is built now."""
        self.clear()
        self.header = self._strip(name, user, [tab.heading for tab in tabs], lock)
        self.box.insertWidget(0, self.header)
        self.status = self._status()
        self.box.addWidget(self.status)
        self.offered = tabs
        for _ in tabs:
            self.stack.addWidget(QWidget())
        self.open_tab(0)

    def _strip(self, name: str, user: str, tabs: list[str], lock: Callable[[], None]) -> QFrame:
        strip = QFrame()
        strip.setObjectName("header")
        strip.setFixedHeight(sizes()["strip"])
        box = QHBoxLayout(strip)
        box.setContentsMargins(12, 0, 12, 0)
        box.setSpacing(10)
        logo = QLabel("格")
        logo.setTextFormat(Qt.TextFormat.PlainText)
        logo.setObjectName("logo")
        logo.setFixedSize(26, 26)
        logo.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = label(name)
        title.setObjectName("orgName")
        self.tabs = QTabBar()
        self.tabs.setObjectName("mainTabs")
        self.tabs.setAccessibleName("主要分页")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for at, text in enumerate(tabs):
            self.tabs.addTab(text)
            QShortcut(QKeySequence(f"Ctrl+{at + 1}"), strip, lambda n=at: self.tabs.setCurrentIndex(n))
        self.tabs.currentChanged.connect(self.open_tab)
        locker = QToolButton()
        locker.setIcon(icon("lock", "onDark"))
        locker.setIconSize(QSize(18, 18))
        locker.setAccessibleName("锁屏")
        locker.setToolTip("锁屏 Ctrl+L")
        locker.clicked.connect(lambda _checked=False: lock())
        QShortcut(QKeySequence("Ctrl+L"), strip, lock)
        box.addWidget(logo)
        box.addWidget(title)
        box.addWidget(self.tabs, alignment=Qt.AlignmentFlag.AlignBottom)
        box.addStretch(1)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(10)
        box.addLayout(self.tools)
        box.addWidget(locker)
        person = label(user)
        person.setObjectName("orgName")
        box.addWidget(person)
        return strip

    def _status(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("statusLine")
        frame.setFixedHeight(sizes()["hStatus"])
        box = QHBoxLayout(frame)
        box.setContentsMargins(12, 0, 12, 0)
        box.setSpacing(18)
        self.saved = label("● 数据已保存在本机", "caption", "ok")
        self.counts = label("", "caption")
        self.working = label("", "caption")
        self.progress = QProgressBar()
        self.progress.setFixedWidth(120)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("进度")
        self.cancel = button("取消", lambda: None, "link")
        self.backup = label("", "caption")
        left: list[QWidget] = [self.saved, self.counts]
        right: list[QWidget] = [self.working, self.progress, self.cancel, self.backup]
        for widget in left:
            box.addWidget(widget)
        box.addStretch(1)
        for widget in right:
            box.addWidget(widget)
        for hidden in right[1:3]:
            hidden.hide()
            hidden.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return frame

    def open_tab(self, at: int) -> None:
        """Show a tab; its page is built at the first visit."""
        tab = self.offered[at]
        if tab.name not in self.built:
            self.built[tab.name] = tab.make()
            bare = self.stack.widget(at)
            self.stack.removeWidget(bare)
            bare.deleteLater()
            self.stack.insertWidget(at, Fit(self.built[tab.name]))
        self.stack.setCurrentIndex(at)

    def add_search(self, field: QWidget) -> None:
        """Put the search over everything into the strip."""
        width = field.fontMetrics().horizontalAdvance("字" * 13)
        field.setFixedWidth(width)
        self.tools.insertWidget(0, field)
        QShortcut(QKeySequence("Ctrl+K"), field, field.setFocus)

    def go(self, place: Place) -> None:
        """Show the page that is named and what is wanted there."""
        at = next(n for n, tab in enumerate(self.offered) if tab.name == place.page)
        self.tabs.setCurrentIndex(at)
        self.built[place.page].arrive(place)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close the office behind the window."""
        self.closing()
        super().closeEvent(event)
