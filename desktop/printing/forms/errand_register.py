"""帮办代办登记表: every errand of a month, what was laid out and given back (class 归档; practice P11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.books.visits import doers
from db.ledgers.areas import Area
from db.ledgers.people import Person
from db.ledgers.services import LogKind, ServiceLog
from db.store import query
from db.store.query import terms
from db.store.reader import Reader
from desktop.printing.form import Order
from desktop.printing.ledger import NUMBER, Heading, Told, chosen, ledger, record
from desktop.printing.parts import MM, Section
from desktop.printing.people import community, day, long_day, parts
from desktop.printing.table import BODY, HEAD, Group, Row, Table
from desktop.printing.text import masked

COLUMNS: tuple[Told, ...] = (
    NUMBER,
    record("asked", "申请日期", 24, "center"),
    record("name", "服务对象", 24),
    record("grid", "网格", 20),
    record("item", "服务事项", 24),
    record("done", "办结日期", 24, "center"),
    record("by", "帮办人", 22),
    record("amount", "垫付金额\n（元）", 18, "right"),
    record("receipt", "票据号", 22),
    record("settled", "结清日期", 24, "center"),
    record("note", "办理情况", 40, grow=True),
    record("sign", "签收", 14),
)


@dataclass(frozen=True)
class ErrandRow:
    """One errand, every value as it is printed; sign stays empty."""

    name: str
    grid: str = ""
    item: str = ""
    asked: str = ""
    done: str = ""
    by: str = ""
    amount: str = ""
    receipt: str = ""
    settled: str = ""
    note: str = ""
    sign: str = ""
    whom: UUID | None = None


@dataclass(frozen=True)
class ErrandFacts:
    """The register of one print. laid_out, owed: sums in yuan."""

    office: str
    day: str
    rows: tuple[ErrandRow, ...]
    laid_out: str = "0.00"
    owed: str = "0.00"


def gather(reader: Reader, order: Order) -> ErrandFacts:
    """Return the errands of the people or records asked for, else of the area, oldest first."""
    found = _errands(reader, order)
    names = {
        k: v for part in parts([row.id for row in found]) for k, v in doers(reader.rows, part, terms(reader)).items()
    }
    items = reader.codes("errand_item")
    rows = tuple(_row(row, items.label(row.item) if row.item else "", names) for row in found)
    amounts = [(row.amount or Decimal(0), row.settled_on) for row in found]
    laid_out = sum((one for one, _ in amounts), Decimal(0))
    owed = sum((one for one, settled in amounts if settled is None), Decimal(0))
    return ErrandFacts(community(reader), long_day(order.data_day), rows, f"{laid_out:.2f}", f"{owed:.2f}")


def _errands(reader: Reader, order: Order) -> list[Any]:
    statement = (
        select(
            ServiceLog.id, ServiceLog.at, ServiceLog.item, ServiceLog.requested_on, ServiceLog.amount,
            ServiceLog.settled_on, ServiceLog.receipt, ServiceLog.content, ServiceLog.person_id, Person.name,
            Area.name.label("grid"),
        )
        .outerjoin(Person, ServiceLog.person_id == Person.id)
        .outerjoin(Area, ServiceLog.area_id == Area.id)
        .where(ServiceLog.kind == LogKind.ERRAND, ServiceLog.removed_at.is_(None))
        .order_by(ServiceLog.at, ServiceLog.id)
    )  # fmt: skip
    if order.area is not None:
        statement = statement.where(ServiceLog.area_id.in_(query.area_and_below(reader, order.area)))
    wanted = set(order.ids)
    rows = reader.rows(statement)
    return [row for row in rows if not wanted or row.id in wanted or row.person_id in wanted]


def _row(row: Any, item: str, names: Mapping[UUID, str]) -> ErrandRow:
    return ErrandRow(
        row.name or "", row.grid or "", item, day(row.requested_on or row.at), day(row.at), names.get(row.id, ""),
        f"{row.amount:.2f}" if row.amount is not None else "", row.receipt or "", day(row.settled_on),
        masked(row.content or ""), whom=row.person_id,
    )  # fmt: skip


def lay(facts: ErrandFacts, order: Order) -> Sequence[Section]:
    """Return one section with the sums in its heading."""
    heading = Heading(
        "帮办代办登记表",
        particulars=(
            ("单位", facts.office),
            ("件数", f"{len(facts.rows)}件"),
            ("垫付", f"{facts.laid_out}元，未结清{facts.owed}元"),
            ("数据截至", facts.day),
        ),
    )
    used = chosen(COLUMNS, order)
    rows: list[Row | Group] = [
        Row(tuple(getattr(row, told.key) if told.key else str(n) for told in used), row.name, row.whom)
        for n, row in enumerate(facts.rows, 1)
    ]
    size = order.size or BODY.size
    columns = tuple(told.column for told in used)
    table = Table(columns, tuple(rows), BODY.at(size), HEAD.at(size), least=10 * MM)
    return [ledger(heading, table, order, ("帮办代办登记表", order.sheet_no))]
