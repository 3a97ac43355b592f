"""Bare ledgers come in from sheets, every one of the command line; the same sheet again changes nothing."""

import openpyxl
import pytest
from sqlalchemy import select

from db.books import BOOKS
from db.ledgers.areas import Area
from db.ledgers.people import Contact, PersonTag
from db.trouble import UnknownName
from db.work.taking import RawRow, take_in
from desktop.sheets.exporting import export_book, template_of
from desktop.sheets.importing import How, import_file
from desktop.sheets.proposing import look
from desktop.sheets.reviewing import recheck, rehearse

pytestmark = pytest.mark.slow

NUMBER = "150103194106150011"
SHEETS = {
    "areas": {"code": "150102402001901", "name": "第九网格", "level": "网格", "households": 120},
    "dwellings": {"area_id": "第一网格", "full_address": "3栋2单元501"},
    "teams": {"name": "第一网格党支部", "kind": "党支部", "area_id": "第一网格"},
    "memberships": {"person_id": NUMBER, "area_id": "第一网格", "role": "楼栋长"},
    "codes": {"set": "tag", "code": "own_1", "name": "退役军人家属"},
    "contacts": {"person_id": NUMBER, "name": "王小红", "phone": "13904711235"},
    "tags": {"person_id": NUMBER, "tag": "独居", "level": "一级"},
    "placements": {"person_id": NUMBER, "dwelling_id": "8栋1单元302", "living": "独居", "since": "2026-03-01"},
    "care_plans": {"person_id": NUMBER, "risk_class": "高风险", "cycle": "每周", "since": "2026-03-01"},
    "services": {"person_id": NUMBER, "at": "2026-11-03", "kind": "帮办代办", "item": "缴费", "amount": 35.5},
}
NEWS = {"placements": (0, 1, 0, 0)}
"""Where a person lives is told already, so that sheet brings news of a known record."""


@pytest.fixture
def peopled(office):
    """An office with one elder in the first grid."""
    row = {"name": "王德明", "id_number": NUMBER, "area": "第一网格", "address": "9栋1单元101"}
    with office.write("试") as writer:
        take_in(writer, BOOKS["elders"], [RawRow(2, row)], "试.xlsx")
    return office


def labels(book):
    """Return the headings a ledger goes by."""
    return {key: one.label for key, one in BOOKS[book].catalogue().items()}


def written(path, head, *rows):
    """Write a plain sheet."""
    book = openpyxl.Workbook()
    for row in (head, *rows):
        book.active.append(row)
    book.save(path)
    return path


def sheet_of(path, ledger):
    """Write the sheet of a ledger under its own labels."""
    return written(path, [labels(ledger)[key] for key in SHEETS[ledger]], list(SHEETS[ledger].values()))


def counts(result):
    """Return added, updated, unchanged, refused."""
    out = result.outcome
    assert out.read == out.added + out.updated + out.unchanged + out.refused
    return out.added, out.updated, out.unchanged, out.refused


def take(office, path, ledger):
    """Take a sheet in, whatever is sound."""
    [result] = import_file(office, path, How(ledger, accept_good=True))
    return result


@pytest.mark.parametrize("ledger", SHEETS)
def test_a_bare_ledger_comes_in_and_the_same_sheet_again_changes_nothing(peopled, tmp_path, ledger):
    path = sheet_of(tmp_path / "a.xlsx", ledger)
    result = take(peopled, path, ledger)
    news = NEWS.get(ledger, (1, 0, 0, 0))
    assert counts(result) == news, result.outcome.problems
    assert counts(take(peopled, path, ledger)) == (0, 0, 1, 0)
    assert result.batch is not None
    peopled.undo_import(result.batch)
    assert counts(take(peopled, path, ledger)) == news


@pytest.mark.parametrize("ledger", SHEETS)
def test_an_export_of_a_bare_ledger_taken_in_again_changes_nothing(peopled, tmp_path, ledger):
    take(peopled, sheet_of(tmp_path / "a.xlsx", ledger), ledger)
    rows = export_book(peopled, BOOKS[ledger], tmp_path / "b.xlsx", "")
    assert counts(take(peopled, tmp_path / "b.xlsx", ledger)) == (0, 0, rows, 0)


def test_an_edited_export_of_areas_changes_the_edited_cell_also_of_the_code(peopled, tmp_path):
    path = tmp_path / "b.xlsx"
    export_book(peopled, BOOKS["areas"], path, "")
    book = openpyxl.load_workbook(path)
    head = {str(cell.value).rstrip("*"): cell.column for cell in book.active[2]}
    row = next(r for r in range(3, 9) if book.active.cell(r, head["区域名称"]).value == "第一网格")
    book.active.cell(row, head["户数"]).value = 88
    book.active.cell(row, head["区域编码"]).value = "150102402001777"
    book.save(path)
    assert counts(take(peopled, path, "areas"))[:2] == (0, 1)
    with peopled.read() as reader:
        assert reader.rows(select(Area.code, Area.households).where(Area.name == "第一网格")) == [
            ("150102402001777", 88)
        ]


@pytest.mark.parametrize("gone", [False, True])
def test_a_code_that_another_record_has_is_refused_in_a_sentence(peopled, tmp_path, gone):
    path = tmp_path / "b.xlsx"
    take(peopled, sheet_of(tmp_path / "a.xlsx", "areas"), "areas")
    export_book(peopled, BOOKS["areas"], path, "")
    if gone:
        with peopled.write("移除") as writer:
            [(ninth,)] = writer.reader.rows(select(Area.id).where(Area.name == "第九网格"))
            writer.remove(Area, ninth)
    book = openpyxl.load_workbook(path)
    head = {str(cell.value).rstrip("*"): cell.column for cell in book.active[2]}
    row = next(r for r in range(3, 9) if book.active.cell(r, head["区域名称"]).value == "第一网格")
    book.active.cell(row, head["区域编码"]).value = SHEETS["areas"]["code"]
    book.save(path)
    result = take(peopled, path, "areas")
    assert any("已被" in one.problem.reason for one in result.outcome.problems)
    assert result.outcome.updated == 0


def test_links_that_lead_nowhere_or_to_two_are_told_at_their_cell(peopled, tmp_path):
    twin = {"name": "王德明", "birth_date": "1950-01-01", "address": "8栋1单元101"}
    with peopled.write("试") as writer:
        take_in(writer, BOOKS["elders"], [RawRow(2, twin)], "试.xlsx")
    path = written(
        tmp_path / "a.xlsx", [labels("contacts")[key] for key in ("person_id", "name", "phone")],
        ["无此人", "甲某", "13904711235"], ["王德明", "乙某", "13904711235"], [NUMBER, None, "13904711235"],
    )  # fmt: skip
    result = take(peopled, path, "contacts")
    told = [(one.cell, one.problem.level.value) for one in result.outcome.problems]
    assert told == [("A2", "error"), ("A3", "doubt"), ("B4", "error")]
    assert counts(result) == (0, 0, 0, 3)
    with peopled.read() as reader:
        assert reader.rows(select(Contact.id)) == []


def test_the_check_and_a_mended_cell_work_for_bare_ledgers_too(peopled, tmp_path):
    path = written(tmp_path / "a.xlsx", ["人员", labels("tags")["tag"], "等级"], ["无此人", "独居", "一级"])
    [offer] = look(path, peopled, "tags")
    [row] = rehearse(peopled, offer).rows
    assert not row.sound
    assert recheck(peopled, offer, row.mended({"person_id": NUMBER})).sound
    with peopled.read() as reader:
        assert reader.rows(select(PersonTag.id)) == []


@pytest.mark.parametrize("ledger", SHEETS)
def test_a_blank_template_of_a_bare_ledger_has_a_head_that_is_known_again(peopled, tmp_path, ledger):
    template_of(peopled, BOOKS[ledger], tmp_path / "t.xlsx")
    [offer] = look(tmp_path / "t.xlsx", peopled, ledger)
    assert (offer.book, offer.matching.unknown, offer.rows) == (ledger, (), 0)


@pytest.mark.parametrize("ledger", ["accounts", "office", "import_batches"])
def test_what_only_the_program_writes_is_refused_by_name(peopled, tmp_path, ledger):
    with pytest.raises(UnknownName, match="不能从表格导入"):
        import_file(peopled, written(tmp_path / "a.xlsx", ["姓名"]), How(ledger))
