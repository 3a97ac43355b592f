"""Removing (移除) what was entered by mistake: a record and what describes it, as one step that can be undone."""

from uuid import UUID

from sqlalchemy import select

from db.books.book import Book
from db.ledgers import LEDGERS
from db.ledgers.care import CarePlan
from db.ledgers.documents import Document, DocumentPerson
from db.ledgers.people import Contact, Person, PersonTag, Placement
from db.ledgers.record import Record
from db.store.writer import Writer
from db.trouble import Refused

DESCRIBES = (Contact, PersonTag, Placement, CarePlan)
"""What only describes a person goes along; all else is something that happened and must not lose its person."""

PAPER = (Document, DocumentPerson)
"""The register of printed sheets stands whatever becomes of the people on them."""


def remove(writer: Writer, book: Book, one: UUID) -> None:
    """Mark a row of a book as removed; raises Refused for a person of whom something that happened is recorded."""
    if book.ledger is not Person:
        writer.remove(book.ledger, one)
        return
    happened = [f"{ledger.label} {count} 条" for ledger in _happenings() if (count := len(_ids(writer, ledger, one)))]
    if happened:
        told = "、".join(happened)
        raise Refused(f"此人有{told}，没有移除。", "登记错的请先移除这些；去世、迁出请用“户情变动”或改“状态”。")
    for ledger in DESCRIBES:
        writer.remove_many(ledger, _ids(writer, ledger, one))
    writer.remove(Person, one)


def _happenings() -> list[type[Record]]:
    """Return the ledgers of what happened to people."""
    return [one for one in LEDGERS.values() if "person_id" in one.__table__.c and one not in (*DESCRIBES, *PAPER)]


def _ids(writer: Writer, ledger: type[Record], person: UUID) -> list[UUID]:
    of_person = ledger.__table__.c["person_id"] == person
    return [one for (one,) in writer.reader.rows(select(ledger.id).where(of_person, ledger.removed_at.is_(None)))]
