"""Filling the superior's blank workbook: only data cells are touched, every other part stays byte for byte.

The sheet's own XML is edited: rows below the head take the style and the formulas of their first blank row; when more
rows are needed, what stands below (填表人, 合计) moves down with its merged cells, and what tells of it goes along.
"""

import copy
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from db.store.files import beside
from db.trouble import Refused
from db.words.faults import is_fault
from desktop.sheets.match import Matching, match
from desktop.sheets.moving import Move, column_of, moved_by
from desktop.sheets.read import ORDINALS, Head, Row, cell_name, find_head, folded, opened

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MOST_BLANK, PACKED = 3000, zipfile.ZIP_DEFLATED
CHAIN, LISTS = "xl/calcChain.xml", ("[Content_Types].xml", "xl/_rels/workbook.xml.rels")
CHAINED = re.compile(rb"<(?:Override|Relationship)\b[^>]*calcChain[^>]*/>")
"""In which order formulas are worked out: Excel makes it anew, and takes a wrong one for damage."""
TELLS = re.compile(r"xl/(workbook\.xml|worksheets/[^/]+\.xml|charts/[^/]+\.xml)")
"""Parts that may tell of cells of the filled sheet: names and print areas, other sheets, charts."""


@dataclass(frozen=True)
class Filled:
    """What was filled: how many rows, and which headings nobody knows."""

    rows: int
    unmatched: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """Where data go: which sheet, its head and matching, the first data row and the first row below the blank ones."""

    sheet: int
    name: str
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
    count, move = _fill(tree, place, rows)
    sheet = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    _write(theirs, path, {inside: sheet}, move)
    return Filled(count, place.matching.unknown)


def _look(theirs: Path, known: Mapping[str, str], recall: Recall) -> Place:
    """Find the head of the first visible sheet that has one, and how many blank rows wait below it."""
    with opened(theirs) as sheets:
        for number, sheet in enumerate(sheets):
            rows = [row for row, _ in zip(sheet.rows, range(MOST_BLANK), strict=False)]
            head = None if sheet.hidden else find_head(rows, frozenset(known), sheet.merged)
            if head is not None:
                first = _below_head(head, sheet.merged)
                below = next((row.number for row in rows if row.number >= first and _told(row)), None)
                return Place(number, sheet.name, head, match(head, known, recall(head)), first, below)
    raise Refused(f"“{theirs.name}”里没有找到表头。", "请确认有“姓名”等栏目名的一行，且在前 15 行之内。")


def _below_head(head: Head, merged: Sequence[Sequence[int]]) -> int:
    """Return the first row below the head and the cells that are merged downward from it."""
    return max([head.last, *(bottom + 1 for top, _, bottom, _ in merged if head.first <= top + 1 <= head.last)]) + 1


def _told(row: Row) -> bool:
    """Say whether a row holds anything but numbers that were typed beforehand and formulas that wait for data."""
    return any(value is not None and not is_fault(value) and not isinstance(value, int | float) for value in row.cells)


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


def _fill(tree: Any, place: Place, rows: Rows) -> tuple[int, Move | None]:
    data = tree.find(f"{MAIN}sheetData")
    _write_out(data)
    by_number = {int(row.get("r")): row for row in data}
    pattern = by_number.get(place.first)
    if place.below is not None and place.below <= place.first:
        pattern = None
    keys = tuple(place.matching.columns.values())
    wanted = list(rows(keys))
    room = len(wanted) if place.below is None else place.below - place.first
    extra = max(0, len(wanted) - room)
    move = Move(place.name, place.below, extra) if extra and place.below is not None else None
    if move is not None:
        _push_down(tree, move)
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
    return len(wanted), move


def _cells(place: Place, ordinals: Sequence[int], number: int, values: Mapping[str, Any]) -> dict[int, Any]:
    cells = {at: values.get(key) for at, key in place.matching.columns.items()}
    return {**dict.fromkeys(ordinals, number + 1), **cells}


def _row(number: int, like: Any, values: Mapping[int, Any]) -> Any:
    """Make one row: the style and height of a blank one of theirs, our values in it."""
    row = etree.Element(f"{MAIN}row") if like is None else copy.deepcopy(like)
    row.set("r", str(number))
    cells: dict[int, Any] = {}
    for old in list(row):
        column = column_of(old.get("r"))
        cells[column] = etree.Element(f"{MAIN}c", {k: v for k, v in old.attrib.items() if k == "s"})
        formula = old.find(f"{MAIN}f")
        if formula is not None and formula.text and values.get(column) is None:
            etree.SubElement(cells[column], f"{MAIN}f").text = moved_by(formula.text, number - int(like.get("r")))
        row.remove(old)
    for column, value in values.items():
        if value is not None or column not in cells:
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


def _write_out(data: Any) -> None:
    """Write shared formulas out, each in its cell, and forget what formulas once gave: it is worked out anew."""
    shared: dict[str, tuple[int, int, str]] = {}
    for row in data:
        for cell in row:
            formula = cell.find(f"{MAIN}f")
            if formula is None:
                continue
            number, column = int(row.get("r")), column_of(cell.get("r"))
            if formula.get("t") == "shared":
                if formula.text:
                    shared[formula.get("si")] = (number, column, formula.text)
                start, origin, text = shared.get(formula.get("si"), (number, column, ""))
                formula.text = moved_by(text, number - start, column - origin)
                formula.attrib.clear()
            for value in cell.findall(f"{MAIN}v"):
                cell.remove(value)
            cell.attrib.pop("t", None)


def _push_down(tree: Any, move: Move) -> None:
    """Move everything below the data down, with merges, rules and formulas."""
    for row in tree.find(f"{MAIN}sheetData"):
        for formula in row.iter(f"{MAIN}f"):
            formula.text = move.formula(formula.text or "")
            if formula.get("ref"):
                formula.set("ref", move.formula(formula.get("ref")))
        if int(row.get("r")) >= move.below:
            number = int(row.get("r")) + move.extra
            row.set("r", str(number))
            for cell in row:
                cell.set("r", cell_name(number, column_of(cell.get("r"))))
    for merge in tree.iter(f"{MAIN}mergeCell"):
        if int(str(merge.get("ref")).partition(":")[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) >= move.below:
            merge.set("ref", move.formula(merge.get("ref")))
    for rule in (*tree.iter(f"{MAIN}dataValidation"), *tree.iter(f"{MAIN}conditionalFormatting")):
        rule.set("sqref", " ".join(move.formula(part) for part in str(rule.get("sqref")).split()))


def _widen(tree: Any, last: int) -> None:
    """Let the sheet's stated size reach the last data row."""
    size = tree.find(f"{MAIN}dimension")
    rows = [int(row.get("r")) for row in tree.find(f"{MAIN}sheetData")]
    if size is not None and ":" in str(size.get("ref")):
        start, _, end = str(size.get("ref")).partition(":")
        letters = "".join(sign for sign in end if sign.isalpha())
        size.set("ref", f"{start}:{letters}{max([last, *rows])}")


def _write(theirs: Path, path: Path, filled: Mapping[str, bytes], move: Move | None) -> None:
    """Copy every part as it is but for the filled sheet and what tells of rows that moved; rename when whole."""
    with beside(path) as part, zipfile.ZipFile(theirs) as source, zipfile.ZipFile(part, "w", PACKED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == CHAIN:
                continue
            if entry.filename in LISTS and CHAIN in source.namelist():
                data = CHAINED.sub(b"", data)
            if move is not None and TELLS.match(entry.filename):
                data = move.part(data)
            target.writestr(entry, filled.get(entry.filename, data))
