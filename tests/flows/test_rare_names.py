"""Every character of a name, from the sheet to the paper and back: 8,105 standard ones, Ext A–F, and beyond."""

import io
from datetime import date, timedelta

import pypdf
import pytest
from sqlalchemy import select

from db.books import BOOKS
from db.ledgers.people import Person
from db.places import RESOURCES
from db.store import query
from db.store.query import Query
from db.work.sampling import identity_number
from db.work.taking import RawRow, take_in
from desktop.printing.form import Missing, Order
from desktop.printing.forms import FORMS
from desktop.printing.issue import preview
from desktop.printing.press import MissingGlyphs
from desktop.sheets.exporting import export_book
from desktop.sheets.importing import How, import_file

STANDARD = "".join((RESOURCES / "codes" / "standard_characters.txt").read_text("utf-8").split())
BLOCKS = {"A": 0x3400, "B": 0x20000, "C": 0x2A700, "D": 0x2B740, "E": 0x2B820, "F": 0x2CEB0}
EXTENDED = "".join(chr(start + 7 * n) for start in BLOCKS.values() for n in range(34))[:200]
BEYOND = "".join(
    chr(start + 11 * n) for start, many in ((0x30000, 20), (0x31350, 20), (0x2EBF0, 10)) for n in range(many)
)
"""Of Ext G, H and I: no font of ours has them."""


def names_of(characters, each):
    """Make names of a surname and `each` characters."""
    return ["张" + characters[start : start + each] for start in range(0, len(characters), each)]


def fill(store, names):
    """Put people of those names into an office, every one an elder of 80."""
    rows = []
    for n, name in enumerate(names):
        one = identity_number("150102", date(1940, 1, 1) + timedelta(n % 300), n % 499 * 2 + 1)
        rows.append(RawRow(n, {"name": name, "id_number": one, "address": f"{n // 20 + 1}号楼1单元{n % 20 + 101}"}))
    with store.write("试") as writer:
        outcome = take_in(writer, BOOKS["elders"], rows, "试.xlsx")
    assert outcome.added == len(names), outcome.problems[:3]


def stored(store):
    """Return all names as stored."""
    with store.read() as reader:
        return sorted(name for (name,) in reader.rows(select(Person.name).where(Person.removed_at.is_(None))))


@pytest.mark.slow
def test_each_standard_and_extended_character_goes_round_from_store_to_paper_and_back(office, tmp_path):
    names = names_of(STANDARD + EXTENDED, 5)
    fill(office, names)
    assert stored(office) == sorted(names)
    elders = BOOKS["elders"]
    with office.read() as reader:
        for name in names[:: max(1, len(names) // 150)]:
            assert len(query.ids(reader, Query(elders, text=name))) == 1, name
            assert query.ids(reader, Query(elders, text=name[-2:])), name
    export_book(office, elders, tmp_path / "a.xlsx", "测试")
    [result] = import_file(office, tmp_path / "a.xlsx", How("elders"))
    assert (result.outcome.unchanged, result.outcome.updated) == (len(names), 0)
    printed = preview(office, FORMS["elder_ledger"], Order())
    text = "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(printed.pdf)).pages)
    absent = {sign for sign in STANDARD + EXTENDED if sign not in text}
    assert absent == set()
    print(f"{len(STANDARD)} + {len(EXTENDED)} characters, {printed.pages} pages")


def test_a_character_beyond_all_fonts_stops_the_print_with_its_person_and_two_ways_on(office, tmp_path):
    names = names_of(BEYOND, 1)
    fill(office, names)
    assert stored(office) == sorted(names)
    export_book(office, BOOKS["elders"], tmp_path / "a.xlsx", "测试")
    [result] = import_file(office, tmp_path / "a.xlsx", How("elders"))
    assert result.outcome.unchanged == len(names)
    with office.read() as reader:
        assert all(query.ids(reader, Query(BOOKS["elders"], text=name)) for name in names)
    with pytest.raises(MissingGlyphs) as stopped:
        preview(office, FORMS["door_sheet"], Order())
    assert {one["char"] for one in stopped.value.missing} == set(BEYOND)
    assert all(one["person"] in names and one["code"].startswith("U+") for one in stopped.value.missing)
    for way in Missing:
        assert preview(office, FORMS["door_sheet"], Order(missing=way)).people == len(names)
