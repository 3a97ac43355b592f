"""Writer: one transaction over the ledgers, audited and indexed; all of it or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, update

from db.ledgers.areas import Area, Dwelling
from db.ledgers.matters import Matter
from db.ledgers.parties import MatterParty
from db.ledgers.people import Person, PersonStatus, Placement
from db.ledgers.record import KEPT_BY_STORE, Record, fields_of
from db.ledgers.teams import Team
from db.store import search
from db.store.audit import PURGE, WRITE, Change, Header, Trail
from db.store.engine import insert_many, translated
from db.store.ids import new_id
from db.store.policy import Viewer
from db.store.purge import Purged, erase
from db.store.reader import Reader
from db.trouble import Refused, StaleRecord, Steered

SHOWN = ("area_id", "dwelling_id", "household_no", "status", "living")
MANY = 5000
"""More ids than this are told as "many": every page that shows the ledger reads anew."""


class Edit(Enum):
    """How a dated fact is edited: it was wrong (改错), or it changed (有变化)."""

    CORRECT = "correct"
    CHANGE = "change"


@dataclass
class Changes:
    """What a transaction touched: ids by ledger; None = too many to name."""

    ids: dict[str, set[UUID] | None] = field(default_factory=dict)

    def add(self, ledger: str, one: UUID) -> None:
        """Remember one record."""
        known = self.ids.setdefault(ledger, set())
        if known is not None:
            known.add(one)
            if len(known) > MANY:
                self.ids[ledger] = None

    @property
    def ledgers(self) -> frozenset[str]:
        """The ledgers touched."""
        return frozenset(self.ids)


class Writer:
    """Writes through one connection; `reader` sees what is not committed yet, with whole numbers."""

    def __init__(self, connection: Connection, viewer: Viewer, clock: Any, header: Header) -> None:
        """Begin the audit trail of the transaction."""
        self._connection = connection
        self.header = header
        self.clock = clock
        self.who = viewer
        self.reader = Reader(connection, viewer.unmasked(header.reason or "写入"), clock)
        self.trail = Trail(connection, header)
        self.changes = Changes()
        self._reindex: set[UUID] = set()
        self._placed: set[UUID] = set()

    # -- one record ---------------------------------------------------------------------------------------------

    def add(self, ledger: type[Record], values: Mapping[str, Any], *, steering: bool = False) -> UUID:
        """Add one record and return its id. steering: a step of its flow writes it."""
        return self.add_many(ledger, [values], steering=steering)[0]

    def add_many(
        self, ledger: type[Record], rows: Sequence[Mapping[str, Any]], *, steering: bool = False
    ) -> list[UUID]:
        """Add records in bulk (an `id` may be given) and return their ids."""
        for row in rows:
            _only_steered(ledger, row, steering=steering)
        whole = [self._completed(ledger, row) for row in rows]
        for start in range(0, len(whole), 1000):
            part = whole[start : start + 1000]
            with translated():
                insert_many(self._connection, ledger.__table__, part)
            for row in part:
                told = {
                    key: value
                    for key, value in row.items()
                    if value is not None and key not in ("id", "created_at", "changed_at")
                }
                self._keep(Change(ledger.__tablename__, row["id"], "I", None, told))
        self._placed.update(row["person_id"] for row in whole if ledger is Placement)
        if ledger is not Dwelling:  # nobody lives behind a new door yet
            self._index(ledger, [row["id"] for row in whole])
        return [row["id"] for row in whole]

    def _completed(self, ledger: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
        known = fields_of(ledger)
        unknown = set(values) - set(known) - {"id"}
        if unknown:
            message = f"{ledger.__tablename__} has no {sorted(unknown)}"
            raise KeyError(message)
        whole: dict[str, Any] = dict.fromkeys(known)
        whole.update(defaults_of(ledger))
        whole.update({key: value for key, value in values.items() if value is not None})
        ledger.complete(whole)
        now = self.clock.now()
        kept = {"revision": 1, "created_at": now, "changed_at": now, "changed_by": self.who.who, "removed_at": None}
        return whole | {"id": values.get("id") or new_id()} | kept

    def change(
        self,
        ledger: type[Record],
        one: UUID,
        values: Mapping[str, Any],
        revision: int | None = None,
        *,
        steering: bool = False,
    ) -> bool:
        """Change values of a record; say whether anything differed. StaleRecord if the revision is another."""
        _only_steered(ledger, values, steering=steering and not ledger.append_only)
        now = self._row(ledger, one)
        if revision is not None and now["revision"] != revision:
            raise StaleRecord("这条记录刚被别人改过。", "请查看最新内容后再改一次。")
        values = self._followed(ledger, now, values)
        differs = {key: value for key, value in values.items() if now[key] != value}
        if differs:
            self._update(ledger, one, now, differs)
        return bool(differs)

    def _followed(self, ledger: type[Record], now: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """Add what follows from the values: a new name's pinyin, a new address's parts."""
        follows = {
            Person: ("name", ("pinyin",)),
            Dwelling: ("full_address", ("estate", "building", "unit", "floor", "room")),
        }
        cause, effects = follows.get(ledger, ("", ()))
        if cause not in values or values[cause] == now[cause]:
            return dict(values)
        whole = {**{key: now[key] for key in fields_of(ledger)}, **dict.fromkeys(effects), **values}
        ledger.complete(whole)
        return {**values, **{key: whole[key] for key in whole if whole[key] != now[key]}}

    def _row(self, ledger: type[Record], one: UUID, *, removed: bool = False) -> dict[str, Any]:
        with translated():
            row = self._connection.execute(select(ledger.__table__).where(ledger.id == one)).mappings().first()
        if row is None or (row["removed_at"] is not None and not removed):
            raise Refused(f"这条{ledger.label}已不在。", "请刷新后再看。")
        return dict(row)

    def _update(self, ledger: type[Record], one: UUID, now: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        revision = now["revision"] + 1
        kept = {"revision": revision, "changed_at": self.clock.now(), "changed_by": self.who.who}
        with translated():
            self._connection.execute(update(ledger).where(ledger.id == one).values(**values, **kept))
        before = {key: now[key] for key in values} | {"revision": now["revision"]}
        op = "D" if values.get("removed_at") is not None else "U"
        self._keep(Change(ledger.__tablename__, one, op, before, {**values, "revision": revision}))
        self._placed.update([now["person_id"]] if ledger is Placement else ())
        self._index(ledger, [one])

    def remove(self, ledger: type[Record], one: UUID) -> None:
        """Mark a record as removed; nothing is deleted."""
        self.remove_many(ledger, [one])

    def remove_many(self, ledger: type[Record], ids: Sequence[UUID]) -> None:
        """Mark records as removed in bulk; those already marked stay as they are."""
        table, now = ledger.__table__, self.clock.now()
        for start in range(0, len(ids), 400):
            part = ids[start : start + 400]
            with translated():
                rows = self._connection.execute(
                    select(table).where(table.c.id.in_(part), table.c.removed_at.is_(None))
                ).mappings().all()  # fmt: skip
                kept = {"removed_at": now, "revision": table.c.revision + 1, "changed_at": now}
                self._connection.execute(
                    update(ledger)
                    .where(ledger.id.in_([row["id"] for row in rows]))
                    .values(**kept, changed_by=self.who.who)
                )
            for row in rows:
                before, after = {"removed_at": None, "revision": row["revision"]}, {"removed_at": now}
                self._keep(Change(ledger.__tablename__, row["id"], "D", before, after))
            self._placed.update(row["person_id"] for row in rows if ledger is Placement)
            self._index(ledger, [row["id"] for row in rows])

    def restore_values(self, ledger: type[Record], one: UUID, values: Mapping[str, Any]) -> None:
        """Write former values back (undo); also the mark of removal. What a flow steers is taken back by a step."""
        _only_steered(ledger, values, steering=False)
        self._update(ledger, one, self._row(ledger, one, removed=True), values)

    def purge(self, person: UUID) -> Purged:
        """Erase a person for good, in a transaction of its own kind; it cannot be undone."""
        if self.header.kind != PURGE or self.trail.count:
            message = "a purge stands alone in a transaction of its kind"
            raise RuntimeError(message)
        self._row(Person, person, removed=True)
        with translated():
            purged, digests = erase(
                self._connection, person, {"changed_at": self.clock.now(), "changed_by": self.who.who}
            )
        self._keep(Change(Person.__tablename__, person, "P", None, {"purged": digests, "rows": dict(purged.rows)}))
        return purged

    # -- dated facts --------------------------------------------------------------------------------------------

    def correct(self, ledger: type[Record], one: UUID, values: Mapping[str, Any]) -> bool:
        """改错: it was wrong, so the row itself is mended."""
        changed = self.change(ledger, one, values)
        if ledger is Placement:
            self._show_placement(self._row(Placement, one)["person_id"])
        return changed

    def succeed(self, ledger: type[Record], one: UUID, values: Mapping[str, Any], day: date, reason: str = "") -> UUID:
        """有变化: the row ends on the day and a new one begins; return the new row's id."""
        now = self._row(ledger, one)
        self._update(ledger, one, now, {"until": day})
        follows = {key: now[key] for key in fields_of(ledger)} | dict(values) | {"since": day, "until": None}
        if "reason" in follows and reason:
            follows["reason"] = reason
        new = self.add(ledger, follows)
        if ledger is Placement:
            self._show_placement(now["person_id"])
        return new

    def place(self, person: UUID, values: Mapping[str, Any], day: date, how: Edit) -> None:
        """Edit where and how a person lives; the person shows the current placement at once."""
        self._row(Person, person)
        current = self._current(person)
        if current is None:
            self.add(Placement, {"person_id": person, "since": day, **values})
        elif how is Edit.CORRECT:
            self.change(Placement, current["id"], values)
        else:
            self.succeed(Placement, current["id"], values, day)
        self._show_placement(person)

    def _current(self, person: UUID) -> dict[str, Any] | None:
        with translated():
            row = self._connection.execute(
                select(Placement.__table__)
                .where(Placement.person_id == person, Placement.until.is_(None), Placement.removed_at.is_(None))
                .order_by(Placement.since.desc(), Placement.id.desc())
            ).mappings().first()  # fmt: skip
        return None if row is None else dict(row)

    def _show_placement(self, person: UUID) -> None:
        """Let a person show the current placement, or nothing where none is left."""
        current = self._current(person) or {**dict.fromkeys(SHOWN), "status": PersonStatus.LIVING_HERE}
        now = self._row(Person, person, removed=True)
        differs = {key: current[key] for key in SHOWN if now[key] != current[key]}
        if differs:
            self._update(Person, person, now, differs)

    def _show_placements(self) -> None:
        """See to it that whoever was placed in bulk shows it too: only the few that differ are written."""
        placed, self._placed = list(self._placed), set()
        for start in range(0, len(placed), 400):
            here = select(Person.id).where(Person.id.in_(placed[start : start + 400]), Person.removed_at.is_(None))
            part = self._connection.execute(here).scalars().all()
            same = [getattr(Person, key).is_not_distinct_from(getattr(Placement, key)) for key in SHOWN]
            right = (
                select(Person.id)
                .join(Placement, Placement.person_id == Person.id)
                .where(Person.id.in_(part), Placement.until.is_(None), Placement.removed_at.is_(None), *same)
                .group_by(Person.id)
            )
            fine = set(self._connection.execute(right).scalars()) - self._twice(part)
            for person in part:
                if person not in fine:
                    self._show_placement(person)

    def _twice(self, people: Sequence[UUID]) -> set[UUID]:
        """Return who has more than one current placement."""
        current = Placement.person_id.in_(people), Placement.until.is_(None), Placement.removed_at.is_(None)
        many = select(Placement.person_id).where(*current).group_by(Placement.person_id).having(func.count() > 1)
        return set(self._connection.execute(many).scalars())

    # -- what every write does ------------------------------------------------------------------------------------

    def _keep(self, change: Change) -> None:
        self.trail.keep(change)
        self.changes.add(change.ledger, change.row)

    def _index(self, ledger: type[Record], ids: Iterable[UUID]) -> None:
        if ledger is Person:
            self._reindex.update(ids)
        elif ledger is Dwelling:
            for one in ids:
                self._reindex.update(
                    self._connection.execute(select(Person.id).where(Person.dwelling_id == one)).scalars()
                )
        elif ledger in (Team, Area):
            self._index_names(ledger, list(ids))
        elif ledger is Matter:
            search.index_matters(self._connection, list(ids))
        elif ledger is MatterParty:
            owners = select(MatterParty.matter_id).where(MatterParty.id.in_(list(ids))).distinct()
            search.index_matters(self._connection, list(self._connection.execute(owners).scalars()))
        if len(self._reindex) > MANY:
            self._flush_index()

    def _index_names(self, ledger: type[Record], ids: Sequence[UUID]) -> None:
        rows = self._connection.execute(
            select(ledger.id, ledger.__table__.c.name).where(ledger.id.in_(ids), ledger.removed_at.is_(None))
        )
        search.drop(self._connection, ids)
        search.index(
            self._connection, ledger.__tablename__, [(one, search.tokens(name, None, (), "")) for one, name in rows]
        )

    def _flush_index(self) -> None:
        wanted, self._reindex = list(self._reindex), set()
        for start in range(0, len(wanted), 400):
            part = wanted[start : start + 400]
            rows = self._connection.execute(
                select(
                    Person.id, Person.name, Person.pinyin, Person.id_number, Person.phone, Person.phone2,
                    Dwelling.full_address,
                )
                .outerjoin(Dwelling, Person.dwelling_id == Dwelling.id)
                .where(Person.id.in_(part), Person.removed_at.is_(None))
            ).all()  # fmt: skip
            search.drop(self._connection, part)
            found = [
                (one, search.tokens(name, pinyin, [n for n in numbers if n], address or ""))
                for one, name, pinyin, *numbers, address in rows
            ]
            search.index(self._connection, "people", found)

    def reindex(self) -> None:
        """Build the token index anew from the tables; it is a function of them, so nothing is audited."""
        search.empty(self._connection)
        for ledger in search.FOUND_IN:
            present = select(ledger.id).where(ledger.removed_at.is_(None))
            ids = list(self._connection.execute(present).scalars())
            for start in range(0, len(ids), MANY):
                self._index(ledger, ids[start : start + MANY])

    def close(self) -> str:
        """Finish index and trail; return the new head of the chain."""
        with translated():
            self._show_placements()
            self._flush_index()
            empty = not self.trail.count and self.header.kind == WRITE
            return self.trail.prev if empty else self.trail.close()


def _only_steered(ledger: type[Record], values: Mapping[str, Any], *, steering: bool) -> None:
    """Raise where anything but a step writes what the flow of a record steers, or changes a row that is only added."""
    if not steering and (ledger.append_only or ledger.steered.intersection(values)):
        message = f"only a step writes {sorted(ledger.steered.intersection(values)) or ledger.__tablename__}"
        raise Steered(message)


@cache
def defaults_of(ledger: type[Record]) -> Mapping[str, Any]:
    """Return the plain defaults of a ledger's columns."""
    return {
        column.key: column.default.arg
        for column in ledger.__table__.columns
        if column.default is not None and column.default.is_scalar and column.key not in KEPT_BY_STORE
    }
