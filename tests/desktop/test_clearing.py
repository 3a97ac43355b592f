"""Python clears up in the window's thread only, and all of it only while nobody works."""

import gc
import threading
import weakref

import pytest

from desktop import clearing as module
from desktop.app import application
from desktop.clearing import CALM, MANY, Clearing


@pytest.fixture
def clearing():
    application()
    made = Clearing()
    made.timer.stop()
    yield made
    made.end()


class Knot:
    """Refers to itself: only clearing up ends it."""

    def __init__(self):
        self.itself = self


def where_cleared(count=3 * MANY):
    """Make much in a thread of its own; return the threads that cleared up meanwhile."""
    seen = []

    def note(phase, _):
        seen.append(threading.current_thread())

    gc.callbacks.append(note)
    thread = threading.Thread(target=lambda: [Knot() for _ in range(count)])
    thread.start()
    thread.join()
    gc.callbacks.remove(note)
    return seen


def test_no_thread_beside_the_window_clears_up(clearing):
    assert where_cleared() == []
    clearing.end()
    assert where_cleared() != [], "control: Python clears up wherever its measure is full"


@pytest.mark.slow
def test_what_is_new_goes_soon_and_what_is_old_once_nobody_works(clearing, monkeypatch):
    gc.collect()
    old = Knot()
    gc.collect(1)  # as old as can be
    seen = weakref.ref(old)
    del old
    young = [Knot() for _ in range(MANY + 1)]
    last = weakref.ref(young[-1])
    del young
    clearing.look()
    assert (last() is None, seen() is None) == (True, False)
    monkeypatch.setattr(module, "IDLE", 0)
    for _ in range(CALM):
        clearing.look()
    assert seen() is not None, "somebody works"
    monkeypatch.setattr(module, "IDLE", 1)
    for _ in range(CALM):
        clearing.look()
    assert seen() is None
