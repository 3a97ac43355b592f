"""A timeline: what happened, newest first, on one unbroken line; entries may be opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.theme import COLORS, sizes
from desktop.widgets.parts import bar, button, label


@dataclass(frozen=True)
class Entry:
    """One thing that happened. head: when, what and who, in words. key: what `opened` gives back; empty: not opened."""

    head: str
    text: str = ""
    tone: str = ""
    key: object = None


class _Line(QFrame):
    """One entry with its piece of the line; the first has no line above its dot, the last none below."""

    def __init__(self, entry: Entry, *, first: bool, last: bool) -> None:
        super().__init__()
        self.first, self.last = first, last
        self.rail = sizes()["hTool"]
        box = QVBoxLayout(self)
        box.setContentsMargins(self.rail, 0, 0, 8)
        box.setSpacing(1)
        self.head = label(entry.head, "caption", entry.tone)
        self.head.setWordWrap(True)
        box.addWidget(self.head)
        if entry.text:
            text = label(entry.text)
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            box.addWidget(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line through and the dot at the head."""
        super().paintEvent(event)
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            centre = QPointF(self.rail / 3, self.head.geometry().top() + self.fontMetrics().height() / 2)
            painter.setPen(QPen(QColor(COLORS["line"]), 2))
            top, bottom = (centre.y() if self.first else 0), (centre.y() if self.last else self.height())
            painter.drawLine(QPointF(centre.x(), top), QPointF(centre.x(), bottom))
            painter.setPen(QPen(QColor(COLORS["primary"]), 2))
            painter.setBrush(QColor(COLORS["primary" if self.first else "card"]))
            painter.drawEllipse(centre, self.rail / 5, self.rail / 5)
        finally:
            painter.end()


class Timeline(QScrollArea):
    """Entries one below the other. opened(key): somebody wants to see one."""

    opened = Signal(object)

    def __init__(self, name: str, nothing: str) -> None:
        """Begin empty; name: what a screen reader says, nothing: what stands here without entries."""
        super().__init__()
        self.nothing = nothing
        self.setAccessibleName(name)
        self.setProperty("reads", True)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumHeight(sizes()["row"])
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def tell(self, entries: Sequence[Entry]) -> None:
        """Show entries."""
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 4, 0, 4)
        box.setSpacing(0)
        for at, entry in enumerate(entries):
            line = _Line(entry, first=at == 0, last=at == len(entries) - 1)
            if entry.key is None:
                box.addWidget(line)
                continue
            see = button("查看", partial(self.opened.emit, entry.key), "link")
            see.setAccessibleName(f"查看 {entry.head}")
            box.addWidget(bar(line, None, see, margins=(0, 0, 0, 0), line=False))
        if not entries:
            box.addWidget(label(self.nothing, "muted"))
        box.addStretch(1)
        self.setWidget(page)
