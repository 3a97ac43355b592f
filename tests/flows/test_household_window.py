"""户主去世 at the real window: shown before, asked once, written in one step; its undo leaves every row as it was."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from db.ledgers import LEDGERS
from db.ledgers.care import CarePlan, Cycle, RiskClass
from db.ledgers.happenings import Absence, LifeEvent
from db.ledgers.people import Person, PersonStatus, PersonTag
from db.work.household_steps import HouseholdEvent
from desktop.bus import Place
from tests.counter import seat

pytestmark = pytest.mark.slow
TODAY = date(2026, 11, 24)


@pytest.fixture
def desk(office, counter):
    """An office with a couple behind one door, the husband the head, both 空巢 and seen every week."""
    rows = [
        {"name": name, "sex": sex, "birth_date": birth, "address": "3栋2单元501", "area": "第一网格", "tags": "空巢",
         "living": "仅夫妻", "head_relation": kin}
        for name, sex, birth, kin in (("李德明", "男", "1938-02-02", "户主"), ("张秀英", "女", "1940-06-12", "配偶"))
    ]  # fmt: skip
    seat(office, rows)
    with office.write("试") as writer:
        for (one,) in writer.reader.rows(select(Person.id)):
            plan = {"person_id": one, "risk_class": RiskClass.HIGH, "cycle": Cycle.WEEK, "since": date(2026, 1, 1)}
            writer.add(CarePlan, plan)
    return counter(office)


def everything(store):
    """Return every column of every live row but the two stamps that each write sets (see test_household.py)."""
    found = {}
    with store.read(store.viewer.unmasked("试")) as reader:
        for name, ledger in LEDGERS.items():
            keys = [column for column in ledger.__table__.columns if column.key not in ("revision", "changed_at")]
            rows = reader.rows(select(*keys).where(ledger.removed_at.is_(None)).order_by(ledger.id))
            found[name] = [tuple(row) for row in rows]
    return found


def page_of(desk):
    desk.bus.go.emit(Place("elders"))
    QApplication.processEvents()
    page = desk.window.built["elders"]
    names = [page.model.row(n)["name"] for n in range(page.model.rowCount())]
    page.open_row(names.index("李德明"))
    return page


def test_the_head_dies_and_the_undo_leaves_every_row_as_it_was(desk):
    page = page_of(desk)
    assert {one.ledger for one in page.form.children_} >= {Absence, LifeEvent}, "stays in hospital are told there too"
    before = everything(desk.store)
    page.begin_event()
    window = page.event_window
    assert window.event_.currentData() is HouseholdEvent.DEATH
    assert window.list.count() >= 4
    assert not window.confirm.isEnabled(), "it is asked first whether she lives alone now"
    assert window.asked.text() == "张秀英现在是否独自居住？"
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert everything(desk.store) == before, "no key writes it while the question is open"
    window.answer.setFocus()
    QTest.keyClick(window.answer, Qt.Key.Key_Down)
    assert window.answer.currentData() is True
    said = [window.list.item(n).text() for n in range(window.list.count())]
    assert any("独居" in words and "张秀英" in words for words in said)
    assert everything(desk.store) == before, "nothing is written while it is only shown"
    QTest.keyClick(window.confirm, Qt.Key.Key_Space)
    with desk.store.read() as reader:
        assert reader.scalar(select(Person.status).where(Person.name == "李德明")) is PersonStatus.DECEASED
        widow = reader.scalar(select(Person.id).where(Person.name == "张秀英"))
        tags = reader.rows(select(PersonTag.tag).where(PersonTag.person_id == widow, PersonTag.until.is_(None)))
    assert [tag for (tag,) in tags] == ["lives_alone"]
    assert everything(desk.store) != before
    page.undo()
    assert everything(desk.store) == before


def test_a_day_to_come_is_refused_and_the_file_tells_what_became_of_a_person(desk):
    page = page_of(desk)
    page.begin_event()
    window = page.event_window
    window.day.setFocus()
    QTest.keyClicks(window.day, "2026-12-24")
    assert "之后" in window.state.text()
    assert not window.confirm.isEnabled()
    window.reject()
    page.form.tabs.setCurrentWidget(page.file)
    assert any("探访计划" in page.file.item(n).text() for n in range(page.file.count()))
