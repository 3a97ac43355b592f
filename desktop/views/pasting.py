"""Pasting from Excel or WPS into a list: preview first, then one transaction that one undo takes back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from db.store.writer import Writer
from db.work.taking import Outcome, take_in
from desktop.jobs import Progress
from desktop.sheets.pasting import Pasted, rows_of
from desktop.widgets.clip import parse_tsv
from desktop.widgets.paste_panel import PastePanel

if TYPE_CHECKING:
    from desktop.views.ledger_page import LedgerPage

SOURCE = "剪贴板"


class Pasting(QObject):
    """Serves Ctrl+V of a page's list."""

    def __init__(self, page: "LedgerPage") -> None:
        """Serve a page."""
        super().__init__(page)
        self.page = page

    def paste(self) -> None:
        """Look at what is on the clipboard: every row is tried, nothing is written."""
        page = self.page
        table = parse_tsv(QApplication.clipboard().text())
        pasted = rows_of(page.book, table, page.listing.seen())
        if page.book.take is None or not pasted.rows:
            page.toast.tell("剪贴板里没有能粘贴的行。请在 Excel 里选中带表头的几行，复制后再来。", undoable=False)
            return

        def rehearse(_: Progress) -> Outcome:
            with page.store.rehearse(SOURCE) as writer:
                return self._take(writer, pasted)

        page.jobs.run("正在检查要粘贴的行…", rehearse, lambda outcome: self._show(pasted, outcome))

    def _take(self, writer: Writer, pasted: Pasted) -> Outcome:
        return take_in(writer, self.page.book, pasted.rows, SOURCE)

    def _show(self, pasted: Pasted, outcome: Outcome) -> None:
        self.panel = PastePanel(self.page, self.page.book.catalogue(), pasted, outcome)
        self.panel.accepted.connect(lambda: self._accept(pasted))
        self.panel.open_over(self.page)

    def _accept(self, pasted: Pasted) -> None:
        page = self.page

        def work(_: Progress) -> Outcome:
            with page.store.write(f"粘贴到{page.book.label}") as writer:
                return self._take(writer, pasted)

        def done(outcome: Outcome) -> None:
            page.bus.changed.emit(frozenset())
            told = f"已粘贴：新增 {outcome.added}，更新 {outcome.updated}，未收 {outcome.refused}"
            if page.listing.filters():
                told += "（列表有筛选，不符合的不显示）"
            page.toast.tell(told, undoable=outcome.added + outcome.updated > 0)

        page.jobs.run("正在粘贴…", work, done)
