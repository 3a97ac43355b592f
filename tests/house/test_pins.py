"""The pins that facts decided, and the guard against the binding that eats None (a later PySide6 on Python 3.11)."""

import re
import subprocess
import sys
import tomllib

import pytest

LOOP = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel("x")
before = sys.getrefcount(None)
for _ in range(20_000):
    label.setText("a"); label.parent(); label.property("none")
    EATEN
sys.exit(1 if before - sys.getrefcount(None) > 1_000 else 0)
"""
EAT = "import ctypes; ctypes.pythonapi.Py_DecRef(ctypes.py_object(None)) if _ < 2_000 else None"


def pins(lock: str) -> dict[str, str]:
    """Return package → version of a lock."""
    return dict(re.findall(r"^([a-z0-9.-]+)==([^\s;]+)", lock, re.MULTILINE))


@pytest.fixture(scope="module")
def locks(house) -> dict[str, str]:
    names = ("requirements.lock", "runtime.lock")
    return {name: (house / "packaging" / name).read_text(encoding="utf-8") for name in names}


def test_qt_is_the_version_that_was_examined(locks):
    wanted = dict.fromkeys(("pyside6-essentials", "pyside6-addons", "shiboken6"), "6.9.3")
    for lock in locks.values():
        assert {name: version for name, version in pins(lock).items() if name in wanted} == wanted


def test_the_python_range_is_that_of_the_wheels(house):
    project = tomllib.loads((house / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.11,<3.14"


def test_what_ships_is_part_of_what_is_tested(locks):
    assert pins(locks["runtime.lock"]).items() <= pins(locks["requirements.lock"]).items()


def test_every_package_of_a_lock_has_a_hash_and_windows_is_thought_of(locks):
    for lock in locks.values():
        blocks = re.split(r"\n(?=[a-z0-9])", lock)
        assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert "colorama" in pins(locks["requirements.lock"])


def test_the_meta_package_of_qt_is_never_named(house):
    for name in ("runtime.in", "requirements.in"):
        wanted = (house / "packaging" / name).read_text(encoding="utf-8")
        assert not re.search(r"^pyside6\b(?!-)", wanted, re.MULTILINE | re.IGNORECASE)


def loop(body: str) -> int:
    """Run the loop in a process of its own, for the failure is an abort; return its status."""
    code = LOOP.replace("EATEN", body)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=120, check=False).returncode


def test_the_binding_does_not_eat_none():
    assert loop("pass") == 0


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal there: nothing can eat it")
def test_control_an_eaten_none_is_seen():
    assert loop(EAT) != 0
