"""import: sheets in, with a dry run, problems by cell, and a marked sheet of what was refused."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from db.books import BOOKS
from db.store.store import Store
from db.words.clean import Level
from desktop.commands.answer import DONE, REFUSED, WITH_PROBLEMS, Answer
from desktop.sheets.importing import How, Result, import_file
from desktop.sheets.proposing import candidates_of, not_read
from desktop.sheets.read import sheets_in
from desktop.sheets.returned import write_marked

SHOWN = 20
KEEPERS = "grid_members"
"""The book whose people the rows of other books name."""


def run_import(store: Store, words: Namespace) -> Answer:
    """Take files in, one transaction a sheet; with refused rows all of it stays out unless --accept-good."""
    how = How(words.ledger, dry=words.dry_run, accept_good=words.accept_good)
    candidates_of(words.ledger)  # an unknown name is told before any file is touched
    tried = {} if words.dry_run else _tried(store, words.files, how)
    if any(result.outcome.refused for results in tried.values() for result in results) and not words.accept_good:
        results = [result for results in tried.values() for result in results]
    else:
        if not words.dry_run:
            store.back_up("导入前")
        results = _taken(store, words.files, how, tried)
    marked = write_marked(words.marked, results) if words.marked is not None else 0
    refused = any(result.outcome.refused for result in results)
    status = DONE
    if refused:
        written = any(result.batch for result in results)
        status = WITH_PROBLEMS if words.dry_run or words.accept_good or written else REFUSED
    lines = [line for result in results for line in _lines(result, words)]
    if marked:
        lines.append(f"未收的 {marked} 行已标注原因，存为 {words.marked}。")
    return Answer([_value(result) for result in results], lines, status)


def _tried(store: Store, files: Sequence[Path], how: How) -> dict[Path, list[Result]]:
    """Go through several files or sheets without writing, so that a bad last one does not leave the first written."""
    if len(files) == 1 and sheets_in(files[0]) == 1:
        return {}
    return {path: import_file(store, path, replace(how, dry=True)) for path in files}


def _taken(store: Store, files: Sequence[Path], how: How, tried: Mapping[Path, Sequence[Result]]) -> list[Result]:
    """Take files in: those of grid members first, whom the others name as keepers; told in the order given."""
    names_keepers = {path for path, results in tried.items() if any(one.book == KEEPERS for one in results)}
    order = sorted(files, key=lambda path: path not in names_keepers)
    taken = {path: import_file(store, path, how) for path in order}
    return [result for path in files for result in taken[path]]


def _value(result: Result) -> dict[str, Any]:
    out = result.outcome
    return {
        "batch": None if result.batch is None else str(result.batch),
        "file": result.file,
        "sheet": result.sheet,
        "ledger": result.book,
        "read": out.read,
        "added": out.added,
        "updated": out.updated,
        "unchanged": out.unchanged,
        "refused": out.refused,
        "problems": [
            {
                "row": one.row,
                "cell": one.cell,
                "field": one.problem.field,
                "value": one.problem.value,
                "level": one.problem.level.value,
                "reason": one.problem.reason,
            }
            for one in out.problems
        ],
        **({"hidden": list(result.hidden)} if result.hidden else {}),
    }


def _lines(result: Result, words: Namespace) -> list[str]:
    out = result.outcome
    counts = f"读到 {out.read} 行：新增 {out.added}，更新 {out.updated}，未变 {out.unchanged}，未收 {out.refused}。"
    done = "试读，没有写入" if words.dry_run else "已导入" if result.batch else "没有写入"
    lines = [f"{result.file}（{result.sheet}）→ {BOOKS[result.book].label}：{done}。{counts}"]
    unknown = "、".join(result.matching.unknown)
    if unknown:
        lines.append(f"  没有对应栏目的表头：{unknown}")
    lines += [f"  {told}"] if (told := not_read(result.hidden)) else []
    serious = [one for one in out.problems if one.problem.level is not Level.WARNING]
    warnings = [one for one in out.problems if one.problem.level is Level.WARNING]
    lines += [f"  × {one.cell} {one.problem.value} {one.problem.reason}" for one in serious[:SHOWN]]
    lines += [f"  ！{one.cell} {one.problem.value} {one.problem.reason}" for one in warnings[:SHOWN]]
    rest = max(0, len(serious) - SHOWN) + max(0, len(warnings) - SHOWN)
    return [*lines, f"  另有 {rest} 处，见 --json 输出。"] if rest else lines
