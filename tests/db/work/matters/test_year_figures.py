"""The year of matters: the balance of every kind, the figures of the published example, what a later change leaves."""

import random
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.clock import Clock
from db.ledgers.matter_rules import YearFigure
from db.ledgers.matters import MatterKind, MatterState, Outcome, ResolvedLevel, StepAction
from db.ledgers.mediation import AgreementForm
from db.ledgers.parties import PartySide
from db.store.store import Store
from db.trouble import UnknownName
from db.work import mediating
from db.work.figures import Period
from db.work.guards import Move
from db.work.matter_figures import Figure, Rate, lists_of, value_of, year_report
from db.work.matter_flow import HEADS, Course, flow
from db.work.spans import year_of
from db.work.stepping import OldCase, backfill, register, step, take_back

pytestmark = pytest.mark.slow

A, S = StepAction, MatterState
ENDS = (S.RESOLVED, S.WITHDRAWN, S.REFERRED_OUT, S.NOT_ACCEPTED)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31), date(2026, 11, 24))
DAYS = st.dates(date(2025, 6, 1), date(2026, 12, 31))


@st.composite
def histories(draw):
    """A matter raised on some day, that ends and is reopened in turn on later days."""
    days = sorted(draw(st.lists(DAYS, min_size=1, max_size=6)))
    turns = [(day, None if at % 2 else draw(st.sampled_from(ENDS))) for at, day in enumerate(days[1:])]
    kind = draw(st.sampled_from(list(MatterKind)))
    heads = draw(st.integers(1, 9))
    return Course(SimpleNamespace(id=uuid4(), kind=kind, raised_on=days[0], headcount=heads), turns)


def balances(line):
    ended = line.resolved + line.withdrawn + line.referred_out + line.not_accepted
    return line.carried + line.received + line.reopened - ended == line.open


@settings(max_examples=150, deadline=None)
@given(st.lists(histories(), max_size=12))
def test_what_is_carried_over_and_comes_in_less_what_goes_out_is_what_is_open(every):
    seen = [one for one in every if one.matter.raised_on <= YEAR.end]
    lines = flow(SimpleNamespace(period=YEAR), seen)
    assert all(balances(line) for line in lines)
    for key in ("carried", "received", "heads", "reopened", "resolved", "open"):
        assert sum(getattr(line, key) for line in lines[:-1]) <= getattr(lines[-1], key)
    for line in lines:
        counted = dict(zip(HEADS, line.cells, strict=True))
        assert all(len(ids) == counted[head] for head, ids in line.lists.items() if head != "人次")


def test_control_a_balance_that_forgets_what_was_reopened_is_caught():
    matter = SimpleNamespace(id=uuid4(), kind=MatterKind.DISPUTE, raised_on=date(2026, 2, 1), headcount=1)
    turns = [(date(2026, 3, 1), S.RESOLVED), (date(2026, 4, 1), None), (date(2026, 5, 1), S.RESOLVED)]
    [line, _] = flow(SimpleNamespace(period=YEAR), [Course(matter, turns)])
    assert balances(line)
    assert line.reopened == 1
    assert line.carried + line.received - line.resolved != line.open


def of_kind(report, kind):
    return next(line for line in report.flow if line.label == kind.label)


def report_of(store, day=None):
    with store.read() as reader:
        return year_report(reader, year_of("2026", day or reader.today))


def figures(report):
    return {one.key: value_of(one) for _, some in report.groups for one in some}


def test_396_petitions_of_some_600_person_times_and_240_solved_come_out_as_the_published_sentence(office):
    draw = random.Random(396)
    heads = [1] * 396
    for _ in range(612 - 396):
        heads[draw.randrange(396)] += 1
    cases = [
        OldCase(
            {"kind": MatterKind.PETITION, "raised_on": date(2026, 1, 2) + timedelta(days=n % 300), "content": f"第{n}件",
             "headcount": heads[n], "origin_date": date(1995, 5, 1) if n == 0 else None},
            S.RESOLVED if n < 243 else S.ACCEPTED, "登记簿", Outcome.SOLVED if n < 243 else None,
            days={"resolved_on": date(2026, 11, 20)} if n < 243 else {},
        )
        for n in range(396)
    ]  # fmt: skip
    with office.write("补录") as writer:
        backfill(writer, cases)
        writer.add(YearFigure, {"name": "帮教未成年人", "year": 2026, "number": 298})
        writer.add(YearFigure, {"name": "帮教未成年人", "year": 2025, "number": 7})
    report = report_of(office)
    told, line = figures(report), of_kind(report, MatterKind.PETITION)
    assert (told["petitions"], told["petition_heads"], told["petitions_solved"]) == ("396", "612", "243")
    assert told["petition_oldest"] == "31 年"
    assert report.typed == (("帮教未成年人", 298),)
    assert "受理来信来访群众396件612人次，化解243件；办结信访积案1件，最长31年" in report.summary
    assert report.summary.endswith("帮教未成年人298。")
    assert (line.received, line.heads, line.resolved, line.open) == (396, 612, 243, 153)
    assert balances(line)


@pytest.mark.slow
def test_steps_taken_back_reopened_and_later_than_the_day_of_the_report_are_counted_as_they_stood(office, desk):
    done = desk.archived(Outcome.FAILED)
    desk.step(done, A.REOPEN, date(2026, 11, 24), "重新调解")
    gone = desk.raise_(MatterKind.DISPUTE)
    desk.step(gone, A.WITHDRAW, date(2026, 11, 10), "和好了")
    before = of_kind(report_of(office, date(2026, 11, 12)), MatterKind.DISPUTE)
    after = of_kind(report_of(office), MatterKind.DISPUTE)
    assert (before.received, before.withdrawn, before.resolved, before.open) == (2, 1, 0, 1)
    assert (after.resolved, after.reopened, after.withdrawn, after.open) == (1, 1, 1, 1)
    assert all(map(balances, (before, after)))
    with office.write("撤销") as writer:
        take_back(writer, gone, "点错了")
    again = of_kind(report_of(office), MatterKind.DISPUTE)
    assert (again.withdrawn, again.open, balances(again)) == (0, 2, True)


def in_two_years(office, desk):
    """Return a dispute that failed within a year and was agreed on in the next; what the year told at its end."""
    one = desk.archived(Outcome.FAILED)
    told = figures(report_of(office, date(2026, 12, 31)))
    later = Store.open(office.folder, "丁香花开满了整条街。", Clock(date(2027, 2, 1)))
    with later.write("重开") as writer:
        step(writer, one, Move(A.REOPEN, date(2027, 1, 5), "重新调解"))
        mediating.settle_case(writer, one, {"agreement_form": AgreementForm.ORAL, "agreed_on": date(2027, 1, 6)})
        facts = {"outcome": Outcome.AGREED_ORAL, "resolved_level": ResolvedLevel.GRID, "result": "谈妥"}
        step(writer, one, Move(A.RESOLVE, date(2027, 1, 6), "谈妥", facts))
    return one, told, later


TOLD = (
    "disputes_failed", "disputes_agreed_oral", "success_rate", "in_time_rate", "days_mean", "in_grid_rate",
    "closed_rate",
)  # fmt: skip


def test_a_year_asked_for_later_tells_what_it_told_at_its_end(office, desk):
    one, at_end, later = in_two_years(office, desk)
    asked_later = figures(report_of(later, date(2026, 12, 31)))
    assert [asked_later[key] for key in TOLD] == [at_end[key] for key in TOLD]
    assert (asked_later["disputes_failed"], asked_later["success_rate"]) == ("1", "0.0%（0 ÷ 1）")
    with later.read() as reader:
        now = figures(year_report(reader, year_of("2027", reader.today)))
    assert (now["disputes_agreed_oral"], now["success_rate"]) == ("1", "100.0%（1 ÷ 1）")
    with later.write("撤销") as writer:
        take_back(writer, one, "记错了")
    again = figures(report_of(later, date(2026, 12, 31)))
    assert [again[key] for key in TOLD] == [at_end[key] for key in TOLD]
    later.engine.dispose()


@pytest.mark.slow
def test_control_figures_that_ask_the_matter_as_it_is_today_are_caught(office, desk, monkeypatch):
    *_, later = in_two_years(office, desk)
    monkeypatch.setattr(Course, "at_end", lambda course, key: getattr(course.matter, key))
    assert figures(report_of(later, date(2026, 12, 31)))["disputes_failed"] == "0"
    later.engine.dispose()


def test_an_old_book_taken_in_later_counts_in_the_year_it_tells_of(office):
    about = {"kind": MatterKind.RELIEF, "raised_on": date(2025, 3, 1), "content": "困难"}
    ended = {"resolved_on": date(2025, 4, 1)}
    cases = [OldCase(about, S.ARCHIVED, "旧台账", Outcome.SOLVED, days=ended), OldCase(about, S.ACCEPTED, "旧台账")]
    with office.write("补录") as writer:
        backfill(writer, cases)
    with office.read() as reader:
        report = year_report(reader, year_of("2025", reader.today))
    line = of_kind(report, MatterKind.RELIEF)
    assert (line.received, line.resolved, line.open, balances(line)) == (2, 1, 1, True)
    assert figures(report)["relief_visit_rate"] == "100.0%（1 ÷ 1）"


def test_needs_are_counted_by_who_took_them_and_how_long_they_waited(office, desk):
    for n, taken in enumerate((date(2026, 11, 3), date(2026, 11, 5), None)):
        one = desk.raise_(MatterKind.NEED, date(2026, 11, 3), handler="张三", content=f"第{n}件")
        if taken:
            desk.step(one, A.DISPATCH, date(2026, 11, 3))
            desk.step(one, A.TAKE, taken)
    told = figures(report_of(office))
    assert (told["taken_rate"], told["taken_days"], told["served_rate"]) == (
        "66.7%（2 ÷ 3）", "1.0 天", "0.0%（0 ÷ 3）",
    )  # fmt: skip


def test_every_figure_that_counts_matters_has_as_many_behind_it(office, desk):
    desk.archived()
    report = report_of(office)
    for line in report.figures():
        lists = dict(lists_of(line))
        if isinstance(line, Rate):
            assert [len(lists[key]) for key in ("全部", "已达到")] == [line.whole.value, line.part.value]
            assert set(lists["未达到"]) == set(lists["全部"]) - set(lists["已达到"])
        elif isinstance(line, Figure) and line.key not in ("petition_heads", "dispute_parties", "relief_people"):
            assert len(lists["列出"]) == line.value
    named = {line.key: line for line in report.figures()}
    assert len(named["dispute_parties"].ids) == len(named["days_most"].ids) == 1


def test_relief_counts_people_once_and_money_in_ten_thousands(office, desk):
    with office.write("救助") as writer:
        for n, name in enumerate(("王甲", "王甲", "李乙")):
            one = register(writer, {"kind": MatterKind.RELIEF, "raised_on": date(2026, 11, 3), "content": "困难",
                                    "granted": 4_000 + n, "paid_on": date(2026, 11, 5)})  # fmt: skip
            mediating.add_party(writer, one, PartySide.APPLICANT, {"name": name})
    report = report_of(office)
    told = figures(report)
    assert (told["relief"], told["relief_people"], told["relief_amount"]) == ("3", "2", "1.2 万元")
    assert "为2人发放救助金1.2万元" in report.summary


@pytest.mark.slow
def test_a_dispute_ended_in_agreement_counts_as_success_and_one_without_as_none(office, desk):
    desk.archived(Outcome.AGREED_WRITTEN)
    again = desk.dispute(Outcome.FAILED)
    with office.write("再调") as writer:
        step(writer, again, Move(A.MEDIATE, None, "又调一次", counts_as_extra=True))
    desk.resolve(again, Outcome.FAILED, date(2026, 11, 24))
    told = figures(report_of(office))
    assert told["rounds"] == "1 : 1.50"
    assert told["success_rate"] == "50.0%（1 ÷ 2）"
    assert told["disputes_unsolved"] == "1"
    assert told["dispute_parties"] == "4"
    assert told["content_rate"] == "—（0 ÷ 0）", "nothing to divide by is no whole hundred"


@pytest.mark.parametrize("text", ["26", "二〇二六", "2026-11", "1066"])
def test_what_is_no_year_is_told(text):
    with pytest.raises(UnknownName, match="不是年份"):
        year_of(text, date(2026, 11, 24))
