"""Days as people write them, ages, and days as forms write them.

A day that can be read in two ways is a question with its offers; a day that does not exist is a problem.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isfinite

from db.words.choice import Choice
from db.words.lunar import LunarDay, solar_day


class BirthPrecision(Choice):
    """How exactly a day is known (DOMAIN 5.14); the missing month and day stand as 1 in the stored date."""

    DAY = "day", "日"
    MONTH = "month", "月"
    YEAR = "year", "年"


def may_be_one(one: tuple[date, BirthPrecision], other: tuple[date, BirthPrecision]) -> bool:
    """Say whether two birth dates, each as exact as it says, can be one; a year told by an age is sure within one."""
    (day, exact), (another, as_exact) = one, other
    if BirthPrecision.YEAR in (exact, as_exact):
        return abs(day.year - another.year) <= 1
    if BirthPrecision.MONTH in (exact, as_exact):
        return (day.year, day.month) == (another.year, another.month)
    return day == another


def is_vaguer(one: BirthPrecision, other: BirthPrecision) -> bool:
    """Say whether the first tells less than the second."""
    order = tuple(BirthPrecision)
    return order.index(one) > order.index(other)


@dataclass(frozen=True)
class DayRead:
    """What a cell says about a day. day is solar also where lunar is True (leap: in a leap month).

    problem: it is no day. question: it may be one of the offers; ask, once a column where it says so.
    """

    day: date | None = None
    precision: BirthPrecision = BirthPrecision.DAY
    lunar: bool = False
    leap: bool = False
    problem: str | None = None
    question: str | None = None
    offers: tuple[date, ...] = ()


@dataclass(frozen=True)
class _Parts:
    """Year, month and day as written, month and day 0 where absent."""

    year: int
    month: int = 0
    day: int = 0
    lunar: bool = False
    leap: bool = False


_FIRST_YEAR, _YEARS_AHEAD = 1850, 100
_REPUBLIC = 1911
_CENTURY = 100
_MONTHS = 12
_SERIAL_1900, _SERIAL_1904 = date(1899, 12, 30), date(1904, 1, 1)
_SERIALS = range(3_000, 100_000)  # from 1908; below stand ages (75) and months, and the 29 February that 1900 had not
_HINT = "请写成 1941-06-15 这样的日期。"

_FIGURE = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "○": 0, "Ｏ": 0, "O": 0, "o": 0, "元": 1, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5,
}  # fmt: skip
_HAN = "〇零○Oo一二三四五六七八九十廿卅元"
_YEAR = rf"(?P<year>\d{{1,4}}|[{_HAN}]{{1,4}})"
_MONTH = rf"(?P<month>\d{{1,2}}|[{_HAN}]{{1,3}}|正|冬|腊)"
_DAY = rf"(?P<day>\d{{1,2}}|初?[{_HAN}]{{1,3}})"
_WRITTEN = re.compile(rf"(?P<republic>民国)?{_YEAR}年(?:(?P<leap>闰)?{_MONTH}月(?:份|(?:{_DAY}(?P<ri>[日号])?)?)?)?")
_SEPARATED = re.compile(
    r"(?P<republic>民国)?(?P<year>\d{2,4})[-./、,~ ](?P<leap>闰)?(?P<month>\d{1,2})(?:[-./、,~ ](?P<day>\d{1,2}))?"
)
_DAY_FIRST = re.compile(r"(?P<first>\d{1,2})[-./](?P<second>\d{1,2})[-./](?P<year>\d{4})")
_YEARLESS = re.compile(rf"{_MONTH}月{_DAY}[日号]?")
_CLOCK = re.compile(r"(?<=\d)[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$|(?<=[日号])\s*\d{1,2}(?::|时|点).*$")
_LUNAR = re.compile(r"\(?(?:农历|阴历|旧历|夏历|农|阴)[:)]?\)?|\((?:农历|阴历|旧历|农|阴)\)")
_SOLAR = re.compile(r"\(?(?:公历|阳历|新历|公元|阳)[:)]?\)?")
_END = re.compile(r"(?:出生|生人|生)$|[-./,日]+$")
_LUNAR_ONLY = re.compile(r"闰|[正冬腊]月|月初|廿|卅")
_SPLIT = re.compile(r"(\d{4})(\d\d)(\d\d)?")
_TENTH = re.compile(r"\d{4}\.1")
_HAN_TAIL = re.compile(rf"\d年[{_HAN}]+月[{_HAN}]+$")


def read_day(raw: object, today: date, *, epoch_1904: bool = False) -> DayRead:
    """Read a day from a cell: a real date, a text in any usual style, or an Excel serial number.

    today: the office's day, it bounds what is believable. epoch_1904: the workbook counts its serials from 1904.
    """
    if isinstance(raw, datetime):
        return _checked(raw.date(), today)
    if isinstance(raw, date):
        return _checked(raw, today)
    if isinstance(raw, float) and not isfinite(raw):
        return DayRead()
    if raw is None or isinstance(raw, bool):
        return DayRead(problem=None if raw is None else f"“{raw}”不是日期。{_HINT}")
    if isinstance(raw, float) and not raw.is_integer():
        return _read_decimal(raw, today, epoch_1904=epoch_1904)
    text = str(int(raw)) if isinstance(raw, float) else str(raw)
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip(" '’‘`").replace("。", ".")
    if not text:
        return DayRead()
    return _read_digits(text, today, epoch_1904=epoch_1904) if text.isdecimal() else _read_text(text, today)


def _checked(day: date, today: date) -> DayRead:
    """Take a day that lies in believable years."""
    if _believable(day.year, today):
        return DayRead(day)
    return DayRead(problem=f"年份{day.year}不像真的。{_HINT}")


def _believable(year: int, today: date) -> bool:
    """Say whether a year is one that an office writes."""
    return _FIRST_YEAR <= year <= today.year + _YEARS_AHEAD


# -- numbers -----------------------------------------------------------------------------------------------------


def _read_decimal(raw: float, today: date, *, epoch_1904: bool) -> DayRead:
    """Read 1941.06 as year and month, 16498.5 as a serial with a time; 1941.1 may be January or October."""
    year, _, month = f"{raw:.10g}".partition(".")
    if not _believable(int(raw), today):
        return _read_serial(int(raw), today, epoch_1904=epoch_1904)
    if month == "1":
        return _lost_zero(int(year))
    return _read_parts(_Parts(int(year), int(month)), f"{year}.{month}", today)


def _lost_zero(year: int) -> DayRead:
    """Ask about 1941.1: Excel makes it of 1941.10 too."""
    offers = (date(year, 1, 1), date(year, 10, 1))
    return _asked(f"“{year}.1”是1月还是10月？（Excel 会把 {year}.10 改成 {year}.1）", offers, BirthPrecision.MONTH)


def _read_digits(text: str, today: date, *, epoch_1904: bool) -> DayRead:
    """Read a run of digits: 19410615, 194106, 410615, 1941, or a serial number."""
    if len(text) == 8:
        if text[4:] == "0000":
            return _read_parts(_Parts(int(text[:4])), text, today)
        if text[6:] == "00":
            return _read_parts(_Parts(int(text[:4]), int(text[4:6])), text, today)
        return _read_whole(_Parts(int(text[:4]), int(text[4:6]), int(text[6:])), text, today)
    if len(text) == 6:
        return _read_six(text, today)
    if len(text) == 4 and _believable(int(text), today):
        return _read_parts(_Parts(int(text)), text, today)
    return _read_serial(int(text[:8]), today, epoch_1904=epoch_1904)  # eight figures are too many for a serial already


def _read_six(text: str, today: date) -> DayRead:
    """Read yyyymm or yymmdd: what may be both, or leaves the century open, is asked."""
    first, middle, last = int(text[:2]), int(text[2:4]), int(text[4:])
    short = [day for year in _centuries(first, today) if (day := _day(year, middle, last))]
    if _believable(int(text[:4]), today) and 1 <= last <= _MONTHS:
        month = date(int(text[:4]), last, 1)
        if not short:
            return DayRead(month, BirthPrecision.MONTH)
        return _asked(f"“{text}”是{month.year}年{last}月，还是年月日各两位？", (month, *short), BirthPrecision.MONTH)
    if short:
        return _asked(f"“{text}”只有两位年份，是哪一年？", short)
    return _impossible(text)


def _read_serial(serial: int, today: date, *, epoch_1904: bool) -> DayRead:
    """Read the number by which Excel keeps a day."""
    if serial not in _SERIALS:
        return DayRead(problem=f"“{serial}”看不出是哪一天（也许是年龄）。{_HINT}")
    start = _SERIAL_1904 if epoch_1904 else _SERIAL_1900
    return _checked(start + timedelta(days=serial), today)


# -- texts -------------------------------------------------------------------------------------------------------


def _read_text(text: str, today: date) -> DayRead:
    """Read a written day."""
    plain = _SOLAR.sub("", text) if "农历" not in text else text
    plain = _CLOCK.sub("", plain).strip()
    bare = _LUNAR.sub("", plain)
    lunar = bare != plain or _LUNAR_ONLY.search(bare) is not None
    bare = re.sub(r"(?<=[年月日号.\-/]) | (?=[年月日号.\-/])", "", bare.strip())
    bare = _END.sub("", bare) if not re.search(r"[年月][^年月]*日$", bare) else bare
    if bare.isdecimal():
        bare = _SPLIT.sub(lambda run: "-".join(part for part in run.groups() if part), bare) + "年" * (len(bare) == 4)
    return _read_forms(bare, text, today, lunar=lunar)


def _read_forms(bare: str, text: str, today: date, *, lunar: bool) -> DayRead:
    """Try the written styles one after the other."""
    found = _WRITTEN.fullmatch(bare) or _SEPARATED.fullmatch(bare)
    if found is None and _YEARLESS.fullmatch(bare):
        return DayRead(problem=f"“{text}”没有年份。{_HINT}走访等日期，表的标题里写明年份的，按标题的年份认。")
    if found is None:
        return _read_day_first(bare, text, today)
    if _TENTH.fullmatch(bare) and not lunar:
        return _lost_zero(int(found["year"]))
    month, day = _number(found["month"]), _number(found["day"])
    if month is None or day is None:
        return _impossible(text)
    leap = bool(found["leap"])
    years = _years(found["year"], today, republic=bool(found["republic"]), with_word="年" in bare)
    parts = [_Parts(year, month, day, lunar or leap, leap) for year in years]
    if not lunar and _HAN_TAIL.search(bare):
        parts += [_Parts(part.year, part.month, part.day, lunar=True) for part in parts]
    if len(parts) == 1 and (len(found["year"]) > 2 or found["republic"]):
        return _read_parts(parts[0], text, today)
    return _ask_which(parts, text, today)


def _read_day_first(bare: str, text: str, today: date) -> DayRead:
    """Read 15/6/1941; 3/4/1941 may be March or April."""
    found = _DAY_FIRST.fullmatch(bare)
    if found is None:
        return DayRead(problem=f"“{text}”看不出是哪一天。{_HINT}")
    year, first, second = int(found["year"]), int(found["first"]), int(found["second"])
    offers = dict.fromkeys(day for day in (_day(year, first, second), _day(year, second, first)) if day)
    if len(offers) == 1:
        return _checked(next(iter(offers)), today)
    return _asked(f"“{text}”里哪个是月、哪个是日？（整列问一次即可）", offers) if offers else _impossible(text)


def _ask_which(parts: list[_Parts], text: str, today: date) -> DayRead:
    """Ask which of several readings is meant; those that do not exist are left out."""
    reads = [read for part in parts if (read := _read_parts(part, text, today)).day]
    offers = dict.fromkeys(read.day for read in reads if read.day)
    if not offers:
        return _impossible(text)
    lunar = all(read.lunar for read in reads)
    asked = _asked(f"“{text}”是哪一天？（整列问一次即可）", offers, reads[0].precision)
    return DayRead(None, asked.precision, lunar, reads[0].leap and lunar, None, asked.question, asked.offers)


def _years(written: str, today: date, *, republic: bool, with_word: bool) -> list[int]:
    """List the years a written one may mean: 34 of the republic is 1945; 45年 is 1945 or, by the republic, 1956."""
    year = _year_number(written)
    if republic:
        return [_REPUBLIC + year]
    if year >= _CENTURY or len(written) > 2:
        return [year]
    years = _centuries(year, today)
    if with_word and year and _REPUBLIC + year <= today.year:
        years.append(_REPUBLIC + year)
    return list(dict.fromkeys(years))


def _centuries(year: int, today: date) -> list[int]:
    """Give the years of the last and this century that end so and are not to come."""
    return [century + year for century in (1900, 2000) if century + year <= today.year]


def _year_number(written: str) -> int:
    """Read a year in figures or Han: 1941, 一九四一, 三十四, 元."""
    if written.isdecimal():
        return int(written)
    if set(written) & set("十廿卅"):
        return _number(written) or 0
    return int("".join(str(_FIGURE[character]) for character in written))


def _number(written: str | None) -> int | None:
    """Read a month or a day: 6, 六, 十一, 廿三, 初五, 正, 冬, 腊; 0 if absent, None if it is no number."""
    if not written:
        return 0
    if written.isdecimal():
        return int(written)
    special = {"正": 1, "冬": 11, "腊": 12}.get(written)
    if special:
        return special
    plain = (written.removeprefix("初").lstrip("零〇") or "零").replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = plain.partition("十")
    figures = [_FIGURE.get(character) for character in (*tens, *ones)]
    if None in figures or len(tens) > 1 or len(ones) > 1:
        return None
    return (_FIGURE[tens] if tens else 1) * 10 + (_FIGURE[ones] if ones else 0) if ten else _FIGURE[tens]


# -- parts into days ---------------------------------------------------------------------------------------------


def _read_whole(parts: _Parts, text: str, today: date) -> DayRead:
    """Read parts of which none may be absent."""
    return _read_parts(parts, text, today) if parts.month and parts.day else _impossible(text)


def _read_parts(parts: _Parts, text: str, today: date) -> DayRead:
    """Make a day of its parts, with the precision they have."""
    if not _believable(parts.year, today):
        return DayRead(problem=f"“{text}”的年份{parts.year}不像真的。{_HINT}")
    if parts.lunar:
        return _read_lunar(parts, text)
    day = _day(parts.year, parts.month or 1, parts.day or 1)
    return DayRead(day, _precision(parts)) if day else _impossible(text)


def _read_lunar(parts: _Parts, text: str) -> DayRead:
    """Make the solar day of a lunar one; a lunar month without its day is no solar month and is asked."""
    if not parts.month:
        return DayRead(date(parts.year, 1, 1), BirthPrecision.YEAR, lunar=True)
    day = solar_day(LunarDay(parts.year, parts.month, parts.day or 1, parts.leap))
    if day is None:
        return DayRead(problem=f"农历里没有“{text}”这一天。请核对月份、闰月和日子。")
    if not parts.day:
        return DayRead(
            None, BirthPrecision.MONTH, True, parts.leap, None, f"“{text}”是农历，缺少日子。请补上是初几。", (day,)
        )
    return DayRead(day, BirthPrecision.DAY, lunar=True, leap=parts.leap)


def _precision(parts: _Parts) -> BirthPrecision:
    """Say how exact parts are."""
    if not parts.month:
        return BirthPrecision.YEAR
    return BirthPrecision.DAY if parts.day else BirthPrecision.MONTH


def _day(year: int, month: int, day: int) -> date | None:
    """Make a date; None if it does not exist."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _impossible(text: str) -> DayRead:
    """Say that a day does not exist."""
    return DayRead(problem=f"“{text}”这一天不存在。请核对后改正。")


def _asked(question: str, offers: Iterable[date], precision: BirthPrecision = BirthPrecision.DAY) -> DayRead:
    """Ask, with the offers in order."""
    return DayRead(None, precision, question=question, offers=tuple(sorted(dict.fromkeys(offers))))


# -- ages and forms ----------------------------------------------------------------------------------------------


def age_on(birth: date, day: date) -> int:
    """Count completed years (周岁): the birthday counts on the day; born on 29 February, on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def day_in_chinese(day: date, precision: BirthPrecision = BirthPrecision.DAY) -> str:
    """Write a day for forms: 2026年11月22日, or 1941年6月, 1941年 where no more is known."""
    parts = (f"{day.year}年", f"{day.month}月", f"{day.day}日")
    return "".join(parts[: {BirthPrecision.YEAR: 1, BirthPrecision.MONTH: 2}.get(precision, 3)])


def day_in_hanzi(day: date) -> str:
    """Write a day for agreements: 二〇二六年十一月二十二日 (〇 is U+3007)."""
    year = "".join("〇一二三四五六七八九"[int(figure)] for figure in str(day.year))
    return f"{year}年{_hanzi(day.month)}月{_hanzi(day.day)}日"


def _hanzi(number: int) -> str:
    """Write 1 to 31 in Han figures."""
    tens, ones = divmod(number, 10)
    return ("", "十", "二十", "三十")[tens] + ("" if not ones else "一二三四五六七八九"[ones - 1])
