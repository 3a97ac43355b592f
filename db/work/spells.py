"""Which spell of a dated fact a sheet row means: one that is there, a new one, or one that begins where another ends.

A spell is known by the day it began, else by the day it ended, else it is the one that holds now. Of where a person
lives and of the plan for him one holds at a time: other words for the one that holds now mean that it has changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.ledgers.care import CarePlan
from db.ledgers.people import Placement
from db.ledgers.record import Record
from db.words.clean import Level, Problem

ONE_AT_A_TIME: tuple[type[Record], ...] = (Placement, CarePlan)
ENDS = ("since", "until")

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Meant:
    """The record a row means (None: a new one), the day from which what it says holds instead, or why not."""

    known: Values | None = None
    begins: date | None = None
    problem: Problem | None = None


def meant(ledger: type[Record], said: Values, spells: Sequence[Values], today: date) -> Meant:
    """Say which of the spells of one series a row means. spells: all of them, `today` the office's day."""
    since, until = said.get("since"), said.get("until")
    known = _told_apart(since, until, spells)
    if known is not None:
        return Meant(known) if known["until"] else _changed(ledger, said, known, today)
    current = next((one for one in spells if one["until"] is None), None)
    if current is None or (since and until):
        return Meant(problem=_overlap(since, until, spells) if ledger in ONE_AT_A_TIME else None)
    return Meant(current) if until else _changed(ledger, said, current, today)


def wrong_way(values: Values) -> Problem | None:
    """Refuse a spell that ends before it begins."""
    since, until = values.get("since"), values.get("until")
    if since is None or until is None or since <= until:
        return None
    return Problem("until", str(until), Level.ERROR, f"止（{until}）早于起（{since}），请改正。")


def meant_by_key(ledger: type[Record], said: Values, spell: Values, today: date) -> Meant:
    """Say what an edited row of a spell means: of the one that holds now it may be that it has changed."""
    since = said.get("since")
    if spell["until"] is not None or (since and spell["since"] and since < spell["since"]):
        return Meant(spell)
    return _changed(ledger, said, spell, today)


def _told_apart(since: date | None, until: date | None, spells: Sequence[Values]) -> Values | None:
    """Return the spell that began on that day; where none is said, the one that ended on that day."""
    if since is not None:
        same = [one for one in spells if one["since"] == since]
        same = [one for one in same if one["until"] == until] or same
        same = same or [one for one in spells if until and one["until"] == until and one["since"] is None]
    else:
        same = [one for one in spells if until and one["until"] == until]
    return same[0] if same else None


def _changed(ledger: type[Record], said: Values, current: Values, today: date) -> Meant:
    """Mend the spell that holds now, or let another begin: a filled blank is mended, other words are a change."""
    if ledger not in ONE_AT_A_TIME:
        return Meant(current)
    differs = [key for key, value in said.items() if key not in ENDS and current[key] != value]
    since = said.get("since")
    if not differs or said.get("until"):
        return Meant(current)
    if since and current["since"] and since < current["since"]:
        reason = f"库中从 {current['since']} 起另有一段，与这一行不合，请核对起止日期。"
        return Meant(problem=Problem("since", str(since), Level.DOUBT, reason))
    begins = since or today
    if begins == current["since"] or all(current[key] is None for key in differs):
        return Meant(current)
    return Meant(current, begins)


def _overlap(since: date | None, until: date | None, spells: Sequence[Values]) -> Problem | None:
    """Refuse a new spell that reaches into another whose days are known."""
    for one in spells:
        begins, ends = one["since"] or one["until"], one["until"] or date.max
        if since and begins and since < ends and begins < (until or date.max):
            reason = f"与库中从 {one['since'] or '不详'} 到 {one['until'] or '今'} 的一段重叠，请核对起止日期。"
            return Problem("since", str(since), Level.DOUBT, reason)
    return None
