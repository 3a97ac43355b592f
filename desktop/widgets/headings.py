"""The heading of a field, the same in every form: right-aligned before its editor, with a red star where it must be."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from db.words.field import Kind
from desktop.theme import sizes
from desktop.widgets.editors import Editor
from desktop.widgets.parts import label

HIGH = (Kind.CODES, Kind.NOTE)
"""Kinds whose editor has several lines: the heading stands beside the first of them."""
LONGEST = 4
"""Signs of the longest heading of the print centre."""


def heading(text: str, editor: QWidget, *, required: bool = False) -> QWidget:
    """Return the heading of an editor, as high as a field of one line."""
    words = label(text, "field")
    words.setBuddy(editor)
    made = QWidget()
    box = QHBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(2)
    box.addStretch(1)
    box.addWidget(words)
    if required:
        box.addWidget(label("*", "field", "danger"))
    made.setMinimumHeight(sizes()["hCtl"] + 2)
    return made


def beside(text: str, editor: QWidget) -> QLabel:
    """Return the heading of a choice of the print centre: of one width, so that all its choices stand in line."""
    made = label(text, "field")
    made.setBuddy(editor)
    made.setMinimumWidth(LONGEST * sizes()["fField"])
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def side(editor: Editor) -> Qt.AlignmentFlag:
    """Return where a heading stands beside its editor: in the middle, beside several lines at the top."""
    return Qt.AlignmentFlag.AlignTop if editor.described.kind in HIGH else Qt.AlignmentFlag(0)
