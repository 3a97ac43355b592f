"""网格工作月报: one month of one office or grid on one page, with its rates, lists and a chart (class 归档)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from db.store.reader import Reader
from db.work.figures import Period, Rate
from db.work.reporting import MonthReport, month_report
from desktop.printing.charts import Bars
from desktop.printing.form import Order, Shows
from desktop.printing.grid import Grid, Slot
from desktop.printing.parts import BOLD, MM, Block, Gap, Item, Meta, Notes, Section, Title, signatures
from desktop.printing.people import long_day
from desktop.printing.press import Press
from desktop.printing.table import BODY, HEAD, Column, Row, Table

SLOTS = (29, 16, 29, 16, 29, 16, 29, 16)
ANNEX = "逾期未访名单"
SLOT_LEAST = 6 * MM


@dataclass(frozen=True)
class Fit:
    """How much stands on the page: names of the overdue, the height of the chart in millimetres, the type in points."""

    names: int
    chart: float
    size: float


FITS = (Fit(32, 40, 9), Fit(32, 30, 9), Fit(24, 28, 8.5), Fit(16, 26, 8.5), Fit(8, 24, 8), Fit(0, 20, 8))
"""From airy to crowded; the first with which everything stands on one page is taken."""


def gather(reader: Reader, order: Order) -> MonthReport:
    """Return the figures of the order's month."""
    return month_report(reader, month_asked(reader, order), order.area)


def month_asked(reader: Reader, order: Order) -> Period:
    """Return the order's month, else that of its data day, seen up to that day."""
    day = order.data_day or reader.today
    month = order.month or day
    return Period.month(month.year, month.month, day)


def lay(facts: MonthReport, order: Order) -> Sequence[Section]:
    """Return the one page, as airy as it can be and still one page."""
    press = Press(order)
    made = (_section(facts, order, fit) for fit in FITS)
    last = _section(facts, order, FITS[-1])
    return [next((one for one in made if len(press.lay(one)) == 1), last)]


def _section(facts: MonthReport, order: Order, fit: Fit) -> Section:
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
        Grid(SLOTS, _slots(facts), "", (Shows.RECORD,), BODY.at(fit.size), least=SLOT_LEAST),
        Gap(2 * MM),
        _chart(facts, fit.chart * MM),
        Gap(1 * MM),
        _tags(facts, fit.size),
        Gap(2 * MM),
        _items(facts, fit.size),
        Gap(2 * MM),
        _late(facts, fit),
        Notes((f"{facts.rates[0].label}：{facts.rates[0].definition}",)),
        signatures("填表人", "审核人"),
    )
    later = (Meta((Item(f"{facts.period.label}网格工作月报（续）"),), BOLD), Gap(2 * MM))
    people = max(1, facts.key_figures[0].value)
    return Section(facts.place, order.sheet_no, body, heading, later, paper=order.paper or "A4", people=people)


def _slots(facts: MonthReport) -> tuple[Slot, ...]:
    rates = tuple(Slot(rate.label, _rate(rate), 3) for rate in (*facts.rates, facts.hazards.rate))
    figures = tuple(Slot(figure.label, figure.text) for figure in (*facts.key_figures, facts.hazards.doors))
    return (*rates, *figures)


def _rate(rate: Rate) -> str:
    return f"{rate.text}（{rate.part.value} ÷ {rate.whole.value}）"


def _chart(facts: MonthReport, height: float) -> Bars:
    groups = tuple((line.grid, line.due, line.visited, line.rate) for line in facts.grids)
    return Bars("各网格月探访：应访、已访人数与月探访率", groups, ("应访", "已访"), (Shows.RECORD,), height)


def _tags(facts: MonthReport, size: float) -> Table:
    table = facts.tags
    columns = (
        Column("人员类别", 26, Shows.RECORD),
        *(Column(name, 14, Shows.RECORD, "right") for _, name in table.grids),
        Column("合计", 13, Shows.RECORD, "right"),
    )
    rows = [Row((label, *map(str, counts), figure.text)) for _, label, counts, figure in table.rows]
    rows.append(Row(("合计（不重复）", *map(str, table.distinct), table.whole.text)))
    return Table(columns, tuple(rows), BODY.at(size), HEAD.at(size))


def _items(facts: MonthReport, size: float) -> Table:
    columns = (
        Column("帮办代办", 20, Shows.RECORD),
        *(Column(line.label, 14, Shows.RECORD, "right") for line in facts.items),
    )
    counts = (("件数", "matters"), ("人次", "headcount"), ("人数", "persons"))
    rows = tuple(Row((word, *(getattr(line, key).text for line in facts.items))) for word, key in counts)
    return Table(columns, rows, BODY.at(size), HEAD.at(size))


def _late(facts: MonthReport, fit: Fit) -> Table:
    """Return who is overdue, grid by grid: as many as one page has room for, and where all of them stand."""
    shown = facts.late[: fit.names]
    told = "；".join(
        f"{grid}：{'、'.join(one.name for one in group)}" for grid, group in groupby(shown, key=lambda one: one.grid)
    )
    more = len(facts.late) - len(shown)
    rest = f"{'另有' if told else '共'} {more} 人，全部名单见附表《{ANNEX}》。" if more else ""
    text = "；".join(part for part in (told, rest) if part) or "无"
    names = "、".join(one.name for one in shown)
    row = Row((text,), names, named=tuple(one.person for one in shown))
    return Table(
        (Column(f"逾期未访 {len(facts.late)} 人", 180, Shows.NAME, grow=True),),
        (row,),
        BODY.at(fit.size),
        HEAD.at(fit.size),
    )
