"""年度数字 in the window: the same numbers on the screen, on the page and in the workbook; counts typed by keys."""

import io

import openpyxl
from pypdf import PdfReader
from sqlalchemy import select

from db.ledgers.matter_rules import YearFigure
from db.ledgers.matters import MatterKind
from db.work.discussing import close_on_spot, raise_matter
from db.work.matter_flow import FlowLine
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


def test_a_count_without_persons_is_kept_for_its_year_alone(at_desk, qtbot):
    desk, page = at_desk("disputes")
    page.left.year.click()
    panel = page.year
    qtbot.waitUntil(lambda: panel.report is not None, timeout=20_000)
    rows = panel.typed.model
    rows.setData(rows.index(0, 1), "298")
    panel.keep()
    qtbot.waitUntil(lambda: "298" in panel.words.text(), timeout=20_000)
    with desk.store.read() as reader:
        assert reader.rows(select(YearFigure.name, YearFigure.year, YearFigure.number)) == [("帮教未成年人", 2026, 298)]
    panel.turn(-1)
    qtbot.waitUntil(lambda: panel.report.period.first.year == 2025, timeout=20_000)
    assert panel.report.typed == ()
    panel.print()
    centre = desk.window.built["print_centre"]
    qtbot.waitUntil(lambda: centre.shown is not None and not desk.jobs.open, timeout=20_000)
    assert centre.form.name == "matter_year"
    assert centre.options.month.currentText() == "2025年"
