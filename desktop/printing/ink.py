"""Ink: the one fast way onto a page, straight into the content stream of a ReportLab canvas.

Leans on Canvas._doc, _escape and _code of reportlab 5.1.0 (pinned); tests read pages back, so an upgrade that breaks it
is seen. A text is split and escaped once per document, texts of one style are written together. Points, y upwards.
"""

import io
import math
import re
from collections import defaultdict
from itertools import pairwise
from typing import Any

import segno
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from desktop.printing.fonts import chain
from desktop.printing.text import Style

# A fixed mask: trying all eight costs more than drawing the page; every reader reads any of them.
CODE: Any = {"error": "m", "micro": False, "boost_error": False, "mask": 3}
WATERMARK = Style("body", 44, 44)
PALE_TEXT, SLOPE = 0.88, math.radians(24)
"""12 % grey, rising (PRINT 2.7, 11.2)."""
Segment = tuple[float, float, float, float]


class Set:
    """A text set in a face: its PDF operators by place (em), and the places of characters without a glyph."""

    def __init__(self, ink: "Ink", face: str, text: str) -> None:
        self.parts: list[tuple[float, list[tuple[str, str, bool]]]] = []
        self.frames: list[tuple[float, str]] = []
        odd = chain(face).missing(text)
        if not odd:
            self.parts.append((0.0, ink.marks(face, text)))
            return
        place = 0.0
        for part in re.split(f"([{re.escape(''.join(odd))}])", text):
            if part in odd:
                self.frames.append((place, part))
            elif part:
                self.parts.append((place, ink.marks(face, part)))
            place += chain(face).width(part)


class Ink:
    """Collects what stands on a page and writes it at once. codes: a framed em holds its code point, else nothing."""

    def __init__(self, canvas: Canvas, *, codes: bool = True) -> None:
        self.canvas, self.codes = canvas, codes
        self._set: dict[tuple[str, str], Set] = {}
        self._names: dict[tuple[str, int, int], str] = {}
        self._texts: dict[tuple[str, float], list[tuple[float, float, str]]] = defaultdict(list)
        self._rules: dict[float, list[Segment]] = defaultdict(list)
        self._fills: list[str] = []
        self.leaves: list[Any] = []
        """Pages of other files that are set in when the file is finished (scans.Bound)."""

    def text(self, style: Style, x: float, y: float, text: str) -> None:
        """Set a text with its baseline at (x, y)."""
        if text:
            self._texts[style.face, style.size].append((x, y, text))

    def marks(self, face: str, text: str) -> list[tuple[str, str, bool]]:
        """Return (font name, operator, stroked) for a text; a rare glyph beside bold ones is thin, so it is stroked."""
        font, found = chain(face), []
        escape, doc = self.canvas._escape, self.canvas._doc  # noqa: SLF001 see the docstring of the module
        for child, subset, data in font.runs(text, doc):
            key = face, child, subset
            if key not in self._names:
                self._names[key] = font.subset_name(child, subset, doc)
            found.append((self._names[key], f"({escape(data)}) Tj", child > 0 and face != "body"))
        return found

    def rule(self, weight: float, segment: Segment) -> None:
        """Draw a line from (x, y) to (x, y)."""
        self._rules[weight].append(segment)

    def box(self, weight: float, x: float, y: float, size: tuple[float, float]) -> None:
        """Draw a rectangle from its lower left corner."""
        width, height = size
        right, top = x + width, y + height
        corners = ((x, y), (right, y), (right, top), (x, top), (x, y))
        self._rules[weight] += [(*a, *b) for a, b in pairwise(corners)]

    def fill(self, gray: float, x: float, y: float, size: tuple[float, float]) -> None:
        """Fill a rectangle behind the text; gray 0 is black."""
        self._fills.append(f"{gray:.3g} g {x:.2f} {y:.2f} {size[0]:.2f} {size[1]:.2f} re f 0 g")

    def picture(self, jpeg: bytes, x: float, y: float, size: tuple[float, float]) -> None:
        """Draw a JPEG from its lower left corner, behind the text."""
        self.canvas.drawImage(ImageReader(io.BytesIO(jpeg)), x, y, *size)

    def leaf(self, bound: Any) -> None:
        """Keep the place of a page of another file."""
        self.leaves.append(bound)

    def watermark(self, text: str, page: tuple[float, float]) -> None:
        """Set a text large and pale across the middle of a page (width, height), behind everything else."""
        if not text or chain(WATERMARK.face).missing(text):
            return
        width = chain(WATERMARK.face).width(text)
        size = min(WATERMARK.size, 0.6 * min(page) / width)
        cos, sin = math.cos(SLOPE), math.sin(SLOPE)
        x, y = page[0] / 2 - width * size / 2 * cos, page[1] / 2 - width * size / 2 * sin
        code = [f"q {PALE_TEXT} g BT {cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {x:.2f} {y:.2f} Tm"]
        for name, mark, _ in self.marks(WATERMARK.face, text):
            code.append(f"{name} {size:g} Tf {mark}")
        self._fills.append("\n".join([*code, "ET Q"]))

    def code(self, text: str, x: float, y: float, side: float) -> None:
        """Draw a QR code (level M) with its four modules of white; (x, y) is the lower left corner of the white."""
        rows = [bytes(row) for row in segno.make(text, **CODE).matrix]
        step = side / (len(rows) + 8)
        cells = []
        for j, row in enumerate(rows):
            start = None
            for i, dark in enumerate((*row, 0)):
                if dark and start is None:
                    start = i
                elif not dark and start is not None:
                    left, low = x + (start + 4) * step, y + side - (j + 5) * step
                    cells.append(f"{left:.3f} {low:.3f} {(i - start) * step:.3f} {step:.3f} re")
                    start = None
        self._fills.append("0 g " + " ".join(cells) + " f")

    def end_page(self) -> None:
        """Write the page and begin the next."""
        code = ["1 j 2 J", *self._fills]
        for weight, segments in self._rules.items():
            strokes = (f"{a:.2f} {b:.2f} m {c:.2f} {d:.2f} l" for a, b, c, d in segments)
            code.append("\n".join([f"{weight} w", *strokes, "S"]))
        for (face, size), lines in self._texts.items():
            code += self._written(face, size, lines)
        self.canvas._code.append("\n".join(code))  # noqa: SLF001 see the docstring
        self._texts.clear()
        self._rules.clear()
        self._fills.clear()
        self.canvas.showPage()

    def _written(self, face: str, size: float, lines: list[tuple[float, float, str]]) -> list[str]:
        code, now, heavy, frames = ["BT"], "", False, []
        for x, y, text in lines:
            found = self._set.get((face, text))
            if found is None:
                found = self._set[face, text] = Set(self, face, text)
            for place, marks in found.parts:
                code.append(f"1 0 0 1 {x + place * size:.2f} {y:.2f} Tm")
                for name, mark, stroked in marks:
                    if name != now:
                        code.append(f"{name} {size:g} Tf")
                        now = name
                    if stroked != heavy:
                        code.append(f"2 Tr {size / 30:.2f} w" if stroked else "0 Tr")
                        heavy = stroked
                    code.append(mark)
            frames += [(x + place * size, y, char) for place, char in found.frames]
        code.append("0 Tr ET" if heavy else "ET")
        return code + [line for x, y, char in frames for line in self._frame(char, size, (x, y))]

    def _frame(self, char: str, size: float, at: tuple[float, float]) -> list[str]:
        """Draw the framed em of a character without a glyph: empty, or with its code point in two lines."""
        x, y = at
        code = [f"0.4 w {x + 0.04 * size:.2f} {y - 0.1 * size:.2f} {0.92 * size:.2f} {0.92 * size:.2f} re S"]
        if self.codes:
            digits = f"{ord(char):04X}"
            half = (len(digits) + 1) // 2
            style = Style("body", round(0.3 * size, 2), size)
            lines = []
            for number, part in enumerate((digits[:half], digits[half:])):
                shift = (size - chain("body").width(part) * style.size) / 2
                lines.append((x + shift, y + (0.44 - 0.38 * number) * size, part))
            code += self._written("body", style.size, lines)
        return code
