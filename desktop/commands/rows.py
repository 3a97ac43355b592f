"""Rows of a book as the command line gives them: plain values for JSON, lines for people."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from db.books.book import Book
from db.store.reader import Reader
from db.words.choice import Choice
from db.words.field import Kind


def plain(value: Any) -> Any:
    """Return a value as CLI.md writes it: days and moments as ISO 8601, keys of choices, lists, numbers, null."""
    if isinstance(value, Choice):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone().isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    return value


def row_of(reader: Reader, book: Book, cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return one row of a book: every key, and `<key>_label` beside each choice and code."""
    found: dict[str, Any] = {"id": str(cells["id"])}
    for column in book.listed():
        value = cells.get(column.key)
        described = book.described(column)
        empty_list = described.kind is Kind.CODES and value is None
        found[column.key] = [] if empty_list else plain(value)
        label = label_maker(reader, described.kind, described.field.codes)
        if label is not None:
            found[f"{column.key}_label"] = [] if empty_list else label(value)
    return found


def label_maker(reader: Reader, kind: Kind, codes: str | None) -> Callable[[Any], Any] | None:
    """Return what turns a value of that kind into its label; None for values that have none."""
    if kind is Kind.CHOICE:
        return lambda value: None if value is None else getattr(value, "label", value)
    if kind in (Kind.CODE, Kind.CODES) and codes is not None:
        known = reader.codes(codes)
        if kind is Kind.CODE:
            return lambda value: None if value is None else known.label(value)
        return lambda value: [known.label(one) for one in value or ()]
    return None


def table(rows: Sequence[Mapping[str, Any]], keys: Sequence[str], labels: Mapping[str, str]) -> list[str]:
    """Return tab-separated lines with a head, for people and for pasting into a sheet."""

    def cell(row: Mapping[str, Any], key: str) -> str:
        value = row.get(f"{key}_label", row.get(key))
        if isinstance(value, list):
            return "、".join(str(one) for one in value)
        return "" if value is None else str(value).replace("\t", " ").replace("\n", " ")

    return ["\t".join(labels[key] for key in keys), *("\t".join(cell(row, key) for key in keys) for row in rows)]
