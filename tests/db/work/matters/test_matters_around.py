"""What surrounds a matter: who may see it, where it comes from, what it belongs to, what figures come out."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from db.ledgers.areas import Area, AreaLevel
from db.ledgers.matter_rules import PaperRule
from db.ledgers.matters import Matter, MatterKind, MatterState, Outcome, ResolvedLevel, StepAction
from db.ledgers.mediation import Mediation, Performance
from db.ledgers.parties import Instalment, MatterParty, PartySide
from db.ledgers.people import Person
from db.ledgers.services import LogKind, ServiceLog
from db.store.policy import Viewer
from db.trouble import Refused
from db.work import discussing, mediating, ties
from db.work.facts import facts_of
from db.work.kinds import KINDS, required_papers
from db.work.stepping import take_back
from db.work.undoing import undo_last

pytestmark = pytest.mark.slow
A = StepAction


def test_a_matter_that_is_not_public_is_hidden_from_a_viewer_with_a_scope(office, desk):
    with office.write("网格") as writer:
        home = writer.reader.scalar(select(Area.id))
        values = {"level": AreaLevel.GRID, "code": "150102402001001", "name": "第一网格", "parent_id": home}
        grid = writer.add(Area, values)
    open_ = desk.raise_(area_id=grid)
    closed = desk.raise_(MatterKind.DISPUTE, area_id=grid)
    desk.parties(closed, PartySide.APPLICANT)
    desk.parties(open_, PartySide.INFORMANT)
    elsewhere = desk.raise_()
    with office.read(Viewer("网格员", scope=frozenset({grid}))) as reader:
        assert reader.rows(select(Matter.id)) == [(open_,)]
        assert reader.rows(select(MatterParty.matter_id)) == [(open_,)]
        assert reader.rows(select(MatterParty.phone)) == [("138****0001",)]
        assert reader.rows(select(Mediation.id)) == []
    with office.read() as reader:
        assert {row[0] for row in reader.rows(select(Matter.id))} == {open_, closed, elsewhere}


def test_the_need_of_a_visit_becomes_a_matter_in_one_action(office):
    with office.write("走访") as writer:
        person = writer.add(Person, {"name": "王秀英", "phone": "13804710001"})
        at = datetime(2026, 11, 3, 2, tzinfo=UTC)
        visit = writer.add(ServiceLog, {"kind": LogKind.VISIT, "at": at, "person_id": person, "needs": "楼道灯不亮"})
        silent = writer.add(ServiceLog, {"kind": LogKind.VISIT, "at": at, "person_id": person})
        matter = discussing.from_visit(writer, visit, MatterKind.HAZARD)
        with pytest.raises(Refused, match="没有写需求"):
            discussing.from_visit(writer, silent, MatterKind.NEED)
        found = facts_of(writer.reader, matter)
    assert (found.matter.content, found.matter.source_log_id) == ("楼道灯不亮", visit)
    assert [(one.name, one.person_id) for one in found.parties] == [("王秀英", person)]


def test_a_closed_case_keeps_its_blanks_when_a_party_is_linked(office, desk):
    def tied(matter):
        with office.write("关联") as writer:
            person = writer.add(Person, {"name": "王秀英", "phone": "13804710001", "occupation": "退休"})
            [party] = facts_of(writer.reader, matter).parties
            mediating.tie_person(writer, party.id, person)
            [party] = facts_of(writer.reader, matter).parties
        assert party.person_id == person
        return party.job

    open_, closed = desk.raise_(), desk.raise_()
    for one in (open_, closed):
        desk.parties(one, PartySide.INFORMANT)
    desk.step(closed, StepAction.WITHDRAW, text="自行撤回")
    assert (tied(open_), tied(closed)) == ("退休", None)


def test_what_was_said_is_archived_only_when_it_was_answered(desk):
    matter = desk.raise_()
    desk.step(matter, StepAction.ACCEPT)
    desk.step(matter, StepAction.INSPECT)
    desk.resolve(matter, Outcome.SOLVED, date(2026, 11, 24))
    with pytest.raises(Refused, match="已答复反映人"):
        desk.step(matter, StepAction.ARCHIVE)


def test_a_matter_that_is_reopened_is_answered_again_before_it_is_archived(office, desk):
    one = desk.raise_()
    desk.step(one, A.RESOLVE, None, "好了", outcome=Outcome.SOLVED, resolved_level=ResolvedLevel.ON_SPOT)
    answered = {"feedback_on": date(2026, 11, 24), "satisfaction": "satisfied"}
    with office.write("答复") as writer:
        writer.change(Matter, one, answered)
    desk.step(one, A.ARCHIVE)
    desk.step(one, A.REOPEN, None, "又坏了")
    desk.step(one, A.RESOLVE, None, "又好了", outcome=Outcome.SOLVED, resolved_level=ResolvedLevel.GRID)
    with pytest.raises(Refused, match="已答复反映人"):
        desk.step(one, A.ARCHIVE)
    for _ in range(2):
        with office.write("撤销") as writer:
            take_back(writer, one, "点错了")
    with office.read() as reader:
        matter = reader.get(Matter, one)
    assert {key: getattr(matter, key) for key in answered} == answered, "taken back, the answer stands as before"


def test_a_repeat_petition_has_its_parent_and_never_goes_round_in_a_circle(office, desk):
    first, again, third = (desk.raise_(MatterKind.PETITION) for _ in range(3))
    with office.write("关联") as writer:
        ties.tie(writer, again, first)
        ties.tie(writer, third, again)
        for child, parent in ((first, third), (first, first)):
            with pytest.raises(Refused, match="互为前件"):
                ties.tie(writer, child, parent)
        assert [one.id for one in ties.earlier_cases(writer.reader, first)] == [], "what follows a case is not offered"
        told = ties.ties_of(writer.reader, [first, again])
        assert told[first] == ["另有 1 件归到本件"]
        assert told[again][0].startswith("并案：")
        ties.untie(writer, again)
        assert ties.ties_of(writer.reader, [again]) == {again: ["另有 1 件归到本件"]}


def test_who_came_again_is_offered_first_and_called_a_repeat(office, desk):
    elder = desk.raise_(MatterKind.PETITION, date(2026, 11, 2))
    desk.raise_(MatterKind.PETITION, date(2026, 11, 9))
    again = desk.raise_(MatterKind.PETITION, date(2026, 11, 16))
    with office.write("当事人") as writer:
        for one in (elder, again):
            mediating.add_party(writer, one, PartySide.INFORMANT, {"name": "赵长福", "phone": "13800001111"})
        offered = ties.earlier_cases(writer.reader, again)
        assert (offered[0].id, offered[0].again) == (elder, True)
        assert [one.again for one in offered] == [True, False]
        assert ties.tie(writer, again, elder) == "已关联前件，记为重复"


def test_an_agreement_is_performed_when_all_its_instalments_are(office, desk):
    matter = desk.dispute(Outcome.AGREED_WRITTEN)
    days = []
    with office.write("履行") as writer:
        parts = [
            writer.add(Instalment, {"matter_id": matter, "due_on": date(2026, 11, day), "what": "赔偿款"})
            for day in (18, 20)
        ]
        for one in (None, *parts):
            if one is not None:
                writer.change(Instalment, one, {"done_on": date(2026, 11, 19)})
            mediating.follow_performance(writer, matter)
            case = facts_of(writer.reader, matter).mediation
            days.append((case.performance, case.performed_on))
    full = (Performance.FULL, date(2026, 11, 19))
    assert days == [(Performance.NOT_YET, None), (Performance.PARTIAL, None), full]


def test_the_office_says_which_papers_an_outcome_requires(office):
    with office.write("要求") as writer:
        writer.add(PaperRule, {"outcome": Outcome.FAILED, "paper": "return_visit"} | needs("required"))
        writer.add(PaperRule, {"outcome": Outcome.FAILED, "paper": "identity"} | needs("as_needed"))
        found = required_papers(writer.reader, Outcome.FAILED)
        assert "return_visit" in found
        assert "identity" not in found
        assert required_papers(writer.reader, Outcome.AGREED_ORAL) >= {"oral", "identity"}
        assert required_papers(writer.reader, None) == frozenset()


def needs(word):
    from db.ledgers.matter_rules import Need

    return {"need": Need.of(word)}


def test_undo_takes_a_step_back_by_a_step_and_then_what_was_before_it(office, desk):
    matter = desk.raise_()
    desk.step(matter, StepAction.ACCEPT)
    assert undo_last(office).what == "办理"
    with office.read() as reader:
        assert facts_of(reader, matter).matter.status is MatterState.REGISTERED
    assert undo_last(office).what == "登记事项"
    with office.read() as reader:
        assert reader.get(Matter, matter) is None


def test_every_kind_has_its_rules_and_its_outcomes():
    assert set(KINDS) == set(MatterKind)
    assert {outcome for rules in KINDS.values() for outcome in rules.outcomes} == set(Outcome)
