"""The window: header strip with tabs, one page below, status bar. Pages are built when first visited."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6 import QtCore
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QScrollArea, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.bus import Place
from desktop.theme import icon, set_look
from desktop.widgets.notices import Choice, Notices
from desktop.widgets.parts import button, empty_layout, label

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from desktop.views.pages import Tab
    from desktop.widgets.help import HelpPanel
    from desktop.widgets.statusline import StatusLine
    from desktop.widgets.strip import Strip

SETTINGS, UNLOCKING = "settings", "unlock"
"""The page behind the gear, which has no tab of its own, and the page before an office is open."""
NO_FOCUS = 0
"""Qt.FocusPolicy.NoFocus by its number (see `parts.PLAIN`): the parts of a page take the keyboard, it follows them."""

NO_FOCUS = 0
"""Qt.FocusPolicy.NoFocus by its number (see desktop.widgets.parts.PLAIN)."""


TOPIC = "topic"
"""The property by which a part of a page names the page of the manual that tells of it."""


class Fit(QScrollArea):
    """Holds a page; a page never forces the window's size."""

    def __init__(self, page: QWidget, name: str) -> None:
        """Hold one page, which is called by its heading."""
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("focusPolicy", NO_FOCUS)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("focusPolicy", NO_FOCUS)  # what stands on the page takes the keys
        self.setWidget(page)

    def minimumSizeHint(self) -> QSize:
        """Ask for little."""
        return QSize(320, 240)


class Window(QMainWindow):
    """The one window of the program. shown(name): another page came into sight."""

    shown = Signal(str)

    def __init__(self, closing: Callable[[], bool]) -> None:
        """Begin with one bare page; `closing` is called when the window goes, and says whether it may."""
        super().__init__()
        self.closing = closing
        self.held = False
        """Whether an office is being opened or closed: the window then stays."""
        self.setWindowTitle("网格台账")
        self.setWindowIcon(icon("elder", "primary"))
        self.stack = QStackedWidget()
        self.offered: list[Tab] = []
        self.built: dict[str, Any] = {}
        self.unsaved: dict[str, int] = {}
        self.header: Strip | None = None
        self.status: StatusLine | None = None
        self.reader: QWidget | None = None
        """What had the keyboard before the help was read."""
        self.left_at: dict[str, QWidget] = {}
        """What had the keyboard on a page when it was left."""
        self.frame = QFrame()
        self.frame.setObjectName("frame")
        self.box = QVBoxLayout(self.frame)
        self.box.setSpacing(0)
        self.notices = Notices()
        self.practice = QFrame()
        self.practice.setProperty("banner", "practice")
        self.practice_words = label("练习　这里的人都是虚构的，随便试，不会混入真实数据。")
        self.body = QHBoxLayout()
        self.body.setSpacing(0)
        self.body.addWidget(self.stack, 1)
        for one in (self.practice, self.notices):
            self.box.addWidget(one)
        self.box.addLayout(self.body, 1)
        self.setCentralWidget(self.frame)
        QHBoxLayout(self.practice).setContentsMargins(14, 2, 8, 2)
        QShortcut(QKeySequence("F1"), self, self.show_help)
        self.mark_practice(())
        self.watched = False
        """Whether half a word is guarded: the unlock page has no field to compose in, and comes sooner without."""

    def mark_practice(self, choices: Sequence[Choice]) -> None:
        """Draw the orange border and the word 练习, with what can be done there; none takes them away."""
        line = self.practice.layout()
        if isinstance(line, QHBoxLayout):
            self.practice_words.setParent(None)
            empty_layout(line)
            line.addWidget(self.practice_words, 1)
            for text, do in choices:
                line.addWidget(button(text, do, "link"))
        edge = 4 if choices else 0
        self.box.setContentsMargins(edge, 0, edge, edge)
        self.practice.setVisible(bool(choices))
        set_look(self.frame, "practice", bool(choices))

    @cached_property
    def help(self) -> "HelpPanel":
        """The help beside the page; made when it is wanted first."""
        from desktop.widgets.help import HelpPanel

        made = HelpPanel()
        made.closed.connect(self.hide_help)
        self.body.addWidget(made)
        return made

    def show_help(self) -> None:
        """Show the help of the page in sight, or take it away if it is there."""
        page = self.topic()
        if self.help.isVisible() and self.help.page == page:
            self.hide_help()
        else:
            self.reader = None if self.help.isAncestorOf(self.focusWidget()) else self.focusWidget()
            self.help.show_page(page)

    def hide_help(self) -> None:
        """Take the help away; the keyboard goes back to where it was."""
        self.help.hide()
        if self.reader is not None and isValid(self.reader) and self.reader.isVisible():
            self.reader.setFocus()

    def topic(self) -> str:
        """Return what help is wanted of: the page in sight, or what lies over it and names a topic of its own."""
        name = self.current()
        parts = self.built[name].findChildren(QWidget) if name in self.built else []
        over = next((one for one in parts if one.property(TOPIC) and one.isVisible()), None)
        return str(over.property(TOPIC)) if over is not None else name or UNLOCKING

    def watch_composing(self) -> None:
        """Let no key act on half a word from now on."""
        from desktop.widgets.composing import Composing

        if not self.watched:
            self.watched = True
            Composing(self)

    def show_alone(self, page: QWidget) -> None:
        """Show a page without header and status bar (unlocking)."""
        self.clear()
        held = Fit(page, page.accessibleName() or self.windowTitle())
        self.stack.addWidget(held)
        self.stack.setCurrentWidget(held)

    def clear(self) -> None:
        """Take everything away: nothing of an office stays on the screen once it is locked."""
        for part in (self.header, self.status):
            if part is not None:
                self.box.removeWidget(part)
                part.hide()
                part.deleteLater()
        self.header = None
        self.status = None
        self.notices.forget()
        while self.stack.count():
            page = self.stack.widget(0)
            self.stack.removeWidget(page)
            page.deleteLater()
        self.offered = []
        self.built = {}
        self.unsaved = {}
        self.left_at = {}

    def show_office(self, name: str, user: str, tabs: "list[Tab]", lock: Callable[[], None]) -> None:
        """Show an office: its pages, those with a tab first; `open_tab` or `go` builds one."""
        from desktop.widgets.statusline import StatusLine
        from desktop.widgets.strip import Strip

        self.watch_composing()
        self.clear()
        headings = [tab.heading for tab in tabs if tab.has_tab]
        self.offered = [*(tab for tab in tabs if tab.has_tab), *(tab for tab in tabs if not tab.has_tab)]
        self.header = header = Strip(name, user, headings)
        self.tabs, self.tools = header.tabs, header.tools
        header.gear.setVisible(any(tab.name == SETTINGS for tab in tabs))
        header.opened.connect(self._turn_to)
        header.wants_settings.connect(lambda: self.go(Place(SETTINGS)))
        header.wants_lock.connect(lock)
        self.box.insertWidget(0, header)
        self.status = status = StatusLine()
        self.saved, self.counts, self.working = status.saved, status.counts, status.working
        self.progress, self.cancel, self.backup = status.progress, status.cancel, status.backup
        self.box.addWidget(status)
        for _ in self.offered:
            self.stack.addWidget(QWidget())

    def open_tab(self, at: int) -> None:
        """Show a page; it is built at the first visit."""
        if not 0 <= at < len(self.offered):
            return
        tab, keys = self.offered[at], self.focusWidget()
        if at != self.stack.currentIndex() and keys is not None and self.stack.isAncestorOf(keys):
            self.left_at[self.current()] = keys
        if tab.name not in self.built:
            self.built[tab.name] = tab.make()
            bare = self.stack.widget(at)
            self.stack.removeWidget(bare)
            bare.deleteLater()
            self.stack.insertWidget(at, Fit(self.built[tab.name], tab.heading))
        self.stack.setCurrentIndex(at)
        if at < self.tabs.count() and self.tabs.currentIndex() != at:
            self.tabs.setCurrentIndex(at)
        if self.header is not None:
            self.header.mark(beside=at >= self.tabs.count())
        self._give_keys(tab.name)
        self.shown.emit(tab.name)

    def _turn_to(self, at: int) -> None:
        """Show the page of a tab; who walks along the tabs by the arrows stays there."""
        walking = self.tabs.hasFocus()
        self.open_tab(at)
        if walking:
            self.tabs.setFocus()

    def _give_keys(self, name: str) -> None:
        """Give the keyboard to what had it when the page was left, else to what the page names, else to its first."""
        from desktop.widgets.reading import first_in

        page = self.built[name]
        for one in (self.left_at.get(name), getattr(page, "keys_first", None), first_in(page)):
            if one is not None and isValid(one) and one.isVisible() and one.isEnabled():
                one.setFocus()
                return

    def current(self) -> str:
        """Return the name of the page in sight; empty while no office is open."""
        return self.offered[self.stack.currentIndex()].name if self.offered else ""

    def add_search(self, field: QWidget) -> None:
        """Put the search over everything into the strip."""
        if self.header is not None:
            self.header.add_search(field)
        QShortcut(QKeySequence("Ctrl+K"), field, field.setFocus)

    def go(self, place: Place) -> None:
        """Show the page that is named and what is wanted there; a page this office does not have is passed over."""
        at = next((n for n, tab in enumerate(self.offered) if tab.name == place.page), None)
        if at is None:
            return
        self.open_tab(at)
        self.built[place.page].arrive(place)

    def tell_unsaved(self, page: str, count: int) -> None:
        """Note how many changes stand unsaved on a page; the status bar tells of all pages in amber."""
        self.unsaved[page] = count
        total = sum(self.unsaved.values())
        if self.status is not None:
            self.status.tell_unsaved(total) if total else self.status.tell_saved()

    def tell_saved(self, text: str) -> None:
        """Say what was just kept."""
        if self.status is not None:
            self.status.tell_saved(text)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - as Qt calls it
        """Let Tab go as one reads."""
        from desktop.widgets.reading import go_on

        return go_on(self, forward=forward)

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        """Take what no page took: Ctrl+Tab goes to the next tab, Ctrl+F to the search over everything."""
        keys, held = QtCore.Qt.Key, QtCore.Qt.KeyboardModifier
        step = {keys.Key_Tab: 1, keys.Key_Backtab: -1}.get(keys(event.key()), 0)
        if self.header is None or not event.modifiers() & held.ControlModifier:
            super().keyPressEvent(event)
        elif step:
            self.open_tab((self.tabs.currentIndex() + step) % self.tabs.count())
        elif event.key() == keys.Key_F and self.header.search is not None:
            self.header.search.setFocus()

    def closeEvent(self, event: "QCloseEvent") -> None:
        """Close the office behind the window; not in the midst of opening or closing one."""
        event.ignore()
        if not self.held and self.closing():
            super().closeEvent(event)  # which lets it go
