"""What the house rules look at: the product's own sources, parsed once."""

import ast
import gc
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]


def parsed(*rooms: str) -> dict[str, ast.Module]:
    """Map each Python file of these top rooms, by its path from the top, to its tree."""
    files = (file for room in rooms for file in sorted((HOUSE / room).rglob("*.py")))
    gc.disable()  # a million nodes that all stay: looking for rubbish among them takes as long as reading them
    try:
        return {file.relative_to(HOUSE).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files}
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def house() -> Path:
    """Return the top of the checkout."""
    return HOUSE


@pytest.fixture(scope="session")
def product() -> Mapping[str, ast.Module]:
    """Return the trees of db/ and desktop/."""
    return parsed("db", "desktop")


@pytest.fixture(scope="session")
def written(product: Mapping[str, ast.Module]) -> Mapping[str, ast.Module]:
    """Return the trees of everything we write in Python."""
    return {**product, **parsed("packaging", "tests", "resources")}


@pytest.fixture(scope="session")
def committed() -> list[Path]:
    """Return every file that git keeps, as it lies in the checkout."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, check=True, encoding="utf-8")
    return [HOUSE / name for name in names.stdout.split("\0") if name and (HOUSE / name).is_file()]
