"""The press: pages, what it refuses, what it prints in the place of a character without a glyph, same bytes."""

import io
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph

from db.trouble import Refused
from desktop.printing import fonts
from desktop.printing.form import Form, Missing, Order, PaperClass, Shows, new_sheet_number
from desktop.printing.parts import MM, Gap, Item, Meta, Passage, Section, Title, signatures
from desktop.printing.press import MissingGlyphs, TooLong, laid, press
from desktop.printing.table import Boxes, Column, Group, Lines, Pair, Row, Table

HOUSE = Path(__file__).resolve().parents[3]
STANDARD = "".join((HOUSE / "resources/codes/standard_characters.txt").read_text(encoding="utf-8").split())
ORDER = Order(
    today=date(2026, 11, 22), data_day=date(2026, 11, 21), sheet_no="K7M2PX9Q", printed_by="王芳", purpose="试印"
)
COLUMNS = (Column("姓名", 30, Shows.NAME, name=True), Column("备注", 60, Shows.RECORD, grow=True))
BEYOND_F = [*range(0x30000, 0x30018), *range(0x31350, 0x31364), *range(0x2EBF0, 0x2EBFA)]


def form(privacy=PaperClass.CABINET):
    return Form("trial", "试印表", "试", privacy, lambda *_: None, lambda *_: ())


def section(*body, **more):
    return Section("第一网格", "K7M2PX9Q", tuple(body), head=(Title("试印表"),), **more)


def table(*rows, **more):
    return Table(COLUMNS, tuple(Row(cells, cells[0]) for cells in rows), **more)


def read(printed):
    return [page.extract_text() for page in PdfReader(io.BytesIO(printed.pdf)).pages]


def flat(text):
    return "".join(text.split())


def test_every_standard_character_and_200_rare_ones_extract_as_they_are():
    draw = random.Random(200)
    blocks = (
        (0x3400, 0x4DBF),
        (0x20000, 0x2A6DF),
        (0x2A700, 0x2B739),
        (0x2B740, 0x2B81D),
        (0x2B820, 0x2CEA1),
        (0x2CEB0, 0x2EBE0),
    )
    rare = "".join(chr(draw.randint(*blocks[n % 6])) for n in range(200))
    text = STANDARD + rare
    printed = press(
        form(), [section(table(*((f"{n:05d}号", text[n : n + 60]) for n in range(0, len(text), 60))))], ORDER
    )
    found = flat("".join(read(printed)))
    assert [char for char in text if char not in found] == []
    counted = {char: found.count(char) for char in rare}
    assert all(count == text.count(char) for char, count in counted.items())


@pytest.mark.parametrize("code", BEYOND_F)
def test_a_character_beyond_extension_f_stops_the_print_with_its_code_and_person(code):
    name = f"张{chr(code)}"
    with pytest.raises(MissingGlyphs) as stop:
        press(form(), [section(table((name, "尚可")))], ORDER)
    assert stop.value.missing == [{"char": chr(code), "code": f"U+{code:04X}", "person": name}]
    assert name in stop.value.what
    assert f"U+{code:04X}" in stop.value.what


@pytest.mark.parametrize("way", list(Missing))
def test_both_ways_on_print_the_rest_and_list_what_is_missing(way):
    order = Order(today=date(2026, 11, 22), missing=way)
    printed = press(form(), [section(table(("张\U00030000明", "尚可")))], order)
    text = flat("".join(read(printed)))
    assert "张" in text
    assert "明" in text
    assert "\U00030000" not in text
    assert "U+30000" in text  # the list at the end
    assert ("300" in text.replace("U+30000", "")) is (way is Missing.CODE)


def test_control_a_press_without_the_gate_prints_a_false_box(monkeypatch):
    monkeypatch.setattr("desktop.printing.press.missing_glyphs", lambda _: [])
    text = "".join(read(press(form(), [section(table(("张\U00030000", "尚可")))], ORDER)))
    assert "\U00030000" not in text
    assert "缺字清单" not in text


PAYLOADS = [
    '<img src="file:///etc/passwd" width="10" height="10"/>',
    '<img src="http:' + '//127.0.0.1:9/x.png"/>',
    "<font color=\"[[[getattr(pow,Word('__globals__'))]]]\">a</font>",
    '<a href="x">王</a>',
    "<para><onDraw name='x'/></para>",
    "&lt;b&gt;&amp;&#20320;",
    "{{7*7}}${7*7}%s%n",
    "\\) Tj ET (x",
    "王芳</para><b>",
    "((((()",
]


def test_markup_in_names_is_printed_as_letters_and_opens_nothing():
    seen = []
    sys.addaudithook(
        lambda event, args: seen.append((event, args)) if watching and event in ("open", "socket.connect") else None
    )
    watching = False
    press(form(), [section(table(("王", "一")))], ORDER)
    watching = True
    printed = press(form(), [section(table(*((f"名{payload}", payload) for payload in PAYLOADS)))], ORDER)
    watching = False
    text = flat("".join(read(printed)))
    assert [payload for payload in PAYLOADS if flat(payload) not in text] == []
    assert [event for event in seen if event[0] == "socket.connect" or "passwd" in str(event)] == []


def test_control_a_raw_paragraph_reads_markup():
    failed = 0
    for payload in PAYLOADS:
        try:
            failed += flat(Paragraph(payload, getSampleStyleSheet()["Normal"]).getPlainText()) != flat(payload)
        except Exception:
            failed += 1
    assert failed >= 4


def test_the_same_sections_give_the_same_bytes():
    def once():
        return press(form(), [section(table(("张\U0002c316", "尚可")), signatures("填表人"))], ORDER).pdf

    assert once() == once()


@pytest.mark.slow
def test_another_process_with_another_hash_seed_gives_the_same_bytes():
    code = (
        "from tests.desktop.printing import test_press as t; import hashlib;"
        "made = t.press(t.form(), [t.section(t.table(('张龑', '尚可'), ('李\\U0002c316', 'x')))], t.ORDER);"
        "print(hashlib.sha256(made.pdf).hexdigest())"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=HOUSE, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1


def test_the_file_tells_nothing_of_who_printed_what():
    printed = press(form(), [section(table(("王芳", "尚可")))], ORDER)
    told = PdfReader(io.BytesIO(printed.pdf)).metadata
    assert {told.title, told.author, told.creator, told.producer} == {"打印件", "网格台账"}
    assert "Helvetica" not in printed.pdf.decode("latin-1")


def test_pages_carry_their_number_the_day_of_the_data_and_the_sheet():
    rows = [(f"王{n}", "尚可") for n in range(90)]
    texts = read(press(form(), [section(table(*rows))], ORDER))
    assert len(texts) > 2
    for number, text in enumerate(texts, 1):
        assert f"第{number}页/共{len(texts)}页" in flat(text)
        assert "数据截至2026-11-21" in flat(text)
        assert f"K7M2PX9Q-{number}" in text
        assert "姓名" in text  # the head is repeated


def test_rows_never_split_and_stand_in_their_order():
    rows = [(f"第{n:03d}人", "甲乙丙丁戊己庚辛壬癸" * (n % 17)) for n in range(200)]
    texts = [flat(text) for text in read(press(form(), [section(table(*rows))], ORDER))]
    for name, note in rows:
        assert sum(name in text for text in texts) == 1
        page = next(text for text in texts if name in text)
        assert note in page
    order = [name for text in texts for name in sorted((name for name, _ in rows if name in text), key=text.index)]
    assert order == [name for name, _ in rows]


def test_no_piece_reaches_below_its_page():
    block = Table(COLUMNS, tuple(Row((f"第{n}人", "甲乙" * n), "x") for n in range(60)))
    from desktop.printing.text import Setter

    for room in (300.0, 417.5):
        for page in laid(list(block.pieces(Setter(), 500)), (room, room), ([], [])):
            assert page.placed[-1][0] + page.placed[-1][1].height <= room + 0.02


def test_a_group_is_repeated_on_the_next_page_and_never_stands_last():
    rows = tuple(
        row for g in range(6) for row in (Group(f"第{g}组"), *(Row((f"{g}-{n}", "尚可"), "x") for n in range(13)))
    )
    texts = read(press(form(), [section(Table(COLUMNS, rows))], ORDER))
    assert any("（续）" in text for text in texts[1:])


def test_a_signature_line_never_stands_alone():
    for count in range(10, 40):
        rows = [(f"第{n:02d}人", "尚可") for n in range(count)]
        last = read(press(form(), [section(table(*rows, least=20), signatures("填表人"))], ORDER))[-1]
        assert "填表人" in last
        assert f"第{count - 1:02d}人" in last


def test_a_text_too_long_for_its_cell_goes_to_a_note_whole():
    long = "".join(STANDARD[:700])
    texts = flat("".join(read(press(form(), [section(table(("王芳", long)))], ORDER))))
    assert "…见附注1" in texts
    assert long in texts.replace("王芳备注：", "")


def test_a_passage_flows_over_pages_and_loses_nothing():
    long = STANDARD[:4000]
    printed = press(form(), [section(Passage("走访情况", long, "王芳"), paper="A4")], ORDER)
    assert printed.pages > 1
    found = "".join(read(printed))
    assert [char for char in long if char not in found] == []


def test_a_row_higher_than_a_page_is_named():
    with pytest.raises(TooLong, match="王芳"):
        press(form(), [section(table(("王芳", "尚可\n" * 90), most=200))], ORDER)


@pytest.mark.parametrize("number", ["150102194503020011", "13912345678"])
def test_whole_numbers_stop_the_print_unless_there_is_a_reason(number):
    sections = [section(table(("王芳", f"女儿{number}")))]
    with pytest.raises(Refused, match="王芳"):
        press(form(), sections, ORDER)
    assert press(form(), sections, Order(today=date(2026, 11, 22), reason="上级报表")).pages == 1


def test_a_carried_sheet_refuses_columns_beyond_its_class():
    carried = form(PaperClass.CARRIED)
    with pytest.raises(Refused, match="随身"):
        press(carried, [section(table(("王芳", "尚可")))], ORDER)
    plain = Table((COLUMNS[0], Column("签字", 30, Shows.TO_FILL)), (Row(("王芳", ""), "王芳"),))
    assert press(carried, [section(plain)], ORDER).pages == 1


@pytest.mark.parametrize("title", ["独居老人走访表", "失能人员登记表", "低保户走访"])
def test_a_carried_sheet_has_no_tag_word_in_its_headings(title):
    plain = Table((COLUMNS[0],), (Row(("王芳",), "王芳"),))
    bad = Section("一", "", (plain,), head=(Title(title),))
    with pytest.raises(Refused):
        press(form(PaperClass.CARRIED), [bad], ORDER)
    assert press(form(PaperClass.CABINET), [bad], ORDER).pages == 1


def test_a_carried_sheet_has_no_whole_phone_whatever_the_reason():
    plain = Table((COLUMNS[0], Column("电话", 30, Shows.PHONE)), (Row(("王芳", "13912345678"), "王芳"),))
    with pytest.raises(Refused):
        press(form(PaperClass.CARRIED), [section(plain)], Order(today=date(2026, 11, 22), reason="核对"))


def test_a_wall_shows_no_whole_name():
    with pytest.raises(Refused, match="公示"):
        press(form(PaperClass.WALL), [section(Table((COLUMNS[0],), (Row(("王芳",), "王芳"),)))], ORDER)


def test_every_kind_of_cell_and_part_can_be_drawn():
    columns = tuple(
        Column(label, 30, Shows.RECORD, align)
        for label, align in (("甲", "left"), ("乙", "center"), ("丙", "right"), ("丁", "left"))
    )
    rows = (Row((Pair("主", "次"), "中", "右", Boxes(("健康", "精神"), 2)), "王"), Row(("", "", "", Lines(2)), "李"))
    body = Gap(5 * MM), Table(columns, rows), Meta((Item("日期：", blank=40, after="年　　月"),)), Passage("情况", "")
    printed = press(form(), [section(*body), section(*body, paper="A3横")], ORDER)
    assert [page.mediabox.width for page in PdfReader(io.BytesIO(printed.pdf)).pages] == [
        pytest.approx(841.89, 0.01),
        pytest.approx(1190.55, 0.01),
    ]


@pytest.mark.slow
def test_each_grid_has_its_bookmark_also_with_rare_characters():
    sections = [Section(f"第{name}网格", "", (table(("王芳", "尚可")),)) for name in ("一", "\U0002c316")]
    outline = PdfReader(io.BytesIO(press(form(), sections, ORDER).pdf)).outline
    assert [entry.title for entry in outline] == ["第一网格", "第\U0002c316网格"]


def test_sheet_numbers_are_random_and_legible():
    made = {new_sheet_number() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("01ILO")


def test_every_literal_of_the_forms_has_a_glyph():
    sources = (HOUSE / "desktop" / "printing").rglob("*.py")
    text = "".join(
        sorted({char for file in sources for char in file.read_text(encoding="utf-8") if char.isprintable()})
    )
    assert fonts.missing(text) == []
