"""A number in a form: masked until its field is entered, and again ten seconds after (DECISIONS 34)."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QLineEdit

from db.words.checks import mask_id_number, mask_phone
from db.words.field import Kind
from desktop.widgets.editors import Editor

REVEALED = 10_000
MASKED: Mapping[Kind, Callable[[str], str]] = {Kind.ID_NUMBER: mask_id_number, Kind.PHONE: mask_phone}


class Masked(QObject):
    """Covers and reveals the line of one editor; what is read is always the whole value."""

    def __init__(self, editor: Editor, line: QLineEdit) -> None:
        """Guard one line."""
        super().__init__(line)
        self.line, self.mask = line, MASKED[editor.described.kind]
        self.value, self.covered = "", False
        self.timer = QTimer(self, singleShot=True, interval=REVEALED)
        self.timer.timeout.connect(self.cover)
        editor.shows = self.show
        editor.reads = self.read
        line.installEventFilter(self)

    def show(self, value: Any) -> None:
        """Show a value, covered."""
        self.value, self.covered = value or "", True
        self.line.setText(self.mask(self.value) if self.value else "")

    def cover(self) -> None:
        """Put the mask on; what was typed is kept."""
        self.show(self.read())

    def reveal(self) -> None:
        """Take the mask off for a while."""
        if self.covered:
            self.covered = False
            self.line.setText(self.value)
        self.timer.start()

    def read(self) -> str:
        """Return the whole value."""
        return self.value if self.covered else self.line.text()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Reveal when the field is entered or typed in, cover when it is left."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.KeyPress):
            self.reveal()
        elif event.type() == QEvent.Type.FocusOut:
            self.cover()
        return False
