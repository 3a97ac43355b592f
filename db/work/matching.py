"""Whom a sheet row means: by identity number, else by name, birth date and address; never guessed."""

from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from db.books.taken import Taken
from db.ledgers.areas import Dwelling
from db.ledgers.people import Person
from db.store.reader import Reader
from db.words.addresses import door_of
from db.words.days import BirthPrecision, may_be_one

CHUNK = 300


@dataclass(frozen=True)
class Known:
    """What of a person in the store decides a match."""

    id: UUID
    name: str
    id_number: str | None
    birth_date: date | None
    address: str | None
    phone: str | None
    precision: BirthPrecision = BirthPrecision.DAY
    fresh: bool = False
    """Came in by an earlier row of the same sheet."""


@dataclass(frozen=True)
class Match:
    """The person meant; or nobody (a new person); or a doubt, which refuses the row, and whom it lies between."""

    person: UUID | None = None
    doubt: str = ""
    field: str = "name"
    like: tuple[UUID, ...] = ()


@dataclass
class Candidates:
    """People who may be meant by the rows at hand, by number and by name."""

    by_number: dict[str, list[Known]] = field(default_factory=dict)
    by_name: dict[str, list[Known]] = field(default_factory=dict)
    by_id: dict[UUID, Known] = field(default_factory=dict)

    def add(self, known: Known) -> None:
        """Remember one person."""
        self.by_id[known.id] = known
        if known.id_number:
            self.by_number.setdefault(known.id_number, []).append(known)
        self.by_name.setdefault(known.name, []).append(known)


def candidates(
    reader: Reader, rows: Sequence[Taken], fresh: Container[UUID] = (), said: Collection[UUID] = ()
) -> Candidates:
    """Ask the store for everybody who bears a number or a name of these rows (unmasked reader).

    fresh: who came in by the same sheet. said: people whom rows name by their key. A row with a number asks only for
    namesakes without one: a town has hundreds of 王秀英, and asking for all of them makes a long sheet quadratic.
    """
    numbers = {str(row.person["id_number"]) for row in rows if row.person.get("id_number")}
    numbered = {row.person.get("name") for row in rows if row.person.get("id_number")}
    names = {row.person.get("name") for row in rows if not row.person.get("id_number")}
    asked: tuple[tuple[Collection[Any], Any, tuple[ColumnElement[bool], ...]], ...] = (
        (numbers, Person.id_number, ()),
        (numbered - {None}, Person.name, (Person.id_number.is_(None),)),
        (names - {None}, Person.name, ()),
        (said, Person.id, ()),
    )
    found = Candidates()
    for wanted, column, besides in asked:
        for part in _parts(sorted(wanted)):
            for one in _known(reader, column.in_(part), *besides):
                if one.id not in found.by_id:
                    found.add(replace(one, fresh=one.id in fresh))
    return found


def _known(reader: Reader, *where: ColumnElement[bool]) -> Iterator[Known]:
    statement = (
        select(
            Person.id,
            Person.name,
            Person.id_number,
            Person.birth_date,
            Dwelling.full_address,
            Person.phone,
            Person.birth_precision,
        )
        .outerjoin(Dwelling, Person.dwelling_id == Dwelling.id)
        .where(Person.removed_at.is_(None), *where)
        .order_by(Person.id)
    )
    return (Known(*row) for row in reader.rows(statement))


def _parts(wanted: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (wanted[at : at + CHUNK] for at in range(0, len(wanted), CHUNK))


def same_door(one: str | None, other: str | None) -> bool:
    """Say whether two written addresses mean one door (3-2-1001 and 3栋2单元1001室 do)."""
    if not one or not other:
        return False
    return one == other or (door_of(one) is not None and door_of(one) == door_of(other))


def match(row: Taken, among: Candidates, said: UUID | None = None, *, stranger: bool = False) -> Match:
    """Say whom a row means among the candidates.

    said: the person whom the clerk or the row's own key names; then name and number are news, not a question.
    stranger: the clerk has looked at the namesakes and it is none of them; a number in use stays a question.
    """
    number = row.person.get("id_number")
    bearers = among.by_number.get(number, []) if number else []
    if said is not None:
        return _said(said, bearers, among)
    if bearers:
        return _by_number(row, bearers)
    if stranger:
        return Match()
    return _by_name(row, [one for one in among.by_name.get(row.person["name"], []) if not (number and one.id_number)])


def _said(said: UUID, bearers: Sequence[Known], among: Candidates) -> Match:
    if said not in among.by_id:
        return Match(doubt="这一行所指的人在库中已不在，请清空记录号再导入，或先恢复这个人。")
    others = [one for one in bearers if one.id != said]
    if others:
        reason = f"这个身份证号在库中属于“{others[0].name}”，请核对后再导入。"
        return Match(doubt=reason, field="id_number", like=tuple(one.id for one in others))
    return Match(said)


def _by_number(row: Taken, bearers: Sequence[Known]) -> Match:
    if len(bearers) > 1:
        return Match(
            doubt=f"库中有 {len(bearers)} 人登记了同一身份证号，请先在查重中处理。",
            field="id_number",
            like=_ids(bearers),
        )
    only = bearers[0]
    if only.name != row.person["name"]:
        reason = f"身份证号与库中“{only.name}”相同而姓名不同，请核对后再导入。"
        return Match(doubt=reason, field="name", like=(only.id,))
    return Match(only.id)


def _by_name(row: Taken, namesakes: Sequence[Known]) -> Match:
    address = row.address
    sure = [one for one in namesakes if _born_alike(one, row) and same_door(one.address, address)]
    sure = sure or [one for one in namesakes if not one.fresh and _told_alike(one, row)]
    if len(sure) == 1:
        return Match(sure[0].id)
    if len(sure) > 1:
        reason = f"库中有 {len(sure)} 位同名、同生日、同住址的“{row.person['name']}”，请补身份证号。"
        return Match(doubt=reason, like=_ids(sure))
    like = [one for one in namesakes if _may_be(one, row)]
    if like:
        reason = f"库中已有“{row.person['name']}”，不能断定是否同一人，请补身份证号，或把出生日期和住址写全。"
        return Match(doubt=reason, like=_ids(like))
    return Match()


def _ids(people: Sequence[Known]) -> tuple[UUID, ...]:
    return tuple(one.id for one in people)


def _told_alike(one: Known, row: Taken) -> bool:
    """Say whether a row tells of a namesake what an earlier sheet told, to the letter: the same row again.

    Also a shared phone, where nothing else speaks against it, leaves no doubt.
    """
    birth, phone, address = row.person.get("birth_date"), row.person.get("phone"), row.address
    same_phone = phone == one.phone
    if phone is not None and same_phone:
        return _may_be(one, row)
    like_door = same_door(one.address, address) or one.address == address
    return same_phone and one.birth_date == birth and like_door and one.id_number is None


def _born_alike(one: Known, row: Taken) -> bool:
    """Say whether both sides tell a birth and it can be one: an age or a year agrees with the day it is about.

    Of two rows of one sheet the births must be the same, as told: a sheet does not say one thing in two ways.
    """
    birth = row.person.get("birth_date")
    if birth is None or one.birth_date is None:
        return False
    precision = row.person.get("birth_precision", BirthPrecision.DAY)
    return one.birth_date == birth or (
        not one.fresh and may_be_one((one.birth_date, one.precision), (birth, precision))
    )


def _may_be(one: Known, row: Taken) -> bool:
    """Say whether a namesake could be meant: nothing that both sides tell speaks against it."""
    birth, address = row.person.get("birth_date"), row.address
    if birth is not None and birth == one.birth_date:
        return True
    same_birth = birth is None or one.birth_date is None or _born_alike(one, row)
    return same_birth and (address is None or one.address is None or same_door(one.address, address))
