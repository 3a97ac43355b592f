"""Which test holds each trap of the field; a test that is renamed or gone is seen here.

A trap is something that real ledgers, people or calendars do and that naive programs get wrong.
"""

import ast

import pytest

CHECKS, CLEAN, DAYS = "db/words/test_checks.py", "db/words/test_clean.py", "db/words/test_days.py"
LUNAR, ROWS, TAKING = "db/words/test_lunar.py", "db/books/test_taking_rows.py", "db/work/test_taking.py"
GOLDEN, RULES, LIVED = "db/work/test_golden_year.py", "db/work/test_visiting_rules.py", "db/work/test_household.py"
STEPPING, NUMBERING = "db/work/matters/test_stepping.py", "db/work/matters/test_numbering.py"
TRAPS = "db/work/test_traps_of_the_field.py"

HELD = {
    "numbers of 15 digits": (CHECKS, "test_an_old_number_of_15_digits_is_upgraded"),
    "x, X, full width, blanks in a number": (CHECKS, "test_every_way_of_writing_one_number_is_read_the_same"),
    "counties of former times": (CHECKS, "test_counties_of_former_times_and_residence_permits_are_known"),
    "29 February 1938 in a number": (CHECKS, "test_wrong_numbers_are_refused_with_the_reason"),
    "the same number twice": (TAKING, "test_two_rows_with_one_number_and_other_words_are_refused_at_the_second"),
    "no number": (TAKING, "test_a_row_without_a_name_is_refused_and_one_without_a_number_comes_in"),
    "a number damaged by Excel": (CLEAN, "test_a_number_damaged_by_excel_is_refused_with_the_reason"),
    "sex as a digit": (CLEAN, "test_a_bare_digit_for_the_sex_is_asked_about_and_never_guessed"),
    "sex against the number": (ROWS, "test_what_contradicts_the_number_is_told_and_the_number_wins"),
    "65 on the birthday, 29 February": (
        DAYS, "test_an_age_is_reached_on_the_birthday_and_of_29_february_on_1_march",
    ),
    "64 the day before": (TRAPS, "test_an_elder_is_in_the_book_from_the_65th_birthday_on"),
    "births known by the year": (ROWS, "test_an_age_without_a_birth_date_gives_the_year_and_says_so"),
    "lunar birthdays": (DAYS, "test_lunar_days_become_solar_ones"),
    "birthdays in a leap month": (LUNAR, "test_a_birthday_of_a_leap_month_is_kept_once_a_year"),
    "five of one name": (TRAPS, "test_five_neighbours_of_one_name_stay_five_and_none_takes_what_is_said_of_another"),
    "one of a couple dies": (LIVED, "test_whichever_of_a_couple_dies_it_is_asked_whether_the_other_lives_alone_now"),
    "the dead leave what is due": (GOLDEN, "test_control_a_broken_rate_is_caught"),
    "a move in mid-month": (GOLDEN, "test_the_grids_of_a_month_add_up_to_the_whole"),
    "a tag within a period": (RULES, "test_control_a_tag_that_counts_from_the_day_after_is_caught"),
    "windows across New Year": (
        "db/books/test_taking_rows.py", "test_windows_are_calendar_weeks_months_and_quarters_also_across_new_year",
    ),
    "a limit from the 31st": (STEPPING, "test_a_month_ends_on_the_last_day_where_the_same_day_is_missing"),
    "30 days from taking effect": (STEPPING, "test_a_late_confirmation_warns_and_does_not_block"),
    "numbers of each year": (NUMBERING, "test_numbers_begin_anew_with_each_year_and_kind"),
    "two clerks, one number": (NUMBERING, "test_two_clerks_in_two_processes_never_draw_the_same_number"),
    "numbers of imports": (
        "db/work/matters/test_taking_matters.py",
        "test_old_disputes_are_numbered_without_doubles_and_every_gap_is_explained",
    ),
    "totals and their parts": (GOLDEN, "test_the_grids_of_a_month_add_up_to_the_whole"),
    "one person in two disputes": (TRAPS, "test_one_person_in_two_disputes_stays_in_each_as_he_was_then"),
    "a party edited after printing": (
        "desktop/printing/test_matter_forms.py",
        "test_the_printed_agreement_stays_when_the_party_moves_or_is_renamed",
    ),
    "件, 人, 人次": ("db/work/matters/test_standing_of_matters.py", "test_heads_are_summed_and_matters_counted"),
    "long names with a dot": (
        "desktop/sheets/test_round_trips.py", "test_what_goes_out_comes_in_unchanged",
    ),
    "blanks after a code": (CLEAN, "test_several_tags_in_one_cell_are_read_and_nothing_special_counts_as_none"),
    "a period of nothing": (GOLDEN, "test_nothing_due_is_a_dash_and_never_a_hundred"),
    "18 headings, 19 values": (TRAPS, "test_a_row_of_19_values_under_18_headings_shifts_none_of_them"),
    "a street numbered as a firm": (TRAPS, "test_a_street_whose_number_lies_among_the_firms_is_a_street"),
}  # fmt: skip
"""Trap → file below tests/ and name of the test."""


def defined(text: str) -> set[str]:
    """Return the names of the tests that a module defines."""
    return {one.name for one in ast.walk(ast.parse(text)) if isinstance(one, ast.FunctionDef)}


@pytest.mark.parametrize("trap", HELD)
def test_each_trap_of_the_field_has_its_test(house, trap):
    file, name = HELD[trap]
    assert name in defined((house / "tests" / file).read_text("utf-8"))


def test_control_a_renamed_test_is_seen():
    assert "test_a" not in defined("def test_b(): pass")
