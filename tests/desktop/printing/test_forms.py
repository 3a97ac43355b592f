"""The six forms with the worst data: whole, inside the paper, nothing beyond their class."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.printing.fonts import chain
from desktop.printing.form import ALLOWED, Missing, Order, PaperClass
from desktop.printing.forms import (
    FORMS,
    category_ledger,
    door_sheet,
    elder_file,
    elder_ledger,
    grid_roster,
    visit_record,
)
from desktop.printing.ink import Ink
from desktop.printing.parts import MM
from desktop.printing.press import OPPOSITE, PAPERS, MissingGlyphs, press
from desktop.printing.table import Boxes, Row, Table
from desktop.printing.text import Setter, clear_numbers

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


@pytest.mark.parametrize("name", FORMS)
def test_every_form_prints_the_same_bytes_twice(name, worst):
    form = FORMS[name]
    made = {press(form, form.lay(worst(name, 9), ORDER), ORDER).pdf for _ in range(2)}
    assert len(made) == 1


@pytest.mark.parametrize("name", FORMS)
def test_every_form_with_a_character_without_glyph_stops_or_prints_both_ways(name):
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
    }[name]("张\U00030000")
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
