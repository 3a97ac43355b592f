"""References of a workbook after rows of one sheet went down: formulas, print areas, names, charts that tell of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from desktop.sheets.read import cell_name

REFERENCE = re.compile(
    r"(?<![\w.$!'])(?P<of>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
    r"(?P<start>\$?[A-Z]{1,3}\$?)(?P<first>\d+)(?::(?P<end>\$?[A-Z]{1,3}\$?)(?P<last>\d+))?(?![\w(.!])"
)
"""A cell or a span as a formula writes it, with the sheet it is of."""
TEXTS = re.compile(r'("(?:[^"]|"")*")')
TELLING = ("f", "definedName")
"""Elements of a part that hold a formula: of a cell or a chart, and a defined name."""


def column_of(reference: str) -> int:
    """Return the column from 0 of a cell such as C17."""
    number = 0
    for letter in "".join(sign for sign in reference if sign.isalpha()):
        number = number * 26 + ord(letter) - 64
    return number - 1


def mapped(formula: str, change: Callable[[re.Match[str]], str]) -> str:
    """Return a formula with its references changed; what stands between quotation marks stays."""
    parts = TEXTS.split(formula)
    return "".join(part if part[:1] == '"' else REFERENCE.sub(change, part) for part in parts)


@dataclass(frozen=True)
class Move:
    """The rows of a sheet from `below` on went down by `extra`; a span over the data reaches to its new end."""

    sheet: str
    below: int
    extra: int

    def formula(self, text: str, *, here: bool = True) -> str:
        """Return a formula that still means the same cells. here: it stands on the sheet itself."""
        own = {f"{self.sheet}!", "'" + self.sheet.replace("'", "''") + "'!"}

        def change(found: re.Match[str]) -> str:
            if found["of"] not in own and (found["of"] is not None or not here):
                return found[0]
            start = f"{found['of'] or ''}{found['start']}"
            first = int(found["first"])
            if found["last"] is None:
                return f"{start}{self._row(first)}"
            last = int(found["last"])
            over_data = first < self.below <= last + 1
            end = last + self.extra if over_data else self._row(last)
            return f"{start}{self._row(first)}:{found['end']}{end}"

        return mapped(text, change)

    def _row(self, row: int) -> int:
        return row + self.extra if row >= self.below else row

    def part(self, data: bytes) -> bytes:
        """Return another part of the workbook with what it tells of the sheet moved; else byte for byte the same."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        tree = etree.fromstring(data, parser)
        told = [one for name in TELLING for one in tree.iter(f"{{*}}{name}") if one.text]
        texts = [self.formula(one.text, here=False) for one in told]
        if texts == [one.text for one in told]:
            return data
        for one, text in zip(told, texts, strict=True):
            one.text = text
        made: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        return made


def moved_by(formula: str, rows: int, columns: int = 0) -> str:
    """Return a formula as it reads so many rows further down and columns to the right: what bears no $ goes along."""

    def cell(column: str, number: str) -> str:
        letters = column.strip("$")
        shown = letters if column.startswith("$") else cell_name(1, column_of(letters) + columns)[:-1]
        row = number if column.endswith("$") else str(int(number) + rows)
        return f"{'$' * column.startswith('$')}{shown}{'$' * column.endswith('$')}{row}"

    def change(found: re.Match[str]) -> str:
        end = "" if found["last"] is None else f":{cell(found['end'], found['last'])}"
        return f"{found['of'] or ''}{cell(found['start'], found['first'])}{end}"

    return mapped(formula, change)
