"""What the program remembers of a person's ways: size of the window, last tab, columns. No personal data."""

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

FILE = "prefs.json"


@dataclass
class ColumnSets:
    """The column sets of one book: keys by name, and the name in use (empty: what fits of the usual ones)."""

    current: str = ""
    named: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Prefs:
    """Preferences of this computer. base: font size in pixels (14, 16, 18); office: the folder opened last."""

    base: int = 14
    width: int = 1366
    height: int = 768
    tab: str = ""
    office: str = ""
    columns: dict[str, ColumnSets] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "Prefs":
        """Read the preferences; a missing or broken file counts as none, a broken part as that part's default."""
        try:
            told = json.loads((folder / FILE).read_text("utf-8"))
            known: dict[str, Any] = {one.name: told[one.name] for one in fields(cls) if one.name in told}
            sets = {name: ColumnSets(**one) for name, one in known.get("columns", {}).items()}
            return cls(**{**known, "columns": sets})
        except (OSError, ValueError, TypeError, AttributeError):
            return cls()

    def save(self, folder: Path) -> None:
        """Write the preferences; not being able to is no trouble."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / FILE).write_text(json.dumps(asdict(self), ensure_ascii=False), "utf-8")
        except OSError:
            return

    def columns_of(self, book: str) -> ColumnSets:
        """Return the column sets of a book."""
        return self.columns.setdefault(book, ColumnSets())
