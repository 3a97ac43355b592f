"""Drafts (草稿): what stands in an open form and is not saved yet; in the encrypted file, unaudited (DECISIONS 18)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, String, Table, Text, Uuid, delete, insert, select

from db.ledgers.record import Record
from db.words.field import UtcMoment

DRAFTS = Table(
    "drafts",
    Record.metadata,
    Column("actor", String(60), primary_key=True),
    Column("book", String(32), primary_key=True),
    Column("row_id", Uuid, nullable=True, index=True),
    Column("person_id", Uuid, nullable=True, index=True),
    Column("at", UtcMoment(), nullable=False),
    Column("texts", Text, nullable=False),
)


@dataclass(frozen=True)
class Draft:
    """The unsaved form of a book: which row (None: a new one), whose, since when, and its raw values by key."""

    book: str
    row: UUID | None
    person: UUID | None
    at: datetime
    texts: Mapping[str, Any]


def keep(connection: Connection, actor: str, draft: Draft) -> None:
    """Keep the draft of a form in place of the former one of this account and book."""
    drop(connection, actor, draft.book)
    texts = json.dumps(dict(draft.texts), ensure_ascii=False)
    row = {"actor": actor, "book": draft.book, "row_id": draft.row, "person_id": draft.person, "at": draft.at}
    connection.execute(insert(DRAFTS), [row | {"texts": texts}])


def drop(connection: Connection, actor: str, book: str) -> None:
    """Forget the draft of a book: it was saved or given up."""
    connection.execute(delete(DRAFTS).where(DRAFTS.c.actor == actor, DRAFTS.c.book == book))


def found(connection: Connection, actor: str, book: str) -> Draft | None:
    """Return the draft of a book that this account left behind."""
    row = connection.execute(select(DRAFTS).where(DRAFTS.c.actor == actor, DRAFTS.c.book == book)).first()
    return None if row is None else Draft(row.book, row.row_id, row.person_id, row.at, json.loads(row.texts))


def forget(connection: Connection, person: UUID) -> None:
    """Forget every draft about a person (purge); drafts of new people go too: nobody can tell whom they are about."""
    connection.execute(delete(DRAFTS).where((DRAFTS.c.person_id == person) | DRAFTS.c.person_id.is_(None)))
