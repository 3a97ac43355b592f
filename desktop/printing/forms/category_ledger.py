"""分类台账: one category of cared-for people (独居, 空巢, 失能, 特困 …), in door order (class 归档; practice P9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from db.ledgers.people import PersonTag
from db.store.reader import Reader
from desktop.printing.form import Order
from desktop.printing.ledger import NAME, NUMBER, Heading, ledger, listing, numbered, record, table
from desktop.printing.parts import Section
from desktop.printing.people import Texts, asked, by_grid, community, day, long_day, parts

COLUMNS = (
    NUMBER,
    NAME,
    record("sex", "性别", 8, "center"),
    record("age", "年龄", 8.5, "center"),
    record("id_number", "身份证号", 35),
    record("phone", "联系电话", 25),
    record("address", "居住地址", 35, grow=True),
    record("level", "等级", 14, "center"),
    record("since", "认定日期", 20, "center"),
    record("cycle", "走访\n周期", 13.5, "center"),
    record("last_visit", "上次走访", 20, "center"),
    listing("keeper", "责任人", 15),
    record("note", "备注", 31),
)
OF_EVERYBODY = (
    *COLUMNS[: [told.key for told in COLUMNS].index("level")],
    listing("level", "人员类别", 26),
    *(told for told in COLUMNS if told.key in ("cycle", "last_visit", "keeper", "note")),
)
"""Without a category asked for: the categories of each, and no day of recognition."""


@dataclass(frozen=True)
class CategoryRow:
    """One person of the category, every value as it is printed."""

    name: str
    sex: str
    age: str
    id_number: str
    phone: str
    address: str
    level: str = ""
    since: str = ""
    cycle: str = ""
    last_visit: str = ""
    keeper: str = ""
    note: str = ""
    whom: UUID | None = None


@dataclass(frozen=True)
class CategoryGrid:
    """One grid's people of the category."""

    grid: str
    rows: tuple[CategoryRow, ...]
    area: UUID | None = None


@dataclass(frozen=True)
class CategoryFacts:
    """The grids of one print. category: 独居 …; where it is empty the ledger holds everybody with any tag."""

    office: str
    day: str
    category: str
    grids: tuple[CategoryGrid, ...]


KEYS = ("name", "sex", "age", "id_number", "phone", "address", "cycle", "last_visit", "responsible", "tags", "note")


def gather(reader: Reader, order: Order) -> CategoryFacts:
    """Return those who bear the tag today; without a tag everybody who bears any, with the tags as the level."""
    people = asked(reader, order, "people")
    known = Texts(reader, "people", KEYS).of(people)
    given = _recognised(reader, people, order.tag)
    listed = [one for one in people if one in known and (order.tag or order.ids or known[one]["tags"])]
    grids = tuple(
        CategoryGrid(grid.name, tuple(_row(one, known[one], given.get(one)) for one in grid.people), grid.area)
        for grid in by_grid(reader, listed, order.sort)
    )
    label = reader.codes("tag").label(order.tag) if order.tag else ""
    return CategoryFacts(community(reader), long_day(order.data_day), label, grids)


def _recognised(reader: Reader, people: Sequence[UUID], tag: str | None) -> Mapping[UUID, tuple[str, str]]:
    """Return (level, day) of the tag's latest recognition in force, by person."""
    found: dict[UUID, tuple[str, str]] = {}
    for part in parts(people if tag else ()):
        statement = (
            select(PersonTag.person_id, PersonTag.level, PersonTag.since)
            .where(PersonTag.person_id.in_(part), PersonTag.tag == tag, PersonTag.until.is_(None))
            .where(PersonTag.removed_at.is_(None))
            .order_by(PersonTag.since)
        )
        found |= {person: (level or "", day(since)) for person, level, since in reader.rows(statement)}
    return found


def _row(one: UUID, known: Mapping[str, str], given: tuple[str, str] | None) -> CategoryRow:
    values = {key: known[key] for key in KEYS if key not in ("responsible", "tags")}
    level, since = given or (known["tags"], "")
    return CategoryRow(**values, keeper=known["responsible"], level=level, since=since, whom=one)


def lay(facts: CategoryFacts, order: Order) -> Sequence[Section]:
    """Return a section for each grid."""
    of = len(facts.grids)
    return [_section(facts, grid, order, numbered(order, place, of)) for place, grid in enumerate(facts.grids, 1)]


def _section(facts: CategoryFacts, grid: CategoryGrid, order: Order, sheet_no: str) -> Section:
    heading = Heading(
        _title(facts.category),
        particulars=(
            ("网格", f"{facts.office} {grid.grid}".strip()),
            ("类别", facts.category),
            ("人数", f"{len(grid.rows)}人"),
            ("数据截至", facts.day),
        ),
        area=grid.area,
    )
    return ledger(
        heading,
        table(COLUMNS if facts.category else OF_EVERYBODY, (("", grid.rows),), order),
        order,
        (grid.grid, sheet_no),
    )


def _title(category: str) -> str:
    """Return the title: 独居人员台账, 困难居民台账."""
    whole = category.endswith(("居民", "群体", "家庭", "人员")) or not category
    return f"{category or '重点人员'}{'' if whole else '人员'}台账"
