"""Import and export of cases from their page: the register of petitions where only they are listed."""

from pathlib import Path
from typing import TYPE_CHECKING

from db.books import BOOKS
from db.books.book import Book
from db.ledgers.matters import MatterKind
from db.store.query import Condition, Query
from db.store.store import Store
from desktop.bus import Bus
from desktop.jobs import Jobs
from desktop.views.handing import hand_out
from desktop.views.importing import IMPORT, Importing
from desktop.widgets.toast import Toast

if TYPE_CHECKING:
    from desktop.views.case_page import CasePage

OWN = {MatterKind.PETITION.value: "petitions"}
"""Kinds that are kept in a register of their own."""


class CaseSheets:
    """What comes from a workbook and goes into one."""

    def __init__(self, page: "CasePage", store: Store, tools: tuple[Bus, Jobs, Toast]) -> None:
        """Serve a page of cases."""
        self.page, self.store = page, store
        self.jobs, self.toast = tools[1], tools[2]
        names = (*(OWN[kind.value] for kind in page.book.kinds if kind.value in OWN), page.book.name)
        self.imports = {name: Importing(page, store, BOOKS[name], tools[0], tools[1]) for name in names}
        for name, one in self.imports.items():
            one.part = f"{page.book.name}/{IMPORT}/{name}"

    def _book(self) -> Book:
        return BOOKS[OWN.get(self.page.kinds.currentData() or "", self.page.book.name)]

    def take_in(self, path: Path | None = None) -> None:
        """Open the import of the book listed, with a file if there is one."""
        self.open(self._book().name, path)

    def open(self, name: str, path: Path | None = None) -> None:
        """Open the import of a book."""
        importing = self.imports[name]
        first = importing.page is None
        opened = importing.open(path)
        if first:
            opened.closed.connect(self.page.refresh)

    def hand_out(self) -> None:
        """Export what is listed, numbers masked."""
        book, ids = self._book(), self.page.listed()
        kinds = tuple(kind.value for kind in self.page.wanted().kinds)
        where = (Condition("kind", kinds),) if book.column("kind") is not None else ()
        hand_out(self.page, self.store, self.jobs, Query(book, where=where, ids=ids), self._told)

    def _told(self, words: str) -> None:
        self.toast.tell(words, undoable=False)
