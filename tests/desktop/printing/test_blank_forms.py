"""Forms of matters with nothing filled in: each prints, tells of nobody, and is noted but not registered."""

import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from db.ledgers.documents import Document
from db.trouble import Refused
from desktop.printing.form import Order
from desktop.printing.forms import ALL_FORMS
from desktop.printing.forms.matter_papers import MATTER_FORMS
from desktop.printing.issue import issue, preview

pytestmark = pytest.mark.slow


def told(pdf):
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def test_every_form_of_one_matter_prints_blank_and_tells_nothing_of_any_matter(office, desk):
    matter = desk.archived()
    names = [name for name, form in MATTER_FORMS.items() if form.one]
    for name in names:
        made = preview(office, MATTER_FORMS[name], Order(blank=True))
        text = told(made.pdf)
        assert not any(word in text for word in ("王秀", "相邻漏水", "第1号", "138", "数据截至", "打印人", "None"))
        assert made.pages <= 2, name
    whole = told(preview(office, MATTER_FORMS["agreement"], Order(ids=(matter,))).pdf)
    assert all(word in whole for word in ("王秀", "第1号", "138", "数据截至")), "the control: the same form of a matter"
    assert len(names) > 20


def test_copies_of_a_blank_form_follow_each_other_and_only_the_audit_takes_note(office, tmp_path):
    issued = issue(office, MATTER_FORMS["mediation_application"], Order(blank=True, copies=3), tmp_path / "a.pdf")
    assert (issued.pages, issued.sheet_no) == (3, "")
    with office.read() as reader:
        assert reader.rows(select(Document.id)) == []
    assert "本协议一式三份" in told(preview(office, MATTER_FORMS["agreement"], Order(blank=True)).pdf)


@pytest.mark.parametrize("name", ["elder_ledger", "wall_notice", "discussion_register"])
def test_a_form_that_has_no_blank_one_says_so(office, name):
    with pytest.raises(Refused, match="没有空白表"):
        preview(office, ALL_FORMS[name], Order(blank=True))
