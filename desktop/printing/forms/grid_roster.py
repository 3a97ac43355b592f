"""网格员花名册: who serves in which grid in which role (class 归档; practice P1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.printing.form import Order
from desktop.printing.ledger import NAME, NUMBER, Heading, ledger, record, table
from desktop.printing.parts import Section

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


@dataclass(frozen=True)
class RosterGrid:
    """One grid: its name, range and households as they stand in its group line."""

    grid: str
    scope: str
    households: str
    rows: tuple[MemberRow, ...]


@dataclass(frozen=True)
class RosterFacts:
    """The whole roster of one office."""

    office: str
    day: str
    grids: tuple[RosterGrid, ...]


def lay(facts: RosterFacts, order: Order) -> Sequence[Section]:
    """Return one section; each grid is a group of its rows."""
    people = sum(len(grid.rows) for grid in facts.grids)
    heading = Heading(
        "网格员花名册",
        particulars=(
            ("单位", facts.office),
            ("网格", f"{len(facts.grids)}个"),
            ("人数", f"{people}人"),
            ("数据截至", facts.day),
        ),
    )
    groups = [(_line(grid), grid.rows) for grid in facts.grids]
    return [ledger(heading, table(COLUMNS, groups, order), order, ("网格员花名册", order.sheet_no))]


def _line(grid: RosterGrid) -> str:
    parts = [grid.grid, grid.scope, f"{grid.households}户" if grid.households else "", f"{len(grid.rows)}人"]
    return "　".join(part for part in parts if part)
