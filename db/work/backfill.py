"""回填: a sheet that comes home is keyed in row by row, in the order in which it was printed (practice P10).

One digit a row: 1 见到本人, 2 家属告知, 3 未遇; words behind the digit are what was needed. Keyed in twice, nothing
doubles.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from unicodedata import normalize
from uuid import UUID

from sqlalchemy import or_, select

from db.books import BOOKS
from db.ledgers.areas import Area, Dwelling
from db.ledgers.documents import Document, DocumentPerson, SheetState
from db.ledgers.people import Person
from db.ledgers.services import Reached, ServiceLog
from db.ledgers.teams import Membership, Role
from db.store import query
from db.store.reader import Reader
from db.store.writer import Writer
from db.work.recording import CALLS, Recorded, Told, record

MARKS = {"1": Reached.SEEN, "2": Reached.TOLD_BY_FAMILY, "3": Reached.MISSED}
SIGN = re.compile(r"([0-3])\s*(.*)", re.DOTALL)
LONGEST_NO = 32


@dataclass(frozen=True)
class SheetRow:
    """One row of a printed sheet; already: what is in from this sheet, in words."""

    person: UUID
    number: int
    name: str
    age: str
    door: str
    already: str = ""


@dataclass(frozen=True)
class Sheet:
    """A printed sheet: its number, what it is called, of which day its data are, who walks, and its rows in order."""

    document: UUID
    number: str
    title: str
    day: date
    worker: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True)
class Mark:
    """What was written in one row: whom the visitor met (None: nothing), and what was needed."""

    reached: Reached | None = None
    needs: str = ""


@dataclass(frozen=True)
class Filled:
    """What became of a sheet: visits written, those in already (names), rows refused with the reason."""

    written: int
    already: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def read_number(typed: str) -> str:
    """Return a sheet's number as it is registered: full width, blanks and a scanner's small letters mended."""
    return re.sub(r"\s", "", normalize("NFKC", typed)).upper()[:LONGEST_NO]


def read_mark(typed: str) -> Mark | str:
    """Return what a row's signs mean, or why not."""
    text = normalize("NFKC", typed).strip()
    if not text:
        return Mark()
    found = SIGN.fullmatch(text)
    if found is None:
        return "请先填 1 见到、2 家属、3 未遇，或 0 跳过"
    return Mark(MARKS.get(found[1]), found[2].strip() if found[1] != "0" else "")


def sheet_of(reader: Reader, typed: str) -> Sheet | None:
    """Return the sheet of a number; a number with the grid's place (K7M2PX9Q-02) gives that grid's rows."""
    number = read_number(typed)
    whole, _, place = number.partition("-")
    row = next(iter(reader.rows(
        select(Document.id, Document.title_text, Document.data_day)
        .where(Document.sheet_no.in_((number, whole)), Document.removed_at.is_(None))
    )), None)  # fmt: skip
    if row is None:
        return None
    order = reader.rows(
        select(DocumentPerson.person_id, DocumentPerson.row)
        .where(DocumentPerson.document_id == row[0], DocumentPerson.removed_at.is_(None))
        .order_by(DocumentPerson.row)
    )
    people = [one for one, _ in order]
    grids = _grids(reader, people)
    if place.isdecimal():
        sections = list(dict.fromkeys(grids.get(one) for one in people))
        wanted = sections[int(place) - 1] if 0 < int(place) <= len(sections) else None
        people = [one for one in people if grids.get(one) == wanted]
    return Sheet(row[0], number, row[1], row[2], _worker(reader, grids.get(people[0]) if people else None),
                 _rows(reader, people, number))  # fmt: skip


def _grids(reader: Reader, people: Sequence[UUID]) -> dict[UUID, UUID | None]:
    found: dict[UUID, UUID | None] = {}
    for at in range(0, len(people), query.CHUNK):
        part = people[at : at + query.CHUNK]
        found |= dict(reader.rows(select(Person.id, Person.area_id).where(Person.id.in_(part))))
    return found


def _worker(reader: Reader, area: UUID | None) -> str:
    """Return the 网格员 of the sheet's grid, else who leads it: the usual visitor."""
    if area is None:
        return ""
    parent = select(Area.parent_id).where(Area.id == area).scalar_subquery()
    rows = reader.rows(
        select(Person.name, Membership.role)
        .join(Person, Person.id == Membership.person_id)
        .where(or_(Membership.area_id == area, Membership.area_id == parent))
        .where(Membership.until.is_(None), Membership.removed_at.is_(None))
        .order_by(Membership.area_id != area, Membership.full_time.desc(), Person.pinyin)
    )
    order = (Role.GRID_WORKER, Role.GRID_LEADER)
    return next((name for role in order for name, own in rows if own is role), "")


def _rows(reader: Reader, people: Sequence[UUID], number: str) -> tuple[SheetRow, ...]:
    known = {row["id"]: row for row in query.cells(reader, BOOKS["people"], people, ("name", "age"))}
    doors: dict[UUID, str] = {}
    told: dict[UUID, str] = {}
    for at in range(0, len(people), query.CHUNK):
        part = people[at : at + query.CHUNK]
        home = select(Person.id, Dwelling.door, Dwelling.full_address).join(Dwelling, Person.dwelling_id == Dwelling.id)
        doors |= {one: door or address for one, door, address in reader.rows(home.where(Person.id.in_(part)))}
        in_already = select(ServiceLog.person_id, ServiceLog.at, ServiceLog.reached).where(
            ServiceLog.person_id.in_(part), ServiceLog.sheet_no == number, ServiceLog.removed_at.is_(None)
        )
        told |= {one: _words(at_, reached) for one, at_, reached in reader.rows(in_already)}
    return tuple(
        SheetRow(one, n, known[one]["name"], f"{known[one]['age']}岁" if known[one]["age"] else "",
                 doors.get(one, ""), told.get(one, ""))
        for n, one in enumerate(people, 1) if one in known
    )  # fmt: skip


def _words(at: datetime, reached: Reached | None) -> str:
    return f"{at.astimezone():%m-%d} 已录 {reached.label if reached else ''}".strip()


def fill(writer: Writer, sheet: Sheet, marks: Sequence[Mark], day: object, doers: str) -> Filled:
    """Write a visit for each row that has a mark; the sheet counts as come home once every row has one.

    day: as typed or a moment. Rows in already are told and not written again.
    """
    written, already, refused = 0, list[str](), list[tuple[str, str]]()
    for row, mark in zip(sheet.rows, marks, strict=True):
        if mark.reached is None:
            continue
        done = _write(writer, sheet, row, mark, (day, doers))
        if done.already:
            already.append(row.name)
        elif done.service is None:
            refused.append((row.name, done.problems[0].reason))
        else:
            written += 1
    if all(mark.reached or row.already for row, mark in zip(sheet.rows, marks, strict=True)):
        writer.change(Document, sheet.document, {"state": SheetState.RETURNED})
    return Filled(written, tuple(already), tuple(refused))


def _write(writer: Writer, sheet: Sheet, row: SheetRow, mark: Mark, when: tuple[object, str]) -> Recorded:
    raw: dict[str, object] = {"at": when[0], "reached": mark.reached, "kind": CALLS[0], "needs": mark.needs}
    return record(writer, row.person, Told(raw, when[1], sheet_no=sheet.number))
