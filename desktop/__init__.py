"""desktop/ is the counter: everything a clerk sees, holds or hands over."""

VERSION = "0.1.0"
"""As in pyproject.toml (a test compares); reading it from the installed package would cost 38 ms at every start."""
