"""When a visit is due: calendar windows and the due state of a person (DOMAIN §6, §8.4; Inner Mongolia rule).

A window is asked for if its cycle was owed from the check day (Monday; of a month or quarter the day before that of the
newcomers) to its end, and the person could be visited then. A major change calls for a visit of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from threading import Lock
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
)
from sqlalchemy.types import String

from db.books.book import Ask, Terms
from db.books.people_columns import is_met
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
from db.books.walks import Walks
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


PRESSING = (DueState.OVERDUE, DueState.DUE_SOON)

MAKING = Lock()

_last = func.max(ServiceLog.at, type_=UtcMoment())


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

    turned: whose class, cycle or presence may have been another before. whole: a large part of the ledger is read, so
    every ledger is walked once, not once a person; `met` then tells the last visit at which they were met or heard of.
    """
    walks = Walks("now") if whole else None
    who = replace(PERSON, walks=walks)
    end = literal(moment_of(terms.today + timedelta(days=1)), UtcMoment())
    visits = and_(ServiceLog.at < end, counts(terms))
    told = (
        Person.id,
        Person.area_id,
        Person.birth_date.label("birth"),
        Person.status,
        Person.created_at.label("known"),
        class_on(who, terms, terms.today).label("risk"),
        owed_on(who, terms, terms.today).label("cycle"),
        can_be_visited(who, terms, terms.today).label("home"),
        changed(who, terms, _earliest(terms), terms.today).label("turned"),
    )
    if walks is None:
        own = select(_last).where(ServiceLog.person_id == Person.id, visits).correlate(Person).scalar_subquery()
        statement = select(*told, own.label("seen"))
    else:
        seen, met = _last.filter(visits).label("seen"), _last.filter(is_met()).label("met")
        walked = select(ServiceLog.person_id, seen, met).group_by(ServiceLog.person_id)
        last = walked.cte("now_visits").prefix_with("MATERIALIZED")
        statement = select(*told, last.c.seen, last.c.met).outerjoin(last, last.c.person_id == Person.id)
        statement = walks.along(statement, Person.id)
        among = case((among, 1), else_=0) == 1  # no index of people: their own order is that of the walks, 2 × as fast
    return statement.where(among).cte("care").prefix_with("MATERIALIZED")


def _who(care: CTE, walks: Walks | None = None) -> Who:
    return Who(care, care.c.id, care.c.birth, care.c.status, walks)


def _open_event(terms: Terms, care: CTE) -> ColumnElement[Any]:
    """Return the moment of the first major change that no visit has answered yet, of classes with hours."""
    hours = [rule.risk_class for rule in terms.cycle_rules if rule.hours_after_change]
    end = literal(moment_of(terms.today + timedelta(days=1)), UtcMoment())
    urgent = LifeEvent.kind.in_(terms.urgent), LifeEvent.removed_at.is_(None), LifeEvent.at < end
    found = select(func.min(LifeEvent.at, type_=UtcMoment())).where(
        LifeEvent.person_id == care.c.id, *urgent, or_(care.c.seen.is_(None), care.c.seen < LifeEvent.at)
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


def _state(terms: Terms, care: CTE, then: Who, *, steady: bool = False) -> ColumnElement[Any]:
    """Return the key of the due state; empty where no cycle is owed.

    then: who is asked what held on earlier days, if anything has turned; steady: for none of them anything has.
    """
    event = _open_event(terms, care)
    turned = false() if steady else care.c.turned
    windows = (
        (care.c.cycle == literal(kind, CarePlan.cycle.type), _in_window(terms, care, (kind, then), turned))
        for kind in Cycle
    )
    return case(
        (care.c.cycle.is_(None), literal(None, String())),
        (and_(event < _late_after(terms, care), care.c.home), _key(DueState.OVERDUE)),
        (and_(event.is_not(None), care.c.home), _key(DueState.DUE_SOON)),
        *windows,
        else_=None,
    )


def _earliest(terms: Terms) -> date:
    """Return the earliest day on which a window before this one is judged."""
    days = []
    for kind in Cycle:
        before = window_of(kind, window_of(kind, terms.today)[0] - timedelta(days=1))
        days.append(check_day(kind, before, terms))
    return min(days)


def _in_window(terms: Terms, care: CTE, of: tuple[Cycle, Who], turned: ColumnElement[bool]) -> ColumnElement[Any]:
    """Return the state in the window of one cycle. turned: whose class, cycle or presence may have changed since."""
    (kind, then), who, today, seen = of, _who(care), terms.today, care.c.seen
    first, last = window = window_of(kind, today)
    before = window_of(kind, first - timedelta(days=1))
    check = check_day(kind, window, terms)
    holds = literal(kind, CarePlan.cycle.type)
    soon: Mapping[Cycle, int] = {rule.cycle: rule.soon_days for rule in terms.cycle_rules}
    starts, earlier = (literal(moment_of(day), UtcMoment()) for day in (first, before[0]))
    rested = has(who, Absence, Absence.kind.in_(terms.resting), in_force(Absence, before[1]))
    asked = and_(~rested, or_(~turned, is_asked(then, terms, kind, before)))
    cases = [
        (seen >= starts, _key(DueState.VISITED)),
        (~care.c.home, _key(DueState.NOT_DUE)),
        (
            and_(or_(seen.is_(None), seen < earlier), asked, _known(care, who, (first, before))),
            _key(DueState.OVERDUE),
        ),
    ]
    if check <= today:
        late = and_(turned, owed_on(then, terms, check).is_distinct_from(holds))
        cases.append((late, _key(DueState.NOT_DUE)))
    ends_soon = (last - today).days < soon.get(kind, 0)
    return case(*cases, else_=_key(DueState.DUE_SOON if ends_soon else DueState.DUE_NOW))


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
def _of_some(terms: Terms, *, steady: bool) -> Select[Any]:
    """Return what is owed to some people; built once for the same terms."""
    care = _care(terms, _some(), whole=False)
    told = care.c.id, care.c.risk, care.c.cycle, _open_event(terms, care)
    return select(*told, _state(terms, care, _who(care), steady=steady)).where(care.c.cycle.is_not(None))


def _asked(ask: Ask, terms: Terms, ids: Sequence[UUID]) -> Iterator[Any]:
    """Yield rows about some people: the few for whom something has changed are asked in full, all others shortly.

    About nobody both are asked, for later: to make them takes 0.15 s.
    """
    turned = {row[0] for row in ask(_turned(terms), {"some": list(ids)})}
    calm = [one for one in ids if one not in turned]
    for part, statement in ((calm, _of_some(terms, steady=True)), (list(turned), _of_some(terms, steady=False))):
        if part or not ids:
            yield from ask(statement, {"some": part})


def dues(ask: Ask, terms: Terms, ids: Sequence[UUID] | None = None) -> list[Due]:
    """Return what is owed on the day of the terms: to those people (at most some hundreds), or to all of the office."""
    if ids is not None:
        return [_due(terms, row) for row in _asked(ask, terms, ids)]
    who = _whole(terms)
    told = who.c.id, who.c.risk, who.c.cycle, who.c.at, who.c.state
    return [_due(terms, row) for row in ask(select(*told).where(who.c.cycle.is_not(None)))]


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
    return {one.person: one.state for one in dues(ask, terms, ids)}


def _whole(terms: Terms) -> CTE:
    """Return where everybody stands, one and the same however many states a statement asks for.

    One thread at a time: two that made it at once would each hold their own, and find the other's at the next call.
    """
    with MAKING:
        return _of_all(terms)


@lru_cache(maxsize=8)
def _of_all(terms: Terms) -> CTE:
    return standing(terms, Person.removed_at.is_(None))


def due_is(wanted: Any, terms: Terms) -> ColumnElement[bool]:
    """Match one due state; None matches those to whom no cycle is owed."""
    who = _whole(terms)
    key = wanted.value if isinstance(wanted, Choice) else wanted
    return Person.id.in_(select(who.c.id).where(who.c.state.is_(None) if key is None else who.c.state == str(key)))


def standing(terms: Terms, among: ColumnElement[bool]) -> CTE:
    """Return id, area_id, risk, cycle, seen, at (of an open change) and state (a key) of the people among whom."""
    care = _care(terms, among, whole=True)
    walks = Walks("then", select(care.c.id).where(care.c.turned))
    state = _state(terms, care, _who(care, walks)).label("state")
    told = care.c.id, care.c.area_id, care.c.risk, care.c.cycle, care.c.met.label("seen")
    statement = select(*told, _open_event(terms, care).label("at"), state).select_from(care)
    return walks.along(statement, care.c.id).cte("standing").prefix_with("MATERIALIZED")


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
    who = _whole(terms)
    found = Person.id.in_(select(who.c.id).where(is_due_today(who)))
    return found if wanted not in (None, False, "0", "") else ~found
