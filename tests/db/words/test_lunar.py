"""Lunar days and lunar birthdays."""

from datetime import date, timedelta

import pytest

from db.words.lunar import (
    LunarDay,
    birthday_in_lunar_year,
    lunar_day,
    lunar_text,
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
    assert birthday_in_lunar_year(born, 2025) == date(2025, 8, 8)
    assert birthday_in_lunar_year(born, 2026) == date(2026, 7, 28)
    for year in range(1942, 2100):
        kept = birthday_in_lunar_year(born, year)
        assert kept is not None
        lunar = lunar_day(kept)
        assert lunar is not None
        assert (lunar.year, lunar.month, lunar.day) == (year, 6, 15)


def test_an_ordinary_birthday_keeps_to_the_ordinary_month() -> None:
    assert birthday_in_lunar_year(date(1941, 7, 9), 2025) == date(2025, 7, 9)


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
