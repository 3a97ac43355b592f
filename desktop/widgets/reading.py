"""Reading order: Tab goes through what is laid out as one reads it, whatever was made first or put in afterwards."""

from collections.abc import Iterator
from typing import Any

from PySide6 import QtCore
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QTabWidget,
    QWidget,
)

from desktop.widgets.faults import lead_to

WHOLE = (QComboBox, QAbstractSpinBox, QLineEdit, QTabBar)
"""Widgets whose inner parts are no stops of their own."""


def go_on(window: QWidget, *, forward: bool) -> bool:
    """Give the keyboard to what is read next in a window, or before; False where nothing takes it."""
    order = list(_read(window))
    stops = [one for one in order if _takes_keys(one)]
    now = QApplication.focusWidget()
    if not stops or stops == [now]:
        return False
    reasons = QtCore.Qt.FocusReason
    after = stops[_next(order, stops, now, 1 if forward else -1) % len(stops)]
    lead_to(after, reasons.TabFocusReason if forward else reasons.BacktabFocusReason)
    return True


def first_in(widget: QWidget) -> QWidget | None:
    """Return what in a widget takes the keyboard first."""
    return next((one for one in _read(widget) if _takes_keys(one)), None)


def _next(order: list[QWidget], stops: list[QWidget], now: QWidget | None, step: int) -> int:
    """Return which stop comes next: behind the one in use, or the one an editor in a cell belongs to.

    Where what was in use has gone, it is the first of what it stood in: a sheet put away does not lead to the strip.
    """
    exact = (at for at, one in enumerate(stops) if one is now)
    within = (at for at, one in enumerate(stops) if now is not None and one.isAncestorOf(now))
    here = next(exact, next(within, None))
    if here is not None:
        return here + step
    places = {id(one): at for at, one in enumerate(order)}
    above = None if now is None else now.parentWidget()
    while above is not None and id(above) not in places:
        above = above.parentWidget()
    before = 0 if above is None else sum(_takes_keys(one) for one in order[: places[id(above)] + 1])
    return before if step > 0 else before - 1


def _takes_keys(one: QWidget) -> bool:
    tab = QtCore.Qt.FocusPolicy.TabFocus
    return (one.focusPolicy() & tab) == tab and one.isVisible() and one.isEnabled() and one.focusProxy() is None


def _read(widget: QWidget) -> Iterator[QWidget]:
    """Yield what is seen in a widget, as it is read; what floats over the rest comes last."""
    for one in _parts(widget):
        if one.isVisible():
            yield one
            yield from _read(one)


def _parts(widget: QWidget) -> list[QWidget]:
    if isinstance(widget, WHOLE):
        return []
    if isinstance(widget, QMainWindow):
        return [widget.centralWidget(), *_loose(widget, [widget.centralWidget()])]
    if isinstance(widget, QTabWidget):
        return [widget.tabBar(), *_some(widget.currentWidget())]
    if isinstance(widget, QStackedWidget):
        return _some(widget.currentWidget())
    if isinstance(widget, QScrollArea):
        return _some(widget.widget())
    if isinstance(widget, QAbstractItemView):
        return _loose(widget.viewport(), [])
    layout = widget.layout()
    laid = [] if layout is None else list(_laid(layout))
    return [*laid, *_loose(widget, laid)]


def _some(widget: QWidget | None) -> list[QWidget]:
    return [] if widget is None else [widget]


def _loose(widget: QWidget, laid: list[QWidget]) -> list[QWidget]:
    """Return the children that stand in no layout, from the top."""
    known = {id(one) for one in laid}
    direct = QtCore.Qt.FindChildOption.FindDirectChildrenOnly
    children = widget.findChildren(QWidget, options=direct)
    found = [one for one in children if id(one) not in known and not one.isWindow()]
    return sorted(found, key=lambda one: (one.y(), one.x()))


def _laid(layout: QLayout) -> Iterator[QWidget]:
    """Yield the widgets of a layout: line by line in a grid, else one after the other."""
    for item in _items(layout):
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid(inner)


def _items(layout: QLayout) -> list[QLayoutItem]:
    places = range(layout.count())
    if isinstance(layout, QGridLayout | QFormLayout):
        places = sorted(places, key=lambda at: _cell(layout, at))  # type: ignore[assignment]
    return [item for item in (layout.itemAt(at) for at in places) if item is not None]


def _cell(layout: QGridLayout | QFormLayout, at: int) -> tuple[int, int]:
    """Return the line and the column of an item."""
    place: Any = layout.getItemPosition(at)  # the two kinds of layout answer differently
    column = place[1]
    return place[0], column if isinstance(column, int) else column.value
