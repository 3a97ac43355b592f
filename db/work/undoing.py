"""Undoing what was done last, whatever it was: a step of a matter by 撤销, all else by writing the former values."""

from uuid import UUID

from sqlalchemy import Row, select

from db.ledgers.parties import MatterStep
from db.store.audit import CHANGES, TRANSACTIONS, UNDO, WRITE
from db.store.store import Store
from db.store.undo import Undone
from db.work.stepping import take_back


def undo_last(store: Store) -> Undone | None:
    """Take back the last transaction of this account that is not itself an undo and not yet undone."""
    last = _last(store)
    matter = None if last is None else _stepped(store, last.id)
    if last is None or matter is None:
        return store.undo_last()
    with store.write(f"撤销：{last.reason}", kind=UNDO, undoes=last.id) as writer:
        take_back(writer, matter, "撤销上一步")
    return Undone(last.reason, last.at, 1, last.id)


def _last(store: Store) -> Row[tuple[UUID, str]] | None:
    undone = select(TRANSACTIONS.c.undoes).where(TRANSACTIONS.c.undoes.is_not(None))
    with store.read() as reader:
        rows = reader.rows(
            select(TRANSACTIONS.c.id, TRANSACTIONS.c.reason, TRANSACTIONS.c.at)
            .where(TRANSACTIONS.c.actor == store.viewer.name, TRANSACTIONS.c.kind == WRITE)
            .where(TRANSACTIONS.c.id.not_in(undone))
            .order_by(TRANSACTIONS.c.seq.desc())
            .limit(1)
        )
    return rows[0] if rows else None


def _stepped(store: Store, transaction: UUID) -> UUID | None:
    """Return the matter that a transaction took one step with, no 撤销; None where it did anything else."""
    with store.read() as reader:
        steps = reader.rows(
            select(MatterStep.matter_id, MatterStep.former, MatterStep.undoes)
            .join(CHANGES, CHANGES.c.row_id == MatterStep.id)
            .where(CHANGES.c.tx_id == transaction, CHANGES.c.ledger == MatterStep.__tablename__)
        )
    [one] = steps if len(steps) == 1 else [None]
    return one.matter_id if one is not None and one.former is not None and one.undoes is None else None
