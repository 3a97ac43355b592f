"""月报: the figures of one month gathered once; screen, page and workbook show these and nothing else."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from db.ledgers.areas import Area
from db.store.reader import Reader
from db.trouble import Refused, UnknownName
from db.work.allowance_months import add_months, drawn_in
from db.work.allowances import AGES, begun_in, certified_in, reaching, stopped_in
from db.work.figures import (
    Asking,
    Figure,
    Period,
    Rate,
    TagTable,
    by_grid,
    cycle_rate,
    elders,
    grids_of,
    month_rate,
    overdue,
    tags_by_grid,
)
from db.work.lateness import Late, late_people
from db.work.service_figures import Hazards, ItemLine, errands_by_item, hazards, visits
from db.work.weekly import handed_rate, weeks_ended


@dataclass(frozen=True)
class GridLine:
    """One grid's part of 月探访率."""

    grid: str
    due: int
    visited: int
    late: int

    @property
    def rate(self) -> str:
        """The rate in percent, or —."""
        return "—" if self.due == 0 else f"{100 * self.visited / self.due:.1f}%"


@dataclass(frozen=True)
class MonthReport:
    """Everything on one 月报. key_figures: in the order they are shown; late: everybody overdue."""

    place: str
    period: Period
    key_figures: tuple[Figure, ...]
    rates: tuple[Rate, ...]
    grids: tuple[GridLine, ...]
    tags: TagTable
    items: tuple[ItemLine, ...]
    hazards: Hazards
    late: tuple[Late, ...]


def month_report(reader: Reader, period: Period, area: UUID | None = None) -> MonthReport:
    """Gather the report of a month, for the office or for one area; what has not happened yet is not in it."""
    asking = _asking(reader, period, area)
    rate, late = month_rate(asking), overdue(asking)
    tags = tags_by_grid(asking)
    kept = tuple(row for row in tags.rows if row[3].value)
    return MonthReport(
        _place(reader, area),
        period,
        (elders(asking), elders(asking, 80), *visits(asking), late, *allowance_figures(asking)),
        (rate, cycle_rate(asking), certification_rate(asking), handed_rate(reader, weeks_ended(period), area)),
        _grids(asking, rate, late),
        TagTable(tags.grids, kept, tags.distinct, tags.whole),
        errands_by_item(asking),
        hazards(asking),
        late_people(asking, late),
    )


def overdue_of_month(reader: Reader, period: Period, area: UUID | None = None) -> tuple[str, tuple[Late, ...]]:
    """Return the place and everybody whom its report of the month counts as overdue."""
    asking = _asking(reader, period, area)
    return _place(reader, area), late_people(asking, overdue(asking))


def _asking(reader: Reader, period: Period, area: UUID | None) -> Asking:
    if period.first > reader.today:
        raise Refused(f"{period.label}还没有开始，没有生成月报。", "请换一个月份。")
    return Asking(reader, period, area)


def period_of(text: str, today: date) -> Period:
    """Read 2026-11 as a month; it is seen up to today where it still runs."""
    try:
        year, month = map(int, text.split("-"))
        return Period.month(year, month, today)
    except ValueError:
        raise UnknownName(f"“{text}”不是月份。", "请写成 2026-11 的样子。") from None


def allowance_figures(asking: Asking) -> tuple[Figure, ...]:
    """Return who draws, begins and stops an allowance in the month, and who fills 80, 90, 100 next month."""
    reader, month = asking.reader, asking.period.first
    drawing = [one.allowance.person_id for one in drawn_in(reader, month)]
    new, stopped = ([one.person_id for one in of(reader, month)] for of in (begun_in, stopped_in))
    told = [
        ("allowance", "享受高龄津贴", "本月发放高龄津贴的人数。", drawing),
        ("allowance_new", "津贴新增", "本月起发的人数（不含类别调整）。", new),
        ("allowance_stop", "津贴停发", "本月起停发的人数。", stopped),
    ]
    for age in AGES:
        full = reaching(reader, add_months(month, 1), age)
        told.append((f"next_{age}", f"次月满{age}周岁", f"下月按月计算满 {age} 周岁的人数。", full))
    found = [(key, label, said, asking.here(dict.fromkeys(ids))) for key, label, said, ids in told]
    return tuple(Figure(key, label, said, len(ids), ids) for key, label, said, ids in found)


def certification_rate(asking: Asking) -> Rate:
    """Return 高龄认证率: who was certified in the month ÷ who draws an allowance in it."""
    month = asking.period.first
    whole = asking.here(dict.fromkeys(one.allowance.person_id for one in drawn_in(asking.reader, month)))
    done = certified_in(asking.reader, month)
    part = tuple(one for one in whole if one in done)
    said = "本月已认证的人数 ÷ 本月享受高龄津贴、应认证的人数。"
    return Rate(
        "certification_rate", "高龄认证率", said,
        Figure("certified", "已认证", said, len(part), part), Figure("to_certify", "应认证", said, len(whole), whole),
    )  # fmt: skip


def _place(reader: Reader, area: UUID | None) -> str:
    where = Area.id == area if area else Area.parent_id.is_(None)
    return str(reader.scalar(select(Area.name).where(where, Area.removed_at.is_(None)).order_by(Area.code)) or "")


def _grids(asking: Asking, rate: Rate, late: Figure) -> tuple[GridLine, ...]:
    grids = grids_of(asking)
    counts = (by_grid(asking, grids, figure.ids) for figure in (rate.whole, rate.part, late))
    return tuple(GridLine(name, *told) for (_, name), *told in zip(grids, *counts, strict=True))
