"""Brings an office to the program's version: verified copy first, one transaction, counts compared (STORAGE §7)."""

from functools import cache
from io import StringIO
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from db.store import search
from db.store.engine import broken_references, foreign_keys_on, row_counts
from db.trouble import OfficeError, StoreTrouble

FOLDER = Path(__file__).parent.parent / "migrations"


def config(connection: Connection) -> Config:
    """Return Alembic's configuration over an open connection."""
    made = Config(stdout=StringIO())  # stdout belongs to the answers of the command line
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


@cache
def _versions(folder: Path) -> tuple[str, frozenset[str]]:
    """Return the newest version and all that a folder knows; read once, for every opening asks."""
    found = ScriptDirectory(str(folder))
    head = found.get_current_head()
    if head is None:
        message = "no migration"
        raise LookupError(message)
    return head, frozenset(script.revision for script in found.walk_revisions())


def newest() -> str:
    """Return the version this program writes."""
    return _versions(FOLDER)[0]


def version_of(connection: Connection) -> str | None:
    """Return the version of an office; None for an empty file."""
    return MigrationContext.configure(connection).get_current_revision()


def refuse_newer(connection: Connection) -> None:
    """Refuse an office that a newer program wrote; nothing is read or written."""
    found = version_of(connection)
    if found is not None and found not in _versions(FOLDER)[1]:
        raise StoreTrouble("此库由新版本创建，本程序不能打开，也没有改动它。", "请安装新版网格台账后再打开。")


def upgrade(engine: Engine) -> None:
    """Run the steps in one transaction; engine: foreign keys off, for a batch step empties children otherwise."""
    try:
        with engine.connect() as connection, connection.begin():
            _run(connection)
    except OfficeError:
        raise
    except Exception as error:
        raise StoreTrouble(
            "升级数据没有成功，已全部退回，数据没有改动。", "请联系技术人员，升级前已有备份。"
        ) from error


def _run(connection: Connection) -> None:
    if foreign_keys_on(connection):
        message = "migrations need an engine with foreign keys off"
        raise RuntimeError(message)
    before = row_counts(connection)
    command.upgrade(config(connection), "head")
    check_nothing_lost(connection, before)
    search.lay(connection)
    if before:
        command.check(config(connection))  # what came out is what the ledgers describe


def check_nothing_lost(connection: Connection, before: dict[str, int]) -> None:
    """Raise if a table has other rows than before or a reference leads nowhere."""
    after = row_counts(connection)
    lost = {name: (count, after.get(name)) for name, count in before.items() if after.get(name) != count}
    broken = broken_references(connection)
    if lost or broken:
        raise StoreTrouble("升级数据时行数对不上，已停止，数据没有改动。", f"请联系技术人员（{lost or broken}）。")


def is_current(engine: Engine) -> bool:
    """Say whether an office is at the program's version."""
    with engine.connect().execution_options(reading=True) as connection:
        refuse_newer(connection)
        return version_of(connection) == newest()
