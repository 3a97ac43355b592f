"""Nothing fires while an input method composes: keys it lets through (Ctrl+S, Enter, Esc) would act on half a word."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

KEYS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


class Composing(QObject):
    """Watches the field with the keyboard and takes every key away from it while something is being composed in it."""

    def __init__(self, window: QWidget) -> None:
        """Watch as long as the window is there."""
        super().__init__(window)
        self.composed = ""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        self.composed = ""
        if old is not None:
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note what is composed; True takes a key away. A shortcut is taken too: it asks the field first."""
        if isinstance(event, QInputMethodEvent):
            self.composed = event.preeditString()
        elif self.composed and event.type() in KEYS:
            event.accept()
            return True
        return False
