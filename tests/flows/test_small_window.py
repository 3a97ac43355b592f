"""In the smallest window (1366x768 at 150 %): what floats over a page stays inside it, whole, and covers no button."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from db.work.household_steps import HouseholdEvent
from desktop.views.household_window import HouseholdWindow
from desktop.widgets.parts import show_at
from tests.counter import ROWS, page_of, seat

SMALLEST = (910, 465)


@pytest.fixture
def peopled(office):
    """Four elders, two of them behind one door, one of them with many needs."""
    seat(office, ROWS)
    return office


@pytest.fixture
def desk(peopled, counter):
    """The window on it, as small as it may be."""
    made = counter(peopled, "elders")
    made.window.resize(*SMALLEST)
    QApplication.processEvents()
    return made


def box_of(one, window):
    return QRect(one.mapTo(window, QPoint(0, 0)), one.size())


def covered(toast, page):
    """Return the buttons in sight that a toast lies over."""
    spot = QRect(toast.pos(), toast.size())
    buttons = [one for one in page.findChildren(QPushButton) if one.isVisible() and not toast.isAncestorOf(one)]
    return [one.text() for one in buttons if box_of(one, page).intersects(spot)]


def look_for(desk, name):
    desk.omni.field.setFocus()
    desk.omni.field.setText(name)
    desk.omni.field.ask_now()
    desk.omni.settle()
    desk.omni.glance()
    QApplication.processEvents()
    return desk.omni


def test_the_card_of_the_counter_follows_the_window_and_scrolls_where_it_has_no_room(desk):
    omni = look_for(desk, "张秀英")
    for at in range(22):  # a household of many, with many needs
        omni.card.area.widget().layout().addWidget(QLabel(f"第 {at} 件没有办完的事"), 20 + at, 1)
    for size in ((1366, 768), SMALLEST, (900, 420), (1920, 1080)):
        desk.window.resize(*size)
        QTest.qWait(20)
        assert desk.window.rect().contains(box_of(omni.panel, desk.window)), size
        for one in omni.card.findChildren(QPushButton):
            assert omni.panel.rect().contains(box_of(one, omni.panel)), (size, one.text())
        fits = omni.card.area.verticalScrollBar().maximum() == 0
        assert fits == (size[1] > 1000), "what has no room scrolls, what has room does not"
    desk.window.resize(*SMALLEST)
    QTest.qWait(20)
    QTest.keyClick(omni.field, Qt.Key.Key_Down)
    assert omni.card.area.verticalScrollBar().value() > 0, "the arrows scroll it"


def test_a_word_about_what_was_done_stays_inside_the_page_and_over_no_button(desk):
    for name in ("elders", "settings", "visits", "print_centre"):
        page = page_of(desk, name)
        for words in ("已保存 张秀英", "这一句话" * 40):
            page.toast.tell(words, undoable=True)
            QApplication.processEvents()
            assert page.rect().contains(box_of(page.toast, page)), (name, words)
            assert covered(page.toast, page) == [], (name, words)
    page.toast.move(0, 0)
    page.toast.resize(page.size())
    assert covered(page.toast, page), "the control: over everything it would be seen"


def test_a_small_window_opens_inside_the_screen_wherever_it_is_asked_for(desk):
    page = page_of(desk, "elders")
    screen = desk.window.screen().availableGeometry()
    page.table.selectAll()
    page.batch.wanted.emit("change")
    panel = QApplication.activePopupWidget()
    for corner in (QPoint(0, 0), screen.bottomRight(), QPoint(-500, 9_000)):
        show_at(panel, corner)
        assert screen.contains(panel.geometry()), corner
    panel.move(screen.bottomRight())
    assert not screen.contains(panel.geometry()), "the control: moved there plainly, it is not"
    panel.close()


def test_every_event_of_a_household_is_asked_for_in_a_window_no_larger_than_its_page(desk):
    page = page_of(desk, "elders")
    made = HouseholdWindow(desk.store, page.model.ids[0], page)
    for event in HouseholdEvent:
        made.event_.setCurrentIndex(made.event_.findText(event.label))
        made.show()
        QApplication.processEvents()
        needs = made.layout().minimumSize()
        assert needs.boundedTo(QSize(*SMALLEST)) == needs, event
        assert made.size().boundedTo(QSize(*SMALLEST)) == made.size(), event
        assert made.rect().contains(box_of(made.confirm, made))
    made.close()
