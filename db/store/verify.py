"""Verify the audit: every digest that still has its text, every link, and the head in the file beside the database."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from db.store.audit import CHANGES, FIRST, TRANSACTIONS, Header, digest_of, part_of

PURGE = "purge"


@dataclass
class Verdict:
    """What was found. broken: an empty text, or one sentence that names the place."""

    transactions: int = 0
    changes: int = 0
    purged: int = 0
    broken: str = ""


def verify(connection: Connection, anchor: Path | None = None) -> Verdict:
    """Recompute the chain from the first transaction on; stop at the first break."""
    verdict, prev = Verdict(), FIRST
    excused = _excused(connection)
    for tx in connection.execute(select(TRANSACTIONS).order_by(TRANSACTIONS.c.seq)).all():
        verdict.broken = _transaction(connection, tx, prev, excused, verdict)
        if verdict.broken:
            return verdict
        prev = tx.hash
        verdict.transactions += 1
    strays = select(CHANGES.c.seq).where(CHANGES.c.tx_id.not_in(select(TRANSACTIONS.c.id))).limit(1)
    if connection.execute(strays).first():
        verdict.broken = "有改动记录不属于任何一次操作。"
    elif anchor is not None and anchor.is_file() and not _known(connection, anchor):
        verdict.broken = "日志末尾与文件夹里的锚点不符，可能被截短或整个换成了旧文件。"
    return verdict


def _known(connection: Connection, anchor: Path) -> bool:
    written = anchor.read_text("utf-8").split()[:1]
    last = connection.execute(select(TRANSACTIONS.c.hash).order_by(TRANSACTIONS.c.seq.desc()).limit(1)).scalar()
    return bool(written) and written[0] == last


def _excused(connection: Connection) -> set[int]:
    """Return the change rows that a purge transaction names: their texts may be gone."""
    rows = connection.execute(
        select(CHANGES.c.after)
        .join(TRANSACTIONS, TRANSACTIONS.c.id == CHANGES.c.tx_id)
        .where(TRANSACTIONS.c.kind == PURGE, CHANGES.c.after.is_not(None))
    )
    return {seq for (after,) in rows for seq in json.loads(after).get("purged", ())}


def _transaction(connection: Connection, tx: Any, prev: str, excused: set[int], verdict: Verdict) -> str:
    place = f"第 {tx.seq} 次操作（{tx.at.astimezone():%Y-%m-%d %H:%M}）"
    if tx.prev != prev:
        return f"{place}之前的操作记录被改动或删除过。"
    header = Header(tx.id, tx.at, tx.actor, tx.reason, tx.kind, tx.undoes, tx.batch)
    link = hashlib.sha256(prev.encode() + header.text())
    count = 0
    for change in connection.execute(select(CHANGES).where(CHANGES.c.tx_id == tx.id).order_by(CHANGES.c.seq)):
        if change.salt is None:
            if change.seq not in excused:
                return f"{place}有一处改动的内容被抹去，却没有清除记录。"
            verdict.purged += 1
        elif digest_of(change.salt, change.before, change.after) != change.digest:
            return f"{place}有一处改动的内容被改过。"
        link.update(part_of(change.ledger, change.row_id, change.op, change.digest))
        count += 1
    verdict.changes += count
    if count != tx.changes or link.hexdigest() != tx.hash:
        return f"{place}的记录被改动、增加或删除过。"
    return ""
