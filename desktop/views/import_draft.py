"""What was mended in the check of an import and not taken in: kept as a draft, and laid over the same file again."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject

from db.words.clean import shown
from desktop.sheets.proposing import Offer
from desktop.sheets.reviewing import Mends, ReviewRow
from desktop.widgets.journal import BESIDES, WHERE, WHICH, Journal

if TYPE_CHECKING:
    from desktop.views.import_page import ImportPage

SHEET, STAMP, COLUMNS = (f"{BESIDES}{name}" for name in ("sheet", "stamp", "columns"))
"""Among the texts of a draft: which sheet of the file, its size and age, and which column means what."""

INSTEAD = "instead"
"""Among the texts of a draft: words that are read otherwise. Every other key is the number of a row."""

OTHER_FILE = "改到一半的这份表格后来又变了，上次的改正对不上行，请重新检查。"


class ImportDraft(QObject):
    """Keeps the mends of an import page."""

    def __init__(self, page: "ImportPage", part: str) -> None:
        """Serve a page; part: where it stands, as `elders/import`."""
        super().__init__(page)
        self.page = page
        self.waiting: Mapping[str, Any] = {}
        """What a draft kept of a file that is not read again yet."""
        self.journal = Journal(page.store, part, lambda: (None, None), page)
        self.journal.open = self._watch
        page.checking.changed.connect(self.journal.edited)

    def begin(self, path: Path) -> None:
        """Watch the check of another file or sheet."""
        self.forget()
        self._watch(str(path))

    def forget(self) -> None:
        """Forget what was mended: it was taken in, or given up."""
        self.waiting = {}
        self.journal.drop()

    def _watch(self, path: str) -> None:
        self.journal.begin(self, f"导入 {Path(path).name}", path)

    # -- keeping ------------------------------------------------------------------------------------------------------

    def unsaved_texts(self) -> dict[str, Any]:
        """Return what the clerk said of the rows, by row number."""
        mends = self.page.checking.mends
        if self.waiting or not self.page.offers or not (mends.rows or mends.instead):
            return dict(self.waiting)
        offer = self.page.offer
        kept: dict[str, Any] = {str(number): _row_kept(row) for number, row in mends.rows.items()}
        if mends.instead:
            kept[INSTEAD] = [[key, text, instead] for (key, text), instead in mends.instead.items()]
        return kept | {
            SHEET: offer.number,
            STAMP: list(offer.stamp),
            COLUMNS: {str(at): key for at, key in offer.matching.columns.items()},
        }

    # -- laying over the file again -----------------------------------------------------------------------------------

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Read the file again and lay over it what a draft kept; where it is gone, the draft goes on waiting."""
        self.waiting = {key: value for key, value in kept.items() if key not in (WHICH, WHERE)}
        self.page.read(Path(self.journal.which), self._read)

    def _read(self, offers: list[Offer]) -> None:
        kept, self.waiting = self.waiting, {}
        same = (at for at, one in enumerate(offers) if [one.number, *one.stamp] == [kept[SHEET], *kept[STAMP]])
        at = next(same, None)
        if at is None:
            self.page.show_offers(offers)
            self.page.toast.tell(OTHER_FILE, undoable=False)
            return
        offers[at] = _matched(offers[at], {int(column): key for column, key in kept[COLUMNS].items()})
        self.page.show_offers(offers, at, _mends_kept(kept))
        self.journal.keep()
        self.page.check()


def _matched(offer: Offer, columns: Mapping[int, str]) -> Offer:
    now = offer.matching.columns
    changes = {at: columns.get(at) for at in {*columns, *now} if columns.get(at) != now.get(at)}
    return offer.mapped(changes) if changes else offer


def _row_kept(row: ReviewRow) -> dict[str, Any]:
    return {
        "raw": {key: shown(value) for key, value in row.raw.items()},
        "edited": dict(row.edited),
        "person": str(row.person) if row.person else None,
        "stranger": row.stranger,
        "skipped": row.skipped,
    }


def _mends_kept(kept: Mapping[str, Any]) -> Mends:
    rows = {int(key): _row_of(int(key), row) for key, row in kept.items() if key.isdecimal()}
    return Mends(rows, {(key, text): instead for key, text, instead in kept.get(INSTEAD, ())})


def _row_of(number: int, kept: Mapping[str, Any]) -> ReviewRow:
    person = UUID(kept["person"]) if kept["person"] else None
    said = {"person": person, "stranger": kept["stranger"], "skipped": kept["skipped"]}
    return ReviewRow(number, kept["raw"], kept["raw"], edited=kept["edited"], **said)
