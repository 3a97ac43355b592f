"""What the pages need is loaded off the window's thread, behind the unlock page."""

import os
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
import os, sys
import desktop.warming
def loaded():
    from PySide6 import QtCore
    late = {"sqlalchemy", "reportlab", "pypinyin", "qt_material", "openpyxl", "desktop.views.start_page"}
    return sorted(late & sys.modules.keys()), "Qt" in vars(QtCore)
def painted():
    print(*loaded())
    import db.work.routes, desktop.views.start_page
    print(*loaded(), flush=True)
    os._exit(0)
desktop.warming.warm = painted  # begins once the page is painted
from desktop.__main__ import begin
sys.argv = ["desktop", *sys.argv[1:]]
begin()
"""


@pytest.mark.slow
def test_nothing_the_unlock_page_can_do_without_is_loaded_before_it_is_painted(folder):
    application()  # renders the look, if no test did so before
    for words in ((), ("gui", "--office", str(folder))):
        env = {**os.environ, "GRIDLEDGER_OFFICE": str(folder)}
        command = [sys.executable, "-c", FIRST, *words]
        told = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
        early, control = told.stdout.strip().splitlines()
        assert early == "[] False", "nor is the namespace Qt made, with all its enumerations"
        assert control == "['desktop.views.start_page', 'sqlalchemy'] True"


@pytest.mark.slow
def test_every_page_is_loaded_ahead_and_stays_out_of_the_clearing_up():
    told = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    cold, left, frozen = told.stdout.strip().splitlines()[-3:]
    assert cold == "[]", "control: nothing of it is there before"
    assert left == "[]", "no page loads anything more"
    assert frozen == "True True"
