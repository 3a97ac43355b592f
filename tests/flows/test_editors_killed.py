"""What is typed beside a form (a contact, a new case, a card, a step, a check-list) is kept and offered again."""

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from db.books import BOOKS
from db.clock import Clock
from db.ledgers.matters import MatterKind, StepAction
from db.ledgers.people import Contact
from db.ledgers.services import LogKind, ServiceLog
from db.ledgers.teams import Team, TeamKind
from db.store.store import Store
from db.work.household_steps import HouseholdEvent
from db.work.taking import RawRow, take_in
from desktop.bus import Place
from desktop.printing.form import Order
from desktop.printing.forms import FORMS
from desktop.printing.issue import issue
from desktop.widgets import journal
from desktop.widgets.field_grid import FieldGrid
from desktop.widgets.journal import DRAFT_EVERY, Journal
from tests.counter import drop, settle
from tests.desk import Desk as Clerk

TODAY = date(2026, 11, 24)
ELDER = {"name": "张秀英", "birth_date": "1943-06-12", "address": "6栋2单元301", "area": "第三网格"}


@pytest.fixture
def filled(folder, password):
    """An office with an elder, a visit and a dispute that waits for its acceptance; their ids."""
    store = Store.open(folder, password, Clock(TODAY))
    with store.write("试") as writer:
        take_in(writer, BOOKS["elders"], [RawRow(3, ELDER)], "试")
    with store.read() as reader:
        elder = reader.find("张秀英", 1)[0].id
    with store.write("走访") as writer:
        about = {"kind": LogKind.VISIT, "person_id": elder, "at": datetime(2026, 11, 23, 2, tzinfo=UTC)}
        visit = writer.add(ServiceLog, about)
    case = Clerk(store).raise_(MatterKind.DISPUTE, subject="楼上漏水")
    store.engine.dispose()
    return elder, visit, case


@pytest.fixture
def opened(folder, password, counter):
    """A function that opens the window on the office, as after another start."""
    return lambda: counter(Store.open(folder, password, Clock(TODAY)))


def page_with(desk, name, record=None):
    desk.bus.go.emit(Place(name, record=record))
    QApplication.processEvents()
    return desk.window.built[name]


def contacts_of(page):
    return next(one for one in page.form.children_ if one.ledger is Contact)


def type_everywhere(desk, ids):
    """Type a little into an editor of each kind, and save nothing."""
    elder, visit, case = ids
    contacts = contacts_of(page_with(desk, "elders", elder))
    contacts.edit()
    QTest.keyClicks(contacts.editors["name"].widget, "Wang")
    side = page_with(desk, "visits").side
    side.show_service(visit)
    note = next(iter(side.checks.notes.values()))
    QTest.keyClicks(note, "12")
    file = page_with(desk, "disputes", case).file
    file.lead_to("facts")
    QTest.keyClicks(file.parts["facts"].editors["place"].widget, "3#")
    file.ask(StepAction.NOT_ACCEPT)
    file.steps.editors["text"].widget.insertPlainText("不属于调解范围")
    sheet = page_with(desk, "matters")
    sheet.add_new()
    QTest.keyClicks(sheet.sheet.editors["raiser.phone"].widget, "13804710001")


def offers(desk):
    """Return the lines that offer what was typed, each with its button."""
    lines = [one.parentWidget() for one in desk.window.notices.findChildren(QPushButton) if one.text() == "恢复"]
    return {line.findChild(QLabel).text(): line for line in lines}


def take_back(desk, words):
    """Take back what is offered in these words."""
    line = next(line for told, line in offers(desk).items() if words in told)
    (yes,) = [one for one in line.findChildren(QPushButton) if one.text() == "恢复"]
    yes.click()
    QApplication.processEvents()


def test_what_is_typed_beside_forms_is_offered_at_the_next_start_where_it_stood(filled, opened):
    desk = opened()
    type_everywhere(desk, filled)
    waiting = [one for one in desk.window.findChildren(Journal) if one.timer.isActive() or one.written]
    assert {one.part for one in waiting} == {
        "elders/contacts", "visits/record", "disputes/facts", "disputes/step", "matters/new",
    }  # fmt: skip
    assert max(one.timer.interval() for one in waiting) == DRAFT_EVERY
    for one in waiting:
        one.timer.timeout.emit()
    desk.store.engine.dispose()  # the program is gone; nothing was closed
    desk.store = None

    again = opened()
    assert len(offers(again)) == 5
    shown = [line for line in offers(again).values() if line.isVisible()]
    assert len(shown) == 2, "the page keeps its room"
    assert "后面还有 3 条" in [one.text() for one in shown[-1].findChildren(QLabel)]
    take_back(again, "张秀英”（老年人台账 · 联系人，1 处")
    contacts = contacts_of(again.window.built["elders"])
    assert contacts.editors["name"].widget.text() == "Wang"
    assert contacts.isVisible()
    take_back(again, "走访帮办")
    side = again.window.built["visits"].side
    assert side.service == filled[1]
    assert next(iter(side.checks.notes.values())).text() == "12"
    assert side.save_button.isEnabled()
    for place in ("纠纷概况", "不予受理"):
        take_back(again, f"楼上漏水”（矛盾调解 · {place}")
    page = again.window.built["disputes"]
    assert page.file.matter == filled[2]
    assert page.file.parts["facts"].editors["place"].widget.text() == "3#"
    assert page.file.steps.editors["text"].widget.toPlainText() == "不属于调解范围"
    assert page.file.steps.action is StepAction.NOT_ACCEPT
    take_back(again, "新记录（说事议事 · 登记")
    assert again.window.built["matters"].sheet.editors["raiser.phone"].widget.text() == "13804710001"

    contacts.back()
    page.file.parts["facts"].back()
    names = {one.own for one in again.store.drafts_left()}
    assert names == {"visits/record", "disputes/step", "matters/new"}, "what is given up is forgotten"


def test_what_is_saved_beside_a_form_is_offered_no_more(filled, opened):
    desk = opened()
    contacts = contacts_of(page_with(desk, "elders", filled[0]))
    contacts.edit()
    QTest.keyClicks(contacts.editors["name"].widget, "Wang")
    contacts.journal.keep()
    assert [one.own for one in desk.store.drafts_left()] == ["elders/contacts"]
    contacts.journal.keep()
    QTest.keyClick(contacts.editors["name"].widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert contacts.listed
    assert [one.book for one in desk.store.drafts_left()] == ["elders/contacts~1"], "what waits stays"


def log_and_set(desk, ids, number):
    """Begin a visit, key a sheet in, paste a roll call, change values of 设置; save nothing."""
    page = page_with(desk, "visits")
    page.show_segment("records")
    page.quick.begin(ids[0])
    QTest.keyClicks(page.quick.code, "1")
    QTest.keyClicks(page.quick.need, "nuanqi bu re")
    page.open_backfill(number)
    QTest.keyClicks(page.backfill.lines[0], "2")
    page.open_roll_call()
    page.roll_call.paste.setPlainText("1. 张秀英 已访")
    settings = page_with(desk, "settings")
    settings.arrive(Place("settings", text="office"))
    QTest.keyClicks(settings.parts["office"].editors["phone"].widget, "5551234")
    settings.arrive(Place("settings", text="codes"))
    codes = settings.parts["codes"]
    codes.pick.setCurrentIndex(codes.pick.findData("errand_item"))
    codes.rows.model.put(0, {"name": "代购药品"})
    codes._add()
    codes.rows.model.put(codes.rows.model.rowCount() - 1, {"name": "代办手续", "active": True})
    return codes.rows.model.rowCount()


def test_what_is_logged_keyed_in_and_set_is_offered_at_the_next_start_where_it_stood(
    filled, folder, password, opened, tmp_path
):
    store = Store.open(folder, password, Clock(TODAY))
    number = issue(store, FORMS["door_sheet"], Order(ids=(filled[0],)), tmp_path / "a.pdf").sheet_no
    store.engine.dispose()
    desk = opened()
    count = log_and_set(desk, filled, number)
    for one in desk.window.findChildren(Journal):
        one.timer.timeout.emit()
    desk.store.engine.dispose()  # the program is gone; nothing was closed
    desk.store = None

    again = opened()
    assert len(offers(again)) == 5
    take_back(again, "张秀英”（走访帮办 · 快速登记")
    page = again.window.built["visits"]
    assert (page.quick.who.person, page.quick.code.text(), page.quick.need.text()) == (filled[0], "1", "nuanqi bu re")
    take_back(again, "回填走访表")
    assert (page.backfill.number.text(), page.backfill.lines[0].text()) == (number, "2")
    take_back(again, "粘贴接龙")
    assert page.roll_call.paste.toPlainText() == "1. 张秀英 已访"
    take_back(again, "填写的设置（社区信息，1 处改动）")
    settings = again.window.built["settings"]
    assert settings.parts["office"].editors["phone"].widget.text() == "5551234"
    take_back(again, "填写的设置（代码表")
    rows = settings.parts["codes"].rows.model
    assert settings.stack.currentWidget().widget() is settings.parts["codes"]
    assert (rows.lines[0].values["name"], rows.rowCount(), rows.lines[-1].values["name"]) == (
        "代购药品", count, "代办手续",
    )  # fmt: skip
    settings.save()
    assert settings.parts["codes"].count() == 0
    page.quick.done()
    page.roll_call.paste.clear()
    for one in again.window.findChildren(Journal):
        one.keep()
    assert {one.own for one in again.store.drafts_left()} == {"visits/backfill"}, (
        "what is saved or emptied is forgotten"
    )


SHEET = "姓名,身份证号,联系电话,所属网格,家庭住址\n李桂兰,15010219430612342,13904711235,第三网咯,3栋2单元502\n"
GOOD = "150102194306123425"


def team_page(desk):
    page = page_with(desk, "grid_members")
    if page.stack.currentWidget() is page.posts:
        page.show_teams()
    return page.teams


def check_sheet(desk, path):
    """Drop a sheet on the list of elders and go on to its check; return the check."""
    page = page_with(desk, "elders")
    drop(page, path)
    settle(desk)
    page.importing.page.check()
    settle(desk)
    return page.importing.page


def mend(importing, key, text):
    """Write into a cell of the only row, by F2."""
    checking = importing.checking
    checking.table.setCurrentIndex(checking.model.index(0, 1 + checking.model.keys.index(key)))
    QTest.keyClick(checking.table, Qt.Key.Key_F2)
    editor = checking.table.findChildren(QLineEdit)[-1]
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()


def begin_elsewhere(desk, elder, path):
    """Begin a team, a newcomer, a household event, mends of a sheet, another order of codes; save nothing."""
    teams = team_page(desk)
    teams.begin()
    QTest.keyClicks(teams.fields.editors["name"].widget, "hongfeng")
    teams._ask_newcomer()
    newcomer = teams.members.findChildren(FieldGrid)[-1]
    QTest.keyClicks(newcomer.editors["name"].widget, "xinren")
    teams.about.edit()
    QTest.keyClicks(teams.about.editors["brand"].widget, "pinpai")
    page = page_with(desk, "elders", elder)
    page.begin_event()
    window = page.event_window
    window.event_.setCurrentIndex(list(HouseholdEvent).index(HouseholdEvent.MOVE))
    window.look()
    QTest.keyClicks(window.address, "9-1-101")
    window.hide()  # what follows stands under it
    mend(check_sheet(desk, path), "id_number", GOOD)
    page_with(desk, "settings").arrive(Place("settings", text="codes"))
    codes = desk.window.built["settings"].parts["codes"]
    codes.pick.setCurrentIndex(codes.pick.findData("errand_item"))
    codes.rows.model.move(0, 1)
    return [line.values["name"] for line in codes.rows.model.lines]


@pytest.fixture
def begun(filled, folder, password, opened, tmp_path):
    """The office with a team, another start of the program behind what was begun; the sheet, the order of codes."""
    store = Store.open(folder, password, Clock(TODAY))
    with store.write("试") as writer:
        writer.add(Team, {"name": "为老服务队", "kind": TeamKind.VOLUNTEER})
    store.engine.dispose()
    path = tmp_path / "老人.csv"
    path.write_text(SHEET, "utf-8")

    def begin():
        desk = opened()
        order = begin_elsewhere(desk, filled[0], path)
        for one in desk.window.findChildren(Journal):
            if one.timer.isActive() and one.timer.interval() == DRAFT_EVERY:
                one.timer.timeout.emit()
        desk.store.engine.dispose()  # the program is gone; nothing was closed
        desk.store = None
        return opened(), order

    return begin, path


@pytest.mark.slow
def test_teams_households_mends_and_orders_are_offered_at_the_next_start_where_they_stood(filled, begun):
    again, order = begun[0]()
    assert len(offers(again)) == 6
    take_back(again, "新建队伍，1 处")
    teams = again.window.built["grid_members"].teams
    assert teams.isVisible()
    assert teams.fields.editors["name"].widget.text() == "hongfeng"
    take_back(again, "为老服务队”（网格队伍 · 队伍资料，1 处")
    assert teams.about.editors["brand"].widget.text() == "pinpai"
    take_back(again, "登记新人，1 处")
    assert teams.members.findChildren(FieldGrid)[-1].editors["name"].widget.text() == "xinren"
    take_back(again, "代码表")
    rows = again.window.built["settings"].parts["codes"].rows.model
    assert [line.values["name"] for line in rows.lines] == order
    assert rows.changes() == 1
    take_back(again, "张秀英”（老年人台账 · 户情变动")
    window = again.window.built["elders"].event_window
    assert window.isVisible()
    assert (window.event_.currentData(), window.address.text()) == (HouseholdEvent.MOVE, "9-1-101")
    assert window.confirm.isEnabled()
    window.reject()
    take_back(again, "导入 老人.csv，1 处")
    settle(again)
    importing = again.window.built["elders"].importing.page
    assert importing.checking.rows[2].values["id_number"] == GOOD
    assert importing.checking.rows[2].edited == {"id_number": GOOD}
    assert f"原：{GOOD[:17]}" in importing.checking.model.data(
        importing.checking.model.index(0, 1 + importing.checking.model.keys.index("id_number"))
    )
    importing.start_over()
    team_page(again).step_back()
    assert {one.own for one in again.store.drafts_left()} == {
        "grid_members/teams/about", "grid_members/teams/newcomer", "settings/codes",
    }, "what is given up is forgotten"  # fmt: skip


@pytest.mark.slow
def test_mends_of_a_sheet_that_has_changed_since_are_not_laid_over_it(begun):
    begin, path = begun
    again, _ = begin()
    path.write_text(SHEET.replace("李桂兰", "王桂兰") + "赵玉珍,,,,\n", "utf-8")
    take_back(again, "导入 老人.csv")
    settle(again)
    importing = again.window.built["elders"].importing.page
    assert importing.checking.mends.rows == {}
    assert "变了" in importing.toast.words.text()


@pytest.mark.long
def test_mends_of_a_sheet_that_is_gone_wait_for_it(begun):
    begin, path = begun
    again, _ = begin()
    content = path.read_text("utf-8")
    path.unlink()
    take_back(again, "导入 老人.csv")
    settle(again)
    importing = again.window.built["elders"].importing.page
    assert importing.words.text()
    assert "elders/import" in {one.own for one in again.store.drafts_left()}
    assert content


@pytest.mark.long
def test_control_without_the_journals_nothing_of_it_is_offered(begun, monkeypatch):
    monkeypatch.setattr(journal, "DRAFT_EVERY", 600_000)
    again, _ = begun[0]()
    assert offers(again) == {}
