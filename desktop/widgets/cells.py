"""Tables edited from cell to cell: Tab goes to the next cell that can be edited, and on where there is none."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QTableView, QWidget

HINT = QAbstractItemDelegate.EndEditHint
STEPS = {HINT.EditNextItem: 1, HINT.EditPreviousItem: -1}


class EditedCells(QTableView):
    """A table in whose editors Tab and Shift+Tab walk; from its last cell Tab leaves, from its first Shift+Tab."""

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go on as Tab asks."""
        super().closeEditor(editor, HINT.NoHint if hint in STEPS else hint)
        go_on(self, hint)


def go_on(table: QTableView, hint: QAbstractItemDelegate.EndEditHint) -> None:
    """Open the cell that Tab or Shift+Tab in an editor leads to; where there is none the keyboard leaves the table."""
    step = STEPS.get(hint, 0)
    after = next_cell(table.model(), table.currentIndex(), step) if step else None
    if after is not None:
        table.setCurrentIndex(after)
        if table.indexWidget(after) is None:  # some tables open a cell as soon as it is reached
            table.edit(after)
    elif step:
        table.focusNextChild() if step > 0 else table.focusPreviousChild()


def next_cell(model: QAbstractItemModel, at: QModelIndex, step: int) -> QModelIndex | None:
    """Return the next cell behind (step 1) or before (-1) one that can be edited; None where there is none."""
    columns = model.columnCount()
    place = at.row() * columns + at.column() + step
    while 0 <= place < model.rowCount() * columns:
        index = model.index(place // columns, place % columns)
        if model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return index
        place += step
    return None
