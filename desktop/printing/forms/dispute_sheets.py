"""Disputes for the superior: 矛盾纠纷排查化解月统计表 by unit and type, 人民调解案件统计表 of a quarter."""

from collections.abc import Sequence
from itertools import groupby, zip_longest

from db.store.reader import Reader
from db.work.dispute_tables import CrossLine, CrossTable, Statistics, cross_table, statistics, value_words
from db.work.spans import month_of, quarter_of, span_words
from desktop.printing.form import Order, Shows
from desktop.printing.parts import BOLD, MM, Block, Gap, Item, Meta, Notes, Section, Title, signatures
from desktop.printing.people import long_day
from desktop.printing.table import BODY, HEAD, Column, Group, Row, Table

MONTHLY, QUARTERLY = "矛盾纠纷排查化解月统计表", "人民调解案件统计表"
CROSS_SAID = (
    "每类一格：化解数 / 未化解数。统计本月受理的纠纷；化解为截止日前调解成功的，其余（含在办、调解不成）为未化解。",
)
STATISTICS_SAID = ("统计本期办结的案件，一件只在办结的那一期计一次；涉及金额为各案登记的金额之和。",)
SMALL, TOP = BODY.at(8.5), HEAD.at(8.5)


def gather_month(reader: Reader, order: Order) -> CrossTable:
    """Return the cross table of the order's month, seen up to its data day."""
    day = order.data_day or reader.today
    return cross_table(reader, month_of(order.month or day, day), order.area)


def lay_month(facts: CrossTable, order: Order) -> Sequence[Section]:
    """Return the page: a line for each unit, a column for each type."""
    columns = (
        Column("单位", 24, Shows.RECORD), Column("本月矛盾纠纷总数", 13, Shows.RECORD, "center"),
        Column("本月未化解纠纷数", 13, Shows.RECORD, "center"),
        *(Column(head, 12.5, Shows.RECORD, "center") for head in facts.heads),
    )  # fmt: skip
    table = Table(columns, tuple(_cross_row(line) for line in facts.lines), SMALL, TOP, least=8 * MM)
    body: tuple[Block, ...] = (table, Notes(CROSS_SAID), signatures("填表人", "审核人"))
    title = f"{span_words(facts.period)}{MONTHLY}"
    return [_section(facts, order, (title, order.paper or "A4横"), body)]


def _cross_row(line: CrossLine) -> Row:
    counts = (f"{len(one.solved)} / {len(one.unsolved)}" if one.count else "0" for one in line.types)
    return Row((line.unit, str(line.all.count), str(len(line.all.unsolved)), *counts))


def gather_quarter(reader: Reader, order: Order) -> Statistics:
    """Return the statistical sheet of the quarter of the order's month, seen up to its data day."""
    day = order.data_day or reader.today
    return statistics(reader, quarter_of(order.month or day, day), order.area)


def lay_quarter(facts: Statistics, order: Order) -> Sequence[Section]:
    """Return the page: the official columns one below the other, in two halves side by side."""
    rows: list[Row | Group] = []
    for group, some in groupby(facts.whole, key=lambda one: one.group):
        rows.append(Group(group))
        cells = [(one.label, value_words(one)) for one in some]
        half = -(-len(cells) // 2)
        pairs = zip_longest(cells[:half], cells[half:], fillvalue=("", ""))
        rows += [Row((*left, *right)) for left, right in pairs]
    columns = (
        Column("项目", 55, Shows.RECORD, grow=True), Column("数量", 26, Shows.RECORD, "right"),
        Column("项目", 55, Shows.RECORD, grow=True), Column("数量", 26, Shows.RECORD, "right"),
    )  # fmt: skip
    body: tuple[Block, ...] = (
        Table(columns, tuple(rows), BODY.at(10), HEAD.at(10), least=7 * MM), Notes(STATISTICS_SAID),
        signatures("填表人", "审核人"),
    )  # fmt: skip
    title = f"{span_words(facts.period)}{QUARTERLY}"
    return [_section(facts, order, (title, "A4"), body)]


def _section(facts: CrossTable | Statistics, order: Order, about: tuple[str, str], body: tuple[Block, ...]) -> Section:
    title, paper = about
    number = Item("编号：", order.sheet_no or "—")
    meta = Meta((Item("单位：", facts.place), Item("截止日：", long_day(facts.period.end)), number))
    heading = (Title(title), Gap(1 * MM), meta, Gap(1 * MM))
    later = (Meta((Item(f"{title}（续）"),), BOLD), Gap(2 * MM))
    return Section(facts.place, order.sheet_no, body, heading, later, paper=paper, people=1)
