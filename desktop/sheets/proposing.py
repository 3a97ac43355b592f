"""What a file seems to be: per sheet the head, the ledger it fits, and which column each heading means.

An Offer is a proposal: the clerk may alter the mapping (`mapped`) before anything is taken in. What was accepted is
remembered by the head's fingerprint and proposed the next time a form of that head comes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select

from db.books import BOOKS, TAKEN
from db.books.book import Book
from db.ledgers.office import HeadMatch
from db.ledgers.record import Described
from db.store.store import Store
from db.store.writer import Writer
from db.trouble import Refused, UnknownName
from db.work.listing import asked_for, takes
from desktop.sheets.marks import HEADING, MARK, keyed
from desktop.sheets.match import Matching, best, headings_of, match, numbered
from desktop.sheets.read import Head, Row, Sheet, begin, data_rows, find_head, folded, opened

AUTO = "auto"
TITLES = {
    "elders": ("老人", "老年"),
    "grid_members": ("网格员", "花名册", "队伍"),
    "visits": ("走访", "探访", "记录"),
    "allowances": ("高龄", "津贴", "补贴"),
    "matters": ("诉求", "说事", "隐患", "巡查", "事项"),
    "disputes": ("纠纷", "调解"),
    "petitions": ("信访", "上访"),
}
"""Words by which a title tells its ledger, where the headings fit two."""

GUIDE = "填写说明"
"""The page of hints of our own blank sheets: its rows name columns, yet it is no list."""
SAMPLES = 3
COUNTED = 500

Counting = Callable[[int], None]
"""Told every few hundred rows how many were read; it may raise Cancelled."""


@dataclass(frozen=True)
class Target:
    """A column of a ledger that a heading may be matched to. required: a sheet without it cannot come in."""

    key: str
    label: str
    required: bool


@dataclass(frozen=True)
class Offer:
    """One sheet as it is understood so far. Columns of the sheet are counted from 0.

    book: the ledger it fits best, empty where two fit alike (`books`, best first). samples: the first data rows as
    they stand. rows: how many data rows, None until counted. altered: the clerk had a hand in the mapping. stamp: size
    and age of the file when it was looked at.
    """

    path: Path
    sheet: str
    number: int
    head: Head
    book: str
    books: tuple[str, ...]
    matching: Matching
    samples: tuple[tuple[Any, ...], ...] = ()
    rows: int | None = None
    altered: bool = False
    stamp: tuple[int, int] = (0, 0)
    hidden: tuple[str, ...] = ()
    """Hidden sheets of the file that look like a list; they are not read."""

    @property
    def headings(self) -> list[str]:
        """The headings by column; empty where a column has none."""
        return [self.head.headings.get(at, "") for at in range(max(self.head.headings, default=-1) + 1)]

    def mapped(self, changes: Mapping[int, str | None]) -> "Offer":
        """Return the offer with headings matched otherwise (column of the sheet → key, None = leave this column out).

        Refused: a key that the ledger does not take. A key that another column had is taken away from it.
        """
        known = {target.key for target in targets(self.book)}
        for key in changes.values():
            if key is not None and key not in known:
                raise Refused(f"台账里没有“{key}”这一栏，不能对应。", "请从列表里选一栏。")
        given = {key for key in changes.values() if key is not None}
        columns = {at: key for at, key in self.matching.columns.items() if at not in changes and key not in given}
        columns |= {at: key for at, key in changes.items() if key is not None}
        left = tuple(name for at, name in sorted(self.head.headings.items()) if at not in columns)
        ignored = self.matching.ignored - set(columns) | {at for at, key in changes.items() if key is None}
        matching = Matching(dict(sorted(columns.items())), left, (), self.matching.remembered, frozenset(ignored))
        return replace(self, matching=matching, altered=True)


class Unclear(Refused):
    """A sheet that fits no ledger, or two alike; candidates: the names of those that may be meant."""

    def __init__(self, what: str, remedy: str, candidates: Sequence[str]) -> None:
        """Keep both sentences and the names."""
        super().__init__(what, remedy)
        self.candidates = list(candidates)


def candidates_of(name: str) -> tuple[Book, ...]:
    """Return the books a file may be for."""
    if name == AUTO:
        return TAKEN
    can = {book.name for book in (*BOOKS.values(), *TAKEN) if book.take is not None or book in TAKEN or takes(book)}
    if name not in can:
        raise UnknownName(f"“{name}”不能从表格导入。", f"可用：{' '.join(sorted(can))} {AUTO}。")
    return (BOOKS[name],)


def takeable(book: Book) -> Mapping[str, Described]:
    """Return the columns of a book that may come in, described, by key."""
    catalogue = book.catalogue()
    return {column.key: catalogue[column.key] for column in book.columns if column.take}


def known_headings(book: Book) -> Mapping[str, str]:
    """Return the column key of every heading that may come in, folded; also of the record key of our own exports."""
    return {**headings_of(takeable(book)), **({folded(HEADING): MARK} if keyed(book) else {})}


def targets(name: str) -> list[Target]:
    """Return what a heading may be matched to, in the ledger's order."""
    return [Target(key, one.label, one.required) for key, one in takeable(BOOKS[name]).items()]


def look(path: Path, store: Store, book: str = AUTO, counting: Counting = lambda _: None) -> list[Offer]:
    """Look at a file and offer how to take in each visible sheet with a head; all its rows are counted.

    Every offer names the hidden sheets that have a head as well.

    BadSheet if it cannot be read, Refused if no sheet has a head we know. counting: progress, may raise Cancelled.
    """
    books = candidates_of(book)
    offers: list[Offer] = []
    hidden: list[str] = []
    with opened(path) as sheets:
        for number, sheet in enumerate(sheets):
            found = propose(path, number, sheet, books, store)
            if found is not None and sheet.hidden:
                hidden.append(sheet.name)
            elif found is not None:
                offers.append(_counted(*found, counting))
    if not offers:
        raise no_head(path, books, hidden)
    return [replace(offer, hidden=tuple(hidden)) for offer in offers]


def not_read(hidden: Sequence[str]) -> str:
    """Say which hidden sheets were not read, and what to do; empty where there is none."""
    names = "、".join(f"“{name}”" for name in hidden)
    return f"隐藏的工作表{names}没有读；要导入，请在 Excel 或 WPS 里取消隐藏，保存后再选一次。" if names else ""


def no_head(path: Path, books: Sequence[Book], hidden: Sequence[str] = ()) -> Refused:
    """Return the refusal of a file in which no sheet, or only hidden ones, has a head that fits one of the books."""
    what = f"“{path.name}”里没有找到表头。"
    remedy = not_read(hidden) or "请确认有“姓名”等栏目名的一行，且在前 15 行之内。"
    return Unclear(what, remedy, [book.name for book in books]) if len(books) > 1 else Refused(what, remedy)


def _counted(offer: Offer, rows: Iterator[Row], counting: Counting) -> Offer:
    samples: list[tuple[Any, ...]] = []
    count = 0
    for count, row in enumerate(rows, 1):
        if len(samples) < SAMPLES:
            samples.append(row.cells)
        if count % COUNTED == 0:
            counting(count)
    return replace(offer, samples=tuple(samples), rows=count)


def propose(
    path: Path, number: int, sheet: Sheet, books: Sequence[Book], store: Store
) -> tuple[Offer, Iterator[Row]] | None:
    """Offer how to take in one sheet, with its data rows; None if no head is found."""
    if sheet.name == GUIDE:
        return None
    first, rows = begin(sheet)
    known = {book.name: known_headings(book) for book in books}
    head = find_head(first, frozenset(name for names in known.values() for name in names), sheet.merged)
    if head is None:
        return None
    matchings = [(book.name, match_head(store, head, book)) for book in books]
    matchings = [one for one in matchings if _names(BOOKS[one[0]], one[1])]
    if not matchings:  # a list that names nobody, or nothing that was raised, is another list
        return None
    fits = best_of(path, head, matchings)
    book, matching = (fits[0], dict(matchings)[fits[0]]) if len(fits) == 1 else ("", Matching({}))
    offer = Offer(path, sheet.name, number, head, book, tuple(fits), matching, stamp=_stamp(path))
    return offer, data_rows(rows, head, sheet.merged)


def _names(book: Book, matching: Matching) -> bool:
    """A list that names nobody, or nothing of its ledger, is another list."""
    wanted = asked_for(book) if takes(book) and book not in TAKEN else book.must
    return MARK in matching.columns.values() or any(key in matching.columns.values() for key in wanted)


def best_of(path: Path, head: Head, matchings: Sequence[tuple[str, Matching]]) -> list[str]:
    """Return the books that understand most headings; of equals the one whose name the title bears."""
    names = best(matchings)
    if len(names) > 1:
        told = f"{path.stem}{head.title}"
        named = [name for name in names if any(word in told for word in TITLES.get(name, ()))]
        names = named or names
    return names


def match_head(store: Store, head: Head, book: Book) -> Matching:
    """Match a head to a book: as remembered for this form, else by labels and aliases.

    What our own exports compute (应访状态) is not unknown, it is just not taken.
    """
    matching = match(head, known_headings(book), remembered(store, book, head))
    computed = {folded(one.label) for key, one in book.catalogue().items() if key not in takeable(book)}
    return replace(matching, unknown=tuple(one for one in matching.unknown if folded(one) not in computed))


def remembered(store: Store, book: Book, head: Head) -> dict[str, str | None]:
    """Return what was accepted for this form before: column key by numbered heading, None = left out."""
    with store.read() as reader:
        rows = reader.rows(
            select(HeadMatch.heading, HeadMatch.column).where(
                HeadMatch.fingerprint == head.fingerprint, HeadMatch.book == book.name, HeadMatch.removed_at.is_(None)
            )
        )
    return dict(rows)


def remember(writer: Writer, offer: Offer) -> None:
    """Keep how this form's headings were matched, for the next time; what is known already is left alone."""
    names = numbered(offer.head.headings)
    wanted: dict[str, str | None] = {names[at]: key for at, key in offer.matching.columns.items()}
    wanted.update(dict.fromkeys(names[at] for at in offer.matching.ignored if at in names))
    statement = select(HeadMatch.id, HeadMatch.heading, HeadMatch.column).where(
        HeadMatch.fingerprint == offer.head.fingerprint,
        HeadMatch.book == offer.book,
        HeadMatch.removed_at.is_(None),
    )
    known = {heading: (one, key) for one, heading, key in writer.reader.rows(statement)}
    for heading, (one, key) in known.items():
        if heading not in wanted:
            writer.remove(HeadMatch, one)
        elif wanted[heading] != key:
            writer.change(HeadMatch, one, {"column": wanted[heading]})
    about: dict[str, str | None] = {"fingerprint": offer.head.fingerprint, "book": offer.book}
    new = [about | {"heading": name, "column": key} for name, key in wanted.items() if name not in known]
    writer.add_many(HeadMatch, new)


def _stamp(path: Path) -> tuple[int, int]:
    told = path.stat()
    return told.st_size, told.st_mtime_ns


def rows_of(offer: Offer) -> Iterator[Row]:
    """Yield the data rows of the sheet of an offer, read anew; Refused if the file has changed since the look."""
    if not offer.path.is_file() or _stamp(offer.path) != offer.stamp:
        raise Refused(f"“{offer.path.name}”在检查之后被改动或移走了。", "请重新选择文件，再检查一遍。")
    with opened(offer.path) as sheets:
        sheet = next(islice(sheets, offer.number, None))
        _, rows = begin(sheet)
        yield from data_rows(rows, offer.head, sheet.merged)
