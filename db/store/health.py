"""Health: is the file whole, do references lead somewhere, does the audit chain hold, what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, or_, select

from db.ledgers.office import Office
from db.ledgers.people import Person
from db.ledgers.record import fields_of
from db.store import anchor, attached, backup, search
from db.store.audit import LEFT, NOTE, TRANSACTIONS
from db.store.engine import bring_home, broken_references, damage_of
from db.store.verify import verify

if TYPE_CHECKING:
    from db.store.store import Store


@dataclass(frozen=True)
class Finding:
    """One light: what was looked at and found; bad means damaged."""

    what: str
    remedy: str = ""
    bad: bool = False
    count: int = 0


@dataclass(frozen=True)
class Report:
    """All findings of one check."""

    findings: tuple[Finding, ...]

    @property
    def damaged(self) -> bool:
        """Say whether anything is damaged."""
        return any(one.bad for one in self.findings)

    @property
    def gaps(self) -> int:
        """How many things are missing, not damaged."""
        return sum(one.count for one in self.findings if not one.bad)


def check(store: "Store") -> Report:
    """Check an open office; of a damaged file nothing more is read."""
    if not store.read_only:  # a page torn by a power cut while the log was brought home is whole in the log
        bring_home(store.engine)
    with store.engine.connect().execution_options(reading=True) as connection:
        found, missing = list(_file(connection)), 0
        if not any(one.bad for one in found):
            found += [*_audit(store, connection), *_gaps(connection), *_attachments(store, connection)]
            missing = search.missing(connection)
    return Report((*found, *_search(store, missing), *_backups(store)))


def _attachments(store: "Store", connection: Connection) -> Iterator[Finding]:
    lost = attached.missing(store.folder, attached.referred(connection))
    if lost:
        yield Finding(f"有 {len(lost)} 个附件的文件不见了。", "请从备份旁的 attachments 文件夹找回。", count=len(lost))


def _file(connection: Connection) -> Iterator[Finding]:
    damage = damage_of(connection)
    if damage:
        yield Finding(damage, "请马上用最近的备份恢复。", bad=True)
        return
    yield Finding("数据文件完整。")
    broken = broken_references(connection)
    if broken:
        yield Finding(f"有 {broken} 条记录指向不存在的记录。", "请用最近的备份恢复，或联系技术人员。", bad=True)


def _audit(store: "Store", connection: Connection) -> Iterator[Finding]:
    found = verify(connection, store.folder)
    strange = [path for path in backup.listed(store.folder) if not _fits(connection, store, path)]
    if not found.broken and strange:
        found.broken = f"备份“{strange[0].name}”里的锚点不在日志里，日志可能被截短或换过。"
    if found.broken:
        yield Finding(found.broken, "历史被改动过，请保留现场，联系上级。", bad=True)
    else:
        yield Finding(f"操作日志完整：{found.transactions} 次操作，{found.purged} 处已清除。")
    if not anchor.heads(store.folder):
        yield Finding("数据文件夹里的日志锚点不见了。", "保存一次就会重新写下；若不是自己删的，请留意。")


def _fits(connection: Connection, store: "Store", path: Path) -> bool:
    """Say whether the chain goes through a backup's head; an unreadable backup is told apart."""
    said = backup.told(path, store.key)
    known = str(said.get("head")) if said else ""
    return said is None or anchor.knows(connection, known) or _was_left(connection, known)


def _was_left(connection: Connection, head: str) -> bool:
    """Say whether the office went back to an earlier backup and noted that it left this head."""
    noted = select(TRANSACTIONS.c.seq).where(TRANSACTIONS.c.kind == NOTE, TRANSACTIONS.c.reason == LEFT + head)
    return connection.execute(noted).first() is not None


def _search(store: "Store", missing: int) -> Iterator[Finding]:
    """Build the index anew where records are not in it: nothing is lost by that, and without it they are not found."""
    if missing and store.read_only:
        yield Finding(f"有 {missing} 条记录搜不到。", "请以可写的方式打开后再检查一次。", count=missing)
    elif missing:
        store.reindex()
        yield Finding(f"有 {missing} 条记录搜不到，已重建检索，现在都能搜到。")


def _backups(store: "Store") -> Iterator[Finding]:
    known = backup.listed(store.folder)
    spoilt = [path.name for path in known if backup.told(path, store.key) is None]
    if spoilt:
        yield Finding(f"备份“{spoilt[0]}”读不出，共 {len(spoilt)} 份。", "请检查磁盘，并马上再备份一次。")
    if not known:
        yield Finding("还没有备份。", "关闭时会自动备份，也可以马上备份一次。")


def _gaps(connection: Connection) -> Iterator[Finding]:
    known = fields_of(Person)
    wanted = [key for key, one in known.items() if one.field.wanted]
    for key in wanted:
        column = getattr(Person, key)
        missing = connection.execute(
            select(func.count()).where(Person.removed_at.is_(None), or_(column.is_(None)))
        ).scalar_one()
        if missing:
            yield Finding(f"{missing} 人缺{known[key].label}。", "可在台账里按“资料不全”筛选补录。", count=missing)
    unchecked = connection.execute(select(func.count()).where(Office.recovery_checked.is_(False))).scalar_one()
    if unchecked:
        yield Finding("恢复码未核对。", "请在设置里输入恢复码的两组核对一次。")
