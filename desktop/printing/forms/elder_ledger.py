"""65岁以上老年人台账: everybody of 65 and over, grid by grid in door order (class 归档; practice P9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from db.store.reader import Reader
from desktop.printing.form import Order
from desktop.printing.ledger import NAME, NUMBER, Heading, Told, ledger, listing, numbered, record, table
from desktop.printing.parts import Section
from desktop.printing.people import Texts, asked, by_grid, community, contact_text, long_day

COLUMNS = (
    NUMBER,
    Told("name", replace(NAME.column, width=23)),
    record("sex", "性别", 8, "center"),
    record("age", "年龄", 8.5, "center"),
    record("id_number", "身份证号", 35),
    record("phone", "联系电话", 25),
    record("address", "居住地址", 36.2, grow=True),
    record("living", "居住状况", 18.2),
    listing("tags", "人员类别", 24.7),
    record("cycle", "走访\n周期", 13, "center"),
    record("last_visit", "上次走访", 19.5, "center"),
    listing("keeper", "责任人", 15),
    listing("contact", "紧急联系人", 25.5),
)
"""Millimetres: the name is wide enough that programs which read pages line by line keep rows whole; else what a value
needs in one line, down to a door such as 丁香苑1号楼2单元102."""


@dataclass(frozen=True)
class ElderRow:
    """One elder, every value as it is printed; contact: name, kinship and phone."""

    name: str
    sex: str
    age: str
    id_number: str
    phone: str
    address: str
    living: str = ""
    tags: str = ""
    cycle: str = ""
    last_visit: str = ""
    keeper: str = ""
    contact: str = ""
    whom: UUID | None = None


@dataclass(frozen=True)
class ElderGrid:
    """One grid's elders; leader: its 网格长."""

    grid: str
    leader: str
    rows: tuple[ElderRow, ...]
    area: UUID | None = None


@dataclass(frozen=True)
class ElderFacts:
    """The grids of one print. office: the community's name; day: until when the data are taken, 2026年11月22日."""

    office: str
    day: str
    grids: tuple[ElderGrid, ...]


KEYS = ("name", "sex", "age", "id_number", "phone", "address", "living", "tags", "cycle", "last_visit", "responsible")
CONTACT = ("contact_name", "contact_relation", "contact_phone")


def gather(reader: Reader, order: Order) -> ElderFacts:
    """Return the elders asked for, grid by grid in door order."""
    people = asked(reader, order, "elders")
    known = Texts(reader, "people", (*KEYS, *CONTACT)).of(people)
    grids = tuple(
        ElderGrid(
            grid.name, grid.leader, tuple(_row(one, known[one]) for one in grid.people if one in known), grid.area
        )
        for grid in by_grid(reader, people, order.sort)
    )
    return ElderFacts(community(reader), long_day(order.data_day), grids)


def _row(one: UUID, known: Mapping[str, str]) -> ElderRow:
    values = {key: known[key] for key in KEYS if key != "responsible"}
    contact = contact_text(*(known[key] for key in CONTACT))
    return ElderRow(**values, keeper=known["responsible"], contact=contact, whom=one)


def lay(facts: ElderFacts, order: Order) -> Sequence[Section]:
    """Return a section for each grid."""
    of = len(facts.grids)
    return [_section(facts, grid, order, numbered(order, place, of)) for place, grid in enumerate(facts.grids, 1)]


def _section(facts: ElderFacts, grid: ElderGrid, order: Order, sheet_no: str) -> Section:
    aged = sum(row.age.isdecimal() and int(row.age) >= 80 for row in grid.rows)
    count = f"{len(grid.rows)}人，其中80岁以上{aged}人"
    heading = Heading(
        "65岁以上老年人台账",
        particulars=(
            ("网格", f"{facts.office} {grid.grid}".strip()),
            ("网格长", grid.leader),
            ("人数", count),
            ("数据截至", facts.day),
        ),
        area=grid.area,
    )
    return ledger(heading, table(COLUMNS, (("", grid.rows),), order), order, (grid.grid, sheet_no))
