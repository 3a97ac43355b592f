"""One file per 台账: its columns, how a sheet row becomes records and back.

Add a book = one file + its line in BOOKS. A ledger without a book of its own is its own bare book.
"""

from collections.abc import Mapping

from db.books.allowances import ALLOWANCES
from db.books.bare import bare_book
from db.books.book import Book
from db.books.disputes import DISPUTES
from db.books.elders import ELDERS, PEOPLE
from db.books.grid_members import GRID_MEMBERS
from db.books.matters import MATTERS, PETITIONS
from db.books.visits import VISITS
from db.ledgers import LEDGERS

OWN = (ELDERS, PEOPLE, GRID_MEMBERS, VISITS, ALLOWANCES, MATTERS, DISPUTES, PETITIONS)
BOOKS: Mapping[str, Book] = {
    **{name: bare_book(ledger) for name, ledger in LEDGERS.items()},
    **{book.name: book for book in OWN},
}
TABS = (ELDERS, GRID_MEMBERS, VISITS)
"""The books that have a tab; the order of the strip is the window's (desktop/views/pages.py)."""
TAKEN = (*TABS, ALLOWANCES, MATTERS, DISPUTES, PETITIONS)
"""The books that a sheet may be for."""
