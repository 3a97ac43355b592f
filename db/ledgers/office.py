"""The office's own profile, its imports and what it remembers of other people's forms."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped

from db.ledgers.record import Record
from db.words.choice import Choice
from db.words.field import Code, Note, Title, field


class Mode(Choice):
    """How many people use the office: 单人模式 sees all, 团队模式 goes by roles."""

    SOLO = "solo", "单人模式"
    TEAM = "team", "团队模式"


class Office(Record):
    """The one row that describes the office; its area is the community."""

    __tablename__ = "office"
    label = "办公室设置"

    name: Mapped[Title] = field("办公室名称", width=12)
    area_id: Mapped[UUID] = field("社区", to=ForeignKey("areas.id"), index=True)
    mode: Mapped[Mode] = field("使用方式", width=6, default=Mode.SOLO)
    committee: Mapped[Title | None] = field("调委会名称", width=16)
    seal_text: Mapped[Title | None] = field("印章文字", width=16)
    phone: Mapped[Title | None] = field("办公电话", width=8)
    address: Mapped[str | None] = field("办公地址", width=16)
    area_phone_code: Mapped[Title | None] = field("电话区号", width=4)
    recovery_checked: Mapped[bool] = field("恢复码已核对", width=5, default=False)
    newcomer_day: Mapped[int] = field("新增几号前计入当月", width=6, default=25)
    away_counts: Mapped[bool] = field("外出人员计入应访", width=6, default=False)
    short_name: Mapped[Title | None] = field("编号用简称", width=4)
    discussion_weekday: Mapped[int | None] = field("说事日是周几", width=4)
    many_heads: Mapped[int | None] = field("多少人次算群体", width=4)
    weekly_days: Mapped[int | None] = field("周报几天内报送", width=4)
    old_years: Mapped[int | None] = field("几年以上算积案", width=4)


class ImportBatch(Record):
    """One sheet that was taken in; undoing it takes back everything it wrote."""

    __tablename__ = "import_batches"
    label = "导入批次"

    file: Mapped[str] = field("文件", width=16)
    sheet: Mapped[Title] = field("工作表", width=8)
    book: Mapped[Code] = field("台账", width=8)
    fingerprint: Mapped[str] = field("表头指纹", width=8, default="")
    read: Mapped[int] = field("读到", width=4, default=0)
    added: Mapped[int] = field("新增", width=4, default=0)
    updated: Mapped[int] = field("更新", width=4, default=0)
    unchanged: Mapped[int] = field("未变", width=4, default=0)
    refused: Mapped[int] = field("未收", width=4, default=0)
    note: Mapped[Note | None] = field("说明", width=12)


class HeadMatch(Record):
    """A heading of a form met before and the column it was matched to, by the head's fingerprint."""

    __tablename__ = "head_matches"
    label = "表头对应"

    fingerprint: Mapped[str] = field("表头指纹", width=8)
    book: Mapped[Code] = field("台账", width=8)
    heading: Mapped[str] = field("表头", width=8)
    column: Mapped[str | None] = field("对应栏目", width=8)

    __table_args__ = (Index("ix_head_matches_fingerprint", "fingerprint", "book"),)
