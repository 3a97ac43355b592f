"""Days as people write them, ages, days on forms."""

import random
from datetime import UTC, date, datetime

import pytest

from db.words.days import (
    BirthPrecision,
    DayRead,
    age_on,
    day_in_chinese,
    day_in_hanzi,
    read_day,
)

TODAY = date(2026, 11, 24)
JUNE_15 = date(1941, 6, 15)


@pytest.mark.parametrize(
    "raw",
    [
        JUNE_15,
        datetime(1941, 6, 15, 8, 30, tzinfo=UTC),
        "1941.6.15",
        "1941.06.15",
        "1941/6/15",
        "1941-06-15",
        "1941-6-15",
        "19410615",
        19410615,
        19410615.0,
        "1941年6月15日",
        "1941年06月15",
        "1941年6月15号",
        "１９４１．６．１５",
        "1941。6。15",
        "1941、6、15",
        "1941 6 15",
        " 1941 年 6 月 15 日 ",
        "1941.6.15.",
        "1941-06-15 00:00:00",
        "1941-06-15T00:00:00",
        "1941/06/15 0:00",
        "1941年6月15日 10:30",
        "公历1941年6月15日",
        "1941年6月15日生",
        "1941-6-15日",
        "一九四一年六月十五日",
        "1941年六月十五日",
        "民国30年6月15日",
        "民国三十年六月十五日",
        "15/6/1941",
        "6/15/1941",
        15142,
        15142.0,
        "15142",
        15142.75,
    ],
)
def test_one_day_is_read_in_every_usual_style(raw: object) -> None:
    assert read_day(raw, TODAY) == DayRead(JUNE_15)


@pytest.mark.parametrize(
    "raw", ["1941年6月", "1941-06", "1941.06", "1941/6", "194106", "1941年6月份", 1941.06, 1941.6, "19410600"]
)
def test_a_month_is_read_as_a_month(raw: object) -> None:
    assert read_day(raw, TODAY) == DayRead(date(1941, 6, 1), BirthPrecision.MONTH)


@pytest.mark.parametrize("raw", ["1941年", "1941", 1941, 1941.0, "1941年生", "一九四一年", "民国三十年", "19410000"])
def test_a_year_is_read_as_a_year(raw: object) -> None:
    assert read_day(raw, TODAY) == DayRead(date(1941, 1, 1), BirthPrecision.YEAR)


@pytest.mark.parametrize(
    ("raw", "day", "leap"),
    [
        ("农历1941年六月十五", date(1941, 7, 9), False),
        ("农历1941-6-15", date(1941, 7, 9), False),
        ("阴历1941.6.15", date(1941, 7, 9), False),
        ("1941年6月15日（农历）", date(1941, 7, 9), False),
        ("农历19410615", date(1941, 7, 9), False),
        ("农历1941年闰六月十五", date(1941, 8, 7), True),
        ("1941年闰6月15日", date(1941, 8, 7), True),
        ("农历1941-闰6-15", date(1941, 8, 7), True),
        ("1941年腊月廿三", date(1942, 2, 8), False),
        ("1941年正月初一", date(1941, 1, 27), False),
        ("农历一九四一年二月三十", date(1941, 3, 27), False),
        ("农历2019年三月廿七", date(2019, 5, 1), False),
    ],
)
def test_lunar_days_become_solar_ones(raw: str, day: date, leap: bool) -> None:
    read = read_day(raw, TODAY)
    assert (read.day, read.lunar, read.leap) == (day, True, leap)
    assert read.problem is None


def test_a_lunar_month_without_its_day_is_asked_and_a_lunar_year_is_a_year() -> None:
    read = read_day("农历1941年六月", TODAY)
    assert read.day is None
    assert read.question
    assert read_day("农历1941年", TODAY).precision is BirthPrecision.YEAR


@pytest.mark.parametrize("raw", ["农历1942年闰六月十五", "农历1941年六月三十一", "农历1941年十三月初一"])
def test_lunar_days_that_do_not_exist_are_problems(raw: str) -> None:
    assert read_day(raw, TODAY).problem


@pytest.mark.parametrize(
    ("raw", "offers"),
    [
        ("45年3月", (date(1945, 3, 1), date(1956, 3, 1))),
        ("45年", (date(1945, 1, 1), date(1956, 1, 1))),
        ("41.6.15", (JUNE_15,)),
        ("410615", (JUNE_15,)),
        ("05.6.15", (date(1905, 6, 15), date(2005, 6, 15))),
        ("191106", (date(1911, 6, 1), date(1919, 11, 6), date(2019, 11, 6))),
        ("3/4/1941", (date(1941, 3, 4), date(1941, 4, 3))),
        ("1941年六月十五", (JUNE_15, date(1941, 7, 9))),
        (1941.1, (date(1941, 1, 1), date(1941, 10, 1))),
        ("1941.1", (date(1941, 1, 1), date(1941, 10, 1))),
    ],
)
def test_a_day_that_can_be_read_in_two_ways_is_asked_never_guessed(raw: object, offers: tuple[date, ...]) -> None:
    read = read_day(raw, TODAY)
    assert read.day is None
    assert read.question
    assert read.offers == offers


@pytest.mark.parametrize(
    "raw",
    [
        "1938-02-29",
        "1941-13-01",
        "1941-02-30",
        "19411500",
        "1941年2月30日",
        "不知道",
        "6月15日",
        75,
        "75",
        60,
        0,
        -5,
        "1741-01-01",
        "2941-01-01",
        True,
        "31/31/1941",
        "1941年十三月",
        "农历闰六月",
        "99/99",
        "1941-06-15-3",
        "41年13月",
        date(1066, 1, 1),
    ],
)
def test_what_is_no_day_is_a_problem_and_never_today(raw: object) -> None:
    read = read_day(raw, TODAY)
    assert read.day is None
    assert read.problem


@pytest.mark.parametrize("raw", [None, "", "  ", float("nan"), float("inf")])
def test_an_empty_cell_is_no_day_and_no_problem(raw: object) -> None:
    assert read_day(raw, TODAY) == DayRead()


def test_serials_count_from_1900_or_1904() -> None:
    assert read_day(16498, TODAY).day == date(1945, 3, 2)
    assert read_day(16498, TODAY, epoch_1904=True).day == date(1949, 3, 3)


def test_a_coming_day_is_read() -> None:
    assert read_day("2026-12-31", TODAY).day == date(2026, 12, 31)


def test_every_day_written_in_every_style_comes_back() -> None:
    styles = ("{0}.{1}.{2}", "{0}-{1:02}-{2:02}", "{0}{1:02}{2:02}", "{0}年{1}月{2}日", "{0}/{1}/{2}")
    for ordinal in range(date(1912, 1, 1).toordinal(), TODAY.toordinal(), 97):
        day = date.fromordinal(ordinal)
        for style in (*styles, day_in_hanzi(day), day_in_chinese(day)):
            written = style.format(day.year, day.month, day.day)
            assert read_day(written, TODAY).day == day, written


def test_an_age_is_reached_on_the_birthday_and_of_29_february_on_1_march() -> None:
    assert age_on(date(1961, 11, 24), date(2026, 11, 23)) == 64
    assert age_on(date(1961, 11, 24), date(2026, 11, 24)) == 65
    assert age_on(date(1960, 2, 29), date(2025, 2, 28)) == 64
    assert age_on(date(1960, 2, 29), date(2025, 3, 1)) == 65
    assert age_on(date(1960, 2, 29), date(2024, 2, 29)) == 64

    def by_days(birth: date, day: date) -> int:
        """The broken variant: days divided by 365.25."""
        return int((day - birth).days / 365.25)

    births = [date(1961, month, 1) for month in range(1, 13)]
    birthdays = [date(2026, month, 1) for month in range(1, 13)]
    assert [age_on(*pair) for pair in zip(births, birthdays, strict=True)] == [65] * 12
    assert [by_days(*pair) for pair in zip(births, birthdays, strict=True)] != [65] * 12


def test_days_are_written_as_forms_and_agreements_want_them() -> None:
    day = date(2026, 11, 22)
    assert (day_in_chinese(day), day_in_hanzi(day)) == ("2026年11月22日", "二〇二六年十一月二十二日")
    assert [day_in_chinese(JUNE_15, precision) for precision in BirthPrecision] == [
        "1941年6月15日",
        "1941年6月",
        "1941年",
    ]
    assert day_in_hanzi(date(2030, 10, 30)) == "二〇三〇年十月三十日"
    assert day_in_hanzi(date(2021, 1, 11)) == "二〇二一年一月十一日"


def test_nothing_makes_it_fail() -> None:
    source = random.Random(4)
    signs = "0123456789年月日号闰农历民国初十廿一二正冬腊生.-/ ()：T零〇元²٣"
    for _ in range(5000):
        read = read_day("".join(source.choice(signs) for _ in range(source.randint(1, 14))), TODAY)
        assert read.day is None or (read.problem is None and read.question is None)
    for number in (10**30, 1e300, -(10**9), "9" * 5000, 0.1, -1941.5, 99999, 100000):
        assert read_day(number, TODAY).day is None or number == 99999
