"""`clean` is the one entrance: what comes in by it, and what is refused with which reason."""

from datetime import date

import pytest

from db.books.elders import ELDERS
from db.ledgers.codes import CodeSet
from db.ledgers.people import Living, Tag
from db.words.checks import Sex
from db.words.clean import Cleaned, Level, Rules, clean

TODAY = date(2026, 11, 24)
COLUMNS = ELDERS.catalogue()
TAGS = CodeSet.of(Tag, ())


def read_code(name: str, text: str) -> str | None:
    """Know the tags only; every other set knows nothing."""
    return TAGS.read(text) if name == "tag" else None


RULES = Rules(TODAY, read_code, "0471")


def cleaned(**raw: object) -> Cleaned:
    """Clean one row of the elders' ledger."""
    return clean(COLUMNS, raw, RULES)


def test_a_sound_row_comes_in_with_typed_values() -> None:
    row = cleaned(name=" 张 秀英 ", id_number="15010319410615001x".replace("x", "1"), sex="女", living="独自居住")
    assert row.values["name"] == "张秀英"
    assert row.values["sex"] is Sex.FEMALE
    assert row.values["living"] is Living.ALONE
    assert row.sound


def test_a_required_value_that_is_empty_is_an_error_at_its_field() -> None:
    row = cleaned(name="　", sex="男")
    assert [(p.field, p.level) for p in row.problems] == [("name", Level.ERROR)]
    assert not row.sound


@pytest.mark.parametrize("raw", [1.50103194106e17, "1.50103E+17", "4.20E+17"])
def test_a_number_damaged_by_excel_is_refused_with_the_reason(raw: object) -> None:
    row = cleaned(name="张三", id_number=raw)
    assert not row.sound
    assert "Excel" in row.problems[0].reason


def test_a_bare_digit_for_the_sex_is_asked_about_and_never_guessed() -> None:
    row = cleaned(name="张三", sex=1)
    assert row.problems[0].level is Level.DOUBT
    assert "sex" not in row.values


def test_several_tags_in_one_cell_are_read_and_nothing_special_counts_as_none() -> None:
    row = cleaned(name="张三", tags="孤寡老人 、失能；普通老人")
    assert row.values["tags"] == ("lives_alone", "disabled_ability")
    assert row.sound
    assert not row.problems


def test_an_unknown_tag_is_told_and_the_row_still_comes_in() -> None:
    row = cleaned(name="张三", tags="独居、会下棋")
    assert row.values["tags"] == ("lives_alone",)
    assert [p.level for p in row.problems] == [Level.WARNING]
    assert "会下棋" in row.problems[0].reason


def test_a_second_phone_in_the_cell_goes_to_the_second_field() -> None:
    row = cleaned(name="张三", phone="13804711234/0471-6543210")
    assert (row.values["phone"], row.values["phone2"]) == ("13804711234", "0471-6543210")


def test_a_phone_that_is_none_is_kept_as_written_and_told() -> None:
    row = cleaned(name="张三", phone="1380471226")
    assert row.values["phone"] == "1380471226"
    assert row.problems[0].level is Level.WARNING


def test_an_impossible_date_refuses_the_row() -> None:
    assert not cleaned(name="张三", birth_date="1938-02-29").sound


def test_blank_words_are_no_values() -> None:
    row = cleaned(name="张三", phone="暂无", note="/", address="—")
    assert set(row.values) == {"name"}


def test_control_characters_go_and_line_ends_stay() -> None:
    row = cleaned(name="张三", note="第一行\r\n第\x00二行\x1b")
    assert row.values["note"] == "第一行\n第二行"


def test_a_text_too_long_for_its_field_is_named_and_never_cut() -> None:
    row = cleaned(name="张三", address="长" * 121)
    assert not row.sound
    assert "121" in row.problems[0].reason
