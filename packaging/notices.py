"""Write NOTICES: what ships with the product, under which licence, and each licence's text once.

Run by the environment's Python:  .venv/bin/python packaging/notices.py [--check]
Fails on a package whose licence is unknown or whose text is missing, and on a font without its licence beside it.
"""

import re
import sys
import tomllib
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
LICENCES = HOUSE / "packaging" / "licences"
NOTICES = HOUSE / "NOTICES"
TEXT_NAME = re.compile(r"licen[cs]e|copying|notice|ofl|gpl", re.IGNORECASE)
FONTS = {".ttf", ".otf", ".ttc"}
# Old classifiers say less than an SPDX name; these are the ones our packages use.
CLASSIFIERS = {"MIT License": "MIT", "BSD License": "BSD"}
RULE = "=" * 80


class Incomplete(Exception):
    """Something that ships has no known licence or no text; NOTICES would be a lie."""


@dataclass(frozen=True)
class Part:
    """One thing that ships: its name, licence, the texts of that licence, and remarks."""

    name: str
    licence: str
    texts: tuple[str, ...]
    notes: tuple[str, ...] = ()


def locked(lock: str) -> list[str]:
    """Return the package names of a lock, in its order."""
    return re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE)


def licence_of(package: Distribution) -> str:
    """Return what the package's metadata says of its licence, empty if nothing."""
    meta = package.metadata
    stated = [*(meta.get_all("License-Expression") or []), *(meta.get_all("License") or [])]
    classifiers = [line.rpartition(" :: ")[2] for line in meta.get_all("Classifier") or [] if "License ::" in line]
    stated += [CLASSIFIERS[line] for line in classifiers if line in CLASSIFIERS]
    return next((text for text in stated if text and text.upper() != "UNKNOWN" and len(text) < 60), "")


def texts_of(package: Distribution) -> tuple[str, ...]:
    """Return the licence texts that lie in the package's metadata folder."""
    files = [file for file in package.files or [] if ".dist-info" in str(file) and TEXT_NAME.search(file.name)]
    return tuple(Path(str(file.locate())).read_text(encoding="utf-8", errors="replace").strip() for file in files)


def stored(names: list[str]) -> tuple[str, ...]:
    """Return texts of packaging/licences."""
    return tuple((LICENCES / name).read_text(encoding="utf-8").strip() for name in names)


def complete(part: Part) -> Part:
    """Return the part, or stop when its licence or text is missing."""
    if not part.licence or not part.texts or not all(part.texts):
        message = f"{part.name}: {'no licence text' if part.licence else 'licence unknown'}; see licences/hand.toml"
        raise Incomplete(message)
    return part


def packages(lock: str, by_hand: dict[str, dict[str, list[str]]]) -> list[Part]:
    """Return a part for each locked package; what was entered by hand goes before the metadata."""
    parts = []
    for name in locked(lock):
        found, entry = distribution(name), by_hand.get(name, {})
        licence = str(entry.get("licence") or licence_of(found))
        texts = stored(entry.get("texts", [])) or texts_of(found)
        parts.append(complete(Part(f"{name} {found.version}", licence, texts, tuple(entry.get("notes", [])))))
    return parts


def is_font(file: Path) -> bool:
    """Tell whether a file is a font, packed or not."""
    return not FONTS.isdisjoint(suffix.lower() for suffix in file.suffixes)


def fonts(folder: Path) -> list[Part]:
    """Return a part for each folder of fonts; its licence texts must lie beside them."""
    parts = []
    for place in sorted({file.parent for file in folder.rglob("*") if is_font(file)}):
        files = sorted(place.iterdir())
        names = tuple(file.name for file in files if is_font(file))
        beside = [file for file in files if TEXT_NAME.search(file.name) and file.suffix in ("", ".txt")]
        texts = tuple(file.read_text(encoding="utf-8", errors="replace").strip() for file in beside)
        where = place.relative_to(folder.parent.parent).as_posix()
        licence = "see " + ", ".join(file.name for file in beside) if beside else ""
        parts.append(complete(Part(f"Fonts in {where}", licence, texts, names)))
    return parts


def notices(parts: list[Part]) -> str:
    """Return the whole text: the list first, then each different licence text with the parts it holds for."""
    lines = ["Third-party parts of 网格台账 (GridLedger), made by packaging/notices.py from runtime.lock.", ""]
    users: dict[str, list[str]] = {}
    for part in parts:
        lines += [f"{part.name}: {part.licence}", *("    " + note for note in part.notes)]
        for text in part.texts:
            users.setdefault(text, []).append(part.name)
    for text, names in users.items():
        lines += ["", RULE, "For: " + ", ".join(names), RULE, "", *(line.rstrip() for line in text.splitlines())]
    return "\n".join(lines) + "\n"


def gather() -> list[Part]:
    """Return everything that ships."""
    entries = tomllib.loads((LICENCES / "hand.toml").read_text(encoding="utf-8"))
    lock = (HOUSE / "packaging" / "runtime.lock").read_text(encoding="utf-8")
    inside = [complete(Part(item["name"], item["licence"], stored(item["texts"]))) for item in entries["inside"]]
    return [*packages(lock, entries["packages"]), *inside, *fonts(HOUSE / "resources" / "fonts")]


def main(arguments: list[str]) -> int:
    """Write NOTICES, or with --check compare it; status 1 when something is missing or has changed."""
    try:
        text = notices(gather())
    except Incomplete as gap:
        print(gap, file=sys.stderr)
        return 1
    if "--check" not in arguments:
        NOTICES.write_text(text, encoding="utf-8", newline="\n")
    elif not NOTICES.exists() or NOTICES.read_text(encoding="utf-8") != text:
        print("NOTICES is not what packaging/notices.py makes: run it and commit the result.", file=sys.stderr)
        return 1
    print(f"NOTICES: {len(text.splitlines())} lines, complete.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
