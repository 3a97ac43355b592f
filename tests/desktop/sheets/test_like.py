"""The superior's blank form: heads of two rows, prepared formulas, and what elsewhere tells of rows that moved."""

import re
import zipfile

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName

from db.books import BOOKS
from db.work.taking import RawRow, take_in
from desktop.sheets import like
from desktop.sheets.exporting import export_like
from desktop.sheets.moving import Move, moved_by

NAMES = ("张甲", "张乙", "张丙", "张丁")
FILL = PatternFill("solid", fgColor="FFEEDDCC")


@pytest.fixture
def peopled(office):
    """An office with four elders."""
    rows = [
        {"name": name, "birth_date": f"194{n}-03-01", "address": f"{n}栋1单元101", "area": "第一网格"}
        for n, name in enumerate(NAMES)
    ]
    with office.write("试") as writer:
        take_in(writer, BOOKS["elders"], [RawRow(n, row) for n, row in enumerate(rows, 2)], "试.xlsx")
    return office


@pytest.fixture
def theirs(tmp_path):
    """A form with a head of two rows, two prepared rows with formulas, a total, a print area, names, another sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "附件1"
    sheet.append(["××区65岁以上老年人情况统计表"])
    sheet.append(["序号", "姓名", "年龄", "住址", None, "补贴金额"])
    sheet.append([None, None, None, "居住地址", "所属网格", None])
    for span in ("A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3"):
        sheet.merge_cells(span)
    for row in (4, 5):
        sheet.cell(row, 6, f"=C{row}*10+LOG10(100)+说明!A1")
        for column in range(1, 7):
            sheet.cell(row, column).fill = FILL
    sheet["A6"], sheet["C6"], sheet["F6"] = "合计", '=COUNTA(B4:B5)&"B6"', "=SUM(F4:F5)+说明!A6"
    sheet["A7"] = "填表人："
    sheet.print_area = "A1:F7"
    other = made.create_sheet("说明")
    other["A1"], other["B6"] = 1, "=附件1!F6+B1"
    made.defined_names["总数"] = DefinedName("总数", attr_text="'附件1'!$C$6")
    made.save(tmp_path / "theirs.xlsx")
    return tmp_path / "theirs.xlsx"


def filled(peopled, theirs, tmp_path):
    """Fill the form and open it."""
    assert export_like(peopled, BOOKS["elders"], theirs, tmp_path / "filled.xlsx", "").rows == len(NAMES)
    return openpyxl.load_workbook(tmp_path / "filled.xlsx")


def test_people_stand_below_a_head_of_two_rows_in_rows_dressed_as_theirs(peopled, theirs, tmp_path):
    sheet = filled(peopled, theirs, tmp_path)["附件1"]
    assert [[cell.value for cell in row] for row in sheet["A2:F3"]] == [
        ["序号", "姓名", "年龄", "住址", None, "补贴金额"],
        [None, None, None, "居住地址", "所属网格", None],
    ]
    assert {sheet.cell(row, 2).value for row in range(4, 8)} == set(NAMES)
    assert [sheet.cell(row, 5).value for row in range(4, 8)] == ["第一网格"] * 4
    assert {sheet.cell(row, column).fill.fgColor.rgb for row in range(4, 8) for column in range(1, 7)} == {"FFEEDDCC"}
    assert [sheet.cell(row, 1).value for row in (8, 9)] == ["合计", "填表人："]


def test_formulas_go_along_and_what_tells_of_moved_rows_tells_of_them_still(peopled, theirs, tmp_path):
    book = filled(peopled, theirs, tmp_path)
    sheet = book["附件1"]
    assert sheet["F7"].value == "=C7*10+LOG10(100)+说明!A4", "a formula filled down reads on as Excel fills it down"
    assert sheet["C8"].value == '=COUNTA(B4:B7)&"B6"'
    assert sheet["F8"].value == "=SUM(F4:F7)+说明!A6"
    assert sheet.print_area == "'附件1'!$A$1:$F$9"
    assert book["说明"]["B6"].value == "=附件1!F8+B1"
    assert book.defined_names["总数"].attr_text == "'附件1'!$C$8"


def test_the_control_without_the_move_a_name_points_at_a_person(peopled, theirs, tmp_path, monkeypatch):
    monkeypatch.setattr(like.Move, "part", lambda self, data: data)
    assert filled(peopled, theirs, tmp_path).defined_names["总数"].attr_text == "'附件1'!$C$6"


@pytest.mark.slow
def test_the_chain_of_formulas_is_left_for_excel_to_make_anew(peopled, theirs, tmp_path):
    with zipfile.ZipFile(theirs) as old, zipfile.ZipFile(tmp_path / "chained.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="x"/></Types>')
            new.writestr(name, data)
        new.writestr("xl/calcChain.xml", '<calcChain><c r="F6" i="1"/></calcChain>')
    filled(peopled, tmp_path / "chained.xlsx", tmp_path)
    with zipfile.ZipFile(tmp_path / "filled.xlsx") as box:
        assert "xl/calcChain.xml" not in box.namelist()
        assert b"calcChain" not in box.read("[Content_Types].xml")


def test_formulas_shared_by_rows_are_written_out_in_each(peopled, theirs, tmp_path):
    with zipfile.ZipFile(theirs) as old, zipfile.ZipFile(tmp_path / "shared.xlsx", "w") as new:
        for name in old.namelist():
            text = old.read(name).decode() if name.endswith("sheet1.xml") else ""
            text = re.sub("<f>C4[^<]*</f>", '<f t="shared" ref="F4:F5" si="0">C4*$C$2</f>', text)
            text = re.sub("<f>C5[^<]*</f>", '<f t="shared" si="0"/>', text)
            new.writestr(name, text or old.read(name))
    sheet = filled(peopled, tmp_path / "shared.xlsx", tmp_path)["附件1"]
    assert [sheet.cell(row, 6).value for row in range(4, 8)] == [f"=C{row}*$C$2" for row in range(4, 8)]


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("SUM(B4:B5)", "SUM(B4:B9)"), ("B6", "B10"), ("B3", "B3"), ("B4:B9", "B4:B13"), ("$B$6:$C$7", "$B$10:$C$11"),
        ('IF(A6="A6",B6,"B7")', 'IF(A10="A6",B10,"B7")'), ("表!B6+附件1!B6", "表!B6+附件1!B10"), ("LOG10(A1)", "LOG10(A1)"),
        ("'附件1'!A6", "'附件1'!A10"), ("A:A", "A:A"),
    ],
)  # fmt: skip
def test_references_move_with_their_rows(formula, moved):
    assert Move("附件1", 6, 4).formula(formula) == moved


def test_a_formula_filled_down_and_right_moves_what_bears_no_dollar():
    assert moved_by('A1+$A1+A$1+$A$1&"A1"+Z1', 2, 1) == 'B3+$A3+B$1+$A$1&"A1"+AA3'
