"""Editors by kind of value: each shows a text or a choice, and gives back the raw value that `clean` reads."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from unicodedata import normalize
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from db.ledgers.record import Described
from db.words.choice import Choice
from db.words.field import Kind
from db.words.names import initials
from desktop.widgets.flow import Flow
from desktop.widgets.parts import index_of

Choices = Sequence[tuple[str, str]]
HALF_WIDTH = (Kind.ID_NUMBER, Kind.PHONE, Kind.DAY, Kind.MOMENT, Kind.COUNT, Kind.MONEY)
"""Kinds whose signs an input method may give in full width (１２３): they become plain digits when left."""


LEAST = 4
"""Signs a choice shows at least; where there is room it is as wide as its field."""

BUTTONS = 40
"""Most buttons between two fields."""

TYPING = 1_500
"""Milliseconds within which letters belong together: who looks for each key takes a second."""

COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class CodeCombo(QComboBox):
    """A choice by keys: pinyin initials go to the next entry that begins so (sn: 失能), a digit to that entry."""

    def __init__(self) -> None:
        """Begin without entries."""
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.typed = ""
        self.pause = QTimer(self, singleShot=True, interval=TYPING)
        self.pause.timeout.connect(lambda: setattr(self, "typed", ""))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll the page, unless this is the field in use."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go by initials or by number."""
        sign = event.text().lower()
        if sign and sign.isascii() and sign.isalnum() and not event.modifiers() & COMMANDS:
            self._go(sign)
            return
        super().keyPressEvent(event)

    def go_on_from(self, typed: str) -> None:
        """Let further letters belong to those typed into a choice that stood here before."""
        self.typed = typed
        self.pause.start()

    def _go(self, sign: str) -> None:
        self.pause.start()
        self.typed += sign
        at = self._found()
        if at < 0 and len(self.typed) > 1:
            self.typed = sign
            at = self._found()
        if at >= 0:
            self.setCurrentIndex(at)
            self.activated.emit(at)  # chosen by hand, as by the arrows

    def _found(self) -> int:
        """Return the entry that is meant; a single letter goes on from the one chosen, more letters stay with it."""
        count, now = self.count(), self.currentIndex()
        if self.typed.isdigit():
            blank = 0 if self.itemText(0) else 1
            at = int(self.typed) - 1 + blank
            return at if blank <= at < count else -1
        begin = 1 if len(self.typed) == 1 else 0
        places = ((now + step) % count for step in range(begin, count + begin))
        return next((at for at in places if initials(self.itemText(at)).startswith(self.typed)), -1)


class PickList(CodeCombo):
    """A choice with a blank."""

    def __init__(self, choices: Choices) -> None:
        """Offer (key, label) pairs."""
        super().__init__()
        self.addItem("", "")
        for key, text in choices:
            self.addItem(text, key)


class TickList(QWidget):
    """Several of a set, ticked."""

    ticked = Signal()

    def __init__(self, choices: Choices) -> None:
        """Offer (key, label) pairs, as many a line as have room."""
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        flow = Flow(self)
        self.boxes: dict[str, QCheckBox] = {}
        for key, text in choices:
            box = QCheckBox(text)
            box.setAccessibleName(text)
            box.toggled.connect(lambda _: self.ticked.emit())
            self.boxes[key] = box
            flow.addWidget(box)
        if self.boxes:
            self.setFocusProxy(next(iter(self.boxes.values())))

    def chosen(self) -> list[str]:
        """Return the keys that are ticked."""
        return [key for key, box in self.boxes.items() if box.isChecked()]

    def choose(self, keys: Sequence[str]) -> None:
        """Tick just these."""
        for key, box in self.boxes.items():
            box.setChecked(key in keys)


class Editor(QObject):
    """One field's widget with a common way to show and to read it. edited() tells that the clerk changed it."""

    edited = Signal()

    def __init__(self, described: Described, choices: Choices) -> None:
        """Make the widget that fits the kind."""
        super().__init__()
        self.described = described
        self.shows: Callable[[Any], None]
        self.reads: Callable[[], Any]
        self.keeps: Callable[[], Any] = self._as_read
        """What a draft keeps of the value, for `shows`."""
        self.widget = self._make(choices)
        self.widget.setAccessibleName(described.label)
        self.setParent(self.widget)

    def _as_read(self) -> Any:
        return self.reads()

    def _make(self, choices: Choices) -> QWidget:
        kind = self.described.kind
        if kind is Kind.CODES:
            return self._ticks(TickList(choices))
        if kind is Kind.FLAG:
            return self._flag(QCheckBox("是"))
        if choices:
            return self._pick(PickList(choices))
        if kind is Kind.NOTE:
            return self._note(QPlainTextEdit())
        return self._line(QLineEdit())

    def _ticks(self, widget: TickList) -> QWidget:
        widget.ticked.connect(self.edited)
        self.shows = lambda value: widget.choose(value or ())
        self.reads = lambda: "、".join(widget.chosen())
        self.keeps = widget.chosen
        return widget

    def _flag(self, widget: QCheckBox) -> QWidget:
        widget.toggled.connect(lambda _: self.edited.emit())
        self.shows = lambda value: widget.setChecked(bool(value))
        self.reads = lambda: "是" if widget.isChecked() else "否"
        self.keeps = widget.isChecked
        return widget

    def _pick(self, widget: PickList) -> QWidget:
        widget.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        widget.setMinimumContentsLength(LEAST)
        widget.currentIndexChanged.connect(lambda _: self.edited.emit())

        def show(value: Any) -> None:
            key = value.value if isinstance(value, Choice) else value
            at = index_of(widget, str(key or ""))
            widget.setCurrentIndex(max(at, 0))

        self.shows = show
        self.reads = lambda: self._member(widget.currentData())
        self.keeps = widget.currentData
        return widget

    def _member(self, key: str) -> Any:
        """Return the member of a choice for its key: a bare key might be taken for another system's digit."""
        if self.described.kind is Kind.LINK:
            return UUID(key) if key else ""
        choice = self.described.choice
        return choice.of(key) if choice is not None and key else key

    def _note(self, widget: QPlainTextEdit) -> QWidget:
        widget.setTabChangesFocus(True)
        widget.setFixedHeight(widget.fontMetrics().lineSpacing() * 2 + 18)
        before = [""]

        def changed() -> None:
            """Tell only of words: a text under composition changes nothing yet."""
            now = widget.toPlainText()
            if now != before[0]:
                before[0] = now
                self.edited.emit()

        def show(value: Any) -> None:
            before[0] = value or ""
            widget.setPlainText(before[0])

        widget.textChanged.connect(changed)
        self.shows = show
        self.reads = widget.toPlainText
        return widget

    def _line(self, widget: QLineEdit) -> QWidget:
        widget.textEdited.connect(lambda _: self.edited.emit())
        if self.described.kind in HALF_WIDTH:
            widget.editingFinished.connect(lambda: widget.setText(normalize("NFKC", widget.text()).strip()))

        def show(value: Any) -> None:
            text = value.isoformat() if isinstance(value, date) else value
            widget.setText("" if text is None else str(text))
            widget.setCursorPosition(0)

        self.shows = show
        self.reads = widget.text
        return widget


class EnterMoves(QObject):
    """Enter goes to the next field, Ctrl+Enter saves and opens the next record; a note keeps its line ends."""

    saved = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch one field; its Ctrl+Enter is its own, Ctrl+Z is the page's where nothing in the field can be undone."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _idle_undo(watched, event):
            event.ignore()
            return True
        if not isinstance(event, QKeyEvent) or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        with_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.type() == QEvent.Type.ShortcutOverride and with_ctrl:
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        if isinstance(watched, QPlainTextEdit) and not with_ctrl:
            return False
        if isinstance(watched, QAbstractButton) and not isinstance(watched, QCheckBox):
            return False
        if with_ctrl:
            self.saved.emit()
        elif isinstance(watched, QWidget):
            _go_on(watched)
        return True


def _go_on(field: QWidget) -> None:
    """Go to the next field, or to the button that keeps the sheet: one Enter too many must not give it up."""
    now: QWidget | None = field
    for _ in range(BUTTONS):
        if now is None:
            return
        now.focusNextChild()
        now = QApplication.focusWidget()
        if not isinstance(now, QPushButton | QToolButton) or now.property("kind") == "primary":
            return


def _idle_undo(field: QObject, event: QKeyEvent) -> bool:
    """Say whether Ctrl+Z would do nothing in a field: it keeps the key from the page all the same."""
    if not event.matches(QKeySequence.StandardKey.Undo):
        return False
    if isinstance(field, QLineEdit):
        return not field.isUndoAvailable()
    return isinstance(field, QPlainTextEdit) and not field.document().isUndoAvailable()
