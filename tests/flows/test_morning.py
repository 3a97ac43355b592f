"""A clerk's first morning by real keys and mouse: from a computer without an office to a printed sheet and back."""

from functools import partial

import pypdf
import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from db.store import query
from tests.case_desk import by_input_method
from tests.counter import drop, settle

pytestmark = pytest.mark.slow
CTRL = Qt.KeyboardModifier.ControlModifier
NO = Qt.KeyboardModifier.NoModifier
PASSWORD = "nanqianggenxia de laoyushu"
HEAD = ("姓名", "出生日期", "联系电话", "所属网格", "家庭住址")
ELDERS = (
    ("张秀英", "1943-06-12", "13804717122", "第一网格", "6栋2单元301"),
    ("李德明", "1935-02-02", "13804710002", "第二网格", "5栋1单元101"),
    ("王桂兰", "1941-06-15", "13804711234", "第二网格", "9栋1单元102"),
)


def key(desk, which, with_=NO):
    """Strike a key where the keyboard is."""
    QTest.keyClick(QApplication.focusWidget() or desk.window, which, with_)
    settle(desk)


def say(text):
    """Type into what has the keyboard: letters by keys, Chinese as an input method commits it."""
    by_input_method(QApplication.focusWidget(), text)


def press(desk, text):
    """Click the button of these words with the mouse."""
    found = next(one for one in desk.window.findChildren(QPushButton) if one.text() == text and one.isVisible())
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)
    settle(desk)


def found_office(desk):
    """Choose to begin with a sheet, fill the page in field by field, type the recovery sheet back."""
    key(desk, Qt.Key.Key_Tab)
    key(desk, Qt.Key.Key_Space)
    for words in ("丁香社区", "150102402001"):
        say(words)
        key(desk, Qt.Key.Key_Return)
    say("第一网格")
    key(desk, Qt.Key.Key_Return)
    say("第二网格")
    key(desk, Qt.Key.Key_Tab)
    for words in ("王芳", PASSWORD, PASSWORD):
        say(words)
        key(desk, Qt.Key.Key_Return)
    check = desk.unlock.check
    for number in (2, 7):
        say(check.groups[number - 1].lower())
        key(desk, Qt.Key.Key_Tab if number == 2 else Qt.Key.Key_Return)


def take_sheet_in(desk, path):
    """Drag the ledger in, look at its columns, take it in, go back to the list."""
    page = desk.window.built["elders"]
    drop(page, path)
    settle(desk)
    press(desk, "检查")
    press(desk, f"导入 {len(ELDERS)} 行")
    press(desk, "返回列表")
    return page


def find_and_mend(desk):
    """Find 张秀英 by her initials and give her another phone."""
    key(desk, Qt.Key.Key_F, CTRL)
    say("zxy")
    key(desk, Qt.Key.Key_Return)
    page = desk.window.built["elders"]
    page.form.editors["phone"].widget.setFocus()
    key(desk, Qt.Key.Key_A, CTRL)
    say("13900001111")
    key(desk, Qt.Key.Key_S, CTRL)


def print_sheet(desk, qtbot):
    """Print the sheet for the door of the one who is listed."""
    key(desk, Qt.Key.Key_P, CTRL)
    page = desk.window.built["print_centre"]
    qtbot.waitUntil(lambda: page.shown is not None and not page.stale and page.panel.name() != "", timeout=20_000)
    key(desk, Qt.Key.Key_P, CTRL)


def unlock_again(desk):
    key(desk, Qt.Key.Key_L, CTRL)
    assert desk.store is None
    assert desk.window.built == {}
    say(PASSWORD)
    key(desk, Qt.Key.Key_Return)


def morning(desk, qtbot, path):
    """Live through the morning; yield the name of every step when it is done."""
    for name, do in (
        ("founded", partial(found_office, desk)),
        ("taken_in", partial(take_sheet_in, desk, path)),
        ("mended", partial(find_and_mend, desk)),
        ("printed", partial(print_sheet, desk, qtbot)),
        ("undone", partial(undo, desk)),
        ("unlocked", partial(unlock_again, desk)),
        ("settings", partial(key, desk, Qt.Key.Key_Comma, CTRL)),
    ):
        do()
        yield name


def undo(desk):
    """Come back to the list, where the keyboard still stands in the phone just mended, and take that back."""
    key(desk, Qt.Key.Key_3, CTRL)
    key(desk, Qt.Key.Key_Z, CTRL)


def sheet_of(folder):
    """Return a workbook as an office keeps it."""
    book = Workbook()
    for row in (HEAD, *ELDERS):
        book.active.append(row)
    book.save(folder / "65岁以上老人.xlsx")
    return folder / "65岁以上老人.xlsx"


def phone_of(desk, name):
    page = desk.window.built["elders"]
    with desk.store.read(desk.store.viewer.unmasked("试")) as reader:
        return next(
            row["phone"]
            for row in query.cells(reader, page.book, page.model.ids, ("name", "phone"))
            if row["name"] == name
        )


def test_a_first_morning_from_an_empty_computer_to_a_printed_sheet_and_its_undo(newcomer, paper, qtbot, tmp_path):
    desk = newcomer
    for step in morning(desk, qtbot, sheet_of(tmp_path)):
        if step == "founded":
            assert desk.window.built["elders"].importing.page.isVisible()
        elif step == "taken_in":
            assert desk.window.built["elders"].model.rowCount() == len(ELDERS)
            assert desk.window.built["elders"].table.hasFocus()
        elif step == "mended":
            assert desk.window.built["elders"].form.title.text() == "张秀英"
            assert phone_of(desk, "张秀英") == "13900001111"
        elif step == "printed":
            assert desk.window.built["print_centre"].amount.text() == "1 人 · 1 页"
            assert len(pypdf.PdfReader(paper[-1]).pages) == 1
        elif step == "undone":
            assert phone_of(desk, "张秀英") == "13804717122"
        elif step == "unlocked":
            assert desk.store is not None
        else:
            assert desk.window.current() == "settings"
