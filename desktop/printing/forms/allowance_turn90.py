"""普惠高龄津贴调整备案表（满90周岁）: one page for each person whose allowance rises (class 上报; DOMAIN §4.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from db.ledgers.people import Person
from db.store.query import area_and_below
from db.store.reader import Reader
from db.work.allowance_months import Rates, drawn_in, month_of
from db.work.allowances import reaching
from desktop.printing.form import Order, Shows
from desktop.printing.grid import Grid, Slot
from desktop.printing.ledger import numbered
from desktop.printing.parts import BOLD, MM, Block, Gap, Item, Meta, Passage, Section, Title, signatures
from desktop.printing.people import Texts, by_grid, community, contact_text, long_day
from desktop.printing.table import BODY

CELL = BODY.at(11)
YEARS = {"a90": 90, "a100": 100}
SLOTS = (28, 62, 28, 62)
KEYS = ("name", "sex", "birth_date", "id_number", "phone", "address", "hukou_address", "contact_name",
        "contact_relation", "contact_phone")  # fmt: skip


@dataclass(frozen=True)
class TurnSheet:
    """One person who turns 90 (or 100): what was paid, what is paid from the month on."""

    whom: UUID | None
    texts: Mapping[str, str]
    grid: str
    years: int
    before: str
    after: str
    area: UUID | None = None


@dataclass(frozen=True)
class TurnFacts:
    """The persons of one month."""

    office: str
    month: date
    day: str
    sheets: tuple[TurnSheet, ...]


def gather(reader: Reader, order: Order) -> TurnFacts:
    """Return who fills 90 or 100 in the month of the order's data day, or moves to that class in it."""
    month = month_of(order.month or order.data_day or reader.today)
    drawn = {one.allowance.person_id: one for one in drawn_in(reader, month)}
    turning = {one: years for years in (90, 100) for one in reaching(reader, month, years)}
    moved = {one: row.allowance for one, row in drawn.items() if month_of(row.allowance.since) == month}
    turning |= {one: YEARS[row.category] for one, row in moved.items() if row.category in YEARS}
    wanted = [one for one in turning if not order.ids or one in order.ids]
    if order.area is not None and not order.ids:
        here = _living_in(reader, order.area, wanted)
        wanted = [one for one in wanted if one in here]
    rates, texts = Rates.read(reader), Texts(reader, "people", KEYS).of(wanted)
    births = {row[0]: row[1] for row in reader.rows(select(Person.id, Person.birth_date).where(Person.id.in_(wanted)))}
    sheets = []
    for grid in by_grid(reader, [one for one in wanted if one in births]):
        for one in grid.people:
            years = turning[one]
            before = "a80" if years == 90 else "a90"
            if one in drawn and drawn[one].allowance.category not in YEARS:
                before = drawn[one].allowance.category
            was, now = (_said(reader, rates, code, month) for code in (before, f"a{years}"))
            sheets.append(TurnSheet(one, texts[one], grid.name, years, was, now, grid.area))
    return TurnFacts(community(reader), month, long_day(order.data_day), tuple(sheets))


def _living_in(reader: Reader, area: UUID, people: Sequence[UUID]) -> set[UUID]:
    here = select(Person.id).where(Person.id.in_(people), Person.area_id.in_(area_and_below(reader, area)))
    return {one for (one,) in reader.rows(here)}


def _said(reader: Reader, rates: Rates, category: str, month: date) -> str:
    amount: Decimal | None = rates.of(category, month)
    label = reader.codes("allowance").label(category)
    return f"{label}，每月 {amount:.2f} 元" if amount is not None else f"{label}，每月　　　　元"


def lay(facts: TurnFacts, order: Order) -> Sequence[Section]:
    """Return a page for each person."""
    of = len(facts.sheets)
    return [_section(facts, sheet, order, numbered(order, place, of)) for place, sheet in enumerate(facts.sheets, 1)]


def _section(facts: TurnFacts, sheet: TurnSheet, order: Order, sheet_no: str) -> Section:
    told = sheet.texts
    heading = (
        Title("普惠高龄津贴调整备案表", second=f"（满 {sheet.years} 周岁）"),
        Gap(2 * MM),
        Meta((Item("单位：", f"{facts.office} {sheet.grid}".strip()), Item("数据截至：", facts.day))),
        Gap(2 * MM),
    )
    contact = contact_text(told["contact_name"], told["contact_relation"], told["contact_phone"])
    slots = (
        Slot("姓名", told["name"], name=True), Slot("性别", told["sex"]),
        Slot("出生日期", told["birth_date"]), Slot("身份证号", told["id_number"]),
        Slot("联系电话", told["phone"]), Slot("联系人", contact),
        Slot("户籍地址", told["hukou_address"], 3), Slot("现住址", told["address"], 3),
        Slot("原享受类别\n及标准", sheet.before, 3), Slot("调整后类别\n及标准", sheet.after, 3),
        Slot("调整执行月份", f"{facts.month.year}年{facts.month.month}月起", 3),
    )  # fmt: skip
    body: tuple[Block, ...] = (
        Grid(SLOTS, slots, told["name"], (Shows.RECORD,), CELL, least=12 * MM),
        Gap(3 * MM),
        *(Passage(label, "", told["name"], 3, CELL, (Shows.RECORD,)) for label in
          ("申请人（代理人）签字", "社区（嘎查村）意见", "街道（苏木乡镇）意见")),
        signatures("经办人", "负责人"),
    )  # fmt: skip
    later = (Meta((Item(f"普惠高龄津贴调整备案表（续）　{told['name']}"),), BOLD), Gap(2 * MM))
    return Section(
        told["name"],
        sheet_no,
        body,
        heading,
        later,
        paper=order.paper or "A4",
        people=1,
        whom=sheet.whom,
        area=sheet.area,
    )
