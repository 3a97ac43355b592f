"""The child process that reads a workbook: `python -m desktop.sheets.child FILE`, JSON lines on stdout.

A two-kilobyte workbook can abort the process that reads it, so no other process does. First line: the sheets. Then per
sheet its merged ranges and its rows in blocks; last line {"end": true}. A refusal is one line {"what", "remedy"}.
"""

import csv
import io
import json
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from desktop.sheets.limits import (
    HIGHEST_RATIO,
    LARGEST_FILE,
    LARGEST_UNPACKED,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
)
from desktop.sheets.unsolved import Faulty, faulty_cells

BLOCK = 200
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TRY_AGAIN = "请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入。"


class Unreadable(Exception):
    """The file is refused: what is wrong, and what to do."""

    def __init__(self, what: str, remedy: str = TRY_AGAIN) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


def say(line: dict[str, Any]) -> None:
    """Write one line for the parent."""
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


def cell(value: Any) -> Any:
    """Return a cell as JSON keeps it: text, number, truth, or a marked day, moment or duration; "" is empty."""
    if value is None or value == "":
        return None
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return {"d": value.date().isoformat()} if midnight else {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    text = str(value)
    if len(text) > LONGEST_CELL:
        raise Unreadable(
            f"有一个单元格里有 {len(text)} 个字，超过 {LONGEST_CELL} 个。",
            "请检查这张表是否完好，删去多余内容后再导入。",
        )
    return text


def say_rows(rows: Iterator[Sequence[Any]]) -> None:
    """Write the rows of a sheet in blocks, without the empty ones at the end."""
    block: list[Any] = []
    empty: list[Any] = []
    for number, row in enumerate(rows, 1):
        cells = [cell(value) for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(f"第 {number} 行有 {len(cells)} 列，超过 {MOST_COLUMNS} 列。", "请删去多余的列后再导入。")
        empty.append([number, cells])
        if not cells:
            if len(empty) > MOST_ROWS:
                return
            continue
        if number > MOST_ROWS:
            raise Unreadable(f"表格超过 {MOST_ROWS} 行。", "请拆成几个文件后再导入。")
        block += empty
        empty = []
        if len(block) >= BLOCK:
            say({"rows": block})
            block = []
    if block:
        say({"rows": block})


def check_size(path: Path) -> None:
    """Refuse what is too large before anything parses it; a packed file is counted while it is unpacked."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("文件是空的（0 字节）。", "请检查是否拷贝完整。")
    if size > LARGEST_FILE:
        raise Unreadable(
            f"文件有 {size // 1024 // 1024} MB，超过 {LARGEST_FILE // 1024 // 1024} MB。", "请拆成几个文件后再导入。"
        )
    if not zipfile.is_zipfile(path):
        return
    total = 0
    with zipfile.ZipFile(path) as box:
        for entry in box.infolist():
            with box.open(entry) as part:
                while piece := part.read(1 << 20):
                    total += len(piece)
                    if total > LARGEST_UNPACKED or total > max(size, 1 << 14) * HIGHEST_RATIO:
                        raise Unreadable(
                            "文件解开后大得不正常，已停止读取。", "请确认文件来源；如确是台账，请另存后再导入。"
                        )


def encoding_of(data: bytes) -> str:
    """Return the encoding of a text file: BOM, else strict UTF-8, else GB18030 (never gbk)."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def read_csv(path: Path) -> None:
    """Read a text file of values; all of them are text."""
    data = path.read_bytes()
    try:
        text = data.decode(encoding_of(data))
    except UnicodeDecodeError as error:
        raise Unreadable("这个文件不是表格，也不是文本。") from error
    if "\x00" in text:
        raise Unreadable("这个文件不是表格，也不是文本。")
    if text.lstrip()[:200].lower().startswith(("<html", "<!doctype", "<table", "<?xml", "<meta")):
        raise Unreadable("这个文件其实是网页，只是改了扩展名。")
    first = text[: text.find("\n") if "\n" in text else len(text)]
    delimiter = (
        max(",;\t", key=text[:20_000].count)
        if not any(sign in first for sign in ",;\t")
        else max(",;\t", key=first.count)
    )
    say({"sheets": [{"name": path.stem, "hidden": False}], "epoch_1904": False})
    say({"sheet": 0, "merged": []})
    csv.field_size_limit(LONGEST_CELL * 4)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    say_rows([value.removeprefix("'") if value[1:2] in "=+-@＝＋－＠\t\r" else value for value in row] for row in rows)


def marked(rows: Iterator[list[Any]], faulty: Faulty) -> Iterator[list[Any]]:
    """Yield the rows with the word of each faulty cell in its place."""
    if not faulty:
        yield from rows
        return
    by_row: dict[int, dict[int, str]] = {}
    for (at, column), word in faulty.items():
        by_row.setdefault(at, {})[column] = word
    for at, row in enumerate(rows):
        words = by_row.get(at, {})
        width = max((*(column + 1 for column in words), len(row)))
        yield [words.get(column, value) for column, value in enumerate(row + [None] * (width - len(row)))]


def read_workbook(path: Path) -> None:
    """Read .xlsx, .xlsm, .xls, .ods, .et by their content."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
            seen = [
                {"name": one.name, "hidden": one.visible != SheetVisibleEnum.Visible} for one in book.sheets_metadata
            ]
            say({"sheets": seen, "epoch_1904": False})
            faulty = faulty_cells(path)
            for number, one in enumerate(seen):
                sheet = book.get_sheet_by_name(str(one["name"]))
                merged = [[*start, *end] for start, end in (sheet.merged_cell_ranges or ())]
                say({"sheet": number, "merged": merged})
                _, right = sheet.start or (0, 0)  # rows are told from the first on, columns from the first used one
                rows = ([None] * right + list(row) for row in sheet.iter_rows())
                say_rows(marked(rows, faulty.get(str(one["name"]), {})))
    except PasswordError as error:
        raise Unreadable("文件设了打开密码。", "请先在 Excel 或 WPS 里去掉密码，再导入。") from error
    except (CalamineError, OSError, ValueError, KeyError) as error:
        raise Unreadable(f"表格文件已损坏或不完整（{str(error)[:80]}）。") from error


def read(path: Path) -> None:
    """Read a file by its content, whatever it is called."""
    check_size(path)
    with path.open("rb") as file:
        begin = file.read(8)
    if begin == OLE and _encrypted(path):
        raise Unreadable("文件设了打开密码。", "请先在 Excel 或 WPS 里去掉密码，再导入。")
    if begin == OLE or begin.startswith(b"PK"):
        read_workbook(path)
    else:
        read_csv(path)


def _encrypted(path: Path) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


def main() -> int:
    """Read the file named by the only argument."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdin.read()  # ends when the parent has set the bounds of this process
    try:
        read(Path(sys.argv[1]))
        say({"end": True})
    except Unreadable as error:
        say({"what": error.what, "remedy": error.remedy})
    except zipfile.BadZipFile:
        say({"what": "表格文件不完整，可能没有拷贝完。", "remedy": TRY_AGAIN})
    except (NotImplementedError, RuntimeError):
        say({"what": "表格文件用了少见的压缩或加密方式。", "remedy": TRY_AGAIN})
    except MemoryError:
        say({"what": "表格太大，内存放不下。", "remedy": "请拆成几个文件后再导入。"})
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
