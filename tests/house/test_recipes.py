"""The recipes of docs/ARCHITECTURE.md, carried out on a copy of the checkout: the promised edits and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pypdf
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
FORM = '''"""电话表: who is reached under which number (class 归档)."""

from dataclasses import dataclass
from uuid import UUID

from db.store import query
from db.store.query import Query
from db.books import BOOKS
from desktop.printing.ledger import NAME, NUMBER, Heading, ledger, record, table
from desktop.printing.people import Texts

COLUMNS = (NUMBER, NAME, record("phone", "联系电话", 40, grow=True))


@dataclass(frozen=True)
class PhoneRow:
    whom: UUID
    name: str
    phone: str


def gather(reader, order):
    ids = query.ids(reader, Query(BOOKS["people"]))
    texts = Texts(reader, "people", ("name", "phone")).of(ids)
    return [PhoneRow(whom, one["name"], one["phone"]) for whom, one in texts.items()]


def lay(facts, order):
    heading = Heading("电话表", particulars=(("人数", str(len(facts))),))
    return [ledger(heading, table(COLUMNS, [("", facts)], order), order, ("电话表", order.sheet_no))]
'''
FORM_LINE = '    Form("phone_list", "电话表", "老年人台账", PaperClass.CABINET, phone_list.gather, phone_list.lay),\n'
PRINT = """
import sys
from datetime import date
from pathlib import Path
from db.books import BOOKS
from db.clock import Clock
from db.store.store import Store
from db.work.taking import RawRow, take_in
from desktop.printing.form import Order
from desktop.printing.forms import FORMS
from desktop.printing.issue import issue

store = Store.open(Path(sys.argv[1]), sys.argv[2], Clock(date(2026, 11, 24)))
with store.write("试") as writer:
    rows = [RawRow(3, {"name": "王德明", "phone": "13804711234", "birth_date": "1941-06-15"})]
    take_in(writer, BOOKS["elders"], rows, "试.xlsx")
issued = issue(store, FORMS["phone_list"], Order(), Path("out.pdf"))
print(issued.rows, issued.pages)
store.engine.dispose()
"""
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
    (tmp_path / "resources/fonts").symlink_to(ROOT / "resources/fonts")
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


def run(copy, folder, password, script=SCRIPT):
    """Run the program of the copy on an office that was founded before the edits."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONUTF8": "1"}
    words = [sys.executable, "-c", script, str(folder), password]
    return subprocess.run(words, cwd=copy, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.slow
def test_one_more_field_is_a_line_in_the_ledger_a_migration_and_a_line_in_the_book(copy, folder, password):
    add_field(copy)
    done = run(copy, folder, password)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["rows"] == ["老王"]
    assert told["aliases"] == ["乳名"]
    assert told["codes"] > 300, "the migration of an older office lost rows"


@pytest.mark.slow
def test_one_more_column_of_a_book_is_one_line(copy, folder, password):
    add_line(copy / "db/books/elders.py", '    Column("former_name"', '    Column("hazard", "dwelling.hazard_note"),\n')
    done = run(copy, folder, password)
    assert done.returncode == 0, done.stderr
    assert "hazard" in json.loads(done.stdout)["shown"]


@pytest.mark.slow
def test_a_field_without_its_migration_is_named(copy, folder, password):
    add_line(copy / "db/ledgers/people.py", "    former_name:", FIELD)
    done = run(copy, folder, password)
    assert done.returncode != 0
    assert "nickname" in done.stderr


@pytest.mark.slow
def test_one_more_form_is_its_file_and_its_line_in_the_list(copy, folder, password):
    forms = copy / "desktop/printing/forms"
    (forms / "phone_list.py").write_text(FORM, "utf-8")
    add_line(
        forms / "__init__.py", "from desktop.printing.form import", "from desktop.printing.forms import phone_list\n"
    )
    add_line(forms / "__init__.py", "_ALL = (", FORM_LINE)
    done = run(copy, folder, password, PRINT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["1", "1"]
    [page] = pypdf.PdfReader(copy / "out.pdf").pages
    text = page.extract_text()
    assert "王德明" in text
    assert "138****1234" in text
