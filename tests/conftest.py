"""Every test runs without a screen, and far from the office of whoever runs it."""

import gc
import os
import shutil
from datetime import date

import pytest
from hypothesis import settings

from db.clock import Clock
from db.places import data_folder
from db.store.store import Founding, Store
from db.store.vault import Cost
from desktop.prefs import FILE

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A busy machine makes any example slow; what found a mistake once becomes a test, not an entry in a database.
settings.register_profile("house", deadline=None, database=None)
settings.load_profile("house")


pytest_plugins = ("tests.desk", "tests.case_desk", "tests.leaving", "pytester")


TODAY = date(2026, 11, 24)
CHEAP = Cost(1, 8 * 1024, 1)


LONGEST = ("test_sizes.py", "test_window.py", "test_ledger_page.py", "flows")
"""What takes longest comes first, of it what wears another size of type: every window that is still there is dressed
too."""


def pytest_ignore_collect(collection_path, config):
    """Do not even read a file for the shortest run if nothing in it belongs there: what it imports takes long."""
    if not config.option.markexpr.startswith("not slow") or not collection_path.name.startswith("test_"):
        return None
    text = collection_path.read_text(encoding="utf-8")
    flow = "flows" in collection_path.parts and "mark.quick" not in text
    return flow or "\npytestmark = pytest.mark.slow\n" in text or None


def pytest_collection_modifyitems(items):
    """Begin with what takes longest; all else stays in its order."""
    items.sort(key=lambda item: next((at for at, name in enumerate(LONGEST) if name in item.path.parts), len(LONGEST)))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item):
    """Clear up as the program does: in the window's thread only, or a window that is gone dies in whichever reads."""
    if "qtbot" not in item.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.enable()
    gc.collect(1)


@pytest.fixture(scope="session")
def password():
    """The password of the founded office."""
    return "丁香花开满了整条街。"


@pytest.fixture(scope="session")
def founded(tmp_path_factory, password):
    """An office founded once with a cheap key: its folder and recovery code."""
    folder = tmp_path_factory.mktemp("founded") / "office"
    store, code = Store.create(folder, password, Founding("丁香社区", "150102402001"), Clock(TODAY), CHEAP)
    store.engine.dispose()
    return folder, code


@pytest.fixture
def folder(founded, tmp_path):
    """A fresh copy of the founded office."""
    copy = tmp_path / "office"
    shutil.copytree(founded[0], copy)
    return copy


@pytest.fixture
def office(folder, password):
    """A fresh office, open on 24 November 2026."""
    store = Store.open(folder, password, Clock(TODAY))
    yield store
    store.engine.dispose()


@pytest.fixture(scope="session", autouse=True)
def away_from_home(tmp_path_factory):
    """Let the data folder of this user be an empty one, and no office be named by the environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GRIDLEDGER_")]:
            patch.delenv(name)
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name)))
        yield


@pytest.fixture(autouse=True)
def no_habits():
    """Let no test begin with what another made the window remember."""
    (data_folder() / FILE).unlink(missing_ok=True)
