"""The engine in SQL against the slow, plain model of the golden year, on lives drawn at random."""

import importlib.util
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.books import due, rhythm
from db.books.due import dues
from db.ledgers.care import CarePlan, Cycle, RiskClass
from db.ledgers.happenings import Absence, AbsenceKind, EventKind, LifeEvent
from db.ledgers.people import Person, PersonStatus, PersonTag, Placement
from db.ledgers.services import LogKind, Method, Reached, ServiceLog
from db.store.query import terms
from db.work.figures import Asking, Period, month_rate

pytestmark = pytest.mark.slow
SPEC = importlib.util.spec_from_file_location("count_by_hand", Path(__file__).parent / "golden" / "count_by_hand.py")
plain = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(plain)

DAYS = st.dates(plain.PAPER_FROM, plain.LAST)
SPANS = st.tuples(DAYS, st.one_of(st.none(), DAYS))
LIVES = st.fixed_dictionaries(
    {
        "birth": st.dates(date(1935, 1, 1), date(1969, 12, 31)),
        "turns": st.lists(
            st.tuples(DAYS, st.sampled_from(["living_here", "away", "moved_out", "deceased"])), max_size=3
        ),
        "tags": st.lists(
            st.tuples(st.sampled_from(["lives_alone", "dementia", "disabled_ability", "minimum_living"]), SPANS),
            max_size=3,
        ),
        "plan": st.one_of(st.none(), st.tuples(st.sampled_from(["high", "key", "general", ""]), SPANS)),
        "absences": st.lists(st.tuples(st.sampled_from(["hospital", "travel"]), SPANS), max_size=2),
        "events": st.lists(st.tuples(st.sampled_from(["fall", "discharged", "other"]), DAYS), max_size=2),
        "visits": st.lists(
            st.tuples(DAYS, st.sampled_from(["door", "phone", ""]), st.sampled_from(["seen", "seen", "missed"])),
            max_size=12,
        ),
        "asked": st.lists(st.dates(plain.FIRST, plain.LAST), min_size=2, max_size=4),
    }
)


def ordered(span):
    since, until = span
    return (since, until) if until is None or since <= until else (until, since)


def drawn_of(life):
    """Return the life as sheets of the squared paper."""
    drawn = plain.Drawn()
    drawn.people = [(1, "老人", life["birth"])]
    since, status = date(2020, 1, 1), "living_here"
    for day, after in sorted(dict(life["turns"]).items()):
        drawn.homes.append((1, "一网格", status, since, day))
        since, status = day, after
    drawn.homes.append((1, "一网格", status, since, None))
    drawn.tags = [(1, tag, *ordered(span)) for tag, span in dict(life["tags"]).items()]
    if life["plan"]:
        risk, span = life["plan"]
        drawn.plans = [(1, risk, "" if risk else "month", *ordered(span))]
    drawn.absences = [(1, kind, *ordered(span)) for kind, span in life["absences"]]
    drawn.events = [(1, kind, day) for kind, day in life["events"]]
    drawn.visits = [(1, day, "visit", method, reached, day) for day, method, reached in life["visits"]]
    return drawn


def midnight(day):
    return datetime.combine(day, time()).astimezone()


def enter(writer, drawn):
    """Put the sheets into an office; return the person."""
    one = writer.add(Person, {"name": "老人", "birth_date": drawn.people[0][2]})

    def dated(row, **more):
        return {"person_id": one, "since": row[-2], "until": row[-1], **more}

    writer.add_many(Placement, [dated(r, status=PersonStatus.of(r[2])) for r in drawn.homes])
    writer.add_many(PersonTag, [dated(r, tag=r[1]) for r in drawn.tags])
    writer.add_many(
        CarePlan,
        [
            dated(r, risk_class=RiskClass.of(r[1]) if r[1] else None, cycle=Cycle.of(r[2]) if r[2] else None)
            for r in drawn.plans
        ],
    )
    writer.add_many(Absence, [dated(r, kind=AbsenceKind.of(r[1])) for r in drawn.absences])
    writer.add_many(
        LifeEvent, [{"person_id": one, "kind": EventKind.of(r[1]), "at": midnight(r[2])} for r in drawn.events]
    )
    logs = [
        {
            "person_id": one, "at": midnight(r[1]), "kind": LogKind.of(r[2]), "reached": Reached.of(r[4]),
            "method": Method.of(r[3]) if r[3] else None,
        }
        for r in drawn.visits
    ]  # fmt: skip
    writer.add_many(ServiceLog, logs)
    return one


def differences(office, life):
    """Return the days on which engine and model disagree about a life, and the months of the rate."""
    drawn = drawn_of(life)
    squares = plain.paper(drawn)[1]
    found = []
    with office.rehearse("试") as writer:
        one = enter(writer, drawn)
        for day in life["asked"]:
            by_hand = plain.state(drawn, squares, 1, day)
            for ids in ([one], None):
                told = [
                    (row.state.value, row.first, row.last)
                    for row in dues(writer.reader.rows, terms(writer.reader, day), ids)
                ]
                if (told or [("", "", "")]) != [by_hand]:
                    found.append((day, told, by_hand))
            days = plain.month_days(day)
            due_now, seen, _ = plain.month(squares, days)
            rate = month_rate(Asking(writer.reader, Period.month(day.year, day.month)))
            if (rate.whole.value, rate.part.value) != (int(due_now), int(seen)):
                found.append((day, rate.whole.value, rate.part.value, due_now, seen))
    return found


def test_engine_and_plain_model_agree_about_any_life(office):
    @given(LIVES)
    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    def holds(life):
        assert differences(office, life) == []

    holds()


LONG = date(2020, 1, 1), None
QUIET = {"birth": date(1940, 5, 1), "turns": [], "tags": [], "plan": None, "absences": [], "events": [], "visits": []}
CASES = {
    "24 hours after a fall": {
        "tags": [("dementia", LONG)],
        "events": [("fall", date(2027, 12, 30))],
        "visits": [(date(2027, 12, 29), "door", "seen")],
        "asked": [date(2028, 1, n) for n in (1, 2)],
    },
    "a tag that begins in mid-week": {
        "tags": [("lives_alone", (date(2028, 3, 8), None))],
        "asked": [date(2028, 3, n) for n in (8, 13, 20)],
    },
    "a late entry": {"visits": [(date(2027, 9, 30), "door", "seen")], "asked": [date(2027, 10, 1), date(2027, 12, 31)]},
    "the leap day": {
        "birth": date(1948, 2, 29),
        "tags": [("lives_alone", LONG)],
        "asked": [date(2028, 2, 28), date(2028, 2, 29)],
    },
}


@pytest.mark.parametrize("name", CASES)
def test_known_cases_agree(office, name):
    assert differences(office, {**QUIET, **CASES[name]}) == []


def test_control_a_day_more_after_a_change_is_caught(office, monkeypatch):
    right = due._late_after
    monkeypatch.setattr(
        due, "_late_after", lambda now, care: right(due.replace(now, today=now.today - timedelta(days=1)), care)
    )
    assert differences(office, {**QUIET, **CASES["24 hours after a fall"]})


def test_control_a_tag_that_counts_from_the_day_after_is_caught(office, monkeypatch):
    monkeypatch.setattr(
        rhythm, "in_force", lambda ledger, day, right=rhythm.in_force: right(ledger, day - timedelta(days=1))
    )
    assert differences(office, {**QUIET, **CASES["a tag that begins in mid-week"]})
