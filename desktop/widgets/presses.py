"""Two keys that Qt leaves to dialogs: Enter presses the button that has the keyboard, Esc is a panel's own."""

from collections.abc import Callable

from PySide6 import QtCore, QtGui
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget


class EnterPresses(QObject):
    """Serves whichever button has the keyboard; boxes to tick are fields, and Enter goes on from them."""

    def __init__(self, app: QApplication) -> None:
        """Watch the button in use, and no other: a filter over every event costs a tenth of all work."""
        super().__init__(app)
        app.focusChanged.connect(self._moved)

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(old, QPushButton | QToolButton):
            old.removeEventFilter(self)
        if isinstance(new, QPushButton | QToolButton):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: "QtCore.QEvent") -> bool:
        """Press the button at the first Enter; one held down does not press it again."""
        if event.type() != QtCore.QEvent.Type.KeyPress or not isinstance(event, QtGui.QKeyEvent):
            return False
        keys = QtCore.Qt.Key
        plain = not event.modifiers() & ~QtCore.Qt.KeyboardModifier.KeypadModifier
        if event.key() not in (keys.Key_Return, keys.Key_Enter) or not plain:
            return False
        if isinstance(watched, QPushButton | QToolButton) and not event.isAutoRepeat():
            watched.click()
        return True


class OwnEscape(QObject):
    """Esc within a panel is the panel's own, also where the page has a key for it: heard by two, none would act."""

    def __init__(self, panel: QWidget, do: Callable[[], object]) -> None:
        """Serve a panel that floats over a page, or stands beside it."""
        super().__init__(panel)
        self.do = do
        panel.installEventFilter(self)

    def eventFilter(self, _: QObject, event: "QtCore.QEvent") -> bool:
        """Take the key from the page, then act on it."""
        kinds = QtCore.QEvent.Type
        if event.type() not in (kinds.ShortcutOverride, kinds.KeyPress) or not isinstance(event, QtGui.QKeyEvent):
            return False
        if event.key() != QtCore.Qt.Key.Key_Escape:
            return False
        event.accept()
        if event.type() == kinds.KeyPress:
            self.do()
        return True
