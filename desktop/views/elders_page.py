"""老年人台账: the page of the book, with the person's file as a timeline (一人一档) and household events (户情变动)."""

from PySide6.QtWidgets import QListWidget, QListWidgetItem

from db.books.book import Book
from db.store.store import Store
from db.work.following import following
from desktop.bus import Bus, Place
from desktop.jobs import Jobs
from desktop.views.household_window import PART, HouseholdWindow
from desktop.views.ledger_page import LedgerPage
from desktop.views.person_files import PersonFiles
from desktop.widgets.parts import button

FILE = "一人一档"


class ElderPage(LedgerPage):
    """The page of the elders."""

    def __init__(self, store: Store, book: Book, bus: Bus, jobs: Jobs) -> None:
        """Show the elders of an open office."""
        super().__init__(store, book, bus, jobs)
        self.event_window: HouseholdWindow | None = None
        self.file = QListWidget()
        self.file.setAccessibleName(FILE)
        self.file.setWordWrap(True)
        self.form.beside.append((self.file, FILE))
        self.files = PersonFiles(self)
        self.form.tabs.currentChanged.connect(lambda _: self.tell_file())
        self.event_button = button("户情变动…", self.begin_event)
        self.event_button.setToolTip("去世、分户、并户、整户迁出、迁入")
        self.event_button.setEnabled(False)
        self.chips.box.insertWidget(self.chips.box.count() - 1, self.event_button)

    def open_row(self, row: int) -> None:
        """Open an elder; the file follows."""
        super().open_row(row)
        self.event_button.setEnabled(self.form.person is not None)
        self.tell_file()

    def tell_file(self) -> None:
        """Read the timeline only while it is looked at: it is long."""
        if self.form.tabs.currentWidget() is not self.file:
            return
        self.file.clear()
        if self.form.person is not None:
            with self.store.read() as reader:
                moments = following(reader, self.form.person)
            for one in moments:
                words = f"{one.day:%Y-%m-%d}　{one.what}　{one.words}".rstrip("　")
                self.file.addItem(QListWidgetItem(words))
            if not moments:
                self.file.addItem("还没有走访、帮办等记录。")

    def arrive(self, place: Place) -> None:
        """Show what was asked for; a household event that was begun opens its window again."""
        super().arrive(place)
        if place.form == PART.partition("/")[2]:
            self.begin_event()

    def begin_event(self) -> None:
        """Ask what befell the household of the elder opened."""
        if self.form.person is None:
            return
        if self.event_window is not None:  # what it asked is over; its journal must not be found any more
            self.event_window.setParent(None)
            self.event_window.deleteLater()
        self.event_window = HouseholdWindow(self.store, self.form.person, self)
        self.event_window.kept.connect(self._befell)
        self.event_window.open()

    def _befell(self, words: str) -> None:
        self.form.hide()
        self.bus.changed.emit(frozenset())
        self.toast.tell(words, undoable=True)
