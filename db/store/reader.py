"""Reader: asks the store; scope and masks are applied here, nowhere else."""

import json
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import CompoundSelect, Connection, Executable, Select, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from db.clock import Clock
from db.ledgers.areas import Area
from db.ledgers.codes import CHOICE_SETS, CodeItem, CodeSet
from db.ledgers.people import Person
from db.ledgers.record import Record
from db.store import search
from db.store.audit import CHANGES, TRANSACTIONS
from db.store.engine import translated
from db.store.policy import Viewer, mask_for, masks_of

R = TypeVar("R", bound=Record)
Mask = Callable[[Any], Any]


@cache
def _shape(keys: tuple[str, ...]) -> Callable[..., Any]:
    """Return what a masked row is made with: its values have names, as those of a plain row."""
    return namedtuple("MaskedRow", keys, rename=True)  # noqa: PYI024 - the names are known while running only


def _apply(mask: Mask | None, value: Any) -> Any:
    return mask(value) if mask else value


@dataclass(frozen=True)
class Found:
    """One hit of a search: which record, what it is called, and by what it was found."""

    ledger: str
    id: UUID
    title: str
    matched: str


@dataclass(frozen=True)
class Changed:
    """One step in the history of a record."""

    at: datetime
    who: str
    reason: str
    op: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


class Reader:
    """Reads in one transaction; it cannot write."""

    def __init__(self, connection: Connection, viewer: Viewer, clock: Clock) -> None:
        """Read through a connection for a viewer."""
        self._connection = connection
        self._session = Session(bind=connection, expire_on_commit=False, autoflush=False)
        self._sets: dict[str, CodeSet] = {}
        self.viewer = viewer
        self.clock = clock

    @property
    def today(self) -> date:
        """The office's day."""
        return self.clock.today()

    def rows(self, statement: Executable, values: Mapping[str, Any] | None = None) -> list[Any]:
        """Return all rows of a select over ledgers, masked column by column; values: of its parameters."""
        return list(self.stream(statement, values))

    def stream(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Iterator[Any]:
        """Yield the rows of a select without holding them all."""
        masks = self._masks(statement)
        with translated():
            how = {"yield_per": 500, "populate_existing": True}
            result = self._session.execute(statement, values, execution_options=how)
            masked_row = _shape(tuple(result.keys())) if masks else None
            for row in result:
                yield masked_row(*map(_apply, masks, row)) if masked_row else row
        self._session.expunge_all()

    def _masks(self, statement: Executable) -> Sequence[Mask | None]:
        """Return a mask per result column; none at all where nothing is masked, or a view did it (scope)."""
        if self.viewer.reason or self.viewer.scope is not None:
            return ()
        parts = statement.selects if isinstance(statement, CompoundSelect) else (statement,)
        each = [[self._mask(one) for one in part.column_descriptions] for part in parts if isinstance(part, Select)]
        masks = [next(filter(None, column), None) for column in zip(*each, strict=True)]
        return masks if any(masks) else ()

    def _mask(self, described: Mapping[str, Any]) -> Mask | None:
        """Return the mask of a result column: of a value, or of the values of a whole record."""
        ledger = described["expr"]
        if not (isinstance(ledger, type) and issubclass(ledger, Record)):
            return mask_for(self.viewer, ledger)
        masks = masks_of(self.viewer, ledger)
        return (lambda record: self._cover(record, masks)) if masks else None

    def _cover(self, record: Record, masks: Mapping[str, Mask]) -> Record:
        self._session.expunge(record)
        for key, mask in masks.items():
            set_committed_value(record, key, mask(getattr(record, key)))
        return record

    def scalar(self, statement: Executable) -> Any:
        """Return the only value of a statement; None without a row."""
        rows = self.rows(statement)
        return rows[0][0] if rows else None

    def get(self, ledger: type[R], one: UUID, with_: Sequence[Any] = ()) -> R | None:
        """Return a detached record with the children named; the basis of an edit, so its values are whole."""
        with translated():
            options = [selectinload(part) for part in with_]
            record = self._session.get(ledger, one, options=options, populate_existing=True)
            self._session.expunge_all()
        return record if record is not None and record.removed_at is None else None

    def search_ids(self, asked: str, ledger: type[Record] = Person) -> Select[Any]:
        """Return the ids of a ledger that fit what was typed, as a statement to filter by."""
        found = search.found_ids(asked, ledger)
        if ledger is Person and search.is_long_number(asked) and not self.rows(found.limit(1)):
            return search.holding(asked)  # out of the middle of a number: slower, and only if nothing else fits
        return found

    def find(self, asked: str, limit: int = 50) -> list[Found]:
        """Find records by name, pinyin, initials, end of a number, phone or address."""
        found: list[Found] = []
        for ledger in search.FOUND_IN:
            name = search.heading_of(ledger)
            statement = (
                select(ledger.id, name)
                .where(ledger.id.in_(self.search_ids(asked, ledger)), ledger.removed_at.is_(None))
                .order_by(getattr(ledger, "pinyin", name), ledger.id)
                .limit(limit - len(found))
            )
            found += [Found(ledger.__tablename__, one, name, asked) for one, name in self.rows(statement)]
        return found

    def codes(self, name: str) -> CodeSet:
        """Return a code set with the office's own words; `area` is the set of the office's areas."""
        if name not in self._sets:
            self._sets[name] = self._areas() if name == "area" else self._code_rows(name)
        return self._sets[name]

    def _code_rows(self, name: str) -> CodeSet:
        rows = self.rows(
            select(CodeItem).where(CodeItem.set == name, CodeItem.removed_at.is_(None)).order_by(CodeItem.sort)
        )
        return CodeSet.of(CHOICE_SETS.get(name), [row[0] for row in rows])

    def _areas(self) -> CodeSet:
        rows = self.rows(select(Area.code, Area.name, Area.active).where(Area.removed_at.is_(None)).order_by(Area.code))
        return CodeSet(tuple((code, name, (), active) for code, name, active in rows))

    def history(self, ledger: type[Record], one: UUID) -> list[Changed]:
        """Return what became of a record, oldest first."""
        statement = (
            select(
                TRANSACTIONS.c.at, TRANSACTIONS.c.actor, TRANSACTIONS.c.reason,
                CHANGES.c.op, CHANGES.c.before, CHANGES.c.after,
            )
            .join(TRANSACTIONS, TRANSACTIONS.c.id == CHANGES.c.tx_id)
            .where(CHANGES.c.row_id == one, CHANGES.c.ledger == ledger.__tablename__)
            .order_by(CHANGES.c.seq)
        )  # fmt: skip
        return [
            Changed(at, who, reason, op, self._masked(ledger, before), self._masked(ledger, after))
            for at, who, reason, op, before, after in self.rows(statement)
        ]

    def _masked(self, ledger: type[Record], told: str | None) -> Mapping[str, Any] | None:
        """Return what the audit kept of a row, masked as the row itself would be; None where it is blank or purged."""
        if told is None:
            return None
        columns = ledger.__table__.columns
        values: dict[str, Any] = json.loads(told)
        masks = {key: mask_for(self.viewer, columns[key]) for key in values if key in columns}
        return {key: mask(value) if (mask := masks.get(key)) else value for key, value in values.items()}
