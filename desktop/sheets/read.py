"""Reading a workbook: the child's lines as sheets and rows; the head found under titles; data rows without the rest."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from unicodedata import normalize

from db.trouble import StoreTrouble
from db.words.faults import is_fault
from desktop.sheets.limits import BASE_SECONDS, MEMORY, SECONDS_PER_MEGABYTE
from desktop.sheets.windows_job import Uncaged, bounded

HEAD_DEPTH = 15
LEAST_HEADINGS = 3
TOTALS = ("合计", "小计", "总计", "累计")
FOOTERS = tuple("填表人 填报人 统计人 制表 审核 负责人签字 填表日期 填报日期 备注: 注: 说明:".split())
NAMES = frozenset(("姓名", "老人姓名", "居民姓名"))
ORDINALS = frozenset({"序号", "编号", "序", "no", "no.", "行号"})


class BadSheet(StoreTrouble):
    """A workbook that cannot be read; nothing was taken from it."""


@dataclass(frozen=True)
class Row:
    """One row as it stands in the sheet, numbered from 1."""

    number: int
    cells: tuple[Any, ...]


@dataclass
class Sheet:
    """One sheet: its rows must be read before the next sheet's."""

    name: str
    hidden: bool
    merged: Sequence[Sequence[int]]
    rows: Iterator[Row] = field(repr=False)


@dataclass(frozen=True)
class Head:
    """Where the head stands and what its columns are called; `last` is its lowest row, from 1."""

    first: int
    last: int
    headings: Mapping[int, str]
    title: str = ""

    @property
    def fingerprint(self) -> str:
        """A name for this form: the same headings in the same columns."""
        text = json.dumps(sorted((at, folded(name)) for at, name in self.headings.items()), ensure_ascii=False)
        return sha256(text.encode()).hexdigest()[:32]


def folded(heading: object) -> str:
    """Return a heading without white space of any kind, full-width signs made half."""
    return "".join(normalize("NFKC", str(heading)).split()).replace("\u200b", "").lower()


def cell_name(row: int, column: int) -> str:
    """Return the address of a cell: row from 1, column from 0 (C17)."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


class Addresses(Mapping[str, str]):
    """The addresses of a row's cells by column key, worked out when asked for: most rows have no problem."""

    def __init__(self, row: int, places: Mapping[str, int]) -> None:
        """Row from 1; places: column from 0 by key."""
        self._row, self._places = row, places

    def __getitem__(self, key: str) -> str:
        """Return the address of one cell."""
        return cell_name(self._row, self._places[key])

    def __iter__(self) -> Iterator[str]:
        """Yield the keys, column by column."""
        return iter(self._places)

    def __len__(self) -> int:
        """Return how many cells have a meaning."""
        return len(self._places)


def child_command(path: Path) -> list[str]:
    """Return how the child process is called."""
    return [sys.executable, "-X", "utf8", "-m", "desktop.sheets.child", str(path)]


def _limited(seconds: int) -> Any:
    """Return what the child does first on POSIX: bound its memory and time. None on Windows (see `windows_job`)."""
    if os.name != "posix":
        return None
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return limit


def sheets_in(path: Path) -> int:
    """Return how many visible sheets a workbook has; only its beginning is read."""
    with _listened(path) as lines:
        return sum(not one["hidden"] for one in next(lines)["sheets"])


@contextmanager
def opened(path: Path) -> Iterator[Iterator[Sheet]]:
    """Open a workbook and yield its sheets in order; BadSheet if it cannot be read."""
    with _listened(path) as lines:
        yield _sheets(lines)


@contextmanager
def _listened(path: Path) -> Iterator[Iterator[dict[str, Any]]]:
    """Start the child on a file, within its bounds, and yield what it says."""
    if not path.is_file():
        raise BadSheet(f"找不到文件“{path}”。", "请检查文件位置和名称。")
    seconds = BASE_SECONDS + SECONDS_PER_MEGABYTE * (path.stat().st_size >> 20)
    environment = {key: value for key, value in os.environ.items() if key != "GRIDLEDGER_PASSWORD"}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    with subprocess.Popen(  # noqa: S603 - our own module, a path as its only argument
        child_command(path),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.PIPE,
        env=environment,
        encoding="utf-8",
        preexec_fn=_limited(seconds),  # noqa: PLW1509 - only resource limits are set in the child
    ) as child:
        try:
            with _bounded(child, seconds):
                _let_go(child)
                yield _lines(child, path)
        finally:
            child.kill()


@contextmanager
def _bounded(child: "subprocess.Popen[str]", seconds: int) -> Iterator[None]:
    """Hold the child within its bounds; a child that cannot be bounded reads nothing."""
    with ExitStack() as stack:
        try:
            stack.enter_context(bounded(child, MEMORY, seconds))
        except Uncaged as error:
            raise BadSheet(
                "这台电脑不让程序给读表格的进程设内存和时间限制，没有读取。", "请重新启动电脑后再试。"
            ) from error
        yield


def _let_go(child: "subprocess.Popen[str]") -> None:
    """Tell the child that it is bounded and may read; it waits for the end of its input."""
    if child.stdin is not None:
        child.stdin.close()


def _lines(child: "subprocess.Popen[str]", path: Path) -> Iterator[dict[str, Any]]:
    """Yield the child's lines; a child that dies without its last word read something no program should."""
    for text in child.stdout or ():
        line: dict[str, Any] = json.loads(text)
        if "what" in line:
            raise BadSheet(f"“{path.name}”读不了：{line['what']}", line["remedy"])
        if line.get("end"):
            return
        yield line
    raise BadSheet(
        f"“{path.name}”读不了：表格尺寸不正常，或要用的时间、内存太多，已停止读取。",
        "请只保留有内容的区域，另存为新的 .xlsx 后再导入。",
    )


def _sheets(lines: Iterator[dict[str, Any]]) -> Iterator[Sheet]:
    first = next(lines)
    waiting: list[dict[str, Any]] = []

    def rows() -> Iterator[Row]:
        for line in lines:
            if "sheet" in line:
                waiting.append(line)
                return
            for number, cells in line["rows"]:
                yield Row(number, tuple([_value(one) if one.__class__ is dict else one for one in cells]))

    line: dict[str, Any] | None = next(lines, None)
    while line is not None:
        told = first["sheets"][line["sheet"]]
        body = rows()
        yield Sheet(told["name"], told["hidden"], line["merged"], body)
        for _ in body:
            pass
        line = waiting.pop() if waiting else None


def _value(marked: Mapping[str, str]) -> date:
    return date.fromisoformat(marked["d"]) if "d" in marked else datetime.fromisoformat(marked["t"])


def find_head(rows: Sequence[Row], known: frozenset[str], merged: Sequence[Sequence[int]] = ()) -> Head | None:
    """Return the head: the row of the first fifteen with the most known headings (≥ 3, or all of a narrow sheet's).

    Heads of two and three rows are joined downward over merged cells and matched again; a heading counts once, and of
    equals the deeper one is the head: only cells merged over its rows make it one. known: folded headings.
    """
    best: tuple[int, int, Head] | None = None
    for at, row in enumerate(rows[:HEAD_DEPTH]):
        for depth in (1, 2, 3):
            head = _joined(rows, at, depth, merged)
            if head is None:
                continue
            hits = len({folded(name) for name in head.headings.values()} & known)
            filled = sum(value is not None and folded(str(value)) not in ORDINALS for value in row.cells)
            named = any(folded(name) in NAMES for name in head.headings.values())
            narrow = hits == filled and (named or hits > 1)
            enough = hits >= LEAST_HEADINGS or narrow
            if enough and (best is None or (hits, depth) > best[:2]):
                best = (hits, depth, head)
    return None if best is None else best[2]


def _joined(rows: Sequence[Row], at: int, depth: int, merged: Sequence[Sequence[int]]) -> Head | None:
    """Return the head that begins at a row and is so many rows deep; None if the sheet ends before."""
    part = rows[at : at + depth]
    if len(part) < depth or any(not isinstance(v, str | None) for row in part for v in row.cells):
        return None
    if depth > 1 and not _tied(part, merged):
        return None
    headings: dict[int, str] = {}
    for column in range(max(len(row.cells) for row in part)):
        names = [name for row in part if (name := _spread(row, column, merged))]
        if names:
            headings[column] = names[-1]
    title = " ".join(str(v) for row in rows[:at] for v in row.cells if v is not None)
    return Head(part[0].number, part[-1].number, headings, title)


def _tied(part: Sequence[Row], merged: Sequence[Sequence[int]]) -> bool:
    """Say whether the rows belong to one head: a cell reaches down over them, or a group reaches across."""
    first, last = part[0].number - 1, part[-1].number - 1
    down = any(top <= first and bottom >= last for top, _, bottom, _ in merged)
    across = any(first <= top <= last and right > left for top, left, _, right in merged)
    return down and across


def _spread(row: Row, column: int, merged: Sequence[Sequence[int]]) -> str:
    """Return the heading that stands over a column in one row, also from a merged cell."""
    value = row.cells[column] if column < len(row.cells) else None
    if value is None:
        for top, left, bottom, right in merged:
            if top <= row.number - 1 <= bottom and left <= column <= right and top == row.number - 1:
                value = row.cells[left] if left < len(row.cells) else None
    return "" if value is None else str(value)


def data_rows(rows: Iterator[Row], head: Head, merged: Sequence[Sequence[int]]) -> Iterator[Row]:
    """Yield the rows below the head: no blank, total or footer rows, no head again; cells merged downward filled.

    A row of nothing but failed formulas, as of a column filled down too far, is blank.
    """
    tops: dict[int, Any] = {}
    reach = [one for one in merged if one[2] > one[0] and one[0] >= head.last]
    for row in rows:
        if row.number <= head.last:
            continue
        filled = _filled(row, reach, tops) if reach else row
        filled_in = any(value is not None and not is_fault(value) for value in filled.cells)
        if filled_in and not is_beside(row) and not _is_head_again(row, head):
            yield filled


def _is_head_again(row: Row, head: Head) -> bool:
    """Say whether a row repeats the head, as where pages were pasted one below the other; of two rows, either."""
    words = [(at, folded(value)) for at, value in enumerate(row.cells) if value is not None]
    same = sum(word == folded(head.headings.get(at, "")) for at, word in words)
    return same > 1 and same * 2 >= len(words)


def _filled(row: Row, reach: Sequence[Sequence[int]], tops: dict[int, Any]) -> Row:
    cells = list(row.cells)
    for number, (top, left, bottom, _) in enumerate(reach):
        at = row.number - 1
        if at == top:
            tops[number] = cells[left] if left < len(cells) else None
        elif top < at <= bottom:
            cells += [None] * (left + 1 - len(cells))
            cells[left] = tops.get(number)
    return Row(row.number, tuple(cells))


def is_beside(row: Row) -> bool:
    """Say whether a row is a total or a footer and not data."""
    texts = [value for value in row.cells if isinstance(value, str)]
    if not texts:
        return False
    if folded(texts[0]).startswith(TOTALS) or folded(texts[0]).endswith(TOTALS):
        return True
    filled = sum(value is not None for value in row.cells)
    return filled <= max(4, len(row.cells) // 2) and any(folded(text).startswith(FOOTERS) for text in texts)


def begin(sheet: Sheet) -> tuple[list[Row], Iterator[Row]]:
    """Return the first rows of a sheet for looking, and all its rows from the start."""
    first = list(islice(sheet.rows, HEAD_DEPTH + 3))

    def whole() -> Iterator[Row]:
        yield from first
        yield from sheet.rows

    return first, whole()
