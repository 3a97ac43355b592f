"""Figures: every count the office reports, as (value, definition, ids), so that each opens its own list (DOMAIN §9).

Add a figure = one function that returns a Figure, and its line in the table that calls it. Everything is asked of dated
rows up to the 截止日 of the period: a report printed again gives the same figures. 0/0 is “—”.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from db.books.book import Terms
from db.books.due import DueState, dues, is_asked, window_of
from db.books.rhythm import OURS, PERSON, in_difficulty, in_force, on_ledger, there_is, visitors, years_before
from db.ledgers.areas import Area
from db.ledgers.care import Cycle
from db.ledgers.people import Person, PersonStatus, PersonTag, Placement
from db.store.query import area_and_below, terms
from db.store.reader import Reader

NOTHING = "—"


@dataclass(frozen=True)
class Figure:
    """One figure: its value, what it means in words, and whom or what it counted (ids of the ledger named)."""

    key: str
    label: str
    definition: str
    value: int
    ids: tuple[UUID, ...] = ()
    ledger: str = "people"

    @property
    def text(self) -> str:
        """The value as it stands on screen, sheet and page."""
        return str(self.value)


@dataclass(frozen=True)
class Rate:
    """A part of a whole, both as figures; 0/0 prints —."""

    key: str
    label: str
    definition: str
    part: Figure
    whole: Figure

    @property
    def value(self) -> float | None:
        """The rate, None where there is nothing to divide by."""
        return None if self.whole.value == 0 else self.part.value / self.whole.value

    @property
    def text(self) -> str:
        """The rate in percent with one decimal, or —."""
        return NOTHING if self.value is None else f"{100 * self.value:.1f}%"

    @property
    def missing(self) -> tuple[UUID, ...]:
        """Who is in the whole and not in the part."""
        done = set(self.part.ids)
        return tuple(one for one in self.whole.ids if one not in done)


@dataclass(frozen=True)
class Period:
    """A calendar span and its 截止日: what happened later is not seen by it."""

    first: date
    last: date
    cutoff: date

    @classmethod
    def month(cls, year: int, month: int, cutoff: date | None = None) -> "Period":
        """Return a calendar month; its cutoff is its last day unless another day of it is said."""
        first, last = window_of(Cycle.MONTH, date(year, month, 1))
        return cls(first, last, min(last, cutoff) if cutoff else last)

    @classmethod
    def week(cls, day: date, cutoff: date | None = None) -> "Period":
        """Return the calendar week (Mon–Sun) of a day; its cutoff is its Sunday unless another day of it is said."""
        first, last = window_of(Cycle.WEEK, day)
        return cls(first, last, min(last, cutoff) if cutoff else last)

    @property
    def end(self) -> date:
        """The last day that is seen."""
        return max(self.first, min(self.last, self.cutoff))

    @property
    def label(self) -> str:
        """2026年11月, 2026年第48周, or the days it runs from and to."""
        if (self.first, self.last) == window_of(Cycle.MONTH, self.first):
            return f"{self.first.year}年{self.first.month}月"
        if (self.first, self.last) == window_of(Cycle.WEEK, self.first):
            year, week, _ = self.first.isocalendar()
            return f"{year}年第{week}周"
        return f"{self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d}"


@dataclass
class Asking:
    """What the figures of one period share: reader, rules, the areas wanted, where people live at its end."""

    reader: Reader
    period: Period
    area: UUID | None = None
    now: Terms = field(init=False)
    _homes: dict[UUID, UUID | None] | None = None

    def __post_init__(self) -> None:
        """Take the rules as they stand, on the last day that is seen."""
        self.now = terms(self.reader, self.period.end)

    @property
    def homes(self) -> dict[UUID, UUID | None]:
        """Return where each person last lived among us up to the end of the period: a person counts in one grid."""
        if self._homes is None:
            rows = self.reader.stream(
                select(Placement.person_id, Placement.area_id, Placement.since)
                .where(Placement.removed_at.is_(None), Placement.status.in_(OURS))
                .where(or_(Placement.since.is_(None), Placement.since <= self.period.end))
                .order_by(Placement.since.asc().nulls_first(), Placement.id)
            )
            self._homes = {person: area for person, area, _ in rows}
        return self._homes

    def within(self, area: UUID) -> "Asking":
        """Return the same period asked of one area; where people live is read once for all of them."""
        return replace(self, area=area, _homes=self.homes)

    def here(self, ids: Iterable[UUID]) -> tuple[UUID, ...]:
        """Return those of the ids that belong to the area asked for."""
        if self.area is None:
            return tuple(ids)
        wanted = area_and_below(self.reader, self.area)
        return tuple(one for one in ids if self.homes.get(one) in wanted)

    def ids(self, statement: Any) -> tuple[UUID, ...]:
        """Return the people of a statement that belong to the area, each once, in a fixed order."""
        return self.here(sorted({row[0] for row in self.reader.rows(statement)}))

    def people(self, key: str, label: str, definition: str, statement: Any) -> Figure:
        """Return a figure that counts people."""
        found = self.ids(statement)
        return Figure(key, label, definition, len(found), found)


# -- who is on the ledger -----------------------------------------------------------------------------------------


def elders(asking: Asking, least: int = 65) -> Figure:
    """Count the elders of that age on the last day seen (the birthday counts on the day; 29 Feb → 1 Mar)."""
    day = asking.period.end
    old = Person.birth_date <= years_before(day, least)
    return asking.people(
        f"elders_{least}", f"{least}岁以上老年人",
        f"{day:%Y-%m-%d} 在册且已满 {least} 周岁的人数。", select(Person.id).where(on_ledger(asking.now, day), old),
    )  # fmt: skip


def tagged(asking: Asking, tag: str, label: str) -> Figure:
    """Count who bears a tag on the last day seen, each person once."""
    day = asking.period.end
    bears = there_is(PersonTag.person_id == Person.id, PersonTag.tag == tag, in_force(PersonTag, day))
    return asking.people(
        f"tag_{tag}", label, f"{day:%Y-%m-%d} 在册且带“{label}”类别的人数；一人多类分别计入。",
        select(Person.id).where(on_ledger(asking.now, day), bears),
    )  # fmt: skip


@dataclass(frozen=True)
class TagTable:
    """Tags by grid. rows: tag, label, count by grid, whole; distinct: the last line, 合计（不重复）, by grid."""

    grids: tuple[tuple[UUID | None, str], ...]
    rows: tuple[tuple[str, str, tuple[int, ...], Figure], ...]
    distinct: tuple[int, ...]
    whole: Figure


def tags_by_grid(asking: Asking, tags: Sequence[str] = ()) -> TagTable:
    """Count the people of each tag by grid; a person with two tags is in both lines and once in 合计（不重复）."""
    names = asking.reader.codes("tag")
    wanted = [(code, label) for code, label, _, active in names.items if active and (not tags or code in tags)]
    figures = [(code, label, tagged(asking, code, label)) for code, label in wanted]
    grids = grids_of(asking)
    everybody = sorted({one for _, _, figure in figures for one in figure.ids})
    whole = Figure(
        "tags_distinct", "合计（不重复）", "带以上任一类别的人数，一人只计一次。", len(everybody), tuple(everybody)
    )
    return TagTable(
        grids,
        tuple((code, label, by_grid(asking, grids, figure.ids), figure) for code, label, figure in figures),
        by_grid(asking, grids, everybody),
        whole,
    )


def grids_of(asking: Asking) -> tuple[tuple[UUID | None, str], ...]:
    """Return the places people are counted in: the areas that hold anybody, in order; None: no grid."""
    known = {one: (sort, code, name) for one, sort, code, name in asking.reader.rows(
        select(Area.id, Area.sort, Area.code, Area.name))}  # fmt: skip
    used = {asking.homes.get(one) for one in asking.here(asking.homes)}
    order = sorted((one for one in used if one in known), key=lambda one: known[one])
    return (*((one, known[one][2]) for one in order), *(((None, "未分网格"),) if None in used else ()))


def by_grid(asking: Asking, grids: Sequence[tuple[UUID | None, str]], ids: Iterable[UUID]) -> tuple[int, ...]:
    """Return how many of the people fall to each grid."""
    count: dict[UUID | None, int] = defaultdict(int)
    for one in ids:
        count[asking.homes.get(one)] += 1
    return tuple(count[grid] for grid, _ in grids)


# -- visits -------------------------------------------------------------------------------------------------------


MONTH_RATE = (
    "本月有一次有效走访或探访（见到本人，或设置允许的方式）的应访人数 ÷ 应访人数。"
    "应访：月初第一天在册的特殊困难老年人，减去当月去世或迁出且没有走访到的，加上 {day} 日前新登记的。"
    "按走访日期计，补录算在走访那天。"
)


def month_rate(asking: Asking) -> Rate:
    """Return 月探访率 exactly as DOMAIN §9 has it, with both lists."""
    now, period = asking.now, asking.period
    definition = MONTH_RATE.format(day=now.newcomer_day)
    due = set(_due_in_month(asking))
    seen = {row[0] for row in asking.reader.rows(visitors(now, period.first, period.end))}
    left = select(Placement.person_id).where(
        in_force(Placement, period.end), Placement.status.in_((PersonStatus.DECEASED, PersonStatus.MOVED_OUT))
    )
    gone = {row[0] for row in asking.reader.rows(left)}
    whole = asking.here(sorted(due - (gone - seen)))
    part = tuple(one for one in whole if one in seen)
    return Rate(
        "month_rate", "月探访率", definition,
        Figure("month_visited", "已访人数", "应访的人里本月有有效走访的人数。", len(part), part),
        Figure("month_due", "应访人数", definition, len(whole), whole),
    )  # fmt: skip


def _due_in_month(asking: Asking) -> set[UUID]:
    """Return who is on the list on the first day, or comes on it before the day of the newcomers."""
    now, first = asking.now, asking.period.first
    found = {row[0] for row in asking.reader.rows(select(Person.id).where(in_difficulty(now, first)))}
    last = min(asking.period.end, first.replace(day=max(1, min(now.newcomer_day, asking.period.last.day) - 1)))
    for day in sorted(_days_of_change(asking, first, last)):
        found |= {row[0] for row in asking.reader.rows(select(Person.id).where(in_difficulty(now, day)))}
    return found


def _days_of_change(asking: Asking, first: date, last: date) -> set[date]:
    """Return the days after the first on which anybody may come on the list: a row begins or ends, or a birthday."""
    days: set[date] = set()
    for ledger in (Placement, PersonTag):
        begins = select(ledger.since).where(ledger.since > first, ledger.since <= last, ledger.removed_at.is_(None))
        days |= {row[0] for row in asking.reader.rows(begins.distinct())}
    span = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    for least in {rule.min_age for rule in asking.now.groups}:
        born = select(Person.birth_date).where(
            Person.birth_date > years_before(first, least), Person.birth_date <= years_before(last, least)
        )
        births = [row[0] for row in asking.reader.rows(born.distinct())]
        reached = {next(day for day in span if birth <= years_before(day, least)) for birth in births}
        days |= reached
    return days


WINDOWS = (
    "本期内结束的走访窗口（每周、每月、每季度）里，窗口中有有效走访的 ÷ 应访的；同一窗口走访两次只算一次。"
    "窗口结束那天住院、外出、迁出或去世的不计应访。"
)


@dataclass(frozen=True)
class Windows:
    """Windows that ended in a period: (person, cycle, first, last) of those asked for and of those done."""

    asked: tuple[tuple[UUID, Cycle, date, date], ...]
    done: tuple[tuple[UUID, Cycle, date, date], ...]


def windows(asking: Asking) -> Windows:
    """Return the windows that ended in the period, up to its cutoff."""
    asked: list[tuple[UUID, Cycle, date, date]] = []
    done: list[tuple[UUID, Cycle, date, date]] = []
    for kind in Cycle:
        for first, last in ended_windows(kind, asking.period.first, asking.period.end):
            statement = select(Person.id).where(
                Person.removed_at.is_(None), is_asked(PERSON, asking.now, kind, (first, last))
            )
            owed = asking.ids(statement)
            seen = {row[0] for row in asking.reader.rows(visitors(asking.now, first, last))}
            asked += [(one, kind, first, last) for one in owed]
            done += [(one, kind, first, last) for one in owed if one in seen]
    return Windows(tuple(asked), tuple(done))


def ended_windows(kind: Cycle, first: date, last: date) -> list[tuple[date, date]]:
    """Return the windows of a cycle whose last day lies between two days."""
    found, window = [], window_of(kind, first)
    while window[1] <= last:
        found.append(window)
        window = window_of(kind, window[1] + timedelta(days=1))
    return found


def cycle_rate(asking: Asking) -> Rate:
    """Return 按周期完成率: windows done ÷ windows due. ids name the people, once for each window."""
    found = windows(asking)
    part, whole = (tuple(row[0] for row in rows) for rows in (found.done, found.asked))
    return Rate(
        "cycle_rate", "按周期完成率", WINDOWS,
        Figure("windows_done", "已完成窗口", "应访窗口中有有效走访的个数。", len(part), part),
        Figure("windows_asked", "应访窗口", WINDOWS, len(whole), whole),
    )  # fmt: skip


def overdue(asking: Asking) -> Figure:
    """Count the people whose window ended unvisited and who have not been visited since, on the last day seen."""
    day = asking.period.end
    late = {one.person for one in dues(asking.reader.rows, asking.now) if one.state is DueState.OVERDUE}
    found = asking.here(sorted(late))
    definition = f"截至 {day:%Y-%m-%d}，上一走访窗口（或变故后限时）过了还没有走访到的人数。"
    return Figure("overdue", "逾期未访人数", definition, len(found), found)
