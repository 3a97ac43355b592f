"""What a person is owed on any day: class, cycle, presence, and which visits count (DOMAIN §4.2, §6, §9), as SQL.

Everything is asked of the dated rows for the day handed in, so that a past month gives today what it gave then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, true

from db.books.book import Terms
from db.ledgers.care import CarePlan, VisitRule
from db.ledgers.happenings import Absence, AbsenceKind
from db.ledgers.people import Person, PersonStatus, PersonTag, Placement
from db.ledgers.services import LogKind, Method, Reached, ServiceLog
from db.words.field import UtcMoment

VISITS = (LogKind.VISIT, LogKind.WELFARE_CHECK)
REMOTE = (Method.PHONE, Method.VIDEO)
OURS = (PersonStatus.LIVING_HERE, PersonStatus.AWAY)
"""Who belongs to the office: here, or away for a while."""


@dataclass(frozen=True)
class Who:
    """Whom an expression is about: columns of the people ledger, or of a common table that carries them."""

    source: Any
    id: Any
    birth: Any
    status: Any


PERSON = Who(Person, Person.id, Person.birth_date, Person.status)


def years_before(day: date, years: int) -> date:
    """Return the latest birth date of those who have completed that many years on the day (29 Feb → 1 Mar)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February, and no such day in that year
        return date(day.year - years, 2, 28)


def moment_of(day: date) -> datetime:
    """Return the local midnight with which a day begins."""
    return datetime.combine(day, time()).astimezone(UTC)


def in_force(ledger: Any, day: date) -> ColumnElement[bool]:
    """Say which rows of a dated ledger hold on the day: from `since` on, no longer on `until`."""
    return and_(
        ledger.removed_at.is_(None),
        or_(ledger.since.is_(None), ledger.since <= day),
        or_(ledger.until.is_(None), ledger.until > day),
    )


def _one(who: Who, column: Any, ledger: Any, day: date) -> ColumnElement[Any]:
    """Return a value of the row in force of somebody; the younger one where two overlap."""
    found = select(column).where(ledger.person_id == who.id, in_force(ledger, day))
    return found.order_by(ledger.since.desc()).limit(1).correlate(who.source).scalar_subquery()


# -- class and cycle -------------------------------------------------------------------------------------------------


def class_on(who: Who, terms: Terms, day: date) -> ColumnElement[Any]:
    """Return the class on a day: the plan's own, else that of the first rule row that fits, else empty."""
    kind = CarePlan.risk_class.type
    ruled: ColumnElement[Any] = literal(None, kind)
    for tagged, rules in reversed([(tag, list(rows)) for tag, rows in groupby(terms.visit_rules, _has_tag)]):
        ruled = _by_tag(who, rules, day, ruled) if tagged else _by_age(who, rules, day, ruled)
    return func.coalesce(_one(who, CarePlan.risk_class, CarePlan, day), ruled, type_=kind)


def _has_tag(rule: VisitRule) -> bool:
    return bool(rule.tag)


def _old_enough(who: Who, least: int | None, day: date) -> ColumnElement[bool]:
    return who.birth <= years_before(day, least) if least else true()


def _by_age(who: Who, rules: Sequence[VisitRule], day: date, rest: ColumnElement[Any]) -> ColumnElement[Any]:
    kind = CarePlan.risk_class.type
    steps = [(_old_enough(who, rule.min_age, day), literal(rule.risk_class, kind)) for rule in rules]
    return case(*steps, else_=rest)


def _by_tag(who: Who, rules: Sequence[VisitRule], day: date, rest: ColumnElement[Any]) -> ColumnElement[Any]:
    """Ask a person's tags once for the first of several rules that fits."""
    fits = case(
        *(
            (and_(PersonTag.tag == rule.tag, _old_enough(who, rule.min_age, day)), place)
            for place, rule in enumerate(rules)
        )
    )
    first = select(func.min(fits)).where(PersonTag.person_id == who.id, in_force(PersonTag, day))
    classes = {place: literal(rule.risk_class, CarePlan.risk_class.type) for place, rule in enumerate(rules)}
    return case(classes, value=first.correlate(who.source).scalar_subquery(), else_=rest)


def cycle_on(who: Who, terms: Terms, day: date) -> ColumnElement[Any]:
    """Return the cycle on a day: the plan's own, else that of the class."""
    kind = CarePlan.cycle.type
    own = _one(who, CarePlan.cycle, CarePlan, day)
    if not terms.cycle_rules:
        return own
    by_class = {
        literal(rule.risk_class, CarePlan.risk_class.type): literal(rule.cycle, kind) for rule in terms.cycle_rules
    }
    return func.coalesce(own, case(by_class, value=class_on(who, terms, day)), type_=kind)


# -- presence --------------------------------------------------------------------------------------------------------


def status_on(who: Who, day: date) -> ColumnElement[Any]:
    """Return the status on a day; of somebody without any placement the one shown."""
    placed = exists().where(Placement.person_id == who.id, Placement.removed_at.is_(None)).correlate(who.source)
    shown = case((~placed, who.status), else_=None)
    return func.coalesce(_one(who, Placement.status, Placement, day), shown, type_=Placement.status.type)


def owed_on(who: Who, terms: Terms, day: date) -> ColumnElement[Any]:
    """Return the cycle that is owed on a day; empty for those who have died, moved out or not yet come."""
    return case((status_on(who, day).in_(OURS), cycle_on(who, terms, day)), else_=None)


def can_be_visited(who: Who, terms: Terms, day: date) -> ColumnElement[bool]:
    """Say who is at home on a day: no absence rests the window."""
    here = [one for one in OURS if one is PersonStatus.LIVING_HERE or AbsenceKind.AWAY not in terms.resting]
    absent = exists().where(Absence.person_id == who.id, Absence.kind.in_(terms.resting), in_force(Absence, day))
    return and_(status_on(who, day).in_(here), ~absent.correlate(who.source))


# -- visits that count -------------------------------------------------------------------------------------------------


def counts(terms: Terms) -> ColumnElement[bool]:
    """Say which logs count toward 探访率: 走访 or 探访, 见到本人, by a method that counts.

    By telephone or video, where the office lets them count, nobody is seen: an empty 见到情况 is enough.
    """
    remote = [one for one in REMOTE if one not in terms.not_counting]
    met = ServiceLog.reached == Reached.SEEN
    spoken = and_(ServiceLog.reached.is_(None), ServiceLog.method.in_(remote))
    way = or_(ServiceLog.method.is_(None), ServiceLog.method.not_in(terms.not_counting))
    return and_(ServiceLog.kind.in_(VISITS), ServiceLog.removed_at.is_(None), way, or_(met, spoken))


def between(first: date, last: date) -> ColumnElement[bool]:
    """Say which logs happened from the first day to the last one, both included, whenever they were entered."""
    kind = UtcMoment()
    return and_(
        ServiceLog.at >= literal(moment_of(first), kind),
        ServiceLog.at < literal(moment_of(last + timedelta(days=1)), kind),
    )


def visited(who: Who, terms: Terms, first: date, last: date) -> ColumnElement[bool]:
    """Say who was paid a visit that counts between two days."""
    found = exists().where(ServiceLog.person_id == who.id, between(first, last), counts(terms))
    return found.correlate(who.source)


def visitors(terms: Terms, first: date, last: date) -> Select[Any]:
    """Return the ids of all who were paid a visit that counts between two days, as a statement."""
    return select(ServiceLog.person_id).where(between(first, last), counts(terms))
