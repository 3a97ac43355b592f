"""How rows of other people's sheets are sorted by ledger, and what contradicts the identity number."""

from datetime import date
from typing import Any

import pytest

from db.books.book import Terms
from db.books.due import window_of
from db.books.elders import ELDERS, take_person
from db.books.grid_members import GRID_MEMBERS
from db.books.rhythm import years_before
from db.books.taken import Taken
from db.ledgers.care import Cycle
from db.ledgers.people import Living, Tag
from db.words.checks import Sex
from db.words.clean import Cleaned, Level, Rules, clean
from db.words.days import BirthPrecision, age_on

TODAY = date(2026, 11, 24)
RULES = Rules(TODAY, lambda name, text: text, "0471")


def taken(**raw: Any) -> tuple[Taken, Cleaned]:
    """Clean and take one row."""
    row = clean(ELDERS.catalogue(), raw, RULES)
    return take_person(row, RULES), row


def test_the_identity_number_fills_sex_and_birth() -> None:
    row, _ = taken(name="张三", id_number="150103194106150011")
    assert (row.person["sex"], row.person["birth_date"]) == (Sex.MALE, date(1941, 6, 15))


def test_what_contradicts_the_number_is_told_and_the_number_wins() -> None:
    row, cleaned = taken(name="张三", id_number="150103194106150011", sex="女", birth_date="1942-01-01")
    assert row.person["sex"] is Sex.MALE
    assert row.person["birth_date"] == date(1941, 6, 15)
    assert {p.field for p in cleaned.problems} == {"sex", "birth_date"}
    assert cleaned.sound


def test_a_birth_month_that_agrees_with_the_number_is_no_contradiction() -> None:
    _, cleaned = taken(name="张三", id_number="150103194106150011", birth_date="1941年6月")
    assert not cleaned.problems


def test_an_age_without_a_birth_date_gives_the_year_and_says_so() -> None:
    row, cleaned = taken(name="张三", age=80)
    assert row.person["birth_date"] == date(1946, 1, 1)
    assert row.person["birth_precision"] is BirthPrecision.YEAR
    assert cleaned.problems[0].field == "age"


def test_an_address_kept_in_several_columns_is_joined() -> None:
    row, _ = taken(name="张三", estate="丁香苑", building="3", unit="2", room="501")
    assert row.address == "丁香苑3号楼2单元501室"


def test_yes_no_columns_become_tags() -> None:
    row, _ = taken(name="张三", is_lives_alone="是", is_disabled_ability="√", is_minimum_living="否")
    assert row.tags == ("lives_alone", "disabled_ability")
    assert row.placement["living"] is Living.ALONE
    assert row.tags_said


def test_living_alone_is_a_tag_too() -> None:
    row, _ = taken(name="张三", living="独居")
    assert row.tags == (Tag.LIVES_ALONE.value,)
    assert not row.tags_said


def test_the_latest_birth_date_of_an_age_agrees_with_the_age_on_every_day_of_a_leap_cycle() -> None:
    for ordinal in range(date(2023, 1, 1).toordinal(), date(2028, 12, 31).toordinal()):
        day = date.fromordinal(ordinal)
        latest = years_before(day, 65)
        assert age_on(latest, day) >= 65
        assert age_on(date.fromordinal(latest.toordinal() + 1), day) < 65


def test_windows_are_calendar_weeks_months_and_quarters_also_across_new_year() -> None:
    assert window_of(Cycle.WEEK, date(2027, 1, 1)) == (date(2026, 12, 28), date(2027, 1, 3))
    assert window_of(Cycle.MONTH, date(2028, 2, 29)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert window_of(Cycle.QUARTER, date(2026, 12, 31)) == (date(2026, 10, 1), date(2026, 12, 31))


def test_every_listed_column_of_the_book_can_be_asked_for() -> None:
    terms = Terms(TODAY)
    for column in ELDERS.listed():
        assert ELDERS.expression(column, terms) is not None or column.fill is not None, column.key


@pytest.mark.parametrize(
    ("key", "value", "field"),
    [
        ("birth_date", "2030-01-01", "birth_date"),
        ("birth_date", "1850-01-01", "birth_date"),
        ("age", "300", "age"),
        ("age", "8585", "age"),
        ("age", "-5", "age"),
    ],
)
def test_nobody_is_unborn_or_older_than_anybody_ever_was(key: str, value: str, field: str) -> None:
    cleaned = clean(ELDERS.catalogue(), {"name": "张三", key: value}, RULES)
    take_person(cleaned, RULES)
    assert [one.field for one in cleaned.problems if one.level is Level.ERROR] == [field]


@pytest.mark.parametrize("count", ["99999999999999999999", 1e300, "1e400"])
def test_a_count_that_no_office_has_is_told_and_left_out(count: object) -> None:
    cleaned = clean(GRID_MEMBERS.catalogue(), {"name": "张三", "households": count}, RULES)
    assert [(one.field, one.level) for one in cleaned.problems] == [("households", Level.WARNING)]
    assert "households" not in cleaned.values


def test_an_empty_word_in_a_column_of_yes_and_no_says_nothing() -> None:
    said = {"is_empty_nest": "/", "is_minimum_living": "暂无", "is_disability": "—", "is_lives_alone": "无"}
    cleaned = clean(ELDERS.catalogue(), {"name": "张三", **said}, RULES)
    assert cleaned.problems == []
    assert {key: cleaned.values.get(key) for key in said} == {**dict.fromkeys(said), "is_lives_alone": False}
