"""Rows pasted from a spreadsheet: which column each cell means, without the marks this program itself put there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from db.books.book import Book
from db.work.taking import RawRow
from desktop.sheets.match import headings_of, match
from desktop.sheets.read import Head

OURS = re.compile(r".*\*{3,}.*|\d+天前|今天")
"""Masked numbers and spans of days: shown, never meant as new values."""

FOLLOWS = "age"
"""It follows from the birth date; a birth date guessed from it would make a second person of a known one."""

LEAST = 2
"""Headings that must be known for the first row to count as a head."""


@dataclass(frozen=True)
class Pasted:
    """What was on the clipboard: the columns meant, by place, and its data rows, numbered from 1."""

    keys: Mapping[int, str]
    rows: Sequence[RawRow]
    unknown: Sequence[str] = ()


def rows_of(book: Book, table: Sequence[Sequence[str]], seen: Sequence[str]) -> Pasted:
    """Read cells as rows of a book: by their head if they have one, else in the order of the columns on the screen."""
    catalogue = book.catalogue()
    takable = {column.key for column in book.columns if column.take and column.key != FOLLOWS}
    first = {at: text for at, text in enumerate(table[0]) if text.strip()} if table else {}
    found = match(Head(1, 1, first), headings_of(catalogue))
    headed = found.score >= LEAST
    keys = found.columns if headed else dict(enumerate(seen))
    keys = {at: key for at, key in keys.items() if key in takable}
    rows = []
    for number, cells in enumerate(table[1:] if headed else table, 1):
        values = {key: tidy(cells[at]) for at, key in keys.items() if at < len(cells) and meant(cells[at])}
        if values:
            rows.append(RawRow(number, values))
    return Pasted(keys, rows, found.unknown if headed else ())


def tidy(cell: str) -> str:
    """Return a cell with full-width signs made half and no blanks around it."""
    return normalize("NFKC", cell).strip()


def meant(cell: str) -> bool:
    """Say whether a cell brings a value: neither blank nor a mask of ours."""
    return bool(cell.strip()) and OURS.fullmatch(cell.strip()) is None
