"""The three books of matters go out into a workbook and come back without a change."""

from datetime import date

import pytest

from db.books import BOOKS
from db.ledgers.matters import MatterKind
from db.ledgers.parties import MatterParty, PartySide
from db.words.checks import Sex
from db.work.discussing import raise_matter
from desktop.sheets.exporting import export_book
from desktop.sheets.importing import How, import_file
from desktop.sheets.match import headings_of
from desktop.sheets.read import folded

DAY = date(2026, 11, 24)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("book", "kind"),
    [("matters", MatterKind.DISCUSSION), ("disputes", MatterKind.DISPUTE), ("petitions", MatterKind.PETITION)],
)
def test_a_book_that_is_exported_as_it_stands_comes_back_unchanged(office, tmp_path, book, kind):
    with office.write("登记") as writer:
        for words in ("楼上漏水", "车位被占"):
            one = raise_matter(writer, {"kind": kind, "raised_on": DAY, "content": words, "amount": "3200"})
            writer.add(MatterParty, {"matter_id": one, "side": PartySide.APPLICANT, "name": "王建华", "sex": Sex.MALE})
    path = tmp_path / "往返.xlsx"
    assert export_book(office, BOOKS[book], path, "核对往返") == 2
    [result] = import_file(office, path, How(book))
    out = result.outcome
    assert (out.read, out.unchanged, out.added, out.updated, out.refused) == (2, 2, 0, 0, 0)


SAID_BY_THE_FIELD = (
    "姓名 老人姓名 居民姓名 户主姓名 当事人 当事人姓名 诉求人姓名 成员姓名 网格员姓名 名字",
    "身份证号 身份证号码 公民身份号码 公民身份证号 身份号码 证件号码 证件号 居民身份证 当事人证件号 主要当事人证件号码",
    "性别 主要当事人性别",
    "联系电话 联系方式 电话 手机 手机号 手机号码 住宅电话 固定电话 座机 紧急联系电话 家属电话 备用电话 联系人电话",
    "居住地址 现住址 现住地详址 现住门（楼）详址 现居地址 家庭住址 家庭地址 住址 具体住址 常住地址 居住详址",
    "网格 网格名称 所属网格 所在网格 归属网格 责任网格 责任区 管理区 片区 管片",
    "网格员 走访人 探访人姓名 巡查人 排查人员 责任人 包联干部 承办人 受理人 调解员 帮扶人姓名",
    "纠纷类型 矛盾纠纷类型 案件类型 事件类别 诉求类型 案由 问题类型",
    "纠纷简要情况 基本情况 事件简述 诉求内容 问题描述 走访内容 存在问题",
    "处理结果 化解结果 化解情况 结案方式 整改结果 协商结果",
    "化解时限 化解期限 办结时限 完成期限 整改期限",
)
"""The headings of each field as sheets in use have them (DOMAIN 7.2); a matter has no birth, age or hukou."""


@pytest.mark.parametrize("book", ["matters", "disputes", "petitions"])
def test_every_heading_of_the_field_is_known_to_the_books_of_matters(book):
    known = headings_of(BOOKS[book].catalogue())
    lines = [[folded(heading) for heading in line.split()] for line in SAID_BY_THE_FIELD]
    assert [heading for line in lines for heading in line if heading not in known] == []
    for line, key in ((lines[3], "phone"), (lines[1], "id_number"), (lines[4], "address"), (lines[10], "due_on")):
        assert {known[heading] for heading in line} == {key}


@pytest.mark.parametrize(
    ("book", "head"),
    [
        ("matters", "登记日期 诉求人姓名 联系电话 居住地址 网格 诉求类型 诉求内容 受理人 处理措施 处理结果 完成日期 满意度 备注"),
        ("matters", "巡查日期 巡查区域 巡查楼栋 巡查人 巡查项目 发现问题 整改建议 整改期限 整改结果 复查人 复查日期 备注"),
        ("disputes", "案号 申请人 被申请人 案由 承办人 受理时间 结案时间 结案方式"),
        ("disputes", "排查时间 纠纷地点 纠纷类型 当事人 基本情况 涉及人数 风险等级 责任单位 包案领导 责任人 化解措施 化解时限 化解结果"
                     " 是否稳控 备注"),
        ("disputes", "事件名称 发生日期 发生地点 事件规模 事件类别 涉及人数 事件简述 化解时限 化解方式 化解组织 化解责任人姓名"),
        ("disputes", "案件来源 涉及蒙语 案件严重等级 案件发生时间 案件发生地点 涉及人员数量 案件标题 指定调解员 调委会"),
        ("petitions", "上访时间 上访人数 上访发生地点 上访人员诉求 处理情况办法"),
    ],
)  # fmt: skip
def test_the_column_sets_in_use_are_understood(book, head):
    known = headings_of(BOOKS[book].catalogue())
    assert [heading for heading in head.split() if folded(heading) not in known] == []
