"""Editors one below the other: heading left, editor right, what is wrong below; what refused the whole at the foot."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QVBoxLayout, QWidget

from db.trouble import OfficeError
from db.words.clean import Problem
from db.words.field import Kind
from desktop.widgets.editors import Editor, EnterMoves
from desktop.widgets.faults import lead_to, tell_at
from desktop.widgets.headings import heading, side
from desktop.widgets.parts import focus_soon, label, readable


class FieldGrid(QWidget):
    """The editors of one sheet, by key. saved(): Ctrl+Enter in one of them. edited(): the clerk changed one."""

    saved = Signal()
    edited = Signal()

    def __init__(self) -> None:
        """Begin without an editor."""
        super().__init__()
        self.editors: dict[str, Editor] = {}
        self.notes: dict[str, QLabel] = {}
        self.was: dict[str, Any] = {}
        self.enter = EnterMoves(self)
        self.enter.saved.connect(self.saved)
        self.wrong = label("", "error")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        self.grid = QGridLayout()
        self.grid.setVerticalSpacing(4)
        self.grid.setHorizontalSpacing(8)
        self.grid.setColumnStretch(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(readable(self.grid))
        box.addWidget(self.wrong)

    def head(self, words: str) -> None:
        """Begin a group of fields."""
        self.grid.addWidget(label(words, "section"), self.grid.rowCount(), 0, 1, 2)

    def lay(self, key: str, editor: Editor, words: str = "") -> None:
        """Add an editor; words: its heading, else the label of its field."""
        described = editor.described
        named = words or described.label
        editor.widget.setAccessibleName(named)
        editor.widget.installEventFilter(self.enter)
        editor.edited.connect(self.edited)
        note = label("", "error")
        note.setWordWrap(True)
        note.hide()
        at = self.grid.rowCount()
        named_at = heading(named, editor.widget, required=described.required and not words)
        self.grid.addWidget(named_at, at, 0, side(editor))
        self.grid.addWidget(editor.widget, at, 1)
        self.grid.addWidget(note, at + 1, 1)
        self.editors[key], self.notes[key] = editor, note

    def reads(self) -> dict[str, Any]:
        """Return what stands in the editors, as `clean` reads it."""
        return {key: editor.reads() for key, editor in self.editors.items()}

    def shows(self, values: Mapping[str, Any]) -> None:
        """Show values, nothing where there is none, and take every remark away."""
        for key, editor in self.editors.items():
            editor.shows(values.get(key))
        self.was = self.reads()
        self.tell(())

    def changed(self) -> bool:
        """Say whether something else stands here than what was shown."""
        return self.reads() != self.was

    def unsaved_texts(self) -> dict[str, Any]:
        """Return what stands here otherwise than what was shown, as a draft keeps it."""
        return {key: one.keeps() for key, one in self.editors.items() if one.reads() != self.was.get(key)}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show what a draft kept over what was shown."""
        for key, editor in self.editors.items():
            if key in kept:
                editor.shows(kept[key])

    def tell(self, problems: Sequence[Problem]) -> None:
        """Show each problem under its field, what belongs to no field here at the foot; the first wrong one is next."""
        first = {problem.field: problem.reason for problem in reversed(problems)}
        for key, note in self.notes.items():
            tell_at(note, self.editors[key].widget, first.get(key, ""))
        self.say("".join(reason for key, reason in first.items() if key not in self.notes))
        wrong = next((key for key in self.notes if key in first), None)
        if wrong is not None:
            lead_to(self.editors[wrong].widget)

    def refuse(self, trouble: OfficeError) -> None:
        """Say why nothing was kept."""
        self.tell(())
        self.say(f"{trouble.what}{trouble.remedy}")

    def say(self, words: str) -> None:
        """Say something about the whole at the foot; nothing takes it away."""
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))

    def take_card(self, number: str) -> bool:
        """Put a card's number into its field, of several people's the one where the cursor stands; False: no field."""
        own = [key for key, editor in self.editors.items() if editor.described.kind is Kind.ID_NUMBER]
        if not own:
            return False
        here = next((key for key, editor in self.editors.items() if editor.widget.hasFocus()), "")
        whose = here.rpartition(".")[0]
        key = next((one for one in own if one.rpartition(".")[0] == whose), own[0])
        self.editors[key].shows(number)
        self.editors[key].widget.setFocus()
        return True

    def begin(self, key: str = "") -> None:
        """Give the keyboard to an editor, the first if none is named."""
        focus_soon(self.editors[key or next(iter(self.editors))].widget)


def sheet_in_use(page: QWidget) -> FieldGrid | None:
    """Return the sheet with the keyboard; None where it is elsewhere."""
    now = QApplication.focusWidget()
    return next((one for one in page.findChildren(FieldGrid) if now is not None and one.isAncestorOf(now)), None)


def save_in_sight(page: QWidget) -> None:
    """Keep what is typed on a page (Ctrl+S): in the sheet with the keyboard, else in those in sight."""
    used = sheet_in_use(page)
    for one in [used] if used else [one for one in page.findChildren(FieldGrid) if one.isVisible()]:
        one.saved.emit()
