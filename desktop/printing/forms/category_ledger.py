"""分类台账: one category of cared-for people (独居, 空巢, 失能, 特困 …), in door order (class 归档; practice P9)."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.printing.form import Order
from desktop.printing.ledger import NAME, NUMBER, Heading, ledger, numbered, record, table
from desktop.printing.parts import Section

COLUMNS = (
    NUMBER,
    NAME,
    record("sex", "性别", 8, "center"),
    record("age", "年龄", 8.5, "center"),
    record("id_number", "身份证号", 35),
    record("phone", "联系电话", 25),
    record("address", "居住地址", 40, grow=True),
    record("level", "等级", 14, "center"),
    record("since", "认定日期", 20, "center"),
    record("cycle", "走访\n周期", 13.5, "center"),
    record("last_visit", "上次走访", 20, "center"),
    record("keeper", "责任人", 15),
    record("note", "备注", 36),
)


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


@dataclass(frozen=True)
class CategoryGrid:
    """One grid's people of the category."""

    grid: str
    rows: tuple[CategoryRow, ...]


@dataclass(frozen=True)
class CategoryFacts:
    """The grids of one print. category: 独居 …; where it is empty the ledger holds everybody with any tag."""

    office: str
    day: str
    category: str
    grids: tuple[CategoryGrid, ...]


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
    )
    return ledger(heading, table(COLUMNS, (("", grid.rows),), order), order, (grid.grid, sheet_no))


def _title(category: str) -> str:
    """Return the title: 独居人员台账, 困难居民台账."""
    whole = category.endswith(("居民", "群体", "家庭", "人员")) or not category
    return f"{category or '重点人员'}{'' if whole else '人员'}台账"
