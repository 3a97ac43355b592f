"""Lunar dates and solar terms: a thin room around borax (1900 to 2100).

A lunar birthday is kept as the solar day of birth; the lunar date follows from it, leap month and all.
"""

from dataclasses import dataclass
from datetime import date

FIRST_YEAR, LAST_YEAR = 1900, 2100
_MONTHS = ("", "正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_FIGURES = "〇一二三四五六七八九十"


@dataclass(frozen=True, order=True)
class LunarDay:
    """One day of the lunar calendar; leap: in the leap month of that number."""

    year: int
    month: int
    day: int
    leap: bool = False


def solar_day(lunar: LunarDay) -> date | None:
    """Give the solar day of a lunar one; None if there is no such day (no such leap month, a 30th too many)."""
    from borax.calendars.lunardate import InvalidLunarDateError, LunarDate

    try:
        found = LunarDate(lunar.year, lunar.month, lunar.day, int(lunar.leap)).to_solar_date()
    except (InvalidLunarDateError, ValueError):
        return None
    return date(found.year, found.month, found.day)


def lunar_day(day: date) -> LunarDay | None:
    """Give the lunar day of a solar one; None before 1900-01-31 and after 2101-01-28."""
    from borax.calendars.lunardate import MAX_SOLAR_DATE, MIN_SOLAR_DATE, LunarDate

    if not MIN_SOLAR_DATE <= day <= MAX_SOLAR_DATE:
        return None
    found = LunarDate.from_solar(day)
    return LunarDay(found.year, found.month, found.day, bool(found.leap))


def lunar_text(day: date) -> str:
    """Write the lunar month and day of a solar day: 农历十月十四, 农历闰六月十五; empty outside the calendar."""
    lunar = lunar_day(day)
    if lunar is None:
        return ""
    return f"农历{'闰' if lunar.leap else ''}{_MONTHS[lunar.month]}月{_day_text(lunar.day)}"


def _day_text(day: int) -> str:
    """Write a lunar day: 初一, 十五, 二十, 廿三, 三十."""
    tens, ones = divmod(day, 10)
    if ones == 0:
        return ("", "初十", "二十", "三十")[tens]
    return "初十廿"[tens] + _FIGURES[ones]


def birthday_in_lunar_year(birth: date, year: int) -> date | None:
    """Give the solar day on which a lunar birthday is kept in one lunar year: exactly one a year.

    Policy: born in a leap month, it is kept in that leap month where the year has it, else in the ordinary month of
    the number; born in an ordinary month, always in the ordinary one. A 30th that is missing is kept on the 29th.
    """
    born = lunar_day(birth)
    if born is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    leaps = (True, False) if born.leap else (False,)
    wanted = (LunarDay(year, born.month, day, leap) for leap in leaps for day in dict.fromkeys((born.day, 29)))
    candidates = (solar_day(lunar) for lunar in wanted if lunar.day <= born.day)
    return next((day for day in candidates if day is not None), None)


def solar_term(day: date) -> tuple[str, date] | None:
    """Name the solar term in force on a day and the day it began: (小雪, 22 November); None before 1900-01-06."""
    from borax.calendars.lunardate import TermUtils

    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    known = [(TermUtils.nth_term_day(year, at), at) for year in (day.year - 1, day.year) if year >= FIRST_YEAR
             for at in range(24)]  # fmt: skip
    begun = [one for one in known if one[0] <= day]
    return (TermUtils.get_name_for_index(begun[-1][1]), begun[-1][0]) if begun else None
