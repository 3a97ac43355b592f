"""Keys at once and in their place: Alt letters lose nothing typed behind them, a panel's keys stay within it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.widgets.parts import bind, button

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot):
    """A window with two fields, active."""
    made = QWidget()
    box = QVBoxLayout(made)
    made.first, made.second = QLineEdit(), QLineEdit()
    box.addWidget(made.first)
    box.addWidget(made.second)
    made.show()
    qtbot.addWidget(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.first.setFocus()
    return made


def typed_behind(window, made):
    """Press Alt+M, whose button gives the second field the focus, and a digit right behind; return both texts."""
    window.layout().addWidget(made)
    made.show()
    QTest.keyClick(window, Qt.Key.Key_M, ALT)
    QTest.keyClick(window.focusWidget(), "7")
    return window.first.text(), window.second.text()


def test_what_is_typed_right_behind_an_alt_letter_reaches_the_field_it_opens(window):
    assert typed_behind(window, button("月标准(&M)", window.second.setFocus)) == ("", "7")


def test_a_plain_button_of_qt_would_lose_it(window):
    plain = QPushButton("月标准(&M)")
    plain.clicked.connect(window.second.setFocus)
    assert typed_behind(window, plain) == ("7", "")


@pytest.mark.parametrize(
    ("where", "heard"), [(Qt.ShortcutContext.WidgetWithChildrenShortcut, 1), (Qt.ShortcutContext.WindowShortcut, 2)]
)
def test_a_key_bound_within_a_widget_is_heard_there_only(window, where, heard):
    told = []
    bind("Ctrl+J", window.second, lambda: told.append(1), where)
    for field in (window.first, window.second):
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_J, CTRL)
    assert len(told) == heard
