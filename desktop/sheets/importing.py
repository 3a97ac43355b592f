"""From a file to records: sheets → head → matching → rows of a book, taken in, one transaction a sheet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.books import BOOKS, TABS
from db.books.book import Book
from db.ledgers.office import HeadMatch, ImportBatch
from db.store.ids import new_id
from db.store.store import Store
from db.store.writer import Writer
from db.trouble import Refused, UnknownName
from db.work.taking import CHUNK, Outcome, RawRow, take_in
from desktop.sheets.match import Matching, best, headings_of, match
from desktop.sheets.read import Head, Row, Sheet, begin, cell_name, data_rows, find_head, opened

AUTO = "auto"
TITLES = {"elders": ("老人", "老年"), "grid_members": ("网格员", "花名册", "队伍"), "visits": ("走访", "探访", "记录")}
"""Words by which a title tells its ledger, where the headings fit two."""


@dataclass(frozen=True)
class How:
    """How a file is taken in. dry: nothing is written. accept_good: sound rows come in although others are refused."""

    book: str = AUTO
    dry: bool = False
    accept_good: bool = False
    progress: Callable[[int], None] = field(default=lambda _: None)


@dataclass
class Result:
    """What became of one sheet; refused rows are kept as they stood for the marked sheet."""

    file: str
    sheet: str
    book: str
    outcome: Outcome
    matching: Matching
    headings: list[str]
    batch: UUID | None = None
    refused: list[Row] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list, repr=False)

    def settle(self, keep: int = 0) -> None:
        """Pick the refused rows out of those that are decided; the last `keep` are not yet."""
        done = self.waiting[: len(self.waiting) - keep]
        self.refused += [row for row in done if row.number in self.outcome.refused_rows]
        del self.waiting[: len(done)]


class RolledBack(Exception):
    """Nothing of the sheet stays: a dry run, or refused rows that were not waived."""


def candidates_of(name: str) -> tuple[Book, ...]:
    """Return the books a file may be for."""
    if name == AUTO:
        return TABS
    if name not in BOOKS or BOOKS[name].take is None:
        takes = " ".join(book.name for book in BOOKS.values() if book.take is not None)
        raise UnknownName(f"“{name}”不能从表格导入。", f"可用：{takes} {AUTO}。")
    return (BOOKS[name],)


def import_file(store: Store, path: Path, how: How) -> list[Result]:
    """Take a file in, sheet by sheet; hidden sheets are left alone. Refused if no sheet has a head we know."""
    books = candidates_of(how.book)
    results: list[Result] = []
    with opened(path) as sheets:
        for sheet in sheets:
            if sheet.hidden:
                continue
            found = _take_sheet(store, path, sheet, books, how)
            if found is not None:
                results.append(found)
    if not results:
        raise Refused(f"“{path.name}”里没有找到表头。", "请确认有“姓名”等栏目名的一行，且在前 15 行之内。")
    return results


def _take_sheet(store: Store, path: Path, sheet: Sheet, books: Sequence[Book], how: How) -> Result | None:
    first, rows = begin(sheet)
    known = {book.name: headings_of(_takeable(book)) for book in books}
    everything = frozenset(name for names in known.values() for name in names)
    head = find_head(first, everything, sheet.merged)
    if head is None:
        return None
    matchings = [(book.name, match(head, known[book.name], _remembered(store, head, book))) for book in books]
    name = _one_of(path, head, matchings)
    matching = dict(matchings)[name]
    if "name" not in matching.columns.values():
        return None
    result = Result(path.name, sheet.name, name, Outcome(), matching, _headings(head))
    _write(store, result, head, _raw(data_rows(rows, head, sheet.merged), result, how.progress), how)
    return result


def _takeable(book: Book) -> dict[str, Any]:
    catalogue = book.catalogue()
    return {column.key: catalogue[column.key] for column in book.columns if column.take}


def _one_of(path: Path, head: Head, matchings: Sequence[tuple[str, Matching]]) -> str:
    """Return the book that understands most headings; of equals the one whose name the title bears; else ask."""
    names = best(matchings)
    if len(names) > 1:
        told = f"{path.stem}{head.title}"
        named = [name for name in names if any(word in told for word in TITLES.get(name, ()))]
        names = named or names
    if len(names) != 1:
        labels = "、".join(f"{BOOKS[name].label}（{name}）" for name in names) or "无"
        raise Refused(f"看不出“{path.name}”是哪一种台账，可能是：{labels}。", "请指明台账再导入。")
    return names[0]


def _headings(head: Head) -> list[str]:
    width = max(head.headings, default=-1) + 1
    return [head.headings.get(at, "") for at in range(width)]


def _remembered(store: Store, head: Head, book: Book) -> dict[str, str | None]:
    with store.read() as reader:
        rows = reader.rows(
            select(HeadMatch.heading, HeadMatch.column).where(
                HeadMatch.fingerprint == head.fingerprint, HeadMatch.book == book.name, HeadMatch.removed_at.is_(None)
            )
        )
    return dict(rows)


def _raw(rows: Iterator[Row], result: Result, progress: Callable[[int], None]) -> Iterator[RawRow]:
    """Yield rows by column key; refused ones are picked up for the marked sheet, the rest is let go."""
    columns = result.matching.columns
    for row in rows:
        result.waiting.append(row)
        if len(result.waiting) > 2 * CHUNK:
            result.settle(keep=CHUNK)
            progress(result.outcome.read)
        values = {key: row.cells[at] for at, key in columns.items() if at < len(row.cells)}
        yield RawRow(row.number, values, {key: cell_name(row.number, at) for at, key in columns.items()})


def _write(store: Store, result: Result, head: Head, rows: Iterator[RawRow], how: How) -> None:
    book, batch = BOOKS[result.book], new_id()
    try:
        with store.write(f"导入 {result.file}"[:200], batch=batch) as writer:
            take_in(writer, book, rows, result.file, result.outcome)
            result.settle()
            _roll_back_if(unwanted=how.dry or (result.outcome.refused > 0 and not how.accept_good))
            if result.outcome.added or result.outcome.updated:
                _note(writer, result, head, batch)
                result.batch = batch
    except RolledBack:
        return


def _roll_back_if(*, unwanted: bool) -> None:
    if unwanted:
        raise RolledBack


def _note(writer: Writer, result: Result, head: Head, batch: UUID) -> None:
    """Write the batch and remember how this form's headings were matched."""
    out = result.outcome
    counts = {key: getattr(out, key) for key in ("read", "added", "updated", "unchanged", "refused")}
    about = {"id": batch, "file": result.file[:100], "sheet": result.sheet[:60], "book": result.book}
    writer.add(ImportBatch, about | counts | {"fingerprint": head.fingerprint})
    known = writer.reader.rows(
        select(HeadMatch.heading).where(HeadMatch.fingerprint == head.fingerprint, HeadMatch.book == result.book)
    )
    if not known:
        rows = [
            {"fingerprint": head.fingerprint, "book": result.book, "heading": head.headings[at][:100], "column": key}
            for at, key in result.matching.columns.items()
        ]
        writer.add_many(HeadMatch, rows)
