"""Jobs: what may take over 0.3 s runs off the window's thread, one at a time, with progress and cancel."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThreadPool, Signal

from db.trouble import Cancelled


class Progress(QObject):
    """What a job says while it works; `check` raises Cancelled once the clerk gave up."""

    stepped = Signal(int)

    def __init__(self) -> None:
        """Begin at nothing."""
        super().__init__()
        self.cancelled = False

    def step(self, count: int) -> None:
        """Say how far it is."""
        self.check()
        self.stepped.emit(count)

    def check(self) -> None:
        """Stop here if the clerk cancelled."""
        if self.cancelled:
            raise Cancelled

    def cancel(self) -> None:
        """Ask the job to stop; everything it did is rolled back."""
        self.cancelled = True


class _Ends(QObject):
    done = Signal(object)
    failed = Signal(object)


class _Job(QRunnable):
    def __init__(self, work: Callable[[Progress], Any], progress: Progress, ends: _Ends) -> None:
        super().__init__()
        self.work, self.progress, self.ends = work, progress, ends

    def run(self) -> None:
        try:
            found = self.work(self.progress)
        except Exception as error:  # carried to the window's thread, which tells it
            self.ends.failed.emit(error)
        else:
            self.ends.done.emit(found)


class Jobs(QObject):
    """Runs one job after the other; results and errors come back in the window's thread."""

    started = Signal(str, object)
    ended = Signal()

    def __init__(self, fail: Callable[[BaseException], None]) -> None:
        """Tell errors through `fail`."""
        super().__init__()
        self.pool = QThreadPool(self)
        self.pool.setMaxThreadCount(1)
        self.fail = fail
        self.open: list[_Ends] = []

    def run(self, label: str, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> Progress:
        """Start work(progress); done(value) is called when it ends well."""
        progress, ends = Progress(), _Ends()
        self.open.append(ends)

        def settle(then: Callable[[Any], None], value: Any) -> None:
            self.open.remove(ends)
            self.ended.emit()
            then(value)

        ends.done.connect(lambda value: settle(done, value))
        ends.failed.connect(lambda error: settle(self.fail, error))
        self.started.emit(label, progress)
        self.pool.start(_Job(work, progress, ends))
        return progress

    def wait(self) -> None:
        """Wait until nothing runs (closing, tests)."""
        self.pool.waitForDone()


class Latest(QObject):
    """Reads off the window's thread; of several questions only the latest is answered (it bears the generation number).

    answered(value) comes in the window's thread; failed(error) likewise.
    """

    answered = Signal(object)
    failed = Signal(object)
    _settled = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without a question."""
        super().__init__(parent)
        self.pool = QThreadPool(self)
        self.pool.setMaxThreadCount(1)
        self.generation = 0
        self._settled.connect(self._settle)

    def ask(self, work: Callable[[], Any]) -> None:
        """Ask: what still waits is dropped, what runs will not be answered."""
        self.generation += 1
        self.pool.clear()
        self.pool.start(_Question(self, self.generation, work))

    def _settle(self, generation: int, value: Any, error: BaseException | None) -> None:
        if generation != self.generation:
            return
        if error is None:
            self.answered.emit(value)
        else:
            self.failed.emit(error)

    def wait(self) -> None:
        """Wait for the answer and give it now (a record is to be opened; the office closes)."""
        self.pool.waitForDone()
        QCoreApplication.sendPostedEvents(self)


class _Question(QRunnable):
    def __init__(self, latest: Latest, generation: int, work: Callable[[], Any]) -> None:
        super().__init__()
        self.latest, self.generation, self.work = latest, generation, work

    def run(self) -> None:
        if self.generation != self.latest.generation:
            return
        value: Any = None
        told: BaseException | None = None
        try:
            value = self.work()
        except Exception as error:  # carried to the window's thread, which tells it
            told = error
        self.latest._settled.emit(self.generation, value, told)  # noqa: SLF001 - the same class in two halves
