"""Rows from a spreadsheet by Ctrl+V: previewed, checked, one undo."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from db.books import BOOKS
from db.store import query
from db.store.query import Query
from db.work.taking import take_in
from desktop.sheets.pasting import meant, rows_of
from desktop.widgets.clip import parse_tsv
from tests.counter import seat

TODAY = date(2026, 11, 24)
ELDERS = BOOKS["elders"]
KNOWN = {"name": "张秀英", "birth_date": "1943-06-12", "address": "6栋2单元301", "area": "第三网格"}
SHEET = (
    "姓名\t出生日期\t网格\t住址\t联系电话\r\n"
    "赵玉珍\t1950.1.5\t第三网格\t６栋1单元101\t１３８０４７１０００１\r\n"
    "钱桂兰\t1948-3-2\t第一网格\t5栋1单元102\t1380471\r\n"
    "\t1948-3-2\t第一网格\t5栋1单元103\t\r\n"
)


@pytest.fixture
def page(office, counter):
    seat(office, [KNOWN])
    return counter(office, "elders").window.built["elders"]


def names(page):
    with page.store.read() as reader:
        return sorted(row["name"] for row in query.cells(reader, ELDERS, query.ids(reader, Query(ELDERS)), ["name"]))


@pytest.mark.slow
def test_rows_are_shown_checked_and_taken_in_as_one_step(page, qtbot):
    QApplication.clipboard().setText(SHEET)
    page.table.setFocus()
    qtbot.waitUntil(page.table.hasFocus)
    QTest.keyClick(page.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: getattr(page.pasting, "panel", None) is not None and page.pasting.panel.isVisible())
    panel = page.pasting.panel
    assert "粘贴 3 行" in panel.words.text()
    assert names(page) == ["张秀英"], "nothing is written before it is accepted"
    results = [panel.table.item(at, 0).text() for at in range(panel.table.rowCount())]
    assert results[0] == "可以粘贴"
    assert "缺少姓名" in results[2]
    (take,) = [one for one in panel.findChildren(QPushButton) if one.text().startswith("粘贴")]
    take.click()
    qtbot.waitUntil(lambda: "已粘贴" in page.toast.words.text())
    assert "赵玉珍" in names(page)
    page.undo()
    assert names(page) == ["张秀英"], "one undo takes all of it back"


@pytest.mark.slow
def test_what_was_copied_here_and_pasted_back_makes_no_second_person(page, qtbot):
    page.table.selectAll()
    page.many.act("copy")
    pasted = rows_of(ELDERS, parse_tsv(QApplication.clipboard().text()), ())
    with page.store.rehearse("试") as writer:
        outcome = take_in(writer, ELDERS, pasted.rows, "试")
    assert (outcome.read, outcome.added, outcome.updated) == (1, 0, 0), outcome.problems
    assert not any("*" in str(value) for row in pasted.rows for value in row.values.values()), "masks are no values"


def test_rows_without_a_head_are_read_as_the_columns_stand():
    pasted = rows_of(ELDERS, [["赵玉珍", "女", "", "第三网格"]], ("name", "sex", "age", "area"))
    assert pasted.rows[0].values == {"name": "赵玉珍", "sex": "女", "area": "第三网格"}


def test_a_head_is_known_by_its_words_and_the_rest_is_named():
    pasted = rows_of(ELDERS, [["老人姓名", "身份证号码", "爱好"], ["赵玉珍", "150102194306120011", "棋"]], ("name",))
    assert pasted.rows[0].values == {"name": "赵玉珍", "id_number": "150102194306120011"}
    assert list(pasted.unknown) == ["爱好"]


@pytest.mark.parametrize(
    ("cell", "brings"),
    [("138****0001", False), ("41天前", False), ("今天", False), (" ", False), ("13804710001", True), ("3天", True)],
)
def test_masks_and_spans_of_days_bring_no_value(cell, brings):
    assert meant(cell) is brings


@pytest.mark.slow
def test_an_empty_clipboard_says_what_to_do(page, qtbot):
    QApplication.clipboard().setText("")
    page.pasting.paste()
    assert "剪贴板里没有能粘贴的行" in page.toast.words.text()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('备注\t姓名\r\n"楼上\n漏水"\t张\r\n', [["备注", "姓名"], ["楼上\n漏水", "张"]]),
        ('"说""好"""\t"红星"\r\n', [['说"好"', '"红星"']]),
        ('"红星\t001\r\n李\t002\r\n', [['"红星', "001"], ["李", "002"]]),
        ("0471\t150102194306120011\r\n\r\n", [["0471", "150102194306120011"]]),
        ("", []),
    ],
)
def test_cells_of_a_spreadsheet_keep_line_ends_quotes_and_leading_noughts(text, rows):
    assert parse_tsv(text) == rows


@pytest.mark.slow
def test_what_is_pasted_into_a_filtered_list_comes_in_whole_and_the_list_says_why_it_is_not_seen(page, qtbot):
    page.search.setText("张秀英")
    page.search.ask_now()
    QApplication.clipboard().setText(
        "姓名\t身份证号\t网格\t联系电话\t备注\r\n"
        '赵玉珍\t150102194306123425\t第三网格\t0471-5550001\t"爱说""好""\n不吃药"\r\n'
        "钱桂兰\t1.50102E+17\t第三网格\t13804710001\t\r\n"
    )
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: getattr(page.pasting, "panel", None) is not None and page.pasting.panel.isVisible())
    panel = page.pasting.panel
    assert "丢" in panel.table.item(1, 0).text(), "a number that a spreadsheet has cut is named"
    QTest.keyClick(panel.take, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "已粘贴" in page.toast.words.text())
    assert "筛选" in page.toast.words.text()
    assert names(page) == ["张秀英", "赵玉珍"]
    with page.store.read(page.store.viewer.unmasked("试")) as reader:
        ids = query.ids(reader, Query(ELDERS, text="赵玉珍"))
        [row] = query.cells(reader, ELDERS, ids, ["id_number", "phone", "note"])
    assert (row["id_number"], row["note"]) == ("150102194306123425", '爱说"好"\n不吃药')
    assert row["phone"].endswith("5550001")
    QTest.keyClick(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert names(page) == ["张秀英"], "one Ctrl+Z takes all of it back"
