"""逾期未访名单, annex of 月报: everybody whom it counts as overdue, grid by grid in door order (class 归档)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from db.store.reader import Reader
from db.work.reporting import overdue_of_month
from desktop.printing.form import Order, Shows
from desktop.printing.forms.month_report import ANNEX, month_asked
from desktop.printing.ledger import NAME, NUMBER, Heading, Told, ledger, listing, record, table
from desktop.printing.parts import Section
from desktop.printing.people import Texts, day, long_day
from desktop.printing.table import Column

COLUMNS = (
    NUMBER,
    NAME,
    record("sex", "性别", 10, "center"),
    record("age", "年龄", 10, "center"),
    record("address", "居住地址", 40, grow=True),
    record("phone", "联系电话", 24),
    record("risk", "风险\n等级", 15, "center"),
    record("cycle", "走访\n周期", 13, "center"),
    record("last_visit", "上次走访", 20, "center"),
    record("owed_by", "应访截止", 20, "center"),
    listing("keeper", "责任人", 18),
    Told("done", Column("补访日期、情况", 32, Shows.TO_FILL)),
)


@dataclass(frozen=True)
class LateRow:
    """One overdue person, every value as it is printed; done stays empty, to be written on."""

    name: str
    sex: str = ""
    age: str = ""
    address: str = ""
    phone: str = ""
    risk: str = ""
    cycle: str = ""
    last_visit: str = ""
    owed_by: str = ""
    keeper: str = ""
    done: str = ""
    whom: UUID | None = None


@dataclass(frozen=True)
class LateFacts:
    """The list of one month: (grid, its rows) in order."""

    place: str
    month: str
    end: str
    grids: tuple[tuple[str, tuple[LateRow, ...]], ...]


def gather(reader: Reader, order: Order) -> LateFacts:
    """Return whom the report of the order's month counts as overdue; addresses and phones as they are now."""
    period = month_asked(reader, order)
    place, late = overdue_of_month(reader, period, order.area)
    wanted = [one for one in late if not order.ids or one.person in order.ids]
    texts = Texts(reader, "people", ("sex", "age", "address", "phone", "responsible"))
    known = texts.of([one.person for one in wanted])
    rows = []
    for one in wanted:
        told = dict(known[one.person])
        keeper, visit = told.pop("responsible"), day(one.last_visit) or "没有走访过"
        own = LateRow(
            one.name, **told, risk=one.risk, cycle=one.cycle, last_visit=visit, owed_by=day(one.owed_by),
            keeper=keeper, whom=one.person,
        )  # fmt: skip
        rows.append((one.grid, own))
    grids = tuple((grid, tuple(row for _, row in some)) for grid, some in groupby(rows, key=lambda pair: pair[0]))
    return LateFacts(place, period.label, long_day(period.end), grids)


def lay(facts: LateFacts, order: Order) -> Sequence[Section]:
    """Return one section; each grid is a group of its rows."""
    count = sum(len(rows) for _, rows in facts.grids)
    heading = Heading(
        ANNEX,
        second=f"{facts.month}网格工作月报附表",
        particulars=(("单位", facts.place), ("逾期", f"{count}人"), ("截止日", facts.end)),
        area=order.area,
    )
    groups = [(f"{grid}　{len(rows)}人", rows) for grid, rows in facts.grids]
    return [ledger(heading, table(COLUMNS, groups, order), order, (ANNEX, order.sheet_no))]
