"""The first window against a bare PySide6 window, and the first page after the key, each in its own process."""

import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

PAIRS = 7
COMMITTED = 1.8
"""Committed: CPU time to the painted unlock page against a window without any look, both without a screen. Above 1.5
(decision 28): the enumerations of `Qt` alone, which the bare window does without, are a sixth of it; see BENCHMARKS."""
HOUSE = Path(__file__).resolve().parents[2]

BARE = """
import time
from PySide6.QtWidgets import QApplication, QMainWindow, QLineEdit
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLineEdit())
window.show()
app.processEvents()
print(time.process_time())
"""
OURS = """
import sys, time
from pathlib import Path
from db.clock import Clock
from desktop.app import Desk, application
app = application()
desk = Desk(Path(sys.argv[1]), Clock())
desk.window.show()
app.processEvents()
print(time.process_time())
"""


def spent(script, folder, home):
    """Return the CPU seconds of a fresh process until its window is painted."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(home), "HOME": str(home)}
    told = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True, env=env, cwd=HOUSE
    )
    return float(told.stdout.split()[-1])


@pytest.mark.slow
@pytest.mark.bench
def test_the_unlock_page_is_painted_nearly_as_fast_as_a_bare_window(folder, tmp_path):
    spent(OURS, folder, tmp_path)  # the look is rendered once and kept
    pairs = [(spent(OURS, folder, tmp_path), spent(BARE, folder, tmp_path)) for _ in range(PAIRS)]
    ratio = statistics.median(ours / bare for ours, bare in pairs)
    print(f"unlock page: {ratio:.2f} × a bare window (committed {COMMITTED})")
    assert ratio <= 2 * COMMITTED
