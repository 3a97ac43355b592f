"""The audit: every change kept with its digest, one chain link per transaction (STORAGE §8, DECISIONS 15).

digest = SHA-256(salt ‖ before ‖ after); link = SHA-256(previous ‖ header ‖ (ledger, row, op, digest) of each change).
The chain covers digests, never texts, so a purge can blank a text without breaking it.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
    insert,
    select,
)

from db.ledgers.record import Record
from db.store.engine import insert_many
from db.words.field import UtcMoment

FIRST = "0" * 64
WRITE, UNDO, PURGE, NOTE = "write", "undo", "purge", "note"
"""Kinds of transaction; a note tells what left the office, it changes nothing."""
LEFT = "恢复时离开的日志 "
"""Begins the note of a head that an older backup holds and the chain no longer knows after going back."""

TRANSACTIONS = Table(
    "audit_tx",
    Record.metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("at", UtcMoment(), nullable=False),
    Column("actor", String(60), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("undoes", Uuid, nullable=True, index=True),
    Column("batch", Uuid, nullable=True, index=True),
    Column("changes", Integer, nullable=False),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
CHANGES = Table(
    "audit_change",
    Record.metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("tx_id", Uuid, nullable=False, index=True),
    Column("ledger", String(32), nullable=False),
    Column("row_id", Uuid, nullable=False, index=True),
    Column("op", String(1), nullable=False),
    Column("before", Text, nullable=True),
    Column("after", Text, nullable=True),
    Column("salt", LargeBinary(16), nullable=True),
    Column("digest", String(64), nullable=False),
)

CHUNK = 1000


PLAIN = frozenset((str, int, bool, float, type(None)))
WRITTEN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def told(value: Any) -> Any:
    """Return a column's value as JSON keeps it."""
    if value.__class__ in PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, UUID):
        return value.hex
    return value


def canonical(values: Mapping[str, Any]) -> str:
    """Return the one JSON text of a set of values; digests are over this text as stored."""
    return WRITTEN({key: told(value) for key, value in values.items()})


def digest_of(salt: bytes, before: str | None, after: str | None) -> str:
    """Return SHA-256 over salt, before and after; absent texts count as empty, with a mark between them."""
    return hashlib.sha256(salt + (before or "").encode() + b"\x1e" + (after or "").encode()).hexdigest()


@dataclass(frozen=True)
class Change:
    """One change of one row: op I, U or D; texts are canonical JSON."""

    ledger: str
    row: UUID
    op: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass
class Header:
    """What a transaction says of itself."""

    id: UUID
    at: datetime
    actor: str
    reason: str
    kind: str = WRITE
    undoes: UUID | None = None
    batch: UUID | None = None

    def text(self) -> bytes:
        """Return the canonical text that the link covers."""
        return canonical(vars(self)).encode()


@dataclass
class Trail:
    """Writes the audit rows of one transaction as they come; memory stays bounded."""

    connection: Connection
    header: Header
    count: int = 0
    waiting: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start the link from the last one."""
        self.prev = head(self.connection)
        self.link = hashlib.sha256(self.prev.encode() + self.header.text())

    def keep(self, change: Change) -> None:
        """Keep one change."""
        before = None if change.before is None else canonical(change.before)
        after = None if change.after is None else canonical(change.after)
        salt = os.urandom(16)
        digest = digest_of(salt, before, after)
        self.link.update(part_of(change.ledger, change.row, change.op, digest))
        self.waiting.append(
            {
                "tx_id": self.header.id, "ledger": change.ledger, "row_id": change.row, "op": change.op,
                "before": before, "after": after, "salt": salt, "digest": digest,
            }
        )  # fmt: skip
        self.count += 1
        if len(self.waiting) >= CHUNK:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self.waiting:
            insert_many(self.connection, CHANGES, self.waiting)
            self.waiting = []

    def close(self) -> str:
        """Write the transaction's own row and return the new head of the chain."""
        self.flush()
        link = self.link.hexdigest()
        row = vars(self.header) | {"changes": self.count, "prev": self.prev, "hash": link}
        self.connection.execute(insert(TRANSACTIONS), [row])
        return link


def part_of(ledger: str, row: UUID, op: str, digest: str) -> bytes:
    """Return what of one change enters the link."""
    return f"{ledger}\x1f{row.hex}\x1f{op}\x1f{digest}\n".encode()


def head(connection: Connection) -> str:
    """Return the hash of the last transaction."""
    row = connection.execute(select(TRANSACTIONS.c.hash).order_by(TRANSACTIONS.c.seq.desc()).limit(1)).first()
    return FIRST if row is None else str(row[0])
