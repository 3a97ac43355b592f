"""The left column of a case page: search, chips, kinds and sittings above the list, counts and sheets below it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from db.work.stages import Chip
from desktop.theme import sizes
from desktop.views.case_parts import QUIET, CaseBook
from desktop.widgets.caselist import CaseList
from desktop.widgets.editors import PickList
from desktop.widgets.flow import Flow
from desktop.widgets.parts import SearchEdit, bar, button, label, shelve

Do = Callable[[], object]


@dataclass(frozen=True)
class Acts:
    """What the buttons of the column do; choose: a chip (None: everything)."""

    choose: Callable[[Chip | None], None]
    new: Do
    group: Do
    sitting: Do
    year: Do
    take_in: Do
    hand_out: Do
    everything: Do


class CaseColumn(QFrame):
    """The column of one case page; its height is the page's, however its chips break into lines."""

    def hasHeightForWidth(self) -> bool:
        """Never ask the page to scroll."""
        return False

    def __init__(self, book: CaseBook, cases: CaseList, acts: Acts) -> None:
        """Lay it."""
        super().__init__()
        self.setProperty("card", "flatLeft")
        self.setFixedWidth(sizes()["side"] * 5 // 7)
        self.search = SearchEdit("编号、当事人、关键词")
        self.new = button("登记", acts.new, "primary", "plus")
        self.new.setAccessibleName(f"登记{book.noun}")
        self.kinds = PickList([(one.value, one.label) for one in book.kinds])
        self.kinds.setItemText(0, "全部类型")
        self.kinds.setAccessibleName("筛选事项类型")
        self.grouped = button("按说事日", acts.group)
        self.grouped.setCheckable(True)
        self.grouped.setProperty("chip", True)
        self.year = button("年度数字", acts.year, "link", "cols")
        self.total = label("", "caption")
        self.chips: dict[Chip | None, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar(self.search, self.new, margins=(12, 8, 12, 4), line=False))
        column.addWidget(bar(self._chips(book, acts), margins=(12, 4, 8, 4), line=False))
        self.named = label("", "hint")
        self.named.setWordWrap(True)
        self.named.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.only = bar(self.named, button("看全部", acts.everything, "link"), margins=(12, 2, 8, 2))
        self.only.hide()
        if book.sits:
            opening = button("新开说事日", acts.sitting, "link", "plus")
            column.addWidget(bar(self.kinds, None, self.grouped, margins=(12, 4, 12, 4), line=False))
            column.addWidget(bar(self.year, None, opening, margins=(8, 2, 8, 4)))
        else:
            shelve(self, self.kinds, self.grouped)
            column.addWidget(bar(self.year, None, margins=(8, 0, 8, 4)))
        column.addWidget(self.only)
        column.addWidget(cases, 1)
        sheets = button("导入", acts.take_in, "link", "imp"), button("导出", acts.hand_out, "link", "exp")
        column.addWidget(bar(self.total, None, *sheets, margins=(12, 2, 8, 2), line=False))

    def _chips(self, book: CaseBook, acts: Acts) -> QWidget:
        made = QWidget()
        flow = Flow(made)
        for one in (*book.chips, None):
            chip = button(one.value if one else "全部", lambda: None)
            chip.setCheckable(True)
            chip.setProperty("chip", True)
            chip.clicked.connect(lambda _on=False, wanted=one: acts.choose(wanted))
            self.chips[one] = chip
            flow.addWidget(chip)
        return made

    def name(self, words: str) -> None:
        """Say of which figure the cases listed are; nothing where it is none."""
        self.named.setText(words)
        self.only.setVisible(bool(words))

    def tell(self, counts: Mapping[Chip, int], everything: int, wanted: Chip | None) -> None:
        """Show how many are under each chip, and which chip is on."""
        for one, chip in self.chips.items():
            words = f"全部 {everything}" if one is None else f"{one.value} {counts[one]}"
            chip.setText(words)
            chip.setAccessibleName(f"筛选 {words}")
            chip.setChecked(one is wanted)
            chip.setVisible(one not in QUIET or one is wanted or counts[one] > 0)
