"""走访帮办: plan, records and errands by month, the quick log above, the item and the person's history at the side."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QCompleter, QVBoxLayout, QWidget
from sqlalchemy import func, select

from db.books.book import Book
from db.books.rhythm import between
from db.ledgers.services import LogKind, ServiceLog
from db.store.query import Condition
from db.store.store import Store
from db.work.recording import Told, record_household
from desktop.bus import Bus, Place
from desktop.jobs import Jobs, Latest, Stop
from desktop.theme import across, is_low, sizes
from desktop.views.allowance_panel import AllowancePanel
from desktop.views.backfill_panel import BackfillPanel
from desktop.views.ledger_page import NARROW, LedgerPage
from desktop.views.patrol_panel import PatrolPanel
from desktop.views.roll_call_panel import RollCallPanel
from desktop.views.visit_arriving import ALLOWANCES, ERRANDS, PLAN, RECORDS, arrive
from desktop.views.visit_head import VisitHead, Way
from desktop.views.visit_panel import VisitPanel
from desktop.views.visit_plan import VisitPlan
from desktop.widgets.choices import keepers
from desktop.widgets.grip import LEAST
from desktop.widgets.month_strip import MonthStrip
from desktop.widgets.parts import Leaves, leave_air
from desktop.widgets.quick_log import QuickLog

LATER = ("side", "plan", "allowances")
CALLS = tuple(kind for kind in LogKind if kind is not LogKind.ERRAND)
TIGHTEST = 11
"""Rows of a table in the height of the page below which the days of the month wait until they are asked for."""


class VisitPage(LedgerPage):
    """The page of visits. What is logged here goes through db.work.recording."""

    new_kind = ""

    def __init__(self, store: Store, book: Book, bus: Bus, jobs: Jobs) -> None:
        """Show the visits of an open office; records first."""
        super().__init__(store, book, bus, jobs)
        self.segment = RECORDS
        self.days = Latest(self)
        self.form.laying.stop()  # the side stands in its place
        self.strip = MonthStrip(store.clock.today())
        self.quick = QuickLog(store)
        self.keys_first = self.quick.who
        self.backfill = BackfillPanel(store)
        self.roll_call = RollCallPanel(store)
        self.patrol = PatrolPanel(store)
        self.panels = (self.backfill, self.roll_call, self.patrol)
        """What lies over the list until it is left."""
        self.stack = Leaves()
        self.head = VisitHead(
            (
                Way("登记巡查", "plus", "Ctrl+G", self.open_patrol),
                Way("回填走访表", "doc", "Ctrl+B", self.open_backfill),
                Way("粘贴接龙", "talk", "Ctrl+J", self.open_roll_call),
            ),
            self,
        )
        self.doer = self.head.doer
        self._relay()
        self._wire()
        self.show_segment(RECORDS)
        self.making = QTimer(self, interval=0)
        self.making.timeout.connect(self._make_next)
        self.making.start()

    # -- parts that are made once the page stands, one by one, or when they are wanted before --------------------------

    @cached_property
    def side(self) -> VisitPanel:
        """The record beside the list."""
        made = VisitPanel(self.store)
        made.hide()
        made.grip.moved.connect(self._arrange_side)
        made.closed.connect(self.close_form)
        made.step.connect(lambda step: self.open_row(self.current + step))
        made.kept.connect(self._told)
        made.matter.connect(lambda one: self.bus.go.emit(Place("matters", record=one)))
        self.body.addWidget(made)
        return made

    @cached_property
    def plan(self) -> VisitPlan:
        """Who is to be visited."""
        made = VisitPlan(self.store, self.bus)
        made.chosen.connect(self._log_for)
        self.stack.addWidget(made)
        return made

    @cached_property
    def allowances(self) -> AllowancePanel:
        """The allowances of a month."""
        made = AllowancePanel(self.store, self.bus, self.jobs)
        made.kept.connect(self._told)
        self.stack.addWidget(made)
        return made

    def _make_next(self) -> None:
        missing = [one for one in LATER if one not in vars(self)]
        if missing:
            getattr(self, missing[0])
        else:
            self.making.stop()

    def _has_side(self) -> bool:
        """Say whether the side is to be seen."""
        return "side" in vars(self) and self.side.isVisible()

    # -- laying --------------------------------------------------------------------------------------------------------

    def _relay(self) -> None:
        """Put the list of the ledger page into a stack beside the plan and the panels."""
        self.records = records = QWidget()
        inner = self.layout()
        if inner is not None:
            records.setLayout(inner)
        for one in (records, *self.panels):
            self.stack.addWidget(one)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.head)
        box.addWidget(self.strip)
        box.addWidget(self.quick)
        box.addWidget(self.stack, 1)

    def _wire(self) -> None:
        self.head.chosen.connect(self.show_segment)
        self.head.by_day.connect(lambda _: self._fit())
        self.doer.textChanged.connect(lambda text: setattr(self.quick, "doers", text.strip()))
        self.days.answered.connect(self.strip.tell)
        self.strip.chosen.connect(self._besides)
        self.strip.turned.connect(self.tell_strip)
        self.quick.logged.connect(self._log)
        self.quick.started.connect(self._started)
        for panel in self.panels:
            panel.left.connect(lambda: self.show_segment(self.segment))
            panel.kept.connect(self._patrolled if panel is self.patrol else self._told)
        self.quick.journal.open = lambda which: self.show_segment(which or RECORDS)
        self.backfill.journal.open = self.open_backfill
        self.roll_call.journal.open = lambda _which: self.open_roll_call()
        self.patrol.journal.open = lambda _which: self.open_patrol()
        self.bus.changed.connect(lambda _: self._counted_anew())
        with self.store.read() as reader:
            names = QCompleter(keepers(reader), self.doer)
        names.setFilterMode(Qt.MatchFlag.MatchContains)
        self.doer.setCompleter(names)

    # -- segments -----------------------------------------------------------------------------------------------------

    def show_segment(self, name: str) -> None:
        """Show the plan, the records, the errands or the allowances."""
        self.segment = name
        self.head.mark(name)
        apart = name in (PLAN, ALLOWANCES)
        self.stack.setCurrentWidget(getattr(self, name) if apart else self.records)
        self.quick.setVisible(name != ALLOWANCES)
        self.quick.log_errands(name == ERRANDS)
        self._fit()
        if name == PLAN:
            self.plan.refresh()
        if name == ALLOWANCES:
            self.allowances.refresh()
            self.allowances.take_keys()
            return
        of_visits = [key for key in self.chips.chips if key[0] in ("reached", "campaign", "kind")]
        self.chips.withhold(of_visits if name == ERRANDS else ())
        self.new_button.setText("新增帮办" if name == ERRANDS else f"新增{self.book.noun}")
        self.listing.empty.words.setText(f"还没有{'帮办' if name == ERRANDS else self.book.noun}的记录。")
        if self._has_side() and not self.side.changed():
            self.side.hide()
        self._besides()
        self.tell_strip()

    def _besides(self) -> None:
        """Let the list show the kind of the segment, and the days chosen in the strip."""
        kinds: tuple[Any, ...] = (LogKind.ERRAND,) if self.segment == ERRANDS else CALLS
        besides = [Condition("kind", kinds)]
        if self.strip.span is not None:
            first, last = self.strip.span
            besides.append(Condition("at", tuple(first + timedelta(days=n) for n in range((last - first).days + 1))))
        self.listing.besides = tuple(besides)
        self.listing.ask()

    def tell_strip(self) -> None:
        """Count the days of the month shown; of many visits in a thread of its own."""
        first, last = self.strip.month()
        kinds = (LogKind.ERRAND,) if self.segment == ERRANDS else CALLS

        def counted(stop: Stop) -> Counter[date]:
            days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
            counts = (func.count().filter(between(day, day)) for day in days)
            with self.store.read(stop=stop) as reader:
                [row] = reader.rows(
                    select(*counts).where(
                        between(first, last), ServiceLog.kind.in_(kinds), ServiceLog.removed_at.is_(None)
                    )
                )
            return Counter({day: count for day, count in zip(days, row, strict=True) if count})

        self.days.ask(counted, at_once=not self.listing.large)

    def showEvent(self, event: QShowEvent) -> None:
        """Read the plan anew, too, where something changed meanwhile."""
        stale = self.stale
        super().showEvent(event)
        if stale and self.segment == PLAN:
            self.plan.refresh()

    def _counted_anew(self) -> None:
        """Count the days anew, and read the plan where it is in sight: who was visited is due no more."""
        self.tell_strip()
        if self.segment == PLAN and self.isVisible():
            self.plan.refresh()

    def put_aside(self) -> None:
        """Keep what is typed and not saved, and end what is read."""
        super().put_aside()
        self.days.wait()

    def _print(self) -> None:
        """Print the route sheet where the plan is looked at, else what the list holds."""
        if self.segment == PLAN:
            self.plan.print_route()
        else:
            super()._print()

    def open_backfill(self, number: str = "") -> None:
        """Key in a sheet that came home."""
        self._open(self.backfill, lambda: self.backfill.begin(number, self.doer.text().strip()))

    def open_roll_call(self) -> None:
        """Paste what the grid members sent."""
        self._open(self.roll_call, lambda: self.roll_call.begin(self.doer.text().strip()))

    def open_patrol(self) -> None:
        """Log a round through a grid."""
        self._open(self.patrol, lambda: self.patrol.begin(self.doer.text().strip()))

    def _patrolled(self, service: UUID, words: str) -> None:
        """Show the patrol at the side: what it found may become a matter there."""
        self.show_segment(RECORDS)
        self._told(words)
        self.listing.settle()
        self.open_row(self.listing.row_of(service))

    def _open(self, panel: QWidget, begin: Callable[[], None]) -> None:
        self.quick.hide()
        self.stack.setCurrentWidget(panel)
        self._fit()
        begin()

    # -- logging ------------------------------------------------------------------------------------------------------

    def _log(self, person: UUID, told: Told) -> None:
        self.guarded(lambda: self._write(person, told))

    def _write(self, person: UUID, told: Told) -> None:
        with self.store.write("登记帮办" if self.quick.errands else "登记走访") as writer:
            told = self._of_campaign(told)
            items = self.quick.items if self.quick.together.isChecked() else []
            done = record_household(writer, person, told, items)[0]
            changes = writer.changes.ledgers
        if done.service is None:
            reason = "这一天已经登记过，没有重复登记。" if done.already else done.problems[0].reason
            self.quick.tell(done.problems[0].field if done.problems else "at", reason)
            return
        name = self.quick.who.text()
        self.quick.done()
        self.bus.changed.emit(changes)
        self.toast.tell(f"已登记 {name}", undoable=True)

    def _of_campaign(self, told: Told) -> Told:
        """Return what is logged from the list of a calling round with its name."""
        called = self.plan.called if self.segment == PLAN else None
        return replace(told, raw={**told.raw, "campaign": called}) if called else told

    def _started(self, person: UUID) -> None:
        """Somebody was named: the side shows what happened before, as far as there is room beside the list."""
        if not self._is_low() and self.width() >= across(NARROW) and self.segment != PLAN:
            self.current = -1
            self.side.show_person(person)
            self.side.show()

    def _log_for(self, person: UUID) -> None:
        self.quick.begin(person)

    def _told(self, words: str) -> None:
        self.bus.changed.emit(frozenset())
        self.toast.tell(words, undoable=True)

    # -- keys of the page ---------------------------------------------------------------------------------------------

    def _back(self) -> None:
        """Leave what was opened over the list, else close the side, else what the list itself has to give back."""
        if self.stack.currentWidget() in self.panels:
            self.show_segment(self.segment)
        elif self._has_side():
            self.close_form()
        else:
            super()._back()

    def _save_now(self) -> None:
        """Save what is in sight: the sheet keyed in, the roll call, or the record at the side."""
        for panel in self.panels:
            if self.stack.currentWidget() is panel:
                panel.save()
                return
        if self._has_side():
            self.side.save()

    def _step(self, step: int) -> None:
        """Go to the record before or after; `open_row` keeps what is not saved."""
        if self._has_side():
            self.open_row(self.current + step)

    # -- the side -----------------------------------------------------------------------------------------------------

    def open_row(self, row: int) -> None:
        """Open a record at the side."""
        if not 0 <= row < len(self.model.ids):
            return
        if self._has_side() and self.side.changed() and row != self.current:
            self.side.warn_unsaved()
            return
        self.current = row
        self.side.show_service(self.model.ids[row])
        self.side.show()
        self._arrange_side()
        self.listing.mark(row)

    def add_new(self) -> None:
        """Begin a new record: the quick log takes it."""
        if self.stack.currentWidget() not in (self.records, vars(self).get(PLAN)):
            self.show_segment(self.segment)
        self.quick.begin()

    def close_form(self) -> None:
        """Close the side."""
        if self._has_side() and self.side.changed():
            self.side.warn_unsaved()
            return
        self.side.hide()
        self.table.setFocus()

    def _fit(self) -> None:
        """Leave the list its rows: in a low window the hint and the days of the month come when they are wanted."""
        self.quick.fold(hint=is_low(self))
        leave_air(self.head, 5, low=is_low(self))
        if "plan" in vars(self):
            leave_air(self.plan.tools, 8, low=is_low(self))
        listed, lowest = self.stack.currentWidget() is self.records, self.height() < TIGHTEST * sizes()["row"]
        self.head.offer_days(wanted=listed and lowest)
        asked = self.head.days.isChecked() or self.strip.span is not None
        self.strip.setVisible(listed and (not lowest or asked))

    def _is_low(self) -> bool:
        """Say whether the list has no room for a form beside it."""
        return self.height() - self.stack.y() < LEAST * sizes()["row"]

    def _arrange_side(self) -> None:
        """Below 1040 pixels, and in a low window, the side lies over the page as a drawer."""
        drawer = self.width() < across(NARROW) or self._is_low()
        self.side.grip.stand(self.body, self, self.stack.y(), drawer=drawer)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the side where it belongs."""
        super().resizeEvent(event)
        if "records" in vars(self):
            self._fit()
        if "side" in vars(self):
            self._arrange_side()

    def arrive(self, place: Place) -> None:
        """Show what another page asked for."""
        arrive(self, place)

    def list_only(self, place: Place) -> None:
        """Show what is asked for in the segment in sight."""
        super().arrive(place)
