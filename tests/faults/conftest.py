"""Faults: what the store promises when the machine fails. The counts used are printed."""

import hashlib

import pytest


@pytest.fixture(scope="session")
def prints():
    """A function that returns name → SHA-256 of every file below a folder."""

    def told(folder):
        files = (path for path in folder.rglob("*") if path.is_file())
        return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    return told
