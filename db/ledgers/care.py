"""Care plans: who visits an elder and how often (practice P10; 特殊困难老年人探访关爱, Inner Mongolia rule)."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, relationship

from db.ledgers.people import Person
from db.ledgers.record import Record
from db.words.choice import Choice
from db.words.field import L3, Code, Title, field


class RiskClass(Choice):
    """How closely an elder is watched."""

    HIGH = "high", "高风险", ("高", "高危")
    KEY = "key", "重点", ("重点关注", "中")
    GENERAL = "general", "一般", ("普通", "低")


class Cycle(Choice):
    """The calendar window in which a visit is due (weeks run Monday to Sunday)."""

    WEEK = "week", "每周", ("周", "一周一次", "每周一次", "7天")
    MONTH = "month", "每月", ("月", "一月一次", "每月一次", "30天")
    QUARTER = "quarter", "每季度", ("季", "季度", "每季", "一季一次", "90天")


class AbilityLevel(Choice):
    """Ability of an elder, GB/T 42195-2022; the scale itself is not re-implemented."""

    INTACT = "0", "能力完好", ("完好", "自理", "能自理", "完全自理")
    MILD = "1", "轻度失能", ("轻度",)
    MODERATE = "2", "中度失能", ("中度", "半自理")
    SEVERE = "3", "重度失能", ("重度",)
    COMPLETE = "4", "完全失能", ("失能", "不能自理")


class CarePlan(Record):
    """The plan in force for one person (dated); class and cycle are empty where the rules' default holds."""

    __tablename__ = "care_plans"
    label = "探访计划"
    scope = "person.area_id"
    dated = True

    person_id: Mapped[UUID] = field("人员", to=ForeignKey("people.id"))
    risk_class: Mapped[RiskClass | None] = field("风险等级", width=5, aliases=("关注等级", "风险级别"))
    cycle: Mapped[Cycle | None] = field("探访周期", width=5, aliases=("周期", "走访周期", "走访频次", "探访频次"))
    reason: Mapped[Title | None] = field("调整理由", width=10)
    responsible_person_id: Mapped[UUID | None] = field("责任人", to=ForeignKey("people.id"), index=True)
    ability_level: Mapped[AbilityLevel | None] = field(
        "能力等级", width=6, privacy=L3, aliases=("自理能力", "失能等级", "生活自理能力", "能力评估等级")
    )
    ability_score: Mapped[int | None] = field("能力评分", width=4, privacy=L3, aliases=("评估得分", "评估分数"))
    assessed_on: Mapped[date | None] = field("评估日期", width=6, aliases=("评估时间", "能力评估日期"))
    assessor: Mapped[Title | None] = field("评估人", width=6, aliases=("评估员", "评估机构"))
    allowance_category: Mapped[Code | None] = field("高龄津贴类别", width=8, aliases=("津贴类别",), codes="allowance")
    certified_on: Mapped[date | None] = field("认证日期", width=6, aliases=("高龄认证日期",))
    certify_due: Mapped[date | None] = field("下次认证", width=6)
    since: Mapped[date | None] = field("起", width=6)
    until: Mapped[date | None] = field("止", width=6)

    person: Mapped[Person] = relationship(lazy="raise", viewonly=True, foreign_keys="CarePlan.person_id")
    responsible: Mapped[Person | None] = relationship(
        lazy="raise", viewonly=True, foreign_keys="CarePlan.responsible_person_id"
    )

    __table_args__ = (
        Index(
            "ix_care_plans_current",
            "person_id", "until", "since", "removed_at", "risk_class", "cycle", "responsible_person_id",
        ),
    )  # fmt: skip


class VisitRule(Record):
    """An editable row that gives a class by tag and age: first match by `sort` holds."""

    __tablename__ = "visit_rules"
    label = "探访规则"

    sort: Mapped[int] = field("排序", width=4, default=0)
    tag: Mapped[Code | None] = field("人员类别", width=6, codes="tag")
    min_age: Mapped[int | None] = field("年龄不低于", width=5)
    risk_class: Mapped[RiskClass] = field("风险等级", width=5)
    active: Mapped[bool] = field("启用", width=4, default=True)


class CycleRule(Record):
    """How often a class is visited, and how many days before the window's end 即将逾期 begins."""

    __tablename__ = "cycle_rules"
    label = "周期规则"

    risk_class: Mapped[RiskClass] = field("风险等级", width=5)
    cycle: Mapped[Cycle] = field("探访周期", width=5)
    soon_days: Mapped[int] = field("提前几天提醒", width=5, default=3)
    hours_after_change: Mapped[int | None] = field("变故后几小时内探访", width=6)


class AllowanceRate(Record):
    """An allowance amount in yuan a month, with the day from which it holds."""

    __tablename__ = "allowance_rates"
    label = "津贴标准"

    category: Mapped[Code] = field("高龄津贴类别", width=8, codes="allowance")
    amount: Mapped[Decimal] = field("月标准（元）", width=6)
    since: Mapped[date] = field("起", width=6)
