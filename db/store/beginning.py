"""What every office begins with: code tables and the rules of visiting, as rows that the office may change."""

import csv
from typing import Any

from db.ledgers.care import Cycle, RiskClass
from db.ledgers.happenings import AbsenceKind, AbsenceRule, EventKind, EventRule, GroupRule, MethodRule
from db.ledgers.record import Record
from db.ledgers.services import Method
from db.places import RESOURCES


def code_rows() -> list[dict[str, Any]]:
    """Return the rows of the code tables that the program ships."""
    with (RESOURCES / "codes" / "codes.csv").open(encoding="utf-8", newline="") as file:
        return [
            {key: value or None for key, value in row.items()} | {"sort": int(row["sort"])}
            for row in csv.DictReader(file)
        ]


VISIT_RULES: list[dict[str, Any]] = [
    {"sort": 1, "tag": "dementia", "min_age": 60, "risk_class": RiskClass.HIGH},
    {"sort": 2, "tag": "lives_alone", "min_age": 80, "risk_class": RiskClass.HIGH},
    {"sort": 3, "tag": "empty_nest", "min_age": 80, "risk_class": RiskClass.HIGH},
    {"sort": 4, "tag": "left_behind", "min_age": 80, "risk_class": RiskClass.HIGH},
    {"sort": 5, "tag": "disabled_ability", "min_age": 60, "risk_class": RiskClass.KEY},
    {"sort": 6, "tag": "semi_disabled", "min_age": 60, "risk_class": RiskClass.KEY},
    {"sort": 7, "tag": "severe_disability", "min_age": 60, "risk_class": RiskClass.KEY},
    {"sort": 8, "tag": "extreme_poverty", "min_age": None, "risk_class": RiskClass.KEY},
    {"sort": 9, "tag": "family_planning_special", "min_age": None, "risk_class": RiskClass.KEY},
    {"sort": 10, "tag": None, "min_age": 65, "risk_class": RiskClass.GENERAL},
]
CYCLE_RULES: list[dict[str, Any]] = [
    {"risk_class": RiskClass.HIGH, "cycle": Cycle.WEEK, "soon_days": 2, "hours_after_change": 24},
    {"risk_class": RiskClass.KEY, "cycle": Cycle.MONTH, "soon_days": 5},
    {"risk_class": RiskClass.GENERAL, "cycle": Cycle.QUARTER, "soon_days": 14},
]
SPECIAL_DIFFICULTY = (
    "lives_alone", "empty_nest", "left_behind", "disabled_ability", "semi_disabled", "severe_disability",
    "family_planning_special",
)  # fmt: skip
"""独居、空巢、留守、失能（半失能）、重残、计划生育特殊家庭 (民政部等十部门 2022)."""
RULES: dict[type[Record], list[dict[str, Any]]] = {
    EventRule: [{"kind": kind} for kind in EventKind if kind is not EventKind.OTHER],
    AbsenceRule: [{"kind": kind} for kind in AbsenceKind],
    MethodRule: [{"method": one, "counts": one not in (Method.PHONE, Method.VIDEO)} for one in Method],
    GroupRule: [{"tag": tag} for tag in SPECIAL_DIFFICULTY],
}
