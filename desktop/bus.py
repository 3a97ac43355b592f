"""The bus: after every write one signal tells all pages what was touched; visible ones read anew."""

from PySide6.QtCore import QObject, Signal


class Bus(QObject):
    """changed(ledgers): names of the ledgers a transaction touched. toast(text, undoable): a word to the clerk."""

    changed = Signal(frozenset)
    toast = Signal(str, bool)
    saved = Signal(str)
