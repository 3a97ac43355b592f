"""Jobs: what may take over 0.3 s runs off the window's thread, one at a time, with progress and cancel.

The threads are Python's, and no Qt object ever dies in them: its end takes a lock of Qt's and then waits for Python,
while the window holds Python and waits for that lock. Both would stand still for good.
"""

from collections import deque
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Signal

from db.trouble import Cancelled

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")


class Progress(QObject):
    """What a job says while it works; `check` raises Cancelled once the clerk gave up.

    partly(value): a part of what is wanted is known before the rest.
    """

    stepped = Signal(int)
    partly = Signal(object)

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


KEPT = 16
"""How many jobs back a job's Qt objects are let go of, in the window's thread: by then no thread holds them."""


def _work(work: Callable[[Progress], Any], progress: Progress, ends: _Ends) -> None:
    try:
        found = work(progress)
    except Exception as error:  # carried to the window's thread, which tells it
        ends.failed.emit(error)
    else:
        ends.done.emit(found)


def a_thread() -> "ThreadPoolExecutor":
    """Return a thread that works off what it is given; what makes one is loaded when the first is wanted."""
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(1)


def _wait(last: "Future[None] | None") -> None:
    """Wait until what was asked last has ended, however it ended."""
    if last is not None:
        from concurrent.futures import wait

        wait([last])


def finish(work: Callable[[], T]) -> T:
    """Work in a thread while the window stays painted and keys wait; return what comes of it, or raise."""
    from PySide6.QtCore import QEventLoop

    ends, loop = _Ends(), QEventLoop()
    ends.done.connect(lambda _: loop.quit())
    with a_thread() as pool:
        running = pool.submit(work)
        running.add_done_callback(lambda _: ends.done.emit(None))
        if not running.done():
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    return running.result()


class Jobs(QObject):
    """Runs one job after the other; results and errors come back in the window's thread."""

    started = Signal(str, object)
    ended = Signal()

    def __init__(self, fail: Callable[[BaseException], None]) -> None:
        """Tell errors through `fail`."""
        super().__init__()
        self.fail = fail
        self.stopped = False
        self.last: Future[None] | None = None
        self.open: list[_Ends] = []
        self.kept: deque[tuple[Any, Progress, _Ends]] = deque(maxlen=KEPT)

    @cached_property
    def pool(self) -> "ThreadPoolExecutor":
        """The thread."""
        return a_thread()

    def run(
        self,
        label: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
        partly: Callable[[Any], None] | None = None,
    ) -> Progress:
        """Start work(progress); done(value) is called when it ends well, partly(value) for a part told before."""
        progress, ends = Progress(), _Ends()
        if self.stopped:  # a page that is going asked once more
            return progress
        if partly is not None:
            progress.partly.connect(partly)
        self.open.append(ends)
        self.kept.append((work, progress, ends))

        def settle(then: Callable[[Any], None], value: Any) -> None:
            self.open.remove(ends)
            self.ended.emit()
            then(value)

        ends.done.connect(lambda value: settle(done, value))
        ends.failed.connect(lambda error: settle(self.fail, error))
        self.started.emit(label, progress)
        self.last = self.pool.submit(_work, work, progress, ends)
        return progress

    def wait(self) -> None:
        """Wait until nothing runs (closing, tests)."""
        _wait(self.last)

    def stop(self) -> None:
        """Wait until nothing runs, and end the thread; what jobs hold of pages goes behind their last words."""
        self.stopped = True
        self.pool.shutdown()
        for _, progress, ends in self.kept:
            progress.deleteLater()
            ends.deleteLater()


Stop = Callable[[], bool]
"""Says whether nobody waits for the answer any more."""


class Latest(QObject):
    """Reads off the window's thread; of several questions only the latest is answered (it bears the generation number).

    answered(value) comes in the window's thread; failed(error) likewise. Work is handed a Stop, for the store to break
    off what it reads.
    """

    answered = Signal(object)
    failed = Signal(object)
    _settled = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without a question."""
        super().__init__(parent)
        self.pool = pool = a_thread()
        self.destroyed.connect(lambda: pool.shutdown(wait=False))
        self.last: Future[None] | None = None
        self.kept: deque[Callable[[Stop], Any]] = deque(maxlen=KEPT)
        self.generation = 0
        self._settled.connect(self._settle)

    def ask(self, work: Callable[[Stop], Any], *, at_once: bool = False) -> None:
        """Ask: what still waits is dropped, what runs will not be answered. at_once: here and now, as it is little."""
        self.drop()
        if at_once:
            self.answered.emit(work(lambda: False))
            return
        self.kept.append(work)
        self.last = self.pool.submit(self._answer, self.generation, work)

    def drop(self) -> None:
        """Want no answer any more."""
        self.generation += 1
        if self.last is not None:
            self.last.cancel()

    def _answer(self, generation: int, work: Callable[[Stop], Any]) -> None:
        """Work in the other thread."""
        value: Any = None
        told: BaseException | None = None
        try:
            value = work(lambda: generation != self.generation)
        except Exception as error:  # carried to the window's thread, which tells it
            told = error
        self._settled.emit(generation, value, told)

    def _settle(self, generation: int, value: Any, error: BaseException | None) -> None:
        if generation != self.generation:
            return
        if error is None:
            self.answered.emit(value)
        else:
            self.failed.emit(error)

    def wait(self) -> None:
        """Wait for the answer, and for what it made ask, and give it now (a record is to be opened; closing)."""
        awaited = None
        while self.last is not awaited:
            awaited = self.last
            _wait(self.last)
            QCoreApplication.sendPostedEvents(self)
