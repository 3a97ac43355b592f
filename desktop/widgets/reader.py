"""A card reader that types: 18 digits in a burst and an Enter that may come too early; taken whole in any field."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPlainTextEdit, QWidget

QUICK = 80
"""Milliseconds between two signs of a burst, by the clock of the keyboard; nobody types 18 digits so fast."""

LATE, QUIET = 100, 150
"""Milliseconds an Enter inside a burst is held back; milliseconds after a card in which an Enter is the reader's."""

WHOLE, ENOUGH, PHONE = 18, 6, 11
CTRL = Qt.KeyboardModifier.ControlModifier.value


class CardReader(QObject):
    """Watches the keys of the field in use. card(number): a whole, sound number came in a burst."""

    card = Signal(str)

    def __init__(self, is_sound: Callable[[str], bool]) -> None:
        """Begin with no burst; is_sound(number) knows a real one from 18 digits."""
        super().__init__()
        self.is_sound = is_sound
        self.signs, self.last, self.taken_at = "", 0.0, -1000.0
        self.before = ""
        self.field: QWidget | None = None
        self.held = QTimer(self, singleShot=True, interval=LATE)
        self.held.timeout.connect(self._let_go)
        self.passing = False

    def follow(self, app: QApplication) -> None:
        """Watch the field with the keyboard, and no other: a filter over every event costs a tenth of all work."""
        app.focusChanged.connect(self._moved)
        self._moved(None, app.focusWidget())

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if new is not None and not _in_cell(new):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at one key press; True takes it away from its field. Most events are none."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or self.passing:
            return False
        if watched is not QApplication.focusWidget():
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers().value & CTRL:
            return self._enter(when(event))
        return self._sign(event.text().upper(), watched, when(event)) if not event.isAutoRepeat() else False

    def _sign(self, sign: str, field: QObject, now: float) -> bool:
        if len(sign) != 1 or sign not in "0123456789X":
            self.signs = ""
            return False
        if now - self.last > QUICK or not self.signs:
            self.signs = ""
            self.field = field if isinstance(field, QWidget) else None
            self.before = _text_of(self.field)
        self.held.stop()
        self.signs += sign
        self.last = now
        if len(self.signs) == WHOLE and self.is_sound(self.signs):
            self._take()
            return True
        return False

    def _take(self) -> None:
        """Give the number out; the field that was typed into gets its former text back."""
        number, self.signs = self.signs, ""
        self.taken_at = self.last
        if isinstance(self.field, QLineEdit):
            self.field.setText(self.before)
        elif isinstance(self.field, QPlainTextEdit):
            self.field.setPlainText(self.before)
        self.card.emit(number)

    def _enter(self, now: float) -> bool:
        """Hold an Enter back that came inside a burst: if more digits follow, it was the reader's, too early."""
        if now - self.taken_at < QUIET:
            return True
        within = now - self.last <= QUICK and ENOUGH <= len(self.signs) < WHOLE
        if within and len(self.signs) != PHONE:
            self.held.start()
            return True
        return False

    def _let_go(self) -> None:
        """Nothing followed: the Enter was the clerk's."""
        field = QApplication.focusWidget()
        self.signs = ""
        if field is not None:
            self.passing = True
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(field, QKeyEvent(kind, Qt.Key.Key_Return.value, Qt.KeyboardModifier.NoModifier))
            self.passing = False


def _in_cell(field: QWidget) -> bool:
    """Say whether a field stands in the cell of a table: a number read there is meant for the cell."""
    above = field.parentWidget()
    return above is not None and isinstance(above.parentWidget(), QAbstractItemView)


def when(event: QKeyEvent) -> float:
    """Return when a key was pressed, in milliseconds: a slow program does not make a quick reader slow."""
    return event.timestamp() or monotonic() * 1000


def _text_of(field: QWidget | None) -> str:
    if isinstance(field, QLineEdit):
        return field.text()
    return field.toPlainText() if isinstance(field, QPlainTextEdit) else ""
