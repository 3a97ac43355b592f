"""What became of a person's records: every change of them and of what hangs on them, in words (履历)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.ledgers import LEDGERS
from db.ledgers.people import Person
from db.ledgers.record import Described, Record, fields_of
from db.store.reader import Changed, Reader
from db.words.field import Kind

OPS = {"I": "新增", "U": "修改", "D": "移除"}
NAMED_BY = ("name", "full_address", "sheet_no")
"""What a linked record is called by in a history."""

UNTOLD = ("person_id", "pinyin")
"""What a history leaves out: it follows from the rest."""


@dataclass(frozen=True)
class Step:
    """One field of one change. before, after: as a clerk reads them, masked for the viewer; empty where none was."""

    at: datetime
    who: str
    reason: str
    ledger: str
    op: str
    field: str
    before: str
    after: str


def history_of(reader: Reader, person: UUID) -> list[Step]:
    """Return all steps of a person, newest first: of the person and of every dated fact, contact and plan."""
    found: list[Step] = []
    for ledger, one in _records(reader, person):
        for changed in reader.history(ledger, one):
            found += _steps(reader, ledger, changed)
    return sorted(found, key=lambda step: step.at, reverse=True)


def _records(reader: Reader, person: UUID) -> Iterator[tuple[type[Record], UUID]]:
    yield Person, person
    for ledger in LEDGERS.values():
        owner = fields_of(ledger).get("person_id")
        if owner is None or ledger.scope != "person.area_id":
            continue
        statement = select(ledger.id).where(ledger.person_id == person)  # type: ignore[attr-defined]
        for (one,) in reader.rows(statement):
            yield ledger, one


def _steps(reader: Reader, ledger: type[Record], changed: Changed) -> Sequence[Step]:
    before, after = changed.before or {}, changed.after or {}
    known = fields_of(ledger)
    keys = [key for key in known if (before.get(key) or None) != (after.get(key) or None) and key not in UNTOLD]
    head = (changed.at, changed.who, changed.reason, ledger.label, OPS.get(changed.op, changed.op))
    steps = [Step(*head, known[key].label, *_both(reader, known[key], before, after)) for key in keys]
    return steps or ([Step(*head, "", "", "")] if changed.op != "U" else [])


def _both(reader: Reader, described: Described, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, str]:
    return words_of(reader, described, before.get(described.key)), words_of(reader, described, after.get(described.key))


def words_of(reader: Reader, described: Described, value: Any) -> str:
    """Return a value as the audit keeps it, in the words of the screen."""
    if value in (None, ""):
        return ""
    if described.choice is not None:
        return described.choice.of(str(value)).label
    if described.field.codes and described.kind is Kind.CODE:
        return reader.codes(described.field.codes).label(str(value))
    if described.kind is Kind.FLAG:
        return "是" if value else "否"
    if described.kind is Kind.MONEY:
        return f"{Decimal(str(value)):,.2f}".removesuffix(".00") + " 元"
    if described.kind is Kind.MOMENT:
        return f"{datetime.fromisoformat(str(value)).astimezone():%Y-%m-%d %H:%M}"
    if described.kind is Kind.LINK:
        return _named(reader, UUID(str(value)))
    return str(value)


def _named(reader: Reader, one: UUID) -> str:
    """Return what a linked record is called, whichever ledger it stands in."""
    for ledger in LEDGERS.values():
        column = next((getattr(ledger, name) for name in NAMED_BY if name in fields_of(ledger)), None)
        if column is None:
            continue
        name = reader.scalar(select(column).where(ledger.id == one))
        if name:
            return str(name)
    return "（已移除的记录）"
