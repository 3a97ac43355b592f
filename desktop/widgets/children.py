"""The small table of rows that hang on a record (contacts, tags, parties), edited in place, one row at a time."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.ledgers.record import Record
from db.store.store import Store
from db.store.writer import Writer
from db.trouble import OfficeError
from db.words.clean import Level, Problem
from db.work.children import Child, children_of, end_child, keep_child, shown_fields
from desktop.widgets.choices import choices_of
from desktop.widgets.editors import Editor
from desktop.widgets.field_grid import FieldGrid
from desktop.widgets.journal import Journal, Whose
from desktop.widgets.parts import bar, button, empty_layout, label

Way = tuple[str, Callable[[], object]]
"""One more thing to do: its word and what it does."""


class Children(QFrame):
    """Rows of one ledger for one owner. kept(words): a row was added, mended, ended or removed."""

    kept = Signal(str)

    def __init__(self, store: Store, ledger: type[Record]) -> None:
        """Show rows of a child ledger."""
        super().__init__()
        self.store, self.ledger = store, ledger
        self.owner: UUID | None = None
        self.more: Callable[[], Sequence[Way]] = tuple
        """What else the list offers beside 添加; `more_of`: what else a row offers; `said_of`: what is said of it."""
        self.more_of: Callable[[Child], Sequence[Way]] = lambda _row: ()
        self.said_of: Callable[[Child], str] = lambda _row: ""
        self.named_of: Callable[[Child], str] = lambda _row: ""
        """Who a row is about, where it only links to him."""
        self.also: Callable[[Writer], object] = lambda _writer: None
        """What follows in the same step from any row that is written."""
        self.add: Callable[[], object] = self.edit
        self.noun = ledger.label
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(14, 4, 14, 10)
        self.box.setSpacing(4)
        self.fields: FieldGrid
        self.editors: dict[str, Editor] = {}
        self.notes: dict[str, QLabel] = {}
        self.listed = True
        self.journal: Journal | None = None

    def keep_drafts(self, part: str, whose: Whose) -> None:
        """Keep what is typed here and not saved; part: page and place, whose: what is open on the page."""
        self.journal = Journal(self.store, part, whose, self)
        self.journal.open = self._open_again

    def _open_again(self, which: str) -> None:
        with self.store.read() as reader:
            rows = children_of(reader, self.ledger, self.owner) if self.owner else ()
        self.edit(next((one for one in rows if str(one.id) == which), None))

    def show_of(self, owner: UUID | None) -> None:
        """Show the rows of an owner; nothing while a new one is being typed."""
        self.owner = owner
        self._clear(listed=True)
        self.setVisible(owner is not None)
        if owner is None:
            return
        with self.store.read() as reader:
            rows = children_of(reader, self.ledger, owner)
        head = label(f"{self.noun} {len(rows) or ''}", "section")
        ways = [self._way(*way, self.noun) for way in self.more()]
        add = button("添加", self.add, "link", "plus")
        add.setAccessibleName(f"添加{self.noun}")
        self.box.addWidget(bar(head, None, *ways, add, margins=(0, 4, 0, 0), line=False))
        for row in rows:
            self.box.addWidget(self._row(row))
        self.trouble = label("", "error")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.box.addWidget(self.trouble)

    def _row(self, row: Child) -> QWidget:
        told = "　".join(part for part in (self.named_of(row), row.words, self.said_of(row)) if part)
        words = label(told, "" if row.holds else "muted")
        words.setWordWrap(True)
        line = QWidget()
        box = QHBoxLayout(line)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(words, 1)
        ways: list[Way] = [*self.more_of(row), ("修改", partial(self.edit, row))]
        if self.ledger.dated and row.holds:
            ways.append(("结束", partial(self._end, row.id)))
        ways.append(("移除", partial(self._remove, row.id)))
        for way in ways:
            box.addWidget(self._way(*way, told))
        return line

    def _way(self, words: str, do: Callable[[], object], whose: str) -> QWidget:
        made = button(words, do, "link")
        made.setAccessibleName(f"{words} {whose}")
        return made

    # -- editing --------------------------------------------------------------------------------------------------

    def put(self, part: QWidget) -> None:
        """Show something else in place of the list, until the rows are shown again."""
        self._clear(listed=False)
        self.box.addWidget(part)

    def back(self) -> bool:
        """Show the rows again; False where they are shown already."""
        if self.owner is None or self.listed:
            return False
        if self.journal is not None:
            self.journal.drop()
        self.show_of(self.owner)
        return True

    def changed(self) -> bool:
        """Say whether something typed is not saved."""
        return bool(self.editors) and self.fields.changed()

    def edit(self, row: Child | None = None) -> None:
        """Open the editors of one row (None: a new one) in place of the list."""
        self.fields = fields = FieldGrid()
        fields.saved.connect(partial(self._keep, row))
        viewer = self.store.viewer.unmasked("核对更正")
        with self.store.read(viewer) as reader:
            own = children_of(reader, self.ledger, self.owner) if self.owner and row else ()
            values = next((one.values for one in own if row and one.id == row.id), {})
            for key, described in shown_fields(self.ledger).items():
                fields.lay(key, Editor(described, choices_of(reader, described)))
        fields.shows(values)
        self._clear(listed=False)
        self.editors, self.notes = fields.editors, fields.notes
        self.box.addWidget(label(f"{'修改' if row else '添加'}{self.noun}", "section"))
        self.box.addWidget(fields)
        back, save = button("返回", self.back), button("保存", partial(self._keep, row), "primary")
        self.box.addWidget(bar(None, back, save, margins=(0, 4, 0, 0), line=False))
        if self.journal is not None:
            self.journal.begin(fields, self.ledger.label, str(row.id) if row else "")
            fields.edited.connect(self.journal.edited)
        fields.begin()

    def _clear(self, *, listed: bool) -> None:
        """Begin anew: with the list, or with what stands in its place."""
        empty_layout(self.box)
        if self.journal is not None:
            self.journal.leave()
        self.listed = listed
        self.editors, self.notes = {}, {}

    def _keep(self, row: Child | None) -> None:
        raw, owner = self.fields.reads(), self.owner
        one = None if row is None else row.id
        problems = list[Problem]()
        if owner is None:
            return
        try:
            self._write(lambda writer: problems.extend(keep_child(writer, self.ledger, owner, one, raw)))
        except OfficeError as trouble:
            self.fields.refuse(trouble)
            return
        if any(problem.level is not Level.WARNING for problem in problems):
            self.fields.tell(problems)
            return
        besides = "".join(f"。请核对：{problem.reason}" for problem in problems)
        self._done(f"已保存{self.noun}{besides}")

    def _end(self, one: UUID) -> None:
        self.at_once(lambda writer: end_child(writer, self.ledger, one), f"已结束{self.noun}")

    def _remove(self, one: UUID) -> None:
        self.at_once(lambda writer: writer.remove(self.ledger, one), f"已移除{self.noun}")

    def at_once(self, do: Callable[[Writer], object], words: str) -> None:
        """Write something of the rows and say so; a refusal stands below them."""
        try:
            self._write(do)
        except OfficeError as trouble:
            self.trouble.setText(f"{trouble.what}{trouble.remedy}")
            self.trouble.show()
            return
        self._done(words)

    def _write(self, do: Callable[[Writer], object]) -> None:
        with self.store.write(f"修改{self.ledger.label}") as writer:
            do(writer)
            self.also(writer)

    def _done(self, words: str) -> None:
        if self.journal is not None:
            self.journal.drop()
        self.show_of(self.owner)
        self.kept.emit(words)
