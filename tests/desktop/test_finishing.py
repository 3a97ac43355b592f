"""Opening and closing an office works in a thread: the window stays painted, and what is typed is not lost."""

from datetime import date
from time import sleep

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from db.clock import Clock
from db.store.store import Store
from db.trouble import StoreTrouble
from desktop.app import Desk, application
from desktop.jobs import Latest, finish
from tests.resting import rest

TODAY = date(2026, 11, 24)


@pytest.fixture
def desk(office, qtbot):
    """The counter with an open office that has changed."""
    application()
    made = Desk(office.folder, Clock(TODAY))
    qtbot.addWidget(made.window)
    made.show(office)
    made.window.show()
    office.changed = True
    yield made
    made.jobs.wait()
    made.close_office()


def texts(desk):
    return [one.text() for one in desk.window.findChildren(QLabel) if one.isVisible()]


def test_a_window_lives_on_while_work_is_finished_and_hears_how_it_ended(qtbot):
    beats, timer = [], QTimer(interval=5)
    timer.timeout.connect(lambda: beats.append(1))
    timer.start()
    assert finish(lambda: sleep(0.1) or "done") == "done"
    assert len(beats) >= 3
    with pytest.raises(StoreTrouble):
        finish(trouble)


def trouble():
    """Fail as a store does."""
    raise StoreTrouble("磁盘已满，这次没有保存。")


@pytest.mark.slow
def test_locking_hides_the_office_before_its_backup_and_keeps_the_window(desk, monkeypatch):
    seen, whole = [], Store.close

    def close(store):
        QTimer.singleShot(0, desk.window, lambda: seen.append((texts(desk), desk.window.close())))
        sleep(0.15)
        whole(store)

    monkeypatch.setattr(Store, "close", close)
    desk.lock()
    [(words, closed)] = seen
    assert "已锁好，正在备份，请稍候…" in words
    assert not closed, "a window in the midst of a backup stays"
    assert desk.window.isVisible()
    assert desk.unlock.password.isVisible()


def test_an_office_whose_backup_fails_is_locked_all_the_same(desk, monkeypatch):
    monkeypatch.setattr(Store, "close", lambda _: trouble())
    with pytest.raises(StoreTrouble):
        desk.lock()
    assert desk.store is None
    assert desk.unlock.password.isVisible()


def test_locking_waits_for_nothing_that_is_only_read(desk):
    reading = Latest(desk.window)
    ended = []
    reading.ask(lambda stop: [sleep(0.01) for _ in iter(stop, True)] and ended.append(1))
    rest(30)
    desk.lock()
    reading.wait()
    assert ended == [1]
