"""When a visit is due: calendar windows and the due state of a person (DOMAIN §6, §8.4; Inner Mongolia rule)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, FromClause, and_, case, func, literal, or_, select
from sqlalchemy.types import String

from db.books.book import Ask, Terms
from db.books.people_columns import Plan, bearers, last_visit, last_visits, risk_class
from db.ledgers.care import CarePlan, Cycle
from db.ledgers.people import Person
from db.words.choice import Choice
from db.words.field import UtcMoment


class DueState(Choice):
    """Where a person stands in the window of the cycle."""

    NOT_DUE = "not_due", "未到期"
    DUE_NOW = "due_now", "本期待访"
    DUE_SOON = "due_soon", "即将逾期"
    OVERDUE = "overdue", "逾期"
    VISITED = "visited", "已访"


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


def moment_of(day: date) -> datetime:
    """Return the local midnight with which a day begins."""
    return datetime.combine(day, time()).astimezone(UTC)


def _care(terms: Terms, among: ColumnElement[bool] | None = None) -> CTE:
    """Return class, own cycle, last visit and first day of those people (None: all), worked out once a statement."""
    statement = (
        select(
            Person.id,
            Person.area_id,
            risk_class(terms).label("risk"),
            Plan.cycle.label("own"),
            last_visit(terms).label("seen"),
            Person.created_at.label("known"),
        )
        .select_from(Person)
        .outerjoin(Plan, and_(Plan.person_id == Person.id, Plan.until.is_(None), Plan.removed_at.is_(None)))
    )
    if among is not None:
        statement = statement.where(among)
    return statement.cte("care").prefix_with("MATERIALIZED")


def _everybody(terms: Terms, among: ColumnElement[bool]) -> CTE:
    """Return the same for a large part of the ledger: visits and tags are walked once, not once a person."""
    last = last_visits()
    return (
        select(
            Person.id,
            Person.area_id,
            risk_class(terms, bearers).label("risk"),
            Plan.cycle.label("own"),
            last.c.seen.label("seen"),
            Person.created_at.label("known"),
        )
        .select_from(Person)
        .outerjoin(Plan, and_(Plan.person_id == Person.id, Plan.until.is_(None), Plan.removed_at.is_(None)))
        .outerjoin(last, last.c.person_id == Person.id)
        .where(among)
        .cte("care")
        .prefix_with("MATERIALIZED")
    )


def _cycle(terms: Terms, care: CTE) -> ColumnElement[Any]:
    """Return the cycle that holds: the plan's own, else that of the class."""
    kind = CarePlan.cycle.type
    by_class = {
        literal(rule.risk_class, CarePlan.risk_class.type): literal(rule.cycle, kind) for rule in terms.cycle_rules
    }
    return func.coalesce(care.c.own, case(by_class, value=care.c.risk) if by_class else literal(None, kind), type_=kind)


def _state(terms: Terms, care: CTE) -> ColumnElement[Any]:
    """Return the key of the due state; empty where no class holds.

    Overdue = the window before this one went by unvisited, for those who were in the ledger by then.
    """
    kind, seen, found = CarePlan.cycle.type, care.c.seen, _cycle(terms, care)
    soon: Mapping[Cycle, int] = {rule.cycle: rule.soon_days for rule in terms.cycle_rules}
    cases: list[tuple[ColumnElement[bool], ColumnElement[Any]]] = []
    for each in Cycle:
        first, last = window_of(each, terms.today)
        before, _ = window_of(each, first - timedelta(days=1))
        holds = found == literal(each, kind)
        starts, earlier = (literal(moment_of(day), UtcMoment()) for day in (first, before))
        missed = or_(seen < earlier, and_(seen.is_(None), care.c.known < starts))
        ends_soon = (last - terms.today).days < soon.get(each, 0)
        cases += [
            (and_(holds, seen >= starts), _key(DueState.VISITED)),
            (and_(holds, missed), _key(DueState.OVERDUE)),
            (holds, _key(DueState.DUE_SOON if ends_soon else DueState.DUE_NOW)),
        ]
    return case(*cases, else_=None)


def _key(state: DueState) -> ColumnElement[Any]:
    return literal(state.value, String())


def due_states(ask: Ask, ids: Sequence[UUID], terms: Terms) -> Mapping[UUID, DueState]:
    """Return the due state of each person of a page."""
    care = _care(terms, Person.id.in_(ids))
    rows = ask(select(care.c.id, _state(terms, care)))
    return {person: DueState.of(state) for person, state in rows if state is not None}


def due_is(wanted: Any, terms: Terms) -> ColumnElement[bool]:
    """Match one due state; None matches those to whom no class holds."""
    care = _everybody(terms, Person.removed_at.is_(None))
    state = _state(terms, care)
    key = wanted.value if isinstance(wanted, Choice) else wanted
    return Person.id.in_(select(care.c.id).where(state.is_(None) if key is None else state == str(key)))


def standing(terms: Terms, among: ColumnElement[bool]) -> CTE:
    """Return id, area_id, cycle, seen and state (a key) of the people among whom, for counts and lists of the due."""
    care = _everybody(terms, among)
    told = (_cycle(terms, care).label("cycle"), _state(terms, care).label("state"))
    return select(care.c.id, care.c.area_id, care.c.seen, *told).cte("standing").prefix_with("MATERIALIZED")


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
