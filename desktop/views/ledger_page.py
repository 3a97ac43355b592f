"""The page of a book: list, side form, batch bar, import, export, print, undo; the same for every book."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from db.books.book import Book
from db.places import data_folder
from db.store.drafts import Draft
from db.store.query import Query
from db.store.store import Store
from db.store.writer import Edit
from db.trouble import OfficeError
from db.work.keeping import keep
from db.work.removing import remove
from desktop.bus import Bus, Place
from desktop.jobs import Jobs
from desktop.prefs import Prefs, remember
from desktop.theme import across, is_low
from desktop.views.handing import hand_out
from desktop.views.importing import IMPORT, Importing
from desktop.views.ledger_many import Many
from desktop.views.pasting import Pasting
from desktop.views.undone import take_back
from desktop.widgets.batch import BatchBar
from desktop.widgets.field_grid import sheet_in_use
from desktop.widgets.form import Form
from desktop.widgets.listing import Listing
from desktop.widgets.parts import Empty, bar, bind, button, leave_air, tool
from desktop.widgets.toast import Toast

NARROW = 1040


class LedgerPage(QWidget):
    """One tab for one book."""

    new_kind = "primary"
    """Look of the button that adds one: of a page with another main action, none."""

    def __init__(self, store: Store, book: Book, bus: Bus, jobs: Jobs) -> None:
        """Show a book of an open office."""
        super().__init__()
        self.setObjectName("pageBody")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.store, self.book, self.bus, self.jobs = store, book, bus, jobs
        self.prefs = Prefs.load(data_folder())
        self.unit = book.unit
        take_in = button("从 Excel 导入", self._import, "primary", "imp")
        empty = Empty(book.picture, f"还没有{book.noun or book.label}的记录。", take_in)
        self.listing = Listing(store, book, empty, self.prefs.columns_of(book.name))
        self.model, self.table = self.listing.model, self.listing.table
        self.keys_first: QWidget = self.table
        self.search, self.area, self.chips = self.listing.search, self.listing.area, self.listing.chips
        self.form = Form(store, book)
        self.batch = BatchBar(
            self.unit, (("change", "批量修改…"), ("print", "打印走访表"), ("copy", "复制"), ("export", "导出选中"))
        )
        self.toast = Toast(self)
        self.importing = Importing(self, store, book, bus, jobs)
        self.current = -1
        self.stale = False
        self._lay()
        self._connect()
        self.listing.refresh()

    # -- parts ----------------------------------------------------------------------------------------------------

    def _lay(self) -> None:
        self.columns_button = tool("cols", "选择要显示的列", self._choose_columns)
        self.more = tool("more", "更多", lambda: None)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(QMenu(self.more))
        self.actions_: list[QPushButton] = []
        for text, do, picture in (
            ("导入", self._import, "imp"), ("导出", self._export, "exp"), ("打印", self._print, "print"),
        ):  # fmt: skip
            self.actions_.append(button(text, do, "", picture))
            self.more.menu().addAction(text, do)
        tools: list[QWidget | None] = [self.listing.search, self.listing.area, self.listing.keeper, None]
        tools += [self.columns_button, *self.actions_, self.more]
        if self.book.take is not None:
            self.new_button = button(f"新增{self.book.noun}", self.add_new, self.new_kind, "plus")
            tools.append(self.new_button)
        self.body = QHBoxLayout()
        self.body.setSpacing(0)
        self.body.addWidget(self.listing, 1)
        self.body.addWidget(self.form)
        self.form.hide()
        self.batch.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.tools = bar(*tools)
        for part in (self.tools, self.chips, self.batch):
            box.addWidget(part)
        box.addLayout(self.body, 1)

    def _connect(self) -> None:
        self.listing.opened.connect(self.open_row)
        self.listing.counted.connect(lambda count: self.chips.total.setText(f"共 {count} {self.unit}"))
        self.many, self.pasting = Many(self), Pasting(self)
        bind(QKeySequence.StandardKey.Paste, self.table, self.pasting.paste, Qt.ShortcutContext.WidgetShortcut)
        self.listing.habits.connect(self._keep_ways)
        self.search.returnPressed.connect(self._searched)
        self.form.grip.moved.connect(self._arrange)
        self.form.away.connect(self.remove)
        self.form.closed.connect(self.close_form)
        self.form.step.connect(self._step)
        self.form.save.connect(self._save)
        self.form.kept.connect(self._kept)
        self.form.unsaved.connect(lambda count: self.bus.unsaved.emit(self.book.name, count))
        self.form.log_visit.connect(lambda who: self.bus.go.emit(Place("visits", ids=(who,), new=True)))
        self.form.wants_namesakes.connect(lambda name: self.arrive(Place(self.book.name, text=name)))
        self.toast.undo.connect(self.undo)
        self.bus.changed.connect(self._changed)
        for keys, do in (
            (QKeySequence(QKeySequence.StandardKey.Undo), self.undo),
            (QKeySequence("Alt+Up"), lambda: self._step(-1)),
            (QKeySequence("Alt+Down"), lambda: self._step(1)),
            (QKeySequence("Ctrl+N"), self.add_new),
            (QKeySequence("Ctrl+P"), self._print),
            (QKeySequence("Ctrl+S"), self._save_now),
            (QKeySequence(QKeySequence.StandardKey.Find), self.search.setFocus),
            (QKeySequence("F2"), self.edit),
            (QKeySequence("Escape"), self._back),
        ):
            QShortcut(keys, self, do)

    # -- coming and going -----------------------------------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Show what another page or the search over everything asked for."""
        if place.form == IMPORT:
            self.importing.open()
            return
        if place.record is None:
            self.listing.arrive(place)
        if place.draft is not None:
            self.take_back(place.draft)
        elif place.new:
            self.add_new()
        elif place.record is not None:
            self.open_row(self.listing.row_of(place.record))

    def _changed(self, _: frozenset[str]) -> None:
        self.stale = not self.isVisible()
        if not self.stale:
            self.listing.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Read anew what changed while another page was shown."""
        super().showEvent(event)
        if self.stale:
            self.stale = False
            self.listing.refresh()

    def _searched(self) -> None:
        """Enter in the search field: the only hit opens, several get the keyboard."""
        self.search.ask_now()
        self.listing.rows.wait()
        if self.model.rowCount() == 1:
            self.open_row(0)
        elif self.model.rowCount():
            self.table.setFocus()
            self.listing.mark(0)

    def _back(self) -> None:
        """Go one step back: a question, the selection of many, the form, the search."""
        if self.form.isVisible() and self.form.ask.withdraw():
            return
        if self.batch.isVisible():
            self.table.clearSelection()
        elif self.form.isVisible():
            self.close_form()
        elif self.search.text():
            self.search.clear()

    def _choose_columns(self) -> None:
        self.panel = self.listing.columns_panel(self._keep_ways)
        self.panel.open_below(self.columns_button)

    def _keep_ways(self) -> None:
        """Remember how this list is looked at, whatever other pages have remembered meanwhile."""
        mine = self.prefs.columns_of(self.book.name)
        remember(data_folder(), lambda prefs: prefs.columns.update({self.book.name: mine}))

    # -- the form -------------------------------------------------------------------------------------------------

    def _save_now(self) -> None:
        """Save the contact or the like whose editors are open, else the form."""
        sheet = sheet_in_use(self)
        (self.form.save_now if sheet is None else sheet.saved.emit)()

    def _step(self, step: int) -> None:
        """Go to the record before or after; what is not saved yet stays until it is saved or given back."""
        if self.form.changed():
            self.form.warn_unsaved()
            return
        self.open_row(self.current + step)

    def open_row(self, row: int) -> None:
        """Open a row of the list in the form."""
        if not 0 <= row < len(self.model.ids) or self._unsaved(row):
            return
        self.current = row
        one = self.model.ids[row]
        self.form.show_record(one, next(iter(self.listing.people_of([one])), None))
        self._show_form()
        self.listing.mark(row)

    def _unsaved(self, row: int) -> bool:
        """Say whether another record has unsaved changes; the form then says so and stays."""
        if row == self.current or not self.form.isVisible() or not self.form.changed():
            return False
        self.form.warn_unsaved()
        self.listing.mark(self.current) if self.current >= 0 else self.table.clearSelection()
        return True

    def add_new(self) -> None:
        """Open an empty form."""
        if self.book.take is None or self._unsaved(-2):
            return
        self.current = -1
        self.form.show_record(None, None)
        self._show_form()
        self.form.start()

    def close_form(self) -> None:
        """Close the form; what is not saved stays a draft and is offered again."""
        if self.form.isVisible() and self.form.changed():
            self.form.warn_unsaved()
            return
        self.form.hide()
        self.table.setFocus()

    def edit(self) -> None:
        """Open the row that is marked, with the keyboard in its first field."""
        if not self.form.isVisible():
            self.open_row(self.table.currentIndex().row())
        if self.form.isVisible():
            self.form.begin()

    def take_card(self, number: str) -> None:
        """Take a whole number from a card reader: into the form of a new one, else find or begin that person."""
        if self.form.isVisible() and self.form.person is None:
            self.form.fields.take_card(number)
            return
        self.search.setText(number)
        self.search.ask_now()
        self.listing.settle()
        if self.model.rowCount() == 1:
            self.open_row(0)
        elif not self.model.rowCount() and self.book.take is not None:
            self.search.clear()
            self.search.ask_now()
            self.add_new()
            self.form.fields.take_card(number)

    def take_back(self, draft: Draft) -> None:
        """Put what was typed and not saved when the program ended back into the form."""
        if self._unsaved(-2):
            return
        self.current = self.listing.row_of(draft.row) if draft.row is not None else -1
        self.form.complete()
        self._show_form()
        self.form.offer(draft)

    def put_aside(self) -> None:
        """Keep what is typed and not saved as a draft, at once."""
        self.listing.settle()
        self.form.laying.stop()
        self.form.keep_draft()

    def _show_form(self) -> None:
        self.form.show()
        self._arrange()

    def _arrange(self) -> None:
        """Below 1040 pixels the form lies over the table as a drawer, and the tools fold into 更多."""
        drawer = self.width() < across(NARROW)
        for one, on in ((self.more, drawer), *((one, not drawer) for one in self.actions_)):
            one.setVisible(on)
        leave_air(self.tools, 8, low=is_low(self))
        self.chips.fold(on=is_low(self))
        self.form.grip.stand(self.body, self, self.listing.y(), drawer=drawer)

    def heightForWidth(self, _: int) -> int:
        """Fill the window and never make it scroll: the parts scroll by themselves."""
        return self.minimumSizeHint().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the form where it belongs."""
        super().resizeEvent(event)
        self._arrange()

    def _save(self, raw: dict[str, Any], how: Edit, and_next: bool) -> None:  # noqa: FBT001 - a signal's argument
        self.guarded(lambda: self._keep(raw, how, and_next=and_next))

    def _keep(self, raw: dict[str, Any], how: Edit, *, and_next: bool) -> None:
        name = str(raw.get("name") or "")
        with self.store.write(f"保存{self.book.label}") as writer:  # no name: a reason can never be purged
            kept = keep(writer, self.book, self.form.person, raw, how)
            changes = writer.changes.ledgers
        if kept.person is None:
            self.form.tell(kept.problems)
            return
        was_new = self.form.person is None
        self.form.saved()
        self.bus.changed.emit(changes)
        self.bus.saved.emit(f"● 已保存 {name}")
        self.toast.tell(f"已保存 {name}", undoable=True)
        if and_next and was_new:
            self.add_new()
        elif and_next:
            self.open_row(self.current + 1)
        else:
            self._reopen(kept.person)

    def _reopen(self, person: UUID) -> None:
        found = self.model.row_of(person)
        at = self.current if found < 0 else found
        if 0 <= at < len(self.model.ids):
            self.open_row(at)
        else:
            self.form.hide()

    def _kept(self, words: str) -> None:
        """A row that hangs on the person changed: lists and counts are read anew."""
        self.bus.changed.emit(frozenset())
        self.toast.tell(words, undoable=True)

    def remove(self) -> None:
        """Remove the record that stands in the form; it can be taken back."""
        row = self.form.row
        if row is None or self.form.changed():
            self.form.warn_unsaved()
        else:
            self.guarded(lambda: self._remove(row))

    def _remove(self, row: UUID) -> None:
        with self.store.write(f"移除{self.book.label}记录") as writer:
            remove(writer, self.book, row)
        self.form.hide()
        self.bus.changed.emit(frozenset())
        self.toast.tell("已移除。", undoable=True)

    def undo(self) -> None:
        """Take the last write of this account back."""
        words = take_back(self.store)
        self.bus.changed.emit(frozenset())
        self.toast.tell(words, undoable=False)
        if self.form.isVisible() and self.current >= 0 and not self.form.changed():
            self.open_row(min(self.current, len(self.model.ids) - 1))

    def guarded(self, do: Callable[[], None]) -> None:
        """Do something the office may refuse; the refusal is told on the page."""
        try:
            do()
        except OfficeError as trouble:
            self.toast.tell(f"{trouble.what}{trouble.remedy}", undoable=False)

    # -- sheets and paper -----------------------------------------------------------------------------------------

    def _print(self) -> None:
        """Go to the print centre with what is listed: the grid chosen here, or just the people found by a filter."""
        wanted = self.listing.wanted()
        filtered = bool(wanted.text.strip() or wanted.where)
        ids = tuple(self.listing.people_of(self.listing.all_ids())) if filtered else ()
        if filtered and not ids:
            self._told("没有可打印的人，请换一个条件。")
            return
        self.bus.go.emit(Place("print_centre", area=wanted.area, ids=ids))

    def _import(self) -> None:
        """Open the import: choose a file there, or see and take back earlier imports."""
        self.importing.open()

    def take_file(self, path: Path) -> None:
        """Open the import with a file: columns, check, then take in."""
        self.importing.open(path)

    def _export(self) -> None:
        self.hand_out(self.listing.wanted())

    def hand_out(self, wanted: Query) -> None:
        """Export what is wanted with the columns seen."""
        seen = replace(wanted, columns=self.listing.seen())
        hand_out(self, self.store, self.jobs, seen, self._told)

    def _told(self, words: str) -> None:
        self.toast.tell(words, undoable=False)
