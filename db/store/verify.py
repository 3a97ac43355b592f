"""Verify the audit: every digest that still has its text, every link, and the head in the file beside the database."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from db.store import anchor
from db.store.audit import CHANGES, FIRST, PURGE, TRANSACTIONS, Header, digest_of, part_of


@dataclass
class Verdict:
    """What was found. broken: an empty text, or one sentence that names the place."""

    transactions: int = 0
    changes: int = 0
    purged: int = 0
    broken: str = ""
    last: int = 0
    """Number of the last change row seen: they rise through the whole log."""


def verify(connection: Connection, folder: Path | None = None) -> Verdict:
    """Recompute the chain from the first transaction on; stop at the first break. folder: where the anchor lies."""
    verdict = Verdict()
    try:
        _chain(connection, verdict)
    except (ValueError, TypeError):  # a moment or an id that is none
        verdict.broken = f"第 {verdict.transactions + 1} 次操作的记录里有读不出的内容。"
    if not verdict.broken and folder is not None and anchor.strangers(connection, folder):
        verdict.broken = "日志末尾与文件夹里的锚点不符，可能被截短或整个换成了旧文件。"
    return verdict


def _chain(connection: Connection, verdict: Verdict) -> None:
    prev, excused = FIRST, _excused(connection)
    for tx in connection.execute(select(TRANSACTIONS).order_by(TRANSACTIONS.c.seq)).all():
        verdict.broken = _transaction(connection, tx, prev, excused, verdict)
        if verdict.broken:
            return
        prev = tx.hash
        verdict.transactions += 1
    strays = select(CHANGES.c.seq).where(CHANGES.c.tx_id.not_in(select(TRANSACTIONS.c.id))).limit(1)
    if connection.execute(strays).first():
        verdict.broken = "有改动记录不属于任何一次操作。"


def _excused(connection: Connection) -> set[str]:
    """Return the digests of the change rows that a purge names: their texts may be gone."""
    rows = connection.execute(
        select(CHANGES.c.after)
        .join(TRANSACTIONS, TRANSACTIONS.c.id == CHANGES.c.tx_id)
        .where(TRANSACTIONS.c.kind == PURGE, CHANGES.c.after.is_not(None))
    )
    return {digest for (after,) in rows for digest in _purged(after)}


def _purged(after: str) -> list[str]:
    try:
        return list(json.loads(after)["purged"])
    except (ValueError, KeyError, TypeError):
        return []  # a spoilt text: its own digest tells of it


def _transaction(connection: Connection, tx: Any, prev: str, excused: set[str], verdict: Verdict) -> str:
    place = f"第 {tx.seq} 次操作（{tx.at.astimezone():%Y-%m-%d %H:%M}）"
    if tx.prev != prev:
        return f"{place}之前的操作记录被改动或删除过。"
    header = Header(tx.id, tx.at, tx.actor, tx.reason, tx.kind, tx.undoes, tx.batch)
    link = hashlib.sha256(prev.encode() + header.text())
    count = 0
    statement = select(CHANGES).where(CHANGES.c.tx_id == tx.id).order_by(CHANGES.c.seq)
    for change in connection.execute(statement, execution_options={"yield_per": 1000}):
        said = _said(change, excused) if change.seq > verdict.last else "的改动记录次序被动过。"
        if said:
            return f"{place}{said}"
        verdict.last = change.seq
        verdict.purged += change.salt is None
        link.update(part_of(change.ledger, change.row_id, change.op, change.digest))
        count += 1
    verdict.changes += count
    if count != tx.changes or link.hexdigest() != tx.hash:
        return f"{place}的记录被改动、增加或删除过。"
    return ""


def _said(change: Any, excused: set[str]) -> str:
    """Return what is wrong with one change row."""
    if change.salt is None:
        gone = change.before is None and change.after is None and change.digest in excused
        return "" if gone else "有一处改动的内容被抹去，却没有清除记录。"
    same = digest_of(change.salt, change.before, change.after) == change.digest
    return "" if same else "有一处改动的内容被改过。"
