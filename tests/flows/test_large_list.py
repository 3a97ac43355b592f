"""A large list shows its first page before the rest; nothing that means the whole list is done with that page only."""

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from db.books import BOOKS
from db.store import query
from db.store.query import Query
from db.work.taking import RawRow, take_in
from desktop.app import application
from desktop.bus import Bus
from desktop.jobs import Jobs
from desktop.views.ledger_page import LedgerPage
from desktop.widgets import listing as module
from desktop.widgets.model import PAGE

COUNT = PAGE + 30
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


def first_page(page, qtbot):
    """Let the loop run until the first page stands; the rest is held back by hand."""
    rest = []
    page.listing.rows.wait()
    page.listing.rows.ask = rest.append
    page.listing.ask()
    page.listing._rows_read(rest.pop(0)())
    return rest


@pytest.mark.slow
def test_the_first_page_stands_before_the_rest_and_says_so(page, qtbot):
    rest = first_page(page, qtbot)
    assert page.model.rowCount() == PAGE
    assert page.chips.total.text() == "正在读取…", "never the count of a part"
    page.listing.mark(3)
    page.listing._rows_read(rest.pop()())
    assert page.model.rowCount() == COUNT
    assert page.chips.total.text() == f"共 {COUNT} 人"
    assert page.table.currentIndex().row() == 3, "the rest comes behind; what was chosen stays chosen"
    with page.store.read() as reader:
        assert page.model.ids == query.ids(reader, Query(BOOK))


@pytest.mark.slow
def test_rows_that_moved_meanwhile_are_shown_anew(page, qtbot):
    rest = first_page(page, qtbot)
    gone = page.model.ids[0]
    with page.store.write("试") as writer:
        writer.remove(BOOK.ledger, gone)
    page.listing._rows_read(rest.pop()())
    assert page.model.rowCount() == COUNT - 1
    assert gone not in page.model.ids


@pytest.mark.slow
def test_all_that_is_listed_is_waited_for(page):
    page.listing.ask()
    assert len(page.listing.all_ids()) == COUNT, "a print of a filtered list holds everybody"
    QApplication.processEvents()
    assert page.model.rowCount() == COUNT


@pytest.mark.slow
def test_control_a_list_that_is_not_waited_for_is_cut(page, qtbot):
    first_page(page, qtbot)
    assert len(page.model.ids) == PAGE


@pytest.mark.slow
def test_another_order_counts_no_chip_anew_and_another_filter_does(page):
    page.listing.settle()
    page.listing.many, counted = True, []
    page.listing.counts.ask = counted.append
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
