"""The headings, codes and keys that the field uses (as published lists print them) are all known to the importer."""

import csv

import pytest

from db.books import BOOKS
from db.ledgers import LEDGERS
from db.ledgers.codes import CHOICE_SETS
from db.ledgers.people import Tag
from db.ledgers.record import fields_of
from db.places import RESOURCES
from db.words.checks import is_empty, read_flag
from db.words.clean import NOTHING_SPECIAL
from desktop.sheets.proposing import known_headings
from desktop.sheets.read import folded

HEADINGS = {
    "name": "姓名 老人姓名 居民姓名 户主姓名 当事人姓名 诉求人姓名 成员姓名 网格员姓名 名字",
    "health": "健康状况 身体状况 身体概述",
    "id_number": "身份证号 身份证号码 公民身份号码 公民身份证号 身份号码 证件号码 证件号 居民身份证 当事人证件号 主要当事人证件号码",
    "sex": "性别 主要当事人性别",
    "birth_date": "出生日期 出生年月 出生年月日 生日",
    "age": "年龄 周岁",
    "phone": "联系电话 联系方式 电话 手机 手机号 手机号码",
    "phone2": "住宅电话 固定电话 座机 备用电话",
    "contact_phone": "紧急联系电话 家属电话 联系人电话",
    "address": "居住地址 现住址 现住地详址 现住门（楼）详址 现居地址 家庭住址 家庭地址 住址 具体住址 常住地址 居住详址",
    "hukou_address": "户籍地址 户籍地详址 户籍门（楼）详址 户籍详址 户籍所在地",
    "area": "网格 网格名称 所属网格 所在网格 归属网格 责任网格 责任区 管理区 片区 管片",
    "building": "楼栋 楼栋单元 楼号",
    "unit": "单元号",
    "room": "房间号 门牌 房号 室号",
    "estate": "小区名称",
    "responsible": "网格员 走访人 责任人 包联干部 帮扶人姓名",
    "tags": "老人类型 人员类型 人员类别 特殊人群 重点人群类别",
    "living": "居住 居住情况",
    "is_lives_alone": "是否独居",
    "is_empty_nest": "是否空巢",
    "is_disabled_ability": "是否失能",
    "is_minimum_living": "是否低保",
    "is_disability": "是否残疾",
    "language_need": "涉及蒙语",
    "occupation_kind": "职业类别",
    "inflow_reason": "流入原因",
    "housing_kind": "住所类型",
    "permit_kind": "办证类型",
    "permit_until": "证件到期日期",
    "left_behind_kind": "留守人员类型",
    "family_income": "家庭年收入",
}
NAMES = HEADINGS["name"] + " 当事人"
PHONES = f"{HEADINGS['phone']} {HEADINGS['phone2']}"
MATTER = {
    "name": NAMES,
    "id_number": HEADINGS["id_number"],
    "phone": PHONES,
    "address": HEADINGS["address"],
    "area": HEADINGS["area"],
    "handler": "网格员 走访人 巡查人 排查人员 责任人 包联干部 承办人 受理人 帮扶人姓名",
    "content": "纠纷简要情况 基本情况 事件简述 诉求内容 问题描述 发现问题 上访人员诉求",
    "measures": "处理措施 落实措施 整改建议 处理情况办法",
    "due_on": "化解时限 化解期限 办结时限 完成期限 整改期限",
    "raised_on": "登记日期 巡查日期 上访时间",
    "resolved_on": "完成日期 结案时间",
    "accepted_on": "受理时间",
    "headcount": "上访人数",
    "team": "责任单位",
    "leader": "包案领导",
    "no": "案号",
    "subject": "议题 案由",
    "note": "备注",
}
"""What any sheet of matters says, by column; 案由 is the title, and the type besides where it names one."""
IN_BOOKS = {
    "visits": {
        "doers": "走访人 探访人姓名 巡查人 排查人员 帮扶人姓名 调查人",
        "at": "走访日期 探访日期 时间 调查日期",
        "content": "走访内容",
        "needs": "存在问题 问题",
        "measures": "处理措施 帮扶情况 帮扶措施",
        "next_due": "下次走访日期",
        "minutes": "探访时长(分钟)",
        "kind": "探访类型",
        "reached": "状态",
    },
    "matters": MATTER | {
        "category": "诉求类型 问题类型 事件类别 巡查项目",
        "result": "处理结果 整改结果 协商结果",
        "outcome": "结案方式 化解情况",
        "place": "地点 巡查区域 巡查楼栋 排查区域/单位 上访发生地点",
        "rechecked_by": "复查人",
        "rechecked_on": "复查日期",
        "satisfaction": "满意度",
        "feedback": "反馈结果",
    },
    "disputes": MATTER | {
        "respondent": "被申请人",
        "sex": "性别 主要当事人性别",
        "mediator": "调解员",
        "dispute_type": "纠纷类型 矛盾纠纷类型 案件类型 事件类别 诉求类型 问题类型",
        "outcome": "处理结果 化解结果 化解情况 结案方式",
        "result": "整改结果 协商结果",
        "raised_on": "排查时间 排查日期 登记日期",
        "measures": "化解措施 处理措施",
        "headcount": "涉及人数",
        "place": "纠纷地点",
        "risk": "风险等级",
        "steady": "是否稳控",
    },
    "grid_members": {
        "area": HEADINGS["area"],
        "grid_code": "网格编号",
        "scope_text": "网格范围",
        "households": "户数",
        "population": "人口 居民总数",
        "role": "职务",
        "since": "上岗时间",
        "education": "文化程度 学历",
    },
    "allowances": {"category": "类别", "until": "停止时间", "stop_reason": "停止原因", "back_from": "补发时间"},
    "activities": {
        "theme": "议题",
        "at": "会议日期",
        "place": "会议地点",
        "host": "主持人",
        "recorder": "记录人",
        "explained": "议题说明",
        "opinions": "各方意见",
        "agreed": "协商结果",
        "measures": "落实措施",
    },
    "tags": {"tag": "老人类型 人员类型 人员类别 特殊人群 重点人群类别", "level": "残疾等级 低保类型"},
    "contacts": {"name": "联系人姓名 监护人姓名", "phone": "紧急联系电话 家属电话 联系人电话 监护人电话",
                 "kinship": "联系关系 与老人关系"},
}  # fmt: skip
"""The headings of other lists than those of people, by book and column."""
KIN = ("01", "10", "20", "30", "40", "50", "60", "70", "99")
"""What the nine digits of the short kinship list mean in the long one."""
SIZES = {
    "ethnic": 58, "marital": 8, "political": 13, "education": 24, "kinship": 44, "id_type": 7, "dispute_type": 18,
    "dispute_class": 17, "dispute_village": 6, "dispute_scale": 3, "warning_level": 3, "event_level": 4,
    "errand_item": 8, "special_service": 4, "programme_method": 7, "allowance": 4, "allowance_stop": 10,
    "allowance_back_pay": 4, "inflow_reason": 10, "housing_kind": 8, "permit_kind": 3, "hazard_kind": 6,
    "attention_level": 4, "care_kind": 6, "unit_tier": 6, "left_behind_kind": 3, "patrol_team_kind": 5,
}  # fmt: skip
"""How many values each published set has at least; the office adds its own."""


def understood(book: str, headings: str) -> dict[str, str | None]:
    """Return the column that the importer finds for each heading."""
    known = known_headings(BOOKS[book])
    return {heading: known.get(folded(heading)) for heading in headings.split()}


@pytest.mark.parametrize("key", HEADINGS)
def test_every_heading_of_the_field_means_its_column(key: str) -> None:
    assert understood("elders", HEADINGS[key]) == dict.fromkeys(HEADINGS[key].split(), key)


@pytest.mark.parametrize("book", IN_BOOKS)
def test_every_heading_of_other_lists_means_its_column(book: str) -> None:
    wanted = {heading: key for key, headings in IN_BOOKS[book].items() for heading in headings.split()}
    assert understood(book, " ".join(wanted)) == wanted


def test_petitions_know_the_headings_of_matters() -> None:
    wanted = {heading: key for key, headings in IN_BOOKS["matters"].items() for heading in headings.split()}
    assert understood("petitions", " ".join(wanted)) == wanted


@pytest.mark.parametrize("heading", ["姓 名", "姓\u3000名", "姓\n名", " 姓名 "])
def test_blanks_inside_a_heading_do_not_hide_it(heading: str) -> None:
    assert known_headings(BOOKS["elders"]).get(folded(heading)) == "name"


def test_words_for_yes_no_and_nothing_are_read() -> None:
    assert {word for word in "是 有 √ ✓ 1 Y ☑".split() if read_flag(word) is not True} == set()
    assert {word for word in "否 无 0 N □".split() if read_flag(word) is not False} == set()
    assert {word for word in "无 / - — 暂无".split() if not is_empty(word)} == set()


def test_words_of_old_ledgers_for_people_are_tags_or_nothing_special() -> None:
    assert [Tag.read(word) for word in ("低保老人", "孤寡老人 ", "空巢老人", "五保老人")] == [
        Tag.MINIMUM_LIVING, Tag.LIVES_ALONE, Tag.EMPTY_NEST, Tag.EXTREME_POVERTY,
    ]  # fmt: skip
    assert {"普通老人", "一般老人"} <= set(NOTHING_SPECIAL)


def test_every_set_that_a_field_names_has_values() -> None:
    with (RESOURCES / "codes" / "codes.csv").open(encoding="utf-8", newline="") as file:
        there = {row["set"] for row in csv.DictReader(file)} | {"area", *CHOICE_SETS}
    named = {one.field.codes for ledger in LEDGERS.values() for one in fields_of(ledger).values()} - {None}
    assert named - there == set()


@pytest.mark.parametrize(
    ("words", "code"),
    [("本人或户主", "01"), ("孙子女/外孙子女", "40"), ("祖父母/外祖父母", "60"), *zip("012345678", KIN, strict=True)],
)
def test_kinship_in_one_digit_and_its_words_are_read(words: str, code: str) -> None:
    with (RESOURCES / "codes" / "codes.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["set"] == "kinship"]
    assert [row["code"] for row in rows if words in row["aliases"].split("、")] == [code]


def test_every_published_set_is_there_with_no_code_twice() -> None:
    with (RESOURCES / "codes" / "codes.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["set"], row["code"]) for row in csv.DictReader(file)]
    assert len(rows) == len(set(rows))
    there = {name: sum(one == name for one, _ in rows) for name in SIZES}
    assert {name: count for name, count in there.items() if count < SIZES[name]} == {}
