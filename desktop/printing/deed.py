"""Deeds: running official text with indents, lines to sign with a place for a finger, sender and date under a seal.

Type area 156 x 225 mm, 22 lines of 28 characters (GB/T 9704 by habit); headings keep with their text.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from desktop.printing.ink import Ink
from desktop.printing.parts import INNER, MM, Piece, baseline
from desktop.printing.text import BLANKS, Setter, Style, printable

BODY = Style("body", 15.79, 28.99)
NOTICE = Style("body", 14, 22)
"""For papers that ought to stand on one page."""
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, 26 * MM, 37 * MM, 35 * MM
RULE, SQUARE = 60 * MM, 16 * MM
SEAL = 42 * MM


@dataclass(frozen=True)
class Para:
    """One paragraph. indent: characters in, first line; hang: characters in, further lines; heading: bold, kept.

    bold: so many characters at the beginning are bold; keep: it goes with what follows.
    """

    text: str
    indent: int = 2
    hang: int = 0
    heading: bool = False
    person: str = ""
    right: bool = False
    bold: int = 0
    keep: bool = False


@dataclass(frozen=True)
class Prose:
    """Paragraphs one after another, line by line over pages; style: of the text, headings are bold."""

    paragraphs: tuple[Para, ...]
    told: tuple[Enum, ...]
    style: Style = BODY

    def pieces(self, setter: Setter, width: float) -> Iterator[Piece]:
        """Return a piece for each line; an empty paragraph is an empty line."""
        for para in self.paragraphs:
            style = replace(self.style, face="bold" if para.heading else self.style.face)
            lines = _lines(setter, para, style, width) or ("",)
            for number, line in enumerate(lines):
                keep = para.heading or para.keep or (number == 0 and len(lines) > 2)
                behind = number > 0 and number == len(lines) - 1 and not para.heading
                shift = (para.hang if number else para.indent) * style.size
                bold = 0 if number else para.bold
                draw = _line(setter, (line, style, bold), (shift, width), right=para.right)
                yield Piece(style.lead, draw, keep=keep, behind=behind)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return the paragraphs."""
        yield from ((para.person, para.text) for para in self.paragraphs)

    def shows(self) -> Iterator[Enum]:
        """Return what the text was declared to tell."""
        yield from self.told


def _lines(setter: Setter, para: Para, style: Style, width: float) -> tuple[str, ...]:
    """Break a paragraph whose first line begins elsewhere than the further ones."""
    found: list[str] = []
    for number, part in enumerate(printable(para.text).split("\n")):
        if para.indent >= para.hang:
            room = width - para.hang * style.size
            lines = setter.lines("\u3000" * (para.indent - para.hang) + part, style, room)
            found += [lines[0].lstrip("\u3000") if lines else "", *lines[1:]]
        else:
            first, further = (width - shift * style.size for shift in (para.indent, para.hang))
            found += _hanging(setter, (part, style), (further if number else first, further))
    return tuple(found)


def _hanging(setter: Setter, text: tuple[str, Style], rooms: tuple[float, float]) -> tuple[str, ...]:
    """Break a text whose further lines have less room than its first."""
    (part, style), (first, further) = text, rooms
    lines = setter.lines(part, style, first)
    return (*lines[:1], *setter.lines(part.removeprefix(lines[0]).lstrip(BLANKS), style, further)) if lines else ()


def _line(
    setter: Setter, text: tuple[str, Style, int], place: tuple[float, float], *, right: bool
) -> Callable[[Ink, float, float], None]:
    (line, style, bold), (shift, width) = text, place

    def draw(ink: Ink, x: float, top: float) -> None:
        start = x + (width - setter.width(line, style) if right else shift)
        y = baseline(top, 0, style)
        ink.text(replace(style, face="bold"), start, y, line[:bold])
        ink.text(style, start + setter.width(line[:bold], style), y, line[bold:])

    return draw


@dataclass(frozen=True)
class SignRow:
    """A line to sign: label, a rule of 60 mm, for a party a square for the finger."""

    label: str
    finger: bool = False
    behind: bool = True

    def pieces(self, setter: Setter, width: float) -> Iterator[Piece]:  # noqa: ARG002 a block's shape
        """Return one piece; hands stand together with the last line of the text, unless there are many."""
        height = (18.5 if self.finger else 12) * MM

        def draw(ink: Ink, x: float, top: float) -> None:
            y = top - height + 4 * MM
            ink.text(BODY, x + 2 * BODY.size, y, self.label)
            start = x + 13 * BODY.size
            ink.rule(INNER, (start, y - 3, start + RULE, y - 3))
            if self.finger:
                left = start + RULE + 6 * MM
                ink.box(INNER, left, y - 3 * MM, (SQUARE, SQUARE))
                ink.text(Style("body", 9, 12), left + (SQUARE - 36) / 2, y - 1.5 * MM, "（指印）")

        yield Piece(height, draw, behind=self.behind, what=self.label)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return the label."""
        yield ("", self.label)

    def shows(self) -> Iterator[Enum]:
        """Return nothing."""
        yield from ()


@dataclass(frozen=True)
class Sender:
    """Sender and date, the date four characters in from the right, the sender centred on it, room for the seal."""

    name: str
    day: str
    seal: bool = True

    def pieces(self, setter: Setter, width: float) -> Iterator[Piece]:
        """Return one piece that stays with the line before it."""
        height = SEAL if self.seal else 2 * BODY.lead + 6 * MM

        def draw(ink: Ink, x: float, top: float) -> None:
            date_width = setter.width(self.day, BODY)
            left = x + width - 4 * BODY.size - date_width
            middle = left + date_width / 2
            name_width = setter.width(self.name, BODY)
            start = min(middle - name_width / 2, x + width - name_width)
            upper = top - (height - 2 * BODY.lead) / 2
            ink.text(BODY, start, baseline(upper, 0, BODY), self.name)
            ink.text(BODY, left, baseline(upper, 1, BODY), self.day)

        yield Piece(height, draw, behind=True, what=self.name)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return sender and date."""
        yield from (("", self.name), ("", self.day))

    def shows(self) -> Iterator[Enum]:
        """Return nothing."""
        yield from ()
