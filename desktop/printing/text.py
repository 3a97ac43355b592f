"""Text on paper: what may be printed, how lines break, how a text finds its place in a field.

All text is set letter by letter into the page; nothing here knows markup, so `<img src=…>` is a name like any other.
The one place where a ReportLab Paragraph could ever stand (house test); none does.
"""

import re
from dataclasses import dataclass, replace

from desktop.printing.fonts import FontChain, chain

OPENING = "（《「『【〔〈〖“‘"
CLOSING = "，。、；：！？）》」』】〕〉〗”’"
NO_START = frozenset(CLOSING + "·—…～％‰℃,.;:!?)]}%")
NO_END = frozenset(OPENING + "([{¥￥$")
# What is never divided: numbers with their separators, masked numbers, Latin words, —— and ……
TOKEN = re.compile(r"[¥￥$]?[0-9A-Za-z]+(?:[.,:/*%+@_-]+[0-9A-Za-z*]+)*[%*]*|—+|…+|.", re.DOTALL)
BLANKS = " \u3000"
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ud800-\udfff\U000e0000-\U000e01ef]"
)
LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
IDENTITY = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:(?:18|19|20)\d{9}[\dXx]|\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d))"
)
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


@dataclass(frozen=True)
class Style:
    """How a text looks. face: body, bold or title; size and lead (line pitch) in points; least: smallest size."""

    face: str
    size: float
    lead: float
    least: float = 0.0

    def at(self, size: float) -> "Style":
        """Return the same style at another size, its lead in proportion."""
        return replace(self, size=size, lead=self.lead * size / self.size)


def printable(text: str) -> str:
    """Drop what has no shape (controls, bidi marks, variation selectors); line ends become one kind, tabs blanks."""
    return UNSEEN.sub("", LINE_ENDS.sub("\n", text).replace("\t", " "))


def clear_numbers(text: str) -> list[str]:
    """List the whole identity numbers and mobile phones that stand in a text."""
    return IDENTITY.findall(text) + PHONE.findall(text)


def masked(text: str) -> str:
    """Return the text with identity numbers (first 6, last 4) and phones (138****5678) masked, for notes."""
    text = IDENTITY.sub(lambda found: f"{found[0][:6]}********{found[0][-4:]}", text)
    return PHONE.sub(lambda found: f"{found[0][:3]}****{found[0][-4:]}", text)


def clusters(text: str) -> list[str]:
    """Return the text in pieces; a line may end only between two pieces."""
    pieces: list[str] = []
    for token in TOKEN.findall(text):
        if pieces and (token in BLANKS or token[0] in NO_START or pieces[-1].rstrip(BLANKS)[-1:] in NO_END):
            pieces[-1] += token
        else:
            pieces.append(token)
    return pieces


def wrap(text: str, face: FontChain, room: float, pieces: list[str] | None = None) -> list[str]:
    """Return the lines of one paragraph, `room` in em; a closing mark at the end may hang over by half an em."""

    def needs(line: str) -> float:
        line = line.rstrip(BLANKS)
        return face.width(line) - (0.5 if line[-1:] and line[-1] in CLOSING else 0)

    lines, line = [], ""
    waiting = (clusters(text) if pieces is None else pieces)[::-1]
    while waiting:
        piece = waiting.pop()
        if needs(line + piece) <= room + 0.001:
            line += piece
        elif line:
            lines.append(line.rstrip(BLANKS))
            line = ""
            waiting.append(piece.lstrip(BLANKS))
        elif len(smaller := clusters(piece)) > 1:  # a part of a name or list longer than the line
            waiting += reversed(smaller)
        else:  # one piece longer than the line: cut where it fits
            place = max((n for n in range(1, len(piece)) if needs(piece[:n]) <= room), default=1)
            lines.append(piece[:place])
            waiting += [piece[place:]] if piece[place:] else []
    return [*lines, line.rstrip(BLANKS)] if line.strip(BLANKS) else lines


def name_parts(name: str) -> list[str]:
    """Return the parts of a name with dots or of a list: 阿卜杜热合曼·吐尔逊 breaks after ·, 特困、半失能 after 、."""
    return re.findall("[^·、]*[·、]|[^·、]+", name)


class Setter:
    """Breaks and measures the texts of one document; lines are kept by text, style and width (points)."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, Style, float, bool], tuple[str, ...]] = {}

    def width(self, text: str, style: Style) -> float:
        """Return the length of a text in points."""
        return chain(style.face).width(text) * style.size

    def lines(self, text: str, style: Style, width: float, *, name: bool = False) -> tuple[str, ...]:
        """Return the lines of a text within a width; none for an empty text."""
        face = chain(style.face)
        if not text:
            return ()
        short = len(text) * style.size * face.widest <= width and face.plain.issuperset(text)
        if "\n" not in text and (short or face.width(text) * style.size <= width):
            return (text,)
        key = text, style, width, name
        if key not in self._lines:
            room = width / style.size
            parts = ((part, name_parts(part) if name else None) for part in text.split("\n"))
            found = [line for part, pieces in parts for line in wrap(part, face, room, pieces) or [""]]
            self._lines[key] = tuple(found)
        return self._lines[key]

    def fit(self, text: str, style: Style, width: float, *, name: bool = False) -> tuple[Style, tuple[str, ...]]:
        """Return the largest style with one line (at most 1.5 pt smaller), else a few lines, else the least size."""
        sizes = [style.size - step / 4 for step in range(int((style.size - (style.least or style.size)) * 4) + 1)]
        for most, down, whole in ((1, 1.5, True), (3, style.size, True), (2, style.size, False)):
            for size in sizes:
                lines = self.lines(text, style.at(size), width, name=name)
                parted = all(line.endswith("·") for line in lines[:-1])
                if size >= style.size - down and len(lines) <= most and (parted or not whole):
                    return style.at(size), lines
        return style.at(sizes[-1]), self.lines(text, style.at(sizes[-1]), width, name=name)
