"""Files dropped on a page of cases: photos and PDFs are attached to the case shown, sheets go on to the import."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent

if TYPE_CHECKING:
    from desktop.views.case_page import CasePage

ATTACHED = (".jpg", ".jpeg", ".png", ".pdf")


class CaseDrops(QObject):
    """Looks at what is dropped before the import does; made after it, it is asked first."""

    def __init__(self, page: "CasePage") -> None:
        """Serve a page."""
        super().__init__(page)
        self.page = page
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take photos and PDFs; leave everything else to whom it is for."""
        if not isinstance(event, QDropEvent) or not event.mimeData().hasUrls():
            return super().eventFilter(watched, event)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if not any(path.suffix.lower() in ATTACHED for path in paths):
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.take(paths)
        return True

    def take(self, paths: list[Path]) -> None:
        """Attach files to the case shown; where none is, say what to do."""
        page = self.page
        if page.stack.currentWidget() is page.file and page.file.matter is not None:
            page.file.take_files(paths)
        else:
            page.toast.tell(f"请先在列表里打开一件{page.book.noun}，再把照片、扫描件拖进来。", undoable=False)
