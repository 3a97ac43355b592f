"""Gaps: what is wanted and missing in the elders' ledger, counted by field; old ledgers have holes."""

from dataclasses import dataclass

from sqlalchemy import func, select

from db.books.elders import ELDERS
from db.books.people_columns import wanted_fields
from db.ledgers.people import Person
from db.ledgers.record import fields_of
from db.store.query import terms
from db.store.reader import Reader


@dataclass(frozen=True)
class Gap:
    """How many elders lack one wanted field."""

    key: str
    label: str
    count: int


def gaps(reader: Reader) -> list[Gap]:
    """Count what is missing, field by field; fields without a gap are left out."""
    now = terms(reader)
    keys = wanted_fields()
    missing = [func.count().filter(getattr(Person, key).is_(None)) for key in keys]
    statement = select(*missing).select_from(Person).where(Person.removed_at.is_(None))
    if ELDERS.where is not None:
        statement = statement.where(ELDERS.where(now))
    row = reader.rows(statement)[0]
    known = fields_of(Person)
    return [Gap(key, known[key].label, count) for key, count in zip(keys, row, strict=True) if count]
