"""Writing workbooks: the one constructor of the product; every value of a ledger goes out as text."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook

from db.store.files import beside
from db.words.field import Kind

SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LONGEST_LIST = 255
STARTS = tuple("=+-@\t\r＝＋－＠")
FONT = "微软雅黑"
MARK = "#FFE0B2"


@dataclass(frozen=True)
class Out:
    """One column of a sheet going out. width: Chinese characters; choices: labels for the drop-down."""

    key: str
    label: str
    width: int = 8
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    required: bool = False
    note: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Chart:
    """A column chart beside a sheet: its title, the column of labels and those of the figures."""

    title: str
    labels: int
    figures: tuple[int, ...]


@dataclass(frozen=True)
class Table:
    """One sheet going out: name, title, columns, rows (values in column order); marks: (row index, column index)."""

    name: str
    columns: Sequence[Out]
    rows: Iterable[Sequence[Any]]
    title: str = ""
    marks: frozenset[tuple[int, int]] = frozenset()
    blank_rows: int = 0
    chart: Chart | None = None


def scratch_beside(path: Path) -> TemporaryDirectory[str]:
    """Return a folder for the rows on their way: open text may lie where the clerk wanted the file, nowhere else."""
    return TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.")


def write_workbook(path: Path, tables: Sequence[Table]) -> int:
    """Write sheets into a workbook; return the rows of the first."""
    with beside(path) as part, scratch_beside(path) as scratch:
        book = Workbook(str(part), SAFE | {"tmpdir": scratch})
        try:
            counts = [_write_table(book, table) for table in tables]
        finally:
            book.close()
    return counts[0]


def _write_table(book: Any, table: Table) -> int:
    sheet = book.add_worksheet(table.name[:31])
    head = book.add_format({"bold": True, "font_name": FONT, "bg_color": "#E9EEF3", "border": 1, "text_wrap": True,
                            "align": "center", "valign": "vcenter"})  # fmt: skip
    text = book.add_format({"num_format": "@", "font_name": FONT, "valign": "vcenter"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "font_name": FONT, "align": "left", "valign": "vcenter"})
    mark = book.add_format({"num_format": "@", "font_name": FONT, "bg_color": MARK, "valign": "vcenter"})
    at = 0
    if table.title:
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, table.title, book.add_format({"bold": True, "font_size": 16, "font_name": FONT}))
        at = 1
    for column, one in enumerate(table.columns):
        dated = one.kind in (Kind.DAY, Kind.MOMENT)
        unseen = {"hidden": True} if one.hidden else {}
        sheet.set_column(column, column, max(6, one.width * 2 + 2), day if dated else text, unseen)
        sheet.write_string(at, column, one.label + ("*" if one.required else ""), head)
    sheet.set_row(at, 24)
    count = 0
    for row in table.rows:
        for column, value in enumerate(row):
            style = mark if (count, column) in table.marks else day if isinstance(value, date) else text
            _write_cell(sheet, at + 1 + count, column, value, style)
        count += 1
    last = at + max(count, table.blank_rows)
    _finish(sheet, table, at, last)
    if table.chart is not None and count:
        _draw(book, sheet, table, (at, at + count))
    return count


def _draw(book: Any, sheet: Any, table: Table, rows: tuple[int, int]) -> None:
    """Put a column chart to the right of a sheet; rows: of the heading and of the last figure."""
    wanted, (head, last) = table.chart or Chart("", 0, ()), rows
    chart = book.add_chart({"type": "column"})
    for figure in wanted.figures:
        chart.add_series(
            {
                "name": [sheet.name, head, figure],
                "categories": [sheet.name, head + 1, wanted.labels, last, wanted.labels],
                "values": [sheet.name, head + 1, figure, last, figure],
                "data_labels": {"value": True},
            }
        )
    chart.set_title({"name": wanted.title})
    sheet.insert_chart(head, len(table.columns) + 1, chart)


def _write_cell(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    """Write one value: days as days, counted figures as numbers, everything else as text."""
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone().replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001 - a day
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value)[:32_767], style)


def _finish(sheet: Any, table: Table, at: int, last: int) -> None:
    sheet.freeze_panes(at + 1, 1 if len(table.columns) > 3 else 0)
    if table.columns:
        sheet.autofilter(at, 0, max(last, at + 1), len(table.columns) - 1)
    for column, one in enumerate(table.columns):
        choices = list(one.choices)
        if choices and sum(map(len, choices)) + len(choices) <= LONGEST_LIST:
            rule = {"validate": "list", "source": choices, "error_type": "warning", "error_title": "请核对",
                    "error_message": "不在可选值中，确定要填吗？"}  # fmt: skip
            sheet.data_validation(at + 1, column, max(last, at + 1), column, rule)


def write_csv(path: Path, columns: Sequence[Out], rows: Iterable[Sequence[Any]]) -> int:
    """Write UTF-8 with BOM, all fields quoted; what a table program would take for a formula gets a leading '.

    Return the rows.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([one.label for one in columns])
    count = 0
    for row in rows:
        count += 1
        written = ["" if value is None else str(value) for value in row]
        writer.writerow([f"'{value}" if value.startswith(STARTS) else value for value in written])
    with beside(path) as part:
        part.write_bytes(text.getvalue().encode("utf-8-sig"))
    return count
