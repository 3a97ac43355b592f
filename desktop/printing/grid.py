"""Grid: the ruled form of labelled slots, as on a registration card; labels shaded, values as high as they need."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import accumulate

from desktop.printing.ink import Ink
from desktop.printing.parts import INNER, MM, OUTER, PALE, Piece, baseline
from desktop.printing.text import Setter, Style, printable

PAD = 1.8 * MM


@dataclass(frozen=True)
class Slot:
    """A label and its value; span: columns that the value takes (1, 3, 5); name: break it after its dots."""

    label: str
    value: str
    span: int = 1
    name: bool = False


@dataclass(frozen=True)
class Border:
    """The outer rule of a grid on one page."""

    width: float

    def close(self, ink: Ink, x: float, spans: Sequence[tuple[float, float, Piece]]) -> None:
        """Draw the box and the rules between its lines."""
        top, bottom = spans[0][0], spans[-1][1]
        ink.box(OUTER, x, bottom, (self.width, top - bottom))
        for _, low, _ in spans[:-1]:
            ink.rule(INNER, (x, low, x + self.width, low))


@dataclass(frozen=True)
class Grid:
    """Slots in reading order on columns of these widths (millimetres; label, value, label, value …)."""

    columns: tuple[float, ...]
    slots: tuple[Slot, ...]
    person: str
    told: tuple[Enum, ...]
    style: Style
    least: float = 9 * MM

    def pieces(self, setter: Setter, width: float) -> Iterator[Piece]:
        """Return a piece for each line of slots."""
        scale = width / sum(self.columns)
        edges = list(accumulate((size * scale for size in self.columns), initial=0.0))
        border = Border(width)
        line: list[tuple[Slot, int]] = []
        at = 0
        for slot in self.slots:
            if line and at + 1 + slot.span > len(self.columns):
                yield self._line(setter, line, (edges, border))
                line, at = [], 0
            line.append((slot, at))
            at += 1 + slot.span
        yield self._line(setter, line, (edges, border))

    def _line(self, setter: Setter, line: list[tuple[Slot, int]], rules: tuple[list[float], Border]) -> Piece:
        edges, border = rules
        bold = replace(self.style, face="bold")
        last = line[-1][0]
        # The last value of a line takes what is left of it.
        ends = [at + 1 + (slot.span if slot is not last else len(self.columns)) for slot, at in line]
        cells: list[tuple[float, Style, tuple[str, ...]]] = []
        labels: list[tuple[float, float]] = []
        inner: set[float] = set()
        for (slot, at), end in zip(line, ends, strict=True):
            left, middle, right = edges[at], edges[at + 1], edges[min(end, len(self.columns))]
            inner |= {left, middle}
            labels.append((left, middle - left))
            cells.append((left + PAD, bold, setter.lines(slot.label, bold, middle - left - PAD)))
            value = setter.lines(printable(slot.value), self.style, right - middle - 2 * PAD, name=slot.name)
            cells.append((middle + PAD, self.style, value))
        height = max(self.least, max(len(lines) for _, _, lines in cells) * self.style.lead + 2 * 1.2 * MM)

        def draw(ink: Ink, x: float, top: float) -> None:
            for left, size in labels:
                ink.fill(PALE, x + left, top - height, (size, height))
            for edge in inner - {0.0}:
                ink.rule(INNER, (x + edge, top, x + edge, top - height))
            for left, style, lines in cells:
                start = top - (height - len(lines) * style.lead) / 2
                for number, text in enumerate(lines):
                    ink.text(style, x + left, baseline(start, number, style), text)

        return Piece(height, draw, border, what=f"{self.person} {line[0][0].label}")

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return labels and values."""
        for slot in self.slots:
            yield from (("", slot.label), (self.person, slot.value))

    def shows(self) -> Iterator[Enum]:
        """Return what the grid was declared to tell."""
        yield from self.told
