"""Start: `python -m desktop ARGS`; without words the window opens."""

import gc
import sys

SELDOM = 100_000
"""New objects from which on Python looks for rubbish. A start makes many and leaves none: with the usual 700 a tenth of
the first window went into looking."""


def begin() -> int:
    """Open the window or run a command; return the exit status."""
    gc.set_threshold(SELDOM)
    from desktop.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(begin())
