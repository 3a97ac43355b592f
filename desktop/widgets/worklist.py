"""Today's list (今日应走访): who is to be visited, the most urgent first; Enter logs the visit of the row."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from db.books.due import DueState
from db.work.desk import Call
from desktop.theme import COLORS, sizes
from desktop.widgets.model import TAGS
from desktop.widgets.table import Cells

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
HEADINGS = ("姓名", "年龄", "状态与类别", "网格", "住址", "上次走访", "操作")
NAME, AGE, MARKS, AREA, ADDRESS, SEEN, ACTION = range(len(HEADINGS))
WIDEST = ("✓ 欧阳娜仁", "100岁", "逾期　独居　80+　", "第十二网格", "丁香苑12号楼3单元", "从未走访", "登记 Enter")
GIVES_WAY = (AREA, AGE, SEEN)
"""Columns that hide where there is no room, the first one first."""
STATES = {
    DueState.OVERDUE: "逾期", DueState.DUE_SOON: "临期", DueState.DUE_NOW: "本周", DueState.VISITED: "已访",
}  # fmt: skip
OLD = 80
SIDE = Qt.ItemDataRole.TextAlignmentRole


def marks_of(call: Call) -> list[str]:
    """Return the words of a row: where it stands, then its tags, then 80+."""
    return [STATES[call.state], *call.tags, *(["80+"] if (call.age or 0) >= OLD else [])]


def since(call: Call) -> str:
    """Say when the person was seen last."""
    if call.days is None:
        return "从未走访"
    return "今天" if call.days == 0 else f"{call.days}天前"


class WorkModel(QAbstractTableModel):
    """The rows of the list as texts; `current` is the row whose key is told."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.calls: Sequence[Call] = ()
        self.current = -1

    def show_calls(self, calls: Sequence[Call]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.calls, self.current = calls, -1
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.calls)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a heading, and its side: as its cells stand."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        return Qt.AlignmentFlag.AlignCenter if role == SIDE and section == AGE else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, its colour, or its marks."""
        if role == SIDE and index.column() == AGE:
            return Qt.AlignmentFlag.AlignCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ForegroundRole, TAGS):
            return None
        call, column = self.calls[index.row()], index.column()
        if role == TAGS:
            return marks_of(call) if column == MARKS else None
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._color(call, column)
        return self._text(index.row(), call, column)

    def _color(self, call: Call, column: int) -> QColor | None:
        done = call.state is DueState.VISITED
        if column == ACTION and not done:
            return QColor(COLORS["primary"])
        if column == SEEN and call.state is DueState.OVERDUE:
            return QColor(COLORS["danger"])
        return QColor(COLORS["ink2"]) if done else None

    def _text(self, row: int, call: Call, column: int) -> str:
        done = call.state is DueState.VISITED
        action = "已完成" if done else "登记 Enter" if row == self.current else "登记"
        age = "" if call.age is None else f"{call.age}岁"
        texts = (f"✓ {call.name}" if done else call.name, age, "、".join(marks_of(call)), call.area, call.address,
                 since(call), action)  # fmt: skip
        return texts[column]


class WorkList(QTableView):
    """Shows the list. log(row): Enter or a click on 登记; opened(row): a double click elsewhere."""

    log = Signal(int)
    opened = Signal(int)

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.rows = WorkModel()
        self.setModel(self.rows)
        self.rows.setParent(self)
        self.setItemDelegate(Cells(self))
        self.setAccessibleName("今日应走访，回车登记走访")
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(sizes()["row"] + 3)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.clicked.connect(self._clicked)
        self.activated.connect(lambda index: self.log.emit(index.row()))
        self.selectionModel().currentRowChanged.connect(lambda now, _: self._tell(now.row()))
        self.setMinimumHeight(sizes()["hHead"] + 7 * (sizes()["row"] + 3))

    def show_calls(self, calls: Sequence[Call]) -> None:
        """Show other rows; the first one is ready for Enter."""
        self.rows.show_calls(calls)
        self._arrange()
        if calls:
            self.selectRow(0)
        self._tell(0 if calls else -1)

    def _tell(self, row: int) -> None:
        """Let the current row name its key."""
        self.rows.current = row
        self.viewport().update()

    def _clicked(self, index: Index) -> None:
        (self.log if index.column() == ACTION else self.opened).emit(index.row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Fit the columns; what has no room hides in its order, address and marks take the rest."""
        bold = QFont(self.font())
        bold.setBold(True)
        head, text = QFontMetrics(bold), self.fontMetrics()
        widths = [
            max(text.horizontalAdvance(widest), head.horizontalAdvance(heading)) + 20
            for widest, heading in zip(WIDEST, HEADINGS, strict=True)
        ]
        room, hidden = self.viewport().width(), set[int]()
        for column in GIVES_WAY:
            if sum(widths) - sum(widths[one] for one in hidden) > room:
                hidden.add(column)
        for column, width in enumerate(widths):
            self.setColumnHidden(column, column in hidden)
            self.setColumnWidth(column, width)
        left = room - sum(width for column, width in enumerate(widths) if column not in hidden)
        longest = max((text.horizontalAdvance(call.address) for call in self.rows.calls), default=0) + 20
        wanted = min(max(longest - widths[ADDRESS], 0), max(left, 0))  # the address is read whole first
        share = max(left - wanted, 0) // 2
        self.setColumnWidth(MARKS, widths[MARKS] + share)
        self.setColumnWidth(ADDRESS, max(widths[ADDRESS] + left - share, 40))
