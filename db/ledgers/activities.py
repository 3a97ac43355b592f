"""Activities: sittings of the 说事日, deliberations, talks; a 说事日 groups the matters raised there (P14, P17)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, relationship

from db.ledgers.record import Record
from db.words.choice import Choice
from db.words.field import Note, Title, field


class ActivityKind(Choice):
    """Kinds of activity (DOMAIN 5.14)."""

    DISCUSSION_MEETING = "discussion_meeting", "说事会", ("说事日", "周二说事日")
    DELIBERATION = "deliberation", "议事", ("协商会", "议事会")
    TALK = "talk", "宣讲", ("普法宣讲",)
    CLINIC = "clinic", "义诊"
    GREETING = "greeting", "慰问"
    PARTY_LECTURE = "party_lecture", "党课"
    PARTY_DAY = "party_day", "主题党日"
    TRAINING = "training", "培训"
    VOLUNTEERING = "volunteering", "志愿活动"


class Activity(Record):
    """One meeting or activity; who came is counted by `headcount`, who is named stands in its attendees."""

    __tablename__ = "activities"
    label = "活动"
    scope = "area_id"

    kind: Mapped[ActivityKind] = field("活动类型", width=6)
    theme: Mapped[str] = field("主题", width=12, aliases=("议题", "活动主题"))
    at: Mapped[datetime] = field("时间", width=8, aliases=("会议日期", "活动时间"))
    until: Mapped[datetime | None] = field("结束时间", width=8)
    place: Mapped[Title | None] = field("地点", width=8, aliases=("会议地点", "活动地点"))
    form: Mapped[Title | None] = field("形式", width=6, aliases=("现场会或座谈会",))
    area_id: Mapped[UUID | None] = field("网格", to=ForeignKey("areas.id"), index=True)
    team_id: Mapped[UUID | None] = field("承办队伍", to=ForeignKey("teams.id"), index=True)
    host: Mapped[Title | None] = field("主持人", width=6)
    recorder: Mapped[Title | None] = field("记录人", width=6)
    headcount: Mapped[int] = field("人次", width=4, default=0)
    explained: Mapped[Note | None] = field("议题说明", width=12)
    opinions: Mapped[Note | None] = field("各方意见", width=14)
    agreed: Mapped[Note | None] = field("协商结果", width=14)
    measures: Mapped[Note | None] = field("落实措施", width=12)
    minutes_text: Mapped[Note | None] = field("会议记录", width=14)
    note: Mapped[Note | None] = field("备注", width=10)

    attendees: Mapped[list["Attendee"]] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (Index("ix_activities_kind_at", "kind", "at"),)

    @classmethod
    def title(cls, values: Mapping[str, Any]) -> str:
        """Name an activity by its theme."""
        return str(values.get("theme") or cls.label)


class Attendee(Record):
    """Somebody named who took part in an activity."""

    __tablename__ = "attendees"
    label = "参加人"
    scope = "activity.area_id"

    activity_id: Mapped[UUID] = field("活动", to=ForeignKey("activities.id"), index=True)
    person_id: Mapped[UUID | None] = field("人员", to=ForeignKey("people.id"), index=True)
    name: Mapped[Title] = field("姓名", width=6)
    post: Mapped[Title | None] = field("身份", width=6, aliases=("职务",))

    activity: Mapped[Activity] = relationship(lazy="raise", viewonly=True)
