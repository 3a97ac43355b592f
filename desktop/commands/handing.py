"""print, export, template, backup: what leaves the office."""

from argparse import Namespace
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from db.books.book import Book
from db.store import query
from db.store.query import Condition, Query
from db.store.reader import Reader
from db.store.store import Store
from db.trouble import Refused, UnknownName
from db.words.clean import tidy_text
from desktop.commands.answer import Answer
from desktop.commands.finding import area_of, book_of
from desktop.printing.form import Form, Missing, Order
from desktop.printing.forms import FORMS
from desktop.printing.issue import issue
from desktop.sheets.exporting import export_book, export_like, template_of

LEAST_REASON = 2


def reason_of(words: Namespace) -> str:
    """Return the reason for clear numbers; empty where masks stay on."""
    if words.unmask is None:
        return ""
    reason = tidy_text(words.unmask)
    if len(reason) < LEAST_REASON:
        raise UnknownName("明文理由太短。", "请写明用途，至少两个字，如 上级报表。")
    return reason


def form_of(name: str) -> Form:
    """Return the form of that name."""
    if name not in FORMS:
        raise UnknownName(f"没有叫“{name}”的表样。", f"可用：{' '.join(FORMS)}。")
    return FORMS[name]


def _ids(texts: Sequence[str]) -> tuple[UUID, ...]:
    try:
        return tuple(UUID(text) for text in texts)
    except ValueError:
        raise UnknownName("--id 不是记录编号。", "编号见 list 或 find 的输出。") from None


def run_print(store: Store, words: Namespace) -> Answer:
    """Print a form into a PDF; without --area all grids in one file, a bookmark each."""
    form = form_of(words.form)
    with store.read() as reader:
        tag = None if words.tag is None else reader.codes("tag").read(words.tag)
        if words.tag is not None and tag is None:
            raise UnknownName(f"没有“{words.tag}”这个类别。", "请用键或标签，如 lives_alone 或 独居。")
        area = area_of(reader, words.area)
    order = Order(
        area=area,
        tag=tag,
        ids=_ids(words.ids),
        missing=None if words.missing is None else Missing(words.missing),
        reason=reason_of(words),
    )
    issued = issue(store, form, order, words.out)
    value = {
        "form": form.name,
        "out": str(words.out),
        "pages": issued.pages,
        "rows": issued.rows,
        "sheet_no": issued.sheet_no,
    }
    lines = [f"已打印“{form.label}”：{issued.rows} 行，{issued.pages} 页，编号 {issued.sheet_no}，存为 {words.out}。"]
    return Answer(value, lines)


def run_export(store: Store, words: Namespace) -> Answer:
    """Export a book into a workbook of our own, or into the superior's blank one."""
    book = book_of(words.ledger)
    reason = reason_of(words)
    if words.like is not None:
        filled = export_like(store, book, words.like, words.out, reason)
        lines = [f"已按“{words.like.name}”的样式填好 {filled.rows} 行，存为 {words.out}。"]
        lines += [f"这一栏没有对上，留空：{heading}" for heading in filled.unmatched]
        return Answer({"out": str(words.out), "rows": filled.rows, "unmatched": list(filled.unmatched)}, lines)
    rows = export_book(store, book, words.out, reason)
    return Answer({"out": str(words.out), "rows": rows}, [f"已导出 {rows} 行，存为 {words.out}。"])


def run_template(store: Store, words: Namespace) -> Answer:
    """Write a blank sheet for a book."""
    book = book_of(words.ledger)
    template_of(store, book, words.out)
    return Answer({"out": str(words.out)}, [f"已生成空白表，存为 {words.out}。"])


def run_backup(store: Store, words: Namespace) -> Answer:
    """Write a verified backup into one file."""
    made = store.backup_to(words.file)
    return Answer({"out": str(words.file), "bytes": made}, [f"已备份并校验，存为 {words.file}。"])
