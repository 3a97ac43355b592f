"""Start: `python -m desktop ARGS`; without words the window opens."""

import gc
import os
import sys
from pathlib import Path

SELDOM = 100_000
"""New objects from which on Python looks for rubbish. A start makes many and leaves none: with the usual 700 a tenth of
the first window went into looking."""


def begin() -> int:
    """Open the window or run a command; return the exit status. Without words no command line is even loaded."""
    gc.set_threshold(SELDOM)
    if not sys.argv[1:]:
        from db.clock import Clock
        from desktop.app import run_window

        office = os.environ.get("GRIDLEDGER_OFFICE")
        return run_window(Path(office) if office else None, Clock())
    from desktop.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(begin())
