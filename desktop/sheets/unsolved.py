"""Cells of an .xlsx whose formula failed or was never worked out: the reader of workbooks gives them back as empty.

Runs in the child. Only a sheet that shows signs of such a cell is parsed a second time; most are not.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from db.words.faults import FAULTS, UNSOLVED

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
BOOK = "xl/workbook.xml"
SIGNS = re.compile(rb"""\bt=["']e["']|(?:</f>|<f\b[^>]*/>)\s*(?:</c>|<v\s*/>|<v>\s*</v>)""")
LONGEST_SIGN = 200
SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": True}

Faulty = Mapping[tuple[int, int], str]
"""What stands in faulty cells, by row and column from 0."""


def faulty_cells(path: Path) -> dict[str, Faulty]:
    """Return the faulty cells of each sheet that has any, by the sheet's name; nothing of a file that is no .xlsx."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as box:
        if BOOK not in box.namelist():
            return {}
        return {name: dict(_faulty(box, part)) for name, part in _parts(box) if _suspect(box, part)}


def _parts(box: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name and the part of each sheet that the file holds."""
    parser = etree.XMLParser(**SAFE)
    links = etree.fromstring(box.read("xl/_rels/workbook.xml.rels"), parser)
    targets = {link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))) for link in links}
    for sheet in etree.fromstring(box.read(BOOK), parser).iter(f"{MAIN}sheet"):
        part = targets.get(sheet.get(LINK), "").removeprefix("/")
        if part in box.namelist():
            yield sheet.get("name", ""), part


def _suspect(box: zipfile.ZipFile, part: str) -> bool:
    """Say whether a sheet shows signs of a faulty cell, without parsing it."""
    tail = b""
    with box.open(part) as file:
        while piece := file.read(1 << 20):
            if SIGNS.search(tail + piece):
                return True
            tail = piece[-LONGEST_SIGN:]
    return False


def _faulty(box: zipfile.ZipFile, part: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield place and word of each faulty cell. A formula that gave an empty text (t="str") is none."""
    with box.open(part) as file:
        for _, row in etree.iterparse(file, tag=f"{MAIN}row", **SAFE):
            for cell in row.iterchildren(f"{MAIN}c"):
                value = cell.findtext(f"{MAIN}v")
                if cell.get("t") == "e":
                    yield _place(cell.get("r", "A1")), value if value in FAULTS else "#VALUE!"
                elif not value and cell.get("t") != "str" and cell.find(f"{MAIN}f") is not None:
                    yield _place(cell.get("r", "A1")), UNSOLVED
            row.clear()
            while row.getprevious() is not None:
                del row.getparent()[0]


def _place(reference: str) -> tuple[int, int]:
    """Return row and column from 0 of a cell such as C17."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :]) - 1, column - 1
