"""When a visit is due: calendar windows and the due state of a person (DOMAIN §6, §8.4; Inner Mongolia rule)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, or_
from sqlalchemy.types import String

from db.books.book import Terms
from db.books.people_columns import cycle, last_visit
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


def due_state(terms: Terms) -> ColumnElement[Any]:
    """Return the key of the due state; empty where no class holds.

    Overdue = the window before this one went by unvisited, for those who were in the ledger by then.
    """
    seen = last_visit(terms)
    kind = cycle(terms)
    cases: list[tuple[ColumnElement[bool], ColumnElement[Any]]] = []
    soon: Mapping[Cycle, int] = {rule.cycle: rule.soon_days for rule in terms.cycle_rules}
    for each in Cycle:
        first, last = window_of(each, terms.today)
        before, _ = window_of(each, first - timedelta(days=1))
        holds = kind == literal(each, CarePlan.cycle.type)
        starts, earlier = (literal(moment_of(day), UtcMoment()) for day in (first, before))
        known = or_(seen.is_not(None), Person.created_at < starts)
        missed = and_(known, or_(seen.is_(None), seen < earlier))
        ends_soon = (last - terms.today).days < soon.get(each, 0)
        rest = DueState.DUE_SOON if ends_soon else DueState.DUE_NOW
        cases += [
            (and_(holds, seen >= starts), _key(DueState.VISITED)),
            (and_(holds, missed), _key(DueState.OVERDUE)),
            (holds, _key(rest)),
        ]
    return case(*cases, else_=None)


def _key(state: DueState) -> ColumnElement[Any]:
    return literal(state.value, String())


def due_choice(value: str | None, terms: Terms) -> DueState | None:
    """Return the due state of a key."""
    return None if value is None else DueState.of(value)


def due_is(wanted: Any, terms: Terms) -> ColumnElement[bool]:
    """Match one due state."""
    if wanted is None:
        return due_state(terms).is_(None)
    return due_state(terms) == (wanted.value if isinstance(wanted, Choice) else str(wanted))
