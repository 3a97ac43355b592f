"""Who is to be printed, in which grid, in door order; and their values as text, masked by the reader's viewer."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.books import BOOKS
from db.ledgers.areas import Area, AreaLevel, Dwelling
from db.ledgers.people import Person, PersonStatus
from db.ledgers.teams import Membership, Role
from db.store import query
from db.store.query import Condition, Query
from db.store.reader import Reader
from db.words.checks import mask_phone
from db.words.choice import Choice
from db.work.areas import plain_name
from db.work.routes import natural
from desktop.printing.form import Order, Sort
from desktop.printing.text import masked

CHUNK = 400
NO_GRID = "未分网格"
LAST = "\uffff"
"""Stands behind every written key."""
HIDDEN_WHOLE, UNSOUND = mask_phone("1"), "号码待核"
"""What a number that is no phone is masked as, and what is printed for it, so that somebody asks at the door."""
HERE = (PersonStatus.LIVING_HERE, PersonStatus.AWAY)


@dataclass(frozen=True)
class Grid:
    """One grid of the print with its people in door order; the names of its 网格长 and 网格员."""

    name: str
    community: str
    leader: str
    worker: str
    people: tuple[UUID, ...]
    area: UUID | None = None


@dataclass(frozen=True)
class Place:
    """An area of the tree."""

    parent: UUID | None
    level: AreaLevel
    code: str
    name: str
    sort: int


def parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """Yield ids in portions that one statement takes."""
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def day(value: date | datetime | None) -> str:
    """Return 2026-10-28, a moment by the day where the computer stands; empty for none."""
    if isinstance(value, datetime):
        value = value.astimezone().date()
    return "" if value is None else f"{value:%Y-%m-%d}"


def long_day(value: date | None) -> str:
    """Return 2026年10月28日; empty for none."""
    return "" if value is None else f"{value.year}年{value.month}月{value.day}日"


def asked(reader: Reader, order: Order, book: str) -> Sequence[UUID]:
    """Return the people the order asks for: its ids, or those of the book with its tag in its area."""
    if order.ids:
        found = [one for part in parts(order.ids) for one in _alive(reader, part)]
        places = {one: at for at, one in enumerate(order.ids)}
        return sorted(found, key=places.__getitem__)
    where = kept_by(order)
    if order.tag is not None:
        where = (*where, Condition("tags", (order.tag,)), Condition("status", HERE))
        book = "people"
    return query.ids(reader, Query(BOOKS[book], where=where, area=order.area))


def kept_by(order: Order) -> tuple[Condition, ...]:
    """Return the filter for the worker the order names, if it names one."""
    return (Condition("responsible", (order.keeper,)),) if order.keeper else ()


def _alive(reader: Reader, ids: Sequence[UUID]) -> list[UUID]:
    return [row[0] for row in reader.rows(select(Person.id).where(Person.id.in_(ids), Person.removed_at.is_(None)))]


Rank = tuple[str, str, str, UUID]


def by_grid(reader: Reader, people: Sequence[UUID], sort: Sort = Sort.DOOR) -> list[Grid]:
    """Return the people by grid, the grids in their order, the people sorted: by default as one walks the doors."""
    places = places_of(reader)
    rows: dict[UUID | None, list[Rank]] = {}
    for part in parts(people):
        statement = (
            select(Person.id, Person.area_id, Dwelling.door_key, Person.household_no, Person.pinyin, Person.birth_date)
            .outerjoin(Dwelling, Person.dwelling_id == Dwelling.id)
            .where(Person.id.in_(part))
        )
        for one, area, door, household, pinyin, birth in reader.rows(statement):
            doors = door or LAST, natural(household or ""), pinyin or ""
            names = pinyin or LAST, doors[0], doors[1]
            ages = birth.isoformat() if birth else LAST, doors[0], names[0]
            rank = {Sort.DOOR: doors, Sort.NAME: names, Sort.AGE: ages}[sort]
            rows.setdefault(grid_of(places, area), []).append((*rank, one))
    staff = _staff(reader)
    order = sorted(
        rows,
        key=lambda one: (one is None, *(walking(places[one].sort, places[one].name, places[one].code) if one else ())),
    )
    return [_grid(places, staff, one, rows[one]) for one in order]


def _grid(
    places: Mapping[UUID, Place],
    staff: Mapping[tuple[UUID, Role], list[str]],
    one: UUID | None,
    rows: list[Rank],
) -> Grid:
    people = tuple(row[3] for row in sorted(rows))
    if one is None:
        return Grid(NO_GRID, "", "", "", people)
    leader, worker = ("、".join(staff.get((one, role), [])[:2]) for role in (Role.GRID_LEADER, Role.GRID_WORKER))
    return Grid(places[one].name, community_of(places, one), leader, worker, people, one)


def places_of(reader: Reader) -> dict[UUID, Place]:
    """Return every area of the tree."""
    rows = reader.rows(select(Area.id, Area.parent_id, Area.level, Area.code, Area.name, Area.sort))
    return {row[0]: Place(*row[1:]) for row in rows}


def walking(sort: int, name: str, code: str) -> tuple[float, float, str]:
    """Return what sorts grids as people count them: 第二网格 before 第十网格, then those with names of their own."""
    number = re.search(r"\d+", plain_name(name, ""))
    return int(number[0]) if number else math.inf, sort, code


def in_order(places: Mapping[UUID, Place], area: UUID) -> tuple[Any, ...]:
    """Return what sorts areas: by their grid as people count grids, the grid itself first, then what lies in it."""
    own, grid = places[area], places[grid_of(places, area) or area]
    return (*walking(grid.sort, grid.name, grid.code), own.code != grid.code, own.sort, own.code)


def grid_of(places: Mapping[UUID, Place], area: UUID | None) -> UUID | None:
    """Return the grid an area is or lies in; None for a community or for nowhere."""
    while area is not None and area in places and places[area].level is not AreaLevel.GRID:
        area = places[area].parent
    return area if area in places else None


def community_of(places: Mapping[UUID, Place], area: UUID | None) -> str:
    """Return the name of the community an area lies in."""
    while area is not None and area in places and places[area].level is not AreaLevel.COMMUNITY:
        area = places[area].parent
    return places[area].name if area is not None and area in places else ""


def community(reader: Reader) -> str:
    """Return the name of the first community of the office."""
    level = Area.level == AreaLevel.COMMUNITY
    return str(reader.scalar(select(Area.name).where(level, Area.removed_at.is_(None)).order_by(Area.code)) or "")


def _staff(reader: Reader) -> dict[tuple[UUID, Role], list[str]]:
    """Return the names of those who serve in an area today, by area and role."""
    statement = (
        select(Membership.area_id, Membership.role, Person.name)
        .join(Person, Membership.person_id == Person.id)
        .where(Membership.area_id.is_not(None), Membership.until.is_(None), Membership.removed_at.is_(None))
        .order_by(Membership.full_time.desc(), Person.pinyin)
    )
    found: dict[tuple[UUID, Role], list[str]] = {}
    for area, role, name in reader.rows(statement):
        found.setdefault((area, role), []).append(name)
    return found


def contact_text(name: str, kinship: str, phone: str) -> str:
    """Return 王建国（子）and the phone on a line of its own."""
    who = f"{name}（{kinship}）" if name and kinship else name
    return "\n".join(part for part in (who, phone) if part)


class Texts:
    """The values of a book's rows as they are printed."""

    def __init__(self, reader: Reader, book: str, keys: Iterable[str]) -> None:
        self.reader, self.book, self.keys = reader, BOOKS[book], tuple(keys)
        self.catalogue = self.book.catalogue()

    def of(self, ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
        """Return {id: {key: text}}; empty texts for what is not known."""
        rows = query.cells(self.reader, self.book, ids, self.keys)
        return {row["id"]: {key: self.text(key, row.get(key)) for key in self.keys} for row in rows}

    def in_order(self, ids: Sequence[UUID]) -> list[dict[str, str]]:
        """Return the texts of rows, in the order of the ids."""
        found = self.of(ids)
        return [found[one] for one in ids if one in found]

    def text(self, key: str, value: Any) -> str:
        """Return one value as text: labels for choices and codes, days as 2026-10-28, numbers in any text masked."""
        if value is None or value == "":
            return ""
        if isinstance(value, list | tuple):
            return "、".join(self.text(key, one) for one in value)
        if isinstance(value, Choice):
            return value.label
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, date):
            return day(value)
        codes = self.catalogue[key].field.codes
        if codes:
            return self.reader.codes(codes).label(str(value))
        if value == HIDDEN_WHOLE:
            return UNSOUND
        return str(value) if self.reader.viewer.reason else masked(str(value))
