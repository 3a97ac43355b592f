"""网格周报: the week of each grid in figures and lists, and which grids handed theirs in (practice P17, DOMAIN §9).

周报报送率 counts what the register of printed sheets knows: reports of a grid's week printed or saved in time.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from db.books.due import DueState
from db.ledgers.areas import Area, AreaLevel
from db.ledgers.care import Cycle
from db.ledgers.documents import Document
from db.ledgers.office import Office
from db.ledgers.services import LogKind, ServiceLog
from db.store.query import area_and_below
from db.store.reader import Reader
from db.trouble import Refused, UnknownName
from db.work.figures import Asking, Figure, Period, Rate, ended_windows, overdue
from db.work.lateness import Late, late_people
from db.work.matter_flow import Course, courses
from db.work.posts import counted
from db.work.service_figures import errands_by_item, hazards, logs_of, visits
from db.work.standing import local_day
from db.work.visiting import DueRow, due_list

FORM = "week_report"
WRITTEN = re.compile(r"(\d{4})-?W(\d\d?)")
HIDDEN = "（不公开）"
DAYS = 1
"""By how many days after its Sunday a report is handed in, where the office has set nothing."""
OWED = (DueState.DUE_NOW, DueState.DUE_SOON, DueState.OVERDUE)


@dataclass(frozen=True)
class MatterLine:
    """One matter that was raised or ended in the week or is open at its end. course: what became of it, in words."""

    no: str
    kind: str
    subject: str
    raised_on: date
    course: str


@dataclass(frozen=True)
class GridWeek:
    """The week of one grid. figures: in the order they are shown; coming: who is owed a visit next week."""

    area: UUID
    name: str
    code: str
    figures: tuple[Figure, ...]
    matters: tuple[MatterLine, ...]
    late: tuple[Late, ...]
    coming: tuple[DueRow, ...]
    handed_in: date | None = None


@dataclass(frozen=True)
class WeekReport:
    """The weeks of the grids asked for, and the rate of those handed in."""

    place: str
    period: Period
    grids: tuple[GridWeek, ...]
    rate: Rate

    @property
    def title(self) -> str:
        """The week with its days."""
        first, last = self.period.first, self.period.last
        return f"{self.period.label}（{first.month}月{first.day}日—{last.month}月{last.day}日）"


def week_of(text: str, today: date) -> Period:
    """Read 2026-W48 as a week; it is seen up to today where it still runs."""
    found = WRITTEN.fullmatch(text)
    year, week = map(int, found.groups()) if found else (0, 0)
    try:
        return Period.week(date.fromisocalendar(year, week, 1), today)
    except ValueError:
        raise UnknownName(f"“{text}”不是周次。", "请写成 2026-W48 的样子。") from None


def week_report(reader: Reader, period: Period, area: UUID | None = None) -> WeekReport:
    """Gather the week of every grid, of those below an area, or of one grid."""
    if period.first > reader.today:
        raise Refused(f"{period.label}还没有开始，没有生成周报。", "请换一周。")
    asking = Asking(reader, period)
    late, coming = late_people(asking, overdue(asking)), next_week(reader, period)
    wanted = None if area is None else area_and_below(reader, area)
    grids = [(one, name, code) for one, name, code in grids_in_use(reader) if wanted is None or one in wanted]
    handed = handed_in(reader, period)
    weeks = tuple(
        _week(asking.within(one), (one, name, code, handed.get(one)), late, coming) for one, name, code in grids
    )
    place = reader.scalar(select(Area.name).where(Area.id == area)) if area else reader.scalar(select(Office.name))
    return WeekReport(str(place or ""), period, weeks, handed_rate(reader, (period,), area))


def _week(
    asking: Asking, grid: tuple[UUID, str, str, date | None], late: Sequence[Late], coming: Sequence[DueRow]
) -> GridWeek:
    area, name, code, handed = grid
    places = area_and_below(asking.reader, area)
    own = set(asking.here([one.person for one in late]))
    every = courses(asking)
    told = tuple(one for one in late if one.person in own)
    lines = tuple(_line(asking.period, one) for one in every if _shown(asking.period, one))
    figures = _figures(asking, every, told)
    return GridWeek(
        area, name, code, figures, lines, told, tuple(row for row in coming if row.area_id in places), handed
    )


def _figures(asking: Asking, every: Sequence[Course], late: Sequence[Late]) -> tuple[Figure, ...]:
    first, end = asking.period.first, asking.period.end
    patrols = tuple(row.id for row in logs_of(asking, ServiceLog.kind == LogKind.PATROL))
    rate = hazards(asking).rate
    new = tuple(one.matter.id for one in every if first <= one.matter.raised_on)
    done = tuple(one.matter.id for one in every if any(first <= when <= end and state for when, state in one.turns))
    still = tuple(one.matter.id for one in every if one.open_on(end))
    matters = (
        ("matters_new", "新增事项", "本周反映的事项件数。", new),
        ("matters_ended", "了结事项", "本周办结、撤回、转出或不予受理的件数。", done),
        ("matters_open", "在办事项", "截止日还在办的件数。", still),
    )
    errands = errands_by_item(asking)[-1].matters
    return (
        Figure("patrols", "巡查次数", "本周巡查记录条数。", len(patrols), patrols, "services"),
        *visits(asking),
        Figure("errands", "帮办代办", errands.definition, errands.value, errands.ids, "services"),
        *(Figure(key, label, said, len(ids), ids, "matters") for key, label, said, ids in matters),
        rate.whole,
        rate.part,
        Figure("overdue", "逾期未访", "截止日逾期未访的人数。", len(late), tuple(one.person for one in late)),
    )


# -- matters ----------------------------------------------------------------------------------------------------------


def _shown(period: Period, one: Course) -> bool:
    """Say whether a matter was raised or ended in the week, or is open at its end."""
    return one.matter.raised_on >= period.first or one.open_on(period.end) or _ended(period, one) is not None


def _ended(period: Period, one: Course) -> tuple[date, str] | None:
    """Return when and how a matter ended within the week, if it did and stayed so."""
    when, state = one.turns[-1] if one.turns else (None, None)
    return (when, state.label) if when and state and period.first <= when <= period.end else None


def _line(period: Period, one: Course) -> MatterLine:
    matter, ended = one.matter, _ended(period, one)
    new = "新增，" if matter.raised_on >= period.first else ""
    days = (period.end - matter.raised_on).days
    told = f"{ended[0]:%m-%d} {ended[1]}" if ended else f"在办，已 {days} 天" if days else "在办"
    subject = HIDDEN if matter.confidential else matter.subject
    return MatterLine(matter.no or "", matter.kind.label, subject, matter.raised_on, f"{new}{told}")


# -- next week --------------------------------------------------------------------------------------------------------


def next_week(reader: Reader, period: Period) -> tuple[DueRow, ...]:
    """Return who is owed a visit in the week after, in door order.

    The weekly class, whose window ends in that week, and who will still be overdue; nobody in hospital or away.
    """
    monday, sunday = period.last + timedelta(days=1), period.last + timedelta(days=7)
    rows = due_list(reader, monday, states=OWED)
    return tuple(
        row
        for row in rows
        if row.due.cycle is Cycle.WEEK or row.due.last <= sunday or row.due.state is DueState.OVERDUE
    )


# -- handed in --------------------------------------------------------------------------------------------------------


def grids_in_use(reader: Reader) -> list[tuple[UUID, str, str]]:
    """Return id, name and code of the grids in the order people count them."""
    rows = reader.rows(
        select(Area.id, Area.name, Area.sort, Area.code).where(
            Area.level == AreaLevel.GRID, Area.active, Area.removed_at.is_(None)
        )
    )
    return [(row[0], row[1], row[3]) for row in sorted(rows, key=lambda row: (*counted(row[1]), row[2], row[3]))]


def handed_in(reader: Reader, period: Period) -> dict[UUID, date]:
    """Return the day on which each grid's report of a week was first printed or saved."""
    first = func.min(Document.printed_at, type_=Document.printed_at.type)
    rows = reader.rows(
        select(Document.area_id, first)
        .where(Document.form == FORM, Document.data_day >= period.first, Document.data_day <= period.last)
        .where(Document.area_id.is_not(None), Document.removed_at.is_(None))
        .group_by(Document.area_id)
    )
    return {area: local_day(at) for area, at in rows}


def handed_rate(reader: Reader, weeks: Sequence[Period], area: UUID | None = None) -> Rate:
    """Return 周报报送率 of some weeks: reports handed in by the cut-off ÷ reports owed by the grids in use."""
    days = int(reader.scalar(select(Office.weekly_days)) or DAYS)
    places = None if area is None else area_and_below(reader, area)
    grids = [one for one, *_ in grids_in_use(reader) if places is None or one in places]
    done: list[UUID] = []
    for week in weeks:
        handed, last = handed_in(reader, week), week.last + timedelta(days=days)
        done += [one for one in grids if one in handed and handed[one] <= last]
    owed = tuple(grids) * len(weeks)
    said = f"每周结束后 {days} 天内打印或另存过周报的网格 ÷ 全部网格。"
    return Rate(
        "weekly_rate", "周报报送率", said,
        Figure("weekly_handed", "已报", said, len(done), tuple(done), "areas"),
        Figure("weekly_owed", "应报", said, len(owed), owed, "areas"),
    )  # fmt: skip


def weeks_ended(period: Period) -> list[Period]:
    """Return the weeks whose Sunday lies in a period, up to its cutoff."""
    spans = ended_windows(Cycle.WEEK, period.first, period.end)
    return [Period(first, last, last) for first, last in spans]
