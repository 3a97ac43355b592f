"""What a field may be chosen from: members of a Choice, rows of a code set, the office's areas, teams and keepers."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select

from db.books import BOOKS
from db.ledgers.areas import Area
from db.ledgers.record import Described
from db.ledgers.teams import Team
from db.store import query
from db.store.query import Query
from db.store.reader import Reader
from db.words.field import Kind

LINKS: Mapping[str, Select[Any, Any]] = {
    Area.__tablename__: select(Area.id, Area.name).where(Area.removed_at.is_(None), Area.active).order_by(Area.code),
    Team.__tablename__: select(Team.id, Team.name).where(Team.removed_at.is_(None)).order_by(Team.name),
}
"""Ledgers with so few records that a link to one is chosen from them all."""


def choices_of(reader: Reader, described: Described) -> list[tuple[str, str]]:
    """Return (key, label) of every value to choose; none where the field is written freely."""
    if described.choice is not None:
        return [(member.value, member.label) for member in described.choice]
    if described.field.codes and described.kind in (Kind.CODE, Kind.CODES):
        return [(code, text) for code, text, _, active in reader.codes(described.field.codes).items if active]
    if described.target in LINKS:
        return [(str(one), name) for one, name in reader.rows(LINKS[described.target])]
    if described.key == "responsible":
        return [(name, name) for name in keepers(reader)]
    return []


def keepers(reader: Reader) -> list[str]:
    """Return the names of those who may be responsible for a person, each once."""
    members = BOOKS["grid_members"]
    rows = query.cells(reader, members, query.ids(reader, Query(members)), ["name"])
    return list(dict.fromkeys(row["name"] for row in rows))
