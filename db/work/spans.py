"""Spans of reports as a clerk says them: a month, a quarter, a year; each is seen up to today where it still runs."""

import re
from datetime import date

from db.books.due import window_of
from db.ledgers.care import Cycle
from db.trouble import UnknownName
from db.work.figures import Period

MONTH, QUARTER = re.compile(r"(\d{4})-(0?[1-9]|1[0-2])"), re.compile(r"(\d{4})-?[Qq季]([1-4])")


def month_of(day: date, today: date) -> Period:
    """Return the month in which a day lies."""
    return Period.month(day.year, day.month, today)


def quarter_of(day: date, today: date) -> Period:
    """Return the quarter in which a day lies."""
    first, last = window_of(Cycle.QUARTER, day)
    return Period(first, last, min(last, today))


def year_of(text: str, today: date) -> Period:
    """Read 2026 as a year."""
    if not (text.isdecimal() and len(text) == 4 and int(text) >= 1949):
        raise UnknownName(f"“{text}”不是年份。", "请写成 2026 的样子。")
    last = date(int(text), 12, 31)
    return Period(date(int(text), 1, 1), last, min(last, today))


def span_of(text: str, today: date) -> Period:
    """Read 2026-11, 2026-Q4 or 2026 as a month, a quarter or a year."""
    if month := MONTH.fullmatch(text):
        return month_of(date(int(month[1]), int(month[2]), 1), today)
    if quarter := QUARTER.fullmatch(text):
        return quarter_of(date(int(quarter[1]), 3 * int(quarter[2]) - 2, 1), today)
    if not text.isdecimal():
        raise UnknownName(f"“{text}”不是月份、季度或年份。", "请写成 2026-11、2026-Q4 或 2026 的样子。")
    return year_of(text, today)


def span_words(period: Period) -> str:
    """Say a span as a heading does: 2026年11月, 2026年第四季度, 2026年."""
    year, first, last = f"{period.first.year}年", period.first.month, period.last.month
    if first == last:
        return f"{year}{first}月"
    return year if (first, last) == (1, 12) else f"{year}第{'一二三四'[(first - 1) // 3]}季度"
