"""Identity numbers, phones, yes and no, blanks; the one mask of each; amounts in 大写.

A value that breaks a rule comes back with a problem (Chinese: what is wrong, what to do); nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from db.words.choice import Choice
from db.words.names import surname_length


class Sex(Choice):
    """Sex by GB/T 2261.1. Bare digits in a sheet are asked about: many systems write 男=0, 女=1."""

    MALE = "1", "男", ("男性", "男士", "先生", "M", "male")
    FEMALE = "2", "女", ("女性", "女士", "F", "female")
    UNKNOWN = "0", "未知的性别", ("未知", "不详")
    UNSTATED = "9", "未说明的性别", ("未说明",)


@dataclass(frozen=True)
class IdCheck:
    """What an identity number says. number: 18 characters, upper X, None when empty or refused.

    county_known False and doubts are soft: the number is taken, the clerk is told. changed: tidied or upgraded.
    """

    number: str | None = None
    birth: date | None = None
    sex: Sex | None = None
    county_known: bool = False
    was15: bool = False
    changed: bool = False
    problem: str | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class PhoneRead:
    """A phone cell. number: 11 digits, or 区号-号码 for a landline; more: the further numbers of the cell.

    rest: words beside the numbers (儿子). offer: what a refused number probably was, for the clerk to confirm.
    """

    number: str | None = None
    problem: str | None = None
    more: tuple[str, ...] = ()
    rest: str = ""
    offer: str | None = None


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_BLANKS = "".join(map(chr, (*range(9, 14), 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x2010), 0x2028, 0x2029, 0x202F)))
_INVISIBLE = _BLANKS + "\u205f\u2060\u3000\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e"
_HALF: Mapping[int, str | None] = {
    **{0xFF10 + digit: str(digit) for digit in range(10)},
    **dict.fromkeys(map(ord, _INVISIBLE)),
    **dict.fromkeys(map(ord, "－﹣—–‐‑‒−"), "-"),
    **dict.fromkeys(map(ord, "（("), "("),
    **dict.fromkeys(map(ord, "）)"), ")"),
    ord("＋"): "+",
    ord("．"): ".",
}
_QUOTES = "'’‘`＇\""
_ID_HALF = {**_HALF, **dict.fromkeys(map(ord, "xＸｘ×✕Χχ\u0425\u0445"), "X"), ord("-"): None}
_ID_HALF.update(dict.fromkeys(map(ord, "－﹣—–‐‑‒−")))
_AS_NUMBER = re.compile(r"\d(\.\d*)?[eEＥ]\+?\d{1,2}|\d{16,}\.0*")
FLOAT_LIMIT = 10**15
_OLD_LENGTH, _LENGTH, _TAIL_LOST = 15, 18, "000"
_VERY_OLD = 120
_RESIDENCE_PERMITS = frozenset({"810000", "820000", "830000"})

DAMAGED = (
    "身份证号已损坏（Excel 存成了数字）：Excel 只保留前15位，后三位已经丢失，无法还原。"
    "请对照身份证重新录入，录入前先把该列设为“文本”格式。"
)


def check_id_number(raw: object, today: date) -> IdCheck:
    """Check a resident identity number by GB 11643: form, real date, not in the future, check character.

    raw: a cell as it came (text or number). An unknown county is never a refusal (historic codes are legal).
    """
    if is_empty(raw):
        return IdCheck()
    if _is_damaged(raw):
        return IdCheck(problem=DAMAGED)
    text = _as_text(raw)
    digits = text.translate(_ID_HALF).strip(_QUOTES)
    problem = _form_problem(digits)
    if problem:
        return IdCheck(problem=problem)
    was15 = len(digits) == _OLD_LENGTH
    number = _upgraded(digits) if was15 else digits
    if number[17] != _check_character(number):
        return IdCheck(problem=_check_problem(number))
    return _dated(number, today, was15=was15, changed=number != text)


def _is_damaged(raw: object) -> bool:
    """Say whether the digits went through a 64-bit float: they are lost. An int no float can hold did not."""
    if isinstance(raw, bool):
        return False
    if isinstance(raw, float):
        return raw >= FLOAT_LIMIT
    if isinstance(raw, int):
        return raw >= FLOAT_LIMIT and (raw >= 10**_LENGTH or int(float(raw)) == raw)
    return _AS_NUMBER.fullmatch(str(raw).translate(_HALF).strip(_QUOTES)) is not None


def _as_text(raw: object) -> str:
    """Give a cell as text; 13812345678.0 is the whole number it means."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    text = str(raw)
    return text[:-2] if text.endswith(".0") and text[:-2].isdecimal() else text


def _form_problem(digits: str) -> str | None:
    """Say what is wrong with length and characters; None if nothing is."""
    if "*" in digits:
        return "身份证号被星号遮盖，不是完整号码。请填写完整号码。"
    if len(digits) not in (_OLD_LENGTH, _LENGTH):
        return f"身份证号应为18位（旧证15位），这里是{len(digits)}位。请对照证件补正。"
    body = digits[:17]
    for place, character in enumerate(body, 1):
        if not "0" <= character <= "9":
            return f"身份证号第{place}位“{character}”不是数字。请对照证件改正。"
    if digits[-1] not in _CHECKS:
        return f"身份证号末位“{digits[-1]}”应为数字或X。请对照证件改正。"
    return None


def _check_character(number: str) -> str:
    """Compute the check character over the first 17 digits (ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False)) % 11]


def _upgraded(digits: str) -> str:
    """Make 18 characters of an old 15-digit number: 19 before the year, then the check character."""
    body = digits[:6] + "19" + digits[6:]
    return body + _check_character(body)


def _check_problem(number: str) -> str:
    """Say why the check character fails; the right one is not told, the error is mostly elsewhere."""
    if number.endswith(_TAIL_LOST):
        return DAMAGED
    return "身份证号校验不通过，多半有一位抄错或两位颠倒。请对照证件改正。"


def _dated(number: str, today: date, *, was15: bool, changed: bool) -> IdCheck:
    """Read birth and sex from a number whose check character is right."""
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    try:
        birth = date(year, month, day)
    except ValueError:
        return IdCheck(problem=f"身份证号里的出生日期{year}年{month}月{day}日不存在。请对照证件改正。")
    if birth > today:
        return IdCheck(problem=f"身份证号里的出生日期{year}年{month}月{day}日还没有到。请对照证件改正。")
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    known = is_county(number[:6])
    return IdCheck(number, birth, sex, known, was15, changed, None, _doubts(number, today, known=known, was15=was15))


def _doubts(number: str, today: date, *, known: bool, was15: bool) -> tuple[str, ...]:
    """List what the clerk should look at although the number is sound."""
    doubts = []
    if not known:
        doubts.append(f"地区码{number[:6]}不在行政区划表里（老区划也可能），请对照证件看一眼。")
    if number.endswith(_TAIL_LOST) and not was15:
        doubts.append("末三位是000，可能被 Excel 改过，请对照证件看一眼。")
    if today.year < date.max.year and today.year - int(number[6:10]) > _VERY_OLD:
        doubts.append(f"按号码已超过{_VERY_OLD}岁，请对照证件看一眼。")
    return tuple(doubts)


@cache
def is_county(code: str) -> bool:
    """Say whether six digits are or were a county's code (GB/T 2260 with history; only the list of stdnum is used)."""
    from stdnum import numdb

    if code in _RESIDENCE_PERMITS:
        return True
    parts = numdb.get("cn/loc").info(code)
    return not code.endswith("0000") and "county" in parts[-1][1]


# -- phones ------------------------------------------------------------------------------------------------------

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d\d)-?([2-9]\d{6,7})(?:(?:-|转|#)(\d{1,6}))?", re.ASCII)
_LOCAL = re.compile(r"[2-9]\d{6,7}", re.ASCII)
_SERVICE = re.compile(r"[48]00-?\d{3}-?\d{4}", re.ASCII)
_COUNTRY = re.compile(r"^\(?(?:\+86|0086|\+0086|86(?=1[3-9]\d{9}$)|0(?=1[3-9]\d{9}$))\)?-?")
_AREA = re.compile(r"^\((0\d{2,3})\)")
_BETWEEN = re.compile(r"[、，,；;/／\\|\n\r]+|或者?|和")
_NUMBERISH = re.compile(r"[+(]?\d[\d()+\-. \u3000]*(?:转\d+|#\d+)?")
_LETTERS = re.compile(r"[^\W\d_]+")
_PHONE_HALF = {**_HALF, **dict.fromkeys(map(ord, _INVISIBLE), " "), 10: "\n", 13: "\n"}
_MIN_LOST_ZERO, _MAX_LOST_ZERO = 9, 11


def read_phone(raw: object, area_code_hint: str = "") -> PhoneRead:
    """Read a phone cell: mobiles, landlines with area code, several in one cell, words beside them.

    area_code_hint: the office's own area code (0471); it completes a local number and is offered for a lost zero.
    """
    if is_empty(raw):
        return PhoneRead()
    text = _as_text(raw).translate(_PHONE_HALF)
    pieces = [piece.strip(" " + _QUOTES) for part in _BETWEEN.split(text) for piece in _numbers_in(part)]
    rest = " ".join(_LETTERS.findall(_NUMBERISH.sub(" ", text)))
    if not pieces:
        return PhoneRead(problem=f"“{text.strip()}”不是电话号码。请填写手机号或带区号的座机号。", rest=rest)
    reads = [_one_phone(piece, area_code_hint) for piece in pieces]
    wrong = next((read for read in reads if read.problem), None)
    if wrong is not None:
        return PhoneRead(problem=wrong.problem, rest=rest, offer=wrong.offer)
    numbers = list(dict.fromkeys(read.number for read in reads if read.number))
    return PhoneRead(numbers[0], None, tuple(numbers[1:]), rest)


def _numbers_in(part: str) -> list[str]:
    """Cut one part of a cell into numbers; two mobiles side by side are two, a number with blanks is one."""
    found: list[str] = []
    for piece in _NUMBERISH.findall(part):
        solid = re.sub(r"[ .\u3000]", "", piece)
        words = piece.split()
        together = _is_phone(solid) or not all(map(_is_phone, words))
        found += [solid] if together else words
    return found


def _is_phone(piece: str) -> bool:
    """Say whether a piece is a whole number by itself."""
    solid = piece.replace("-", "")
    return any(form.fullmatch(solid) for form in (_MOBILE, _LANDLINE, _LOCAL))


def _one_phone(piece: str, hint: str) -> PhoneRead:
    """Read one number without blanks."""
    plain = _AREA.sub(r"\1-", _COUNTRY.sub("", piece)).replace("(", "").replace(")", "").strip("-")
    solid = plain.replace("-", "")
    if _MOBILE.fullmatch(solid) or _SERVICE.fullmatch(plain):
        return PhoneRead(solid)
    landline = _LANDLINE.fullmatch(plain) or _LANDLINE.fullmatch(solid)
    if landline:
        return PhoneRead("-".join(part for part in landline.groups() if part))
    if _LOCAL.fullmatch(solid):
        if hint:
            return PhoneRead(f"{hint}-{solid}")
        return PhoneRead(problem=f"座机“{solid}”缺少区号。请补上区号，如 0471-{solid}。")
    return _refused_phone(solid)


def _refused_phone(solid: str) -> PhoneRead:
    """Say why a number is none; a landline that lost its zero is offered back, never repaired silently."""
    landline = _LANDLINE.fullmatch("0" + solid)
    if landline and _MIN_LOST_ZERO <= len(solid) <= _MAX_LOST_ZERO:
        offer = "-".join(part for part in landline.groups() if part)
        return PhoneRead(problem=f"“{solid}”像是座机号丢了开头的0。请确认是不是 {offer}。", offer=offer)
    return PhoneRead(problem=f"“{solid}”有{len(solid)}位，不是手机号（11位）也不是座机号。请核对补正。")


# -- yes, no, empty ----------------------------------------------------------------------------------------------

_YES = frozenset("是 有 对 √ ✓ ✔ ☑ ✅ ■ ● 1 y yes t true 真 需要".split())
_NO = frozenset("否 无 不是 没有 没 非 × ✗ ✘ ✕ □ ☐ ○ 0 n no f false 假 不需要".split())
_EMPTY = frozenset("无 / \\ - -- — —— － – ― 暂无 没有 空 空白 未填 不详 n/a na #n/a null none nan nil".split()) | {""}
_LONG = 16
_TICKED = re.compile(r"[☑√✓✔■✅](是|有|否|无)")
_TICKED_AFTER = re.compile(r"(是|有|否|无)[☑√✓✔■✅]")


def read_flag(raw: object) -> bool | None:
    """Read yes or no as ledgers write it (无 is no here); None when empty or not understood."""
    if isinstance(raw, int | float) and raw in (0, 1):
        return bool(raw)
    word = _word(_as_text(raw)) if raw is not None else ""
    ticked = set((_TICKED_AFTER if word[:1] in "是有否无" else _TICKED).findall(word))
    if len(ticked) == 1:
        word = ticked.pop()
    return True if word in _YES else False if word in _NO else None


def is_empty(raw: object) -> bool:
    """Say whether a cell holds nothing: blank, 无, /, -, —, 暂无 and their like, or not-a-number."""
    if raw is None or raw != raw:  # noqa: PLR0124 - a float that is not a number differs from itself
        return True
    return isinstance(raw, str) and (len(raw) < _LONG or raw.isspace()) and _word(raw) in _EMPTY


def _word(text: str) -> str:
    """Fold a short answer: no blanks, half-width, lower case."""
    return unicodedata.normalize("NFKC", text.translate(_HALF)).lower()


# -- masks -------------------------------------------------------------------------------------------------------

_HIDDEN = "****"


def mask_id_number(number: str | None) -> str:
    """Hide an identity number: first 6, eight stars, last 4 (DECISIONS 19); anything shorter is hidden whole."""
    if not number:
        return ""
    return f"{number[:6]}********{number[-4:]}" if len(number) == _LENGTH else "********"


def mask_phone(number: str | None) -> str:
    """Hide four digits of a phone: 138****5678, 0471-****789, 010-****5678; what is neither is hidden whole."""
    if not number:
        return ""
    if _MOBILE.fullmatch(number):
        return number[:3] + _HIDDEN + number[7:]
    landline = _LANDLINE.fullmatch(number)
    return f"{landline[1]}-{_HIDDEN}{landline[2][4:]}" if landline else _HIDDEN


def mask_name(name: str | None) -> str:
    """Hide a given name for the wall: 王小明 → 王某某, 王芳 → 王某, 欧阳修 → 欧阳某."""
    if not name:
        return ""
    kept = surname_length(name)
    return name[:kept] + "某" * min(max(len(name) - kept, 1), 2)


# -- amounts -----------------------------------------------------------------------------------------------------

_FIGURES = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_AMOUNT_LIMIT = Decimal(10) ** 12


def amount_in_words(amount: Decimal) -> str:
    """Write an amount in yuan in 大写 without 人民币: 1600 → 壹仟陆佰元整. ValueError beyond fen or 10^12."""
    cents = abs(amount) * 100
    if cents != cents.to_integral_value() or abs(amount) >= _AMOUNT_LIMIT:
        message = "an amount has at most two decimals and 12 digits"
        raise ValueError(message)
    yuan, rest = divmod(int(cents), 100)
    jiao, fen = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan or not rest else ""
    if jiao:
        words += f"{_FIGURES[jiao]}角"
    elif fen and yuan:
        words += "零"
    words += f"{_FIGURES[fen]}分" if fen else "整"
    return ("负" if amount < 0 else "") + words


def _whole(number: int) -> str:
    """Write a whole number below 10^12 in formal figures."""
    words = ""
    for index in range(len(_GROUPS) - 1, -1, -1):
        group = number // 10_000**index % 10_000
        if not group:
            continue
        gap = bool(words) and (group < 1000 or number // 10_000 ** (index + 1) % 10_000 == 0)
        words += ("零" if gap else "") + _group(group) + _GROUPS[index]
    return words or "零"


def _group(group: int) -> str:
    """Write 1 to 9999 in formal figures; inner zeros once, closing zeros never."""
    words = ""
    for place in range(3, -1, -1):
        figure = group // 10**place % 10
        if figure:
            words += _FIGURES[figure] + _PLACES[place]
        elif words and not words.endswith("零") and group % 10**place:
            words += "零"
    return words
