"""By keys alone: a dispute from intake to archive for each way it ends, a smell raised on a Tuesday and solved.

Nothing here calls a method of the window; what it shows is read.
"""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTabBar
from sqlalchemy import select

from db.ledgers.matters import Matter, MatterState, Outcome
from db.ledgers.mediation import Mediation, Performance
from db.ledgers.parties import Hearing
from db.work.case_lines import Wanted, case_ids, lines_of
from db.work.discussing import days_taken
from tests.case_desk import CTRL, NUMBERS, TUESDAY, by_input_method
from tests.senses import spoken

pytestmark = pytest.mark.slow
FARTHEST = 150
PLAIN = Qt.KeyboardModifier.NoModifier


def press(key, modifier=PLAIN):
    """Press a key where the keyboard is."""
    QTest.keyClick(QApplication.focusWidget(), key, modifier)
    QApplication.processEvents()


def reach(wanted, what):
    """Press Tab until the keyboard is where it is wanted."""
    for _ in range(FARTHEST):
        if wanted(QApplication.focusWidget()):
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"no Tab leads to {what}; the keyboard is at {QApplication.focusWidget()}")


def push(name):
    """Go to a button by Tab and press it with the space bar."""
    reach(lambda widget: spoken(widget) == name, name)
    press(Qt.Key.Key_Space)
    QTest.qWait(20)  # what is laid out by it takes the keyboard behind this call


def write(text):
    """Type into the field that has the keyboard, as its kind takes it."""
    widget = QApplication.focusWidget()
    if isinstance(widget, QComboBox):
        press(Qt.Key.Key_Home)
        while widget.currentText() != text:
            assert widget.currentIndex() < widget.count() - 1, f"{text} is not offered"
            press(Qt.Key.Key_Down)
        return
    assert isinstance(widget, QLineEdit | QPlainTextEdit)
    press(Qt.Key.Key_A, CTRL)
    by_input_method(widget, text)


def fill(editors, values):
    QTest.qWait(20)
    for key, text in values.items():
        reach(lambda widget, wanted=editors[key].widget: widget is wanted, key)
        write(text)


def keep():
    press(Qt.Key.Key_Return, CTRL)
    QTest.qWait(20)


def tab(file, heading):
    """Go to a tab of the case by the arrow keys."""
    reach(lambda widget: isinstance(widget, QTabBar) and file.isAncestorOf(widget), "the tabs of the case")
    bar = QApplication.focusWidget()
    while bar.currentIndex():
        press(Qt.Key.Key_Left)
    while bar.tabText(bar.currentIndex()) != heading:
        at = bar.currentIndex()
        press(Qt.Key.Key_Right)
        assert bar.currentIndex() != at, f"no tab {heading}"


def choose(words):
    """Open 更多步骤 with the space bar and choose in it by the arrow keys."""
    QCursor.setPos(0, 0)  # where the mouse was left is no choice in a menu that opens below it
    push("更多步骤")
    menu = QApplication.activePopupWidget()
    for _ in menu.actions():
        QTest.keyClick(menu, Qt.Key.Key_Down)
        if menu.activeAction() is not None and menu.activeAction().text() == words:
            break
    QTest.keyClick(menu, Qt.Key.Key_Return)
    QTest.qWait(20)


def status(file):
    return file.facts.matter.status


def registered(page):
    press(Qt.Key.Key_N, CTRL)
    fill(page.sheet.editors, {
        "applicant.name": "王建华", "applicant.id_number": NUMBERS[0], "respondent.name": "刘桂珍",
        "respondent.id_number": NUMBERS[1], "raised_on": "20261124", "subject": "楼上漏水",
        "content": "卫生间防水层老化，渗漏到楼下。", "dispute_type": "邻里纠纷", "source": "当事人申请",
    })  # fmt: skip
    keep()
    assert page.stack.currentWidget() is page.file, page.sheet.fields.wrong.text()
    return page.file


def in_hand(page):
    """Accept it, look into it, mediate, and say who mediated."""
    file = registered(page)
    keep()
    keep()
    assert status(file) is MatterState.ACCEPTED
    keep()  # the line of notes takes the keyboard
    noted("到场查看，系防水层老化。")
    noted("双方同意分担维修费。")
    assert status(file) is MatterState.IN_HAND
    tab(file, "概况")
    push("添加当事人")
    fill(file.parts["parties"].editors, {"side": "调解员", "name": "张伟"})
    keep()
    return file


def closed(file, way):
    """Write down how it ended, and close it."""
    if way is Outcome.FAILED:
        tab(file, "协议与履行")
        push("修改未达成协议时")
        fill(file.parts["outcome"].editors, {"failed_reason": "双方对金额分歧过大", "told_ways": "可向法院起诉"})
        keep()
        choose("办结")
    else:
        keep()  # leads to the agreement
        form = "书面" if way is Outcome.AGREED_WRITTEN else "口头"
        fill(file.parts["agreement"].editors, {
            "agreement_form": form, "agreed_on": "2026-11-24", "effective_on": "2026-11-24",
            "terms": "刘桂珍承担防水维修。", "perform_due": "2026-12-01",
        })  # fmt: skip
        keep()
        keep()
    fill(file.steps.editors, {"outcome": way.label, "resolved_level": "社区", "result": "已按约定处理"})
    keep()
    assert status(file) is MatterState.RESOLVED, file.steps.wrong.text()


def performed(file):
    """Enter two parts of what was agreed: one that is done, one that is not."""
    tab(file, "协议与履行")
    said = []
    for done in ("2026-11-24", ""):
        push("添加履行")
        fill(file.parts["instalments"].editors, {"due_on": "2026-11-24", "what": "维修费", "done_on": done})
        keep()
        said.append(file.facts.mediation.performance)
    assert said == [Performance.FULL, Performance.PARTIAL]


@pytest.mark.parametrize("way", [Outcome.AGREED_WRITTEN, Outcome.AGREED_ORAL, Outcome.FAILED])
def test_a_dispute_goes_from_intake_to_archive_by_keys_alone(at_desk, way):
    _, page = at_desk("disputes")
    file = in_hand(page)
    closed(file, way)
    tab(file, "确认与归档")
    push("修改权利义务告知")
    fill(file.parts["rights_notice"].editors, {"rights_notice_on": "2026-11-24"})
    keep()
    if way is not Outcome.FAILED:
        performed(file)
        keep()
        fill(file.steps.editors, {"text": "已回访，双方履行完毕"})
        keep()
        assert status(file) is MatterState.VISITED_BACK, file.steps.wrong.text()
    keep()
    keep()
    assert status(file) is MatterState.ARCHIVED, file.steps.wrong.text()
    with file.store.read() as reader:
        assert reader.get(Matter, file.matter).outcome is way
        assert reader.scalar(select(Mediation.rights_notice_on)) == TUESDAY
        assert len(reader.rows(select(Hearing.id))) == 2


def test_a_dispute_is_withdrawn_by_keys_alone_with_its_reason(at_desk, qtbot):
    _, page = at_desk("disputes")
    file = registered(page)
    choose("撤回")
    qtbot.waitUntil(lambda: file.steps.isAncestorOf(QApplication.focusWidget() or page))
    keep()
    assert "写明原因" in file.steps.wrong.text()
    fill(file.steps.editors, {"text": "双方自行和解"})
    keep()
    assert status(file) is MatterState.WITHDRAWN
    assert file.next.isHidden()


def noted(text, action=""):
    """Write one line about what was done, and keep it with Enter."""
    if action:
        reach(lambda widget: spoken(widget) == "记录什么", "记录什么")
        write(action)
    reach(lambda widget: spoken(widget) == "补充记录", "补充记录")
    write(text)
    press(Qt.Key.Key_Return)


def test_a_smell_raised_on_a_tuesday_is_solved_in_two_days(at_desk):
    _, page = at_desk("matters")
    press(Qt.Key.Key_N, CTRL)
    fill(page.sheet.editors, {"raiser.name": "赵玉兰", "subject": "统建楼有臭味", "content": "一楼地沟返臭"})
    keep()
    file = page.file
    assert file.facts.matter.activity_id is not None, "raised on the day of the sitting"
    keep()
    keep()
    assert status(file) is MatterState.ACCEPTED
    keep()
    noted("污水管道堵塞，污水倒灌回地沟")
    desk, page = at_desk("matters", date(2026, 11, 26))
    file = page.file
    tab(file, "办理过程")
    noted("居民、物业现场协商，由物业疏通", "协商")
    keep()
    fill(file.steps.editors, {"outcome": "已解决", "resolved_level": "社区", "method": "协商", "result": "管道已疏通"})
    keep()
    assert days_taken(file.facts.matter) == 2
    with desk.store.read() as reader:
        [line] = lines_of(reader, case_ids(reader, Wanted(page.book.kinds)))
    assert line.limit.endswith("用时 2 天")


def test_control_a_button_that_no_tab_reaches_is_caught(at_desk):
    _, page = at_desk("disputes")
    file = registered(page)
    file.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    with pytest.raises(AssertionError, match="no Tab leads to 更多步骤"):
        choose("撤回")
