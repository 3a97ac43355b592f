"""Loads what the pages need while the clerk types the password, so that no page waits for it later."""

import gc
from importlib import import_module
from threading import Thread

NEEDED = (
    "db.store.store", "desktop.views.pages", "desktop.widgets.omni", "desktop.widgets.reader",
    "desktop.views.dashboard_page", "desktop.views.case_page", "desktop.views.print_page",
    "desktop.views.settings_page",
)  # fmt: skip
"""Modules that bring all the others with them, in the order in which they will be wanted."""


def warm() -> Thread:
    """Begin to load in a thread of its own; who needs a module before simply waits for it.

    What is loaded stays for good: Python's clearing up need not walk through it again and again (0.1 s and more).
    """

    def load() -> None:
        was = gc.isenabled()
        gc.disable()  # nothing of Qt may die in this thread
        try:
            for name in NEEDED:
                import_module(name)
            import_module("db.words.names").mixed("wxying")  # its table of syllables takes 0.2 s to make
            gc.freeze()
        finally:
            if was:
                gc.enable()

    thread = Thread(target=load, name="warming", daemon=True)
    thread.start()
    return thread
