"""Names: tidying, readings, initials, sorting. All persons are made up."""

import sys
import time
from itertools import pairwise

import pytest

from db.ledgers.people import Person
from db.words.names import initials, readings, surname_length, tidy_name, unknown_characters

MOVED_CODES = [0xFE00 + low for low in range(0x50, 0xA1) if low != 0x7F]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (" 王小明 ", "王小明"),
        ("姓 名", "姓名"),
        ("姓\u3000名", "姓名"),
        ("姓\n名", "姓名"),
        ("\u00a0王芳\u2003", "王芳"),
        ("王\u200b芳\ufeff", "王芳"),
        ("王\u202a芳\u202c", "王芳"),
        ("’王芳", "王芳"),
        ("John   Smith", "John Smith"),
        ("阿不都•热合曼", "阿不都·热合曼"),
        ("阿不都・热合曼", "阿不都·热合曼"),
        ("阿不都‧热合曼", "阿不都·热合曼"),
        ("阿不都．热合曼", "阿不都·热合曼"),
        ("阿不都.热合曼", "阿不都·热合曼"),
        ("阿不都。热合曼", "阿不都·热合曼"),
        ("阿不都 · 热合曼", "阿不都·热合曼"),
        ("阿不都··热合曼", "阿不都·热合曼"),
        ("·王芳", "王芳"),
        ("王芳\x00\x1f", "王芳"),
        ("王芳\U000e0100", "王芳"),
        ("葛\ufe00芳", "葛芳"),
        ("\uf9e4文", "理文"),
        ("\U0002f800文", "丽文"),
        ("⽅文", "方文"),
        ("王\ue863", "王䶮"),
        ("e\u0301va", "éva"),
        ("王\ud800芳", "王芳"),
        (None, ""),
        ("", ""),
        (123, "123"),
    ],
)
def test_names_are_tidied_and_the_change_is_told(raw: object, name: str) -> None:
    tidied, changes = tidy_name(raw)
    assert tidied == name
    assert bool(changes) == (raw is not None and str(raw) != name)


@pytest.mark.parametrize(
    "name",
    [
        "王小明",
        "<b>王五</b>",
        "阿卜杜热合曼·吐尔逊",
        "乌云其木格",
        "苏德毕力格",
        "𠮷野",
        "𬭎𬍛",
        "喆㛃",
        "J.R. Smith",
        "Ｊ王",
        "ⅣⅤ",
        "﨑田",
        "O'Neil",
        "张 Jack",
        "ᠪᠠᠲᠤ\u180b",
        "王" * 50,
    ],
)
def test_a_right_name_is_never_changed(name: str) -> None:
    assert tidy_name(name) == (name, ())


def test_tidying_twice_changes_nothing_more() -> None:
    for raw in (" 阿不都 . 热合曼。", "王\u200b \ue863", "A  B ·C"):
        once = tidy_name(raw)[0]
        assert tidy_name(once) == (once, ())


def test_unknown_private_characters_stay_and_are_named() -> None:
    name, changes = tidy_name("王\ue123\ufffd")
    assert name == "王\ue123\ufffd"
    assert unknown_characters(name) == ("U+E123", "U+FFFD")
    assert "U+E123" in changes[-1]


def test_the_80_moved_characters_agree_with_the_codec_where_it_knows_them() -> None:
    known = 0
    for place, code in enumerate(MOVED_CODES):
        unfolded = tidy_name(chr(0xE815 + place))[0]
        assert not unknown_characters(unfolded)
        by_codec = code.to_bytes(2, "big").decode("gb18030")
        if by_codec == chr(0xE815 + place):
            assert unfolded in "𠂇𠂉𠃌龴龵龶龷𡗗龸𢦏龹龺𤇾龻", hex(code)
        else:
            known += 1
            assert unfolded == by_codec, hex(code)
    assert known == 66


SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "解": "xie",
    "区": "ou",
    "朴": "piao",
    "查": "zha",
    "盖": "ge",
    "洗": "xian",
    "缪": "miao",
    "卜": "bu",
    "折": "she",
    "员": "yun",
    "种": "chong",
    "秘": "bi",
    "黑": "he",
    "繁": "po",
    "贠": "yun",
    "召": "shao",
    "薄": "bo",
    "参": "shen",
    "句": "gou",
    "阚": "kan",
    "任": "ren",
    "臧": "zang",
    "华": "hua",
}


def test_the_23_surnames_are_read_as_surnames_and_a_plain_dictionary_would_not() -> None:
    from pypinyin import lazy_pinyin

    wrong = 0
    for surname, reading in SURNAMES.items():
        assert readings(surname + "文")[0] == (reading, "wen"), surname
        wrong += lazy_pinyin(surname + "文")[0] != reading
    assert wrong > 15


def test_both_readings_in_use_are_accepted() -> None:
    pairs = "覃 qin|tan 乐 yue|le 翟 zhai|di 宓 mi|fu 那 na|nuo 郗 xi|chi 牟 mu|mou 谌 chen|shen 隗 wei|kui 单 shan|dan"
    words = pairs.split()
    for surname, both in zip(words[::2], words[1::2], strict=True):
        found = {reading[0] for reading in readings(surname + "明")}
        assert set(both.split("|")) <= found, surname
    assert {reading[1] for reading in readings("王晟")} == {"sheng", "cheng"}
    assert ("ren", "chang", "xia") in readings("任长霞")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("尉迟恭", "yu chi gong"),
        ("万俟文", "mo qi wen"),
        ("长孙文", "zhang sun wen"),
        ("澹台明", "tan tai ming"),
        ("令狐文", "ling hu wen"),
        ("单于文", "chan yu wen"),
        ("单于", "shan yu"),
        ("欧阳修文", "ou yang xiu wen"),
        ("诸葛明", "zhu ge ming"),
        ("王重阳", "wang chong yang"),
        ("乌云其木格", "wu yun qi mu ge"),
        ("阿柔娜", "a rou na"),
        ("阿不都·热合曼", "a bu du re he man"),
        ("John Smith", "john smith"),
        ("𠮷野", "𠮷 ye"),
        ("张3", "zhang 3"),
        ("查·文", "cha wen"),
    ],
)
def test_the_likeliest_reading_comes_first(name: str, first: str) -> None:
    assert " ".join(readings(name)[0]) == first


def test_a_name_of_parts_still_accepts_the_surname_reading() -> None:
    assert ("zha", "wen") in readings("查·文")


def test_u_with_dots_is_found_as_v_and_as_u() -> None:
    assert readings("吕布") == (("lv", "bu"), ("lu", "bu"))
    assert ("nu", "wa") in readings("女娲")
    assert readings("吕布", "lǚ bù") == (("lv", "bu"), ("lu", "bu"))


def test_the_pinyin_a_clerk_typed_wins() -> None:
    assert readings("任长霞", "ren chang xia") == (("ren", "chang", "xia"),)
    assert readings("任长霞", "Rèn Chángxiá")[0] == ("ren", "changxia")
    assert readings("任长霞", "renchangxia") == (("ren", "chang", "xia"),)
    assert readings("李安", "xian") == (("xi", "an"),)
    assert readings("王芳", " ") == readings("王芳")
    assert readings("王芳", "??") == (("??",),)
    assert readings("王芳", "wangfangg") == (("wangfangg",),)


def test_no_name_has_one_empty_reading_and_many_readings_are_bounded() -> None:
    assert readings("") == ((),)
    assert initials("") == ""
    assert len(readings("长乐行朝茜晟")) == 8


def test_initials_are_the_first_letters() -> None:
    assert [initials(name) for name in ("王小明", "单雄", "欧阳文", "阿不都·热合曼")] == ["wxm", "sx", "oyw", "abdrhm"]


def test_names_sort_by_sound_syllable_by_syllable() -> None:

    def sound(name: str) -> str:
        values = {"name": name}
        Person.complete(values)
        return values["pinyin"]

    names = ["李伟", "林安", "李安", "吕文", "路文", "单文", "邵文", "李", "阿木"]
    assert sorted(names, key=sound) == ["阿木", "李", "李安", "李伟", "林安", "路文", "吕文", "单文", "邵文"]
    keys = sorted(map(sound, names))
    assert all(first < second for first, second in pairwise(keys))


def test_surnames_of_two_characters_are_known() -> None:
    assert [surname_length(name) for name in ("欧阳文", "欧阳", "王小明", "")] == [2, 1, 1, 1]


def test_pinyin_is_loaded_only_when_a_name_is_read() -> None:
    import subprocess

    code = "import db.words.names, sys; sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_reading_is_quick_enough_for_100_000_rows() -> None:
    source = "王李张刘陈单曾吕欧阳文明秀英长乐安平"
    names = [
        source[first] + source[second] + source[third]
        for first in range(9)
        for second in range(9, 18)
        for third in range(5, 18)
    ]
    readings("王")
    start = time.process_time()
    for name in names:
        readings(name)
    each = (time.process_time() - start) / len(names)
    print(f"readings {each * 1e6:.1f} µs")
    assert each < 300e-6


def test_no_character_of_the_standards_is_changed_but_the_compatibility_ones() -> None:
    blocks = [(0x3400, 0x9FFF), (0x20000, 0x2A6DF), (0x2A700, 0x2EBE0), (0x30000, 0x323AF)]
    for first, last in blocks:
        for start in range(first, last, 40):
            name = "".join(map(chr, range(start, min(start + 40, last))))
            assert tidy_name(name) == (name, ())
    folded = [chr(code) for code in range(0x3400, 0xA000) if tidy_name(chr(code))[0] != chr(code)]
    assert folded == []
