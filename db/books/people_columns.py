"""Expressions that several books of people share: age, tags, class, cycle, last visit, contact, keeper."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from db.books.book import Ask, Join, Terms
from db.books.rhythm import PERSON, VISITS, class_on, cycle_on, in_force, there_is, years_before
from db.ledgers.areas import Area, Dwelling
from db.ledgers.care import CarePlan
from db.ledgers.people import Contact, Person, PersonTag
from db.ledgers.record import fields_of
from db.ledgers.services import Reached, ServiceLog
from db.words.days import age_on

ELDER_AGE = 65

HomeArea = aliased(Area, name="home_area")
HomeDwelling = aliased(Dwelling, name="home_dwelling")
Plan = aliased(CarePlan, name="plan")
Keeper = aliased(Person, name="keeper")

HOME = (
    Join("area", HomeArea, Person.area_id == HomeArea.id),
    Join("dwelling", HomeDwelling, Person.dwelling_id == HomeDwelling.id),
)
CARE = (
    Join("plan", Plan, and_(Plan.person_id == Person.id, Plan.until.is_(None), Plan.removed_at.is_(None))),
    Join("keeper", Keeper, Plan.responsible_person_id == Keeper.id),
)


def wanted_fields() -> tuple[str, ...]:
    """Return the fields of a person whose absence is listed as a gap."""
    return tuple(key for key, one in fields_of(Person).items() if one.field.wanted)


def incomplete(terms: Terms) -> ColumnElement[Any]:
    """Say whether anything wanted of a person is missing."""
    return or_(*(getattr(Person, key).is_(None) for key in wanted_fields()), Person.dwelling_id.is_(None))


def birth(terms: Terms) -> ColumnElement[Any]:
    """Return the birth date, from which the age follows."""
    return Person.birth_date.expression


def age(value: date | None, terms: Terms) -> int | None:
    """Return completed years on the office's day."""
    return None if value is None else age_on(value, terms.today)


def age_is(wanted: Any, terms: Terms) -> ColumnElement[bool]:
    """Match one age, or `80+` for that age and more."""
    if wanted is None:
        return Person.birth_date.is_(None)
    text = str(wanted)
    least = int(text.rstrip("+岁以上"))
    reached = Person.birth_date <= years_before(terms.today, least)
    if text.endswith(("+", "以上")):
        return reached
    return and_(reached, Person.birth_date > years_before(terms.today, least + 1))


def bearers(tag: str, day: date) -> ColumnElement[bool]:
    """Say who bears the tag on the day, by the list of all who do: 15 times as fast as asking person by person."""
    return Person.id.in_(select(PersonTag.person_id).where(PersonTag.tag == tag, in_force(PersonTag, day)))


def tag_is(wanted: Any, terms: Terms) -> ColumnElement[bool]:
    """Match people who bear the tag today; None matches those who bear none."""
    if wanted is None:
        return ~there_is(PersonTag.person_id == Person.id, PersonTag.until.is_(None), PersonTag.removed_at.is_(None))
    return bearers(str(wanted), terms.today)


def tags(ask: Ask, ids: Sequence[UUID], terms: Terms) -> Mapping[UUID, list[str]]:
    """Return the tags in force today, by person, in the order they were given."""
    found: dict[UUID, list[str]] = {}
    rows = ask(
        select(PersonTag.person_id, PersonTag.tag)
        .where(PersonTag.person_id.in_(ids), PersonTag.removed_at.is_(None))
        .where(or_(PersonTag.since.is_(None), PersonTag.since <= terms.today))
        .where(or_(PersonTag.until.is_(None), PersonTag.until > terms.today))
        .order_by(PersonTag.tag)
    )
    for person, tag in rows:
        if tag not in found.setdefault(person, []):
            found[person].append(tag)
    return found


def risk_class(terms: Terms) -> ColumnElement[Any]:
    """Return the class: the plan's own, else that of the first rule row that fits (tag and age), else empty."""
    return class_on(PERSON, terms, terms.today)


def cycle(terms: Terms) -> ColumnElement[Any]:
    """Return the cycle: the plan's own, else that of the class."""
    return cycle_on(PERSON, terms, terms.today)


def is_met() -> ColumnElement[bool]:
    """Say which logs are visits at which the person was met or heard of."""
    met = or_(ServiceLog.reached.is_(None), ServiceLog.reached != Reached.MISSED)
    return and_(ServiceLog.kind.in_(VISITS), ServiceLog.removed_at.is_(None), met)


def last_visit(terms: Terms) -> ColumnElement[Any]:
    """Return the moment of the last visit at which the person was met or heard of."""
    return (
        select(func.max(ServiceLog.at, type_=ServiceLog.at.type))
        .where(ServiceLog.person_id == Person.id, is_met())
        .correlate(Person)
        .scalar_subquery()
    )


def contacts(ask: Ask, ids: Sequence[UUID], terms: Terms) -> Mapping[UUID, Any]:
    """Return the first contact of each person as (name, kinship, phone); emergency contacts come first."""
    rows = ask(
        select(Contact.person_id, Contact.name, Contact.kinship, Contact.phone)
        .where(Contact.person_id.in_(ids), Contact.removed_at.is_(None))
        .order_by(Contact.is_emergency.desc(), Contact.created_at, Contact.id)
    )
    found: dict[UUID, Any] = {}
    for person, name, kinship, phone in rows:
        found.setdefault(person, (name, kinship, phone))
    return found


def contact_part(part: int) -> Callable[[Any, Terms], Any]:
    """Return what shows one part of the first contact: 0 name, 1 kinship, 2 phone."""
    return lambda contact, _: None if contact is None else contact[part]
