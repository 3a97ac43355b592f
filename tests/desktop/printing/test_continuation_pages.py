"""What the program itself put together goes on upon a continuation page, and no line of it is lost."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from db.ledgers.matters import MatterKind, StepAction
from db.ledgers.parties import PartySide
from db.work import mediating
from db.work.guards import Move
from db.work.stepping import step
from desktop.printing import boxes
from desktop.printing.form import Order
from desktop.printing.forms.matter_boxed import BOXED
from desktop.printing.forms.matter_papers import MATTER_FORMS
from desktop.printing.issue import preview

pytestmark = pytest.mark.slow
LONG = "双方对渗水原因、受损面积和赔偿数额各执一词，经楼栋长多次劝说仍未达成一致意见。"
PRINT_DAY = date(2026, 11, 24)


def gone_on(office, matter, name, words):
    """Return the pages of a form, asserting that of these words none is lost and none stands twice."""
    pdf = preview(office, MATTER_FORMS[name], Order(ids=(matter,), today=PRINT_DAY)).pdf
    told = ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]
    whole = "".join(told)
    assert [word for word in words if whole.count(word) != 1] == []
    return told


COURSE = [f"第{n:02}次" for n in range(60)]


def drag_on(office, matter, action):
    """Take one step sixty times."""
    with office.write("办理") as writer:
        for line in COURSE:
            step(writer, matter, Move(action, None, f"{line}，{LONG}"))
    return matter


@pytest.fixture
def long_case(office, desk):
    """A dispute in hand that was mediated sixty times."""
    return drag_on(office, desk.dispute(), StepAction.MEDIATE)


@pytest.fixture
def long_petition(office, desk):
    """A petition in hand that was looked into sixty times."""
    matter = desk.raise_(MatterKind.PETITION)
    desk.step(matter, StepAction.ACCEPT)
    return drag_on(office, matter, StepAction.INSPECT)


@pytest.mark.parametrize("name", ["closing_report", "transfer_slip", "errand_slip"])
def test_a_long_course_of_a_case_goes_on_upon_a_continuation_page(office, request, name):
    matter = request.getfixturevalue("long_petition" if name == "errand_slip" else "long_case")
    told = gone_on(office, matter, name, COURSE)
    title = BOXED[name].title
    assert len(told) >= 3
    assert "（下转续页）" in told[0]
    assert "签名" in told[0]
    assert all(f"{title}（续）" in page and "（续）" in page for page in told[1:])


@pytest.mark.parametrize("name", ["closing_report", "oral_agreement", "mediation_application"])
def test_parties_that_a_page_does_not_hold_go_on_upon_another_each_once(office, desk, name):
    matter = desk.dispute()
    names = [f"农民工{sign}" for sign in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"]
    with office.write("多人") as writer:
        for one in names:
            mediating.add_party(writer, matter, PartySide.APPLICANT, {"name": one, "phone": "13804710001"})
    told = gone_on(office, matter, name, names)
    assert len(told) >= 2
    assert "见续页" in told[0]


def test_control_a_text_cut_without_its_rest_is_seen(office, long_case, monkeypatch):
    monkeypatch.setattr(boxes, "_rest", lambda *_: iter(()))
    with pytest.raises(AssertionError):
        gone_on(office, long_case, "closing_report", COURSE)
