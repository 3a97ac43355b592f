"""高龄津贴花名册, 新增明细, 停止明细: 13 rows a page, blank rows filled out (class 上报; DOMAIN §4.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.books import BOOKS
from db.ledgers.allowances import Allowance
from db.store.query import area_and_below, in_areas
from db.store.reader import Reader
from db.work.allowance_months import Drawn, add_months, drawn_in, month_of
from db.work.allowances import begun_in, stopped_in
from desktop.printing.form import Order, Shows
from desktop.printing.ledger import LEDGER_MARGINS, LEDGER_PAPER, NUMBER, Heading, Told, ledger, numbered, record
from desktop.printing.parts import MM, Section
from desktop.printing.people import Texts, community, long_day
from desktop.printing.press import PAPERS
from desktop.printing.table import HEAD, Column, Row, Table
from desktop.printing.text import Setter, Style

ROWS = 13
CELL, HEADING = Style("body", 8.5, 9.2, 7), HEAD.at(8.5)
LEAST, SLACK = 8.7 * MM, 0.01
"""Row height with which thirteen rows, head, signatures and title fill a sheet of A4; two lines of text stand in it."""
PEOPLE_COLUMNS = (
    NUMBER,
    Told("name", Column("姓名", 21, Shows.NAME, name=True)),
    record("sex", "性别", 8, "center"),
    record("id_number", "身份证号", 33),
    record("category", "类别", 39),
    record("address", "住址", 40, grow=True),
    record("contact_name", "联系人\n姓名", 15),
    record("contact_relation", "联系\n关系", 11),
    record("contact_phone", "电话", 22),
)
AMOUNTS = (record("amount", "补贴标准\n（元）", 15, "right"), record("paid", "实际发放\n（元）", 15, "right"))
ROSTER = (*PEOPLE_COLUMNS, *AMOUNTS, record("certified", "本月认证", 19, "center"))
NEW = (*PEOPLE_COLUMNS, *AMOUNTS, record("back", "补发月份", 20, "center"), record("back_reason", "补发原因", 17))
STOP = (*PEOPLE_COLUMNS, AMOUNTS[0], record("until", "停止时间", 15, "center"), record("stop_reason", "停止原因", 24))
KEYS = ("name", "sex", "id_number", "category", "address", "contact_name", "contact_relation", "contact_phone",
        "certified", "stop_reason", "back_reason")  # fmt: skip


@dataclass(frozen=True)
class AllowanceRow:
    """One person of a list: texts by column key."""

    texts: Mapping[str, str]
    whom: UUID | None = None


@dataclass(frozen=True)
class AllowanceFacts:
    """The rows of one list. month: of which it tells; paid: the sum paid out, where it is told."""

    office: str
    month: date
    day: str
    rows: tuple[AllowanceRow, ...]
    paid: Decimal | None = None


def money(value: Decimal | None) -> str:
    """Return an amount as it is written on the form; empty where none is set."""
    return "" if value is None else f"{value:.2f}"


def gather_roster(reader: Reader, order: Order) -> AllowanceFacts:
    """Return everybody who draws in the month of the order's data day."""
    month = _month(reader, order)
    drawn = _wanted(reader, order, {one.allowance.id: one for one in drawn_in(reader, month)})
    facts = _facts(reader, order, drawn)
    return AllowanceFacts(facts.office, month, facts.day, facts.rows, _sum(drawn.values()))


def gather_new(reader: Reader, order: Order) -> AllowanceFacts:
    """Return who begins in the month, with what is paid afterwards."""
    month = _month(reader, order)
    new = {one.id for one in begun_in(reader, month)}
    drawn = {one.allowance.id: one for one in drawn_in(reader, month) if one.allowance.id in new}
    wanted = _wanted(reader, order, drawn)
    facts = _facts(reader, order, wanted)
    return AllowanceFacts(facts.office, month, facts.day, facts.rows, _sum(wanted.values()))


def gather_stopped(reader: Reader, order: Order) -> AllowanceFacts:
    """Return whose first unpaid month is that of the order's data day."""
    month = _month(reader, order)
    before = {one.allowance.id: one for one in drawn_in(reader, add_months(month, -1))}
    stopped = {one.id: before.get(one.id) or Drawn(one, None, Decimal(0)) for one in stopped_in(reader, month)}
    return _facts(reader, order, _wanted(reader, order, stopped))


def _month(reader: Reader, order: Order) -> date:
    return month_of(order.month or order.data_day or reader.today)


def _sum(drawn: Any) -> Decimal:
    return sum((one.paid for one in drawn if one.paid is not None), Decimal(0))


def _wanted(reader: Reader, order: Order, drawn: Mapping[UUID, Drawn]) -> dict[UUID, Drawn]:
    """Return the rows of the order's area or ids (of people or of allowances)."""
    if order.ids:
        asked = set(order.ids)
        return {one: row for one, row in drawn.items() if {one, row.allowance.person_id} & asked}
    if order.area is None:
        return dict(drawn)
    here = in_areas(BOOKS["allowances"], area_and_below(reader, order.area))
    found = {row[0] for row in reader.rows(select(Allowance.id).where(here))}
    return {one: row for one, row in drawn.items() if one in found}


def _of_drawn(drawn: Drawn) -> dict[str, str]:
    one = drawn.allowance
    back = f"{one.back_from:%Y-%m} 起\n{one.back_months} 个月" if one.back_from and one.back_months else ""
    until = f"{one.until:%Y-%m}" if one.until else ""
    return {"amount": money(drawn.amount), "paid": money(drawn.paid), "back": back, "until": until}


def _facts(reader: Reader, order: Order, drawn: Mapping[UUID, Drawn]) -> AllowanceFacts:
    month = _month(reader, order)
    texts = Texts(reader, "allowances", (*KEYS, "pinyin")).of(list(drawn))
    rows = []
    for one in (one for one in drawn if one in texts):
        told = {**texts[one], **_of_drawn(drawn[one])}
        this_month = told["certified"].startswith(f"{month:%Y-%m}")
        rows.append(AllowanceRow({**told, "certified": told["certified"] * this_month}, drawn[one].allowance.person_id))
    rows.sort(key=lambda row: (row.texts["category"], row.texts["pinyin"], row.texts["name"]))
    return AllowanceFacts(community(reader), month, long_day(order.data_day), tuple(rows))


def lay_roster(facts: AllowanceFacts, order: Order) -> Sequence[Section]:
    """Return the pages of the roster."""
    return _pages("高龄津贴花名册", ROSTER, facts, order)


def lay_new(facts: AllowanceFacts, order: Order) -> Sequence[Section]:
    """Return the pages of those who begin."""
    return _pages("高龄津贴新增明细表", NEW, facts, order)


def lay_stopped(facts: AllowanceFacts, order: Order) -> Sequence[Section]:
    """Return the pages of those who stop."""
    return _pages("高龄津贴停止明细表", STOP, facts, order)


def _pages(title: str, columns: Sequence[Told], facts: AllowanceFacts, order: Order) -> list[Section]:
    """Return one section a page: thirteen rows, the last ones blank where there are fewer; less where rows are tall."""
    parts = _parted(columns, facts.rows)
    total = f"{len(facts.rows)}人" + (f"，实际发放 {facts.paid:.2f} 元" if facts.paid is not None else "")
    month = f"{facts.month.year}年{facts.month.month}月"
    told = (("单位", facts.office), ("月份", month), ("合计", total), ("数据截至", facts.day))
    heading = Heading(title, particulars=told)
    before = accumulate((len(rows) for rows, _ in parts), initial=1)
    places = ((place, len(parts), first) for place, first in enumerate(before, 1))
    return [_page(heading, columns, part, order, at) for part, at in zip(parts, places, strict=False)]


Part = tuple[tuple[AllowanceRow, ...], int]
"""The rows of a page, and how many blank ones follow them."""


def _parted(columns: Sequence[Told], rows: Sequence[AllowanceRow]) -> list[Part]:
    """Share rows among pages: as many as stand in the room of thirteen; a row with a long address takes more of it."""
    filled = tuple(Row(tuple(_cell(row, told.key, 0) for told in columns), row.texts["name"]) for row in rows)
    body = Table(tuple(told.column for told in columns), filled, CELL, HEADING, least=LEAST)
    width = PAPERS[LEDGER_PAPER][0] - LEDGER_MARGINS
    heights = [piece.height for piece in body.pieces(Setter(), width) if piece.kind == "row"]
    found: list[Part] = []
    room = 0.0
    for row, height in zip(rows, heights, strict=True):
        fits = height <= room + SLACK and bool(found)
        room = (room if fits else ROWS * LEAST) - height
        part = (((*found.pop()[0], row) if fits else (row,)), max(0, int((room + SLACK) // LEAST)))
        found.append(part)
    return found


def _page(heading: Heading, columns: Sequence[Told], part: Part, order: Order, at: tuple[int, int, int]) -> Section:
    place, of, first = at
    rows = part[0]
    filled = [
        Row(tuple(_cell(row, told.key, number) for told in columns), row.texts["name"], row.whom)
        for number, row in enumerate(rows, first)
    ]
    blank = [Row(("",) * len(columns))] * part[1]
    body = Table(tuple(told.column for told in columns), (*filled, *blank), CELL, HEADING, least=LEAST)
    section = ledger(heading, body, order, (f"{heading.title} {place}", numbered(order, place, of)))
    return replace(section, people=len(rows))


def _cell(row: AllowanceRow, key: str, number: int) -> str:
    return row.texts.get(key, "") if key else str(number)
