"""The route on paper is the route keyed in: whichever way it is walked and whoever walks it, row for row."""

import re
from datetime import date

import pypdf
import pytest
from sqlalchemy import select

from db.ledgers.areas import Area, AreaLevel, Dwelling
from db.ledgers.documents import Document
from db.ledgers.people import Person
from db.store.writer import Edit
from db.work.backfill import sheet_of
from db.work.routes import Walk, Way, Worker
from desktop.printing.form import Order
from desktop.printing.forms import FORMS
from desktop.printing.issue import issue

pytestmark = pytest.mark.slow
STREET = {"甲": 1, "乙": 2, "丙": 3, "丁": 4, "戊": 5, "己": 6}


@pytest.fixture
def street(office):
    """Six people behind the doors 1 to 6 of one street."""
    with office.write("试") as writer:
        home = writer.reader.scalar(select(Area.id).where(Area.level == AreaLevel.COMMUNITY))
        grid = {"level": AreaLevel.GRID, "code": "150102402001001", "name": "第一网格", "parent_id": home}
        area = writer.add(Area, grid)
        for sign, number in STREET.items():
            door = writer.add(Dwelling, {"area_id": area, "full_address": f"丁香路{number}号"})
            one = writer.add(Person, {"name": f"王秀{sign}", "birth_date": date(1950, 3, 2)})
            writer.place(one, {"area_id": area, "dwelling_id": door}, date(2026, 1, 1), Edit.CHANGE)
    return office


def sheets(store, path, order):
    """Issue a route sheet; return for each of its sheets (number, holder, names on paper, names as keyed in)."""
    issue(store, FORMS["route_sheet"], order, path)
    pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    found = []
    with store.read() as reader:
        registered = reader.rows(select(Document.sheet_no, Document.holder).order_by(Document.sheet_no))
        for (number, holder), text in zip(registered, pages, strict=True):
            keyed = "".join(row.name[-1] for row in sheet_of(reader, number).rows)
            found.append((number, holder, "".join(re.findall(r"王秀(\S)", text)), keyed))
    return found


def everybody(store):
    with store.read() as reader:
        return tuple(one for (one,) in reader.rows(select(Person.id).order_by(Person.id)))


@pytest.mark.parametrize(("walk", "walked"), [(Walk.DOORS, "甲乙丙丁戊己"), (Walk.SIDES, "甲丙戊己丁乙")])
def test_a_sheet_is_keyed_in_as_it_was_walked(street, tmp_path, walk, walked):
    order = Order(ids=everybody(street), way=Way(walk))
    [(_, _, paper, keyed)] = sheets(street, tmp_path / "a.pdf", order)
    assert paper == keyed == walked


def test_control_rows_keyed_in_by_door_would_not_be_those_of_the_paper(street, tmp_path):
    [(_, _, paper, _)] = sheets(street, tmp_path / "a.pdf", Order(ids=everybody(street), way=Way(Walk.SIDES)))
    assert paper != "".join(sorted(paper, key=STREET.__getitem__))


def test_shares_stand_on_sheets_of_their_own_with_who_walks_and_what_nobody_has_time_for(street, tmp_path):
    way = Way(Walk.SIDES, (Worker("张敏", 30), Worker("李建军", 45)))
    found = sheets(street, tmp_path / "a.pdf", Order(ids=everybody(street), way=way))
    assert [(holder, keyed) for _, holder, _, keyed in found] == [("张敏", "甲丙"), ("李建军", "戊己丁"), (None, "乙")]
    assert all(paper == keyed for _, _, paper, keyed in found)
    assert "排不下" in pypdf.PdfReader(tmp_path / "a.pdf").pages[2].extract_text()
    with street.read() as reader:
        assert sheet_of(reader, found[1][0]).holder == "李建军", "who walks is filled in when it comes home"


def test_a_sheet_printed_once_more_keeps_the_order_and_the_number_it_had(street, tmp_path):
    [(number, _, paper, _)] = sheets(street, tmp_path / "a.pdf", Order(ids=everybody(street), way=Way(Walk.SIDES)))
    with street.read() as reader:
        people = tuple(row.person for row in sheet_of(reader, number).rows)
    again = Order(ids=people, sheet_no=number, way=Way(Walk.KEPT))
    assert sheets(street, tmp_path / "b.pdf", again) == [(number, None, paper, paper)]
