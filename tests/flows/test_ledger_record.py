"""A record of the ledger page: removed when typed by mistake; its side panel grows and keeps its width."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import select

from db.ledgers.people import Person
from db.ledgers.services import ServiceLog
from db.places import data_folder
from db.work.removing import DESCRIBES
from desktop.prefs import Prefs
from tests.counter import ROWS, page_of, rows_named, seat


@pytest.fixture
def desk(office, counter):
    seat(office, ROWS)
    return counter(office)


def test_a_record_typed_by_mistake_is_removed_and_comes_back_by_undo(desk, qtbot):
    page = page_of(desk)
    page.open_row(rows_named(page, "张秀英")[0])
    person = page.form.person
    before = everything_of(desk.store, person)
    page.form.tabs.setCurrentWidget(page.form.history)
    QTest.mouseClick(button_of(page.form.history, "移除这条记录"), Qt.MouseButton.LeftButton)
    assert rows_named(page, "张秀英") == []
    assert not page.form.isVisible()
    assert all(row.removed_at for row in everything_of(desk.store, person))
    page.undo()
    assert len(rows_named(page, "张秀英")) == 1
    assert [plain(row) for row in everything_of(desk.store, person)] == [plain(row) for row in before]


def test_a_person_of_whom_something_happened_is_not_removed(desk, qtbot):
    page = page_of(desk)
    page.open_row(rows_named(page, "张秀英")[0])
    person = page.form.person
    with desk.store.write("试") as writer:
        visit = writer.add(ServiceLog, {"person_id": person, "at": desk.store.clock.now()})
    page.form.away.emit()
    assert "服务记录 1 条" in page.toast.words.text()
    assert len(rows_named(page, "张秀英")) == 1
    with desk.store.write("试") as writer:
        writer.remove(ServiceLog, visit)
    page.form.away.emit()
    assert rows_named(page, "张秀英") == [], "without the visit it goes"


def button_of(parent, words):
    return next(one for one in parent.findChildren(QPushButton) if one.text() == words)


def everything_of(store, person):
    with store.read(store.viewer.unmasked("试")) as reader:
        own = list(reader.rows(select(Person.__table__).where(Person.id == person)))
        for ledger in DESCRIBES:
            table = ledger.__table__
            own += reader.rows(select(table).where(table.c.person_id == person).order_by(table.c.id))
    return own


def plain(row):
    return {key: value for key, value in row._mapping.items() if key not in ("revision", "changed_at", "changed_by")}


def test_the_side_grows_by_its_grip_and_keeps_its_width(desk, qtbot):
    page = page_of(desk)
    page.open_row(0)
    QApplication.processEvents()
    usual, grip = page.form.width(), page.form.grip
    drag(grip, -120)
    QApplication.processEvents()
    assert page.form.width() == usual + 120
    assert Prefs.load(data_folder()).side == usual + 120
    page.form.grip.wanted = 9_000
    page._arrange()
    assert page.form.width() <= page.width() * 2 / 3, "the list stays in sight"
    QTest.mouseDClick(grip, Qt.MouseButton.LeftButton)
    assert page.form.width() == usual
    assert Prefs.load(data_folder()).side == 0


def drag(grip, by):
    at = grip.rect().center()
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(grip, at + QPoint(by, 0))
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton)
