"""Drafts (草稿): what stands in an open form and is not saved yet; in the encrypted file, unaudited (DECISIONS 18)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, String, Table, Text, Uuid, delete, insert, select, update

from db.ledgers.record import Record
from db.words.field import UtcMoment

ASIDE = "~"
"""Behind the name of a book: a draft of an earlier run, waiting to be taken back or given up."""

PART = "/"
"""Between the name of a page and the place on it where something was typed beside its form: `elders/contacts`."""

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
    """The unsaved form of a book: which row (None: a new one), whose, since when, and its raw values by key.

    book: with `PART`, other editors of its page; with `ASIDE`, of an earlier run.
    """

    book: str
    row: UUID | None
    person: UUID | None
    at: datetime
    texts: Mapping[str, Any]

    @property
    def own(self) -> str:
        """The name it was kept under when it was typed."""
        return self.book.split(ASIDE)[0]


def keep(connection: Connection, actor: str, draft: Draft) -> None:
    """Keep the draft of a form in place of the former one of this account and book."""
    drop(connection, actor, draft.book)
    texts = json.dumps(dict(draft.texts), ensure_ascii=False)
    row = {"actor": actor, "book": draft.book, "row_id": draft.row, "person_id": draft.person, "at": draft.at}
    connection.execute(insert(DRAFTS), [row | {"texts": texts}])


def drop(connection: Connection, actor: str, book: str) -> None:
    """Forget the draft of a book: it was saved or given up."""
    connection.execute(delete(DRAFTS).where(DRAFTS.c.actor == actor, DRAFTS.c.book == book))


def left(connection: Connection, actor: str) -> list[Draft]:
    """Return what this account left behind in any book, set aside so that new typing does not overwrite it."""
    rows = connection.execute(select(DRAFTS).where(DRAFTS.c.actor == actor).order_by(DRAFTS.c.at)).all()
    taken = {row.book for row in rows}
    aside = []
    for row in rows:
        name = row.book if ASIDE in row.book else next(free for free in _aside(row.book) if free not in taken)
        if name != row.book:
            taken.add(name)
            mine = (DRAFTS.c.actor == actor) & (DRAFTS.c.book == row.book)
            connection.execute(update(DRAFTS).where(mine).values(book=name))
        aside.append(Draft(name, row.row_id, row.person_id, row.at, json.loads(row.texts)))
    return aside


def _aside(book: str) -> Iterator[str]:
    return (f"{book}{ASIDE}{number}" for number in count(1))


def book_of(draft: Draft) -> str:
    """Return the book, or the page of cases, a draft belongs to, set aside or not."""
    return draft.own.split(PART)[0]


def place_of(draft: Draft) -> str:
    """Return the place on its page where a draft was typed; empty for the form of a book."""
    return draft.own.partition(PART)[2]


def waiting(connection: Connection, actor: str) -> list[tuple[str, datetime]]:
    """Return the books and pages in which this account left something unsaved, and since when."""
    rows = connection.execute(select(DRAFTS.c.book, DRAFTS.c.at).where(DRAFTS.c.actor == actor).order_by(DRAFTS.c.at))
    return list({book.split(ASIDE)[0].split(PART)[0]: at for book, at in rows}.items())


def forget(connection: Connection, person: UUID) -> None:
    """Forget every draft about a person (purge); drafts of new people go too: nobody can tell whom they are about."""
    connection.execute(delete(DRAFTS).where((DRAFTS.c.person_id == person) | DRAFTS.c.person_id.is_(None)))
