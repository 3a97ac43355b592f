"""入户走访登记表: the sheet a grid member carries from door to door (class 随身; practices P10, P11).

Assumed lost: no identity number, no contact, no word that says why somebody is visited.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, func, or_, select

from db.books import BOOKS
from db.ledgers.areas import Dwelling
from db.ledgers.people import Person, PersonTag
from db.ledgers.services import ServiceLog
from db.ledgers.teams import Membership
from db.store import query
from db.store.query import Query
from db.store.reader import Reader
from desktop.printing.form import Order, Shows
from desktop.printing.ledger import numbered
from desktop.printing.parts import MM, Item, Meta, Section, Title
from desktop.printing.people import HERE, Texts, asked, by_grid, kept_by, parts
from desktop.printing.table import Boxes, Column, Lines, Pair, Row, Table
from desktop.printing.text import Style

TEXT = Style("body", 11, 15)
LABEL = Style("body", 10.5, 14.5)
NAME = Style("bold", 15, 19, 11)
DOOR = Style("body", 12, 16, 10)
FINDINGS = ("健康", "精神", "安全", "卫生", "生活物资", "其他")
REACHED = ("本人", "家人", "未遇")
COLUMNS = (
    Column("序", 9, Shows.ORDER, "center", style=TEXT),
    Column("姓名\n年龄", 35, Shows.NAME, name=True, style=NAME, second=TEXT),
    Column("门牌", 34, Shows.DOOR, style=DOOR),
    Column("电话", 29, Shows.PHONE, style=TEXT),
    Column("周期\n标记", 19, Shows.CYCLE, "center", style=TEXT, second=LABEL),
    Column("上次走访\n待办", 24, Shows.LAST_VISIT, "center", style=TEXT, second=LABEL),
    Column("见到", 17, Shows.TO_FILL),
    Column("查看（正常打勾）", 48, Shows.TO_FILL),
    Column("情况与诉求", 38, Shows.TO_FILL, grow=True),
    Column("签字", 25, Shows.TO_FILL),
)

BY_HAND = (Boxes(REACHED, across=1), Boxes(FINDINGS, across=2), Lines(2), "")
BLANK = Row(("",) * (len(COLUMNS) - len(BY_HAND)) + BY_HAND)


@dataclass(frozen=True)
class DoorRow:
    """One person at the door. door: 3-2-101 or 2组15号; needs: open needs, only their number; signs are neutral."""

    name: str
    age: str
    door: str
    phone: str
    cycle: str
    signs: str = ""
    last_visit: str = ""
    needs: int = 0
    whom: UUID | None = None


@dataclass(frozen=True)
class DoorGrid:
    """One grid's rows in door order."""

    grid: str
    worker: str
    rows: tuple[DoorRow, ...]
    area: UUID | None = None


@dataclass(frozen=True)
class DoorFacts:
    """The grids of one print."""

    grids: tuple[DoorGrid, ...]


KEYS = ("name", "age", "phone", "cycle", "risk_class", "last_visit")
SIGNS = {"高风险": "关注A", "重点": "关注B"}
NOTHING = ("", "无", "暂无", "没有", "/")


def gather(reader: Reader, order: Order) -> DoorFacts:
    """Return whom to visit: elders, everybody with a tag, and whose age nobody knows; grid by grid, door by door."""
    people = asked(reader, order, "elders")
    if not order.ids and order.tag is None:
        people = list(dict.fromkeys([*people, *_others(reader, order)]))
    known = Texts(reader, "people", KEYS).of(people)
    doors, needs = _doors(reader, people), _needs(reader, people)
    return DoorFacts(
        tuple(
            DoorGrid(
                grid.name,
                grid.worker,
                tuple(_facts(one, known[one], doors, needs) for one in grid.people if one in known),
                grid.area,
            )
            for grid in by_grid(reader, people, order.sort)
        )
    )


def _others(reader: Reader, order: Order) -> list[UUID]:
    """Return who lives here and bears a tag, or whose age nobody knows unless they serve in the office."""
    tagged = exists().where(PersonTag.person_id == Person.id, PersonTag.until.is_(None), PersonTag.removed_at.is_(None))
    serves = exists().where(Membership.person_id == Person.id, Membership.removed_at.is_(None))
    statement = select(Person.id).where(
        Person.removed_at.is_(None), Person.status.in_(HERE), or_(tagged, Person.birth_date.is_(None) & ~serves)
    )
    if order.area is not None:
        statement = statement.where(Person.area_id.in_(query.area_and_below(reader, order.area)))
    found = [row[0] for row in reader.rows(statement)]
    if not order.keeper:
        return found
    kept = set(query.ids(reader, Query(BOOKS["people"], where=kept_by(order), area=order.area)))
    return [one for one in found if one in kept]


def _doors(reader: Reader, people: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return the door of each person without estate, road or village; what is not understood, as it was written."""
    found: dict[UUID, str] = {}
    for part in parts(people):
        statement = (
            select(Person.id, Dwelling.door, Dwelling.full_address)
            .join(Dwelling, Person.dwelling_id == Dwelling.id)
            .where(Person.id.in_(part))
        )
        found |= {one: door or address for one, door, address in reader.rows(statement)}
    return found


def _needs(reader: Reader, people: Sequence[UUID]) -> Mapping[UUID, int]:
    """Return how many needs were noted at visits and not yet met, by person."""
    found: dict[UUID, int] = {}
    for part in parts(people):
        statement = (
            select(ServiceLog.person_id, func.count())
            .where(ServiceLog.person_id.in_(part), ServiceLog.removed_at.is_(None))
            .where(ServiceLog.needs.is_not(None), ServiceLog.needs.not_in(NOTHING))
            .where(or_(ServiceLog.measures.is_(None), ServiceLog.measures == ""))
            .group_by(ServiceLog.person_id)
        )
        found |= dict(reader.rows(statement))
    return found


def _facts(one: UUID, known: Mapping[str, str], doors: Mapping[UUID, str], needs: Mapping[UUID, int]) -> DoorRow:
    age = f"{known['age']}岁" if known["age"] else ""
    signs = SIGNS.get(known["risk_class"], "")
    told = known["name"], age, doors.get(one, ""), known["phone"], known["cycle"], signs, known["last_visit"]
    return DoorRow(*told, needs.get(one, 0), one)


def lay(facts: DoorFacts, order: Order) -> Sequence[Section]:
    """Return a section for each grid, its heading on every page."""
    of = len(facts.grids)
    return [_section(grid, order, numbered(order, place, of)) for place, grid in enumerate(facts.grids, 1)]


def _section(grid: DoorGrid, order: Order, sheet_no: str) -> Section:
    heading = (
        Title("入户走访登记表", Style("title", 20, 30), reserve=24 * MM),
        Meta(
            (
                Item("网格：", grid.grid),
                Item("走访员：", grid.worker, blank=0 if grid.worker else 34 * MM),
                Item("走访日期：", blank=44, after="年　　月　　日"),
                Item("本网格共", f"{len(grid.rows)}人"),
            ),
            Style("body", 11, 22),
            reserve=24 * MM,
        ),
    )
    rows = tuple(_row(number, row) for number, row in enumerate(grid.rows, 1))
    table = Table(COLUMNS, rows, LABEL, Style("bold", 10.5, 14), least=21.4 * MM, blank=BLANK)
    return Section(
        bookmark=grid.grid,
        sheet_no=sheet_no,
        head=heading,
        later=heading,
        body=(table, _signing()),
        paper=order.paper or "A4横",
        binding=14 * MM,
        code_at_top=True,
        purpose="入户走访",
        closing="用后交回社区",
        people=len(rows),
        area=grid.area,
    )


def _row(number: int, row: DoorRow) -> Row:
    last = Pair(row.last_visit or "—", f"待办{row.needs}项" if row.needs else "")
    told = str(number), Pair(row.name, row.age), row.door, row.phone, Pair(row.cycle, row.signs), last
    return Row((*told, *BY_HAND), row.name, row.whom)


def _signing() -> Meta:
    """Return the last line: who walked, who took the sheet back."""
    signed = tuple(Item(f"{who}签字：", blank=40 * MM) for who in ("走访员", "收回人"))
    day = Item("收回日期：", blank=44, after="年　　月　　日")
    return Meta((*signed, day), Style("body", 11, 16), behind=True, above=5 * MM)
