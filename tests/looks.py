"""Rules of the look that a page keeps: one height in a row, headings above their cells, one main button.

Each function returns what breaks its rule; tests/flows/test_sizes.py asks them of every page.
"""

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QPushButton, QScrollArea, QTableView, QToolButton

from desktop.theme import sizes

CONTROLS = (QPushButton, QLineEdit, QComboBox, QAbstractSpinBox)
SMALL = ("chip", "card", "choice", "day", "low")
"""Buttons that are no controls of a row: filters, cards, days, links in a line of text."""
NEAR = 6
"""Pixels within which the middles of what stands in one row lie."""
USUAL = 1366
"""Pixels of width of the usual screen."""
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def broken(window):
    """Return everything that breaks a rule; hints may be cut in a small window only."""
    cut = hints_cut(window) if window.width() >= USUAL else []
    return uneven(window) + askew(window) + two_mains(window) + endless(window) + idle_bars(window) + cut


def seen(window, kind):
    return [one for one in window.findChildren(kind) if one.isVisible() and not one.visibleRegion().isEmpty()]


def is_control(one):
    small = any(one.property(name) for name in SMALL) or one.property("kind") == "link"
    inner = isinstance(one.parentWidget(), CONTROLS) or isinstance(one.parentWidget().parentWidget(), QTableView)
    return isinstance(one, CONTROLS) and not small and not inner


def rows_of(window):
    """Yield the controls that stand in one row of one bar."""
    found = [one for kind in CONTROLS for one in seen(window, kind) if is_control(one)]
    found.sort(key=lambda one: (id(one.parentWidget()), middle(one)))
    row = []
    for one in found:
        if row and (one.parentWidget() is not row[-1].parentWidget() or middle(one) - middle(row[-1]) > NEAR):
            yield row
            row = []
        row.append(one)
    yield row


def middle(one):
    return one.geometry().center().y()


def uneven(window):
    """Return the rows whose controls differ in height."""
    rows = [row for row in rows_of(window) if len({one.height() for one in row}) > 1]
    return [("uneven", [(type(one).__name__, told(one), one.height()) for one in row]) for row in rows]


def told(one):
    return one.text() if isinstance(one, QPushButton | QLineEdit) else one.accessibleName()


def askew(window):
    """Return the columns whose heading stands at another side than its cells."""
    found = []
    for table in seen(window, QTableView):
        model, head = table.model(), table.horizontalHeader()
        for column in range(model.columnCount()):
            if head.isHidden() or table.isColumnHidden(column) or not model.rowCount():
                continue
            above = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
            below = model.data(model.index(0, column), Qt.ItemDataRole.TextAlignmentRole)
            if (above or head.defaultAlignment()) != (below or LEFT):
                found.append(("askew", table.accessibleName(), column))
    return found


def two_mains(window):
    """Return the bars with more than one filled button."""
    mains = [one for one in seen(window, QPushButton) if one.property("kind") == "primary"]
    mains.sort(key=lambda one: id(one.parentWidget()))
    bars = [list(row) for _, row in groupby(mains, key=lambda one: id(one.parentWidget()))]
    return [("mains", [one.text() for one in row]) for row in bars if len(row) > 1]


def endless(window):
    """Return the fields of one line that run on beyond what is read and filled without a long way."""
    most = 2 * sizes()["side"]
    lines = [one for kind in (QLineEdit, QComboBox) for one in seen(window, kind)]
    return [("endless", told(one) or one.accessibleName(), one.width()) for one in lines if one.width() > most]


def idle_bars(window):
    """Return the scroll bars of pages that would have room without them."""
    areas = [one for one in seen(window, QScrollArea) if one.verticalScrollBar().isVisible() and one.widget()]
    pages = [(one, one.widget()) for one in areas if one.widget().hasHeightForWidth()]
    needs = [(one, page.heightForWidth(page.width()), one.viewport().height()) for one, page in pages]
    return [("idle bar", one.accessibleName(), need, room) for one, need, room in needs if need <= room]


def hints_cut(window):
    """Return the fields whose hint is not read whole."""
    found = []
    for one in seen(window, QLineEdit):
        icons = sum(tool.width() for tool in one.findChildren(QToolButton) if tool.isVisible())
        need = one.fontMetrics().horizontalAdvance(one.placeholderText()) + icons
        if one.placeholderText() and not one.text() and need > one.width() - 2 * one.textMargins().left() - 8:
            found.append((one.placeholderText(), need, one.width()))
    return found
