"""Charts painted by hand: a ring with a target mark, bars by grid, bars by week; each says in words what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import COLORS, sizes

FULL = 360 * 16
QUARTER = 90 * 16
OTHER_BAR = "#9dc0e4"
"""1.9:1 on white: allowed because every bar prints its value (UI 13)."""
AMBER, RED = 0.7, 0.5


STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}
OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Chart(QWidget):
    """A painted picture; `draw(painter)` paints it, `setAccessibleName` says the same in words.

    chosen(part): the list behind a part (a bar, the ring) is wanted, by mouse or by arrows and Enter.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        """Begin at the first part."""
        super().__init__()
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def count(self) -> int:
        """Return how many parts lead to a list."""
        return 1

    def part_at(self, _: QPointF) -> int:
        """Return the part under a point."""
        return 0

    def is_marked(self, part: int) -> bool:
        """Say whether the keyboard stands on a part."""
        return self.hasFocus() and part == self.current

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from part to part, open with Enter."""
        step = STEPS.get(Qt.Key(event.key()), 0)
        if step and 0 <= self.current + step < self.count():
            self.current += step
            self.update()
        elif event.key() in OPENS and self.current < self.count():
            self.chosen.emit(self.current)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the part under the mouse."""
        part = self.part_at(event.position())
        if 0 <= part < self.count():
            self.current = part
            self.chosen.emit(part)

    def mark(self, painter: QPainter, frame: QRectF) -> None:
        """Draw where the keyboard stands."""
        painter.setPen(QPen(QColor(COLORS["primary"]), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 3, 3)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Paint; the painter is closed whatever happens."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.draw(painter)
        finally:
            painter.end()

    def draw(self, painter: QPainter) -> None:
        """Paint the picture."""
        raise NotImplementedError

    def written(self, size: str = "fCaption", *, bold: bool = False) -> QFont:
        """Return the font of painted text."""
        font = QFont(self.font())
        font.setPixelSize(sizes()[size])
        font.setBold(bold)
        return font

    def metrics(self, size: str = "fCaption") -> QFontMetrics:
        """Return the measures of painted text."""
        return QFontMetrics(self.written(size))


class Ring(Chart):
    """A share as a ring with the figure inside and a mark where it should be by today."""

    def __init__(self) -> None:
        """Begin at nothing."""
        super().__init__()
        self.share, self.target = 0.0, 0.0
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """As large as its figure wants."""
        side = self.metrics("fTitle").horizontalAdvance("100%") * 5 // 3
        return QSize(side, side)

    def show_share(self, share: float, target: float) -> None:
        """Show a share, 0 to 1, and the mark."""
        self.share, self.target = share, target
        self.setAccessibleName(f"走访进度 {share:.0%}，截至今日应达 {target:.0%}")
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint ground, share, mark and figure."""
        width = max(self.width() // 9, 6)
        frame = QRectF(self.rect()).adjusted(width, width, -width, -width)
        for color, part in (("line2", 1.0), ("primary", min(self.share, 1.0))):
            painter.setPen(QPen(QColor(COLORS[color]), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawArc(frame, QUARTER, -round(FULL * part))
        painter.setPen(QPen(QColor(COLORS["warn"]), width * 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawArc(frame, QUARTER - round(FULL * min(self.target, 1.0)) + 32, -64)
        painter.setPen(QColor(COLORS["ink"]))
        painter.setFont(self.written("fTitle", bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, f"{self.share:.0%}")
        if self.hasFocus():
            self.mark(painter, QRectF(self.rect().adjusted(0, 0, -1, -1)))


@dataclass(frozen=True)
class Bar:
    """One horizontal bar: heading, done of whole, and whether it lags (told in a word as well)."""

    name: str
    done: int
    whole: int
    behind: bool

    @property
    def share(self) -> float:
        """The part that is done."""
        return self.done / self.whole if self.whole else 1.0

    def words(self) -> str:
        """The figures to the right of the bar."""
        return f"{self.done}/{self.whole}"


class Bars(Chart):
    """Horizontal bars, one a row."""

    def __init__(self) -> None:
        """Begin without a bar."""
        super().__init__()
        self.bars: Sequence[Bar] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show the bars in this order."""
        self.bars, self.current = bars, 0
        told = [f"{one.name} {one.words()}{'，落后' if one.behind else ''}" for one in bars]
        self.setAccessibleName("各网格走访进度：" + "；".join(told))
        self.setFixedHeight(max(len(bars), 1) * self.row_height())
        self.update()

    def row_height(self) -> int:
        """Return the height of one row."""
        return self.metrics("fField").height() + 6

    def draw(self, painter: QPainter) -> None:
        """Paint every row."""
        text = self.metrics("fField")
        head = min(max((text.horizontalAdvance(one.name) for one in self.bars), default=0), self.width() // 3)
        tail = max((text.horizontalAdvance(one.words()) for one in self.bars), default=0)
        lag = text.horizontalAdvance("落后") + 14
        height = self.row_height()
        painter.setFont(self.written("fField"))
        for at, one in enumerate(self.bars):
            row = QRect(0, at * height, self.width(), height)
            if self.is_marked(at):
                self.mark(painter, QRectF(row.adjusted(0, 0, -1, -1)))
            self._row(painter, row, one, (head, lag, tail))

    def _row(self, painter: QPainter, row: QRect, one: Bar, widths: tuple[int, int, int]) -> None:
        head, lag, tail = widths
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(COLORS["ink"]))
        name = self.metrics("fField").elidedText(one.name, Qt.TextElideMode.ElideRight, head)
        painter.drawText(row.adjusted(4, 0, 0, 0), middle, name)
        painter.drawText(row.adjusted(0, 0, -4, 0), middle | Qt.AlignmentFlag.AlignRight, one.words())
        thick = max(row.height() // 2 - 2, 6)
        room = QRectF(head + 14, row.center().y() - thick / 2 + 1, row.width() - head - tail - lag - 28, thick)
        tone = "danger" if one.share < RED else "warn" if one.share < AMBER else "primary"
        painter.setPen(Qt.PenStyle.NoPen)
        for color, part in (("line2", 1.0), (tone, min(one.share, 1.0))):
            painter.setBrush(QColor(COLORS[color]))
            painter.drawRoundedRect(QRectF(room.x(), room.y(), room.width() * part, thick), thick / 2, thick / 2)
        if one.behind:
            painter.setPen(QColor(COLORS["danger"]))
            painter.drawText(QRect(round(room.right()) + 8, row.y(), lag, row.height()), middle, "落后")

    def count(self) -> int:
        """Return how many bars there are."""
        return len(self.bars)

    def part_at(self, spot: QPointF) -> int:
        """Return the row under a point."""
        return int(spot.y()) // self.row_height()


class Columns(Chart):
    """Standing bars with their figures and a dashed plan line; the last one is the running week."""

    def __init__(self) -> None:
        """Begin without a bar."""
        super().__init__()
        self.values: Sequence[tuple[str, int]] = ()
        self.plan = 0
        self.setMinimumHeight(self.metrics().height() * 5)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_values(self, values: Sequence[tuple[str, int]], plan: int) -> None:
        """Show figures by name, and the plan."""
        self.values, self.plan = values, plan
        self.current = max(len(values) - 1, 0)
        told = "，".join(f"{name} {value}" for name, value in values)
        self.setAccessibleName(f"近八周走访人次：{told}；每周计划约 {plan}")
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint bars, plan line, then the figures on white patches."""
        if not self.values:
            return
        line = self.metrics().height()
        floor, top = self.height() - line - 5, line + 4
        most = max([*(value for _, value in self.values), self.plan, 1])
        step = self.width() / len(self.values)
        wide = min(step * 0.52, 30.0 * sizes()["fBase"] / 14)
        plan_y = floor - (floor - top) * self.plan / most
        painter.setFont(self.written())
        tops = []
        for at, (name, value) in enumerate(self.values):
            last = at == len(self.values) - 1
            high = (floor - top) * value / most
            bar = QRectF(step * (at + 0.5) - wide / 2, floor - high, wide, high)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(COLORS["primary"] if last else OTHER_BAR))
            painter.drawRoundedRect(bar, 3, 3)
            tops.append(bar)
            painter.setPen(QColor(COLORS["ink" if last else "ink2"]))
            foot = QRectF(step * at, floor + 3, step, line)
            painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, name)
        painter.setPen(QPen(QColor(COLORS["line"]), 1))
        painter.drawLine(QPointF(0, floor), QPointF(self.width(), floor))
        painter.setPen(QPen(QColor(COLORS["warn"]), 1.4, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(0, plan_y), QPointF(self.width(), plan_y))
        self._figures(painter, tops)
        if self.hasFocus():
            self.mark(painter, QRectF(step * self.current + 1, 1, step - 2, self.height() - 2))

    def count(self) -> int:
        """Return how many bars there are."""
        return len(self.values)

    def part_at(self, spot: QPointF) -> int:
        """Return the bar under a point."""
        return int(spot.x() * max(len(self.values), 1) / max(self.width(), 1))

    def _figures(self, painter: QPainter, tops: Sequence[QRectF]) -> None:
        """Write every value above its bar on a patch, so that the plan line does not cross it."""
        line = self.metrics().height()
        for bar, (_, value) in zip(tops, self.values, strict=True):
            wide = self.metrics().horizontalAdvance(str(value)) + 6
            patch = QRectF(bar.center().x() - wide / 2, bar.top() - line - 1, wide, line)
            painter.fillRect(patch, QColor(COLORS["card"]))
            painter.setPen(QColor(COLORS["ink"]))
            painter.drawText(patch, Qt.AlignmentFlag.AlignCenter, str(value))
