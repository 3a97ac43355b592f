"""export, template, backup: what leaves the office as a file."""

from argparse import Namespace

from db.store.store import Store
from db.trouble import UnknownName
from db.words.clean import tidy_text
from desktop.commands.answer import Answer
from desktop.commands.finding import book_of
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
