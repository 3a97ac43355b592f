"""A year of 200 people counted by hand before there was an engine: states, windows and rates agree to the person."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from db.books import due, rhythm
from db.books.due import DueState, dues
from db.ledgers.services import Method
from db.store.query import terms

pytestmark = pytest.mark.slow


def told(golden, day, **otherwise):
    """Return {number: (class, cycle, state, first, last)} as the engine sees a day."""
    with golden.store.read() as reader:
        found = dues(reader.rows, replace(terms(reader, day), **otherwise))
    return {
        golden.number[one.person]: (
            one.risk.value if one.risk else "", one.cycle.value, one.state.value, str(one.first), str(one.last)
        )
        for one in found
    }  # fmt: skip


def expected(sheet):
    """Return {day: {number: the same, as counted by hand}} of those to whom something is owed."""
    days = {}
    for row in sheet("expected_states"):
        squares = days.setdefault(date.fromisoformat(row["day"]), {})
        if row["cycle"]:
            found = row["risk_class"], row["cycle"], row["state"], row["window_start"], row["window_end"]
            squares[int(row["no"])] = found
    return days


def test_every_state_of_sixteen_days_agrees_to_the_person(golden, sheet):
    days = expected(sheet)
    assert len(days) == 16
    for day, by_hand in days.items():
        assert told(golden, day) == by_hand, day
    states = Counter(found[2] for squares in days.values() for found in squares.values())
    print(f"states agreed: {sum(states.values())} {dict(states)}")
    assert set(states) == {state.value for state in DueState}


BROKEN = {
    "weeks begin on Sunday": lambda patch: patch.setattr(
        due,
        "window_of",
        lambda kind, day, right=due.window_of: right(kind, day if kind.value != "week" else day.replace(day=1)),
    ),
    "newcomers count at once": lambda patch: patch.setattr(due, "check_day", lambda kind, window, now: window[1]),
    "who is away can be visited": lambda patch: patch.setattr(due, "can_be_visited", lambda *_: rhythm.true()),
    "missed counts": lambda patch: patch.setattr(
        rhythm, "counts", lambda now: rhythm.ServiceLog.kind.in_(rhythm.VISITS)
    ),
    "today's class holds for the past": lambda patch: patch.setattr(
        due, "owed_on", lambda who, now, day, right=rhythm.owed_on: right(who, now, now.today)
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_control_a_broken_rule_is_caught(golden, sheet, monkeypatch, name):
    BROKEN[name](monkeypatch)
    assert any(told(golden, day) != by_hand for day, by_hand in expected(sheet).items())


@pytest.mark.parametrize(
    "otherwise",
    [{"not_counting": ()}, {"not_counting": tuple(Method)}, {"resting": ()}, {"urgent": ()}, {"newcomer_day": 2}],
)
def test_control_another_setting_gives_another_answer(golden, sheet, otherwise):
    assert any(told(golden, day, **otherwise) != by_hand for day, by_hand in expected(sheet).items())
