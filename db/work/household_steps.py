"""Steps of a household event: what one action touches, record by record, and what ends by itself when people go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.books.due import DueState
from db.ledgers.allowances import Allowance
from db.ledgers.care import CarePlan
from db.ledgers.happenings import Absence
from db.ledgers.people import Contact, Person, PersonTag, Placement, Removal
from db.ledgers.record import Record
from db.store.reader import Reader
from db.trouble import Refused
from db.words.choice import Choice
from db.work.visiting import due_list


class HouseholdEvent(Choice):
    """What befell a household."""

    DEATH = "death", "去世"
    SPLIT = "split", "分户"
    MERGE = "merge", "并户"
    MOVE_OUT = "move_out", "整户迁出"
    MOVE_IN = "move_in", "整户迁入"
    MOVE = "move", "整户搬迁"


@dataclass(frozen=True)
class Step:
    """One record that is touched. said: one line for the preview. values: what is written.

    how: add, change, end (a dated row ends on the day), place (the placement changes on the day), told (nothing is
    written: what goes by itself, such as a visit that is no longer due).
    """

    how: str
    ledger: type[Record]
    one: UUID | None
    person: UUID
    said: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """What the clerk is asked before it is done: whether the one left behind lives alone from now on."""

    person: UUID
    name: str
    text: str


@dataclass(frozen=True)
class Plan:
    """One household event as it would be written. reason goes into the audit and names nobody."""

    event: HouseholdEvent
    day: date
    people: tuple[UUID, ...]
    steps: tuple[Step, ...]
    questions: tuple[Question, ...] = ()

    @property
    def reason(self) -> str:
        """What the audit says of it."""
        return f"{self.event.label}（{len(self.people)}人，{len([s for s in self.steps if s.how != 'told'])}条记录）"


@dataclass(frozen=True)
class Target:
    """Where a household goes: a grid, an address as written or a known door, a household number."""

    area: UUID | None = None
    address: str = ""
    dwelling: UUID | None = None
    household_no: str | None = None


# -- what is known of people --------------------------------------------------------------------------------------


def people_of(reader: Reader, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Return the records of people; Refused if one is gone."""
    rows = reader.rows(select(Person).where(Person.id.in_(ids), Person.removed_at.is_(None)))
    found = {row[0].id: row[0] for row in rows}
    if len(found) < len(set(ids)):
        raise Refused("有人已不在库中，没有改动。", "请刷新后再试。")
    return found


def open_rows(reader: Reader, ledger: Any, people: Iterable[UUID]) -> list[Any]:
    """Return the rows of a dated ledger that still hold, of those people."""
    statement = select(ledger).where(
        ledger.person_id.in_(list(people)), ledger.until.is_(None), ledger.removed_at.is_(None)
    )
    return [row[0] for row in reader.rows(statement.order_by(ledger.created_at, ledger.id))]


def refuse_day(reader: Reader, people: Sequence[UUID], day: date) -> None:
    """Refuse a day to come, or one before the present placement began."""
    if day > reader.today:
        raise Refused("日期在今天之后，没有改动。", "请填写实际发生的日期。")
    if any(one.since and one.since > day for one in open_rows(reader, Placement, people)):
        raise Refused("日期早于现住处的起始日期，没有改动。", "请核对日期，或先在居住情况里改错。")


def _label(reader: Reader, tag: str) -> str:
    return reader.codes("tag").label(tag)


# -- the steps ----------------------------------------------------------------------------------------------------


def _tag_ends(reader: Reader, names: dict[UUID, str], tag: Any) -> str:
    return f"{names[tag.person_id]}：类别“{_label(reader, tag.tag)}”终止"


def what_ends(reader: Reader, people: Sequence[UUID], names: dict[UUID, str], day: date, why: Removal) -> list[Step]:
    """Return what ends when people die or leave: tags with the reason, plans, absences."""
    ends = {"until": day, "reason": why}
    steps = [
        Step("end", PersonTag, tag.id, tag.person_id, _tag_ends(reader, names, tag), ends)
        for tag in open_rows(reader, PersonTag, people)
    ]
    steps += [
        Step("end", CarePlan, plan.id, plan.person_id, f"{names[plan.person_id]}：探访计划终止", {"until": day})
        for plan in open_rows(reader, CarePlan, people)
    ]
    steps += [
        Step("end", Absence, one.id, one.person_id, f"{names[one.person_id]}：{one.kind.label}终止", {"until": day})
        for one in open_rows(reader, Absence, people)
    ]
    return steps


def next_month(day: date) -> date:
    """Return the first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def what_stops(reader: Reader, people: Sequence[UUID], names: dict[UUID, str], day: date, why: str) -> list[Step]:
    """Return the allowances that stop: the month of the event is the last one paid."""
    label, last = reader.codes("allowance_stop").label(why), next_month(day)
    return [
        Step(
            "end",
            Allowance,
            one.id,
            one.person_id,
            f"{names[one.person_id]}：高龄津贴自 {last:%Y-%m} 起停发（{label}）",
            {"until": max(last, one.since), "stop_reason": why},
        )
        for one in open_rows(reader, Allowance, people)
    ]


def no_longer_due(reader: Reader, people: Sequence[UUID]) -> list[Step]:
    """Return the visits that are owed no longer: told, not written."""
    return [
        Step(
            "told",
            Person,
            None,
            row.person,
            f"{row.name}：{row.due.cycle.label}走访（至 {row.due.last:%m-%d}）不再应访",
        )
        for row in due_list(reader, people=people)
        if row.due.state is not DueState.VISITED
    ]


def linked_contacts(reader: Reader, people: Sequence[UUID]) -> list[Step]:
    """Return the contacts of others that lead to somebody who has died: they are marked, not removed."""
    statement = select(Contact).where(
        Contact.linked_person_id.in_(people), Contact.removed_at.is_(None), Contact.person_id.not_in(people)
    )
    steps = []
    for (contact,) in reader.rows(statement.order_by(Contact.created_at, Contact.id)):
        note = "、".join(part for part in (contact.note, "已去世") if part)
        said = f"{contact.name}：作为他人的联系人，注明已去世，不再作紧急联系人"
        values = {"note": note, "is_emergency": False}
        steps.append(Step("change", Contact, contact.id, contact.person_id, said, values))
    return steps
