"""The strip of steps: which are done, which one is being done, which come; painted, and told in words."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import COLORS

GAP = 6


class Steps(QWidget):
    """Names of steps with a remark each, in one line."""

    def __init__(self, names: Sequence[str]) -> None:
        """Begin at the first step."""
        super().__init__()
        self.names, self.remarks, self.now = tuple(names), [""] * len(names), 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.go(0)

    def go(self, step: int) -> None:
        """Show that a step is being done."""
        self.now = step
        self.setAccessibleName(f"第 {step + 1} 步，共 {len(self.names)} 步：{self.names[step]}")
        self.update()

    def remark(self, step: int, text: str) -> None:
        """Say something of a step (13 / 14 已匹配)."""
        self.remarks[step] = text
        self.update()

    def sizeHint(self) -> QSize:
        """Return a line with room for the circles."""
        return QSize(400, self.fontMetrics().height() + 12)

    def minimumSizeHint(self) -> QSize:
        """Ask for the height only."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw circles, names and what joins them."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        last = self.fontMetrics().horizontalAdvance(f"{self.names[-1]} {self.remarks[-1]}字字")  # it joins nothing
        share = max(self.width() - last, 0) / max(len(self.names) - 1, 1)
        for at, name in enumerate(self.names):
            left = round(at * share)
            wide = round(share) if at + 1 < len(self.names) else self.width() - left
            self._step(painter, QRect(left, 0, wide, self.height()), at, name)
        painter.end()

    def _step(self, painter: QPainter, room: QRect, at: int, name: str) -> None:
        tone = "primary" if at <= self.now else "ink3"
        painter.setFont(self.font())
        side = self.fontMetrics().height() + 2
        circle = QRect(room.left(), room.center().y() - side // 2, side, side)
        painter.setPen(QColor(COLORS[tone]))
        painter.setBrush(QColor(COLORS["primary" if at == self.now else "card"]))
        painter.drawEllipse(circle)
        painter.setPen(QColor(COLORS["onDark" if at == self.now else tone]))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, "✓" if at < self.now else str(at + 1))
        font = painter.font()
        font.setBold(at == self.now)
        painter.setFont(font)
        painter.setPen(QColor(COLORS[tone if at == self.now else "ink2"]))
        words = f"{name} {self.remarks[at]}".strip() if self.remarks[at] else name
        if painter.fontMetrics().horizontalAdvance(words) > room.width() - side - 2 * GAP:
            words = name
        wide = painter.fontMetrics().horizontalAdvance(words)
        text = QRect(circle.right() + GAP, room.top(), wide + 2, room.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, words)
        if at + 1 < len(self.names) and text.right() + 2 * GAP < room.right():
            painter.setPen(QColor(COLORS["primary" if at < self.now else "line"]))
            middle = room.center().y()
            painter.drawLine(text.right() + GAP, middle, room.right() - GAP, middle)
