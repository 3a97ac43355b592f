"""The headings, codes and keys that the field uses (as published lists print them) are all known to the importer."""

import csv

import pytest

from db.books import BOOKS
from db.places import RESOURCES

HEADINGS = {
    "name": "姓名 老人姓名 居民姓名 户主姓名 当事人姓名 诉求人姓名 成员姓名 网格员姓名 名字",
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
}
DOERS = "走访人 探访人姓名 巡查人 排查人员 帮扶人姓名"
SIZES = {
    "ethnic": 58, "marital": 8, "political": 13, "education": 24, "kinship": 44, "id_type": 7, "dispute_type": 18,
    "dispute_class": 17, "dispute_village": 6, "dispute_scale": 3, "warning_level": 3, "event_level": 4,
    "errand_item": 8, "special_service": 4, "programme_method": 7, "allowance": 4, "allowance_stop": 10,
    "allowance_back_pay": 4, "inflow_reason": 10, "housing_kind": 8, "permit_kind": 3, "hazard_kind": 6,
    "attention_level": 4, "care_kind": 6, "unit_tier": 6, "left_behind_kind": 3, "patrol_team_kind": 5,
}  # fmt: skip
"""How many values each published set has at least; the office adds its own."""


def known(book: str) -> dict[str, str]:
    """Return the column key of each heading of a book: labels first, then aliases."""
    columns = BOOKS[book].catalogue()
    found = {alias: key for key, one in reversed(columns.items()) for alias in reversed(one.field.aliases)}
    return found | {one.label: key for key, one in reversed(columns.items())}


@pytest.mark.parametrize("key", HEADINGS)
def test_every_heading_of_the_field_means_its_column(key: str) -> None:
    assert {heading: known("elders").get(heading) for heading in HEADINGS[key].split()} == dict.fromkeys(
        HEADINGS[key].split(), key
    )


def test_who_went_is_known_by_every_word_for_it() -> None:
    assert {heading: known("visits").get(heading) for heading in DOERS.split()} == dict.fromkeys(DOERS.split(), "doers")


def test_every_published_set_is_there_with_no_code_twice() -> None:
    with (RESOURCES / "codes" / "codes.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["set"], row["code"]) for row in csv.DictReader(file)]
    assert len(rows) == len(set(rows))
    there = {name: sum(one == name for one, _ in rows) for name in SIZES}
    assert {name: count for name, count in there.items() if count < SIZES[name]} == {}
