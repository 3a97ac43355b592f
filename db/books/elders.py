"""老年人台账: people of 65 and over, with tags, class, last visit, keeper and first contact (practice P9).

Add a column to this book = one line in COLUMNS.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_

from db.books.book import Book, Column, Terms
from db.books.due import DueState, due_is, due_states, due_today, due_today_is
from db.books.people_columns import (
    CARE,
    ELDER_AGE,
    HOME,
    age,
    age_is,
    birth,
    contact_part,
    contacts,
    cycle,
    incomplete,
    last_visit,
    risk_class,
    tag_is,
    tags,
)
from db.books.people_rows import (
    CONTACT_KEYS,
    PLAN_KEYS,
    address_of,
    person_of,
    settle_days,
    settle_identity,
    tags_of,
    warn,
)
from db.books.rhythm import in_difficulty, years_before
from db.books.taken import Taken
from db.ledgers.care import Cycle, RiskClass
from db.ledgers.happenings import Absence, LifeEvent
from db.ledgers.people import Contact, Person, PersonStatus, PersonTag, Tag
from db.words.clean import Cleaned, Rules
from db.words.days import age_on
from db.words.field import L2, L3, Kind

SPLIT_ADDRESS = (
    Column("estate", kind=Kind.TEXT, label="小区名称", aliases=("小区", "所在小区"), only_taken=True),
    Column("building", kind=Kind.TEXT, label="楼栋", aliases=("楼栋单元", "楼号", "栋号", "楼栋号"), only_taken=True),
    Column("unit", kind=Kind.TEXT, label="单元", aliases=("单元号",), only_taken=True),
    Column("room", kind=Kind.TEXT, label="房号", aliases=("房间号", "门牌", "门牌号", "室号", "室"), only_taken=True),
)
YES_NO_TAGS = tuple(
    Column(f"is_{tag.value}", kind=Kind.FLAG, label=f"是否{tag.label}", aliases=(tag.label,), only_taken=True)
    for tag in Tag
)

PERSON_COLUMNS = (
    Column("former_name", "former_name", shown=False),
    Column("pinyin", "pinyin", shown=False, take=False),
    Column("id_type", "id_type", shown=False),
    Column("id_number", "id_number"),
    Column("birth_date", "birth_date"),
    Column("birth_is_lunar", "birth_is_lunar", shown=False),
    Column("birth_precision", "birth_precision", shown=False, take=False),
    Column("ethnic", "ethnic"),
    Column("political", "political", shown=False),
    Column("education", "education", shown=False),
    Column("marital", "marital", shown=False),
    Column("native_place", "native_place", shown=False),
    Column("occupation", "occupation", shown=False),
    Column("occupation_kind", "occupation_kind", shown=False),
    Column("workplace", "workplace", shown=False),
    Column("phone2", "phone2", shown=False),
    Column("hukou_area", "hukou_area", shown=False),
    Column("hukou_address", "hukou_address", shown=False),
    Column("residence_same", "residence_same", shown=False),
    Column("household_no", "household_no", shown=False),
    Column("head_relation", "head_relation", shown=False),
    Column("language_need", "language_need", shown=False),
    Column("health", "health", shown=False),
    Column("income", "income", shown=False),
    Column("family_income", "family_income", shown=False),
    Column("left_behind_kind", "left_behind_kind", shown=False),
    Column("inflow_reason", "inflow_reason", shown=False),
    Column("housing_kind", "housing_kind", shown=False),
    Column("permit_kind", "permit_kind", shown=False),
    Column("permit_number", "permit_number", shown=False),
    Column("permit_until", "permit_until", shown=False),
    Column("attention", "attention", shown=False),
    Column("religion", "religion", shown=False),
    Column("composition", "composition", shown=False),
    Column("hardship", "hardship", shown=False),
    Column("support", "support", shown=False),
    Column("service_book", "service_book", shown=False),
    Column("status", "status", shown=False),
    Column("note", "note", shown=False),
)
AREA_ALIASES = ("网格", "网格名称", "所属网格", "所在网格", "归属网格", "责任网格", "责任区", "管理区", "片区", "管片")
ADDRESS_ALIASES = (
    "居住地址", "现住址", "现住地详址", "现住门（楼）详址", "现居地址", "家庭住址", "家庭地址", "具体住址", "常住地址",
    "居住详址", "现居住地", "现住地址", "居住地",
)  # fmt: skip

COLUMNS = (
    Column("name", "name", ordered="pinyin"),
    Column("sex", "sex"),
    Column("age", kind=Kind.COUNT, label="年龄", aliases=("周岁",), width=3, expression=birth, show=age, where=age_is,
           newest_first=True),
    Column("tags", kind=Kind.CODES, label="类别", codes="tag", width=8, privacy=L3, fill=tags, where=tag_is,
           aliases=("老人类型", "人员类型", "人员类别", "老人类别", "特殊人群", "重点人群类别", "人群类别", "类型")),
    Column("area", "area.code", label="网格", codes="area", width=6, aliases=AREA_ALIASES),
    Column("address", "dwelling.full_address", ordered="dwelling.door_key", aliases=ADDRESS_ALIASES),
    Column("phone", "phone"),
    Column("last_visit", kind=Kind.MOMENT, label="上次走访", width=6, expression=last_visit,
           aliases=("走访日期", "探访日期", "上次走访日期", "最近走访日期", "最近走访", "上次走访时间")),
    Column("responsible", "keeper.name", label="责任人", width=5,
           aliases=("网格员", "走访人", "包联干部", "包户人", "包联人", "帮扶人姓名", "社区责任人", "责任网格员")),
    Column("living", "living", aliases=("居住情况", "居住方式", "居住")),
    Column("risk_class", kind=Kind.CHOICE, choice=RiskClass, label="风险等级", width=5, expression=risk_class,
           aliases=("关注等级",)),
    Column("cycle", kind=Kind.CHOICE, choice=Cycle, label="周期", width=5, expression=cycle,
           aliases=("探访周期", "走访周期", "走访频次", "探访频次")),
    Column("due_state", kind=Kind.CHOICE, choice=DueState, label="应访状态", width=5, fill=due_states,
           where=due_is, take=False),
    Column("due_today", kind=Kind.FLAG, label="今日应走访", width=5, fill=due_today, where=due_today_is, take=False,
           shown=False),
    Column("contact_name", kind=Kind.NAME, label="联系人", width=5, fill=contacts,
           show=contact_part(0),
           aliases=("联系人姓名", "紧急联系人", "家属姓名", "子女姓名", "监护人", "监护人姓名", "赡养人")),
    Column("contact_relation", kind=Kind.CODE, codes="kinship", label="与本人关系", width=5, fill=contacts,
           show=contact_part(1),
           aliases=("联系关系", "关系", "与老人关系", "与本人的关系")),
    Column("contact_phone", kind=Kind.PHONE, label="联系人电话", width=8, privacy=L2, fill=contacts,
           show=contact_part(2),
           aliases=("紧急联系电话", "家属电话", "监护人电话", "紧急联系人电话", "子女电话", "家属联系电话")),
    *(Column(key, f"plan.{key}", shown=False) for key in ("ability_level", "ability_score", "assessed_on", "assessor")),
    Column("allowance_category", "plan.allowance_category", shown=False),
    Column("in_difficulty", kind=Kind.FLAG, label="特殊困难", width=4, take=False, shown=False,
           expression=lambda terms: in_difficulty(terms, terms.today)),
    Column("incomplete", kind=Kind.FLAG, label="资料不全", width=4, expression=incomplete, take=False, shown=False),
    *PERSON_COLUMNS,
    *SPLIT_ADDRESS,
    *YES_NO_TAGS,
)  # fmt: skip


FORM = (
    (
        "基本信息",
        (("id_number",), ("name", "sex"), ("birth_date", "age"), ("phone",), ("area", "household_no"),
         ("address",), ("living", "status"), ("tags",), ("responsible", "cycle"), ("health",), ("note",)),
    ),
    (
        "家庭与联系人",
        (("contact_name", "contact_relation"), ("contact_phone",), ("head_relation", "marital"), ("hukou_address",),
         ("residence_same",)),
    ),
    (
        "更多",
        (("birth_is_lunar", "ethnic"), ("language_need",), ("political", "education"), ("native_place", "occupation"),
         ("workplace",),
         ("phone2",), ("income", "family_income"), ("left_behind_kind", "occupation_kind"),
         ("inflow_reason", "housing_kind"), ("permit_kind", "permit_until"), ("permit_number", "attention"),
         ("religion", "composition"), ("hardship",), ("support",), ("service_book",),
         ("ability_level", "risk_class"), ("ability_score", "assessed_on"), ("assessor",), ("allowance_category",),
         ("former_name", "id_type")),
    ),
)  # fmt: skip


def is_elder(terms: Terms) -> ColumnElement[bool]:
    """Say who is in the book: 65 or more on the day, living here or away for a while."""
    return and_(
        Person.birth_date <= years_before(terms.today, ELDER_AGE),
        Person.status.in_((PersonStatus.LIVING_HERE, PersonStatus.AWAY)),
    )


def take_person(cleaned: Cleaned, rules: Rules) -> Taken:
    """Sort one row by ledger; what contradicts the identity number is reported in `cleaned`."""
    settle_days(cleaned)
    settle_identity(cleaned, rules)
    values = cleaned.values
    address = address_of(values)
    tag_codes, tags_said = tags_of(values)
    placement: dict[str, Any] = {key: values[key] for key in ("living", "household_no", "status") if key in values}
    return Taken(
        person=person_of(values),
        area=values.get("area"),
        address=address,
        placement=placement,
        tags=tag_codes,
        tags_said=tags_said,
        contact=_renamed(values, CONTACT_KEYS),
        plan={key: values[key] for key in PLAN_KEYS if key in values},
        keeper=values.get("responsible"),
        visit={"at": values["last_visit"]} if "last_visit" in values else {},
    )


def take_elder(cleaned: Cleaned, rules: Rules) -> Taken:
    """Sort one row of an elder sheet: who is not yet old enough comes in as a person, which is told."""
    told = next((key for key in ("id_number", "birth_date", "age") if key in cleaned.values), "name")
    said = cleaned.values.get(told)
    taken = take_person(cleaned, rules)
    birth = cleaned.values.get("birth_date")
    if birth is not None and birth > years_before(rules.today, ELDER_AGE):
        reason = f"未满 {ELDER_AGE} 岁（{age_on(birth, rules.today)} 岁），已按人员收入，不列入老年人台账，请核对。"
        warn(cleaned, told, said, reason)
    return taken


def _renamed(values: dict[str, Any], keys: dict[str, str]) -> dict[str, Any]:
    return {to: values[key] for key, to in keys.items() if key in values}


ELDERS = Book(
    "elders",
    "老年人台账",
    Person,
    COLUMNS,
    joins=(*HOME, *CARE),
    where=is_elder,
    order=("pinyin",),
    chips=(
        ("tags", "lives_alone"),
        ("tags", "empty_nest"),
        ("tags", "disabled_ability"),
        ("tags", "extreme_poverty"),
        ("age", "80+"),
        ("due_state", "overdue"),
        ("incomplete", "1"),
    ),
    take=take_elder,
    form=FORM,
    children=(("家庭与联系人", Contact), ("更多", PersonTag), ("更多", Absence), ("更多", LifeEvent)),
    related=(("走访", "visits"),),
    person="id",
    noun="老人",
    unit="人",
    picture="elder",
)
PEOPLE = Book(
    "people",
    Person.label,
    Person,
    COLUMNS,
    joins=(*HOME, *CARE),
    order=("pinyin",),
    take=take_person,
    person="id",
)
