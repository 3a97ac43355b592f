"""Ledger pages: what rosters and ledgers share: title, particulars, a table of chosen columns, signatures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from desktop.printing.form import Order, Shows
from desktop.printing.parts import BOLD, MM, Gap, Item, Meta, Section, Title, signatures
from desktop.printing.press import PAPERS
from desktop.printing.table import BODY, HEAD, Column, Group, Row, Table

LEDGER_PAPER, LEDGER_MARGINS, SPREAD = "A4横", 37 * MM, 1.3
"""Binding edge and opposite edge of a section; how much wider columns become on wide paper before the address."""


@dataclass(frozen=True)
class Told:
    """A column that a row's attribute `key` fills."""

    key: str
    column: Column


def record(key: str, label: str, width: float, align: str = "left", *, grow: bool = False) -> Told:
    """Return a column of the record itself."""
    return Told(key, Column(label, width, Shows.RECORD, align, grow=grow))


def listing(key: str, label: str, width: float) -> Told:
    """Return a column of the record that holds names or a list, broken between its parts."""
    return Told(key, Column(label, width, Shows.RECORD, name=True))


NUMBER = Told("", Column("序号", 9, Shows.ORDER, "center"))
NAME = Told("name", Column("姓名", 24, Shows.NAME, name=True))


@dataclass(frozen=True)
class Heading:
    """What stands above a ledger. particulars: (label, text) spread over one line; area: the grid it tells of."""

    title: str
    second: str = ""
    particulars: tuple[tuple[str, str], ...] = ()
    area: UUID | None = None


def chosen(columns: Sequence[Told], order: Order) -> list[Told]:
    """Return the columns the clerk wants, in the form's order; number and name always."""
    wanted = set(order.columns) or {told.key for told in columns}
    return [told for told in columns if told.key in wanted or told.key in ("", "name")]


def choices(columns: Sequence[Told]) -> tuple[tuple[str, str], ...]:
    """Return (key, label) of the columns that may be left out."""
    return tuple((told.key, told.column.label) for told in columns if told.key not in ("", "name"))


def table(columns: Sequence[Told], groups: Iterable[tuple[str, Sequence[Any]]], order: Order) -> Table:
    """Return the table of rows in groups (heading, rows); an empty heading draws none. Rows are counted through.

    A row has an attribute for each column, `name`, and `whom`: the id of the person it tells of.
    """
    used = chosen(columns, order)
    rows: list[Row | Group] = []
    count = 0
    for heading, members in groups:
        if heading:
            rows.append(Group(heading))
        for member in members:
            count += 1
            cells = tuple(getattr(member, told.key) if told.key else str(count) for told in used)
            rows.append(Row(cells, member.name, member.whom))
    size, widened = _fitted([_wide_enough(told.column, count) for told in used], order)
    return Table(
        widened,
        tuple(rows),
        BODY.at(size),
        HEAD.at(size),
        least=7.5 * MM,
    )


def _wide_enough(column: Column, count: int) -> Column:
    """Widen the column of running numbers for four and more digits."""
    wider = 2 * max(0, len(str(count)) - 3) if column.told is Shows.ORDER else 0
    return replace(column, width=column.width + wider)


def _fitted(columns: Sequence[Column], order: Order) -> tuple[float, tuple[Column, ...]]:
    """Return the largest size up to the wanted one at which the columns stand side by side, and their widths at it.

    So no number is ever divided for want of room; on wide paper all columns share what is left.
    """
    room = (PAPERS[order.paper or LEDGER_PAPER][0] - LEDGER_MARGINS) / MM
    whole = sum(column.width for column in columns)
    size = order.size or BODY.size
    while size > BODY.size and whole * size / BODY.size > room:
        size -= 0.25
    scale = size / BODY.size
    scale *= min(SPREAD, max(1.0, room / (whole * scale)))
    return size, tuple(replace(one, width=one.width * scale) for one in columns)


def ledger(heading: Heading, body: Table, order: Order, section: tuple[str, str]) -> Section:
    """Return the pages of a ledger. section: bookmark and sheet number."""
    items = tuple(Item(f"{label}：", text) for label, text in heading.particulars if text)
    running = Item(f"{heading.title}（续）"), Item("", heading.second), *items[:1]
    return Section(
        bookmark=section[0],
        sheet_no=section[1],
        head=(Title(heading.title, second=heading.second), Gap(1.5 * MM), Meta(items), Gap(1.5 * MM)),
        later=(Meta(tuple(item for item in running if item.label or item.value), BOLD), Gap(1.5 * MM)),
        body=(body, signatures("填表人", "审核人")),
        paper=order.paper or LEDGER_PAPER,
        people=sum(isinstance(row, Row) for row in body.rows),
        area=heading.area,
    )


def numbered(order: Order, place: int, of: int) -> str:
    """Return the sheet number of a section: the order's own, with its place where there are several."""
    return f"{order.sheet_no}-{place:02d}" if of > 1 and order.sheet_no else order.sheet_no
