"""Coming to a page of cases from elsewhere: with a chip, a case, the cases behind a figure, a card on the reader."""

from typing import TYPE_CHECKING

from db.work.stages import Chip
from desktop.bus import Place
from desktop.views.importing import IMPORT
from desktop.widgets.parts import index_of

if TYPE_CHECKING:
    from desktop.views.case_page import CasePage


def arrive(page: "CasePage", place: Place) -> None:
    """Show what another page asked for."""
    form, _, inner = place.form.partition("/")
    if form == IMPORT:
        page.sheets.open(inner)
    elif place.new:
        page.add_new()
    elif place.ids:
        _list_only(page, place)
    else:
        _list(page, place)


def _list_only(page: "CasePage", place: Place) -> None:
    """List just the cases behind a figure, of whatever kind, and show the first of them."""
    page.narrow(None, frozenset(place.ids), place.text)
    page.kinds.setCurrentIndex(0)
    page.grouped.setChecked(False)
    page.search.clear()
    page.stack.setCurrentWidget(page.file)
    page.refresh()
    if page.model.ids and page.file.matter not in page.model.ids and not page.file.unsaved():
        page.mark(0)
    page.arrange(listed=True)
    page.list.setFocus()


def _list(page: "CasePage", place: Place) -> None:
    where = dict(place.where)
    if "chip" in where:
        page.narrow(next((one for one in Chip if one.name.lower() == where["chip"]), None))
        page.kinds.setCurrentIndex(0)
        page.grouped.setChecked(False)
    elif page.only is not None:
        page.narrow(None)
    if "kind" in where:
        page.kinds.setCurrentIndex(max(index_of(page.kinds, where["kind"]), 0))
    if place.record is not None:
        page.narrow(None)
        page.kinds.setCurrentIndex(0)
        page.search.clear()
    elif place.text:
        page.search.setText(place.text)
    page.refresh()
    if place.record is not None and place.record not in page.model.ids and page.book.sits:
        page.grouped.setChecked(True)  # a sitting
        page.refresh()
    if place.record in page.model.ids:
        page.mark(page.model.ids.index(place.record))


def take_card(page: "CasePage", number: str) -> None:
    """Take a card's number into the party being typed or looked for; where none is, list the cases of its owner."""
    shown = page.stack.currentWidget()
    if (shown is page.sheet and page.sheet.fields.take_card(number)) or (
        shown is page.file and page.file.take_card(number)
    ):
        return
    page.narrow(None)
    page.search.setText(number)
    page.search.ask_now()
    if not page.model.ids:
        page.toast.tell(f"没有找到这张身份证的{page.book.noun}。按 Ctrl+N 登记新的一件。", undoable=False)
