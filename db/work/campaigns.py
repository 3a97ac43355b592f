"""Calling round (寒潮、高温、节日): one list of whom to call now, in door order, and the log of who was reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from db.books.people_columns import contacts
from db.ledgers.areas import Dwelling
from db.ledgers.people import Person
from db.ledgers.services import LogKind, Method, Reached
from db.store.query import terms
from db.store.reader import Reader
from db.store.writer import Writer
from db.words.choice import Choice
from db.words.days import age_on
from db.work.figures import Asking, Period, in_difficulty
from db.work.recording import Recorded, Told, record
from db.work.routes import in_walking_order
from db.work.visiting import parts


class Campaign(Choice):
    """Why everybody is called on one day."""

    COLD = "cold", "寒潮", ("降温", "低温")
    HEAT = "heat", "高温", ("热浪",)
    FESTIVAL = "festival", "节日", ("春节", "重阳")


@dataclass(frozen=True)
class Call:
    """One line of a call list: who, where, under which numbers (masked for the viewer)."""

    person: UUID
    name: str
    age: int | None
    door: str
    phone: str
    contact: str
    contact_phone: str


def call_ids(reader: Reader, area: UUID | None = None) -> list[UUID]:
    """Return the elders in special difficulty of today, in walking order: the sheet is printed of these ids."""
    now, today = terms(reader), reader.today
    asking = Asking(reader, Period.month(today.year, today.month, today), area)
    return in_walking_order(reader, asking.ids(select(Person.id).where(in_difficulty(now, today))))


def call_list(reader: Reader, area: UUID | None = None) -> list[Call]:
    """Return the call list of today."""
    order, now = call_ids(reader, area), terms(reader)
    found: dict[UUID, Call] = {}
    for part in parts(order):
        kin = contacts(reader.rows, part, now)
        statement = select(
            Person.id, Person.name, Person.birth_date, Dwelling.door, Person.phone, Dwelling.full_address
        ).outerjoin(Dwelling, Person.dwelling_id == Dwelling.id)
        for one, name, birth, door, phone, address in reader.rows(statement.where(Person.id.in_(part))):
            contact, _, number = kin.get(one, ("", None, ""))
            age = age_on(birth, reader.today) if birth else None
            found[one] = Call(one, name, age, door or address or "", phone or "", contact or "", number or "")
    return [found[one] for one in order if one in found]


def log_calls(
    writer: Writer, campaign: Campaign, day: date, reached: Mapping[UUID, Reached | None], by: Sequence[str] = ()
) -> Mapping[UUID, Recorded]:
    """Write who was called on a day and whether they were spoken to (empty: yes, by telephone); never doubled."""
    said = {"at": day.isoformat(), "kind": LogKind.WELFARE_CHECK, "method": Method.PHONE}
    said["content"] = f"{campaign.label}叫应"
    return {
        one: record(writer, one, Told({**said, "reached": answer or Reached.SEEN}, "、".join(by)))
        for one, answer in reached.items()
    }
