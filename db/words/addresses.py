"""An address taken apart, and the order of doors.

Offices write one door in a dozen ways (3栋2单元10-1, 3-2-1001, 3#2-1001, 光明村三组12号 ...). What is not understood
stays in `rest`; nothing is guessed. Doors sort by `door_key` as plain text, in the order in which one walks.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from db.words.choice import Choice


class AddressKind(Choice):
    """What sort of address it is."""

    URBAN = "urban", "城镇"
    RURAL = "rural", "农村"
    NONE = "none", "无门牌"


@dataclass(frozen=True)
class Address:
    """The parts of an address as short as people say them (building "3", not 3号楼).

    region: 省市区旗街道社区 before it. known: every word was understood, remarks in brackets apart (they are rest).
    """

    estate: str = ""
    road: str = ""
    number: str = ""
    building: str = ""
    unit: str = ""
    floor: str = ""
    room: str = ""
    village: str = ""
    natural_village: str = ""
    group: str = ""
    house: str = ""
    kind: AddressKind = AddressKind.NONE
    rest: str = ""
    known: bool = False
    region: str = ""


# -- one spelling ------------------------------------------------------------------------------------------------

_HALF = (
    {0xFF01 + offset: chr(0x21 + offset) for offset in range(94)}
    | dict.fromkeys(map(ord, " \t\r\n\u00a0\u3000\u200b\u200c\u200d\ufeff\u2002\u2003\u2009，,。、;；'’‘"))
    | dict.fromkeys(map(ord, "－﹣—–‐‑‒−~～_/／"), "-")
    | {ord("號"): "号", ord("棟"): "栋", ord("樓"): "楼", ord("單"): "单", ord("層"): "层"}
    | {ord("【"): "(", ord("】"): ")", ord("["): "(", ord("]"): ")", ord("〔"): "(", ord("〕"): ")"}
)
_FIGURE = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_NUMBER = re.compile(
    r"第?([一二三四五六七八九十百零〇两]+)(?=单元|号楼|号院|号(?![村庄地井桥线路街巷公])|[栋幢组室]|层|楼(?=\d|[一二三四五六七八九十东西中左右]|$)"
    r"|队(?!村)|社(?![区会])|户(?![村屯])|排(?=\d|[一二三四五六七八九十])|门(?=\d|[一二三四五六七八九十]|$)|#)"
)
_HAN_ROOM = re.compile(r"(?<=[元楼栋幢座层门])([一二三四五六七八九十零〇]{2,5})(?=[室号]?$)")
_ORDINAL = re.compile(r"第(?=\d+(?:单元|号楼|[栋幢组队社排]))")
_TEAM = re.compile(r"(?:(?<=\d)|(?<=[一二三四五六七八九十东西南北上中下前后]))(?:村民|居民|生产|牧民)?(?:小组|小队)")
_TEAM_BEFORE = re.compile(r"(?:村民|居民)小组(?=\d|第|[一二三四五六七八九十])")
_PRODUCTION = re.compile(r"生产队")
_COMMITTEE = re.compile(r"(?<=\w)村?村(?:民委员会|委会|委)|行政村|嘎查(?:村|委员会|委会)")
_NOTE = re.compile(r"[(]([^()]*)[)]")
_NO_PLATE = re.compile(r"[-(]*(?:暂?无门牌(?:号码?)?|没有?门牌号?|未编门牌|门牌无|无号)[)]*")
_PLATE_WORDS = re.compile(r"门牌(?:号码?)?(?=\d)|院内(?=平房|\d|$)|(?<=号)内$")


def _plain(text: str) -> str:
    """Write figures, brackets and team words one way; blanks go."""
    plain = text.translate(_HALF)
    if "组" in plain or "队" in plain:
        plain = _PRODUCTION.sub("队", _TEAM_BEFORE.sub("", _TEAM.sub("组", plain)))
    plain = _ORDINAL.sub("", _HAN_NUMBER.sub(lambda found: _arabic(found[1]), plain))
    plain = _HAN_ROOM.sub(lambda found: _arabic(found[1]), plain)
    if "委" in plain or "行政村" in plain or "嘎查村" in plain:
        plain = _COMMITTEE.sub(lambda found: "嘎查" if found[0].startswith("嘎查") else "村", plain)
    return _PLATE_WORDS.sub("", plain)


def _arabic(han: str) -> str:
    """Turn 十二 into 12, 一二〇 into 120, 一百零二 into 102."""
    if "十" not in han and "百" not in han:
        return "".join(str(_FIGURE[character]) for character in han)
    hundreds, _, below = han.rpartition("百")
    tens, ten, ones = below.lstrip("零〇").partition("十")
    number = _FIGURE.get(hundreds, 0) * 100 + (_FIGURE.get(tens, 1) * 10 if ten else _FIGURE.get(tens, 0))
    return str(number + (_FIGURE.get(ones, 0) if ten else 0))


# -- the parts ---------------------------------------------------------------------------------------------------

_REGION = re.compile(
    r"(?:[^\d\-#]{2,6}?(?:省|自治区)|内蒙古(?=[^\d]{2,6}?[市盟]))?"
    r"(?:[^\d\-#路街巷]{2,6}?(?:自治州|地区|盟|(?<![城超门都集夜菜])市(?!场)))?"
    r"(?:[^\d\-#路街巷]{1,8}?(?:(?<![小社园片厂校属活宅舍景地])(?<![园苑里村庭府湾邸院厦区][东西南北中一二三四五])"
    r"(?<![A-Za-z])区|县(?!城)|(?<![红国军彩战八])旗)(?![路街巷道里村]))?"
    r"(?:(?:[^\d\-#]{2,8}?(?:街道办事处|街道办|街道(?!\d))|[^\d\-#路巷]{2,8}?(?:(?<![古小])镇|(?<![水故家梦])乡|苏木))(?![路街巷上村]))?"
    r"(?:[^\d\-#]{2,8}?(?:社区居民委员会|社区居委会|社区村|社区|居委会))?"
    r"(?:第?[\d一二三四五六七八九十]+网格)?"
)
_ROAD = re.compile(
    r"(?P<road>[^\d\-#院楼栋]{1,10}?(?:大街|大道|公路|胡同|[路街巷弄道])(?:[东西南北中]?\d*[一二三四五六七八九十]{0,2}(?:巷|弄|条|胡同|支路))?"
    r"(?:[东西南北][侧段]|[东西南北](?=\d))?)"
    r"(?P<number>[甲乙丙丁]?\d+[A-Za-z]?(?:-\d+|附\d+|之\d+)?)(?:号(?:附(?P<more>\d+)号?)?(?:大?院)?|大?院)(?!楼)"
)
_YARD = re.compile(r"(?P<road>)(?P<number>\d+[A-Za-z]?)(?P<more>)号大?院(?!楼)")
_ROAD_BEFORE = re.compile(
    r"(?P<road>[^\d\-#]{2,8}?(?:大街|大道|[路街巷]))(?=[^\d\-#]{2,}(?:小区|花园|家园|苑|公寓|家属院|宿舍|大厦|新村))"
)
_DOOR = re.compile(
    r"(?:(?P<building>[A-Za-z甲乙丙丁]?\d+[A-Za-z]?|[A-Za-z]|[东西南北中前后甲乙丙丁]{1,2})"
    r"(?:号楼|#楼|号栋|[栋幢座]|(?<=\d)楼(?=-?\d+单元|\d+门|-?\d{3,})|(?<=\D)楼|#"
    r"|号(?=\d+单元|\d+门|[东西中]?单元|\d{3,5}室?$|\d+-\d+$))"
    r"|(?P<rows>平房(?:\d+排)?|\d+排))?-?"
    r"(?:(?P<unit>\d+|[A-Za-z]|[东西中甲乙丙丁])(?:单元|门|梯)-?)?"
    r"(?:(?P<floor>\d+)[层楼]-?)?"
    r"(?P<room>(?:底商|商铺|门面|门市|车库|地下室)?\d+(?:-\d+){0,3}[A-Za-z]?(?:室|号|户|房)?(?:[东西中左右](?:户|手|边)?)?"
    r"|(?:底商|商铺|门面|门市|车库|地下室)?[A-Za-z]\d{1,4}(?:室|号)?|[东西中左右](?:[东西南北])?(?:户|手|边)?)?$"
)
_VILLAGE = re.compile(r"(?P<village>[^\d\-#]{1,8}?(?:嘎查|(?<!自然)村))(?![村民路街巷])")
_NATURAL = re.compile(
    r"(?P<natural>[^\d\-#]{1,8}(?:自然村|自然屯|小村|[屯营庄沟窑湾坪岗台梁滩店堡铺寨坝岭村]|营子|营盘|圪旦|圪堵|浩特|艾里|独贵龙|牧点|井子|房子))(?=\d|-|$)"
)
_GROUP = re.compile(r"(?P<group>\d+|[东西南北上中下前后])[组队社]")
_HAMLET = re.compile(r"[^\d\-#()第]{1,6}(?=\d)(?!\d+家)")
_HOUSE = re.compile(
    r"-?(?:平房)?(?:(?P<group>\d+)-)?(?P<house>[甲乙丙]?\d+(?:-\d+)?[A-Za-z]?(?:附\d+)?)(?P<plate>号院?|户|#|室)?(?:平房)?$"
)
_LANE = re.compile(r"(?P<road>[^\d\-#]{0,8}?\d*(?:巷|街|路|胡同|道))(?=\d)")
_TOWN_SIGNS = re.compile(
    r"单元|号楼|[栋幢座]|#\d|\d#|小区|公寓|[东西南北A-Za-z\d]楼|\d-\d{1,2}-\d{2}|新村\d+-\d{3}|花园|家属|宿舍"
)
_SIDE = "(?:[东西中左右](?:户|手|边)?)?"
_DASHED = re.compile(
    rf"(?P<building>[A-Za-z]?\d+[A-Za-z]?)-(?:(?P<unit>\d{{1,2}})-)?(?P<room>\d+(?:-\d+)?[A-Za-z]?{_SIDE})"
)
_SENTENCE = re.compile(r"\d号(?!院)|\d-\d|[()#]|对面|附近|旁|隔壁|斜对|后面|前面|交叉|路口|以[东西南北]|[东西南北]侧")
_TEAM_SIGN = re.compile(r"[\d东西南北上中下前后][组队社](?![\w]*[路街区])")
_LONG_ROOM = 3
_LONE_NUMBER = re.compile(r"\d{1,2}号?|\d{3}号")  # the number of a house, not of a room


@lru_cache(maxsize=4096)
def take_apart(text: str) -> Address:
    """Take an address apart as it is written; what is not understood is `rest`, then known is False."""
    plain = _plain(text or "")
    notes = "、".join(filter(None, _NOTE.findall(plain))) if "(" in plain else ""
    bare = _NOTE.sub("", plain) if notes else plain
    no_plate = _NO_PLATE.search(plain) is not None
    bare = _NO_PLATE.sub("", bare) if no_plate else bare
    notes = _NO_PLATE.sub("", notes) if no_plate and notes else notes
    region = _region(bare)
    body = bare[len(region) :]
    address = _rural(body) if _is_rural(body) else _urban(body)
    if not body and (region or no_plate):
        address = Address(known=no_plate)
    return replace(address, region=region, rest=address.rest + notes, known=address.known)


def _region(bare: str) -> str:
    """Give the administrative names that stand before the address."""
    found = _REGION.match(bare)
    return found[0] if found else ""


def _is_rural(body: str) -> bool:
    """Say whether what follows the region is a village's address: a village or team, and no block of flats."""
    if _TOWN_SIGNS.search(body):
        return False
    if _VILLAGE.match(body) or _TEAM_SIGN.search(body):
        return True
    found = _NATURAL.match(body)
    return found is not None and (found.end() == len(body) or _HOUSE.match(body, found.end()) is not None)


def _rural(body: str) -> Address:
    """Take 村、自然村、组、号 apart."""
    village = _VILLAGE.match(body)
    rest = body[village.end() :] if village else body
    group = _GROUP.search(rest)
    before = rest[: group.start()] if group else ""
    after = rest[group.end() :] if group else rest
    natural, lane, after = _places(before, after)
    house = _HOUSE.fullmatch(after)
    left = "" if house else after.strip("-")
    team, door = _team(group, house)
    return Address(
        village=village["village"] if village else "",
        natural_village=natural,
        road=lane,
        group=team,
        house=door,
        kind=AddressKind.RURAL,
        rest=left,
        known=not left,
    )


def _team(group: re.Match[str] | None, house: re.Match[str] | None) -> tuple[str, str]:
    """Give group and house: 3-12 is 3组12号; 12-3号, or 12-3 after a named group, is a house with its annex."""
    first, door = (house["group"] or "", house["house"]) if house else ("", "")
    annexed = first and house is not None and (group is not None or (house["plate"] or "").startswith("号"))
    door = f"{first}-{door}" if annexed else door
    return (group["group"] if group else "" if annexed else first), door


def _places(before: str, after: str) -> tuple[str, str, str]:
    """Give the natural village, the lane and what is left, of the words before and after the group."""
    lane = ""
    if before:
        return before, lane, after
    natural = _NATURAL.match(after)
    if natural and not _LANE.match(after):
        return natural["natural"], lane, after[natural.end() :]
    found = _LANE.match(after)
    if found:
        return "", found["road"], after[found.end() :]
    hamlet = _HAMLET.match(after)
    if hamlet and not _SENTENCE.search(hamlet[0]):
        return hamlet[0], lane, after[hamlet.end() :]
    return "", lane, after


def _urban(body: str) -> Address:
    """Take 路、号、小区、栋、单元、室 apart."""
    road = _ROAD.match(body) or _YARD.match(body)
    rest = body[road.end() :].removeprefix("-") if road else body
    before = None if road else _ROAD_BEFORE.match(body)
    if before:
        rest = body[before.end() :]
    door = _DOOR.search(rest)
    estate = rest[: door.start()].strip("-") if door else rest
    named = road or before
    found = _flat(door) if door else {}
    if door and not road and _LONE_NUMBER.fullmatch(door[0]):
        return _judged(Address(estate, before["road"] if before else "", found["room"], kind=AddressKind.URBAN))
    return _judged(
        Address(
            estate=estate,
            road=named["road"] if named else "",
            number=_number(road) if road else "",
            building=found.get("building", ""),
            unit=found.get("unit", ""),
            floor=found.get("floor", ""),
            room=found.get("room", ""),
            kind=AddressKind.URBAN,
        )
    )


def _number(road: re.Match[str]) -> str:
    """Give the number in a road, 12附3 with its annex."""
    return road["number"] + (f"附{road['more']}" if road["more"] else "")


def _flat(door: re.Match[str]) -> dict[str, str]:
    """Give building, unit, floor and room; 3-2-1001 and 3#2-1001 are cut by their dashes."""
    parts = {key: door[key] or "" for key in ("building", "unit", "floor")}
    room = re.sub(r"(?<=[\dA-Za-z])(?:室|号|户|房)", "", door["room"] or "")
    parts["building"] = parts["building"] or door["rows"] or ""
    if _is_storey(parts["building"], door[0], room):
        return {**parts, "building": "", "floor": parts["building"], "room": room}
    if "-" in room and not parts["unit"] and not parts["floor"] and not door["rows"]:
        return _undashed(parts, room)
    return {**parts, "room": room}


def _is_storey(building: str, door: str, room: str) -> bool:
    """Say whether 5楼501 means the fifth floor: the room repeats it."""
    return door == f"{building}楼{room}" and room.startswith(building) and len(room) == len(building) + 2


def _undashed(parts: dict[str, str], room: str) -> dict[str, str]:
    """Cut 3-2-1001, 3-1001, 2-1001 after a building; 10-1 after a building alone stays floor and door."""
    first, _, tail = room.partition("-")
    if parts["building"]:
        whole = "-" not in tail and len(tail.rstrip("ABCDabcd")) < _LONG_ROOM
        return {**parts, "room": room} if whole else {**parts, "unit": first, "room": tail}
    dashed = _DASHED.fullmatch(room)
    if dashed:
        return {**parts, "building": dashed["building"], "unit": dashed["unit"] or "", "room": dashed["room"]}
    return {**parts, "room": room}


def _judged(address: Address) -> Address:
    """Say whether an urban address is understood."""
    door = address.building or address.unit or address.floor or address.room
    odd = _SENTENCE.search(address.estate) is not None
    if not door and not address.number:
        return Address(rest=address.estate or address.road)
    if odd:
        return replace(address, estate="", rest=address.estate)
    return replace(address, known=True)


# -- order and door text -----------------------------------------------------------------------------------------

_RUN = re.compile(r"\d+")
_FLAT_NUMBER = re.compile(
    rf"(?:(?P<floor>\d{{1,2}})-(?P<door>\d{{1,2}})|(?P<level>\d{{1,2}})(?P<last>\d\d))(?P<side>[A-Za-z]?{_SIDE})"
)
_UNDERSTOOD, _LAST = "0/", "1/"


def _natural(part: str) -> str:
    """Pad the numbers of a part so that plain text sorts them as numbers."""
    return _RUN.sub(lambda run: run[0].zfill(6), part.replace("-", "_")).upper()  # "-" would sort 12-1 before 12


def _storey(address: Address) -> tuple[str, str]:
    """Give floor and door of a flat: 10-1 and 1001 are both floor 10, door 1."""
    found = _FLAT_NUMBER.fullmatch(address.room)
    if found is None:
        return address.floor, address.room
    floor, door = found["floor"] or found["level"], found["door"] or found["last"]
    if address.floor not in ("", floor):
        return address.floor, address.room
    return floor, str(int(door)) + found["side"]


def door_key(address: Address) -> str:
    """Give the text that sorts doors as one walks: estate or road, building, unit, floor, door; 村, 组, 号.

    Whether the road before an estate is written or not does not part its doors. What is not understood sorts last.
    """
    if address.kind is AddressKind.RURAL:
        team = (address.village, address.natural_village, address.road, address.group, address.house, address.rest)
        return _UNDERSTOOD + "/".join(map(_natural, team))
    floor, door = _storey(address)
    flat = (address.building, address.unit, floor, door)
    if address.kind is AddressKind.NONE:
        return _LAST + _natural(address.rest)
    if address.estate:
        return _UNDERSTOOD + "/".join(
            map(_natural, (address.estate, *flat, address.road, address.number, address.rest))
        )
    place = address.road if address.known else address.rest or address.road
    return _UNDERSTOOD + "/".join(map(_natural, (place, address.number, *flat, address.rest)))


@lru_cache(maxsize=4096)
def door_of(text: str) -> str | None:
    """Give the door that an address means, however it is written; None where it is not understood."""
    address = take_apart(text)
    return door_key(address) if address.known and door_text(address) else None


def door_text(address: Address) -> str:
    """Write a door for a sheet that is carried: 14栋2单元1602室, or 3组12号; no estate, road or village."""
    if address.kind is AddressKind.RURAL:
        team = f"{address.group}组" if address.group else ""
        return team + (f"{address.house}号" if address.house else "")
    lone = f"{address.number}号" if address.number and not address.building else ""
    building = f"{address.building}栋" if address.building[-1:].isalnum() and address.building.isascii() else ""
    if address.building and not building:
        building = address.building if address.building.endswith(("排", "房")) else f"{address.building}楼"
    unit = f"{address.unit}单元" if address.unit else ""
    floor = f"{address.floor}层" if address.floor else ""
    room = address.room + _ending(address) if address.room else ""
    return lone + building + unit + floor + room


def _ending(address: Address) -> str:
    """Give the word after a room: none for 东户, 号 in a row of cottages, else 室."""
    if address.room.endswith(("户", "手", "边", "东", "西", "中", "左", "右")):
        return ""
    return "号" if address.building.endswith(("排", "房")) else "室"
