"""The rows of the allowance desk; what is amiss stands in red."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from db.work.allowance_desk import Line
from desktop.theme import COLORS
from desktop.widgets.plain_rows import PlainRows

HEADS = ("姓名", "年龄", "网格", "津贴类别", "月标准", "补发", "起发月", "情况", "住址", "身份证号")
WIDTHS = (6, 3, 6, 13, 5, 5, 5, 14, 14, 12)
"""Widths of the columns in Chinese characters."""
FIGURES = {"年龄", "月标准", "补发"}


def texts(line: Line) -> tuple[str, ...]:
    """Return the cells of a line as they are shown."""
    amount = f"{line.amount:.2f}" if line.amount is not None else "未定" if line.allowance else ""
    back = f"{line.back:.2f}" if line.back else ""
    since = f"{line.since:%Y-%m}" if line.since else ""
    return (line.name, line.age, line.area, line.category, amount, back, since, line.state, line.address,
            line.id_number)  # fmt: skip


def cell(line: Line, column: int, role: int) -> Any:
    """Return a cell's text, colour or side."""
    head = HEADS[column]
    if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
        return texts(line)[column]
    if role == Qt.ItemDataRole.ForegroundRole and head == "情况" and line.amiss:
        return QColor(COLORS["danger"])
    if role == Qt.ItemDataRole.TextAlignmentRole and head in FIGURES:
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    return None


def allowance_model() -> PlainRows:
    """Return the model of the lines of the desk."""
    return PlainRows(HEADS, cell)
