"""The stage bar of a matter: what is done, where it stands, what lies ahead; painted, and told in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from db.words.choice import Choice
from desktop.theme import COLORS, sizes


class StageState(Choice):
    """Where one stage lies, seen from today."""

    DONE = "done", "已完成"
    NOW = "now", "进行中"
    AHEAD = "ahead", "未到"


@dataclass(frozen=True)
class StageMark:
    """One stage: its name, its place in time, and one short line below (a date, a name)."""

    name: str
    state: StageState
    caption: str = ""


class StageBar(QWidget):
    """Stages from left to right: done ones ticked, the present one filled, the rest numbered."""

    def __init__(self) -> None:
        """Begin without stages."""
        super().__init__()
        self.marks: Sequence[StageMark] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("阶段")

    def tell(self, marks: Sequence[StageMark]) -> None:
        """Show stages."""
        self.marks = marks
        words = [" ".join(part for part in (one.name, one.state.label, one.caption) if part) for one in marks]
        self.setAccessibleName(f"阶段：{'，'.join(words)}")
        self.updateGeometry()
        self.update()

    def _font(self, *, bold: bool = False, key: str = "fField") -> QFont:
        font = QFont(self.font())
        font.setPixelSize(sizes()[key])
        font.setBold(bold)
        return font

    def _radius(self) -> float:
        return QFontMetrics(self._font()).height() * 0.62

    def sizeHint(self) -> QSize:
        """Ask for a circle and two lines of text, each stage as wide as its name."""
        name, caption = QFontMetrics(self._font(bold=True)), QFontMetrics(self._font(key="fCaption"))
        widest = max((name.horizontalAdvance(one.name) for one in self.marks), default=0)
        height = 2 * self._radius() + name.height() + caption.height() + 8
        return QSize((widest + name.height()) * max(len(self.marks), 1), int(height))

    def minimumSizeHint(self) -> QSize:
        """Never cut a name."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint line, circles and words."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            step = self.width() / max(len(self.marks), 1)
            centres = [QPointF(step * (at + 0.5), self._radius() + 2) for at in range(len(self.marks))]
            for at, one in enumerate(self.marks[1:], 1):
                reached = one.state is not StageState.AHEAD
                painter.setPen(QPen(QColor(COLORS["primary" if reached else "line"]), 2))
                painter.drawLine(centres[at - 1], centres[at])
            for at, one in enumerate(self.marks):
                self._circle(painter, centres[at], one, at + 1)
                self._words(painter, centres[at], one, step)
        finally:
            painter.end()

    def _circle(self, painter: QPainter, centre: QPointF, one: StageMark, number: int) -> None:
        radius = self._radius()
        line, ground, ink = {
            StageState.DONE: ("primary", "primarySoft", "primary"),
            StageState.NOW: ("primary", "primary", "onDark"),
            StageState.AHEAD: ("inputLine", "card", "ink2"),
        }[one.state]
        painter.setPen(QPen(QColor(COLORS[line]), 2))
        painter.setBrush(QColor(COLORS[ground]))
        painter.drawEllipse(centre, radius, radius)
        painter.setPen(QPen(QColor(COLORS[ink]), 2))
        if one.state is StageState.DONE:
            unit = radius / 10
            painter.drawPolyline(
                [centre + QPointF(x * unit, y * unit) for x, y in ((-4.2, 0.2), (-1.2, 3.4), (4.4, -3.2))]
            )
            return
        painter.setFont(self._font(bold=True, key="fCaption"))
        box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))

    def _words(self, painter: QPainter, centre: QPointF, one: StageMark, step: float) -> None:
        now = one.state is StageState.NOW
        top = centre.y() + self._radius() + 3
        for text, bold, key, ink in (
            (one.name, now, "fField", "primary" if now else "ink"),
            (one.caption, False, "fCaption", "ink2"),
        ):
            font = self._font(bold=bold, key=key)
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(QColor(COLORS[ink]))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(step) - 4)
            box = QRectF(centre.x() - step / 2, top, step, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, shown)
            top += metrics.height()
