"""计划: who is to be visited, by state of the window; the list prints as a route sheet, Enter logs the visit."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QMenu, QPushButton, QVBoxLayout, QWidget

from db.books import BOOKS
from db.books.due import DueState
from db.ledgers.services import Campaign
from db.store.query import Condition
from db.store.store import Store
from db.work.campaigns import DAYS, called_on
from desktop.bus import Bus, Place
from desktop.prefs import ColumnSets
from desktop.widgets.listing import Listing
from desktop.widgets.parts import Empty, bar, button, index_of, label
from desktop.widgets.route_choice import TIP, RouteChoice

OPEN = (DueState.OVERDUE, DueState.DUE_SOON, DueState.DUE_NOW)
COLUMNS = ("name", "age", "due_state", "area", "address", "last_visit", "cycle", "responsible", "phone")
OWED = tuple(DueState)
"""Whoever is owed visits at all, done or not."""


class VisitPlan(QWidget):
    """The people who are due. chosen(person): a visit is to be logged."""

    chosen = Signal(object)

    def __init__(self, store: Store, bus: Bus) -> None:
        """List who is due in an open office."""
        super().__init__()
        self.store, self.bus = store, bus
        self.called: Campaign | None = None
        self.only: tuple[UUID, ...] = ()
        """The people behind a figure of another page."""
        empty = Empty("visit", "现在没有应访的人。")
        self.listing = Listing(store, BOOKS["people"], empty, ColumnSets())
        self.listing.table.show_columns(COLUMNS, fits=True)
        self.listing.opened.connect(self._opened)
        self.state = label("", "muted")
        self.print_button = button("打印今日走访路线单", self.print_route, "", "print")
        self.print_button.setToolTip("Ctrl+P")
        self.route = RouteChoice()
        self.route_button = button("排路线", self._show_route)
        self.route_button.setCheckable(True)
        self.route_button.setToolTip(TIP)
        self.campaign = QPushButton("专项走访")
        self.campaign.setAutoDefault(False)
        self.campaign.setAccessibleName("专项走访")
        menu = QMenu(self.campaign)
        for one in Campaign:
            menu.addAction(f"{one.label}走访", lambda one=one: self.call(one))
        menu.addSeparator()
        menu.addAction("返回应访名单", lambda: self.call(None))
        self.campaign.setMenu(menu)
        self.listing.counted.connect(self._counted)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.tools = bar(self.listing.search, self.listing.area, self.listing.keeper, None, self.campaign,
                         self.route_button, self.print_button)  # fmt: skip
        box.addWidget(self.tools)
        box.addWidget(self._route())
        box.addWidget(self._states())
        box.addWidget(self.listing, 1)

    def _states(self) -> QWidget:
        """Return the line of states: one at a time, or all that are due."""
        self.states = QButtonGroup(self)
        shown: list[QWidget | None] = []
        for at, text in enumerate(("全部应访", *(one.label for one in OPEN), "从未走访", "最久未见")):
            one = button(text, self.refresh)
            one.setCheckable(True)
            one.setChecked(at == 0)
            one.setProperty("chip", True)
            self.states.addButton(one, at)
            shown.append(one)
        self.picked = button("", self.refresh)
        self.picked.setCheckable(True)
        self.picked.setProperty("chip", True)
        self.picked.hide()
        self.states.addButton(self.picked, len(shown))
        shown.append(self.picked)
        return bar(*shown, label("Enter 登记走访", "hint"), None, self.state, margins=(14, 4, 14, 4))

    def _route(self) -> QWidget:
        """Return the line that says how the sheet is walked, at first hidden."""
        shown: list[QWidget | None] = []
        for text, field in (("走法", self.route.walk), ("分给", self.route.workers)):
            heading = label(text, "field")
            heading.setBuddy(field)
            shown += [heading, field]
        self.route_bar = bar(*shown, self.route, margins=(14, 4, 14, 4))
        self.route_bar.hide()
        return self.route_bar

    def _show_route(self) -> None:
        self.route_bar.setVisible(self.route_button.isChecked())
        if self.route_button.isChecked():
            self.route.walk.setFocus()

    def call(self, campaign: Campaign | None) -> None:
        """List whom to call on in a cold spell, a heat wave or before a festival; None: who is due."""
        self.called = campaign
        self.campaign.setText(f"{campaign.label}走访" if campaign else "专项走访")
        self.route.campaign.setCurrentIndex(max(index_of(self.route.campaign, campaign), 0))
        for one in self.states.buttons():
            one.setEnabled(campaign is None)
        self.refresh()

    def refresh(self) -> None:
        """Read the list anew: of the states chosen, or of those called on; who was seen longest ago stands first."""
        at = self.states.checkedId()
        states = (OPEN[at - 1],) if 0 < at <= len(OPEN) else OPEN if at == 0 else OWED
        besides = [Condition("due_state", states)]
        if at == len(OPEN) + 1:
            besides.append(Condition("last_visit", (None,)))
        if self.picked.isChecked():
            besides = [Condition("id", self.only)]
        self.listing.besides = (Condition("in_difficulty", (True,)),) if self.called else tuple(besides)
        self.listing.sort = ("last_visit",)
        self.listing.refresh()

    def show_only(self, ids: tuple[UUID, ...]) -> None:
        """List just these people, due or not: those behind a figure, under a choice of their own."""
        self.only = ids
        self.picked.setText(f"选定的 {len(ids)}")
        self.picked.show()
        self.picked.setChecked(True)
        self.call(None)

    def _counted(self, count: int) -> None:
        if self.called is None:
            self.state.setText(f"共 {count} 人")
            return
        with self.store.read() as reader:
            done = called_on(reader, self.called)
        self.state.setText(f"{self.called.label}走访 {count} 人，{DAYS} 天内已记录 {done} 人")

    def _opened(self, row: int) -> None:
        if 0 <= row < len(self.listing.model.ids):
            self.chosen.emit(self.listing.model.ids[row])

    def people(self) -> Sequence[UUID]:
        """Return the rows selected, or all of the list."""
        picked = self.listing.picked_ids()
        return picked if len(picked) > 1 else self.listing.all_ids()

    def print_route(self) -> None:
        """Lay the route sheet of those listed before the clerk, as it is to be walked."""
        self.bus.go.emit(Place("print_centre", form="route_sheet", ids=tuple(self.people()), way=self.route.way()))
