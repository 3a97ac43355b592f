"""Blocks of a page: title, line of particulars, signatures, passages of text, notes; and how blocks become pieces.

A block turns itself into pieces; the press puts pieces on pages and never splits one. Lengths in points, x to the right
from the left edge of the type area, `top` the upper edge of a piece in page coordinates.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Protocol
from uuid import UUID

from desktop.printing.ink import Ink
from desktop.printing.text import Setter, Style, printable

MM = 72 / 25.4
OUTER, UNDER_HEAD, INNER, HAIR = 1.1, 0.9, 0.35, 0.3
SHADE, PALE = 0.925, 0.965
RULED = Style("body", 10.5, 16)
BOLD = Style("bold", 10.5, 16)
SMALL = Style("body", 9, 12.5)


class Frame(Protocol):
    """Draws what encloses the pieces of one block on one page."""

    def close(self, ink: Ink, x: float, spans: Sequence[tuple[float, float, "Piece"]]) -> None:
        """Draw around (top, bottom, piece) spans."""


@dataclass(frozen=True)
class Piece:
    """What is never split. head: pieces repeated before it on a new page; keep: not last on a page; behind: not first.

    what: names the piece for the clerk when it is taller than a page. kind: for the frame. whom: whose row it is;
    named: who else is named in it.
    spare: an empty row that may follow it while the last page has room.
    """

    height: float
    draw: Callable[[Ink, float, float], None]
    frame: Frame | None = None
    head: tuple["Piece", ...] = ()
    keep: bool = False
    behind: bool = False
    what: str = ""
    kind: str = ""
    whom: UUID | None = None
    named: tuple[UUID, ...] = ()
    spare: "Piece | None" = None


class Block(Protocol):
    """Anything that can be laid into pages."""

    def pieces(self, setter: Setter, width: float) -> Iterable[Piece]:
        """Return the pieces for a type area of that width."""

    def texts(self) -> Iterable[tuple[str, str]]:
        """Return (person, text) for everything that will be set; person may be empty."""

    def shows(self) -> Iterable[Enum]:
        """Return what kinds of facts the block tells (form.Shows)."""


@dataclass(frozen=True)
class Section:
    """Pages that belong together: one grid, one person. head: on the first page; later: on each further one.

    code_at_top: the QR code stands in the heading (else in the foot). purpose: 用途 where the order names none.
    closing: last words of the foot.
    group: bookmark above this one, for the first section that has it. area: the grid it tells of; whom: the one person
    it is about (of a table the rows say whose they are). holder: who takes it along, for the register.
    """

    bookmark: str
    sheet_no: str
    body: tuple[Block, ...]
    head: tuple[Block, ...] = ()
    later: tuple[Block, ...] = ()
    paper: str = "A4横"
    binding: float = 25 * MM
    code_at_top: bool = False
    purpose: str = ""
    closing: str = ""
    group: str = ""
    people: int = 0
    area: UUID | None = None
    whom: UUID | None = None
    holder: str = ""
    filed: "Filed | None" = None


@dataclass(frozen=True)
class Filed:
    """Pages of a file: margins right, above and below in points; first: number of the first page, 0 for none.

    Their foot is a number between dashes, outside; what the register needs stands small beside it, without a QR code.
    """

    opposite: float = 15 * MM
    top: float = 16 * MM
    foot: float = 26 * MM
    first: int = 1


def baseline(top: float, line: int, style: Style) -> float:
    """Return the baseline of a line of a block of text whose upper edge is `top`; 汉字 stand centred in their lines."""
    return top - (line + 0.5) * style.lead - 0.38 * style.size


def no_frame(_ink: Ink, _x: float, _top: float) -> None:
    """Draw nothing: white space."""


@dataclass(frozen=True)
class Gap:
    """White space."""

    height: float

    def pieces(self, setter: Setter, width: float) -> Iterator[Piece]:  # noqa: ARG002 a block's shape
        """Return one empty piece."""
        yield Piece(self.height, no_frame, keep=True)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return nothing."""
        yield from ()

    def shows(self) -> Iterator[Enum]:
        """Return nothing."""
        yield from ()


@dataclass(frozen=True)
class Title:
    """The title, centred, smaller or on two lines if it is long; second: a line below it."""

    text: str
    style: Style = field(default=Style("title", 18, 25, 13))
    second: str = ""
    reserve: float = 0.0

    def pieces(self, setter: Setter, width: float) -> Iterator[Piece]:
        """Return one piece, kept with what follows."""
        style, lines = setter.fit(printable(self.text), self.style, width - 2 * self.reserve)
        below = setter.lines(printable(self.second), SMALL, width)
        set_lines = [(style, line) for line in lines] + [(SMALL, line) for line in below]

        def draw(ink: Ink, x: float, top: float) -> None:
            for used, line in set_lines:
                ink.text(used, x + (width - setter.width(line, used)) / 2, baseline(top, 0, used), line)
                top -= used.lead

        yield Piece(sum(used.lead for used, _ in set_lines), draw, keep=True, what=self.text)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return the title."""
        yield from (("", self.text), ("", self.second))

    def shows(self) -> Iterator[Enum]:
        """Return nothing: titles are judged by their words."""
        yield from ()


@dataclass(frozen=True)
class Item:
    """A labelled particular; without a value a rule of that length (points) is drawn to write on."""

    label: str
    value: str = ""
    blank: float = 0.0
    after: str = ""


@dataclass(frozen=True)
class Meta:
    """A line of particulars, spread from edge to edge; more lines if they do not fit."""

    items: tuple[Item, ...]
    style: Style = RULED
    reserve: float = 0.0
    behind: bool = False
    above: float = 0.0

    def pieces(self, setter: Setter, width: float) -> Iterator[Piece]:
        """Return one piece for each line."""
        room = width - self.reserve
        line: list[tuple[Item, float]] = []
        for item in self.items:
            size = min(room, self._width(setter, item))
            if line and sum(taken for _, taken in line) + size + 14 * len(line) > room:
                yield self._line(setter, line, room)
                line = []
            line.append((item, size))
        yield self._line(setter, line, room)

    def _width(self, setter: Setter, item: Item) -> float:
        return setter.width(printable(item.label + item.value + item.after), self.style) + item.blank

    def _line(self, setter: Setter, line: list[tuple[Item, float]], room: float) -> Piece:
        gap = (room - sum(size for _, size in line)) / max(1, len(line) - 1)
        style = self.style
        wrapped = setter.lines(printable(line[0][0].label + line[0][0].value), style, room) if len(line) == 1 else ()

        def draw(ink: Ink, x: float, top: float) -> None:
            if len(wrapped) > 1:
                for number, part in enumerate(wrapped):
                    ink.text(style, x, baseline(top, number, style), part)
                return
            y = baseline(top - self.above, 0, style)
            for item, size in line:
                text = printable(item.label + item.value)
                ink.text(style, x, y, text)
                end = x + setter.width(text, style)
                if item.blank:
                    self._blanks(ink, setter, item, (end, y))
                x += size + gap

        height = max(1, len(wrapped)) * style.lead + self.above
        return Piece(height, draw, keep=not self.behind, behind=self.behind, what=line[0][0].label)

    def _blanks(self, ink: Ink, setter: Setter, item: Item, at: tuple[float, float]) -> None:
        """Rule the blank and every pair of full-width spaces in what follows it: ____年__月__日."""
        x, y = at
        ink.rule(0.5, (x + 1, y - 2.2, x + item.blank - 1, y - 2.2))
        ink.text(self.style, x + item.blank, y, item.after)
        for found in re.finditer("\u3000\u3000", item.after):
            left = x + item.blank + setter.width(item.after[: found.start()], self.style)
            ink.rule(0.5, (left + 1, y - 2.2, left + 2 * self.style.size - 1, y - 2.2))

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return the particulars."""
        yield from (("", item.label + item.value + item.after) for item in self.items)

    def shows(self) -> Iterator[Enum]:
        """Return nothing: particulars are judged by their words."""
        yield from ()


def signatures(*labels: str, blank: float = 32 * MM, style: Style = RULED) -> Meta:
    """Return the line to sign: each label with its rule, the last one a day; it stands never alone on a page."""
    rules = tuple(Item(f"{label}：", blank=blank) for label in labels)
    day = Item("日期：", blank=44, after="年　　月　　日")
    return Meta((*rules, day), style, behind=True, above=9 * MM)


@dataclass(frozen=True)
class Enclosure:
    """A frame of one rule around a passage; where it is broken by the end of a page it keeps clear of the text."""

    width: float

    def close(self, ink: Ink, x: float, spans: Sequence[tuple[float, float, Piece]]) -> None:
        """Draw the box."""
        top = spans[0][0] + (0 if spans[0][2].kind == "first" else 3)
        bottom = spans[-1][1] - (0 if spans[-1][2].kind == "last" else 3)
        ink.box(OUTER, x, bottom, (self.width, top - bottom))


@dataclass(frozen=True)
class Passage:
    """A labelled box of running text that may go over pages line by line.

    Empty: ruled lines to write on, so many and more of them while the last page has room.
    """

    label: str
    text: str
    person: str = ""
    least: int = 4
    style: Style = RULED
    told: tuple[Enum, ...] = ()

    def pieces(self, setter: Setter, width: float) -> Iterator[Piece]:
        """Return a piece for the label and one for each line."""
        frame, pad = Enclosure(width), 2.2 * MM
        bold = replace(self.style, face="bold")
        head = Piece(
            self.style.lead + 4,
            lambda ink, x, top: ink.text(bold, x + pad, baseline(top - 3, 0, bold), self.label),
            frame,
            keep=True,
            kind="first",
        )
        yield head
        lines = setter.lines(printable(self.text), self.style, width - 2 * pad)
        for number, line in enumerate(lines):
            yield Piece(self.style.lead, self._line(line, pad), frame, keep=number == 0)
        ruled = Piece(8 * MM, self._ruled(width, pad, empty=not lines), frame)
        for _ in range(self.least - len(lines)):
            yield ruled if lines else replace(ruled, spare=ruled)
        yield Piece(4, no_frame, frame, behind=True, kind="last")

    def _line(self, line: str, pad: float) -> Callable[[Ink, float, float], None]:
        return lambda ink, x, top: ink.text(self.style, x + pad, baseline(top, 0, self.style), line)

    def _ruled(self, width: float, pad: float, *, empty: bool) -> Callable[[Ink, float, float], None]:
        if not empty:
            return no_frame
        return lambda ink, x, top: ink.rule(HAIR, (x + pad, top - 8 * MM + 4, x + width - pad, top - 8 * MM + 4))

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return the label and the text."""
        yield from (("", self.label), (self.person, self.text))

    def shows(self) -> Iterator[Enum]:
        """Return what the passage was declared to tell."""
        yield from self.told


@dataclass(frozen=True)
class Notes:
    """Numbered or plain lines below a table, small, flowing over pages."""

    lines: tuple[str, ...]
    person: str = ""
    kind: str = ""

    def pieces(self, setter: Setter, width: float) -> Iterator[Piece]:
        """Return one piece for each line."""
        for text in self.lines:
            for number, line in enumerate(setter.lines(printable(text), SMALL, width)):
                above = 4 if number == 0 else 0

                def draw(ink: Ink, x: float, top: float, line: str = line, above: float = above) -> None:
                    ink.text(SMALL, x, baseline(top - above, 0, SMALL), line)

                first = number == 0
                yield Piece(SMALL.lead + above, draw, behind=first, kind=self.kind, what=text if first else "")

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return the lines."""
        yield from ((self.person, line) for line in self.lines)

    def shows(self) -> Iterator[Enum]:
        """Return nothing."""
        yield from ()
