"""A clerk in the print centre: find a form, see it, print it at its true size, turn the stack, find the sheet again."""

import re
from dataclasses import replace
from functools import partial
from io import BytesIO

import pypdf
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QRect, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import select

from db.ledgers.documents import Document, SheetState
from db.ledgers.people import Person
from db.places import data_folder
from desktop.bus import Place
from desktop.jobs import Progress
from desktop.prefs import Prefs
from desktop.printing.beginning import beginning
from desktop.printing.calibration import calibration_page
from desktop.printing.passes import Sides
from desktop.views import print_page
from desktop.widgets import printer as printers
from desktop.widgets.printer import Shift, send
from desktop.widgets.printer_panel import Calibration
from tests.counter import seat

MM, DOTS = 25.4, 600
PEOPLE = [
    {
        "name": f"王秀{name}",
        "birth_date": f"19{40 + n}-03-0{n + 1}",
        "address": f"3栋1单元{9 - n}01",
        "area": "第一网格" if n < 6 else "第二网格",
        "tags": "独居" if n % 2 else "",
        "phone": f"1380471123{n}",
    }
    for n, name in enumerate("甲乙丙丁戊己庚辛")
]


@pytest.fixture
def desk(office, counter):
    """The counter with an open office of eight elders in two grids."""
    seat(office, PEOPLE)
    return counter(office)


@pytest.fixture
def page(desk, paper, qtbot):
    """The print centre with its first preview."""
    desk.bus.go.emit(Place("print_centre"))
    made = desk.window.built["print_centre"]
    drawn(qtbot, made)
    qtbot.waitUntil(lambda: made.panel.name() != "")
    assert made.options.area.currentText() == "第一网格", "one grid at first"
    assert made.amount.text() == "6 人 · 1 页"
    made.options.area.setCurrentIndex(0)
    made.options.area.activated.emit(0)
    drawn(qtbot, made)
    return made


def drawn(qtbot, page):
    """Wait until the preview is what would print."""
    qtbot.waitUntil(lambda: not page.stale and not page.pause.isActive(), timeout=20_000)


def choose(qtbot, page, name):
    """Click a form in the list."""
    rows = page.list.list
    item = next(rows.item(n) for n in range(rows.count()) if rows.item(n).data(Qt.ItemDataRole.UserRole) == name)
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(item).center())
    drawn(qtbot, page)


def click(button):
    """Click a button that can be clicked."""
    assert button.isEnabled()
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def registered(store):
    """Return (number, state) of the register."""
    with store.read() as reader:
        return [tuple(row) for row in reader.rows(select(Document.sheet_no, Document.state))]


def words(path):
    """Return the text of a PDF without white space."""
    return "".join("".join(one.extract_text().split()) for one in pypdf.PdfReader(path).pages)


@pytest.mark.quick
def test_the_print_centre_prints_what_it_shows_and_registers_it_once(page, desk, paper, qtbot):
    assert page.amount.text() == "8 人 · 2 页"
    assert page.panel.state.text() == "打印机：就绪，A4"
    click(page.print_button)
    qtbot.waitUntil(lambda: "已送打印机" in page.toast.words.text(), timeout=20_000)
    assert len(pypdf.PdfReader(paper[0]).pages) == 2
    first = registered(desk.store)
    assert len(first) == 2
    click(page.print_button)
    qtbot.waitUntil(lambda: len(paper) == 2 and not desk.jobs.open, timeout=20_000)
    assert registered(desk.store) == first, "the same sheets again: their numbers stay"


def test_options_show_only_what_the_form_supports_and_the_preview_follows(page, qtbot):
    assert page.options.sort.isVisible()
    assert not page.options.reason.isVisible(), "a carried sheet never bears whole numbers"
    assert not page.options.paper.isVisible(), "a form of one paper offers none"
    choose(qtbot, page, "elder_ledger")
    assert page.options.reason.isVisible()
    assert page.options.paper.isVisible()
    before = page.shown.made.pdf
    click(page.options.columns["id_number"])
    assert page.preview.stale.isVisible(), "until it is drawn anew the preview says that it is old"
    assert not page.print_button.isEnabled()
    drawn(qtbot, page)
    assert page.shown.made.pdf != before
    assert not page.preview.stale.isVisible()
    QTest.keyClicks(page.list.search, "wgy")
    qtbot.waitUntil(lambda: page.list.list.count() == 2)
    QTest.keyClick(page.list.search, Qt.Key.Key_Return)
    drawn(qtbot, page)
    assert page.form.name == "grid_roster"
    assert "没有可打印" in page.trouble.words.text()
    assert not page.print_button.isEnabled()


def test_a_zoom_is_remembered_for_its_form(page, qtbot):
    page.preview.set_zoom("125")
    page.preview.zoom.activated.emit(page.preview.zoom.currentIndex())
    choose(qtbot, page, "elder_ledger")
    assert page.preview.zoom.currentText() == "适合页宽"
    choose(qtbot, page, "door_sheet")
    assert page.preview.zoom.currentText() == "125%"


def test_any_list_prints_on_any_form_in_copies_as_one_job(page, desk, paper, qtbot):
    with desk.store.read() as reader:
        chosen = tuple(row[0] for row in reader.rows(select(Person.id).where(Person.name.in_(["王秀甲", "王秀庚"]))))
    for form in ("elder_file", "category_ledger"):
        desk.bus.go.emit(Place("print_centre", form=form, ids=chosen))
        drawn(qtbot, page)
        assert page.shown.form.name == form
        assert page.shown.made.people == 2
    assert page.options.chosen_words.text() == "只印选中的 2 人"
    page.panel.copies.setValue(3)
    assert page.amount.text() == "2 人 · 2 页 × 3 份"
    click(page.print_button)
    qtbot.waitUntil(lambda: "已送打印机" in page.toast.words.text(), timeout=20_000)
    assert [len(pypdf.PdfReader(one).pages) for one in paper] == [6]


def test_the_stack_is_turned_by_hand_and_a_jam_goes_on_under_the_same_number(page, desk, paper, qtbot):
    page.panel.sides.setCurrentIndex(page.panel.sides.findData(Sides.HAND))
    choose(qtbot, page, "elder_file")
    made = page.shown.made
    one = replace(made.sheets[0], pages=8)  # as if all eight pages were one sheet's: then they have backs
    page.shown = replace(page.shown, made=replace(made, sheets=(one,)))
    click(page.print_button)
    qtbot.waitUntil(page.turning.turn.isVisible, timeout=20_000)
    click(page.turning.turn)
    qtbot.waitUntil(page.turning.jam.isVisible, timeout=20_000)
    assert [len(pypdf.PdfReader(one).pages) for one in paper] == [4, 4]
    page.panel.sides.setCurrentIndex(page.panel.sides.findData(Sides.ONE))
    click(page.print_button)
    qtbot.waitUntil(lambda: len(paper) == 3 and not desk.jobs.open, timeout=20_000)
    numbers = registered(desk.store)
    page.turning.page.setValue(7)
    click(page.turning.jam)
    qtbot.waitUntil(lambda: len(paper) == 4 and not desk.jobs.open, timeout=20_000)
    assert [len(pypdf.PdfReader(one).pages) for one in paper[2:]] == [8, 2]
    assert registered(desk.store) == numbers


def test_a_character_without_a_glyph_is_named_with_its_person_and_two_ways_on(page, desk, qtbot):
    with desk.store.write("试") as writer:
        one = writer.reader.scalar(select(Person.id).where(Person.name == "王秀甲"))
        writer.change(Person, one, {"name": "王秀\U00030000"})
    desk.bus.changed.emit(frozenset())
    drawn(qtbot, page)
    assert "王秀\U00030000的“\U00030000”" in page.trouble.words.text()
    assert not page.print_button.isEnabled()
    blank = next(one for one in page.trouble.ways.children() if getattr(one, "text", str)() == "留空手写")
    click(blank)
    drawn(qtbot, page)
    assert page.print_button.isEnabled()
    assert "缺字清单" in words_of(page)


def words_of(page):
    import io

    return words(io.BytesIO(page.shown.made.pdf))


def test_a_text_too_long_for_its_cell_is_named_before_printing(page, desk, qtbot):
    with desk.store.write("试") as writer:
        one = writer.reader.scalar(select(Person.id).where(Person.name == "王秀甲"))
        writer.change(Person, one, {"note": "需要有人帮忙买药。" * 60})
    assert not page.trouble.isVisible()
    choose(qtbot, page, "category_ledger")
    page.options.tag.setCurrentIndex(0)
    desk.bus.go.emit(Place("print_centre", form="category_ledger", ids=(one,)))
    drawn(qtbot, page)
    assert "王秀甲" in page.trouble.words.text()
    assert "备注" in page.trouble.words.text()
    assert page.print_button.isEnabled()


def test_a_sheet_is_found_by_its_number_taken_back_destroyed_and_printed_again(page, desk, paper, qtbot):
    click(page.print_button)
    qtbot.waitUntil(lambda: "已送打印机" in page.toast.words.text(), timeout=20_000)
    number = page.shown.made.sheets[0].sheet_no
    click(page.ledger_button)
    book = page.register
    assert book.model.rowCount() == 2
    QTest.keyClicks(book.search, f"{number}-1".lower())
    qtbot.waitUntil(lambda: book.model.rowCount() == 1)
    assert book.model.rows[0].people == 6
    book.table.selectRow(0)
    click(book.steps[SheetState.RETURNED])
    assert dict(registered(desk.store))[number] is SheetState.RETURNED
    click(book.steps[SheetState.DESTROYED])
    assert dict(registered(desk.store))[number] is SheetState.DESTROYED
    assert not book.steps[SheetState.RETURNED].isEnabled(), "what is destroyed stays so"
    click(book.toast.action)
    assert dict(registered(desk.store))[number] is SheetState.RETURNED
    click(book.reprint)
    drawn(qtbot, page)
    assert page.options.chosen_words.text() == f"重打 {number}"
    assert [sheet.sheet_no for sheet in page.shown.made.sheets] == [number]
    assert page.shown.made.people == 6
    assert f"编号{number}-1" in words_of(page)


def test_a_lost_sheet_wants_its_story(page, desk, paper, qtbot):
    click(page.print_button)
    qtbot.waitUntil(lambda: "已送打印机" in page.toast.words.text(), timeout=20_000)
    click(page.ledger_button)
    page.register.table.selectRow(0)
    click(page.register.steps[SheetState.LOST])
    assert "经过" in page.register.toast.words.text()
    page.register.who.setText("走访路上丢失，已回原路找过")
    click(page.register.steps[SheetState.LOST])
    assert SheetState.LOST in dict(registered(desk.store)).values()


# -- paper --------------------------------------------------------------------------------------------------------


def boxes(path):
    """Return the sizes of the pages in millimetres."""
    return [tuple(float(side) / 72 * MM for side in one.mediabox[2:]) for one in pypdf.PdfReader(path).pages]


def to_file(tmp_path, pdf, pages, shift=Shift()):  # noqa: B008 - a frozen value
    """Print into a file."""
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(tmp_path / "out.pdf"))
    made.setResolution(DOTS)
    send(pdf, pages, made, shift, Progress())
    return tmp_path / "out.pdf"


def crosses(path):
    """Return how far the upper left cross of a calibration page stands from the edges, in millimetres."""
    document, held = printers.opened(path.read_bytes())
    size = (document.pagePointSize(0) * (DOTS / 72)).toSize()
    corner = QRect(0, 0, round(25 / MM * DOTS), round(25 / MM * DOTS))
    image = printers.band(document, 0, size, corner)
    assert held.isOpen()
    at = round(15 / MM * DOTS)  # beside the cross its arms are crossed alone
    across = [x for x in range(image.width()) if image.pixelColor(x, at).value() < 128]
    down = [y for y in range(image.height()) if image.pixelColor(at, y).value() < 128]
    return tuple((sum(dark) / len(dark) + 0.5) / DOTS * MM for dark in (across, down))


def test_a_page_has_its_true_size_to_the_tenth_of_a_millimetre(page, desk, qtbot, tmp_path):
    sizes = boxes(to_file(tmp_path, page.shown.made.pdf, (1,)))
    assert sizes == [(pytest.approx(297, abs=0.11), pytest.approx(210, abs=0.11))]
    left, top = crosses(to_file(tmp_path, calibration_page(), (1, None)))
    assert (left, top) == (pytest.approx(10, abs=0.1), pytest.approx(10, abs=0.1))
    assert len(boxes(tmp_path / "out.pdf")) == 2


def test_a_shift_moves_the_picture_by_just_that_much(desk, tmp_path):
    left, top = crosses(to_file(tmp_path, calibration_page(), (1,), Shift(2.5, -1.5)))
    assert (left, top) == (pytest.approx(12.5, abs=0.1), pytest.approx(8.5, abs=0.1))


def test_the_measure_sees_a_printer_that_shrinks_the_page(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(printers, "POINTS_PER_INCH", 72 * 1.03)
    left, _ = crosses(to_file(tmp_path, calibration_page(), (1,)))
    assert abs(left - 10) > 0.2


def test_the_shift_of_a_printer_is_kept_in_half_millimetres(desk, qtbot):
    panel = Calibration(desk.window, "窗口的打印机", lambda: None)
    panel.right.stepUp()
    panel.down.stepDown()
    assert Prefs.load(data_folder()).shifts["窗口的打印机"] == [0.5, -0.5]
    panel._reset()
    assert Prefs.load(data_folder()).shifts["窗口的打印机"] == [0.0, 0.0]


def test_of_a_long_print_the_beginning_is_shown_and_the_whole_is_printed(page, monkeypatch, paper, qtbot):
    assert re.fullmatch(r"第 1 / 2 页", page.preview.place.text())
    assert page.preview.document.pageCount() == 2, "the control: few pages are shown whole"
    assert not page.preview.part.isVisible()
    monkeypatch.setattr(print_page, "beginning", partial(beginning, most=1))
    page.expire()
    drawn(qtbot, page)
    assert page.preview.document.pageCount() == 1
    assert page.preview.place.text() == "第 1 / 2 页"
    assert page.preview.part.isVisible()
    assert page.preview.left_out.text().startswith("共 2 页，这里先看前 1 页；打印、另存都是全部。")
    click(page.print_button)
    qtbot.waitUntil(lambda: "已送打印机" in page.toast.words.text(), timeout=20_000)
    assert len(pypdf.PdfReader(paper[0]).pages) == 2


def test_a_form_of_matters_is_printed_blank_from_a_tick(desk, qtbot):
    desk.window.go(Place("print_centre", form="mediation_application"))
    page = desk.window.built["print_centre"]
    qtbot.waitUntil(lambda: not page.stale and not desk.jobs.open, timeout=20_000)
    assert (page.shown, page.options.blank.isVisible()) == (None, True)
    page.options.blank.setFocus()
    QTest.keyClick(page.options.blank, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.shown is not None and not desk.jobs.open, timeout=20_000)
    assert (page.amount.text(), page.shown.order.sheet_no) == ("空白表 · 1 页", "")
    assert "空白表" in page.file_name()
    page.list.choose("elder_ledger")
    qtbot.waitUntil(lambda: not page.stale and page.shown is not None and not desk.jobs.open, timeout=20_000)
    assert (page.options.blank.isVisible(), page.shown.order.blank) == (False, False)


def test_a_preview_that_comes_after_another_form_was_chosen_is_not_offered_for_printing(desk, qtbot):
    desk.window.go(Place("print_centre", form="elder_ledger"))
    page = desk.window.built["print_centre"]
    page.draw()
    page.list.choose("door_sheet")  # while the other is still being pressed
    page.pause.stop()
    desk.jobs.wait()
    qtbot.waitUntil(lambda: not desk.jobs.open, timeout=20_000)
    assert page.stale
    assert not page.print_button.isEnabled()
    assert not page.save_button.isEnabled()
    page.draw()
    qtbot.waitUntil(lambda: not page.stale and not desk.jobs.open, timeout=20_000)
    assert page.shown.form.name == "door_sheet"
    assert page.save_button.isEnabled()


def test_last_month_is_reported_as_pages_and_as_a_workbook_of_the_same_figures(
    page, desk, qtbot, tmp_path, monkeypatch
):
    choose(qtbot, page, "month_report")
    months = page.options.month
    months.setCurrentIndex(months.findText("2026年10月"))
    months.activated.emit(months.currentIndex())
    drawn(qtbot, page)
    pages = "".join("".join(one.extract_text().split()) for one in pypdf.PdfReader(BytesIO(page.shown.made.pdf)).pages)
    assert "2026年10月网格工作月报" in pages
    assert "截止日：2026年10月31日" in pages
    asked = str(tmp_path / "月报.pdf"), "Excel 表格 (*.xlsx)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: asked)
    click(page.save_button)
    qtbot.waitUntil(lambda: "已保存" in page.toast.words.text(), timeout=20_000)
    book = load_workbook(tmp_path / "月报.xlsx")
    assert "2026年10月网格工作月报" in book["汇总"].cell(1, 1).value
    told = {row[0]: row[1:4] for row in book["汇总"].iter_rows(min_row=3, values_only=True)}
    rate, part, whole = told["月探访率"]
    assert f"{rate}（{part}÷{whole}）" in pages
    assert len(registered(desk.store)) == 1
