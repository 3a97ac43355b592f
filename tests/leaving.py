"""A warning of Qt fails the test that let it out: pytest-qt listens while it runs, this while it is being left."""

import re
import sys

import pytest

HARMLESS = ("QtDebugMsg", "QtInfoMsg")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """Listen while windows close and offices are left."""
    if "PySide6.QtCore" not in sys.modules:
        return (yield)
    from PySide6.QtCore import qInstallMessageHandler

    heard, expected = [], item.config.getini("qt_log_ignore")

    def hear(kind, _where, text):
        if kind.name not in HARMLESS and not any(re.search(one, text) for one in expected):
            heard.append(text)

    before = qInstallMessageHandler(hear)
    try:
        done = yield
    finally:
        qInstallMessageHandler(before)
    if heard:
        pytest.fail("Qt warned while the test was being left: " + "; ".join(heard))
    return done
