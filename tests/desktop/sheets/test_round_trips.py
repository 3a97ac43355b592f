"""Every ledger and book of the command line goes out and comes in unchanged; a blank sheet filled by a row comes in."""

import shutil
from datetime import UTC, date, datetime

import openpyxl
import pytest
from sqlalchemy import select

from db.books import BOOKS
from db.clock import Clock
from db.ledgers.allowances import Allowance
from db.ledgers.areas import Area
from db.ledgers.matters import MatterKind
from db.ledgers.people import Person, PersonTag
from db.ledgers.services import Finding, LogKind, ServiceLog
from db.ledgers.teams import Membership, Role, Team, TeamKind
from db.store import query
from db.store.query import Query
from db.store.store import Store
from db.work.stepping import register
from db.work.taking import RawRow, take_in
from db.work.taking_matters import take_matters
from desktop.sheets.exporting import export_book, template_of
from desktop.sheets.importing import How, import_file
from desktop.sheets.marks import HEADING

pytestmark = pytest.mark.slow

NUMBER, LI, TWIN = "150103194106150011", "150102194306123425", "1943-01-02"
ELDERS = (
    {"name": "王德明", "id_number": NUMBER, "area": "第一网格", "address": "9栋1单元101", "tags": "独居、特困",
     "phone": "13804711234", "contact_name": "王小红", "contact_relation": "女儿", "contact_phone": "13904711235",
     "risk_class": "高风险", "cycle": "每周", "last_visit": "2026-11-03", "living": "独居", "note": "说明\n两行"},
    {"name": "王秀英", "birth_date": TWIN, "area": "第一网格", "address": "3栋2单元501", "birth_is_lunar": "是"},
    {"name": "王秀英", "birth_date": "1950", "area": "第二网格", "address": "3栋2单元501", "phone": "不详"},
    {"name": "苏德毕力格·乌云其木格", "id_number": LI, "address": "光明村三组12号", "ethnic": "蒙古族"},
)  # fmt: skip
CASES = (
    {"no": "（2024）丁人调字第018号", "name": "王秀兰", "respondent": "李建国、赵有才", "dispute_type": "邻里",
     "raised_on": "2024-03-05", "content": "楼上漏水", "outcome": "调解成功", "resolved_on": "2024-03-20"},
    {"raised_on": "2026-10-01", "content": "宅基地边界不清", "name": "甲某"},
)  # fmt: skip
FILLED = {
    "areas": {"code": "150102402001901", "name": "第九网格", "level": "网格"},
    "dwellings": {"area_id": "第一网格", "full_address": "30栋2单元501"},
    "people": {"name": "新来的", "id_number": "110105491231002"},
    "contacts": {"person_id": NUMBER, "name": "王小兰", "kinship": "女儿", "phone": "13904711236"},
    "tags": {"person_id": "王德明", "id_number": NUMBER, "tag": "低保", "since": "2026-01-01"},
    "placements": {"person_id": NUMBER, "since": "2001-05-01", "until": "2015-06-30", "dwelling_id": "1栋1单元1"},
    "care_plans": {"person_id": "王秀英", "birth_date": TWIN, "risk_class": "重点"},
    "teams": {"name": "第二网格党支部", "kind": "党支部", "area_id": "第二网格"},
    "memberships": {"person_id": LI, "area_id": "第二网格", "role": "楼栋长", "since": "2026-01-01"},
    "services": {"person_id": NUMBER, "at": "2026-11-09", "kind": "帮办代办", "item": "缴费"},
    "codes": {"set": "hazard_kind", "code": "own_1", "name": "无"},
    "elders": {"name": "新来的", "id_number": "110105491231002", "area": "第一网格", "tags": "独居"},
    "grid_members": {"area": "第一网格", "name": "新网格员", "role": "网格员", "phone": "13904711237"},
    "visits": {
        "at": "2026-11-09",
        "name": "王德明",
        "id_number": NUMBER,
        "reached": "见到本人",
        "doers": "张伟",
        "found_mood": "平静",
        "note": "门铃坏了",
    },
    "allowances": {
        "name": "苏德毕力格·乌云其木格",
        "id_number": LI,
        "category": "80—89周岁其他",
        "since": "2026-11-01",
    },
    "matters": {"kind": "诉求", "raised_on": "2026-11-01", "content": "路灯不亮", "name": "王德明"},
    "disputes": {"raised_on": "2026-11-01", "content": "楼道堆物", "name": "甲某", "respondent": "乙某"},
    "petitions": {"raised_on": "2026-11-01", "content": "反映噪声", "name": "丙某"},
}
"""What a clerk fills into the blank sheet of each: every LEDGER that CLI.md names, and the books of cases."""


NEWS = {"visits": (0, 1, 0, 0)}
"""A row of the visits is about a person: a known one has news."""


def _things(writer):
    """Write what no elders' sheet brings: posts, a team, an ended tag, a patrol, two calls of one day, open cases."""
    grid = writer.reader.scalar(select(Area.id).where(Area.name == "第一网格"))
    person = writer.reader.scalar(select(Person.id).where(Person.id_number == NUMBER))
    team = writer.add(Team, {"name": "第一网格党支部", "kind": TeamKind.BRANCH, "area_id": grid})
    writer.add(Membership, {"person_id": person, "area_id": grid, "role": Role.GRID_WORKER, "full_time": True})
    writer.add(Membership, {"person_id": person, "team_id": team, "role": Role.SECRETARY, "until": date(2025, 1, 1)})
    writer.add(
        PersonTag, {"person_id": person, "tag": "hardship", "since": date(2020, 1, 1), "until": date(2024, 1, 1)}
    )
    for hour in (1, 8):
        at = datetime(2026, 11, 5, hour, 30, tzinfo=UTC)
        one = writer.add(ServiceLog, {"person_id": person, "area_id": grid, "at": at, "content": f"第{hour}次"})
        writer.add(Finding, {"service_id": one, "item": "health", "answer": "异常", "note": f"血压{hour}"})
    at = datetime(2026, 11, 6, 1, 0, tzinfo=UTC)
    writer.add(ServiceLog, {"area_id": grid, "at": at, "kind": LogKind.PATROL, "content": "无异常"})
    drawn = {"person_id": person, "category": "a80", "since": date(2024, 1, 1), "until": date(2026, 10, 1)}
    writer.add(Allowance, {**drawn, "stop_reason": "not_found", "back_from": date(2023, 11, 1), "back_months": 2})
    writer.add(Allowance, {"person_id": person, "category": "a80_poor", "since": date(2026, 10, 1)})
    for kind in (MatterKind.APPEAL, MatterKind.DISPUTE, MatterKind.PETITION):
        register(writer, {"kind": kind, "raised_on": date(2026, 11, 2), "content": f"在办的{kind.label}"})


@pytest.fixture(scope="module")
def full(founded, password, tmp_path_factory):
    """An office that holds something of every ledger; nothing here writes to it."""
    folder = tmp_path_factory.mktemp("full") / "office"
    shutil.copytree(founded[0], folder)
    store = Store.open(folder, password, Clock(date(2026, 11, 24)))
    with store.write("试") as writer:
        take_in(writer, BOOKS["elders"], [RawRow(n, row) for n, row in enumerate(ELDERS, 2)], "试.xlsx")
        _things(writer)
        take_matters(writer, BOOKS["disputes"], [RawRow(n, row) for n, row in enumerate(CASES, 2)], "旧.xlsx")
    yield store
    store.engine.dispose()


def dry(office, path, name):
    """Try a sheet and return added, updated, unchanged, refused; and what was told."""
    [result] = import_file(office, path, How(name, dry=True))
    assert result.matching.unknown == ()
    out = result.outcome
    return (out.added, out.updated, out.unchanged, out.refused), [one.problem for one in out.problems]


@pytest.mark.parametrize("name", FILLED)
def test_what_goes_out_comes_in_unchanged(full, tmp_path, name):
    with full.read() as reader:
        count = query.count(reader, Query(BOOKS[name]))
    assert count > 0
    assert export_book(full, BOOKS[name], tmp_path / "a.xlsx", "") == count
    assert dry(full, tmp_path / "a.xlsx", name) == ((0, 0, count, 0), [])


@pytest.mark.parametrize("heading", ["健康状况", "精神状况", "备注"])
def test_what_a_visit_found_goes_out_and_a_changed_cell_of_it_comes_in(full, tmp_path, heading):
    count = export_book(full, BOOKS["visits"], tmp_path / "a.xlsx", "")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    column = next(cell.column for cell in book.active[2] if cell.value == heading)
    texts = {cell.value for [cell] in book.active.iter_rows(min_row=3, min_col=column, max_col=column)} - {None}
    assert texts == ({"异常：血压1", "异常：血压8"} if heading == "健康状况" else set())
    book.active.cell(4, column).value = "有好转"  # the row above is a patrol: nobody was found well or ill
    book.save(tmp_path / "a.xlsx")
    assert dry(full, tmp_path / "a.xlsx", "visits") == ((0, 1, count - 1, 0), [])


WITHOUT_KEY = tuple(name for name in FILLED if name not in ("visits", "matters", "disputes", "petitions"))


@pytest.mark.parametrize("name", WITHOUT_KEY)
def test_without_the_hidden_key_whole_numbers_and_what_stands_beside_a_name_still_tell(full, tmp_path, name):
    count = export_book(full, BOOKS[name], tmp_path / "a.xlsx", "核对")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    keys = next(cell.column for cell in book.active[2] if cell.value == HEADING)
    book.active.delete_cols(keys)
    book.save(tmp_path / "a.xlsx")
    counts, told = dry(full, tmp_path / "a.xlsx", name)
    assert counts == (0, 0, count, 0), told


@pytest.mark.parametrize("name", FILLED)
def test_a_blank_sheet_filled_by_a_row_comes_in(full, tmp_path, name):
    template_of(full, BOOKS[name], tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet, labels = book.worksheets[0], BOOKS[name].catalogue()
    head = {str(cell.value).rstrip("*"): cell.column for row in sheet.iter_rows(max_row=2) for cell in row}
    for key, value in FILLED[name].items():
        sheet.cell(2, head[labels[key].label]).value = value
    book.save(tmp_path / "t.xlsx")
    counts, told = dry(full, tmp_path / "t.xlsx", name)
    assert counts == NEWS.get(name, (1, 0, 0, 0)), told
