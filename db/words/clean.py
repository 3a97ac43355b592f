"""The one entrance: raw values of one record in, clean values and problems out.

Forms, sheets and paste come through here, so no rule can hold for one and not for the other.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, Protocol
from unicodedata import category, normalize

from db.words.checks import FLOAT_LIMIT, check_id_number, is_empty, read_flag, read_phone
from db.words.choice import Choice
from db.words.days import read_day
from db.words.faults import fault_reason, is_fault
from db.words.field import Field, Kind
from db.words.names import tidy_name


class Level(Enum):
    """error and doubt refuse a row, a warning does not."""

    ERROR = "error"
    DOUBT = "doubt"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one value: where, the value as it stood, why, and what to do."""

    field: str
    value: str
    level: Level
    reason: str


class Wanted(Protocol):
    """What `clean` must know of a column (a ledger's field or a book's column)."""

    @property
    def key(self) -> str:
        """The column's key."""

    @property
    def field(self) -> Field:
        """Its description."""

    @property
    def kind(self) -> Kind:
        """What sort of value it holds."""

    @property
    def choice(self) -> type[Choice] | None:
        """Its choice, if any."""

    @property
    def required(self) -> bool:
        """Whether emptiness refuses the record."""


@dataclass(frozen=True)
class Rules:
    """What the office knows while cleaning: its day, the reader of a code set, its telephone area code."""

    today: date
    read_code: Callable[[str, str], str | None]
    phone_area: str = ""


@dataclass
class Cleaned:
    """Values by key (absent = nothing was given) and problems; `extra` holds what one cell told beside its value."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Say whether nothing refuses the record."""
        return all(problem.level is Level.WARNING for problem in self.problems)


SEVERAL = re.compile(r"[、,，;；/|+＋\s]+")
NOTHING_SPECIAL = ("普通", "普通老人", "一般", "一般老人", "正常", "无", "否", "健康")
LARGEST = 10**9
"""Of anything an office counts or pays; a number that is larger is a slip, and no database column holds any."""
LONGEST = {Kind.NAME: 50, Kind.ADDRESS: 120, Kind.TEXT: 100, Kind.NOTE: 100_000}


def clean(columns: Mapping[str, Wanted], raw: Mapping[str, object], rules: Rules) -> Cleaned:
    """Clean every given value by the kind of its column; what is required and empty is an error."""
    cleaned = Cleaned()
    for key, value in raw.items():
        column = columns[key]
        if is_fault(value):
            level = Level.ERROR if column.required or column.kind is Kind.ID_NUMBER else Level.WARNING
            cleaned.problems.append(Problem(key, str(value), level, fault_reason(value)))
            continue
        if column.kind is not Kind.FLAG and is_empty(value):
            continue
        CLEANERS[column.kind](Spot(column, rules, cleaned), value)
    told = {problem.field for problem in cleaned.problems}
    for key, column in columns.items():
        if column.required and key in raw and cleaned.values.get(key) in (None, "") and key not in told:
            cleaned.problems.append(Problem(key, "", Level.ERROR, f"缺少{column.field.label}，请补填。"))
    return cleaned


def shown(value: object) -> str:
    """Return a raw value as it stands in the sheet: Excel keeps every number as a float, and shows 85 and not 85.0."""
    if isinstance(value, float) and value.is_integer() and abs(value) < FLOAT_LIMIT:
        value = int(value)
    return "" if value is None else str(value)


def tidy_text(value: object) -> str:
    """Strip blanks of every kind at both ends and control characters inside (line ends stay)."""
    text = normalize("NFC", shown(value)).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in text if c in "\n\t" or category(c) not in ("Cc", "Cs"))
    return kept.strip().strip("\u200b\ufeff").strip()


@dataclass(frozen=True)
class Spot:
    """Where a value is being cleaned: its column, the rules, and the record that is coming to be."""

    column: Wanted
    rules: Rules
    cleaned: Cleaned

    @property
    def values(self) -> dict[str, Any]:
        """The clean values so far."""
        return self.cleaned.values

    def tell(self, value: object, reason: str, level: Level = Level.ERROR) -> None:
        """Add a problem with the value as it stood."""
        self.cleaned.problems.append(Problem(self.column.key, shown(value), level, reason))


def _text(at: Spot, value: object) -> None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        value = value.strftime("%Y-%m-%d")
    text = tidy_text(value)
    longest = LONGEST.get(at.column.kind, 100)
    if len(text) > longest:
        at.tell(text[:40] + "…", f"{at.column.field.label}有 {len(text)} 个字，最多 {longest} 个，请删减。")
        return
    if text:
        at.values[at.column.key] = text


def _name(at: Spot, value: object) -> None:
    name, _ = tidy_name(tidy_text(value))
    if len(name) > LONGEST[Kind.NAME]:
        at.tell(value, f"{at.column.field.label}超过 50 个字，请核对。")
    elif name:
        at.values[at.column.key] = name


def _id_number(at: Spot, value: object) -> None:
    told = check_id_number(value, at.rules.today)
    if told.problem is not None:
        at.tell(value, told.problem)
        return
    at.values[at.column.key] = told.number
    for doubt in told.doubts:
        at.tell(value, doubt, Level.WARNING)
    if told.was15:
        at.tell(value, f"15 位旧号已升为 18 位 {told.number}，请核对。", Level.WARNING)


def _phone(at: Spot, value: object) -> None:
    told = read_phone(value, at.rules.phone_area)
    if told.number:
        at.values[at.column.key] = told.number
    if told.more:
        at.values.setdefault(f"{at.column.key}2", told.more[0])
    if told.problem is not None:
        # a number that is none is kept as written: it may still help to find the right one
        written = tidy_text(value)[:32]
        if written:
            at.values[at.column.key] = written
        at.tell(value, told.problem, Level.WARNING)


def _day(at: Spot, value: object) -> None:
    told = read_day(value, at.rules.today)
    reason = told.problem or told.question
    if reason is not None:
        at.tell(value, reason, Level.ERROR if told.problem else Level.DOUBT)
        return
    at.values[at.column.key] = told.day
    at.values[f"{at.column.key}:precision"] = told.precision
    at.values[f"{at.column.key}:lunar"] = told.lunar


def _moment(at: Spot, value: object) -> None:
    if isinstance(value, datetime):
        local = value if value.tzinfo else value.astimezone()
        at.values[at.column.key] = local.astimezone(UTC)
        return
    told = read_day(value, at.rules.today)
    if told.day is None:
        at.tell(value, told.problem or told.question or f"{at.column.field.label}看不懂，请改写。")
        return
    at.values[at.column.key] = datetime.combine(told.day, time(12)).astimezone(UTC)


def _number(at: Spot, value: object) -> None:
    text = normalize("NFKC", tidy_text(value)).rstrip("岁户人次分钟天元个 ").replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    whole = at.column.kind is Kind.COUNT
    if not number.is_finite() or (whole and number != number.to_integral_value()):
        at.tell(value, f"{at.column.field.label}应为数字。", Level.WARNING)
        return
    if abs(number) > LARGEST:
        at.tell(value, f"{at.column.field.label}太大，没有收入，请核对。", Level.WARNING)
        return
    at.values[at.column.key] = int(number) if whole else number


def _flag(at: Spot, value: object) -> None:
    if value is None or tidy_text(value) == "":
        return
    told = read_flag(value)
    if told is None and is_empty(value):
        return
    if told is None:
        at.tell(value, f"{at.column.field.label}应填“是”或“否”。", Level.WARNING)
    else:
        at.values[at.column.key] = told


def _choice(at: Spot, value: object) -> None:
    if isinstance(value, Choice):
        at.values[at.column.key] = value
        return
    text = tidy_text(value)
    if text in ("否", "没有"):
        return
    if text.isascii() and text.replace(".", "").isdigit() and at.column.key == "sex":
        at.tell(value, "性别写成了数字，各系统含义不同，请改写为“男”或“女”。", Level.DOUBT)
        return
    found = None if at.column.choice is None else at.column.choice.read(text)
    if found is None:
        at.tell(
            value,
            f"{at.column.field.label}“{text}”不在可选值中，请改写或在代码表中加别名。",
            Level.WARNING,
        )
    else:
        at.values[at.column.key] = found


def _code(at: Spot, value: object) -> None:
    text = tidy_text(value)
    if at.column.field.codes is None:
        at.values[at.column.key] = text
        return
    code = at.rules.read_code(at.column.field.codes, text)
    if code is None:
        at.tell(
            value,
            f"{at.column.field.label}“{text}”不在代码表中，请改写或在代码表中加别名。",
            Level.WARNING,
        )
    else:
        at.values[at.column.key] = code


def _codes(at: Spot, value: object) -> None:
    """Read several codes from one cell; words for "nothing special" count as none."""
    found: list[str] = []
    words = [tidy_text(part) for part in SEVERAL.split(tidy_text(value))]
    for word in words:
        code = at.rules.read_code(at.column.field.codes or "", word)
        if code is not None:
            found.append(code)
        elif word and word not in NOTHING_SPECIAL:
            reason = f"{at.column.field.label}“{word}”不在代码表中，未收入，请改写或在代码表中加别名。"
            at.tell(value, reason, Level.WARNING)
    at.values[at.column.key] = tuple(dict.fromkeys(found))


def _link(at: Spot, value: object) -> None:
    at.values[at.column.key] = value


Cleaner = Callable[[Spot, object], None]
CLEANERS: Mapping[Kind, Cleaner] = {
    Kind.TEXT: _text,
    Kind.NOTE: _text,
    Kind.ADDRESS: _text,
    Kind.NAME: _name,
    Kind.ID_NUMBER: _id_number,
    Kind.PHONE: _phone,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.MONEY: _number,
    Kind.COUNT: _number,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
    Kind.CODE: _code,
    Kind.CODES: _codes,
    Kind.LINK: _link,
}
