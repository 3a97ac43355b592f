"""Text: which lines may begin and end how, what is dropped, what is masked."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.printing import text as texts
from desktop.printing.fonts import chain
from desktop.printing.text import NO_END, NO_START, Setter, Style, clear_numbers, clusters, masked, printable, wrap

BODY = Style("body", 9, 12.5)
SENTENCES = st.lists(
    st.sampled_from(
        [
            "老人",
            "尚可",
            "，",
            "。",
            "（",
            "）",
            "《办法》",
            "——",
            "……",
            "1,600.00",
            "138****2046",
            "Wi-Fi6",
            "、",
            "：",
            "“",
            "”",
            "50%",
            "王",
        ]
    ),
    min_size=1,
    max_size=40,
).map("".join)


def faults(lines):
    """Return the lines that begin or end as no line may, or that divide a number."""
    bad = [line for line in lines[1:] if line[0] in NO_START]
    bad += [line for line in lines[:-1] if line.rstrip()[-1:] in NO_END]
    bad += [a + "|" + b for a, b in pairwise(lines) if (a[-1:] + b[:1]).isascii() and (a[-1:] + b[:1]).isalnum()]
    return bad


def settle(line_of_text, room, breaker=wrap):
    return breaker(line_of_text, chain("body"), room)


@settings(max_examples=300)
@given(SENTENCES, st.integers(14, 40))
def test_no_line_begins_or_ends_with_a_forbidden_mark_and_nothing_is_lost(text, room):
    lines = settle(text, room)
    longest = max(chain("body").width(piece) for piece in clusters(text))
    assert "".join(lines) == text
    if longest <= room:
        assert faults(lines) == []
        assert all(chain("body").width(line) <= room + 0.5 + 1e-6 for line in lines)


def test_control_breaking_anywhere_is_seen():
    text = "老人身体尚可，能自理（见《办法》）。" * 6

    def anywhere(text, face, room):
        return [text[at : at + int(room)] for at in range(0, len(text), int(room))]

    assert any(faults(settle(text, room, anywhere)) for room in range(14, 24))
    assert not any(faults(settle(text, room)) for room in range(14, 24))


def test_control_a_wrapper_that_knows_no_tokens_divides_numbers(monkeypatch):
    monkeypatch.setattr(texts, "TOKEN", texts.re.compile("."))
    assert any(faults(settle("付款1,600.00元，电话138****2046。" * 4, room)) for room in range(14, 24))


def test_a_name_is_broken_after_its_dot_first():
    assert Setter().lines("阿卜杜热合曼·吐尔逊", BODY, 66, name=True) == ("阿卜杜热合曼·", "吐尔逊")


def test_a_word_longer_than_the_line_is_cut_not_lost():
    lines = Setter().lines("A" * 300, BODY, 60)
    assert "".join(lines) == "A" * 300
    assert all(Setter().width(line, BODY) <= 60 for line in lines)


def test_a_text_that_fits_is_one_line_an_empty_one_none():
    assert Setter().lines("王芳", BODY, 60) == ("王芳",)
    assert Setter().lines("", BODY, 60) == ()


def test_a_large_text_becomes_smaller_before_it_takes_two_lines():
    style = Style("bold", 15, 19, 11)
    setter = Setter()
    assert setter.fit("王芳", style, 90)[0].size == 15
    assert setter.fit("欧阳春梅花", style, 72)[0].size < 15
    shrunk, lines = setter.fit("阿卜杜热合曼·吐尔逊", style, 90, name=True)
    assert lines == ("阿卜杜热合曼·", "吐尔逊")
    assert shrunk.size <= 14


@pytest.mark.parametrize(
    ("raw", "kept"), [("王\u200b芳", "王芳"), ("葛\U000e0100", "葛"), ("a\tb\r\nc", "a b\nc"), ("\x00王\u202e", "王")]
)
def test_what_has_no_shape_is_dropped(raw, kept):
    assert printable(raw) == kept


def test_whole_numbers_in_a_text_are_found_and_masked():
    note = "证号150102194503020011，女儿13912345678，票据20261122000011，座机04711234567"
    assert clear_numbers(note) == ["150102194503020011", "13912345678"]
    assert masked(note) == "证号150102********0011，女儿139****5678，票据20261122000011，座机04711234567"
    assert clear_numbers(masked(note)) == []
    assert (
        masked("老证150102450302001。残疾证15010219450302001144")
        == "老证150102********2001。残疾证150102********001144"
    )
