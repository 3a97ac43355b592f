"""Importing: how the import lies over a ledger's page, opened by a button or by a file dropped on the list."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from db.books.book import Book
from db.store.store import Store
from db.work.listing import takes
from desktop.bus import Bus
from desktop.jobs import Jobs
from desktop.views.import_page import ImportPage

IMPORT = "import"
"""The part of a page that a place names to come here."""


class Importing(QObject):
    """Lays the import over a ledger's page: the list rests, its shortcuts too, until the import is closed."""

    def __init__(self, page: QWidget, store: Store, book: Book, bus: Bus, jobs: Jobs) -> None:
        """Prepare for a page; nothing is built before it is first opened."""
        super().__init__(page)
        self.holder = page
        self.make = partial(ImportPage, store, book, bus, jobs)
        self.part = f"{book.name}/{IMPORT}"
        """Page and place, under which what is mended is kept."""
        self.page: ImportPage | None = None
        self.resting: list[QWidget] = []
        self.shares: list[int] = []
        self.takes = book.take is not None or takes(book)
        page.setAcceptDrops(self.takes)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a file that is dropped on the list."""
        if self.takes and isinstance(event, QDropEvent) and event.mimeData().hasUrls():
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self.open(Path(event.mimeData().urls()[0].toLocalFile()))
            return True
        return super().eventFilter(watched, event)

    def open(self, path: Path | None = None) -> ImportPage:
        """Show the import, and start with a file if there is one."""
        if self.page is None:
            self.page = self.make(self.part)
            self.page.closed.connect(self.close)
            self.layout_().addWidget(self.page)
        if not self.resting:
            direct = Qt.FindChildOption.FindDirectChildrenOnly
            others = self.holder.findChildren(QWidget, options=direct)
            self.resting = [one for one in others if one is not self.page and not one.isHidden()]
            for one in self.resting:
                one.hide()
            self._shortcuts(on=False)
            layout = self.layout_()
            self.shares = [layout.stretch(at) for at in range(layout.count())]
            for at in range(layout.count()):
                layout.setStretch(at, int(at == layout.count() - 1))
        self.page.show()
        self.page.setFocus()
        if path is not None:
            self.page.start(path)
        return self.page

    def close(self) -> None:
        """Show the list again."""
        if self.page is not None:
            self.page.hide()
        for one in self.resting:
            one.show()
        for at, share in enumerate(self.shares):
            self.layout_().setStretch(at, share)
        self.resting, self.shares = [], []
        self._shortcuts(on=True)
        lists = (one for one in self.holder.findChildren(QAbstractItemView) if one.isVisible())
        back = next(lists, None)
        if back is not None:  # else the keyboard would go to whatever stands next, a notice for one
            back.setFocus()

    def layout_(self) -> QVBoxLayout:
        """Return what the parts of the ledger's page stand in, one below the other."""
        found = self.holder.layout()
        assert isinstance(found, QVBoxLayout)  # noqa: S101 - every ledger's page is built so
        return found

    def _shortcuts(self, *, on: bool) -> None:
        for one in self.holder.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly):
            one.setEnabled(on)
