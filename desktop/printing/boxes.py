"""Boxed official forms of one page: rows of labelled cells inside one frame, filling the page to its foot.

A form that does not hold its texts at the least size is never cut. What the program made itself (the course of a case,
the particulars of many parties) goes on upon a continuation page; a text that a clerk typed is named (TooLong).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from desktop.printing.ink import Ink
from desktop.printing.parts import INNER, MM, OUTER, Piece, baseline
from desktop.printing.press import TooLong
from desktop.printing.text import Setter, Style, printable

TEXT = Style("body", 12, 18)
LEAST, STEP = 10.5, 0.25
TIGHTER = 0.05
CLOSE = 1.25
"""At the least size the lines may close from 1.5 to so many times the size before a field is named as too long."""
PAD = 1.8 * MM
SIGN = 14 * MM
TIGHT = 12
"""A growing row may shrink to so many millimetres before the type does."""
GOES_ON = "（下转续页）"
KEPT_LINES = 6
"""Lines of a text that goes on which stay on the page while parties can go on instead."""


@dataclass(frozen=True)
class Cell:
    """A label and its value. label_mm: width of the label; share: of the row's width; sign: a line to sign below.

    A cell without a label is a value alone; sign stands at the right lower corner, room for a hand above it.
    flows: no clerk typed the value, it may go on upon another page. picture: draws (ink, left, low, (width, height)).
    """

    label: str
    value: str = ""
    label_mm: float = 26
    share: float = 1
    sign: str = ""
    center: bool = False
    bold: bool = False
    flows: bool = False
    picture: Callable[[Ink, float, float, tuple[float, float]], None] | None = None


@dataclass(frozen=True)
class BoxRow:
    """A row of cells. least: lowest height in millimetres; grow: its share of what is left of the page.

    party: rows of one number go on upon another page together, the last first; 0: the row stays.
    """

    cells: tuple[Cell, ...]
    least: float = 10
    grow: float = 0
    party: int = 0


@dataclass(frozen=True)
class Laid:
    """A cell with the lines of label and value at a size, and its place from left to right."""

    cell: Cell
    left: float
    middle: float
    right: float
    label: tuple[str, ...]
    value: tuple[str, ...]
    sign: tuple[str, ...]

    def height(self, style: Style) -> float:
        """Return how high the row must be for this cell."""
        signed = SIGN + len(self.sign) * style.lead if self.sign else 0
        return max(len(self.label), len(self.value)) * style.lead + signed + 2 * PAD * 0.8


Row = tuple[BoxRow, list[Laid]]


@dataclass(frozen=True)
class Box:
    """The whole form. title: for messages; height: points to fill; person: whose data stand in it; told: their kind."""

    title: str
    rows: tuple[BoxRow, ...]
    height: float
    person: str
    told: tuple[Enum, ...]

    def pieces(self, setter: Setter, width: float) -> Iterator[Piece]:
        """Return the form as one piece, at the largest size at which it stands on the page; then what goes on."""
        rest: list[Row] = []
        for style in _styles():
            rows = [(row, self._row(setter, row, width, style)) for row in self.rows]
            if self._over(rows, style) <= 0:
                break
        else:
            rows, rest = self._carried(setter, rows, style)
        heights = _heights(rows, style)
        left = self.height - sum(heights)
        growing = sum(row.grow for row, _ in rows)
        if growing:
            heights = [one + left * row.grow / growing for one, (row, _) in zip(heights, rows, strict=True)]
        yield self._piece(rows, heights, (style, width))
        for page in self._pages(rest, style):
            yield self._piece(page, _heights(page, style), (style, width))

    def _piece(self, rows: Sequence[Row], heights: Sequence[float], shape: tuple[Style, float]) -> Piece:
        return Piece(sum(heights), self._drawn([cells for _, cells in rows], heights, shape), what=self.title)

    def _over(self, rows: Sequence[Row], style: Style) -> float:
        """Return how much higher the rows are than the page."""
        return sum(_heights(rows, style)) - self.height - 0.01

    def _carried(self, setter: Setter, rows: Sequence[Row], style: Style) -> tuple[list[Row], list[Row]]:
        """Return the rows that stay and those that go on; TooLong names a field that a clerk typed."""
        kept = {at: len(cells[0].value) for at, (_, cells) in enumerate(rows) if cells[0].cell.flows}
        parties = sorted({row.party for row, _ in rows} - {0}, reverse=True)
        gone: list[int] = []
        for floor, party in ((KEPT_LINES, 0), *((KEPT_LINES, one) for one in parties), (1, 0)):
            gone += [party] if party else []
            stay = self._stay(setter, rows, kept, gone)
            for at in list(kept):
                while kept[at] > floor and self._over(stay, style) > 0:
                    kept[at] -= 1
                    stay = self._stay(setter, rows, kept, gone)
            if self._over(stay, style) <= 0:
                room = int((self.height - 2 * PAD) // style.lead)
                moved = [one for one in rows if one[0].party in gone]
                return stay, [*moved, *(part for at, n in kept.items() for part in _rest(rows[at], n, room))]
        raise TooLong(f"“{self.title}”一页放不下：“{self._longest(rows, style)}”太长。", "请改短后再打印。")

    def _stay(self, setter: Setter, rows: Sequence[Row], kept: Mapping[int, int], gone: Sequence[int]) -> list[Row]:
        """Return the rows of the first page: texts that go on cut after so many lines, parties that go on counted."""
        found: list[Row] = []
        told = False
        for at, (row, cells) in enumerate(rows):
            if row.party in gone:
                if not told:
                    words = Cell("", f"另有当事人 {len(gone)} 人，见续页。")
                    found.append((BoxRow((words,)), self._row(setter, BoxRow((words,)), cells[-1].right, TEXT)))
                    told = True
            elif at in kept and kept[at] < len(cells[0].value):
                cut = replace(cells[0], value=(*cells[0].value[: kept[at]], GOES_ON))
                found.append((row, [cut, *cells[1:]]))
            else:
                found.append((row, cells))
        return found

    def _pages(self, rows: Sequence[Row], style: Style) -> Iterator[list[Row]]:
        """Part what goes on into pages."""
        page: list[Row] = []
        for row in rows:
            if page and self._over([*page, row], style) > 0:
                yield page
                page = []
            page.append(row)
        if page:
            yield page

    def _longest(self, rows: Sequence[Row], style: Style) -> str:
        cells = [cell for _, some in rows for cell in some if not cell.cell.flows]
        worst = max(cells, key=lambda one: one.height(style))
        return worst.cell.label.replace("\n", "") or self.title

    def _row(self, setter: Setter, row: BoxRow, width: float, style: Style) -> list[Laid]:
        """Cut a row into cells and their texts into lines."""
        whole = sum(cell.share for cell in row.cells)
        found, at = [], 0.0
        for cell in row.cells:
            end = at + width * cell.share / whole
            middle = at + (cell.label_mm * MM if cell.label else 0)
            label_style = replace(style, face="bold" if cell.bold else style.face)
            label = setter.lines(cell.label, label_style, middle - at - PAD) if cell.label else ()
            value = setter.lines(printable(cell.value), style, end - middle - 2 * PAD)
            sign = tuple(cell.sign.split("\n")) if cell.sign else ()
            found.append(Laid(cell, at, middle, end, label, value, sign))
            at = end
        return found

    def _drawn(
        self, laid: Sequence[Sequence[Laid]], heights: Sequence[float], shape: tuple[Style, float]
    ) -> Callable[[Ink, float, float], None]:
        style, width = shape

        def draw(ink: Ink, x: float, top: float) -> None:
            ink.box(OUTER, x, top - sum(heights), (width, sum(heights)))
            for number, (cells, height) in enumerate(zip(laid, heights, strict=True)):
                if number:
                    ink.rule(INNER, (x, top, x + width, top))
                for cell in cells:
                    _draw_cell(ink, x, (top, height), cell, style)
                top -= height

        return draw

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return labels and values."""
        for row in self.rows:
            for cell in row.cells:
                yield from (("", cell.label), (self.person, cell.value), ("", cell.sign))

    def shows(self) -> Iterator[Enum]:
        """Return what the form was declared to tell."""
        yield from self.told


def _heights(rows: Sequence[Row], style: Style) -> list[float]:
    return [
        max((min(row.least, TIGHT) if row.grow else row.least) * MM, *(cell.height(style) for cell in cells))
        for row, cells in rows
    ]


def _rest(row: Row, after: int, room: int) -> Iterator[Row]:
    """Return what follows so many lines of a text that goes on, in rows of at most `room` lines."""
    [laid, *_] = row[1]
    label = f"{laid.cell.label}\n（续）"
    for start in range(after, len(laid.value), room):
        part = replace(laid, label=tuple(label.split("\n")), value=laid.value[start : start + room], sign=())
        yield BoxRow((laid.cell,), 40), [part]


def _styles() -> Iterator[Style]:
    """Return the styles a form is tried in: smaller down to the least size, then with closer lines."""
    size = TEXT.size
    while size >= LEAST:
        yield TEXT.at(size)
        size -= STEP
    lead = TEXT.lead / TEXT.size
    while (lead := lead - TIGHTER) >= CLOSE - 0.001:
        yield Style(TEXT.face, LEAST, lead * LEAST)


def _draw_cell(ink: Ink, x: float, at: tuple[float, float], laid: Laid, style: Style) -> None:
    top, height = at
    if laid.left:
        ink.rule(INNER, (x + laid.left, top, x + laid.left, top - height))
    if laid.label and laid.middle < laid.right - 1:
        ink.rule(INNER, (x + laid.middle, top, x + laid.middle, top - height))
    label_style = replace(style, face="bold" if laid.cell.bold else style.face)
    _block(ink, (x + laid.left, laid.middle - laid.left), at, (label_style, laid.label))
    if laid.cell.picture is not None:
        room = laid.right - laid.middle - 2 * PAD, height - 2 * PAD
        laid.cell.picture(ink, x + laid.middle + PAD, top - height + PAD, room)
        return
    if laid.cell.center and not laid.sign:
        _block(ink, (x + laid.middle, laid.right - laid.middle), at, (style, laid.value))
        return
    lines = len(laid.value) * style.lead
    tall = height > max(lines, style.lead) + 14 * MM
    start = top - PAD if tall or laid.sign else top - (height - lines) / 2
    for number, line in enumerate(laid.value):
        ink.text(style, x + laid.middle + PAD, baseline(start, number, style), line)
    low = top - height + PAD + len(laid.sign) * style.lead
    for number, line in enumerate(laid.sign):
        ink.text(style, x + laid.right - PAD - _width(line, style), baseline(low, number, style), line)


def _width(line: str, style: Style) -> float:
    return Setter().width(line, style)


def _block(ink: Ink, span: tuple[float, float], at: tuple[float, float], set_: tuple[Style, Sequence[str]]) -> None:
    """Set lines in the middle of a cell."""
    (left, width), (top, height), (style, lines) = span, at, set_
    start = top - (height - len(lines) * style.lead) / 2
    for number, line in enumerate(lines):
        ink.text(style, left + (width - _width(line, style)) / 2, baseline(start, number, style), line)
