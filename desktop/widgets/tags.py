"""Tags (类别): small labels with a quiet ground; red and amber are kept for time limits (UI 7)."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.theme import COLORS, sizes

TONES: Mapping[str, str] = {
    "失能": "violet", "半失能": "violet", "失智": "violet", "重残": "violet", "残疾": "violet",
    "特困": "primary", "低保": "primary", "困难居民": "primary", "计生特殊家庭": "primary",
    "逾期": "danger", "临期": "warn", "已访": "success",
}  # fmt: skip
"""Categories stay quiet; red and amber are kept for time limits."""

PAD, GAP, ROUND = 6, 4, 3


def small() -> QFont:
    """Return the font tags are written in."""
    font = QFont()
    font.setFamilies(QFont().families())
    font.setPixelSize(sizes()["fCaption"])
    return font


def draw_tags(painter: QPainter, rect: QRect, tags: Sequence[str], *, at_end: bool = False) -> None:
    """Draw tags side by side into a cell, with "…" where room ends; at_end: flush right, only if there is room."""
    font = QFont(painter.font())
    font.setPixelSize(sizes()["fCaption"])
    painter.setFont(font)
    metrics = QFontMetrics(font)
    height = metrics.height() + ROUND
    x = rect.left() + PAD
    if at_end:
        x = rect.right() - sum(metrics.horizontalAdvance(word) + 2 * PAD for word in tags) - PAD // 2
    for number, word in enumerate(tags):
        width = metrics.horizontalAdvance(word) + 2 * PAD
        rest = metrics.horizontalAdvance("…") + PAD if number < len(tags) - 1 else 0
        if x + width + rest > rect.right():
            painter.setPen(QColor(COLORS["ink2"]))
            painter.drawText(rect.adjusted(x - rect.left(), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, "…")
            return
        draw_tag(painter, QRect(x, rect.center().y() - height // 2, width, height), word)
        x += width + GAP


def draw_tag(painter: QPainter, box: QRect, word: str) -> None:
    """Draw one tag."""
    tone = TONES.get(word, "")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(COLORS[f"{tone}Soft" if tone else "headRow"]))
    painter.drawRoundedRect(box, ROUND, ROUND)
    painter.setPen(QColor(COLORS[tone or "ink2"]))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)


class Tags(QWidget):
    """Tags in the head of a form."""

    def __init__(self) -> None:
        """Begin without tags."""
        super().__init__()
        self.words: tuple[str, ...] = ()

    def show_tags(self, words: Sequence[str]) -> None:
        """Show these words."""
        self.words = tuple(words)
        self.setAccessibleName("、".join(words))
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the room of all tags."""
        metrics = QFontMetrics(small())
        wide = sum(metrics.horizontalAdvance(word) + 2 * PAD + GAP for word in self.words)
        return QSize(wide + 2 * PAD, metrics.height() + 2 * ROUND)

    def minimumSizeHint(self) -> QSize:
        """Be content with the room of an ellipsis."""
        return QSize(2 * PAD + GAP, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tags."""
        painter = QPainter(self)
        try:
            draw_tags(painter, self.rect().adjusted(-PAD, 0, 0, 0), self.words)
        finally:
            painter.end()
