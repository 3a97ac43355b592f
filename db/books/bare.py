"""Bare books: a ledger as it stands, and beside a person's name what tells namesakes apart."""

from collections.abc import Mapping

from sqlalchemy.orm import aliased

from db.books.book import Book, Column, Join
from db.books.elders import ADDRESS_ALIASES, AREA_ALIASES
from db.ledgers.areas import Area, Dwelling
from db.ledgers.people import Person
from db.ledgers.record import Described, Record, fields_of
from db.words.field import L1, L2

Whose = aliased(Person, name="whose")
WhoseGrid = aliased(Area, name="whose_grid")
WhoseHome = aliased(Dwelling, name="whose_home")

NAME = fields_of(Person)["name"]
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "person_id": (NAME.label, *NAME.field.aliases),
    "area_id": AREA_ALIASES,
    "dwelling_id": ("住址", *ADDRESS_ALIASES),
}
"""What other people's sheets call a link."""

WHOSE: Mapping[str, Column] = {
    "id_number": Column("id_number", "whose.id_number"),
    "birth_date": Column("birth_date", "whose.birth_date"),
    "area": Column("area", "whose_grid.name", label="网格", aliases=AREA_ALIASES, width=6, privacy=L1),
    "address": Column("address", "whose_home.full_address", label="住址", aliases=ADDRESS_ALIASES, privacy=L2),
}
"""What tells the person of a row from namesakes; a ledger with places of its own leaves the places out."""

IN_PLACE_OF = {"area": "area_id", "address": "dwelling_id"}


def whose(columns: Mapping[str, Described]) -> tuple[Column, ...]:
    """Return what stands beside the person of a ledger's rows; nothing where the ledger has such columns itself."""
    if "person_id" not in columns or columns.keys() & WHOSE.keys():
        return ()
    return tuple(one for key, one in WHOSE.items() if IN_PLACE_OF.get(key) not in columns)


def bare_book(ledger: type[Record]) -> Book:
    """Return the book of a bare ledger: every field, and whose a row is in so many words."""
    columns = fields_of(ledger)
    own = {
        key: Column(key, key, privacy=one.field.privacy or L1, aliases=HEADINGS.get(key, ()))
        for key, one in columns.items()
    }
    beside = whose(columns)
    shown = [each for key, one in own.items() for each in ((one, *beside) if key == "person_id" else (one,))]
    return Book(ledger.__tablename__, ledger.label, ledger, tuple(shown), joins=_joins(ledger) if beside else ())


def _joins(ledger: type[Record]) -> tuple[Join, ...]:
    return (
        Join("whose", Whose, ledger.person_id == Whose.id),  # type: ignore[attr-defined]
        Join("whose_grid", WhoseGrid, Whose.area_id == WhoseGrid.id),
        Join("whose_home", WhoseHome, Whose.dwelling_id == WhoseHome.id),
    )
