"""一人一档: everything the office keeps of one person on its own pages (class 归档; practice P9)."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.printing.form import Order, Shows
from desktop.printing.grid import Grid, Slot
from desktop.printing.ledger import numbered
from desktop.printing.parts import BOLD, MM, Block, Gap, Item, Meta, Passage, Section, Title, signatures
from desktop.printing.table import BODY, HEAD, Column, Row, Table

CELL = BODY.at(10.5)
LABELS = (21, 37, 21, 37, 21, 37)


@dataclass(frozen=True)
class ContactRow:
    """One contact: name, kinship, phone, city, whether guardian or emergency contact (remark)."""

    name: str
    kinship: str
    phone: str
    city: str
    remark: str


@dataclass(frozen=True)
class TagRow:
    """One recognition: category, level, from, until, source."""

    tag: str
    level: str
    since: str
    until: str
    source: str


@dataclass(frozen=True)
class VisitRow:
    """One visit: day, way, whether the person was met, by whom, what was found."""

    day: str
    method: str
    reached: str
    by: str
    content: str


@dataclass(frozen=True)
class ElderFile:
    """One person; particulars: (label, value) in reading order, three to a line, long ones with span 3 or 5."""

    name: str
    grid: str
    keeper: str
    particulars: tuple[tuple[str, str, int], ...]
    contacts: tuple[ContactRow, ...] = ()
    tags: tuple[TagRow, ...] = ()
    visits: tuple[VisitRow, ...] = ()
    health: str = ""
    needs: str = ""


@dataclass(frozen=True)
class ElderFiles:
    """The persons of one print."""

    office: str
    day: str
    people: tuple[ElderFile, ...]


CONTACTS = (
    ("name", Column("姓名", 32, Shows.RECORD, name=True)),
    ("kinship", Column("关系", 20, Shows.RECORD, "center")),
    ("phone", Column("联系电话", 32, Shows.RECORD)),
    ("city", Column("所在城市", 32, Shows.RECORD)),
    ("remark", Column("备注", 50, Shows.RECORD, grow=True)),
)
TAGS = (
    ("tag", Column("人员类别", 40, Shows.RECORD)),
    ("level", Column("等级", 24, Shows.RECORD, "center")),
    ("since", Column("认定日期", 26, Shows.RECORD, "center")),
    ("until", Column("终止日期", 26, Shows.RECORD, "center")),
    ("source", Column("认定依据", 50, Shows.RECORD, grow=True)),
)
VISITS = (
    ("day", Column("日期", 24, Shows.RECORD, "center")),
    ("method", Column("方式", 16, Shows.RECORD, "center")),
    ("reached", Column("见到情况", 21, Shows.RECORD, "center")),
    ("by", Column("走访人", 22, Shows.RECORD, name=True)),
    ("content", Column("走访情况", 91, Shows.RECORD, grow=True)),
)


def lay(facts: ElderFiles, order: Order) -> Sequence[Section]:
    """Return a section for each person."""
    of = len(facts.people)
    return [_section(facts, person, order, numbered(order, place, of)) for place, person in enumerate(facts.people, 1)]


def _section(facts: ElderFiles, person: ElderFile, order: Order, sheet_no: str) -> Section:
    belongs = Meta(
        (
            Item("网格：", f"{facts.office} {person.grid}".strip()),
            Item("责任人：", person.keeper or "—"),
            Item("数据截至：", facts.day),
        )
    )
    later = Meta((Item(f"一人一档（续）　{person.name}"), Item(person.grid)), BOLD)
    slots = tuple(Slot(label, value, span, name=label == "姓名") for label, value, span in person.particulars)
    body: tuple[Block, ...] = (
        Grid(LABELS, slots, person.name, (Shows.RECORD,), CELL),
        *_part("家庭成员与紧急联系人", CONTACTS, person.contacts, person.name),
        *_part("类别认定", TAGS, person.tags, person.name),
        *_part("近期走访", VISITS, person.visits, person.name),
        Gap(3 * MM),
        Passage("健康与生活状况", person.health, person.name, 3, CELL, (Shows.RECORD,)),
        Passage("需求与服务", person.needs, person.name, 3, CELL, (Shows.RECORD,)),
        signatures("建档人", "审核人"),
    )
    head = (Title("一人一档"), Gap(1.5 * MM), belongs, Gap(1.5 * MM))
    return Section(person.name, sheet_no, body, head, later=(later, Gap(1.5 * MM)), paper=order.paper or "A4", people=1)


def _part(title: str, columns: Sequence[tuple[str, Column]], rows: Sequence[object], person: str) -> tuple[Block, ...]:
    """Return a titled table; two empty rows stand where nothing is known yet, to write in."""
    filled = tuple(Row(tuple(str(getattr(row, key)) for key, _ in columns), person) for row in rows)
    empty = tuple(Row(("",) * len(columns)) for _ in range(0 if rows else 2))
    table = Table(tuple(column for _, column in columns), filled + empty, CELL, HEAD.at(CELL.size), least=8 * MM)
    return Gap(3 * MM), Meta((Item(title),), BOLD), table
