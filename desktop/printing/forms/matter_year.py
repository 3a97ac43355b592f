"""事项与调解年度数字: one year of matters on paper, the very figures of the window and the workbook (class 上报)."""

from collections.abc import Sequence
from itertools import groupby

from db.store.reader import Reader
from db.work.matter_figures import YearReport, year_report
from db.work.matter_flow import HEADS, IDENTITY
from db.work.spans import year_of
from desktop.printing.form import Order, Shows
from desktop.printing.parts import BOLD, MM, Block, Gap, Item, Meta, Notes, Section, Title, signatures
from desktop.printing.people import long_day
from desktop.printing.table import BODY, HEAD, Column, Group, Row, Table

CELL = BODY.at(9)
TIGHT = 6.4 * MM


def gather(reader: Reader, order: Order) -> YearReport:
    """Return the figures of the year of the order's month, else of its data day, seen up to that day."""
    day = order.data_day or reader.today
    return year_report(reader, year_of(str((order.month or day).year), day), order.area)


def lay(facts: YearReport, order: Order) -> Sequence[Section]:
    """Return the page: the paragraph, the balance by kind, the figures."""
    number = Item("编号：", order.sheet_no or "—")
    meta = Meta((Item("单位：", facts.place), Item("截止日：", long_day(facts.period.end)), number))
    heading = (Title(facts.title), Gap(1 * MM), meta, Gap(1 * MM))
    body: tuple[Block, ...] = (
        Notes((facts.summary,)), Gap(2 * MM), _flow(facts),
        Notes((IDENTITY,)), Gap(2 * MM), _figures(facts),
        signatures("填表人", "审核人"),
    )  # fmt: skip
    later = (Meta((Item(f"{facts.title}（续）"),), BOLD), Gap(2 * MM))
    made = max(1, facts.flow[-1].received)
    return [Section(facts.place, order.sheet_no, body, heading, later, paper=order.paper or "A4", people=made)]


def _flow(facts: YearReport) -> Table:
    columns = tuple(
        Column(label, 16 if at else 24, Shows.RECORD, "right" if at else "left") for at, label in enumerate(HEADS)
    )
    return Table(columns, tuple(Row(tuple(map(str, line.cells))) for line in facts.flow), CELL, HEAD.at(9), least=TIGHT)


def _figures(facts: YearReport) -> Table:
    columns = (
        Column("指标", 44, Shows.RECORD), Column("数值", 40, Shows.RECORD), Column("口径", 90, Shows.RECORD, grow=True),
    )  # fmt: skip
    rows: list[Row | Group] = []
    for heading, some in groupby(facts.lines(), key=lambda line: line[0]):
        rows += [Group(heading), *(Row(line[1:]) for line in some)]
    return Table(columns, tuple(rows), CELL, HEAD.at(9), least=TIGHT)
