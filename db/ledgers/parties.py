"""What hangs on a matter: its parties as they were, its steps, hearings, evidence and instalments."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, relationship

from db.ledgers.matters import Matter, MatterState, StepAction
from db.ledgers.record import Record
from db.words.checks import Sex, check_id_number
from db.words.choice import Choice
from db.words.field import L2, L3, AddressLine, Code, IdNumber, Note, PersonName, Phone, Title, field


class PartySide(Choice):
    """On which side of a matter somebody stands."""

    APPLICANT = "applicant", "申请人", ("甲方", "当事人甲", "当事人")
    RESPONDENT = "respondent", "被申请人", ("乙方", "当事人乙")
    THIRD_PARTY = "third_party", "第三人"
    INFORMANT = "informant", "反映人", ("诉求人", "信访人")
    PROXY = "proxy", "代理人", ("委托代理人",)
    MEDIATOR = "mediator", "调解员", ("人民调解员",)
    PROSECUTOR = "prosecutor", "检察官"
    VOLUNTEER = "volunteer", "志愿者"
    RECORDER = "recorder", "记录人", ("书记员",)
    RESIDENT_DELEGATE = "resident_delegate", "居民代表"


class MatterParty(Record):
    """Somebody in a matter, as he was at that time: printed papers do not change when he moves or is renamed.

    `person_id` is filled only when the clerk links one.
    """

    __tablename__ = "matter_parties"
    label = "当事人"
    scope = "matter.area_id"

    matter_id: Mapped[UUID] = field("事项", to=ForeignKey("matters.id"), index=True)
    person_id: Mapped[UUID | None] = field("人员", to=ForeignKey("people.id"), index=True)
    side: Mapped[PartySide] = field("身份", width=5, aliases=("诉讼地位",))
    name: Mapped[PersonName] = field("姓名", aliases=("当事人姓名",))
    org_name: Mapped[Title | None] = field("单位名称", width=10)
    sex: Mapped[Sex | None] = field("性别", width=3)
    ethnic: Mapped[Code | None] = field("民族", width=4, codes="ethnic")
    age: Mapped[int | None] = field("年龄", width=3)
    birth_date: Mapped[date | None] = field("出生日期", width=6, privacy=L2)
    job: Mapped[Title | None] = field("职业或职务", width=6, aliases=("职业",))
    id_number: Mapped[IdNumber | None] = field("身份证号", width=10, privacy=L3)
    phone: Mapped[Phone | None] = field("联系方式", width=8, privacy=L2, aliases=("联系电话",))
    address: Mapped[AddressLine | None] = field("单位或住址", width=14, privacy=L2, aliases=("住址",))
    hukou_address: Mapped[AddressLine | None] = field("户籍所在地", width=14, privacy=L2)
    postcode: Mapped[Title | None] = field("邮编", width=4)
    proxy_for: Mapped[UUID | None] = field("代理谁", to=ForeignKey("matter_parties.id"), index=True)
    authority: Mapped[Title | None] = field("代理权限", width=8)
    present: Mapped[bool] = field("已签到", width=4, default=False)
    sort: Mapped[int] = field("排序", width=3, default=0)

    matter: Mapped[Matter] = relationship(lazy="raise", viewonly=True)

    @classmethod
    def complete(cls, values: dict[str, Any]) -> None:
        """Fill sex and birth date where a sound identity number tells them."""
        if values.get("id_number"):
            told = check_id_number(values["id_number"], date.max)
            if told.problem is None:
                values["sex"] = values.get("sex") or told.sex
                values["birth_date"] = values.get("birth_date") or told.birth


class MatterStep(Record):
    """One step of a matter, written by `step()` alone and never changed (办理过程)."""

    __tablename__ = "matter_steps"
    label = "办理过程"
    scope = "matter.area_id"
    append_only: ClassVar[bool] = True

    matter_id: Mapped[UUID] = field("事项", to=ForeignKey("matters.id"), index=True)
    at: Mapped[datetime] = field("登记时间", width=8)
    day: Mapped[date] = field("办理日期", width=6)
    actor: Mapped[Title] = field("办理人", width=6)
    action: Mapped[StepAction] = field("办理动作", width=5)
    from_status: Mapped[MatterState | None] = field("原状态", width=5)
    to_status: Mapped[MatterState] = field("新状态", width=5)
    text: Mapped[Note | None] = field("办理情况", width=18, privacy=L2)
    counts_as_extra: Mapped[bool] = field("计入往返", width=4, default=False)
    due_before: Mapped[date | None] = field("原期限", width=6)
    due_after: Mapped[date | None] = field("新期限", width=6)
    undoes: Mapped[UUID | None] = field("撤销的步骤", to=ForeignKey("matter_steps.id"), index=True)
    former: Mapped[Note | None] = field("原值", width=4)
    """What the step replaced, as JSON: for its 撤销, and for figures of a day before it."""

    matter: Mapped[Matter] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (Index("ix_matter_steps_matter_id_id", "matter_id", "id"),)

    @classmethod
    def title(cls, values: Mapping[str, Any]) -> str:
        """Name a step by its action."""
        action = values.get("action")
        return action.label if isinstance(action, Choice) else cls.label


class HearingKind(Choice):
    """What a record was taken of."""

    INVESTIGATION = "investigation", "调查"
    MEDIATION = "mediation", "调解"
    DELIBERATION = "deliberation", "协商"


class Hearing(Record):
    """One record taken in a matter: an investigation, a mediation, a consultation (调查记录, 调解记录, 协商记录)."""

    __tablename__ = "hearings"
    label = "笔录"
    scope = "matter.area_id"

    matter_id: Mapped[UUID] = field("事项", to=ForeignKey("matters.id"), index=True)
    kind: Mapped[HearingKind] = field("笔录类型", width=4)
    at: Mapped[datetime] = field("时间", width=8)
    place: Mapped[Title | None] = field("地点", width=8)
    topic: Mapped[str | None] = field("事由", width=10)
    present: Mapped[str | None] = field("参加人", width=10)
    asker: Mapped[Title | None] = field("调查人", width=6)
    asked: Mapped[Title | None] = field("被调查人", width=6)
    recorder: Mapped[Title | None] = field("记录人", width=6)
    content: Mapped[Note | None] = field("记录内容", width=18, privacy=L2)
    result: Mapped[Note | None] = field("调解结果", width=12)

    matter: Mapped[Matter] = relationship(lazy="raise", viewonly=True)


class Evidence(Record):
    """One piece of evidence of a dispute (证据材料清单)."""

    __tablename__ = "evidence"
    label = "证据材料"
    scope = "matter.area_id"

    matter_id: Mapped[UUID] = field("事项", to=ForeignKey("matters.id"), index=True)
    name: Mapped[Title] = field("名称", width=10)
    source: Mapped[Title | None] = field("来源", width=8)
    pages: Mapped[int] = field("页数", width=3, default=1)
    given_by: Mapped[Title | None] = field("提供人", width=6)
    given_on: Mapped[date | None] = field("日期", width=6)

    matter: Mapped[Matter] = relationship(lazy="raise", viewonly=True)


class Instalment(Record):
    """One part of what an agreement promises: due, done, by what proof (履行)."""

    __tablename__ = "instalments"
    label = "履行"
    scope = "matter.area_id"

    matter_id: Mapped[UUID] = field("事项", to=ForeignKey("matters.id"), index=True)
    due_on: Mapped[date] = field("应履行日期", width=6)
    what: Mapped[str | None] = field("履行内容", width=12)
    amount: Mapped[Decimal | None] = field("金额", width=6)
    done_on: Mapped[date | None] = field("实际履行日期", width=6)
    proof: Mapped[Title | None] = field("凭证", width=8)
    payer: Mapped[Title | None] = field("履行人", width=6)
    payee: Mapped[Title | None] = field("接受人", width=6)

    matter: Mapped[Matter] = relationship(lazy="raise", viewonly=True)
