"""Fonts on paper: chains in which each character comes from the first font that has it.

ReportLab has no fallback for TrueType fonts, says nothing of a missing glyph, takes two fonts of one PostScript name
for one, writes a wrong ToUnicode beyond U+FFFF and asks the network for a font file that is not there. All mended here.
"""

import bisect
import io
import lzma
from collections.abc import Iterable
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics, ttfonts

from db.places import RESOURCES
from db.trouble import OfficeError

FOLDER = RESOURCES / "fonts"
PRIVATE = range(0xE000, 0xF900)

MORE = ((0x3400, 0x4DB5), (0x4E00, 0x9FEF))
LATE = ((0x4DB6, 0x4DBF), (0x9FF0, 0x9FFF), (0x2A6D7, 0x2A6DF), (0x2B735, 0x2B739))
RARE = ((0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D), (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0))
Spans = tuple[tuple[int, int], ...]


class FontTrouble(OfficeError):
    """A font file of the program is absent or cannot be used."""


def unicode_map(name: str, subset: Iterable[int]) -> str:
    """Return the ToUnicode map of a subset: UTF-16, in blocks of at most 100, as PDF wants it (ReportLab: neither)."""
    utf16 = {place: chr(code).encode("utf-16-be").hex().upper() for place, code in enumerate(subset) if code}
    pairs = [f"<{place:02X}> <{code}>" for place, code in utf16.items()]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange <00> <FF> endcodespacerange",
    ]
    for start in range(0, len(pairs), 100):
        block = pairs[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


def correct_extraction() -> None:
    """Put our map in the place of ReportLab's, for the whole process; without it 𬱖 cannot be copied or searched."""
    ttfonts.makeToUnicodeCMap = unicode_map


def load(name: str, file: Path) -> Any:
    """Return a registered TTFont. A packed file is unpacked in memory; FontTrouble if the file or name is no good."""
    if not file.is_file():
        raise FontTrouble(f"字体文件 {file.name} 不见了。", "请重新安装本程序。")
    source = io.BytesIO(lzma.decompress(file.read_bytes())) if file.suffix == ".xz" else str(file)
    font = ttfonts.TTFont(name, source, shapable=False)
    pdfmetrics.registerFont(font)
    if pdfmetrics.getFont(name) is not font:
        raise FontTrouble(f"字体 {name} 与另一字体重名。", "请换一个字体文件。")
    return font


class Child:
    """One font file, opened when one of its characters is first wanted. spans: where it may have any (inclusive)."""

    def __init__(self, name: str, file: Path, spans: Spans = ()) -> None:
        self.name, self.file, self.spans = name, file, spans

    @cached_property
    def font(self) -> Any:
        """Open and register the font."""
        return load(self.name, self.file)

    def covers(self, code: int) -> bool:
        """Say whether the font has the character; no font may answer for private-use codes."""
        if code in PRIVATE or not self._may_cover(code):
            return False
        return code in self.font.face.charToGlyph

    def _may_cover(self, code: int) -> bool:
        if not self.spans:
            return True
        place = bisect.bisect_right(self.spans, (code, 0x110000)) - 1
        return place >= 0 and code <= self.spans[place][1]


class Advances(dict[str, float]):
    """The advances of a chain's characters in em, each asked for once."""

    def __init__(self, face: "FontChain") -> None:
        super().__init__()
        self.face = face

    def __missing__(self, char: str) -> float:
        self[char] = self.face.em(char)
        return self[char]


class FontChain:
    """A face: each character from the first child that has it; one that no child has measures one em and is missing."""

    def __init__(self, name: str, children: tuple[Child, ...]) -> None:
        self.name, self.children = name, children
        self.plain = {chr(code) for code in children[0].font.face.charToGlyph if code not in PRIVATE} | {"\xa0"}
        self._child: dict[str, int | None] = {}
        self._em = Advances(self)

    def child(self, char: str) -> int | None:
        """Return the number of the first child that has the character, None if none has."""
        if char not in self._child:
            code = ord(char)
            self._child[char] = next((n for n, child in enumerate(self.children) if child.covers(code)), None)
        return self._child[char]

    def missing(self, text: Iterable[str]) -> list[str]:
        """List the characters that no child has, once each, in their order."""
        if self.plain.issuperset(text):
            return []
        odd = dict.fromkeys(char for char in text if char not in self.plain)
        return [char for char in odd if self.child(char) is None]

    @cached_property
    def widest(self) -> float:
        """Return the widest glyph of the first child in em: n plain characters are no longer than n times this."""
        widths: Iterable[float] = self.children[0].font.face.charWidths.values()
        return max(1.0, max(widths) / 1000)

    def em(self, char: str) -> float:
        """Return the advance of one character in em."""
        number = self.child(char)
        return 1.0 if number is None else float(self.children[number].font.face.getCharWidth(ord(char))) / 1000

    def width(self, text: str) -> float:
        """Return the length of a text in em."""
        return sum(map(self._em.__getitem__, text))

    def runs(self, text: str, doc: Any) -> list[tuple[int, int, bytes]]:
        """Return (child, subset, bytes) for a text without missing characters, set in the document `doc`."""
        if self.plain.issuperset(text):  # nearly every text
            return [(0, subset, data) for subset, data in self.children[0].font.splitString(text, doc)]
        pieces = [(number, "".join(run)) for number, run in groupby(text, lambda char: self.child(char) or 0)]
        return [
            (number, subset, data)
            for number, run in pieces
            for subset, data in self.children[number].font.splitString(run, doc)
        ]

    def subset_name(self, child: int, subset: int, doc: Any) -> str:
        """Return the name of a child's subset in the document."""
        return str(self.children[child].font.getSubsetInternalName(subset, doc))


@cache
def _child(name: str) -> Child:
    """Return the one Child of a font file; chains share it."""
    files = {
        "GridSans": ("GridSans-Regular.ttf", ()),
        "GridSansBold": ("GridSans-Bold.ttf", ()),
        "GridSerifBold": ("GridSerif-Bold.ttf", ()),
        "GridSansMore": ("GridSansMore-Regular.ttf", MORE),
        "GridLate": ("GridLate-Regular.ttf", LATE),
        "GridRare": ("GridRare-Regular.ttf.xz", RARE),
    }
    file, spans = files[name]
    return Child(name, FOLDER / file, spans)


@cache
def chain(face: str) -> FontChain:
    """Return the chain of a face: body, bold or title. Each covers at least what the body covers."""
    correct_extraction()
    first = {"body": (), "bold": ("GridSansBold",), "title": ("GridSerifBold",)}[face]
    names = (*first, "GridSans", "GridSansMore", "GridLate", "GridRare")
    return FontChain(f"Grid-{face}", tuple(_child(name) for name in names))


def missing(text: str) -> list[str]:
    """List the characters of a text that no font of the program has, once each."""
    return chain("body").missing(text)
