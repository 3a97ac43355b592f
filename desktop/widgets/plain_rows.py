"""A table that is read only and whose rows are all in memory: its model, and how such a table is dressed."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QTableView

from desktop.theme import sizes

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
EDGE = 9
"""Room left and right of a heading (the sheet of the look)."""


class PlainRows(QAbstractTableModel):
    """Rows under headings. cell(row, column, role): what the table shows there, as Qt's roles ask."""

    def __init__(self, heads: Sequence[str], cell: Callable[[Any, int, int], Any]) -> None:
        """Begin empty."""
        super().__init__()
        self.heads, self.cell = heads, cell
        self.rows: Sequence[Any] = ()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.heads)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a heading, and its side: as its cells stand."""
        if way == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and self.rows:
            return self.cell(self.rows[0], section, role)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, colour or side."""
        return self.cell(self.rows[index.row()], index.column(), role)


def dress_plain(table: QTableView, model: PlainRows, name: str, widths: Sequence[int]) -> None:
    """Dress a table of such rows; widths of the columns in Chinese characters."""
    table.setModel(model)
    model.setParent(table)
    table.setAccessibleName(name)
    table.setAlternatingRowColors(True)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(sizes()["row"])
    head = table.horizontalHeader()
    head.setHighlightSections(False)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    head.setStretchLastSection(True)
    for one in (table, head):
        one.ensurePolished()
    em = table.fontMetrics().horizontalAdvance("字")
    for at, (wide, told) in enumerate(zip(widths, model.heads, strict=True)):
        table.setColumnWidth(at, max(em * wide + 12, head.fontMetrics().horizontalAdvance(told) + 2 * EDGE + 2))
