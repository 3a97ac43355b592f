"""The styles in which addresses are written, each named and read once: half of them rural.

The 1,000 addresses of test_addresses.py are made of these and their kin.
"""

import pytest

from db.words.addresses import AddressKind, take_apart

PARTS = tuple("region estate road number building unit floor room village natural_village group house".split())
STYLES = {
    # in town: 8
    "栋、单元、室": ("锦绣小区3栋2单元501室", {"estate": "锦绣小区", "building": "3", "unit": "2", "room": "501"}),
    "号楼": (
        "丁香路12号3号楼2单元501",
        {"road": "丁香路", "number": "12", "building": "3", "unit": "2", "room": "501"},
    ),
    "横线": ("锦绣小区3-2-501", {"estate": "锦绣小区", "building": "3", "unit": "2", "room": "501"}),
    "井号": ("3#2-501", {"building": "3", "unit": "2", "room": "501"}),
    "汉字数": ("三号楼二单元五零一", {"building": "3", "unit": "2", "room": "501"}),
    "字母座": ("A座1203", {"building": "A", "room": "1203"}),
    "方位楼": ("东楼3门201", {"building": "东", "unit": "3", "room": "201"}),
    "平房": ("平房3排5号", {"building": "平房3排", "room": "5"}),
    # in the country: 8
    "村、组、号": ("光明村3组12号", {"village": "光明村", "group": "3", "house": "12"}),
    "第几村民小组": ("光明村第三村民小组12号", {"village": "光明村", "group": "3", "house": "12"}),
    "嘎查": ("巴彦苏木查干嘎查二组5号", {"region": "巴彦苏木", "village": "查干嘎查", "group": "2", "house": "5"}),
    "自然村": ("光明村北沟自然村7号", {"village": "光明村", "natural_village": "北沟自然村", "house": "7"}),
    "社": ("光明村二社9号", {"village": "光明村", "group": "2", "house": "9"}),
    "队、户": ("光明村4队6户", {"village": "光明村", "group": "4", "house": "6"}),
    "村委会": ("光明村村民委员会一组8号", {"village": "光明村", "group": "1", "house": "8"}),
    "无门牌": ("西沟村无门牌", {"village": "西沟村"}),
}
COUNTRY = tuple(STYLES)[8:]


@pytest.mark.parametrize("style", STYLES)
def test_each_named_style_is_taken_apart(style: str) -> None:
    text, parts = STYLES[style]
    address = take_apart(text)
    assert {part: getattr(address, part) for part in PARTS if getattr(address, part)} == parts
    assert address.known
    assert (address.kind is AddressKind.RURAL) is (style in COUNTRY)


def test_half_of_the_styles_or_more_are_rural() -> None:
    assert len(STYLES) >= 12
    assert 2 * len(COUNTRY) >= len(STYLES)
