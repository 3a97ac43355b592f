"""Table: a repeating head, rows that never split, groups; cells hold text, two texts, tick boxes or lines to write on.

Text stands left, short codes centred, numbers right, each block of lines centred in its row. Widths in millimetres are
shares: the table always fills the type area, columns that grow take what is left.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import accumulate
from uuid import UUID

from desktop.printing.ink import Ink
from desktop.printing.parts import HAIR, INNER, MM, OUTER, PALE, SHADE, SMALL, UNDER_HEAD, Notes, Piece, baseline
from desktop.printing.text import Setter, Style, printable

BODY = Style("body", 9, 12.5)
HEAD = Style("bold", 9, 12.5)
PAD = 1.6 * MM
Mark = Callable[[Ink, float, float], None]
Placed = tuple[float, float, Style, str]


LONG = "long"
"""Kind of a piece that carries a text too long for its cell; `what` is that text with the person and the column."""


@dataclass(frozen=True)
class Pair:
    """Two texts of one cell, the main one above."""

    main: str
    second: str


@dataclass(frozen=True)
class Boxes:
    """Tick boxes with their labels, so many in a line."""

    labels: tuple[str, ...]
    across: int = 3


@dataclass(frozen=True)
class Lines:
    """Lines to write on, 8 mm apart."""

    count: int = 2


Cell = str | Pair | Boxes | Lines


@dataclass(frozen=True)
class Column:
    """A column: heading, width in millimetres, alignment (left, center, right). name: a name or list, broken by parts.

    style, second: other than the table's own. grow: takes what is left of the width.
    """

    label: str
    width: float
    told: Enum
    align: str = "left"
    name: bool = False
    style: Style | None = None
    second: Style | None = None
    grow: bool = False


@dataclass(frozen=True)
class Row:
    """The cells of one person or matter. person: the name; whom: the person's id, for the register of sheets.

    named: the ids of several people whose names one cell lists.
    """

    cells: tuple[Cell, ...]
    person: str = ""
    whom: UUID | None = None
    named: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Group:
    """A line over the rows that follow; it is repeated, with （续）, when they go over to the next page."""

    text: str


@dataclass
class Laid:
    """A laid cell: its height, its texts and marks; offsets from its left upper corner, y downwards."""

    height: float = 0.0
    texts: list[Placed] = field(default_factory=list)
    marks: list[tuple[float, Mark]] = field(default_factory=list)


@dataclass(frozen=True)
class Grating:
    """The rules of a table on one page."""

    edges: tuple[float, ...]

    def close(self, ink: Ink, x: float, spans: Sequence[tuple[float, float, Piece]]) -> None:
        """Draw the outer rule, the one under the head, the ones between rows and columns; a group has no columns."""
        left, right = x + self.edges[0], x + self.edges[-1]
        ink.box(OUTER, left, spans[-1][1], (right - left, spans[0][0] - spans[-1][1]))
        for _, bottom, piece in spans[:-1]:
            ink.rule(UNDER_HEAD if piece.kind == "head" else INNER, (left, bottom, right, bottom))
        for top, bottom in self._columns(spans):
            for edge in self.edges[1:-1]:
                ink.rule(INNER, (x + edge, top, x + edge, bottom))

    def _columns(self, spans: Sequence[tuple[float, float, Piece]]) -> Iterator[tuple[float, float]]:
        """Return the stretches (top, bottom) between groups."""
        start: float | None = None
        for top, _, piece in spans:
            if piece.kind == "group" and start is not None:
                yield start, top
                start = None
            elif piece.kind != "group" and start is None:
                start = top
        if start is not None:
            yield start, spans[-1][1]


@dataclass(frozen=True)
class Table:
    """Rows under a head. least: lowest row, points; most: lines of a cell before its text goes to a note below.

    blank: a row to write in, with which the last page is filled up.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row | Group, ...]
    style: Style = BODY
    head: Style = HEAD
    least: float = 0.0
    most: int = 9
    blank: Row | None = None

    def widths(self, width: float) -> list[float]:
        """Return the widths of the columns in points, together `width`."""
        wanted = [column.width * MM for column in self.columns]
        growing = sum(size for size, column in zip(wanted, self.columns, strict=True) if column.grow)
        over = width - sum(wanted)
        if growing:
            return [
                size + over * size / growing if column.grow else size
                for size, column in zip(wanted, self.columns, strict=True)
            ]
        return [size * width / sum(wanted) for size in wanted]

    def pieces(self, setter: Setter, width: float) -> Iterator[Piece]:
        """Return the head, then a piece for each row, then the notes of texts too long for their cells."""
        widths = self.widths(width)
        edges = tuple(accumulate(widths, initial=0.0))
        grating = Grating(edges)
        head = self._head(setter, widths, grating)
        yield head
        before: tuple[Piece, ...] = (head,)
        notes: list[str] = []
        kept: dict[tuple[int, Cell], Laid] = {}
        spare = None if self.blank is None else self._row(self.blank, setter, edges, (grating, before, notes, kept))
        for row in self.rows:
            if isinstance(row, Group):
                yield self._group(row.text, setter, width, (grating, (head,)))
                before = (head, self._group(f"{row.text}（续）", setter, width, (grating, ())))
            else:
                piece = self._row(row, setter, edges, (grating, before, notes, kept))
                yield replace(piece, spare=spare) if spare else piece
        yield from Notes(tuple(notes), kind=LONG).pieces(setter, width)

    def _head(self, setter: Setter, widths: list[float], grating: Grating) -> Piece:
        laid = []
        for column, size in zip(self.columns, widths, strict=True):
            lines = setter.lines(column.label, self.head, size - PAD)
            laid.append([(line, (size - setter.width(line, self.head)) / 2) for line in lines])
        height = max(len(lines) for lines in laid) * self.head.lead + 2 * 1.5 * MM
        edges = list(accumulate(widths, initial=0.0))

        def draw(ink: Ink, x: float, top: float) -> None:
            ink.fill(SHADE, x, top - height, (edges[-1], height))
            for left, lines in zip(edges, laid, strict=False):
                start = top - (height - len(lines) * self.head.lead) / 2
                for number, (line, shift) in enumerate(lines):
                    ink.text(self.head, x + left + shift, baseline(start, number, self.head), line)

        return Piece(height, draw, grating, keep=True, kind="head", what="表头")

    def _group(self, text: str, setter: Setter, width: float, belongs: tuple[Grating, tuple[Piece, ...]]) -> Piece:
        lines = setter.lines(printable(text), self.head, width - 2 * PAD)
        height = len(lines) * self.head.lead + 2.4 * MM

        def draw(ink: Ink, x: float, top: float) -> None:
            ink.fill(PALE, x, top - height, (width, height))
            for number, line in enumerate(lines):
                ink.text(self.head, x + PAD, baseline(top - 1.2 * MM, number, self.head), line)

        return Piece(height, draw, belongs[0], belongs[1], keep=True, kind="group", what=text)

    def _row(
        self,
        row: Row,
        setter: Setter,
        edges: Sequence[float],
        page: tuple[Grating, tuple[Piece, ...], list[str], dict[tuple[int, Cell], Laid]],
    ) -> Piece:
        grating, before, notes, kept = page
        laid: list[tuple[float, Laid]] = []
        for place, (column, cell) in enumerate(zip(self.columns, row.cells, strict=True)):
            if not cell:
                continue
            found = kept.get((place, cell))
            if found is None:
                found = self._cell(setter, column, cell, edges[place + 1] - edges[place])
                found, more = self._overflow(found, row, column, (cell, len(notes)))
                notes += more
                if not more:
                    kept[place, cell] = found
            laid.append((edges[place], found))
        height = max(self.least, max((cell.height for _, cell in laid), default=0) + 2 * 1.1 * MM)
        texts, marks = [], []
        for left, found in laid:
            down = (height - found.height) / 2
            texts += [(left + x, down + y, style, text) for x, y, style, text in found.texts]
            marks += [(left, down + y, mark) for y, mark in found.marks]

        def draw(ink: Ink, x: float, top: float) -> None:
            for right, down, style, text in texts:
                ink.text(style, x + right, top - down, text)
            for right, down, mark in marks:
                mark(ink, x + right, top - down)

        return Piece(height, draw, grating, before, kind="row", what=row.person, whom=row.whom, named=row.named)

    def _overflow(self, laid: Laid, row: Row, column: Column, cell: tuple[Cell, int]) -> tuple[Laid, list[str]]:
        """Return a cell, shortened if it is too tall, and then the note that carries its whole text."""
        text, already = cell
        if not isinstance(text, str) or len(laid.texts) <= self.most:
            return laid, []
        style = laid.texts[0][2]
        mark = f"…见附注{already + 1}"
        laid.texts[self.most - 1 :] = [(PAD, laid.texts[self.most - 1][1], style, mark)]
        laid.height = self.most * style.lead
        return laid, [f"附注{already + 1}　{row.person}　{column.label}：{printable(text)}"]

    def _cell(self, setter: Setter, column: Column, cell: Cell, width: float) -> Laid:
        if isinstance(cell, Boxes):
            return self._boxes(cell, width)
        if isinstance(cell, Lines):
            return _writing(cell, width)
        laid = Laid()
        style = column.style or self.style
        if isinstance(cell, Pair):
            self._stack(setter, laid, (column, style, width), cell.main)
            self._stack(setter, laid, (column, column.second or SMALL, width), cell.second)
        else:
            self._stack(setter, laid, (column, style, width), cell)
        return laid

    def _stack(self, setter: Setter, laid: Laid, place: tuple[Column, Style, float], text: str) -> None:
        """Add the lines of a text below what the cell already holds."""
        column, style, width = place
        room = width - 2 * PAD
        text = printable(text)
        if style.least:
            style, lines = setter.fit(text, style, room, name=column.name)
        else:
            lines = setter.lines(text, style, room, name=column.name)
        for line in lines:
            x = PAD
            if column.align != "left":
                spare = width - setter.width(line, style)
                x = spare / 2 if column.align == "center" else spare - PAD
            laid.texts.append((x, laid.height + style.lead / 2 + 0.38 * style.size, style, line))
            laid.height += style.lead

    def _boxes(self, cell: Boxes, width: float) -> Laid:
        side, laid = 4 * MM, Laid()
        pitch = (width - 2 * PAD) / cell.across
        style = self.style
        lead = max(style.lead, side + 2 * MM)
        for place, label in enumerate(cell.labels):
            line, slot = divmod(place, cell.across)
            x, middle = PAD + slot * pitch, (line + 0.5) * lead
            laid.marks.append((middle, _tick_box(x, side)))
            laid.texts.append((x + side + 1.1 * MM, middle + 0.38 * style.size, style, label))
        laid.height = lead * (-(-len(cell.labels) // cell.across))
        return laid

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return everything in the cells with its person."""
        yield from (("", column.label) for column in self.columns)
        for row in self.rows:
            if isinstance(row, Group):
                yield "", row.text
                continue
            for cell in row.cells:
                if isinstance(cell, str):
                    yield row.person, cell
                elif isinstance(cell, Pair):
                    yield from ((row.person, cell.main), (row.person, cell.second))

    def shows(self) -> Iterator[Enum]:
        """Return what the columns tell."""
        yield from (column.told for column in self.columns)


def _tick_box(x: float, side: float) -> Mark:
    """Return a mark that draws a box to tick, its middle at the given height."""
    return lambda ink, left, middle: ink.box(0.6, left + x, middle - side / 2, (side, side))


def _writing(cell: Lines, width: float) -> Laid:
    """Return lines to write on."""
    laid = Laid(cell.count * 8 * MM)
    for line in range(cell.count):

        def mark(ink: Ink, left: float, y: float) -> None:
            ink.rule(HAIR, (left + PAD, y, left + width - PAD, y))

        laid.marks.append(((line + 1) * 8 * MM - 1.2 * MM, mark))
    return laid
