"""The list of a book: search, grid, keeper, filter chips with live counts, and the table; what is asked for is SQL's.

opened(row): a row was chosen. counted(n): the list was read anew. picked(n): n rows are selected. habits(): how the
list is looked at has changed and is to be remembered.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QItemSelectionModel, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QProgressBar, QVBoxLayout, QWidget
from sqlalchemy import func, select

from db.books.book import Book
from db.ledgers.areas import Area
from db.ledgers.record import Record
from db.store import query
from db.store.ids import Ids
from db.store.query import Condition, Query
from db.store.reader import Reader
from db.store.store import Store
from desktop.bus import Place
from desktop.jobs import Latest, Stop
from desktop.prefs import ColumnSets
from desktop.widgets.chips import Chips
from desktop.widgets.choices import keepers
from desktop.widgets.columns import ColumnPanel
from desktop.widgets.editors import CodeCombo
from desktop.widgets.model import BookModel, Ready
from desktop.widgets.parts import Empty, Leaves, SearchEdit, button, index_of, shelve
from desktop.widgets.table import BookTable

ONLY = ("ids", "these")
"""The chip for just the people another page named."""

Counts = Sequence[tuple[tuple[str, str], int]]

LARGE = 1_000
"""Rows of a ledger from which on the list, and the figures of its chips, are read in a thread of their own."""


LOADING = 300
"""Milliseconds of reading after which a thin bar says so."""


class Listing(QWidget):
    """What of a book is wanted, and the rows that fit."""

    opened = Signal(int)
    counted = Signal(int)
    picked = Signal(int)
    habits = Signal()

    def __init__(self, store: Store, book: Book, empty: Empty, sets: ColumnSets) -> None:
        """List a book; `empty` is shown while it has no row at all."""
        super().__init__()
        self.store, self.book, self.sets = store, book, sets
        self.guests: tuple[tuple[str, str], ...] = ()
        """Filters another page asked for that are not among the book's chips; each has a chip while it is on."""
        self.only: tuple[UUID, ...] = ()
        self.besides: tuple[Condition, ...] = ()
        """What the page itself asks for, besides what the clerk chose."""
        self.sort: tuple[str, ...] = tuple(key for key in sets.sort if book.sortable(key.removeprefix("-")))
        self.large, self.fresh = False, True
        self.rows, self.counts = Latest(self), Latest(self)
        self.recount = True
        """Whether the figures of the chips are out of date: in another order they are the same."""
        self.counting: Callable[[Stop], Counts] = lambda _: ()
        """Counts the chips; asked once the rows stand, so that the list never waits for its figures."""
        self.loading = QTimer(self, singleShot=True, interval=LOADING)
        self.model = BookModel(store, book)
        self.table = BookTable(self.model)
        self.search = SearchEdit("姓名、拼音首字母（zxy）、身份证、电话、住址")
        self.search.span(12, 27)
        self.area, self.keeper = CodeCombo(), CodeCombo()
        self.area.setAccessibleName("网格")
        self.keeper.setAccessibleName("责任人")
        for combo in (self.area, self.keeper):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        if book.column("responsible") is None:
            self.keeper.hide()  # shown before it has a parent it would be a window of its own, and take the keys
        self.chips = Chips()
        shelve(self, self.chips)
        self.empty = empty
        self.nothing = Empty("search", "", button("清除筛选", self.clear))
        self.stack = Leaves()
        for one in (self.table, self.empty, self.nothing):
            self.stack.addWidget(one)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("正在读取")
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(3)
        self.bar.hide()
        box.addWidget(self.bar)
        box.addWidget(self.stack, 1)
        self._connect()
        self._offer_chips()
        self.table.widths = sets.widths
        self._show_columns()

    def _connect(self) -> None:
        self.search.search.connect(lambda _: self.ask())
        for combo in (self.area, self.keeper):
            combo.currentIndexChanged.connect(lambda _: self.ask())
        self.chips.changed.connect(self.ask)
        self.table.sorted.connect(self._sorted)
        self.table.opened.connect(self.opened)
        self.table.picked.connect(self.picked)
        self.table.widened.connect(self._widened)
        self.table.moved.connect(self._moved)
        self.table.typed.connect(self._typed)
        self.model.loaded.connect(self._loaded)
        self.rows.answered.connect(self._rows_read)
        self.counts.answered.connect(self._tell_counts)
        self.loading.timeout.connect(self.bar.show)

    # -- columns --------------------------------------------------------------------------------------------------

    def _show_columns(self, _: object = None) -> None:
        keys = tuple(key for key in self.sets.columns() if self.book.column(key) is not None)
        self.table.show_columns(keys, fits=self.sets.current not in self.sets.named)
        self.table.show_order(self._order())

    def _widened(self, key: str, width: int) -> None:
        self.sets.widths[key] = width
        self.habits.emit()

    def _moved(self, keys: tuple[str, ...]) -> None:
        """Keep the order the clerk dragged the headings into."""
        if self.sets.current in self.sets.named:
            self.sets.named[self.sets.current] = list(keys)
        else:
            self.sets.order = list(keys)
        self.habits.emit()

    def seen(self) -> tuple[str, ...]:
        """Return the keys of the columns on the screen, in order: what is copied, exported and printed."""
        head = self.table.horizontalHeader()
        places = [head.logicalIndex(at) for at in range(head.count())]
        return tuple(self.model.columns[at].key for at in places if not self.table.isColumnHidden(at))

    def columns_panel(self, keep: Any) -> ColumnPanel:
        """Return the small window that chooses the columns."""
        described = [self.book.described(column) for column in self.book.listed()]
        panel = ColumnPanel(self, described, self.sets, keep)
        panel.chosen.connect(self._show_columns)
        return panel

    def _typed(self, text: str) -> None:
        self.search.setFocus()
        self.search.setText(text)

    # -- asking ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read areas, keepers, chips and rows anew; what was chosen stays chosen."""
        with self.store.read() as reader:
            areas = reader.rows(
                select(Area.id, Area.name)
                .where(Area.removed_at.is_(None), Area.parent_id.is_not(None))
                .order_by(Area.sort, Area.code)
            )
            _offer(self.area, "全部网格", areas)
            self._take_up_area()
            names = keepers(reader) if self.book.column("responsible") is not None else []
            _offer(self.keeper, "全部责任人", [(name, name) for name in names])
            self.large = self.large or is_large(reader, self.book.ledger)
        self.table.show_order(self._order())
        self.ask()

    def _take_up_area(self) -> None:
        """Choose the grid that was chosen when the program ended, once."""
        if not self.fresh:
            return
        self.fresh = False
        at = next((n for n in range(self.area.count()) if str(self.area.itemData(n)) == self.sets.area), 0)
        self.area.blockSignals(True)
        self.area.setCurrentIndex(at)
        self.area.blockSignals(False)

    def wanted(self) -> Query:
        """Return what the search field, the grid, the keeper and the chips ask for."""
        groups: dict[str, list[Any]] = {}
        chosen = self.chips.chosen()
        for key, value in chosen:
            if (key, value) == ONLY:
                continue
            groups.setdefault(key, []).append(self._value(key, value))
        if self.keeper.currentData():
            groups["responsible"] = [self.keeper.currentData()]
        where = tuple(Condition(key, tuple(values)) for key, values in groups.items())
        ids = self.only if ONLY in chosen else None
        return Query(self.book, self.search.text(), (*where, *self.besides), self.sort, self.area.currentData(), ids)

    def _value(self, key: str, value: str) -> Any:
        """Return what a filter's value means; an empty one means what is left empty."""
        if not value:
            return None
        choice = self.book.catalogue()[key].choice
        return choice.of(value) if choice is not None else value

    def ask(self, *, recount: bool = True) -> None:
        """Read the list anew and count the chips; a large ledger is read off the window's thread."""
        wanted = self.wanted()
        self.recount |= recount
        asked = (*self.book.chips, *self.guests)
        alones = [self._alone(wanted, key, value) for key, value in asked]

        def counts(stop: Stop) -> Counts:
            with self.store.read(stop=stop) as reader:
                if self.large:
                    self.model.make_ready(reader)
                return [(chip, query.count(reader, alone)) for chip, alone in zip(asked, alones, strict=True)]

        self.counting = counts
        if self.large:
            self.loading.start()
            QTimer.singleShot(0, self, self._prepare)  # once the page is built: until then Python has enough to do
        self.rows.ask(lambda stop: self._read(wanted, stop), at_once=not self.large)
        self._note_filters()

    def _prepare(self) -> None:
        """Make the statements of the first page while its ids are still read."""
        if not self.model.ids:
            self.counts.ask(self.model.prepare)

    def _read(self, wanted: Query, stop: Stop) -> tuple[Ids, Ready | None]:
        """Read the ids, and of a large list the texts of its first page."""
        with self.store.read(stop=stop) as reader:
            found = query.ids(reader, wanted)
        return found, self.model.page_of(found) if self.large else None

    def _alone(self, wanted: Query, key: str, value: str) -> Query:
        """Return what a chip counts: the same question with just this chip on."""
        besides = tuple(one for one in wanted.where if one.key == "responsible")
        here = Condition(key, (self._value(key, value),))
        return Query(self.book, wanted.text, (*besides, here, *self.besides), (), wanted.area)

    def _rows_read(self, read: tuple[Ids, Ready | None]) -> None:
        """Show what was read; then the figures of the chips are asked for."""
        self.loading.stop()
        self.bar.hide()
        self.model.show_rows(*read)
        if self.recount:
            self.recount = False
            self.counts.ask(self.counting, at_once=not self.large)

    def _tell_counts(self, counts: Counts) -> None:
        for chip, number in counts:
            if chip in self.chips.chips:
                self.chips.offer(chip, f"{self.words[chip]} {number}")

    def _offer_chips(self) -> None:
        """Make the chips; those that were on when the program ended are on again."""
        with self.store.read() as reader:
            self.words = {(key, value): self._chip(reader, key, value) for key, value in self.book.chips}
        for chip, words in self.words.items():
            self.chips.offer(chip, words)
        known = {(key, value) for key, value in (tuple(one) for one in self.sets.chips)}
        self.chips.choose(frozenset(known & self.words.keys()), quietly=True)

    def _note_filters(self) -> None:
        area = self.area.currentData()
        own = [list(one) for one in self.chips.chosen() if one in self.book.chips]
        now = (own, str(area or ""), list(self.sort))
        if now != (self.sets.chips, self.sets.area, self.sets.sort):
            self.sets.chips, self.sets.area, self.sets.sort = now
            self.habits.emit()

    def settle(self) -> None:
        """Wait until the list shows what was asked for."""
        self.rows.wait()
        self.counts.wait()

    def _chip(self, reader: Reader, key: str, value: str) -> str:
        described = self.book.catalogue()[key]
        if not value:
            return f"未填{described.label}"
        if described.choice is not None:
            return described.choice.of(value).label
        if described.field.codes:
            return reader.codes(described.field.codes).label(value)
        return f"{value.rstrip('+')}岁以上" if value.endswith("+") else described.label

    def filters(self) -> list[str]:
        """Return the filters that are on, in words."""
        words = [self.chips.chips[key].text().rsplit(" ", 1)[0] for key in self.chips.chosen()]
        words += [combo.currentText() for combo in (self.area, self.keeper) if combo.currentData()]
        return [*words, self.search.text().strip()] if self.search.text().strip() else words

    def _loaded(self, count: int) -> None:
        filters = self.filters()
        self.nothing.words.setText(f"没有符合“{'、'.join(filters)}”的记录。" if filters else "")
        self.stack.setCurrentWidget(self.table if count else self.nothing if filters else self.empty)
        self.counted.emit(count)

    def clear(self) -> None:
        """Take all filters away."""
        for combo in (self.area, self.keeper):
            combo.blockSignals(True)
            combo.setCurrentIndex(0)
            combo.blockSignals(False)
        self.search.clear()
        self.chips.reset()

    def _sorted(self, key: str) -> None:
        """Sort by a column: first upwards, then downwards; a column that SQL can't sort by leaves the order alone."""
        if self.book.sortable(key):
            self.sort = (f"-{key}" if self._order() == key else key,)
            self.ask(recount=False)
        self.table.show_order(self._order())

    def _order(self) -> str:
        """Return the column that rows are sorted by, `-key` descending: the usual order may be told by a hidden one."""
        first = (self.sort or self.book.order or ("",))[0]
        bare = first.removeprefix("-")
        told = next((one.key for one in self.book.columns if one.ordered.rpartition(".")[2] == bare), bare)
        return first.replace(bare, told) if bare else ""

    # -- rows -----------------------------------------------------------------------------------------------------

    def _admit(self, place: Place) -> None:
        """Give a chip to every filter that is none of the book's own; those of an earlier visit go."""
        for key in (*self.guests, ONLY):
            self.chips.withdraw(key)
        self.guests = tuple(one for one in place.where if one not in self.book.chips)
        self.only = place.ids
        with self.store.read() as reader:
            self.words |= {(key, value): self._chip(reader, key, value) for key, value in self.guests}
        for chip in self.guests:
            self.chips.offer(chip, self.words[chip])
        if self.only:
            self.chips.offer(ONLY, f"选定的 {len(self.only)}")

    def arrive(self, place: Place) -> None:
        """Show what another page or the search over everything asked for."""
        self._admit(place)
        self.area.setCurrentIndex(max(index_of(self.area, place.area), 0))
        self.search.setText(place.text)
        self.chips.choose(frozenset((*place.where, ONLY)) if place.ids else frozenset(place.where))

    def row_of(self, one: UUID) -> int:
        """Return the row of a record; filters that hide it give way; -1 if the book does not hold it."""
        self.rows.wait()
        found = self.model.row_of(one)
        if found < 0 and self.filters():
            self.clear()
            self.rows.wait()
            found = self.model.row_of(one)
        return found

    def mark(self, row: int) -> None:
        """Select one row and bring it into view."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self.model.index(row, 0), flags)

    def all_ids(self) -> Ids:
        """Return all records listed; waits where the list is being read anew."""
        self.rows.wait()
        return self.model.ids

    def picked_ids(self) -> list[UUID]:
        """Return the records of the selected rows, in the order of the list."""
        return [self.model.ids[row] for row in self.table.picked_rows()]

    def people_of(self, ids: Sequence[UUID]) -> list[UUID]:
        """Return the people the rows are about, each once."""
        if self.book.person == "id":
            return list(ids)
        person = self.book.attribute(self.book.person)
        with self.store.read() as reader:
            found = [
                row[0]
                for at in range(0, len(ids), query.CHUNK)
                for row in reader.rows(select(person).where(self.book.ledger.id.in_(ids[at : at + query.CHUNK])))
            ]
        return [one for one in dict.fromkeys(found) if one is not None]


def is_large(reader: Reader, ledger: type[Record]) -> bool:
    """Say whether a ledger has more than LARGE rows; no more than that are counted."""
    some = select(ledger.id).limit(LARGE + 1).subquery()
    return int(reader.scalar(select(func.count()).select_from(some))) > LARGE


def _offer(combo: QComboBox, everything: str, choices: Sequence[Any]) -> None:
    """Fill a choice anew; what was chosen stays chosen if it is still there."""
    kept = combo.currentData()
    combo.blockSignals(True)
    combo.clear()
    combo.addItem(everything, None)
    for key, text in choices:
        combo.addItem(text, key)
    combo.setCurrentIndex(max(index_of(combo, kept), 0) if kept is not None else 0)
    combo.blockSignals(False)
