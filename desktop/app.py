"""The only place where things are put together: the application, the window, the open office."""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from db.clock import Clock
from db.places import data_folder
from db.trouble import OfficeError
from desktop import theme
from desktop.alone import Alone
from desktop.bus import Bus, Place
from desktop.clearing import Clearing
from desktop.errors import catch_all, words_of
from desktop.jobs import Jobs, Latest, Progress, finish
from desktop.leaving import Leaving
from desktop.opening import Opening
from desktop.prefs import Prefs, remember
from desktop.theme import sizes
from desktop.warming import warm
from desktop.widgets.presses import EnterPresses
from desktop.window import Window

if TYPE_CHECKING:
    from db.store.store import Store
    from desktop.widgets.tips import Tips

T = TypeVar("T")

CARDS = "elders"
"""The page that takes a card whose number nobody else asked for."""

STYLE = ("-style", "fusion")
"""Said in words: who asks Qt for a style in Python makes all its names, 4 ms of the first window."""

WARM_AFTER = 50
"""Milliseconds after which the pages are loaded ahead: the unlock page is painted by then, and nothing is typed yet."""

SERVING = ("omni", "reader", "idle", "copied")
"""What a desk with an open office has besides."""

NO_DRAFT = "没保存的内容留不下草稿，所以还开着。请先清理磁盘再保存；"
MINUTE = 60_000
"""Milliseconds between two looks at the day."""

ALONE = "单人使用"
"""Who is here, where the office has one account and it bears the office's own name."""


def application() -> QApplication:
    """Return the application, dressed; made once a process."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication([*sys.argv[:1], *STYLE])
    if not app.property("dressed"):
        app.setProperty("dressed", True)
        app.setApplicationName("网格台账")
        theme.apply(app, data_folder() / "look", Prefs.load(data_folder()).base)
        EnterPresses(app)
    return app


class Desk:
    """The counter: which office is open, its window, its bus and its jobs."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Show the unlock page of the office in a folder."""
        self.folder, self.clock = folder, clock
        self.logs = data_folder() / "logs"
        self.prefs = Prefs.load(data_folder())
        self.store: Store | None = None
        self.warned = False
        """Whether it was told that no draft can be kept: who leaves again means it."""
        self.bus, self.jobs, self.leaving = Bus(), Jobs(self.fail), Leaving()
        self.leaving.ended.connect(self._left)
        self.serving: Sequence[QObject] = ()
        """What serves the office shown, beside its pages, and goes with it."""
        self.window = Window(self.close)
        self.window.resize(self.prefs.width, self.prefs.height)
        self.opening = Opening(self)
        self.day = clock.today()
        self.midnight = QTimer(self.window, interval=MINUTE)
        self.midnight.timeout.connect(self._look_at_day)
        self.midnight.start()
        self.lock()

    def appear(self) -> None:
        """Show the window where it was; a screen that is gone or has become smaller does not hide it."""
        screen = QGuiApplication.primaryScreen()
        spot = QPoint(*self.prefs.at) if len(self.prefs.at) == len(("left", "top")) else None
        full = self.prefs.full
        if spot is not None and any(one.availableGeometry().contains(spot) for one in QGuiApplication.screens()):
            self.window.move(spot)
        elif screen is not None:
            full = full or self.prefs.width > screen.availableGeometry().width()
        self.window.showMaximized() if full else self.window.show()

    def fail(self, error: BaseException) -> None:
        """Tell an error that ended a job."""
        self.tell(words_of(error, self.logs))

    def tell(self, words: str) -> None:
        """Show what went wrong where the clerk looks, until it is answered."""
        if words:
            self.window.notices.tell(words, banner="danger")

    def lock(self) -> None:
        """Forget the key and ask for the password again; the backup is made behind the page, nobody waits for it."""
        try:
            store = self._leave()
        except OfficeError as trouble:
            self.tell(f"{words_of(trouble, self.logs)}{NO_DRAFT}要不留草稿就锁屏的，请再按一次 Ctrl+L。")
            return
        finally:  # whatever else happens, nothing of the office stays in sight
            if self.store is None:
                self.unlock = self.opening.begin()
        if store is not None:
            if store.changed:
                self.opening.tell("已锁好，正在备份。不用等，随时可以再打开。")
            self.leaving.begin(store)

    def _left(self, error: BaseException | None) -> None:
        """Tell how the backup of an office that was locked went."""
        if error is not None:
            self.fail(error)
        elif self.store is not None:
            self.tell_state()
        elif not self.leaving.open:
            self.opening.tell("已锁好。")
        QTimer.singleShot(0, gc.collect)  # what goes in circles would keep the key

    def show(self, store: "Store") -> None:
        """Show an open office."""
        from desktop.greeting import greet
        from desktop.views.pages import office_name, tabs_of
        from desktop.widgets.clip import Copied
        from desktop.widgets.idle import Idle
        from desktop.widgets.omni import Omni
        from desktop.widgets.reader import CardReader

        self.let_go()
        self.store = store
        second = Prefs.load(data_folder()).second
        practising = self.opening.practising
        store.second = Path(second) if second and not practising else None  # nothing of practice among real backups
        name, user = office_name(store), store.viewer.name
        tabs = tabs_of(store, self.bus, self.jobs)
        self.window.show_office(name + "（只读）" * store.read_only, ALONE if user == name else user, tabs, self.lock)
        self.omni = Omni(store, self.bus, self.window)
        self.window.add_search(self.omni.field)
        self.reader = CardReader(self._is_sound)
        self.reader.setParent(self.window)  # a window that is gone takes no card
        self.reader.card.connect(self.take_card)
        self.reader.follow(application())
        self.copied = Copied()
        self.serving = (self.reader, self.copied, self.omni.panel, self.omni)
        self.bus.changed.connect(lambda _: self.tell_state())
        self.bus.saved.connect(self.window.tell_saved)
        self.bus.unsaved.connect(self.window.tell_unsaved)
        self.bus.go.connect(self.window.go)
        self.bus.reopened.connect(lambda again: QTimer.singleShot(0, lambda: self.show_restored(again)))
        self.bus.dress.connect(lambda base: QTimer.singleShot(0, lambda: self.dress(base)))
        self.jobs.started.connect(self._started)
        self.jobs.ended.connect(self._ended)
        self.window.open_tab(next((at for at, tab in enumerate(tabs) if tab.name == self.prefs.tab and tab.has_tab), 0))
        greet(self, store)
        if not practising:
            self.opening.remember()
            self.idle = Idle(self.window)
            self.idle.away.connect(self._leave_alone)
            self.serving = (*self.serving, self.idle)
        QTimer.singleShot(0, self.tell_state)

    def _leave_alone(self) -> None:
        """Lock where nobody has been for long, unless something is still at work."""
        if self.store is not None and not self.jobs.open:
            self.lock()
        if self.store is None:
            self.unlock.say("15 分钟没有动静，已自动锁好。没保存的内容留作草稿，打开后可以恢复。")

    def _is_sound(self, number: str) -> bool:
        from db.words.checks import check_id_number

        told = check_id_number(number, self.clock.today())
        return told.number is not None and told.problem is None

    def take_card(self, number: str) -> None:
        """Hand a card's number to the page in sight; where none takes it, the elders' ledger does."""
        if self.omni.field.hasFocus():
            self.omni.field.setText(number)
            self.omni.field.ask_now()
            return
        if not hasattr(self.window.built.get(self.window.current()), "take_card"):
            self.bus.go.emit(Place(CARDS))
        self.window.built[self.window.current()].take_card(number)

    def show_restored(self, store: "Store") -> None:
        """Show an office that went back to a backup."""
        self.show(store)
        self.bus.go.emit(Place("settings", text="backup"))
        self.window.notices.tell("已恢复到所选的备份。恢复前的数据也备份了一份，名称里有“恢复前”。", banner="info")

    def dress(self, base: int) -> None:
        """Wear another type size at once: the pages are built anew, the one in sight stays in sight."""
        from PySide6.QtCore import QEvent

        store, name = self.store, self.window.current()
        if store is None:
            return
        self.break_off()
        self.jobs.wait()
        self.put_aside()
        self.let_go()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # or all of it would be dressed, too
        remember(data_folder(), lambda prefs: setattr(prefs, "base", base))
        theme.dress(application(), data_folder() / "look", base)
        self.show(store)
        self.bus.go.emit(Place(name, text="look" if name == "settings" else ""))

    def break_off(self) -> None:
        """Read nothing more for pages that go now: with a large ledger that takes seconds."""
        for reading in self.window.findChildren(Latest):
            reading.drop()
        for page in self.window.built.values():
            stop = getattr(page, "break_off", None)
            if stop is not None:
                stop()

    def put_aside(self) -> None:
        """Keep what stands unsaved in open forms and editors as drafts, at once."""
        from desktop.widgets.journal import Journal

        for journal in self.window.findChildren(Journal):
            journal.keep()
        self.omni.settle()
        for page in self.window.built.values():
            getattr(page, "put_aside", lambda: None)()

    def _look_at_day(self) -> None:
        """Read everything anew once another day has begun: the program may stand open over night."""
        if self.clock.today() != self.day:
            self.day = self.clock.today()
            self.bus.changed.emit(frozenset())

    def tell_state(self) -> None:
        """Refresh the status bar."""
        from desktop.views.pages import counts_of, last_backup

        if self.store is not None and self.window.header is not None:
            self.window.counts.setText(counts_of(self.store))
            self.window.backup.setText(last_backup(self.store))

    def _started(self, text: str, progress: Progress) -> None:
        self.window.working.setText(text)
        self.window.progress.setRange(0, 0)
        self.window.progress.show()
        self.window.cancel.clicked.connect(progress.cancel)
        self.window.cancel.show()

    def _ended(self) -> None:
        if self.window.header is not None:
            self.window.working.setText("")
            self.window.progress.hide()
            self.window.cancel.hide()

    def close_office(self) -> None:
        """Close the store behind a verified backup, and wait for that."""
        from desktop.widgets.parts import Empty

        store = self._leave()
        if self.leaving.open or (store is not None and store.changed):
            self.window.show_alone(Empty("lock", "已锁好，正在备份，请稍候…"))
        self.finish(lambda: self.leaving.close(store))

    def _leave(self) -> "Store | None":
        """Let go of the office shown and return it to be closed; what was typed and not saved waits as a draft.

        Where no draft can be kept (a full disk) the office stays as it is, once: the next time it goes without.
        """
        self.break_off()
        self.jobs.wait()
        if self.store is not None and not self.warned:
            self.warned = True
            self.put_aside()
        self.warned = False
        store, self.store = self.store, None
        if store is not None:
            self.window.setFocus()  # no field hears that it lost the focus once it is half gone
            self.copied.forget()
            self.let_go()
        return store

    def finish(self, work: Callable[[], T]) -> T:
        """Work in a thread while the window stays painted and can't be closed; return what comes of it, or raise."""
        self.window.held = True
        try:
            return finish(work)
        finally:
            self.window.held = False

    def let_go(self) -> None:
        """Let everything go that served the office shown till now: its pages, search, reader, bus and thread."""
        self.window.clear()
        self.jobs.stop()
        for one in (*self.serving, self.jobs, self.bus):
            one.deleteLater()
        self.serving, self.bus, self.jobs = (), Bus(), Jobs(self.fail)
        for name in SERVING:  # what they hold of the office goes with them: its key
            vars(self).pop(name, None)

    def close(self) -> bool:
        """Remember the window, close the office; say whether the window may go: a failed backup is told before."""
        remember(data_folder(), self._note_window)
        try:
            self.close_office()
        except OfficeError as trouble:
            words = f"{NO_DRAFT}要不留草稿就退出的" if self.store is not None else "不备份就要退出的"
            if self.store is None:
                self.unlock = self.opening.begin()
            self.tell(f"{words_of(trouble, self.logs)}{words}，请再关一次窗口。")
            return False
        return True

    def _note_window(self, prefs: Prefs) -> None:
        window = self.window
        prefs.full = window.isMaximized()
        if not prefs.full:
            prefs.width, prefs.height = window.width(), window.height()
            prefs.at = [window.pos().x(), window.pos().y()]
        prefs.tab = window.current() or prefs.tab

    def teach(self) -> None:
        """Show the tips that were not seen yet, page by page."""
        from desktop.widgets.tips import Tips

        tips = Tips(self.window, data_folder())
        self.window.shown.connect(lambda name: QTimer.singleShot(0, lambda: self._tip(tips, name)))

    def _tip(self, tips: "Tips", name: str) -> None:
        if name in self.window.built:
            tips.arrive(name, self.window.built[name])

    def come_forward(self) -> None:
        """Show the window over all others: the program was started a second time."""
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.raise_()
        self.window.activateWindow()


def run_window(folder: Path | None, clock: Clock) -> int:
    """Open the window on the office in a folder (None: this user's) and wait until it is closed."""
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = application()
    known = Prefs.load(data_folder()).office
    where = folder or (Path(known) if known else data_folder() / "office")
    alone = Alone(where)
    if not alone.is_first():
        return 0 if alone.knock() else _say_taken(app, where)
    desk = Desk(where, clock)
    desk.opening.lent = folder is not None
    alone.knocked.connect(desk.come_forward)
    catch_all(desk.logs, desk.tell)
    desk.appear()
    QTimer.singleShot(WARM_AFTER, warm)
    QTimer.singleShot(2 * WARM_AFTER, desk.teach)
    clearing = Clearing()
    ended = app.exec()
    clearing.end()
    return ended


def _say_taken(app: QApplication, folder: Path) -> int:
    """Say that somebody else has the office open, and end."""
    from desktop.widgets.parts import Empty, button

    window = Window(lambda: True)
    words = f"“{folder.name}”已在另一台电脑或另一个账户下打开，同一时间只能在一处使用。请在那边关闭后再打开。"
    window.show_alone(Empty("lock", words, button("关闭", window.close, "primary")))
    window.resize(sizes()["side"] * 2, sizes()["side"])
    window.show()
    return app.exec()
