"""Nobody at the desk: after a quarter of an hour without a key or the mouse the office is to be locked (TRUST A10)."""

from time import monotonic

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow

AFTER, EVERY = 15 * 60, 15_000
"""Seconds without a touch; milliseconds between two looks."""
TOUCHES = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    )
)


class Idle(QObject):
    """Watches what the system hands to a window, far less than all events of its widgets. away(): nobody is here.

    A question that waits for an answer (a file to choose) holds it up: under it nothing can be taken away.
    """

    away = Signal()

    def __init__(self, window: QMainWindow) -> None:
        """Watch a window that has been shown; it takes its watch along."""
        super().__init__(window)
        self.touched = monotonic()
        self.timer = QTimer(self, interval=EVERY)
        self.timer.timeout.connect(self.look)
        self.timer.start()
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        """Note that somebody is here."""
        if event.type() in TOUCHES:
            self.touched = monotonic()
        return False

    def look(self) -> None:
        """Say if nobody has been here for long."""
        asked = QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None
        if not asked and monotonic() - self.touched > AFTER:
            self.touched = monotonic()
            self.away.emit()
