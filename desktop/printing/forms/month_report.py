"""网格工作月报: one month of one office or grid on one page, with its rates, lists and a chart (class 归档)."""

from collections.abc import Sequence
from itertools import groupby

from db.store.reader import Reader
from db.work.figures import Period, Rate
from db.work.reporting import MonthReport, month_report
from desktop.printing.charts import Bars
from desktop.printing.form import Order, Shows
from desktop.printing.grid import Grid, Slot
from desktop.printing.parts import BOLD, MM, Block, Gap, Item, Meta, Notes, Section, Title, signatures
from desktop.printing.people import long_day
from desktop.printing.table import BODY, HEAD, Column, Row, Table

CELL = BODY.at(9)
SLOTS = (29, 16, 29, 16, 29, 16, 29, 16)
TIGHT = 5.6 * MM
MOST_NAMES = 32
"""As many names of the overdue as leave the report on one page."""


def gather(reader: Reader, order: Order) -> MonthReport:
    """Return the figures of the order's month, else of that of its data day, seen up to that day."""
    day = order.data_day or reader.today
    month = order.month or day
    return month_report(reader, Period.month(month.year, month.month, day), order.area)


def lay(facts: MonthReport, order: Order) -> Sequence[Section]:
    """Return the one page."""
    heading = (
        Title(f"{facts.period.label}网格工作月报"),
        Gap(1 * MM),
        Meta(
            (
                Item("单位：", facts.place),
                Item("截止日：", long_day(facts.period.end)),
                Item("编号：", order.sheet_no or "—"),
            )
        ),
        Gap(1 * MM),
    )  # fmt: skip
    body: tuple[Block, ...] = (
        Grid(SLOTS, _slots(facts), "", (Shows.RECORD,), CELL, least=6.4 * MM),
        Gap(2 * MM),
        _chart(facts),
        Gap(1 * MM),
        _tags(facts),
        Gap(2 * MM),
        _items(facts),
        Gap(2 * MM),
        _late(facts),
        Notes((f"{facts.rates[0].label}：{facts.rates[0].definition}",)),
        signatures("填表人", "审核人"),
    )
    later = (Meta((Item(f"{facts.period.label}网格工作月报（续）"),), BOLD), Gap(2 * MM))
    people = max(1, facts.key_figures[0].value)
    return [Section(facts.place, order.sheet_no, body, heading, later, paper=order.paper or "A4", people=people)]


def _slots(facts: MonthReport) -> tuple[Slot, ...]:
    rates = tuple(Slot(rate.label, _rate(rate), 3) for rate in (*facts.rates, facts.hazards.rate))
    figures = tuple(Slot(figure.label, figure.text) for figure in (*facts.key_figures, facts.hazards.doors))
    return (*rates, *figures)


def _rate(rate: Rate) -> str:
    return f"{rate.text}（{rate.part.value} ÷ {rate.whole.value}）"


def _chart(facts: MonthReport) -> Bars:
    groups = tuple((line.grid, line.due, line.visited, line.rate) for line in facts.grids)
    return Bars("各网格月探访：应访、已访人数与月探访率", groups, ("应访", "已访"), (Shows.RECORD,))


def _tags(facts: MonthReport) -> Table:
    table = facts.tags
    columns = (
        Column("人员类别", 26, Shows.RECORD),
        *(Column(name, 14, Shows.RECORD, "right") for _, name in table.grids),
        Column("合计", 13, Shows.RECORD, "right"),
    )
    rows = [Row((label, *map(str, counts), figure.text)) for _, label, counts, figure in table.rows]
    rows.append(Row(("合计（不重复）", *map(str, table.distinct), table.whole.text)))
    return Table(columns, tuple(rows), CELL, HEAD.at(9), least=TIGHT)


def _items(facts: MonthReport) -> Table:
    columns = (
        Column("帮办代办", 20, Shows.RECORD),
        *(Column(line.label, 14, Shows.RECORD, "right") for line in facts.items),
    )
    counts = (("件数", "matters"), ("人次", "headcount"), ("人数", "persons"))
    rows = tuple(Row((word, *(getattr(line, key).text for line in facts.items))) for word, key in counts)
    return Table(columns, rows, CELL, HEAD.at(9), least=TIGHT)


def _late(facts: MonthReport) -> Table:
    """Return who is overdue, grid by grid: as many as one page has room for, and how many more there are."""
    shown = facts.late[:MOST_NAMES]
    told = "；".join(
        f"{grid}：{'、'.join(name for _, name, _ in group)}" for grid, group in groupby(shown, key=lambda one: one[2])
    )
    more = len(facts.late) - len(shown)
    text = f"{told}；另有 {more} 人，全部名单见“走访帮办”。" if more else told or "无"
    names = "、".join(name for _, name, _ in shown)
    row = Row((text,), names, named=tuple(one for one, _, _ in shown))
    return Table(
        (Column(f"逾期未访 {len(facts.late)} 人", 180, Shows.NAME, grow=True),), (row,), CELL, HEAD.at(9), TIGHT
    )
