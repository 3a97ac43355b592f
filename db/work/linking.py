"""Links written in words: a grid by name or code, a door by its address, a person by number or by what tells him apart.

Nobody is guessed: where two may be meant, or something told speaks against the only one, the words are a doubt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from db.ledgers.areas import Area, Dwelling
from db.ledgers.matters import Matter
from db.ledgers.people import Person
from db.ledgers.record import Record
from db.ledgers.teams import Membership, Team
from db.store.reader import Reader
from db.words.addresses import door_key, take_apart
from db.words.clean import Level
from db.work.areas import Grids
from db.work.matching import same_door

TELLING = ("id_number", "birth_date", "address", "area")
"""What a row may tell of its person beside the name."""

BY_WORDS: Mapping[str, tuple[type[Record], tuple[Any, ...]]] = {
    Person.__tablename__: (Person, (Person.id_number, Person.name)),
    Team.__tablename__: (Team, (Team.name,)),
    Dwelling.__tablename__: (Dwelling, (Dwelling.full_address,)),
    Matter.__tablename__: (Matter, (Matter.no,)),
}
NAMED_BY: Mapping[str, tuple[type[Record], Any]] = {
    Area.__tablename__: (Area, Area.name),
    **{name: (ledger, columns[-1]) for name, (ledger, columns) in BY_WORDS.items()},
}


def target_of(ledger: type[Record], key: str) -> str:
    """Return the ledger that a link leads to."""
    [link] = ledger.__table__.c[key].foreign_keys
    return str(link.column.table.name)


def link_words(reader: Reader, target: str, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return what linked records are called, as a sheet shows and reads them."""
    if target not in NAMED_BY:
        return {one: str(one) for one in ids}
    ledger, column = NAMED_BY[target]
    return dict(reader.rows(select(ledger.id, column).where(ledger.id.in_(set(ids)))))


@dataclass(frozen=True)
class Linked:
    """A link in words read: the record meant, or why not; like: whom a doubt lies between."""

    id: UUID | None
    reason: str = ""
    level: Level = Level.ERROR
    like: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Somebody:
    """What of a person in the store decides whether a row means him."""

    id: UUID
    name: str
    id_number: str | None
    birth_date: Any
    address: str | None
    area: UUID | None


@dataclass
class Links:
    """Reads links written in words; each words are asked once a sheet."""

    reader: Reader
    grids: Grids
    known: dict[tuple[Any, ...], Linked] = field(default_factory=dict)

    def read(self, target: str, text: str, *, serving: bool = False) -> Linked:
        """Return the record of a ledger that a text means. serving: of namesakes the only one with a post."""
        asked = (target, text, serving)
        if asked not in self.known:
            self.known[asked] = self._read(target, text, serving=serving)
        return self.known[asked]

    def person(self, name: str, told: Mapping[str, Any]) -> Linked:
        """Return the person of a row by what it tells: the number, else the name with whatever stands beside it."""
        asked = ("whose", name, *(told.get(key) for key in TELLING))
        if asked not in self.known:
            self.known[asked] = self._person(name, told)
        return self.known[asked]

    def door(self, area: UUID | None, text: str) -> Linked | None:
        """Return the door of that address in a grid, else the only one anywhere; None where it is a new door."""
        key = door_key(take_apart(text))
        statement = select(Dwelling.id, Dwelling.area_id).where(
            or_(Dwelling.door_key == key, Dwelling.full_address == text), Dwelling.removed_at.is_(None)
        )
        found = self.reader.rows(statement)
        here = [one for one, where in found if where == area]
        if here or (area is None and len(found) == 1):
            return Linked(here[0] if here else found[0][0])
        if area is None and found:
            return Linked(None, f"“{text}”在几个网格里都有，请写明网格。", Level.DOUBT)
        return None

    def _read(self, target: str, text: str, *, serving: bool) -> Linked:
        if target == Area.__tablename__:
            found = self.grids.find(text)
            return Linked(found, "" if found else f"没有叫“{text}”的区域，请先录入，或改成已有的名称。")
        if target not in BY_WORDS:
            return Linked(None, f"“{text}”看不懂，请留空，到程序里选。")
        ledger, columns = BY_WORDS[target]
        found_ids: list[UUID] = []
        for column in columns:
            statement = select(ledger.id).where(column == text, ledger.removed_at.is_(None)).limit(2)
            for narrowed in (statement.where(_serves()), statement) if serving else (statement,):
                found_ids = found_ids or [one for (one,) in self.reader.rows(narrowed)]
        return _only(found_ids, text)

    def _person(self, name: str, told: Mapping[str, Any]) -> Linked:
        number = told.get("id_number") or (name if _bears(self.reader, name) else "")
        if number:
            return self._by_number(name if name != number else "", str(number))
        namesakes = self._people(Person.name == name)
        sure = [one for one in namesakes if all(self._said(one, told))]
        if len(sure) == 1:
            return Linked(sure[0].id)
        like = [one for one in namesakes if self._may_be(one, told)]
        if not like:
            beside = "，或与这一行的出生日期、住址对不上" if namesakes else ""
            return Linked(None, f"没有找到“{name}”{beside}，请先录入，或改成已有的写法。")
        reason = f"“{name}”不能断定是哪一个，请写身份证号，或把出生日期和住址写全。"
        return Linked(None, reason, Level.DOUBT, tuple(one.id for one in like))

    def _by_number(self, name: str, number: str) -> Linked:
        bearers = self._people(Person.id_number == number)
        named = [one for one in bearers if not name or one.name == name]
        if len(named) == 1:
            return Linked(named[0].id)
        like = tuple(one.id for one in bearers)
        if len(bearers) == 1:
            reason = f"身份证号与库中“{bearers[0].name}”相同而姓名不同，请核对后再导入。"
            return Linked(None, reason, Level.DOUBT, like)
        if bearers:
            return Linked(None, f"库中有 {len(bearers)} 人登记了同一身份证号，请先在查重中处理。", Level.DOUBT, like)
        unnumbered = self._people(Person.name == name, Person.id_number.is_(None)) if name else []
        if unnumbered:
            reason = f"库中的“{name}”没有登记身份证号，不能断定是否同一人，请先补登身份证号。"
            return Linked(None, reason, Level.DOUBT, tuple(one.id for one in unnumbered))
        return Linked(None, f"没有找到身份证号为“{number}”的人，请先录入，或核对号码。")

    def _people(self, *where: ColumnElement[bool]) -> list[Somebody]:
        statement = (
            select(Person.id, Person.name, Person.id_number, Person.birth_date, Dwelling.full_address, Person.area_id)
            .outerjoin(Dwelling, Person.dwelling_id == Dwelling.id)
            .where(Person.removed_at.is_(None), *where)
            .order_by(Person.id)
        )
        return [Somebody(*row) for row in self.reader.rows(statement)]

    def _said(self, one: Somebody, told: Mapping[str, Any]) -> list[bool | None]:
        """Return for each thing that a row tells whether the store says the same; None where it says nothing."""
        said: list[bool | None] = []
        if told.get("birth_date"):
            said.append(None if one.birth_date is None else one.birth_date == told["birth_date"])
        if told.get("address"):
            said.append(None if one.address is None else same_door(one.address, told["address"]))
        if told.get("area"):
            said.append(None if one.area is None else one.area == self.grids.find(str(told["area"])))
        return said

    def _may_be(self, one: Somebody, told: Mapping[str, Any]) -> bool:
        """Say whether a namesake could be meant: born on that day, or nothing told speaks against it."""
        birth = told.get("birth_date")
        return (birth is not None and birth == one.birth_date) or False not in self._said(one, told)


def _serves() -> ColumnElement[bool]:
    return exists().where(
        Membership.person_id == Person.id, Membership.until.is_(None), Membership.removed_at.is_(None)
    )


def _bears(reader: Reader, text: str) -> bool:
    """Say whether a text is the number of somebody."""
    statement = select(Person.id).where(Person.id_number == text, Person.removed_at.is_(None)).limit(1)
    return any(sign.isdigit() for sign in text) and bool(reader.rows(statement))


def _only(found: Sequence[UUID], text: str) -> Linked:
    if len(found) == 1:
        return Linked(found[0])
    if found:
        reason = f"“{text}”不止一个，不能断定是哪一个，请写身份证号或全称。"
        return Linked(None, reason, Level.DOUBT, tuple(found))
    return Linked(None, f"没有找到“{text}”，请先录入，或改成已有的写法。")
