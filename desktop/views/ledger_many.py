"""Several rows of a ledger at once: the bar over the list, and what it does with the rows selected."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject

from db.store.query import Query
from db.store.writer import Edit
from db.work.keeping import keep_many
from desktop.bus import Place
from desktop.jobs import Progress
from desktop.widgets.batch import BatchEdit

if TYPE_CHECKING:
    from desktop.views.ledger_page import LedgerPage


class Many(QObject):
    """Serves the batch bar of a page."""

    def __init__(self, page: "LedgerPage") -> None:
        """Watch a page's selection."""
        super().__init__(page)
        self.page, self.listing, self.table = page, page.listing, page.table
        page.listing.picked.connect(self.picked)
        page.batch.wanted.connect(self.act)

    def picked(self, count: int) -> None:
        """Put the bar in the place of the chips while two or more rows are selected."""
        self.page.chips.setVisible(count < len(("one", "two")))
        self.page.batch.setVisible(count > 1)
        self.page.batch.tell(count, self.page.model.rowCount())

    def act(self, what: str) -> None:
        """Do what the bar was asked for."""
        doing: dict[str, Callable[[], None]] = {
            "everything": self.table.selectAll,
            "nothing": self.table.clearSelection,
            "copy": self.copy,
            "change": self._ask_change,
            "print": lambda: self.page.bus.go.emit(Place("print_centre", form="door_sheet", ids=tuple(self._people()))),
            "export": self._export,
        }
        doing[what]()

    def _everything(self) -> bool:
        return self.table.picked_count() == self.page.model.rowCount()

    def _people(self) -> list[UUID]:
        return self.listing.people_of(self.listing.picked_ids())

    def copy(self) -> None:
        """Copy the rows selected."""
        told = self.table.copy()
        self.page.toast.tell(f"已复制 {told} 行，可粘贴到 Excel（号码已遮盖）。", undoable=False)

    def _export(self) -> None:
        ids = () if self._everything() else tuple(self.listing.picked_ids())
        self.page.hand_out(Query(self.page.book, ids=ids) if ids else self.listing.wanted())

    def _ask_change(self) -> None:
        with self.page.store.read() as reader:
            self.edit = BatchEdit(self.page, self.page.book, reader)
        self.edit.change.connect(self.change)
        self.edit.open_below(self.page.batch)

    def change(self, key: str, value: Any, how: Edit) -> None:
        """Give one field the same value in all rows selected, as a job in one transaction."""
        page, ids = self.page, self.listing.picked_ids()

        def work(_: Progress) -> int:
            return self._keep(self.listing.people_of(ids), {key: value}, how)

        def done(count: int) -> None:
            page.bus.changed.emit(frozenset())
            page.toast.tell(f"已修改 {count} {page.unit}，其余本来就是这样。", undoable=count > 0)

        page.jobs.run(f"正在修改 {len(ids)} {page.unit}…", work, done)

    def _keep(self, people: Sequence[UUID], raw: dict[str, Any], how: Edit) -> int:
        with self.page.store.write(f"批量修改{self.page.book.label}") as writer:
            return keep_many(writer, self.page.book, people, raw, how)
