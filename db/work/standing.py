"""Standing: what the store holds of the people of a chunk, read at once and kept up to date while rows settle."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.books.elders import PEOPLE
from db.books.people_columns import cycle, risk_class
from db.ledgers.areas import Dwelling
from db.ledgers.care import CarePlan
from db.ledgers.people import Contact, Person, PersonTag
from db.ledgers.record import fields_of
from db.ledgers.services import LogKind, ServiceLog
from db.ledgers.teams import Membership
from db.store.query import terms
from db.store.reader import Reader

PERSON_KEYS = tuple(fields_of(Person))
PLAN_KEYS = tuple(fields_of(CarePlan))
TOLD_KEYS = ("content", "needs", "measures")
CONTACT_KEYS = ("name", "kinship", "phone")


@dataclass
class Standing:
    """One person as the store holds it now."""

    person: dict[str, Any]
    address: str | None = None
    tags: dict[str, tuple[UUID | None, str | None]] = field(default_factory=dict)
    contacts: dict[str, tuple[UUID | None, dict[str, Any]]] = field(default_factory=dict)
    plan: tuple[UUID, dict[str, Any]] | None = None
    posts: dict[tuple[UUID | None, Any], tuple[UUID | None, dict[str, Any]]] = field(default_factory=dict)
    visits: dict[tuple[date, LogKind], list[dict[str, str | None]]] = field(default_factory=dict)
    """What was told at each, by day and kind."""
    effective: dict[str, Any] = field(default_factory=dict)
    """Class and cycle that hold, also where only the rules give them."""


def local_day(moment: datetime) -> date:
    """Return the day of a moment where the computer stands."""
    return moment.astimezone().date()


def standings(reader: Reader, people: Sequence[UUID]) -> dict[UUID, Standing]:
    """Read everything an import compares with, for those people (at most a few hundred)."""
    columns = [getattr(Person, key) for key in PERSON_KEYS]
    found: dict[UUID, Standing] = {}
    rows = reader.rows(
        select(Person.id, Dwelling.full_address, *columns)
        .outerjoin(Dwelling, Person.dwelling_id == Dwelling.id)
        .where(Person.id.in_(people))
    )
    for row in rows:
        found[row[0]] = Standing(dict(zip(PERSON_KEYS, row[2:], strict=True)), row[1])
    _read_facts(reader, people, found)
    _read_posts(reader, people, found)
    _read_effective(reader, people, found)
    return found


def _read_effective(reader: Reader, people: Sequence[UUID], found: dict[UUID, Standing]) -> None:
    now = terms(reader)
    statement = PEOPLE.base(now, Person.id, risk_class(now), cycle(now)).where(Person.id.in_(people))
    for person, risk, often in reader.rows(statement):
        found[person].effective = {"risk_class": risk, "cycle": often}


def _read_facts(reader: Reader, people: Sequence[UUID], found: dict[UUID, Standing]) -> None:
    tags = select(PersonTag.person_id, PersonTag.id, PersonTag.tag, PersonTag.source).where(
        PersonTag.person_id.in_(people), PersonTag.until.is_(None), PersonTag.removed_at.is_(None)
    )
    for person, one, tag, source in reader.rows(tags):
        found[person].tags[tag] = (one, source)
    contacts = (
        select(Contact.person_id, Contact.id, Contact.name, Contact.kinship, Contact.phone)
        .where(Contact.person_id.in_(people), Contact.removed_at.is_(None))
        .order_by(Contact.is_emergency.desc(), Contact.created_at, Contact.id)
    )
    for person, one, *values in reader.rows(contacts):
        found[person].contacts[values[0]] = (one, dict(zip(CONTACT_KEYS, values, strict=True)))
    columns = [getattr(CarePlan, key) for key in PLAN_KEYS]
    plans = select(CarePlan.person_id, CarePlan.id, *columns).where(
        CarePlan.person_id.in_(people), CarePlan.until.is_(None), CarePlan.removed_at.is_(None)
    )
    for person, one, *values in reader.rows(plans):
        found[person].plan = (one, dict(zip(PLAN_KEYS, values, strict=True)))


def _read_posts(reader: Reader, people: Sequence[UUID], found: dict[UUID, Standing]) -> None:
    keys = tuple(fields_of(Membership))
    posts = select(Membership.person_id, Membership.id, *(getattr(Membership, key) for key in keys)).where(
        Membership.person_id.in_(people), Membership.until.is_(None), Membership.removed_at.is_(None)
    )
    for person, one, *values in reader.rows(posts):
        post = dict(zip(keys, values, strict=True))
        found[person].posts[(post["area_id"], post["role"])] = (one, post)
    told = (getattr(ServiceLog, key) for key in TOLD_KEYS)
    visits = select(ServiceLog.person_id, ServiceLog.at, ServiceLog.kind, *told).where(
        ServiceLog.person_id.in_(people), ServiceLog.removed_at.is_(None)
    )
    for person, at, kind, *texts in reader.rows(visits):
        of_day = found[person].visits.setdefault((local_day(at), kind), [])
        of_day.append(dict(zip(TOLD_KEYS, texts, strict=True)))
