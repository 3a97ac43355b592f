"""Files dropped on a page of cases: photos and PDFs are attached to what is shown, a sheet is taken in."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent

if TYPE_CHECKING:
    from desktop.views.case_page import CasePage

ATTACHED = (".jpg", ".jpeg", ".png", ".pdf")
SHEETS = (".xlsx", ".xls", ".ods", ".csv")


class CaseDrops(QObject):
    """Takes what is dropped anywhere on a page of cases."""

    def __init__(self, page: "CasePage") -> None:
        """Serve a page."""
        super().__init__(page)
        self.page = page
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files; words and pictures dragged out of other programs are left."""
        if not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if not paths:
            event.ignore()
            return True
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.take(paths)
        return True

    def take(self, paths: list[Path]) -> None:
        """Attach files to the case or sitting shown, or take a sheet in; where neither can be, say what to do."""
        page = self.page
        kinds = {path.suffix.lower() for path in paths}
        if kinds & set(ATTACHED):
            if page.stack.currentWidget() is page.file and page.file.matter is not None:
                page.file.take_files(paths)
            elif page.stack.currentWidget() is page.sitting and not page.sitting.files.isHidden():
                page.sitting.files.add(paths)
            else:
                self._say(f"请先在列表里打开一件{page.book.noun}，再把照片、扫描件拖进来。")
        elif kinds & set(SHEETS):
            page.sheets.take_in(paths[0])
        else:
            self._say("这种文件收不了：照片（jpg、png）和 PDF 作附件，表格（xlsx、xls、ods、csv）用来导入。")

    def _say(self, words: str) -> None:
        self.page.toast.tell(words, undoable=False)
