"""Taking a sheet in: rows → clean → taken → matched → written, all in the writer's one transaction.

Importing the same file again changes nothing; a few changed cells update just these. A row is refused with its cell
and a reason; warnings refuse nothing. Memory stays bounded: rows are handled in chunks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from typing import Any
from uuid import UUID

from db.books.book import Book
from db.books.taken import Taken
from db.store.ids import new_id
from db.store.reader import Reader
from db.store.writer import Writer
from db.words.clean import Cleaned, Level, Problem, Rules, clean, shown
from db.words.days import BirthPrecision
from db.work.areas import Grids
from db.work.matching import Candidates, Known, candidates, match
from db.work.owning import emptied_of, nobodys, owned, with_emptied
from db.work.settling import Settler, new_grid

CHUNK = 500
MOST_PROBLEMS = 20_000
"""Problems kept for the list; beyond that only counted, so that a broken 200,000-row sheet stays in memory."""


@dataclass(frozen=True)
class RawRow:
    """One data row: its number in the sheet from 1, raw values by column key, and the cell each came from.

    person: whom the clerk says it is. stranger: the clerk says it is nobody the office knows. record: the record of the
    book's ledger that an exported row bears the key of; its values are then only the edited cells, an empty one was
    emptied. nobody: that record is about no person. wrong: why the row is refused whatever it says.
    """

    number: int
    values: Mapping[str, object]
    cells: Mapping[str, str] = field(default_factory=dict)
    person: UUID | None = None
    stranger: bool = False
    record: UUID | None = None
    nobody: bool = False
    wrong: str = ""


@dataclass(frozen=True)
class RowProblem:
    """A problem with its place in the sheet."""

    row: int
    cell: str
    problem: Problem


def as_it_stood(row: RawRow, problem: Problem) -> Problem:
    """Return a problem with the value of its own cell, however that was read."""
    return replace(problem, value=shown(row.values[problem.field])) if problem.field in row.values else problem


@dataclass
class Outcome:
    """What became of a sheet. read = added + updated + unchanged + refused."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    refused_rows: set[int] = field(default_factory=set)
    like: dict[int, tuple[UUID, ...]] = field(default_factory=dict)
    """Whom a doubtful row may mean, by row."""

    def tell(self, row: RawRow, problem: Problem) -> None:
        """Keep one problem with its cell."""
        if len(self.problems) < MOST_PROBLEMS:
            cell = row.cells.get(problem.field) or (next(iter(row.cells.values()), ""))
            self.problems.append(RowProblem(row.number, cell, as_it_stood(row, problem)))

    def refuse(self, row: RawRow) -> None:
        """Count one refused row."""
        self.refused += 1
        self.refused_rows.add(row.number)


@dataclass(frozen=True)
class Sure:
    """A row and the person it means; new: not in the store yet."""

    row: RawRow
    taken: Taken
    person: UUID
    new: bool


@dataclass
class Seen:
    """What stood in earlier rows of the same sheet, by identity number. once: a person has one row in the book."""

    once: bool
    rows: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    new: set[UUID] = field(default_factory=set)


@dataclass(frozen=True)
class Checked:
    """One row looked at alone: what is wrong with it, whom it means, or whom it may mean (for the clerk to say)."""

    problems: tuple[Problem, ...]
    person: UUID | None = None
    like: tuple[UUID, ...] = ()

    @property
    def sound(self) -> bool:
        """Say whether the row would come in."""
        return all(problem.level is Level.WARNING for problem in self.problems)


def rules_of(reader: Reader, grids: Grids) -> Rules:
    """Return the rules an import cleans by; a grid's name is passed on as it is written."""
    sets: dict[str, Any] = {}

    def read_code(name: str, text: str) -> str | None:
        if name == "area":
            return text
        if name not in sets:
            sets[name] = reader.codes(name)
        found: str | None = sets[name].read(text)
        return found

    return Rules(reader.today, read_code, grids.phone_area)


def take_in(
    writer: Writer,
    book: Book,
    rows: Iterable[RawRow],
    source: str,
    outcome: Outcome | None = None,
) -> Outcome:
    """Write the rows of one sheet; the caller rolls back if refusals are not wanted.

    source: the file's name. outcome: filled as rows are decided, for a caller that looks on.
    """
    grids = Grids(writer.reader)
    rules = rules_of(writer.reader, grids)
    outcome, seen = outcome or Outcome(), Seen(once=book.person == "id")
    settler = Settler(writer, grids, source)
    columns = book.catalogue()
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        outcome.read += len(chunk)
        chunk = owned(writer.reader, book, chunk)
        _mend_nobodys(writer, book, [row for row in chunk if row.nobody], rules, outcome)
        chunk = [row for row in chunk if not row.nobody]
        good = [found for row in chunk if (found := _clean(book, columns, row, rules, outcome)) is not None]
        among = candidates(
            writer.reader, [taken for _, taken in good], seen.new if seen.once else (), _said(row for row, _ in good)
        )
        sure = _matched(good, among, seen, outcome)
        settler.expect([one.person for one in sure if not one.new], [one.taken for one in sure])
        for one in sure:
            _settle(one, settler, outcome)
        settler.flush()
    return outcome


def _mend_nobodys(writer: Writer, book: Book, rows: Iterable[RawRow], rules: Rules, outcome: Outcome) -> None:
    """Mend records that are about no person by the edited cells of their rows."""
    columns = book.catalogue()
    for row in rows:
        cleaned = nobodys(book, columns, row, rules)
        for problem in cleaned.problems:
            outcome.tell(row, problem)
        if not cleaned.sound:
            outcome.refuse(row)
        elif row.record is not None and cleaned.values and writer.change(book.ledger, row.record, cleaned.values):
            outcome.updated += 1
        else:
            outcome.unchanged += 1


def check_row(reader: Reader, book: Book, row: RawRow) -> Checked:
    """Look at one row as `take_in` would, without writing: a cell edited by hand is judged again at once.

    Rows of the same sheet are not compared. reader: must see whole numbers.
    """
    grids = Grids(reader)
    [row] = owned(reader, book, [row])
    if row.nobody:
        return Checked(tuple(nobodys(book, book.catalogue(), row, rules_of(reader, grids)).problems))
    taken, problems = _read(book, book.catalogue(), row, rules_of(reader, grids))
    if taken is None:
        return Checked(tuple(as_it_stood(row, one) for one in problems))
    found = match(taken, candidates(reader, [taken], said=_said([row])), row.person, stranger=row.stranger)
    if found.doubt:
        problems.append(Problem(found.field, str(taken.person.get(found.field) or ""), Level.DOUBT, found.doubt))
    elif taken.area is not None and grids.find(taken.area) is None:
        problems.append(new_grid(taken.area))
    return Checked(tuple(as_it_stood(row, one) for one in problems), found.person, found.like)


def _read(book: Book, columns: Mapping[str, Any], row: RawRow, rules: Rules) -> tuple[Taken | None, list[Problem]]:
    """Return what a row says, None if it is refused, and what is wrong with it."""
    if row.wrong:
        return None, [Problem("record_mark", "", Level.ERROR, row.wrong)]
    cleaned = clean(columns, row.values, rules)
    emptied = emptied_of(row, columns, cleaned)
    taken = book.take(cleaned, rules) if book.take is not None and _named(cleaned) else None
    if taken is not None and emptied:
        taken = with_emptied(taken, emptied)
    return taken if cleaned.sound else None, cleaned.problems


def _clean(
    book: Book, columns: Mapping[str, Any], row: RawRow, rules: Rules, outcome: Outcome
) -> tuple[RawRow, Taken] | None:
    taken, problems = _read(book, columns, row, rules)
    for problem in problems:
        outcome.tell(row, problem)
    if taken is None:
        outcome.refuse(row)
        return None
    return row, taken


def _said(rows: Iterable[RawRow]) -> frozenset[UUID]:
    return frozenset(row.person for row in rows if row.person is not None)


def _named(cleaned: Cleaned) -> bool:
    """A row without a name is nobody: refused once, whatever else it says."""
    if cleaned.values.get("name"):
        return True
    if not any(problem.field == "name" and problem.level is not Level.WARNING for problem in cleaned.problems):
        cleaned.problems.append(Problem("name", "", Level.ERROR, "缺少姓名，请补填。"))
    return False


def _matched(good: Iterable[tuple[RawRow, Taken]], among: Candidates, seen: Seen, outcome: Outcome) -> list[Sure]:
    """Pair each row with the person meant, known or new; doubtful and repeated rows are told and left out."""
    sure: list[Sure] = []
    for row, taken in good:
        number = taken.person.get("id_number")
        if seen.once and number in seen.rows:
            _repeat(row, taken, seen.rows[number], outcome)
            continue
        found = match(taken, among, row.person, stranger=row.stranger)
        if found.doubt:
            said = str(taken.person.get(found.field) or "")
            outcome.tell(row, Problem(found.field, said, Level.DOUBT, found.doubt))
            outcome.like[row.number] = found.like
            outcome.refuse(row)
            continue
        if number:
            seen.rows[number] = (row.number, _words(taken))
        person = found.person or new_id()
        if found.person is None:
            seen.new.add(person)
            among.add(_known(person, taken, fresh=seen.once))
        sure.append(Sure(row, taken, person, new=found.person is None))
    return sure


def _known(person: UUID, taken: Taken, *, fresh: bool) -> Known:
    told = taken.person
    about = (told.get("id_number"), told.get("birth_date"), taken.address, told.get("phone"))
    return Known(person, told["name"], *about, told.get("birth_precision", BirthPrecision.DAY), fresh)


def _settle(one: Sure, settler: Settler, outcome: Outcome) -> None:
    settled = settler.settle(one.person, one.taken, new=one.new, record=one.row.record)
    for problem in settled.warnings:
        outcome.tell(one.row, problem)
    setattr(outcome, settled.what, getattr(outcome, settled.what) + 1)


def _words(taken: Taken) -> bytes:
    """Return a short stand-in for what a row says, to know it again without keeping it."""
    return sha256(repr(taken).encode()).digest()[:12]


def _repeat(row: RawRow, taken: Taken, before: tuple[int, bytes], outcome: Outcome) -> None:
    """A number met again in the same sheet: the same words count as unchanged, other words are a doubt."""
    number, first = before
    if _words(taken) == first:
        outcome.tell(
            row, Problem("id_number", str(taken.person["id_number"]), Level.WARNING, f"与第 {number} 行重复。")
        )
        outcome.unchanged += 1
        return
    reason = f"与第 {number} 行身份证号相同而内容不同，请留下对的一行。"
    outcome.tell(row, Problem("id_number", str(taken.person["id_number"]), Level.DOUBT, reason))
    outcome.refuse(row)
