"""The day at the desk (工作台): what is due, who has a birthday, how far the visits are; every figure is a query."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, union_all

from db.books.book import Terms
from db.books.due import DueState, is_due_today, standing, window_of
from db.books.elders import ELDERS, is_elder
from db.books.rhythm import VISITS, moment_of
from db.ledgers.areas import Area, AreaLevel
from db.ledgers.care import Cycle
from db.ledgers.matters import OPEN, Matter, MatterKind
from db.ledgers.people import Person
from db.ledgers.services import LogKind, Reached, ServiceLog
from db.store import query
from db.store.query import Condition, Query, terms
from db.store.reader import Reader
from db.work.calling import MEDIATED
from db.work.case_lines import SOON
from db.work.stages import CHIPS, Chip

MOST = 200
"""Rows of the list of today; more than anybody visits in a day."""
WEEKS = 8
NO_GRID = "未分网格"
DAYS_OF = {Cycle.WEEK: 7.0, Cycle.MONTH: 365.25 / 12, Cycle.QUARTER: 365.25 / 4}
URGENCY = (DueState.OVERDUE, DueState.DUE_SOON, DueState.DUE_NOW, DueState.VISITED)


@dataclass(frozen=True)
class Call:
    """One row of today's list; days: since the last visit (None: never seen)."""

    id: UUID
    name: str
    age: int | None
    state: DueState
    tags: tuple[str, ...]
    area: str
    address: str
    days: int | None


@dataclass(frozen=True)
class Share:
    """How far one grid is: visited of those whose window runs. target: what should be reached by today."""

    area: UUID | None
    name: str
    done: int
    whole: int
    target: float
    codes: tuple[str, ...] = ()
    """Where there is no grid: the areas such people stand in, an empty code for none."""

    @property
    def rate(self) -> float:
        """The part that is done, 0 to 1."""
        return self.done / self.whole if self.whole else 1.0

    @property
    def behind(self) -> bool:
        """Whether the grid lags clearly: a tenth behind what should be reached by today."""
        return self.rate < self.target - 0.1


@dataclass(frozen=True)
class Figures:
    """The numbers of the cards and of the line above them.

    None is what is not worked out yet: today and overdue hang on every elder's due state, which takes seconds with
    200,000 of them; incomplete looks at every row.
    """

    elders: int
    over_80: int
    incomplete: int | None
    today: int | None
    done_today: int
    overdue: int | None
    longest: int | None
    errands: int
    errands_before: int
    disputes: int
    """Open disputes; of them due within three days, and past their limit; then the 说事 not answered, and late."""
    disputes_soon: int
    disputes_late: int
    answers: int
    answers_late: int
    visits_yesterday: int
    people_yesterday: int


@dataclass(frozen=True)
class Desk:
    """Everything the first page shows of an office on a day."""

    day: date
    figures: Figures
    calls: tuple[Call, ...]
    shares: tuple[Share, ...]
    weeks: tuple[tuple[str, int], ...]
    plan: int


def desk_of(reader: Reader, known: Figures | None = None) -> Desk:
    """Read the whole page in one transaction; known: the figures counted in it already."""
    now = terms(reader)
    tally, rows = _standings(reader, now)
    return Desk(
        now.today,
        _stood(known or with_gaps(reader, figures_of(reader)), now.today, tally),
        _calls(reader, now, rows),
        _shares(reader, now, tally),
        _weeks(reader, now.today),
        round(sum(one.count * 7 / DAYS_OF[one.cycle] for one in tally if one.cycle is not None)),
    )


@dataclass(frozen=True)
class _Tally:
    area: UUID | None
    cycle: Cycle | None
    state: DueState | None
    today: bool
    count: int
    earliest: datetime | None


def _standings(reader: Reader, now: Terms) -> tuple[Sequence[_Tally], Sequence[Any]]:
    """Count the elders by grid, cycle and due state, and list the most urgent: one statement, one walk.

    Two statements would work every elder's state out twice, which is what takes the time with 200,000 of them.
    """
    who = standing(now, and_(is_elder(now), Person.removed_at.is_(None)))
    today = case((is_due_today(who), 1), else_=0)
    keys = (who.c.area_id, who.c.cycle, who.c.state, today)
    tallies = select(literal(0).label("row"), *keys, func.count(), func.min(who.c.seen, type_=who.c.seen.type))
    seen_today = and_(who.c.state == DueState.VISITED.value, who.c.seen >= moment_of(now.today))
    rank = case({state.value: at for at, state in enumerate(URGENCY)}, value=who.c.state)
    calls = (
        select(literal(1).label("row"), who.c.id, who.c.cycle, who.c.state, today, literal(1), who.c.seen)
        .where(or_(is_due_today(who), seen_today))
        .order_by(rank, who.c.seen.asc().nulls_first(), who.c.id)
        .limit(MOST)
        .subquery()
    )
    rows = reader.rows(union_all(tallies.group_by(*keys), select(calls)))
    tally = [
        _Tally(area, cycle, DueState.of(state) if state else None, bool(due), count, seen)
        for row, area, cycle, state, due, count, seen in rows
        if not row
    ]
    return tally, [(one, DueState.of(state), seen) for row, one, _, state, _, _, seen in rows if row]


def _days_since(moment: datetime | None, today: date) -> int | None:
    return None if moment is None else (today - moment.astimezone().date()).days


def _calls(reader: Reader, now: Terms, rows: Sequence[Any]) -> tuple[Call, ...]:
    """Return who is to be visited today, the most urgent first, then who has been seen today."""
    cells = query.cells(reader, ELDERS, [row[0] for row in rows], ("name", "age", "tags", "area", "address"))
    tags, areas = reader.codes("tag"), reader.codes("area")
    return tuple(
        Call(
            one,
            cell["name"],
            cell["age"],
            state,
            tuple(tags.label(tag) for tag in cell["tags"] or ()),
            areas.label(cell["area"]) if cell["area"] else "",
            cell["address"] or "",
            _days_since(seen, now.today),
        )
        for (one, state, seen), cell in zip(rows, cells, strict=True)
    )


def _stood(figures: Figures, today: date, tally: Sequence[_Tally]) -> Figures:
    """Return figures with what hangs on the due states."""
    overdue = [one for one in tally if one.state is DueState.OVERDUE]
    gone = [days for one in overdue if (days := _days_since(one.earliest, today)) is not None]
    return replace(
        figures,
        today=sum(one.count for one in tally if one.today),
        overdue=sum(one.count for one in overdue),
        longest=max(gone, default=None),
    )


def figures_of(reader: Reader) -> Figures:
    """Count what is counted fast: told at once, while the rest is being worked out."""
    now = terms(reader)
    week, _ = window_of(Cycle.WEEK, now.today)
    yesterday = now.today - timedelta(days=1)
    made = _between(ServiceLog.created_at, yesterday, now.today)
    return Figures(
        elders=query.count(reader, Query(ELDERS)),
        over_80=query.count(reader, Query(ELDERS, where=(Condition("age", ("80+",)),))),
        incomplete=None,
        today=None,
        done_today=_seen_on(reader, now),
        overdue=None,
        longest=None,
        errands=_services(reader, ServiceLog.kind == LogKind.ERRAND, _between(ServiceLog.at, week, None)),
        errands_before=_services(
            reader, ServiceLog.kind == LogKind.ERRAND, _between(ServiceLog.at, week - timedelta(days=7), week)
        ),
        **_cases(reader),
        visits_yesterday=_services(reader, ServiceLog.kind.in_(VISITS), made),
        people_yesterday=int(
            reader.scalar(
                select(func.count())
                .select_from(Person)
                .where(Person.removed_at.is_(None), _between(Person.created_at, yesterday, now.today))
            )
        ),
    )


def _cases(reader: Reader) -> dict[str, int]:
    """Count the disputes in hand and the 说事 that wait for an answer."""
    disputes = and_(Matter.kind.in_(MEDIATED), Matter.status.in_(OPEN))
    answers = and_(Matter.kind == MatterKind.DISCUSSION, CHIPS[Chip.TO_ANSWER](reader))
    soon = Matter.due_on.between(reader.today, reader.today + timedelta(days=SOON))
    late = Matter.due_on < reader.today
    wanted = {
        "disputes": disputes, "disputes_soon": and_(disputes, soon), "disputes_late": and_(disputes, late),
        "answers": answers, "answers_late": and_(answers, late),
    }  # fmt: skip
    counts = [func.count().filter(one) for one in wanted.values()]
    [row] = reader.rows(select(*counts).select_from(Matter).where(Matter.removed_at.is_(None)))
    return dict(zip(wanted, row, strict=True))


def with_gaps(reader: Reader, figures: Figures) -> Figures:
    """Return figures with how many elders something is missing of."""
    incomplete = Query(ELDERS, where=(Condition("incomplete", ("1",)),))
    return replace(figures, incomplete=query.count(reader, incomplete))


def _between(column: Any, first: date, after: date | None) -> ColumnElement[bool]:
    """Say which moments lie on the days from `first` up to, without, `after` (None: from `first` on)."""
    begins: ColumnElement[bool] = column >= moment_of(first)
    return begins if after is None else and_(begins, column < moment_of(after))


def _services(reader: Reader, *where: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(ServiceLog).where(ServiceLog.removed_at.is_(None), *where)
    return int(reader.scalar(statement))


def _met() -> tuple[ColumnElement[bool], ...]:
    """Say which services are visits at which somebody was met or heard of."""
    met = or_(ServiceLog.reached.is_(None), ServiceLog.reached != Reached.MISSED)
    return ServiceLog.kind.in_(VISITS), met, ServiceLog.removed_at.is_(None)


def _seen_on(reader: Reader, now: Terms) -> int:
    """Count the elders seen today."""
    seen = select(ServiceLog.person_id).where(*_met(), _between(ServiceLog.at, now.today, None))
    statement = select(func.count()).select_from(Person).where(Person.id.in_(seen), is_elder(now))
    return int(reader.scalar(statement.where(Person.removed_at.is_(None))))


def _shares(reader: Reader, now: Terms, tally: Sequence[_Tally]) -> tuple[Share, ...]:
    """Return how far every grid is with what lies below it, the one that lags most first."""
    rows = reader.rows(select(Area.id, Area.parent_id, Area.level, Area.name, Area.code))
    areas = {one: (above, level) for one, above, level, *_ in rows}
    names: Mapping[UUID | None, str] = {None: NO_GRID, **{one: name for one, _, _, name, _ in rows}}
    beyond = ("", *(code for one, *_, code in rows if _grid_of(one, areas) is None))
    done, whole, target = Counter[UUID | None](), Counter[UUID | None](), dict[UUID | None, float]()
    for one in tally:
        if one.cycle is None or one.state in (None, DueState.NOT_DUE):  # away, in hospital, not yet owed
            continue
        first, last = window_of(one.cycle, now.today)
        passed = ((now.today - first).days + 1) / ((last - first).days + 1)
        grid = _grid_of(one.area, areas)
        whole[grid] += one.count
        done[grid] += one.count if one.state is DueState.VISITED else 0
        target[grid] = target.get(grid, 0.0) + passed * one.count
    found = [Share(a, names[a], done[a], whole[a], target[a] / whole[a], () if a else beyond) for a in whole]
    return tuple(sorted(found, key=lambda share: (share.rate - share.target, share.name)))


def _grid_of(area: UUID | None, areas: Mapping[UUID, tuple[UUID | None, AreaLevel]]) -> UUID | None:
    """Return the grid an area is, or lies in; None for the community itself and for no area."""
    while area is not None:
        above, level = areas[area]
        if level is AreaLevel.GRID:
            return area
        area = above
    return None


def _weeks(reader: Reader, today: date) -> tuple[tuple[str, int], ...]:
    """Return the visits of the last eight calendar weeks: (name of the week, how many)."""
    this, _ = window_of(Cycle.WEEK, today)
    firsts = [this - timedelta(days=7 * back) for back in reversed(range(WEEKS))]
    counts = [func.count().filter(_between(ServiceLog.at, first, first + timedelta(days=7))) for first in firsts]
    row = reader.rows(select(*counts).select_from(ServiceLog).where(*_met(), ServiceLog.at >= moment_of(firsts[0])))[0]
    names = [f"{first.isocalendar().week}周" for first in firsts[:-1]] + ["本周"]
    return tuple(zip(names, (int(count) for count in row), strict=True))
