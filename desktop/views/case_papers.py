"""The papers of a case from its page: one form into the print centre, or the whole dossier bound into a file."""

from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from db.store.store import Store
from db.trouble import OfficeError
from db.work.facts import Facts
from desktop.bus import Bus, Place
from desktop.jobs import Jobs, Progress
from desktop.printing.dossier import issue_dossier
from desktop.printing.form import Order
from desktop.printing.forms.matter_papers import MATTER_FORMS, is_true
from desktop.views.case_parts import CASE_BOOKS
from desktop.widgets.toast import Toast


class CasePapers:
    """What can be printed of a case."""

    def __init__(self, page: QWidget, store: Store, tools: tuple[Bus, Jobs, Toast]) -> None:
        """Serve a page."""
        self.page, self.store = page, store
        self.bus, self.jobs, self.toast = tools

    def offer(self, facts: Facts, corner: QPoint) -> None:
        """Open the menu of papers: the usual ones of the kind first."""
        matter = facts.matter.id
        usual = [name for name in facts.rules.forms if name in MATTER_FORMS]
        own = next(book for book in CASE_BOOKS if facts.matter.kind in book.kinds)
        more = [one.name for one in MATTER_FORMS.values() if one.group in own.groups and one.name not in usual]
        menu = QMenu(self.page)
        for names in (usual, more):
            for name in (one for one in names if is_true(one, facts)):
                menu.addAction(MATTER_FORMS[name].label, partial(self.print, name, (matter,)))
            menu.addSeparator()
        if facts.rules.mediated:
            if is_true("agreement", facts):
                menu.addAction("调解协议书（可编辑文档）…", partial(self.choose_document, matter))
            menu.addAction("一键成卷…", partial(self.choose_file, matter))
        menu.popup(corner)

    def print(self, form: str, matters: tuple[UUID, ...]) -> None:
        """Go to the print centre with these matters."""
        self.bus.go.emit(Place("print_centre", form=form, ids=matters))

    def choose_document(self, matter: UUID) -> None:
        """Ask for the file of the agreement, then write it for editing."""
        day = self.store.clock.today().strftime("%Y%m%d")
        name, _ = QFileDialog.getSaveFileName(self.page, "协议书存为", f"人民调解协议书_{day}.docx", "文档 (*.docx)")
        if name:
            self.write_document(matter, Path(name))

    def write_document(self, matter: UUID, path: Path) -> None:
        """Write the agreement as a job, registered as a print is."""

        def work(_: Progress) -> str:
            from desktop.printing.word import issue_word

            try:
                issued = issue_word(self.store, MATTER_FORMS["agreement"], Order(ids=(matter,)), path)
            except OfficeError as trouble:
                return f"{trouble.what}{trouble.remedy}"
            return f"已存为可编辑文档，编号 {issued.sheet_no}：{path}"

        self.jobs.run("正在生成文档…", work, lambda words: self.toast.tell(words, undoable=False))

    def choose_file(self, matter: UUID) -> None:
        """Ask for the file of the dossier, then bind it."""
        day = self.store.clock.today().strftime("%Y%m%d")
        name, _ = QFileDialog.getSaveFileName(self.page, "成卷存为", f"人民调解卷宗_{day}.pdf", "PDF (*.pdf)")
        if name:
            self.bind(matter, Path(name))

    def bind(self, matter: UUID, path: Path) -> None:
        """Bind a dossier as a job; a missing required paper is named."""

        def work(_: Progress) -> str:
            try:
                bound = issue_dossier(self.store, matter, Order(), path)
            except OfficeError as trouble:
                return f"{trouble.what}{trouble.remedy}"
            return f"已成卷，共 {bound.made.pages} 页：{path}"

        self.jobs.run("正在成卷…", work, lambda words: self.toast.tell(words, undoable=False))
