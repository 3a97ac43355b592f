"""The program is killed while a clerk types: at most two seconds of the typing are lost, and the rest is offered."""

import os
import signal
import subprocess
import sys
import time

import pytest

from db.clock import Clock
from db.store.store import Store

LOST = 2.0
"""Seconds of typing that a kill may cost (ASKS 1)."""

TYPES_FOR = 6.0
TYPIST = """
import os, sys, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from PySide6.QtCore import QTimer
from db.clock import Clock
from db.store.store import Store
from desktop.app import Desk, application
from desktop.bus import Place
from desktop.widgets import form, journal
form.DRAFT_EVERY = journal.DRAFT_EVERY = int(sys.argv[3]) or form.DRAFT_EVERY
app = application()
folder = Path(sys.argv[1])
desk = Desk(folder, Clock())
desk.window.show()
desk.show(Store.open(folder, sys.argv[2], Clock()))
desk.bus.go.emit(Place("disputes", new=True))
said = desk.window.built["disputes"].sheet.editors["content"].widget
desk.bus.go.emit(Place("elders", new=True))
note = desk.window.built["elders"].form.editors["note"].widget
desk.bus.go.emit(Place("grid_members", form="teams"))
teams = desk.window.built["grid_members"].teams
teams.begin()
team = teams.fields.editors["name"].widget
typed = [0]
def strike():
    for field in (said, note):
        field.insertPlainText("字")
    team.insert("字")
    team.textEdited.emit(team.text())
    typed[0] += 1
    print(typed[0], time.monotonic(), flush=True)
timer = QTimer(interval=40)
timer.timeout.connect(strike)
timer.start()
app.exec()
"""


def lost_by_a_kill(folder, password, every):
    """Type for some seconds into a form and two sheets, kill; return the seconds gone, and what is offered."""
    words = [sys.executable, "-c", TYPIST, str(folder), password, str(every)]
    typist = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    struck: dict[int, float] = {}
    for line in typist.stdout:
        number, when = line.split()
        struck[int(number)] = float(when)
        if float(when) - struck[1] > TYPES_FOR:
            break
    os.kill(typist.pid, signal.SIGKILL)
    for line in typist.stdout.read().splitlines():  # struck before the kill arrived
        number, when = line.split()
        struck[int(number)] = float(when)
    typist.wait()
    typist.stdout.close()
    store = Store.open(folder, password, Clock())
    drafts = store.drafts_left()
    store.engine.dispose()
    texts = {draft.own: draft.texts for draft in drafts}
    whole = {"elders": "note", "disputes/new": "content", "grid_members/teams/new": "name"}
    kept = min(len(texts.get(own, {}).get(key, "")) for own, key in whole.items())
    return max(struck.values()) - struck.get(kept, min(struck.values())), drafts


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_kill_while_typing_costs_at_most_two_seconds(folder, password):
    begun = time.monotonic()
    lost, drafts = lost_by_a_kill(folder, password, 0)
    print(f"typing lost by a kill: {lost:.2f} s ({time.monotonic() - begun:.0f} s in all)")
    assert {draft.own for draft in drafts} == {"elders", "disputes/new", "grid_members/teams/new"}
    assert lost <= LOST


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_control_without_the_journal_all_of_it_is_lost(folder, password):
    lost, drafts = lost_by_a_kill(folder, password, 60_000)
    assert drafts == []
    assert lost > LOST
