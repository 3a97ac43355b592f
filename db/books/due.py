"""When a visit is due: calendar windows and the due state of a person (DOMAIN §6, §8.4; Inner Mongolia rule).

A window is asked for if its cycle was owed from the check day (Monday; of a month or quarter the day before that of the
newcomers) to its end, and the person could be visited then. A major change calls for a visit of its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.types import String

from db.books.book import Ask, Terms
from db.books.people_columns import last_visits
from db.books.rhythm import (
    PERSON,
    Who,
    can_be_visited,
    changed,
    class_on,
    counts,
    has,
    in_force,
    moment_of,
    owed_on,
)
from db.ledgers.care import CarePlan, Cycle, RiskClass
from db.ledgers.happenings import Absence, LifeEvent
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


Wanted = Callable[..., Select[Any]]
"""Says what is to be told: (terms, care, state) → statement."""

PRESSING = (DueState.OVERDUE, DueState.DUE_SOON)


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


def _care(terms: Terms, among: ColumnElement[bool], *, whole: bool) -> CTE:
    """Return who of them is owed what on the day, and when they were last paid a visit that counts.

    whole: a large part of the ledger is read, so visits and tags are walked once, not once a person.
    """
    who = replace(PERSON, whole=whole)
    end = literal(moment_of(terms.today + timedelta(days=1)), UtcMoment())
    visits = ServiceLog.at < end, counts(terms)
    last = func.max(ServiceLog.at, type_=UtcMoment())
    classed = select(
        Person.id,
        Person.area_id,
        Person.birth_date.label("birth"),
        Person.status,
        Person.created_at.label("known"),
        class_on(who, terms, terms.today).label("risk"),
    ).where(among)
    inner = classed.cte("classed").prefix_with("MATERIALIZED")
    told = Who(inner, inner.c.id, inner.c.birth, inner.c.status, whole)
    owed = owed_on(told, terms, terms.today, inner.c.risk).label("cycle")
    home = can_be_visited(told, terms, terms.today).label("home")
    if whole:
        walked = select(ServiceLog.person_id, last.label("seen")).where(*visits).group_by(ServiceLog.person_id)
        met = walked.cte("met").prefix_with("MATERIALIZED")
        statement = select(inner, owed, home, met.c.seen).outerjoin(met, met.c.person_id == inner.c.id)
    else:
        own = select(last).where(ServiceLog.person_id == inner.c.id, *visits).correlate(inner).scalar_subquery()
        statement = select(inner, owed, home, own.label("seen"))
    return statement.cte("care").prefix_with("MATERIALIZED")


def _who(care: CTE, *, whole: bool) -> Who:
    return Who(care, care.c.id, care.c.birth, care.c.status, whole)


def _open_event(terms: Terms, care: CTE, *, whole: bool) -> ColumnElement[Any]:
    """Return the moment of the first major change that no visit has answered yet, of classes with hours."""
    hours = [rule.risk_class for rule in terms.cycle_rules if rule.hours_after_change]
    end = literal(moment_of(terms.today + timedelta(days=1)), UtcMoment())
    urgent = LifeEvent.kind.in_(terms.urgent), LifeEvent.removed_at.is_(None), LifeEvent.at < end
    found = select(func.min(LifeEvent.at, type_=UtcMoment())).where(
        LifeEvent.person_id == care.c.id, *urgent, or_(care.c.seen.is_(None), care.c.seen < LifeEvent.at)
    )
    wanted = and_(care.c.risk.in_(hours), has(_who(care, whole=whole), LifeEvent, *urgent))
    return case((wanted, found.correlate(care).scalar_subquery()), else_=None)


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


def _state(terms: Terms, care: CTE, *, whole: bool, steady: bool = False) -> ColumnElement[Any]:
    """Return the key of the due state; empty where no cycle is owed. steady: for none of them anything has changed."""
    event = _open_event(terms, care, whole=whole)
    cases: list[tuple[ColumnElement[bool], ColumnElement[Any]]] = [
        (care.c.cycle.is_(None), literal(None, String())),
        (and_(event < _late_after(terms, care), care.c.home), _key(DueState.OVERDUE)),
        (and_(event.is_not(None), care.c.home), _key(DueState.DUE_SOON)),
    ]
    who = _who(care, whole=whole)
    turned = false() if steady else changed(who, terms, _earliest(terms), terms.today)
    for kind in Cycle:
        cases += _in_window(terms, care, (kind, who), turned)
    return case(*cases, else_=None)


def _earliest(terms: Terms) -> date:
    """Return the earliest day on which a window before this one is judged."""
    days = []
    for kind in Cycle:
        before = window_of(kind, window_of(kind, terms.today)[0] - timedelta(days=1))
        days.append(check_day(kind, before, terms))
    return min(days)


def _in_window(
    terms: Terms, care: CTE, of: tuple[Cycle, Who], turned: ColumnElement[bool]
) -> list[tuple[ColumnElement[bool], ColumnElement[Any]]]:
    """Return the cases of one cycle. turned: whose class, cycle or presence may have been another before."""
    (kind, who), today, seen = of, terms.today, care.c.seen
    first, last = window = window_of(kind, today)
    before = window_of(kind, first - timedelta(days=1))
    check = check_day(kind, window, terms)
    holds = literal(kind, CarePlan.cycle.type)
    soon: Mapping[Cycle, int] = {rule.cycle: rule.soon_days for rule in terms.cycle_rules}
    starts, earlier = (literal(moment_of(day), UtcMoment()) for day in (first, before[0]))
    rested = has(who, Absence, Absence.kind.in_(terms.resting), in_force(Absence, before[1]))
    asked = and_(~rested, or_(~turned, is_asked(who, terms, kind, before)))
    cases = [
        (seen >= starts, _key(DueState.VISITED)),
        (~care.c.home, _key(DueState.NOT_DUE)),
        (
            and_(or_(seen.is_(None), seen < earlier), asked, _known(care, who, (first, before))),
            _key(DueState.OVERDUE),
        ),
    ]
    if check <= today:
        late = and_(turned, owed_on(who, terms, check).is_distinct_from(holds))
        cases.append((late, _key(DueState.NOT_DUE)))
    ends_soon = (last - today).days < soon.get(kind, 0)
    cases.append((true(), _key(DueState.DUE_SOON if ends_soon else DueState.DUE_NOW)))
    return [(and_(care.c.cycle == holds, fits), told) for fits, told in cases]


def _known(care: CTE, who: Who, windows: tuple[date, tuple[date, date]]) -> ColumnElement[bool]:
    """Say who was in the ledger before this window: by a visit, by the entry, or by a dated placement."""
    first, before = windows
    starts = literal(moment_of(first), UtcMoment())
    dated = has(who, Placement, Placement.since <= before[1], Placement.removed_at.is_(None))
    return or_(care.c.seen.is_not(None), care.c.known < starts, dated)


def _key(state: DueState) -> ColumnElement[Any]:
    return literal(state.value, String())


def _some() -> ColumnElement[bool]:
    """Say who is asked about: the people of the parameter `some`."""
    return and_(Person.id.in_(bindparam("some", expanding=True)), Person.removed_at.is_(None))


@lru_cache(maxsize=16)
def _turned(terms: Terms) -> Select[Any]:
    """Return which of some people something has changed for; built once for the same terms."""
    return select(Person.id).where(_some(), changed(PERSON, terms, _earliest(terms), terms.today))


@lru_cache(maxsize=32)
def _of_some(terms: Terms, wanted: Wanted, *, steady: bool) -> Select[Any]:
    """Return what is wanted of some people; built once for the same terms."""
    care = _care(terms, _some(), whole=False)
    return wanted(terms, care, _state(terms, care, whole=False, steady=steady))


def _asked(ask: Ask, terms: Terms, ids: Sequence[UUID], wanted: Wanted) -> Iterator[Any]:
    """Yield rows about some people: the few for whom something has changed are asked in full, all others shortly."""
    turned = {row[0] for row in ask(_turned(terms), {"some": list(ids)})}
    for part, steady in (([one for one in ids if one not in turned], True), (list(turned), False)):
        if part:
            yield from ask(_of_some(terms, wanted, steady=steady), {"some": part})


def _all_told(terms: Terms, care: CTE, state: ColumnElement[Any], *, whole: bool = False) -> Select[Any]:
    told = care.c.id, care.c.risk, care.c.cycle, _open_event(terms, care, whole=whole), state
    return select(*told).where(care.c.cycle.is_not(None))


def _state_told(_: Terms, care: CTE, state: ColumnElement[Any]) -> Select[Any]:
    return select(care.c.id, state)


def dues(ask: Ask, terms: Terms, ids: Sequence[UUID] | None = None) -> list[Due]:
    """Return what is owed on the day of the terms: to those people (at most some hundreds), or to all of the office."""
    if ids is not None:
        return [_due(terms, row) for row in _asked(ask, terms, ids, _all_told)]
    care = _care(terms, Person.removed_at.is_(None), whole=True)
    return [_due(terms, row) for row in ask(_all_told(terms, care, _state(terms, care, whole=True), whole=True))]


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
    rows = _asked(ask, terms, ids, _state_told)
    return {person: DueState.of(state) for person, state in rows if state is not None}


@lru_cache(maxsize=8)
def _whole(terms: Terms) -> tuple[CTE, ColumnElement[Any]]:
    """Return care and state of the whole ledger, one and the same however many states a statement asks for."""
    care = _care(terms, Person.removed_at.is_(None), whole=True)
    return care, _state(terms, care, whole=True)


def due_is(wanted: Any, terms: Terms) -> ColumnElement[bool]:
    """Match one due state; None matches those to whom no cycle is owed."""
    care, state = _whole(terms)
    key = wanted.value if isinstance(wanted, Choice) else wanted
    return Person.id.in_(select(care.c.id).where(state.is_(None) if key is None else state == str(key)))


def standing(terms: Terms, among: ColumnElement[bool]) -> CTE:
    """Return id, area_id, cycle, seen and state (a key) of the people among whom, for counts and lists of the due."""
    care, last = _care(terms, among, whole=True), last_visits()
    told = care.c.id, care.c.area_id, last.c.seen, care.c.cycle, _state(terms, care, whole=True).label("state")
    joined = select(*told).select_from(care).outerjoin(last, last.c.person_id == care.c.id)
    return joined.cte("standing").prefix_with("MATERIALIZED")


def is_due_today(standing: FromClause) -> ColumnElement[bool]:
    """Say who is to be visited today: the overdue, those whose window ends soon, and the weekly not seen this week."""
    pressing = standing.c.state.in_([state.value for state in PRESSING])
    weekly = and_(standing.c.state == DueState.DUE_NOW.value, standing.c.cycle == Cycle.WEEK)
    return or_(pressing, weekly)


def due_today(ask: Ask, ids: Sequence[UUID], terms: Terms) -> Mapping[UUID, bool]:
    """Say of each person of a page whether a visit is due today."""
    states = dues(ask, terms, ids)
    wanted = {one.person for one in states if one.state in PRESSING or _weekly_now(one)}
    return {one: one in wanted for one in ids}


def _weekly_now(due: Due) -> bool:
    return due.state is DueState.DUE_NOW and due.cycle is Cycle.WEEK


def due_today_is(wanted: Any, terms: Terms) -> ColumnElement[bool]:
    """Match those to be visited today (or, for a false value, all others)."""
    who = standing(terms, Person.removed_at.is_(None))
    found = Person.id.in_(select(who.c.id).where(is_due_today(who)))
    return found if wanted not in (None, False, "0", "") else ~found
