"""From a file to records: each sheet is proposed, its rows taken in, one transaction a sheet.

`import_file` goes through without questions (command line, demo); the window looks, alters and edits by
`proposing` and `reviewing` first.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from db.books import BOOKS
from db.ledgers.office import ImportBatch
from db.store.ids import new_id
from db.store.store import Store
from db.store.writer import Writer
from db.work.listing import take_list, takes
from db.work.taking import CHUNK, Outcome, RawRow
from db.work.taking_matters import take_sheet
from desktop.sheets.marks import Marks, resolved
from desktop.sheets.match import Matching
from desktop.sheets.proposing import AUTO, Offer, Unclear, candidates_of, no_head, propose, remember
from desktop.sheets.read import Addresses, Row, opened
from desktop.sheets.years import with_years

Amend = Callable[[RawRow], RawRow | None]
"""Changes a row before it is taken in; None leaves the row out."""


@dataclass(frozen=True)
class How:
    """How a file is taken in. dry: nothing is written. accept_good: sound rows come in although others are refused.

    progress: told how many rows were decided; it may raise Cancelled, which rolls the sheet back.
    """

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
    hidden: tuple[str, ...] = ()
    """Hidden sheets of the file that look like a list; they were not read."""

    def settle(self, keep: int = 0) -> None:
        """Pick the refused rows out of those that are decided; the last `keep` are not yet."""
        done = self.waiting[: len(self.waiting) - keep]
        self.refused += [row for row in done if row.number in self.outcome.refused_rows]
        del self.waiting[: len(done)]


class RolledBack(Exception):
    """Nothing of the sheet stays: a dry run, or refused rows that were not waived."""


def import_file(store: Store, path: Path, how: How) -> list[Result]:
    """Take a file in, sheet by sheet; hidden sheets are left alone, and the last result names those with a head.

    Refused if no visible sheet has a head we know.
    """
    books = candidates_of(how.book)
    results: list[Result] = []
    hidden: list[str] = []
    with opened(path) as sheets:
        for number, sheet in enumerate(sheets):
            found = propose(path, number, sheet, books, store)
            if found is not None and sheet.hidden:
                hidden.append(sheet.name)
            elif found is not None:
                offer, rows = found
                require_book(offer)
                results.append(take_rows(store, offer, rows, how))
    if not results:
        raise no_head(path, books, hidden)
    results[-1].hidden = tuple(hidden)
    return results


def taker_of(offer: Offer) -> Callable[..., Outcome]:
    """Return what takes the rows of an offer in: people with what is theirs, or a bare ledger."""
    return take_list if takes(BOOKS[offer.book]) else take_sheet


def require_book(offer: Offer) -> None:
    """Refuse a sheet that fits no ledger or two alike: which one is for the clerk to say."""
    if not offer.book:
        labels = "、".join(f"{BOOKS[name].label}（{name}）" for name in offer.books) or "无"
        what = f"看不出“{offer.path.name}”是哪一种台账，可能是：{labels}。"
        raise Unclear(what, "请指明台账再导入。", offer.books)


def take_rows(store: Store, offer: Offer, rows: Iterator[Row], how: How, amend: Amend | None = None) -> Result:
    """Take the rows of one sheet in, all in one transaction; a dry run or unwaived refusals roll it back."""
    result = Result(offer.path.name, offer.sheet, offer.book, Outcome(), offer.matching, offer.headings)
    raw = raw_rows(_picked(rows, result, how.progress), offer.matching.columns)
    if amend is not None:
        raw = (one for row in raw if (one := amend(row)) is not None)
    raw = resolved(with_years(raw, offer), Marks(store, BOOKS[offer.book]))
    batch = new_id()
    try:
        with store.write(f"导入 {result.file}"[:200], batch=batch) as writer:
            taker_of(offer)(writer, BOOKS[offer.book], raw, result.file, result.outcome)
            result.settle()
            _roll_back_if(unwanted=how.dry or (result.outcome.refused > 0 and not how.accept_good))
            if result.outcome.added or result.outcome.updated:
                _note(writer, result, offer, batch)
                result.batch = batch
    except RolledBack:
        pass
    return result


def _picked(rows: Iterator[Row], result: Result, progress: Callable[[int], None]) -> Iterator[Row]:
    """Pass rows on; refused ones are picked up for the marked sheet, the rest is let go."""
    for row in rows:
        result.waiting.append(row)
        if len(result.waiting) > 2 * CHUNK:
            result.settle(keep=CHUNK)
            progress(result.outcome.read)
        yield row


def raw_rows(rows: Iterator[Row], columns: Mapping[int, str]) -> Iterator[RawRow]:
    """Yield rows by column key, with the address of each cell."""
    places = {key: at for at, key in columns.items()}
    for row in rows:
        values = {key: row.cells[at] for at, key in columns.items() if at < len(row.cells)}
        yield RawRow(row.number, values, Addresses(row.number, places))


def _roll_back_if(*, unwanted: bool) -> None:
    if unwanted:
        raise RolledBack


def _note(writer: Writer, result: Result, offer: Offer, batch: UUID) -> None:
    """Write the batch and remember how this form's headings were matched."""
    out = result.outcome
    counts = {key: getattr(out, key) for key in ("read", "added", "updated", "unchanged", "refused")}
    about = {"id": batch, "file": result.file[:100], "sheet": result.sheet[:60], "book": result.book}
    writer.add(ImportBatch, about | counts | {"fingerprint": offer.head.fingerprint})
    remember(writer, offer)
