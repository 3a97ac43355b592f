"""矛盾纠纷台账: disputes with their case, one row each (矛盾纠纷排查化解台账, 案件归档; DOMAIN 4.1, 7.1)."""

from sqlalchemy.orm import aliased

from db.books.book import Book, Column, Join
from db.books.elders import ADDRESS_ALIASES, AREA_ALIASES
from db.books.matters import (
    HANDLERS,
    JOINS,
    NAME_ALIASES,
    NUMBER_ALIASES,
    PHONE_ALIASES,
    SAID_ALIASES,
    SEX_ALIASES,
    days_late,
    first_value,
    of_kind,
    overdue_days,
    party_values,
)
from db.ledgers.matters import Matter, MatterKind
from db.ledgers.mediation import Mediation
from db.ledgers.parties import PartySide
from db.words.checks import Sex
from db.words.field import L2, L3, Kind

Case = aliased(Mediation, name="dispute_case")
APPLICANT, RESPONDENT = PartySide.APPLICANT, PartySide.RESPONDENT


COLUMNS = (
    Column("no", "no"),
    Column("subject", "subject", aliases=("事件名称", "纠纷名称")),
    Column(
        "name", label="申请人", width=7, kind=Kind.TEXT, fill=party_values("name", APPLICANT),
        aliases=(*NAME_ALIASES, "当事人", "申请人姓名", "甲方", "当事人甲"),
    ),
    Column(
        "respondent", label="被申请人", width=7, kind=Kind.TEXT, fill=party_values("name", RESPONDENT),
        aliases=("被申请人姓名", "乙方", "当事人乙", "对方当事人"),
    ),
    Column("area", "area.code", label="网格", codes="area", width=7, aliases=AREA_ALIASES),
    Column("dispute_type", "case.dispute_type", aliases=("事件类别", "诉求类型", "问题类型")),
    Column("status", "status"),
    Column("raised_on", "raised_on", aliases=("排查时间", "排查日期", "调解日期")),
    Column("due_on", "due_on"),
    Column("late", label="超期天数", width=4, kind=Kind.COUNT, expression=overdue_days, show=days_late, take=False),
    Column("outcome", "outcome", aliases=("化解结果", "调解结果", "处理结果")),
    Column("resolved_on", "resolved_on"),
    Column(
        "mediator", label="调解员", width=6, kind=Kind.TEXT, fill=party_values("name", PartySide.MEDIATOR),
        aliases=("人民调解员", "指定调解员"),
    ),
    Column("handler", "handler", aliases=(*HANDLERS, "化解责任人姓名", "化解责任人")),
    Column("content", "content", aliases=SAID_ALIASES),
    Column("place", "place", shown=False, aliases=("纠纷地点", "排查区域/单位")),
    Column("accepted_on", "accepted_on", shown=False),
    Column("closed_on", "closed_on", shown=False),
    Column("headcount", "headcount", shown=False, aliases=("涉及人数", "涉及人员数量")),
    Column("amount", "amount", shown=False),
    Column("risk", "risk", shown=False),
    Column("level", "level", shown=False),
    Column("scale", "scale", shown=False, aliases=("事件规模",)),
    Column("method", "method", shown=False),
    Column("origin_date", "origin_date", shown=False, aliases=("发生日期", "发生时间")),
    Column("language_need", "language_need", shown=False),
    Column("team", "team", shown=False, aliases=("化解组织", "涉及单位")),
    Column("committee", "case.committee", shown=False),
    Column("leader", "leader", shown=False),
    Column("measures", "measures", shown=False, aliases=("化解措施",)),
    Column("result", "result", shown=False),
    Column("source", "case.source", shown=False),
    Column("dispute_class", "case.dispute_class", shown=False),
    Column("agreement_form", "case.agreement_form", shown=False),
    Column("agreed_on", "case.agreed_on", shown=False),
    Column("effective_on", "case.effective_on", shown=False),
    Column("perform_due", "case.perform_due", shown=False),
    Column("performance", "case.performance", shown=False),
    Column("steady", "case.steady", shown=False),
    Column(
        "phone", label="联系电话", width=8, kind=Kind.PHONE, privacy=L2, fill=party_values("phone", APPLICANT),
        aliases=(*PHONE_ALIASES, "申请人电话"), shown=False,
    ),
    Column(
        "sex", label="申请人性别", width=4, kind=Kind.CHOICE, choice=Sex, fill=first_value("sex", APPLICANT),
        aliases=SEX_ALIASES, shown=False,
    ),
    Column(
        "address", label="住址", width=12, kind=Kind.ADDRESS, privacy=L2, fill=party_values("address", APPLICANT),
        aliases=(*ADDRESS_ALIASES, "地址"), shown=False,
    ),
    Column(
        "id_number", label="身份证号", width=10, kind=Kind.ID_NUMBER, privacy=L3, shown=False,
        fill=party_values("id_number", APPLICANT), aliases=NUMBER_ALIASES,
    ),
    Column("confidential", "confidential", shown=False),
    Column("backfilled", "backfilled", shown=False, take=False),
    Column("note", "note", shown=False),
)  # fmt: skip
DISPUTES = Book(
    "disputes",
    "矛盾调解",
    Matter,
    COLUMNS,
    joins=(*JOINS, Join("case", Case, Case.matter_id == Matter.id)),
    where=of_kind(MatterKind.DISPUTE),
    order=("-raised_on",),
    chips=(("status", "registered"), ("status", "in_hand"), ("status", "archived")),
    must=("content", "subject"),
)
