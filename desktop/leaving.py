"""Leaving an office: it is closed behind a verified backup, off the window's thread; nobody has to wait for that."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.jobs import a_thread

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from db.store.store import Store


class Leaving(QObject):
    """Closes offices, one after the other. ended(error): one that nobody waited for is closed; None: all went well.

    An office may be opened again meanwhile: its backup holds what stood when it began, and what is written later is the
    next backup's. Nothing of an office is kept here once it is closed: its key goes with it.
    """

    ended = Signal(object)
    _done = Signal(object)

    def __init__(self) -> None:
        """Begin with nothing to close."""
        super().__init__()
        self.open = 0
        """How many are being closed and nobody waits."""
        self.owed = False
        """Whether a backup did not come about: the next office that is closed makes one, changed or not."""
        self.pool: ThreadPoolExecutor | None = None
        self._done.connect(self._settle)

    def begin(self, store: "Store") -> None:
        """Close an office while the window goes on."""
        self.open += 1
        self.pool = self.pool or a_thread()
        self.pool.submit(self._close, store).add_done_callback(lambda done: self._done.emit(done.exception()))

    def close(self, store: "Store | None") -> None:
        """Wait for those being closed and close one more; raise what went wrong with it. May run in any thread."""
        if self.pool is not None:
            self.pool.shutdown()
            self.pool = None
        if store is not None:
            self._close(store)

    def _settle(self, error: BaseException | None) -> None:
        self.open -= 1
        self.ended.emit(error)

    def _close(self, store: "Store") -> None:
        if store.read_only:  # what is owed stays owed
            store.close()
            return
        store.changed |= self.owed
        self.owed = store.changed
        store.close()
        self.owed = False
