"""Addresses taken apart, door order. Streets and villages are invented or the fixtures of DOMAIN 12."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from db.words.addresses import Address, AddressKind, door_key, door_text, take_apart

PARTS = (
    "region",
    "estate",
    "road",
    "number",
    "building",
    "unit",
    "floor",
    "room",
    "village",
    "natural_village",
    "group",
    "house",
)


@dataclass
class Written:
    """An address as somebody wrote it, with the parts it has and its place in the walk."""

    style: str
    text: str
    parts: dict[str, str]
    place: tuple[object, ...] = field(default=())


HAN = "零一二三四五六七八九"


def han(number: int) -> str:
    """Write 1 to 99 in Han figures."""
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else HAN[tens] + "十") + (HAN[ones] if ones or not tens else "")


def full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if letter.isdigit() else letter for letter in text)


REGIONS = (
    "",
    "",
    "玉泉区",
    "呼和浩特市玉泉区丁香路街道",
    "内蒙古自治区呼和浩特市新城区东街街道",
    "石东路街道环河街社区",
    "宁波市海曙区望春街道",
)
ESTATES = (
    "锦绣小区",
    "水岸花园",
    "铁路家属院",
    "光明新村",
    "八一小区",
    "东方家园西区",
    "丁香苑",
    "五里营小区",
    "翠园2期",
)
ROADS = ("丁香路", "巴彦路", "学府街", "红旗路", "新华大街", "南二巷")
VILLAGES = ("光明村", "查干嘎查", "西沟村", "三道营村", "大营子村", "五一村", "巴彦淖尔嘎查", "兵州亥村")
RURAL_REGIONS = ("", "毕克齐镇", "土默特左旗毕克齐镇", "巴彦苏木", "和林格尔县盛乐镇", "达茂旗百灵庙镇", "集士港镇")
NATURAL = ("东营子", "老爷庙", "小河屯", "浩来艾里", "北沟自然村")

URBAN: dict[str, str] = {
    "栋单元室": "{b}栋{u}单元{r}室",
    "号楼单元室": "{b}号楼{u}单元{r}室",
    "号楼单元": "{b}号楼{u}单元{r}",
    "三段横线": "{b}-{u}-{r}",
    "井号": "{b}#{u}-{r}",
    "井楼": "{b}#楼{u}单元{r}",
    "幢": "{b}幢{u}单元{r}号",
    "汉字": "{hb}号楼{hu}单元{r}室",
    "全角": "{fb}号楼{fu}单元{fr}",
    "空格": " {b} 号楼 {u} 单元 {r} ",
    "门": "{b}号楼{u}门{r}",
    "栋横线": "{b}栋{u}-{r}",
}
RURAL: dict[str, str] = {
    "组号": "{g}组{h}号",
    "第几组": "第{hg}组{h}号",
    "村民小组": "第{hg}村民小组{h}号",
    "社": "{hg}社{h}号",
    "队户": "{g}队{h}户",
    "组横线号": "{g}-{h}",
    "全角组": "{fg}组{fh}号",
    "组空格": "{hg}组 {h}",
}


def urban(source: random.Random, style: str) -> Written:
    b, u, floor, door = source.randint(1, 30), source.randint(1, 6), source.randint(1, 18), source.randint(1, 4)
    dashed = style not in ("三段横线", "井号", "栋横线", "汉字") and source.random() < 0.2
    room = f"{floor}-{door}" if dashed else f"{floor}{door:02}"
    region, estate, road, number = source.choice(REGIONS), source.choice(ESTATES), "", ""
    before = region + estate
    if source.random() < 0.4:
        road, number, estate = source.choice(ROADS), str(source.randint(1, 300)), ""
        before = f"{region}{road}{number}号院"
    flat = URBAN[style].format(
        b=b, u=u, r=room, hb=han(b), hu=han(u), fb=full_width(str(b)), fu=full_width(str(u)), fr=full_width(room)
    )
    parts = {
        "region": region,
        "estate": estate,
        "road": road,
        "number": number,
        "building": str(b),
        "unit": str(u),
        "room": room,
    }
    return Written(style, before + flat, parts, ("urban", estate or road, int(number or 0), b, u, floor, door))


def letters(source: random.Random) -> Written:
    building, room, estate = source.choice("ABCD"), source.randint(1, 20) * 100 + source.randint(1, 4), "丁香大厦"
    parts = {"estate": estate, "building": building, "room": str(room)}
    return Written(
        "A座", f"{estate}{building}座{room}", parts, ("urban", estate, 0, building, 0, room // 100, room % 100)
    )


def directions(source: random.Random) -> Written:
    building, unit, room = (
        source.choice("东西南北"),
        source.randint(1, 5),
        source.randint(1, 6) * 100 + source.randint(1, 3),
    )
    parts = {"estate": "铁路家属院", "building": building, "unit": str(unit), "room": str(room)}
    return Written("东楼3门", f"铁路家属院{building}楼{unit}门{room}", parts)


def cottages(source: random.Random) -> Written:
    road, number, room = source.choice(ROADS), str(source.randint(1, 200)), str(source.randint(1, 30))
    parts = {"road": road, "number": number, "building": "平房", "room": room}
    return Written(
        "平房", f"{road}{number}号院内平房{room}号", parts, ("urban", road, int(number), "平房", 0, 0, int(room))
    )


def rural(source: random.Random, style: str) -> Written:
    group, house = source.randint(1, 20), source.randint(1, 150)
    region, village = source.choice(RURAL_REGIONS), source.choice(VILLAGES)
    natural = source.choice(NATURAL) if style != "组横线号" and source.random() < 0.2 else ""
    tail = RURAL[style].format(g=group, h=house, hg=han(group), fg=full_width(str(group)), fh=full_width(str(house)))
    parts = {"region": region, "village": village, "natural_village": natural, "group": str(group), "house": str(house)}
    return Written(style, region + village + natural + tail, parts, ("rural", village, natural, group, house))


def plain_rural(source: random.Random) -> Written:
    region, village, house = source.choice(RURAL_REGIONS), source.choice(VILLAGES), source.randint(1, 150)
    text, written = source.choice(
        [(f"{house}号", str(house)), ("（无门牌）", ""), ("无门牌", ""), (f"东三巷{house}号", str(house))]
    )
    parts = {"region": region, "village": village, "house": written, "road": "东三巷" if "巷" in text else ""}
    return Written("村号、无门牌", region + village + text, parts)


def natural_only(source: random.Random) -> Written:
    region, natural, house = (
        source.choice(RURAL_REGIONS),
        source.choice(("小河屯", "前营子", "北沟自然村")),
        source.randint(1, 90),
    )
    parts = {"region": region, "natural_village": natural, "house": str(house)}
    return Written("自然村", f"{region}{natural}{house}号", parts, ("rural", "", natural, 0, house))


def committee(source: random.Random) -> Written:
    village, group, house = source.choice(("光明村", "西沟村")), source.randint(1, 12), source.randint(1, 99)
    word = source.choice((village + "村民委员会", village[:-1] + "村委会", village[:-1] + "行政村"))
    parts = {"village": village, "group": str(group), "house": str(house)}
    return Written("村委会", f"{word}{han(group)}组{house}号", parts, ("rural", village, "", group, house))


def thousand() -> list[Written]:
    """Make 1,000 addresses, half of them rural, in 26 styles."""
    source = random.Random(7)
    town: list[Callable[[], Written]] = [lambda style=style: urban(source, style) for style in URBAN]
    town += [lambda: letters(source), lambda: directions(source), lambda: cottages(source)]
    country: list[Callable[[], Written]] = [lambda style=style: rural(source, style) for style in RURAL]
    country += [lambda: plain_rural(source), lambda: natural_only(source), lambda: committee(source)]
    return [source.choice(country if turn % 2 else town)() for turn in range(1000)]


def is_exact(written: Written, address: Address) -> bool:
    return address.known and all(getattr(address, part) == written.parts.get(part, "") for part in PARTS)


def inversions(walk: list[Written]) -> int:
    """Count neighbours of a list that stand the wrong way round within one place."""
    wrong = 0
    for first, second in pairwise(walk):
        same = [str(part) for part in first.place[:2]] == [str(part) for part in second.place[:2]]
        wrong += same and _numbers(first) > _numbers(second)
    return wrong


def _numbers(written: Written) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (10**6, str(part)) for part in written.place[2:])


def test_of_1000_addresses_in_26_styles_98_in_100_are_taken_apart_exactly() -> None:
    walk = thousand()
    missed = [
        (written, take_apart(written.text)) for written in walk if not is_exact(written, take_apart(written.text))
    ]
    for written, address in missed[:10]:
        print(written.style, written.text, written.parts, address)
    styles = {written.style for written in walk}
    half = sum(take_apart(written.text).kind is AddressKind.RURAL for written in walk)
    print(f"{1000 - len(missed)} of 1000 exact, {len(styles)} styles, {half} rural")
    assert len(styles) >= 24
    assert 450 <= half <= 550
    assert len(missed) <= 20
    by_style = {style: sum(written.style == style for written, _ in missed) for style in styles}
    assert max(by_style.values()) <= 5, by_style


def test_no_two_neighbours_of_the_walk_are_inverted_and_a_plain_sort_inverts_many() -> None:
    walk = [written for written in thousand() if written.place and is_exact(written, take_apart(written.text))]
    assert len(walk) > 800
    by_key = sorted(walk, key=lambda written: door_key(take_apart(written.text)))
    by_text = sorted(walk, key=lambda written: written.text)
    assert inversions(by_key) == 0
    assert inversions(by_text) > 20


@pytest.mark.parametrize(
    "doors",
    [
        ("3栋2单元10-1", "3栋2单元10-2", "3栋10单元"),
        ("2号楼", "10号楼"),
        ("3栋2单元501", "3栋2单元1001", "3栋2单元10-2", "3栋2单元1003"),
        ("3栋2单元5层2室", "3栋2单元503", "3栋2单元10楼1号"),
        ("光明村2组9号", "光明村第二组12号", "光明村10组1号"),
        ("丁香路2号", "丁香路12号", "丁香路12-1号", "丁香路12号附3号", "丁香路13号"),
        ("光明村3组12号", "光明村3组12-1号", "光明村3组13号"),
        ("A座1203", "B座302"),
        ("3栋2单元401西户", "3栋2单元501东户", "3栋2单元5楼东户", "3栋2单元1001东户"),
        ("3栋2单元5层501", "3栋2单元5层502", "3栋2单元5层12号", "3栋2单元6层2号"),
        ("锦绣小区3-2-501", "丁香路12号锦绣小区3号楼2单元502", "锦绣小区3#2-503"),
        ("锦绣小区9号楼1单元101", "水塔北面那家"),
    ],
)
def test_doors_stand_in_walking_order_however_they_are_written(doors: tuple[str, ...]) -> None:
    keys = [door_key(take_apart(door)) for door in doors]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("3栋2单元10-1", {"building": "3", "unit": "2", "room": "10-1"}),
        ("3-2-1001", {"building": "3", "unit": "2", "room": "1001"}),
        ("3-1001", {"building": "3", "room": "1001"}),
        ("3#2-1001", {"building": "3", "unit": "2", "room": "1001"}),
        ("丁香路12号院3号楼二单元501", {"road": "丁香路", "number": "12", "building": "3", "unit": "2", "room": "501"}),
        ("A座1203", {"building": "A", "room": "1203"}),
        ("东楼3门201", {"building": "东", "unit": "3", "room": "201"}),
        ("平房3排5号", {"building": "平房3排", "room": "5"}),
        ("三号楼二单元五零一", {"building": "3", "unit": "2", "room": "501"}),
        ("3幢二单元五层东户", {"building": "3", "unit": "2", "floor": "5", "room": "东户"}),
        ("锦绣小区5楼501", {"estate": "锦绣小区", "floor": "5", "room": "501"}),
        ("5楼302", {"building": "5", "room": "302"}),
        ("12号院3号楼2单元501", {"number": "12", "building": "3", "unit": "2", "room": "501"}),
        ("锦绣小区12号3单元501", {"estate": "锦绣小区", "building": "12", "unit": "3", "room": "501"}),
        ("锦绣小区12号", {"estate": "锦绣小区", "number": "12"}),
        ("锦绣小区3号楼底商5号", {"estate": "锦绣小区", "building": "3", "room": "底商5"}),
        (
            "丁香路锦绣小区3号楼2单元501室",
            {"road": "丁香路", "estate": "锦绣小区", "building": "3", "unit": "2", "room": "501"},
        ),
        ("红旗路12号", {"road": "红旗路", "number": "12"}),
        ("学府街北3巷12号", {"road": "学府街北3巷", "number": "12"}),
        ("丁香路甲12号", {"road": "丁香路", "number": "甲12"}),
        ("三组12号", {"group": "3", "house": "12"}),
        ("东升社区第二居民小组12号", {"region": "东升社区", "group": "2", "house": "12"}),
        (
            "土默特左旗毕克齐镇兵州亥村东组12号",
            {"region": "土默特左旗毕克齐镇", "village": "兵州亥村", "group": "东", "house": "12"},
        ),
        ("后巧报村东三巷5号", {"village": "后巧报村", "road": "东三巷", "house": "5"}),
        ("新村路12号", {"road": "新村路", "number": "12"}),
        ("无门牌", {}),
        ("锦绣小区南区3号楼2单元301", {"estate": "锦绣小区南区", "building": "3", "unit": "2", "room": "301"}),
        ("锦绣A区12栋3单元302", {"estate": "锦绣A区", "building": "12", "unit": "3", "room": "302"}),
        ("3-2-501东", {"building": "3", "unit": "2", "room": "501东"}),
        ("3栋二单元五楼左手", {"building": "3", "unit": "2", "floor": "5", "room": "左手"}),
        ("锦绣小区甲3号楼2单元301", {"estate": "锦绣小区", "building": "甲3", "unit": "2", "room": "301"}),
        ("白旗村5组2号", {"village": "白旗村", "group": "5", "house": "2"}),
        (
            "内蒙古呼和浩特市玉泉区锦绣小区3栋1单元101",
            {"region": "内蒙古呼和浩特市玉泉区", "estate": "锦绣小区", "building": "3", "unit": "1", "room": "101"},
        ),
        ("光明村老屋12号", {"village": "光明村", "natural_village": "老屋", "house": "12"}),
        ("光明村养老院203室", {"village": "光明村", "natural_village": "养老院", "house": "203"}),
        ("西沟村12-3号", {"village": "西沟村", "house": "12-3"}),
        ("西沟村3-12", {"village": "西沟村", "group": "3", "house": "12"}),
        ("东升社区12号", {"region": "东升社区", "number": "12"}),
        ("12室", {"room": "12"}),
        ("12号", {"number": "12"}),
        ("锦绣小区2-3", {"estate": "锦绣小区", "building": "2", "room": "3"}),
    ],
)
def test_known_styles_give_their_parts_and_nothing_else(text: str, parts: dict[str, str]) -> None:
    address = take_apart(text)
    assert {part: getattr(address, part) for part in PARTS if getattr(address, part)} == parts
    assert address.known


@pytest.mark.parametrize(
    "text",
    ["水塔北面第三家", "西沟村水塔北第三家", "锦绣小区3号楼对面小卖部", "", "居委会", "村委会旁", "光明村3组路北第5家"],
)
def test_what_is_not_understood_stays_whole_in_rest(text: str) -> None:
    address = take_apart(text)
    assert not address.known
    assert address.rest in text
    assert address.rest or not text


def test_a_remark_in_brackets_is_kept_beside_a_known_door() -> None:
    address = take_apart("3栋2单元1001室（女儿家）")
    assert (address.known, address.rest, address.room) == (True, "女儿家", "1001")


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("呼和浩特市玉泉区锦绣小区14栋2单元1602室", "14栋2单元1602室"),
        ("3栋2单元10-1", "3栋2单元10-1室"),
        ("东楼3门201", "东楼3单元201室"),
        ("A座1203", "A栋1203室"),
        ("光明村第十二组5号", "12组5号"),
        ("光明村三组", "3组"),
        ("丁香路12号", "12号"),
        ("3栋5层东户", "3栋5层东户"),
        ("平房3排5号", "平房3排5号"),
        ("南街3巷5号西户", "5号西户"),
        ("丁香路12号院2单元301", "12号2单元301室"),
        ("西沟村无门牌", ""),
        ("水塔北面", ""),
    ],
)
def test_a_carried_sheet_shows_the_door_and_no_estate_road_or_village(text: str, door: str) -> None:
    assert door_text(take_apart(text)) == door


def test_nothing_makes_it_fail() -> None:
    source = random.Random(3)
    signs = "丁香路村组号楼单元栋室-#（）()12十百第AB东门排平房嘎查 无牌社区苏木\n\u3000０"
    for _ in range(3000):
        text = "".join(source.choice(signs) for _ in range(source.randint(0, 24)))
        address = take_apart(text)
        assert isinstance(door_key(address), str)
        assert isinstance(door_text(address), str)


def test_taking_apart_is_quick_enough_for_100_000_rows() -> None:
    walk = thousand()
    start = time.process_time()
    for written in walk:
        take_apart(written.text)
    each = (time.process_time() - start) / len(walk)
    print(f"take_apart {each * 1e6:.1f} µs")
    assert each < 90e-6
