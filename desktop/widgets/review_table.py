"""The rows of a sheet that have a problem: faulty cells red with the reason, edited in place, old beside new."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from db.words.clean import Level, shown
from desktop.sheets.reviewing import ReviewRow
from desktop.theme import COLORS, sizes
from desktop.widgets.cells import HINT, STEPS, go_on

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROW, REASON = "Excel 行", "问题"
MARK = Qt.ItemDataRole.UserRole + 1
GROUNDS = {Level.ERROR: "dangerSoft", Level.DOUBT: "warnSoft", Level.WARNING: "warnSoft"}
TONES = {Level.ERROR: "danger", Level.DOUBT: "warn", Level.WARNING: "warn"}
BAR, WIDEST = 3, 27
USUAL = ("name", "id_number", "phone", "area", "address")


class ReviewModel(QAbstractTableModel):
    """Shows review rows. edited(number, key, text): the clerk wrote something else into a cell."""

    edited = Signal(int, str, str)

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.rows: list[ReviewRow] = []
        self.keys: tuple[str, ...] = ()
        self.labels: Mapping[str, str] = {}

    def show_rows(self, rows: Sequence[ReviewRow], keys: Sequence[str], labels: Mapping[str, str]) -> None:
        """Show rows with these columns between the row number and the reason."""
        self.beginResetModel()
        self.rows, self.keys, self.labels = list(rows), tuple(keys), labels
        self.endResetModel()

    def replace_row(self, row: ReviewRow) -> None:
        """Show a row as it is now."""
        for at, one in enumerate(self.rows):
            if one.number == row.number:
                self.rows[at] = row
                self.dataChanged.emit(self.index(at, 0), self.index(at, self.columnCount() - 1))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.keys) + 2

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a heading."""
        if way != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (ROW, *(self.labels.get(key, key) for key in self.keys), REASON)[section]

    def key_of(self, column: int) -> str:
        """Return the key of a column; empty for the row number and the reason."""
        return self.keys[column - 1] if 0 < column <= len(self.keys) else ""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let cells be edited."""
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if self.key_of(index.column()) else usual

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell what was written, if it is something else."""
        row, key = self.rows[index.row()], self.key_of(index.column())
        if role != Qt.ItemDataRole.EditRole or not key or str(value) == row.values.get(key, ""):
            return False
        self.edited.emit(row.number, key, str(value))
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        row, key = self.rows[index.row()], self.key_of(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(row, key, index.column())
        if role == Qt.ItemDataRole.EditRole:
            return row.values.get(key, "")
        level = self._level(row, key, index.column())
        if role == MARK and key:
            return None if level is None else COLORS[TONES[level]]
        if role == Qt.ItemDataRole.BackgroundRole and key and level is not None:
            return QBrush(QColor(COLORS[GROUNDS[level]]))
        if role == Qt.ItemDataRole.ForegroundRole:
            if row.skipped:
                return QColor(COLORS["ink3"])
            return QColor(COLORS[TONES[level]]) if level is not None and not key and index.column() else None
        return None

    def _text(self, row: ReviewRow, key: str, column: int) -> str:
        if not key:
            return str(row.number) if column == 0 else verdict(row)
        now, before = row.values.get(key, ""), shown(row.raw.get(key))
        return f"{now or '（空）'}　原：{before or '（空）'}" if key in row.edited and now != before else now

    def _level(self, row: ReviewRow, key: str, column: int) -> Level | None:
        if row.skipped:
            return None
        if not key:
            return row.level if column else None
        levels = {problem.level for problem in row.problems_of(key)}
        return next((one for one in (Level.ERROR, Level.DOUBT, Level.WARNING) if one in levels), None)


def verdict(row: ReviewRow) -> str:
    """Return why a row stands here, or that it is settled."""
    if row.skipped:
        return "已选择不导入"
    reasons = "".join(problem.reason for problem in row.problems)
    if reasons:
        return reasons
    if row.person is not None:
        return "已确认是同一人，可以导入"
    return "已确认不是同一人，作为新的人导入" if row.stranger else "已改正，可以导入"


class MarkedCells(QStyledItemDelegate):
    """Keeps a red bar at a faulty cell, and the reason red, also while the row is selected."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Keep the model's colour when the row is selected."""
        super().initStyleOption(option, index)
        color = index.data(Qt.ItemDataRole.ForegroundRole)
        if color is not None:
            option.palette.setColor(QPalette.ColorRole.HighlightedText, color)  # type: ignore[attr-defined]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell, then its bar."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        mark, ground = index.data(MARK), index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None:
            painter.fillRect(rect, ground)
        super().paint(painter, option, index)
        if mark is not None:
            painter.fillRect(QRect(rect.left(), rect.top(), BAR, rect.height()), QColor(mark))


class ReviewTable(QTableView):
    """The table of the check."""

    def __init__(self, model: ReviewModel) -> None:
        """Show a model."""
        super().__init__()
        self.setModel(model)
        model.setParent(self)
        self.rows = model
        self.setItemDelegate(MarkedCells(self))
        self.setAccessibleName("检查与修正")
        self.setProperty("boxed", True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        edits = QAbstractItemView.EditTrigger
        self.setEditTriggers(edits.DoubleClicked | edits.EditKeyPressed | edits.AnyKeyPressed)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(sizes()["row"])
        self.setMinimumHeight(2 * sizes()["row"])
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setStretchLastSection(True)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Let Tab go on to the next cell."""
        super().closeEditor(editor, HINT.NoHint if hint in STEPS else hint)
        go_on(self, hint)

    def sizeHint(self) -> QSize:
        """Ask for little: in a low window the bars below the table stay in view."""
        return self.minimumSizeHint()

    def arrange(self) -> None:
        """Give columns their widths; the reason takes what is left, and never less than a sentence."""
        em = self.fontMetrics().horizontalAdvance("字")
        self.setColumnWidth(0, em * 5)
        for at, key in enumerate(self.rows.keys, 1):
            told = [self.rows.data(self.rows.index(row, at)) or "" for row in range(min(self.rows.rowCount(), 60))]
            widest = max((self.fontMetrics().horizontalAdvance(text) for text in told), default=0)
            least = self.fontMetrics().horizontalAdvance(self.rows.labels.get(key, key)) + 2 * em
            self.setColumnWidth(at, max(least, min(widest + 2 * em, em * WIDEST)))


def columns_of(rows: Sequence[ReviewRow], mapped: Sequence[str], most: int) -> list[str]:
    """Return the columns to show, in the sheet's order: the name, what is faulty somewhere, then the usual ones."""
    faulty = {problem.field for row in rows for problem in row.problems}
    wanted = [key for key in mapped if key == "name" or key in faulty]
    wanted += [key for key in USUAL if key in mapped and key not in wanted][: max(0, most - len(wanted))]
    return [key for key in mapped if key in wanted]
