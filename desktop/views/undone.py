"""Ctrl+Z, the same on every page: the last write of this account is taken back, wherever it was made."""

from db.store.store import Store
from db.trouble import OfficeError
from db.work.undoing import undo_last


def take_back(store: Store) -> str:
    """Take back what was written last; return in words what became of it."""
    try:
        undone = undo_last(store)
    except OfficeError as trouble:
        return f"{trouble.what}{trouble.remedy}"
    return f"已撤销：{undone.what}" if undone else "没有可撤销的操作。"
