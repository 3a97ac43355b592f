"""年度数字 in the window: the same numbers on the screen, on the page and in the workbook; counts typed by keys."""

import io

import openpyxl
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import select

from db.ledgers.matter_rules import YearFigure
from db.ledgers.matters import MatterKind
from db.work.discussing import close_on_spot, raise_matter
from db.work.matter_flow import FlowLine
from desktop.bus import Place
from desktop.printing.form import Order
from desktop.printing.forms import ALL_FORMS
from desktop.printing.issue import preview
from tests.case_desk import TUESDAY


def shown(table):
    """Return the texts of a table as they stand on the screen."""
    model = table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def tab_to(reached):
    """Press Tab until what has the keyboard fits."""
    for _ in range(20):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if reached(QApplication.focusWidget()):
            return
    pytest.fail("Tab never comes there")


def typed_by_keys(number):
    """From the figures to the number of the first typed count by Tab, type it, on to the button and press it."""
    tab_to(lambda shown: shown.accessibleName().startswith("数量"))
    QTest.keyClicks(QApplication.focusWidget(), number)
    tab_to(lambda shown: isinstance(shown, QPushButton) and shown.text() == "保存数字")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)


def test_screen_page_and_workbook_tell_the_same_year(at_desk, qtbot, tmp_path):
    desk, page = at_desk("matters")
    with desk.store.write("登记") as writer:
        about = {"kind": MatterKind.PETITION, "raised_on": TUESDAY, "content": "土地补偿", "headcount": 5}
        close_on_spot(writer, raise_matter(writer, about), "已答复", TUESDAY)
        raise_matter(writer, about | {"kind": MatterKind.DISPUTE})
        writer.add(YearFigure, {"name": "帮教未成年人", "year": 2026, "number": 298})
    page.left.year.click()
    panel = page.year
    qtbot.waitUntil(lambda: panel.report is not None, timeout=20_000)
    flow, figures = shown(panel.flow_table), shown(panel.figure_table)
    assert ["信访", "0", "1", "5", "0", "1", "0", "0", "0", "0"] in flow
    assert [row[1:3] for row in figures][-1] == ["帮教未成年人", "298"]
    panel.write(tmp_path / "年度.xlsx")
    book = openpyxl.load_workbook(tmp_path / "年度.xlsx", read_only=True)
    cells = [[str(cell) for cell in row] for sheet in book for row in sheet.iter_rows(values_only=True)]
    book.close()
    pdf = preview(desk.store, ALL_FORMS["matter_year"], Order()).pdf
    told = "".join("".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(pdf)).pages)
    for row in flow:
        assert row in cells
        assert "".join(row) in told
    for row in figures:
        assert row in cells
        assert "".join("".join(row[1:3]).split()) in told
    assert "".join(panel.words.text().split()) in told


def test_control_a_page_that_counts_otherwise_than_the_screen_is_caught(at_desk, qtbot, monkeypatch):
    desk, page = at_desk("matters")
    with desk.store.write("登记") as writer:
        raise_matter(writer, {"kind": MatterKind.PETITION, "raised_on": TUESDAY, "content": "土地补偿", "headcount": 5})
    page.left.year.click()
    qtbot.waitUntil(lambda: page.year.report is not None, timeout=20_000)
    kept = FlowLine.cells.fget
    monkeypatch.setattr(FlowLine, "cells", property(lambda line: (*kept(line)[:3], 99, *kept(line)[4:])))
    pdf = preview(desk.store, ALL_FORMS["matter_year"], Order()).pdf
    told = "".join("".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(pdf)).pages)
    assert "信访0199000001" in told, "the broken page"
    monkeypatch.undo()
    assert "".join(shown(page.year.flow_table)[0]) not in told


def opened(page, qtbot):
    page.left.year.click()
    qtbot.waitUntil(lambda: page.year.report is not None, timeout=20_000)
    return page.year


def chosen(table, row, column=0):
    """Choose a cell as the arrows do, and press Enter on it."""
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, column))
    QTest.keyClick(table, Qt.Key.Key_Return)


def test_every_number_opens_the_list_of_what_it_counted_by_keys(at_desk, qtbot):
    desk, page = at_desk("matters")
    about = {"kind": MatterKind.PETITION, "raised_on": TUESDAY, "content": "土地补偿", "headcount": 5}
    with desk.store.write("登记") as writer:
        solved, open_ = (raise_matter(writer, about) for _ in range(2))
        close_on_spot(writer, solved, "已答复", TUESDAY)
        dispute = raise_matter(writer, about | {"kind": MatterKind.DISPUTE})
    panel = opened(page, qtbot)
    figures = [one.key for one in panel.report.figures()]
    chosen(panel.figure_table, figures.index("petitions_solved"))
    assert page.model.ids == [solved]
    assert (page.left.named.text(), page.left.only.isHidden()) == ("2026年 化解件数：列出", False)
    assert page.stack.currentWidget() is page.file
    assert page.file.matter == solved
    panel = opened(page, qtbot)
    assert panel.figure_table.currentIndex().row() == figures.index("petitions_solved"), "back where one was"
    chosen(panel.figure_table, figures.index("closed_rate"))
    assert set(page.model.ids) == {solved, open_, dispute}, "of all kinds together, on the page of most"
    opened(page, qtbot)
    lacking = panel.lists.itemAt(2).widget()
    assert lacking.text() == "未达到 2 件"
    lacking.click()
    assert set(page.model.ids) == {open_, dispute}
    opened(page, qtbot)
    chosen(panel.flow_table, next(n for n, line in enumerate(panel.report.flow) if line.label == "纠纷"), 2)
    disputes = desk.window.built["disputes"]
    assert disputes.model.ids == [dispute], "disputes alone open their own page"
    desk.window.go(Place("matters"))
    assert page.only is None
    disputes.left.only.findChild(QPushButton).click()
    assert (disputes.only, disputes.left.only.isHidden()) == (None, True)


def test_what_a_figure_lists_is_searched_exported_and_left_with_esc(at_desk, qtbot):
    desk, page = at_desk("matters")
    with desk.store.write("登记") as writer:
        for n, kind in enumerate((MatterKind.PETITION, MatterKind.PETITION, MatterKind.DISPUTE)):
            raise_matter(writer, {"kind": kind, "raised_on": TUESDAY, "content": f"土地补偿{n}"})
    panel = opened(page, qtbot)
    chosen(panel.flow_table, len(panel.report.flow) - 1, 2)
    assert len(page.listed()) == 3
    assert page.wanted().kinds == tuple(MatterKind), "a sheet of it holds the dispute too"
    page.search.setText("补偿1")
    page.search.ask_now()
    assert len(page.model.ids) == 1
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Escape)
    page.search.ask_now()
    assert len(page.model.ids) == 3
    QTest.keyClick(page.list, Qt.Key.Key_Escape)
    assert (page.only, len(page.model.ids)) == (None, 2)


def test_a_count_without_persons_is_kept_for_its_year_alone(at_desk, qtbot):
    desk, page = at_desk("disputes")
    page.left.year.click()
    panel = page.year
    qtbot.waitUntil(lambda: panel.report is not None, timeout=20_000)
    panel.figure_table.setFocus()
    typed_by_keys("298")
    qtbot.waitUntil(lambda: "298" in panel.words.text(), timeout=20_000)
    with desk.store.read() as reader:
        assert reader.rows(select(YearFigure.name, YearFigure.year, YearFigure.number)) == [("帮教未成年人", 2026, 298)]
    panel.figure_table.setCurrentIndex(panel.figures.index(panel.figures.rowCount() - 1, 0))
    assert panel.lists.itemAt(0).widget().text() == "这一项只有数字，不记个人，没有名单。"
    panel.turn(-1)
    qtbot.waitUntil(lambda: panel.report.period.first.year == 2025, timeout=20_000)
    assert panel.report.typed == ()
    panel.print()
    centre = desk.window.built["print_centre"]
    qtbot.waitUntil(lambda: centre.shown is not None and not desk.jobs.open, timeout=20_000)
    assert centre.form.name == "matter_year"
    assert centre.options.month.currentText() == "2025年"
