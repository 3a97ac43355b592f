"""Workbooks going out: text stays text, read back equals written, the superior's form keeps its looks."""

import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font, PatternFill
from xlsxwriter import Workbook

from db.books import BOOKS
from db.trouble import UnknownName
from db.work.sampling import identity_number
from db.work.taking import RawRow, take_in
from desktop.sheets.exporting import export_book, export_like
from desktop.sheets.importing import How, import_file
from desktop.sheets.marks import HEADING
from desktop.sheets.proposing import look
from desktop.sheets.read import begin, opened
from desktop.sheets.reviewing import take
from desktop.sheets.write import Out, Table, write_csv, write_workbook

PAYLOADS = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "\t=1", "http://x.example", "mailto:a@b", "{=1}", "=HYPERLINK(1)")


def number(n):
    """Make the n-th sound identity number."""
    return identity_number("150102", date(1940, 1, 1 + n), 2 * n + 1)


@pytest.fixture
def peopled(office):
    """An office with three elders, one of them with a formula for a name."""
    rows = [
        {"name": name, "id_number": number(n), "phone": "13804711234", "address": f"{n}栋1单元101", "area": "第一网格"}
        for n, name in enumerate(("张𬭎", "=1+1", "阿柔娜·托娅"))
    ]
    with office.write("试") as writer:
        take_in(writer, BOOKS["elders"], [RawRow(n, row) for n, row in enumerate(rows, 2)], "试.xlsx")
    return office


def raw_of(path):
    """Return the XML of the first sheet."""
    with zipfile.ZipFile(path) as box:
        return box.read("xl/worksheets/sheet1.xml").decode()


def read_back(path):
    """Return the texts of the first sheet's rows."""
    with opened(path) as sheets:
        sheet = next(sheets)
        return [list(row.cells) for row in begin(sheet)[1]]


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40), min_size=1))
def test_any_text_goes_out_as_text_and_comes_back_the_same(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("out") / "a.xlsx"
    wanted = [*texts, *PAYLOADS]
    write_workbook(path, [Table("表", (Out("a", "甲"),), [[text] for text in wanted])])
    assert "<f>" not in raw_of(path)
    assert "<hyperlink" not in raw_of(path)
    told = [row[0] if row else None for row in read_back(path)[1:]]
    kept = [text or None for text in wanted]
    assert told[: len(kept)] == kept or [one.strip() for one in kept if one and one.strip()] == [
        str(one).strip() for one in told if one is not None and str(one).strip()
    ]


def test_the_control_a_bare_workbook_makes_formulas_and_links(tmp_path):
    bare = Workbook(str(tmp_path / "bare.xlsx"))
    sheet = bare.add_worksheet()
    for at, text in enumerate(PAYLOADS):
        sheet.write(at, 0, text)
    bare.close()
    assert "<f>" in raw_of(tmp_path / "bare.xlsx")
    assert "<hyperlink" in raw_of(tmp_path / "bare.xlsx")


def test_a_csv_guards_what_looks_like_a_formula_and_our_import_takes_the_guard_off(office, tmp_path):
    path = tmp_path / "a.csv"
    write_csv(
        path, (Out("name", "姓名"), Out("phone", "联系电话"), Out("note", "备注")), [["张三", "13804711234", "=1+1"]]
    )
    assert '"\'=1+1"' in path.read_text("utf-8-sig")
    import_file(office, path, How("elders"))
    with office.read() as reader:
        from sqlalchemy import select

        from db.ledgers.people import Person

        assert reader.scalar(select(Person.note)) == "=1+1"


def test_an_export_holds_masked_texts_and_whole_ones_with_a_reason(peopled, tmp_path):
    export_book(peopled, BOOKS["elders"], tmp_path / "a.xlsx", "")
    export_book(peopled, BOOKS["elders"], tmp_path / "b.xlsx", "上级报表")
    masked, whole = (str(read_back(tmp_path / name)) for name in ("a.xlsx", "b.xlsx"))
    assert "150102********" in masked
    assert all(number(n) not in masked for n in range(3))
    assert all(number(n) in whole for n in range(3))


@pytest.mark.slow
def test_a_whole_export_taken_in_again_changes_nothing(peopled, tmp_path):
    export_book(peopled, BOOKS["elders"], tmp_path / "b.xlsx", "上级报表")
    [result] = import_file(peopled, tmp_path / "b.xlsx", How("elders"))
    out = result.outcome
    assert (out.unchanged, out.added, out.updated, out.refused) == (3, 0, 0, 0)


@pytest.fixture
def theirs(tmp_path):
    """A superior's blank form: coloured title, styled rows, a total with a formula and a footer, a second sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "上报"
    sheet.append(["××街道老年人统计表"])
    sheet.merge_cells("A1:E1")
    sheet["A1"].font = Font(size=20, bold=True)
    sheet.append(["序号", "姓名", "公民身份号码", "家庭住址", "领导批示"])
    for row in range(3, 5):
        for column in range(1, 6):
            sheet.cell(row, column).fill = PatternFill("solid", fgColor="FFEEDDCC")
    sheet["A5"], sheet["B5"] = "合计", "=COUNTA(B3:B4)"
    sheet["A6"] = "填表人："
    sheet.merge_cells("A6:B6")
    sheet.column_dimensions["C"].width = 33
    sheet.page_setup.orientation = "landscape"
    made.create_sheet("说明")["A1"] = "不要改动"
    made.save(tmp_path / "theirs.xlsx")
    return tmp_path / "theirs.xlsx"


def test_the_superiors_form_comes_back_filled_and_otherwise_untouched(peopled, theirs, tmp_path):
    filled = export_like(peopled, BOOKS["elders"], theirs, tmp_path / "filled.xlsx", "上级报表")
    assert (filled.rows, filled.unmatched) == (3, ("领导批示",))
    book = openpyxl.load_workbook(tmp_path / "filled.xlsx")
    sheet = book["上报"]
    assert [sheet.cell(row, 2).value for row in range(3, 6)] == ["=1+1", "阿柔娜·托娅", "张𬭎"]
    assert [sheet.cell(row, 2).data_type for row in range(3, 6)] == ["s"] * 3 or sheet["B3"].data_type != "f"
    assert [sheet.cell(row, 1).value for row in range(3, 6)] == [1, 2, 3]
    assert {sheet.cell(row, 3).value for row in range(3, 6)} == {number(n) for n in range(3)}
    assert sheet["A5"].fill.fgColor.rgb == "FFEEDDCC"
    assert sheet["A6"].value == "合计"
    assert sheet["B6"].value == "=COUNTA(B3:B5)"
    assert [str(span) for span in sheet.merged_cells.ranges] == ["A1:E1", "A7:B7"]
    assert (sheet.column_dimensions["C"].width, sheet.page_setup.orientation) == (33, "landscape")
    with zipfile.ZipFile(theirs) as before, zipfile.ZipFile(tmp_path / "filled.xlsx") as after:
        assert before.namelist() == after.namelist()
        touched = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert touched == ["xl/worksheets/sheet1.xml"]


@pytest.mark.slow
@pytest.mark.parametrize("by_hand", [True, False])
def test_headings_that_a_clerk_matched_by_hand_are_filled_the_next_time(peopled, theirs, tmp_path, by_hand):
    if by_hand:
        filled = openpyxl.load_workbook(theirs)
        filled["上报"]["B3"], filled["上报"]["E3"] = "赵新来", "13904711235"
        filled.save(tmp_path / "by_hand.xlsx")
        [offer] = look(tmp_path / "by_hand.xlsx", peopled, "elders")
        take(peopled, offer.mapped({4: "phone", 3: None}))
    told = export_like(peopled, BOOKS["elders"], theirs, tmp_path / "filled.xlsx", "上级报表")
    sheet = openpyxl.load_workbook(tmp_path / "filled.xlsx")["上报"]
    assert told.unmatched == (() if by_hand else ("领导批示",))
    assert (sheet["E3"].value, sheet["D3"].value is None) == (("13804711234", True) if by_hand else (None, False))


def test_nothing_is_left_when_a_file_cannot_be_written(peopled, tmp_path):
    from db.trouble import StoreTrouble

    (tmp_path / "folder").write_text("no folder")
    with pytest.raises(StoreTrouble):
        export_book(peopled, BOOKS["elders"], tmp_path / "folder" / "a.xlsx", "")
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_a_book_goes_out_as_csv_without_record_keys_and_comes_back_unchanged(peopled, tmp_path):
    path = tmp_path / "elders.csv"
    count = export_book(peopled, BOOKS["elders"], path, "核对")
    told = path.read_text("utf-8-sig").splitlines()
    assert len(told) == count + 1
    assert HEADING not in told[0]
    [result] = import_file(peopled, path, How("elders"))
    assert (result.outcome.read, result.outcome.unchanged) == (count, count)


def test_a_type_that_nobody_opens_is_refused_before_anything_is_written(peopled, tmp_path):
    with pytest.raises(UnknownName, match="类型看不懂"):
        export_book(peopled, BOOKS["elders"], tmp_path / "elders.txt", "")
    assert not (tmp_path / "elders.txt").exists()
