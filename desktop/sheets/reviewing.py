"""The import as a clerk goes through it: look → alter the mapping → check → mend single cells → take in.

    offers = look(path, store, "elders", progress.step)            # proposing: one Offer per sheet
    offer = offers[0].mapped({4: "phone", 7: None})                # the clerk alters the mapping
    review = rehearse(store, offer, Mends(), progress.step)        # dry run: counts, rows with problems
    row = recheck(store, offer, review.rows[0].mended({"id_number": "15010219430612342X"}))
    mends = Mends().with_row(row)                                  # what the clerk mended, by row
    result = take(store, offer, mends, progress.step)              # one transaction, undone by result.batch

`progress` is called with the number of rows decided so far; when it raises Cancelled everything is rolled back. All of
it may run off the window's thread; nothing here knows Qt.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from db.books import BOOKS
from db.store.store import Store
from db.words.clean import Level, Problem, shown
from db.work.listing import check_listed, takes
from db.work.taking import CHUNK, Outcome, RawRow, check_row
from desktop.sheets.importing import How, Result, raw_rows, require_book, take_rows, taker_of
from desktop.sheets.marks import Marks, resolve, resolved
from desktop.sheets.proposing import Offer, rows_of
from desktop.sheets.years import with_years

Stepping = Callable[[int], None]


@dataclass(frozen=True)
class ReviewRow:
    """One row of the sheet in the check. Values stand by column key, as text to show and edit.

    raw: what the cells hold (days as days). edited: what the clerk wrote instead. problems: what is wrong now. person:
    whom the clerk says it is; stranger: nobody the office knows; skipped: leave this row out. like: whom it may mean.
    """

    number: int
    raw: Mapping[str, object]
    cells: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    edited: Mapping[str, str] = field(default_factory=dict)
    person: UUID | None = None
    stranger: bool = False
    skipped: bool = False
    like: tuple[UUID, ...] = ()

    @property
    def values(self) -> dict[str, str]:
        """The cells as text, with what the clerk wrote."""
        return {key: shown(value) for key, value in self.raw.items()} | dict(self.edited)

    @property
    def level(self) -> Level | None:
        """The gravest problem of the row; None if there is none."""
        found = {problem.level for problem in self.problems}
        return next((level for level in (Level.ERROR, Level.DOUBT, Level.WARNING) if level in found), None)

    @property
    def sound(self) -> bool:
        """Say whether the row would come in."""
        return self.level in (None, Level.WARNING)

    def problems_of(self, key: str) -> list[Problem]:
        """Return what is wrong with one cell."""
        return [problem for problem in self.problems if problem.field == key]

    def mended(self, values: Mapping[str, str]) -> "ReviewRow":
        """Return the row with other values (key → text); `recheck` says whether it is sound now."""
        return replace(self, edited={**self.edited, **values})

    def meaning(self, person: UUID | None) -> "ReviewRow":
        """Return the row with the clerk's word on whom it means: a person of the store, or None = a new one."""
        return replace(self, person=person, stranger=person is None)

    def left_out(self) -> "ReviewRow":
        """Return the row marked to stay out."""
        return replace(self, skipped=True)

    def amended(self, row: RawRow) -> RawRow | None:
        """Return a row of the sheet as the clerk wants it; None if it stays out."""
        if self.skipped:
            return None
        return replace(row, values={**row.values, **self.edited}, person=self.person, stranger=self.stranger)


@dataclass(frozen=True)
class Mends:
    """What the clerk mended in a sheet, by row number; small, whatever the sheet's size.

    instead: words to read otherwise wherever they stand in a column: (column key, text) → text.
    """

    rows: Mapping[int, ReviewRow] = field(default_factory=dict)
    instead: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def with_row(self, row: ReviewRow) -> "Mends":
        """Return the mends with one more row."""
        return replace(self, rows={**self.rows, row.number: row})

    def reading(self, key: str, text: str, instead: str) -> "Mends":
        """Return the mends with one more word that is to be read otherwise in a whole column."""
        return replace(self, instead={**self.instead, (key, text): instead})

    def other(self, row: RawRow) -> dict[str, str]:
        """Return which cells of a row are read otherwise, and how."""
        return {key: new for (key, old), new in self.instead.items() if shown(row.values.get(key)) == old}

    def amend(self, row: RawRow) -> RawRow | None:
        """Return a row as the clerk wants it; None if it stays out."""
        row = replace(row, values={**row.values, **self.other(row)}) if self.instead else row
        mended = self.rows.get(row.number)
        return row if mended is None else mended.amended(row)


@dataclass(frozen=True)
class Review:
    """What a dry run found. counts: read = added + updated + unchanged + refused. rows: those with a problem, in order.

    more: how many rows with problems are not among `rows` (kept are the first 20,000 problems).
    """

    outcome: Outcome
    rows: tuple[ReviewRow, ...]
    more: int = 0

    @property
    def good(self) -> int:
        """How many rows would come in."""
        return self.outcome.read - self.outcome.refused

    def counts(self) -> Mapping[Level, int]:
        """How many of the rows shown have which gravest problem."""
        return {level: sum(row.level is level for row in self.rows) for level in Level}


def rehearse(store: Store, offer: Offer, mends: Mends | None = None, step: Stepping = lambda _: None) -> Review:
    """Take the sheet in and roll all of it back: every row judged as it would be, also against the other rows.

    Rows left out by the clerk are not counted.
    """
    require_book(offer)
    watch = _Watch(Outcome(), mends or Mends(), step)
    with store.rehearse(f"试导入 {offer.path.name}") as writer:
        rows = raw_rows(rows_of(offer), offer.matching.columns)
        wanted = resolved(with_years(watch.over(rows), offer), Marks(store, BOOKS[offer.book]))
        taker_of(offer)(writer, BOOKS[offer.book], wanted, offer.path.name, watch.outcome)
    watch.sift(keep=0)
    more = len(watch.outcome.refused_rows - watch.found.keys())
    return Review(watch.outcome, tuple(watch.found.values()), more)


@dataclass
class _Watch:
    """Follows the rows of a dry run and keeps those with a problem, so that memory stays bounded."""

    outcome: Outcome
    mends: Mends
    step: Stepping
    waiting: list[RawRow] = field(default_factory=list)
    found: dict[int, ReviewRow] = field(default_factory=dict)
    told: int = 0

    def over(self, rows: Iterable[RawRow]) -> Iterator[RawRow]:
        """Yield the rows as the clerk wants them."""
        for row in rows:
            amended = self.mends.amend(row)
            if amended is None:
                continue
            self.waiting.append(row)
            if len(self.waiting) > 2 * CHUNK:
                self.sift(keep=CHUNK)
                self.step(self.outcome.read)
            yield amended

    def sift(self, keep: int) -> None:
        """Keep the decided rows that have a problem; the last `keep` are not decided yet."""
        problems: dict[int, list[Problem]] = {}
        for one in self.outcome.problems[self.told :]:
            problems.setdefault(one.row, []).append(one.problem)
        self.told = len(self.outcome.problems)
        done = self.waiting[: len(self.waiting) - keep]
        del self.waiting[: len(done)]
        for row in done:
            if row.number in problems:
                self.found[row.number] = self._shown(row, tuple(problems[row.number]))

    def _shown(self, row: RawRow, problems: tuple[Problem, ...]) -> ReviewRow:
        new = ReviewRow(row.number, row.values, row.cells, edited=self.mends.other(row))
        plain = self.mends.rows.get(row.number) or new
        like = self.outcome.like.get(row.number, ())
        return replace(plain, raw=row.values, cells=row.cells, problems=problems, like=like)


def recheck(store: Store, offer: Offer, row: ReviewRow) -> ReviewRow:
    """Judge one row anew after the clerk mended it (some milliseconds); other rows of the sheet are not compared."""
    wanted = row.amended(RawRow(row.number, row.raw, row.cells))
    if wanted is None:
        return replace(row, problems=(), like=())
    [wanted] = with_years([wanted], offer)
    with store.read(store.viewer.unmasked("核对导入")) as reader:
        check = check_listed if takes(BOOKS[offer.book]) else check_row
        checked = check(reader, BOOKS[offer.book], resolve(wanted, Marks(store, BOOKS[offer.book]), set()))
    return replace(row, problems=checked.problems, like=checked.like)


def take(store: Store, offer: Offer, mends: Mends | None = None, step: Stepping = lambda _: None) -> Result:
    """Take the sheet in with what the clerk mended: sound rows in one transaction behind a verified backup.

    Rows that are still refused stay out (`Result.refused`, for `returned.write_marked`); `Result.batch` undoes it.
    """
    require_book(offer)
    store.back_up("导入前")
    amend = (mends or Mends()).amend
    return take_rows(store, offer, rows_of(offer), How(offer.book, accept_good=True, progress=step), amend)
