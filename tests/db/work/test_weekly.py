"""网格周报: the week of a grid in figures and lists, and which grids handed theirs in by the cut-off."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from db.ledgers.areas import Area, AreaLevel
from db.ledgers.care import CarePlan, RiskClass
from db.ledgers.documents import Document
from db.ledgers.happenings import AbsenceKind
from db.ledgers.office import Office
from db.ledgers.people import Person
from db.ledgers.services import LogKind, Reached, ServiceLog
from db.store.writer import Edit
from db.trouble import Refused, UnknownName
from db.work.discussing import close_on_spot, raise_matter
from db.work.figures import Period
from db.work.visiting import leave
from db.work.weekly import FORM, handed_rate, week_of, week_report, weeks_ended

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 24)
WEEK = Period.week(TODAY, TODAY)
PLANS = {"周甲": RiskClass.HIGH, "月乙": RiskClass.KEY, "月丙": RiskClass.KEY, "院丁": RiskClass.HIGH}


def noon(day):
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@pytest.fixture
def grids(office):
    """Two grids; in the second four people who are owed visits, what was done in the week, and three matters."""
    with office.write("试") as writer:
        home = writer.reader.scalar(select(Area.id).where(Area.level == AreaLevel.COMMUNITY))
        values = {"parent_id": home, "level": AreaLevel.GRID}
        made = [
            writer.add(Area, {**values, "name": name, "code": f"150102402001{n:03}"})
            for n, name in ((10, "第十网格"), (2, "第二网格"))
        ]
        where = made[1]
        who = {}
        for name, risk in PLANS.items():
            who[name] = one = writer.add(Person, {"name": name, "birth_date": date(1940, 1, 1)})
            writer.place(one, {"area_id": where}, date(2026, 1, 1), Edit.CHANGE)
            writer.add(CarePlan, {"person_id": one, "risk_class": risk, "since": date(2026, 1, 1)})
        leave(writer, who["院丁"], AbsenceKind.HOSPITAL, date(2026, 11, 10))
        seen = {"reached": Reached.SEEN, "kind": LogKind.VISIT, "area_id": where}
        for name, day in (("月乙", date(2026, 11, 23)), ("月丙", date(2026, 10, 20))):
            writer.add(ServiceLog, {**seen, "person_id": who[name], "at": noon(day)})
        for day in (date(2026, 11, 22), date(2026, 11, 23), TODAY):
            writer.add(ServiceLog, {"kind": LogKind.PATROL, "area_id": where, "at": noon(day)})
        about = {"area_id": where, "content": "路灯不亮"}
        raise_matter(writer, {**about, "raised_on": date(2026, 11, 23)})
        closed = [raise_matter(writer, {**about, "raised_on": day}) for day in (date(2026, 11, 3), date(2026, 11, 10))]
        for matter, day in zip(closed, (TODAY, date(2026, 11, 10)), strict=True):
            close_on_spot(writer, matter, "已修好", day)
    return made


def weeks(store, period=WEEK, area=None):
    with store.read() as reader:
        return {one.name: one for one in week_report(reader, period, area).grids}


def test_the_week_of_a_grid_tells_what_was_done_in_it_and_lists_who_comes_next(office, grids):
    found = weeks(office)
    assert list(found) == ["第二网格", "第十网格"]
    told = {one.key: one.value for one in found["第二网格"].figures}
    assert told == {
        "patrols": 2, "visits": 1, "visited_people": 1, "errands": 0, "matters_new": 1, "matters_ended": 1,
        "matters_open": 1, "hazards_found": 0, "hazards_mended": 0, "overdue": 1,
    }  # fmt: skip
    assert [one.name for one in found["第二网格"].late] == ["周甲"]
    assert {row.name for row in found["第二网格"].coming} == {"周甲", "月丙"}
    assert sorted(one.course for one in found["第二网格"].matters) == ["11-24 办结", "新增，在办，已 1 天"]
    assert {one.value for one in found["第十网格"].figures} == {0}
    assert list(weeks(office, area=grids[0])) == ["第十网格"]


def test_a_week_printed_again_tells_what_it_told_then(office, grids):
    before = Period.week(date(2026, 11, 22), date(2026, 11, 22))
    told = {one.key: one.value for one in weeks(office, before)["第二网格"].figures}
    assert (told["patrols"], told["visits"], told["matters_new"], told["matters_open"]) == (1, 0, 0, 1)


def test_a_hidden_matter_is_counted_and_not_named(office, grids):
    with office.write("试") as writer:
        raise_matter(writer, {"area_id": grids[1], "content": "家事", "raised_on": TODAY, "confidential": True})
    subjects = [one.subject for one in weeks(office)["第二网格"].matters]
    assert "（不公开）" in subjects
    assert "家事" not in subjects


def handed(writer, area, data_day, printed):
    about = {"form": FORM, "privacy": "归档", "title_text": "网格周报", "printed_by": "试", "area_id": area}
    number = f"W{data_day:%m%d}{str(area)[-4:]}"
    writer.add(Document, {**about, "sheet_no": number, "data_day": data_day, "printed_at": noon(printed)})


def test_only_reports_of_the_week_printed_by_the_cut_off_count_as_handed_in(office, grids):
    week = Period.week(date(2026, 11, 20))
    with office.write("试") as writer:
        handed(writer, grids[0], date(2026, 11, 22), date(2026, 11, 23))
        handed(writer, grids[1], date(2026, 11, 22), date(2026, 11, 24))
        handed(writer, grids[1], date(2026, 11, 15), date(2026, 11, 16))
    with office.read() as reader:
        rate = handed_rate(reader, (week,))
        assert (rate.part.value, rate.whole.value, rate.text) == (1, 2, "50.0%")
        own = week_report(reader, week).grids
        assert {one.name: one.handed_in for one in own} == {
            "第二网格": date(2026, 11, 24), "第十网格": date(2026, 11, 23),
        }  # fmt: skip
    with office.write("试") as writer:
        writer.change(Office, writer.reader.scalar(select(Office.id)), {"weekly_days": 2})
    with office.read() as reader:
        assert handed_rate(reader, (week,)).text == "100.0%"


def test_the_weeks_of_a_month_are_those_whose_sunday_lies_in_it_up_to_its_cutoff(office, grids):
    spans = weeks_ended(Period.month(2026, 11, TODAY))
    assert [week.last for week in spans] == [date(2026, 11, n) for n in (1, 8, 15, 22)]
    with office.read() as reader:
        assert handed_rate(reader, spans).whole.value == 8
        assert handed_rate(reader, ()).text == "—"


@pytest.mark.parametrize("text", ["2026-11", "2026-W60", "W48", "本周"])
def test_what_is_no_week_is_told(text):
    with pytest.raises(UnknownName):
        week_of(text, TODAY)


def test_a_week_is_read_across_the_new_year_and_one_to_come_is_refused(office, grids):
    week = week_of("2026-W53", date(2027, 1, 5))
    assert (week.first, week.last, week.label) == (date(2026, 12, 28), date(2027, 1, 3), "2026年第53周")
    with pytest.raises(Refused):
        weeks(office, Period.week(TODAY + timedelta(days=7)))
