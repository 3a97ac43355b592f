"""Visiting (走访帮办): who is owed a visit, the household together, and the changes and absences that move a window.

The rules and the due state are those of db/books/due.py and rhythm.py, which the books' columns read too. What was
done at the door is written by db/work/recording.py alone.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from db.books.due import Due, DueState, dues
from db.books.people_columns import last_visit
from db.books.rhythm import OURS, moment_of
from db.ledgers.areas import Area, Dwelling
from db.ledgers.happenings import Absence, AbsenceKind, EventKind, LifeEvent
from db.ledgers.people import Person, PersonStatus, Placement
from db.store.query import area_and_below, terms
from db.store.reader import Reader
from db.store.writer import Writer

CHUNK = 400


@dataclass(frozen=True)
class DueRow:
    """One line of a due list: who, where, what is owed and by when. door: sorts as one walks."""

    person: UUID
    name: str
    area_id: UUID | None
    area: str
    area_code: str | None
    dwelling_id: UUID | None
    household_no: str
    door: str
    due: Due
    last_visit: datetime | None


# -- who is owed a visit ----------------------------------------------------------------------------------------------


def due_list(
    reader: Reader,
    day: date | None = None,
    area: UUID | None = None,
    states: Collection[DueState] = (),
    people: Sequence[UUID] | None = None,
) -> list[DueRow]:
    """Return what is owed on a day (today), in door order; only those of an area, of some states, or those people.

    A day to come tells what will be owed then; what has not begun yet is 未到期.
    """
    now = terms(reader, day)
    found = {one.person: one for one in _dues(reader, now, people) if not states or one.state in states}
    if now.today > reader.today:
        found = {one: _to_come(due, reader.today) for one, due in found.items()}
    places = None if area is None else area_and_below(reader, area)
    rows = [
        DueRow(one, name, area_id, place or "", code, dwelling, household or "", door or "\uffff", found[one], seen)
        for one, name, area_id, place, code, dwelling, household, door, seen in _places(reader, now, list(found))
        if places is None or area_id in places
    ]
    return sorted(rows, key=lambda row: (row.area, row.door, row.household_no, row.name, row.person))


def _to_come(due: Due, today: date) -> Due:
    """Return what is owed in a window that has not begun: nothing of it can be late yet."""
    return Due(due.person, due.risk, due.cycle, due.first, due.last, DueState.NOT_DUE) if due.first > today else due


def _dues(reader: Reader, now: Any, people: Sequence[UUID] | None) -> Iterable[Due]:
    if people is None:
        return dues(reader.rows, now)
    return [one for part in parts(people) for one in dues(reader.rows, now, part)]


def parts(ids: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    """Yield ids in portions that one statement takes."""
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _places(reader: Reader, now: Any, people: Sequence[UUID]) -> Iterable[Any]:
    statement = (
        select(
            Person.id, Person.name, Person.area_id, Area.name, Area.code, Person.dwelling_id, Person.household_no,
            Dwelling.door_key, last_visit(now),
        )
        .outerjoin(Area, Person.area_id == Area.id)
        .outerjoin(Dwelling, Person.dwelling_id == Dwelling.id)
    )  # fmt: skip
    if len(people) > 10 * CHUNK:
        wanted = set(people)
        return [row for row in reader.stream(statement) if row[0] in wanted]
    return [row for part in parts(people) for row in reader.rows(statement.where(Person.id.in_(part)))]


def due_of(reader: Reader, person: UUID, day: date | None = None) -> Due | None:
    """Return what is owed to one person; None if nothing is."""
    return next(iter(dues(reader.rows, terms(reader, day), [person])), None)


def household_of(reader: Reader, person: UUID) -> list[UUID]:
    """Return who lives behind the same door or under the same household number of the grid, oneself first.

    The household of somebody who moved out is who left that door on the same day: they may come back together.
    """
    own = reader.rows(
        select(Person.dwelling_id, Person.area_id, Person.household_no, Person.status).where(Person.id == person)
    )
    if not own:
        return []
    dwelling, area, number, status = own[0]
    same = [Person.dwelling_id == dwelling] if dwelling else []
    same += [and_(Person.area_id == area, Person.household_no == number)] if number else []
    if not same:
        return [person]
    together = _left_with(person) if status is PersonStatus.MOVED_OUT else Person.status.in_(OURS)
    others = select(Person.id).where(or_(*same), Person.id != person, together, Person.removed_at.is_(None))
    return [person, *(one for (one,) in reader.rows(others.order_by(Person.birth_date, Person.id)))]


def _left_with(person: UUID) -> ColumnElement[bool]:
    """Say whether somebody moved out on the day on which that person did."""
    gone = Placement.until.is_(None), Placement.removed_at.is_(None), Placement.status == PersonStatus.MOVED_OUT
    day = select(Placement.since).where(Placement.person_id == person, *gone).scalar_subquery()
    return Person.id.in_(select(Placement.person_id).where(*gone, Placement.since == day))


# -- changes and absences --------------------------------------------------------------------------------------------


def happened(writer: Writer, person: UUID, kind: EventKind, at: date | datetime, note: str = "") -> UUID:
    """Note a major change; by its rule row a visit is owed within the hours of the class."""
    moment = at if isinstance(at, datetime) else moment_of(at)
    return writer.add(LifeEvent, {"person_id": person, "kind": kind, "at": moment, "note": note or None})


def leave(writer: Writer, person: UUID, kind: AbsenceKind, since: date, note: str = "") -> UUID:
    """Note that somebody is in hospital or away for a while: the window rests."""
    return writer.add(Absence, {"person_id": person, "kind": kind, "since": since, "note": note or None})


def came_home(writer: Writer, absence: UUID, day: date) -> None:
    """Note what follows when an absence has ended on a day: who left hospital is owed a visit at once (住院出院)."""
    row = writer.reader.get(Absence, absence)
    if row is not None and row.kind is AbsenceKind.HOSPITAL and row.person_id is not None:
        happened(writer, row.person_id, EventKind.DISCHARGED, day)
