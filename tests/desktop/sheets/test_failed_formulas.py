"""Cells whose formula failed or was never worked out: named to the clerk, never taken for empty ones."""

import zipfile

import openpyxl
import pytest
from sqlalchemy import func, select

from db.ledgers.people import Person
from desktop.sheets import read
from desktop.sheets.importing import How, import_file

HEAD = ["姓名", "身份证号", "出生日期", "联系电话", "家庭住址"]
NUMBERS = ["150102194203061229", "150102195001010010"]


def row(name="张三", number=None, phone="13804711234", address="1栋1单元101"):
    """Make a row of the sheet."""
    return [name, number, "1942-03-06", phone, address]


@pytest.fixture
def workbook(tmp_path):
    """A workbook of five faulty cells and a row of nothing else."""
    made = openpyxl.Workbook()
    rows = [row("张甲", phone="=1&2"), row("张乙", address="#REF!"), row("张丙", "#N/A"), row('="张"&"丁"')]
    for one in (HEAD, *rows, [None, "#VALUE!", None, None, None]):
        made.active.append(one)
    for spot in ("E3", "B4", "B6"):
        made.active[spot].data_type = "e"
    made.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def told(results):
    """Return cell and level of every problem of formulas."""
    problems = [one for result in results for one in result.outcome.problems if "没有值" in one.problem.reason]
    return {one.cell: one.problem.level.value for one in problems}


def test_a_cell_whose_formula_failed_is_named_and_never_taken_for_an_empty_one(office, workbook):
    results = import_file(office, workbook, How("elders", accept_good=True))
    assert told(results) == {"D2": "warning", "E3": "warning", "B4": "error", "A5": "error"}
    assert (results[0].outcome.read, results[0].outcome.refused) == (4, 2)
    with office.read() as reader:
        assert reader.scalar(select(func.count()).select_from(Person)) == 2


@pytest.mark.parametrize("above", [1, 9])
def test_cells_are_named_as_in_the_sheet_below_empty_rows_and_columns(office, workbook, above):
    made = openpyxl.load_workbook(workbook)
    made.active.insert_rows(1, above)
    made.active.insert_cols(1, 2)
    for row, column in ((3 + above, 7), (4 + above, 4), (6 + above, 4)):
        made.active.cell(row, column).data_type = "e"
    made.save(workbook)
    results = import_file(office, workbook, How("elders", accept_good=True))
    cells = {f"F{2 + above}": "warning", f"G{3 + above}": "warning", f"D{4 + above}": "error", f"C{5 + above}": "error"}
    assert told(results) == cells


def test_a_formula_that_gave_an_empty_text_is_an_empty_cell(office, workbook, tmp_path):
    made = openpyxl.load_workbook(workbook)
    made.active.delete_rows(2, 5)
    made.active.append(row("张甲", phone="=1&2"))
    made.save(workbook)
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b'<c r="D2"', b'<c r="D2" t="str"') if "sheet1" in name else text)
    assert told(import_file(office, tmp_path / "b.xlsx", How("elders"))) == {}


def test_the_control_without_a_second_look_a_failed_formula_passes_for_an_empty_cell(office, workbook, monkeypatch):
    command = read.child_command
    blind = "from desktop.sheets import child; child.faulty_cells = lambda path: {}; raise SystemExit(child.main())"
    monkeypatch.setattr(read, "child_command", lambda path: [*command(path)[:3], "-c", blind, str(path)])
    assert told(import_file(office, workbook, How("elders", accept_good=True))) == {}
