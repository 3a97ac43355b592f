"""Happenings: what rests a visit or calls for one at once, and the rows by which an office judges (DOMAIN 4.2, 6)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, relationship

from db.ledgers.people import Person
from db.ledgers.record import Record
from db.ledgers.services import Method
from db.words.choice import Choice
from db.words.field import L3, Code, Title, field


class AbsenceKind(Choice):
    """Why nobody can be met at home for a while; `away` is also the status 外出 of a placement."""

    HOSPITAL = "hospital", "住院", ("在院", "入院")
    TRAVEL = "travel", "短期外出", ("探亲", "旅游")
    AWAY = "away", "外出（居住状态）"


class EventKind(Choice):
    """Major changes (变故) after which a visit at once may be owed."""

    DISCHARGED = "discharged", "住院出院", ("出院",)
    BEREAVED = "bereaved", "丧偶", ("配偶去世",)
    FALL = "fall", "跌倒", ("摔倒", "摔伤")
    ALONE = "alone", "独居化", ("变为独居",)
    ILLNESS = "illness", "突发疾病", ("突发重病",)
    LOST = "lost", "走失"
    DISASTER = "disaster", "家中出险", ("火灾", "漏水", "煤气泄漏")
    OTHER = "other", "其他"


class Absence(Record):
    """A stay in hospital or elsewhere, dated: the visiting window rests meanwhile, as its rule says."""

    __tablename__ = "absences"
    label = "住院与外出"
    scope = "person.area_id"
    dated = True

    person_id: Mapped[UUID] = field("人员", to=ForeignKey("people.id"), index=True)
    kind: Mapped[AbsenceKind] = field("原因", width=6, privacy=L3)
    since: Mapped[date | None] = field("起", width=6)
    until: Mapped[date | None] = field("止", width=6)
    note: Mapped[Title | None] = field("说明", width=10)

    person: Mapped[Person] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (Index("ix_absences_person_until", "person_id", "until"),)


class LifeEvent(Record):
    """A major change in somebody's life; midnight of its day where the hour is not known."""

    __tablename__ = "life_events"
    label = "变故"
    scope = "person.area_id"

    person_id: Mapped[UUID] = field("人员", to=ForeignKey("people.id"), index=True)
    kind: Mapped[EventKind] = field("变故", width=6, privacy=L3)
    at: Mapped[datetime] = field("时间", width=8)
    note: Mapped[Title | None] = field("说明", width=10)

    person: Mapped[Person] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (Index("ix_life_events_person_at", "person_id", "at"),)


class EventRule(Record):
    """An editable row: after this change a visit is owed within the hours of the person's class."""

    __tablename__ = "event_rules"
    label = "变故规则"

    kind: Mapped[EventKind] = field("变故", width=6)
    active: Mapped[bool] = field("启用", width=4, default=True)


class AbsenceRule(Record):
    """An editable row: whether this kind of absence suspends the visiting window."""

    __tablename__ = "absence_rules"
    label = "住院外出规则"

    kind: Mapped[AbsenceKind] = field("原因", width=6)
    suspends: Mapped[bool] = field("暂停应访", width=5, default=True)


class MethodRule(Record):
    """An editable row: whether a visit by this method counts toward 探访率."""

    __tablename__ = "method_rules"
    label = "方式规则"

    method: Mapped[Method] = field("方式", width=5)
    counts: Mapped[bool] = field("计入探访率", width=5, default=True)


class GroupRule(Record):
    """An editable row: who bears this tag from this age on is an elder in special difficulty (特殊困难老年人)."""

    __tablename__ = "group_rules"
    label = "特殊困难老年人范围"

    tag: Mapped[Code] = field("人员类别", width=6, codes="tag")
    min_age: Mapped[int] = field("年龄不低于", width=5, default=60)
    active: Mapped[bool] = field("启用", width=4, default=True)
