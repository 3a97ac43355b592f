"""The three books of matters go out into a workbook and come back without a change."""

from datetime import date

import pytest

from db.books import BOOKS
from db.ledgers.matters import MatterKind
from db.ledgers.parties import MatterParty, PartySide
from db.work.discussing import raise_matter
from desktop.sheets.exporting import export_book
from desktop.sheets.importing import How, import_file

DAY = date(2026, 11, 24)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("book", "kind"),
    [("matters", MatterKind.DISCUSSION), ("disputes", MatterKind.DISPUTE), ("petitions", MatterKind.PETITION)],
)
def test_a_book_that_is_exported_as_it_stands_comes_back_unchanged(office, tmp_path, book, kind):
    with office.write("登记") as writer:
        for words in ("楼上漏水", "车位被占"):
            one = raise_matter(writer, {"kind": kind, "raised_on": DAY, "content": words, "amount": "3200"})
            writer.add(MatterParty, {"matter_id": one, "side": PartySide.APPLICANT, "name": "王建华"})
    path = tmp_path / "往返.xlsx"
    assert export_book(office, BOOKS[book], path, "核对往返") == 2
    [result] = import_file(office, path, How(book))
    out = result.outcome
    assert (out.read, out.unchanged, out.added, out.updated, out.refused) == (2, 2, 0, 0, 0)
