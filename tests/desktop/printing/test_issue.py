"""Issuing: what leaves the office stands in a file and in the register, or nowhere."""

from hashlib import sha256

import pytest
from sqlalchemy import select

from db.ledgers.documents import Document
from db.ledgers.people import Person
from db.trouble import Refused, StoreTrouble
from desktop.printing.form import Missing, Order
from desktop.printing.forms import FORMS
from desktop.printing.issue import issue
from desktop.printing.press import MissingGlyphs

FORM = FORMS["elder_ledger"]


def registered(store):
    """Return (number, class, reason, rows, fingerprint) of every print in the register."""
    columns = Document.sheet_no, Document.privacy, Document.reason, Document.rows, Document.sha256
    with store.read() as reader:
        return [tuple(row) for row in reader.rows(select(*columns))]


def test_an_issued_form_is_a_file_and_a_line_of_the_register(filled, tmp_path):
    file = tmp_path / "out" / "台账.pdf"
    issued = issue(filled, FORM, Order(reason="上级报表"), file)
    assert issued.rows == 8
    assert registered(filled) == [(issued.sheet_no, "归档", "上级报表", 8, sha256(file.read_bytes()).hexdigest())]
    assert [one.name for one in file.parent.iterdir()] == ["台账.pdf"]


def test_a_refused_form_leaves_neither_file_nor_line(filled, tmp_path):
    with filled.write("试") as writer:
        with filled.read() as reader:
            one = reader.scalar(select(Person.id).where(Person.name == "王秀甲"))
        writer.change(Person, one, {"name": "王秀\U00030000"})
    file = tmp_path / "台账.pdf"
    with pytest.raises(MissingGlyphs) as stop:
        issue(filled, FORM, Order(), file)
    assert stop.value.missing == [{"char": "\U00030000", "code": "U+30000", "person": "王秀\U00030000"}]
    with pytest.raises(Refused):
        issue(filled, FORM, Order(tag="dementia"), file)
    assert not file.exists()
    assert registered(filled) == []
    assert issue(filled, FORM, Order(missing=Missing.BLANK), file).rows == 8


def test_a_place_that_cannot_be_written_is_told(filled, tmp_path):
    (tmp_path / "taken").write_text("x")
    with pytest.raises(StoreTrouble, match="没有写成"):
        issue(filled, FORM, Order(), tmp_path / "taken" / "台账.pdf")
    assert registered(filled) == []
