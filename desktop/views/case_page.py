"""The page of cases (矛盾调解, 说事议事): the list on the left, one case on the right."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from db.store.store import Store
from db.trouble import OfficeError
from db.work.case_lines import Line, Wanted, case_ids, lines_of
from db.work.stages import Chip, chip_counts
from desktop.bus import Bus, Place
from desktop.jobs import Jobs, Progress
from desktop.printing.dossier import issue_dossier
from desktop.printing.form import Order
from desktop.printing.forms.matter_papers import MATTER_FORMS
from desktop.theme import sizes
from desktop.views.case_file import CaseFile
from desktop.views.case_parts import CaseBook
from desktop.views.new_case import NewCase
from desktop.widgets.caselist import CaseList, CaseModel
from desktop.widgets.flow import Flow
from desktop.widgets.parts import Empty, SearchEdit, Toast, bar, button, label

NARROW = 1000


class Column(QFrame):
    """The list with what stands above it; its height is the page's, however its chips break into lines."""

    def hasHeightForWidth(self) -> bool:
        """Never ask the page to scroll."""
        return False


class CasePage(QWidget):
    """One tab of cases."""

    def __init__(self, store: Store, book: CaseBook, bus: Bus, jobs: Jobs) -> None:
        """Show the cases of an open office."""
        super().__init__()
        self.setObjectName("pageBody")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.store, self.book, self.bus, self.jobs = store, book, bus, jobs
        self.chip: Chip | None = Chip.OPEN
        self.stale = False
        self.search = SearchEdit("编号、当事人、关键词")
        self.new = button("登记", self.add_new, "primary", "plus")
        self.new.setAccessibleName(f"登记{book.noun}")
        self.chips: dict[Chip | None, QPushButton] = {}
        self.total = label("", "caption")
        self.model = CaseModel(self._lines)
        self.list = CaseList(self.model, f"{book.heading}列表")
        self.file = CaseFile(store)
        self.sheet = NewCase(store, book)
        self.none = Empty("scale", book.empty, button(f"登记第一件{book.noun}", self.add_new, "primary"))
        self.stack = QStackedWidget()
        self.toast = Toast(self)
        self._lay()
        self._connect()
        self.refresh()

    def _lay(self) -> None:
        self.left = Column()
        self.left.setProperty("card", "flatLeft")
        self.left.setFixedWidth(sizes()["side"] * 5 // 7)
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar(self.search, self.new, margins=(12, 8, 12, 4), line=False))
        chips = QWidget()
        flow = Flow(chips)
        for one in (*self.book.chips, None):
            chip = button(one.value if one else "全部", lambda: None)
            chip.setCheckable(True)
            chip.setProperty("chip", True)
            chip.clicked.connect(lambda _on=False, wanted=one: self.choose(wanted))
            self.chips[one] = chip
            flow.addWidget(chip)
        column.addWidget(bar(chips, margins=(12, 4, 8, 8)))
        column.addWidget(self.list, 1)
        for page in (self.file, self.sheet, self.none):
            self.stack.addWidget(page)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.left)
        box.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.search.search.connect(lambda _: self.refresh())
        self.search.returnPressed.connect(self._searched)
        self.list.opened.connect(self.open_row)
        self.file.changed.connect(self._changed_here)
        self.file.back.connect(lambda: self._arrange(listed=True))
        self.file.paper.connect(self._papers)
        self.sheet.left.connect(self._leave_sheet)
        self.sheet.registered.connect(self._registered)
        self.toast.undo.connect(self.undo)
        self.bus.changed.connect(self._changed)
        for keys, do in (
            (QKeySequence("Ctrl+N"), self.add_new),
            (QKeySequence("Ctrl+P"), lambda: self._papers(self.file.matter)),
            (QKeySequence(QKeySequence.StandardKey.Find), self.search.setFocus),
            (QKeySequence("Alt+Up"), lambda: self._move(-1)),
            (QKeySequence("Alt+Down"), lambda: self._move(1)),
            (QKeySequence("Ctrl+Return"), self._go_on),
            (QKeySequence(QKeySequence.StandardKey.Undo), self.undo),
            (QKeySequence("Escape"), self._back),
        ):
            QShortcut(keys, self, do)

    # -- the list -------------------------------------------------------------------------------------------------

    def _lines(self, ids: Sequence[UUID]) -> list[Line]:
        with self.store.read() as reader:
            return lines_of(reader, ids)

    def choose(self, chip: Chip | None) -> None:
        """List what is under a chip (None: everything)."""
        self.chip = chip
        self.refresh()

    def refresh(self) -> None:
        """Read the list and the counts anew; the case shown stays shown."""
        with self.store.read() as reader:
            counts = chip_counts(reader, self.book.kinds)
            ids = case_ids(reader, Wanted(self.book.kinds, self.chip, self.search.text()))
            everything = len(case_ids(reader, Wanted(self.book.kinds)))
        for one, chip in self.chips.items():
            words = f"全部 {everything}" if one is None else f"{one.value} {counts[one]}"
            chip.setText(words)
            chip.setAccessibleName(f"筛选 {words}")
            chip.setChecked(one is self.chip)
        self.model.tell(ids)
        if self.stack.currentWidget() is self.sheet:
            return
        shown = self.file.matter
        if shown in ids:
            self.mark(ids.index(shown))
        elif shown is None and ids:
            self.mark(0)
        self.stack.setCurrentWidget(self.file if ids or shown is not None else self.none)

    def mark(self, row: int) -> None:
        """Select a row; its case is shown."""
        self.list.setCurrentIndex(self.model.index(row))

    def open_row(self, row: int) -> None:
        """Show the case of a row; what is typed in another case comes first, what is shown already stays as it is."""
        if not 0 <= row < len(self.model.ids):
            return
        wanted, shown = self.model.ids[row], self.file.matter
        if wanted != shown and self.file.unsaved():
            self.toast.tell("这一件有改动未保存，请先保存或返回，再看另一件。", undoable=False)
            self.list.mark(self.model.ids.index(shown) if shown in self.model.ids else -1)
        elif wanted != shown:
            self.file.show_case(wanted)
        self.stack.setCurrentWidget(self.file)
        self._arrange(listed=False)

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
        if place.new:
            self.add_new()
            return
        for key, value in place.where:
            if key == "chip":
                self.chip = next((one for one in Chip if one.name.lower() == value), None)
        if place.record is not None:
            self.chip = None
            self.search.clear()
        elif place.text:
            self.search.setText(place.text)
        self.refresh()
        if place.record in self.model.ids:
            self.mark(self.model.ids.index(place.record))

    # -- doing ----------------------------------------------------------------------------------------------------

    def add_new(self) -> None:
        """Open the sheet of a new case."""
        self.stack.setCurrentWidget(self.sheet)
        self._arrange(listed=False)
        self.sheet.start()

    def _leave_sheet(self) -> None:
        self.stack.setCurrentWidget(self.file if self.file.matter or self.model.ids else self.none)
        self.list.setFocus()

    def _registered(self, matter: UUID, words: str) -> None:
        self.stack.setCurrentWidget(self.file)
        with self.store.read() as reader:
            is_open = matter in case_ids(reader, Wanted(self.book.kinds, Chip.OPEN))
        self.chip = Chip.OPEN if is_open else None
        self.search.clear()
        self.file.show_case(matter)
        self._changed_here(words)

    def _go_on(self) -> None:
        if self.stack.currentWidget() is self.file and not self.file.steps.isVisible():
            self.file.go_on()

    def _back(self) -> None:
        if self.stack.currentWidget() is self.sheet:
            self._leave_sheet()
        elif self.stack.currentWidget() is self.file and self.file.step_back():
            return
        elif self.search.text():
            self.search.clear()
        else:
            self._arrange(listed=True)
            self.list.setFocus()

    def _papers(self, matter: UUID | None) -> None:
        """Go to the print centre with this case."""
        if matter is None or self.file.facts is None:
            return
        usual = [name for name in self.file.facts.rules.forms if name in MATTER_FORMS]
        more = [one.name for one in MATTER_FORMS.values() if one.group in self.book.groups and one.name not in usual]
        menu = QMenu(self)
        for names in (usual, more):
            for name in names:
                menu.addAction(MATTER_FORMS[name].label, partial(self._print, name, matter))
            menu.addSeparator()
        if self.file.facts.rules.mediated:
            menu.addAction("一键成卷…", partial(self._bind, matter))
        menu.popup(self.file.papers.mapToGlobal(self.file.papers.rect().bottomLeft()))

    def _print(self, form: str, matter: UUID) -> None:
        self.bus.go.emit(Place("print_centre", form=form, ids=(matter,)))

    def _bind(self, matter: UUID) -> None:
        """Bind the dossier into a file, as a job."""
        day = self.store.clock.today().strftime("%Y%m%d")
        name, _ = QFileDialog.getSaveFileName(self, "成卷存为", f"人民调解卷宗_{day}.pdf", "PDF (*.pdf)")
        if name:
            self.bind(matter, Path(name))

    def bind(self, matter: UUID, path: Path) -> None:
        """Bind a dossier; a missing required paper is named."""

        def work(_: Progress) -> str:
            try:
                bound = issue_dossier(self.store, matter, Order(), path)
            except OfficeError as trouble:
                return f"{trouble.what}{trouble.remedy}"
            return f"已成卷，共 {bound.made.pages} 页：{path}"

        self.jobs.run("正在成卷…", work, lambda words: self.toast.tell(words, undoable=False))

    def _changed_here(self, words: str) -> None:
        self.refresh()
        self.bus.changed.emit(frozenset({"matters"}))
        self.bus.saved.emit(f"● {words}")
        self.toast.tell(words, undoable=False)

    def undo(self) -> None:
        """Take the last write of this account back; a step is taken back by a step of its own."""
        try:
            undone = self.store.undo_last()
            words = f"已撤销：{undone.what}" if undone else "没有可撤销的操作。"
        except OfficeError as trouble:
            words = f"{trouble.what}{trouble.remedy}"
        self.file.show_case(self.file.matter)
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

    def _arrange(self, *, listed: bool) -> None:
        """Where both have no room, the case lies over the list and leads back to it."""
        narrow = self.width() < NARROW
        self.file.returning.setVisible(narrow)
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
        self._arrange(listed=self.stack.isHidden())
