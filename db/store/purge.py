"""Purge: a person erased for good (PIPL 47). Texts and salts of the audit go, their digests stay and still verify.

What the person's rows said is blanked; the rows themselves stay as nameless shells, so that counts of past months and
references hold. Texts of services go, their day and kind stay. A purge cannot be undone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from db.ledgers import LEDGERS
from db.ledgers.attachments import Attachment
from db.ledgers.documents import Document, DocumentPerson
from db.ledgers.people import Contact, Person
from db.ledgers.record import Described, Record, fields_of
from db.ledgers.services import Finding, ServiceDoer, ServiceLog
from db.store import drafts, search
from db.store.audit import CHANGES
from db.words.field import Kind

CLEARED = "已清除"
WORDS = (Kind.TEXT, Kind.NAME, Kind.ID_NUMBER, Kind.PHONE, Kind.ADDRESS, Kind.NOTE)
STRUCTURE = ("person_id", "area_id", "service_id", "document_id")
COUNTED = (ServiceLog, ServiceDoer, Finding, Document)
"""Their rows stay in the counts of past months."""
CHUNK = 400


@dataclass(frozen=True)
class Purged:
    """What was erased: rows by ledger, how many texts of the audit, and the files that no row refers to any more."""

    rows: Mapping[str, int]
    texts: int
    files: Sequence[str] = ()


def rows_of(connection: Connection, person: UUID) -> dict[type[Record], list[UUID]]:
    """Return the ids of everything that tells of a person, removed rows too; printed sheets keep whom they named."""
    found: dict[type[Record], list[UUID]] = {Person: [person]}
    for ledger in LEDGERS.values():
        if "person_id" in ledger.__table__.c and ledger is not DocumentPerson:
            column = ledger.__table__.c["person_id"]
            found[ledger] = list(connection.execute(select(ledger.id).where(column == person)).scalars())
    of_services = select(ServiceLog.id).where(ServiceLog.person_id == person)
    found[Finding] = list(connection.execute(select(Finding.id).where(Finding.service_id.in_(of_services))).scalars())
    hung = ((Attachment.ledger == ledger.__tablename__) & Attachment.record_id.in_(part)
            for ledger, ids in found.items() for part in _parts(ids))  # fmt: skip
    found[Attachment] = [
        one for where in hung for one in connection.execute(select(Attachment.id).where(where)).scalars()
    ]
    return {ledger: ids for ledger, ids in found.items() if ids}


def blanks_of(ledger: type[Record]) -> dict[str, Any]:
    """Return what each column of a ledger is blanked with."""
    blanks: dict[str, Any] = {"size": 0} if ledger is Attachment else {}
    for key, described in fields_of(ledger).items():
        wordy = described.kind in WORDS
        if key in STRUCTURE or not _goes(ledger, key, wordy=wordy):
            continue
        column = ledger.__table__.c[key]
        if column.nullable:
            blanks[key] = None
        elif column.default is not None and column.default.is_scalar:
            blanks[key] = column.default.arg
        elif wordy:
            blanks[key] = _cleared(described)
    return blanks


def _goes(ledger: type[Record], key: str, *, wordy: bool) -> bool:
    """Say whether a column is blanked: of a paper its title, of a service the words, of all else everything."""
    if ledger is Document:
        return key in ("title_text", "reason", "whereabouts")
    return wordy or ledger not in COUNTED


def _cleared(described: Described) -> str:
    return CLEARED if described.kind in (Kind.NAME, Kind.TEXT, Kind.NOTE) else ""


def erase(connection: Connection, person: UUID, stamp: Mapping[str, Any]) -> tuple[Purged, list[str]]:
    """Blank rows, audit texts and search tokens of a person; return what went, and the digests that stay.

    stamp: the values of the store's own columns (changed_at, changed_by).
    """
    rows, digests = rows_of(connection, person), list[str]()
    names = _names(connection, rows.get(Attachment, []))
    for ledger, ids in rows.items():
        marks = {} if ledger in COUNTED else {"removed_at": stamp["changed_at"]}
        for part in _parts(ids):
            connection.execute(
                update(ledger)
                .where(ledger.id.in_(part))
                .values(**blanks_of(ledger), **stamp, **marks, revision=ledger.revision + 1)
            )
            digests += _blank_texts(connection, ledger, part)
    connection.execute(update(Contact).where(Contact.linked_person_id == person).values(linked_person_id=None))
    drafts.forget(connection, person)
    search.forget(connection, [person])
    counts = {ledger.__tablename__: len(ids) for ledger, ids in rows.items()}
    return Purged(counts, len(digests), sorted(names - _names(connection))), digests


def _names(connection: Connection, ids: Sequence[UUID] | None = None) -> set[str]:
    """Return the names of the files of some attachments, else of all."""
    if ids is None:
        return set(connection.execute(select(Attachment.hash)).scalars())
    found = (connection.execute(select(Attachment.hash).where(Attachment.id.in_(part))) for part in _parts(ids))
    return {name for part in found for name in part.scalars() if name != CLEARED}


def _blank_texts(connection: Connection, ledger: type[Record], ids: Sequence[UUID]) -> Iterable[str]:
    named = (CHANGES.c.ledger == ledger.__tablename__) & CHANGES.c.row_id.in_(ids) & CHANGES.c.salt.is_not(None)
    found = connection.execute(select(CHANGES.c.seq, CHANGES.c.digest).where(named)).all()
    blank = update(CHANGES).where(CHANGES.c.seq == bindparam("one")).values(before=None, after=None, salt=None)
    if found:
        connection.execute(blank, [{"one": seq} for seq, _ in found])
    return [digest for _, digest in found]


def _parts(ids: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
