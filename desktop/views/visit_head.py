"""The first line of 走访帮办: segments, who visits, and the other ways to log, which fold where they have no room."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLineEdit, QMenu, QWidget

from desktop.theme import signs
from desktop.views.visit_arriving import ALLOWANCES, ERRANDS, PLAN, RECORDS
from desktop.widgets.parts import button, label

SEGMENTS = ((PLAN, "计划"), (RECORDS, "记录"), (ERRANDS, "帮办"), (ALLOWANCES, "高龄津贴"))
FIRST_KEY = 5
"""F5 shows the first segment, F6 the next; figures with Alt are phrases and the lists of allowances."""

EDGE, GAP = 14, 8


@dataclass(frozen=True)
class Way:
    """One more way to log: its words, its picture, its keys, and what it does."""

    words: str
    picture: str
    keys: str
    do: Callable[[], object]


class VisitHead(QFrame):
    """The line. chosen(segment): another part is wanted; by_day(on): the days of the month are, in a low window."""

    chosen = Signal(str)
    by_day = Signal(bool)

    def __init__(self, ways: Sequence[Way], page: QWidget) -> None:
        """Head a page, in all of which its keys are heard."""
        super().__init__()
        self.segments = QButtonGroup(self)
        for at, (name, text) in enumerate(SEGMENTS, FIRST_KEY):
            one = button(text, lambda name=name: self.chosen.emit(name))  # type: ignore[misc]
            one.setToolTip(f"F{at}")
            QShortcut(QKeySequence(f"F{at}"), page, lambda name=name: self.chosen.emit(name))
            one.setCheckable(True)
            one.setProperty("chip", True)
            self.segments.addButton(one)
        self.doer = QLineEdit()
        self.doer.setAccessibleName("登记用的走访人")
        self.doer.setPlaceholderText("姓名")
        self.doer.setMaximumWidth(signs(7))
        self.days = button("按日", lambda: self.by_day.emit(self.days.isChecked()))
        self.days.setCheckable(True)
        self.days.setProperty("chip", True)
        self.days.setToolTip("显示这个月的每一天，点一天只看这一天")
        self.days.hide()
        self.more = button("其他登记", lambda: None, "", "plus")
        self.more.setMenu(QMenu(self.more))
        self.ways = [self._way(one, page) for one in ways]
        self._lay()

    def _way(self, way: Way, page: QWidget) -> QWidget:
        QShortcut(QKeySequence(way.keys), page, way.do)
        self.more.menu().addAction(f"{way.words}\t{way.keys}", way.do)
        made = button(way.words, way.do, "", way.picture)
        made.setToolTip(way.keys)
        return made

    def _lay(self) -> None:
        box = QHBoxLayout(self)
        box.setContentsMargins(EDGE, 6, EDGE, 4)
        box.setSpacing(GAP)
        self.rest = (*self.segments.buttons(), self.days, label("走访人", "field"), self.doer)
        for one in self.rest:
            box.addWidget(one)
        box.addStretch(1)
        for one in (*self.ways, self.more):
            box.addWidget(one)

    def mark(self, segment: str) -> None:
        """Show which part is in sight."""
        self.segments.buttons()[[one for one, _ in SEGMENTS].index(segment)].setChecked(True)

    def minimumSizeHint(self) -> QSize:
        """Ask for what is left once the ways are folded."""
        return QSize(1, super().minimumSizeHint().height())

    def offer_days(self, *, wanted: bool) -> None:
        """Offer the days of the month, or have them in sight anyway."""
        self.days.setVisible(wanted)
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep everything within the line."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Fold the ways where they have no room beside the rest."""
        rest = [one for one in self.rest if not one.isHidden()]
        wanted = sum(one.sizeHint().width() + GAP for one in (*rest, *self.ways))
        folded = wanted + 2 * EDGE > self.width()
        for one in self.ways:
            one.setVisible(not folded)
        self.more.setVisible(folded)
