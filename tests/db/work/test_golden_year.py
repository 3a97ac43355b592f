"""A year of 200 people counted by hand before there was an engine: states, windows and rates agree to the person."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from db.books import due, rhythm
from db.books.due import DueState, dues
from db.ledgers.services import Method
from db.store.query import terms
from db.work import figures
from db.work.figures import Asking, Period, cycle_rate, month_rate, overdue, windows

pytestmark = pytest.mark.slow


def told(golden, day, ids=None, **otherwise):
    """Return {number: (class, cycle, state, first, last)} as the engine sees a day: of all at once, or of some."""
    with golden.store.read() as reader:
        found = dues(reader.rows, replace(terms(reader, day), **otherwise), ids)
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
        assert told(golden, day, list(golden.number)) == by_hand, day
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
    "missed counts": lambda patch: patch.setattr(due, "counts", lambda now: rhythm.ServiceLog.kind.in_(rhythm.VISITS)),
    "nothing ever changes": lambda patch: patch.setattr(
        due, "changed", lambda *_: rhythm.exists().where(rhythm.Person.id.is_(None))
    ),
    "today's class holds for the past": lambda patch: patch.setattr(
        due, "owed_on", lambda who, now, day, *risk, right=rhythm.owed_on: right(who, now, now.today, *risk)
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


def rate_of(golden, month, grid=""):
    """Return (due, visited) of 月探访率 as the product counts them, by number."""
    year, number = map(int, month.split("-"))
    with golden.store.read() as reader:
        asking = Asking(reader, Period.month(year, number), golden.grids.get(grid))
        rate = month_rate(asking)
    return tuple(sorted(golden.number[one] for one in figure.ids) for figure in (rate.whole, rate.part)), rate


def by_hand(row):
    return tuple([int(no) for no in row[key].split()] for key in ("due_people", "visited_people"))


def test_the_month_rate_agrees_to_the_person_in_every_month_and_grid(golden, sheet):
    lines = sheet("expected_rates")
    assert len(lines) == 60
    for row in lines:
        told, rate = rate_of(golden, row["month"], row["grid"])
        assert told == by_hand(row), (row["month"], row["grid"])
        assert (rate.whole.value, rate.part.value) == (int(row["due"]), int(row["visited"]))
        assert rate.text == f"{100 * int(row['visited']) / int(row['due']):.1f}%"
        assert set(rate.missing) == set(rate.whole.ids) - set(rate.part.ids)


def test_the_grids_of_a_month_add_up_to_the_whole(golden, sheet):
    for month in {row["month"] for row in sheet("expected_rates")}:
        parts = [rate_of(golden, month, grid)[0] for grid in golden.grids]
        whole = rate_of(golden, month)[0]
        assert [sorted(no for part in parts for no in part[n]) for n in (0, 1)] == list(whole)


def test_windows_done_and_due_agree_in_every_month(golden, sheet):
    for row in sheet("expected_windows"):
        year, number = map(int, row["month"].split("-"))
        with golden.store.read() as reader:
            asking = Asking(reader, Period.month(year, number))
            rate, found = cycle_rate(asking), windows(asking)
        assert (rate.whole.value, rate.part.value) == (int(row["asked"]), int(row["done"])), row["month"]
        assert len(set(found.asked)) == len(found.asked)


def test_overdue_lists_agree_to_the_person(golden, sheet):
    late = {}
    for row in sheet("expected_states"):
        late.setdefault(row["day"], set()).update({int(row["no"])} if row["state"] == "overdue" else set())
    for day, numbers in late.items():
        when = date.fromisoformat(day)
        with golden.store.read() as reader:
            figure = overdue(Asking(reader, Period.month(when.year, when.month, when)))
        assert {golden.number[one] for one in figure.ids} == numbers, day


@pytest.mark.parametrize("name", ["the dead stay due", "newcomers of any day", "today's tags"])
def test_control_a_broken_rate_is_caught(golden, sheet, monkeypatch, name):
    if name == "the dead stay due":
        monkeypatch.setattr(figures, "visitors", lambda *_: figures.select(figures.Person.id))
    elif name == "newcomers of any day":
        monkeypatch.setattr(figures, "_days_of_change", lambda *_: {figures.window_of(figures.Cycle.MONTH, _[1])[1]})
    else:
        right = figures.in_difficulty
        monkeypatch.setattr(figures, "in_difficulty", lambda now, day: right(now, now.today))
    lines = [row for row in sheet("expected_rates") if row["grid"] == "合计"]
    assert any(rate_of(golden, row["month"])[0] != by_hand(row) for row in lines)


def test_nothing_due_is_a_dash_and_never_a_hundred(golden):
    with golden.store.read() as reader:
        rate = month_rate(Asking(reader, Period.month(2019, 1)))
    assert (rate.whole.value, rate.value, rate.text) == (0, None, "—")
