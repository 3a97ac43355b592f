"""Counter glance (窗口速览): what is asked when somebody stands at the desk, about one person, on one card."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from db.books import BOOKS
from db.books.due import DueState
from db.ledgers.matters import OPEN, Matter
from db.ledgers.parties import MatterParty
from db.ledgers.people import Contact, Person, PersonStatus
from db.ledgers.services import LogKind, ServiceLog
from db.store import query
from db.store.reader import Reader
from db.words.days import age_on
from db.work.visiting import due_of

HERE = (PersonStatus.LIVING_HERE, PersonStatus.AWAY)
OPEN_NEEDS = 5


@dataclass(frozen=True)
class Housemate:
    """Somebody of the same household: who, and in words (与户主关系, age)."""

    person: UUID
    words: str


@dataclass(frozen=True)
class Glance:
    """One person at the desk, in finished words, masked for the viewer. namesakes: others here of this name."""

    person: UUID
    name: str
    about: str
    home: str
    tags: Sequence[str]
    household: Sequence[Housemate]
    due: str
    late: bool
    visit: str
    needs: Sequence[str]
    contacts: Sequence[str]
    keeper: str
    phone: str
    namesakes: int


def glance_at(reader: Reader, person: UUID) -> Glance | None:
    """Gather the card of a person; None if there is none of that id."""
    rows = query.cells(reader, BOOKS["people"], [person])
    if not rows:
        return None
    row = rows[0]
    last, needs = _services(reader, person)
    return Glance(
        person,
        row["name"],
        "　".join(part for part in (row["sex"].label if row["sex"] else "", _age(row), _label(row["status"])) if part),
        " ".join(part for part in (reader.codes("area").label(row["area"] or ""), row["address"]) if part),
        [reader.codes("tag").label(one) for one in row["tags"] or ()],
        _household(reader, person),
        _due(reader, person),
        row["due_state"] is DueState.OVERDUE,
        last,
        [*_matters(reader, person), *needs],
        _contacts(reader, person),
        row["responsible"] or "",
        row["phone"] or "",
        namesakes(reader, person, row["name"]),
    )


def _age(row: Mapping[str, Any]) -> str:
    return "" if row["age"] is None else f"{row['age']} 岁"


def _label(status: PersonStatus | None) -> str:
    return "" if status in (None, PersonStatus.LIVING_HERE) else status.label


def namesakes(reader: Reader, person: UUID, name: str) -> int:
    """Count the others of that name who live here: they are told apart by age and building."""
    others = select(func.count()).where(
        Person.name == name, Person.id != person, Person.status.in_(HERE), Person.removed_at.is_(None)
    )
    return int(reader.scalar(others))


def namesakes_among(reader: Reader, names: Collection[str]) -> Mapping[str, int]:
    """Count the people here by name, for the names that more than one of them bears."""
    if not names:
        return {}
    counted = func.count()
    rows = reader.rows(
        select(Person.name, counted)
        .where(Person.name.in_(names), Person.status.in_(HERE), Person.removed_at.is_(None))
        .group_by(Person.name)
        .having(counted > 1)
    )
    return {name: number for name, number in rows}  # noqa: C416 - rows are no pairs to mypy


def _household(reader: Reader, person: UUID) -> Sequence[Housemate]:
    """Return who lives behind the same door, or under the same household number of the grid."""
    home = select(Person.dwelling_id, Person.area_id, Person.household_no).where(Person.id == person)
    dwelling, area, number = reader.rows(home)[0]
    same = [Person.dwelling_id == dwelling] if dwelling else []
    same += [and_(Person.area_id == area, Person.household_no == number)] if number else []
    if not same:
        return ()
    rows = reader.rows(
        select(Person.id, Person.name, Person.birth_date, Person.head_relation)
        .where(or_(*same), Person.id != person, Person.status.in_(HERE), Person.removed_at.is_(None))
        .order_by(Person.birth_date)
    )
    return [Housemate(one, _mate(reader, name, birth, kin)) for one, name, birth, kin in rows]


def _mate(reader: Reader, name: str, birth: date | None, kin: str | None) -> str:
    parts = [
        name,
        f"{age_on(birth, reader.today)} 岁" if birth else "",
        reader.codes("kinship").label(kin) if kin else "",
    ]
    return "　".join(part for part in parts if part)


def _due(reader: Reader, person: UUID) -> str:
    """Say where the person stands in the window, and until when a visit counts for it."""
    due = due_of(reader, person)
    if due is None:
        return "没有设定走访周期"
    why = "变故后探访" if due.at else f"{due.cycle.label}，本期"
    return f"{due.state.label}，{why} {due.first:%m-%d} 至 {due.last:%m-%d}"


def _services(reader: Reader, person: UUID) -> tuple[str, Sequence[str]]:
    """Return the last visit in words, and what the latest visits found needed and not yet answered."""
    rows = reader.rows(
        select(ServiceLog.at, ServiceLog.kind, ServiceLog.reached, ServiceLog.needs, ServiceLog.measures)
        .where(ServiceLog.person_id == person, ServiceLog.removed_at.is_(None))
        .order_by(ServiceLog.at.desc())
        .limit(40)
    )
    visits = [(at, reached) for at, kind, reached, *_ in rows if kind is LogKind.VISIT]
    needs = [f"{_day(at)} {needed}" for at, _, _, needed, measures in rows if needed and not measures]
    if not visits:
        return "还没有走访记录", needs[:OPEN_NEEDS]
    at, reached = visits[0]
    days = (reader.today - at.astimezone().date()).days
    told = f"{_day(at)}（{'今天' if days == 0 else f'{days} 天前'}）{reached.label if reached else ''}"
    return told, needs[:OPEN_NEEDS]


def _matters(reader: Reader, person: UUID) -> Sequence[str]:
    """Return the matters still open in which the person is a party, those with the nearest limit first."""
    mine = select(MatterParty.matter_id).where(MatterParty.person_id == person, MatterParty.removed_at.is_(None))
    rows = reader.rows(
        select(Matter.raised_on, Matter.kind, Matter.subject, Matter.status)
        .where(Matter.id.in_(mine), Matter.status.in_(OPEN), Matter.removed_at.is_(None))
        .order_by(Matter.due_on.is_(None), Matter.due_on, Matter.id)
        .limit(OPEN_NEEDS)
    )
    return [f"{day:%Y-%m-%d} {kind.label}：{subject}（{status.label}）" for day, kind, subject, status in rows]


def _day(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d}"


def _contacts(reader: Reader, person: UUID) -> Sequence[str]:
    rows = reader.rows(
        select(Contact.name, Contact.kinship, Contact.phone, Contact.city)
        .where(Contact.person_id == person, Contact.removed_at.is_(None))
        .order_by(Contact.is_emergency.desc(), Contact.created_at)
    )
    return [
        "　".join(part for part in (name, reader.codes("kinship").label(kin) if kin else "", phone, city) if part)
        for name, kin, phone, city in rows
    ]
