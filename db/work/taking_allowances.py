"""高龄津贴 as other people's lists tell it: by months, category and first month filled in where a row is silent.

A roster says of somebody who is known only whether anything changed: another category from a later month on begins a
new spell, a month of stopping ends the one that is drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from db.ledgers.people import Person
from db.store.reader import Reader
from db.words.clean import Level, Problem
from db.work.allowance_months import add_months, category_for, eligible_from, is_poor, month_of
from db.work.spells import Meant

MONTHS = ("since", "until", "back_from")
GIVEN = ("category", "since")
"""What follows from the birth month where a row leaves it empty."""
FULL = {"a90": 1080, "a100": 1200}
"""Months of age at which the older categories begin."""


def by_months(values: dict[str, Any]) -> None:
    """Bring every month of a row to its first day, in place."""
    values |= {key: month_of(values[key]) for key in MONTHS if values.get(key)}


@dataclass(frozen=True)
class Filled:
    """What a new row was silent of, and what to tell of it."""

    values: Mapping[str, Any]
    problems: Sequence[Problem] = ()


def filled(reader: Reader, values: Mapping[str, Any]) -> Filled:
    """Return the category and the first month of a new row that does not say them; below 80 years it is refused."""
    birth = reader.scalar(select(Person.birth_date).where(Person.id == values.get("person_id")))
    if birth is None:
        return Filled({}, [Problem("person_id", "", Level.ERROR, "这个人没有出生日期，请先补上出生日期或身份证号。")])
    last = add_months(values["until"], -1) if values.get("until") else month_of(reader.today)
    poor = is_poor(reader, values["person_id"], reader.today)
    category = values.get("category") or category_for(birth, max(last, values.get("since") or last), poor=poor)
    begun = values.get("since") or _full(birth, category)
    early = begun < eligible_from(birth) or (not values.get("since") and begun > month_of(reader.today))
    if category is None or early:
        reason = f"按月计算，{eligible_from(birth):%Y-%m} 才满 80 周岁，请核对出生日期和起发月。"
        return Filled({}, [Problem("since", "", Level.ERROR, reason)])
    told = [] if values.get("since") else [
        Problem("since", "", Level.WARNING, f"没有写起发月，按满龄当月 {begun:%Y-%m} 起发登记，请核对。")
    ]  # fmt: skip
    return Filled({"category": category, "since": begun}, told)


def _full(birth: date, category: str | None) -> date:
    return add_months(month_of(birth), FULL.get(category or "", 960))


def turned(values: Mapping[str, Any], known: Meant) -> Meant:
    """Say what a row means of somebody who draws already: another category holds from a later month, never before."""
    spell = known.known
    if spell is None or spell["until"] is not None or values.get("until"):
        return known
    since, category = values.get("since"), values.get("category")
    if since and spell["since"] < since:
        return Meant(spell, since) if category not in (None, spell["category"]) else _same(spell, since)
    if category not in (None, spell["category"]) and since is None:
        reason = "类别与库中不同，请写明从哪个月起（起发月），或在“高龄津贴”里调整。"
        return Meant(problem=Problem("category", str(category), Level.DOUBT, reason))
    return known


def _same(spell: Mapping[str, Any], since: date) -> Meant:
    reason = f"库中从 {spell['since']:%Y-%m} 起已在发放，起发月不同，请核对。"
    return Meant(problem=Problem("since", f"{since:%Y-%m}", Level.DOUBT, reason))
