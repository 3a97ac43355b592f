"""高龄津贴 lists as counties write them come in: roster, new, stopped; nobody is paid twice or before the month."""

from datetime import date

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from db.books import BOOKS
from db.clock import Clock
from db.ledgers.allowances import Allowance
from db.store.store import Store
from db.work.taking import RawRow, take_in
from desktop.sheets.importing import How, import_file

pytestmark = pytest.mark.slow

HEAD = ("序号", "姓名", "性别", "身份证号", "类别", "住址", "联系人姓名", "联系关系", "电话", "补贴标准", "实际发放",
        "补发时间", "补发月份", "补发原因", "停止时间", "停止原因")  # fmt: skip
OLD, POOR, YOUNG = "150103194106150011", "150102193512250041", "150102195001013326"
PEOPLE = ((OLD, "王德明", ""), (POOR, "李秀英", "低保"), (YOUNG, "赵玉兰", ""))


@pytest.fixture
def office(folder, password):
    """Three elders of 85, 90 and 76 years, the second drawing 低保."""
    store = Store.open(folder, password, Clock(date(2026, 11, 24)))
    with store.write("试") as writer:
        rows = [{"name": name, "id_number": number, "area": "第一网格", "tags": tags} for number, name, tags in PEOPLE]
        take_in(writer, BOOKS["elders"], [RawRow(n, row) for n, row in enumerate(rows, 2)], "试.xlsx")
    yield store
    store.engine.dispose()


def listed(path, *rows, head=HEAD, title="丁香社区高龄津贴花名册"):
    """Write a list under its title; a row gives (name, number, {heading: value})."""
    book = Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.append(list(head))
    for n, (name, number, more) in enumerate(rows, 1):
        told = {"序号": n, "姓名": name, "身份证号": number, **more}
        sheet.append([told.get(heading) for heading in head])
    book.save(path)
    return path


def taken(office, path, book="auto", **how):
    [result] = import_file(office, path, How(book, accept_good=True, **how))
    out = result.outcome
    problems = [(one.problem.field, one.problem.level.value) for one in out.problems]
    return result.book, (out.added, out.updated, out.unchanged, out.refused), problems


def drawn(office):
    columns = Allowance.category, Allowance.since, Allowance.until, Allowance.stop_reason, Allowance.back_months
    with office.read() as reader:
        rows = reader.rows(select(*columns).where(Allowance.removed_at.is_(None)).order_by(Allowance.since))
    return [tuple(row) for row in rows]


def test_a_roster_is_known_by_its_headings_and_begins_with_the_month_the_age_was_full(office, tmp_path):
    path = listed(
        tmp_path / "a.xlsx",
        ("王德明", OLD, {"类别": "80—89周岁其他", "补贴标准": 100}),
        ("李秀英", POOR, {}),
        ("赵玉兰", YOUNG, {"类别": "80—89周岁其他"}),
    )
    book, counts, problems = taken(office, path)
    assert (book, counts) == ("allowances", (2, 0, 0, 1))
    assert problems == [("since", "warning"), ("since", "warning"), ("since", "error")]
    assert drawn(office) == [
        ("a80", date(2021, 6, 1), None, None, 0),
        ("a90", date(2025, 12, 1), None, None, 0),
    ]
    assert taken(office, path)[1] == (0, 0, 2, 1), "the same list again changes nothing"


def test_new_ones_stopped_ones_and_back_pay_come_in_by_months(office, tmp_path):
    new = {"起发时间": "2026年11月", "补发时间": "2026-09", "补发月份": 2, "补发原因": "未及时登记"}
    head = (*HEAD, "起发时间")
    assert taken(office, listed(tmp_path / "a.xlsx", ("王德明", OLD, new), head=head))[1] == (1, 0, 0, 0)
    assert drawn(office) == [("a80", date(2026, 11, 1), None, None, 2)]
    stop = {"停止时间": "2026-12-15", "停止原因": "去世"}
    assert taken(office, listed(tmp_path / "b.xlsx", ("王德明", OLD, stop)))[1] == (0, 1, 0, 0)
    assert drawn(office) == [("a80", date(2026, 11, 1), date(2026, 12, 1), "deceased", 2)]
    office.undo_last()
    assert drawn(office) == [("a80", date(2026, 11, 1), None, None, 2)]


def test_another_category_holds_from_its_month_and_without_one_it_is_asked_about(office, tmp_path):
    head = (*HEAD, "起发月")
    first = ("王德明", OLD, {"类别": "80—89周岁其他", "起发月": "2026-01"})
    assert taken(office, listed(tmp_path / "a.xlsx", first, head=head))[1] == (1, 0, 0, 0)
    silent = ("王德明", OLD, {"类别": "80—89周岁低保、边缘、特困"})
    assert taken(office, listed(tmp_path / "b.xlsx", silent))[1:] == ((0, 0, 0, 1), [("category", "doubt")])
    later = ("王德明", OLD, {"类别": "80—89周岁低保、边缘、特困", "起发月": "2026-10"})
    assert taken(office, listed(tmp_path / "c.xlsx", later, head=head))[1] == (0, 1, 0, 0)
    assert drawn(office) == [
        ("a80", date(2026, 1, 1), date(2026, 10, 1), None, 0),
        ("a80_poor", date(2026, 10, 1), None, None, 0),
    ]


def test_a_list_of_elders_with_a_column_of_categories_stays_a_list_of_elders(office, tmp_path):
    head = ("序号", "姓名", "性别", "身份证号", "类别", "住址", "电话")
    path = listed(tmp_path / "a.xlsx", ("王德明", OLD, {"类别": "独居"}), head=head, title="老年人名册")
    assert taken(office, path)[0] == "elders"
