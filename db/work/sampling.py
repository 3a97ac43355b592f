"""Invented people for samples, practice and tests: drawn by seed, sound in every number, nobody's real data."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from db.books import BOOKS
from db.store.store import Store
from db.words.days import age_on
from db.work.taking import RawRow, take_in

PRACTICE_PASSWORD = "demo-练习-2026"  # noqa: S105 - the practice office holds invented people only
PRACTICE_NAME, PRACTICE_CODE = "丁香社区（练习）", "150102402001"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
COUNTIES = ("150102", "150103", "150104", "150105", "150121", "150122", "150202", "150203", "140203", "130705")
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "欧阳单仇解"
)
WOMEN = (
    "秀英 桂兰 玉珍 素芬 凤英 玉兰 淑珍 桂英 秀兰 玉梅 淑英 春梅 "
    "凤兰 秀珍 桂芝 淑华 玉华 兰英 翠花 月娥 素珍 金花 玉莲 秀芳 淑琴"
).split()
MEN = (
    "建国 德明 永福 福生 国庆 文华 玉山 振华 志强 长生 有才 宝山 "
    "春生 金山 万福 得胜 占魁 连生 树林 庆丰 存喜 根旺 满仓 兆祥 树德"
).split()
STEPPE = {
    "女": "乌云其木格 阿柔娜 娜仁·托娅 其其格·玛 萨仁高娃 斯琴·图雅".split(),
    "男": "苏德毕力格 巴图·孟和 额尔敦·巴特尔 哈斯·朝鲁".split(),
}
RARE = ("𬭎", "㛃", "喆", "𬍛", "䶮", "頔", "堃", "祎", "翀", "珺")
GRIDS = ("第一网格", "第二网格", "第三网格", "第四网格", "第五网格", "第六网格", "第七网格", "第八网格")
RURAL = GRIDS[7]
ESTATES = ("丁香苑", "青山小区", "铁路宿舍", "统建楼", "桥靠小区", "毛纺厂家属院", "兴安花园")
TAGS = ("独居", "空巢", "失能", "特困", "低保", "残疾", "计生特殊家庭", "半失能", "失智", "留守")
HEALTH = (
    "良好",
    "高血压",
    "糖尿病",
    "冠心病，长期服药",
    "腿脚不便，需助行器",
    "听力减退",
    "脑梗后遗症，右侧肢体活动差",
    "一般",
)
KIN = ("儿子", "女儿", "长子", "次女", "配偶", "孙子", "侄子")


TURNING = {10: 80, 11: 90, 12: 100}
"""Which of the elders drawn fills how many years next month."""


@dataclass(frozen=True)
class Sample:
    """One invented person, as a sheet would tell; texts, with dates as days."""

    name: str
    sex: str
    birth: date
    id_number: str
    phone: str
    grid: str
    address: str
    ethnic: str
    tags: tuple[str, ...] = ()
    health: str = ""
    keeper: str = ""
    last_visit: date | None = None
    contact: tuple[str, str, str] | None = None
    role: str = ""


def identity_number(county: str, birth: date, sequence: int) -> str:
    """Return a number with a right check character (GB 11643). sequence: 3 digits, odd for men."""
    body = f"{county}{birth:%Y%m%d}{sequence:03}"
    return body + CHECKS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True)) % 11]


class Drawing:
    """Draws people by seed; no number is drawn twice."""

    def __init__(self, seed: int, today: date) -> None:
        """Begin with a seed; ages are those of the day."""
        self.random = random.Random(seed)
        self.today = today
        self.taken: set[str] = set()
        self.keepers: dict[str, list[str]] = {}

    def name(self, sex: str) -> tuple[str, str]:
        """Return a name and an ethnic group."""
        chance = self.random.random()
        if chance < 0.06:
            return self.random.choice(STEPPE[sex]), "蒙古族"
        surname = self.random.choice(SURNAMES)
        surname = "欧阳" if surname in "欧阳" else surname
        if chance < 0.09:
            return f"{surname}{self.random.choice(RARE)}", "汉族"
        given = self.random.choice(WOMEN if sex == "女" else MEN)
        return f"{surname}{given}", self.random.choice(("汉族", "汉族", "汉族", "汉族", "蒙古族", "回族", "满族"))

    def number(self, sex: str, birth: date) -> str:
        """Return an identity number nobody of this drawing has."""
        while True:
            sequence = self.random.randrange(1, 499) * 2 + (sex == "男")
            found = identity_number(self.random.choice(COUNTIES), birth, sequence)
            if found not in self.taken:
                self.taken.add(found)
                return found

    def phone(self) -> str:
        """Return a mobile number of a prefix that is not in use, or a landline."""
        if self.random.random() < 0.08:
            return f"0471-{self.random.randrange(2000000, 6999999)}"
        return f"1{self.random.choice(('38', '39', '50', '86', '33'))}{self.random.randrange(10**8):08}"

    def address(self, grid: str) -> str:
        """Return an address as the grid's people write it: rural by group and house, else by building."""
        pick = self.random.randrange
        if grid == RURAL:
            return f"哈拉更村{pick(1, 7)}组{pick(1, 60)}号"
        estate = ESTATES[GRIDS.index(grid)]
        building, unit, room = pick(1, 13), pick(1, 5), pick(1, 7) * 100 + pick(1, 4)
        return f"{estate}{building}号楼{unit}单元{room}"

    def elder(self, grid: str) -> Sample:
        """Draw one elder of 65 to 99."""
        sex = self.random.choice("男女女")
        age = min(99, 65 + int(self.random.expovariate(1 / 9)))
        birth = self.today - timedelta(days=int(age * 365.25) + self.random.randrange(1, 364))
        name, ethnic = self.name(sex)
        tags = tuple(self.random.sample(TAGS, self.random.choice((0, 0, 1, 1, 1, 2))))
        visit = self.today - timedelta(days=self.random.randrange(1, 120)) if self.random.random() < 0.7 else None
        keepers = self.keepers.get(grid, [])
        kin = (f"{name[0]}{self.random.choice(MEN + WOMEN)}", self.random.choice(KIN), self.phone())
        return Sample(
            name=name,
            sex=sex,
            birth=birth,
            id_number=self.number(sex, birth),
            phone=self.phone(),
            grid=grid,
            address=self.address(grid),
            ethnic=ethnic,
            tags=tags,
            health=self.random.choice(HEALTH),
            keeper=self.random.choice(keepers) if keepers else "",
            last_visit=visit,
            contact=kin if self.random.random() < 0.8 else None,
        )

    def members(self) -> list[Sample]:
        """Draw three members for each grid: leader, worker, building head."""
        found = []
        names: set[str] = set()
        for grid in GRIDS:
            for role in ("网格长", "网格员", "楼栋长"):
                sex = self.random.choice("男女")
                name, ethnic = self.name(sex)
                while name in names:
                    name, ethnic = self.name(sex)
                names.add(name)
                birth = self.today - timedelta(days=self.random.randrange(26 * 365, 60 * 365))
                found.append(
                    Sample(name, sex, birth, self.number(sex, birth), self.phone(), grid, "", ethnic, role=role)
                )
                if role != "楼栋长":
                    self.keepers.setdefault(grid, []).append(name)
        return found

    def elders(self, count: int) -> Iterator[Sample]:
        """Draw elders, grid by grid in turn."""
        for number in range(count):
            yield self.elder(GRIDS[number % len(GRIDS)])


def raw_of(sample: Sample) -> dict[str, object]:
    """Return a person as raw values by column key."""
    raw: dict[str, object] = {
        "name": sample.name,
        "sex": sample.sex,
        "id_number": sample.id_number,
        "phone": sample.phone,
        "area": sample.grid,
        "address": sample.address,
        "ethnic": sample.ethnic,
        "tags": "、".join(sample.tags),
        "health": sample.health,
        "responsible": sample.keeper,
        "last_visit": sample.last_visit,
    }
    if sample.contact:
        raw["contact_name"], raw["contact_relation"], raw["contact_phone"] = sample.contact
    if sample.role:
        raw["role"] = sample.role
    return {key: value for key, value in raw.items() if value}


def found_people(store: Store, count: int, seed: int) -> int:
    """Put 24 invented members and so many elders into an office; return how many people came in."""
    drawing = Drawing(seed, store.clock.today())
    keys = BOOKS["grid_members"].catalogue()
    members = [{key: value for key, value in raw_of(one).items() if key in keys} for one in drawing.members()]
    with store.write("练习数据：网格队伍") as writer:
        came = take_in(writer, BOOKS["grid_members"], [RawRow(n, row) for n, row in enumerate(members, 2)], "练习数据")
    drawn = _turning(drawing, drawing.elders(count))
    rows = (RawRow(n, raw_of(one)) for n, one in enumerate(drawn, 2))
    with store.write("练习数据：老年人台账") as writer:
        elders = take_in(writer, BOOKS["elders"], rows, "练习数据")
    return came.added + elders.added


def _turning(drawing: Drawing, elders: Iterable[Sample]) -> Iterator[Sample]:
    """Let three of the elders fill 80, 90 and 100 years next month, so that the lists of allowances show somebody."""
    month = (drawing.today.replace(day=1) + timedelta(days=32)).replace(day=1)
    for place, one in enumerate(elders):
        if place in TURNING:
            birth = month.replace(year=month.year - TURNING[place], day=2 + place)
            yield replace(one, birth=birth, id_number=drawing.number(one.sex, birth))
        else:
            yield one


def age_of(sample: Sample, day: date) -> int:
    """Return a sample's completed years."""
    return age_on(sample.birth, day)
