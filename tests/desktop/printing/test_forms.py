"""The forms with the worst data: whole, inside the paper, nothing beyond their class."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from desktop.printing.fonts import chain
from desktop.printing.form import ALLOWED, Missing, Order, PaperClass
from desktop.printing.forms import (
    FORMS,
    allowance_lists,
    category_ledger,
    contact_cards,
    door_sheet,
    elder_file,
    elder_ledger,
    errand_register,
    grid_board,
    grid_roster,
    hazard_order,
    month_report,
    route_sheet,
    visit_record,
)
from desktop.printing.forms.workers import GridWorkers, Worker
from desktop.printing.ink import Ink
from desktop.printing.parts import MM
from desktop.printing.press import OPPOSITE, PAPERS, MissingGlyphs, press
from desktop.printing.table import Boxes, Row, Table
from desktop.printing.text import Setter, Style, clear_numbers

TODAY = date(2026, 11, 24)
LONG_NAME = "巴特尔·孟和巴雅尔·苏布道其其格·那仁格日勒"
ORDER = Order(today=TODAY, data_day=TODAY, sheet_no="K7M2PX9Q", printed_by="王芳")


@pytest.fixture
def outside(monkeypatch):
    """Collect the texts that begin or end nearer than 10 mm to the paper's edge while pages are drawn."""
    found, plain = [], Ink.text
    least = 10 * MM - 0.5

    def text(self, style, x, y, text):
        width, height = self.canvas._pagesize
        end = x + chain(style.face).width(text.rstrip("，。；）")) * style.size
        if text and not (least <= x and end <= width - least and least <= y <= height - least):
            found.append((text, x, end, y))
        plain(self, style, x, y, text)

    monkeypatch.setattr(Ink, "text", text)
    return found


def crowded(table, width):
    """Return the texts of cells that run past their column or into the next tick box."""
    setter, found = Setter(), []
    for row in table.rows:
        for column, cell, room in (
            zip(table.columns, row.cells, table.widths(width), strict=True) if isinstance(row, Row) else ()
        ):
            laid = table._cell(setter, column, cell, room) if cell else None
            starts = [x for x, _, _, _ in laid.texts] if isinstance(cell, Boxes) else []
            for x, _, style, text in laid.texts if laid else ():
                after = min([start - 4 * MM for start in starts if start > x], default=room)
                if x + setter.width(text.rstrip("，。；）、"), style) > after + 0.01:
                    found.append((column.label, text))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("paper", [0, -1])
def test_the_worst_data_stand_whole_and_inside_the_paper(name, paper, outside, worst, flat):
    form, facts = FORMS[name], worst(name, 24)
    order = Order(today=TODAY, data_day=TODAY, sheet_no="K7M2PX9Q", printed_by="王芳", paper=form.options.papers[paper])
    pdf = press(form, form.lay(facts, order), order).pdf
    text = flat(pdf)
    assert outside == []
    for part in LONG_NAME.split("·"):
        assert part in text
    assert clear_numbers(text) == []


@pytest.mark.parametrize("late", [0, 24, 500])
def test_the_report_of_a_month_is_one_page_however_much_it_tells(worst, late):
    form = FORMS["month_report"]
    assert press(form, form.lay(worst("month_report", late), ORDER), ORDER).pages == 1


def test_control_a_report_of_a_month_that_is_laid_in_one_way_only_runs_over(worst, monkeypatch):
    monkeypatch.setattr(month_report, "FITS", month_report.FITS[:1])
    form = FORMS["month_report"]
    assert press(form, form.lay(worst("month_report", 24), ORDER), ORDER).pages > 1


def test_control_a_margin_of_two_millimetres_is_seen(monkeypatch, outside, worst):
    monkeypatch.setattr("desktop.printing.press.OPPOSITE", 2 * MM)
    press(FORMS["elder_ledger"], FORMS["elder_ledger"].lay(worst("elder_ledger", 2), ORDER), ORDER)
    assert outside


@pytest.mark.parametrize("name", FORMS)
def test_no_cell_runs_into_its_neighbour(name, worst):
    for section in FORMS[name].lay(worst(name, 12), ORDER):
        for block in section.body:
            if isinstance(block, Table):
                width = PAPERS[section.paper][0] - section.binding - OPPOSITE
                assert crowded(block, width) == []


def test_control_tick_boxes_too_close_together_are_seen(worst):
    section = FORMS["door_sheet"].lay(worst("door_sheet", 2), ORDER)[0]
    table = replace(
        section.body[0],
        columns=tuple(
            replace(one, width=30 if one.label.startswith("查看") else one.width) for one in section.body[0].columns
        ),
    )
    assert ("查看（正常打勾）", "生活物资") in crowded(table, 762)


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMS)
def test_every_form_prints_the_same_bytes_twice(name, worst):
    form = FORMS[name]
    made = {press(form, form.lay(worst(name, 9), ORDER), ORDER).pdf for _ in range(2)}
    assert len(made) == 1


@pytest.mark.parametrize("name", FORMS)
def test_every_form_with_a_character_without_glyph_stops_or_prints_both_ways(name, worst_of):
    form = FORMS[name]
    facts = {
        "door_sheet": lambda row: door_sheet.DoorFacts(
            (door_sheet.DoorGrid("一", "", (door_sheet.DoorRow(row, "80岁", "1-1-1", "", "每周"),)),)
        ),
        "elder_ledger": lambda row: elder_ledger.ElderFacts(
            "", "", (elder_ledger.ElderGrid("一", "", (elder_ledger.ElderRow(row, "", "", "", "", ""),)),)
        ),
        "category_ledger": lambda row: category_ledger.CategoryFacts(
            "",
            "",
            "独居",
            (category_ledger.CategoryGrid("一", (category_ledger.CategoryRow(row, "", "", "", "", ""),)),),
        ),
        "grid_roster": lambda row: grid_roster.RosterFacts(
            "", "", (grid_roster.RosterGrid("一", "", "", (grid_roster.MemberRow(row, "网格员"),)),)
        ),
        "elder_file": lambda row: elder_file.ElderFiles(
            "", "", (elder_file.ElderFile(row, "一", "", (("姓名", row, 1),)),)
        ),
        "visit_record": lambda row: visit_record.VisitSheets("", (visit_record.VisitSheet(row, "一"),)),
        "route_sheet": lambda row: route_sheet.RouteFacts(
            "", (route_sheet.Route("一", "", (route_sheet.Stop(row, "80岁", "1-1-1", ""),)),)
        ),
        "errand_register": lambda row: errand_register.ErrandFacts("", "", (errand_register.ErrandRow(row),)),
        "hazard_order": lambda row: hazard_order.HazardFacts("", (hazard_order.HazardSheet(row, "一"),)),
        "grid_board": lambda row: grid_board.BoardFacts("", (GridWorkers("一", "", (Worker(row, "网格员"),)),)),
        "contact_cards": lambda row: contact_cards.CardFacts("", (GridWorkers("一", "", (Worker(row, "网格员"),)),)),
    }.get(name, lambda row: worst_of(name, [row]))("张\U00030000")
    with pytest.raises(MissingGlyphs) as stop:
        press(form, form.lay(facts, ORDER), ORDER)
    assert {"char": "\U00030000", "code": "U+30000", "person": "张\U00030000"} in stop.value.missing
    for way in Missing:
        order = Order(today=TODAY, missing=way)
        assert press(form, form.lay(facts, order), order).pages >= 1


def test_the_door_sheet_shows_nothing_beyond_its_class(worst, flat):
    form = FORMS["door_sheet"]
    assert form.privacy is PaperClass.CARRIED
    told = {told for one in form.lay(worst("door_sheet", 3), ORDER) for block in one.body for told in block.shows()}
    assert told <= ALLOWED[PaperClass.CARRIED]
    text = flat(press(form, form.lay(worst("door_sheet", 3), ORDER), ORDER).pdf)
    for word in ("独居", "失能", "身份证", "联系人", "老年人", "特困"):
        assert word not in text


def test_columns_that_are_not_wanted_are_left_out(worst, flat):
    order = Order(today=TODAY, columns=("sex", "phone"))
    form = FORMS["elder_ledger"]
    text = flat(press(form, form.lay(worst("elder_ledger", 3), order), order).pdf)
    assert "联系电话" in text
    assert "身份证号" not in text


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if len(form.options.sizes) > 1])
@pytest.mark.parametrize("size", [0.0, 10.5])
def test_no_number_is_divided_in_large_print_or_on_wide_paper(name, size, worst):
    for paper in FORMS[name].options.papers:
        order = replace(ORDER, paper=paper, size=size, reason="上级报表")
        for section in FORMS[name].lay(worst(name, 6), order):
            assert divided(section) == []


def divided(section):
    """Return the cells that hold one number or day and are set on more than one line."""
    found = []
    for table in (block for block in section.body if isinstance(block, Table)):
        widths = table.widths(PAPERS[section.paper][0] - section.binding - OPPOSITE)
        for row in (row for row in table.rows if isinstance(row, Row)):
            for column, cell, width in zip(table.columns, row.cells, widths, strict=True):
                whole = isinstance(cell, str) and re.fullmatch("[0-9*X-]+", cell)
                if whole and len(table._cell(Setter(), column, cell, width).texts) > 1:
                    found.append((column.label, cell))
    return found


def test_control_a_column_too_narrow_for_its_number_is_seen(worst):
    section = FORMS["elder_ledger"].lay(worst("elder_ledger", 1), ORDER)[0]
    narrow = [replace(one, width=30) if one.label == "身份证号" else one for one in section.body[0].columns]
    body = replace(section.body[0], columns=tuple(narrow), style=section.body[0].style.at(10.5))
    assert ("身份证号", "150102********0011") in divided(replace(section, body=(body,)))


def test_a_list_breaks_after_its_comma_and_never_before_one():
    lines = Setter().lines("计生特殊家庭、留守", Style("body", 9, 12.5), 55, name=True)
    assert lines == ("计生特殊家", "庭、留守")
    assert Setter().lines("特困、半失能", Style("body", 9, 12.5), 50, name=True) == ("特困、", "半失能")


def test_the_last_page_of_a_door_sheet_is_filled_with_rows_to_write_in(flat):
    rows = (door_sheet.DoorRow("王秀兰", "80岁", "3-2-101", "138****5678", "每周"),)
    pages = FORMS["door_sheet"].lay(door_sheet.DoorFacts((door_sheet.DoorGrid("一", "", rows),)), ORDER)
    made = press(FORMS["door_sheet"], pages, ORDER)
    assert (made.pages, made.people) == (1, 1)
    assert flat(made.pdf).count("生活物资") == 6


@pytest.mark.parametrize(
    ("name", "reason", "own", "marked"),
    [
        ("door_sheet", "核对", False, False),
        ("elder_ledger", "", False, False),
        ("elder_ledger", "上级报表", False, True),
        ("elder_ledger", "调解文书", True, False),
    ],
)
def test_what_tells_whole_numbers_bears_the_name_of_who_printed_it(name, reason, own, marked, worst):
    form = replace(FORMS[name], own=own)
    order = replace(ORDER, reason=reason)
    content = PdfReader(io.BytesIO(press(form, form.lay(worst(name, 2), order), order).pdf)).pages[0].get_contents()
    assert (b"0.88 g BT 0.9135 0.4067 -0.4067 0.9135" in content.get_data()) is marked


@pytest.mark.slow
def test_the_file_itself_tells_nothing_of_a_carried_sheet(worst):
    form = FORMS["door_sheet"]
    order = replace(ORDER, tag="lives_alone")
    made = press(form, form.lay(worst("door_sheet", 3), order), order)
    reader = PdfReader(io.BytesIO(made.pdf))
    assert set(reader.metadata.values()) <= {"打印件", "网格台账", "", "D:20000101000000+00'00'", "/False"}
    assert reader.xmp_metadata is None
    assert [one.title for one in reader.outline] == ["第一网格", "第二网格"]


def allowance_pages(count, long=()):
    """Return (people, pages) of each sheet of a roster of so many rows, some of them with a very long address."""
    told = {"address": "丁香苑3号楼2单元501", "category": "80—89周岁"}
    much = {"address": "呼和浩特市玉泉区丁香路街道丁香社区丁香苑小区第十二号楼第四单元一千六百零二室" * 3}
    rows = [
        allowance_lists.AllowanceRow({**told, **(much if n in long else {}), "name": f"王秀{n}"}) for n in range(count)
    ]
    facts = allowance_lists.AllowanceFacts("丁香社区", date(2026, 11, 1), "2026年11月24日", tuple(rows))
    form, order = FORMS["allowance_roster"], Order(sheet_no="K7M2PX9Q", today=date(2026, 11, 24))
    made = press(form, form.lay(facts, order), order)
    return [(sheet.people, sheet.pages) for sheet in made.sheets]


def test_a_roster_of_allowances_has_thirteen_rows_a_page_and_less_where_a_row_is_tall():
    assert allowance_pages(27) == [(13, 1), (13, 1), (1, 1)]
    pages = allowance_pages(27, long=(3, 20))
    assert all(count == 1 for _, count in pages), "a sheet is one page, whatever its rows hold"
    assert sum(people for people, _ in pages) == 27
    assert pages[0][0] < 13


def test_control_thirteen_rows_without_looking_at_their_height_run_over(monkeypatch):
    monkeypatch.setattr(allowance_lists, "_parted", lambda _, rows: [(rows[:13], 0), (rows[13:], 0)])
    assert [count for _, count in allowance_pages(20, long=(1, 2, 3, 4))] == [2, 1]
