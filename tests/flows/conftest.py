"""A clerk's ways through the real window take long: a commit needs only those marked quick."""

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter

from db.clock import Clock
from db.store import vault
from db.store.vault import Cost
from desktop import opening
from desktop.app import Desk, application
from desktop.widgets import printer as printers
from tests.counter import TODAY, open_counter, shut

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Leave a flow out of the shortest run unless it is marked for it."""
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("quick") is None:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def paper(monkeypatch, tmp_path):
    """Printers that print into files; what was printed, file by file."""
    printed = []

    def named(_):
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printed.append(tmp_path / f"{len(printed)}.pdf")
        made.setOutputFileName(str(printed[-1]))
        made.setResolution(150)
        return made

    monkeypatch.setattr(printers, "printer_named", named)
    known = [printers.Known("窗口的打印机", "就绪", usual=True, papers=frozenset({"A4"}))]
    monkeypatch.setattr(printers, "known_printers", lambda: known)
    return printed


@pytest.fixture
def newcomer(tmp_path, qtbot, monkeypatch):
    """The counter of a computer that has no office yet."""
    monkeypatch.setattr(vault, "calibrated", lambda: Cost(1, 8 * 1024, 1))
    monkeypatch.setattr(opening, "practice_folder", lambda: tmp_path / "practice")
    monkeypatch.setattr(opening, "PEOPLE", 12)
    application()
    made = Desk(tmp_path / "home" / "office", Clock(TODAY))
    made.window.resize(1366, 768)
    made.window.show()
    qtbot.addWidget(made.window)
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow)
    yield made
    made.jobs.wait()
    made.close_office()
    made.window.close()


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
