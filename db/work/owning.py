"""Rows that bear the key of a record: whose they are, what the edited cells leave out, and cells that were emptied."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from db.books.book import Book
from db.books.taken import Taken
from db.ledgers.people import Person
from db.ledgers.record import fields_of
from db.store.reader import Reader
from db.words.checks import is_empty
from db.words.clean import Cleaned, Level, Problem, Rules, Wanted, clean

if TYPE_CHECKING:
    from db.work.taking import RawRow

Owner = aliased(Person, name="owner")
BOUND_TO_NUMBER = ("sex", "birth_date")
PLACED = ("living", "household_no")


def owned(reader: Reader, book: Book, rows: "Sequence[RawRow]") -> "list[RawRow]":
    """Return rows with the person of each key, and what an edited cell must be judged with (name, number)."""
    records = [row.record for row in rows if row.record is not None]
    known = _people(reader, book, records) if records else {}
    return [row if row.record is None or row.wrong else _with_person(row, known.get(row.record)) for row in rows]


def _people(reader: Reader, book: Book, records: Sequence[UUID]) -> dict[UUID, tuple[UUID | None, str, str | None]]:
    """Return whose the records are, by record; a patrol is nobody's."""
    ledger = book.ledger
    link = ledger.id if ledger is Person else ledger.person_id  # type: ignore[attr-defined]
    statement = (
        select(ledger.id, Owner.id, Owner.name, Owner.id_number)
        .select_from(ledger)
        .outerjoin(Owner, Owner.id == link)
        .where(ledger.id.in_(records), ledger.removed_at.is_(None), Owner.removed_at.is_(None))
        .where(or_(link.is_(None), Owner.id.is_not(None)))
    )
    return {one: (person, name, number) for one, person, name, number in reader.rows(statement)}


def _with_person(row: "RawRow", known: tuple[UUID | None, str, str | None] | None) -> "RawRow":
    if known is None:
        return replace(row, wrong="这一行所指的记录在库中已不在。请删去“网格台账记录号”这一列再导入，或先恢复它。")
    person, name, number = known
    if person is None:
        return replace(row, nobody=True)
    values: dict[str, object] = {"name": name, **row.values}
    if number and any(key in row.values for key in BOUND_TO_NUMBER):
        values.setdefault("id_number", number)
    return replace(row, person=person, values=values)


def emptied_of(row: "RawRow", columns: Mapping[str, Wanted], cleaned: Cleaned) -> list[str]:
    """Return the cells of a keyed row that were emptied and may be; of the others the clerk is told.

    An age follows from the birth date, so an edited age is told too and not taken.
    """
    if row.record is None:
        return []
    if cleaned.values.pop("age", None) is not None:
        cleaned.problems.append(_told("age", "年龄由出生日期推算，没有改动，请改出生日期或身份证号。"))
    emptied = [key for key, value in row.values.items() if key != "age" and is_empty(value)]
    if "tags" in emptied:
        cleaned.values["tags"] = ()
    own = [key for key in emptied if key in PLACED or (key in fields_of(Person) and not columns[key].required)]
    for key in emptied:
        if key not in own and key not in ("tags", "name"):
            cleaned.problems.append(_told(key, f"{columns[key].field.label}被清空，没有改动；要删去请在程序里办理。"))
    return own


def nobodys(book: Book, columns: Mapping[str, Wanted], row: "RawRow", rules: Rules) -> Cleaned:
    """Clean a keyed row about nobody (a patrol): what stands in its own record; of the rest the clerk is told."""
    own = fields_of(book.ledger)
    edited = {key: value for key, value in row.values.items() if key in own}
    cleaned = clean(columns, edited, rules)
    cleaned.values = {key: value for key, value in cleaned.values.items() if key in own}
    for key in row.values.keys() - own.keys():
        cleaned.problems.append(_told(key, f"这一条没有服务对象，{columns[key].field.label}没有改动。"))
    return cleaned


def _told(key: str, reason: str) -> Problem:
    return Problem(key, "", Level.WARNING, reason)


def with_emptied(taken: Taken, emptied: Sequence[str]) -> Taken:
    """Return what a row says with the emptied cells said to be empty."""
    nothing: dict[str, Any] = dict.fromkeys(key for key in emptied if key not in PLACED)
    placed: dict[str, Any] = dict.fromkeys(key for key in emptied if key in PLACED)
    return replace(taken, person={**taken.person, **nothing}, placement={**taken.placement, **placed})
