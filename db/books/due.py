"""When a visit is due: calendar windows and the due state of a person (DOMAIN §6, §8.4; Inner Mongolia rule)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.types import String

from db.books.book import Ask, Terms
from db.books.people_columns import Plan, last_visit, risk_class
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


def _care(terms: Terms, ids: Sequence[UUID] | None = None) -> CTE:
    """Return class, own cycle, last visit and first day of those people (None: all), worked out once a statement."""
    statement = (
        select(
            Person.id,
            risk_class(terms).label("risk"),
            Plan.cycle.label("own"),
            last_visit(terms).label("seen"),
            Person.created_at.label("known"),
        )
        .select_from(Person)
        .outerjoin(Plan, and_(Plan.person_id == Person.id, Plan.until.is_(None), Plan.removed_at.is_(None)))
    )
    if ids is not None:
        statement = statement.where(Person.id.in_(ids))
    return statement.cte("care").prefix_with("MATERIALIZED")


def _state(terms: Terms, care: CTE) -> ColumnElement[Any]:
    """Return the key of the due state; empty where no class holds.

    Overdue = the window before this one went by unvisited, for those who were in the ledger by then.
    """
    kind, seen = CarePlan.cycle.type, care.c.seen
    by_class = {
        literal(rule.risk_class, CarePlan.risk_class.type): literal(rule.cycle, kind) for rule in terms.cycle_rules
    }
    found = func.coalesce(care.c.own, case(by_class, value=care.c.risk) if by_class else literal(None, kind))
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
    care = _care(terms, ids)
    rows = ask(select(care.c.id, _state(terms, care)))
    return {person: DueState.of(state) for person, state in rows if state is not None}


def due_is(wanted: Any, terms: Terms) -> ColumnElement[bool]:
    """Match one due state; None matches those to whom no class holds."""
    care = _care(terms)
    state = _state(terms, care)
    key = wanted.value if isinstance(wanted, Choice) else wanted
    return Person.id.in_(select(care.c.id).where(state.is_(None) if key is None else state == str(key)))
