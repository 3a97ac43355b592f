"""The only place where things are put together: the application, the window, the open office."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from db.clock import Clock
from db.places import data_folder
from db.trouble import OfficeError
from desktop import theme
from desktop.bus import Bus
from desktop.errors import catch_all, words_of
from desktop.jobs import Jobs, Progress
from desktop.prefs import Prefs
from desktop.views.unlock_page import UnlockPage, Wish
from desktop.widgets.parts import WheelGuard
from desktop.window import Window

if TYPE_CHECKING:
    from db.store.store import Store

DATABASE = "office.db"


def application() -> QApplication:
    """Return the application, dressed; made once a process."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    if not app.property("dressed"):
        app.setProperty("dressed", True)
        app.setApplicationName("网格台账")
        theme.apply(app, data_folder() / "look", Prefs.load(data_folder()).base)
        app.installEventFilter(WheelGuard(app))
    return app


class Desk:
    """The counter: which office is open, its window, its bus and its jobs."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Show the unlock page of the office in a folder."""
        self.folder, self.clock = folder, clock
        self.logs = data_folder() / "logs"
        self.prefs = Prefs.load(data_folder())
        self.store: Store | None = None
        self.bus, self.jobs = Bus(), Jobs(self.fail)
        self.window = Window(self.close)
        self.window.resize(self.prefs.width, self.prefs.height)
        self.lock()

    def fail(self, error: BaseException) -> None:
        """Tell an error that ended a job."""
        self.tell(words_of(error, self.logs))

    def tell(self, words: str) -> None:
        """Show a sentence where the clerk looks."""
        if self.window.header is not None and words:
            self.window.working.setText(words)

    def lock(self) -> None:
        """Forget the key and ask for the password again."""
        self.close_office()
        exists = (self.folder / DATABASE).exists()
        self.unlock = UnlockPage(self.folder, exists=exists, opened=self.open)
        self.window.show_alone(self.unlock)
        self.unlock.password.setFocus()

    def open(self, wish: Wish) -> None:
        """Open or found the office that is wished for; refusals stay on the page."""
        QApplication.processEvents()
        try:
            self._open(wish)
        except OfficeError as trouble:
            self.unlock.say(f"{trouble.what}{trouble.remedy}")

    def _open(self, wish: Wish) -> None:
        from db.store.store import Founding, Store

        if not wish.name:
            self.show(Store.open(wish.folder, wish.password, self.clock))
            return
        store, code = Store.create(wish.folder, wish.password, Founding(wish.name, wish.area_code), self.clock)
        self.unlock.show_recovery(code, lambda: self._checked(store))

    def _checked(self, store: "Store") -> None:
        from sqlalchemy import select

        from db.ledgers.office import Office

        with store.write("恢复码已核对") as writer:
            writer.change(Office, writer.reader.scalar(select(Office.id)), {"recovery_checked": True})
        self.show(store)

    def show(self, store: "Store") -> None:
        """Show an open office."""
        from desktop.views.pages import office_name, tabs_of
        from desktop.widgets.omni import Omni

        self.store = store
        name, user = office_name(store), store.viewer.name
        self.window.show_office(name, "" if user == name else user, tabs_of(store, self.bus, self.jobs), self.lock)
        self.omni = Omni(store, self.bus, self.window)
        self.window.add_search(self.omni.field)
        self.bus.changed.connect(lambda _: self.tell_state())
        self.bus.saved.connect(self.window.saved.setText)
        self.bus.go.connect(self.window.go)
        self.jobs.started.connect(self._started)
        self.jobs.ended.connect(self._ended)
        QTimer.singleShot(0, self.tell_state)

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
        """Close the store behind a verified backup."""
        self.jobs.wait()
        store, self.store = self.store, None
        self.bus = Bus()
        self.jobs = Jobs(self.fail)
        if store is not None:
            from desktop.widgets.clip import forget

            forget()
            store.close()

    def close(self) -> None:
        """Remember the window and close the office."""
        self.prefs.width, self.prefs.height = self.window.width(), self.window.height()
        self.prefs.save(data_folder())
        self.close_office()


def run_window(folder: Path | None, clock: Clock) -> int:
    """Open the window on the office in a folder (None: this user's) and wait until it is closed."""
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = application()
    desk = Desk(folder or data_folder() / "office", clock)
    catch_all(desk.logs, desk.tell)
    desk.window.show()
    return app.exec()
