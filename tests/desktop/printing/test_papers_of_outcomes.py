"""Papers by how a dispute ended: none tells of an agreement, an end or a volume that there never was."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from db.ledgers.matters import MatterKind, Outcome, StepAction
from db.trouble import Refused
from desktop.printing.form import Order
from desktop.printing.forms.matter_deeds import DEEDS
from desktop.printing.forms.matter_papers import MATTER_FORMS, OF_AGREEMENT, OF_END
from desktop.printing.issue import preview
from desktop.printing.word import issue_word

UNTRUE = {
    None: (*OF_AGREEMENT, *OF_END),
    Outcome.FAILED: OF_AGREEMENT,
    Outcome.AGREED_ORAL: ("termination", "agreement"),
    Outcome.AGREED_WRITTEN: ("termination", "oral_agreement"),
}


@pytest.mark.parametrize("outcome", UNTRUE)
def test_a_case_has_no_paper_that_says_what_did_not_happen(office, desk, outcome, tmp_path):
    matter = desk.archived(outcome) if outcome else desk.raise_(MatterKind.DISPUTE)
    if outcome is None:
        desk.step(matter, StepAction.WITHDRAW, date(2026, 11, 10), "和好了")
    for name in (*OF_AGREEMENT, *OF_END, "mediation_application", "closing_report"):
        if name in UNTRUE[outcome]:
            with pytest.raises(Refused, match="没有这份文书"):
                preview(office, MATTER_FORMS[name], Order(ids=(matter,)))
            if name in DEEDS:
                with pytest.raises(Refused, match="没有这份文书"):
                    issue_word(office, MATTER_FORMS[name], Order(ids=(matter,)), tmp_path / "a.docx")
        else:
            assert preview(office, MATTER_FORMS[name], Order(ids=(matter,))).pages >= 1


@pytest.mark.parametrize(
    ("kind", "name", "has"),
    [
        (MatterKind.CLUE, "agreement", False),
        (MatterKind.CLUE, "clue_register", True),
        (MatterKind.DISCUSSION, "reply_letter", False),
        (MatterKind.DISCUSSION, "matter_sheet", True),
        (MatterKind.RELIEF, "dossier_cover", False),
        (MatterKind.RELIEF, "return_visit_record", True),
        (MatterKind.DISPUTE, "relief_register", False),
    ],
)
def test_a_paper_of_another_kind_of_matter_is_refused_by_its_name(office, desk, kind, name, has):
    matter = desk.raise_(kind)
    if has:
        assert preview(office, MATTER_FORMS[name], Order(ids=(matter,))).pages >= 1
        return
    with pytest.raises(Refused, match=f"“{kind.label}”没有“{MATTER_FORMS[name].label}”这份文书"):
        preview(office, MATTER_FORMS[name], Order(ids=(matter,)))


def test_a_return_visit_is_for_an_agreement_only_where_there_is_one(office, desk):
    relief = desk.raise_(MatterKind.RELIEF)
    for matter, word in ((desk.archived(), "协议履行情况"), (desk.archived(Outcome.FAILED), "办理后的情况"),
                         (relief, "办理后的情况")):  # fmt: skip
        pdf = preview(office, MATTER_FORMS["return_visit_record"], Order(ids=(matter,))).pdf
        assert word in "".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_the_report_of_a_withdrawn_dispute_says_how_and_when_it_ended_and_of_no_performance(office, desk):
    matter = desk.raise_(MatterKind.DISPUTE)
    desk.step(matter, StepAction.WITHDRAW, date(2026, 11, 10), "和好了")
    pdf = preview(office, MATTER_FORMS["closing_report"], Order(ids=(matter,))).pdf
    told = "".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    assert "调解结果已撤回履行情况结果说明" in told
    assert "结案时间2026年11月10日" in told
