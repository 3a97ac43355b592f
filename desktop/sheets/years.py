"""Days written without a year (11月21日): the year stands in the sheet's name, its title or the file's name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from unicodedata import normalize

from db.books import BOOKS
from db.words.field import Kind
from db.work.taking import RawRow
from desktop.sheets.proposing import Offer

YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年|(?=[-.]\d{1,2}(?!\d)))")
SHORT = re.compile(r"\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号]?\s*")
BIRTH = "birth_date"
"""No title tells when somebody was born."""


def year_of(offer: Offer) -> str:
    """Return the one year that a sheet is of; empty where none is named, or several."""
    for text in (offer.sheet, offer.head.title, offer.path.stem):
        years = set(YEAR.findall(normalize("NFKC", text)))
        if years:
            return years.pop() if len(years) == 1 else ""
    return ""


def with_years(rows: Iterable[RawRow], offer: Offer) -> Iterator[RawRow]:
    """Yield rows whose days without a year are read as of the year of the sheet; a person's birth is none of them."""
    year, known = year_of(offer), BOOKS[offer.book].catalogue()
    days = [key for key, one in known.items() if one.kind in (Kind.DAY, Kind.MOMENT) and key != BIRTH]
    for row in rows:
        short = {key: row.values[key] for key in days if year and is_short(row.values.get(key))}
        dated = {key: f"{year}年{day}" for key, day in short.items()}
        yield replace(row, values={**row.values, **dated}) if dated else row


def is_short(value: object) -> bool:
    """Say whether a cell holds month and day and no year."""
    return isinstance(value, str) and "月" in value and SHORT.fullmatch(normalize("NFKC", value)) is not None
