"""Parties and persons of the office on the case page; what a refusal says there; files dropped; the narrow window."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from sqlalchemy import select

from db.ledgers.matters import StepAction
from db.ledgers.parties import MatterParty
from db.ledgers.people import Person
from db.trouble import StoreTrouble
from db.work.sampling import identity_number
from desktop.bus import Place
from tests.case_desk import by_input_method, fill, in_hand, keys, registered
from tests.senses import spoken

A = StepAction


@pytest.fixture
def resident(office):
    """王建华 as the office knows him."""
    with office.write("居民") as writer:
        values = {"name": "王建华", "phone": "13904710000", "id_number": "150103194106150011", "occupation": "退休"}
        return writer.add(Person, values)


def way(page, words):
    """Return the first button of the list of parties that is called so; what was shown before waits to be deleted."""
    found = page.file.parts["parties"].findChildren(QPushButton)
    return next(one for one in found if one.isVisible() and spoken(one).startswith(words))


def link_by_keys(page, words, text):
    """Press a button of the list of parties by keys and find somebody."""
    way(page, words).setFocus()
    keys(page, Qt.Key.Key_Space)
    QTest.qWait(20)
    panel = page.file.links.panel
    assert QApplication.focusWidget() is panel.picker
    by_input_method(panel.picker, text)
    panel.picker.ask()
    keys(page, Qt.Key.Key_Return)
    return panel


def parties(store, name):
    with store.read(store.viewer.unmasked("核对")) as reader:
        wanted = MatterParty.name == name, MatterParty.removed_at.is_(None)
        return [row[0] for row in reader.rows(select(MatterParty).where(*wanted).order_by(MatterParty.sort))]


def test_a_typed_party_is_linked_by_keys_keeps_what_was_typed_and_is_unlinked(resident, at_desk):
    _, page = at_desk("disputes")
    file = registered(page)
    panel = link_by_keys(page, "关联居民 申请人", "王建华")
    assert "王建华" in panel.who.text()
    assert parties(file.store, "王建华")[0].person_id is None, "the first Enter only chooses"
    keys(page, Qt.Key.Key_Return)
    [party] = parties(file.store, "王建华")
    assert (party.person_id, party.phone) == (resident, "13804712211"), "what was typed stays"
    assert (party.id_number, party.job) == ("150103194106150011", "退休"), "what was blank is filled"
    way(page, "解除关联").setFocus()
    keys(page, Qt.Key.Key_Space)
    [party] = parties(file.store, "王建华")
    assert (party.person_id, party.id_number) == (None, "150103194106150011")


def test_a_party_is_taken_from_the_office_and_stays_when_the_person_is_renamed(resident, at_desk):
    _, page = at_desk("disputes")
    file = registered(page)
    link_by_keys(page, "从居民中选", "王建华")
    assert file.links.panel.side.currentText() == "申请人"
    keys(page, Qt.Key.Key_Return)
    assert [one.person_id for one in parties(file.store, "王建华")] == [None, resident]
    with file.store.write("改名") as writer:
        writer.change(Person, resident, {"name": "王建民", "phone": "13904719999"})
    assert parties(file.store, "王建华")[1].phone == "13904710000"


NUMBER = "150103194106150011"


def card_read():
    """Let a card reader type a number into what has the focus, with its Enter behind."""
    for sign in NUMBER:
        QTest.keyClick(QApplication.focusWidget(), sign)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


@pytest.mark.parametrize("field", ["id_number", "name"])
def test_a_card_read_into_a_party_fills_its_number_and_stays_in_the_case(at_desk, field):
    desk, page = at_desk("disputes")
    file = registered(page)
    file.lead_to("parties")
    editors = file.parts["parties"].editors
    fill(editors, {"side": "第三人", "name": "赵玉兰"})
    editors[field].widget.setFocus()
    card_read()
    assert desk.window.current() == "disputes"
    assert (editors["id_number"].reads(), editors["name"].reads()) == (NUMBER, "赵玉兰")
    keys(file, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    [party] = parties(file.store, "赵玉兰")
    assert (party.id_number, party.birth_date) == (NUMBER, date(1941, 6, 15))


def test_a_card_fills_the_party_where_the_cursor_stands_finds_a_person_and_lists_his_cases(resident, at_desk):
    desk, page = at_desk("disputes")
    page.add_new()
    phone = page.sheet.editors["respondent.phone"]
    phone.shows("13804712211")
    fill(page.sheet.editors, {"respondent.address": ""})
    phone.widget.setFocus()
    card_read()
    assert page.sheet.editors["respondent.id_number"].reads() == NUMBER
    assert phone.reads() == "13804712211"
    assert not page.sheet.editors["applicant.id_number"].reads()
    fill(page.sheet.editors, {"respondent.name": "王建华", "applicant.name": "刘桂珍", "subject": "楼上漏水"})
    keys(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    matter = page.file.matter
    link_by_keys(page, "从居民中选", "查无此人")
    card_read()
    assert [one for one, *_ in page.file.links.panel.picker.people] == [resident]
    page.file.parts["parties"].back()
    page.list.setFocus()
    card_read()
    assert (desk.window.current(), page.model.ids) == ("disputes", [matter])
    desk.take_card("330203195212310019")
    assert page.model.ids == []
    assert "没有找到" in page.toast.words.text()


def test_nobody_chosen_is_said_and_esc_leads_back_to_the_parties(resident, at_desk):
    _, page = at_desk("disputes")
    registered(page)
    panel = link_by_keys(page, "从居民中选", "查无此人")
    keys(page, Qt.Key.Key_Return)
    panel.save.click()
    assert "还没有选定人" in panel.wrong.text()
    keys(page, Qt.Key.Key_Escape)
    assert page.file.parts["parties"].listed


@pytest.fixture
def broken_disk(monkeypatch):
    """A store whose next write fails as a full disk does."""

    def break_(store):
        def write(*_):
            raise StoreTrouble("磁盘已满，没有保存。", "请清理磁盘后再试。")

        monkeypatch.setattr(type(store), "write", write)

    return break_


@pytest.mark.parametrize(("card", "field"), [("facts", "subject"), ("parties", "name"), ("agreement", "terms")])
def test_a_refused_save_is_told_on_the_card_and_keeps_what_was_typed(at_desk, broken_disk, card, field):
    _, page = at_desk("disputes")
    file = registered(page)
    file.lead_to(card)
    fill(file.parts[card].editors, {field: "写了很久的话"} | ({"side": "第三人"} if card == "parties" else {}))
    broken_disk(file.store)
    keys(file, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    fields = file.parts[card].fields
    assert not fields.wrong.isHidden()
    assert "磁盘已满" in fields.wrong.text()
    assert fields.editors[field].reads() == "写了很久的话"


def test_a_refused_removal_is_told_below_the_rows(at_desk, broken_disk):
    _, page = at_desk("disputes")
    file = registered(page)
    broken_disk(file.store)
    way(page, "移除").click()
    assert "磁盘已满" in file.parts["parties"].trouble.text()


def test_a_doubtful_number_is_kept_once_and_told(at_desk):
    _, page = at_desk("disputes")
    file = registered(page)
    file.lead_to("parties")
    fill(file.parts["parties"].editors, {"side": "第三人", "name": "赵玉兰"})
    file.parts["parties"].editors["id_number"].shows(identity_number("999999", date(1941, 6, 15), 1))
    keys(file, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(parties(file.store, "赵玉兰")) == 1
    assert not file.parts["parties"].editors, "a warning does not keep the editors open for a second row"


def test_what_is_typed_in_a_case_outlives_the_list_and_keeps_another_case_waiting(at_desk):
    _, page = at_desk("disputes")
    first = registered(page).matter
    file = registered(page)
    second = file.matter
    file.lead_to("facts")
    fill(file.parts["facts"].editors, {"place": "三号楼门前"})
    page.refresh()
    assert file.parts["facts"].editors["place"].reads() == "三号楼门前"
    page.mark(page.model.ids.index(first))
    assert (file.matter, page.list.currentIndex().row()) == (second, page.model.ids.index(second))
    assert "未保存" in page.toast.words.text()
    keys(page, Qt.Key.Key_Escape)
    page.mark(page.model.ids.index(first))
    assert file.matter == first, "given back with Esc, nothing keeps the other one waiting"


def test_files_dropped_on_the_attachments_are_kept_and_their_pages_counted(at_desk, tmp_path):
    from PIL import Image
    from reportlab.pdfgen.canvas import Canvas

    _, page = at_desk("disputes")
    file = registered(page)
    Image.new("RGB", (40, 30), "red").save(tmp_path / "现场.png")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "现场.png")), QUrl("https://example.invalid/x.png")])
    buttons, keyboard = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, buttons, keyboard)
    QApplication.sendEvent(file.files, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(file.files, QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, buttons, keyboard))
    assert [Path(one.name).suffix for one in file.facts.attachments] == [".png"]
    canvas = Canvas(str(tmp_path / "勘验.pdf"))
    for _ in range(3):
        canvas.drawString(40, 40, "A")
        canvas.showPage()
    canvas.save()
    file.take_files([tmp_path / "勘验.pdf"])
    assert [one.pages for one in file.facts.attachments] == [1, 3], "the pages of a PDF are counted as it is added"


def test_words_dragged_over_the_attachments_are_not_taken(at_desk):
    _, page = at_desk("disputes")
    file = registered(page)
    mime = QMimeData()
    mime.setText("不是文件")
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    QApplication.sendEvent(file.files, enter)
    assert not enter.isAccepted()


@pytest.mark.parametrize("size", [(910, 465), (1093, 558)])
def test_the_case_page_shows_every_tab_whole_in_a_narrow_window(at_desk, size):
    desk, page = at_desk("disputes")
    file = in_hand(page)
    desk.window.resize(*size)
    QTest.qWait(50)
    assert desk.window.size().toTuple() == size, "the page does not force the window wider"
    for at in range(file.tabs.count()):
        file.tabs.setCurrentIndex(at)
        file.show_case(file.matter)
        QApplication.processEvents()
        pages = [file.tabs.widget(n) for n in range(file.tabs.count())]
        assert [one.accessibleName() for one in pages if one.isVisible()] == [pages[at].accessibleName()]
        for one in (file.tabs, file.next, file.papers, file.more):
            right = one.mapTo(page, one.rect().bottomRight())
            assert right.x() <= page.width(), one.accessibleName()
            assert right.y() <= page.height(), one.accessibleName()
    file.ask(A.RESOLVE)
    QTest.qWait(20)
    (confirm,) = [one for one in file.steps.findChildren(QPushButton) if one.text() == "确认办结"]
    bottom = confirm.mapTo(page, confirm.rect().bottomRight())
    assert bottom.y() <= page.height(), "the button of the step is in sight"


def words_on(widget):
    return "".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def test_a_one_case_form_without_a_case_says_what_to_do(at_desk, qtbot):
    desk, _ = at_desk("disputes")
    desk.window.go(Place("print_centre", form="agreement"))
    centre = desk.window.built["print_centre"]
    assert centre.form.name == "agreement"
    qtbot.waitUntil(lambda: "打开那一件" in words_on(centre.trouble), timeout=20_000)
    assert not centre.print_button.isEnabled()
