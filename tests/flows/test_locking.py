"""Locking: key and copied text are forgotten, what is typed is kept; by hand, or where nobody is at the desk."""

import gc
from contextlib import suppress
from datetime import date, timedelta
from weakref import ref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from db.clock import Clock
from db.store.store import Store
from db.trouble import StoreTrouble
from desktop.app import SERVING, Desk, application
from desktop.bus import Place
from desktop.greeting import warn_of_clock
from desktop.widgets import idle
from tests.counter import page_of, settle

TODAY = date(2026, 11, 24)


@pytest.fixture
def desk(office, counter):
    return counter(office)


def visit_every_page(desk):
    for tab in desk.window.offered:
        desk.bus.go.emit(Place(tab.name))
        settle(desk)


def let_go():
    """Let Qt delete what was given up."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_locked_office_leaves_no_key_in_memory_and_nothing_of_its_own_on_the_clipboard(folder, password, qtbot):
    application()
    made = Desk(folder, Clock(TODAY))
    made.window.show()
    qtbot.addWidget(made.window)
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow)
    for held in (False, True):
        made.show(Store.open(folder, password, Clock(TODAY)))
        if not held:
            visit_every_page(made)
        QApplication.clipboard().setText("13804717122")  # as Ctrl+C in a field does
        omni, store = made.omni if held else None, ref(made.store)
        made.lock()
        let_go()
        gc.collect()
        assert (store() is None) is not held, "the control: a search over everything that is kept keeps the key"
        assert QApplication.clipboard().text() == ""
        assert vars(made).keys().isdisjoint(SERVING)
        del omni


def test_what_was_copied_elsewhere_stays_on_the_clipboard(desk, qtbot, monkeypatch):
    monkeypatch.setattr(QApplication, "activeWindow", lambda: None)
    QApplication.clipboard().setText("别的程序里的字")
    desk.copied.forget()
    assert QApplication.clipboard().text() == "别的程序里的字"


def test_nobody_at_the_desk_locks_the_office_and_keeps_what_is_typed(desk, qtbot, monkeypatch):
    monkeypatch.setattr(idle, "AFTER", 0.2)
    QTest.qWait(250)
    QTest.keyClick(desk.window.windowHandle(), Qt.Key.Key_Shift)
    desk.idle.look()
    assert desk.store is not None, "a key was struck just now"
    page = page_of(desk)
    page.add_new()
    page.form.editors["name"].widget.setText("李德明")
    QTest.qWait(250)
    monkeypatch.setattr(QApplication, "activeModalWidget", lambda: desk.window)
    desk.idle.look()
    assert desk.store is not None, "a question waits for its answer"
    monkeypatch.undo()
    monkeypatch.setattr(idle, "AFTER", 0.0)
    desk.store.changed = False  # no backup is waited for
    desk.idle.look()
    assert desk.store is None
    assert "已自动锁好" in desk.unlock.message.text()


def test_a_clock_set_back_is_told_when_the_office_opens(office, desk, monkeypatch):
    def told():
        return [one.text() for one in desk.window.notices.findChildren(QLabel) if "调准" in one.text()]

    desk.window.notices.forget()
    warn_of_clock(desk, office)
    assert told() == []
    now = office.clock.now()
    monkeypatch.setattr(Clock, "now", lambda _: now - timedelta(days=30))
    warn_of_clock(desk, office)
    assert len(told()) == 1


@pytest.mark.parametrize("leave", ["lock", "close"])
def test_where_no_draft_can_be_kept_the_office_stays_open_once(desk, qtbot, monkeypatch, leave):
    page = page_of(desk)
    page.add_new()
    page.form.editors["name"].widget.setText("李德明")

    def full(*_):
        raise StoreTrouble("磁盘已满，这次没有保存。", "请清理磁盘后再保存一次。")

    monkeypatch.setattr(Store, "keep_draft", full)
    desk.store.changed = False
    go = getattr(desk, leave)
    for _ in range(2):
        with suppress(StoreTrouble):
            page.form.keep_draft()
    go()
    told = [one.text() for one in desk.window.notices.findChildren(QLabel) if "留不下草稿" in one.text()]
    assert len(told) == 1
    assert page.form.isVisible()
    assert page.form.editors["name"].reads() == "李德明", "what was typed is still there to be saved"
    go()
    assert desk.store is None


def test_the_same_trouble_is_told_in_one_line_until_it_is_answered(desk):
    desk.window.notices.forget()
    for words in ("磁盘已满。", "磁盘已满。", "打印机没有接收。"):
        desk.tell(words)
    assert len(desk.window.notices.lines) == 2
