"""Visiting (走访帮办): who is owed a visit, the household together, and writing visits, errands, changes and absences.

The rules and the due state are those of db/books/due.py and rhythm.py, which the books' columns read too.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from db.books.due import Due, DueState, dues
from db.books.people_columns import last_visit
from db.books.rhythm import OURS, VISITS, between, moment_of
from db.ledgers.areas import Area, Dwelling
from db.ledgers.happenings import Absence, AbsenceKind, EventKind, LifeEvent
from db.ledgers.people import Person
from db.ledgers.services import Finding, LogKind, Method, Reached, ServiceDoer, ServiceLog
from db.store.query import area_and_below, terms
from db.store.reader import Reader
from db.store.writer import Writer
from db.trouble import Refused

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


@dataclass(frozen=True)
class Visit:
    """What a visitor brings home. at: a day (midnight of it) or the very moment. doers: names, or (name, person)."""

    at: date | datetime
    kind: LogKind = LogKind.VISIT
    method: Method = Method.DOOR
    reached: Reached | None = Reached.SEEN
    doers: tuple[str | tuple[str, UUID | None], ...] = ()
    content: str = ""
    needs: str = ""
    measures: str = ""
    minutes: int | None = None
    programme: str | None = None
    next_due: date | None = None
    findings: tuple[tuple[str, str, str], ...] = ()
    """Rows of the check-list: item, answer, note."""

    @property
    def moment(self) -> datetime:
        """The moment it stands at in the ledger."""
        return self.at if isinstance(self.at, datetime) else moment_of(self.at)


@dataclass(frozen=True)
class Errand:
    """An errand done or asked for. amount: yuan fronted; settled_on: the day the money came back."""

    at: date | datetime
    item: str
    content: str = ""
    amount: Decimal | None = None
    settled_on: date | None = None
    receipt: str = ""
    requested_on: date | None = None
    headcount: int = 1
    doers: tuple[str | tuple[str, UUID | None], ...] = ()

    @property
    def moment(self) -> datetime:
        """The moment it stands at in the ledger."""
        return self.at if isinstance(self.at, datetime) else moment_of(self.at)


@dataclass(frozen=True)
class Recorded:
    """What became of a visit for each person: new logs, and those known already (same day and kind)."""

    new: Mapping[UUID, UUID] = field(default_factory=dict)
    known: Mapping[UUID, UUID] = field(default_factory=dict)


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
    """Return who lives behind the same door or under the same household number of the grid, oneself first."""
    rows = reader.rows(select(Person.dwelling_id, Person.area_id, Person.household_no).where(Person.id == person))
    if not rows:
        return []
    dwelling, area, number = rows[0]
    same = [Person.dwelling_id == dwelling] if dwelling else []
    same += [and_(Person.area_id == area, Person.household_no == number)] if number else []
    if not same:
        return [person]
    others = select(Person.id).where(
        or_(*same), Person.id != person, Person.status.in_(OURS), Person.removed_at.is_(None)
    )
    return [person, *(one for (one,) in reader.rows(others.order_by(Person.birth_date, Person.id)))]


def due_together(reader: Reader, person: UUID, day: date | None = None) -> list[DueRow]:
    """Return what is owed to the whole household of a person and not yet done: one visit completes it."""
    people = household_of(reader, person)
    return [row for row in due_list(reader, day, people=people) if row.due.state is not DueState.VISITED]


# -- writing what was done --------------------------------------------------------------------------------------------


def record(writer: Writer, people: Sequence[UUID], visit: Visit) -> Recorded:
    """Write one visit for everybody it reached (a household together); the same day and kind is never doubled.

    Counted by the day of the visit; entered later it is marked 补录. Raises Refused for a day to come.
    """
    reader, moment = writer.reader, visit.moment
    day = moment.astimezone().date()
    if day > reader.today:
        raise Refused("走访日期在今天之后，没有保存。", "请改成走访当天的日期。")
    known = _known(reader, people, day, visit.kind)
    new = [one for one in people if one not in known]
    values = _of_visit(visit, moment) | {"backdated": day < reader.today}
    logs = writer.add_many(ServiceLog, [values | {"person_id": one, "area_id": _area(reader, one)} for one in new])
    for log in logs:
        _doers(writer, log, visit.doers)
        rows = [{"service_id": log, "item": item, "answer": said or None, "note": note or None}
                for item, said, note in visit.findings]  # fmt: skip
        writer.add_many(Finding, rows)
    return Recorded(dict(zip(new, logs, strict=True)), known)


def _of_visit(visit: Visit, moment: datetime) -> dict[str, Any]:
    texts = {key: getattr(visit, key) or None for key in ("content", "needs", "measures")}
    same = {key: getattr(visit, key) for key in ("kind", "method", "reached", "minutes", "programme", "next_due")}
    return {"at": moment, **texts, **same}


def _known(reader: Reader, people: Sequence[UUID], day: date, kind: LogKind) -> dict[UUID, UUID]:
    """Return who has a log of that kind on that day already."""
    statement = select(ServiceLog.person_id, ServiceLog.id).where(
        ServiceLog.kind == kind, between(day, day), ServiceLog.removed_at.is_(None)
    )
    return {
        person: log
        for part in parts(people)
        for person, log in reader.rows(statement.where(ServiceLog.person_id.in_(part)))
    }


def _area(reader: Reader, person: UUID) -> UUID | None:
    """Return the grid that a log belongs to: where the person lives when it is entered."""
    rows = reader.rows(select(Person.area_id).where(Person.id == person, Person.removed_at.is_(None)))
    if not rows:
        raise Refused("这位居民已不在库中，没有保存。", "请刷新后再找一次。")
    found: UUID | None = rows[0][0]
    return found


def _doers(writer: Writer, log: UUID, doers: Iterable[str | tuple[str, UUID | None]]) -> None:
    pairs = [(one, None) if isinstance(one, str) else one for one in doers]
    rows = [{"service_id": log, "name": name, "person_id": who} for name, who in pairs if name.strip()]
    writer.add_many(ServiceDoer, rows)


def run_errand(writer: Writer, person: UUID, errand: Errand) -> UUID:
    """Write one errand; money fronted stays open until it is settled."""
    day = errand.moment.astimezone().date()
    if day > writer.reader.today:
        raise Refused("办理日期在今天之后，没有保存。", "请改成办理当天的日期。")
    if errand.amount is not None and errand.amount < 0:
        raise Refused("垫付金额不能小于零，没有保存。", "请改正金额。")
    values = {
        "at": errand.moment,
        "kind": LogKind.ERRAND,
        "item": errand.item,
        "content": errand.content or None,
        "amount": errand.amount,
        "settled_on": errand.settled_on,
        "receipt": errand.receipt or None,
        "requested_on": errand.requested_on,
        "headcount": errand.headcount,
        "person_id": person,
        "area_id": _area(writer.reader, person),
        "backdated": day < writer.reader.today,
    }
    log = writer.add(ServiceLog, values)
    _doers(writer, log, errand.doers)
    return log


def settle(writer: Writer, errand: UUID, day: date, receipt: str = "") -> bool:
    """Note that fronted money came back on a day; say whether anything changed."""
    return writer.change(ServiceLog, errand, {"settled_on": day, **({"receipt": receipt} if receipt else {})})


def happened(writer: Writer, person: UUID, kind: EventKind, at: date | datetime, note: str = "") -> UUID:
    """Note a major change; by its rule row a visit is owed within the hours of the class."""
    moment = at if isinstance(at, datetime) else moment_of(at)
    return writer.add(LifeEvent, {"person_id": person, "kind": kind, "at": moment, "note": note or None})


def leave(writer: Writer, person: UUID, kind: AbsenceKind, since: date, note: str = "") -> UUID:
    """Note that somebody is in hospital or away for a while: the window rests."""
    return writer.add(Absence, {"person_id": person, "kind": kind, "since": since, "note": note or None})


def come_back(writer: Writer, person: UUID, day: date) -> int:
    """End every absence of a person; who left hospital is owed a visit at once (住院出院). Return how many ended."""
    statement = select(Absence.id, Absence.kind).where(
        Absence.person_id == person, Absence.until.is_(None), Absence.removed_at.is_(None)
    )
    ended = writer.reader.rows(statement)
    for one, kind in ended:
        writer.correct(Absence, one, {"until": day})
        if kind is AbsenceKind.HOSPITAL:
            happened(writer, person, EventKind.DISCHARGED, day)
    return len(ended)


# -- last seen --------------------------------------------------------------------------------------------------------


def longest_unseen(reader: Reader, count: int, area: UUID | None = None) -> list[DueRow]:
    """Return those owed a visit who have not been seen longest, never seen first."""
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(due_list(reader, area=area), key=lambda row: row.last_visit or never)[:count]


def month_strip(reader: Reader, person: UUID, day: date) -> dict[date, Reached | None]:
    """Return what each day of the month holds for the strip of one person: the visits by day."""
    first = day.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    rows = reader.rows(
        select(ServiceLog.at, ServiceLog.reached)
        .where(ServiceLog.person_id == person, ServiceLog.kind.in_(VISITS), ServiceLog.removed_at.is_(None))
        .where(between(first, last))
        .order_by(ServiceLog.at)
    )
    return {at.astimezone().date(): reached for at, reached in rows}
