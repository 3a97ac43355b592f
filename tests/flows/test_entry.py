"""Typing people in: key strokes counted, cards from a reader, choices by initials, nothing by accident."""

from datetime import date
from itertools import count

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from sqlalchemy import select

from db.books import BOOKS
from db.ledgers.areas import Area
from db.ledgers.people import Person
from db.work.sampling import identity_number
from db.work.taking import RawRow, take_in
from desktop.app import application
from desktop.widgets import reader
from desktop.widgets.editors import CodeCombo, PickList
from tests.counter import seat

TODAY = date(2026, 11, 24)
NUMBER = identity_number("150102", date(1943, 6, 12), 2)
OTHER = identity_number("150102", date(1950, 1, 5), 1)
GRID = {"name": "李德明", "birth_date": "1935-02-02", "address": "6栋2单元301", "area": "第三网格", "tags": "独居"}
KEEPER = {"name": "王芳", "role": "网格员", "area": "第三网格"}


@pytest.fixture
def desk(office, counter):
    seat(office, [GRID])
    seat(office, [KEEPER], "grid_members")
    return counter(office, "elders")


class Strokes:
    """Types like a clerk and counts what the fingers do; a name by an input method costs its letters and the space."""

    def __init__(self):
        self.count = 0

    def focus(self):
        QApplication.processEvents()
        return QApplication.focusWidget()

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.count += 1 if modifier == Qt.KeyboardModifier.NoModifier else 2
        QTest.keyClick(self.focus(), key, modifier)

    def text(self, text):
        self.count += len(text)
        for sign in text:
            QTest.keyClick(self.focus(), sign, delay=0)
        QTest.qWait(60)

    def chinese(self, letters, text):
        self.count += len(letters) + 1
        QCoreApplication.sendEvent(self.focus(), QInputMethodEvent(letters, []))
        done = QInputMethodEvent()
        done.setCommitString(text)
        QCoreApplication.sendEvent(self.focus(), done)


@pytest.mark.slow
def test_an_elder_costs_fewer_key_strokes_than_a_row_of_a_spreadsheet(desk, qtbot):
    page = desk.window.built["elders"]
    hands = Strokes()
    page.table.setFocus()
    qtbot.waitUntil(page.table.hasFocus)
    hands.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    hands.text(NUMBER)
    qtbot.waitUntil(page.form.editors["name"].widget.hasFocus)
    QTest.qWait(200)  # the typing above was as quick as a reader's
    hands.chinese("zhangxiuying", "张秀英")
    for _ in range(3):
        hands.key(Qt.Key.Key_Return)  # past sex and birth date, which the number gave
    assert page.form.editors["phone"].widget.hasFocus()
    hands.text("13804717122")
    hands.key(Qt.Key.Key_Return)
    hands.text("dswg")  # 第三网格 by its initials
    hands.key(Qt.Key.Key_Return)
    hands.key(Qt.Key.Key_Return)  # past the household number
    hands.chinese("6", "6栋2单元302")
    hands.count += len("6dong2danyuan302") - 1
    hands.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    with desk.store.read() as reader:
        born = reader.rows(
            select(Person.birth_date, Person.sex, Area.name)
            .join(Area, Person.area_id == Area.id)
            .where(Person.name == "张秀英")
        )
    assert born[0][0] == date(1943, 6, 12)
    assert born[0][2] == "第三网格"
    sheet = spreadsheet_strokes()
    print(f"key strokes for one elder: {hands.count}, the same row in a spreadsheet: {sheet}")
    assert hands.count < sheet
    first = hands.count
    # the second of the same household: number, name, phone; grid, address and keeper stand there already
    hands = Strokes()
    page.table.setFocus()
    qtbot.waitUntil(page.table.hasFocus)
    hands.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.form.editors["area"].widget.currentText() == "第三网格"
    assert page.form.editors["address"].reads() == "6栋2单元"
    assert hands.count < first


def spreadsheet_strokes():
    """Count what the same row costs in a spreadsheet, cell by cell, Tab after each; no list, no copying down."""
    cells = (
        "'" + NUMBER, "zhangxiuying ", "nv ", "1943-6-12", "83", "13804717122", "disanwangge ", "6dong2danyuan302 ",
    )  # fmt: skip
    return sum(len(cell) for cell in cells) + len(cells)


def test_the_number_fills_what_follows_from_it_and_the_name_comes_next(desk, qtbot):
    page = desk.window.built["elders"]
    page.add_new()
    number = page.form.editors["id_number"].widget
    qtbot.waitUntil(number.hasFocus)
    for sign in NUMBER[:17]:
        QTest.keyClick(number, sign)
    QTest.qWait(60)  # a clerk, not a reader
    QTest.keyClick(number, NUMBER[17])
    assert page.form.editors["name"].widget.hasFocus()
    assert page.form.fields.age.text() == "83"
    assert page.form.fields.age.property("auto")
    assert page.form.editors["birth_date"].widget.property("auto")
    assert page.form.notes["id_number"].property("role") == "ok"
    birth = page.form.editors["birth_date"].widget
    assert birth.toolTip() == page.form.fields.age.toolTip() == "农历五月初十"
    birth.selectAll()
    QTest.keyClicks(birth, "1943-06")
    assert birth.toolTip() == "", "where only the month is known there is no lunar day"


@pytest.fixture
def by_reader(desk, monkeypatch):
    """Keys come 10 ms apart, as a reader types them, however busy the machine is."""
    ticks = count(1_000, 10)
    monkeypatch.setattr(reader, "when", lambda _event: next(ticks))
    desk.reader.held.setInterval(20_000)


@pytest.mark.slow
@pytest.mark.usefixtures("by_reader")
@pytest.mark.parametrize("field", ["id_number", "name", "phone", "note"])
def test_a_card_is_taken_whole_in_any_field_of_a_new_record(desk, qtbot, field):
    page = desk.window.built["elders"]
    page.add_new()
    widget = page.form.editors[field].widget
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    for at, sign in enumerate(NUMBER):
        if at == 9:
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)  # the reader's Enter, too early
        QTest.keyClick(QApplication.focusWidget(), sign)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)  # and once more behind
    assert page.form.editors["id_number"].reads() == NUMBER
    if field != "id_number":
        assert not page.form.editors[field].reads(), "the digits do not stay where the reader typed them"
    assert page.form.editors["name"].widget.hasFocus(), "the Enter of the reader moves nothing"
    page.form.give_up()


@pytest.mark.slow
@pytest.mark.usefixtures("by_reader")
def test_a_card_on_the_list_opens_its_person_or_begins_a_new_one(desk, qtbot):
    page = desk.window.built["elders"]
    with desk.store.write("试") as writer:
        row = {"name": "赵玉珍", "id_number": OTHER, "area": "第三网格", "address": "6栋1单元101"}
        take_in(writer, BOOKS["elders"], [RawRow(3, row)], "试")
    page.listing.refresh()
    page.table.setFocus()
    qtbot.waitUntil(page.table.hasFocus)
    for sign in OTHER:
        QTest.keyClick(QApplication.focusWidget(), sign)
    assert page.form.title.text() == "赵玉珍"
    page.close_form()
    desk.take_card(NUMBER)
    assert page.form.person is None
    assert page.form.editors["id_number"].reads() == NUMBER
    page.form.give_up()


@pytest.mark.slow
def test_a_clerk_s_own_enter_is_only_held_for_a_moment(desk, qtbot):
    page = desk.window.built["elders"]
    page.add_new()
    phone = page.form.editors["phone"].widget
    phone.setFocus()
    qtbot.waitUntil(phone.hasFocus)
    for sign in "0471888":
        QTest.keyClick(phone, sign)
    QTest.keyClick(phone, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not phone.hasFocus())
    assert page.form.editors["phone"].reads() == "0471888"
    page.form.give_up()


@pytest.mark.slow
def test_eighteen_digits_that_are_no_number_stay_where_they_are_typed(desk, qtbot):
    page = desk.window.built["elders"]
    page.add_new()
    note = page.form.editors["note"].widget
    note.setFocus()
    qtbot.waitUntil(note.hasFocus)
    for sign in "123456789012345678":
        QTest.keyClick(note, sign)
    assert note.toPlainText() == "123456789012345678"
    page.form.give_up()


def test_choices_go_by_initials_and_by_number(qtbot):
    application()
    pick = PickList([("a", "独居"), ("b", "失能"), ("c", "失智"), ("d", "第三网格")])
    qtbot.addWidget(pick)
    for keys, wanted in (("sz", "失智"), ("dswg", "第三网格"), ("2", "失能")):
        pick.setCurrentIndex(0)
        pick.typed = ""
        QTest.keyClicks(pick, keys)
        assert pick.currentText() == wanted, keys
    pick.setCurrentIndex(0)
    pick.typed = ""
    QTest.keyClicks(pick, "s")
    pick.pause.timeout.emit()
    QTest.keyClicks(pick, "s")
    assert pick.currentText() == "失智", "the same letter again goes on to the next"
    plain = CodeCombo()
    qtbot.addWidget(plain)
    plain.addItems(["甲", "乙"])
    QTest.keyClicks(plain, "1")
    assert plain.currentText() == "甲"


@pytest.mark.slow
def test_the_wheel_changes_no_field_that_is_not_in_use(desk, qtbot):
    page = desk.window.built["elders"]
    page.add_new()
    combo = page.form.editors["area"].widget
    page.form.editors["name"].widget.setFocus()
    before = combo.currentIndex()
    spot = QPointF(5, 5)
    wheel = QWheelEvent(
        spot, combo.mapToGlobal(spot), QPoint(0, -120), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(combo, wheel)
    assert combo.currentIndex() == before


class Writes(QObject):
    """Notes whether anything at all was told by a form."""

    def __init__(self, form):
        super().__init__()
        self.told = []
        form.fields.edited.connect(self.told.append)


@pytest.mark.slow
def test_composing_fires_nothing_in_any_field_of_the_form(desk):
    page = desk.window.built["elders"]
    page.add_new()
    writes = Writes(page.form)
    problems = {key: note.text() for key, note in page.form.notes.items()}
    for editor in page.form.editors.values():
        if isinstance(editor.widget, QLineEdit | QPlainTextEdit):
            QCoreApplication.sendEvent(editor.widget, QInputMethodEvent("zhang", []))
    assert writes.told == []
    assert {key: note.text() for key, note in page.form.notes.items()} == problems
    assert page.form.changed() == {}
    done = QInputMethodEvent()
    done.setCommitString("张")
    QCoreApplication.sendEvent(page.form.editors["name"].widget, done)
    assert writes.told == ["name"], "the control: what is committed is told once"
    page.form.give_up()


@pytest.mark.slow
def test_no_key_acts_on_half_a_word(desk, qtbot):
    page = desk.window.built["elders"]
    page.open_row(0)
    note = page.form.editors["health"].widget
    note.setFocus()
    qtbot.waitUntil(note.hasFocus)
    QTest.keyClicks(note, "1")
    QCoreApplication.sendEvent(note, QInputMethodEvent("zhang", []))
    QTest.keyClick(note, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert page.form.changed(), "saved in the midst of a word"
    QCoreApplication.sendEvent(note, QInputMethodEvent("", []))
    QTest.keyClick(note, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert not page.form.changed(), "the control: the word is written, the key acts"


@pytest.mark.slow
def test_enter_moves_on_through_the_whole_first_page_of_the_form(desk, qtbot):
    page = desk.window.built["elders"]
    page.add_new()
    seen = []
    for _ in range(11):
        focus = QApplication.focusWidget()
        seen.append(focus.accessibleName())
        if isinstance(focus, QPlainTextEdit):
            break
        QTest.keyClick(focus, Qt.Key.Key_Return)
        QApplication.processEvents()
    assert seen[:8] == ["身份证号", "姓名", "性别", "出生日期", "联系电话", "网格", "户号", "住址"]
