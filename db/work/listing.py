"""Bare ledgers taken in from sheets, one record a row: areas to services, whatever `series.ONE_BY` names.

A row is matched by the record key of an export, else by what makes its record one; dated facts by their spell. Links
are written in words (`linking`), and nobody is guessed. People themselves come in by the books (`taking`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.books.book import Book
from db.ledgers.allowances import Allowance
from db.ledgers.areas import Area, Dwelling
from db.ledgers.codes import CodeItem
from db.ledgers.people import Person
from db.ledgers.record import Described, Record, fields_of
from db.ledgers.services import ServiceLog
from db.ledgers.teams import Team
from db.store.ids import new_id
from db.store.reader import Reader
from db.store.writer import Writer
from db.words.checks import is_empty
from db.words.clean import Cleaned, Level, Problem, Rules, clean, tidy_text
from db.words.field import Kind
from db.work.allowances import NO_BACK
from db.work.areas import Grids
from db.work.linking import TELLING, Linked, Links, target_of
from db.work.series import ONE_BY, bearer, like, otherwise, records
from db.work.spells import Meant, meant, meant_by_key, wrong_way
from db.work.standing import local_day
from db.work.taking import Checked, Outcome, RawRow, rules_of
from db.work.taking_allowances import GIVEN, by_months, filled, turned

WHOM = "person_id"
SERVING = ("responsible_person_id",)
"""Links that lead to somebody with a post before anybody else of the name."""
TO_THE_LETTER: Mapping[type[Record], tuple[str, ...]] = {CodeItem: ("name",)}
"""Where 无 and its like are a word as any other: a code may be called so."""


def take_list(
    writer: Writer, book: Book, rows: Iterable[RawRow], _source: str, outcome: Outcome | None = None
) -> Outcome:
    """Write the rows of one sheet into a bare ledger; the caller rolls back if refusals are not wanted.

    Called as `take_in` is; only tags keep where they came from, in a cell of their own.
    """
    outcome = outcome or Outcome()
    listing = listing_of(writer.reader, book)
    for row in rows:
        outcome.read += 1
        read = listing.read(row)
        for problem in read.problems:
            outcome.tell(row, problem)
        if not read.sound:
            outcome.like[row.number] = read.like
            outcome.refuse(row)
            continue
        what = listing.settle(writer, read)
        setattr(outcome, what, getattr(outcome, what) + 1)
    return outcome


def check_listed(reader: Reader, book: Book, row: RawRow) -> Checked:
    """Look at one row as `take_list` would, without writing."""
    read = listing_of(reader, book).read(row)
    return Checked(tuple(read.problems), read.values.get(WHOM), read.like)


def listing_of(reader: Reader, book: Book) -> "Listing":
    """Return a ledger ready to take rows in."""
    grids = Grids(reader)
    return Listing(reader, book.ledger, book.catalogue(), Links(reader, grids), rules_of(reader, grids))


@dataclass
class Read:
    """What a row says: its values, the record it means, and what is wrong with it.

    door: the address of a door that is not there yet. like: whom a doubt about the person lies between.
    """

    row: RawRow
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    meant: Meant = field(default_factory=Meant)
    door: str = ""
    like: tuple[UUID, ...] = ()

    @property
    def sound(self) -> bool:
        """Say whether nothing refuses the row."""
        return all(problem.level is Level.WARNING for problem in self.problems)

    def wrong(self, key: str, value: object, reason: str, level: Level = Level.ERROR) -> None:
        """Add what is wrong with one cell."""
        self.problems.append(Problem(key, "" if value is None else str(value), level, reason))


@dataclass
class Listing:
    """One bare ledger being taken in. said: what earlier rows said, by the record it came to."""

    reader: Reader
    ledger: type[Record]
    catalogue: Mapping[str, Described]
    links: Links
    rules: Rules
    said: dict[UUID, tuple[int, dict[str, Any]]] = field(default_factory=dict)

    def read(self, row: RawRow) -> Read:
        """Clean a row, find whom and what it names and the record it means."""
        read = Read(row)
        if row.wrong:
            read.wrong("record_mark", "", row.wrong)
            return read
        cleaned = clean(self.catalogue, row.values, self.rules)
        read.problems = cleaned.problems
        self._whom(read, cleaned)
        own = fields_of(self.ledger)
        read.values |= {key: value for key, value in cleaned.values.items() if key in own and key != WHOM}
        for key in TO_THE_LETTER.get(self.ledger, ()):
            word = tidy_text(row.values.get(key))
            if word and is_empty(word):
                read.values[key] = word
                read.problems = [problem for problem in read.problems if problem.field != key]
        for key, described in own.items():
            if described.kind is Kind.LINK and key in read.values and key != WHOM:
                self._link(read, key, str(read.values.pop(key)).strip())
        self._emptied(read)
        if self.ledger is Allowance:
            by_months(read.values)
            read.problems = [one for one in read.problems if one.value or one.field not in GIVEN]
        if read.sound:
            self._mean(read)
        return read

    # -- links ----------------------------------------------------------------------------------------------------

    def _whom(self, read: Read, cleaned: Cleaned) -> None:
        """Find the person of a row by the name and what stands beside it."""
        if WHOM not in fields_of(self.ledger):
            return
        told = {key: cleaned.values[key] for key in TELLING if key in cleaned.values and key in self._beside()}
        name = str(cleaned.values.get(WHOM) or cleaned.values.get("name") or "").strip()
        if read.row.person is not None:
            read.values[WHOM] = read.row.person
        elif name or "id_number" in told:
            self._linked(read, WHOM, name or str(told["id_number"]), self.links.person(name, told))
        else:
            for key in (*told, *self._besides(read, cleaned)):
                reason = f"{self.catalogue[key].label}在这张表里只用来认人，没有改动。"
                read.wrong(key, cleaned.values[key], reason, Level.WARNING)

    def _besides(self, read: Read, cleaned: Cleaned) -> list[str]:
        """Return the cells of a keyed row that tell of something else than its record: they are looked at only."""
        own = {*fields_of(self.ledger), *TELLING, WHOM}
        return [key for key in cleaned.values if key in self.catalogue and key not in own and key in read.row.values]

    def _beside(self) -> set[str]:
        return set(self.catalogue) - set(fields_of(self.ledger))

    def _link(self, read: Read, key: str, text: str) -> None:
        target = target_of(self.ledger, key)
        if target == Dwelling.__tablename__:
            door = self.links.door(self._area(read), text)
            if door is None:
                read.door, read.values[key] = text, new_id()
            else:
                self._linked(read, key, text, door)
        else:
            self._linked(read, key, text, self.links.read(target, text, serving=key in SERVING))

    def _linked(self, read: Read, key: str, text: str, linked: Linked) -> None:
        if linked.id is None:
            read.wrong(key, text, linked.reason, linked.level)
            read.like = linked.like if key == WHOM else read.like
        else:
            read.values[key] = linked.id

    def _area(self, read: Read) -> UUID | None:
        """Return the grid that a row is about: its own, that of the record it bears the key of, that of its person."""
        if "area_id" in read.values:
            return read.values["area_id"]  # type: ignore[no-any-return]
        if read.row.record is not None:
            known = records(self.reader, self.ledger, [self.ledger.id == read.row.record])
            return known[0]["area_id"] if known else None
        statement = select(Person.area_id).where(Person.id == read.values.get(WHOM))
        found: UUID | None = self.reader.scalar(statement)
        return found

    def _emptied(self, read: Read) -> None:
        """Cells of a keyed row that were emptied empty the field, where it may be; of others the clerk is told."""
        if read.row.record is None:
            return
        table = self.ledger.__table__.c
        for key, value in read.row.values.items():
            if key in fields_of(self.ledger) and key not in read.values and is_empty(value):
                if table[key].nullable:
                    read.values[key] = None
                else:
                    reason = f"{self.catalogue[key].label}不能空着，没有改动。"
                    read.wrong(key, "", reason, Level.WARNING)

    # -- the record -----------------------------------------------------------------------------------------------

    def _mean(self, read: Read) -> None:
        """Find the record that a row means; what speaks against it is told."""
        known = self._keyed(read) if read.row.record is not None else self._found(read)
        if self.ledger is Allowance and known.problem is None:
            known = self._drawn(read, known)
        read.meant = known
        if known.problem is not None:
            read.problems.append(known.problem)
        elif known.known is None:
            told = {problem.field for problem in read.problems}
            for key, one in fields_of(self.ledger).items():
                if one.required and read.values.get(key) is None and key not in told:
                    read.wrong(key, "", f"缺少{one.label}，请补填。")
        else:
            self._in_use(read, known.known)
            self._once(read, known.known)
        wrong = wrong_way({**(known.known or {}), **read.values})
        read.problems += [wrong] if wrong is not None else []

    def _drawn(self, read: Read, known: Meant) -> Meant:
        """Bring a row of an allowance to months; of a new one fill in what it does not say."""
        if known.known is not None:
            return known if read.row.record is not None else turned(read.values, known)
        told = filled(self.reader, read.values)
        read.values |= told.values
        read.problems += told.problems
        return known

    def _keyed(self, read: Read) -> Meant:
        found = records(self.reader, self.ledger, [self.ledger.id == read.row.record])
        if not found:
            reason = "这一行所指的记录在库中已不在，请删去记录号再导入。"
            return Meant(problem=Problem("record_mark", "", Level.ERROR, reason))
        if "until" in fields_of(self.ledger):
            return meant_by_key(self.ledger, read.values, found[0], self.rules.today)
        return Meant(found[0])

    def _found(self, read: Read) -> Meant:
        where = like(self.ledger, read.values, self.links.grids)
        found = records(self.reader, self.ledger, where) if where else []
        if "until" in fields_of(self.ledger):
            return meant(self.ledger, read.values, found, self.rules.today)
        equal = [one for one in found if not otherwise(self.ledger, read.values, one)]
        found = equal[:1] or found
        if len(found) > 1:
            key = next(key for key in ONE_BY[self.ledger] if key in read.values)
            reason = f"库中有 {len(found)} 条与这一行对得上，不能断定是哪一条，请在程序里改。"
            return Meant(problem=Problem(key, "", Level.DOUBT, reason))
        return Meant(found[0] if found else None)

    def _in_use(self, read: Read, known: Mapping[str, Any]) -> None:
        """A code is one record's for good: it cannot go over to another, also after that one was removed."""
        if bearer(self.reader, self.ledger, {**known, **read.values}) not in (None, known["id"]):
            key = ONE_BY[self.ledger][-1]
            label = fields_of(self.ledger)[key].label
            read.wrong(key, read.values.get(key, ""), f"{label}已被另一条记录使用，请换一个。")

    def _once(self, read: Read, known: Mapping[str, Any]) -> None:
        """Two rows of a sheet that say different things of one record: which of them holds is for the clerk to say."""
        number, before = self.said.get(known["id"], (0, read.values))
        follows = read.meant.begins is not None and read.meant.begins == read.values.get("since")
        if read.row.record is None and not follows and before != read.values:
            key = next(key for key in ONE_BY[self.ledger] if key in read.values)
            reason = f"与第 {number} 行说的是同一条记录而内容不同，请留下对的一行。"
            read.wrong(key, "", reason, Level.DOUBT)

    # -- writing --------------------------------------------------------------------------------------------------

    def settle(self, writer: Writer, read: Read) -> str:
        """Add the record, or bring the known one up to what the row says; say which."""
        if read.door:
            door = {"id": read.values["dwelling_id"], "area_id": self._area(read), "full_address": read.door}
            writer.add(Dwelling, door)
        known = read.meant.known
        if known is None:
            one, what = self._add(writer, read.values), "added"
        else:
            one, what = self._bring_up(writer, read, known)
        self.said[one] = (read.row.number, read.values)
        return what

    def _bring_up(self, writer: Writer, read: Read, known: Mapping[str, Any]) -> tuple[UUID, str]:
        differs = otherwise(self.ledger, read.values, known)
        if not differs:
            return known["id"], "unchanged"
        if read.meant.begins is not None:
            news = {key: None for key in ("reason",) if key in fields_of(self.ledger)} | differs
            news |= NO_BACK if self.ledger is Allowance and "back_from" not in differs else {}
            return writer.succeed(self.ledger, known["id"], news, read.meant.begins), "updated"
        return known["id"], "updated" if writer.correct(self.ledger, known["id"], differs) else "unchanged"

    def _add(self, writer: Writer, values: dict[str, Any]) -> UUID:
        """Add a record; a new area or team may be named by later rows."""
        if self.ledger is Area:
            values.setdefault("parent_id", self.links.grids.home)
        if self.ledger is ServiceLog:
            values = {**self._of_call(values), **values}
        removed = bearer(self.reader, self.ledger, values)
        if removed is not None:  # its code is taken for good, so the record itself comes back
            writer.restore_values(self.ledger, removed, {**values, "removed_at": None})
        one = removed or writer.add(self.ledger, values)
        if self.ledger is Area:
            self.links.grids.know(one, values["name"], values["code"])
        if self.ledger in (Area, Team):
            self.links.known.clear()
        return one

    def _of_call(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what follows of a call: the grid of whom it was for, and whether it is entered later than its day."""
        area = self.reader.scalar(select(Person.area_id).where(Person.id == values.get(WHOM)))
        return {"area_id": area, "backdated": local_day(values["at"]) < self.rules.today}


def takes(book: Book) -> bool:
    """Say whether a book's bare ledger can be taken in from a sheet."""
    return book.take is None and book.ledger in ONE_BY


def asked_for(book: Book) -> Sequence[str]:
    """Return the columns one of which a sheet must have."""
    wanted = [key for key in ONE_BY[book.ledger] if key != "area_id"]
    return [*wanted, "id_number"] if WHOM in wanted else wanted
