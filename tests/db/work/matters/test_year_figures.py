"""The year of matters: the balance of every kind, the figures of the published example, what a later change leaves."""

import random
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.ledgers.matter_rules import YearFigure
from db.ledgers.matters import MatterKind, MatterState, Outcome, StepAction
from db.ledgers.parties import PartySide
from db.trouble import UnknownName
from db.work import mediating
from db.work.figures import Period
from db.work.guards import Move
from db.work.matter_figures import value_of, year_of, year_report
from db.work.matter_flow import Course, flow
from db.work.stepping import OldCase, backfill, register, step, take_back

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
    return Course(SimpleNamespace(kind=kind, raised_on=days[0], headcount=draw(st.integers(1, 9))), turns)


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


def test_control_a_balance_that_forgets_what_was_reopened_is_caught():
    matter = SimpleNamespace(kind=MatterKind.DISPUTE, raised_on=date(2026, 2, 1), headcount=1)
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
