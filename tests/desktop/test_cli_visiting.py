"""visit, errand, due, report: the contract of the command line, and the same numbers on page, sheet and screen."""

import json
from datetime import date
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from db.books import BOOKS
from db.clock import Clock
from db.store.store import Store
from db.work.taking import RawRow, take_in
from desktop.cli import main

pytestmark = pytest.mark.slow
ROW = ("person", "name", "area", "risk_class", "window_start", "window_end", "due_state", "last_visit")


@pytest.fixture
def asked(folder, password, monkeypatch, capsys):
    """A function that runs the command line on an office with three elders and gives (status, JSON)."""
    store = Store.open(folder, password, Clock(date(2026, 11, 24)))
    with store.write("试") as writer:
        rows = [
            {
                "name": "王德明",
                "birth_date": "1940-06-15",
                "tags": "独居",
                "area": "第一网格",
                "address": "3号楼1单元101",
            },
            {"name": "李秀英", "birth_date": "1944-06-15", "area": "第一网格", "address": "3号楼1单元101"},
            {
                "name": "赵玉兰",
                "birth_date": "1950-06-15",
                "tags": "失能",
                "area": "第二网格",
                "address": "5号楼1单元101",
            },
        ]
        take_in(writer, BOOKS["elders"], [RawRow(n, row) for n, row in enumerate(rows, 2)], "试.xlsx")
    store.close()
    monkeypatch.setenv("GRIDLEDGER_PASSWORD", password)
    monkeypatch.setenv("GRIDLEDGER_OFFICE", str(folder))

    def run(*words):
        capsys.readouterr()
        status = main([*map(str, words), "--today", "2026-11-24", "--json"])
        return status, json.loads(capsys.readouterr().out)

    return run


def test_due_gives_the_rows_of_the_contract_in_door_order(asked):
    status, rows = asked("due", "--period", "2026-11")
    assert status == 0
    assert all(set(ROW) <= set(row) for row in rows)
    assert [(row["name"], row["risk_class"], row["window_start"], row["window_end"]) for row in rows] == [
        ("李秀英", "general", "2026-10-01", "2026-12-31"),
        ("王德明", "high", "2026-11-23", "2026-11-29"),
        ("赵玉兰", "key", "2026-11-01", "2026-11-30"),
    ]
    assert {row["due_state"] for row in rows} == {"due_now"}
    assert asked("due", "--period", "2027-03")[1][0]["due_state"] == "not_due"
    assert asked("due", "--period", "十一月")[0] == 2
    assert asked("due", "--state", "已访") == (0, [])


def test_a_visit_is_written_once_and_shows_in_the_due_list(asked):
    status, done = asked("visit", "王德明", "--on", "2026-11-23", "--by", "张敏")
    assert (status, done["new"], done["backdated"], done["on"]) == (0, True, True, "2026-11-23")
    assert asked("visit", "王德明", "--on", "2026-11-23")[1] == {**done, "new": False}
    [row] = asked("due", "--state", "visited")[1]
    assert (row["name"], row["last_visit"][:10]) == ("王德明", "2026-11-23")
    assert asked("visit", "王德明", "--on", "2026-11-23", "--method", "phone", "--kind", "welfare_check")[0] == 0
    both = asked("visit", "王德明", "--household", "--on", "2026-11-22")[1]
    assert [one["name"] for one in both] == ["王德明", "李秀英"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("visit", "王德明", "--on", "2026-12-01"), 1),
        (("visit", "没有这人"), 1),
        (("visit", "王德明", "--reached", "看见了吗"), 2),
        (("errand", "王德明", "--item", "没有"), 2),
        (("errand", "王德明", "--item", "缴费", "--amount", "三十"), 2),
        (("report", "month", "--period", "2027-01", "--out", "x.pdf"), 1),
        (("report", "month", "--period", "2026-11", "--out", "x.doc"), 2),
        (("report", "month", "--period", "2026-W48", "--out", "x.pdf"), 2),
        (("report", "week", "--period", "2026-11", "--out", "x.pdf"), 2),
        (("report", "week", "--period", "2027-W01", "--out", "x.pdf"), 1),
        (("report", "overdue", "--period", "2026-11", "--out", "x.pdf"), 1),
    ],
)
def test_what_is_wrong_has_its_status_a_reason_and_writes_nothing(asked, words, status):
    before = asked("list", "services", "--limit", "0")[1]
    found, said = asked(*words)
    assert found == status
    assert said["error"]
    assert said["remedy"]
    assert asked("list", "services", "--limit", "0")[1] == before


def test_the_month_says_the_same_on_page_sheet_and_screen(asked, tmp_path):
    asked("visit", "王德明", "--on", "2026-11-23")
    asked("errand", "赵玉兰", "--item", "缴费", "--amount", "36.50")
    status, pdf = asked("report", "month", "--period", "2026-11", "--out", tmp_path / "月报.pdf")
    assert status == 0
    figures = asked("report", "month", "--period", "2026-11", "--out", tmp_path / "月报.xlsx")[1]["figures"]
    assert pdf["figures"] == figures
    assert figures["month_rate"] == {"value": 0.5, "text": "50.0%", "part": 1, "whole": 2}
    book = load_workbook(tmp_path / "月报.xlsx")
    told = {row[0]: row[1:4] for row in book["汇总"].iter_rows(min_row=3, values_only=True)}
    assert told["月探访率"] == ("50.0%", 1, 2)
    assert told["65岁以上老年人"][0] == figures["elders_65"] == 3
    with ZipFile(tmp_path / "月报.xlsx") as parts:
        assert any(name.startswith("xl/charts/") for name in parts.namelist())
    assert [row[0].value for row in book["帮办代办"].iter_rows(min_row=2)] == ["生活缴费", "合计"]


def test_the_annex_of_the_month_names_as_many_as_the_month_counts_on_page_and_sheet(asked, tmp_path):
    asked("visit", "王德明", "--on", "2026-11-01")
    figures = asked("report", "month", "--period", "2026-11", "--out", tmp_path / "月报.pdf")[1]["figures"]
    for name in ("名单.pdf", "名单.xlsx"):
        status, told = asked("report", "overdue", "--period", "2026-11", "--out", tmp_path / name)
        assert (status, told["cutoff"], told["people"]) == (0, "2026-11-24", figures["overdue"])
    rows = list(load_workbook(tmp_path / "名单.xlsx")["逾期未访"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == figures["overdue"] > 0


def test_the_week_is_reported_for_each_grid_on_page_and_sheet_and_counts_as_handed_in_once_printed(asked, tmp_path):
    asked("visit", "王德明", "--on", "2026-11-23")
    before = asked("report", "week", "--period", "2026-W48", "--out", tmp_path / "周报.xlsx")[1]
    told = asked("report", "week", "--period", "2026-W48", "--out", tmp_path / "周报.pdf")[1]
    assert told["grids"] == before["grids"]
    assert [one["figures"]["visits"] for one in told["grids"]] == [1, 0]
    assert [one["handed_in"] for one in told["grids"]] == [None, None]
    after = asked("report", "week", "--period", "2026-W48", "--out", tmp_path / "周报.xlsx")[1]
    assert all(one["handed_in"] for one in after["grids"])
    assert "下周应访" in load_workbook(tmp_path / "周报.xlsx").sheetnames
