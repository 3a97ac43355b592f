"""The list of cases: three lines each (title and tag, number and place, what is due), read page by page."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from db.work.case_lines import Line
from desktop.theme import COLORS, sizes

PAGE, KEPT = 64, 20
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
GROUNDS = {
    "danger": ("danger", "dangerSoft"), "warn": ("warn", "warnSoft"), "ok": ("success", "successSoft"),
    "violet": ("violet", "violetSoft"), "primary": ("primary", "primarySoft"), "": ("ink2", "headRow"),
}  # fmt: skip


class CaseModel(QAbstractListModel):
    """Ids, and the lines of those that come into view."""

    def __init__(self, read: Callable[[Sequence[UUID]], Sequence[Line]]) -> None:
        """Begin empty; `read` gives the lines of some ids."""
        super().__init__()
        self.read = read
        self.ids: list[UUID] = []
        self.pages: OrderedDict[int, Sequence[Line]] = OrderedDict()

    def tell(self, ids: list[UUID]) -> None:
        """Show these cases."""
        self.beginResetModel()
        self.ids = ids
        self.pages.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many cases are listed."""
        return 0 if parent.isValid() else len(self.ids)

    def line(self, row: int) -> Line | None:
        """Return one line; None where the case has gone meanwhile."""
        page, place = divmod(row, PAGE)
        if page not in self.pages:
            self.pages[page] = self.read(self.ids[page * PAGE : (page + 1) * PAGE])
            if len(self.pages) > KEPT:
                self.pages.popitem(last=False)
        self.pages.move_to_end(page)
        lines = self.pages[page]
        return lines[place] if place < len(lines) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the line to paint, or the same in words."""
        if role not in (Qt.ItemDataRole.UserRole, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        line = self.line(index.row())
        if role == Qt.ItemDataRole.UserRole or line is None:
            return line
        return "，".join(part for part in (line.title, line.tag, line.about, line.limit) if part)


class CaseDelegate(QStyledItemDelegate):
    """Paints one case."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Three lines of text and some air."""
        return QSize(0, QFontMetrics(_font(option, "fBase")).height() + 2 * _height(option, "fCaption") + 16)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, bar of the selected one, and the three lines."""
        line = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        ground = "primaryLight" if selected else "headRow" if line is not None and line.head else "card"
        painter.fillRect(rect, QColor(COLORS[ground]))
        if selected:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(COLORS["primary"]))
        painter.setPen(QColor(COLORS["line2"]))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if line is not None:
            self._lines(painter, option, rect.adjusted(14, 7, -12, -7), line)
        painter.restore()

    def _lines(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, line: Line) -> None:
        tag_width = self._tag(painter, option, box, line)
        title = _font(option, "fBase", bold=True)
        top = box.top()
        for text, font, ink, width in (
            (line.title, title, "ink", box.width() - tag_width - 8),
            (line.about, _font(option, "fCaption"), "ink2", box.width()),
            (line.limit, _font(option, "fCaption"), line.limit_tone or "ink2", box.width()),
        ):
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(QColor(COLORS[GROUNDS[ink][0] if ink in GROUNDS else ink]))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(box.left(), top, width, metrics.height()), Qt.AlignmentFlag.AlignLeft, shown)
            top += metrics.height() + 1

    def _tag(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, line: Line) -> int:
        font = _font(option, "fCaption")
        metrics = QFontMetrics(font)
        ink, ground = GROUNDS[line.tone]
        width = metrics.horizontalAdvance(line.tag) + 12
        place = QRect(box.right() - width, box.top(), width, metrics.height() + 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(COLORS[ground]))
        painter.drawRoundedRect(place, 3, 3)
        painter.setFont(font)
        painter.setPen(QColor(COLORS[ink]))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, line.tag)
        return width


def _font(option: QStyleOptionViewItem, key: str, *, bold: bool = False) -> QFont:
    font = QFont(option.font)  # type: ignore[attr-defined]
    font.setPixelSize(sizes()[key])
    font.setBold(bold)
    return font


def _height(option: QStyleOptionViewItem, key: str) -> int:
    return QFontMetrics(_font(option, key)).height() + 1


class CaseList(QListView):
    """The list itself. opened(row): a case is to be shown."""

    opened = Signal(int)

    def __init__(self, model: CaseModel, name: str) -> None:
        """List the cases of a model."""
        super().__init__()
        self.setModel(model)
        model.setParent(self)
        self.setItemDelegate(CaseDelegate(self))
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(lambda now, _: self.opened.emit(now.row()))

    def mark(self, row: int) -> None:
        """Select a row without opening it (-1: none)."""
        chosen = self.selectionModel()
        chosen.blockSignals(True)
        self.setCurrentIndex(self.model().index(row, 0))
        chosen.blockSignals(False)
        self.viewport().update()


class Column(QFrame):
    """The list with what stands above it; its height is the page's, however its chips break into lines."""

    def hasHeightForWidth(self) -> bool:
        """Never ask the page to scroll."""
        return False
