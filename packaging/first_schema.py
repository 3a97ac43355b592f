"""Write db/migrations/versions/0001 anew from the models: only while nothing is released.

    python packaging/first_schema.py

Afterwards each change of a ledger is a version of its own (add a field = one line in the ledger + one migration).
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from alembic import command  # noqa: E402
from sqlalchemy import create_engine  # noqa: E402

from db.ledgers import LEDGERS  # noqa: E402
from db.store import audit, drafts, migrate, search  # noqa: E402

REVISION, MESSAGE = "0001", "the first schema"
TITLE = '"""The first schema."""'


def written(folder: Path) -> Path:
    """Let Alembic write one version for all tables into a copy of the environment without versions."""
    shutil.copytree(migrate.FOLDER, folder, ignore=shutil.ignore_patterns("versions", "__pycache__"))
    (folder / "versions").mkdir()
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        config = migrate.config(connection)
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        command.revision(config, MESSAGE, autogenerate=True, rev_id=REVISION)
    engine.dispose()
    return next((folder / "versions").glob("*.py"))


def plain(path: Path) -> str:
    """Return the text of a written version without Alembic's own remarks."""
    lines = path.read_text("utf-8").replace(f'"""{MESSAGE}."""', TITLE).splitlines()
    return "\n".join(line for line in lines if not line.strip().startswith("# ###")) + "\n"


def main() -> None:
    """Write the version, formatted, over the former one."""
    target = migrate.FOLDER / "versions" / f"{REVISION}_{MESSAGE.replace(' ', '_')}.py"
    with TemporaryDirectory() as scratch:
        target.write_text(plain(written(Path(scratch) / "migrations")), "utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", str(target)], check=True)
    own = (audit.CHANGES, audit.TRANSACTIONS, search.SEARCH_KEYS, drafts.DRAFTS)
    print(f"{target.name}: {len(LEDGERS)} ledgers and {[table.name for table in own]}")


if __name__ == "__main__":
    main()
