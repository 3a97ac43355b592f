"""Where things lie: the program's own resources, and a user's data, also when the program is frozen."""

import sys
from pathlib import Path

from platformdirs import user_data_dir

APP = "GridLedger"
ROOT = Path(getattr(sys, "_MEIPASS", "") or Path(__file__).resolve().parent.parent)
RESOURCES = ROOT / "resources"
MANUAL = ROOT / "docs" / "manual"


def data_folder() -> Path:
    """Return the folder of a user's office, backups and logs; nothing is created here."""
    return Path(user_data_dir(APP, appauthor=False))
