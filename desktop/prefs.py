"""What the program remembers of a person's ways: size of the window, last tab, font size. No personal data."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "prefs.json"


@dataclass
class Prefs:
    """Preferences of this computer. base: font size in pixels (14, 16, 18); office: the folder opened last."""

    base: int = 14
    width: int = 1366
    height: int = 768
    tab: str = ""
    office: str = ""

    @classmethod
    def load(cls, folder: Path) -> "Prefs":
        """Read the preferences; a missing or broken file counts as none."""
        try:
            told = json.loads((folder / FILE).read_text("utf-8"))
            return cls(**{key: told[key] for key in asdict(cls()) if key in told})
        except (OSError, ValueError, TypeError):
            return cls()

    def save(self, folder: Path) -> None:
        """Write the preferences; not being able to is no trouble."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / FILE).write_text(json.dumps(asdict(self), ensure_ascii=False), "utf-8")
        except OSError:
            return
