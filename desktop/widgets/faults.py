"""What is wrong with a field: said below it, read out with it, and brought into sight with the keyboard in it."""

from functools import partial

from PySide6 import QtCore
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QScrollArea, QTabWidget, QWidget

from desktop.theme import set_look

EDGE = 6
"""Pixels in sight around what is led to."""


def tell_at(note: QLabel, field: QWidget, words: str, role: str = "error") -> None:
    """Say something below a field (nothing: take it away); a reader of the screen says it with the field.

    role: error, ok or hint.
    """
    note.setText(words)
    note.setVisible(bool(words))
    set_look(note, "role", role)
    set_look(field, "invalid", bool(words) and role == "error")
    field.setAccessibleDescription(words)


def mark_faulty(field: QWidget, reason: str) -> None:
    """Mark a field with what is wrong in it, for the eye and for a reader of the screen; empty: nothing is."""
    set_look(field, "invalid", bool(reason))
    field.setAccessibleDescription(reason)


def lead_to(field: QWidget, why: "QtCore.Qt.FocusReason | None" = None) -> None:
    """Turn to the tab a field stands on, scroll to it and give it the keyboard; why: what it is told, Tab for one."""
    reveal(field)
    field.setFocus(why or QtCore.Qt.FocusReason.OtherFocusReason)
    QTimer.singleShot(0, field, partial(reveal, field))  # once more when what was said has its room


def reveal(widget: QWidget) -> None:
    """Turn to the tab a widget stands on, and scroll to it."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QTabWidget):
            own = (one for one in range(above.count()) if above.widget(one).isAncestorOf(widget))
            above.setCurrentIndex(next(own, above.currentIndex()))
        elif isinstance(above, QScrollArea) and above.widget() is not None:
            _scroll_to(above, widget)
        above = above.parentWidget()


def _scroll_to(area: QScrollArea, widget: QWidget) -> None:
    """Bring a whole widget into sight, its top where it has no room; Qt itself looks at the cursor of a field alone."""
    place = widget.mapTo(area.widget(), QtCore.QPoint(0, 0))
    across, down = widget.width() // 2, widget.height() // 2
    area.ensureVisible(place.x() + across, place.y() + down, across + EDGE, down + EDGE)
