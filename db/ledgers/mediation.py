"""Mediation: what is legally particular to a dispute, 1:1 with its matter (人民调解法; DOMAIN 4.1)."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, relationship

from db.ledgers.matters import Matter
from db.ledgers.record import Record
from db.words.choice import Choice
from db.words.field import Code, Note, Title, field


class CaseSource(Choice):
    """Where a dispute comes from."""

    APPLIED = "applied", "当事人申请", ("依申请", "申请", "依申请调解")
    OWN_MOTION = "own_motion", "人民调解委员会主动调解", ("主动", "主动调解")
    COURT = "court", "法院委托移送", ("法院",)
    PROCURATORATE = "procuratorate", "检察院委托移送", ("检察院",)
    POLICE = "police", "公安机关委托移送", ("公安机关", "公安", "派出所")
    PETITION_OFFICE = "petition_office", "信访部门委托移送", ("信访部门", "信访")
    OTHER = "other", "其他部门委托移送", ("其他部门",)


class AgreementForm(Choice):
    """In which form the parties agreed."""

    WRITTEN = "written", "书面"
    ORAL = "oral", "口头"
    NONE = "none", "无"


class Performance(Choice):
    """How far an agreement is performed."""

    FULL = "full", "全部履行", ("全部", "已履行")
    PARTIAL = "partial", "部分履行", ("部分",)
    NOT_YET = "not_yet", "未履行", ("未",)


class Retention(Choice):
    """How long a dossier is kept."""

    FOREVER = "forever", "永久"
    LONG = "long", "长期（60年）", ("长期", "60年")
    SHORT = "short", "短期（30年）", ("短期", "30年")


class Mediation(Record):
    """The case of a dispute; its number is the matter's `no`, its limit the matter's `due_on`."""

    __tablename__ = "mediations"
    label = "调解案卷"
    scope = "matter.area_id"

    matter_id: Mapped[UUID] = field("事项", to=ForeignKey("matters.id"), unique=True)
    dispute_type: Mapped[Code | None] = field(
        "纠纷类型", width=8, aliases=("矛盾纠纷类型", "案件类型", "案由"), wanted=True, codes="dispute_type"
    )
    dispute_class: Mapped[Code | None] = field("综治分类", width=8, codes="dispute_class")
    source: Mapped[CaseSource | None] = field("案件来源", width=6, wanted=True)
    committee: Mapped[Title | None] = field("调委会", width=12)
    requests: Mapped[Note | None] = field("申请事项", width=14)
    facts: Mapped[Note | None] = field("主要事实和争议事项", width=18)
    duties: Mapped[Note | None] = field("各方责任", width=12)
    rights_notice_on: Mapped[date | None] = field("权利义务告知日期", width=6)
    difficult: Mapped[bool] = field("疑难案件", width=4, default=False)
    agreement_form: Mapped[AgreementForm | None] = field("协议形式", width=4)
    agreement_no: Mapped[Title | None] = field("协议编号", width=10)
    agreed_on: Mapped[date | None] = field("达成协议日期", width=6)
    effective_on: Mapped[date | None] = field("协议生效日期", width=6)
    terms: Mapped[Note | None] = field("协议内容", width=18)
    perform_mode: Mapped[Title | None] = field("履行方式", width=8)
    perform_place: Mapped[Title | None] = field("履行地点", width=8)
    perform_due: Mapped[date | None] = field("履行期限", width=6)
    performance: Mapped[Performance] = field("履行情况", width=6, default=Performance.NOT_YET)
    performed_on: Mapped[date | None] = field("履行完毕日期", width=6)
    copies: Mapped[int | None] = field("份数", width=3)
    failed_reason: Mapped[Note | None] = field("未达成原因", width=12)
    told_ways: Mapped[Note | None] = field("告知的其他途径", width=12)
    extended_to: Mapped[date | None] = field("延期至", width=6)
    confirm_applied_on: Mapped[date | None] = field("申请司法确认日期", width=6)
    confirm_court: Mapped[Title | None] = field("受理法院", width=8)
    confirm_result: Mapped[Title | None] = field("司法确认结果", width=8)
    retention: Mapped[Retention] = field("保管期限", width=6, default=Retention.LONG)
    situation: Mapped[Note | None] = field("卷宗情况说明", width=12)
    steady: Mapped[bool | None] = field("是否稳控", width=4, aliases=("稳控",))
    filed_by: Mapped[Title | None] = field("立卷人", width=6)
    filed_on: Mapped[date | None] = field("立卷日期", width=6)

    matter: Mapped[Matter] = relationship(lazy="raise", viewonly=True)

    @classmethod
    def complete(cls, values: dict[str, Any]) -> None:
        """An oral agreement takes effect when it is reached (人民调解法 30)."""
        if values.get("agreement_form") is AgreementForm.ORAL and not values.get("effective_on"):
            values["effective_on"] = values.get("agreed_on")
