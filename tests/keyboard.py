"""The window as a clerk without a mouse walks it: where Tab leads, which keys clash, what wheel and input method do.

What is wrong is told in words.
"""

from collections import Counter

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from tests.resting import rest

FAR = 400
"""More stops than any page has."""
SLACK = 3
"""Pixels by which two widgets may overlap and still stand one behind the other."""
NONE = Qt.KeyboardModifier.NoModifier


def name_of(one):
    """Return what a widget is called in a report."""
    if one is None:
        return "nowhere"
    text = one.text() if isinstance(one, QAbstractButton) else ""
    return f"{type(one).__name__} “{one.accessibleName() or text or one.objectName()}”"


def box_of(one, window):
    """Return where a widget stands in its window."""
    return QRect(one.mapTo(window, QPoint(0, 0)), one.size())


def cut_off(one):
    """Return how many of a widget's pixels, up and down or across, are out of sight though there is room for them."""
    seen = one.visibleRegion().boundingRect()
    room = one.window().size()
    above = one.parentWidget()
    while above is not None and not above.isWindow():
        if above.objectName() == "qt_scrollarea_viewport":
            room = room.boundedTo(above.size())
        above = above.parentWidget()
    return max(min(one.width(), room.width()) - seen.width(), min(one.height(), room.height()) - seen.height())


def stands_before(one, after, window):
    """Say whether a widget is read before another: to the left of it, above it, or below what lies over it."""
    first, second = box_of(one, window), box_of(after, window)
    return first.contains(second) or second.left() >= first.right() - SLACK or second.top() >= first.bottom() - SLACK


def takes_keys(one):
    """Say whether Tab ought to lead to a widget."""
    inner = one.objectName().startswith("qt_") or isinstance(one, QScrollBar)
    wanted = one.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
    in_view = one.isVisible() and one.isEnabled() and not one.size().isEmpty()
    inner = inner or isinstance(one.parentWidget(), QComboBox | QAbstractSpinBox)
    return wanted and in_view and not inner and one.focusProxy() is None


def stop_at(one):
    """Return the stop the keyboard is at: an editor in a cell belongs to its table."""
    above = None if one is None else one.parentWidget()
    table = None if above is None else above.parentWidget()
    within = isinstance(table, QAbstractItemView) and above is table.viewport()
    return table if within and table.focusPolicy() != Qt.FocusPolicy.NoFocus else one


def tab_round(window, key=Qt.Key.Key_Tab):
    """Press a key until the keyboard is where it began; return the stops in order, and what is wrong on the way."""
    stops, wrong, jumps = [], [], []
    for _ in range(FAR):
        before = QApplication.focusWidget()
        QTest.keyClick(before if before is not None else window, key)
        now = QApplication.focusWidget()
        if now is None or not window.isAncestorOf(now):
            return stops, [*wrong, f"behind {name_of(before)} the keyboard is {name_of(now)}"]
        if now is before:  # the search over everything shows the card of a person first
            QTest.keyClick(now, key)
            now = QApplication.focusWidget()
        if now is before:
            return stops, [*wrong, f"{name_of(now)} keeps the keyboard"]
        left, now = stop_at(before), stop_at(now)
        if now is left:  # from cell to cell
            continue
        if cut_off(now) > SLACK:
            QApplication.processEvents()  # what leaving a field says moves the others
        if not now.isVisible() or cut_off(now) > SLACK:
            wrong.append(f"{name_of(now)} has the keyboard out of sight by {cut_off(now)}")
        if stops and now is stops[0]:
            return stops, wrong + (jumps if len(jumps) > 1 else [])  # once round it begins anew at the top
        if key == Qt.Key.Key_Tab and left is not None and not stands_before(left, now, window):
            jumps.append(f"from {name_of(left)} back to {name_of(now)}")
            QApplication.processEvents()  # what floats closes when it is left
            stops = [one for one in stops if isValid(one) and one.isVisible()]
        stops.append(now)
    return stops, [*wrong, f"Tab never comes back to {name_of(stops[0])}"]


def tab_faults(window, *, back=True):
    """Walk a window round by Tab, and back by Shift+Tab; return the stops, and what is wrong."""
    stops, wrong = tab_round(window)
    if not stops:
        return stops, wrong
    seen = set(map(id, stops))
    missed = [one for one in window.findChildren(QWidget) if takes_keys(one) and id(one) not in seen]
    wrong += [f"Tab never comes to {name_of(one)}" for one in missed if one.window() is window]
    if not back:
        return stops, wrong
    other, wrong_back = tab_round(window, Qt.Key.Key_Backtab)
    wrong += wrong_back
    if not wrong and Counter(map(id, other)) != Counter(map(id, stops)):
        one_way = {id(one): name_of(one) for one in (*stops, *other) if (one in stops) != (one in other)}
        wrong.append(f"Shift+Tab goes another way: {sorted(one_way.values())}")
    return stops, wrong


# -- keys that clash --------------------------------------------------------------------------------------------------


def hears(shortcut, focus):
    """Say whether a shortcut is heard while a widget has the keyboard, as Qt decides it."""
    owner = shortcut.parent()
    if not isinstance(owner, QWidget) or not shortcut.isEnabled() or not owner.isVisible() or not owner.isEnabled():
        return False
    if owner.window() is not focus.window():
        return False
    context = shortcut.context()
    if context == Qt.ShortcutContext.WidgetShortcut:
        return owner is focus
    return context != Qt.ShortcutContext.WidgetWithChildrenShortcut or owner is focus or owner.isAncestorOf(focus)


def key_faults(window):
    """Return the keys that two things in sight would hear at once, wherever the keyboard stands."""
    shortcuts = window.findChildren(QShortcut)
    buttons = [one for one in window.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
    letters = [one.shortcut().toString() for one in buttons if not one.shortcut().isEmpty()]
    letters += [one.text()[one.text().index("&") + 1] for one in window.findChildren(QLabel) if _leads(one)]
    found = set()
    for focus in {one for one in window.findChildren(QWidget) if takes_keys(one)} | {window}:
        heard = [one.toString() for s in shortcuts if hears(s, focus) for one in QShortcut.keys(s)]
        found |= {keys for keys, count in Counter(heard + letters).items() if count > 1}
    return [f"{keys} is heard twice" for keys in sorted(found)]


def _leads(label):
    plain = label.text().replace("&&", "")
    return label.isVisible() and label.buddy() is not None and "&" in plain[:-1]


# -- what must change nothing -----------------------------------------------------------------------------------------


def value_of(one):
    """Return what a choice, a number or a row of tabs shows."""
    if isinstance(one, QComboBox | QTabBar):
        return one.currentIndex()
    return one.value() if isinstance(one, QAbstractSlider) else one.text()


def wheel_faults(window):
    """Turn the wheel over every choice, number and row of tabs that has not the keyboard."""
    wrong = []
    for one in window.findChildren(QWidget):
        turns = isinstance(one, QComboBox | QAbstractSpinBox | QTabBar) or (
            isinstance(one, QAbstractSlider) and not isinstance(one, QScrollBar)
        )
        if not turns or not one.isVisible() or one.hasFocus():
            continue
        before = value_of(one)
        for way in (-120, 120):
            QApplication.sendEvent(one, wheel_over(one, way))
        QApplication.sendEvent(one, wheel_over(one, -120))
        if value_of(one) != before:
            wrong.append(f"the wheel changes {name_of(one)}")
    return wrong


def wheel_over(one, way):
    """Return the wheel turned by a notch over a widget."""
    spot = QPointF(5, 5)
    return QWheelEvent(
        spot, one.mapToGlobal(spot), QPoint(0, 0), QPoint(0, way), Qt.MouseButton.NoButton, NONE,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip


def told(window):
    """Return every word in sight, and what stands in every field: what an input method must not change."""
    words = [one.text() for one in window.findChildren(QLabel) if one.isVisible()]
    words += [one.text() for one in window.findChildren(QAbstractButton) if one.isVisible()]
    return words + [one.text() for one in window.findChildren(QLineEdit)]


def preedit_faults(window):
    """Begin to compose in every field and let all that waits run: nothing may be said, searched or written."""
    fields = [one for kind in (QLineEdit, QPlainTextEdit) for one in window.findChildren(kind)]
    fields = [one for one in fields if one.isVisible() and one.isEnabled() and not one.isReadOnly()]
    for one in fields:
        if isinstance(one, QLineEdit):
            one.deselect()  # what is marked goes as soon as something is written over it
    before, wrong = told(window), []
    waiting = {id(one) for one in window.findChildren(QTimer) if one.isActive()}
    for one in fields:
        QCoreApplication.sendEvent(one, QInputMethodEvent("zhang", []))
    for timer in window.findChildren(QTimer):
        if timer.isActive() and timer.isSingleShot() and id(timer) not in waiting:
            timer.timeout.emit()
    said = Counter(told(window))
    wrong += [f"“{words}” is said under composition" for words in (said - Counter(before))]
    wrong += [f"“{words}” is gone under composition" for words in (Counter(before) - said)]
    for one in fields:
        QCoreApplication.sendEvent(one, QInputMethodEvent("", []))
    return wrong


# -- Esc --------------------------------------------------------------------------------------------------------------


def escape_faults(window, presses=6):
    """Step back till nothing is left: each time the keyboard stands somewhere in sight."""
    for _ in range(presses):
        front = QApplication.activeModalWidget() or QApplication.activePopupWidget() or window
        now = QApplication.focusWidget()
        QTest.keyClick(now if now is not None else front, Qt.Key.Key_Escape)
        if front is not window and not front.isVisible():
            window.activateWindow()  # as every window manager does behind a small window that closes
        QApplication.processEvents()
        now = QApplication.focusWidget()
        if now is None or not now.isVisible() or not now.isEnabled():
            return [f"behind Esc the keyboard is {name_of(now)}"]
    return []


class Hands:
    """Tries every page out by the keyboard and the wheel, and keeps what was wrong by kind and page."""

    TRIED = ("tab", "keys", "wheel", "preedit", "escape")

    def __init__(self):
        self.told = {kind: {} for kind in self.TRIED}
        self.pages = self.stops = 0

    def try_out(self, name, window):
        """Try a page out, or the small window that lies over it."""
        window.activateWindow()
        QApplication.processEvents()
        leaf = " " in name or name.startswith("settings_")  # what stands around them was walked back before
        stops, faults = tab_faults(window, back=not leaf)
        if faults:  # figures and jobs that end on the way show and hide buttons; what is wrong stays wrong
            rest(500)
            stops, faults = tab_faults(window, back=not leaf)
        self.pages, self.stops = self.pages + 1, self.stops + len(stops)
        self._note("tab", name, faults)
        self._note("keys", name, key_faults(window))
        self._note("wheel", name, wheel_faults(window))
        self._note("preedit", name, preedit_faults(window))

    def step_back(self, name, window):
        """Leave a page by Esc, unless another look at what is open follows."""
        if " form " not in name and name != "ctrl_k":
            self._note("escape", name, escape_faults(window))

    def _note(self, kind, name, wrong):
        if wrong:
            self.told[kind][name] = wrong
