"""What makes a record of a bare ledger one, and the records of the store that a sheet row may mean by it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from db.ledgers.allowances import Allowance
from db.ledgers.areas import Area, Dwelling
from db.ledgers.care import CarePlan
from db.ledgers.codes import CodeItem
from db.ledgers.people import Contact, PersonTag, Placement
from db.ledgers.record import Record, fields_of
from db.ledgers.services import LogKind, ServiceLog
from db.ledgers.teams import Membership, Team
from db.store.reader import Reader
from db.words.addresses import door_key, take_apart
from db.work.areas import Grids
from db.work.standing import local_day

ONE_BY: Mapping[type[Record], tuple[str, ...]] = {
    Area: ("code",),
    Dwelling: ("area_id", "full_address"),
    Team: ("name", "area_id"),
    Membership: ("person_id", "area_id", "team_id", "role"),
    CodeItem: ("set", "code"),
    Contact: ("person_id", "name"),
    PersonTag: ("person_id", "tag"),
    Placement: ("person_id",),
    CarePlan: ("person_id",),
    Allowance: ("person_id",),
    ServiceLog: ("at", "person_id", "kind", "item"),
}
"""What makes a record one; of a dated fact what makes its spells one series."""

MOST = 50

Values = Mapping[str, Any]


def records(reader: Reader, ledger: Any, where: Sequence[ColumnElement[bool]]) -> list[dict[str, Any]]:
    """Return the records that fit, each with its id."""
    keys = tuple(fields_of(ledger))
    columns = [getattr(ledger, key) for key in keys]
    statement = select(ledger.id, *columns).where(*where, ledger.removed_at.is_(None)).order_by(ledger.id).limit(MOST)
    return [dict(zip(("id", *keys), row, strict=True)) for row in reader.rows(statement)]


def like(ledger: Any, values: Values, grids: Grids) -> list[ColumnElement[bool]]:
    """Return what the records are found by that a row may mean; nothing where it does not say."""
    if ledger is Area and "code" not in values and values.get("name"):
        return [Area.id == grids.find(values["name"])]
    said = [key for key in ONE_BY[ledger] if not key.endswith("_id") or key == "person_id"]
    if all(values.get(key) is None for key in said):
        return []
    if ledger is Dwelling:
        key = door_key(take_apart(values["full_address"]))
        return [Dwelling.door_key == key, Dwelling.area_id.is_not_distinct_from(values.get("area_id"))]
    if ledger is ServiceLog:
        return _same_call(values)
    return [getattr(ledger, key).is_not_distinct_from(values.get(key)) for key in ONE_BY[ledger]]


def _same_call(values: Values) -> list[ColumnElement[bool]]:
    """A call is known by whom it was for (or the grid of a patrol), its day, its kind and its item."""
    if values.get("at") is None:
        return []
    day = datetime.combine(local_day(values["at"]), time.min).astimezone()
    found = [
        ServiceLog.at >= day,
        ServiceLog.at < day + timedelta(days=1),
        ServiceLog.kind == values.get("kind", LogKind.VISIT),
        ServiceLog.item.is_not_distinct_from(values.get("item")),
        ServiceLog.person_id.is_not_distinct_from(values.get("person_id")),
    ]
    nobody = values.get("person_id") is None
    return [*found, ServiceLog.area_id.is_not_distinct_from(values.get("area_id"))] if nobody else found


def otherwise(ledger: type[Record], values: Values, known: Values) -> dict[str, Any]:
    """Return what a row says otherwise than a record; a door spelt otherwise, a day without its hour are no news."""
    differs = {key: value for key, value in values.items() if known[key] != value}
    address: str | None = values.get("full_address")
    at: datetime | None = differs.get("at")
    if ledger is Dwelling and address and door_key(take_apart(address)) == known["door_key"]:
        differs.pop("full_address", None)
    if ledger is ServiceLog and at is not None and _hourless(at) and local_day(at) == local_day(known["at"]):
        del differs["at"]
    return differs


def _hourless(at: datetime) -> bool:
    """Say whether a moment came from a cell with a day alone."""
    return at.astimezone().time() == time(12)


def bearer(reader: Reader, ledger: Any, values: Values) -> UUID | None:
    """Return the record that bears a code that only one may bear, removed or not."""
    if ledger not in (Area, CodeItem):
        return None
    where = [getattr(ledger, key) == values.get(key) for key in ONE_BY[ledger]]
    found: UUID | None = reader.scalar(select(ledger.id).where(*where))
    return found
