"""Bars: a small chart for a report, two bars a group (should and did), drawn in grey so that any printer shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from desktop.printing.ink import Ink
from desktop.printing.parts import HAIR, INNER, MM, SMALL, Piece, baseline
from desktop.printing.text import Setter, printable

PALE_BAR, DARK_BAR = 0.85, 0.45
WIDEST = 8 * MM


@dataclass(frozen=True)
class Bars:
    """Groups (label, whole, part, caption) side by side. legend: what the pale and the dark bar stand for."""

    title: str
    groups: tuple[tuple[str, int, int, str], ...]
    legend: tuple[str, str]
    told: tuple[Enum, ...]
    height: float = 40 * MM

    def pieces(self, setter: Setter, width: float) -> Iterator[Piece]:
        """Return the chart as one piece."""
        most = max((whole for _, whole, _, _ in self.groups), default=0) or 1
        pitch = width / max(1, len(self.groups))
        bar = min(WIDEST, pitch * 0.3)
        foot, roof = 2 * SMALL.lead + 2, SMALL.lead * 2 + 4

        def draw(ink: Ink, x: float, top: float) -> None:
            self._legend(ink, setter, (x, top), width)
            floor, room = top - self.height + foot, self.height - foot - roof
            ink.rule(INNER, (x, floor, x + width, floor))
            for place, (label, whole, part, caption) in enumerate(self.groups):
                middle = x + (place + 0.5) * pitch
                for left, count, gray in ((middle - bar, whole, PALE_BAR), (middle, part, DARK_BAR)):
                    high = room * count / most
                    ink.fill(gray, left, floor, (bar, high))
                    ink.box(HAIR, left, floor, (bar, high))
                    said = str(count)
                    ink.text(SMALL, left + (bar - setter.width(said, SMALL)) / 2, floor + high + 2, said)
                for line, text in enumerate((label, caption)):
                    shown = setter.lines(printable(text), SMALL, pitch)[0] if text else ""
                    start = middle - setter.width(shown, SMALL) / 2
                    ink.text(SMALL, start, baseline(floor - 1, line, SMALL), shown)

        yield Piece(self.height, draw, what=self.title)

    def _legend(self, ink: Ink, setter: Setter, corner: tuple[float, float], width: float) -> None:
        x, top = corner
        ink.text(SMALL, x, baseline(top, 0, SMALL), self.title)
        right = x + width
        for word, gray in zip(reversed(self.legend), (DARK_BAR, PALE_BAR), strict=True):
            right -= setter.width(word, SMALL)
            ink.text(SMALL, right, baseline(top, 0, SMALL), word)
            ink.fill(gray, right - 9, top - SMALL.lead * 0.75, (6, 6))
            ink.box(HAIR, right - 9, top - SMALL.lead * 0.75, (6, 6))
            right -= 18

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return every word of the chart."""
        yield "", self.title
        yield from (("", word) for word in self.legend)
        yield from (("", text) for label, _, _, caption in self.groups for text in (label, caption))

    def shows(self) -> Iterator[Enum]:
        """Return what the chart was declared to tell."""
        yield from self.told
