"""Filling the superior's blank workbook: only data cells are touched, every other part stays byte for byte.

The sheet's own XML is edited: rows below the head take the style of their first blank row; when more rows are needed,
what stands below (填表人, 合计) moves down with its merged cells, and formulas over the data reach to the new end.
"""

import copy
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from db.trouble import Refused, StoreTrouble
from desktop.sheets.match import Matching, match
from desktop.sheets.read import ORDINALS, Head, Row, cell_name, find_head, folded, opened
from desktop.sheets.write import in_place

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)")
SPAN = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+):(\$?[A-Z]{1,3}\$?)(\d+)")
MOST_BLANK = 3000


@dataclass(frozen=True)
class Filled:
    """What was filled: how many rows, and which headings nobody knows."""

    rows: int
    unmatched: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """Where data go: which sheet, its head and matching, the first data row and the first row below the blank ones."""

    sheet: int
    head: Head
    matching: Matching
    first: int
    below: int | None


Rows = Callable[[Sequence[str]], Iterable[Mapping[str, Any]]]
Recall = Callable[[Head], Mapping[str, str | None]]


def fill_like(theirs: Path, path: Path, known: Mapping[str, str], rows: Rows, recall: Recall) -> Filled:
    """Fill a copy of their workbook. known: column key by folded heading; rows: asked with the keys that are wanted.

    recall: how a clerk matched the headings of this form before, by numbered heading (None = left out).
    """
    if not zipfile.is_zipfile(theirs):
        raise Refused(f"“{theirs.name}”不是 .xlsx 文件，不能照样填。", "请在 Excel 或 WPS 里另存为 .xlsx 再试。")
    place = _look(theirs, known, recall)
    with zipfile.ZipFile(theirs) as box:
        inside = _sheet_path(box, place.sheet)
        tree = _parse(box.read(inside))
    count = _fill(tree, place, rows)
    _write(theirs, path, inside, etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
    return Filled(count, place.matching.unknown)


def _look(theirs: Path, known: Mapping[str, str], recall: Recall) -> Place:
    """Find the head of the first visible sheet that has one, and how many blank rows wait below it."""
    with opened(theirs) as sheets:
        for number, sheet in enumerate(sheets):
            rows = [row for row, _ in zip(sheet.rows, range(MOST_BLANK), strict=False)]
            head = None if sheet.hidden else find_head(rows, frozenset(known), sheet.merged)
            if head is not None:
                below = next((row.number for row in rows if row.number > head.last and _told(row)), None)
                return Place(number, head, match(head, known, recall(head)), head.last + 1, below)
    raise Refused(f"“{theirs.name}”里没有找到表头。", "请确认有“姓名”等栏目名的一行，且在前 15 行之内。")


def _told(row: Row) -> bool:
    """Say whether a row holds anything but numbers 1, 2, 3 that were typed beforehand."""
    return any(value is not None and not isinstance(value, int | float) for value in row.cells)


def _parse(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    return etree.fromstring(data, parser)


def _sheet_path(box: zipfile.ZipFile, number: int) -> str:
    """Return the part of a sheet by its place in the workbook."""
    book = _parse(box.read("xl/workbook.xml"))
    wanted = book.find(f"{MAIN}sheets")[number].get(REL)
    for link in _parse(box.read("xl/_rels/workbook.xml.rels")):
        if link.get("Id") == wanted:
            target = str(link.get("Target"))
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise Refused("这个工作簿的结构不完整，不能照样填。", "请用 Excel 打开后另存一份再试。")


def _fill(tree: Any, place: Place, rows: Rows) -> int:
    data = tree.find(f"{MAIN}sheetData")
    by_number = {int(row.get("r")): row for row in data}
    pattern = by_number.get(place.first)
    if place.below is not None and place.below <= place.first:
        pattern = None
    keys = tuple(place.matching.columns.values())
    wanted = list(rows(keys))
    room = len(wanted) if place.below is None else place.below - place.first
    extra = max(0, len(wanted) - room)
    if extra and place.below is not None:
        _push_down(tree, place.below, extra)
    for old in [row for row in data if place.first <= int(row.get("r")) < place.first + len(wanted)]:
        data.remove(old)
    ordinals = [at for at, heading in place.head.headings.items() if folded(heading) in ORDINALS]
    own = dict.fromkeys(range(place.first, place.below or place.first + len(wanted)))
    at = sum(int(row.get("r")) < place.first for row in data)
    for number, values in enumerate(wanted):
        line = place.first + number
        like = by_number.get(line) if line in own and by_number.get(line) is not None else pattern
        data.insert(at + number, _row(line, like, _cells(place, ordinals, number, values)))
    _widen(tree, place.first + len(wanted) - 1)
    return len(wanted)


def _cells(place: Place, ordinals: Sequence[int], number: int, values: Mapping[str, Any]) -> dict[int, Any]:
    cells = {at: values.get(key) for at, key in place.matching.columns.items()}
    return {**dict.fromkeys(ordinals, number + 1), **cells}


def _row(number: int, like: Any, values: Mapping[int, Any]) -> Any:
    """Make one row: the style and height of a blank one of theirs, our values in it."""
    row = etree.Element(f"{MAIN}row") if like is None else copy.deepcopy(like)
    row.set("r", str(number))
    cells: dict[int, Any] = {}
    for old in list(row):
        column = _column(old.get("r"))
        cells[column] = etree.Element(f"{MAIN}c", {k: v for k, v in old.attrib.items() if k == "s"})
        row.remove(old)
    for column, value in values.items():
        cells[column] = _cell(cells.get(column), value)
    for column in sorted(cells):
        cells[column].set("r", cell_name(number, column))
        row.append(cells[column])
    if row.get("spans") is not None:
        del row.attrib["spans"]
    return row


def _cell(like: Any, value: Any) -> Any:
    cell = etree.Element(f"{MAIN}c")
    if like is not None and like.get("s") is not None:
        cell.set("s", like.get("s"))
    if value is None:
        return cell
    if isinstance(value, int) and not isinstance(value, bool):
        etree.SubElement(cell, f"{MAIN}v").text = str(value)
        return cell
    cell.set("t", "inlineStr")
    text = etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t")
    text.text = _clean(value.isoformat() if isinstance(value, date) else str(value))
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return cell


def _clean(text: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n\r" or ord(sign) >= 32)


def _column(reference: str) -> int:
    number = 0
    for letter in "".join(sign for sign in reference if sign.isalpha()):
        number = number * 26 + ord(letter) - 64
    return number - 1


def _moved(text: str, below: int, extra: int) -> str:
    """Return a formula after the rows from `below` on went down; a span over the data reaches to its new end."""

    def one(found: re.Match[str]) -> str:
        row = int(found[2])
        return f"{found[1]}{row + extra if row >= below else row}"

    def span(found: re.Match[str]) -> str:
        last = int(found[4])
        over_data = int(found[2]) < below <= last + 1
        if over_data:
            return f"{found[1]}{found[2]}:{found[3]}{last + extra}"
        return REFERENCE.sub(one, found[0])

    marked = SPAN.sub(lambda found: span(found).replace(":", "\x00"), text)
    parts = re.split(r"(\$?[A-Z]{1,3}\$?\d+\x00\$?[A-Z]{1,3}\$?\d+)", marked)
    return "".join(part.replace("\x00", ":") if "\x00" in part else REFERENCE.sub(one, part) for part in parts)


def _push_down(tree: Any, below: int, extra: int) -> None:
    """Move everything from row `below` on down by `extra` rows, with merges, rules and formulas."""
    for row in tree.find(f"{MAIN}sheetData"):
        for formula in row.iter(f"{MAIN}f"):
            formula.text = _moved(formula.text or "", below, extra)
        if int(row.get("r")) >= below:
            number = int(row.get("r")) + extra
            row.set("r", str(number))
            for cell in row:
                cell.set("r", cell_name(number, _column(cell.get("r"))))
    for merge in tree.iter(f"{MAIN}mergeCell"):
        if int(REFERENCE.findall(merge.get("ref"))[0][1]) >= below:
            merge.set("ref", _moved(merge.get("ref"), below, extra))
    for rule in (*tree.iter(f"{MAIN}dataValidation"), *tree.iter(f"{MAIN}conditionalFormatting")):
        rule.set("sqref", " ".join(_moved(part, below, extra) for part in str(rule.get("sqref")).split()))


def _widen(tree: Any, last: int) -> None:
    """Let the sheet's stated size reach the last data row."""
    size = tree.find(f"{MAIN}dimension")
    rows = [int(row.get("r")) for row in tree.find(f"{MAIN}sheetData")]
    if size is not None and ":" in str(size.get("ref")):
        start, _, end = str(size.get("ref")).partition(":")
        letters = "".join(sign for sign in end if sign.isalpha())
        size.set("ref", f"{start}:{letters}{max([last, *rows])}")


def _write(theirs: Path, path: Path, inside: str, sheet: bytes) -> None:
    """Copy every part as it is, put the filled sheet in its place, rename when whole."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(theirs) as source, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as target:
            for entry in source.infolist():
                target.writestr(entry, sheet if entry.filename == inside else source.read(entry))
        in_place(part, path)
    except OSError as error:
        raise StoreTrouble(
            f"文件没有写成：{error.strerror or error}。", "请检查位置是否可写，或文件是否正被打开。"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
