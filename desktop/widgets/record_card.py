"""A card of one record: some of its fields in words, edited in place and kept through the one entrance."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from db.ledgers.record import Described, Record, fields_of
from db.store.reader import Reader
from db.store.store import Store
from db.store.writer import Writer
from db.words.clean import Problem
from db.work.children import cleaned_fields
from db.work.remembering import words_of
from desktop.widgets.choices import choices_of
from desktop.widgets.editors import Editor, EnterMoves
from desktop.widgets.parts import bar, button, empty_layout, focus_soon, label

Keep = Callable[[Writer, UUID, Mapping[str, Any]], object]


class RecordCard(QFrame):
    """Some fields of one record. kept(words): they were changed."""

    kept = Signal(str)

    def __init__(self, store: Store, ledger: type[Record], heading: str, keys: Sequence[str]) -> None:
        """Show these fields under a heading."""
        super().__init__()
        self.setProperty("card", True)
        self.store, self.ledger, self.heading = store, ledger, heading
        known = fields_of(ledger)
        self.known: Mapping[str, Described] = {key: known[key] for key in keys}
        self.keep: Keep = lambda writer, one, values: writer.change(ledger, one, values)
        self.record: Record | None = None
        self.editors: dict[str, Editor] = {}
        self.notes: dict[str, QLabel] = {}
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(14, 8, 14, 10)
        self.box.setSpacing(4)

    def show_of(self, record: Record | None) -> None:
        """Show a record (None: nothing)."""
        self.record = record
        empty_layout(self.box)
        self.editors = {}
        self.setVisible(record is not None)
        if record is None:
            return
        mend = button("修改", self.edit, "link", "edit")
        mend.setAccessibleName(f"修改{self.heading}")
        self.box.addWidget(bar(label(self.heading, "section"), None, mend, margins=(0, 0, 0, 0), line=False))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        with self.store.read() as reader:
            told = [(one.label, self._words(reader, one)) for one in self.known.values()]
        for at, (heading, words) in enumerate((heading, words) for heading, words in told if words):
            name, text = label(heading, "field"), label(words)
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, at, 1)
        self.box.addLayout(grid)
        lacking = [heading for heading, words in told if not words]
        if lacking:
            hint = label(f"未填：{'、'.join(lacking)}", "hint")
            hint.setWordWrap(True)
            self.box.addWidget(hint)

    def _words(self, reader: Reader, one: Described) -> str:
        value = getattr(self.record, one.key)
        return words_of(reader, one, getattr(value, "value", value))

    # -- editing --------------------------------------------------------------------------------------------------

    def edit(self) -> None:
        """Open the editors in place of the words; the first has the focus."""
        if self.record is None:
            return
        empty_layout(self.box)
        self.editors, self.notes = {}, {}
        self.enter = EnterMoves()
        self.enter.saved.connect(self.save)
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        with self.store.read() as reader:
            for at, described in enumerate(self.known.values()):
                self._lay(grid, at * 2, Editor(described, choices_of(reader, described)))
        self.box.addWidget(label(f"修改{self.heading}", "section"))
        self.box.addLayout(grid)
        back, save = button("返回", partial(self.show_of, self.record)), button("保存", self.save, "primary")
        self.box.addWidget(bar(None, back, save, margins=(0, 4, 0, 0), line=False))
        focus_soon(next(iter(self.editors.values())).widget)

    def _lay(self, grid: QGridLayout, at: int, editor: Editor) -> None:
        editor.shows(getattr(self.record, editor.described.key))
        editor.widget.installEventFilter(self.enter)
        heading = label(editor.described.label, "field")
        heading.setBuddy(editor.widget)
        note = label("", "error")
        note.setWordWrap(True)
        note.hide()
        for widget, row, place in ((heading, at, 0), (editor.widget, at, 1), (note, at + 1, 1)):
            grid.addWidget(widget, row, place)
        self.editors[editor.described.key], self.notes[editor.described.key] = editor, note

    def save(self) -> None:
        """Keep what stands in the editors; problems stand under their fields."""
        if self.record is None or not self.editors:
            return
        raw = {key: editor.reads() for key, editor in self.editors.items()}
        one, ledger = self.record.id, self.ledger
        with self.store.write(f"修改{self.ledger.label}") as writer:
            values, problems = cleaned_fields(writer.reader, ledger, self.known, raw)
            if values is not None:
                self.keep(writer, one, values)
        for key, note in self.notes.items():
            note.setText(_reason(problems, key))
            note.setVisible(bool(note.text()))
        if values is not None:
            self.kept.emit(f"已保存{self.heading}")


def _reason(problems: Sequence[Problem], key: str) -> str:
    return next((one.reason for one in problems if one.field == key), "")


def cards(*parts: QWidget) -> QWidget:
    """Return cards one below the other on the page's ground."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(10)
    for part in parts:
        box.addWidget(part)
    box.addStretch(1)
    return made
