"""The anchor: the head of the audit chain in a file beside the database, so that a cut or swapped file shows.

One line per head: hash, moment. A head that the chain no longer knows stays in the file: later writes never hide it.
A chain that goes on beyond its anchor is sound (a crash between the commit and this file leaves it so).
"""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from db.store.audit import FIRST, TRANSACTIONS
from db.store.files import write_beside

FILE = "audit-head.txt"


def heads(folder: Path) -> list[str]:
    """Return the lines of the anchor; none if the file is missing."""
    path = folder / FILE
    return path.read_text("utf-8", errors="replace").splitlines() if path.is_file() else []


def knows(connection: Connection, head: str) -> bool:
    """Say whether the chain goes through a head."""
    if head == FIRST:
        return True
    return connection.execute(select(TRANSACTIONS.c.seq).where(TRANSACTIONS.c.hash == head)).first() is not None


def strangers(connection: Connection, folder: Path) -> list[str]:
    """Return the lines whose head the chain does not know: it was cut, or the whole file was swapped."""
    return [line for line in heads(folder) if not knows(connection, (line.split() or [""])[0])]


def drop(folder: Path, head: str, at: datetime, kept: list[str]) -> None:
    """Write the newest head, and the strangers that must stay seen."""
    write_beside(folder / FILE, "".join(f"{line}\n" for line in (*kept, f"{head} {at.isoformat()}")).encode())
