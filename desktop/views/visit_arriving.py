"""Coming to 走访帮办 from elsewhere: a part of the page, somebody to log for, the records behind a figure, a sheet."""

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from db.ledgers.people import Person
from db.ledgers.services import LogKind
from desktop.bus import Place

if TYPE_CHECKING:
    from desktop.views.visits_page import VisitPage

PLAN, RECORDS, ERRANDS, ALLOWANCES = "plan", "records", "errands", "allowances"
OF_ERRANDS, UNSETTLED = ("kind", LogKind.ERRAND.value), ("unsettled", "1")


def arrive(page: "VisitPage", place: Place) -> None:
    """Show what another page asked for: a record, the plan, or a person to log for."""
    whom = place.ids[0] if place.ids and place.new else place.record
    segment, _, inner = place.form.partition("/")
    if place.form == "backfill":
        page.open_backfill(place.text)
    elif segment in (PLAN, ALLOWANCES):
        page.show_segment(segment)
        if inner:
            page.allowances.importing.open()
        if place.ids:
            page.plan.show_only(place.ids)
    elif whom is not None and _is_person(page, whom):
        page.show_segment(RECORDS if page.segment == ERRANDS else page.segment)
        page.quick.begin(whom)
    else:
        _list(page, place)


def _list(page: "VisitPage", place: Place) -> None:
    """List the records asked for in the segment they stand in; money is laid out at visits and errands alike."""
    page.strip.show_span(place.days)
    page.show_segment(ERRANDS if OF_ERRANDS in place.where else RECORDS)
    if UNSETTLED in place.where:
        page.listing.besides = ()
    page.list_only(replace(place, where=tuple(one for one in place.where if one != OF_ERRANDS)))


def _is_person(page: "VisitPage", one: UUID) -> bool:
    with page.store.read() as reader:
        return bool(reader.rows(select(Person.id).where(Person.id == one)))
