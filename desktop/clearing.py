"""Clears up behind Python in the window's thread only: a little now and then, all of it when nobody works.

Left to itself Python clears up in whichever thread happens to fill its measure, 0.2 s at a time while all others wait;
and no Qt object may die in another thread than the window's.
"""

import gc
import time

from PySide6.QtCore import QObject, QTimer

EVERY = 100
"""Milliseconds between two looks."""
MANY = 10_000
"""New objects from which on a little is cleared up."""
IDLE = 0.01
"""Seconds of processor between two looks below which nobody types or scrolls and no thread works."""
CALM = 20
"""Idle looks in a row after which all of it is cleared up."""


class Clearing(QObject):
    """Clears up from now on in place of Python."""

    def __init__(self) -> None:
        """Begin; the thread that begins it is the window's."""
        super().__init__()
        gc.disable()
        self.spent, self.left, self.calm = time.process_time(), False, 0
        self.timer = QTimer(self, interval=EVERY)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        """Clear up what is new if it is much; what was left over from before once all has long been idle."""
        idle = time.process_time() - self.spent < IDLE
        self.calm = self.calm + 1 if idle else 0
        if gc.get_count()[0] > MANY:
            gc.collect(1)
            self.left = True
        elif self.left and self.calm >= CALM:
            gc.collect()
            self.left = False
        self.spent = time.process_time()

    def end(self) -> None:
        """Leave it to Python again."""
        self.timer.stop()
        gc.enable()
