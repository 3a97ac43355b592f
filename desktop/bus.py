"""The bus: after every write one signal tells all pages what was touched; a page asks the window to go elsewhere."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from uuid import UUID

    from db.work.routes import Way


@dataclass(frozen=True)
class Place:
    """Where to go: a page by its name (a book's name, `print_centre`, `dashboard`, `settings`) and what to show there.

    text: words for the search field. where: (column key, value) of filters, an empty value for what is left empty.
    area: a grid and all below it. days: the first and the last day of what is wanted.
    record: one to open. ids: just these people, or just these cases, which `text` then names.
    new: an empty form, or with ids one for that person.
    form: a printed form's name, or a part of the page (`import` of a ledger; `plan`, `backfill`
    and `allowances` of the visits; `teams` of the grids; an entry of 设置).
    month: of which month a printed form tells. way: how a route is walked (db.work.routes.Way).
    draft: what was typed there and not saved when the program ended.
    """

    page: str
    text: str = ""
    where: tuple[tuple[str, str], ...] = ()
    area: "UUID | None" = None
    record: "UUID | None" = None
    ids: "tuple[UUID, ...]" = ()
    new: bool = False
    form: str = ""
    days: tuple[date, date] | None = None
    month: date | None = None
    way: "Way | None" = None
    draft: Any = None


class Bus(QObject):
    """changed(ledgers): names of the ledgers a transaction touched. saved(text): what was just kept. go(place).

    unsaved(page, count): changes that stand unsaved on a page, 0 once saved. dress(base): another type size is wanted.
    reopened(store): the office was restored in place and is open anew.
    """

    changed = Signal(frozenset)
    saved = Signal(str)
    go = Signal(Place)
    unsaved = Signal(str, int)
    dress = Signal(int)
    reopened = Signal(object)
