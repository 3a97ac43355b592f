"""How a sheet row about a person is taken: what the identity number tells, contradictions, tags, address."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from db.ledgers.people import Living, Person, Tag
from db.ledgers.record import fields_of
from db.words.checks import check_id_number
from db.words.choice import Choice
from db.words.clean import Cleaned, Level, Problem, Rules
from db.words.days import BirthPrecision, age_on

CONTACT_KEYS = {"contact_name": "name", "contact_relation": "kinship", "contact_phone": "phone"}
PLAN_KEYS = ("risk_class", "cycle", "ability_level", "ability_score", "assessed_on", "assessor", "allowance_category")
OLDEST = 130
"""Years; nobody on record grew older than 122."""
AGES = range(OLDEST + 1)
SHOWN_OF_PLACEMENT = ("area_id", "dwelling_id", "household_no", "status", "living", "pinyin")


def warn(cleaned: Cleaned, key: str, value: object, reason: str) -> None:
    """Add a warning to a row."""
    cleaned.problems.append(Problem(key, "" if value is None else str(value), Level.WARNING, reason))


def settle_identity(cleaned: Cleaned, rules: Rules, *, asks: bool = True) -> None:
    """Derive sex and birth from a sound identity number; what contradicts it is reported, the number wins.

    asks: the sheet is about the person, so a birth date is asked for where only an age stands.
    """
    values, teller = cleaned.values, "birth_date"
    number = values.get("id_number")
    if number and values.get("id_type") in (None, "111"):
        teller = "id_number"
        told = check_id_number(number, rules.today)
        for key, derived, label in (("sex", told.sex, "性别"), ("birth_date", told.birth, "出生日期")):
            given = values.get(key)
            if _contradicts(key, given, derived, values):
                said, right = _said(given), _said(derived)
                warn(cleaned, key, said, f"{label}“{said}”与身份证号不符，已按身份证号记为“{right}”，请核对。")
            values[key] = derived
            _settled(cleaned, key, label, derived)
        values["birth_precision"] = BirthPrecision.DAY
        values["birth_is_lunar"] = False
    _refuse_impossible(cleaned, rules.today, teller)
    _settle_age(cleaned, rules, asks=asks)


def _refuse_impossible(cleaned: Cleaned, today: date, teller: str) -> None:
    """Refuse somebody not born yet, or older than anybody ever was. teller: which cell tells the birth."""
    age, birth = cleaned.values.get("age"), cleaned.values.get("birth_date")
    if age is not None and age not in AGES:
        cleaned.problems.append(Problem("age", str(age), Level.ERROR, f"年龄 {age} 岁不可能，请核对。"))
    if birth is None:
        return
    if birth > today:
        reason = f"出生日期 {birth} 在今天之后，请核对。"
        cleaned.problems.append(Problem(teller, str(birth), Level.ERROR, reason))
    elif age_on(birth, today) > OLDEST:
        reason = f"按出生日期 {birth} 算已 {age_on(birth, today)} 岁，不可能，请核对。"
        cleaned.problems.append(Problem(teller, str(birth), Level.ERROR, reason))


def _settled(cleaned: Cleaned, key: str, label: str, derived: object) -> None:
    """Lower what stood in the way of a cell to a warning: the identity number says it."""
    for at, one in enumerate(cleaned.problems):
        if one.field == key and one.level is not Level.WARNING and derived is not None:
            reason = f"{label}“{one.value}”看不准，已按身份证号记为“{_said(derived)}”，请核对。"
            cleaned.problems[at] = replace(one, level=Level.WARNING, reason=reason)


def _said(value: object) -> object:
    return value.label if isinstance(value, Choice) else value


def _contradicts(key: str, given: Any, derived: Any, values: Mapping[str, Any]) -> bool:
    if given is None or derived is None or given == derived:
        return False
    if key != "birth_date":
        return True
    precision = values.get("birth_precision", BirthPrecision.DAY)
    if precision is BirthPrecision.YEAR:
        return bool(given.year != derived.year)
    return precision is BirthPrecision.DAY or (given.year, given.month) != (derived.year, derived.month)


def _settle_age(cleaned: Cleaned, rules: Rules, *, asks: bool) -> None:
    values = cleaned.values
    age, birth = values.pop("age", None), values.get("birth_date")
    if age not in AGES:
        return
    if birth is None:
        values["birth_date"] = date(rules.today.year - age, 1, 1)
        values["birth_precision"] = BirthPrecision.YEAR
        if asks:
            warn(
                cleaned,
                "age",
                age,
                f"没有出生日期，按年龄 {age} 岁推算为 {rules.today.year - age} 年生，请补准确日期。",
            )
    elif abs(age_on(birth, rules.today) - age) > 1:
        warn(cleaned, "age", age, f"年龄 {age} 与出生日期推算的 {age_on(birth, rules.today)} 岁不符，请核对。")


def settle_days(cleaned: Cleaned) -> None:
    """Move what the birth cell told beside its day (precision, lunar) to the fields that keep it."""
    values = cleaned.values
    precision, lunar = values.pop("birth_date:precision", None), values.pop("birth_date:lunar", None)
    if precision is not None:
        values.setdefault("birth_precision", precision)
    if lunar:
        values.setdefault("birth_is_lunar", True)
    for key in [key for key in values if ":" in key]:
        del values[key]


def address_of(values: dict[str, Any]) -> str | None:
    """Return the address, joined from its columns where a sheet keeps 小区, 楼栋, 单元, 房号 apart."""
    whole: str | None = values.pop("address", None)
    estate, building, unit, room = (str(values.pop(key, None) or "") for key in ("estate", "building", "unit", "room"))
    parts = [
        estate,
        _with(building, "号楼", "栋幢楼座院平"),
        _with(unit, "单元", "单元门"),
        _with(room, "室", "室号户"),
    ]
    if not any((building, unit, room)):
        return whole or estate or None
    joined = "".join(parts)
    return joined if whole is None or whole in joined else f"{whole}{joined}"


def _with(part: str, word: str, endings: str) -> str:
    if not part:
        return ""
    return part if part[-1] in endings else f"{part}{word}"


def tags_of(values: dict[str, Any]) -> tuple[tuple[str, ...], bool]:
    """Return the tags of a row (tag cell, yes-no columns, way of living) and whether it had a cell for them."""
    said = "tags" in values or any(f"is_{tag.value}" in values for tag in Tag)
    found = list(values.pop("tags", ()))
    found.extend(tag.value for tag in Tag if values.pop(f"is_{tag.value}", None))
    living = values.get("living")
    if living is Living.ALONE:
        found.append(Tag.LIVES_ALONE.value)
    elif living is None and Tag.LIVES_ALONE.value in found:
        values["living"] = Living.ALONE
    return tuple(dict.fromkeys(found)), said


def person_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that belong to the person's own row."""
    known = fields_of(Person)
    return {key: value for key, value in values.items() if key in known and key not in SHOWN_OF_PLACEMENT}
