"""Let the window's loop run for a while, as the program does: threads that read go on meanwhile."""

from PySide6.QtCore import QEventLoop, QTimer


def rest(milliseconds):
    """Run the loop for so long. QTest.qWait keeps Python to itself while it sleeps: threads get it every 10 ms only."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
