"""A clerk's ways through the real window take long: a commit needs only those marked quick."""

from pathlib import Path

import pytest

from tests.counter import open_counter, shut

HERE = Path(__file__).parent


def pytest_ignore_collect(collection_path, config):
    """Do not even read a file of flows for the shortest run when none of them is marked for it."""
    if config.option.markexpr.startswith("not slow") and collection_path.name.startswith("test_"):
        return "mark.quick" not in collection_path.read_text(encoding="utf-8") or None
    return None


def pytest_collection_modifyitems(items):
    """Leave a flow out of the shortest run unless it is marked for it."""
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("quick") is None:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def counter(qtbot):
    """A function that opens the window on an office (and a page of it); at the end all of them are closed."""
    opened = []

    def open_on(store, page=""):
        opened.append(open_counter(store, qtbot, page))
        return opened[-1]

    yield open_on
    for one in opened:
        shut(one)
