"""Stepping: every way DOMAIN 8.3 allows is open, every guard holds against a try to break it, nothing is unsaid."""

from datetime import date

import pytest
from sqlalchemy import func, select

from db.ledgers.matters import Matter, MatterKind, MatterState, Outcome, ResolvedLevel, StepAction
from db.ledgers.mediation import AgreementForm, Mediation
from db.ledgers.parties import MatterStep, PartySide
from db.store.query import Query
from db.trouble import Refused, Steered
from db.work import discussing, mediating
from db.work.deadlines import next_month
from db.work.facts import facts_of
from db.work.stages import Chip, Goal, chip_counts, gates_before, next_goal, stage_of
from db.work.stepping import OldCase, backfill, take_back

pytestmark = pytest.mark.slow
A, S, O = StepAction, MatterState, Outcome  # noqa: E741


def state(desk, matter):
    with desk.store.read() as reader:
        return reader.scalar(select(Matter.status).where(Matter.id == matter))


def read(desk, matter):
    with desk.store.read() as reader:
        return facts_of(reader, matter)


def refused(desk, matter, action, word, **said):
    """A step is refused in these words, and nothing at all is written."""
    before = state(desk, matter)
    with pytest.raises(Refused, match=word):
        desk.step(matter, action, **said)
    assert state(desk, matter) is before


def test_the_odour_in_the_old_house_is_raised_on_a_tuesday_and_gone_in_two_days(office, desk):
    with office.write("说事日") as writer:
        sitting = discussing.sitting_of(writer, date(2026, 11, 3), {"place": "统建楼院内", "headcount": 20})
        raised = {"content": "统建楼臭味", "raised_on": date(2026, 11, 3)}
        matter = discussing.raise_matter(writer, raised, {"name": "王秀英"}, sitting)
        assert discussing.sitting_of(writer, date(2026, 11, 3)) == sitting
    desk.step(matter, A.ACCEPT, date(2026, 11, 3))
    desk.step(matter, A.INSPECT, date(2026, 11, 4), "污水管道堵塞导致污水倒灌回地沟", cause="污水管道堵塞")
    desk.step(matter, A.DELIBERATE, date(2026, 11, 4), "物业、居民代表现场协商")
    desk.step(
        matter, A.RESOLVE, date(2026, 11, 5), "管道已疏通", outcome=O.SOLVED, resolved_level=ResolvedLevel.COMMUNITY
    )
    found = read(desk, matter)
    assert discussing.days_taken(found.matter) == 2
    assert found.matter.cause == "污水管道堵塞"
    assert stage_of(found).word == "答复"
    with office.write("答复") as writer:
        writer.change(Matter, matter, {"feedback_on": date(2026, 11, 5)})
    desk.step(matter, A.ARCHIVE)
    assert [one.action for one in read(desk, matter).steps] == [
        A.REGISTER, A.ACCEPT, A.INSPECT, A.DELIBERATE, A.RESOLVE, A.ARCHIVE,
    ]  # fmt: skip


def test_a_small_thing_is_closed_on_the_spot_in_one_step_and_takes_no_day(office, desk):
    matter = desk.raise_()
    with office.write("现场") as writer:
        discussing.close_on_spot(writer, matter, "当场换好灯泡", date(2026, 11, 3))
    found = read(desk, matter).matter
    assert (found.status, discussing.days_taken(found)) == (S.RESOLVED, 0)
    assert found.resolved_level is ResolvedLevel.ON_SPOT


@pytest.mark.parametrize("outcome", [O.AGREED_WRITTEN, O.AGREED_ORAL, O.FAILED])
def test_a_dispute_goes_from_intake_to_the_archive(desk, outcome):
    matter = desk.dispute(outcome)
    assert stage_of(read(desk, matter)).word == ("调解" if outcome is O.FAILED else "达成协议")
    desk.resolve(matter, outcome)
    if outcome is O.FAILED:
        assert stage_of(read(desk, matter)).word == "未达成"
        assert next_goal(read(desk, matter)) is Goal.ARCHIVE
    else:
        refused(desk, matter, A.ARCHIVE, "已回访")
        refused(desk, matter, A.VISIT_BACK, "回访记录")
        with desk.store.write("回访") as writer:
            mediating.visit_back(writer, matter, date(2026, 11, 21), "双方满意")
        desk.step(matter, A.VISIT_BACK, date(2026, 11, 21))
    desk.step(matter, A.ARCHIVE)
    assert stage_of(read(desk, matter)).word == "归档"


def test_the_next_gate_list_says_what_is_missing_and_where_it_is_mended(desk):
    matter = desk.raise_(MatterKind.DISPUTE)
    desk.step(matter, A.ACCEPT)
    desk.step(matter, A.INSPECT)
    gates = gates_before(read(desk, matter), Goal.AGREEMENT)
    assert [(gate.label, gate.met, gate.mend) for gate in gates] == [
        ("双方当事人已签到", False, "parties"), ("至少一次调解记录", False, "hearings"),
        ("协议内容已填写", False, "agreement"), ("履行期限已填写", False, "agreement"),
    ]  # fmt: skip
    missing = {gate.key for gate in gates_before(read(desk, matter), Goal.RESOLVE) if not gate.met}
    assert {"sides", "mediator", "agreed"} <= missing


def test_what_is_no_dispute_is_asked_nothing_of_agreement_confirmation_or_dossier(desk):
    one = desk.raise_()
    for action in (A.ACCEPT, A.INSPECT):
        desk.step(one, action)
    assert [gate.key for gate in gates_before(read(desk, one), Goal.RESOLVE)] == []
    desk.step(one, A.RESOLVE, None, "好了", outcome=O.SOLVED, resolved_level=ResolvedLevel.GRID)
    assert [gate.label for gate in gates_before(read(desk, one), Goal.ARCHIVE)] == ["已答复反映人"]


def test_closing_needs_a_result_an_outcome_and_days_in_order(desk):
    matter = desk.raise_()
    desk.step(matter, A.ACCEPT)
    desk.step(matter, A.INSPECT)
    refused(desk, matter, A.RESOLVE, "写明结果", outcome=O.SOLVED)
    refused(desk, matter, A.RESOLVE, "办理结果", text="好了")
    refused(desk, matter, A.RESOLVE, "办理结果", text="好了", outcome=O.AGREED_WRITTEN)
    refused(desk, matter, A.RESOLVE, "不早于反映", text="好了", outcome=O.SOLVED, day=date(2026, 11, 2))
    refused(desk, matter, A.RESOLVE, "不晚于今天", text="好了", outcome=O.SOLVED, day=date(2026, 11, 25))


def test_only_what_is_solved_on_the_spot_closes_right_after_registration(desk):
    matter = desk.raise_()
    refused(desk, matter, A.RESOLVE, "现场解决", text="好了", outcome=O.SOLVED, resolved_level=ResolvedLevel.GRID)
    dispute = desk.raise_(MatterKind.DISPUTE)
    spot = {"outcome": O.FAILED, "resolved_level": ResolvedLevel.ON_SPOT}
    refused(desk, dispute, A.RESOLVE, "现场解决", text="好了", **spot)


def test_an_agreement_needs_both_sides_a_mediator_its_form_and_its_days(desk):
    matter = desk.raise_(MatterKind.DISPUTE)
    desk.step(matter, A.ACCEPT)
    desk.step(matter, A.MEDIATE)
    agree = {"text": "达成", "outcome": O.AGREED_WRITTEN}
    refused(desk, matter, A.RESOLVE, "申请人和被申请人", **agree)
    desk.parties(matter, PartySide.APPLICANT, PartySide.APPLICANT, PartySide.MEDIATOR)
    refused(desk, matter, A.RESOLVE, "申请人和被申请人", **agree)
    desk.parties(matter, PartySide.RESPONDENT)
    refused(desk, matter, A.RESOLVE, "协议形式和达成协议日期", **agree)
    desk.case(matter, agreement_form=AgreementForm.WRITTEN, agreed_on=date(2026, 11, 13))
    refused(desk, matter, A.RESOLVE, "生效日期", **agree)
    desk.case(matter, effective_on=date(2026, 11, 13))
    refused(desk, matter, A.RESOLVE, "协议形式与", text="达成", outcome=O.AGREED_ORAL)
    assert desk.step(matter, A.RESOLVE, **agree).status is S.RESOLVED


def test_an_agreement_without_a_mediator_is_refused(desk):
    matter = desk.dispute()
    with desk.store.write("改") as writer:
        writer.remove(type(read(desk, matter).parties[2]), read(desk, matter).parties[2].id)
    refused(desk, matter, A.RESOLVE, "调解员", text="达成", outcome=O.AGREED_WRITTEN)


@pytest.mark.parametrize(
    ("paper", "case"),
    [("当事人权利义务告知书", {"rights_notice_on": None}), ("人民调解协议书", {"terms": None})],
)
def test_a_dossier_without_a_required_paper_is_not_archived_and_the_paper_is_named(desk, paper, case):
    matter = desk.dispute()
    desk.resolve(matter, O.AGREED_WRITTEN)
    with desk.store.write("回访") as writer:
        mediating.visit_back(writer, matter, date(2026, 11, 21), "满意")
    desk.step(matter, A.VISIT_BACK)
    desk.case(matter, **case)
    refused(desk, matter, A.ARCHIVE, paper)


def test_a_reason_is_asked_for_refusing_referring_suspending_withdrawing_and_reopening(desk):
    matter = desk.raise_()
    for action in (A.NOT_ACCEPT, A.REFER, A.SUSPEND, A.WITHDRAW):
        refused(desk, matter, action, "原因", text="  ")
    archived = desk.archived()
    refused(desk, archived, A.REOPEN, "原因")
    desk.step(archived, A.REOPEN, text="一方反悔")
    now = read(desk, archived).matter
    assert (now.status, now.outcome, now.resolved_on, now.closed_on) == (S.IN_HAND, None, None, None)


def test_an_order_needs_a_named_handler(desk):
    matter = desk.raise_()
    refused(desk, matter, A.DISPATCH, "经办人")
    named = desk.raise_(handler="李建军")
    desk.step(named, A.DISPATCH)
    refused(desk, named, A.ACCEPT, "不能受理")
    desk.step(named, A.TAKE)
    assert desk.step(named, A.ACCEPT).status is S.ACCEPTED


def test_referral_and_suspension_come_back_to_the_state_they_left(desk):
    matter = desk.raise_()
    desk.step(matter, A.ACCEPT)
    desk.step(matter, A.REFER, text="转街道")
    desk.step(matter, A.SUSPEND, text="等检测")
    assert (stage_of(read(desk, matter)).word, stage_of(read(desk, matter)).tag) == ("议定", "已中止")
    assert desk.step(matter, A.RESUME).status is S.REFERRED
    assert desk.step(matter, A.COME_BACK).status is S.ACCEPTED


def test_a_mediation_is_put_off_only_if_both_agree_and_to_a_later_day(desk):
    matter = desk.dispute()
    assert read(desk, matter).matter.due_on == date(2026, 12, 4)
    later = {"text": "等鉴定", "due_on": date(2026, 12, 20)}
    refused(desk, matter, A.EXTEND, "双方当事人都同意", **later)
    refused(desk, matter, A.EXTEND, "晚于原期限", text="等", due_on=date(2026, 12, 4), both_agree=True)
    desk.step(matter, A.EXTEND, both_agree=True, **later)
    assert read(desk, matter).mediation.extended_to == date(2026, 12, 20)
    assert read(desk, matter).matter.due_on == date(2026, 12, 20)


def test_a_petition_is_never_put_off_beyond_its_longest_extension(desk):
    matter = desk.raise_(MatterKind.PETITION)
    assert read(desk, matter).matter.due_on == date(2026, 11, 18)
    desk.step(matter, A.ACCEPT, date(2026, 11, 4))
    assert read(desk, matter).matter.due_on == date(2027, 1, 3)
    desk.step(matter, A.EXTEND, text="待查", due_on=date(2027, 1, 20))
    refused(desk, matter, A.EXTEND, "不超过 30 日", text="再待", due_on=date(2027, 2, 3))
    desk.step(matter, A.EXTEND, text="再待", due_on=date(2027, 2, 2))


def test_a_month_ends_on_the_last_day_where_the_same_day_is_missing():
    assert next_month(date(2026, 1, 31)) == date(2026, 2, 28)
    assert next_month(date(2028, 1, 31)) == date(2028, 2, 29)
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 31)


def test_a_late_confirmation_warns_and_does_not_block(desk):
    matter = desk.dispute()
    desk.case(matter, effective_on=date(2026, 10, 1), confirm_applied_on=date(2026, 11, 1))
    [warning] = desk.resolve(matter, O.AGREED_WRITTEN).warnings
    assert "30 日" in warning.label
    on_time = desk.dispute()
    desk.case(on_time, effective_on=date(2026, 10, 1), confirm_applied_on=date(2026, 10, 31))
    assert desk.resolve(on_time, O.AGREED_WRITTEN).warnings == ()


def test_relief_is_archived_only_when_visited_back_and_who_is_missing_is_listed(office, desk):
    matter = desk.raise_(MatterKind.RELIEF, amount=8000)
    desk.step(matter, A.ACCEPT)
    desk.step(matter, A.INSPECT)
    desk.resolve(matter, O.SOLVED, date(2026, 11, 24))
    with office.read() as reader:
        assert chip_counts(reader)[Chip.TO_VISIT] == 1
    refused(desk, matter, A.ARCHIVE, "已回访")


def test_a_return_visit_without_a_record_of_it_is_no_step(desk):
    one = desk.dispute()
    desk.resolve(one, O.AGREED_WRITTEN)
    refused(desk, one, A.VISIT_BACK, "已有回访记录")


def test_what_is_said_of_a_matter_that_is_over_is_over(desk):
    matter = desk.raise_()
    desk.step(matter, A.WITHDRAW, text="本人撤回")
    for action in A:
        if action not in (A.REGISTER, A.BACKFILL, A.TAKE_BACK):
            refused(desk, matter, action, "不能", text="原因")


def test_taking_a_step_back_is_a_step_and_the_matter_is_as_before(desk):
    matter = desk.dispute()
    before = read(desk, matter).matter
    desk.resolve(matter, O.AGREED_WRITTEN)
    with desk.store.write("撤销") as writer, pytest.raises(Refused, match="原因"):
        take_back(writer, matter, "")
    with desk.store.write("撤销") as writer:
        take_back(writer, matter, "点错了")
    now = read(desk, matter).matter
    assert (now.status, now.outcome, now.resolved_on) == (before.status, None, None)
    with desk.store.read() as reader:
        actions = [row[0] for row in reader.rows(select(MatterStep.action).order_by(MatterStep.id))]
    assert actions[-2:] == [A.RESOLVE, A.TAKE_BACK]
    for _ in range(3):
        with desk.store.write("撤销") as writer:
            take_back(writer, matter, "再退")
    assert state(desk, matter) is S.REGISTERED
    with desk.store.write("撤销") as writer, pytest.raises(Refused, match="没有可撤销"):
        take_back(writer, matter, "再退")


def test_an_extension_taken_back_gives_the_old_limit_back(desk):
    matter = desk.dispute()
    desk.step(matter, A.EXTEND, text="等", due_on=date(2026, 12, 20), both_agree=True)
    with desk.store.write("撤销") as writer:
        take_back(writer, matter, "点错了")
    assert read(desk, matter).matter.due_on == date(2026, 12, 4)
    assert read(desk, matter).mediation.extended_to is None


def test_an_old_case_enters_past_all_guards_and_stays_flagged(office):
    values = {"kind": MatterKind.DISPUTE, "raised_on": date(2019, 5, 1), "content": "旧案"}
    with office.write("补录") as writer:
        with pytest.raises(Refused, match="原因"):
            backfill(writer, [OldCase(values, S.ARCHIVED, " ")])
        [one] = backfill(writer, [OldCase(values, S.ARCHIVED, "2019年旧台账", O.AGREED_ORAL)])
    with office.read() as reader:
        found = facts_of(reader, one)
    assert (found.matter.status, found.matter.backfilled, found.matter.outcome) == (S.ARCHIVED, True, O.AGREED_ORAL)
    assert [step.action for step in found.steps] == [A.BACKFILL]


def test_nothing_but_a_step_writes_the_status(office, desk):
    matter = desk.raise_()
    with office.write("试") as writer:
        with pytest.raises(Steered):
            writer.change(Matter, matter, {"status": S.ARCHIVED})
        with pytest.raises(Steered):
            writer.add(Matter, {"kind": MatterKind.NEED, "raised_on": date(2026, 11, 3), "status": S.ARCHIVED})
        with pytest.raises(Steered):
            writer.restore_values(Matter, matter, {"outcome": O.SOLVED})
        with pytest.raises(Steered):
            writer.add(MatterStep, {"matter_id": matter})
        step = read(desk, matter).steps[0].id
        with pytest.raises(Steered):
            writer.change(MatterStep, step, {"text": "改写"}, steering=True)


def test_undo_refuses_a_step_and_takes_a_registration_back(office, desk):
    matter = desk.raise_()
    desk.step(matter, A.ACCEPT)
    with pytest.raises(Refused, match="一步办理"):
        office.undo_last()
    assert state(desk, matter) is S.ACCEPTED
    again = desk.raise_()
    assert office.undo_last() is not None
    with office.read() as reader:
        assert reader.get(Matter, again) is None
        assert reader.scalar(select(func.count()).select_from(Mediation)) == 0


def test_a_matter_is_found_by_party_number_and_words(office, desk):
    from db.books import BOOKS
    from db.store import query

    matter = desk.dispute()
    with office.read() as reader:
        for asked in ("王秀甲", "wangxiujia", "漏水", "丁人调字"):
            assert query.ids(reader, Query(BOOKS["matters"], text=asked)) == [matter], asked
        assert query.ids(reader, Query(BOOKS["matters"], text="没有的词")) == []
