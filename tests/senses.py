"""What is looked at on every page besides its measures: what a reader of the screen says, where the keyboard is seen to
be, what fires while an input method composes, how many rows of a list are in sight."""

import re
from collections import Counter

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QTableView,
    QTabWidget,
    QTextEdit,
    QWidget,
)

from db.store.store import Store
from desktop.widgets.charts import Chart
from desktop.widgets.stages import StageBar
from desktop.widgets.steps import Steps
from desktop.widgets.tags import Tags

SHOWING = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTabBar, QTabWidget,
    QTextEdit, Chart, StageBar, Steps, Tags,
)  # fmt: skip
"""What a reader of the screen must be able to name: what takes the keyboard, shows data, or is painted by hand."""

HAN = re.compile(r"[\u4e00-\u9fff]")
EMPTY_WORDS = {"按钮", "输入框", "字段", "列表", "表格", "控件", "文本", "选择"}
"""Names that tell the kind of a thing and not what it is for."""


def in_sight(root):
    """Return what is in sight below a widget."""
    return [one for one in root.findChildren(QWidget) if one.isVisible() and not one.visibleRegion().isEmpty()]


def is_inner(one):
    """Whether a part is one that Qt made inside a widget that has a name of its own."""
    if isinstance(one, QTabBar):  # the tabs of a page take the keyboard themselves
        return False
    inner = one.objectName().startswith("qt_") or type(one).__name__ in ("QHeaderView", "QTableCornerButton")
    return inner or isinstance(one.parentWidget(), QComboBox | QAbstractSpinBox | QTabBar | QTabWidget | QLineEdit)


def takes_keys(one):
    """Whether Tab leads to it."""
    return bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)


# -- a reader of the screen -------------------------------------------------------------------------------------------


def spoken(one):
    """Return the name that a reader of the screen is given: its own, its text, or the label beside it."""
    told = None if one.accessibleName() else QAccessible.queryAccessibleInterface(one)
    if told is None or isinstance(one, QComboBox):  # for a choice Linux gives what is chosen, which is no name
        return one.accessibleName()
    return told.text(QAccessible.Text.Name)


def unspoken(root):
    """Return what has no name for a reader of the screen, one that says nothing, or one that another has too."""
    told, found = [], Counter()
    for one in in_sight(root):
        if is_inner(one) or not (isinstance(one, SHOWING) or takes_keys(one)):
            continue
        words, kind = spoken(one), type(one).__name__
        found[kind, words] += 1
        bare = isinstance(one, QAbstractButton) and not one.text()
        if not words:
            told.append((kind, one.objectName(), type(one.parentWidget()).__name__))
        elif not HAN.search(words) or words in EMPTY_WORDS or "&" in words:
            told.append((kind, words, "says nothing"))
        elif bare and not one.icon().isNull() and not one.toolTip():
            told.append((kind, words, "a picture without a tip"))
        if one.property("invalid") in (True, "true") and not one.accessibleDescription():
            told.append((kind, words, "wrong, and nobody says why"))
    return told + [(kind, words, f"{n} of this name") for (kind, words), n in found.items() if n > 1]


# -- the keyboard -----------------------------------------------------------------------------------------------------

LOOKS = ("kind", "chip", "card", "day", "choice", "nav", "low")
EDGE = 4


def sort_of(one):
    """Return what a widget looks like: its class and the properties that the sheet knows."""
    checked = isinstance(one, QAbstractButton) and one.isChecked()
    named = one.objectName() if not one.objectName().startswith("qt_") else ""
    return (type(one).__name__, named, checked, *(str(one.property(name)) for name in LOOKS))


def picture(one):
    """Return how a widget and its edge look now."""
    QApplication.processEvents()
    top = one.window()
    return top.grab(QRect(one.mapTo(top, QPoint(0, 0)), one.size()).adjusted(-EDGE, -EDGE, EDGE, EDGE)).toImage()


def unseen(root, known):
    """Return what looks the same with the keyboard and without; of each sort one is looked at. known: sorts seen."""
    told = []
    root.activateWindow()
    for one in in_sight(root):
        sort = sort_of(one)
        if sort in known or not takes_keys(one) or not one.isEnabled() or one.focusProxy() is not None:
            continue
        known.add(sort)
        if QApplication.focusWidget() is not None:
            QApplication.focusWidget().clearFocus()
        before = picture(one)
        one.setFocus(Qt.FocusReason.TabFocusReason)
        focus = QApplication.focusWidget()
        if focus is None or (focus is not one and not one.isAncestorOf(focus)):
            told.append((sort[0], spoken(one), "does not take the keyboard"))
        elif picture(one) == before:
            told.append((sort[0], spoken(one), "the keyboard is not seen"))
    return told


# -- an input method --------------------------------------------------------------------------------------------------

PRESSED = (
    (Qt.Key.Key_Return, "NoModifier"), (Qt.Key.Key_Escape, "NoModifier"), (Qt.Key.Key_Down, "NoModifier"),
    (Qt.Key.Key_Return, "ControlModifier"), (Qt.Key.Key_S, "ControlModifier"), (Qt.Key.Key_N, "ControlModifier"),
    (Qt.Key.Key_P, "ControlModifier"), (Qt.Key.Key_2, "ControlModifier"), (Qt.Key.Key_1, "AltModifier"),
    (Qt.Key.Key_F1, "NoModifier"), (Qt.Key.Key_F5, "NoModifier"),
)  # fmt: skip
"""Keys with which something could be done that an input method may let through."""

PAUSES = 1_000
"""Milliseconds of the longest pause after which a page reads or checks."""


def texts_in(root):
    """Return the fields in sight that a clerk writes in."""
    kinds = (QLineEdit, QPlainTextEdit, QTextEdit)
    fields = [one for one in in_sight(root) if isinstance(one, kinds) and one.isEnabled() and not one.isReadOnly()]
    return [one for one in fields if not isinstance(one.parentWidget(), QAbstractSpinBox)]


def state(desk, root, asked):
    """Return what may not change while a word is half typed."""
    seen = in_sight(root)
    faults = [one.text() for one in seen if isinstance(one, QLabel) and one.property("role") == "error"]
    marked = [spoken(one) for one in seen if one.property("invalid") in (True, "true")]
    front = QApplication.activeModalWidget() or QApplication.activePopupWidget()
    return {
        "asked": asked[:], "faults": faults, "marked": marked, "page": desk.window.current(), "in front": front,
        "focus": QApplication.focusWidget(),
    }  # fmt: skip


def fired(desk, root, known, patch):
    """Return the fields in which something happened while an input method composed. known: fields tried already."""
    told, asked = [], []
    for name in ("read", "write"):
        whole = getattr(Store, name)
        patch.setattr(
            Store, name, lambda *more, whole=whole, name=name, **by: (asked.append(name), whole(*more, **by))[1]
        )
    root.activateWindow()
    for field in texts_in(root):
        sort = (desk.window.current(), type(field).__name__, spoken(field))
        if sort in known:
            continue
        known.add(sort)
        field.setFocus()
        settle_timers(desk)
        before = state(desk, root, asked)
        QCoreApplication.sendEvent(field, QInputMethodEvent("zhang", []))
        for key, modifier in PRESSED:
            QTest.keyClick(field, key, getattr(Qt.KeyboardModifier, modifier))
        settle_timers(desk)
        after = state(desk, root, asked)
        told += [(*sort, name, str(now)[:90]) for name, now in after.items() if now != before[name]]
        QCoreApplication.sendEvent(field, QInputMethodEvent("", []))
    patch.undo()
    return told


def settle_timers(desk):
    """Let every pause be over at once."""
    QApplication.processEvents()
    for one in desk.window.findChildren(QTimer):
        if one.isActive() and one.isSingleShot() and one.interval() <= PAUSES:
            one.stop()
            one.timeout.emit()
    QApplication.processEvents()
    desk.jobs.wait()


# -- lists ------------------------------------------------------------------------------------------------------------


def scrolls(one):
    """Whether a table stands in a part of a page that scrolls as a whole."""
    while one is not None and type(one).__name__ != "Fit":
        one = one.parentWidget()
        if isinstance(one, QScrollArea) and type(one).__name__ != "Fit":
            return True
    return False


def rows_seen(root):
    """Return the tables in sight that hold more rows than they show, each with how many whole rows are seen."""
    found = {}
    for one in in_sight(root):
        if isinstance(one, QTableView) and one.model() is not None and not scrolls(one):
            height = one.verticalHeader().defaultSectionSize()
            seen = one.viewport().visibleRegion().boundingRect().height() // height
            if one.model().rowCount() > seen:
                found[one.accessibleName()] = seen
    return found
