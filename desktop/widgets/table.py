"""The table of a book: rows as the model gives them, tags as small labels, sorting done by SQL."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QKeySequence, QPainter, QPalette, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from db.words.field import Kind
from desktop.theme import COLORS, sizes
from desktop.widgets.model import TAGS, BookModel

Index = QModelIndex | QPersistentModelIndex
TAG_COLORS = {"失能": "violet", "半失能": "violet", "失智": "violet", "特困": "primary", "低保": "primary"}
WIDTHS = {
    Kind.NAME: 84,
    Kind.PHONE: 116,
    Kind.ID_NUMBER: 166,
    Kind.DAY: 100,
    Kind.MOMENT: 84,
    Kind.COUNT: 52,
    Kind.CODES: 132,
}
TAG_HEIGHT, TAG_PAD, TAG_GAP = 19, 6, 4


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
        font.setPixelSize(12)
        painter.setFont(font)
        metrics, x = QFontMetrics(font), rect.left() + 6
        for word in tags:
            width = metrics.horizontalAdvance(word) + 2 * TAG_PAD
            if x + width > rect.right():
                painter.setPen(QColor(COLORS["ink2"]))
                painter.drawText(QRect(x, rect.top(), 20, rect.height()), Qt.AlignmentFlag.AlignVCenter, "…")
                return
            box = QRect(x, rect.center().y() - TAG_HEIGHT // 2, width, TAG_HEIGHT)
            tone = TAG_COLORS.get(word, "")
            ground = {"violet": "violetSoft", "primary": "primarySoft"}.get(tone, "headRow")
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(COLORS[ground]))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QColor(COLORS[tone or "ink2"]))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)
            x += width + TAG_GAP


class BookTable(QTableView):
    """Shows a book model. opened(row) on Enter or a click; sorted(key) when a heading is clicked."""

    opened = Signal(int)
    sorted = Signal(str)

    def __init__(self, model: BookModel) -> None:
        """Show a model."""
        super().__init__()
        self.setModel(model)
        self.rows = model
        self.setItemDelegate(Cells(self))
        self.setAccessibleName(model.book.label)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(sizes()["row"])
        self._dress_head()
        self.clicked.connect(lambda index: self.opened.emit(index.row()))
        self.activated.connect(lambda index: self.opened.emit(index.row()))
        QShortcut(QKeySequence.StandardKey.Copy, self, self.copy, context=Qt.ShortcutContext.WidgetShortcut)

    def _dress_head(self) -> None:
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.setSectionsClickable(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for at, one in enumerate(self.rows.columns):
            self.setColumnWidth(at, WIDTHS.get(one.kind, 0) or max(min(one.field.width, 12), len(one.label)) * 12 + 22)
        head.sectionClicked.connect(self._sort)

    def _sort(self, at: int) -> None:
        descending = self.horizontalHeader().sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        self.sorted.emit(("-" if descending else "") + self.rows.columns[at].key)

    def copy(self) -> None:
        """Copy the selected rows as tab-separated text with masks as shown."""
        numbers = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        lines = [[self.rows.row(number)[one.key] for one in self.rows.columns] for number in numbers[:5000]]
        QApplication.clipboard().setText("\r\n".join("\t".join(line) for line in lines))
