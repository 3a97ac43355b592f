"""What a field may be chosen from: members of a Choice, rows of a code set, the office's grids and keepers."""

from db.books import BOOKS
from db.ledgers.record import Described
from db.store import query
from db.store.query import Query
from db.store.reader import Reader
from db.words.field import Kind


def choices_of(reader: Reader, described: Described) -> list[tuple[str, str]]:
    """Return (key, label) of every value to choose; none where the field is written freely."""
    if described.choice is not None:
        return [(member.value, member.label) for member in described.choice]
    if described.field.codes and described.kind in (Kind.CODE, Kind.CODES):
        return [(code, text) for code, text, _, active in reader.codes(described.field.codes).items if active]
    if described.key == "responsible":
        return [(name, name) for name in keepers(reader)]
    return []


def keepers(reader: Reader) -> list[str]:
    """Return the names of those who may be responsible for a person, each once."""
    members = BOOKS["grid_members"]
    rows = query.cells(reader, members, query.ids(reader, Query(members)), ["name"])
    return list(dict.fromkeys(row["name"] for row in rows))
