"""Opens the encrypted file: SQLCipher through SQLAlchemy's plain SQLite dialect; the driver's errors into ours."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Dialect,
    Engine,
    ExceptionContext,
    Select,
    create_engine,
    event,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from db.trouble import Cancelled, OfficeError, StoreTrouble

BUSY_SECONDS = 5
STEPS = 200_000
"""Steps of the database's machine between two looks whether what it reads is still wanted."""
CACHE = "cache_size=-64000"
READ_ONLY = {"ro": "mode=ro", "immutable": "mode=ro&immutable=1"}
PRAGMAS = ("journal_mode=wal", "synchronous=full", CACHE)


def make_engine(
    path: Path,
    key: bytes,
    *,
    foreign_keys: bool = True,
    mode: str = "rw",
    bind: Callable[[Any], None] = lambda _: None,
) -> Engine:
    """Return an engine over the file. key: 32 raw bytes. mode: `rw`, `rwc` (the only one that creates) or `ro`.

    `immutable` is `ro` for a place where nothing can be written, not even the index of a log.
    bind: what is done to each new connection of the driver before its first use.
    """

    def connect() -> Any:
        connection = dbapi2.connect(
            f"{path.absolute().as_uri()}?{READ_ONLY.get(mode, f'mode={mode}')}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_SECONDS,
        )
        try:
            _prepare(connection, key, foreign_keys=foreign_keys, writable=mode not in READ_ONLY)
            bind(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine(URL.create("sqlite", database=str(path)), module=dbapi2, creator=connect)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading") or mode in READ_ONLY
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    @event.listens_for(engine, "handle_error")
    def give_up_damaged(context: ExceptionContext) -> None:
        if "malformed" in str(context.original_exception):  # the connection is unusable from now on (STORAGE §3)
            context.is_disconnect = True

    return engine


def _prepare(connection: Any, key: bytes, *, foreign_keys: bool, writable: bool) -> None:
    connection.execute("pragma cipher_log_level=NONE")
    connection.execute(f"pragma key=\"x'{key.hex()}'\"")
    connection.execute("select count(*) from sqlite_master").fetchone()  # a wrong key shows here
    own = (*PRAGMAS, f"foreign_keys={'on' if foreign_keys else 'off'}")
    for pragma in own if writable else ("query_only=1", CACHE):
        connection.execute(f"pragma {pragma}").fetchall()


def trouble_of(error: Exception) -> OfficeError | None:
    """Return what a database error means for the clerk; None for a bug of ours."""
    text = str(error).lower()
    for word, what, remedy in TROUBLES:
        if word in text:
            return StoreTrouble(what, remedy)
    return None


TROUBLES = (
    ("disk is full", "磁盘已满，这次没有保存，已有数据没有受影响。", "请清理磁盘后再保存一次。"),
    ("disk i/o error", "磁盘读写出错，这次没有保存，已有数据没有受影响。", "请检查磁盘后重试，再不行请从备份恢复。"),
    ("malformed", "数据文件有损坏，已停止读写。", "请不要再录入，马上到“备份与恢复”用最近的备份恢复。"),
    ("not a database", "数据文件打不开：文件已损坏，或口令与它不符。", "请用最近的备份恢复。"),
    (
        "database is locked",
        "另一个程序正在使用数据，这次没有保存。",
        "请稍等片刻再试；若有另一个网格台账窗口，请先关闭它。",
    ),
    ("readonly database", "数据文件是只读的，不能保存。", "请检查文件和文件夹的只读属性。"),
    ("unable to open", "数据文件打不开。", "请检查文件夹是否还在，U 盘是否已拔出。"),
)


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors into the office's."""
    try:
        yield
    except (DBAPIError, dbapi2.Error) as error:
        if "interrupted" in str(error):
            raise Cancelled from error
        trouble = trouble_of(error)
        if trouble is None:
            raise
        raise trouble from error


@contextmanager
def reading(engine: Engine, stop: Callable[[], bool] | None) -> Iterator[Connection]:
    """Open a transaction that only reads. stop: is asked fifty times a second; where it says yes, all breaks off."""
    with translated(), engine.connect().execution_options(reading=True) as connection, connection.begin():
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(stop, STEPS)
        try:
            yield connection
        finally:
            with suppress(dbapi2.ProgrammingError):  # damage found in between has closed it
                driver.set_progress_handler(None, STEPS)


def insert_many(connection: Connection, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same keys; half the time of SQLAlchemy's own way, whose values it takes over."""
    if not rows:
        return
    keys = tuple(rows[0])
    statement, makers = _insertion(table, keys, connection.dialect)
    values = [tuple([make(row[key]) if make is not None else row[key] for key, make in makers]) for row in rows]
    connection.exec_driver_sql(statement, values)


@lru_cache(maxsize=256)
def _insertion(table: Any, keys: tuple[str, ...], dialect: Dialect) -> tuple[str, Sequence[tuple[str, Any]]]:
    """Return the statement, and for each key what turns a value into the driver's (None: as it is)."""
    compiled: Any = dialect.statement_compiler(dialect, insert(table), column_keys=list(keys))
    types = {key: table.c[key].type.dialect_impl(dialect) for key in keys}
    return str(compiled), [(key, types[key].bind_processor(dialect)) for key in compiled.positiontup]


def in_one_block(ids: Select[Any]) -> Select[Any]:
    """Return a statement whose one value is the ids of another, in its order, 16 bytes each.

    The database makes it in one step, without Python: row by row 200,000 take five times as long, and as often as there
    are rows the thread that reads waits for a busy window. A limit (−1: none) keeps the order of what is put together.
    """
    rows = ids.limit(-1).subquery()
    return select(func.unhex(func.group_concat(rows.c.id, "")))


def damage_of(connection: Connection) -> str:
    """Return what is damaged in the file: its pages, its structure, or nothing (an empty text)."""
    if connection.exec_driver_sql("pragma cipher_integrity_check").fetchall():
        return "数据文件的页校验没有通过。"
    if connection.exec_driver_sql("pragma integrity_check").scalar() != "ok":
        return "数据文件的结构检查没有通过。"
    return ""


def broken_references(connection: Connection) -> int:
    """Count the rows whose reference leads nowhere."""
    return len(connection.exec_driver_sql("pragma foreign_key_check").fetchall())


def foreign_keys_on(connection: Connection) -> bool:
    """Say whether the connection enforces references."""
    return bool(connection.exec_driver_sql("pragma foreign_keys").scalar())


def row_counts(connection: Connection) -> dict[str, int]:
    """Return how many rows every table holds, without the token index and Alembic's own."""
    names = [
        name for name in inspect(connection).get_table_names() if not name.startswith(("fts_", "alembic_", "_alembic"))
    ]
    count = "select count(*) from"
    return {name: connection.exec_driver_sql(f'{count} "{name}"').scalar_one() for name in names}


def copy_into(source: Connection, copy: Path, key: bytes) -> None:
    """Copy what a connection sees into a new file with the same key, by the database's own backup.

    A reading transaction open on the source fixes what is copied: writers meanwhile do not change it.
    """
    target = make_engine(copy, key, mode="rwc")
    into = target.raw_connection()
    try:
        live: Any = source.connection.driver_connection
        made: Any = into.driver_connection
        live.backup(made)
        made.execute("pragma journal_mode=delete").fetchall()
    finally:
        into.close()
        target.dispose()


def settle_log(engine: Engine) -> None:
    """Bring the write-ahead log into the file and empty it, so that erased pages are nowhere any more."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("pragma wal_checkpoint(truncate)").fetchall()


def bring_home(engine: Engine) -> None:
    """Copy what the write-ahead log holds into the file as far as nobody reads it; what is damaged, a check says."""
    with engine.connect() as connection, suppress(dbapi2.Error):
        driver: Any = connection.connection.driver_connection
        driver.execute("pragma wal_checkpoint(passive)").fetchall()


def learn_sizes(engine: Engine) -> None:
    """Let the planner learn how large tables and indexes are; without it a search reads everybody (50 × slower)."""
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("pragma analysis_limit=400")
        connection.exec_driver_sql("pragma optimize=0x10002")
