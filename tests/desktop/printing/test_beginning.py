"""The beginning of a long print: the first pages for a viewer, the file behind them as it was."""

import io

import pytest
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from db.clock import seconds_of
from desktop.app import application
from desktop.printing.beginning import MOST, beginning
from desktop.widgets.preview import Preview


def pdf_of(pages):
    """Return a PDF of so many pages, each with its number and a bookmark, as the press makes it."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    for number in range(1, pages + 1):
        canvas.drawString(100, 100, f"page {number}")
        canvas.bookmarkPage(f"s{number}")
        canvas.addOutlineEntry(f"page {number}", f"s{number}", 0)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture
def shown(qtbot):
    """Return a function that gives the texts of the pages a viewer sees, and the seconds it takes over them."""
    application()
    viewer = Preview()
    qtbot.addWidget(viewer)
    viewer.show()

    def look(pdf):
        took = seconds_of(lambda: viewer.show_pdf(pdf, 1))
        document = viewer.document
        return [document.getAllText(one).text() for one in range(document.pageCount())], took

    return look


def test_a_viewer_sees_the_first_pages_and_the_file_stays_as_it_is_before_them(shown):
    whole = pdf_of(5)
    seen = beginning(whole, 5, 2)
    assert shown(seen)[0] == ["page 1", "page 2"]
    assert [one.extract_text().strip() for one in PdfReader(io.BytesIO(seen)).pages] == ["page 1", "page 2"]
    assert seen.startswith(whole)
    assert beginning(whole, 5, 5) is whole, "few pages are seen whole"


@pytest.mark.slow
@pytest.mark.bench
def test_thousands_of_pages_keep_the_window_no_longer_than_the_first_of_them(shown):
    whole = pdf_of(4000)
    seen, soon = shown(beginning(whole, 4000))
    every, late = shown(whole)
    print(f"a viewer opens {len(every)} pages in {late * 1000:.0f} ms, the first {len(seen)} in {soon * 1000:.0f} ms")
    assert len(seen) == MOST
    assert soon < late / 3, "the control is the whole file"
