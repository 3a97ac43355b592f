"""网格周报 of each grid, and 周报汇总 of all of them with who has handed in (class 归档; practice P17)."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from db.store.reader import Reader
from db.work.figures import Period
from db.work.visiting import DueRow
from db.work.weekly import GridWeek, WeekReport, week_report
from desktop.printing.form import Order, Shows
from desktop.printing.grid import Grid, Slot
from desktop.printing.ledger import numbered
from desktop.printing.parts import BOLD, MM, Block, Gap, Item, Meta, Notes, Section, Title, signatures
from desktop.printing.people import day, long_day
from desktop.printing.table import BODY, HEAD, Column, Lines, Row, Table

CELL = BODY.at(9.5)
HEADS = HEAD.at(9.5)
SLOTS = (26, 19) * 4
LEAST = 6.4 * MM
SHARE = 24
"""Names in one row: a row is never split over two pages."""
OVERVIEW = "网格周报汇总"
Named = tuple[str, UUID, str]
"""A name, whose it is, and what is said behind it."""


def gather(reader: Reader, order: Order) -> WeekReport:
    """Return the week of the order's data day, seen up to that day."""
    seen = order.data_day or reader.today
    return week_report(reader, Period.week(seen, seen), order.area)


def lay(facts: WeekReport, order: Order) -> Sequence[Section]:
    """Return a section for each grid."""
    of = len(facts.grids)
    return [_week(facts, week, order, numbered(order, at, of)) for at, week in enumerate(facts.grids, 1)]


def _heading(facts: WeekReport, title: str, where: str, sheet_no: str) -> tuple[Block, ...]:
    end, number = Item("截止日：", long_day(facts.period.end)), Item("编号：", sheet_no or "—")
    return Title(title, second=facts.title), Gap(1 * MM), Meta((Item("单位：", where), end, number)), Gap(1 * MM)


def _later(facts: WeekReport, title: str) -> tuple[Block, ...]:
    return Meta((Item(f"{title}（续）"), Item("", facts.title)), BOLD), Gap(2 * MM)


def _told(label: str, width: float, align: str = "left", *, grow: bool = False) -> Column:
    return Column(label, width, Shows.RECORD, align, grow=grow)


# -- one grid ---------------------------------------------------------------------------------------------------------


def _week(facts: WeekReport, week: GridWeek, order: Order, sheet_no: str) -> Section:
    figures = Grid(SLOTS, tuple(Slot(one.label, one.text) for one in week.figures), "", (Shows.RECORD,), CELL, LEAST)
    wanted = Row((Lines(3),))
    body: tuple[Block, ...] = (
        figures, Gap(2 * MM),
        _matters(week), Gap(2 * MM),
        _late(week), Gap(2 * MM),
        _coming(facts, week), Gap(2 * MM),
        Table((Column("本周小结与下周打算", 180, Shows.TO_FILL),), (wanted,), CELL, HEADS),
        signatures("填表人", "审核人"),
    )  # fmt: skip
    where = week.name if week.name == facts.place else f"{facts.place} {week.name}"
    return Section(
        week.name, sheet_no, body, _heading(facts, "网格周报", where, sheet_no), _later(facts, f"{week.name}周报"),
        paper=order.paper or "A4", people=max(1, len(week.late) + len(week.coming)), area=week.area,
    )  # fmt: skip


def _matters(week: GridWeek) -> Table:
    columns = (
        _told("编号", 44), _told("类型", 14), _told("事项", 60, grow=True), _told("反映日期", 21, "center"),
        _told("办理情况", 34),
    )  # fmt: skip
    rows = [Row((one.no, one.kind, one.subject, day(one.raised_on), one.course)) for one in week.matters]
    return Table(columns, tuple(rows) or (Row(("", "", "本周没有新增、办结和在办的事项", "", "")),), CELL, HEADS, LEAST)


def _late(week: GridWeek) -> Table:
    return _names(f"逾期未访 {len(week.late)} 人", [(one.name, one.person, "") for one in week.late])


def _coming(facts: WeekReport, week: GridWeek) -> Table:
    """Return who is to be visited next week: the weekly class unmarked, the others with the day by which."""
    monday, sunday = facts.period.last + timedelta(days=1), facts.period.last + timedelta(days=7)
    label = f"下周（{monday:%m-%d} 至 {sunday:%m-%d}）应访 {len(week.coming)} 人"
    return _names(label, [(row.name, row.person, _by(row, facts)) for row in week.coming])


def _by(row: DueRow, facts: WeekReport) -> str:
    ends = row.due.last - facts.period.last
    return f"（{row.due.last:%m-%d}止）" if timedelta() < ends < timedelta(days=7) else ""


def _names(label: str, people: Sequence[Named]) -> Table:
    shares = [people[at : at + SHARE] for at in range(0, len(people), SHARE)]
    rows = tuple(
        Row(("、".join(f"{name}{more}" for name, _, more in some),), "、".join(name for name, _, _ in some),
            named=tuple(one for _, one, _ in some))
        for some in shares
    )  # fmt: skip
    return Table((Column(label, 180, Shows.NAME, grow=True),), rows or (Row(("无",)),), CELL, HEADS, LEAST)


# -- all of them ------------------------------------------------------------------------------------------------------


def lay_overview(facts: WeekReport, order: Order) -> Sequence[Section]:
    """Return the figures of every grid side by side, with the rate of reports handed in."""
    known = facts.grids[0].figures if facts.grids else ()
    columns = (
        _told("网格", 22), *(_told(one.label, 13, "right") for one in known), _told("下周应访", 13, "right"),
        _told("周报报送", 21, "center"),
    )  # fmt: skip
    rows = [
        Row(
            (week.name, *(one.text for one in week.figures), str(len(week.coming)), day(week.handed_in) or "未报"),
            week.name,
        )
        for week in facts.grids
    ]
    sums = (str(sum(week.figures[at].value for week in facts.grids)) for at in range(len(known)))
    rate = f"{facts.rate.label} {facts.rate.text}（{facts.rate.part.value} ÷ {facts.rate.whole.value}）"
    rows.append(Row(("合计", *sums, str(sum(len(week.coming) for week in facts.grids)), facts.rate.text)))
    body: tuple[Block, ...] = (
        Table(columns, tuple(rows), CELL, HEADS, LEAST),
        Notes((f"{rate}：{facts.rate.definition}",)),
        signatures("填表人", "审核人"),
    )
    heading = _heading(facts, OVERVIEW, facts.place, order.sheet_no)
    paper, made = order.paper or "A4横", len(facts.grids)
    return [Section(OVERVIEW, order.sheet_no, body, heading, _later(facts, OVERVIEW), paper=paper, people=made)]
