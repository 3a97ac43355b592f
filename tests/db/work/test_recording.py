"""Recording a visit: days as typed, late entry, nobody met, like last time, the household, money laid out."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from db.ledgers.areas import Dwelling
from db.ledgers.care import CarePlan, Cycle, RiskClass
from db.ledgers.people import Person, PersonStatus
from db.ledgers.services import Finding, LogKind, Method, Reached, ServiceDoer, ServiceLog
from db.store.writer import Edit
from db.work.recording import (
    DueItem,
    Told,
    come_again,
    due_items,
    like_before,
    mend,
    read_when,
    record,
    record_household,
    settle_money,
)

TODAY = date(2026, 11, 24)  # a Tuesday
NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.fixture
def couple(office):
    """Two elders behind one door, one of them seen every week."""
    with office.write("试") as writer:
        home = writer.add(Dwelling, {"full_address": "3栋2单元501"})
        people = [
            writer.add(Person, {"name": name, "birth_date": date(year, 1, 1)})
            for name, year in (("张秀英", 1940), ("李德明", 1938))
        ]
        for person in people:
            writer.place(person, {"dwelling_id": home}, date(2026, 1, 1), Edit.CHANGE)
            plan = {"person_id": person, "risk_class": RiskClass.HIGH, "cycle": Cycle.WEEK, "since": date(2026, 1, 1)}
            writer.add(CarePlan, plan)
    return people


def kept(store, *columns):
    with store.read() as reader:
        return reader.rows(select(*columns).where(ServiceLog.removed_at.is_(None)).order_by(ServiceLog.id))


def told(**raw):
    return Told(raw)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", TODAY), ("今天", TODAY), ("昨天", date(2026, 11, 23)), ("-3", date(2026, 11, 21)),
        ("20", date(2026, 11, 20)), ("25", date(2026, 10, 25)), ("11-15", date(2026, 11, 15)),
        ("１１月３日", date(2026, 11, 3)), ("1230", date(2025, 12, 30)), ("2026.11.2", date(2026, 11, 2)),
    ],
)  # fmt: skip
def test_a_day_is_read_as_clerks_write_it(typed, day):
    assert read_when(typed, NOW, TODAY).astimezone().date() == day


@pytest.mark.parametrize("typed", ["2026-11-25", "99", "abc"])
def test_a_day_that_cannot_be_is_refused_with_a_reason(office, couple, typed):
    with office.write("试") as writer:
        done = record(writer, couple[0], told(at=typed))
    assert done.service is None
    assert done.problems[0].field == "at"
    assert kept(office, ServiceLog.id) == []


def test_a_visit_of_an_earlier_day_is_marked_late_and_one_of_today_is_not(office, couple):
    with office.write("试") as writer:
        record(writer, couple[0], told(at="-2"))
        record(writer, couple[0], told(at=""))
    assert [flag for (flag,) in kept(office, ServiceLog.backdated)] == [True, False]


def test_the_same_visit_twice_is_one_visit_and_a_second_day_is_a_second(office, couple):
    with office.write("试") as writer:
        first = record(writer, couple[0], told())
        again = record(writer, couple[0], told())
        other = record(writer, couple[0], told(at="昨天"))
    assert first.service is not None
    assert again.already
    assert other.service is not None
    assert len(kept(office, ServiceLog.id)) == 2


def test_somebody_missed_in_the_morning_may_be_met_in_the_afternoon_but_not_the_other_way_round(office, couple):
    with office.write("试") as writer:
        record(writer, couple[0], told(reached=Reached.MISSED))
        met = record(writer, couple[0], told(reached=Reached.SEEN))
        missed = record(writer, couple[0], told(reached=Reached.MISSED))
    assert met.service is not None
    assert missed.already


@pytest.mark.parametrize(("first", "then"), [
    ({"method": Method.PHONE}, {"method": Method.DOOR}),
    ({"reached": Reached.TOLD_BY_FAMILY}, {"reached": Reached.SEEN}),
    ({"reached": Reached.TOLD_BY_FAMILY}, {"method": Method.VIDEO}),
])  # fmt: skip
def test_who_was_only_telephoned_or_heard_of_may_be_met_the_same_day_and_not_the_other_way_round(
    office, couple, first, then
):
    with office.write("试") as writer:
        done = [record(writer, couple[0], told(at="", **raw)) for raw in (first, then, then, first)]
    assert [one.already for one in done] == [False, False, True, True]
    assert len(kept(office, ServiceLog.id)) == 2


def test_nobody_met_is_to_be_repeated_within_the_window(office, couple):
    with office.write("试") as writer:
        record(writer, couple[0], told(reached=Reached.MISSED))
    assert kept(office, ServiceLog.next_due) == [(date(2026, 11, 25),)]
    assert come_again(Cycle.MONTH, date(2026, 11, 29)) == date(2026, 11, 30), "never after the window's last day"
    assert come_again(Cycle.MONTH, date(2026, 11, 30)) == date(2026, 12, 3), "unless it ends with the day itself"
    assert come_again(Cycle.QUARTER, date(2026, 11, 2)) == date(2026, 11, 5)


def test_nobody_is_visited_after_death_but_may_have_been_before(office, couple):
    with office.write("试") as writer:
        writer.place(couple[1], {"status": PersonStatus.DECEASED}, date(2026, 11, 20), Edit.CHANGE)
        after = record(writer, couple[1], told(at="11-21"))
        before = record(writer, couple[1], told(at="11-19"))
    assert "去世" in after.problems[0].reason
    assert before.service is not None


def test_one_call_completes_everything_due_behind_the_door_with_one_check_list(office, couple):
    with office.write("试") as writer:
        plan = writer.reader.scalar(select(CarePlan.id).where(CarePlan.person_id == couple[1]))
        writer.correct(CarePlan, plan, {"certify_due": date(2026, 11, 30)})
    with office.read() as reader:
        items = due_items(reader, couple[0])
    assert {(one.person, one.kind) for one in items} == {
        (couple[0], LogKind.VISIT), (couple[1], LogKind.VISIT), (couple[1], LogKind.CERTIFICATION)
    }  # fmt: skip
    with office.write("试") as writer:
        record_household(writer, couple[0], Told({"needs": "加装扶手"}, "王芳", {"health": ("正常", "")}), items)
    assert len(kept(office, ServiceLog.id)) == 3
    assert [need for (need,) in kept(office, ServiceLog.needs) if need] == ["加装扶手"], "told once, not per person"
    with office.read() as reader:
        assert due_items(reader, couple[1]) == []
        assert reader.scalar(select(func.count()).select_from(Finding)) == 1
        assert reader.scalar(select(func.count()).select_from(ServiceDoer)) == 3
        assert reader.rows(select(CarePlan.certified_on, CarePlan.certify_due).where(CarePlan.id == plan)) == [
            (TODAY, date(2026, 12, 31))
        ]


def test_control_what_was_not_ticked_stays_due(office, couple):
    with office.write("试") as writer:
        record_household(writer, couple[0], told(), [DueItem(couple[0], LogKind.VISIT, "")])
    with office.read() as reader:
        assert [one.person for one in due_items(reader, couple[0])] == [couple[1]]


def test_like_last_time_takes_over_how_and_what_was_found_but_no_need_and_no_money(office, couple):
    with office.write("试") as writer:
        raw = {"at": "-7", "method": "电话", "needs": "买药", "amount": "20"}
        record(writer, couple[0], Told(raw, "王芳、李建军", {"health": ("异常", "血压高")}))
    with office.read() as reader:
        again = like_before(reader, couple[0])
        assert like_before(reader, couple[1]) is None
    assert set(again.raw) == {"kind", "method", "reached"}
    assert again.doers == "王芳、李建军"
    assert again.findings == {"health": ("异常", "血压高")}


def test_money_laid_out_stays_open_until_it_is_settled_once(office, couple):
    with office.write("试") as writer:
        done = record(writer, couple[0], told(item="生活缴费", amount="86.50"))
    assert kept(office, ServiceLog.kind, ServiceLog.settled_on) == [(LogKind.ERRAND, None)]
    with office.write("试") as writer:
        assert settle_money(writer, done.service, TODAY, "0471")
        assert not settle_money(writer, done.service, TODAY)
    assert kept(office, ServiceLog.settled_on, ServiceLog.receipt) == [(TODAY, "0471")]


@pytest.mark.parametrize("amount", ["-3", Decimal("-0.01")])
def test_money_laid_out_is_never_less_than_nothing(office, couple, amount):
    with office.write("试") as writer:
        done = record(writer, couple[0], told(item="生活缴费", amount=amount))
    assert [one.field for one in done.problems] == ["amount"]
    assert kept(office, ServiceLog.id) == []


def test_an_errand_without_an_item_is_refused(office, couple):
    with office.write("试") as writer:
        done = record(writer, couple[0], told(kind="帮办代办"))
    assert done.service is None
    assert done.problems[0].field == "item"


def test_mending_a_record_changes_what_differs_and_keeps_its_time(office, couple):
    with office.write("试") as writer:
        one = record(writer, couple[0], Told({"needs": "买药"}, "王芳", {"health": ("异常", "")})).service
    before = kept(office, ServiceLog.at)
    with office.write("试") as writer:
        mend(writer, one, Told({"at": "2026-11-24", "needs": "", "method": "电话"}, "李建军", {"health": ("正常", "")}))
    assert kept(office, ServiceLog.at) == before
    assert kept(office, ServiceLog.needs) == [(None,)]
    with office.read() as reader:
        names = reader.rows(select(ServiceDoer.name).where(ServiceDoer.removed_at.is_(None)))
        assert names == [("李建军",)]
        assert reader.rows(select(Finding.answer)) == [("正常",)]
