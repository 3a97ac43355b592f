"""The six forms: worst data, masks, order of doors, what each class lets through; from facts and from a real office."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from db.ledgers.areas import Area, AreaLevel, Dwelling
from db.ledgers.care import CarePlan, RiskClass
from db.ledgers.people import Contact, Living, Person, PersonTag
from db.ledgers.services import Finding, LogKind, ServiceDoer, ServiceLog
from db.ledgers.teams import Membership, Role
from db.store.writer import Edit
from db.trouble import Refused
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
ORDER = Order(today=TODAY, data_day=TODAY, sheet_no="K7M2PX9Q", printed_by="王芳")
LONG_NAME = "巴特尔·孟和巴雅尔·苏布道其其格·那仁格日勒"
ADDRESS = "乌兰镇红旗嘎查二组15号（村委会东侧第三户，自然村无门牌，门前有柳树）" * 2
NOTE = "老伴去年去世，子女在外地，平时由邻居照看；血压高，每日服药。" * 6
NAMES = ("王秀兰", "阿卜杜热合曼·吐尔逊", "李\U0002c316", "赵\U00020000", LONG_NAME, "<b>王</b>")


def worst(count):
    """Return facts of each form with the longest values, by form."""
    names = [NAMES[n % len(NAMES)] for n in range(count)]
    door = tuple(
        door_sheet.DoorRow(
            name,
            "101岁",
            ADDRESS[:34] if n % 3 else "14栋2单元1602室",
            "" if n % 4 else "138****5678",
            "每季度",
            "关注A",
            "",
            n % 3,
        )
        for n, name in enumerate(names)
    )
    elder = tuple(
        elder_ledger.ElderRow(
            name,
            "女",
            "101",
            "150102********0011",
            "138****5678",
            ADDRESS,
            "与子女同住",
            "计生特殊家庭、残疾、高龄",
            "每季度",
            "2026-10-28",
            LONG_NAME,
            f"{LONG_NAME}（儿媳）\n138****5678",
        )
        for name in names
    )
    category = tuple(
        category_ledger.CategoryRow(
            name,
            "女",
            "101",
            "150102********0011",
            "138****5678",
            ADDRESS,
            "重度",
            "2025-03-01",
            "每季度",
            "2026-10-28",
            LONG_NAME,
            NOTE,
        )
        for name in names
    )
    member = tuple(
        grid_roster.MemberRow(
            name,
            "常务网格长",
            "女",
            "61",
            "乌孜别克族",
            "中国国民党革命委员会会员",
            "大学本科",
            "150102********0011",
            "138****5678",
            "2023-05-01",
            "专职",
            NOTE,
        )
        for name in names
    )
    particulars = tuple(
        (label, {"姓名": LONG_NAME, "现住址": ADDRESS, "户籍地址": ADDRESS}.get(label, "乌孜别克族"), span)
        for _, label, span in elder_file.PARTICULARS
    )
    file = elder_file.ElderFile(
        LONG_NAME, "第三网格", LONG_NAME, particulars,
        tuple(elder_file.ContactRow(LONG_NAME, "儿媳", "138****5678", "乌鲁木齐市", "紧急联系人、监护人") for _ in range(5)),
        tuple(elder_file.TagRow("计生特殊家庭", "二级", "2024-03-01", "", ADDRESS) for _ in range(6)),
        tuple(elder_file.VisitRow("2026-10-28", "上门", "见到本人", LONG_NAME, NOTE) for _ in range(6)),
        NOTE * 20, NOTE * 20,
    )  # fmt: skip
    visit = visit_record.VisitSheet(
        LONG_NAME, "第三网格", "女", "101岁", "138****5678", ADDRESS, "2026年10月28日", "上门", "见到本人", LONG_NAME,
        findings=tuple(visit_record.FindingRow("居住环境", "异常", NOTE) for _ in range(13)), content=NOTE * 20,
    )  # fmt: skip
    return {
        "door_sheet": door_sheet.DoorFacts(
            (door_sheet.DoorGrid("第一网格", LONG_NAME, door), door_sheet.DoorGrid("第二网格", "", door[:1]))
        ),
        "elder_ledger": elder_ledger.ElderFacts(
            "丁香路社区", "2026年11月24日", (elder_ledger.ElderGrid("第一网格", LONG_NAME, elder),)
        ),
        "category_ledger": category_ledger.CategoryFacts(
            "丁香路社区", "2026年11月24日", "独居", (category_ledger.CategoryGrid("第一网格", category),)
        ),
        "grid_roster": grid_roster.RosterFacts(
            "丁香路社区", "2026年11月24日", (grid_roster.RosterGrid("第一网格", NOTE, "300", member),)
        ),
        "elder_file": elder_file.ElderFiles("丁香路社区", "2026年11月24日", (file,)),
        "visit_record": visit_record.VisitSheets("丁香路社区", (visit, visit_record.VisitSheet("巴特尔", "第三网格"))),
    }


def flat(pdf):
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


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
def test_the_worst_data_stand_whole_and_inside_the_paper(name, paper, outside):
    form, facts = FORMS[name], worst(24)[name]
    order = Order(today=TODAY, data_day=TODAY, sheet_no="K7M2PX9Q", printed_by="王芳", paper=form.options.papers[paper])
    pdf = press(form, form.lay(facts, order), order).pdf
    text = flat(pdf)
    assert outside == []
    for part in LONG_NAME.split("·"):
        assert part in text
    assert clear_numbers(text) == []


def test_control_a_margin_of_two_millimetres_is_seen(monkeypatch, outside):
    monkeypatch.setattr("desktop.printing.press.OPPOSITE", 2 * MM)
    press(FORMS["elder_ledger"], FORMS["elder_ledger"].lay(worst(2)["elder_ledger"], ORDER), ORDER)
    assert outside


@pytest.mark.parametrize("name", FORMS)
def test_no_cell_runs_into_its_neighbour(name):
    for section in FORMS[name].lay(worst(12)[name], ORDER):
        for block in section.body:
            if isinstance(block, Table):
                width = PAPERS[section.paper][0] - section.binding - OPPOSITE
                assert crowded(block, width) == []


def test_control_tick_boxes_too_close_together_are_seen():
    section = FORMS["door_sheet"].lay(worst(2)["door_sheet"], ORDER)[0]
    table = replace(
        section.body[0],
        columns=tuple(
            replace(one, width=30 if one.label.startswith("查看") else one.width) for one in section.body[0].columns
        ),
    )
    assert ("查看（正常打勾）", "生活物资") in crowded(table, 762)


@pytest.mark.parametrize("name", FORMS)
def test_every_form_prints_the_same_bytes_twice(name):
    form = FORMS[name]
    made = {press(form, form.lay(worst(9)[name], ORDER), ORDER).pdf for _ in range(2)}
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


def test_the_door_sheet_shows_nothing_beyond_its_class():
    form = FORMS["door_sheet"]
    assert form.privacy is PaperClass.CARRIED
    told = {told for one in form.lay(worst(3)["door_sheet"], ORDER) for block in one.body for told in block.shows()}
    assert told <= ALLOWED[PaperClass.CARRIED]
    text = flat(press(form, form.lay(worst(3)["door_sheet"], ORDER), ORDER).pdf)
    for word in ("独居", "失能", "身份证", "联系人", "老年人", "特困"):
        assert word not in text


def test_columns_that_are_not_wanted_are_left_out():
    order = Order(today=TODAY, columns=("sex", "phone"))
    form = FORMS["elder_ledger"]
    text = flat(press(form, form.lay(worst(3)["elder_ledger"], order), order).pdf)
    assert "联系电话" in text
    assert "身份证号" not in text


@pytest.fixture
def filled(office):
    """An office with two grids, one worker and eight elders, their doors in disorder."""
    with office.read() as reader:
        community = reader.scalar(select(Area.id).where(Area.level == AreaLevel.COMMUNITY))
    doors = ("3栋10单元101", "3栋2单元10-2", "3栋2单元10-1", "红旗嘎查2组15号")
    with office.write("试") as writer:
        grids = [
            writer.add(
                Area,
                {
                    "parent_id": community,
                    "level": AreaLevel.GRID,
                    "code": f"15010240200100{n}",
                    "name": f"第{name}网格",
                    "sort": n,
                },
            )
            for n, name in ((2, "二"), (1, "一"))
        ]
        worker = writer.add(Person, {"name": "李建军", "phone": "13812345678"})
        writer.add(Membership, {"person_id": worker, "area_id": grids[1], "role": Role.GRID_WORKER})
        for n in range(8):
            person = writer.add(
                Person,
                {"name": f"王秀{'甲乙丙丁戊己庚辛'[n]}", "birth_date": date(1940 + n, 3, 2), "phone": "13912345678"},
            )
            home = writer.add(Dwelling, {"area_id": grids[n % 2], "full_address": doors[n // 2]})
            writer.place(
                person,
                {"area_id": grids[n % 2], "dwelling_id": home, "living": Living.ALONE},
                date(2026, 1, 1),
                Edit.CHANGE,
            )
            writer.add(Contact, {"person_id": person, "name": "王建国", "phone": "13712345678"})
            writer.add(PersonTag, {"person_id": person, "tag": "lives_alone", "since": date(2025, 3, 1)})
            writer.add(CarePlan, {"person_id": person, "risk_class": RiskClass.HIGH, "since": date(2026, 1, 1)})
            visit = writer.add(
                ServiceLog,
                {
                    "at": datetime(2026, 10, 28, 2, tzinfo=UTC),
                    "kind": LogKind.VISIT,
                    "person_id": person,
                    "area_id": grids[n % 2],
                    "content": "女儿电话13712345678，身体尚可",
                    "needs": "加装扶手",
                },
            )
            writer.add(ServiceDoer, {"service_id": visit, "name": "李建军"})
            writer.add(Finding, {"service_id": visit, "item": "health", "answer": "正常"})
    return office


def printed(store, name, **more):
    """Return (text, printed) of a form gathered from the store."""
    order = Order(today=TODAY, data_day=TODAY, sheet_no="K7M2PX9Q", printed_by="王芳", **more)
    viewer = store.viewer.unmasked(order.reason) if order.reason else store.viewer
    form = FORMS[name]
    with store.read(viewer) as reader:
        facts = form.gather(reader, order)
    made = press(form, form.lay(facts, order), order)
    return flat(made.pdf), made


def test_the_door_sheet_holds_everybody_grid_by_grid_in_door_order(filled):
    text, made = printed(filled, "door_sheet")
    assert made.people == 8
    assert [name for name, _, _ in made.sheets] == ["第一网格", "第二网格"]
    assert [text.index(f"王秀{name}") for name in "己丁乙辛戊丙甲庚"] == sorted(
        text.index(f"王秀{name}") for name in "甲乙丙丁戊己庚辛"
    )
    assert "2组15号" in text
    assert "红旗嘎查" not in text
    assert "李建军" in text
    assert "关注A" in text
    assert "待办1项" in text


@pytest.mark.parametrize("name", FORMS)
def test_no_form_shows_a_whole_number_without_a_reason(filled, name):
    text, made = printed(filled, name)
    assert made.people
    assert clear_numbers(text) == []
    assert "数据截至" in text


@pytest.mark.parametrize("name", ["elder_ledger", "elder_file", "visit_record"])
def test_control_with_a_reason_the_numbers_are_whole(filled, name):
    assert clear_numbers(printed(filled, name, reason="上级报表")[0])


def test_the_door_sheet_stays_masked_whatever_the_reason(filled):
    text, _ = printed(filled, "door_sheet", reason="核对")
    assert clear_numbers(text) == []
    assert "139****5678" in text


def test_an_area_and_a_tag_narrow_the_print(filled):
    with filled.read() as reader:
        grid = reader.scalar(select(Area.id).where(Area.name == "第一网格"))
        one = reader.scalar(select(Person.id).where(Person.name == "王秀甲"))
    assert printed(filled, "elder_ledger", area=grid)[1].people == 4
    assert printed(filled, "category_ledger", tag="lives_alone")[1].people == 8
    assert "独居人员台账" in printed(filled, "category_ledger", tag="lives_alone")[0]
    assert printed(filled, "door_sheet", tag="empty_nest")[1].people == 0
    text, made = printed(filled, "elder_file", ids=(one,))
    assert made.people == 1
    assert "王秀甲" in text
    assert "加装扶手" in text


def test_the_visit_record_shows_the_check_list_and_a_blank_sheet_where_no_visit_is(filled):
    with filled.write("试") as writer:
        writer.add(Person, {"name": "赵新来", "birth_date": date(1950, 1, 1)})
    text, made = printed(filled, "visit_record")
    assert made.people == 9
    assert "健康正常" in text
    assert "赵新来" in text


def test_control_a_form_that_gathers_contacts_for_the_door_is_refused(filled):
    form = FORMS["elder_ledger"]
    carried = type(form)(form.name, form.label, form.group, PaperClass.CARRIED, form.gather, form.lay, form.options)
    order = Order(today=TODAY)
    with filled.read() as reader:
        facts = form.gather(reader, order)
    with pytest.raises(Refused, match="随身"):
        press(carried, form.lay(facts, order), order)
