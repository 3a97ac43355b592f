"""Identity numbers, phones, yes and no, blanks, masks, amounts. All persons and numbers are made up."""

import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from db.words import checks
from db.words.checks import (
    DAMAGED,
    IdCheck,
    PhoneRead,
    Sex,
    amount_in_words,
    check_id_number,
    is_empty,
    mask_id_number,
    mask_name,
    mask_phone,
    read_flag,
    read_phone,
)

TODAY = date(2026, 11, 24)
COUNTIES = ("150102", "150103", "150104", "150105", "330203", "110105", "360426", "150199")


def made_up(count: int) -> list[str]:
    """Make sound numbers of nobody."""
    source = random.Random(2026)
    found = []
    for _ in range(count):
        birth = date(1920, 1, 1) + timedelta(days=source.randrange(36_000))
        body = source.choice(COUNTIES) + birth.strftime("%Y%m%d") + f"{source.randrange(1000):03}"
        found.append(body + checks._check_character(body))
    return found


def accepted(raw: object) -> bool:
    return check_id_number(raw, TODAY).number is not None


def without_check_character(number: str) -> bool:
    """The broken variant: form and date only."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14])) <= TODAY
    except ValueError:
        return False


@pytest.mark.parametrize(
    ("raw", "birth", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),
        ("440524188001010014", date(1880, 1, 1), Sex.MALE),
        ("360426199101010071", date(1991, 1, 1), Sex.MALE),
        ("150103194106150011", date(1941, 6, 15), Sex.MALE),
        ("330203195212310019", date(1952, 12, 31), Sex.MALE),
    ],
)
def test_sound_numbers_tell_birth_and_sex(raw: str, birth: date, sex: Sex) -> None:
    told = check_id_number(raw, TODAY)
    assert (told.number, told.birth, told.sex, told.county_known) == (raw, birth, sex, True)
    assert not told.changed
    assert told.problem is None


@pytest.mark.parametrize(
    "raw",
    [
        "11010519491231002x",
        "11010519491231002Ｘ",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X ",
        "'11010519491231002X",
        "’110105-19491231-002x",
        "11010519491231002×",
        "11010519491231002\u0425",
        "\ufeff110105\u200b19491231\u3000002X\t",
    ],
)
def test_every_way_of_writing_one_number_is_read_the_same(raw: str) -> None:
    told = check_id_number(raw, TODAY)
    assert told.number == "11010519491231002X"
    assert told.changed


@pytest.mark.parametrize("raw", ["110105491231002", 110105491231002, 110105491231002.0, "110105491231002.0"])
def test_an_old_number_of_15_digits_is_upgraded(raw: object) -> None:
    told = check_id_number(raw, TODAY)
    assert told.number == "11010519491231002X"
    assert told.was15
    assert told.changed


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("150102193802290025", "1938年2月29日不存在"),
        ("150103209906150018", "还没有到"),
        ("15010319410615001", "这里是17位"),
        ("1501031941061500111", "这里是19位"),
        ("150103********0011", "星号"),
        ("15O103194106150011", "第3位“O”不是数字"),
        ("15010319410615001A", "末位“A”"),
        ("150103194106150012", "校验不通过"),
        ("150103491331002", "不存在"),
    ],
)
def test_wrong_numbers_are_refused_with_the_reason(raw: str, words: str) -> None:
    if words == "还没有到":
        raw = raw[:17] + checks._check_character(raw)
    told = check_id_number(raw, TODAY)
    assert told.number is None
    assert words in (told.problem or "")


@pytest.mark.parametrize(
    "raw",
    [
        1.1010119450302002e17,
        110101194503020016,
        10**18,
        "4.20E+17",
        "1.10101e+17",
        "'4.2E+17",
        "110101194503020017.0",
        "110101194503020000",
    ],
)
def test_numbers_damaged_by_excel_are_refused_with_what_to_do(raw: object) -> None:
    told = check_id_number(raw, TODAY)
    assert told == IdCheck(problem=DAMAGED)
    assert "Excel 存成了数字" in DAMAGED
    assert "文本" in DAMAGED


def test_an_exact_whole_number_that_no_float_can_hold_is_read() -> None:
    assert check_id_number(150103194106150011, TODAY).number == "150103194106150011"
    assert check_id_number(True, TODAY).problem is not None


def test_a_number_ending_in_three_zeros_is_taken_with_a_doubt() -> None:
    body = next(body for day in range(1, 29) if checks._check_character(body := f"150103194106{day:02}100") == "0")
    told = check_id_number(body + "0", TODAY)
    assert told.number == body + "0"
    assert any("000" in doubt for doubt in told.doubts)


def test_an_unknown_county_is_a_doubt_never_a_refusal() -> None:
    body = "15019919410615001"
    told = check_id_number(body + checks._check_character(body), TODAY)
    assert told.number
    assert not told.county_known
    assert any("150199" in doubt for doubt in told.doubts)


def test_counties_of_former_times_and_residence_permits_are_known() -> None:
    for code in ("150102", "110103", "330203", "441900", "810000", "830000"):
        assert checks.is_county(code), code
    for code in ("150000", "000000", "990101", "159999"):
        assert not checks.is_county(code), code


def test_the_library_that_we_do_not_use_would_refuse_the_example_of_the_standard() -> None:
    from stdnum.cn import ric

    def refused(number: str) -> bool:
        try:
            return not ric.is_valid(number)
        except KeyError:
            return True

    ours = ["440524188001010014", *(number for number in made_up(200) if number.startswith("1501"))]
    assert refused(ours[0])
    assert sum(map(refused, ours)) > len(ours) / 2
    assert all(map(accepted, ours))


def test_empty_cells_are_no_problem() -> None:
    for raw in (None, "", "  ", "无", "/", "—", float("nan")):
        assert check_id_number(raw, TODAY) == IdCheck()


def test_over_120_years_is_a_doubt_unless_no_day_is_known() -> None:
    assert check_id_number("440524188001010014", TODAY).doubts
    assert not check_id_number("440524188001010014", date.max).doubts


def _single_errors(number: str, place: int) -> list[str]:
    figures = "0123456789" + ("X" if place == 17 else "")
    return [number[:place] + figure + number[place + 1 :] for figure in figures if figure != number[place]]


def _swaps(number: str) -> list[str]:
    pairs = range(17)
    swapped = [number[:at] + number[at + 1] + number[at] + number[at + 2 :] for at in pairs]
    return [wrong for wrong in swapped if wrong != number]


def _missed(check: Callable[[str], bool], numbers: list[str], source: random.Random) -> int:
    missed = 0
    for number in numbers:
        place = source.randrange(18)
        wrongs = [source.choice(_single_errors(number, place)), source.choice(_swaps(number))]
        missed += sum(map(check, wrongs))
    return missed


def test_a_wrong_digit_and_a_swap_are_caught_in_3000_numbers_and_a_check_without_check_character_misses_them() -> None:
    numbers = made_up(3000)
    assert all(map(accepted, numbers))
    assert _missed(accepted, numbers, random.Random(1)) == 0
    assert _missed(without_check_character, numbers, random.Random(1)) > 1000


@pytest.mark.slow
def test_every_single_error_and_every_swap_is_caught_over_3000_numbers() -> None:
    numbers = made_up(3000)
    for number in numbers:
        for wrong in _swaps(number):
            assert not accepted(wrong), (number, wrong)
        for place in range(18):
            for wrong in _single_errors(number, place):
                assert not accepted(wrong), (number, wrong)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("13812345678", "13812345678"),
        (13812345678.0, "13812345678"),
        (13812345678, "13812345678"),
        ("13812345678.0", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("013812345678", "13812345678"),
        ("'13812345678", "13812345678"),
        ("0471-3456789", "0471-3456789"),
        ("04713456789", "0471-3456789"),
        ("(0471)3456789", "0471-3456789"),
        ("（0471）3456789", "0471-3456789"),
        ("0471 345 6789", "0471-3456789"),
        ("0471—3456789", "0471-3456789"),
        ("010-65521234", "010-65521234"),
        ("0574-87654321", "0574-87654321"),
        ("0471-3456789转801", "0471-3456789-801"),
        ("3456789", "0471-3456789"),
        ("400-800-1234", "4008001234"),
    ],
)
def test_phones_are_read_in_every_usual_style(raw: object, number: str) -> None:
    assert read_phone(raw, "0471") == PhoneRead(number)


def test_several_phones_in_a_cell_are_all_read() -> None:
    read = read_phone("13812345678、0471-3456789/13912345679\n13812345678", "0471")
    assert (read.number, read.more) == ("13812345678", ("0471-3456789", "13912345679"))
    assert read_phone("13812345678 13912345679").more == ("13912345679",)


def test_words_beside_a_phone_are_kept() -> None:
    read = read_phone("13812345678（儿子）")
    assert (read.number, read.rest, read.problem) == ("13812345678", "儿子", None)


@pytest.mark.parametrize("raw", [4713456789, 4713456789.0, "4713456789"])
def test_a_landline_that_lost_its_zero_asks_and_is_not_repaired(raw: object) -> None:
    read = read_phone(raw, "0471")
    assert read.number is None
    assert read.offer == "0471-3456789"
    assert "丢了开头的0" in (read.problem or "")


@pytest.mark.parametrize("raw", ["1381234567", "138123456789", "12345", "没装", "3456789", "23812345678912"])
def test_what_is_no_phone_is_a_problem(raw: str) -> None:
    read = read_phone(raw)
    assert read.number is None
    assert read.problem


def test_one_wrong_phone_among_several_is_not_lost() -> None:
    assert read_phone("13812345678、1391234").problem
    assert read_phone("无") == PhoneRead()


def test_yes_and_no_are_read_as_ledgers_write_them() -> None:
    for yes in ("是", "有", "√", "✓", "1", 1, 1.0, True, "Y", "yes", "☑", " 是 ", "☑是 □否", "Ｙ"):
        assert read_flag(yes) is True, yes
    for no in ("否", "无", "0", 0, False, "N", "no", "□", "×", "□是 ☑否", "有□无√"):
        assert read_flag(no) is False, no
    for neither in (None, "", "/", "也许", 2, "☑是☑否"):
        assert read_flag(neither) is None, neither


def test_empty_is_what_ledgers_write_for_nothing() -> None:
    for empty in (None, "", " ", "\u3000", "无", "/", "-", "—", "——", "暂无", "N/A", "n/a", float("nan"), "\u200b"):
        assert is_empty(empty), empty
    for full in (0, "0", "否", "无名", False, 1.5, "王无"):
        assert not is_empty(full), full


def test_masks_have_one_shape_each() -> None:
    assert mask_id_number("150103194106150011") == "150103********0011"
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("0471-3456789") == "0471-****789"
    assert mask_phone("010-65521234") == "010-****1234"
    assert [
        mask_name(name) for name in ("王小明", "王芳", "欧阳修", "欧阳小明", "王", "单于", "阿不都·热合曼", "𠮷野")
    ] == [
        "王某某",
        "王某",
        "欧阳某",
        "欧阳某某",
        "王某",
        "单某",
        "阿某某",
        "𠮷某",
    ]


def test_what_is_no_sound_number_is_hidden_whole() -> None:
    assert mask_id_number("H1234567") == "********"
    assert mask_phone("139123456") == "****"
    assert mask_phone("13812345678、13912345678") == "****"
    assert (mask_id_number(None), mask_phone(""), mask_name(None)) == ("", "", "")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1600", "壹仟陆佰元整"),
        ("0", "零元整"),
        ("0.50", "伍角整"),
        ("0.05", "伍分"),
        ("1005.06", "壹仟零伍元零陆分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("1409.5", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("100000000", "壹亿元整"),
        ("1000500000", "壹拾亿零伍拾万元整"),
        ("10010000", "壹仟零壹万元整"),
        ("100001000", "壹亿零壹仟元整"),
        ("20000000001", "贰佰亿零壹元整"),
        ("-3.2", "负叁元贰角整"),
        ("10", "壹拾元整"),
        ("123456789012", None),
    ],
)
def test_amounts_are_written_in_formal_figures(amount: str, words: str | None) -> None:
    expected = words or "壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元整"
    assert amount_in_words(Decimal(amount)) == expected


def test_amounts_beyond_fen_or_too_large_are_refused() -> None:
    for amount in ("0.005", "1e12"):
        with pytest.raises(ValueError, match="two decimals"):
            amount_in_words(Decimal(amount))


def test_nothing_makes_the_readers_fail() -> None:
    source = random.Random(5)
    signs = "0123456789Xx-+()（）、 /转.eE*'手机无\n٣Ｘ１"
    for _ in range(5000):
        text = "".join(source.choice(signs) for _ in range(source.randint(1, 22)))
        told, phone = check_id_number(text, TODAY), read_phone(text, "0471")
        assert (told.number is None) or told.problem is None
        assert (phone.number is None) or (phone.problem is None and mask_phone(phone.number) != phone.number)
    assert read_phone("\u0661\u0663812345678").problem


def test_choices_of_sex_read_labels_and_aliases() -> None:
    assert [Sex.read(word) for word in ("男", "女性", "2", "未知", "？")] == [
        Sex.MALE,
        Sex.FEMALE,
        Sex.FEMALE,
        Sex.UNKNOWN,
        None,
    ]


def test_a_check_is_quick_enough_for_100_000_rows() -> None:
    numbers = made_up(2000)
    start = time.process_time()
    for number in numbers:
        check_id_number(number, TODAY)
    each = (time.process_time() - start) / len(numbers)
    print(f"check_id_number {each * 1e6:.1f} µs")
    assert each < 60e-6
