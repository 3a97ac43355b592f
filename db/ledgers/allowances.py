"""高龄津贴: who draws it in which category, since when, until when and why not any more (DOMAIN §4.3, §5.12)."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, relationship

from db.ledgers.people import Person
from db.ledgers.record import Record
from db.words.field import Code, Title, field


class Allowance(Record):
    """One category drawn by one person, by months: `since` is the first month paid, `until` the first not paid."""

    __tablename__ = "allowances"
    label = "高龄津贴"
    scope = "person.area_id"
    dated = True

    person_id: Mapped[UUID] = field("人员", to=ForeignKey("people.id"), index=True)
    category: Mapped[Code] = field("津贴类别", width=10, codes="allowance", aliases=("高龄津贴类别", "类别"))
    since: Mapped[date] = field(
        "起发月", width=6, aliases=("发放起始", "起发时间", "起发月份", "享受时间", "发放时间", "起")
    )
    until: Mapped[date | None] = field("停发月", width=6, aliases=("停止时间", "停发时间", "停止月份", "止"))
    registered_on: Mapped[date | None] = field("登记日期", width=6)
    stop_reason: Mapped[Code | None] = field("停止原因", width=8, codes="allowance_stop")
    back_from: Mapped[date | None] = field("补发起始月", width=6, aliases=("补发时间",))
    back_months: Mapped[int] = field("补发月数", width=4, aliases=("补发月份", "补发几个月"), default=0)
    back_reason: Mapped[Code | None] = field("补发原因", width=8, codes="allowance_back_pay")
    note: Mapped[Title | None] = field("备注", width=10)

    person: Mapped[Person] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (Index("ix_allowances_person_until", "person_id", "until"),)
