"""Whom to congratulate and what runs out: birthdays by both calendars, round ages, dates that come due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, bindparam, extract, func, or_, select

from db.books.elders import is_elder
from db.books.rhythm import OURS
from db.ledgers.care import CarePlan
from db.ledgers.matters import OPEN, Matter
from db.ledgers.people import Person
from db.ledgers.services import ServiceLog
from db.store.query import CHUNK, terms
from db.store.reader import Reader
from db.words.days import age_on
from db.words.lunar import LunarDay, birthday_in_lunar_year, lunar_day, solar_day
from db.work.kinds import KINDS
from db.work.stages import CHIPS, Chip

AHEAD = 7
ROUND_AGES = (80, 90, 100)
OLDEST = 120
NAMED = 2_000
"""As many are named at most (each is a parameter of the statement that lists them); the count tells all."""
MEDIATED = tuple(kind for kind, rules in KINDS.items() if rules.mediated)


@dataclass(frozen=True)
class Birthday:
    """Who turns how old on which day; lunar: it is kept by the lunar calendar."""

    id: UUID
    name: str
    day: date
    age: int
    lunar: bool = False


@dataclass(frozen=True)
class Reminder:
    """Something that runs out: what, on which day the first of them, and which people or cases it is about."""

    key: str
    day: date
    count: int
    ids: tuple[UUID, ...]


def birthdays(reader: Reader) -> list[Birthday]:
    """Return the elders whose birthday is kept today or in the six days after, the nearest first."""
    days = [reader.today + timedelta(days=ahead) for ahead in range(AHEAD)]
    found = [*_solar(reader, days), *_lunar(reader, days)]
    return sorted(found, key=lambda one: (one.day, -one.age, one.name))


def _elders(reader: Reader, where: ColumnElement[bool]) -> list[tuple[UUID, str, date]]:
    rows = reader.rows(
        select(Person.id, Person.name, Person.birth_date)
        .where(is_elder(terms(reader)), Person.removed_at.is_(None), where)
        .order_by(Person.birth_date, Person.id)
    )
    return [(one, name, birth) for one, name, birth in rows]


def _solar(reader: Reader, days: Iterable[date]) -> list[Birthday]:
    """Return solar birthdays; 29 February is kept on the 28th where the year has none."""
    wanted = {(day.month, day.day): day for day in days}
    if (2, 28) in wanted and (wanted[2, 28] + timedelta(days=1)).month == 3:
        wanted[2, 29] = wanted[2, 28]
    month, number = extract("month", Person.birth_date), extract("day", Person.birth_date)
    among = or_(*(and_(month == m, number == d) for m, d in wanted))
    rows = _elders(reader, and_(Person.birth_is_lunar.is_not(True), among))
    return [
        Birthday(one, name, day, day.year - birth.year)
        for one, name, birth in rows
        for day in [wanted[birth.month, birth.day]]
    ]


def _lunar(reader: Reader, days: Iterable[date]) -> list[Birthday]:
    """Return lunar birthdays: the births that can fall on these lunar days are listed, so nobody else is read."""
    kept = {day: lunar for day in days if (lunar := lunar_day(day)) is not None}
    births = sorted({birth for lunar in kept.values() for birth in _births(lunar)})
    found = []
    for start in range(0, len(births), CHUNK):
        among = and_(Person.birth_is_lunar, Person.birth_date.in_(births[start : start + CHUNK]))
        for one, name, birth in _elders(reader, among):
            for day, lunar in kept.items():
                born = lunar_day(birth)
                if born is not None and birthday_in_lunar_year(birth, lunar.year) == day:
                    found.append(Birthday(one, name, day, lunar.year - born.year, lunar=True))
    return found


def _births(lunar: LunarDay) -> Iterable[date]:
    """List the solar days of earlier years whose birthday may be kept on a lunar day."""
    numbers = (lunar.day, 30) if lunar.day == 29 else (lunar.day,)
    for year in range(lunar.year - OLDEST, lunar.year - 60):
        for number in numbers:
            for leap in (False, True):
                day = solar_day(LunarDay(year, lunar.month, number, leap))
                if day is not None:
                    yield day


def round_birthdays(reader: Reader) -> list[Birthday]:
    """Return who completes 80, 90 or 100 years in the next calendar month (allowance, congratulation)."""
    first = (reader.today.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    spans = [(_years_before(first, years), _years_before(last, years)) for years in ROUND_AGES]
    rows = _elders(reader, or_(*(Person.birth_date.between(since, until) for since, until in spans)))
    return [
        Birthday(one, name, birth.replace(year=first.year, day=min(birth.day, 28) if birth.month == 2 else birth.day),
                 age_on(birth, last))
        for one, name, birth in rows
    ]  # fmt: skip


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)


def reminders(reader: Reader) -> list[Reminder]:
    """Return what runs out within a fortnight or has run out: limits of cases, certifications, agreed visits, money."""
    horizon = reader.today + timedelta(days=14)
    here = select(Person.id).where(Person.status.in_(OURS), Person.removed_at.is_(None))
    certify = (
        select(CarePlan.person_id, CarePlan.certify_due)
        .where(CarePlan.certify_due <= horizon, CarePlan.until.is_(None), CarePlan.removed_at.is_(None))
        .where(CarePlan.person_id.in_(here))
        .order_by(CarePlan.certify_due)
    )
    later = select(ServiceLog.person_id, func.max(ServiceLog.at, type_=ServiceLog.at.type).label("last")).where(
        ServiceLog.removed_at.is_(None)
    )
    newest = later.group_by(ServiceLog.person_id).subquery()
    agreed = (
        select(ServiceLog.person_id, ServiceLog.next_due)
        .join(newest, and_(newest.c.person_id == ServiceLog.person_id, newest.c.last == ServiceLog.at))
        .where(ServiceLog.next_due <= horizon, ServiceLog.removed_at.is_(None), ServiceLog.person_id.in_(here))
        .order_by(ServiceLog.next_due)
    )
    wanted = func.coalesce(ServiceLog.requested_on, bindparam("day", reader.today, Date()))
    laid_out = (
        select(ServiceLog.person_id, wanted)
        .where(ServiceLog.amount.is_not(None), ServiceLog.settled_on.is_(None), ServiceLog.removed_at.is_(None))
        .order_by(wanted, ServiceLog.at)  # by moment alone an index would lead to each of all visits in turn
    )
    cases = (
        select(Matter.id, Matter.due_on)
        .where(Matter.status.in_(OPEN), Matter.due_on <= horizon, Matter.removed_at.is_(None))
        .order_by(Matter.due_on)
    )
    crowds = (
        select(Matter.id, Matter.due_on)
        .where(CHIPS[Chip.GROUP](reader), Matter.due_on.is_not(None), Matter.removed_at.is_(None))
        .order_by(Matter.due_on)
    )
    mediated, others = Matter.kind.in_(MEDIATED), Matter.kind.not_in(MEDIATED)
    asked = (
        ("disputes", cases.where(mediated)), ("matters", cases.where(others)),
        ("group_disputes", crowds.where(mediated)), ("groups", crowds.where(others)),
        ("certify", certify), ("agreed", agreed), ("money", laid_out),
    )  # fmt: skip
    rows = [(key, reader.rows(statement)) for key, statement in asked]
    return [Reminder(key, own[0][1], len(own), tuple(row[0] for row in own[:NAMED])) for key, own in rows if own]
