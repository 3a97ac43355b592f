"""The small table of rows that hang on a record (contacts, tags, parties), edited in place, one row at a time."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.ledgers.record import Record
from db.store.store import Store
from db.store.writer import Writer
from db.words.clean import Problem
from db.work.children import Child, children_of, end_child, keep_child, shown_fields
from desktop.widgets.choices import choices_of
from desktop.widgets.editors import Editor, EnterMoves
from desktop.widgets.parts import bar, button, empty_layout, focus_soon, label


class Children(QFrame):
    """Rows of one ledger for one owner. kept(words): a row was added, mended, ended or removed."""

    kept = Signal(str)

    def __init__(self, store: Store, ledger: type[Record]) -> None:
        """Show rows of a child ledger."""
        super().__init__()
        self.store, self.ledger = store, ledger
        self.owner: UUID | None = None
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(14, 4, 14, 10)
        self.box.setSpacing(4)
        self.editors: dict[str, Editor] = {}
        self.notes: dict[str, QLabel] = {}

    def show_of(self, owner: UUID | None) -> None:
        """Show the rows of an owner; nothing while a new one is being typed."""
        self.owner = owner
        empty_layout(self.box)
        self.setVisible(owner is not None)
        if owner is None:
            return
        with self.store.read() as reader:
            rows = children_of(reader, self.ledger, owner)
        head = label(f"{self.ledger.label} {len(rows) or ''}", "section")
        self.box.addWidget(bar(head, None, button("添加", self.edit, "link", "plus"), margins=(0, 4, 0, 0), line=False))
        for row in rows:
            self.box.addWidget(self._row(row))

    def _row(self, row: Child) -> QWidget:
        words = label(row.words, "" if row.holds else "muted")
        words.setWordWrap(True)
        line = QWidget()
        box = QHBoxLayout(line)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(words, 1)
        box.addWidget(button("修改", partial(self.edit, row), "link"))
        if self.ledger.dated and row.holds:
            box.addWidget(button("结束", partial(self._end, row.id), "link"))
        box.addWidget(button("移除", partial(self._remove, row.id), "link"))
        return line

    # -- editing --------------------------------------------------------------------------------------------------

    def edit(self, row: Child | None = None) -> None:
        """Open the editors of one row (None: a new one) in place of the list."""
        empty_layout(self.box)
        self.enter = EnterMoves()
        self.enter.saved.connect(partial(self._keep, row))
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        self.editors, self.notes = {}, {}
        viewer = self.store.viewer.unmasked("核对更正")
        with self.store.read(viewer) as reader:
            own = children_of(reader, self.ledger, self.owner) if self.owner and row else ()
            values = next((one.values for one in own if row and one.id == row.id), {})
            for at, (key, described) in enumerate(shown_fields(self.ledger).items()):
                editor = Editor(described, choices_of(reader, described))
                editor.shows(values.get(key))
                editor.widget.installEventFilter(self.enter)
                self._lay(grid, at * 2, editor)
        self.box.addWidget(label(f"{'修改' if row else '添加'}{self.ledger.label}", "section"))
        self.box.addLayout(grid)
        back, save = (
            button("返回", partial(self.show_of, self.owner)),
            button("保存", partial(self._keep, row), "primary"),
        )
        self.box.addWidget(bar(None, back, save, margins=(0, 4, 0, 0), line=False))
        focus_soon(next(iter(self.editors.values())).widget)

    def _lay(self, grid: QGridLayout, at: int, editor: Editor) -> None:
        described = editor.described
        heading = label(described.label + (" *" if described.required else ""), "field")
        heading.setBuddy(editor.widget)
        note = label("", "error")
        note.hide()
        grid.addWidget(heading, at, 0)
        grid.addWidget(editor.widget, at, 1)
        grid.addWidget(note, at + 1, 1)
        self.editors[described.key], self.notes[described.key] = editor, note

    def _keep(self, row: Child | None) -> None:
        raw = {key: editor.reads() for key, editor in self.editors.items()}
        owner, problems = self.owner, list[Problem]()
        one = None if row is None else row.id
        if owner is None:
            return
        self._write(lambda writer: problems.extend(keep_child(writer, self.ledger, owner, one, raw)))
        refusing = [problem for problem in problems if problem.field in self.notes]
        for problem in refusing:
            self.notes[problem.field].setText(problem.reason)
            self.notes[problem.field].show()
        if not refusing:
            self._done("保存")

    def _end(self, one: UUID) -> None:
        self._write(lambda writer: end_child(writer, self.ledger, one))
        self._done("结束")

    def _remove(self, one: UUID) -> None:
        self._write(lambda writer: writer.remove(self.ledger, one))
        self._done("移除")

    def _write(self, do: Callable[[Writer], object]) -> None:
        with self.store.write(f"修改{self.ledger.label}") as writer:
            do(writer)

    def _done(self, what: str) -> None:
        self.show_of(self.owner)
        self.kept.emit(f"已{what}{self.ledger.label}")
