"""Services: visits, errands and checks done for or with someone, with their check-list rows (practices P10–P13)."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, relationship

from db.ledgers.people import Person
from db.ledgers.record import Record
from db.words.choice import Choice
from db.words.field import L2, L3, Code, Note, Title, field


class LogKind(Choice):
    """Kinds of service log (DOMAIN 5.14); 走访 and 探访 both count toward 月探访率."""

    VISIT = "visit", "走访", ("入户走访", "入户")
    WELFARE_CHECK = "welfare_check", "探访", ("探访关爱",)
    ERRAND = "errand", "帮办代办", ("帮办", "代办")
    RETURN_VISIT = "return_visit", "回访"
    PATROL = "patrol", "巡查"
    GREETING = "greeting", "慰问"
    CERTIFICATION = "certification", "认证", ("高龄认证",)


class Method(Choice):
    """How it was done."""

    DOOR = "door", "上门", ("入户", "上门走访", "定期上门走访")
    PHONE = "phone", "电话", ("电话探访",)
    VIDEO = "video", "视频", ("微信视频", "即时通讯探访")
    NEIGHBOUR = "neighbour", "邻里", ("邻居", "亲属邻里互助")
    OTHER = "other", "其他", ("远程",)


class Reached(Choice):
    """Whom the visitor met."""

    SEEN = "seen", "见到本人", ("见到", "已见", "本人")
    TOLD_BY_FAMILY = "told_by_family", "家属告知", ("家属", "家人告知")
    MISSED = "missed", "未遇", ("未见", "不在家", "无人")


class Campaign(Choice):
    """Why everybody in special difficulty is called on or visited within a day or two (专项走访)."""

    COLD = "cold", "寒潮", ("寒潮走访", "降温", "低温")
    HEAT = "heat", "高温", ("高温走访", "热浪")
    FESTIVAL = "festival", "节日", ("节日慰问", "春节", "重阳")


class ServiceLog(Record):
    """One visit, errand or check. Only 见到本人 counts toward 月探访率 (setting)."""

    __tablename__ = "services"
    label = "服务记录"
    scope = "area_id"

    at: Mapped[datetime] = field(
        "时间",
        width=8,
        aliases=("走访日期", "探访日期", "上次走访", "走访时间", "最近走访日期", "上次走访日期", "日期", "调查日期"),
    )
    end_at: Mapped[datetime | None] = field("结束时间", width=8)
    kind: Mapped[LogKind] = field("服务类型", width=6, aliases=("探访类型",), default=LogKind.VISIT)
    item: Mapped[Code | None] = field("服务事项", width=8, aliases=("帮办事项", "代办事项"), codes="errand_item")
    method: Mapped[Method | None] = field("方式", width=5, aliases=("走访方式", "探访方式"))
    programme: Mapped[Code | None] = field("探访办法", width=8, codes="programme_method")
    reached: Mapped[Reached | None] = field("见到情况", width=6, aliases=("状态",))
    person_id: Mapped[UUID | None] = field("服务对象", to=ForeignKey("people.id"))
    area_id: Mapped[UUID | None] = field("网格", to=ForeignKey("areas.id"), index=True)
    content: Mapped[Note | None] = field("内容", width=16, privacy=L2, aliases=("走访内容", "走访情况", "探访情况"))
    needs: Mapped[Note | None] = field(
        "需求与问题", width=14, privacy=L2, aliases=("存在问题", "问题", "需求", "困难及诉求")
    )
    measures: Mapped[Note | None] = field("处理措施", width=14, aliases=("帮扶情况", "帮扶措施", "落实措施"))
    amount: Mapped[Decimal | None] = field("垫付金额", width=5, aliases=("代缴金额", "金额"))
    settled_on: Mapped[date | None] = field("结清日期", width=6)
    receipt: Mapped[Title | None] = field("票据号", width=8)
    special: Mapped[Code | None] = field("专门服务", width=8, aliases=("送服务上门",), codes="special_service")
    requested_on: Mapped[date | None] = field("申请日期", width=6)
    accepted_on: Mapped[date | None] = field("受理日期", width=6, aliases=("接单日期",))
    confirmed_on: Mapped[date | None] = field("确认日期", width=6, aliases=("对方确认日期",))
    minutes: Mapped[int | None] = field("时长（分钟）", width=5, aliases=("探访时长(分钟)", "时长"))
    headcount: Mapped[int] = field("人次", width=4, default=1)
    next_due: Mapped[date | None] = field("下次走访", width=6, aliases=("下次走访日期", "下次探访日期"))
    note: Mapped[Note | None] = field("备注", width=10, privacy=L2)
    backdated: Mapped[bool] = field("补录", width=4, default=False)
    matter_id: Mapped[UUID | None] = field("对应事项", to=ForeignKey("matters.id"), index=True)
    sheet_no: Mapped[Code | None] = field("走访表编号", width=8, index=True)
    campaign: Mapped[Campaign | None] = field("专项走访", width=5, aliases=("专项", "专项行动"), index=True)

    person: Mapped[Person | None] = relationship(lazy="raise", viewonly=True)
    doers: Mapped[list["ServiceDoer"]] = relationship(lazy="raise", viewonly=True)
    findings: Mapped[list["Finding"]] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        Index("ix_services_person_at", "person_id", "at", "kind", "reached", "method", "removed_at"),
        Index("ix_services_at", "at", "kind", "reached", "removed_at", "person_id"),
        Index("ix_services_created_at", "created_at", "kind", "removed_at"),
    )


class ServiceDoer(Record):
    """Who did a service: one row per doer."""

    __tablename__ = "service_doers"
    label = "走访人"
    scope = "service.area_id"

    service_id: Mapped[UUID] = field("服务记录", to=ForeignKey("services.id"), index=True)
    person_id: Mapped[UUID | None] = field("走访人", to=ForeignKey("people.id"), index=True)
    name: Mapped[Title] = field(
        "走访人姓名", width=6, aliases=("走访人", "探访人姓名", "探访人", "巡查人", "帮扶人姓名")
    )

    service: Mapped[ServiceLog] = relationship(lazy="raise", viewonly=True)


class Finding(Record):
    """One row of a visit's check-list: item, answer, note."""

    __tablename__ = "findings"
    label = "探访问项"
    scope = "service.area_id"

    service_id: Mapped[UUID] = field("服务记录", to=ForeignKey("services.id"), index=True)
    item: Mapped[Code] = field("问项", width=6, codes="finding_item")
    answer: Mapped[Title | None] = field("情况", width=8, privacy=L3)
    note: Mapped[Note | None] = field("说明", width=12, privacy=L3)

    service: Mapped[ServiceLog] = relationship(lazy="raise", viewonly=True)
