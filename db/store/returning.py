"""Going back to a backup in place: what would change is told first, a backup of now is kept, then the file is swapped.

The keys stay as they are: the data key of an office never changes, so today's password goes on to open it. A backup of
another office (another key) is refused here; it is opened in a folder of its own.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Connection, Engine, select

from db.ledgers import LEDGERS
from db.ledgers.record import Record
from db.store import anchor, backup, migrate, vault
from db.store.audit import LEFT, head
from db.store.engine import make_engine, settle_log, translated
from db.store.files import put_in_place, telling, write_beside
from db.trouble import Refused

if TYPE_CHECKING:
    from db.store.store import Store

BESIDE = ("-wal", "-shm")
"""What the database keeps beside its file; a stale one would spoil the file that takes its place."""


@dataclass(frozen=True)
class Difference:
    """What going back would do to one ledger: rows that come back, take former values, or go."""

    label: str
    added: int
    changed: int
    removed: int


def look(store: "Store", file: Path, inside: Path) -> list[Difference]:
    """Unpack and check a backup in an empty folder, bring it to this version, and compare; nothing of now changes."""
    with telling("没有恢复"):
        backup.unpack(file, inside)
    if vault.load(inside).id != store.keys.id:
        raise Refused(
            "这份备份是另一个办公室的，不能盖在现在的数据上，没有恢复。",
            "请在开门页选“打开/接收已有数据”，把它打开在自己的文件夹里。",
        )
    backup.compare(inside, store.key)
    engine = make_engine(inside / backup.DATABASE, store.key, foreign_keys=False)
    try:
        with translated():
            if not migrate.is_current(engine):
                migrate.upgrade(engine)
            found = _differences(store, engine)
        settle_log(engine)
    finally:
        engine.dispose()
    return found


def _differences(store: "Store", engine: Engine) -> list[Difference]:
    found = []
    with (
        store.engine.connect().execution_options(reading=True) as now,
        engine.connect().execution_options(reading=True) as then,
    ):
        for ledger in LEDGERS.values():
            here, there = _revisions(now, ledger), _revisions(then, ledger)
            both = here.keys() & there.keys()
            changed = sum(here[one] != there[one] for one in both)
            told = Difference(ledger.label, len(there) - len(both), changed, len(here) - len(both))
            if told.added or told.changed or told.removed:
                found.append(told)
    return found


def _revisions(connection: Connection, ledger: type[Record]) -> dict[UUID, tuple[int, object]]:
    rows = connection.execute(select(ledger.id, ledger.revision, ledger.changed_at).where(ledger.removed_at.is_(None)))
    return {one: (revision, at) for one, revision, at in rows}


def go_back(store: "Store", file: Path, inside: Path) -> "Store":
    """Put what `look` prepared in the place of now, behind a backup of now; return the office open again."""
    store.back_up("恢复前")
    settle_log(store.engine)
    store.engine.dispose()
    with telling("恢复没有做成"):
        for name in BESIDE:
            (store.folder / f"{backup.DATABASE}{name}").unlink(missing_ok=True)
        put_in_place(inside / backup.DATABASE, store.folder / backup.DATABASE)
    with store.engine.connect().execution_options(reading=True) as connection:
        back_to = head(connection)
        left = [said["head"] for path in backup.listed(store.folder) if (said := backup.told(path, store.key))]
        left = [one for one in left if not anchor.knows(connection, one)]
    write_beside(store.folder / anchor.FILE, f"{back_to} restored\n".encode())
    store.engine.dispose()
    again = store.reopened()
    again.note(f"恢复到备份 {file.name}")
    for one in left:
        again.note(LEFT + one)
    return again
