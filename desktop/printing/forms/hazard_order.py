"""隐患整改单: what a check of water, power, gas or safety found amiss, and what is to be mended (class 归档; P11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from db.books.visits import doers
from db.ledgers.services import Finding, ServiceLog
from db.store import query
from db.store.query import terms
from db.store.reader import Reader
from db.work.recording import ODD
from desktop.printing.form import Order, Shows
from desktop.printing.grid import Grid, Slot
from desktop.printing.ledger import numbered
from desktop.printing.parts import BOLD, MM, Block, Gap, Item, Meta, Passage, Section, Title, signatures
from desktop.printing.people import Texts, by_grid, community, day, parts
from desktop.printing.table import BODY

CELL = BODY.at(10.5)
SLOTS = (24, 63, 24, 63)
HAZARDS = ("water", "power", "gas", "heating", "safety", "dwelling")
"""Items of the check-list, and of errands, whose being amiss is a hazard."""
PERSON = ("name", "phone", "address")


@dataclass(frozen=True)
class HazardSheet:
    """One check that found something amiss: what (items and notes), when and by whom."""

    name: str
    grid: str
    phone: str = ""
    address: str = ""
    found_on: str = ""
    by: str = ""
    kinds: str = ""
    found: str = ""
    measures: str = ""
    due: str = ""
    whom: UUID | None = None
    area: UUID | None = None


@dataclass(frozen=True)
class HazardFacts:
    """The orders of one print."""

    office: str
    sheets: tuple[HazardSheet, ...]


def gather(reader: Reader, order: Order) -> HazardFacts:
    """Return the checks that found something amiss, of the records or people asked for, else of the area."""
    services = _amiss(reader, order)
    people = list(dict.fromkeys(person for person, *_ in services.values()))
    known = Texts(reader, "people", PERSON).of(people)
    told = Texts(reader, "visits", ("content", "needs", "measures")).of(list(services))
    names = {k: v for part in parts(list(services)) for k, v in doers(reader.rows, part, terms(reader)).items()}
    sheets = [
        replace(
            _sheet(grid.name, person, known[person], (services[one], told[one], names.get(one, ""))), area=grid.area
        )
        for grid in by_grid(reader, people)
        for person in grid.people
        for one in services
        if services[one][0] == person and person in known
    ]
    return HazardFacts(community(reader), tuple(sheets))


def _amiss(reader: Reader, order: Order) -> dict[UUID, tuple[UUID, str, str, str, str]]:
    """Return {service: (person, day, next day, what kinds, what was noted)}."""
    statement = (
        select(ServiceLog.id, ServiceLog.person_id, ServiceLog.at, ServiceLog.next_due, Finding.item, Finding.note)
        .join(Finding, Finding.service_id == ServiceLog.id)
        .where(Finding.answer == ODD, Finding.item.in_(HAZARDS), Finding.removed_at.is_(None))
        .where(ServiceLog.person_id.is_not(None), ServiceLog.removed_at.is_(None))
        .order_by(ServiceLog.at.desc(), Finding.id)
    )
    if order.area is not None:
        statement = statement.where(ServiceLog.area_id.in_(query.area_and_below(reader, order.area)))
    items, wanted = reader.codes("finding_item"), set(order.ids)
    found: dict[UUID, tuple[UUID, str, str, str, str]] = {}
    for one, person, at, due, item, note in reader.rows(statement):
        if wanted and one not in wanted and person not in wanted:
            continue
        label = items.label(item)
        before = found.get(one, (person, day(at), day(due), "", ""))
        kinds = "、".join(filter(None, (before[3], label)))
        notes = "；".join(filter(None, (before[4], f"{label}：{note}" if note else "")))
        found[one] = (person, before[1], before[2], kinds, notes)
    return found


def _sheet(
    grid: str, person: UUID, known: Mapping[str, str],
    check: tuple[tuple[UUID, str, str, str, str], Mapping[str, str], str],
) -> HazardSheet:  # fmt: skip
    (_, found_on, due, kinds, notes), told, by = check
    found = "\n".join(filter(None, (notes, told.get("content", ""), told.get("needs", ""))))
    return HazardSheet(
        known["name"], grid, known["phone"], known["address"], found_on, by, kinds, found, told.get("measures", ""),
        due, person,
    )  # fmt: skip


def lay(facts: HazardFacts, order: Order) -> Sequence[Section]:
    """Return a page for each check."""
    of = len(facts.sheets)
    return [_section(facts, sheet, order, numbered(order, n, of)) for n, sheet in enumerate(facts.sheets, 1)]


def _section(facts: HazardFacts, sheet: HazardSheet, order: Order, sheet_no: str) -> Section:
    belongs = Meta((Item("网格：", f"{facts.office} {sheet.grid}".strip()), Item("编号：", sheet_no or "—")))
    slots = (
        Slot("住户姓名", sheet.name, name=True), Slot("联系电话", sheet.phone), Slot("住址", sheet.address, 3),
        Slot("排查日期", sheet.found_on), Slot("排查人", sheet.by), Slot("隐患类别", sheet.kinds),
        Slot("整改期限", sheet.due or "　　　年　　月　　日"),
    )  # fmt: skip
    told = (Shows.RECORD,)
    body: tuple[Block, ...] = (
        Grid(SLOTS, slots, sheet.name, told, CELL, least=10 * MM),
        Gap(3 * MM),
        Passage("隐患情况", sheet.found, sheet.name, 4, CELL, told),
        Gap(3 * MM),
        Passage("整改措施", sheet.measures, sheet.name, 4, CELL, told),
        Gap(3 * MM),
        Passage("整改结果（整改日期、整改人、是否消除）", "", sheet.name, 4, CELL, told),
        signatures("排查人", "住户或家属"),
        signatures("整改人", "复查人"),
    )
    head = (Title("隐患整改单"), Gap(1.5 * MM), belongs, Gap(1.5 * MM))
    later = (Meta((Item(f"隐患整改单（续）　{sheet.name}"), Item(sheet.found_on)), BOLD), Gap(2.5 * MM))
    title = f"{sheet.name} {sheet.found_on}".strip()
    return Section(
        title, sheet_no, body, head, later, paper=order.paper or "A4", group=sheet.grid, people=1, whom=sheet.whom,
        area=sheet.area,
    )  # fmt: skip
