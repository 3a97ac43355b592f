"""A card of one record: some of its fields in words, edited in place and kept through the one entrance."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from db.ledgers.record import Described, Record, fields_of
from db.store.reader import Reader
from db.store.store import Store
from db.store.writer import Writer
from db.trouble import OfficeError
from db.work.children import cleaned_fields
from db.work.remembering import words_of
from desktop.widgets.choices import choices_of
from desktop.widgets.editors import Editor
from desktop.widgets.field_grid import FieldGrid
from desktop.widgets.journal import Journal, Whose
from desktop.widgets.parts import bar, button, empty_layout, label

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
        self.fields: FieldGrid
        self.editors: dict[str, Editor] = {}
        self.notes: dict[str, QLabel] = {}
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(14, 8, 14, 10)
        self.box.setSpacing(4)
        self.journal: Journal | None = None

    def keep_drafts(self, part: str, whose: Whose) -> None:
        """Keep what is typed here and not saved; part: page and place, whose: what is open on the page."""
        self.journal = Journal(self.store, part, whose, self)
        self.journal.open = lambda _which: self.edit()

    def show_of(self, record: Record | None) -> None:
        """Show a record (None: nothing)."""
        self.record = record
        empty_layout(self.box)
        if self.journal is not None:
            self.journal.leave()
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

    def back(self) -> bool:
        """Show the words again; False where they are shown already."""
        if not self.editors:
            return False
        if self.journal is not None:
            self.journal.drop()
        self.show_of(self.record)
        return True

    def changed(self) -> bool:
        """Say whether something typed is not saved."""
        return bool(self.editors) and self.fields.changed()

    def edit(self) -> None:
        """Open the editors in place of the words; the first has the focus."""
        if self.record is None:
            return
        empty_layout(self.box)
        self.fields = fields = FieldGrid()
        fields.saved.connect(self.save)
        self.editors, self.notes = fields.editors, fields.notes
        with self.store.read() as reader:
            for key, described in self.known.items():
                fields.lay(key, Editor(described, choices_of(reader, described)), described.label)
        fields.shows({key: getattr(self.record, key) for key in self.known})
        self.box.addWidget(label(f"修改{self.heading}", "section"))
        self.box.addWidget(fields)
        back, save = button("返回", self.back), button("保存", self.save, "primary")
        self.box.addWidget(bar(None, back, save, margins=(0, 4, 0, 0), line=False))
        if self.journal is not None:
            self.journal.begin(fields, self.heading)
            fields.edited.connect(self.journal.edited)
        fields.begin()

    def save(self) -> None:
        """Keep what stands in the editors; problems stand under their fields, a refusal below them all."""
        if self.record is None or not self.editors:
            return
        one, ledger = self.record.id, self.ledger
        try:
            with self.store.write(f"修改{self.ledger.label}") as writer:
                values, problems = cleaned_fields(writer.reader, ledger, self.known, self.fields.reads())
                if values is not None:
                    self.keep(writer, one, values)
        except OfficeError as trouble:
            self.fields.refuse(trouble)
            return
        self.fields.tell(problems)
        if values is not None:
            if self.journal is not None:
                self.journal.drop()
            self.kept.emit(f"已保存{self.heading}" + "".join(f"。请核对：{one.reason}" for one in problems))


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
