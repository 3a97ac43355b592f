"""The table of a book: rows as the model gives them, tags as small labels, sorting done by SQL."""

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QKeySequence,
    QPainter,
    QPalette,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.theme import COLORS, sizes
from desktop.widgets.clip import as_table
from desktop.widgets.columns import fitting, stretched, wanted_width
from desktop.widgets.model import TAGS, BookModel

Index = QModelIndex | QPersistentModelIndex
TAG_COLORS = {
    "失能": "violet", "半失能": "violet", "失智": "violet", "特困": "primary", "低保": "primary",
    "逾期": "danger", "临期": "warn", "已访": "success",
}  # fmt: skip
"""Red and amber are kept for time limits; categories stay quiet (UI 7)."""
TAG_PAD, TAG_GAP, COPIED = 6, 4, 5000


class Cells(QStyledItemDelegate):
    """Draws cells: a late date stays red on a selected row, tags are small labels."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Keep the model's colour when the row is selected."""
        super().initStyleOption(option, index)
        color = index.data(Qt.ItemDataRole.ForegroundRole)
        if color is not None:
            option.palette.setColor(  # type: ignore[attr-defined]
                QPalette.ColorRole.HighlightedText, color.color() if isinstance(color, QBrush) else QColor(color)
            )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        tags = index.data(TAGS)
        if tags is None:
            super().paint(painter, option, index)
            return
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""  # type: ignore[attr-defined]
        QApplication.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter)
        painter.save()
        try:
            self._tags(painter, option.rect, tags)  # type: ignore[attr-defined]
        finally:
            painter.restore()

    def _tags(self, painter: QPainter, rect: QRect, tags: list[str]) -> None:
        font = QFont(painter.font())
        font.setPixelSize(sizes()["fCaption"])
        painter.setFont(font)
        metrics, x = QFontMetrics(font), rect.left() + TAG_PAD
        height = metrics.height() + 3
        for word in tags:
            width = metrics.horizontalAdvance(word) + 2 * TAG_PAD
            if x + width > rect.right():
                painter.setPen(QColor(COLORS["ink2"]))
                painter.drawText(QRect(x, rect.top(), 20, rect.height()), Qt.AlignmentFlag.AlignVCenter, "…")
                return
            box = QRect(x, rect.center().y() - height // 2, width, height)
            tone = TAG_COLORS.get(word, "")
            ground = f"{tone}Soft" if tone else "headRow"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(COLORS[ground]))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QColor(COLORS[tone or "ink2"]))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)
            x += width + TAG_GAP


class BookTable(QTableView):
    """Shows a book model. opened(row) on Enter or a click; sorted(key) at a heading; picked(n): n rows selected."""

    opened = Signal(int)
    sorted = Signal(str)
    picked = Signal(int)

    def __init__(self, model: BookModel) -> None:
        """Show a model."""
        super().__init__()
        self.setModel(model)
        self.rows = model
        self.fits = True
        self.setItemDelegate(Cells(self))
        self.setAccessibleName(model.book.label)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(sizes()["row"])
        self._dress_head()
        self.clicked.connect(self._clicked)
        self.activated.connect(lambda index: self.opened.emit(index.row()))
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit(self.picked_count()))
        QShortcut(QKeySequence.StandardKey.Copy, self, self.copy, context=Qt.ShortcutContext.WidgetShortcut)

    def _dress_head(self) -> None:
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.setSectionsClickable(True)
        head.setMinimumSectionSize(32)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.sectionClicked.connect(self._sort)

    def _clicked(self, index: Index) -> None:
        """Open the row clicked, unless the clerk is collecting rows with Ctrl or Shift."""
        if self.picked_count() == 1:
            self.opened.emit(index.row())

    # -- columns --------------------------------------------------------------------------------------------------

    def show_columns(self, keys: tuple[str, ...]) -> None:
        """Show just these columns, or (empty) what fits of the usual ones."""
        self.fits = not keys
        self.rows.show_columns(keys)
        self.arrange()

    def arrange(self) -> None:
        """Give every column its width; the widest text takes the room left, what has no room hides."""
        columns = self.rows.columns
        widths = [wanted_width(one, self.fontMetrics(), self._bold()) for one in columns]
        room = self.viewport().width()
        shown = fitting(widths, room) if self.fits else len(widths)
        stretch = stretched(columns[:shown])
        for at, width in enumerate(widths):
            self.setColumnHidden(at, at >= shown)
            self.setColumnWidth(at, width)
        left = room - sum(widths[:shown])
        if shown and left > 0:
            self.setColumnWidth(stretch, widths[stretch] + left)

    def _bold(self) -> QFontMetrics:
        font = QFont(self.font())
        font.setBold(True)
        return QFontMetrics(font)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.arrange()

    def _sort(self, at: int) -> None:
        descending = self.horizontalHeader().sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        self.sorted.emit(("-" if descending else "") + self.rows.columns[at].key)

    # -- selection ------------------------------------------------------------------------------------------------

    def picked_count(self) -> int:
        """Return how many rows are selected; ranges are counted, rows never listed (200,000 may be)."""
        return sum(one.height() for one in self._ranges())

    def picked_rows(self) -> list[int]:
        """Return the numbers of the selected rows, from the top."""
        return sorted({row for one in self._ranges() for row in range(one.top(), one.bottom() + 1)})

    def _ranges(self) -> list[QItemSelectionRange]:
        chosen = self.selectionModel().selection()
        return [chosen.at(n) for n in range(chosen.count())]

    def selectAll(self) -> None:
        """Select every row as one range."""
        last = self.rows.index(self.rows.rowCount() - 1, self.rows.columnCount() - 1)
        self.selectionModel().select(
            QItemSelection(self.rows.index(0, 0), last),
            QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
        )

    def copy(self) -> None:
        """Copy the selected rows as Excel takes them: the columns seen, in the order seen, numbers kept as text."""
        head = self.horizontalHeader()
        seen = [head.logicalIndex(at) for at in range(head.count())]
        columns = [self.rows.columns[at] for at in seen if not self.isColumnHidden(at)]
        lines = [[one.label for one in columns]]
        lines += [[self.rows.row(number)[one.key] for one in columns] for number in self.picked_rows()[:COPIED]]
        QApplication.clipboard().setMimeData(as_table(lines))
