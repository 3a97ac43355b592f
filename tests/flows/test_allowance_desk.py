"""高龄津贴 by real keys: register, certify several, change, pay back, stop, undo; the forms of the month from there."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from db.ledgers.allowances import Allowance
from db.ledgers.people import Person
from db.work.allowance_desk import Standing, history
from db.work.allowance_months import add_months, drawn_in
from db.work.allowances import to_certify
from desktop.bus import Place
from desktop.widgets.reader import QUICK
from tests.counter import seat

TODAY, MONTH = date(2026, 11, 24), date(2026, 11, 1)
ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab
BORN = {
    "王秀英": "1940-03-05",
    "张桂兰": "1944-07-09",
    "李福生": "1946-12-11",
    "赵长生": "1936-12-02",
    "周玉珍": "1926-12-20",
}


@pytest.fixture
def desk(office, counter):
    """An office of five elders, nobody registered yet."""
    rows = [{"name": name, "birth_date": born, "area": "第一网格", "address": f"3栋1单元{n}01"}
            for n, (name, born) in enumerate(BORN.items(), 1)]  # fmt: skip
    seat(office, rows)
    made = counter(office)
    made.bus.go.emit(Place("visits", form="allowances"))
    QApplication.processEvents()
    return made


def panel_of(desk):
    return desk.window.built["visits"].allowances


def press(desk, *keys, alt=""):
    """Press keys on what has the focus; alt: a letter or digit pressed with Alt first."""
    desk.window.activateWindow()
    assert QTest.qWaitForWindowActive(desk.window)
    if alt:
        QTest.keyClick(desk.window, Qt.Key(ord(alt.upper())), Qt.KeyboardModifier.AltModifier)
    for key in keys:
        if not isinstance(key, Qt.Key):
            QTest.qWait(2 * QUICK)  # a hand, not a card reader: its digits are no burst across fields
        for sign in [key] if isinstance(key, Qt.Key) else list(key):
            focus = desk.window.focusWidget()
            QTest.keyClick(focus, sign) if isinstance(sign, Qt.Key) else QTest.keyClicks(focus, sign)
    QApplication.processEvents()


def names(desk):
    return sorted(line.name for line in panel_of(desk).model.rows)


def mark(desk, *wanted):
    panel = panel_of(desk)
    panel.table.clearSelection()
    mode = panel.table.selectionModel().SelectionFlag
    for at, line in enumerate(panel.model.rows):
        if line.name in wanted:
            flags = mode.Select | mode.Rows
            panel.table.selectionModel().select(panel.model.index(at, 0), flags)
    panel.table.setFocus()


def rows(desk, *columns):
    with desk.store.read() as reader:
        return reader.rows(
            select(*columns).where(Allowance.removed_at.is_(None)).order_by(Allowance.since, Allowance.id)
        )


def test_a_months_work_on_allowances_goes_by_keys_and_each_step_is_undone(desk):
    panel = panel_of(desk)
    assert [chip.text() for chip in panel.chips.buttons()] == [
        "在领 0", "本月待认证 0", "下月满80 1", "下月满90 1", "下月满100 1", "已停发 0", "满80未登记 4"
    ]  # fmt: skip
    press(desk, alt="m")
    press(desk, "1", ENTER, "2", ENTER, "100", ENTER)
    press(desk, alt="7")
    mark(desk, "王秀英")
    press(desk, ENTER, "11", ENTER, ENTER, ENTER, ENTER, ENTER)
    assert names(desk) == ["周玉珍", "张桂兰", "赵长生"]
    mark(desk, "张桂兰")
    press(desk, ENTER, "11", ENTER, "2", ENTER, "2026-9", ENTER, "2", ENTER, "1", ENTER)
    with desk.store.read() as reader:
        assert [(one.amount, one.back) for one in drawn_in(reader, MONTH)] == [
            (Decimal(100), Decimal(0)), (Decimal(100), Decimal(200))
        ]  # fmt: skip
    press(desk, alt="2")
    assert names(desk) == ["张桂兰", "王秀英"]
    mark(desk, "张桂兰", "王秀英")
    press(desk, ENTER, "20", ENTER, "2", ENTER)
    assert names(desk) == []
    assert "20 已认证　电话" in _state(desk, Standing.DRAWING, "王秀英")
    desk.window.built["visits"].undo()
    with desk.store.read() as reader:
        assert len(to_certify(reader, MONTH)) == 2, "two certified by one save, one undo"


def _state(desk, standing, name):
    panel = panel_of(desk)
    panel.choose(standing)
    return next(line.state for line in panel.model.rows if line.name == name)


def register(desk, *wanted):
    for name in wanted:
        panel_of(desk).choose(Standing.UNFILED)
        mark(desk, name)
        press(desk, ENTER, "2026-1", ENTER, ENTER, ENTER, ENTER, ENTER)
    panel_of(desk).choose(Standing.DRAWING)


def test_stop_back_pay_change_and_what_is_refused_are_told_in_place(desk):
    register(desk, "王秀英", "赵长生")
    panel = panel_of(desk)
    mark(desk, "王秀英")
    press(desk, alt="b")
    press(desk, ENTER, "2026-3", ENTER, "1", ENTER, "1", ENTER)
    assert "已经发过" in panel.question.state.text()
    press(desk, Qt.Key.Key_Escape)
    mark(desk, "王秀英")
    press(desk, alt="b")
    press(desk, ENTER, "2025-11", ENTER, "2", ENTER, "1", ENTER)
    assert panel.question.isHidden(), (panel.question.act, panel.question.state.text())
    assert rows(desk, Allowance.back_months) == [(0,), (0,), (2,)]
    mark(desk, "赵长生")
    press(desk, alt="t")
    press(desk, "2025-5", ENTER, "1", ENTER)
    assert "起发月之前" in panel.question.state.text()
    press(desk, Qt.Key.Key_Escape)
    mark(desk, "赵长生")
    press(desk, alt="a")
    press(desk, "2026-12", ENTER)
    assert rows(desk, Allowance.category, Allowance.since)[-1] == ("a90", date(2026, 12, 1))
    panel.turn(1)
    mark(desk, "王秀英")
    press(desk, alt="t")
    press(desk, "1", ENTER, "1", ENTER)
    assert set(rows(desk, Allowance.category, Allowance.since, Allowance.until)) == {
        ("a80", date(2026, 1, 1), date(2026, 11, 1)), ("a80", date(2026, 11, 1), date(2027, 1, 1)),
        ("a80", date(2026, 1, 1), date(2026, 12, 1)), ("a90", date(2026, 12, 1), None),
    }, "1 means the next January: the first month without"  # fmt: skip
    panel.turn(1)
    assert "2027-01" not in _state(desk, Standing.DRAWING, "赵长生")
    with desk.store.read() as reader:
        person = reader.scalar(select(Person.id).where(Person.name == "王秀英"))
        told = history(reader, person)
    assert any("停发　去世" in words for words in told)
    assert any("补发　2025-11 起 2 个月　未及时登记" in words for words in told)


def test_the_four_forms_are_printed_from_the_desk_for_the_month_shown(desk):
    register(desk, "赵长生")
    panel = panel_of(desk)
    panel.turn(1)
    for action in panel.printing.menu().actions():
        action.trigger()
        page = desk.window.built["print_centre"]
        desk.jobs.wait()
        QApplication.processEvents()
        order = page.options.order()
        assert order.month == add_months(MONTH, 1)
        assert page.form.label.replace("高龄津贴", "") == action.text()


def test_a_list_of_the_county_is_taken_in_from_here_and_taken_back(desk, tmp_path, qtbot):
    path = tmp_path / "高龄津贴花名册.csv"
    path.write_text("姓名,出生日期,类别,补贴标准,起发月\n王秀英,1940-03-05,80—89周岁其他,100,2020-03\n", "utf-8-sig")
    panel = panel_of(desk)
    panel.importing.open(path)
    importing = panel.importing.page
    qtbot.waitUntil(lambda: importing.stack.currentIndex() == 1)
    importing.next.click()
    qtbot.waitUntil(lambda: importing.stack.currentIndex() == 2)
    qtbot.waitUntil(importing.next.isEnabled)
    importing.next.click()
    qtbot.waitUntil(lambda: importing.stack.currentIndex() == 3)
    with desk.store.read() as reader:
        assert [tuple(row) for row in reader.rows(select(Allowance.category, Allowance.since))] == [
            ("a80", date(2020, 3, 1))
        ]
    importing.undo_button.click()
    desk.jobs.wait()
    with desk.store.read() as reader:
        assert reader.rows(select(Allowance.id).where(Allowance.removed_at.is_(None))) == []
