"""网格员花名册: who serves in which grid in which role (class 归档; practice P1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from db.books import BOOKS
from db.ledgers.areas import Area
from db.ledgers.teams import Membership
from db.store import query
from db.store.query import Query
from db.store.reader import Reader
from desktop.printing.form import Order
from desktop.printing.ledger import NAME, NUMBER, Heading, ledger, record, table
from desktop.printing.parts import Section
from desktop.printing.people import Texts, community, grid_of, in_order, long_day, parts, places_of

COLUMNS = (
    NUMBER,
    NAME,
    record("role", "职务", 20),
    record("sex", "性别", 10, "center"),
    record("age", "年龄", 10, "center"),
    record("ethnic", "民族", 15),
    record("political", "政治面貌", 22),
    record("education", "文化程度", 22),
    record("id_number", "身份证号", 36),
    record("phone", "联系电话", 26),
    record("since", "上岗时间", 21, "center"),
    record("full_time", "专/兼职", 14, "center"),
    record("note", "备注", 24, grow=True),
)


@dataclass(frozen=True)
class MemberRow:
    """One member, every value as it is printed."""

    name: str
    role: str
    sex: str = ""
    age: str = ""
    ethnic: str = ""
    political: str = ""
    education: str = ""
    id_number: str = ""
    phone: str = ""
    since: str = ""
    full_time: str = ""
    note: str = ""
    whom: UUID | None = None


@dataclass(frozen=True)
class RosterGrid:
    """One grid or micro-grid: its name, range and households as they stand in its group line; of: the grid it is in."""

    grid: str
    scope: str
    households: str
    rows: tuple[MemberRow, ...]
    of: str = ""


@dataclass(frozen=True)
class RosterFacts:
    """The whole roster of one office."""

    office: str
    day: str
    grids: tuple[RosterGrid, ...]


KEYS = (
    *("area", "name", "role", "sex", "age", "ethnic", "political", "education", "id_number", "phone", "since"),
    *("full_time", "note"),
)
RANKS = ("网格长", "副网格长", "网格员")


def gather(reader: Reader, order: Order) -> RosterFacts:
    """Return who serves today, grid by grid, leaders first."""
    book = BOOKS["grid_members"]
    found: Sequence[UUID] = query.ids(reader, Query(book, area=order.area))
    if order.ids:
        found = _meant(reader, found, frozenset(order.ids))
    texts = Texts(reader, book.name, KEYS)
    members: dict[str, list[MemberRow]] = {}
    codes = {row["id"]: row["area"] for row in query.cells(reader, book, found, ("area",))}
    people = _people(reader, found)
    for one, known in texts.of(found).items():
        members.setdefault(codes[one], []).append(_row(people[one], known))
    places = places_of(reader)
    statement = select(Area.code, Area.name, Area.scope_text, Area.households, Area.id)
    areas = sorted(reader.rows(statement), key=lambda row: in_order(places, row[4]))
    grids = tuple(
        RosterGrid(
            name,
            scope or "",
            str(households or ""),
            tuple(sorted(members[code], key=_rank)),
            "" if (grid := grid_of(places, one)) in (one, None) else places[grid].name,
        )
        for code, name, scope, households, one in areas
        if code in members
    )
    return RosterFacts(community(reader), long_day(order.data_day), grids)


def _people(reader: Reader, memberships: Sequence[UUID]) -> Mapping[UUID, UUID]:
    """Return who serves, by membership."""
    columns = Membership.id, Membership.person_id
    statements = (select(*columns).where(Membership.id.in_(part)) for part in parts(memberships))
    return {row[0]: row[1] for statement in statements for row in reader.rows(statement)}


def _meant(reader: Reader, memberships: Sequence[UUID], ids: frozenset[UUID]) -> list[UUID]:
    """Return the memberships among those ids, and those of the people among them."""
    people = _people(reader, memberships)
    return [one for one in memberships if one in ids or people[one] in ids]


def _row(person: UUID, known: Mapping[str, str]) -> MemberRow:
    values = {key: known[key] for key in KEYS if key not in ("area", "full_time")}
    return MemberRow(**values, full_time={"是": "专职", "否": "兼职"}.get(known["full_time"], ""), whom=person)


def _rank(row: MemberRow) -> int:
    return RANKS.index(row.role) if row.role in RANKS else len(RANKS)


def lay(facts: RosterFacts, order: Order) -> Sequence[Section]:
    """Return one section; each grid is a group of its rows."""
    people = sum(len(grid.rows) for grid in facts.grids)
    heading = Heading(
        "网格员花名册",
        particulars=(
            ("单位", facts.office),
            ("网格", f"{sum(not grid.of for grid in facts.grids)}个"),
            ("人数", f"{people}人"),
            ("数据截至", facts.day),
        ),
    )
    groups = [(_line(grid), grid.rows) for grid in facts.grids]
    return [ledger(heading, table(COLUMNS, groups, order), order, ("网格员花名册", order.sheet_no))]


def _line(grid: RosterGrid) -> str:
    told = (
        f"{grid.of}{grid.grid}",
        grid.scope,
        f"{grid.households}户" if grid.households else "",
        f"{len(grid.rows)}人",
    )
    return "　".join(one for one in told if one)
