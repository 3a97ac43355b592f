"""The first ten minutes by real keys: three choices, founding to the recovery sheet, practice apart, help, tips."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from sqlalchemy import select

from db.books import TABS
from db.clock import Clock
from db.ledgers.accounts import Account
from db.ledgers.areas import Area
from db.ledgers.office import Office
from db.ledgers.people import Person
from db.places import MANUAL, data_folder
from db.store.store import Store
from desktop.app import Desk
from desktop.bus import Place
from desktop.opening import free_beside
from desktop.prefs import Prefs, remember
from desktop.views.start_page import StartPage
from desktop.views.unlock_page import UnlockPage
from desktop.widgets.help import NOWHERE, help_for
from desktop.widgets.tips import MOST, TIPS, Tips
from tests.counter import settle

TODAY = date(2026, 11, 24)
PASSWORD = "nanqianggenxia de laoyushu"


@pytest.fixture
def desk(newcomer):
    return newcomer


def press(root, text):
    found = next(one for one in root.findChildren(QPushButton) if one.text() == text and one.isVisible())
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def press_hidden(root, text, at):
    """Click a button of a window that is not shown; of several of these words the one meant."""
    [one for one in root.findChildren(QPushButton) if one.text() == text][at].click()


def rows(desk, statement):
    with desk.store.read() as reader:
        return [tuple(row) for row in reader.rows(statement)]


def fill(page, **texts):
    for name, text in texts.items():
        getattr(page, name).setText(text)


@pytest.mark.slow
def test_an_office_is_founded_by_the_keyboard_and_let_in_when_two_groups_are_typed_back(desk):
    page = desk.unlock
    assert page.stack.currentIndex() == 0
    QTest.keyClick(page.choices[0], Qt.Key.Key_Tab)
    QTest.keyClick(page.choices[1], Qt.Key.Key_Space)
    page.name.setText("丁香社区")
    QCoreApplication.sendEvent(page.name, QInputMethodEvent("shequ", []))
    QTest.keyClick(page.name, Qt.Key.Key_Return)
    assert page.name.hasFocus(), "no key acts on half a word"
    QCoreApplication.sendEvent(page.name, QInputMethodEvent("", []))
    QTest.keyClick(page.name, Qt.Key.Key_Return)
    assert page.code.hasFocus()
    QTest.keyClicks(page.code, "150102402001")
    page.grids.setPlainText("第一网格\n第二网格\t78\n")
    page.clerk.setText("王芳")
    QTest.keyClicks(page.first, PASSWORD)
    QTest.keyClicks(page.again, PASSWORD)
    QTest.keyClick(page.again, Qt.Key.Key_Return)
    settle(desk)
    assert desk.store is None, "nobody comes in before the recovery code was typed back"
    check = page.check
    for field, number in zip(check.fields, (2, 7), strict=True):
        QTest.keyClicks(field, check.groups[number - 1].lower())
    QTest.keyClick(check.fields[1], Qt.Key.Key_Return)
    settle(desk)
    assert rows(desk, select(Office.name, Office.recovery_checked)) == [("丁香社区", True)]
    assert rows(desk, select(Account.name)) == [("王芳",)]
    assert [name for (name,) in rows(desk, select(Area.name).order_by(Area.code))] == [
        "丁香社区",
        "第一网格",
        "第二网格",
    ]
    assert desk.window.current() == "elders"
    assert desk.window.built["elders"].importing.page.isVisible(), "the next thing is the sheet that was kept so far"
    press(desk.window.notices, "先导入网格队伍")
    assert desk.window.current() == "grid_members"
    assert desk.window.built["grid_members"].importing.page.isVisible()
    assert not desk.window.frame.property("practice")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "请填写社区名称。"),
        ({"code": "15010240200"}, "社区代码应为 12 位数字，现在是 11 位。"),
        ({"clerk": " "}, "请填写您的姓名。"),
        (
            {"first": "1234567890", "again": "1234567890"},
            "这个口令太常见，容易被猜到。请换一个，例如几个不相干的词连在一起。",
        ),
        ({"again": "另一个"}, "两次输入的口令不同，请再输一次。"),
    ],
)
def test_what_is_not_right_is_said_kindly_and_nothing_is_made(desk, wrong, words):
    page = desk.unlock
    sound = {"name": "丁香社区", "code": "150102402001", "clerk": "王芳", "first": PASSWORD, "again": PASSWORD}
    fill(page, **{**sound, **wrong})
    page._found()
    assert page.message.text() == words
    assert not (desk.folder / "office.db").exists()


@pytest.mark.slow
def test_practice_lies_apart_is_marked_orange_and_can_begin_again(desk, tmp_path):
    QTest.mouseClick(desk.unlock.choices[0], Qt.MouseButton.LeftButton)
    settle(desk)
    assert desk.store.folder == tmp_path / "practice"
    assert desk.window.frame.property("practice") is True
    assert desk.window.practice.isVisible()
    assert "练习" in desk.window.practice_words.text()
    people = rows(desk, select(Person.id))
    with desk.store.write("试") as writer:
        writer.add(Person, {"name": "多出来的人"})
    press(desk.window.practice, "重新开始")
    settle(desk)
    assert len(rows(desk, select(Person.id))) == len(people)
    press(desk.window.practice, "离开练习")
    settle(desk)
    assert desk.store is None
    assert desk.folder == tmp_path / "home" / "office"
    assert not desk.window.frame.property("practice")
    assert not (tmp_path / "home").exists(), "practice leaves nothing where the real office goes"


@pytest.mark.slow
def test_a_backup_is_received_with_its_password(desk, office, password):
    with office.write("试") as writer:
        writer.add(Person, {"name": "王"})
    file = office.back_up("试")
    page = desk.unlock
    QTest.mouseClick(page.choices[2], Qt.MouseButton.LeftButton)
    page.take_backup(file)
    page.password.setText("不是这个口令")
    press(page, "恢复并打开")
    assert "口令不对" in page.message.text()
    page.password.setText(password)
    press(page, "恢复并打开")
    settle(desk)
    assert rows(desk, select(Person.name)) == [("王",)]


@pytest.mark.slow
def test_f1_shows_the_help_of_the_page_in_sight_and_escape_takes_it_away(desk, folder, password):
    QTest.keyClick(desk.window, Qt.Key.Key_F1)
    assert "忘了口令" in desk.window.help.text.toPlainText()
    desk.show(Store.open(folder, password, Clock(TODAY)))
    for name, word in (("dashboard", "今日应走访"), ("settings", "恢复单")):
        desk.bus.go.emit(Place(name))
        QTest.keyClick(desk.window, Qt.Key.Key_F1)
        if not desk.window.help.isVisible():
            QTest.keyClick(desk.window, Qt.Key.Key_F1)
        assert word in desk.window.help.text.toPlainText()
    QTest.keyClick(desk.window.help.text, Qt.Key.Key_Escape)
    assert not desk.window.help.isVisible()


def test_every_page_has_its_help():
    pages = [*(book.name for book in TABS), "dashboard", "print_centre", "settings", "unlock", "import"]
    assert [page for page in pages if help_for(page) == NOWHERE] == []
    assert help_for("no such page") == NOWHERE
    for path in MANUAL.glob("*.md"):
        text = path.read_text("utf-8")
        assert text.startswith("# ")
        assert "](" not in text, "help leads nowhere outside"
        assert "## 依据" in text


@pytest.mark.slow
def test_tips_come_once_and_the_first_teaches_undo(desk, folder, password, tmp_path):
    desk.show(Store.open(folder, password, Clock(TODAY)))
    settle(desk)
    page = desk.window.built["dashboard"]
    tips = Tips(desk.window, tmp_path / "prefs")
    tips.arrive("dashboard", page)
    told = []
    while tips.isVisible():
        told.append(tips.words.text())
        press(tips, "知道了")
    assert "Ctrl+Z" in told[0]
    assert len(told) == len(TIPS["dashboard"]) <= MOST
    tips.arrive("dashboard", page)
    assert not tips.isVisible(), "each is shown once"
    assert all(len(some) <= MOST for some in TIPS.values())
    shutil.rmtree(tmp_path / "prefs")
    tips.arrive("dashboard", page)
    assert tips.isVisible(), "a computer that remembers nothing teaches anew"


def reopened(desk, qtbot, tmp_path):
    """Return the counter of the next start: on the folder that was opened last."""
    made = Desk(Path(Prefs.load(data_folder()).office), desk.clock)
    qtbot.addWidget(made.window)
    return made


def test_data_in_a_folder_of_their_own_are_opened_at_the_next_start_and_missed_where_they_are_gone(
    desk, qtbot, tmp_path, folder, password
):
    shutil.copytree(folder, tmp_path / "D盘" / "台账")
    desk.unlock.elsewhere.emit(tmp_path / "D盘" / "台账")
    page = desk.opening.page
    page.password.setText(password)
    press(page, "打开")
    settle(desk)
    assert desk.store is not None
    desk.close_office()
    again = reopened(desk, qtbot, tmp_path)
    assert isinstance(again.unlock, UnlockPage)
    assert again.unlock.message.text() == ""
    again.unlock.elsewhere.click()
    press_hidden(again.window, "返回", at=-1)
    qtbot.waitUntil(lambda: isinstance(again.opening.page, UnlockPage))
    shutil.rmtree(tmp_path / "D盘")
    lost = reopened(desk, qtbot, tmp_path)
    assert isinstance(lost.unlock, UnlockPage), "nobody is asked to found an office in the place of one that is gone"
    assert "找不到" in lost.unlock.message.text()
    lost.unlock.elsewhere.click()
    assert lost.opening.page.stack.currentIndex() == 2
    remember(data_folder(), lambda prefs: setattr(prefs, "office", ""))
    assert isinstance(Desk(tmp_path / "D盘" / "台账", desk.clock).unlock, StartPage), "the control: never opened here"
    lost.opening.lent = True
    lost.opening.remember()
    assert Prefs.load(data_folder()).office == "", "a folder named for one start is not that of the next"
    assert isinstance(lost.opening.begin(), UnlockPage), "yet it is missed where it goes while the program runs"


def test_a_backup_received_beside_an_office_comes_into_a_folder_of_its_own(tmp_path):
    (tmp_path / "office").mkdir()
    assert free_beside(tmp_path / "office") == tmp_path / "office", "an empty folder is free"
    (tmp_path / "office" / "office.db").touch()
    assert free_beside(tmp_path / "office") == tmp_path / "office-2"
    assert free_beside(tmp_path / "new") == tmp_path / "new"
