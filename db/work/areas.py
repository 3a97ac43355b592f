"""Grids: found by the name a clerk wrote, made where they are new, renamed and closed in the settings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, select

from db.ledgers.areas import Area, AreaLevel
from db.ledgers.office import Office
from db.ledgers.people import Person, PersonStatus
from db.store.reader import Reader
from db.store.writer import Writer
from db.trouble import Refused

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
HERE = (PersonStatus.LIVING_HERE, PersonStatus.AWAY)
NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百]+")


def number_of(numeral: str) -> int:
    """Return the number a Chinese numeral up to 999 writes (十二 → 12, 一〇二 → 102)."""
    if not set(numeral) & {"十", "百"}:
        return int("".join(str(DIGITS[digit]) for digit in numeral))
    total, digit = 0, 0
    for sign in numeral:
        if sign in DIGITS:
            digit = DIGITS[sign]
        else:
            unit = 100 if sign == "百" else 10
            total += (digit or 1) * unit
            digit = 0
    return total + digit


def plain_name(name: str, community: str) -> str:
    """Return a form in which 第三网格, 三网格, 3网格 and 丁香社区第3网格 are the same."""
    text = "".join(name.split()).removeprefix(community).removeprefix("第").removesuffix("号")
    text = NUMERAL.sub(lambda found: str(number_of(found.group())), text)
    return re.sub(r"^0+(?=\d)", "", text).replace("号网格", "网格")


class Grids:
    """The grids of the office by name and code, for as long as one transaction lasts."""

    def __init__(self, reader: Reader) -> None:
        """Read the tree once."""
        self.home: UUID
        self.phone_area: str
        self.home, phone_area = reader.rows(select(Office.area_id, Office.area_phone_code))[0]
        self.phone_area = phone_area or ""
        self.community, self.code = reader.rows(select(Area.name, Area.code).where(Area.id == self.home))[0]
        self.by_name: dict[str, UUID] = {}
        self.codes: set[str] = set()
        self.codes.update(code for (code,) in reader.rows(select(Area.code)))  # a removed grid's code stays taken
        for one, name, code in reader.rows(select(Area.id, Area.name, Area.code).where(Area.removed_at.is_(None))):
            self.by_name.setdefault(plain_name(name, self.community), one)
            self.by_name.setdefault(code, one)

    def find(self, name: str) -> UUID | None:
        """Return the area of that name or code."""
        if name.strip() == self.community:
            return self.home
        return self.by_name.get(plain_name(name, self.community))

    def know(self, one: UUID, name: str, code: str) -> None:
        """Remember an area that was just added."""
        self.codes.add(code)
        self.by_name.setdefault(plain_name(name, self.community), one)
        self.by_name.setdefault(code, one)

    def make(self, writer: Writer, name: str) -> UUID:
        """Add a grid under the community with the next free code (community code + 3 digits)."""
        number = next(n for n in range(1, 1000) if f"{self.code}{n:03}" not in self.codes)
        code = f"{self.code}{number:03}"
        tidy = "".join(name.split()).removeprefix(self.community) or name.strip()
        values = {"parent_id": self.home, "level": AreaLevel.GRID, "code": code, "name": tidy, "sort": number}
        one = writer.add(Area, values)
        self.codes.add(code)
        self.by_name[plain_name(name, self.community)] = one
        return one


@dataclass(frozen=True)
class AreaLine:
    """One place of the tree as the settings show it: how many people live there (not below), and whether it is used."""

    id: UUID
    parent: UUID | None
    name: str
    code: str
    people: int
    active: bool


def area_tree(reader: Reader) -> list[AreaLine]:
    """Return the tree, every place after the one above it."""
    lives = and_(Person.area_id == Area.id, Person.removed_at.is_(None), Person.status.in_(HERE))
    rows = reader.rows(
        select(Area.id, Area.parent_id, Area.name, Area.code, func.count(Person.id), Area.active)
        .outerjoin(Person, lives)
        .where(Area.removed_at.is_(None))
        .group_by(Area.id)
        .order_by(Area.sort, Area.code)
    )
    below: dict[UUID | None, list[AreaLine]] = {}
    for row in rows:
        line = AreaLine(*row)
        below.setdefault(line.parent, []).append(line)
    found, open_ = list[AreaLine](), list(reversed(below.get(None, [])))
    while open_:
        line = open_.pop()
        found.append(line)
        open_ += reversed(below.get(line.id, []))
    return found


def add_grids(writer: Writer, names: Sequence[str], above: UUID | None = None) -> list[UUID]:
    """Add grids under the community, or micro-grids under a grid; names that exist already are refused."""
    grids = Grids(writer.reader)
    known = [name for name in names if grids.find(name) is not None]
    if not names or known:
        raise Refused(
            f"已有网格“{known[0]}”，没有添加。" if known else "没有写要添加的网格名称。", "请改名或去掉这一行。"
        )
    parent = writer.reader.get(Area, above) if above is not None and above != grids.home else None
    made = [grids.make(writer, name) for name in dict.fromkeys(names)]
    if parent is not None:
        for one in made:
            writer.change(Area, one, {"parent_id": parent.id, "level": AreaLevel.MICRO_GRID})
    return made


def rename_area(writer: Writer, one: UUID, name: str) -> None:
    """Give a place another name; the community's people and codes stay as they are."""
    tidy = name.strip()
    other = Grids(writer.reader).find(tidy) if tidy else None
    if not tidy or (other is not None and other != one):
        raise Refused(f"已有“{tidy}”，没有改名。" if tidy else "名称不能空着，没有改名。", "请换一个名称。")
    writer.change(Area, one, {"name": tidy})


def close_area(writer: Writer, one: UUID) -> None:
    """Take a grid out of use; refused while people live in it or it is the community itself."""
    line = next(line for line in area_tree(writer.reader) if line.id == one)
    if line.people:
        raise Refused(f"“{line.name}”还有 {line.people} 人，没有停用。", "请先在老年人台账里把他们转到别的网格。")
    if one == Grids(writer.reader).home:
        raise Refused(f"“{line.name}”是本社区，不能停用。")
    writer.change(Area, one, {"active": False})


def open_area(writer: Writer, one: UUID) -> None:
    """Take a grid into use again."""
    writer.change(Area, one, {"active": True})
