"""What the program remembers of a person's ways: the window, last tab, columns, filters. No personal data."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

FILE = "prefs.json"


@dataclass
class ColumnSets:
    """How the list of one book is seen.

    named: column keys by the name of a set; current: the one in use (empty: what fits of the usual columns). order: the
    usual columns as the clerk dragged them. widths: pixels by key, where a width was dragged. sort: keys, `-key`
    descending. chips: filters that are on, as (column key, value). area: a grid's id.
    """

    current: str = ""
    named: dict[str, list[str]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    widths: dict[str, int] = field(default_factory=dict)
    sort: list[str] = field(default_factory=list)
    chips: list[list[str]] = field(default_factory=list)
    area: str = ""

    def columns(self) -> tuple[str, ...]:
        """Return the keys that screen, print and Excel show; empty for the usual ones."""
        return tuple(self.named.get(self.current, self.order))


@dataclass
class Prefs:
    """Preferences of this computer. base: font size in pixels (14, 16, 18); office: the folder opened last.

    second: a second place for backups. tips: those shown already.
    at: left, top of the window where it was moved. side: width of the form beside a list, 0 for the usual one.
    zooms: how the preview of a form is shown, by its name. shifts: millimetres right and down, by printer.
    """

    base: int = 14
    width: int = 1366
    height: int = 768
    at: list[int] = field(default_factory=list)
    full: bool = False
    side: int = 0
    tab: str = ""
    office: str = ""
    second: str = ""
    tips: list[str] = field(default_factory=list)
    columns: dict[str, ColumnSets] = field(default_factory=dict)
    printer: str = ""
    zooms: dict[str, str] = field(default_factory=dict)
    shifts: dict[str, list[float]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "Prefs":
        """Read the preferences; a missing or broken file counts as none, a broken part as that part's default."""
        try:
            told = json.loads((folder / FILE).read_text("utf-8"))
            known: dict[str, Any] = {one.name: told[one.name] for one in fields(cls) if one.name in told}
            own = {one.name for one in fields(ColumnSets)}
            sets = {
                name: ColumnSets(**{key: value for key, value in one.items() if key in own})
                for name, one in known.get("columns", {}).items()
            }
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


def remember(folder: Path, change: Callable[[Prefs], object]) -> None:
    """Change what is remembered, on top of what any other page has written meanwhile."""
    prefs = Prefs.load(folder)
    change(prefs)
    prefs.save(folder)
