"""The page of a book: search, filters, chips, table, side form, import, export, undo; the same for every book."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy import select

from db.books.book import Book
from db.ledgers.areas import Area
from db.store import query
from db.store.query import Condition, Query
from db.store.reader import Reader
from db.store.store import Store
from db.store.writer import Edit
from db.trouble import OfficeError
from db.work.keeping import keep
from desktop.bus import Bus, Place
from desktop.jobs import Jobs, Progress
from desktop.sheets.exporting import export_book
from desktop.sheets.importing import How, Result, import_file
from desktop.widgets.form import WIDTH, Form
from desktop.widgets.model import BookModel
from desktop.widgets.parts import Chips, Empty, SearchEdit, Toast, bar, button
from desktop.widgets.table import BookTable

NARROW = 1040
SHEETS = "表格 (*.xlsx *.xls *.csv *.ods *.et *.xlsm)"


class LedgerPage(QWidget):
    """One tab for one book."""

    def __init__(self, store: Store, book: Book, bus: Bus, jobs: Jobs) -> None:
        """Show a book of an open office."""
        super().__init__()
        self.setObjectName("pageBody")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.store, self.book, self.bus, self.jobs = store, book, bus, jobs
        self.sort: tuple[str, ...] = ()
        self.model = BookModel(store, book)
        self.table = BookTable(self.model)
        self.form = Form(store, book)
        self.search = SearchEdit("姓名、拼音首字母（zxy）、身份证、电话、住址")
        self.area = QComboBox()
        self.area.setAccessibleName("网格")
        self.chips = Chips()
        self.toast = Toast(self)
        self.current = -1
        self._lay()
        self._connect()
        self.refresh()

    def _lay(self) -> None:
        self.search.setFixedWidth(372)
        self.area.setMinimumWidth(128)
        can_take = self.book.take is not None
        tools: list[QWidget | None] = [self.search, self.area, None]
        tools += [button("导入", self._import, "", "imp"), button("导出", self._export, "", "exp")]
        if can_take:
            self.new_button = button(f"新增{self.noun()}", self.add_new, "primary", "plus")
            tools.append(self.new_button)
        self.empty = Empty(
            "elder", f"还没有{self.book.label}的记录。", button("从 Excel 导入", self._import, "primary", "imp")
        )
        self.nothing = Empty("search", "没有符合条件的记录。", button("清除筛选", self._clear))
        self.stack = QStackedWidget()
        for one in (self.table, self.empty, self.nothing):
            self.stack.addWidget(one)
        self.body = QHBoxLayout()
        self.body.setSpacing(0)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.form)
        self.form.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(bar(*tools))
        box.addWidget(self.chips)
        box.addLayout(self.body, 1)

    def noun(self) -> str:
        """Return what one row is called."""
        return {"elders": "老人", "grid_members": "网格员", "visits": "走访"}.get(self.book.name, "")

    def _connect(self) -> None:
        self.search.search.connect(lambda _: self.ask())
        self.area.currentIndexChanged.connect(lambda _: self.ask())
        self.chips.changed.connect(self.ask)
        self.table.sorted.connect(self._sorted)
        self.table.opened.connect(self.open_row)
        self.form.closed.connect(self.close_form)
        self.form.step.connect(lambda step: self.open_row(self.current + step))
        self.form.save.connect(self._save)
        self.toast.undo.connect(self.undo)
        self.bus.changed.connect(self._changed)
        QShortcut(QKeySequence.StandardKey.Undo, self, self.undo)
        QShortcut(QKeySequence("Alt+Up"), self, lambda: self.open_row(self.current - 1))
        QShortcut(QKeySequence("Alt+Down"), self, lambda: self.open_row(self.current + 1))
        QShortcut(QKeySequence("Ctrl+N"), self, self.add_new)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        self.model.loaded.connect(self._loaded)

    def arrive(self, place: Place) -> None:
        """Show what another page or the search over everything asked for."""
        self.chips.choose(frozenset(place.where))
        self.area.setCurrentIndex(max(self.area.findData(place.area), 0))
        self.search.setText(place.text)
        self.ask()
        if place.new:
            self.add_new()
        elif place.record is not None:
            self.open_record(place.record)

    def open_record(self, one: UUID) -> None:
        """Open a record of the list; one that the filters hide makes them give way."""
        if one not in self.model.ids:
            self._clear()
            self.ask()
        if one in self.model.ids:
            self.open_row(self.model.ids.index(one))

    # -- asking ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read areas, chips and rows anew."""
        with self.store.read() as reader:
            self._offer_areas(reader)
        self.ask()

    def _offer_areas(self, reader: Reader) -> None:
        kept = self.area.currentData()
        self.area.blockSignals(True)
        self.area.clear()
        self.area.addItem("全部网格", None)
        rows = reader.rows(
            select(Area.id, Area.name)
            .where(Area.removed_at.is_(None), Area.parent_id.is_not(None))
            .order_by(Area.sort, Area.code)
        )
        for one, name in rows:
            self.area.addItem(name, one)
        at = next((n for n in range(self.area.count()) if self.area.itemData(n) == kept), 0)
        self.area.setCurrentIndex(at)
        self.area.blockSignals(False)

    def wanted(self) -> Query:
        """Return what the search field, the grid and the chips ask for."""
        groups: dict[str, list[Any]] = {}
        for key, value in self.chips.chosen():
            groups.setdefault(key, []).append(self._value(key, value))
        where = tuple(Condition(key, tuple(values)) for key, values in groups.items())
        return Query(self.book, self.search.text(), where, self.sort, self.area.currentData())

    def _value(self, key: str, value: str) -> Any:
        choice = self.book.catalogue()[key].choice
        return choice.of(value) if choice is not None else value

    def ask(self) -> None:
        """Read the list anew and count the chips with the same question."""
        wanted = self.wanted()
        self.model.ask(wanted)
        with self.store.read() as reader:
            for key, value in self.book.chips:
                alone = Query(self.book, wanted.text, (Condition(key, (self._value(key, value),)),), (), wanted.area)
                self.chips.offer((key, value), f"{self._chip(reader, key, value)} {query.count(reader, alone)}")

    def _chip(self, reader: Reader, key: str, value: str) -> str:
        described = self.book.catalogue()[key]
        if described.choice is not None:
            return described.choice.of(value).label
        if described.field.codes:
            return reader.codes(described.field.codes).label(value)
        return f"{value.rstrip('+')}岁以上" if value.endswith("+") else described.label

    def _loaded(self, count: int) -> None:
        self.chips.total.setText(f"共 {count} {'条' if self.book.name == 'visits' else '人'}")
        asked = self.wanted()
        filtered = bool(asked.text or asked.where or asked.area)
        self.stack.setCurrentWidget(self.table if count else self.nothing if filtered else self.empty)

    def _clear(self) -> None:
        self.search.clear()
        self.area.setCurrentIndex(0)
        self.chips.reset()

    def _sorted(self, key: str) -> None:
        self.sort = (key,)
        self.ask()

    def _changed(self, _: frozenset[str]) -> None:
        self.refresh()

    # -- the form -------------------------------------------------------------------------------------------------

    def open_row(self, row: int) -> None:
        """Open a row of the list in the form."""
        if not 0 <= row < len(self.model.ids):
            return
        self.current = row
        one = self.model.ids[row]
        self.form.show_record(one, self._person(one))
        self._show_form()
        self.table.selectionModel().setCurrentIndex(
            self.model.index(row, 0),
            QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
        )

    def _person(self, one: UUID) -> UUID | None:
        if self.book.person == "id":
            return one
        with self.store.read() as reader:
            attribute = self.book.attribute(self.book.person)
            found: UUID | None = reader.scalar(select(attribute).where(self.book.ledger.id == one))
        return found

    def add_new(self) -> None:
        """Open an empty form."""
        self.current = -1
        self.form.show_record(None, None)
        self._show_form()
        first = next(iter(self.form.editors.values()))
        first.widget.setFocus()

    def close_form(self) -> None:
        """Close the form; the list has the page."""
        self.form.hide()

    def _show_form(self) -> None:
        self.form.show()
        self._arrange()

    def _arrange(self) -> None:
        """Below 1040 pixels the form lies over the table as a drawer."""
        drawer = self.width() < NARROW
        if drawer and self.form.parentWidget() is self and self.body.indexOf(self.form) >= 0:
            self.body.removeWidget(self.form)
        elif not drawer and self.body.indexOf(self.form) < 0:
            self.body.addWidget(self.form)
        if drawer:
            top = self.stack.y()
            self.form.setGeometry(self.width() - WIDTH, top, WIDTH, self.height() - top)
            self.form.raise_()

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
        row = self.current
        self.bus.changed.emit(changes)
        self.bus.saved.emit(f"已保存 {name}")
        self.toast.tell(f"已保存 {name}", undoable=True)
        if and_next and self.form.person is None:
            self.add_new()
        elif and_next:
            self.open_row(row + 1)
        else:
            self._reopen(kept.person, row)

    def _reopen(self, person: UUID, row: int) -> None:
        at = next((n for n, one in enumerate(self.model.ids) if one == person), row)
        if 0 <= at < len(self.model.ids):
            self.open_row(at)
        else:
            self.close_form()

    def undo(self) -> None:
        """Take the last write of this account back."""
        self.guarded(self._undo)

    def _undo(self) -> None:
        undone = self.store.undo_last()
        if undone is None:
            self.toast.tell("没有可撤销的操作。", undoable=False)
            return
        self.bus.changed.emit(frozenset())
        self.toast.tell(f"已撤销：{undone.what}", undoable=False)
        if self.form.isVisible() and self.current >= 0:
            self.open_row(min(self.current, len(self.model.ids) - 1))

    def guarded(self, do: Callable[[], None]) -> None:
        """Do something the office may refuse; the refusal is told on the page."""
        try:
            do()
        except OfficeError as trouble:
            self.toast.tell(f"{trouble.what}{trouble.remedy}", undoable=False)

    # -- sheets in and out ----------------------------------------------------------------------------------------

    def _import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "选择要导入的表格", "", SHEETS)
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Take a file in as a job; sound rows come in, refused ones are counted."""

        def work(progress: Progress) -> Sequence[Result]:
            self.store.back_up("导入前")
            return import_file(self.store, path, How(self.book.name, accept_good=True, progress=progress.step))

        self.jobs.run(f"正在导入 {path.name}…", work, self._taken)

    def _taken(self, results: Sequence[Result]) -> None:
        self.bus.changed.emit(frozenset())
        told = [
            f"{one.sheet}：新增 {one.outcome.added}，更新 {one.outcome.updated}，未变 {one.outcome.unchanged}，"
            f"未收 {one.outcome.refused}"
            for one in results
        ]
        self.toast.tell("　".join(told), undoable=any(one.batch for one in results))

    def _export(self) -> None:
        day = self.store.clock.today().strftime("%Y%m%d")
        name, _ = QFileDialog.getSaveFileName(self, "导出为", f"{self.book.label}_{day}.xlsx", "表格 (*.xlsx)")
        if not name:
            return
        wanted = self.wanted()
        self.jobs.run(
            "正在导出…",
            lambda _: export_book(self.store, self.book, Path(name), "", wanted),
            lambda count: self.toast.tell(f"已导出 {count} 行（号码已遮盖）：{name}", undoable=False),
        )
