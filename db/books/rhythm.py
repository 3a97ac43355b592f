"""What a person is owed on any day: class, cycle, presence, and which visits count (DOMAIN §4.2, §6, §9), as SQL.

Everything is asked of the dated rows for the day handed in, so that a past month gives today what it gave then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Exists, Select, and_, case, exists, false, literal, or_, select, true

from db.books.book import Terms
from db.books.walks import Walks
from db.ledgers.care import CarePlan, Cycle, RiskClass, VisitRule
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
    """Whom an expression is about: columns of the people ledger, or of a common table that carries them.

    walks: a whole ledger is read, so every fact is told by a walk over its ledger instead of person by person.
    """

    source: Any
    id: Any
    birth: Any
    status: Any
    walks: Walks | None = None


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


def there_is(*where: ColumnElement[bool]) -> Exists:
    """Say that there is a row that fits. Of a bare EXISTS the database reads whole rows, though an index tells it."""
    return exists(literal(1)).where(*where)


def has(who: Who, ledger: Any, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say who has a row of a ledger that fits."""
    if who.walks is not None:
        return who.walks.tells(ledger, and_(*where))
    return there_is(ledger.person_id == who.id, *where).correlate(who.source)


# -- class and cycle ---------------------------------------------------------------------------------------------------


def class_on(who: Who, terms: Terms, day: date) -> ColumnElement[Any]:
    """Return the class on a day: the plan's own, else that of the first rule row that fits, else empty."""
    own = [(_planned(who, CarePlan.risk_class, one, day), one) for one in RiskClass]
    ruled = [(_fits(who, rule, day), rule.risk_class) for rule in terms.visit_rules]
    kind = CarePlan.risk_class.type
    return case(*((fits, literal(one, kind)) for fits, one in (*own, *ruled)), else_=literal(None, kind))


def _planned(who: Who, column: Any, value: Any, day: date) -> ColumnElement[bool]:
    return has(who, CarePlan, column == value, in_force(CarePlan, day))


def _fits(who: Who, rule: VisitRule, day: date) -> ColumnElement[bool]:
    old = who.birth <= years_before(day, rule.min_age) if rule.min_age else true()
    return and_(old, has(who, PersonTag, PersonTag.tag == rule.tag, in_force(PersonTag, day))) if rule.tag else old


def cycle_on(who: Who, terms: Terms, day: date, risk: ColumnElement[Any] | None = None) -> ColumnElement[Any]:
    """Return the cycle on a day: the plan's own, else that of the class (risk, where it is worked out already)."""
    kind, of = CarePlan.cycle.type, CarePlan.risk_class.type
    own = [(_planned(who, CarePlan.cycle, one, day), literal(one, kind)) for one in Cycle]
    by_class = {literal(rule.risk_class, of): literal(rule.cycle, kind) for rule in terms.cycle_rules}
    known = class_on(who, terms, day) if risk is None else risk
    return case(*own, else_=case(by_class, value=known) if by_class else literal(None, kind))


# -- presence ----------------------------------------------------------------------------------------------------------


def stands(who: Who, day: date, statuses: Sequence[PersonStatus]) -> ColumnElement[bool]:
    """Say who had one of the statuses on a day; of somebody without any placement the one shown counts."""
    placed = has(who, Placement, Placement.status.in_(statuses), in_force(Placement, day))
    never = ~has(who, Placement, Placement.removed_at.is_(None))
    return or_(placed, and_(who.status.in_(statuses), never))


def owed_on(who: Who, terms: Terms, day: date, risk: ColumnElement[Any] | None = None) -> ColumnElement[Any]:
    """Return the cycle that is owed on a day; empty for those who have died, moved out or not yet come."""
    return case((stands(who, day, OURS), cycle_on(who, terms, day, risk)), else_=None)


def can_be_visited(who: Who, terms: Terms, day: date) -> ColumnElement[bool]:
    """Say who is at home on a day: no absence rests the window."""
    here = [one for one in OURS if one is PersonStatus.LIVING_HERE or AbsenceKind.AWAY not in terms.resting]
    absent = has(who, Absence, Absence.kind.in_(terms.resting), in_force(Absence, day))
    return and_(stands(who, day, here), ~absent)


def changed(who: Who, terms: Terms, first: date, last: date) -> ColumnElement[bool]:
    """Say for whom anything may have turned between two days that class, cycle or presence hang on.

    Of all others what holds on the last day held on every day since the first: no need to ask again.
    """
    turned = [
        has(
            who,
            ledger,
            or_(ledger.since.between(first, last), ledger.until.between(first, last)),
            ledger.removed_at.is_(None),
        )
        for ledger in (Placement, PersonTag, CarePlan)
    ]
    ages = sorted({rule.min_age for rule in terms.visit_rules if rule.min_age})
    aged = [who.birth.between(years_before(first, age), years_before(last, age)) for age in ages]
    return or_(*turned, *aged)


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


def visitors(terms: Terms, first: date, last: date) -> Select[Any]:
    """Return the ids of all who were paid a visit that counts between two days, as a statement."""
    return select(ServiceLog.person_id).where(between(first, last), counts(terms))


# -- special difficulty ------------------------------------------------------------------------------------------------


def on_ledger(now: Terms, day: date) -> ColumnElement[bool]:
    """Say whose placement in force on a day is an active one (在住; 外出 by setting), as a condition on people."""
    active = OURS if now.away_counts else (PersonStatus.LIVING_HERE,)
    placed = there_is(Placement.person_id == Person.id, in_force(Placement, day), Placement.status.in_(active))
    unplaced = ~there_is(Placement.person_id == Person.id, Placement.removed_at.is_(None))
    return and_(Person.removed_at.is_(None), or_(placed, and_(unplaced, Person.status.in_(active))))


def in_difficulty(now: Terms, day: date) -> ColumnElement[bool]:
    """Say who is an elder in special difficulty on a day: on the ledger, old enough, with a tag of the groups."""
    fits = or_(
        false(),
        *(and_(PersonTag.tag == rule.tag, Person.birth_date <= years_before(day, rule.min_age)) for rule in now.groups),
    )
    tagged = there_is(PersonTag.person_id == Person.id, in_force(PersonTag, day), fits)
    return and_(on_ledger(now, day), tagged.correlate(Person))
