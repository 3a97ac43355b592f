"""What every entry of 设置 is: a page that counts, keeps and gives back its changes. Nothing here decides anything."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from db.ledgers.record import Described, Record, fields_of
from db.store.store import Store
from db.work.rules import RowEdit, keep_rows, rows_of
from desktop.widgets.choices import choices_of
from desktop.widgets.editors import Editor, EnterMoves
from desktop.widgets.faults import lead_to, tell_at
from desktop.widgets.headings import heading
from desktop.widgets.parts import label, readable
from desktop.widgets.rows import RowsEditor


class Part(QWidget):
    """One entry. edited(): count anew. told(words): something was done at once and can be undone."""

    edited = Signal()
    told = Signal(str)
    heading = ""

    def __init__(self, store: Store) -> None:
        """Lay the page under its heading."""
        super().__init__()
        self.setAccessibleName(self.heading)
        self.store = store
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(16, 12, 16, 12)
        self.box.setSpacing(8)
        self.box.addWidget(label(self.heading, "title"))

    def say(self, text: str) -> None:
        """Add a paragraph that explains."""
        made = label(text, "muted")
        made.setWordWrap(True)
        self.box.addWidget(made)

    def count(self) -> int:
        """Return how many changes are not saved."""
        return 0

    def save(self) -> bool:
        """Keep the changes; False if something is wrong and was told on the page."""
        return True

    def revert(self) -> None:
        """Give the changes back, or read anew."""

    def tidy(self) -> None:
        """Let go of what was laid out to be looked at: the page goes."""

    def unsaved_texts(self) -> dict[str, Any]:
        """Return what is not saved, as a draft keeps it: the changed rows of the tables."""
        changed = [table.unsaved() for table in self.findChildren(RowsEditor)]
        return {f"{at}{key}": row for at, rows in enumerate(changed) for key, row in rows.items()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show what a draft kept over what the store holds."""
        for at, table in enumerate(self.findChildren(RowsEditor)):
            table.restore({key[1:]: row for key, row in kept.items() if key[:1] == str(at)})


class FieldsPart(Part):
    """The fields of one record, label left, editor right, what is wrong below."""

    ledger: type[Record] = Record
    keys: Sequence[str] = ()
    hints: dict[str, str] = {}  # noqa: RUF012 - read only
    ranges: dict[str, tuple[int, int]] = {}  # noqa: RUF012 - read only
    """The least and the most a number may be, by key."""

    def __init__(self, store: Store) -> None:
        """Make the editors."""
        super().__init__(store)
        self.editors: dict[str, Editor] = {}
        self.was: dict[str, object] = {}
        self.notes: dict[str, QLabel] = {}
        self.enter = EnterMoves(self)
        self.enter.saved.connect(self.edited)
        self.grid = QGridLayout()
        self.grid.setVerticalSpacing(4)
        self.grid.setHorizontalSpacing(8)
        self.grid.setColumnStretch(1, 1)
        known = fields_of(self.ledger)
        with store.read() as reader:
            for at, key in enumerate(self.keys):
                self._lay(at * 2, Editor(known[key], choices_of(reader, known[key])), known[key])
        self.box.addLayout(readable(self.grid))
        self.end()

    def end(self) -> None:
        """Lay what stands below the fields; a subclass may say more there."""
        self.box.addStretch(1)

    def _lay(self, at: int, editor: Editor, described: Described) -> None:
        note = label(self.hints.get(described.key, ""), "hint")
        note.setWordWrap(True)
        editor.widget.installEventFilter(self.enter)
        editor.edited.connect(self.edited)
        self.grid.addWidget(heading(described.label, editor.widget, required=described.required), at, 0)
        self.grid.addWidget(editor.widget, at, 1)
        self.grid.addWidget(note, at + 1, 1)
        self.editors[described.key], self.notes[described.key] = editor, note

    def revert(self) -> None:
        """Read the record anew."""
        with self.store.read() as reader:
            self.record, values = rows_of(reader, self.ledger)[0]
        self.was = {}
        for key, editor in self.editors.items():
            editor.shows(values[key])
            self._note(key, "")
        self.was = {key: editor.reads() for key, editor in self.editors.items()}
        self.edited.emit()

    def count(self) -> int:
        """Count the fields that differ."""
        return sum(self.editors[key].reads() != text for key, text in self.was.items())

    def unsaved_texts(self) -> dict[str, Any]:
        """Return the fields that differ."""
        return {key: one.keeps() for key, one in self.editors.items() if one.reads() != self.was.get(key)}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show the fields that differed."""
        for key, editor in self.editors.items():
            if key in kept:
                editor.shows(kept[key])
        self.edited.emit()

    def save(self) -> bool:
        """Keep the fields."""
        raw = {key: editor.reads() for key, editor in self.editors.items()}
        far = {key: span for key, span in self.ranges.items() if not _within(str(raw[key]).strip(), span)}
        for key, (least, most) in far.items():
            self._note(key, f"请填 {least} 到 {most} 的整数。")
        if far:
            self._lead_to(list(far))
            return False
        with self.store.write(f"修改{self.ledger.label}") as writer:
            problems = keep_rows(writer, self.ledger, [RowEdit(self.record, raw)])
        wrong = {problem.field: problem.reason for _, problem in reversed(problems)}
        for key in self.editors:
            self._note(key, wrong.get(key, ""))
        self._lead_to([key for key in self.editors if key in wrong])
        if not problems:
            self.revert()
        return not problems

    def _note(self, key: str, fault: str) -> None:
        words, role = (fault, "error") if fault else (self.hints.get(key, ""), "hint")
        tell_at(self.notes[key], self.editors[key].widget, words, role)

    def _lead_to(self, keys: Sequence[str]) -> None:
        """Give the keyboard to the first field that is wrong; the page is in sight by then."""
        if keys:
            QTimer.singleShot(0, self, lambda: lead_to(self.editors[keys[0]].widget))


def _within(text: str, span: tuple[int, int]) -> bool:
    """Say whether a number lies within its span; nothing written is what the program sets."""
    return not text or (text.isdecimal() and span[0] <= int(text) <= span[1])
