"""A large list is read off the window's thread: what means the whole of it waits, what nobody wants any more ends."""

from datetime import date
from threading import Event

import pytest
from PySide6.QtWidgets import QApplication

from db.books import BOOKS
from db.store import query
from db.store.ids import Ids
from db.store.query import _page
from db.work.taking import RawRow, take_in
from desktop.app import application
from desktop.bus import Bus
from desktop.jobs import Jobs
from desktop.views.ledger_page import LedgerPage
from desktop.widgets import listing as module
from desktop.widgets.model import PAGE

COUNT = PAGE + 30
PATIENCE = 10
"""Seconds after which ids are read although nothing was made ready."""
BOOK = BOOKS["elders"]


@pytest.fixture
def page(office, qtbot, monkeypatch):
    application()
    monkeypatch.setattr(module, "LARGE", 1)
    rows = [{"name": f"王{chr(0x4E00 + n)}", "birth_date": date(1940, 1, 1)} for n in range(COUNT)]
    with office.write("试") as writer:
        take_in(writer, BOOK, [RawRow(n, row) for n, row in enumerate(rows, 2)], "试")
    jobs = Jobs(lambda error: pytest.fail(str(error)))
    made = LedgerPage(office, BOOK, Bus(), jobs)
    qtbot.addWidget(made)
    yield made
    made.listing.settle()
    jobs.wait()


@pytest.mark.slow
@pytest.mark.parametrize("ahead", [True, False])
def test_what_the_first_rows_need_is_made_while_their_ids_are_read(page, qtbot, monkeypatch, ahead):
    page.listing.settle()
    listing, made = page.listing, page.store.engine._compiled_cache
    made.clear()
    _page.cache_clear()
    page.model.show_rows(Ids())
    ready, found, grown = Event(), query.ids, []
    prepare, page_of = page.model.prepare, page.model.page_of

    def reading(*asked):
        ready.wait(PATIENCE)  # as long as the ids of a large office take
        return found(*asked)

    def noted(ids):
        before = len(made)
        told = page_of(ids)
        grown.append(len(made) - before)
        return told

    monkeypatch.setattr(query, "ids", reading)
    monkeypatch.setattr(page.model, "page_of", noted)
    monkeypatch.setattr(page.model, "prepare", lambda stop: (prepare(stop) if ahead else (), ready.set())[0])
    listing.ask()
    qtbot.waitUntil(lambda: page.model.rowCount() == COUNT)
    assert (grown[0] <= 2) is ahead, "all but namesakes and codes; the control makes seven while the rows wait"


@pytest.mark.slow
def test_all_that_is_listed_is_waited_for(page):
    page.listing.ask()
    assert len(page.listing.all_ids()) == COUNT, "a print of a filtered list holds everybody"
    QApplication.processEvents()
    assert page.model.rowCount() == COUNT


@pytest.mark.slow
def test_control_a_list_that_is_not_waited_for_is_the_one_before(page):
    page.listing.settle()
    page.listing.search.setText("王一")
    page.listing.ask()
    assert len(page.model.ids) == COUNT


class Counted(Ids):
    """Ids that count how often somebody asks how many they are."""

    asked = 0

    def __len__(self):
        Counted.asked += 1
        return super().__len__()


def asked_of_the_model(page):
    """Select everything, paint the headings, and return how often the model was asked for its rows."""
    page.table.selectAll()
    Counted.asked = 0
    page.table.horizontalHeader().grab()
    return Counted.asked


@pytest.mark.slow
def test_headings_are_painted_without_a_look_at_every_row_that_is_selected(page, qtbot):
    page.listing.settle()
    page.model.ids = Counted(page.model.ids.block)
    assert asked_of_the_model(page) < COUNT
    page.table.horizontalHeader().setSelectionModel(page.table.selectionModel())
    assert asked_of_the_model(page) > COUNT, "control: as Qt has it, 200,000 rows selected hold each paint for 6 s"


@pytest.mark.slow
def test_another_order_counts_no_chip_anew_and_another_filter_does(page):
    page.listing.settle()
    counted = []
    page.listing.counts.ask = lambda work, **_: counted.append(work)
    page.listing._sorted("address")
    page.listing.rows.wait()
    assert (page.model.rowCount(), counted) == (COUNT, []), "in another order they are the same"
    page.listing.search.setText("王")
    page.listing.ask()
    page.listing._sorted("age")
    page.listing.rows.wait()
    assert len(counted) == 1, "what a filter made stale is counted, although the order changed before it was"


def test_a_form_is_laid_part_by_part_and_whole_before_a_record_stands_in_it(page, qtbot):
    form = page.form
    form.laying.stop()
    page.listing.settle()
    assert form.steps, "nothing of it holds up the page that comes first"
    page.open_row(0)
    assert not form.steps
    assert [form.tabs.tabText(at) for at in range(3)] == [heading for heading, _ in BOOK.sections()]
    assert form.tabs.tabText(form.tabs.count() - 1) == "履历"
    assert form.editors.keys() == form.fields.before.keys()


@pytest.mark.slow
def test_a_row_removed_meanwhile_is_empty_and_no_other_takes_its_place(page):
    page.listing.settle()
    before = [page.model.row(at)["name"] for at in range(COUNT)]
    with page.store.write("试") as writer:
        writer.remove(BOOK.ledger, page.model.ids[PAGE - 1])
    page.model.pages.clear()
    assert [page.model.row(at)["name"] for at in range(COUNT)] == [*before[: PAGE - 1], "", *before[PAGE:]]
