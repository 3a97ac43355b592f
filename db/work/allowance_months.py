"""高龄津贴 counted by months: age, category, amount; what is paid in a month in its turn and for months before.

By months, as the county rules count: (y·12+m) difference ≥ 960 (DOMAIN §4.3). Amounts are the office's own rows. Back
pay counts each month by the class of that month: who turned 90 meanwhile draws the lower amount for the months before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.books.rhythm import in_force
from db.ledgers.allowances import Allowance
from db.ledgers.care import AllowanceRate
from db.ledgers.people import Person, PersonTag, Tag
from db.store.reader import Reader
from db.trouble import Refused

POOR = (Tag.MINIMUM_LIVING.value, Tag.EXTREME_POVERTY.value)
"""低保、特困: they draw the higher amount between 80 and 89."""


def month_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """Return the first day of the month so many months later (earlier if negative)."""
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def months_old(birth: date, month: date) -> int:
    """Return the age in months as the rule counts it: the month of birth, not the day."""
    return (month.year - birth.year) * 12 + month.month - birth.month


def eligible_from(birth: date) -> date:
    """Return the first month that may be paid: the one in which 80 years (960 months) are full."""
    return add_months(month_of(birth), 960)


def category_for(birth: date, month: date, *, poor: bool = False) -> str | None:
    """Return the category that a month of birth comes to; None below 80."""
    months = months_old(birth, month)
    if months < 960:
        return None
    if months >= 1200:
        return "a100"
    if months >= 1080:
        return "a90"
    return "a80_poor" if poor else "a80"


@dataclass(frozen=True)
class Rates:
    """The office's amounts in yuan a month, each from a day on."""

    rows: Mapping[str, tuple[tuple[date, Decimal], ...]]

    @classmethod
    def read(cls, reader: Reader) -> "Rates":
        """Read the rate rows, oldest first."""
        found: dict[str, list[tuple[date, Decimal]]] = {}
        rows = select(AllowanceRate.category, AllowanceRate.since, AllowanceRate.amount)
        for category, since, amount in reader.rows(
            rows.where(AllowanceRate.removed_at.is_(None)).order_by(AllowanceRate.since)
        ):
            found.setdefault(category, []).append((since, amount))
        return cls({category: tuple(steps) for category, steps in found.items()})

    def of(self, category: str, month: date) -> Decimal | None:
        """Return the amount of a category in a month; None where the office has set none."""
        amounts = [amount for since, amount in self.rows.get(category, ()) if since <= month]
        return amounts[-1] if amounts else None


# -- what is paid -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """Months in a row that are paid afterwards by one category and amount."""

    category: str
    first: date
    months: int
    amount: Decimal | None

    @property
    def sum(self) -> Decimal:
        """What these months come to."""
        return (self.amount or Decimal(0)) * self.months


@dataclass(frozen=True)
class Drawn:
    """What one person draws in one month. back: yuan paid on top for earlier months; parts: how it comes about."""

    allowance: Allowance
    amount: Decimal | None
    back: Decimal
    parts: tuple["Part", ...] = ()

    @property
    def paid(self) -> Decimal | None:
        """What is paid out in the month."""
        return None if self.amount is None else self.amount + self.back


def drawn_in(reader: Reader, month: date) -> list[Drawn]:
    """Return everybody who draws an allowance in a month, with back pay in the month it begins."""
    rates = Rates.read(reader)
    rows = reader.rows(select(Allowance).where(in_force(Allowance, month)).order_by(Allowance.id))
    return [_drawn(reader, row[0], rates, month) for row in rows]


def _drawn(reader: Reader, one: Allowance, rates: Rates, month: date) -> Drawn:
    parts = back_parts(reader, one, rates) if month_of(one.since) == month else ()
    return Drawn(one, rates.of(one.category, month), sum((part.sum for part in parts), Decimal(0)), parts)


def back_parts(reader: Reader, one: Allowance, rates: Rates) -> tuple[Part, ...]:
    """Return what a row pays afterwards, month by month, those in a row of one category and amount together."""
    if not one.back_from or not one.back_months:
        return ()
    birth = reader.scalar(select(Person.birth_date).where(Person.id == one.person_id))
    found: list[Part] = []
    for month in (add_months(month_of(one.back_from), n) for n in range(one.back_months)):
        category = class_in(reader, one, birth, month)
        amount, last = rates.of(category, month), found[-1] if found else None
        if last is not None and (last.category, last.amount) == (category, amount):
            found[-1] = replace(last, months=last.months + 1)
        else:
            found.append(Part(category, month, 1, amount))
    return tuple(found)


def class_in(reader: Reader, one: Allowance, birth: date | None, month: date) -> str:
    """Return the category of one month before a row began, by the age and the need of that month.

    Where a clerk chose another category than the usual one, it holds for the months of the same age class as well.
    """
    if birth is None:
        return one.category
    now, then = (
        category_for(birth, of, poor=is_poor(reader, one.person_id, _last_day(of)))
        for of in (month_of(one.since), month)
    )
    chosen = now != one.category and category_for(birth, month) == category_for(birth, month_of(one.since))
    return one.category if chosen or then is None else then


def _last_day(month: date) -> date:
    return add_months(month, 1) - timedelta(days=1)


def is_poor(reader: Reader, person: UUID, day: date) -> bool:
    """Say whether somebody bears a tag of 低保 or 特困 on a day."""
    bears = select(PersonTag.id).where(PersonTag.person_id == person, PersonTag.tag.in_(POOR), in_force(PersonTag, day))
    return reader.scalar(bears.limit(1)) is not None


# -- months paid afterwards ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BackPay:
    """Months paid afterwards: from which month on, how many, and why (code of allowance_back_pay)."""

    first: date
    months: int
    reason: str


def paid_months(reader: Reader, person: UUID, first: date, count: int) -> list[date]:
    """Return which of so many months from a first one on are paid already, in their turn or afterwards."""
    own = [
        row[0]
        for row in reader.rows(select(Allowance).where(Allowance.person_id == person, Allowance.removed_at.is_(None)))
    ]
    months = [add_months(month_of(first), n) for n in range(count)]
    return [month for month in months if any(_pays(one, month) for one in own)]


def _pays(one: Allowance, month: date) -> bool:
    if month_of(one.since) <= month and (one.until is None or month < month_of(one.until)):
        return True
    if not one.back_from or not one.back_months:
        return False
    return month_of(one.back_from) <= month < add_months(month_of(one.back_from), one.back_months)


def back_columns(reader: Reader, person: UUID, month: date, back: BackPay) -> dict[str, Any]:
    """Return the columns of back pay; refused where a month is paid already, is not over, or lies below 80 years."""
    first = month_of(back.first)
    birth = reader.scalar(select(Person.birth_date).where(Person.id == person))
    if reader.codes("allowance_back_pay").read(back.reason) is None:
        raise Refused("没有这个补发原因，没有改动。", "请从补发原因里选一个。")
    if back.months < 1 or add_months(first, back.months) > month:
        raise Refused(f"补发的月份应在{month:%Y 年 %m 月}以前，没有改动。", "请核对从哪个月起补、补几个月。")
    if birth is None or category_for(birth, first) is None:
        raise Refused("补发的月份里还不满 80 周岁，没有改动。", "请核对从哪个月起补。")
    paid = paid_months(reader, person, first, back.months)
    if paid:
        raise Refused(f"{paid[0]:%Y 年 %m 月}已经发过，不能重复补发。", "请核对从哪个月起补、补几个月。")
    return {"back_from": first, "back_months": back.months, "back_reason": back.reason}
