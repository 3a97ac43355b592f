"""A small table edited in place: rules and codes of an office. Rows are values by key; nothing is saved here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from db.ledgers.record import Described
from db.words.choice import Choice
from db.words.clean import Problem
from db.words.field import Kind
from db.work.rules import RowEdit
from desktop.theme import COLORS, sizes
from desktop.widgets.cells import EditedCells
from desktop.widgets.editors import Choices, PickList
from desktop.widgets.parts import bar, button, index_of, label

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
FEWEST, MOST = 2, 12
"""Rows that a table always has room for, and rows from which on it scrolls by itself."""
ORDER = "order"
"""Among the rows of a draft: what names each row, as they stand; only where they were moved."""


@dataclass
class Line:
    """One row: its id, what stands in it by key, what is set besides, and what it was."""

    id: UUID | None
    values: dict[str, Any]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    new: bool = False

    def __post_init__(self) -> None:
        """Remember what it was."""
        self.was = dict(self.values)

    @property
    def named(self) -> str:
        """What names the row on this computer: its id, or what is set besides; empty for a new one."""
        return "" if self.new else str(self.id or " ".join(str(_plain(value)) for value in self.fixed.values()))


class RowsModel(QAbstractTableModel):
    """The rows; edited() after every change."""

    edited = Signal()

    def __init__(self, columns: Sequence[tuple[Described, Choices]]) -> None:
        """Show columns, each with what it may be chosen from."""
        super().__init__()
        self.columns = [described for described, _ in columns]
        self.choices = {described.key: dict(choices) for described, choices in columns if choices}
        self.lines: list[Line] = []
        self.order: list[int] = []
        self.faults: dict[tuple[int, str], str] = {}
        self.locked: frozenset[str] = frozenset()
        """Keys that stand as they are in a row that is not new."""

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.lines = list(lines)
        self.order = [id(one) for one in self.lines]
        self.faults = {}
        self.endResetModel()
        self.edited.emit()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a heading."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].label
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every cell be edited; a yes or no is ticked."""
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.columns[index.column()].key in self.locked and not self.lines[index.row()].new:
            return found
        ticked = self.columns[index.column()].kind is Kind.FLAG
        return found | (Qt.ItemFlag.ItemIsUserCheckable if ticked else Qt.ItemFlag.ItemIsEditable)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, its tick, its ground and what is wrong with it."""
        described = self.columns[index.column()]
        value = self.lines[index.row()].values.get(described.key)
        fault = self.faults.get((index.row(), described.key))
        if role == Qt.ItemDataRole.CheckStateRole and described.kind is Kind.FLAG:
            return Qt.CheckState.Checked if value else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.DisplayRole and described.kind is not Kind.FLAG:
            return self._text(described, value)
        if role == Qt.ItemDataRole.EditRole:
            return value.value if isinstance(value, Choice) else value
        if role == Qt.ItemDataRole.BackgroundRole and fault:
            return QBrush(QColor(COLORS["invalidBg"]))
        if role == Qt.ItemDataRole.ForegroundRole and fault:
            return QColor(COLORS["danger"])
        return fault if role == Qt.ItemDataRole.ToolTipRole else None

    def _text(self, described: Described, value: Any) -> str:
        key = value.value if isinstance(value, Choice) else value
        if described.key in self.choices:
            return self.choices[described.key].get(key or "", "" if key is None else str(key))
        return "" if value is None else str(value)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed or ticked."""
        described, line = self.columns[index.column()], self.lines[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            value = Qt.CheckState(value) == Qt.CheckState.Checked
        elif role != Qt.ItemDataRole.EditRole:
            return False
        if described.choice is not None and value:
            value = described.choice.of(value)
        if value != line.values.get(described.key) and (value or line.values.get(described.key)):
            line.values[described.key] = value
            self.faults.pop((index.row(), described.key), None)
            self.dataChanged.emit(index, index)
            self.edited.emit()
        return True

    def add(self, line: Line) -> int:
        """Add a row behind the others; return its number."""
        at = len(self.lines)
        self.beginInsertRows(NOWHERE, at, at)
        self.lines.append(line)
        self.endInsertRows()
        self.edited.emit()
        return at

    def put(self, row: int, texts: Mapping[str, Any]) -> None:
        """Set cells of a row to what a draft kept of them."""
        for at, described in enumerate(self.columns):
            if described.key in texts:
                ticked = described.kind is Kind.FLAG
                value = texts[described.key]
                if ticked:
                    value = Qt.CheckState.Checked if value else Qt.CheckState.Unchecked
                role = Qt.ItemDataRole.CheckStateRole if ticked else Qt.ItemDataRole.EditRole
                self.setData(self.index(row, at), value, role)

    def move(self, row: int, step: int) -> int:
        """Move a row up or down; return where it is now."""
        to = row + step
        if not 0 <= to < len(self.lines):
            return row
        self.beginResetModel()
        self.lines.insert(to, self.lines.pop(row))
        self.endResetModel()
        self.edited.emit()
        return to

    def put_first(self, lines: Sequence[Line]) -> None:
        """Let these rows stand first, as a draft kept their order."""
        first = {id(one) for one in lines}
        self.beginResetModel()
        self.lines = [*lines, *(one for one in self.lines if id(one) not in first)]
        self.endResetModel()
        self.edited.emit()

    def moved(self) -> bool:
        """Say whether rows stand elsewhere than they stood."""
        return [id(one) for one in self.lines if not one.new] != self.order

    def changes(self) -> int:
        """Count the rows that are new, differ from what they were, or stand elsewhere."""
        return sum(one.new or one.values != one.was for one in self.lines) + self.moved()


class _Cell(QStyledItemDelegate):
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        if isinstance(model, RowsModel):
            described = model.columns[index.column()]
            if described.key in model.choices:
                pick = PickList(list(model.choices[described.key].items()))
                pick.setParent(parent)
                return pick
            line = QLineEdit(parent)
            line.setAccessibleName(described.label)
            return line
        return super().createEditor(parent, option, index)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, PickList):
            editor.setCurrentIndex(max(index_of(editor, value or ""), 0))
        elif isinstance(editor, QLineEdit):
            editor.setText("" if value is None else str(value))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, PickList):
            model.setData(index, editor.currentData())
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())


class RowsEditor(QWidget):
    """The table with 添加, 上移, 下移 below it. edited() after every change; wanted(): a new row is wanted."""

    edited = Signal()
    wanted = Signal()

    def __init__(self, name: str, columns: Sequence[tuple[Described, Choices]], *, grows: bool, ordered: bool) -> None:
        """Edit rows of these columns. name: what a screen reader says."""
        super().__init__()
        self.most = MOST
        """Rows there is room for at least; a table that has its page to itself needs less and scrolls."""
        self.model = RowsModel(columns)
        self.table = EditedCells()
        self.table.setTabKeyNavigation(False)
        self.table.setModel(self.model)
        self.model.setParent(self.table)
        self.table.setItemDelegate(_Cell(self.table))
        self.table.setAccessibleName(name)
        self.table.setAlternatingRowColors(True)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(sizes()["row"] + 3)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for at, (described, _) in enumerate(columns):
            if described.kind is Kind.FLAG and len(columns) > 2:
                self.table.horizontalHeader().setSectionResizeMode(at, QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.fault = label("", "error")
        self.fault.setWordWrap(True)
        self.fault.hide()
        tools = [button("添加一行", self.wanted.emit, "", "plus")] if grows else []
        if ordered:
            tools += [
                button("上移", lambda: self._move(-1), "", "up"),
                button("下移", lambda: self._move(1), "", "down"),
            ]
        for one in tools:
            one.setAccessibleName(f"{name}：{one.text()}")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.table, 1)
        box.addWidget(self.fault)
        self.tools = bar(*tools, None, margins=(0, 0, 0, 0), line=False)
        if tools:
            box.addWidget(self.tools)
        self.model.edited.connect(self._edited)
        self._fit()

    def _fit(self) -> None:
        """Ask for the room of the rows there are, within bounds: a page scrolls, not each table on it."""
        rows = min(max(len(self.model.lines), FEWEST), self.most)
        head, row = self.table.horizontalHeader().sizeHint().height(), self.table.verticalHeader().defaultSectionSize()
        self.table.setMinimumHeight(head + rows * row + 2)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other rows."""
        self.model.show_lines(lines)

    def add(self, line: Line) -> None:
        """Add a row and begin to type in it."""
        self.table.setFocus()
        self.table.setCurrentIndex(self.model.index(self.model.add(line), 0))

    def edits(self) -> list[RowEdit]:
        """Return the rows as they are to be kept; an untouched member of a choice is left out."""
        touched = [self.model.lines[at] for at in self._touched()]
        return [RowEdit(one.id, {k: _raw(v) for k, v in one.values.items()}, one.fixed) for one in touched]

    def tell(self, problems: Sequence[tuple[int, Problem]]) -> None:
        """Mark what is wrong and say it below."""
        touched = self._touched()
        self.model.faults = {(touched[at], problem.field): problem.reason for at, problem in problems}
        self.fault.setText("；".join(f"第 {touched[at] + 1} 行：{problem.reason}" for at, problem in problems[:3]))
        self.fault.setVisible(bool(problems))
        self.table.viewport().update()

    # -- drafts -------------------------------------------------------------------------------------------------------

    def unsaved(self) -> dict[str, Any]:
        """Return the rows that are new or differ, by what names them, and their order, as a draft keeps them."""
        named = [one.named or f"+{at}" for at, one in enumerate(self.model.lines)]
        changed = {
            name: {
                "values": {key: _plain(value) for key, value in one.values.items() if one.new or value != one.was[key]},
                "fixed": {key: _plain(value) for key, value in one.fixed.items()},
            }
            for name, one in zip(named, self.model.lines, strict=True)
            if one.new or one.values != one.was
        }
        return changed | ({ORDER: named} if self.model.moved() else {})

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show rows a draft kept over those that stand here; a row that is gone meanwhile is passed over."""
        named = {one.named: at for at, one in enumerate(self.model.lines) if one.named}
        for key, row in kept.items():
            if key != ORDER and key.startswith("+"):
                named[key] = self.model.add(Line(None, dict.fromkeys(row["values"]), row["fixed"], new=True))
            if key in named:
                self.model.put(named[key], row["values"])
        if ORDER in kept:
            self.model.put_first([self.model.lines[named[key]] for key in kept[ORDER] if key in named])

    def _touched(self) -> list[int]:
        """Number the rows that stand in a table already, are new, or were changed."""
        lines = enumerate(self.model.lines)
        return [at for at, one in lines if one.id is not None or one.new or one.values != one.was]

    def _edited(self) -> None:
        self._fit()
        if not self.model.faults:
            self.fault.hide()
        self.edited.emit()

    def _move(self, step: int) -> None:
        at = self.table.currentIndex()
        if at.isValid():
            row = self.model.move(at.row(), step)
            self.table.setCurrentIndex(self.model.index(row, at.column()))


def _plain(value: Any) -> Any:
    """Return a value as a draft can hold it."""
    if isinstance(value, Choice):
        return value.value
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _raw(value: Any) -> Any:
    """Return a value as `clean` reads it: a tick as 是 or 否."""
    return ("是" if value else "否") if isinstance(value, bool) else value
