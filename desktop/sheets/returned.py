"""The marked sheet: refused rows back as they stood, wrong cells coloured, the reason beside them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from db.words.clean import Level, shown
from desktop.sheets.importing import Result
from desktop.sheets.write import Out, Table, write_workbook

REASON = "问题与办法"


def write_marked(path: Path, results: Sequence[Result]) -> int:
    """Write the refused rows of all sheets; return how many. Nothing is written where nothing was refused."""
    tables = [_table(result) for result in results if result.refused]
    if not tables:
        return 0
    write_workbook(path, tables)
    return sum(len(result.refused) for result in results)


def _table(result: Result) -> Table:
    reasons: dict[int, list[str]] = {}
    wrong: dict[int, set[str]] = {}
    for one in result.outcome.problems:
        if one.problem.level is not Level.WARNING:
            reasons.setdefault(one.row, []).append(f"{one.cell} {one.problem.reason}")
            wrong.setdefault(one.row, set()).add(one.problem.field)
    columns = [Out(f"c{at}", heading or f"第{at + 1}列", 8) for at, heading in enumerate(result.headings)]
    marks = {
        (at, column)
        for at, row in enumerate(result.refused)
        for column, key in result.matching.columns.items()
        if key in wrong.get(row.number, ())
    }
    name = f"{result.sheet}"[:24] + "_未收"
    rows = _rows(result, reasons)
    return Table(name, [*columns, Out("reason", REASON, 24)], rows, marks=frozenset(marks))


def _rows(result: Result, reasons: dict[int, list[str]]) -> Iterator[list[Any]]:
    width = len(result.headings)
    for row in result.refused:
        cells = [_text(value) for value in row.cells[:width]]
        yield [*cells, *([None] * (width - len(cells))), "；".join(reasons.get(row.number, ()))]


def _text(value: Any) -> Any:
    """Return a cell as it stood; a whole number without its .0."""
    return value if value is None else shown(value)
