"""Deadlines of matters, in calendar days of the office (DOMAIN 6)."""

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from sqlalchemy import select

from db.ledgers.matter_rules import Deadline
from db.ledgers.office import Office
from db.store.reader import Reader
from db.work.kinds import KindRules

CONFIRMATION_DAYS = 30
"""人民调解法 33: jointly, within 30 calendar days of the effective date."""
GROUP_FROM = 5
"""人次 from which a matter is one of a group, where the office says nothing: 集体访 is spoken of from five on."""


def old_since(reader: Reader) -> date:
    """Return the day up to which the beginning of an open grievance makes it an old one (积案; years: a setting)."""
    today = reader.today
    year = today.year - int(reader.scalar(select(Office.old_years)) or 1)
    return date(year, today.month, min(today.day, calendar.monthrange(year, today.month)[1]))


def group_from(reader: Reader) -> int:
    """Return 人次 from which a matter is one of a group and is marked so (a setting; DOMAIN 4.1)."""
    return int(reader.scalar(select(Office.many_heads)) or GROUP_FROM)


def next_month(day: date) -> date:
    """Return the same day of the next month, its last day where that is missing (人民调解工作若干规定 36)."""
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _none(_day: date, _days: int | None) -> date | None:
    return None


def _next_month(day: date, _days: int | None) -> date | None:
    return next_month(day)


def _after(day: date, days: int | None) -> date | None:
    return None if days is None else day + timedelta(days=days)


COUNTED: Mapping[Deadline, Callable[[date, int | None], date | None]] = {
    Deadline.NONE: _none,
    Deadline.NEXT_MONTH: _next_month,
    Deadline.DAYS: _after,
}


def due_when_raised(rules: KindRules, raised: date) -> date | None:
    """Return until when a matter just raised must be accepted or closed; None where the kind counts from acceptance."""
    return None if rules.raised_days is None else COUNTED[rules.deadline](raised, rules.raised_days)


def due_when_accepted(rules: KindRules, accepted: date, before: date | None) -> date | None:
    """Return until when an accepted matter must be closed; what was counted from the day it was raised stands."""
    if rules.deadline is Deadline.DAYS and rules.days is None:
        return before
    return COUNTED[rules.deadline](accepted, rules.days) or before


def last_extension(rules: KindRules, due: date) -> date | None:
    """Return how far a limit may be put off; None where no rule says."""
    return None if rules.extra_days is None else due + timedelta(days=rules.extra_days)


def last_confirmation(effective: date) -> date:
    """Return the last day on which judicial confirmation may be applied for."""
    return effective + timedelta(days=CONFIRMATION_DAYS)
