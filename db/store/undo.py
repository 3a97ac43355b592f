"""Undo: a new transaction that writes the former values back; refused if something later touched the same rows."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Enum as SqlEnum
from sqlalchemy import Row, Uuid, func, select

from db.ledgers import LEDGERS
from db.ledgers.record import Record
from db.store.audit import CHANGES, TRANSACTIONS, UNDO, WRITE
from db.store.reader import Reader
from db.store.writer import Writer
from db.trouble import Overtaken, Refused
from db.words.choice import Choice
from db.words.field import UtcMoment

if TYPE_CHECKING:
    from db.store.store import Store

PAGE = 2000


@dataclass(frozen=True)
class Undone:
    """What was taken back: the reason of the transaction, when it was written, how many changes, its id."""

    what: str
    at: datetime
    count: int
    transaction: UUID


def undo_last(store: "Store") -> Undone | None:
    """Take back the last transaction of this account that is not itself an undo and not yet undone."""
    with store.read() as reader:
        undone = select(TRANSACTIONS.c.undoes).where(TRANSACTIONS.c.undoes.is_not(None))
        rows = reader.rows(
            select(TRANSACTIONS)
            .where(TRANSACTIONS.c.actor == store.viewer.name, TRANSACTIONS.c.kind == WRITE)
            .where(TRANSACTIONS.c.id.not_in(undone))
            .order_by(TRANSACTIONS.c.seq.desc())
            .limit(1)
        )
    return undo(store, rows[0]) if rows and rows[0].seq > 1 else None


def undo_batch(store: "Store", batch: UUID) -> Undone | None:
    """Take back the transaction that wrote an import batch."""
    with store.read() as reader:
        undone = select(TRANSACTIONS.c.undoes).where(TRANSACTIONS.c.undoes.is_not(None))
        rows = reader.rows(
            select(TRANSACTIONS).where(TRANSACTIONS.c.batch == batch, TRANSACTIONS.c.id.not_in(undone)).limit(1)
        )
    if not rows:
        raise Refused("没有这个导入批次，或它已经撤销过。", "可用 list import_batches 查看批次。")
    return undo(store, rows[0])


def undo(store: "Store", of: Row[Any]) -> Undone:
    """Take one transaction back: last change first, each row to its former values."""
    with store.write(f"撤销：{of.reason}", kind=UNDO, undoes=of.id) as writer:
        _refuse_steps(writer.reader, of)
        _refuse_later(writer.reader, of)
        count = 0
        for page in _pages(writer.reader, of.id):
            for (op, ledger), changes in groupby(page, key=lambda change: (change.op, change.ledger)):
                _take_back(writer, LEDGERS[ledger], op, list(changes))
            count += len(page)
        return Undone(of.reason, of.at, count, of.id)


def _pages(reader: Reader, of: UUID) -> Iterator[list[Row[Any]]]:
    """Yield the changes of a transaction, last first, some at a time."""
    changes = select(CHANGES).where(CHANGES.c.tx_id == of).order_by(CHANGES.c.seq.desc()).limit(PAGE)
    page = reader.rows(changes)
    while page:
        yield page
        page = reader.rows(changes.where(CHANGES.c.seq < page[-1].seq))


def _refuse_steps(reader: Reader, of: Row[Any]) -> None:
    """Refuse to write back what a flow steers: taking back a step is itself a step (`db.work.undoing`)."""
    steering = [name for name, ledger in LEDGERS.items() if ledger.steered]
    changes = select(CHANGES.c.ledger, CHANGES.c.before).where(
        CHANGES.c.tx_id == of.id, CHANGES.c.op == "U", CHANGES.c.ledger.in_(steering)
    )
    if any(LEDGERS[name].steered.intersection(json.loads(before or "{}")) for name, before in reader.rows(changes)):
        raise Refused("这是一步办理，不能直接改回，没有改动。", "请打开该事项，用“撤销上一步”。")


def _refuse_later(reader: Reader, of: Row[Any]) -> None:
    """Refuse if a transaction after this one, neither undone nor an undo, touched one of its rows."""
    last = reader.scalar(select(func.max(CHANGES.c.seq)).where(CHANGES.c.tx_id == of.id)) or 0
    undone = select(TRANSACTIONS.c.undoes).where(TRANSACTIONS.c.undoes.is_not(None))
    mine = select(CHANGES.c.row_id).where(CHANGES.c.tx_id == of.id)
    later = reader.rows(
        select(TRANSACTIONS.c.reason, TRANSACTIONS.c.at, CHANGES.c.ledger, CHANGES.c.row_id)
        .join(CHANGES, CHANGES.c.tx_id == TRANSACTIONS.c.id)
        .where(CHANGES.c.seq > last, CHANGES.c.row_id.in_(mine), TRANSACTIONS.c.kind != UNDO)
        .where(TRANSACTIONS.c.id.not_in(undone))
        .order_by(CHANGES.c.seq)
        .limit(1)
    )
    if later:
        when = later[0].at.astimezone().strftime("%Y-%m-%d %H:%M")
        ledger = LEDGERS[later[0].ledger]
        title = title_of(reader, ledger, later[0].row_id)
        raise Overtaken(
            f"{ledger.label}“{title}”之后又有改动（{when} {later[0].reason}），不能直接撤销，没有改动。",
            "请先撤销那一次，或手工改回。",
            {"ledger": later[0].ledger, "id": str(later[0].row_id), "title": title},
        )


def title_of(reader: Reader, ledger: type[Record], one: UUID) -> str:
    """Return what a record is called, removed or not; what has no name of its own is called by its person's."""
    rows = reader.rows(select(ledger).where(ledger.id == one))
    if not rows:
        return ledger.label
    values = {column.key: getattr(rows[0][0], column.key) for column in ledger.__table__.columns}
    title = ledger.title(values)
    if title == ledger.label and values.get("person_id") is not None:
        return title_of(reader, LEDGERS["people"], values["person_id"])
    return title


def _take_back(writer: Writer, ledger: type[Record], op: str, changes: Sequence[Row[Any]]) -> None:
    if any(change.salt is None for change in changes):
        raise Refused("这次改动的内容已按规定清除，不能撤销，没有改动。", "请手工录入。")
    if op == "I":
        writer.remove_many(ledger, [change.row_id for change in changes])
        return
    for change in changes:
        writer.restore_values(ledger, change.row_id, values_of(ledger, json.loads(change.before)))


def values_of(ledger: type[Record], told: Mapping[str, Any]) -> dict[str, Any]:
    """Return column values from what the audit kept of them."""
    columns = ledger.__table__.columns
    return {key: _value(columns[key].type, one) for key, one in told.items() if key in columns and key != "revision"}


def _value(kind: Any, told: Any) -> Any:
    if told is None:
        return None
    if isinstance(kind, Uuid):
        return UUID(told)
    if isinstance(kind, SqlEnum) and issubclass(kind.enum_class or object, Choice):
        return kind.enum_class.of(told)  # type: ignore[union-attr]
    if isinstance(kind, UtcMoment):
        return datetime.fromisoformat(told)
    if kind.python_type is date:
        return date.fromisoformat(told)
    if kind.python_type is Decimal:
        return Decimal(told)
    return told
