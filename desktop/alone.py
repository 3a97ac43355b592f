"""One window per office: a second start of the same office brings the first window to the front and ends."""

import time
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

EVERY, PATIENCE = 400, 3.0
"""How often the first looks for a knock (milliseconds); how long the second waits for an answer (seconds)."""


class Alone(QObject):
    """Holds an office for one window. knocked(): a second start asks this window to show itself.

    The lock lies beside the office's folder: it holds for everybody who opens that folder, and a killed window's lock
    counts for nothing. Where nothing can be written beside it, nobody is kept out.
    """

    knocked = Signal()

    def __init__(self, folder: Path) -> None:
        """Guard the office in a folder."""
        super().__init__()
        self.door = folder.parent / f".{folder.name}.knock"
        self.lock = QLockFile(str(folder.parent / f".{folder.name}.open"))
        self.lock.setStaleLockTime(0)
        self.ears = QTimer(self, interval=EVERY)
        self.ears.timeout.connect(self._listen)

    def is_first(self) -> bool:
        """Say whether the office is now held for this window."""
        self.door.parent.mkdir(parents=True, exist_ok=True)
        if not self.lock.tryLock(0) and self.lock.error() == QLockFile.LockError.LockFailedError:
            return False
        self._answer()
        self.ears.start()
        return True

    def knock(self) -> bool:
        """Ask the first window to show itself; say whether it answered."""
        try:
            self.door.touch()
        except OSError:
            return False
        ends = time.monotonic() + PATIENCE
        while self.door.exists() and time.monotonic() < ends:
            time.sleep(EVERY / 4000)
        return not self._answer()

    def _listen(self) -> None:
        if self._answer():
            self.knocked.emit()

    def _answer(self) -> bool:
        """Take the knock away; say whether there was one."""
        try:
            self.door.unlink()
        except OSError:
            return False
        return True
