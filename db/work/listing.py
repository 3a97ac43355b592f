"""Bare ledgers taken in from sheets: areas, doors, teams, memberships, codes, contacts, tags, one record a row.

A row is matched by the record key of an export, else by what makes its record one (`ONE_BY`). Links are written in
words: a grid's name or code, a person's number or a name that only one bears. What has people, plans and visits in
it comes in by the books (`taking`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.books.book import Book
from db.ledgers.areas import Area, Dwelling
from db.ledgers.codes import CodeItem
from db.ledgers.people import Contact, Person, PersonTag
from db.ledgers.record import Record, fields_of
from db.ledgers.teams import Membership, Team
from db.store.reader import Reader
from db.store.writer import Writer
from db.words.addresses import door_key, take_apart
from db.words.clean import Level, Problem, Rules, clean
from db.words.field import Kind
from db.work.areas import Grids
from db.work.taking import Checked, Outcome, RawRow, rules_of

ONE_BY: Mapping[type[Record], tuple[str, ...]] = {
    Area: ("code",),
    Dwelling: ("area_id", "full_address"),
    Team: ("name", "area_id"),
    Membership: ("person_id", "area_id", "team_id", "role"),
    CodeItem: ("set", "code"),
    Contact: ("person_id", "name"),
    PersonTag: ("person_id", "tag"),
}
"""What makes a record one; of dated facts the one that holds now."""


@dataclass(frozen=True)
class Linked:
    """A link in words read: the record meant, or why not."""

    id: UUID | None
    reason: str = ""
    level: Level = Level.ERROR


@dataclass
class Links:
    """Reads links written in words; each words are asked once a sheet."""

    reader: Reader
    grids: Grids
    known: dict[tuple[str, str], Linked] = field(default_factory=dict)

    def read(self, target: str, text: str) -> Linked:
        """Return the record of a ledger that a text means."""
        if (target, text) not in self.known:
            self.known[target, text] = self._read(target, text)
        return self.known[target, text]

    def _read(self, target: str, text: str) -> Linked:
        if target == Area.__tablename__:
            found = self.grids.find(text)
            return Linked(found, "" if found else f"没有叫“{text}”的区域，请先录入，或改成已有的名称。")
        ledger, columns = BY_WORDS[target]
        found_ids: set[UUID] = set()
        for column in columns:
            statement = select(ledger.id).where(column == text, ledger.removed_at.is_(None)).limit(2)
            found_ids = found_ids or {one for (one,) in self.reader.rows(statement)}
        if len(found_ids) == 1:
            return Linked(found_ids.pop())
        if found_ids:
            return Linked(None, f"“{text}”不止一个，不能断定是哪一个，请写身份证号或全称。", Level.DOUBT)
        return Linked(None, f"没有找到“{text}”，请先录入，或改成已有的写法。")


BY_WORDS: Mapping[str, tuple[type[Record], tuple[Any, ...]]] = {
    Person.__tablename__: (Person, (Person.id_number, Person.name)),
    Team.__tablename__: (Team, (Team.name,)),
    Dwelling.__tablename__: (Dwelling, (Dwelling.full_address,)),
}


NAMED_BY: Mapping[str, tuple[type[Record], Any]] = {
    Area.__tablename__: (Area, Area.name),
    **{name: (ledger, columns[-1]) for name, (ledger, columns) in BY_WORDS.items()},
}


def target_of(ledger: type[Record], key: str) -> str:
    """Return the ledger that a link leads to."""
    [link] = ledger.__table__.c[key].foreign_keys
    return str(link.column.table.name)


def link_words(reader: Reader, target: str, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return what linked records are called, as a sheet shows and reads them."""
    if target not in NAMED_BY:
        return {one: str(one) for one in ids}
    ledger, column = NAMED_BY[target]
    return dict(reader.rows(select(ledger.id, column).where(ledger.id.in_(set(ids)))))


def take_list(
    writer: Writer, book: Book, rows: Iterable[RawRow], _source: str, outcome: Outcome | None = None
) -> Outcome:
    """Write the rows of one sheet into a bare ledger; the caller rolls back if refusals are not wanted.

    Called as `take_in` is; only tags keep where they came from, in a cell of their own.
    """
    outcome = outcome or Outcome()
    grids = Grids(writer.reader)
    listing = Listing(writer.reader, book.ledger, Links(writer.reader, grids), rules_of(writer.reader, grids))
    for row in rows:
        outcome.read += 1
        values, known, problems = listing.read(row)
        for problem in problems:
            outcome.tell(row, problem)
        if values is None:
            outcome.refuse(row)
            continue
        what = listing.settle(writer, values, known)
        setattr(outcome, what, getattr(outcome, what) + 1)
    return outcome


def check_listed(reader: Reader, book: Book, row: RawRow) -> Checked:
    """Look at one row as `take_list` would, without writing."""
    grids = Grids(reader)
    listing = Listing(reader, book.ledger, Links(reader, grids), rules_of(reader, grids))
    return Checked(tuple(listing.read(row)[2]))


@dataclass(frozen=True)
class Listing:
    """One bare ledger being taken in."""

    reader: Reader
    ledger: type[Record]
    links: Links
    rules: Rules

    def read(self, row: RawRow) -> tuple[dict[str, Any] | None, Mapping[str, Any] | None, list[Problem]]:
        """Return clean values (None: refused), the record they mean (None: a new one), and what is wrong."""
        if row.wrong:
            return None, None, [Problem("record_mark", "", Level.ERROR, row.wrong)]
        cleaned = clean(fields_of(self.ledger), row.values, self.rules)
        values = {key: value for key, value in cleaned.values.items() if key in fields_of(self.ledger)}
        problems = cleaned.problems
        self._link(values, problems)
        known = self._known(values, row.record)
        if row.record is not None and known is None:
            problems.append(
                Problem("record_mark", "", Level.ERROR, "这一行所指的记录在库中已不在，请删去记录号再导入。")
            )
        problems += self._in_use(values, known)
        if known is None:
            told = {problem.field for problem in problems}
            problems += [self._missing(key) for key in self._wanting(values) if key not in told]
        refused = any(problem.level is not Level.WARNING for problem in problems)
        return None if refused else values, known, problems

    def _link(self, values: dict[str, Any], problems: list[Problem]) -> None:
        for key, described in fields_of(self.ledger).items():
            if described.kind is Kind.LINK and key in values:
                text = str(values.pop(key)).strip()
                linked = self.links.read(target_of(self.ledger, key), text)
                if linked.id is None:
                    problems.append(Problem(key, text, linked.level, linked.reason))
                else:
                    values[key] = linked.id

    def _wanting(self, values: Mapping[str, Any]) -> list[str]:
        return [key for key, one in fields_of(self.ledger).items() if one.required and values.get(key) is None]

    def _missing(self, key: str) -> Problem:
        return Problem(key, "", Level.ERROR, f"缺少{fields_of(self.ledger)[key].label}，请补填。")

    def _known(self, values: Mapping[str, Any], record: UUID | None) -> Mapping[str, Any] | None:
        """Return the record meant, with its values; None for a new one."""
        ledger: Any = self.ledger
        where = [ledger.id == record] if record is not None else self._one_by(values)
        if not where:
            return None
        if record is None and "until" in fields_of(ledger):
            where.append(ledger.until.is_(None))
        columns = [getattr(ledger, key) for key in fields_of(ledger)]
        rows = self.reader.rows(select(ledger.id, *columns).where(*where, ledger.removed_at.is_(None)).limit(1))
        return dict(zip(("id", *fields_of(ledger)), rows[0], strict=True)) if rows else None

    def _in_use(self, values: Mapping[str, Any], known: Mapping[str, Any] | None) -> list[Problem]:
        """A code is one record's for good: it cannot go over to another, also after that one was removed."""
        other = None if known is None else self._bearer({**known, **values})
        if known is None or other in (None, known["id"]):
            return []
        key = ONE_BY[self.ledger][-1]
        label = fields_of(self.ledger)[key].label
        return [Problem(key, str(values.get(key, "")), Level.ERROR, f"{label}已被另一条记录使用，请换一个。")]

    def _bearer(self, values: Mapping[str, Any]) -> UUID | None:
        """Return the record that bears a code that only one may bear, removed or not."""
        if self.ledger not in (Area, CodeItem):
            return None
        where = [getattr(self.ledger, key) == values.get(key) for key in ONE_BY[self.ledger]]
        found: UUID | None = self.reader.scalar(select(self.ledger.id).where(*where))
        return found

    def _one_by(self, values: Mapping[str, Any]) -> list[Any]:
        ledger: Any = self.ledger
        if ledger is Area and "code" not in values and values.get("name"):
            return [Area.id == self.links.grids.find(values["name"])]
        if all(values.get(key) is None for key in ONE_BY[ledger] if not key.endswith("_id") or key == "person_id"):
            return []
        if ledger is Dwelling:
            key = door_key(take_apart(values["full_address"]))
            return [Dwelling.door_key == key, Dwelling.area_id.is_not_distinct_from(values.get("area_id"))]
        return [getattr(ledger, key).is_not_distinct_from(values.get(key)) for key in ONE_BY[ledger]]

    def _add(self, writer: Writer, values: dict[str, Any]) -> None:
        """Add a record; a new area or team may be named by later rows."""
        if self.ledger is Area:
            values.setdefault("parent_id", self.links.grids.home)
        removed = self._bearer(values)
        if removed is not None:  # its code is taken for good, so the record itself comes back
            writer.restore_values(self.ledger, removed, {**values, "removed_at": None})
        one = removed or writer.add(self.ledger, values)
        if self.ledger is Area:
            self.links.grids.know(one, values["name"], values["code"])
        if self.ledger in (Area, Team):
            self.links.known.clear()

    def settle(self, writer: Writer, values: dict[str, Any], known: Mapping[str, Any] | None) -> str:
        """Add the record, or bring the known one up to what the row says; say which."""
        if known is None:
            self._add(writer, values)
            return "added"
        differs = {key: value for key, value in values.items() if known[key] != value}
        if self.ledger is Dwelling and _same_door(values, known):
            differs.pop("full_address", None)
        return "updated" if differs and writer.correct(self.ledger, known["id"], differs) else "unchanged"


def _same_door(values: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    address = values.get("full_address")
    return address is None or door_key(take_apart(address)) == known["door_key"]


def takes(book: Book) -> bool:
    """Say whether a book's bare ledger can be taken in from a sheet."""
    return book.take is None and book.ledger in ONE_BY


def asked_for(book: Book) -> Sequence[str]:
    """Return the columns one of which a sheet must have."""
    return [key for key in ONE_BY[book.ledger] if key != "area_id"]
