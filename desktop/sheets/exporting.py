"""From a book to a workbook: export, blank sheet, and the superior's own workbook filled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from db.books.book import Book, Column
from db.ledgers.record import Described
from db.store import query
from db.store.query import Query
from db.store.reader import Reader
from db.store.store import Store
from db.trouble import UnknownName
from db.words.days import BirthPrecision
from db.words.field import Kind
from db.work.linking import link_words, target_of
from desktop.sheets.like import Filled, fill_like
from desktop.sheets.marks import HEADING, MARK, Marks, keyed
from desktop.sheets.match import headings_of
from desktop.sheets.proposing import GUIDE, remembered
from desktop.sheets.write import Out, Table, write_csv, write_workbook

BLANK_ROWS = 500
NO_CHOICES = ("kinship", "ethnic", "area", "education")
"""Sets too long for a drop-down of Excel (255 characters), or filled by the office itself."""
BIRTH = ("birth_date", "birth_precision")


def text_of(reader: Reader, described: Described, value: Any) -> Any:
    """Return a value as it stands on a sheet: labels for keys, days as days, counts as numbers."""
    if value is None or value == []:
        return None
    if described.kind is Kind.CHOICE:
        return value.label
    if described.kind is Kind.CODES:
        return "、".join(reader.codes(described.field.codes or "").label(one) for one in value)
    if described.kind is Kind.CODE and described.field.codes:
        return reader.codes(described.field.codes).label(value)
    if described.kind is Kind.FLAG:
        return "是" if value else "否"
    if described.kind is Kind.MOMENT:
        return value.astimezone().date()
    if described.kind in (Kind.DAY, Kind.COUNT):
        return value
    return str(value)


def _out(reader: Reader, described: Described) -> Out:
    field = described.field
    choices: tuple[str, ...] = ()
    if described.choice is not None:
        choices = tuple(member.label for member in described.choice)
    elif field.codes and field.codes not in NO_CHOICES and described.kind is Kind.CODE:
        choices = tuple(label for _, label, _, active in reader.codes(field.codes).items if active)
    elif described.kind is Kind.FLAG:
        choices = ("是", "否")
    return Out(described.key, described.label, field.width, described.kind, choices, described.required)


def _columns(book: Book) -> Sequence[Column]:
    """Return what goes out unless columns were asked for; never without what a sheet of this book must have."""
    return [column for column in book.listed() if column.shown or column.key in book.must]


def export_book(store: Store, book: Book, path: Path, reason: str, wanted: Query | None = None) -> int:
    """Export a book (or what a query keeps of it); numbers are masked strings unless a reason is given.

    A hidden column of a workbook keeps each row's record key, so that an edited export changes just the edited cells;
    a .csv has no hidden columns.
    """
    plain = path.suffix.lower() == ".csv"
    if not plain and path.suffix.lower() != ".xlsx":
        raise UnknownName(f"“{path.name}”的类型看不懂。", "台账可导出为 .xlsx 或 .csv。")
    wanted = wanted or Query(book)
    viewer = store.viewer.unmasked(reason) if reason else store.viewer
    with store.read(viewer) as reader:
        catalogue = book.catalogue()
        columns = [catalogue[key] for key in wanted.columns or [column.key for column in _columns(book)]]
        ids = query.ids(reader, wanted)
        marks = Marks(store, book)
        outs = [_out(reader, one) for one in columns]
        marked = keyed(book) and not plain
        outs += [Out(MARK, HEADING, hidden=True)] if marked else []

        def rows() -> Iterator[list[Any]]:
            for start in range(0, len(ids), query.CHUNK):
                for cells in told_cells(reader, book, columns, ids[start : start + query.CHUNK]):
                    told = {one.key: text_of(reader, one, cells[one.key]) for one in columns}
                    yield [*told.values(), *([marks.of(cells["id"], told)] if marked else [])]

        title = f"{book.label}（数据截至 {reader.today:%Y-%m-%d}）"
        made = [Table(book.label, outs, rows(), title)]
        count = write_csv(path, outs, rows()) if plain else write_workbook(path, made)
    _log(store, f"导出 {book.label} {count} 行", reason)
    return count


def told_cells(
    reader: Reader, book: Book, columns: Sequence[Described], ids: Sequence[UUID]
) -> Sequence[dict[str, Any]]:
    """Return rows with links in words (a grid's name, a person's), and a birth date no more exact than it is known."""
    exact = [BIRTH[1]] if book.column(BIRTH[0]) and book.column(BIRTH[1]) else []
    rows: Sequence[dict[str, Any]] = query.cells(reader, book, ids, [*(one.key for one in columns), *exact])
    for one in columns:
        if one.kind is Kind.LINK:
            column = book.column(one.key)
            target = target_of(book.ledger, column.path if column else one.key)
            words = link_words(reader, target, [row[one.key] for row in rows if row[one.key]])
            rows = [row | {one.key: words.get(row[one.key])} for row in rows]
    if exact and any(one.key == BIRTH[0] for one in columns):
        rows = [row | {BIRTH[0]: _as_known(row[BIRTH[0]], row[BIRTH[1]])} for row in rows]
    return rows


def _as_known(birth: date | None, precision: BirthPrecision | None) -> date | str | None:
    """Return a birth date as a sheet tells it: 1941年 where no more than the year is known."""
    if birth is None or precision in (None, BirthPrecision.DAY):
        return birth
    return f"{birth.year}年" if precision is BirthPrecision.YEAR else f"{birth.year}年{birth.month}月"


def _log(store: Store, what: str, reason: str) -> None:
    store.note(f"{what}，明文理由：{reason}" if reason else f"{what}（号码已遮盖）")


def template_of(store: Store, book: Book, path: Path) -> None:
    """Write a blank sheet: the columns that may come in, numbers as text, drop-downs, and a page of hints."""
    with store.read() as reader:
        catalogue = book.catalogue()
        taken = [catalogue[column.key] for column in book.columns if column.take and not column.only_taken]
        columns = [_out(reader, one) for one in taken]
    hints = [
        [one.label, "必填" if one.required else "", HINTS.get(one.kind, ""), "、".join(one.choices)] for one in columns
    ]
    guide = (Out("a", "栏目", 8), Out("b", "必填", 4), Out("c", "写法", 20), Out("d", "可选值", 40))
    write_workbook(path, [Table(book.label, columns, (), blank_rows=BLANK_ROWS), Table(GUIDE, guide, hints)])


HINTS = {
    Kind.ID_NUMBER: "18 位，这一列是文本，可直接粘贴",
    Kind.PHONE: "11 位手机号，座机带区号如 0471-6512345",
    Kind.DAY: "1941-06-15、1941.6.15 或 1941年6月15日",
    Kind.MOMENT: "2026-11-03",
    Kind.CODES: "几个并列用顿号隔开，如 独居、失能",
    Kind.FLAG: "是 或 否",
    Kind.LINK: "写名称或编码；人员写身份证号，或不重名的姓名",
    Kind.ADDRESS: "如 3栋2单元501，或 三组12号",
}


@dataclass(frozen=True)
class Like:
    """What was filled into the superior's workbook, and which of its headings nobody knows."""

    rows: int
    unmatched: tuple[str, ...]


def export_like(store: Store, book: Book, theirs: Path, path: Path, reason: str) -> Like:
    """Fill the superior's blank workbook from a book; its layout stays as it is outside the data cells."""
    viewer = store.viewer.unmasked(reason) if reason else store.viewer
    with store.read(viewer) as reader:
        catalogue = book.catalogue()
        ids = query.ids(reader, Query(book))

        def rows(keys: Sequence[str]) -> Iterator[dict[str, Any]]:
            for start in range(0, len(ids), query.CHUNK):
                for cells in told_cells(
                    reader, book, [catalogue[key] for key in keys], ids[start : start + query.CHUNK]
                ):
                    yield {key: text_of(reader, catalogue[key], cells[key]) for key in keys}

        listed = {column.key: catalogue[column.key] for column in book.listed()}
        filled: Filled = fill_like(theirs, path, headings_of(listed), rows, partial(remembered, store, book))
    _log(store, f"按样式导出 {book.label} {filled.rows} 行", reason)
    return Like(filled.rows, filled.unmatched)
