"""F1: the help of what is in sight, also of what lies over a page; Esc takes it away and leaves the page as it is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.bus import Place
from desktop.widgets import help as help_
from desktop.widgets.help import NOWHERE
from tests.counter import ROWS, page_of, seat, settle


@pytest.fixture
def desk(office, counter):
    seat(office, ROWS)
    return counter(office)


def strike(key):
    """Strike a key where the keyboard is."""
    QTest.keyClick(QApplication.focusWidget(), key)


@pytest.mark.parametrize("claims", [True, False])
def test_f1_shows_the_help_of_every_page_and_esc_takes_it_away(desk, monkeypatch, claims):
    if not claims:
        monkeypatch.setattr(help_, "OwnEscape", lambda *_: None)
    left = []
    for tab in desk.window.offered:
        desk.bus.go.emit(Place(tab.name))
        settle(desk)
        desk.window.built[tab.name].setFocus()
        QTest.keyClick(desk.window, Qt.Key.Key_F1)
        assert desk.window.help.page == tab.name
        assert NOWHERE not in desk.window.help.text.toPlainText()
        strike(Qt.Key.Key_Escape)
        left += [tab.name] if desk.window.help.isVisible() else []
        desk.window.help.hide()
    assert bool(left) is not claims, "the control: a page that goes back by Esc, too, would get the key"


def test_the_help_of_an_import_is_that_of_the_import(desk):
    page = page_of(desk)
    page.importing.open()
    QTest.keyClick(desk.window, Qt.Key.Key_F1)
    assert desk.window.help.page == "import"
    strike(Qt.Key.Key_Escape)
    page.importing.close()
    QTest.keyClick(desk.window, Qt.Key.Key_F1)
    assert desk.window.help.page == "elders"


def test_a_word_of_what_was_saved_goes_with_its_page(desk):
    page = page_of(desk)
    page.toast.tell("已保存 张秀英", undoable=True)
    assert page.toast.isVisible()
    page_of(desk, "visits")
    page_of(desk)
    assert not page.toast.isVisible(), "撤销 on it would take back what was written after it"
