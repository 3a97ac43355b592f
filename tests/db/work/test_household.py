"""A household event is one action: seen before, written whole, taken back to the byte."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from db.books.due import DueState
from db.ledgers import LEDGERS
from db.ledgers.allowances import Allowance
from db.ledgers.areas import Area, AreaLevel, Dwelling
from db.ledgers.care import CarePlan, RiskClass
from db.ledgers.happenings import Absence, EventKind, LifeEvent
from db.ledgers.people import Contact, Living, Person, PersonStatus, PersonTag, Placement
from db.store.writer import Edit
from db.trouble import Refused
from db.work import household
from db.work.children import children_of, end_child, keep_child
from db.work.following import following
from db.work.household import (
    carry_out,
    plan_death,
    plan_merge,
    plan_move,
    plan_move_out,
    plan_split,
)
from db.work.household_steps import HouseholdEvent, Target
from db.work.recording import Told, record
from db.work.visiting import due_list, due_of, household_of

pytestmark = pytest.mark.slow
DAY = date(2026, 11, 20)
STAMPS = ("revision", "changed_at")
"""What an undo may not turn back. It is a write of its own: a form that was opened between the event and its undo bears
the event's revision, and were that number given out a second time, it would be saved over what came after the undo."""


def every_row(store):
    """Tell every live row of every ledger, every column of it."""
    found = {}
    with store.engine.connect().execution_options(reading=True) as connection:
        for name, ledger in LEDGERS.items():
            rows = connection.execute(select(ledger.__table__).where(ledger.removed_at.is_(None))).mappings()
            found |= {(name, row["id"]): dict(row) for row in rows}
    return found


def differing(before, after):
    """Return the rows that are not equal to the byte; of those written since, only the stamps may have gone on."""
    found = set(before) ^ set(after)
    for key in set(before) & set(after):
        one, other = before[key], after[key]
        if one["revision"] == other["revision"]:
            same = one == other
        else:
            turned = {k: v for k, v in one.items() if k not in STAMPS}
            same = turned == {k: v for k, v in other.items() if k not in STAMPS}
            same &= other["revision"] > one["revision"] and other["changed_at"] >= one["changed_at"]
        if not same:
            found.add(key)
    return found


@pytest.fixture
def family(office):
    """An old couple with a son's family next door: (store, grid, husband, wife, son)."""
    with office.write("登记") as writer:
        home = writer.reader.rows(select(Area.id))[0][0]
        grid = writer.add(
            Area, {"level": AreaLevel.GRID, "code": "150102402001003", "name": "第三网格", "parent_id": home}
        )
        door = writer.add(Dwelling, {"area_id": grid, "full_address": "锦绣小区3号楼2单元501"})
        other = writer.add(Dwelling, {"area_id": grid, "full_address": "锦绣小区3号楼2单元502"})
        people = []
        for name, birth, relation, where, living in (
            ("王德明", date(1940, 3, 1), "02", door, Living.COUPLE_ONLY),
            ("李秀英", date(1943, 5, 2), "12", door, Living.COUPLE_ONLY),
            ("王建国", date(1968, 7, 3), "02", other, None),
        ):
            one = writer.add(Person, {"name": name, "birth_date": birth, "head_relation": relation})
            where_to = {"area_id": grid, "dwelling_id": where, "living": living}
            writer.add(Placement, {"person_id": one, "since": date(2010, 1, 1), **where_to})
            people.append(one)
        husband, wife, son = people
        for one in (husband, wife):
            writer.add(PersonTag, {"person_id": one, "tag": "empty_nest", "since": date(2020, 1, 1)})
            writer.add(Allowance, {"person_id": one, "category": "a80", "since": date(2025, 1, 1)})
        writer.add(CarePlan, {"person_id": husband, "risk_class": RiskClass.HIGH})
        writer.add(Contact, {"person_id": wife, "name": "王德明", "linked_person_id": husband, "is_emergency": True})
    return office, grid, husband, wife, son


def person(store, one):
    with store.read() as reader:
        return reader.get(Person, one)


@pytest.mark.parametrize("dies", [0, 1])
def test_whichever_of_a_couple_dies_it_is_asked_whether_the_other_lives_alone_now(family, dies):
    store, _, *couple = family
    gone, left = couple[dies], couple[1 - dies]
    with store.read() as reader:
        plan = plan_death(reader, gone, DAY)
    assert [question.person for question in plan.questions] == [left]
    assert ("李秀英", "王德明")[dies] in plan.questions[0].text
    before = every_row(store)
    with pytest.raises(Refused), store.write(plan.reason) as writer:
        carry_out(writer, plan)
    assert every_row(store) == before


@pytest.mark.parametrize(("alone", "tags"), [(True, {"lives_alone"}), (False, {"empty_nest"})])
def test_the_answer_turns_the_tag_of_the_one_left_or_leaves_it(family, alone, tags):
    store, _, husband, wife, _ = family
    assert tags_left(store, husband, wife, alone=alone) == tags


def tags_left(store, gone, left, *, alone):
    with store.read() as reader:
        plan = plan_death(reader, gone, DAY, alone=alone)
    with store.write(plan.reason) as writer:
        carry_out(writer, plan)
        rows = writer.reader.rows(select(PersonTag.tag).where(PersonTag.person_id == left, PersonTag.until.is_(None)))
        return {tag for (tag,) in rows}


def test_control_an_answer_that_is_not_heard_is_seen(family, monkeypatch):
    store, _, husband, wife, _ = family
    monkeypatch.setattr(household, "_alone_steps", lambda *_: [])
    assert tags_left(store, husband, wife, alone=True) == {"empty_nest"}


def test_nobody_is_asked_where_more_than_one_is_left(family):
    store, _, husband, wife, son = family
    with store.write("同住") as writer:
        writer.place(son, {"dwelling_id": person(store, wife).dwelling_id}, date(2020, 1, 1), Edit.CHANGE)
    with store.read() as reader:
        assert plan_death(reader, husband, DAY).questions == ()


def test_a_head_of_household_dies_and_everything_follows_in_one_action(family):
    store, _, husband, wife, _ = family
    with store.read() as reader:
        plan = plan_death(reader, husband, DAY, alone=True)
        touched = {(step.ledger.__tablename__, step.how) for step in plan.steps}
    assert touched >= {
        ("placements", "place"), ("tags", "end"), ("tags", "add"), ("care_plans", "end"), ("allowances", "end"),
        ("contacts", "change"), ("people", "change"), ("life_events", "add"), ("people", "told"),
    }  # fmt: skip
    before = every_row(store)
    with store.write(plan.reason) as writer:
        carry_out(writer, plan)
    assert person(store, husband).status is PersonStatus.DECEASED
    widow = person(store, wife)
    assert (widow.head_relation, widow.living) == ("02", Living.ALONE)
    with store.read() as reader:
        assert due_of(reader, husband) is None
        owed = due_of(reader, wife)
        assert (owed.state, owed.risk, owed.first, owed.last) == (
            DueState.OVERDUE, RiskClass.HIGH, DAY, date(2026, 11, 21)
        )  # fmt: skip
        kinds = {row[0] for row in reader.rows(select(LifeEvent.kind).where(LifeEvent.person_id == wife))}
        assert kinds == {EventKind.BEREAVED, EventKind.ALONE}
        stopped = reader.rows(select(Allowance.until, Allowance.stop_reason).where(Allowance.person_id == husband))
        assert stopped == [(date(2026, 12, 1), "deceased")]
    for name in ("王德明", "李秀英"):
        assert name not in plan.reason
    assert differing(before, every_row(store))
    store.undo_last()
    assert differing(before, every_row(store)) == set()


def test_control_an_undo_that_forgets_one_ledger_is_seen(family, monkeypatch):
    store, _, husband, _, _ = family
    from db.store import undo

    before = every_row(store)
    with store.read() as reader:
        plan = plan_death(reader, husband, DAY, alone=True)
    with store.write(plan.reason) as writer:
        carry_out(writer, plan)
    whole = undo._take_back
    monkeypatch.setattr(undo, "_take_back", lambda w, of, op, c: None if of is Allowance else whole(w, of, op, c))
    store.undo_last()
    assert {name for name, _ in differing(before, every_row(store))} == {"allowances"}


@pytest.mark.parametrize("kind", ["move_out", "move", "move_in", "split", "merge", "death_not_alone"])
def test_one_undo_takes_every_event_back_to_the_byte(family, kind):
    store, grid, husband, wife, son = family
    with store.read() as reader:
        plan = {
            "move_out": lambda: plan_move_out(reader, husband, DAY),
            "move": lambda: plan_move(
                reader, household_of(reader, husband), Target(grid, "锦绣小区9号楼1单元101"), DAY, HouseholdEvent.MOVE
            ),
            "move_in": lambda: plan_move(
                reader,
                [husband, wife],
                Target(grid, "锦绣小区7号楼1单元101", household_no="7-101"),
                DAY,
                HouseholdEvent.MOVE_IN,
            ),
            "split": lambda: plan_split(
                reader, [wife], Target(grid, "锦绣小区8号楼1单元101", household_no="8-101"), DAY
            ),
            "merge": lambda: plan_merge(reader, husband, son, DAY),
            "death_not_alone": lambda: plan_death(reader, wife, DAY, alone=False),
        }[kind]()
    before = every_row(store)
    with store.write(plan.reason) as writer:
        carry_out(writer, plan)
    assert differing(before, every_row(store))
    store.undo_last()
    assert differing(before, every_row(store)) == set()
    assert not store.check().damaged


@pytest.fixture
def away(family):
    """The couple has moved out, their tags, plan and allowances with them: what 整户迁入 begins with."""
    store, grid, husband, wife, _ = family
    with store.read() as reader:
        plan = plan_move_out(reader, husband, date(2026, 6, 1))
    with store.write(plan.reason) as writer:
        carry_out(writer, plan)
    return store, grid, husband, wife


def test_a_household_that_comes_lives_here_again_behind_one_door_and_is_owed_visits(away):
    store, grid, husband, wife = away
    with store.read() as reader:
        assert {row.person for row in due_list(reader)} & {husband, wife} == set()
        target = Target(grid, "锦绣小区7号楼1单元101", household_no="7-101")
        plan = plan_move(reader, household_of(reader, husband), target, DAY, HouseholdEvent.MOVE_IN)
    assert set(plan.people) == {husband, wife}, "who moved out together comes back together"
    with store.write(plan.reason) as writer:
        carry_out(writer, plan)
    both = [person(store, one) for one in (husband, wife)]
    assert {one.status for one in both} == {PersonStatus.LIVING_HERE}
    assert len({one.dwelling_id for one in both}) == 1
    assert {one.household_no for one in both} == {"7-101"}
    with store.read() as reader:
        assert {husband, wife} <= {row.person for row in due_list(reader)}
        since = reader.rows(select(Placement.since).where(Placement.until.is_(None), Placement.person_id == husband))
        assert since == [(DAY,)]
    store.undo_last()
    assert person(store, wife).status is PersonStatus.MOVED_OUT


def test_control_a_household_that_came_without_its_state_is_still_away(away, monkeypatch):
    store, grid, husband, wife = away
    still = SimpleNamespace(LIVING_HERE=PersonStatus.MOVED_OUT, MOVED_OUT=PersonStatus.MOVED_OUT)
    monkeypatch.setattr(household, "PersonStatus", still)
    with store.read() as reader:
        plan = plan_move(reader, [husband, wife], Target(grid, "锦绣小区7号楼1单元101"), DAY, HouseholdEvent.MOVE_IN)
    with store.write(plan.reason) as writer:
        carry_out(writer, plan)
    with store.read() as reader:
        assert {row.person for row in due_list(reader)} & {husband, wife} == set()


def test_a_household_that_moves_shares_one_new_door(family):
    store, grid, husband, wife, _ = family
    with store.read() as reader:
        plan = plan_move(reader, [husband, wife], Target(grid, "锦绣小区9号楼1单元101"), DAY, HouseholdEvent.MOVE)
    with store.write(plan.reason) as writer:
        carry_out(writer, plan)
    assert person(store, husband).dwelling_id == person(store, wife).dwelling_id
    with store.read() as reader:
        assert household_of(reader, husband) == [husband, wife]


def test_a_household_that_left_owes_nothing_and_draws_nothing(family):
    store, _, husband, wife, son = family
    with store.read() as reader:
        plan = plan_move_out(reader, husband, DAY)
    with store.write(plan.reason) as writer:
        carry_out(writer, plan)
    with store.read() as reader:
        assert {row.person for row in due_list(reader)} & {husband, wife} == set()
        assert reader.rows(select(Allowance.stop_reason).distinct()) == [("hukou_out",)]
        assert household_of(reader, son) == [son]


@pytest.mark.parametrize("wrong", ["tomorrow", "twice", "before_moving_in", "all_split"])
def test_what_makes_no_sense_is_refused_with_a_way_on(family, wrong):
    store, grid, husband, wife, _ = family
    if wrong == "twice":
        with store.read() as reader:
            plan = plan_death(reader, husband, DAY, alone=True)
        with store.write(plan.reason) as writer:
            carry_out(writer, plan)
    day = {"tomorrow": date(2026, 11, 25), "before_moving_in": date(2009, 1, 1)}.get(wrong, DAY)
    split = wrong == "all_split"
    with store.read() as reader, pytest.raises(Refused) as refused:
        _ = (
            plan_split(reader, [husband, wife], Target(grid, "甲"), DAY)
            if split
            else plan_death(reader, husband, day, alone=True)
        )
    assert refused.value.remedy


def test_one_visit_completes_what_is_due_in_the_household_and_is_never_doubled(family):
    store, _, husband, wife, _ = family
    told = Told({"at": DAY.isoformat()}, "张敏")
    with store.write("走访") as writer:
        done = [record(writer, one, told) for one in household_of(writer.reader, husband)]
        again = [record(writer, one, told) for one in (husband, wife)]
    assert [one.service for one in again] == [None, None]
    assert [one.known for one in again] == [one.service for one in done]
    with store.read() as reader:
        states = {row.person: row.due.state for row in due_list(reader, day=DAY)}
        assert {states[husband], states[wife]} == {DueState.VISITED}


def stay(writer, person, back):
    """Take somebody into hospital on the 2nd and home again today, as the form does; back: what ends the stay."""
    assert not keep_child(writer, Absence, person, None, {"kind": "hospital", "since": "2026-11-02"})
    assert due_of(writer.reader, person).state is DueState.NOT_DUE
    [row] = children_of(writer.reader, Absence, person)
    back(writer, row.id)
    return due_of(writer.reader, person)


def test_who_is_in_hospital_is_not_owed_a_visit_and_is_owed_one_at_once_when_back(family):
    store, _, husband, *_ = family
    with store.write("住院") as writer:
        owed = stay(writer, husband, lambda writer, one: end_child(writer, Absence, one))
        assert (owed.state, owed.last) == (DueState.DUE_SOON, date(2026, 11, 25))
        assert writer.reader.scalar(select(LifeEvent.kind)) is EventKind.DISCHARGED
        words = [one.words for one in following(writer.reader, husband, frozenset({"happening"}))]
        assert any("住院出院" in text for text in words)
        fall = {"kind": "fall", "at": "2026-12-24"}
        assert [one.field for one in keep_child(writer, LifeEvent, husband, None, fall)] == ["at"]


def test_control_a_stay_that_merely_ends_calls_for_nobody(family):
    store, _, husband, *_ = family
    with store.write("住院") as writer:
        until = {"until": date(2026, 11, 24)}
        owed = stay(writer, husband, lambda writer, one: writer.change(Absence, one, until))
        assert owed.last != date(2026, 11, 25)
