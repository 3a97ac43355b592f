"""What the pages need is loaded off the window's thread, behind the unlock page."""

import subprocess
import sys

import pytest

from desktop.app import application

SCRIPT = """
import gc, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from desktop.app import application
application()
wanted = ("sqlalchemy", "reportlab", "desktop.views.pages", "desktop.views.case_page", "desktop.views.print_page")
print([one for one in wanted if one in sys.modules])
from desktop.warming import warm
thread = warm()
thread.join()
before = set(sys.modules)
from desktop.views.pages import tabs_of
import desktop.views.print_page, desktop.views.case_page, desktop.views.dashboard_page, desktop.views.settings_page
print(sorted(one for one in set(sys.modules) - before if one.startswith(("db", "desktop", "reportlab"))))
print(gc.get_freeze_count() > 100_000, thread.daemon)
"""


FIRST = """
import sys
from pathlib import Path
from db.clock import Clock
from desktop.app import Desk, application
app = application()
desk = Desk(Path(sys.argv[1]), Clock())
desk.window.show()
app.processEvents()
late = {"sqlalchemy", "reportlab", "pypinyin", "qt_material", "openpyxl", "desktop.views.start_page"}
print(sorted(late & sys.modules.keys()))
import desktop.bus, db.work.routes, desktop.views.start_page
print(sorted(late & sys.modules.keys()))
"""


@pytest.mark.slow
def test_nothing_the_unlock_page_can_do_without_is_loaded_before_it_is_painted(folder):
    application()  # renders the look, if no test did so before
    told = subprocess.run([sys.executable, "-c", FIRST, str(folder)], capture_output=True, text=True, check=True)
    early, control = told.stdout.strip().splitlines()
    assert early == "[]"
    assert control == "['desktop.views.start_page', 'sqlalchemy']"


@pytest.mark.slow
def test_every_page_is_loaded_ahead_and_stays_out_of_the_clearing_up():
    told = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    cold, left, frozen = told.stdout.strip().splitlines()[-3:]
    assert cold == "[]", "control: nothing of it is there before"
    assert left == "[]", "no page loads anything more"
    assert frozen == "True True"
