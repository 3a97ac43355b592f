"""How the room of a list is divided: long texts are read whole first, what tells least goes first, nothing is left."""

from db.ledgers.record import Described
from db.words.field import Field, Kind
from desktop.widgets.columns import fitting, shared, shown_of

NAME, SEX, AGE, ADDRESS, PHONE = (
    Described(key, Field(key), kind)
    for key, kind in (
        ("name", Kind.NAME), ("sex", Kind.CHOICE), ("age", Kind.COUNT), ("address", Kind.ADDRESS), ("phone", Kind.PHONE)
    )
)  # fmt: skip
COLUMNS, WIDTHS, LEASTS = (NAME, SEX, AGE, ADDRESS, PHONE), (120, 60, 60, 200, 110), (120, 60, 60, 130, 110)


def test_the_last_column_may_be_a_cut_address_but_no_cut_number():
    assert fitting(WIDTHS, 380, LEASTS) == 4
    assert fitting(WIDTHS, 380) == 3
    assert fitting(WIDTHS, 540, LEASTS) == 4


def test_the_sex_goes_before_the_address_is_cut():
    assert shown_of(COLUMNS, WIDTHS, LEASTS, 560) == [0, 1, 2, 3, 4]
    assert shown_of(COLUMNS, WIDTHS, LEASTS, 440) == [0, 1, 2, 3], "it is read whole beside it"
    assert shown_of(COLUMNS, WIDTHS, LEASTS, 400) == [0, 2, 3]


def test_no_pixel_is_left_and_the_address_grows_first():
    for room in range(551, 1400, 7):
        assert sum(shared(COLUMNS, WIDTHS, room)) == room
    assert shared(COLUMNS, WIDTHS, 600) == [120, 60, 60, 250, 110]
    assert shared(COLUMNS, WIDTHS, 1000) == [160, 100, 100, 450 + 40, 150], "then all take their part of what is left"
    assert shared(COLUMNS[:4], WIDTHS[:4], 400) == [120, 60, 60, 160], "the last one goes without"
    assert shared(COLUMNS[:2], WIDTHS[:2], 90) == [120, 60], "the first two are scrolled to"
