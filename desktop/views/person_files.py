"""附件 of a person beside the record on the page of a book: photos, scans and PDF files, encrypted."""

from typing import TYPE_CHECKING

from db.ledgers.people import Person
from db.store.attached import attachments_of
from desktop.widgets.attachments import Attachments
from desktop.widgets.parts import scrolled
from desktop.widgets.record_card import cards

if TYPE_CHECKING:
    from desktop.views.ledger_page import LedgerPage

HEADING = "附件"


class PersonFiles:
    """The tab with the files of the person opened; they are read while it is looked at."""

    def __init__(self, page: "LedgerPage") -> None:
        """Put the tab into the form of a page."""
        self.page = page
        self.files = Attachments(page.store, Person)
        self.files.kept.connect(self._kept)
        self.tab = scrolled(cards(self.files), HEADING)
        page.form.beside.append((self.tab, HEADING))
        page.form.tabs.currentChanged.connect(lambda _: self.tell())
        page.form.shown.connect(self.tell)

    def tell(self) -> None:
        """Show the files of whoever is opened; of somebody new there are none yet, and none can be added."""
        person = self.page.form.person
        self.files.record = None
        self.files.setEnabled(person is not None)
        if person is not None and self.page.form.tabs.currentWidget() is self.tab:
            with self.page.store.read() as reader:
                self.files.show_of(person, attachments_of(reader, Person, person))

    def _kept(self, words: str) -> None:
        self.tell()
        self.page.toast.tell(words, undoable=False)
