"""Who sees what: the Viewer, the masks of a Reader, and the restricted connection of a viewer with a scope.

Layer 3 (TRUST §5.3): on that connection each table's name stands for a temporary view that filters rows by the areas
in scope and masks numbers, so that even a plain statement sees nothing else. An authorizer refuses by default whatever
goes around the views. It stops mistakes and injected SQL, not malicious code inside the process.
"""

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from db.ledgers import LEDGERS
from db.ledgers.record import Record
from db.words.checks import mask_id_number, mask_phone
from db.words.field import Kind

FTS = "fts_tokens"
SHADOWS = tuple(f"{FTS}{end}" for end in ("", "_data", "_idx", "_config", "_docsize", "_content"))
KEYS = "search_keys"
CLOSED = ("accounts", "import_batches", "head_matches")
"""Ledgers of the office's own, which a viewer with a scope does not read; the audit is closed to them too."""
OF_ALL = tuple(name for name, ledger in LEDGERS.items() if not ledger.scope and name not in CLOSED)
"""Codes, rules, the office: nobody's data; a plain count of them is asked of the table itself."""
PARENTS = {
    "person": "people", "service": "services", "document": "documents", "matter": "matters", "activity": "activities",
}  # fmt: skip
"""The ledger that the first word of a scope path stands for."""
SCHEMA = ("sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema")
PRAGMAS = ("data_version", "read_uncommitted")
OK, DENY = 0, 1
PRAGMA, READ, SELECT, TRANSACTION, FUNCTION = 19, 20, 21, 22, 31


@dataclass(frozen=True)
class Viewer:
    """Somebody who reads. scope None = the whole office (单人模式); reason: why numbers are shown whole."""

    name: str
    who: UUID | None = None
    scope: frozenset[UUID] | None = None
    reason: str = ""

    def unmasked(self, reason: str) -> "Viewer":
        """Return the same viewer, seeing whole numbers for that reason."""
        return replace(self, reason=reason)


MASKS: Mapping[Kind, Callable[[Any], Any]] = {Kind.ID_NUMBER: mask_id_number, Kind.PHONE: mask_phone}


def mask_for(viewer: Viewer, column: Any) -> Callable[[Any], Any] | None:
    """Return the mask of a result column for this viewer; None where the value stands as it is."""
    if viewer.reason:
        return None
    mask = MASKS.get(getattr(getattr(column, "type", None), "kind", None))  # type: ignore[arg-type]
    return None if mask is None else lambda value: value if value is None else mask(value)


def masks_of(viewer: Viewer, ledger: type[Record]) -> Mapping[str, Callable[[Any], Any]]:
    """Return the masks of a ledger's columns for this viewer."""
    found = ((column.key, mask_for(viewer, column)) for column in ledger.__table__.columns)
    return {key: mask for key, mask in found if mask is not None}


def restrict(connection: Any, viewer: Viewer, areas: Collection[UUID]) -> None:
    """Bind a driver's connection to the areas and masks of a viewer, before its first use."""
    own = "_r" + secrets.token_hex(16)  # fresh per connection, never logged: who knows it gets around the outer views
    for kind, mask in MASKS.items():
        connection.create_function(f"{own}_{kind.value}", 1, _whole_or(mask), deterministic=True)
    for name, ledger in LEDGERS.items():
        if name not in CLOSED:
            shown = ", ".join(_shown(viewer, column, own) for column in ledger.__table__.columns)
            _lay_view(connection, own, name, f"{shown} from main.{name}{_rows(ledger, own, areas)}")
    seen = " union ".join(f"select id from {own}_{name}" for name in _scoped())  # noqa: S608 - names of ours
    _lay_view(connection, own, KEYS, f"key, record_id, ledger from main.{KEYS} where record_id in ({seen})")
    connection.execute("pragma query_only=1")
    connection.set_authorizer(_authorizer(own))


def _lay_view(connection: Any, own: str, name: str, body: str) -> None:
    """Lay two views: the inner one has the secret name, for the outer name could be forged by a common table."""
    connection.execute(f"create temp view {own}_{name} as select {body}")
    connection.execute(f"create temp view {name} as select * from {own}_{name}")  # noqa: S608 - names of ours


def _whole_or(mask: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: value if value is None else mask(value)


def _shown(viewer: Viewer, column: Any, own: str) -> str:
    name = f'"{column.name}"'
    kind: Kind | None = getattr(column.type, "kind", None)
    return f"{own}_{kind.value}({name}) as {name}" if kind and kind in MASKS and not viewer.reason else name


def _scoped() -> list[str]:
    return [name for name, ledger in LEDGERS.items() if ledger.scope in ("id", "area_id")]


def _rows(ledger: type[Record], own: str, areas: Collection[UUID]) -> str:
    """Return the condition that the scope path of a ledger comes to."""
    ids = ",".join(f"'{UUID(str(one)).hex}'" for one in areas)  # anything but a UUID raises
    parent, _, last = ledger.scope.rpartition(".")
    if not last:
        return ""
    if "confidential" in ledger.__table__.columns:
        return f" where {last} in ({ids}) and not confidential"
    if not parent:
        return f" where {last} in ({ids})"
    table = PARENTS[parent]
    return f" where {parent}_id in (select id from {own}_{table})"  # noqa: S608 - names of ours


def _authorizer(own: str) -> Callable[..., int]:
    def allow(action: int, first: str | None, second: str | None, place: str | None, view: str | None) -> int:
        """Refuse by default; the schema would tell the secret name."""
        if action in (SELECT, TRANSACTION, FUNCTION):
            return OK
        if action == PRAGMA:
            return OK if first in PRAGMAS and second is None else DENY
        if action != READ or first in SCHEMA:
            return DENY
        open_to_all = first in SHADOWS or first in OF_ALL or place != "main"
        return OK if open_to_all or view == f"{own}_{first}" else DENY

    return allow
