"""Issuing: what leaves the office stands in a file and in the register, or nowhere."""

import re
from datetime import date
from hashlib import sha256

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from db.ledgers.areas import Area
from db.ledgers.care import CarePlan, RiskClass
from db.ledgers.documents import Document, DocumentPerson, SheetState
from db.ledgers.people import Person
from db.store.writer import Edit
from db.trouble import Refused, StoreTrouble
from db.work import papers
from db.work.figures import Period
from db.work.reporting import month_report
from desktop.printing.form import Missing, Order
from desktop.printing.forms import FORMS
from desktop.printing.issue import issue, preview, register
from desktop.printing.press import MissingGlyphs
from desktop.sheets.reporting import write_month_report

FORM = FORMS["elder_ledger"]


def registered(store):
    """Return (number, class, reason, rows, fingerprint) of every sheet in the register."""
    columns = Document.sheet_no, Document.privacy, Document.reason, Document.rows, Document.sha256
    with store.read() as reader:
        return [tuple(row) for row in reader.rows(select(*columns).order_by(Document.sheet_no))]


def test_an_issued_form_is_a_file_and_a_line_of_the_register_for_each_sheet(filled, tmp_path):
    file = tmp_path / "out" / "台账.pdf"
    issued = issue(filled, FORM, Order(reason="上级报表"), file)
    assert issued.rows == 8
    whole = "归档", "上级报表", 4, sha256(file.read_bytes()).hexdigest()
    assert registered(filled) == [(f"{issued.sheet_no}-01", *whole), (f"{issued.sheet_no}-02", *whole)]
    assert [one.name for one in file.parent.iterdir()] == ["台账.pdf"]


def test_a_refused_form_leaves_neither_file_nor_line(filled, tmp_path):
    with filled.write("试") as writer:
        with filled.read() as reader:
            one = reader.scalar(select(Person.id).where(Person.name == "王秀甲"))
        writer.change(Person, one, {"name": "王秀\U00030000"})
    file = tmp_path / "台账.pdf"
    with pytest.raises(MissingGlyphs) as stop:
        issue(filled, FORM, Order(), file)
    assert stop.value.missing == [{"char": "\U00030000", "code": "U+30000", "person": "王秀\U00030000"}]
    with pytest.raises(Refused):
        issue(filled, FORM, Order(tag="dementia"), file)
    assert not file.exists()
    assert registered(filled) == []
    assert issue(filled, FORM, Order(missing=Missing.BLANK), file).rows == 8


def test_a_place_that_cannot_be_written_is_told(filled, tmp_path):
    (tmp_path / "taken").write_text("x")
    with pytest.raises(StoreTrouble, match="没有写成"):
        issue(filled, FORM, Order(), tmp_path / "taken" / "台账.pdf")
    assert registered(filled) == []


OF_THE_OFFICE = (
    "month_report",
    "overdue_list",
    "week_overview",
    "team_roster",
    "grid_roster",
    "errand_register",
    "allowance_roster",
    "allowance_new",
    "allowance_stop",
)


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMS)
def test_every_form_enters_who_stands_on_it_in_the_order_of_its_rows(filled, tmp_path, flat, name):
    issued = issue(filled, FORMS[name], Order(), tmp_path / "表.pdf")
    with filled.read() as reader:
        rows = papers.rows_of(reader, issued.sheet_no)
        areas = reader.rows(select(Document.area_id))
    assert len(rows) == issued.rows > 0 or name in FIGURES
    assert all(area for (area,) in areas) or name in OF_THE_OFFICE
    text = flat((tmp_path / "表.pdf").read_bytes())
    at = -1
    for row in rows:
        at = text.index(row.name, at + 1)  # whoever is named twice, in two lists, stands behind the others of the first
    assert not rows or rows[-1].row == len([row for row in rows if row.sheet_no == rows[-1].sheet_no])


FIGURES = ("month_report", "week_report", "week_overview")
"""Forms whose rows are figures: only those they name stand in the register."""
AT_END = Order(data_day=date(2026, 10, 31))


@pytest.fixture
def overdue(filled):
    """Add ninety people who were never visited; give the names of all that the report of October counts overdue."""
    with filled.write("试") as writer:
        for n in range(90):
            known = {"name": f"王秀甲{n}", "birth_date": date(1950, 1, 1)}
            person = writer.add(Person, known)
            writer.place(person, {"area_id": writer.reader.scalar(select(Area.id))}, date(2026, 1, 1), Edit.CHANGE)
            plan = {"person_id": person, "risk_class": RiskClass.HIGH, "since": date(2026, 1, 1)}
            writer.add(CarePlan, plan)
    with filled.read() as reader:
        return {one.name for one in month_report(reader, Period.month(2026, 10)).late}


def named_on(path, flat):
    return set(re.findall(r"王秀甲\d+", flat(path.read_bytes())))


@pytest.mark.slow
def test_whoever_the_report_of_the_month_names_stands_in_the_register_and_the_report_on_one_page(
    filled, overdue, tmp_path, flat
):
    assert len(overdue) > 90
    path = tmp_path / "月报.pdf"
    issued = issue(filled, FORMS["month_report"], AT_END, path)
    named = named_on(path, flat)
    with filled.read() as reader:
        entered = {row.name for row in papers.rows_of(reader, issued.sheet_no)}
    assert named
    assert named == {name for name in entered if name[-1].isdigit()}
    assert entered < overdue
    assert f"另有{len(overdue) - len(entered)}人，全部名单见附表《逾期未访名单》" in flat(path.read_bytes())
    assert len(PdfReader(path).pages) == 1


@pytest.mark.slow
def test_the_annex_and_the_workbook_of_the_report_name_everybody_overdue(filled, overdue, tmp_path, flat):
    path = tmp_path / "名单.pdf"
    issued = issue(filled, FORMS["overdue_list"], AT_END, path)
    assert issued.rows == len(overdue)
    text = flat(path.read_bytes())
    assert all(name in text for name in overdue)
    with filled.read() as reader:
        assert {row.name for row in papers.rows_of(reader, issued.sheet_no)} == overdue
        report = month_report(reader, Period.month(2026, 10))
    write_month_report(tmp_path / "月报.xlsx", report)
    sheet = load_workbook(tmp_path / "月报.xlsx")["逾期未访"]
    told = list(sheet.iter_rows(min_row=2, values_only=True))
    assert {row[1] for row in told if row[1] != "姓名"} == overdue


def test_who_stands_on_which_page_is_known(filled, tmp_path):
    with filled.write("试") as writer:
        grid = writer.reader.scalar(select(Person.area_id).where(Person.name == "王秀甲"))
        for n in range(30):
            person = {"name": f"赵新{n}", "birth_date": date(1950, 1, 1), "area_id": grid}
            writer.add(Person, person)
    issued = issue(filled, FORMS["door_sheet"], Order(area=grid), tmp_path / "表.pdf")
    pages = [page.extract_text() for page in PdfReader(tmp_path / "表.pdf").pages]
    for number, text in enumerate(pages, 1):
        with filled.read() as reader:
            rows = papers.rows_of(reader, f"{issued.sheet_no}-{number}")
        assert rows
        assert all(row.name in text for row in rows)
        assert f"编号 {issued.sheet_no}-{number}" in text


def test_a_sheet_printed_again_keeps_its_number_and_is_out_again(filled):
    form, order = FORMS["door_sheet"], Order(sheet_no="K7M2PX9Q")
    register(filled, form, order, preview(filled, form, order))
    with filled.write("收表", kind="note") as writer:
        for sheet in papers.registered(writer.reader, "K7M2PX9Q"):
            papers.step(writer, sheet, SheetState.RETURNED)
    register(filled, form, order, preview(filled, form, order))
    with filled.read() as reader:
        assert [row.name for row in papers.rows_of(reader, "K7M2PX9Q")] == [
            f"王秀{name}" for name in "己丁乙辛戊丙甲庚"
        ]
        assert reader.rows(select(Document.state)) == [(SheetState.OUT,)] * 2
        assert len(reader.rows(select(DocumentPerson.id))) == 16


def test_a_form_that_cannot_be_registered_leaves_no_file(filled, tmp_path):
    filled.read_only = True
    with pytest.raises(StoreTrouble, match="只读"):
        issue(filled, FORM, Order(), tmp_path / "台账.pdf")
    assert list(tmp_path.glob("*.pdf")) == []
