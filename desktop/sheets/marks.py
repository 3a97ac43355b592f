"""The record key of an exported row: which record it is, and what its cells held when they went out.

It stands in a hidden column. When an edited export comes back, the key finds the record even if name or number were
changed, and the digests tell which cells were edited: the rest is left alone, also where the store has news since.
A key that was tampered with, or is another office's, is refused.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from db.books.book import Book
from db.store.store import Store
from db.work.listing import takes
from db.work.taking import RawRow
from db.work.taking_matters import TAKERS

MARK = "record_mark"
HEADING = "网格台账记录号"
DIGEST, SEAL = 3, 6
"""Bytes of one cell's digest (one edit in 16 million passes for none) and of the seal."""

TAMPERED = "这一行的记录号被改动过，或不是本办公室导出的。请重新导出后再改，或删去“网格台账记录号”这一列再导入。"


@dataclass(frozen=True)
class Mark:
    """What a sound key says: the record, and the digests of the cells as they went out."""

    record: UUID
    cells: frozenset[bytes]


def keyed(book: Book) -> bool:
    """Say whether rows of a book can be found by a key: people and what is theirs, and bare ledgers; no matters."""
    return takes(book) or (book.take is not None and book.ledger not in TAKERS)


class Marks:
    """Writes and reads the keys of one book of one office."""

    def __init__(self, store: Store, book: Book) -> None:
        """Derive the key that seals; the office's data key itself never enters a seal."""
        self._key = store.derived("record marks of exported sheets")
        self._book = book.name.encode()

    def of(self, record: UUID, cells: Mapping[str, Any]) -> str:
        """Return the key of a row. cells: what goes out, by column key."""
        body = record.bytes + b"".join(sorted(self._digest(key, value) for key, value in cells.items()))
        return urlsafe_b64encode(body + self._seal(body)).decode()

    def read(self, text: object) -> Mark | None:
        """Return what a key says; None if it is not a sound one of this office and book."""
        try:
            whole = urlsafe_b64decode(str(text).strip().encode())
        except (Error, ValueError):
            return None
        body, seal = whole[:-SEAL], whole[-SEAL:]
        if len(body) < len(UUID(int=0).bytes) or not hmac.compare_digest(seal, self._seal(body)):
            return None
        rest = body[16:]
        return Mark(UUID(bytes=body[:16]), frozenset(rest[at : at + DIGEST] for at in range(0, len(rest), DIGEST)))

    def edited(self, mark: Mark, values: Mapping[str, object]) -> dict[str, object]:
        """Return the cells that no longer hold what went out."""
        return {key: value for key, value in values.items() if self._digest(key, value) not in mark.cells}

    def _digest(self, key: str, value: object) -> bytes:
        return sha256(self._key + f"{key}\x1f{_plain(value)}".encode()).digest()[:DIGEST]

    def _seal(self, body: bytes) -> bytes:
        return hmac.digest(self._key, self._book + b"\x1f" + body, "sha256")[:SEAL]


def _plain(value: object) -> str:
    """Return a cell in the one form that survives a table program: 66.0 is 66, a midnight is a day."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if (value.hour, value.minute) == (0, 0) else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def resolved(rows: Iterable[RawRow], marks: Marks) -> Iterator[RawRow]:
    """Yield rows with their key read: only edited cells are left of a marked one.

    A key met again is a copied row: it is taken as a row of its own, without the key.
    """
    seen: set[UUID] = set()
    for row in rows:
        yield resolve(row, marks, seen)


def resolve(row: RawRow, marks: Marks, seen: set[UUID]) -> RawRow:
    """Return one row with its key read."""
    if MARK not in row.values:
        return row
    values = {key: value for key, value in row.values.items() if key != MARK}
    text = row.values[MARK]
    if text in (None, ""):
        return replace(row, values=values)
    mark = marks.read(text)
    if mark is None:
        return replace(row, values=values, wrong=TAMPERED)
    if mark.record in seen:
        return replace(row, values=values)
    seen.add(mark.record)
    return replace(row, values=marks.edited(mark, values), record=mark.record)
