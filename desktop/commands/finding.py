"""find, list, show, undo, check: asking the office."""

import re
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.books import BOOKS
from db.books.book import Book
from db.ledgers.areas import Area
from db.store import query
from db.store.query import OF_EVERY_RECORD, Condition, Query
from db.store.reader import Reader
from db.store.store import Store
from db.trouble import Refused, UnknownName
from db.words.checks import mask_id_number, mask_phone
from db.words.field import Kind
from db.work.undoing import undo_last
from desktop.commands.answer import DONE, REFUSED, WITH_PROBLEMS, Answer
from desktop.commands.rows import plain, row_of, table


def book_of(name: str) -> Book:
    """Return the book of that name."""
    if name not in BOOKS:
        raise UnknownName(f"没有叫“{name}”的台账。", f"可用：{' '.join(BOOKS)}。")
    return BOOKS[name]


def area_of(reader: Reader, code: str | None) -> UUID | None:
    """Return the area of that code or name; None stays None."""
    if not code:
        return None
    rows = reader.rows(select(Area.id).where((Area.code == code) | (Area.name == code), Area.removed_at.is_(None)))
    if not rows:
        raise UnknownName(f"没有编码为“{code}”的区域。", "可用 list areas 查看全部区域。")
    found: UUID = rows[0][0]
    return found


def conditions_of(reader: Reader, book: Book, wheres: list[str]) -> tuple[Condition, ...]:
    """Read FIELD=VALUE words; a value may be a key or a label, nothing after `=` means empty."""
    found = []
    for where in wheres:
        key, sign, text = (part.strip() for part in where.partition("="))
        column = book.column(key)
        if not sign or (key not in OF_EVERY_RECORD and (column is None or column.only_taken)):
            raise UnknownName(f"筛选条件“{where}”看不懂。", "请写成 字段=值，字段名见 list 的输出。")
        value = _value(reader, book, key, text) if column else _read(OF_EVERY_RECORD[key], key, text)
        found.append(Condition(key, (value,)))
    return tuple(found)


def _value(reader: Reader, book: Book, key: str, text: str) -> Any:
    described = book.catalogue()[key]
    if text == "":
        return None
    if key == "age":
        return text if text.rstrip("+岁以上").isdecimal() else _unknown(described.label, text)
    if described.kind is Kind.CHOICE and described.choice is not None:
        return described.choice.read(text) or _unknown(described.label, text)
    if described.kind in (Kind.CODE, Kind.CODES) and described.field.codes is not None:
        return reader.codes(described.field.codes).read(text) or _unknown(described.label, text)
    if described.kind in (Kind.DAY, Kind.MOMENT):
        return _day(described.label, text)
    if described.kind is Kind.COUNT:
        return int(text) if text.lstrip("-").isdigit() else _unknown(described.label, text)
    if described.kind is Kind.FLAG:
        return text in ("1", "true", "True", "是", "有")
    if described.kind is Kind.LINK:
        return _read(UUID, described.label, text)
    return text


def _day(label: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnknownName(f"{label}“{text}”不是日期。", "请写成 2026-11-24 的样子。") from None


def _read(read: Callable[[str], Any], label: str, text: str) -> Any:
    try:
        return read(text) if text else None
    except ValueError:
        return _unknown(label, text)


def _unknown(label: str, text: str) -> Any:
    raise UnknownName(f"{label}没有“{text}”这个值。", "请用键或标签，见代码表。")


def run_list(store: Store, words: Namespace) -> Answer:
    """List the rows of a book that fit, in order of pinyin, then id."""
    book = book_of(words.ledger)
    with store.read() as reader:
        wanted = Query(book, where=conditions_of(reader, book, words.where), area=area_of(reader, words.area))
        found = query.ids(reader, wanted)
        shown = found if words.limit == 0 else found[: words.limit]
        rows = [row_of(reader, book, cells) for cells in query.cells(reader, book, shown)]
        rows = with_revisions(reader, book, rows)
    keys = [column.key for column in book.listed() if column.shown]
    labels = {key: one.label for key, one in book.catalogue().items()}
    return Answer(rows, [*table(rows, keys, labels), f"共 {len(found)} 条，列出 {len(rows)} 条。"])


def masked(text: str) -> str:
    """Return a matched text with the masks of numbers: what was found may be the whole number that was asked for."""
    text = re.sub(r"\d{17}[\dXx]|\d{15}", lambda found: mask_id_number(found[0]), text)
    return re.sub(r"(?<![\d*])\d{3,4}-?\d{7,8}(?!\d)", lambda found: mask_phone(found[0]), text)


def with_revisions(reader: Reader, book: Book, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with the revision of each record, by which a technician sees whether it was changed."""
    known: dict[str, int] = {}
    for start in range(0, len(rows), query.CHUNK):
        part = [UUID(row["id"]) for row in rows[start : start + query.CHUNK]]
        ledger = book.ledger
        known |= {
            str(one): told for one, told in reader.rows(select(ledger.id, ledger.revision).where(ledger.id.in_(part)))
        }
    return [row | {"revision": known.get(row["id"])} for row in rows]


def run_find(store: Store, words: Namespace) -> Answer:
    """Find people, teams and areas by name, pinyin, initials, number, phone or address."""
    with store.read() as reader:
        rows = []
        for found in reader.find(words.text):
            book = BOOKS[found.ledger]
            cells = query.cells(reader, book, [found.id])
            [row] = with_revisions(reader, book, [row_of(reader, book, cells[0])]) if cells else [{}]
            rows.append(
                {"ledger": found.ledger, "id": str(found.id), "title": found.title, "matched": masked(found.matched)}
                | row
            )
    lines = [f"{row['title']}\t{row.get('area_label') or ''}\t{row.get('address') or ''}" for row in rows]
    return Answer(rows, [*lines, f"找到 {len(rows)} 条。"])


def run_show(store: Store, words: Namespace) -> Answer:
    """Show one record, with its history on demand."""
    book = book_of(words.ledger)
    try:
        wanted = UUID(words.id)
    except ValueError:
        raise UnknownName(f"“{words.id}”不是记录编号。", "编号见 list 或 find 的输出。") from None
    with store.read() as reader:
        cells = query.cells(reader, book, [wanted])
        if not cells:
            raise Refused(f"{book.label}里没有编号为 {wanted} 的记录。", "它可能已移除，或编号写错了。")
        [row] = with_revisions(reader, book, [row_of(reader, book, cells[0])])
        if words.history:
            row["history"] = [plain(vars(one)) for one in reader.history(book.ledger, wanted)]
    labels = {key: one.label for key, one in book.catalogue().items()}
    lines = [f"{labels[key]}：{row.get(f'{key}_label', row[key])}" for key in labels if row.get(key) not in (None, [])]
    history = [f"{one['at']} {one['who']} {one['reason']}" for one in row.get("history", ())]
    return Answer(row, [*lines, *history])


def run_undo(store: Store, words: Namespace) -> Answer:
    """Take back the last transaction of this account, or a whole import."""
    undone = store.undo_import(_batch(words.batch)) if words.batch else undo_last(store)
    if undone is None:
        return Answer({"undone": None}, ["没有可撤销的操作。"])
    value = plain(vars(undone)) | {"undone": undone.what}
    return Answer(value, [f"已撤销：{undone.what}（{undone.count} 处改动）。"])


def _batch(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise UnknownName(f"“{text}”不是导入批次号。", "批次号见 import 的输出，或 list import_batches。") from None


def run_check(store: Store, words: Namespace) -> Answer:
    """Check the office: file, rules, audit chain, gaps. 0 sound, 1 damaged, 3 sound with gaps."""
    report = store.check()
    status = REFUSED if report.damaged else WITH_PROBLEMS if report.gaps else DONE
    findings = [plain(vars(one)) for one in report.findings]
    value = {"sound": not report.damaged, "gaps": report.gaps, "findings": findings}
    lines = [f"{'×' if one['bad'] else '○'} {one['what']}{one['remedy']}" for one in findings]
    verdict = (
        "数据有损坏。" if report.damaged else f"数据完好，{report.gaps} 处资料待补。" if report.gaps else "数据完好。"
    )
    return Answer(value, [*lines, verdict], status)
