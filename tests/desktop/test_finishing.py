"""Opening and closing an office works in a thread: the window stays painted, and what is typed is not lost."""

from datetime import date
from threading import Event
from time import sleep

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from sqlalchemy import select

from db.clock import Clock
from db.ledgers.people import Person
from db.store import backup
from db.store.backup import restore
from db.store.store import Store
from db.trouble import StoreTrouble
from desktop.app import Desk, application
from desktop.jobs import Latest, finish
from desktop.leaving import Leaving
from tests.resting import rest

TODAY = date(2026, 11, 24)
PATIENCE = 10
"""Seconds after which a backup that nobody lets go on ends by itself."""


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


class Slow:
    """Checks a backup only once it is told to, as that of a large office is done after half a minute."""

    def __init__(self, monkeypatch):
        self.go, self.ended, self.whole = Event(), [], backup._verify
        monkeypatch.setattr(backup, "_verify", self.verify)

    def verify(self, *given):
        self.go.wait(PATIENCE)
        self.whole(*given)
        self.ended.append(given[0].name)


def unlocked_again(desk, password):
    """Lock, and give the password at once; return whether the backup was still being made then."""
    slow_, desk_store = desk.slow, desk.store
    desk.lock()
    assert desk.store is None
    desk.unlock.password.setText(password)
    QTest.keyClick(desk.unlock.password, Qt.Key.Key_Return)
    assert desk.store is not None
    assert desk.store is not desk_store
    return not slow_.ended


@pytest.mark.slow
def test_who_locks_unlocks_at_once_and_the_backup_goes_on_behind(desk, monkeypatch, password, qtbot):
    desk.slow = Slow(monkeypatch)
    assert unlocked_again(desk, password)
    assert not desk.store.changed
    with desk.store.write("背后") as writer:
        writer.add(Person, {"name": "孙淑珍"})
    desk.slow.go.set()
    qtbot.waitUntil(lambda: not desk.leaving.open)
    assert desk.store.changed, "what was written meanwhile is the next backup's"
    folder = desk.store.folder
    desk.close_office()
    assert [people_in(one, folder, password) for one in sorted((folder / "backups").iterdir())] == [0, 1]


def people_in(file, folder, password):
    """Return how many people a backup holds."""
    again = folder.parent / file.stem
    restore(file, again, password)
    with Store.opened(again, password, Clock(TODAY)) as store, store.read() as reader:
        return len(reader.rows(select(Person.id)))


def test_control_who_waits_for_the_backup_unlocks_behind_it(desk, monkeypatch, password):
    desk.slow = Slow(monkeypatch)
    desk.slow.go.set()
    monkeypatch.setattr(Leaving, "begin", Leaving.close)
    assert not unlocked_again(desk, password)


@pytest.mark.slow
def test_locking_hides_the_office_says_so_and_closing_waits_for_the_backup(desk, monkeypatch):
    slow = Slow(monkeypatch)
    desk.lock()
    assert "已锁好，正在备份。不用等，随时可以再打开。" in texts(desk)
    assert desk.unlock.password.isVisible()
    seen = []

    def look():
        seen.append((texts(desk), desk.window.close()))
        slow.go.set()

    QTimer.singleShot(0, desk.window, look)
    desk.close_office()
    [(words, closed)] = seen
    assert "已锁好，正在备份，请稍候…" in words
    assert not closed, "a window in the midst of its last backup stays"
    assert len(slow.ended) == 1


def test_an_office_whose_backup_fails_is_locked_all_the_same_and_the_next_makes_it_up(
    desk, monkeypatch, password, qtbot
):
    with monkeypatch.context() as broken:
        broken.setattr(backup, "write", lambda *_: trouble())
        desk.lock()
        assert desk.unlock.password.isVisible()
        qtbot.waitUntil(lambda: not desk.leaving.open)
    assert "磁盘已满，这次没有保存。" in texts(desk)
    desk.unlock.password.setText(password)
    QTest.keyClick(desk.unlock.password, Qt.Key.Key_Return)
    assert not desk.store.changed
    desk.close_office()
    assert len(list((desk.folder / "backups").iterdir())) == 1


def test_a_window_goes_only_once_a_failed_backup_was_told(desk, monkeypatch):
    monkeypatch.setattr(backup, "write", lambda *_: trouble())
    assert not desk.window.close()
    assert "磁盘已满，这次没有保存。不备份就要退出的，请再关一次窗口。" in texts(desk)
    assert desk.unlock.password.isVisible()
    assert desk.window.close()


def test_locking_waits_for_nothing_that_is_only_read(desk):
    reading = Latest(desk.window)
    ended = []
    reading.ask(lambda stop: [sleep(0.01) for _ in iter(stop, True)] and ended.append(1))
    rest(30)
    desk.lock()
    reading.wait()
    assert ended == [1]
