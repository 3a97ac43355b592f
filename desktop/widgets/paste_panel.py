"""What is about to be pasted: every row with what would become of it, before anything is written."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db.ledgers.record import Described
from db.work.taking import Outcome
from desktop.sheets.pasting import Pasted
from desktop.theme import COLORS, sizes
from desktop.widgets.parts import button, label

SHOWN = 200
"""Rows of the preview; the counts above it are of all."""


class PastePanel(QFrame):
    """Preview of rows from the clipboard. accepted(): take the sound ones in."""

    accepted = Signal()

    def __init__(self, parent: QWidget, catalogue: Mapping[str, Described], pasted: Pasted, outcome: Outcome) -> None:
        """Show rows and what a rehearsal said of them."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("card", True)
        self.setAccessibleName("粘贴预览")
        good = outcome.read - outcome.refused
        told = f"新增 {outcome.added}，更新 {outcome.updated}，未变 {outcome.unchanged}，有问题不收 {outcome.refused}"
        unknown = f"　不认识的表头：{'、'.join(pasted.unknown)}" if pasted.unknown else ""
        self.words = label(f"粘贴 {outcome.read} 行：{told}。{unknown}")
        self.words.setWordWrap(True)
        self.table = self._table([catalogue[key] for key in pasted.keys.values()], pasted, outcome)
        self.take = button(f"粘贴 {good} 行", self._accept, "primary")
        self.take.setEnabled(good > 0)
        foot = QHBoxLayout()
        foot.addWidget(label("粘贴后可以用 Ctrl+Z 一次撤销。", "hint"))
        foot.addStretch(1)
        foot.addWidget(button("取消", self.close))
        foot.addWidget(self.take)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 12, 14, 12)
        box.addWidget(label("粘贴预览", "section"))
        box.addWidget(self.words)
        box.addWidget(self.table, 1)
        box.addLayout(foot)

    def _table(self, columns: Sequence[Described], pasted: Pasted, outcome: Outcome) -> QTableWidget:
        rows = pasted.rows[:SHOWN]
        table = QTableWidget(len(rows), len(columns) + 1)
        table.setAccessibleName("要粘贴的行")
        table.setHorizontalHeaderLabels(["检查结果", *(one.label for one in columns)])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.verticalHeader().setDefaultSectionSize(sizes()["row"])
        table.setColumnWidth(0, table.fontMetrics().horizontalAdvance("字" * 18))
        reasons: dict[int, str] = {}
        for one in outcome.problems:
            reasons.setdefault(one.row, one.problem.reason)
        for at, row in enumerate(rows):
            refused = row.number in outcome.refused_rows
            texts = [reasons.get(row.number, "可以粘贴"), *(str(row.values.get(one.key, "")) for one in columns)]
            for place, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if place == 0:
                    item.setForeground(QColor(COLORS["danger" if refused else "success"]))
                table.setItem(at, place, item)
        return table

    def _accept(self) -> None:
        self.close()
        self.accepted.emit()

    def open_over(self, page: QWidget) -> None:
        """Show the panel over a page."""
        width, height = page.width() * 9 // 10, page.height() * 8 // 10
        corner = page.mapToGlobal(page.rect().center())
        self.setGeometry(corner.x() - width // 2, corner.y() - height // 2, width, height)
        self.show()
        (self.take if self.take.isEnabled() else self.table).setFocus()
