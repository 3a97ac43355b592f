"""走访记录表: one visit on one page, filled from the store or left to be written (class 归档; practices P10–P12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from db.books.rhythm import VISITS
from db.ledgers.services import Finding, ServiceLog
from db.store.reader import Reader
from desktop.printing.form import Order, Shows
from desktop.printing.grid import Grid, Slot
from desktop.printing.ledger import numbered
from desktop.printing.parts import BOLD, MM, Block, Gap, Item, Meta, Passage, Section, Title, signatures
from desktop.printing.people import Texts, asked, by_grid, community, parts
from desktop.printing.table import BODY, Boxes, Column, Row, Table

CELL = BODY.at(10.5)
SLOTS = (21, 37, 21, 37, 21, 37)
ANSWERS = Boxes(("正常", "异常"), across=2)
ITEMS = ("健康", "精神", "安全", "卫生", "生活物资")
FINDINGS = (
    Column("查看项目", 30, Shows.RECORD),
    Column("结果", 40, Shows.RECORD),
    Column("说明", 104, Shows.RECORD, grow=True),
)


@dataclass(frozen=True)
class FindingRow:
    """One row of the check-list; answer empty: two boxes to tick."""

    item: str
    answer: str = ""
    note: str = ""


@dataclass(frozen=True)
class VisitSheet:
    """One visit, or with an empty day a sheet to be filled by hand for that person."""

    name: str
    grid: str
    sex: str = ""
    age: str = ""
    phone: str = ""
    address: str = ""
    day: str = ""
    method: str = ""
    reached: str = ""
    by: str = ""
    minutes: str = ""
    next_due: str = ""
    findings: tuple[FindingRow, ...] = ()
    content: str = ""
    needs: str = ""
    measures: str = ""
    whom: UUID | None = None
    area: UUID | None = None


@dataclass(frozen=True)
class VisitSheets:
    """The visits of one print."""

    office: str
    visits: tuple[VisitSheet, ...]


PERSON = ("name", "sex", "age", "phone", "address")
VISIT = ("at", "method", "reached", "doers", "minutes", "next_due", "content", "needs", "measures")


def gather(reader: Reader, order: Order) -> VisitSheets:
    """Return the visits of the order, else the last visit of each person asked for, or a blank sheet."""
    visits = _visits(reader, order.ids)
    people = list(dict.fromkeys(visits.values())) if visits else asked(reader, order, "elders")
    of: dict[UUID, list[UUID]] = {}
    for person, visit in ((one, visit) for visit, one in visits.items()) if visits else _last(reader, people).items():
        of.setdefault(person, []).append(visit)
    known = Texts(reader, "people", PERSON).of(people)
    wanted = [visit for made in of.values() for visit in made]
    told, findings = Texts(reader, "visits", VISIT).of(wanted), _findings(reader, wanted)
    sheets = [
        replace(_sheet(grid.name, known[one], told.get(visit, {}), findings.get(visit, ())), whom=one, area=grid.area)
        for grid in by_grid(reader, people, order.sort)
        for one in grid.people
        for visit in of.get(one, [one])
        if one in known
    ]
    return VisitSheets(community(reader), tuple(sheets))


def _visits(reader: Reader, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return {visit: person} of those ids that are visits."""
    statement = (
        select(ServiceLog.id, ServiceLog.person_id)
        .where(ServiceLog.person_id.is_not(None), ServiceLog.removed_at.is_(None))
        .order_by(ServiceLog.at, ServiceLog.id)
    )
    return {row[0]: row[1] for part in parts(ids) for row in reader.rows(statement.where(ServiceLog.id.in_(part)))}


def _last(reader: Reader, people: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return {person: last visit}."""
    found: dict[UUID, UUID] = {}
    for part in parts(people):
        statement = (
            select(ServiceLog.person_id, ServiceLog.id)
            .where(ServiceLog.person_id.in_(part), ServiceLog.kind.in_(VISITS), ServiceLog.removed_at.is_(None))
            .order_by(ServiceLog.at, ServiceLog.id)
        )
        found |= {row[0]: row[1] for row in reader.rows(statement)}
    return found


def _findings(reader: Reader, visits: Sequence[UUID]) -> dict[UUID, tuple[FindingRow, ...]]:
    codes = reader.codes("finding_item")
    found: dict[UUID, tuple[FindingRow, ...]] = {}
    for part in parts(visits):
        statement = (
            select(Finding.service_id, Finding.item, Finding.answer, Finding.note)
            .where(Finding.service_id.in_(part), Finding.removed_at.is_(None))
            .order_by(Finding.created_at, Finding.id)
        )
        for visit, item, answer, note in reader.rows(statement):
            row = FindingRow(codes.label(item), answer or "", note or "")
            found[visit] = (*found.get(visit, ()), row)
    return found


def _sheet(
    grid: str, person: Mapping[str, str], visit: Mapping[str, str], findings: tuple[FindingRow, ...]
) -> VisitSheet:
    return VisitSheet(
        person["name"],
        grid,
        person["sex"],
        f"{person['age']}岁" if person["age"] else "",
        person["phone"],
        person["address"],
        visit.get("at", ""),
        visit.get("method", ""),
        visit.get("reached", ""),
        visit.get("doers", ""),
        minutes=f"{visit['minutes']}分钟" if visit.get("minutes") else "",
        next_due=visit.get("next_due", ""),
        findings=findings,
        content=visit.get("content", ""),
        needs=visit.get("needs", ""),
        measures=visit.get("measures", ""),
    )


def lay(facts: VisitSheets, order: Order) -> Sequence[Section]:
    """Return a section for each visit."""
    of = len(facts.visits)
    return [_section(facts, visit, order, numbered(order, place, of)) for place, visit in enumerate(facts.visits, 1)]


def _section(facts: VisitSheets, visit: VisitSheet, order: Order, sheet_no: str) -> Section:
    belongs = Meta((Item("网格：", f"{facts.office} {visit.grid}".strip()), Item("记录编号：", sheet_no or "—")))
    later = Meta((Item(f"走访记录表（续）　{visit.name}"), Item(visit.day)), BOLD)
    findings = visit.findings or tuple(FindingRow(item) for item in ITEMS)
    rows = tuple(Row((row.item, row.answer or ANSWERS, row.note), visit.name) for row in findings)
    body: tuple[Block, ...] = (
        Grid(SLOTS, _slots(visit), visit.name, (Shows.RECORD,), CELL),
        Gap(3 * MM),
        Table(FINDINGS, rows, CELL, BOLD, least=8.5 * MM),
        Gap(3 * MM),
        *(
            Passage(label, text, visit.name, least, CELL, (Shows.RECORD,))
            for label, text, least in (
                ("走访情况", visit.content, 4),
                ("需求与问题", visit.needs, 3),
                ("处理措施", visit.measures, 3),
            )
        ),
        signatures("走访人", "走访对象或家属"),
    )
    head = (Title("走访记录表"), Gap(1.5 * MM), belongs, Gap(1.5 * MM))
    title = f"{visit.name} {visit.day}".strip()
    later_head = (later, Gap(2.5 * MM))
    return Section(
        title,
        sheet_no,
        body,
        head,
        later_head,
        paper=order.paper or "A4",
        group=visit.grid,
        people=1,
        area=visit.area,
        whom=visit.whom,
    )


def _slots(visit: VisitSheet) -> tuple[Slot, ...]:
    return (
        Slot("走访对象", visit.name, name=True),
        Slot("性别", visit.sex),
        Slot("年龄", visit.age),
        Slot("联系电话", visit.phone),
        Slot("住址", visit.address, 3),
        Slot("走访时间", visit.day),
        Slot("走访方式", visit.method),
        Slot("见到情况", visit.reached),
        Slot("走访人", visit.by),
        Slot("时长", visit.minutes),
        Slot("下次走访", visit.next_due),
    )
