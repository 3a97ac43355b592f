"""The table of a book: rows as the model gives them, tags as small labels, sorting done by SQL."""

from collections.abc import Mapping

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
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

from desktop.theme import sizes
from desktop.widgets.clip import as_table
from desktop.widgets.columns import least_width, shared, shown_of, wanted_width
from desktop.widgets.model import NAMESAKES, TAGS, BookModel
from desktop.widgets.parts import bind
from desktop.widgets.tags import draw_tags

Index = QModelIndex | QPersistentModelIndex
COPIED = 5000
"""Most rows that one copy takes along."""


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
        tags, same = index.data(TAGS), index.data(NAMESAKES)
        if tags is None and same is None:
            super().paint(painter, option, index)
            return
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        if tags is not None:
            bare.text = ""  # type: ignore[attr-defined]
        view = option.widget  # type: ignore[attr-defined]
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, view)
        painter.save()
        try:
            words = [f"同名{same}"] if tags is None else tags
            draw_tags(painter, option.rect, words, at_end=tags is None)  # type: ignore[attr-defined]
        finally:
            painter.restore()


class BookTable(QTableView):
    """Shows a book model. opened(row) on Enter or a click; sorted(key): a heading was clicked; picked(n): n selected.

    widened(key, pixels) and moved(keys): the clerk dragged a heading. typed(text): letters meant for the search.
    """

    opened = Signal(int)
    sorted = Signal(str)
    picked = Signal(int)
    widened = Signal(str, int)
    moved = Signal(tuple)
    typed = Signal(str)

    def __init__(self, model: BookModel) -> None:
        """Show a model."""
        super().__init__()
        self.setModel(model)
        model.setParent(self)
        self.rows = model
        self.fits, self.arranging = True, False
        self.widths: Mapping[str, int] = {}
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
        bind(QKeySequence.StandardKey.Copy, self, self.copy, Qt.ShortcutContext.WidgetShortcut)

    def _dress_head(self) -> None:
        """Dress the headings; they look at no selection, or each paint asks of every row whether it is selected."""
        head = self.horizontalHeader()
        head.setSelectionModel(QItemSelectionModel(self.rows, head))
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.setSectionsClickable(True)
        head.setMinimumSectionSize(32)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.sectionClicked.connect(self._sort)
        head.sectionResized.connect(self._widened)
        head.sectionMoved.connect(self._moved)

    def _clicked(self, index: Index) -> None:
        """Open the row clicked, unless the clerk is collecting rows with Ctrl or Shift."""
        if self.picked_count() == 1:
            self.opened.emit(index.row())

    # -- columns --------------------------------------------------------------------------------------------------

    def show_columns(self, keys: tuple[str, ...], *, fits: bool | None = None) -> None:
        """Show just these columns, or (empty) the usual ones; fits: what has no room hides (None: of the usual)."""
        self.fits = not keys if fits is None else fits
        self.arranging = True
        self.rows.show_columns(keys)
        head = self.horizontalHeader()
        for at in range(head.count()):
            head.moveSection(head.visualIndex(at), at)
        self.arranging = False
        self.arrange()

    def arrange(self) -> None:
        """Give every column its width; long texts take the room left, what has no room hides."""
        columns, body, bold = self.rows.columns, self.fontMetrics(), self._bold()
        wanted = [wanted_width(one, body, bold) for one in columns]
        widths = [self.widths.get(one.key) or width for one, width in zip(columns, wanted, strict=True)]
        room, shown = self.viewport().width(), list(range(len(widths)))
        if self.fits:
            leasts = [least_width(one, width, body) for one, width in zip(columns, widths, strict=True)]
            shown = shown_of(columns, widths, leasts, room)
        if shown and (self.fits or sum(widths) < room):
            filled = shared([columns[at] for at in shown], [widths[at] for at in shown], room)
            widths = [filled[shown.index(at)] if at in shown else width for at, width in enumerate(widths)]
        self.arranging = True
        for at, width in enumerate(widths):
            self.setColumnHidden(at, at not in shown)
            self.setColumnWidth(at, width)
        self.arranging = False

    def _widened(self, at: int, _before: int, width: int) -> None:
        if not self.arranging and width and at < len(self.rows.columns):
            self.widened.emit(self.rows.columns[at].key, width)

    def _moved(self, *_: int) -> None:
        if not self.arranging:
            head = self.horizontalHeader()
            self.moved.emit(tuple(self.rows.columns[head.logicalIndex(at)].key for at in range(head.count())))

    def keyboardSearch(self, search: str) -> None:
        """Hand letters typed over the list to the search field: looking through 200,000 rows would take minutes."""
        if search.strip():
            self.typed.emit(search)

    def _bold(self) -> QFontMetrics:
        font = QFont(self.font())
        font.setBold(True)
        return QFontMetrics(font)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.arrange()

    def show_order(self, key: str) -> None:
        """Point the arrow at the column that SQL sorts by (`-key`: descending); at none if it is not seen."""
        keys = [one.key for one in self.rows.columns]
        at = keys.index(key.removeprefix("-")) if key.removeprefix("-") in keys else -1
        order = Qt.SortOrder.DescendingOrder if key.startswith("-") else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(at, order)

    def _sort(self, at: int) -> None:
        self.sorted.emit(self.rows.columns[at].key)

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

    def copy(self) -> int:
        """Copy the rows selected, at most COPIED, as Excel takes them: columns as seen, all text. Say how many."""
        head = self.horizontalHeader()
        seen = [head.logicalIndex(at) for at in range(head.count())]
        columns = [self.rows.columns[at] for at in seen if not self.isColumnHidden(at)]
        rows = self.picked_rows()[:COPIED]
        lines = [[one.label for one in columns], *([self.rows.row(at)[one.key] for one in columns] for at in rows)]
        QApplication.clipboard().setMimeData(as_table(lines))
        return len(rows)
