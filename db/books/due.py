"""When a visit is due: calendar windows and the due state of a person (DOMAIN §6, §8.4; Inner Mongolia rule).

A window is asked for if its cycle was owed from the check day (Monday; of a month or quarter the day before that of the
newcomers) to its end, and the person could be visited then. A major change calls for a visit of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, FromClause, and_, case, exists, func, literal, or_, select
from sqlalchemy.types import String

from db.books.book import Ask, Terms
from db.books.people_columns import last_visits
from db.books.rhythm import (
    PERSON,
    Who,
    can_be_visited,
    class_on,
    counts,
    moment_of,
    owed_on,
    visited,
)
from db.ledgers.care import CarePlan, Cycle, RiskClass
from db.ledgers.happenings import LifeEvent
from db.ledgers.people import Person, Placement
from db.ledgers.services import ServiceLog
from db.words.choice import Choice
from db.words.field import UtcMoment


class DueState(Choice):
    """Where a person stands in the window of the cycle."""

    NOT_DUE = "not_due", "未到期"
    DUE_NOW = "due_now", "本期待访"
    DUE_SOON = "due_soon", "即将逾期"
    OVERDUE = "overdue", "逾期"
    VISITED = "visited", "已访"


@dataclass(frozen=True)
class Due:
    """What is owed to one person on a day: by when a visit counts, and where it stands.

    first, last: the window, or the days left after a major change (at: its moment).
    """

    person: UUID
    risk: RiskClass | None
    cycle: Cycle
    first: date
    last: date
    state: DueState
    at: datetime | None = None


def window_of(kind: Cycle, day: date) -> tuple[date, date]:
    """Return first and last day of the calendar week (Mon–Sun), month or quarter that holds the day."""
    if kind is Cycle.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    months = 1 if kind is Cycle.MONTH else 3
    month = day.month - (day.month - 1) % months
    first = date(day.year, month, 1)
    after = date(day.year + (month + months > 12), (month + months - 1) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def check_day(kind: Cycle, window: tuple[date, date], terms: Terms) -> date:
    """Return the day by which the cycle must have been owed: Monday, or the day before that of the newcomers."""
    first, last = window
    return first if kind is Cycle.WEEK else last.replace(day=max(1, min(last.day, terms.newcomer_day) - 1))


def is_asked(who: Who, terms: Terms, kind: Cycle, window: tuple[date, date]) -> ColumnElement[bool]:
    """Say for whom a window counts among those that are due."""
    holds = literal(kind, CarePlan.cycle.type)
    last = window[1]
    return and_(
        owed_on(who, terms, last) == holds,
        owed_on(who, terms, check_day(kind, window, terms)) == holds,
        can_be_visited(who, terms, last),
    )


def _care(terms: Terms, among: ColumnElement[bool]) -> CTE:
    """Return who of them is owed what on the day, worked out once a statement."""
    statement = select(
        Person.id,
        Person.area_id,
        Person.birth_date.label("birth"),
        Person.status,
        Person.created_at.label("known"),
        class_on(PERSON, terms, terms.today).label("risk"),
        owed_on(PERSON, terms, terms.today).label("cycle"),
    )
    return statement.where(among).cte("care").prefix_with("MATERIALIZED")


def _who(care: CTE) -> Who:
    return Who(care, care.c.id, care.c.birth, care.c.status)


def _open_event(terms: Terms, care: CTE) -> ColumnElement[Any]:
    """Return the moment of the first major change that no visit has answered yet, of classes with hours."""
    hours = [rule.risk_class for rule in terms.cycle_rules if rule.hours_after_change]
    end = literal(moment_of(terms.today + timedelta(days=1)), UtcMoment())
    answered = exists().where(
        ServiceLog.person_id == LifeEvent.person_id, ServiceLog.at >= LifeEvent.at, ServiceLog.at < end, counts(terms)
    )
    found = select(func.min(LifeEvent.at, type_=UtcMoment())).where(
        LifeEvent.person_id == care.c.id,
        LifeEvent.kind.in_(terms.urgent),
        LifeEvent.removed_at.is_(None),
        LifeEvent.at < end,
        ~answered,
    )
    return case((care.c.risk.in_(hours), found.correlate(care).scalar_subquery()), else_=None)


def _late_after(terms: Terms, care: CTE) -> ColumnElement[Any]:
    """Return the moment before which a change must lie to be answered too late today, by class."""
    bounds = {
        literal(rule.risk_class, CarePlan.risk_class.type): literal(
            moment_of(terms.today) - timedelta(hours=rule.hours_after_change), UtcMoment()
        )
        for rule in terms.cycle_rules
        if rule.hours_after_change
    }
    return case(bounds, value=care.c.risk) if bounds else literal(None, UtcMoment())


def _state(terms: Terms, care: CTE) -> ColumnElement[Any]:
    """Return the key of the due state; empty where no cycle is owed."""
    who, event = _who(care), _open_event(terms, care)
    home = can_be_visited(who, terms, terms.today)
    cases: list[tuple[ColumnElement[bool], ColumnElement[Any]]] = [
        (care.c.cycle.is_(None), literal(None, String())),
        (and_(event < _late_after(terms, care), home), _key(DueState.OVERDUE)),
        (and_(event.is_not(None), home), _key(DueState.DUE_SOON)),
    ]
    kinds = ((care.c.cycle == literal(kind, CarePlan.cycle.type), _in_window(terms, care, kind)) for kind in Cycle)
    return case(*cases, *kinds, else_=None)


def _in_window(terms: Terms, care: CTE, kind: Cycle) -> ColumnElement[Any]:
    who, today = _who(care), terms.today
    window = first, last = window_of(kind, today)
    before = window_of(kind, first - timedelta(days=1))
    check = check_day(kind, window, terms)
    soon: Mapping[Cycle, int] = {rule.cycle: rule.soon_days for rule in terms.cycle_rules}
    new: tuple[tuple[ColumnElement[bool], ColumnElement[Any]], ...] = ()
    if check <= today:
        late = owed_on(who, terms, check).is_distinct_from(literal(kind, CarePlan.cycle.type))
        new = ((late, _key(DueState.NOT_DUE)),)
    return case(
        (visited(who, terms, first, today), _key(DueState.VISITED)),
        (~can_be_visited(who, terms, today), _key(DueState.NOT_DUE)),
        (
            and_(
                ~visited(who, terms, *before), is_asked(who, terms, kind, before), _known(terms, care, (first, before))
            ),
            _key(DueState.OVERDUE),
        ),
        *new,
        else_=_key(DueState.DUE_SOON if (last - today).days < soon.get(kind, 0) else DueState.DUE_NOW),
    )


def _known(terms: Terms, care: CTE, windows: tuple[date, tuple[date, date]]) -> ColumnElement[bool]:
    """Say who was in the ledger before this window: by a dated placement, by the entry, or by an older visit."""
    first, before = windows
    starts, older = (literal(moment_of(day), UtcMoment()) for day in (first, before[0]))
    dated = exists().where(
        Placement.person_id == care.c.id, Placement.since <= before[1], Placement.removed_at.is_(None)
    )
    seen = exists().where(ServiceLog.person_id == care.c.id, ServiceLog.at < older, counts(terms))
    return or_(care.c.known < starts, dated.correlate(care), seen.correlate(care))


def _key(state: DueState) -> ColumnElement[Any]:
    return literal(state.value, String())


def dues(ask: Ask, terms: Terms, ids: Sequence[UUID] | None = None) -> list[Due]:
    """Return what is owed on the day of the terms: to those people (at most some hundreds), or to all of the office."""
    among = Person.removed_at.is_(None) if ids is None else and_(Person.id.in_(ids), Person.removed_at.is_(None))
    care = _care(terms, among)
    rows = ask(
        select(care.c.id, care.c.risk, care.c.cycle, _open_event(terms, care), _state(terms, care)).where(
            care.c.cycle.is_not(None)
        )
    )
    return [_due(terms, row) for row in rows]


def _due(terms: Terms, row: tuple[UUID, RiskClass | None, Cycle, datetime | None, str]) -> Due:
    person, risk, cycle, at, key = row
    state, (first, last) = DueState.of(key), window_of(cycle, terms.today)
    if at is None or state not in (DueState.OVERDUE, DueState.DUE_SOON):
        return Due(person, risk, cycle, first, last, state)
    hours = next(rule.hours_after_change for rule in terms.cycle_rules if rule.risk_class is risk)
    end = at + timedelta(hours=hours or 0)
    return Due(person, risk, cycle, at.astimezone().date(), end.astimezone().date(), state, at)


def due_states(ask: Ask, ids: Sequence[UUID], terms: Terms) -> Mapping[UUID, DueState]:
    """Return the due state of each person of a page."""
    care = _care(terms, Person.id.in_(ids))
    rows = ask(select(care.c.id, _state(terms, care)))
    return {person: DueState.of(state) for person, state in rows if state is not None}


def due_is(wanted: Any, terms: Terms) -> ColumnElement[bool]:
    """Match one due state; None matches those to whom no cycle is owed."""
    care = _care(terms, Person.removed_at.is_(None))
    state = _state(terms, care)
    key = wanted.value if isinstance(wanted, Choice) else wanted
    return Person.id.in_(select(care.c.id).where(state.is_(None) if key is None else state == str(key)))


def standing(terms: Terms, among: ColumnElement[bool]) -> CTE:
    """Return id, area_id, cycle, seen and state (a key) of the people among whom, for counts and lists of the due."""
    care, last = _care(terms, among), last_visits()
    told = care.c.id, care.c.area_id, last.c.seen, care.c.cycle, _state(terms, care).label("state")
    joined = select(*told).select_from(care).outerjoin(last, last.c.person_id == care.c.id)
    return joined.cte("standing").prefix_with("MATERIALIZED")


def is_due_today(standing: FromClause) -> ColumnElement[bool]:
    """Say who is to be visited today: the overdue, those whose window ends soon, and the weekly not seen this week."""
    pressing = standing.c.state.in_((DueState.OVERDUE.value, DueState.DUE_SOON.value))
    weekly = and_(standing.c.state == DueState.DUE_NOW.value, standing.c.cycle == Cycle.WEEK)
    return or_(pressing, weekly)


def due_today(ask: Ask, ids: Sequence[UUID], terms: Terms) -> Mapping[UUID, bool]:
    """Say of each person of a page whether a visit is due today."""
    who = standing(terms, Person.id.in_(ids))
    wanted = {person for (person,) in ask(select(who.c.id).where(is_due_today(who)))}
    return {one: one in wanted for one in ids}


def due_today_is(wanted: Any, terms: Terms) -> ColumnElement[bool]:
    """Match those to be visited today (or, for a false value, all others)."""
    who = standing(terms, Person.removed_at.is_(None))
    found = Person.id.in_(select(who.c.id).where(is_due_today(who)))
    return found if wanted not in (None, False, "0", "") else ~found
