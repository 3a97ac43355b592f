"""Which column of a sheet means what: heading, first values, and what it is matched to; the clerk alters it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableWidget, QTableWidgetItem

from db.words.clean import shown
from desktop.sheets.proposing import Offer, targets
from desktop.sheets.read import cell_name
from desktop.theme import COLORS, signs, sizes
from desktop.widgets.editors import CodeCombo
from desktop.widgets.parts import index_of

HEADS = ("列", "表头", "前几行的内容", "对应到", "说明")
LEFT_OUT = "不导入"


class ColumnMatching(QTableWidget):
    """One line for each column of the sheet. altered(changes): a column was matched otherwise."""

    altered = Signal(object)

    def __init__(self) -> None:
        """Begin without a sheet."""
        super().__init__(0, len(HEADS))
        self.setAccessibleName("对应列")
        self.setHorizontalHeaderLabels(HEADS)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setProperty("boxed", True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(sizes()["row"] + 4)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        for at, wide in enumerate((3, 9, 0, 12, 9)):
            head.setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed if wide else QHeaderView.ResizeMode.Stretch)
            self.setColumnWidth(at, signs(wide))
        self.combos: dict[int, CodeCombo] = {}

    def sizeHint(self) -> QSize:
        """Ask for little: the button below stays in view."""
        return self.minimumSizeHint()

    def show_offer(self, offer: Offer) -> None:
        """Show how a sheet is understood."""
        wanted = [(target.key, target.label + (" *" if target.required else "")) for target in targets(offer.book)]
        self.combos = {}
        self.clearContents()
        columns = [at for at, heading in enumerate(offer.headings) if heading]
        self.setRowCount(len(columns))
        for row, at in enumerate(columns):
            key = offer.matching.columns.get(at)
            combo = self._combo(at, offer.headings[at], wanted, key)
            texts = cell_name(1, at)[:-1], offer.headings[at], samples(offer, at), "", remark(offer, at)
            for place, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text if place == 2 else "")
                if place == 2 or key is None:
                    item.setForeground(QColor(COLORS["ink2"]))
                self.setItem(row, place, item)
            self.setCellWidget(row, HEADS.index("对应到"), combo)
            self.combos[at] = combo

    def _combo(self, at: int, heading: str, wanted: list[tuple[str, str]], key: str | None) -> CodeCombo:
        combo = CodeCombo()
        combo.setAccessibleName(f"“{heading}”对应到")
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(4)
        combo.addItem(LEFT_OUT, None)
        for one, text in wanted:
            combo.addItem(text, one)
        combo.setCurrentIndex(max(index_of(combo, key), 0) if key else 0)
        combo.activated.connect(lambda _: self._altered(at, combo))
        return combo

    def _altered(self, at: int, combo: CodeCombo) -> None:
        changes: Mapping[int, Any] = {at: combo.currentData()}
        typed = combo.typed
        self.altered.emit(changes)  # which lays every line anew
        again = self.combos.get(at)
        if again is not None:
            again.setFocus()
            again.go_on_from(typed)


def samples(offer: Offer, at: int) -> str:
    """Return the first values of a column, one after the other."""
    cells = [row[at] for row in offer.samples if at < len(row)]
    return "、".join(_plain(cell) for cell in cells if cell not in (None, ""))


def _plain(cell: Any) -> str:
    return shown(cell).partition(" 00:00:00")[0]


def remark(offer: Offer, at: int) -> str:
    """Say why a column is matched as it is."""
    if at in offer.matching.columns:
        return "上次记住的" if at in offer.matching.remembered else ""
    if at in offer.matching.ignored:
        return "上次选了不导入"
    return "没有认出来" if offer.headings[at] in offer.matching.unknown else ""
