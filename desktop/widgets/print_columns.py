"""列方案 on paper: the sets of columns that a clerk named on the screen, as far as a form has those columns."""

from collections.abc import Iterable, Mapping

from db.books import BOOKS
from db.places import data_folder
from desktop.prefs import ColumnSets, Prefs

BOOK_OF = {
    "elder_ledger": "elders", "category_ledger": "elders", "overdue_list": "elders", "grid_roster": "grid_members",
}  # fmt: skip
"""The list on the screen that shows what a form prints, by the form's name."""
KEYS: Mapping[str, str] = {"keeper": "responsible", "contact": "contact_name", "risk": "risk_class", "level": "tags"}
"""What a column of a form is called in its book, where it is called otherwise."""


def named_sets(form: str) -> list[str]:
    """Return the names of the sets that fit a form, the one in use on the screen first."""
    sets = _sets(form)
    return sorted(sets.named, key=lambda name: name != sets.current)


def in_use(form: str) -> str:
    """Return the name of the set that is in use on the screen; empty for the usual columns."""
    sets = _sets(form)
    return sets.current if sets.current in sets.named else ""


def _sets(form: str) -> ColumnSets:
    return Prefs.load(data_folder()).columns_of(BOOK_OF.get(form, ""))


def printed(form: str, name: str, keys: Iterable[str]) -> set[str]:
    """Return which columns of a form a set prints; all for no name. What the screen does not have stays on paper."""
    wanted = _sets(form).named.get(name)
    if wanted is None:
        return set(keys)
    book = BOOKS[BOOK_OF[form]]
    return {key for key in keys if (own := KEYS.get(key, key)) in wanted or book.column(own) is None}
