"""Measures of what is in sight: nothing holds less than its text needs, nothing lies outside its room."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QTabBar,
    QToolButton,
    QTreeWidget,
    QWidget,
)

NARROWEST = "字字字"


def clipped(root):
    """Return the visible controls that hold less than their text needs, and those cut off by the window."""
    found = []
    for one in root.findChildren(QWidget):
        if not one.isVisible() or one.visibleRegion().isEmpty():
            continue
        short = too_small(one)
        if short:
            found.append((type(one).__name__, text_of(one), short))
    return found


def text_of(one):
    return one.text() if isinstance(one, QLabel | QAbstractButton | QLineEdit) else one.accessibleName()


def too_small(one):
    metrics = one.fontMetrics()
    if isinstance(one, QLabel) and one.text():
        return label_too_small(one, metrics)
    if isinstance(one, QPushButton | QToolButton) and one.text():
        return button_too_small(one, metrics)
    if isinstance(one, QCheckBox):
        return "" if one.width() >= one.sizeHint().width() else f"{one.sizeHint().width()} > {one.width()}"
    if isinstance(one, QComboBox) and not one.isEditable():
        need = metrics.horizontalAdvance(one.currentText()) + metrics.horizontalAdvance("字")  # and the arrow
        if need > one.width():
            return f"{need} > {one.width()}"
    if isinstance(one, QComboBox | QLineEdit | QAbstractSpinBox) and one.height() < metrics.height():
        return f"height {one.height()}"
    if isinstance(one, QLineEdit) and one.width() < metrics.horizontalAdvance(NARROWEST):
        return f"width {one.width()}"
    if isinstance(one, QTabBar) and one.count():
        return tabs_too_small(one, metrics)
    if isinstance(one, QListWidget | QTreeWidget) and one.horizontalScrollBar().isVisible():
        return "scrolls sideways"
    return ""


def button_too_small(one, metrics):
    need = metrics.horizontalAdvance(one.text()) + (0 if one.icon().isNull() else one.iconSize().width() + 4)
    if one.height() < metrics.height():
        return f"height {metrics.height()} > {one.height()}"
    edge = 4 if one.property("day") else 8  # a day of the month has no frame of its own
    return f"{need} > {one.width()}" if need > one.width() - edge else ""


def label_too_small(one, metrics):
    room = one.contentsRect()
    if one.wordWrap():
        need = one.heightForWidth(one.width())
        return f"height {need} > {one.height()}" if need > one.height() + 1 else ""
    need = max(metrics.horizontalAdvance(line) for line in one.text().splitlines())
    return f"{need} > {room.width()}" if need > room.width() + 1 else ""


def tabs_too_small(one, metrics):
    """Tabs of the strip may be scrolled to; those of a form must all stand there."""
    need = max(metrics.horizontalAdvance(one.tabText(at)) - one.tabRect(at).width() for at in range(one.count()))
    over = one.tabRect(one.count() - 1).right() - one.width()
    if need > 0:
        return f"tab short by {need}"
    return f"tabs beyond by {over}" if over > 1 and one.objectName() != "mainTabs" else ""


def outside(window):
    """Return the visible buttons that lie beyond the window's edge and can't be scrolled to."""
    edge = QRect(QPoint(0, 0), window.size())
    found = []
    for one in window.findChildren(QPushButton):
        if one.isVisible() and not edge.contains(QRect(one.mapTo(window, QPoint(0, 0)), one.size())):
            scrolled = any(p.metaObject().className() in ("Fit", "QScrollArea") for p in parents(one))
            if not scrolled:
                found.append(one.text())
    return found


def beyond(window):
    """Return what is larger than the room it scrolls in: parts cut off at the right, pages that would scroll whole.

    The first page and those before an office may scroll up and down.
    """
    found = []
    for one in window.findChildren(QScrollArea):
        if one.isVisible() and one.widget() is not None and not one.visibleRegion().isEmpty():
            over = one.widget().size() - one.viewport().size()
            page = one.metaObject().className() == "Fit" and one.accessibleName() not in ("工作台", "网格台账")
            if over.width() > 0 or (page and over.height() > 0):
                found.append((one.accessibleName(), f"beyond by {over.width()}, {over.height()}"))
    return found


def parents(one):
    while one is not None:
        one = one.parentWidget()
        if one is not None:
            yield one
