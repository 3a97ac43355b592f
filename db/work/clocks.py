"""The computer's clock against the office's own record: writes are ordered by number, so a clock set back shows."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db.store.audit import TRANSACTIONS
from db.store.store import Store

SLACK = timedelta(minutes=10)
"""Clocks are put right by a few minutes now and then."""


def written_later(store: Store) -> datetime | None:
    """Return when the last write was made if that is still to come by the clock of now (TRUST F9)."""
    with store.read() as reader:
        last = reader.scalar(select(TRANSACTIONS.c.at).order_by(TRANSACTIONS.c.seq.desc()).limit(1))
    return last if last is not None and last > store.clock.now() + SLACK else None
