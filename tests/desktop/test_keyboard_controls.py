"""The walk by keys sees what is broken: a trap, a place out of sight, a jump, what Tab forgets, keys that clash."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.app import application
from desktop.widgets import faults
from desktop.widgets.parts import bind, scrolled, steady
from desktop.widgets.reading import go_on
from tests.keyboard import escape_faults, key_faults, preedit_faults, tab_faults, wheel_faults


class Sheet(QWidget):
    """Fields one below the other; Tab goes as one reads, or as Qt has it."""

    def __init__(self, *, reads=True):
        super().__init__()
        self.reads = reads
        self.box = QVBoxLayout(self)
        self.fields = [QLineEdit() for _ in range(3)]
        for at, field in enumerate(self.fields):
            field.setAccessibleName(f"{at}")
            self.box.addWidget(field)

    def focusNextPrevChild(self, forward):
        return go_on(self, forward=forward) if self.reads else super().focusNextPrevChild(forward)


@pytest.fixture
def show(qtbot):
    """A function that puts a sheet in front, its first field in use."""
    application()

    def put(sheet):
        qtbot.addWidget(sheet)
        sheet.show()
        sheet.activateWindow()
        qtbot.waitUntil(sheet.isActiveWindow)
        sheet.fields[0].setFocus()
        return sheet

    return put


def test_a_sheet_in_order_has_nothing_wrong(show):
    stops, wrong = tab_faults(show(Sheet()))
    assert (len(stops), wrong) == (3, [])


@pytest.mark.parametrize(("reads", "jumps"), [(True, set()), (False, {"2", "neu"})])
def test_what_is_put_in_afterwards_is_read_in_its_place_and_qt_would_come_to_it_last(show, reads, jumps):
    sheet = show(Sheet(reads=reads))
    for at in (0, 2):
        late = QLineEdit()
        late.setAccessibleName("neu")
        sheet.box.insertWidget(at, late)
    QApplication.processEvents()
    wrong = tab_faults(sheet)[1]
    assert {words.partition("“")[2].partition("”")[0] for words in wrong} == jumps


def test_what_goes_leaves_the_keyboard_in_what_it_stood_in(show):
    sheet, card = Sheet(), QWidget()
    box, gone = QVBoxLayout(card), QLineEdit()
    left = [QLineEdit(), gone, QLineEdit()]
    for one in left:
        box.addWidget(one)
    sheet.box.addWidget(card)
    show(sheet)
    gone.setFocus()
    gone.hide()
    assert left[0].hasFocus(), "the first of its card, not the first of the window"
    card.hide()
    assert sheet.fields[0].hasFocus()


def test_a_button_within_a_list_that_takes_the_keyboard_itself_is_left_again(show):
    sheet, outer = Sheet(), QWidget()
    outer.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    QVBoxLayout(outer).addWidget(QLineEdit())
    sheet.box.addWidget(outer)
    stops, wrong = tab_faults(show(sheet))
    assert (len(stops), wrong) == (5, [])


def test_a_table_that_keeps_tab_is_a_trap(show):
    sheet = Sheet()
    table = QTableWidget(2, 2)
    sheet.box.addWidget(table)
    show(sheet)
    assert any("keeps" in words or "never" in words for words in tab_faults(sheet)[1])
    table.setTabKeyNavigation(False)
    sheet.fields[0].setFocus()
    assert tab_faults(sheet)[1] == []


def test_a_field_out_of_sight_is_scrolled_to_and_without_that_it_is_found(show, monkeypatch):
    sheet, inner = Sheet(), QWidget()
    box = QVBoxLayout(inner)
    box.addSpacing(900)  # what Qt does not scroll to when Tab comes from outside
    for _ in range(3):
        box.addWidget(QLineEdit())
    sheet.box.addWidget(scrolled(inner, "innen"))
    sheet.setFixedHeight(240)
    show(sheet)
    assert tab_faults(sheet)[1] == []
    QApplication.processEvents()
    monkeypatch.setattr(faults, "reveal", lambda _widget: None)
    sheet.findChild(QScrollArea).verticalScrollBar().setValue(0)
    sheet.fields[0].setFocus()
    assert any("out of sight" in words for words in tab_faults(sheet)[1])


def test_keys_that_two_things_hear_and_letters_that_clash_are_seen(show):
    sheet = show(Sheet())
    window = Qt.ShortcutContext.WindowShortcut
    bind("Ctrl+J", sheet, lambda: None, window)
    bind("Ctrl+J", sheet.fields[1], lambda: None)
    assert key_faults(sheet) == ["Ctrl+J is heard twice"]
    for words in ("&Name", "&Nummer"):
        label = QLabel(words)
        label.setBuddy(sheet.fields[0])
        sheet.box.addWidget(label)
        label.show()
    assert key_faults(sheet) == ["Ctrl+J is heard twice", "N is heard twice"]


def test_a_choice_that_the_wheel_changes_is_seen(show):
    sheet = Sheet()
    combo = QComboBox()
    combo.addItems(["a", "b", "c"])
    sheet.box.addWidget(combo)
    show(sheet)
    assert len(wheel_faults(sheet)) == 1
    steady(combo)
    assert wheel_faults(sheet) == []


def test_what_is_said_under_composition_is_seen(show):
    sheet = show(Sheet())
    told = QLabel("")
    sheet.box.addWidget(told)
    told.show()
    assert preedit_faults(sheet) == []
    sheet.fields[0].inputMethodEvent = lambda _event: told.setText("zhang")
    assert preedit_faults(sheet) == ["“zhang” is said under composition", "“” is gone under composition"]


def test_an_esc_that_leaves_the_keyboard_nowhere_is_seen(show):
    sheet = show(Sheet())
    assert escape_faults(sheet) == []
    bind("Escape", sheet, sheet.fields[0].clearFocus)
    assert escape_faults(sheet) != []
