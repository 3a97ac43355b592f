"""Which columns of a table are seen: what fits of the usual ones, or a set that the clerk named (列方案)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db.ledgers.record import Described
from db.words.field import Kind
from desktop.prefs import ColumnSets
from desktop.widgets.parts import bind, button, label, show_at, steady

PADDING, ARROW = 20, 20
SAMPLES: Mapping[Kind, str] = {
    Kind.NAME: "欧阳建国　同名5",
    Kind.PHONE: "0471-****8888",
    Kind.ID_NUMBER: "150102********0011",
    Kind.DAY: "2026-12-30",
    Kind.COUNT: "0000",
    Kind.FLAG: "是",
    Kind.ADDRESS: "字" * 14,
}
USUAL = "常用列"
FULL, LEAST, SHORT = 12, 3, 8
"""Most and fewest Chinese characters that a column asks for, and fewest of one that stretches, where it is the last."""
GIVES_WAY = ("sex",)
"""Columns that go first where the address would be cut (UI 5.1)."""
LONG = (Kind.ADDRESS, Kind.NOTE)
"""Kinds whose texts are longer than their column as a rule."""


def wanted_width(one: Described, body: QFontMetrics, head: QFontMetrics) -> int:
    """Return the pixels a column needs: its widest usual content, and its heading with the arrow of the order."""
    sample = SAMPLES.get(one.kind) or "字" * max(min(one.field.width, FULL), LEAST)
    if one.kind is Kind.MOMENT:
        sample = "2026-12-30" if one.field.width > FULL // 2 else "100天前"
    return max(body.horizontalAdvance(sample), head.horizontalAdvance(one.label) + ARROW) + PADDING


def least_width(one: Described, wanted: int, body: QFontMetrics) -> int:
    """Return the pixels with which a column is still of use as the last one: a long text may be cut."""
    return min(wanted, body.horizontalAdvance("字" * SHORT) + PADDING) if one.kind in LONG else wanted


def fitting(widths: Sequence[int], room: int, leasts: Sequence[int] = ()) -> int:
    """Return how many columns from the left have room; the first two always have. leasts: of a column as the last."""
    used = 0
    for at, (width, least) in enumerate(zip(widths, leasts or widths, strict=True)):
        if used + least > room and at > 1:
            return at
        used += width
    return len(widths)


def shown_of(columns: Sequence[Described], widths: Sequence[int], leasts: Sequence[int], room: int) -> list[int]:
    """Return the places of the columns that are seen: where a long text is cut, what tells least goes first."""
    every = range(len(columns))
    spared = [at for at in every if columns[at].key not in GIVES_WAY]
    shown: list[int] = []
    for kept in (list(every), spared):
        shown = kept[: fitting([widths[at] for at in kept], room, [leasts[at] for at in kept])]
        if sum(widths[at] for at in shown) <= room:
            break
    return shown


def shared(columns: Sequence[Described], widths: Sequence[int], room: int) -> list[int]:
    """Return the widths of columns that fill a room: addresses grow first, then long texts, at last all alike.

    What a long text lacks that is the last one it goes without; the first two never shrink.
    """
    found, left = list(widths), room - sum(widths)
    if left < 0:
        return [*found[:-1], found[-1] + left] if columns[-1].kind in LONG and len(found) > 2 else found
    for kinds, part in ((LONG[:1], 4), (LONG, 1)):
        own = [at for at, one in enumerate(columns) if one.kind in kinds]
        for at in own:
            found[at] += min(left // len(own), widths[at] // part)
        left = room - sum(found)
    return [width + left // len(found) + (1 if at < left % len(found) else 0) for at, width in enumerate(found)]


class ColumnPanel(QFrame):
    """The small window of the 列 button: tick, order, keep under a name. chosen(keys): what the table shows now."""

    chosen = Signal(tuple)

    def __init__(
        self, parent: QWidget, columns: Sequence[Described], sets: ColumnSets, keep: Callable[[], None]
    ) -> None:
        """Offer the columns of a book; `sets` is this book's part of the preferences, `keep` saves them."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("card", True)
        self.columns, self.sets, self.keep = list(columns), sets, keep
        self.names = steady(QComboBox())
        self.names.setAccessibleName("列方案")
        self.list = QListWidget()
        self.list.setAccessibleName("要显示的列")
        self.list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.name = QLineEdit()
        self.name.setAccessibleName("新方案的名称")
        self.name.setPlaceholderText("给这组列起个名字")
        self._lay()
        self.offer()
        self.names.currentTextChanged.connect(self._picked)
        self.name.returnPressed.connect(self.save)
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            bind(keys, self.list, partial(self._move, step))

    def _lay(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 10)
        box.addWidget(label("列方案（屏幕、导出和打印共用）", "field"))
        box.addWidget(self.names)
        box.addWidget(self.list, 1)
        box.addWidget(label("空格键勾选；拖动或按 Alt+↑↓ 换顺序。", "hint"))
        box.addWidget(self.name)
        buttons = QHBoxLayout()
        buttons.addWidget(button("删除方案", self.drop))
        buttons.addStretch(1)
        buttons.addWidget(button("存为方案", self.save, "primary"))
        box.addLayout(buttons)

    def offer(self) -> None:
        """Show the names of the sets and the columns of the one in use."""
        self.names.blockSignals(True)
        self.names.clear()
        self.names.addItems([USUAL, *self.sets.named])
        self.names.setCurrentText(self.sets.current or USUAL)
        self.names.blockSignals(False)
        self._fill(self.shown())

    def shown(self) -> tuple[str, ...]:
        """Return the keys of the set in use; empty for what fits of the usual ones."""
        known = {one.key for one in self.columns}
        return tuple(key for key in self.sets.named.get(self.sets.current, ()) if key in known)

    def _fill(self, keys: Sequence[str]) -> None:
        ticked = keys or [one.key for one in self.columns[:9]]
        by_key = {one.key: one for one in self.columns}
        self.list.clear()
        for key in [*ticked, *(one.key for one in self.columns if one.key not in ticked)]:
            item = QListWidgetItem(by_key[key].label)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setCheckState(Qt.CheckState.Checked if key in ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)

    def _move(self, step: int) -> None:
        """Move the marked column up or down."""
        at = self.list.currentRow()
        if at >= 0 and 0 <= at + step < self.list.count():
            self.list.insertItem(at + step, self.list.takeItem(at))
            self.list.setCurrentRow(at + step)

    def ticked(self) -> list[str]:
        """Return the keys ticked, in the order shown."""
        items = [self.list.item(at) for at in range(self.list.count())]
        return [one.data(Qt.ItemDataRole.UserRole) for one in items if one.checkState() == Qt.CheckState.Checked]

    def save(self) -> None:
        """Keep what is ticked under the name given, or under the name in use."""
        name = self.name.text().strip() or self.sets.current
        keys = self.ticked()
        if not name or not keys:
            self.name.setFocus()
            return
        self.sets.named[name] = keys
        self.sets.current = name
        self.name.clear()
        self._settle()

    def drop(self) -> None:
        """Forget the set in use; the usual columns come back."""
        self.sets.named.pop(self.sets.current, None)
        self.sets.current = ""
        self._settle()

    def _picked(self, name: str) -> None:
        self.sets.current = "" if name == USUAL else name
        self._settle()

    def _settle(self) -> None:
        self.keep()
        self.offer()
        self.chosen.emit(self.shown())

    def open_below(self, anchor: QWidget) -> None:
        """Show the panel under a button, inside the screen."""
        self.ensurePolished()
        corner, screen = anchor.mapToGlobal(anchor.rect().bottomRight()), anchor.screen().availableGeometry()
        self.list.setMinimumHeight(self.list.fontMetrics().height() * 4)
        wanted = self.sizeHint().height() + self.list.fontMetrics().height() * 14
        self.resize(self.fontMetrics().horizontalAdvance("字" * 20), min(wanted, screen.height()))
        show_at(self, QPoint(corner.x() - self.width(), corner.y() + 2))
        self.list.setFocus()
