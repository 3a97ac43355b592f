"""Finding a grid by the name a clerk wrote, and making one that is new."""

import re
from uuid import UUID

from sqlalchemy import select

from db.ledgers.areas import Area, AreaLevel
from db.ledgers.office import Office
from db.store.reader import Reader
from db.store.writer import Writer

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
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
