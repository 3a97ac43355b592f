"""A warning of Qt fails whichever test lets it out, while it runs and while its window closes."""

from pathlib import Path

import pytest

SETTINGS = Path(__file__).parents[2] / "pyproject.toml"
TESTS = """
import pytest
from PySide6.QtCore import qDebug, qWarning

@pytest.fixture
def closing():
    yield
    qWarning("QObject: not from here")

def test_warned(): qWarning("QPainter::begin: no")
def test_left(closing): pass
def test_expected(): qWarning("This plugin does not support propagateSizeHints()")
def test_quiet(): qDebug("nothing to worry about")
"""


def outcomes(pytester, *words):
    pytester.makepyfile(TESTS)
    return pytester.runpytest_inprocess("-c", str(SETTINGS), "-p", "no:cacheprovider", *words).parseoutcomes()


def test_a_warning_fails_its_test_and_one_on_leaving_too(pytester):
    told = outcomes(pytester, "-p", "tests.leaving")
    assert (told.get("passed"), told.get("failed"), told.get("errors")) == (3, 1, 1)


@pytest.mark.qt_log_ignore("QObject: not from here")
def test_control_where_nobody_listens_all_of_them_pass(pytester):
    assert outcomes(pytester, "-o", "qt_log_level_fail=NO")["passed"] == 4
