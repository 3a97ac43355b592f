"""Lunar days, lunar birthdays, holidays, working days."""

from datetime import date, timedelta

import pytest

from db.words.lunar import (
    LunarDay,
    birthday_in_lunar_year,
    holidays,
    is_working_day,
    lunar_birthdays,
    lunar_day,
    lunar_text,
    next_working_day,
    solar_day,
)

FIRST, LAST = date(1900, 1, 31), date(2101, 1, 28)


def _round_trip_fails(day: date) -> bool:
    lunar = lunar_day(day)
    return lunar is None or solar_day(lunar) != day


def _without_leap(day: date) -> bool:
    """The broken variant: a leap month taken for the ordinary one."""
    lunar = lunar_day(day)
    return lunar is None or solar_day(LunarDay(lunar.year, lunar.month, lunar.day)) != day


def test_examples_of_the_design_hold() -> None:
    assert solar_day(LunarDay(1941, 6, 15)) == date(1941, 7, 9)
    assert solar_day(LunarDay(1941, 6, 15, leap=True)) == date(1941, 8, 7)
    assert solar_day(LunarDay(2019, 3, 27)) == date(2019, 5, 1)
    assert lunar_day(date(1941, 8, 7)) == LunarDay(1941, 6, 15, leap=True)


@pytest.mark.parametrize(
    ("year", "spring"),
    [
        (1921, "1921-02-08"),
        (1935, "1935-02-04"),
        (1949, "1949-01-29"),
        (1960, "1960-01-28"),
        (1978, "1978-02-07"),
        (1985, "1985-02-20"),
        (2000, "2000-02-05"),
        (2020, "2020-01-25"),
        (2023, "2023-01-22"),
        (2026, "2026-02-17"),
        (2027, "2027-02-06"),
        (2030, "2030-02-03"),
        (2034, "2034-02-19"),
    ],
)
def test_spring_festivals_fall_on_the_days_of_the_almanac(year: int, spring: str) -> None:
    assert solar_day(LunarDay(year, 1, 1)) == date.fromisoformat(spring)


def test_a_sample_of_days_goes_there_and_back_and_a_calendar_without_leap_months_does_not() -> None:
    days = [FIRST + timedelta(days=step) for step in range(0, (LAST - FIRST).days, 37)]
    assert not any(map(_round_trip_fails, days))
    assert any(map(_without_leap, days))


@pytest.mark.long
def test_every_day_from_1900_to_2101_goes_there_and_back_and_follows_the_day_before() -> None:
    before = None
    for step in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=step)
        assert not _round_trip_fails(day), day
        lunar = lunar_day(day)
        assert lunar is not None
        if before is not None:
            assert lunar.day in (1, before.day + 1), day
            assert lunar.day > 1 or before.day in (29, 30), day
        before = lunar


def test_days_that_do_not_exist_are_none() -> None:
    assert solar_day(LunarDay(1942, 6, 15, leap=True)) is None
    assert solar_day(LunarDay(1941, 13, 1)) is None
    assert solar_day(LunarDay(1941, 1, 31)) is None
    assert solar_day(LunarDay(1899, 1, 1)) is None
    assert lunar_day(date(1899, 12, 31)) is None
    assert lunar_text(date(1899, 12, 31)) == ""


def test_lunar_days_are_written_as_almanacs_do() -> None:
    assert lunar_text(date(2026, 11, 22)) == "农历十月十四"
    assert lunar_text(date(1941, 8, 7)) == "农历闰六月十五"
    assert lunar_text(date(2026, 2, 17)) == "农历正月初一"
    assert lunar_text(date(2026, 2, 16)) == "农历腊月廿九"
    assert [lunar_text(date(2026, 2, 17) + timedelta(days=days))[-2:] for days in (9, 10, 19, 20)] == [
        "初十",
        "十一",
        "二十",
        "廿一",
    ]


def test_a_birthday_of_a_leap_month_is_kept_once_a_year() -> None:
    born = date(1941, 8, 7)
    assert lunar_birthdays(born, 2025) == (date(2025, 8, 8),)
    assert lunar_birthdays(born, 2026) == (date(2026, 7, 28),)
    for year in range(1942, 2100):
        kept = birthday_in_lunar_year(born, year)
        assert kept is not None
        lunar = lunar_day(kept)
        assert lunar is not None
        assert (lunar.year, lunar.month, lunar.day) == (year, 6, 15)


def test_an_ordinary_birthday_keeps_to_the_ordinary_month() -> None:
    assert lunar_birthdays(date(1941, 7, 9), 2025) == (date(2025, 7, 9),)


def test_a_thirtieth_is_kept_on_the_29th_of_a_short_month() -> None:
    born = solar_day(LunarDay(1941, 2, 30))
    assert born
    for year in range(1942, 2090):
        kept = birthday_in_lunar_year(born, year)
        assert kept is not None
        lunar = lunar_day(kept)
        assert lunar is not None
        assert (lunar.month, lunar.leap) == (2, False)
        assert lunar.day in (29, 30)


def test_a_birthday_around_new_year_may_fall_twice_or_not_at_all_in_a_solar_year_but_is_never_doubled() -> None:
    born = solar_day(LunarDay(1941, 11, 25))
    assert born
    counts = {len(lunar_birthdays(born, year)) for year in range(1950, 2090)}
    assert counts == {0, 1, 2}
    days = [day for year in range(1943, 2090) for day in lunar_birthdays(born, year)]
    assert len(days) == len(set(days))
    assert lunar_birthdays(date(1890, 1, 1), 2000) == ()


def test_holidays_of_2026_stand_in_order() -> None:
    found = {holiday.name: holiday.day.isoformat() for holiday in holidays(2026)}
    assert found["除夕"] == "2026-02-16"
    assert found["春节"] == "2026-02-17"
    assert found["元宵节"] == "2026-03-03"
    assert found["清明"] == "2026-04-05"
    assert found["端午节"] == "2026-06-19"
    assert found["中秋节"] == "2026-09-25"
    assert found["重阳节（老年节）"] == "2026-10-18"
    assert found["冬至"] == "2026-12-22"
    days = [holiday.day for holiday in holidays(2026)]
    assert days == sorted(days)


def test_every_year_has_one_spring_festival_and_one_double_ninth() -> None:
    for year in range(1901, 2101):
        names = [holiday.name for holiday in holidays(year)]
        assert names.count("春节") == names.count("除夕") == names.count("重阳节（老年节）") == 1


def test_working_days_are_monday_to_friday_but_for_the_office_s_exceptions() -> None:
    saturday, monday = date(2026, 11, 21), date(2026, 11, 23)
    assert not is_working_day(saturday, {})
    assert is_working_day(saturday, {saturday: True})
    assert next_working_day(saturday, {}) == monday
    assert next_working_day(saturday, {monday: False}) == date(2026, 11, 24)
