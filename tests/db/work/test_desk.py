"""The day at the desk: figures agree with the lists they open, the urgent come first, birthdays by both calendars."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from db.books import BOOKS
from db.books.due import DueState
from db.books.elders import ELDERS
from db.clock import Clock
from db.ledgers.people import Person
from db.ledgers.services import LogKind, Reached, ServiceLog
from db.store import query
from db.store.query import Condition, Query
from db.words.lunar import solar_term
from db.work.calling import birthdays, reminders, round_birthdays
from db.work.desk import Share, desk_of, figures_of, with_gaps
from db.work.taking import RawRow, take_in

TODAY = date(2026, 11, 24)
ROWS = [
    {"name": "张秀英", "birth_date": "1943-06-12", "area": "第三网格", "tags": "独居", "last_visit": "2026-09-01"},
    {"name": "李德明", "birth_date": "1935-02-02", "area": "第三网格", "tags": "失能", "last_visit": "2026-09-20"},
    {"name": "王桂兰", "birth_date": "1950-11-26", "area": "第一网格", "last_visit": "2026-11-20"},
    {"name": "赵福生", "birth_date": "1946-12-09", "area": "第一网格"},
    {"name": "陈淑珍", "birth_date": "1940-01-01", "area": "第一网格", "tags": "独居", "last_visit": "2026-11-24"},
]


@pytest.fixture
def peopled(office):
    with office.write("试") as writer:
        take_in(writer, BOOKS["elders"], [RawRow(n, row) for n, row in enumerate(ROWS, 2)], "试.xlsx")
    return office


def scans_of(office):
    """Return the ledgers that the database walks through from end to end for the first figures."""
    asked = []

    def note(_connection, _cursor, statement, values, *_):
        asked.append((statement, values))

    with office.read() as reader:
        event.listen(office.engine, "before_cursor_execute", note)
        figures_of(reader)
        event.remove(office.engine, "before_cursor_execute", note)
        ask = reader._connection.exec_driver_sql
        steps = [row[3].split() for one, values in asked for row in ask(f"explain query plan {one}", values)]
    return {step[1] for step in steps if step[0] == "SCAN"} & {"people", "services"}


def test_no_first_figure_walks_through_all_visits_or_people(peopled):
    assert scans_of(peopled) == set()
    with peopled.engine.connect() as connection, connection.begin():
        for index in ("ix_services_at", "ix_services_created_at", "ix_people_created_at"):
            connection.exec_driver_sql(f"drop index {index}")
    peopled.engine.dispose()  # the driver keeps the plans it made
    assert scans_of(peopled) == {"people", "services"}, "control: without these indexes it does, for 0.8 s"


def read(office):
    with office.read() as reader:
        return desk_of(reader)


def counted(office, key, value):
    with office.read() as reader:
        return query.count(reader, Query(ELDERS, where=(Condition(key, (value,)),)))


def test_every_figure_is_the_length_of_the_list_it_opens(peopled):
    figures = read(peopled).figures
    assert figures.today == counted(peopled, "due_today", "1")
    assert figures.overdue == counted(peopled, "due_state", DueState.OVERDUE)
    assert figures.incomplete == counted(peopled, "incomplete", "1") == 5
    assert (figures.elders, figures.over_80) == (5, counted(peopled, "age", "80+"))
    assert figures.today == sum(call.state is not DueState.VISITED for call in read(peopled).calls)


def test_the_urgent_come_first_and_who_was_seen_today_last(peopled):
    calls = read(peopled).calls
    assert [call.name for call in calls] == ["张秀英", "李德明", "陈淑珍"]
    assert [call.state for call in calls] == [DueState.OVERDUE, DueState.OVERDUE, DueState.VISITED]
    assert [call.days for call in calls] == [84, 65, 0]
    assert calls[0].tags == ("独居",)


@pytest.mark.slow
def test_a_visit_moves_a_row_to_the_done_and_a_missed_one_does_not(peopled):
    person = read(peopled).calls[0].id
    noon = datetime(2026, 11, 24, 4, tzinfo=UTC)
    with peopled.write("试") as writer:
        writer.add(ServiceLog, {"person_id": person, "at": noon, "reached": Reached.MISSED, "kind": LogKind.VISIT})
    assert read(peopled).calls[0].id == person
    with peopled.write("试") as writer:
        writer.add(ServiceLog, {"person_id": person, "at": noon, "reached": Reached.SEEN, "kind": LogKind.VISIT})
    after = read(peopled)
    assert after.calls[0].name == "李德明"
    assert after.figures.done_today == 2
    assert after.weeks[-1] == ("本周", 2)


def test_a_grid_that_lags_says_so_and_stands_first(peopled):
    first, *_ = read(peopled).shares
    assert (first.name, first.done, first.whole, first.behind) == ("第三网格", 0, 2, True)
    assert not Share(None, "", 7, 10, 0.75).behind, "a few percent are no lag"


@pytest.mark.slow
def test_errands_count_by_the_calendar_week(peopled):
    monday = datetime(2026, 11, 23, 1, tzinfo=UTC)
    with peopled.write("试") as writer:
        for at in (monday, monday - timedelta(days=3)):
            writer.add(ServiceLog, {"at": at, "kind": LogKind.ERRAND})
    figures = read(peopled).figures
    assert (figures.errands, figures.errands_before) == (1, 1)


@pytest.mark.slow
def test_birthdays_of_the_week_by_both_calendars(peopled):
    with peopled.read() as reader:
        assert [(one.name, one.age, one.lunar) for one in birthdays(reader)] == [("王桂兰", 76, False)]
    with peopled.write("试") as writer:
        person = next(call.id for call in read(peopled).calls if call.name == "李德明")
        # 24 November 2026 is 农历十月十六; so was 22 November 1934
        writer.change(Person, person, {"birth_date": date(1934, 11, 22), "birth_is_lunar": True})
    with peopled.read() as reader:
        first = birthdays(reader)[0]
    assert (first.name, first.day, first.age, first.lunar) == ("李德明", TODAY, 92, True)


def test_who_turns_eighty_next_month_is_told_once(peopled):
    with peopled.read() as reader:
        found = [(one.name, one.day, one.age) for one in round_birthdays(reader)]
    assert found == [("赵福生", date(2026, 12, 9), 80)]


@pytest.mark.slow
def test_a_visit_agreed_upon_is_a_reminder_until_there_is_a_later_one(peopled):
    person = read(peopled).calls[0].id
    with peopled.write("试") as writer:
        writer.add(ServiceLog, {"person_id": person, "at": datetime(2026, 11, 20, 4, tzinfo=UTC), "kind": LogKind.VISIT,
                                "next_due": date(2026, 11, 25)})  # fmt: skip
    with peopled.read() as reader:
        assert [(one.key, one.day, one.count) for one in reminders(reader)] == [("agreed", date(2026, 11, 25), 1)]
    with peopled.write("试") as writer:
        writer.add(ServiceLog, {"person_id": person, "at": datetime(2026, 11, 23, 4, tzinfo=UTC)})
    with peopled.read() as reader:
        assert reminders(reader) == []


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 11, 22), ("小雪", date(2026, 11, 22))),
        (date(2026, 11, 24), ("小雪", date(2026, 11, 22))),
        (date(2026, 1, 1), ("冬至", date(2025, 12, 21))),
        (date(1899, 1, 1), None),
    ],
)
def test_the_solar_term_in_force(day, told):
    assert solar_term(day) == told


def test_an_office_without_people_has_a_desk(office):
    desk = read(office)
    assert (desk.calls, desk.shares, desk.plan) == ((), (), 0)
    assert Clock(TODAY).today() == desk.day


@pytest.mark.slow
def test_fast_figures_are_those_of_the_whole_page_and_own_up_to_what_is_not_counted_yet(peopled):
    whole = read(peopled).figures
    with peopled.read() as reader:
        fast = figures_of(reader)
        assert desk_of(reader, with_gaps(reader, fast)).figures == whole
    assert (fast.today, fast.overdue, fast.incomplete) == (None, None, None)
    assert (fast.elders, fast.over_80, fast.done_today) == (whole.elders, whole.over_80, whole.done_today)
