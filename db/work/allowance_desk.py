"""What the allowance desk shows of a month: who draws, is to be certified, reaches an age next month, has stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from db.books import BOOKS
from db.ledgers.allowances import Allowance
from db.ledgers.people import Person, PersonStatus
from db.ledgers.services import LogKind, Method, ServiceLog
from db.store import query
from db.store.query import area_and_below
from db.store.reader import Reader
from db.words.choice import Choice
from db.work.allowance_months import Drawn, Part, Rates, add_months, back_parts, drawn_in, months_old
from db.work.allowances import CERTIFICATION, certified_in, not_filed, reaching
from db.work.visiting import parts

KEYS = ("name", "id_number", "area", "address", "birth_date", "status")
NOWHERE = "\uffff"
GONE = {PersonStatus.DECEASED: "已去世，请停发", PersonStatus.MOVED_OUT: "已迁出，请核对"}


class Standing(Choice):
    """Where somebody stands in a month."""

    DRAWING = "drawing", "在领"
    TO_CERTIFY = "to_certify", "本月待认证"
    NEXT_80 = "next_80", "下月满80"
    NEXT_90 = "next_90", "下月满90"
    NEXT_100 = "next_100", "下月满100"
    STOPPED = "stopped", "已停发"
    UNFILED = "unfiled", "满80未登记"


NEXT = {Standing.NEXT_80: 80, Standing.NEXT_90: 90, Standing.NEXT_100: 100}


@dataclass(frozen=True)
class Line:
    """One person of the desk. allowance: the row that is drawn, or was; None: none is registered."""

    person: UUID
    name: str
    age: str
    area: str
    address: str
    id_number: str
    allowance: UUID | None = None
    category: str = ""
    amount: Decimal | None = None
    back: Decimal = Decimal(0)
    since: date | None = None
    state: str = ""
    """In words: certified, to be certified, stopped and why, or what is amiss."""
    amiss: bool = False


Rows = Mapping[Standing, Sequence[tuple[UUID, Allowance | None]]]


def standings(reader: Reader, month: date) -> Rows:
    """Return who stands where in a month, each with the allowance it is about."""
    drawn = drawn_in(reader, month)
    done = certified_in(reader, month)
    own = {one.allowance.person_id: one.allowance for one in drawn}
    drawing = list(own.items())
    found: dict[Standing, Sequence[tuple[UUID, Allowance | None]]] = {
        Standing.DRAWING: drawing,
        Standing.TO_CERTIFY: [(person, row) for person, row in drawing if person not in done],
        Standing.STOPPED: _stopped(reader, month, set(own)),
        Standing.UNFILED: [(person, None) for person in not_filed(reader, month)],
    }
    for standing, years in NEXT.items():
        people = reaching(reader, add_months(month, 1), years)
        rows = latest(reader, people)
        found[standing] = [(person, rows.get(person)) for person in people]
    return {standing: found[standing] for standing in Standing}


def _stopped(reader: Reader, month: date, drawing: set[UUID]) -> list[tuple[UUID, Allowance]]:
    """Return whose allowance has stopped up to the month, the last to stop first; who draws again is not among them."""
    rows = reader.rows(
        select(Allowance)
        .where(Allowance.until < add_months(month, 1), Allowance.stop_reason.is_not(None))
        .where(Allowance.removed_at.is_(None))
        .order_by(Allowance.until.desc(), Allowance.id)
    )
    found: dict[UUID, Allowance] = {}
    for (row,) in rows:
        if row.person_id not in drawing:
            found.setdefault(row.person_id, row)
    return list(found.items())


def latest(reader: Reader, people: Sequence[UUID]) -> dict[UUID, Allowance]:
    """Return the newest allowance of each person who ever had one."""
    found: dict[UUID, Allowance] = {}
    for part in parts(people):
        rows = select(Allowance).where(Allowance.person_id.in_(part), Allowance.removed_at.is_(None))
        found |= {row[0].person_id: row[0] for row in reader.rows(rows.order_by(Allowance.since, Allowance.id))}
    return found


def lines(
    reader: Reader, month: date, rows: Sequence[tuple[UUID, Allowance | None]], area: UUID | None = None
) -> list[Line]:
    """Return the lines of people of an area, grid by grid; numbers masked as the reader masks them."""
    whole = list(rows) if area is None else _here(reader, rows, area)
    people = {row["id"]: row for row in query.cells(reader, BOOKS["people"], [one for one, _ in whole], KEYS)}
    words = _Words(reader, month)
    drawn = {one.allowance.id: one for one in drawn_in(reader, month)}
    found = []
    for person, row in whole:
        if person in people:
            told = people[person]
            birth = told["birth_date"]
            line = Line(
                person, told["name"], f"{months_old(birth, month) // 12}" if isinstance(birth, date) else "",
                words.areas.label(told["area"]) if told["area"] else "", told["address"] or "", told["id_number"] or "",
            )  # fmt: skip
            found.append(replace(line, **words.of(row, drawn, told["status"])))
    return sorted(found, key=lambda line: line.area or NOWHERE)


class _Words:
    """What is told of an allowance row."""

    def __init__(self, reader: Reader, month: date) -> None:
        self.areas = reader.codes("area")
        self.categories, self.stops = reader.codes("allowance"), reader.codes("allowance_stop")
        self.certified, self.rates = certified_in(reader, month), Rates.read(reader)

    def of(self, row: Allowance | None, drawn: Mapping[UUID, Drawn], status: PersonStatus) -> dict[str, Any]:
        """Return the values of a line that hang on the allowance."""
        if row is None:
            return {"state": "未登记"}
        paid = drawn.get(row.id) or Drawn(row, self.rates.of(row.category, row.since), Decimal(0))
        told = {"allowance": row.id, "category": self.categories.label(row.category), "since": row.since}
        amiss = row.until is None and status in GONE
        return {**told, "amount": paid.amount, "back": paid.back, "state": self._state(row, status), "amiss": amiss}

    def _state(self, row: Allowance, status: PersonStatus) -> str:
        if row.until is not None and row.stop_reason:
            return f"{row.until:%Y-%m} 停发　{self.stops.label(row.stop_reason)}"
        if row.until is None and status in GONE:
            return GONE[status]
        day, method = self.certified.get(row.person_id, (None, None))
        return "待认证" if day is None else f"{day:%m-%d} 已认证　{method.label if method else ''}".rstrip("　")


def _here(
    reader: Reader, rows: Sequence[tuple[UUID, Allowance | None]], area: UUID
) -> list[tuple[UUID, Allowance | None]]:
    below = area_and_below(reader, area)
    here: set[UUID] = set()
    for part in parts([person for person, _ in rows]):
        here |= {one for (one,) in reader.rows(select(Person.id).where(Person.id.in_(part), Person.area_id.in_(below)))}
    return [row for row in rows if row[0] in here]


def history(reader: Reader, person: UUID) -> list[str]:
    """Return what became of somebody's allowance, the newest first: each row and each certification in words."""
    categories, stops, backs = (reader.codes(n) for n in ("allowance", "allowance_stop", "allowance_back_pay"))
    told: list[tuple[date, str]] = []
    own = select(Allowance).where(Allowance.person_id == person, Allowance.removed_at.is_(None))
    rates = Rates.read(reader)
    for (row,) in reader.rows(own):
        amount = rates.of(row.category, row.since)
        paid = f"，每月 {amount:.2f} 元" if amount is not None else ""
        told.append((row.since, f"{row.since:%Y-%m} 起　{categories.label(row.category)}{paid}"))
        if row.back_from and row.back_months:
            why = backs.label(row.back_reason) if row.back_reason else ""
            how = "；".join(part_words(reader, part) for part in back_parts(reader, row, rates))
            span = f"{row.back_from:%Y-%m} 起 {row.back_months} 个月　{why}".rstrip("　")
            told.append((row.since, f"{row.since:%Y-%m} 补发　{span}（{how}）"))
        if row.until and row.stop_reason:
            told.append((row.until, f"{row.until:%Y-%m} 停发　{stops.label(row.stop_reason)}"))
    for day, method in _certifications(reader, person):
        told.append((day, f"{day:%Y-%m-%d} 认证　{method.label if method else ''}".rstrip("　")))
    return [words for _, words in sorted(told, key=lambda one: one[0], reverse=True)]


def part_words(reader: Reader, part: Part) -> str:
    """Say how many months are paid afterwards by which category: 80—89周岁 2 个月，每月 100.00 元."""
    paid = f"，每月 {part.amount:.2f} 元" if part.amount is not None else ""
    return f"{reader.codes('allowance').label(part.category)} {part.months} 个月{paid}"


def _certifications(reader: Reader, person: UUID) -> list[tuple[date, Method | None]]:
    own = select(ServiceLog.at, ServiceLog.method).where(
        ServiceLog.person_id == person,
        or_(ServiceLog.kind == LogKind.CERTIFICATION, ServiceLog.item == CERTIFICATION),
        ServiceLog.removed_at.is_(None),
    )
    return [(at.astimezone().date(), method) for at, method in reader.rows(own)]
