"""Cases go out from their page into a workbook and come back through its import without a change or a warning."""

from datetime import date

import pytest
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import func, select

from db.ledgers.matters import Matter, MatterKind
from db.ledgers.parties import MatterParty
from db.work.discussing import raise_matter
from desktop.views.import_page import CHECK, COLUMNS, DONE
from tests.case_desk import TUESDAY

RAISER = {"name": "王建华", "phone": "13804712211", "id_number": "150103194106150011"}


@pytest.fixture
def raised(office):
    """Two petitions and a clue, with who raised them; long past their limit."""
    with office.write("登记") as writer:
        for kind in (MatterKind.PETITION, MatterKind.PETITION, MatterKind.CLUE):
            raise_matter(writer, {"kind": kind, "raised_on": date(2026, 9, 1), "content": kind.label}, RAISER)


def at_step(qtbot, page, name, step):
    qtbot.waitUntil(lambda: page.sheets.imports[name].page.steps.now == step and not page.jobs.open, timeout=20_000)
    return page.sheets.imports[name].page


@pytest.mark.usefixtures("raised")
@pytest.mark.parametrize("listed", [("信访", "petitions", 2), ("全部类型", "matters", 3)])
def test_what_is_listed_goes_out_and_comes_back_unchanged(at_desk, qtbot, tmp_path, monkeypatch, listed):
    kind, book, count = listed
    desk, page = at_desk("matters", TUESDAY)
    path = tmp_path / "事项.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    page.kinds.setCurrentIndex(page.kinds.findText(kind))
    page.refresh()
    page.sheets.hand_out()
    qtbot.waitUntil(lambda: path.exists() and not page.jobs.open, timeout=20_000)
    assert f"已导出 {count} 行" in page.toast.words.text()
    page.sheets.take_in()
    page.sheets.imports[book].page.start(path)
    importing = at_step(qtbot, page, book, COLUMNS)
    assert not page.list.isVisible()
    importing.next.click()
    importing = at_step(qtbot, page, book, CHECK)
    assert importing.checking.review.outcome.problems == []
    importing.next.click()
    importing = at_step(qtbot, page, book, DONE)
    with desk.store.read(desk.store.viewer.unmasked("核对")) as reader:
        assert reader.scalar(select(func.count()).select_from(Matter)) == 3
        assert {row[0] for row in reader.rows(select(MatterParty.phone))} == {RAISER["phone"]}
    with desk.store.write("登记") as writer:
        more = raise_matter(writer, {"kind": MatterKind.PETITION, "raised_on": TUESDAY, "content": "又一件"})
    importing.next.click()
    assert page.list.isVisible()
    assert more in page.model.ids, "the list is read anew behind an import"
