"""A clerk at the first window: unlock, find, edit, undo, take a sheet in, see the page that prints."""

import subprocess
import sys
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from db.clock import Clock
from db.work.sampling import identity_number
from desktop.app import Desk, application
from desktop.bus import Place
from desktop.widgets.parts import SearchEdit, label, plain_tip
from tests.counter import seat
from tests.senses import spoken

WANG = {
    "name": "王德明", "id_number": "150103194106150011", "phone": "13804711234", "address": "3栋2单元501",
    "area": "第三网格", "tags": "独居",
}  # fmt: skip


@pytest.fixture
def peopled(office):
    """An office with three elders."""
    rows = [
        WANG,
        {"name": "<b>李</b>桂兰", "birth_date": "1943-06-12", "address": "6号楼2单元301", "area": "第一网格"},
        {"name": "张秀英", "birth_date": "1950-01-01", "address": "6号楼2单元302", "area": "第一网格", "tags": "空巢"},
    ]
    seat(office, rows)
    return office


@pytest.fixture
def desk(peopled, counter):
    """The counter with an open office."""
    return counter(peopled)


def commit(widget, text):
    """Type as an input method does: composed first, then committed."""
    QCoreApplication.sendEvent(widget, QInputMethodEvent("pin yin", []))
    done = QInputMethodEvent()
    done.setCommitString(text)
    QCoreApplication.sendEvent(widget, done)


def page_of(desk, name):
    """Open a tab and give its page."""
    desk.bus.go.emit(Place(name))
    return desk.window.built[name]


@pytest.mark.quick
def test_the_unlock_page_opens_with_the_password_and_says_what_is_wrong(folder, password, qtbot):
    application()
    desk = Desk(folder, Clock())
    qtbot.addWidget(desk.window)
    page = desk.unlock
    QTest.keyClicks(page.password, "wrong password")
    QTest.keyClick(page.password, Qt.Key.Key_Return)
    assert "口令" in page.message.text()
    assert desk.store is None
    page.password.setText(password)
    QTest.keyClick(page.password, Qt.Key.Key_Return)
    assert desk.store is not None
    desk.lock()
    assert desk.store is None
    assert desk.window.header is None


def test_a_window_just_shown_takes_the_first_key_for_the_password(folder, qtbot):
    application()
    desk = Desk(folder, Clock())
    qtbot.addWidget(desk.window)
    desk.prefs.full = True
    desk.appear()
    with qtbot.waitActive(desk.window):
        desk.window.activateWindow()  # a screen without a manager of windows activates none by itself
    assert desk.window.isMaximized()
    QTest.keyClick(desk.window.windowHandle(), "a")
    assert desk.unlock.password.text() == "a"


def test_a_long_refusal_stands_whole_below_the_password(folder, qtbot):
    application()
    desk = Desk(folder, Clock())
    qtbot.addWidget(desk.window)
    desk.window.resize(910, 465)
    desk.appear()
    desk.unlock.say("口令已连续错了 <b>5</b> 次。" + "请稍后再试，或用恢复码打开。" * 6)
    told = desk.unlock.message
    qtbot.waitUntil(lambda: told.height() >= told.heightForWidth(told.width()) > 2 * told.fontMetrics().height())
    assert told.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.quick
def test_typing_initials_finds_a_person_and_enter_opens_the_form(desk, qtbot):
    page = page_of(desk, "elders")
    assert page.model.rowCount() == 3
    QTest.keyClicks(page.search, "wdm")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.table.setFocus()
    page.table.selectRow(0)
    page.open_row(0)
    assert page.form.title.text() == "王德明"
    assert page.form.editors["id_number"].widget.text() == "150103********0011"


def test_a_masked_number_shows_whole_while_its_field_is_entered(desk, qtbot):
    page = page_of(desk, "elders")
    row = next(n for n in range(3) if page.model.row(n)["name"] == "王德明")
    page.open_row(row)
    phone = page.form.editors["phone"].widget
    assert phone.text() == "138****1234"
    desk.window.activateWindow()
    phone.setFocus()
    qtbot.waitUntil(lambda: phone.text() == "13804711234")
    page.search.setFocus()
    assert phone.text() == "138****1234"
    assert page.form.changed() == {}


@pytest.mark.quick
def test_an_edit_is_saved_shown_and_undone(desk, qtbot):
    page = page_of(desk, "elders")
    row = next(n for n in range(3) if page.model.row(n)["name"] == "张秀英")
    page.open_row(row)
    note = page.form.editors["health"].widget
    commit(note, "腿脚不便")
    assert page.form.save_button.isEnabled()
    page.form._save(and_next=False)
    with desk.store.read() as reader:
        from sqlalchemy import select

        from db.ledgers.people import Person

        assert reader.scalar(select(Person.health).where(Person.name == "张秀英")) == "腿脚不便"
    page.undo()
    with desk.store.read() as reader:
        assert reader.scalar(select(Person.health).where(Person.name == "张秀英")) is None


def test_a_dated_fact_asks_whether_it_was_wrong_or_has_changed(desk, qtbot):
    page = page_of(desk, "elders")
    row = next(n for n in range(3) if page.model.row(n)["name"] == "王德明")
    page.open_row(row)
    address = page.form.editors["address"].widget
    address.clear()
    commit(address, "5栋1单元102")
    address.setFocus()
    qtbot.keyClick(address, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    question = page.form.ask
    assert question.different.hasFocus(), "a clerk at the keys can answer at once"
    qtbot.keyClick(question.different, Qt.Key.Key_Escape)
    assert not question.isVisible()
    assert address.hasFocus(), "one step back: nothing is answered, nothing is lost"
    assert page.form.changed()
    qtbot.keyClick(address, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(question.different, Qt.Key.Key_Space)
    assert address.hasFocus()
    with desk.store.read() as reader:
        from sqlalchemy import func, select

        from db.ledgers.people import Person, Placement

        wang = reader.scalar(select(Person.id).where(Person.name == "王德明"))
        assert reader.scalar(select(func.count()).where(Placement.person_id == wang)) == 2


@pytest.mark.quick
def test_a_new_elder_is_typed_by_keys_and_the_number_fills_sex_and_birth(desk, qtbot):
    page = page_of(desk, "elders")
    page.add_new()
    editors = page.form.editors
    good = identity_number("150102", date(1943, 6, 12), 2)
    number = editors["id_number"].widget
    number.setFocus()
    QTest.keyClicks(number, good[:17] + ("1" if good[17] != "1" else "2"))
    assert page.form.notes["id_number"].text(), "a wrong check character is told at the field"
    number.clear()
    QTest.keyClicks(number, good)
    assert page.form.notes["id_number"].property("role") == "ok", page.form.notes["id_number"].text()
    assert editors["birth_date"].widget.text() == "1943-06-12"
    assert editors["sex"].widget.currentText() == "女"
    commit(editors["name"].widget, "孙凤英")
    QTest.keyClick(editors["name"].widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "孙凤英" in [page.model.row(n)["name"] for n in range(page.model.rowCount())]
    assert page.form.person is None, "the next one can be typed at once"


def test_chips_count_and_filter(desk, qtbot):
    page = page_of(desk, "elders")
    chip = page.chips.chips[("tags", "lives_alone")]
    assert chip.text() == "独居 1"
    chip.click()
    assert page.model.rowCount() == 1
    page.chips.reset()
    assert page.model.rowCount() == 3


@pytest.mark.quick
def test_a_sheet_is_taken_in_step_by_step_and_can_be_undone(desk, qtbot, tmp_path):
    page = page_of(desk, "elders")
    path = tmp_path / "名单.csv"
    path.write_text("姓名,联系电话,家庭住址\n赵素芬,13904710000,8栋1单元101\n", "utf-8")
    page.take_file(path)
    importing = page.importing.page
    for text in ("检查", "导入 1 行"):
        qtbot.waitUntil(
            lambda wanted=text: importing.next.text() == wanted and importing.next.isEnabled(), timeout=20_000
        )
        QTest.mouseClick(importing.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "新增 1" in importing.toast.words.text(), timeout=20_000)
    QTest.mouseClick(importing.toast.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "已撤销" in importing.toast.words.text(), timeout=20_000)


@pytest.mark.quick
def test_the_print_centre_shows_the_very_pdf(desk, qtbot):
    page = page_of(desk, "print_centre")
    qtbot.waitUntil(lambda: page.shown is not None, timeout=20_000)
    assert page.preview.document.pageCount() == page.shown.made.pages


def test_every_label_shows_markup_as_it_is(desk, qtbot):
    for at in range(desk.window.tabs.count()):
        desk.window.tabs.setCurrentIndex(at)
    labels = desk.window.findChildren(QLabel)
    assert labels
    assert all(one.textFormat() == Qt.TextFormat.PlainText for one in labels if one.text())
    assert plain_tip("<b>张三</b>") == "&lt;b&gt;张三&lt;/b&gt;"
    assert QLabel("<b>张三</b>").textFormat() == Qt.TextFormat.AutoText, "the control: a bare label guesses"
    assert label("<b>张三</b>").textFormat() == Qt.TextFormat.PlainText


def test_everything_that_can_be_operated_has_an_accessible_name(desk, qtbot):
    for at in range(desk.window.tabs.count()):
        desk.window.tabs.setCurrentIndex(at)
    page_of(desk, "elders").open_row(0)
    kinds = (QLineEdit, QComboBox, QPushButton)
    nameless = [
        one
        for one in desk.window.findChildren(QWidget)
        if isinstance(one, kinds) and not one.isHidden() and not spoken(one) and not one.objectName().startswith("qt_")
    ]
    assert [(one.metaObject().className(), one.text()) for one in nameless] == []


def test_nothing_is_asked_while_an_input_method_composes(qtbot):
    application()
    edit = SearchEdit("查找", pause=1)
    qtbot.addWidget(edit)
    asked = []
    edit.search.connect(asked.append)
    edit.inputMethodEvent(QInputMethodEvent("zhang", []))
    QTest.qWait(30)
    assert asked == []
    done = QInputMethodEvent()
    done.setCommitString("张")
    edit.inputMethodEvent(done)
    qtbot.waitUntil(lambda: asked == ["张"])


def test_the_first_page_is_painted_before_any_database_or_paper_is_loaded():
    script = (
        "import sys, os; os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "from pathlib import Path\nfrom db.clock import Clock\nfrom desktop.app import Desk, application\n"
        "app = application(); desk = Desk(Path('nowhere'), Clock()); desk.window.show(); app.processEvents()\n"
        "print([n for n in ('sqlalchemy', 'reportlab', 'pypinyin', 'qt_material') if n in sys.modules])\n"
    )
    first = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    again = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert first.returncode == 0, first.stderr
    assert again.stdout.strip().splitlines()[-1] == "[]", again.stdout
