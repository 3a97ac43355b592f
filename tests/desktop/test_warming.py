"""What the pages need is loaded off the window's thread, behind the unlock page."""

import subprocess
import sys

import pytest

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


@pytest.mark.slow
def test_every_page_is_loaded_ahead_and_stays_out_of_the_clearing_up():
    told = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    cold, left, frozen = told.stdout.strip().splitlines()[-3:]
    assert cold == "[]", "control: nothing of it is there before"
    assert left == "[]", "no page loads anything more"
    assert frozen == "True True"
