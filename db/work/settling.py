"""Settling a matched row: a new person with everything the row says, or just the cells that differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from db.books.taken import Taken
from db.books.visits import shown_finding
from db.ledgers.areas import Area, Dwelling
from db.ledgers.care import CarePlan
from db.ledgers.people import Contact, Person, PersonStatus, PersonTag, Placement
from db.ledgers.record import Record
from db.ledgers.services import Finding, LogKind, Method, Reached, ServiceDoer, ServiceLog
from db.ledgers.teams import Membership, Role
from db.store.ids import new_id
from db.store.writer import Edit, Writer
from db.words.addresses import door_key, door_of, take_apart
from db.words.clean import Level, Problem
from db.words.days import BirthPrecision, is_vaguer, may_be_one
from db.work.areas import Grids
from db.work.matching import same_door
from db.work.standing import TOLD_KEYS, Standing, local_day, standings

ORDER: tuple[type[Record], ...] = (
    Dwelling, Person, Placement, PersonTag, Contact, CarePlan, Membership, ServiceLog, ServiceDoer, Finding,
)  # fmt: skip


@dataclass(frozen=True)
class Settled:
    """What a row came to: added, updated or unchanged; and what to warn of."""

    what: str
    warnings: Sequence[Problem] = ()


def new_grid(name: str) -> Problem:
    """Return the warning that a row names a grid which the office does not have yet."""
    return Problem("area", name, Level.WARNING, f"网格“{name}”原来没有，将新建在本社区下，请核对名称。")


def _is_known_better(known: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Say whether a row tells only vaguely what is known of a birth: an age says nothing new of a birthday."""
    birth, exact = known.get("birth_date"), known.get("birth_precision") or BirthPrecision.DAY
    told, as_told = said.get("birth_date"), said.get("birth_precision", BirthPrecision.DAY)
    return bool(birth and told and is_vaguer(as_told, exact) and may_be_one((birth, exact), (told, as_told)))


@dataclass
class Settler:
    """Writes the rows of one sheet. New records wait in `new` and go in bulk at `flush`."""

    writer: Writer
    grids: Grids
    source: str
    how: Edit | None = None
    """改错 or 有变化 as the clerk said; None: a filled blank is mended, anything else has changed."""
    new: dict[type[Record], list[dict[str, Any]]] = field(default_factory=dict)
    now: dict[UUID, Standing] = field(default_factory=dict)
    doors: dict[tuple[UUID | None, str], UUID] = field(default_factory=dict)
    workers: dict[str, list[tuple[UUID, UUID | None]]] | None = None
    warnings: list[Problem] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    record: UUID | None = None

    def expect(self, people: Iterable[UUID], rows: Iterable[Taken]) -> None:
        """Read what the store holds of the people and doors that the next rows are about."""
        self.now = standings(self.writer.reader, list(dict.fromkeys(people)))
        told = list(rows)
        keys = sorted({door_key(take_apart(row.address)) for row in told if row.address})
        areas = {self.grids.find(row.area) for row in told if row.area} | {self.grids.home}
        areas |= {one.person.get("area_id") for one in self.now.values()}
        statement = select(Dwelling.id, Dwelling.area_id, Dwelling.full_address).where(
            Dwelling.door_key.in_(keys),
            Dwelling.removed_at.is_(None),
            or_(Dwelling.area_id.in_(areas - {None}), Dwelling.area_id.is_(None)),
        )
        self.doors = {self._threshold(area, address): one for one, area, address in self.writer.reader.rows(statement)}

    def flush(self) -> None:
        """Write what waits, parents before children."""
        for ledger in ORDER:
            rows = self.new.pop(ledger, [])
            if rows:
                self.writer.add_many(ledger, rows)

    def settle(self, person: UUID, row: Taken, *, new: bool, record: UUID | None = None) -> Settled:
        """Add a new person under that id, or bring a known one up to what the row says.

        record: the record whose key the row bears; it says only what was edited.
        """
        self.warnings, self.record = [], record
        area = self._area(row)
        if new:
            self._add_person(person, row, area)
            changed = False
        else:
            changed = self._update_person(person, row, area)
        for part in (self._tags, self._contact, self._plan, self._post, self._visit):
            changed = part(person, row) or changed
        return Settled("added" if new else "updated" if changed else "unchanged", self.warnings)

    def _sure(self) -> Writer:
        """Return the writer after everything that waits is written: what is changed next must be there."""
        self.flush()
        return self.writer

    def _wait(self, ledger: type[Record], values: Mapping[str, Any], one: UUID | None = None) -> UUID:
        one = one or new_id()
        self.new.setdefault(ledger, []).append({"id": one, **values})
        return one

    # -- area and door ------------------------------------------------------------------------------------------

    def _area(self, row: Taken) -> UUID | None:
        if row.area is None:
            return None
        found = self.grids.find(row.area)
        if found is None:
            found = self.grids.make(self.writer, row.area)
            self.warnings.append(new_grid(row.area))
        if row.area_values:
            said = {key: value for key, value in row.area_values.items() if key != "code"}
            self.writer.change(Area, found, said)
        return found

    def _door(self, area: UUID | None, address: str) -> UUID:
        threshold = self._threshold(area, address)
        if threshold not in self.doors:
            self.doors[threshold] = self._wait(Dwelling, {"area_id": area, "full_address": address})
        return self.doors[threshold]

    @staticmethod
    def _threshold(area: UUID | None, address: str) -> tuple[UUID | None, str]:
        """Return what makes a door one: its grid and its place in the walking order, else the words as written."""
        return area, door_of(address) or address

    # -- the person ---------------------------------------------------------------------------------------------

    def _add_person(self, person: UUID, row: Taken, area: UUID | None) -> None:
        area = area or self.grids.home
        home: dict[str, Any] = {"area_id": area, "status": PersonStatus.LIVING_HERE, **row.placement}
        if row.address:
            home["dwelling_id"] = self._door(area, row.address)
        self._wait(Person, {**row.person, **home}, person)
        self._wait(Placement, {"person_id": person, **home, "since": None})
        self.now[person] = Standing({**row.person, **home}, row.address)

    def _update_person(self, person: UUID, row: Taken, area: UUID | None) -> bool:
        now = self.now[person]
        said = row.person if self.record is not None else self._news(now.person, row.person)
        differs = {key: value for key, value in said.items() if now.person.get(key) != value}
        if differs:
            self._sure().change(Person, person, differs)
        moved = {key: value for key, value in row.placement.items() if now.person.get(key) != value}
        if area is not None and area != now.person.get("area_id"):
            moved["area_id"] = area
        if row.address and not same_door(row.address, now.address):
            moved["dwelling_id"] = self._door(area or now.person.get("area_id"), row.address)
        if moved:
            self._move(person, now, moved)
        now.person.update(differs | moved)
        return bool(differs or moved)

    def _news(self, known: Mapping[str, Any], said: Mapping[str, Any]) -> Mapping[str, Any]:
        """Leave out what is known better: a birth told vaguely, and a sex that the number on record speaks against."""
        stale = [key for key in said if key.startswith("birth_")] if _is_known_better(known, said) else []
        numbered = known.get("id_number") and not said.get("id_number") and known.get("id_type") in (None, "111")
        sex, told = known.get("sex"), said.get("sex")
        if numbered and sex and told and told != sex:
            reason = f"性别“{told.label}”与库中身份证号不符，仍记为“{sex.label}”，请核对。"
            self.warnings.append(Problem("sex", told.label, Level.WARNING, reason))
            stale.append("sex")
        return {key: value for key, value in said.items() if key not in stale}

    def _move(self, person: UUID, now: Standing, moved: Mapping[str, Any]) -> None:
        """A cell that was empty before is filled in place; one that was otherwise has changed today."""
        filled = all(now.person.get(key) is None for key in moved)
        how = self.how or (Edit.CORRECT if filled else Edit.CHANGE)
        self._sure().place(person, moved, self.writer.reader.today, how)

    # -- what belongs to the person -----------------------------------------------------------------------------

    def _tags(self, person: UUID, row: Taken) -> bool:
        now, changed, source = self.now[person], False, self.source[:60]
        for tag in row.tags:
            if tag not in now.tags:
                one = self._wait(PersonTag, {"person_id": person, "tag": tag, "source": source})
                now.tags[tag] = (one, source)
                changed = True
        gone = [
            tag
            for tag, (_, told) in now.tags.items()
            if row.tags_said and (self.how or self.record or told == source) and tag not in row.tags
        ]
        for tag in gone:
            ended = now.tags.pop(tag)[0]
            if ended is not None:
                self._sure().correct(PersonTag, ended, {"until": self.writer.reader.today})
                changed = True
        return changed

    def _contact(self, person: UUID, row: Taken) -> bool:
        if not row.contact:
            return False
        now = self.now[person]
        if self.record is not None and now.contacts:
            return self._first_contact(now, row.contact)
        name = str(row.contact.get("name") or "家属")
        values = {**row.contact, "name": name}
        if name not in now.contacts:
            one = self._wait(Contact, {"person_id": person, "is_emergency": True, **values})
            now.contacts[name] = (one, values)
            return True
        one_known, known = now.contacts[name]
        differs = {key: value for key, value in values.items() if known.get(key) != value}
        if differs and one_known is not None:
            self._sure().change(Contact, one_known, differs)
            known.update(differs)
        return bool(differs)

    def _first_contact(self, now: Standing, said: Mapping[str, Any]) -> bool:
        """An export shows the first contact: what was edited there is that one's, also another name."""
        name, (one, known) = next(iter(now.contacts.items()))
        differs = {key: value for key, value in said.items() if known.get(key) != value}
        if one is None or not differs:
            return False
        self._sure().change(Contact, one, differs)
        del now.contacts[name]
        now.contacts = {str(differs.get("name", name)): (one, {**known, **differs}), **now.contacts}
        return True

    def _plan(self, person: UUID, row: Taken) -> bool:
        standing = self.now[person]
        values = {key: value for key, value in row.plan.items() if standing.effective.get(key) != value}
        if row.keeper:
            keeper = self._worker(row.keeper, self.now[person].person.get("area_id"))
            if keeper is None:
                reason = f"责任人“{row.keeper}”不在网格队伍中，未登记，请先录入网格员再导入一次。"
                self._tell_once(reason, "responsible", row.keeper)
            else:
                values["responsible_person_id"] = keeper
        if not values:
            return False
        now = standing
        if now.plan is None:
            now.plan = (self._wait(CarePlan, {"person_id": person, **values}), values)
            return True
        one, known = now.plan
        differs = {key: value for key, value in values.items() if known.get(key) != value}
        if differs:
            filled = self.how is Edit.CORRECT or all(known.get(key) is None for key in differs)
            self._change_plan(now, one, {**known, **differs} if not filled else differs, filled=filled)
        return bool(differs)

    def _change_plan(self, now: Standing, one: UUID, values: dict[str, Any], *, filled: bool) -> None:
        if filled:
            self._sure().correct(CarePlan, one, values)
            now.plan = (one, {**(now.plan or (one, {}))[1], **values})
        else:
            now.plan = (self._sure().succeed(CarePlan, one, values, self.writer.reader.today, self.source), values)

    def _warn_of_visit(self, key: tuple[date, LogKind], told: Mapping[str, str]) -> None:
        """A visit of that day is on record in other words: a sheet never overwrites it, nor makes it two."""
        where = next(iter(told))
        reason = f"{key[0]} 的{key[1].label}已登记过，内容不同，没有改动。要改请在走访帮办里打开那一条。"
        self.warnings.append(Problem(where, told[where], Level.WARNING, reason))

    def _tell_once(self, reason: str, field_: str, value: str) -> None:
        """Warn of the same thing once a sheet, at its first row."""
        if reason not in self.told:
            self.told.add(reason)
            self.warnings.append(Problem(field_, value, Level.WARNING, reason))

    def _worker(self, name: str, area: UUID | None) -> UUID | None:
        """Return the member of that name, the one of the person's own grid first; None if unknown or not certain."""
        if self.workers is None:
            self.workers = {}
            rows = self.writer.reader.rows(
                select(Person.name, Person.id, Membership.area_id)
                .join(Membership, Membership.person_id == Person.id)
                .where(Membership.until.is_(None), Membership.removed_at.is_(None))
            )
            for worker, one, where in rows:
                self.workers.setdefault(worker, []).append((one, where))
        found = self.workers.get(name.strip(), [])
        near = {one for one, where in found if where == area} or {one for one, _ in found}
        return near.pop() if len(near) == 1 else None

    def _post(self, person: UUID, row: Taken) -> bool:
        if not row.membership and not row.area_values and not (self.record and row.posted and row.area):
            return False
        if self.record is not None:
            moved = {"area_id": self.grids.find(row.area)} if row.area else {}
            return self._sure().correct(Membership, self.record, {**row.membership, **moved})
        now = self.now[person]
        area = self.grids.find(row.area) if row.area else self.grids.home
        values = {"role": Role.GRID_WORKER, **row.membership}
        key = (area, values["role"])
        if key not in now.posts:
            one = self._wait(Membership, {"person_id": person, "area_id": area, **values})
            now.posts[key] = (one, values)
            return True
        one_known, known = now.posts[key]
        differs = {name: value for name, value in values.items() if known.get(name) != value}
        if differs and one_known is not None:
            self._sure().correct(Membership, one_known, differs)
            known.update(differs)
        return bool(differs)

    def _visit(self, person: UUID, row: Taken) -> bool:
        if self.record is not None and row.logged:
            said = {key: value for key, value in row.visit.items() if key not in ("doers", "findings")}
            found = self._found(self.record, row.visit.get("findings", {}))
            return (bool(said) and self._sure().change(ServiceLog, self.record, said)) or found
        if "at" not in row.visit:
            return False
        now = self.now[person]
        values = {"kind": LogKind.VISIT, "reached": Reached.SEEN, "method": Method.DOOR, **row.visit}
        who, found = values.pop("doers", None), values.pop("findings", {})
        key = (local_day(values["at"]), values["kind"])
        told = {name: values[name] for name in TOLD_KEYS if values.get(name)}
        if key in now.visits:
            if not any(told.items() <= known.items() for known in now.visits[key]):
                self._warn_of_visit(key, told)
            return False
        now.visits[key] = [told]
        backdated = key[0] < self.writer.reader.today
        area = now.person.get("area_id")
        one = self._wait(ServiceLog, {"person_id": person, "area_id": area, "backdated": backdated, **values})
        for name in (who or "").replace("，", "、").split("、"):
            if name.strip():
                doer = self._worker(name, area)
                self._wait(ServiceDoer, {"service_id": one, "person_id": doer, "name": name.strip()})
        for item, text in found.items():
            self._wait(Finding, {"service_id": one, "item": item, "note": text})
        return True

    def _found(self, service: UUID, told: Mapping[str, str]) -> bool:
        """Mend what a known visit found; say whether anything differs from what is kept."""
        rows = self.writer.reader.rows(
            select(Finding.item, Finding.id, Finding.answer, Finding.note).where(
                Finding.service_id == service, Finding.item.in_(told), Finding.removed_at.is_(None)
            )
        )
        kept = {item: (one, shown_finding(answer, note)) for item, one, answer, note in rows}
        differs = {item: text for item, text in told.items() if text != kept.get(item, (None, None))[1]}
        for item, text in differs.items():
            if item in kept:
                self._sure().change(Finding, kept[item][0], {"answer": None, "note": text})
            else:
                self._wait(Finding, {"service_id": service, "item": item, "note": text})
        return bool(differs)
