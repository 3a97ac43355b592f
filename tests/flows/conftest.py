"""A clerk's ways through the real window take long: a commit needs only those marked quick."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Leave a flow out of the shortest run unless it is marked for it."""
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("quick") is None:
            item.add_marker(pytest.mark.slow)
