"""Store: one office's data, opened with a password. Reading and writing go through here and nowhere else."""

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, select

from db.clock import Clock
from db.ledgers.accounts import Account, AccountRole
from db.ledgers.areas import Area, AreaLevel
from db.ledgers.care import CycleRule, VisitRule
from db.ledgers.codes import WORDED, CodeItem
from db.ledgers.office import Office
from db.store import anchor, attached, backup, drafts, gate, ground, health, migrate, purge, undo, vault
from db.store.audit import NOTE, PURGE, WRITE, Header
from db.store.beginning import CYCLE_RULES, RULES, VISIT_RULES, code_rows
from db.store.engine import learn_sizes, make_engine, reading, settle_log, translated
from db.store.files import move_in, require_empty, scratch_near, telling
from db.store.ids import new_id
from db.store.policy import Viewer, restrict
from db.store.query import area_and_below
from db.store.reader import Reader
from db.store.vault import Cost, Vault
from db.store.writer import Changes, Writer
from db.trouble import OfficeError, StoreTrouble

DATABASE = "office.db"
LOGIN = "office"
MANY = 500
"""Changes after which the planner looks at the sizes of the tables again."""


@dataclass(frozen=True)
class Founding:
    """What a new office is called, the 12-digit code of its community, and who keeps it (empty: the office itself)."""

    name: str
    area_code: str
    clerk: str = ""


@dataclass
class Store:
    """An open office. `changed` says whether anything was written since the last backup."""

    folder: Path
    key: bytes
    clock: Clock
    keys: Vault
    login: str = LOGIN
    changed: bool = False
    read_only: bool = False
    """Where nothing can be written an office is opened to be read and printed (TRUST F5)."""
    last: Changes | None = None
    strangers: list[str] = field(default_factory=list)
    """Heads of the anchor that the chain does not know: it was cut or swapped before it was opened."""
    second: Path | None = None
    """A second place for backups: the newest one is copied there on closing."""
    engine: Engine = field(init=False)
    viewer: Viewer = field(init=False)

    def __post_init__(self) -> None:
        """Make the engine and learn who is here."""
        log = self.folder / f"{DATABASE}-wal"
        mode = "rw" if not self.read_only else "ro" if log.exists() else "immutable"
        self.engine = make_engine(self.folder / DATABASE, self.key, mode=mode)

    # -- opening and closing ------------------------------------------------------------------------------------

    @classmethod
    def create(
        cls, folder: Path, password: str, founding: Founding, clock: Clock, cost: Cost | None = None
    ) -> tuple["Store", str]:
        """Found an office in an absent or empty folder; return it open, with its recovery code."""
        require_empty(folder, "没有新建")
        made, key, code = Vault.found(LOGIN, password, cost)
        with telling("办公室没有建成"), translated(), scratch_near(folder) as inside:
            _lay_tables(inside, key)
            vault.save(inside, made)
            new = cls(inside, key, clock, made)
            try:
                new.viewer = Viewer(founding.clerk or founding.name)
                new._settle_in(founding)
            finally:
                new.engine.dispose()
            move_in(inside, folder)
        store = cls(folder, key, clock, made, changed=True)
        store._greet()
        return store, code

    @classmethod
    def open(cls, folder: Path, password: str, clock: Clock, login: str = LOGIN) -> "Store":
        """Open an office. Nothing is ever created here; each obstacle has its own message."""
        path = folder / DATABASE
        if not folder.is_dir():
            raise StoreTrouble(f"找不到数据文件夹“{folder}”。", "请检查位置；若已损失，请从备份恢复。")
        if not path.is_file():
            raise StoreTrouble(f"“{folder}”里没有数据文件 {DATABASE}，没有新建。", "请检查位置，或从备份恢复。")
        if path.stat().st_size == 0:
            raise StoreTrouble("数据文件是空的（0 字节），没有改动它。", "请从最近的备份恢复。")
        ground.require_fit(folder)
        known = vault.load(folder)
        key, read_only = gate.key_of(folder, known, (password, login), clock.now()), not ground.is_writable(folder)
        store = cls(folder, key, clock, known, login, read_only=read_only)
        try:
            with translated():
                risen = store._bring_up()
                store._greet()
                if risen:  # the index is a function of the tables, and perhaps another one than before
                    store.reindex()
        except BaseException:
            store.engine.dispose()
            raise
        return store

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, password: str, clock: Clock) -> Iterator["Store"]:
        """Open an office for a while and close it behind."""
        store = cls.open(folder, password, clock)
        try:
            yield store
        finally:
            store.close()

    def _bring_up(self) -> bool:
        """Say whether the office was of an earlier version and is brought up to this one."""
        if migrate.is_current(self.engine):
            return False
        self._require_writable()
        backup.make(self, self.folder / backup.FOLDER, "升级前")
        own = make_engine(self.folder / DATABASE, self.key, foreign_keys=False)
        try:
            migrate.upgrade(own)
        finally:
            own.dispose()
        return True

    def _require_writable(self) -> None:
        if self.read_only:
            raise StoreTrouble("现在是只读打开：这里的文件写不了。", "可以查看和导出；要录入，请搬到本机硬盘再打开。")

    def _greet(self) -> None:
        self.viewer = Viewer("")
        with self.engine.connect().execution_options(reading=True) as connection:
            self.strangers = anchor.strangers(connection, self.folder)
        with self.read() as reader:
            rows = reader.rows(select(Account.id, Account.name).where(Account.login == self.login, Account.active))
            if not rows:
                raise StoreTrouble("这个账户已停用。", "请联系系统管理员。")
        self.viewer = Viewer(rows[0][1], rows[0][0])
        with suppress(StoreTrouble):  # words on a damaged page keep nobody from the rest
            self._reword()

    def _reword(self) -> None:
        """Let the choices of this process speak with the words of this office."""
        with self.read() as reader:
            wanted = CodeItem.set.in_(WORDED), CodeItem.removed_at.is_(None)
            rows = reader.rows(select(CodeItem.set, CodeItem.code, CodeItem.name, CodeItem.aliases).where(*wanted))
        for name, choice in WORDED.items():
            own = [(code, label, aliases or "") for of, code, label, aliases in rows if of == name]
            choice.reword({code: (label, tuple(filter(None, told.split("、")))) for code, label, told in own})

    def _settle_in(self, founding: Founding) -> None:
        """Write what every office begins with: its community, account, codes and rules."""
        with self.write("新建办公室") as writer:
            community = {"level": AreaLevel.COMMUNITY, "code": founding.area_code, "name": founding.name}
            area = writer.add(Area, community)
            writer.add(Office, {"name": founding.name, "area_id": area})
            writer.add(Account, {"login": LOGIN, "name": founding.clerk or founding.name, "role": AccountRole.LEADER})
            writer.add_many(CodeItem, code_rows())
            writer.add_many(VisitRule, VISIT_RULES)
            writer.add_many(CycleRule, CYCLE_RULES)
            for ledger, rows in RULES.items():
                writer.add_many(ledger, rows)

    def close(self) -> None:
        """Close the office; a verified backup is made if anything changed."""
        with backup.ONE_AT_A_TIME:  # who swaps the file behind a backup of his own finds it closed
            try:
                if self.changed:
                    self.back_up("关闭时")
                if self.second is not None:
                    self.copy_out(self.second)
            finally:
                self.engine.dispose()

    # -- reading and writing ------------------------------------------------------------------------------------

    @contextmanager
    def read(self, viewer: Viewer | None = None, stop: Callable[[], bool] | None = None) -> Iterator[Reader]:
        """Read in one transaction that sees one state, with a scope by the restricted connection; `stop` cancels."""
        who = viewer or self.viewer
        engine = self.engine if who.scope is None else self._restricted(who, who.scope)
        try:
            with reading(engine, stop) as connection:
                yield Reader(connection, who, self.clock)
        finally:
            if engine is not self.engine:
                engine.dispose()

    def _restricted(self, viewer: Viewer, scope: frozenset[UUID]) -> Engine:
        with self.read(Viewer("")) as reader:
            areas = frozenset().union(*(area_and_below(reader, one) for one in scope))
        return make_engine(self.folder / DATABASE, self.key, bind=lambda made: restrict(made, viewer, areas))

    @contextmanager
    def write(
        self, reason: str, *, kind: str = WRITE, batch: UUID | None = None, undoes: UUID | None = None
    ) -> Iterator[Writer]:
        """Write in one audited transaction; an exception rolls all of it back."""
        self._require_writable()
        header = Header(new_id(), self.clock.now(), self.viewer.name, reason[:200], kind, undoes, batch)
        with translated(), self.engine.connect() as connection:
            with connection.begin():
                writer = Writer(connection, self.viewer, self.clock, header)
                yield writer
                head = writer.close()
            self.last = writer.changes
        if CodeItem.__tablename__ in self.last.ledgers:
            self._reword()
        if head != writer.trail.prev:
            self.changed = True
            self._drop_anchor(head, header)
        if writer.trail.count > MANY:
            learn_sizes(self.engine)

    def _drop_anchor(self, head: str, header: Header) -> None:
        """Put the new head beside the database. What was saved is saved, even if this file can't be written."""
        with suppress(OSError, OfficeError):
            anchor.drop(self.folder, head, header.at, self.strangers)

    @contextmanager
    def rehearse(self, reason: str) -> Iterator[Writer]:
        """Write as `write` does and roll all of it back: a dry run."""
        self._require_writable()
        header = Header(new_id(), self.clock.now(), self.viewer.name, reason)
        with translated(), self.engine.connect() as connection:
            connection.begin()
            try:
                yield Writer(connection, self.viewer, self.clock, header)
            finally:
                connection.rollback()

    # -- the office as a whole ------------------------------------------------------------------------------------

    def undo_last(self) -> undo.Undone | None:
        """Take back the last transaction of this account that is not yet undone."""
        return undo.undo_last(self)

    def undo_import(self, batch: UUID) -> undo.Undone | None:
        """Take back a whole import."""
        return undo.undo_batch(self, batch)

    def note(self, what: str) -> None:
        """Write into the audit what left the office (a print, an export); nothing else changes."""
        with self.write(what[:200], kind=NOTE):
            pass

    def keep_draft(self, draft: drafts.Draft) -> None:
        """Keep what stands in an open form, so that a crash loses at most the last two seconds of it."""
        with translated(), self.engine.connect() as connection, connection.begin():
            drafts.keep(connection, self.viewer.name, draft)

    def drop_draft(self, book: str) -> None:
        """Forget the draft of a book."""
        with translated(), self.engine.connect() as connection, connection.begin():
            drafts.drop(connection, self.viewer.name, book)

    def drafts_left(self) -> list[drafts.Draft]:
        """Return what this account left unsaved when the program ended, set aside (`drafts.book_of` names the book)."""
        with translated(), self.engine.connect() as connection, connection.begin():
            return drafts.left(connection, self.viewer.name)

    def drafts_waiting(self) -> list[tuple[str, datetime]]:
        """Return the books in which this account left something unsaved, and since when."""
        with translated(), self.engine.connect().execution_options(reading=True) as connection:
            return drafts.waiting(connection, self.viewer.name)

    def backed_up(self) -> bool:
        """Say whether the newest backup holds everything."""
        return backup.is_fresh(self)

    def back_up(self, occasion: str) -> Path | None:
        """Make a verified backup among the office's own, unless the newest one holds all of it already."""
        with backup.ONE_AT_A_TIME:
            return None if backup.is_fresh(self) else backup.make(self, self.folder / backup.FOLDER, occasion)

    def copy_out(self, folder: Path) -> Path | None:
        """Copy the newest backup to a second place, unless it is there; None where that place can't be reached."""
        newest = next(iter(backup.listed(self.folder)), None)
        if newest is None or (folder / newest.name).is_file():
            return newest
        with suppress(OfficeError):
            return backup.copy_to(newest, folder, self.key)
        return None

    def reopened(self) -> "Store":
        """Return the same office open anew: its file was swapped."""
        fresh = Store(self.folder, self.key, self.clock, self.keys, self.login, changed=True, second=self.second)
        with translated():
            fresh._bring_up()
            fresh._greet()
        return fresh

    def backup_to(self, path: Path) -> int:
        """Write a verified backup into one file; return its size in bytes."""
        return backup.write(self, path)

    def purge(self, person: UUID, reason: str) -> purge.Purged:
        """Erase a person for good, behind a backup that thins out within its terms; digests stay in the audit."""
        self.back_up("清除前")
        with self.write(reason, kind=PURGE) as writer:
            purged = writer.purge(person)
        settle_log(self.engine)
        attached.discard(self.folder, purged.files)
        return purged

    def derived(self, purpose: str) -> bytes:
        """Return a key for one purpose: it tells nothing of the data key or of any other purpose's key."""
        return hmac.digest(self.key, purpose.encode(), "sha256")

    def change_password(self, password: str, cost: Cost | None = None) -> None:
        """Give this account a new password. The database and older backups stay as they are."""
        self.keys = self.keys.with_password(self.login, password, self.key, cost)
        vault.save(self.folder, self.keys)
        self.changed = True

    def is_password(self, secret: str) -> bool:
        """Say whether this is the password (or the recovery code) that opens the office."""
        try:
            return self.keys.open(secret, self.login) == self.key
        except StoreTrouble:
            return False

    def renew_recovery(self, cost: Cost | None = None) -> str:
        """Make a new recovery code and return it; it counts as unchecked until two groups were typed back."""
        self.keys, code = self.keys.with_recovery(self.key, cost)
        vault.save(self.folder, self.keys)
        self.changed = True
        self.tell_recovery(checked=False)
        return code

    def tell_recovery(self, *, checked: bool) -> None:
        """Note whether the recovery code was typed back."""
        with self.write("恢复码已核对" if checked else "换了恢复码") as writer:
            writer.change(Office, writer.reader.scalar(select(Office.id)), {"recovery_checked": checked})

    def reindex(self) -> None:
        """Build the token index anew."""
        with self.write("重建检索") as writer:
            writer.reindex()

    def check(self) -> health.Report:
        """Check file, references, audit chain and gaps."""
        return health.check(self)


def _lay_tables(folder: Path, key: bytes) -> None:
    engine = make_engine(folder / DATABASE, key, foreign_keys=False, mode="rwc")
    try:
        migrate.upgrade(engine)
    finally:
        engine.dispose()
