"""What was imported into a ledger, newest first, each import with its way back."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget
from sqlalchemy import select

from db.ledgers.office import ImportBatch
from db.store.reader import Reader
from desktop.theme import signs, sizes
from desktop.widgets.parts import bar, button, label

MOST = 200
HEADS = ("时间", "文件", "工作表", "新增", "更新", "未收")


class ImportHistory(QWidget):
    """Lists imports. undo(batch): the selected one is to be taken back."""

    undo = Signal(object)

    def __init__(self) -> None:
        """Begin unread."""
        super().__init__()
        self.batches: Sequence[UUID] = ()
        self.table = QTableWidget(0, len(HEADS))
        self.table.setAccessibleName("导入记录")
        self.table.setHorizontalHeaderLabels(HEADS)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setProperty("boxed", True)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(sizes()["row"])
        head = self.table.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for at, wide in enumerate((12, 0, 11, 4, 4, 4)):
            head.setSectionResizeMode(
                at, QHeaderView.ResizeMode.Interactive if wide else QHeaderView.ResizeMode.Stretch
            )
            self.table.setColumnWidth(at, signs(wide))
        self.back = button("撤销选中的导入", self._undo, "danger", "undo")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(bar(label("导入记录", "section"), None, self.back, margins=(0, 0, 0, 0), line=False))
        box.addWidget(self.table, 1)
        self.table.itemSelectionChanged.connect(lambda: self.back.setEnabled(self.table.currentRow() >= 0))

    def refresh(self, reader: Reader, book: str) -> None:
        """Read the imports of a book anew; what was taken back is no longer listed."""
        statement = (
            select(ImportBatch.id, ImportBatch.file, ImportBatch.sheet, ImportBatch.added, ImportBatch.updated,
                   ImportBatch.refused, ImportBatch.created_at)
            .where(ImportBatch.book == book, ImportBatch.removed_at.is_(None))
            .order_by(ImportBatch.created_at.desc())
            .limit(MOST)
        )  # fmt: skip
        rows = reader.rows(statement)
        self.batches = [row[0] for row in rows]
        self.table.setRowCount(len(rows))
        for at, (_, file, sheet, added, updated, refused, when) in enumerate(rows):
            told = f"{when.astimezone():%Y-%m-%d %H:%M}", file, sheet, str(added), str(updated), str(refused)
            for place, text in enumerate(told):
                item = QTableWidgetItem(text)
                if place in (3, 4, 5):
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(at, place, item)
        self.table.clearSelection()
        self.table.setCurrentCell(-1, -1)
        self.back.setEnabled(False)
        self.setVisible(bool(rows))

    def _undo(self) -> None:
        at = self.table.currentRow()
        if 0 <= at < len(self.batches):
            self.undo.emit(self.batches[at])
