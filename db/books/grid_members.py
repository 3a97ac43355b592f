"""网格队伍: who serves in which grid in which role today (practice P1; 网格员花名册)."""

from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import aliased

from db.books.book import Book, Column, Join, Terms
from db.books.elders import AREA_ALIASES
from db.books.people_rows import person_of, settle_days, settle_identity
from db.books.taken import Taken
from db.ledgers.areas import Area
from db.ledgers.people import Person
from db.ledgers.teams import Membership
from db.words.clean import Cleaned, Rules
from db.words.days import age_on
from db.words.field import Kind

Member = aliased(Person, name="member")
Grid = aliased(Area, name="grid")


def born(terms: Terms) -> ColumnElement[Any]:
    """Return the member's birth date."""
    return Member.birth_date.expression


def years(value: Any, terms: Terms) -> int | None:
    """Return completed years on the office's day."""
    return None if value is None else age_on(value, terms.today)


COLUMNS = (
    Column("area", "grid.code", label="网格", codes="area", width=7, aliases=AREA_ALIASES),
    Column("name", "member.name", ordered="member.pinyin"),
    Column("role", "role"),
    Column("sex", "member.sex"),
    Column("age", kind=Kind.COUNT, label="年龄", width=3, expression=born, show=years, take=False),
    Column("phone", "member.phone"),
    Column("ethnic", "member.ethnic"),
    Column("political", "member.political"),
    Column("education", "member.education"),
    Column("birth_date", "member.birth_date"),
    Column("id_number", "member.id_number"),
    Column("since", "since"),
    Column("full_time", "full_time"),
    Column("skills", "skills", shown=False),
    Column("free_times", "free_times", shown=False),
    Column("resting", "resting", shown=False),
    Column("grid_code", kind=Kind.TEXT, label="网格编号", aliases=("网格编码",), only_taken=True),
    Column("scope_text", "grid.scope_text", width=14),
    Column("households", "grid.households"),
    Column("population", "grid.population", shown=False),
    Column("note", "member.note", shown=False),
    Column("pinyin", "member.pinyin", shown=False, take=False),
)


def in_force(terms: Terms) -> ColumnElement[bool]:
    """Say which memberships are in the book: those of areas, not ended."""
    return and_(Membership.area_id.is_not(None), Membership.until.is_(None))


POST = ("role", "since", "full_time", "skills", "free_times", "resting")
"""What a roster says of the post itself."""


def take_member(cleaned: Cleaned, rules: Rules) -> Taken:
    """Sort one row of a roster by ledger: the person, the membership, and what the row says of the grid."""
    settle_days(cleaned)
    settle_identity(cleaned, rules)
    values = cleaned.values
    member: dict[str, Any] = {key: values[key] for key in POST if key in values}
    grid: dict[str, Any] = {key: values[key] for key in ("scope_text", "households", "population") if key in values}
    if "grid_code" in values:
        grid["code"] = values["grid_code"]
    return Taken(person=person_of(values), area=values.get("area"), membership=member, area_values=grid, posted=True)


GRID_MEMBERS = Book(
    "grid_members",
    "网格队伍",
    Membership,
    COLUMNS,
    joins=(
        Join("member", Member, Membership.person_id == Member.id),
        Join("grid", Grid, Membership.area_id == Grid.id),
    ),
    where=in_force,
    order=("area", "pinyin"),
    chips=(("role", "grid_leader"), ("role", "grid_worker"), ("role", "building_head"), ("role", "cadre")),
    take=take_member,
    person="person_id",
    noun="网格员",
    unit="人",
    picture="team",
)
