"""The recipes of docs/ARCHITECTURE.md, carried out on a copy of the checkout: the promised edits and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FIELD = '    nickname: Mapped[Title | None] = field("小名", width=6, aliases=("乳名",))\n'
COLUMN = '    Column("nickname", "nickname"),\n'
MIGRATION = '''"""小名 of a person."""

import sqlalchemy as sa
from alembic import op

revision = "{new}"
down_revision = "{old}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people") as table:
        table.add_column(sa.Column("nickname", sa.String(length=60), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("people") as table:
        table.drop_column("nickname")
'''
SCRIPT = """
import json, sys
from datetime import date
from pathlib import Path
from alembic import command
from db.books import BOOKS
from db.clock import Clock
from db.store import migrate, query
from db.store.query import Query
from db.store.store import Store
from db.work.taking import RawRow, take_in

store = Store.open(Path(sys.argv[1]), sys.argv[2], Clock(date(2026, 11, 24)))
with store.engine.connect() as connection:
    command.check(migrate.config(connection))
elders = BOOKS["elders"]
told = {"shown": [column.key for column in elders.listed()]}
if "nickname" in elders.catalogue():
    told["aliases"] = elders.catalogue()["nickname"].field.aliases
    with store.write("试") as writer:
        row = {"name": "王德明", "id_number": "150103194106150011", "nickname": " 老王 "}
        take_in(writer, elders, [RawRow(3, row)], "试.xlsx")
    with store.read() as reader:
        told["rows"] = [one["nickname"] for one in query.cells(reader, elders, query.ids(reader, Query(elders)))]
        told["codes"] = len(query.ids(reader, Query(BOOKS["codes"])))
print(json.dumps(told))
store.engine.dispose()
"""


@pytest.fixture
def copy(tmp_path):
    """A copy of what the product runs from."""
    for name in ("db", "desktop", "resources"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "fonts", "samples"))
    return tmp_path


def add_line(path, after, line):
    """Add one line behind the only line that begins so."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    [at] = [number for number, text in enumerate(lines) if text.startswith(after)]
    lines.insert(at + 1, line)
    path.write_text("".join(lines), "utf-8")


def add_field(copy):
    """Carry out the recipe "a field": one line in the ledger, one migration, one line in the book."""
    add_line(copy / "db/ledgers/people.py", "    former_name:", FIELD)
    add_line(copy / "db/books/elders.py", '    Column("former_name"', COLUMN)
    versions = copy / "db/migrations/versions"
    newest = max(path.name[:4] for path in versions.glob("[0-9]*.py"))
    (versions / "9999_nickname.py").write_text(MIGRATION.format(new="9999", old=newest), "utf-8")


def run(copy, folder, password):
    """Run the program of the copy on an office that was founded before the edits."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONUTF8": "1"}
    words = [sys.executable, "-c", SCRIPT, str(folder), password]
    return subprocess.run(words, cwd=copy, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_one_more_field_is_a_line_in_the_ledger_a_migration_and_a_line_in_the_book(copy, folder, password):
    add_field(copy)
    done = run(copy, folder, password)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["rows"] == ["老王"]
    assert told["aliases"] == ["乳名"]
    assert told["codes"] > 300, "the migration of an older office lost rows"


def test_one_more_column_of_a_book_is_one_line(copy, folder, password):
    add_line(copy / "db/books/elders.py", '    Column("former_name"', '    Column("hazard", "dwelling.hazard_note"),\n')
    done = run(copy, folder, password)
    assert done.returncode == 0, done.stderr
    assert "hazard" in json.loads(done.stdout)["shown"]


def test_a_field_without_its_migration_is_named(copy, folder, password):
    add_line(copy / "db/ledgers/people.py", "    former_name:", FIELD)
    done = run(copy, folder, password)
    assert done.returncode != 0
    assert "nickname" in done.stderr
