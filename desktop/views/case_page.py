"""The page of cases (矛盾调解, 说事议事): the list on the left, one case on the right."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from db.ledgers.matters import MatterKind
from db.store.store import Store
from db.work.case_lines import Line, Wanted, case_ids, heads_of, line_of, lines_of
from db.work.sittings import Sitting, sittings_of
from db.work.stages import Chip, chip_counts
from desktop.bus import Bus, Place
from desktop.jobs import Jobs
from desktop.theme import across, sizes
from desktop.views.case_arriving import arrive, take_card
from desktop.views.case_column import Acts, CaseColumn
from desktop.views.case_drops import CaseDrops
from desktop.views.case_file import CaseFile
from desktop.views.case_papers import CasePapers
from desktop.views.case_parts import CaseBook
from desktop.views.case_sheets import CaseSheets
from desktop.views.new_case import NewCase
from desktop.views.sitting_file import NewSitting, SittingFile
from desktop.views.undone import take_back
from desktop.views.year_panel import YearPanel
from desktop.widgets.caselist import CaseList, CaseModel, Column
from desktop.widgets.field_grid import save_in_sight
from desktop.widgets.parts import Empty, Leaves, button
from desktop.widgets.record_card import RecordCard
from desktop.widgets.toast import Toast

NARROW = 1000


class CasePage(QWidget):
    """One tab of cases."""

    def __init__(self, store: Store, book: CaseBook, bus: Bus, jobs: Jobs) -> None:
        """Show the cases of an open office."""
        super().__init__()
        self.setObjectName("pageBody")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.store, self.book, self.bus, self.jobs = store, book, bus, jobs
        self.chip: Chip | None = Chip.OPEN
        self.only: frozenset[UUID] | None = None
        """Just these cases are listed, of whatever kind: those behind a figure."""
        self.stale = False
        self.model = CaseModel(self._lines)
        self.keys_first = self.list = CaseList(self.model, f"{book.heading}列表")
        self.file = CaseFile(store, book.name)
        self.sheet = NewCase(store, book)
        self.sitting, self.new_sitting = SittingFile(store, book.name), NewSitting(store, book.name)
        self.sheet.journal.open = lambda _which: self.add_new()
        self.new_sitting.journal.open = lambda _which: self.open_sitting()
        self.sittings: dict[UUID, Sitting] = {}
        self.year = YearPanel(store, bus, jobs)
        self.none = Empty(book.picture, book.empty, button(f"登记第一件{book.noun}", self.add_new, "primary"))
        self.stack = Leaves()
        self.toast = Toast(self)
        self.papers = CasePapers(self, store, (bus, jobs, self.toast))
        self.sheets = CaseSheets(self, store, (bus, jobs, self.toast))
        self.drops = CaseDrops(self)
        self._lay()
        self._connect()
        self.refresh()

    def _lay(self) -> None:
        self.left = CaseColumn(self.book, self.list, Acts(
            self.choose, self.add_new, self._group, self.open_sitting, self.show_year, self.sheets.take_in,
            self.sheets.hand_out, lambda: self.choose(Chip.OPEN),
        ))  # fmt: skip
        self.search, self.new, self.chips = self.left.search, self.left.new, self.left.chips
        self.kinds, self.grouped, self.total = self.left.kinds, self.left.grouped, self.left.total
        for page in (self.file, self.sheet, self.none, self.sitting, self.new_sitting, self.year):
            self.stack.addWidget(page)
        body = Column()
        box = QHBoxLayout(body)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.left)
        box.addWidget(self.stack, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(body, 1)

    def _connect(self) -> None:
        self.search.search.connect(lambda _: self.refresh())
        self.search.returnPressed.connect(self._searched)
        self.kinds.activated.connect(lambda _: self.choose(self.chip))
        self.list.opened.connect(self.open_row)
        self.file.changed.connect(self._changed_here)
        self.file.back.connect(lambda: self.arrange(listed=True))
        self.file.paper.connect(self._papers)
        for sheet in (self.sheet, self.new_sitting, self.year):
            sheet.left.connect(self._leave_sheet)
        self.sitting.changed.connect(self._changed_here)
        self.sitting.back.connect(lambda: self.arrange(listed=True))
        self.sitting.paper.connect(self.papers.print)
        self.sitting.raised.connect(self._raise_at)
        self.new_sitting.opened.connect(self._sitting_opened)
        self.sheet.registered.connect(self._registered)
        self.toast.undo.connect(self.undo)
        self.bus.changed.connect(self._changed)
        for keys, do in (
            (QKeySequence("Ctrl+N"), self.add_new),
            (QKeySequence("Ctrl+P"), self._papers),
            (QKeySequence(QKeySequence.StandardKey.Find), self.search.setFocus),
            (QKeySequence("Alt+Up"), lambda: self._move(-1)),
            (QKeySequence("Alt+Down"), lambda: self._move(1)),
            (QKeySequence("Ctrl+Return"), self._go_on),
            (QKeySequence("Ctrl+S"), self._save_now),
            (QKeySequence("F2"), self._edit),
            (QKeySequence(QKeySequence.StandardKey.Undo), self.undo),
            (QKeySequence("Escape"), self._back),
        ):
            QShortcut(keys, self, do)

    # -- the list -------------------------------------------------------------------------------------------------

    def _lines(self, ids: Sequence[UUID]) -> list[Line]:
        with self.store.read() as reader:
            lines = {line.id: line for line in lines_of(reader, [one for one in ids if one not in self.sittings])}
        return [line_of(self.sittings[one]) if one in self.sittings else lines[one] for one in ids]

    def choose(self, chip: Chip | None) -> None:
        """List what is under a chip (None: everything)."""
        self.narrow(chip)
        self.refresh()

    def narrow(self, chip: Chip | None, only: frozenset[UUID] | None = None, words: str = "") -> None:
        """Set what the next reading lists: what is under a chip, or just some cases, which words then name."""
        self.chip, self.only = chip, only
        self.left.name(words)

    def _group(self) -> None:
        """Group by sitting, whatever became of what was raised; or list as before."""
        self.choose(None if self.grouped.isChecked() else Chip.OPEN)

    def refresh(self) -> None:
        """Read the list and the counts anew; the case shown stays shown."""
        with self.store.read() as reader:
            kinds = self.kinds_listed()
            counts = chip_counts(reader, kinds)
            wanted = self.wanted()
            ids = case_ids(reader, wanted)
            self.total.setText(f"列出 {len(ids)} 件 · {heads_of(reader, wanted)} 人次")
            everything = len(case_ids(reader, Wanted(kinds)))
            whole = not self.search.text().strip()
            groups = sittings_of(reader, ids, empty=whole) if self.grouped.isChecked() else []
        if self.grouped.isChecked():
            ids = [one for group in groups for one in (group.id, *group.listed)]
        self.sittings = {group.id: group for group in groups}
        self.left.tell(counts, everything, self.chip)
        self.model.tell(ids)
        if self.stack.currentWidget() not in (self.sheet, self.new_sitting, self.year):
            self._mark_shown()

    def wanted(self) -> Wanted:
        """Return which cases are listed."""
        kinds = self.kinds_listed() if self.only is None else tuple(MatterKind)
        return Wanted(kinds, self.chip, self.search.text(), self.only)

    def listed(self) -> tuple[UUID, ...] | None:
        """Return the cases listed; None where nothing narrows them down but the kind."""
        narrowed = self.chip is not None or self.only is not None or self.search.text().strip()
        return tuple(one for one in self.model.ids if one not in self.sittings) if narrowed else None

    def kinds_listed(self) -> tuple[MatterKind, ...]:
        """Return the kinds listed: the one chosen, or all of the page."""
        chosen = self.kinds.currentData()
        return (MatterKind.of(chosen),) if chosen else self.book.kinds

    def _mark_shown(self) -> None:
        """Mark what is shown at the right; where nothing is, show the first of the list."""
        ids, shown = self.model.ids, self._shown()
        if shown in self.sittings:
            if not self.sitting.unsaved():
                self.sitting.show_sitting(self.sittings[shown])
        elif self.stack.currentWidget() is self.sitting:  # its group is listed no more
            self.stack.setCurrentWidget(self.file)
            shown = self.file.matter
        if shown in ids:
            self.list.mark(ids.index(shown))
        elif shown is None and ids:
            self.mark(0)
        if self._shown() is None:
            self.stack.setCurrentWidget(self.none)

    def mark(self, row: int) -> None:
        """Select a row; its case is shown."""
        self.list.setCurrentIndex(self.model.index(row))

    def open_row(self, row: int) -> None:
        """Show the case of a row; what is typed in another case comes first, what is shown already stays as it is."""
        if not 0 <= row < len(self.model.ids):
            return
        wanted, shown = self.model.ids[row], self._shown()
        if wanted != shown and (self.file.unsaved() or self.sitting.unsaved()):
            self.toast.tell("这一件有改动未保存，请先保存或返回，再看另一件。", undoable=False)
            self.list.mark(self.model.ids.index(shown) if shown in self.model.ids else -1)
            wanted = shown or wanted
        if wanted in self.sittings:
            self.sitting.show_sitting(self.sittings[wanted])
            self.stack.setCurrentWidget(self.sitting)
        else:
            if wanted != self.file.matter:
                self.file.show_case(wanted)
            self.stack.setCurrentWidget(self.file)
        self.arrange(listed=False)

    def _shown(self) -> UUID | None:
        """Return the case or the sitting at the right."""
        group = self.sitting.sitting
        return group.id if group is not None and self.stack.currentWidget() is self.sitting else self.file.matter

    def _searched(self) -> None:
        self.search.ask_now()
        if self.model.ids:
            self.mark(0)
            self.list.setFocus()

    def _move(self, step: int) -> None:
        row = self.list.currentIndex().row() + step
        if 0 <= row < len(self.model.ids):
            self.mark(row)

    def arrive(self, place: Place) -> None:
        """Show what another page asked for."""
        arrive(self, place)

    def take_card(self, number: str) -> None:
        """Take a card's number into the party being typed or looked for; where none is, list the cases of its owner."""
        take_card(self, number)

    # -- doing ----------------------------------------------------------------------------------------------------

    def add_new(self) -> None:
        """Open the sheet of a new case."""
        self.stack.setCurrentWidget(self.sheet)
        self.arrange(listed=False)
        self.sheet.start()

    def show_year(self) -> None:
        """Show the figures of the year."""
        self.stack.setCurrentWidget(self.year)
        self.arrange(listed=False)
        self.year.start()

    def open_sitting(self) -> None:
        """Open the sheet of a new sitting."""
        self.stack.setCurrentWidget(self.new_sitting)
        self.arrange(listed=False)
        self.new_sitting.start()

    def _sitting_opened(self, sitting: UUID) -> None:
        self.grouped.setChecked(True)
        self.narrow(None)
        self.stack.setCurrentWidget(self.file)
        self._changed_here("已新开说事日")
        if sitting in self.model.ids:
            self.mark(self.model.ids.index(sitting))

    def _raise_at(self, sitting: UUID, day: date) -> None:
        """Register a matter at a sitting."""
        self.add_new()
        self.sheet.at_sitting(sitting, day)

    def _leave_sheet(self) -> None:
        self.stack.setCurrentWidget(self.file if self.file.matter or self.model.ids else self.none)
        self.list.setFocus()

    def _registered(self, matter: UUID, words: str) -> None:
        self.stack.setCurrentWidget(self.file)
        with self.store.read() as reader:
            is_open = matter in case_ids(reader, Wanted(self.book.kinds, Chip.OPEN))
        self.narrow(Chip.OPEN if is_open else None)
        self.search.clear()
        self.kinds.setCurrentIndex(0)
        self.file.show_case(matter)
        self._changed_here(words)

    def _go_on(self) -> None:
        if self.stack.currentWidget() is self.file and not self.file.steps.isVisible():
            self.file.go_on()

    def _save_now(self) -> None:
        """Keep what is typed on the page, or the sentence begun under the course of the case."""
        if self.file.noting.text.hasFocus():
            self.file.noting.keep()
        elif self.stack.currentWidget() is self.year:
            self.year.keep()
        else:
            save_in_sight(self)

    def _edit(self) -> None:
        """Open the first card in sight."""
        cards = (one for one in self.findChildren(RecordCard) if one.isVisible() and not one.editors)
        first = next(cards, None)
        if first is not None:
            first.edit()

    def _back(self) -> None:
        shown = self.stack.currentWidget()
        if shown in (self.sheet, self.new_sitting, self.year):
            self._leave_sheet()
        elif (shown is self.file and self.file.step_back()) or (shown is self.sitting and self.sitting.step_back()):
            return
        elif self.search.text():
            self.search.clear()
        elif self.only is not None:
            self.choose(Chip.OPEN)
        else:
            self.arrange(listed=True)
            self.list.setFocus()

    def _papers(self, _matter: UUID | None = None) -> None:
        """Offer the papers of the case shown."""
        if self.stack.currentWidget() is self.file and self.file.facts is not None:
            below = self.file.papers.rect().bottomLeft()
            self.papers.offer(self.file.facts, self.file.papers.mapToGlobal(below))

    def _changed_here(self, words: str) -> None:
        self.refresh()
        self.bus.changed.emit(frozenset({"matters"}))
        self.bus.saved.emit(f"● {words}")
        self.toast.tell(words, undoable=False)

    def undo(self) -> None:
        """Take the last write of this account back; a step is taken back by a step of its own."""
        words = take_back(self.store)
        self.file.show_case(self.file.matter)
        self.refresh()
        self.bus.changed.emit(frozenset())
        self.toast.tell(words, undoable=False)

    # -- coming and going -----------------------------------------------------------------------------------------

    def _changed(self, _: frozenset[str]) -> None:
        self.stale = not self.isVisible()

    def showEvent(self, event: QShowEvent) -> None:
        """Read anew what changed while another page was shown."""
        super().showEvent(event)
        if self.stale:
            self.stale = False
            self.refresh()
            if not self.file.unsaved():
                self.file.show_case(self.file.matter)

    def arrange(self, *, listed: bool) -> None:
        """Where both have no room, the case lies over the list and leads back to it."""
        narrow = self.width() < across(NARROW)
        for one in (self.file, self.sitting, self.year):
            one.returning.setVisible(narrow)
        self.left.setVisible(not narrow or listed)
        self.stack.setVisible(not narrow or not listed)
        if narrow:
            self.left.setMaximumWidth(self.width())
            self.left.setMinimumWidth(self.width() if listed else 0)
        else:
            self.left.setFixedWidth(sizes()["side"] * 5 // 7)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep list and case where they belong."""
        super().resizeEvent(event)
        self.arrange(listed=self.stack.isHidden())
