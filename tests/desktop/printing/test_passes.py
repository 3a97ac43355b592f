"""Passes: page ranges, copies, and the order in which a stack goes through the printer twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.trouble import Refused
from desktop.printing.passes import Sides, pages_of, passes, sheets_of

COUNTS = st.lists(st.integers(1, 5), min_size=1, max_size=5)


def stack(rounds):
    """Return the sheets (front, back) that lie on the table after the rounds, as paper does it."""
    fronts = list(rounds[0])
    backs = list(reversed(rounds[1])) if len(rounds) > 1 else [None] * len(fronts)
    return list(zip(fronts, backs, strict=True))


@pytest.mark.parametrize(
    ("text", "of", "pages"),
    [
        ("", 3, [1, 2, 3]),
        ("2", 3, [2]),
        ("1-3，5", 9, [1, 2, 3, 5]),
        ("4-", 6, [4, 5, 6]),
        ("-2", 6, [1, 2]),
        ("２－３", 6, [2, 3]),
        ("3-99999", 4, [3, 4]),
        ("2、2 1", 4, [1, 2]),
    ],
)
def test_pages_are_read_as_a_clerk_writes_them(text, of, pages):
    assert pages_of(text, of) == pages


@pytest.mark.parametrize("text", ["abc", "0", "9", "-", "5-2", "1--2"])
def test_pages_that_do_not_exist_are_refused_with_a_way_on(text):
    with pytest.raises(Refused) as stop:
        pages_of(text, 4)
    assert stop.value.remedy


@given(COUNTS, st.integers(1, 3))
def test_both_sides_by_hand_give_the_stack_that_the_printer_would(counts, copies):
    wanted = range(1, sum(counts) + 1)
    by_hand = stack(passes(counts, wanted, Sides.HAND, copies))
    flat = passes(counts, wanted, Sides.BOTH, copies)[0]
    assert by_hand == list(zip(flat[::2], flat[1::2], strict=True)) == sheets_of(counts, wanted) * copies


@given(COUNTS, st.integers(1, 3))
def test_every_page_is_printed_once_a_copy_and_no_sheet_belongs_to_two_sections(counts, copies):
    wanted = range(1, sum(counts) + 1)
    section = [at for at, count in enumerate(counts) for _ in range(count)]
    for sides in Sides:
        printed = [page for one in passes(counts, wanted, sides, copies) for page in one if page is not None]
        assert sorted(printed) == sorted(list(wanted) * copies)
    for front, back in sheets_of(counts, wanted):
        assert back is None or section[front - 1] == section[back - 1]


def test_the_model_of_the_stack_sees_backs_that_are_not_reversed():
    fronts, backs = passes((5,), range(1, 6), Sides.HAND)
    assert (fronts, backs) == ((1, 3, 5), (None, 4, 2))
    assert stack((fronts, backs)) == [(1, 2), (3, 4), (5, None)]
    assert stack((fronts, backs[::-1])) != [(1, 2), (3, 4), (5, None)]


def test_one_page_needs_no_second_round():
    assert passes((1, 1), (1, 2), Sides.HAND) == ((1, 2),)
