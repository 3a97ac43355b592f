"""Gathering: the forms from a real office: grids, order of doors, masks, what an area or a tag leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from db.ledgers.areas import Area
from db.ledgers.people import Person
from db.ledgers.services import LogKind, ServiceLog
from db.trouble import Refused
from desktop.printing.form import Order, PaperClass
from desktop.printing.forms import FORMS
from desktop.printing.forms.grid_board import BoardFacts
from desktop.printing.forms.workers import GridWorkers, Worker
from desktop.printing.issue import preview
from desktop.printing.people import walking
from desktop.printing.press import press
from desktop.printing.text import clear_numbers

TODAY = date(2026, 11, 24)


@pytest.fixture
def printed(filled, flat):
    """Give (text, printed) of a form gathered from the office."""
    return lambda name, **more: gathered(filled, flat, name, more)


def gathered(store, flat, name, more):
    order = Order(today=TODAY, data_day=TODAY, sheet_no="K7M2PX9Q", printed_by="王芳", **more)
    viewer = store.viewer.unmasked(order.reason) if order.reason else store.viewer
    form = FORMS[name]
    with store.read(viewer) as reader:
        facts = form.gather(reader, order)
    made = press(form, form.lay(facts, order), order)
    return flat(made.pdf), made


def test_the_door_sheet_holds_everybody_grid_by_grid_in_door_order(filled, printed):
    text, made = printed("door_sheet")
    assert made.people == 8
    assert [sheet.bookmark for sheet in made.sheets] == ["第一网格", "第二网格"]
    assert [text.index(f"王秀{name}") for name in "己丁乙辛戊丙甲庚"] == sorted(
        text.index(f"王秀{name}") for name in "甲乙丙丁戊己庚辛"
    )
    assert "2组15号" in text
    assert "红旗嘎查" not in text
    assert "李建军" in text
    assert "关注A" in text
    assert "待办1项" in text


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if not form.workers])
def test_no_form_shows_a_whole_number_without_a_reason(printed, name):
    text, made = printed(name)
    assert made.people
    assert clear_numbers(text) == []
    assert "数据截至" in text


@pytest.mark.slow
@pytest.mark.parametrize("name", ["elder_ledger", "elder_file", "visit_record"])
def test_control_with_a_reason_the_numbers_are_whole(printed, name):
    assert clear_numbers(printed(name, reason="上级报表")[0])


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if form.privacy is PaperClass.CARRIED])
def test_a_carried_sheet_stays_masked_whatever_the_reason(filled, flat, name):
    with filled.read() as reader:
        other = reader.scalar(select(Person.id).where(Person.name == "王秀乙"))
    with filled.write("改电话") as writer:
        writer.change(Person, other, {"phone": "0471-6512345"})
    text = flat(preview(filled, FORMS[name], Order(reason="核对")).pdf)
    assert clear_numbers(text) == []
    assert "139****5678" in text
    assert "0471-****345" in text
    assert "6512345" not in text


def test_grids_stand_as_people_count_them():
    names = ("第十网格", "第二网格", "锦绣网格", "3号网格")
    assert sorted(names, key=lambda name: walking(0, name, "")) == ["第二网格", "3号网格", "第十网格", "锦绣网格"]


@pytest.mark.slow
def test_an_area_and_a_tag_narrow_the_print(filled, printed):
    with filled.read() as reader:
        grid = reader.scalar(select(Area.id).where(Area.name == "第一网格"))
        one = reader.scalar(select(Person.id).where(Person.name == "王秀甲"))
    assert printed("elder_ledger", area=grid)[1].people == 4
    assert printed("category_ledger", tag="lives_alone")[1].people == 8
    assert "独居人员台账" in printed("category_ledger", tag="lives_alone")[0]
    assert printed("door_sheet", tag="empty_nest")[1].people == 0
    text, made = printed("elder_file", ids=(one,))
    assert made.people == 1
    assert "王秀甲" in text
    assert "加装扶手" in text


def test_the_visit_record_shows_the_check_list_and_a_blank_sheet_where_no_visit_is(filled, printed):
    with filled.write("试") as writer:
        writer.add(Person, {"name": "赵新来", "birth_date": date(1950, 1, 1)})
    text, made = printed("visit_record")
    assert made.people == 9
    assert "健康正常" in text
    assert "赵新来" in text


def test_control_a_form_that_gathers_contacts_for_the_door_is_refused(filled, printed):
    form = FORMS["elder_ledger"]
    carried = type(form)(form.name, form.label, form.group, PaperClass.CARRIED, form.gather, form.lay, form.options)
    order = Order(today=TODAY)
    with filled.read() as reader:
        facts = form.gather(reader, order)
    with pytest.raises(Refused, match="随身"):
        press(carried, form.lay(facts, order), order)


def test_each_visit_asked_for_has_its_sheet(filled, printed):
    with filled.read() as reader:
        visit, person = reader.rows(select(ServiceLog.id, ServiceLog.person_id))[0]
    with filled.write("试") as writer:
        again = {"at": datetime(2026, 11, 2, 2, tzinfo=UTC), "kind": LogKind.VISIT, "person_id": person}
        second = writer.add(ServiceLog, {**again, "content": "送去轮椅"})
    text, made = printed("visit_record", ids=(second, visit))
    assert made.people == 2
    assert text.index("身体尚可") < text.index("送去轮椅")


def test_a_number_that_is_no_phone_is_to_be_asked_for(filled, printed):
    with filled.write("试") as writer:
        one = writer.reader.scalar(select(Person.id).where(Person.name == "王秀甲"))
        writer.change(Person, one, {"phone": "12345"})
    assert "号码待核" in printed("door_sheet")[0]
    assert "号码待核" in printed("elder_ledger")[0]
    assert "12345" in printed("elder_ledger", reason="核对")[0]


def test_without_a_category_the_ledger_tells_the_categories_of_each(printed):
    assert "人员类别" in printed("category_ledger")[0]
    assert "等级" not in printed("category_ledger")[0]
    assert "等级认定日期" in printed("category_ledger", tag="lives_alone")[0]


@pytest.mark.parametrize("name", ["grid_board", "contact_cards"])
def test_a_form_of_workers_shows_their_phones_whole_and_no_resident(filled, tmp_path, flat, name):
    made = preview(filled, FORMS[name], Order(today=TODAY))
    text = flat(made.pdf)
    assert made.people == 1
    assert "李建军" in text
    assert clear_numbers(text)[0] == "13812345678"
    assert "王秀" not in text


def test_control_a_workers_form_with_an_identity_number_or_any_other_form_with_a_phone_is_refused():
    board = FORMS["grid_board"]
    for phone, workers in (("150102194503020011", True), ("13812345678", False)):
        facts = BoardFacts("", (GridWorkers("一", "", (Worker("李建军", "网格员", phone),)),))
        order = Order(today=TODAY)
        with pytest.raises(Refused, match="完整"):
            press(replace(board, workers=workers), board.lay(facts, order), order)


def test_the_route_sheet_holds_who_is_due_in_door_order_and_enters_the_register(filled, printed):
    text, made = printed("route_sheet")
    assert made.people == 8
    assert [len(sheet.stands) for sheet in made.sheets] == [4, 4]
    assert "139****5678" in text
    assert "独居" not in text


def test_a_check_that_found_gas_amiss_becomes_an_order_to_mend_it(filled, printed):
    text, made = printed("hazard_order")
    assert made.people == 8
    assert "燃气：软管老化" in text


def test_the_register_of_errands_sums_what_was_laid_out_and_is_not_settled(filled, printed):
    text, _ = printed("errand_register")
    assert "692.00元，未结清692.00元" in text
    assert "生活缴费" in text
