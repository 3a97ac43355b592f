"""What an office may change about matters: deadlines, return visits, papers, numbers; rows override `db.work.kinds`."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped

from db.ledgers.matters import MatterKind, Outcome
from db.ledgers.record import Record
from db.words.choice import Choice
from db.words.field import Title, field


class Deadline(Choice):
    """Which function counts the limit of a matter (`db.work.deadlines`)."""

    NONE = "none", "不设期限"
    NEXT_MONTH = "next_month", "次月同日"
    DAYS = "days", "若干自然日"


class Owed(Choice):
    """Whether a return visit is owed before a matter is archived."""

    MUST = "must", "必须回访"
    MAY = "may", "可不回访"
    FEEDBACK = "feedback", "以答复为回访"


class MatterRule(Record):
    """The office's own rule for one kind of matter, in place of the one shipped."""

    __tablename__ = "matter_rules"
    label = "事项规则"

    kind: Mapped[MatterKind] = field("事项类型", width=4)
    outcome: Mapped[Outcome | None] = field("办理结果", width=6)
    deadline: Mapped[Deadline | None] = field("期限算法", width=6)
    raised_days: Mapped[int | None] = field("登记后几日内受理或办结", width=6)
    days: Mapped[int | None] = field("受理后几日内办结", width=6)
    extra_days: Mapped[int | None] = field("可延长几日", width=4)
    visit_back: Mapped[Owed | None] = field("回访", width=6)
    pattern: Mapped[str | None] = field("编号格式", width=14)


class Need(Choice):
    """Whether a paper must be in the dossier."""

    REQUIRED = "required", "必须"
    AS_NEEDED = "as_needed", "按需"


class PaperRule(Record):
    """The office's own word on whether an outcome requires a paper of the dossier."""

    __tablename__ = "paper_rules"
    label = "卷内要求"

    outcome: Mapped[Outcome] = field("办理结果", width=6)
    paper: Mapped[Title] = field("文书", width=8)
    need: Mapped[Need] = field("要求", width=4)

    __table_args__ = (Index("ix_paper_rules_outcome_paper", "outcome", "paper"),)


class NumberBlock(Record):
    """Numbers set aside for somebody (a station, a paper register): automatic numbering passes over them."""

    __tablename__ = "number_blocks"
    label = "号段"

    kind: Mapped[MatterKind] = field("事项类型", width=4)
    year: Mapped[int] = field("年度", width=4)
    first: Mapped[int] = field("起号", width=4)
    last: Mapped[int] = field("止号", width=4)
    holder: Mapped[Title] = field("领用人", width=8)
    note: Mapped[Title | None] = field("说明", width=10)


class NumberVoid(Record):
    """A number that no matter bears, and why (作废登记). until: the last of several that an old register lacks."""

    __tablename__ = "number_voids"
    label = "作废号"

    kind: Mapped[MatterKind] = field("事项类型", width=4)
    year: Mapped[int] = field("年度", width=4)
    seq: Mapped[int] = field("号", width=4)
    until: Mapped[int | None] = field("至号", width=4)
    reason: Mapped[str] = field("作废原因", width=12)


class YearFigure(Record):
    """A count typed once a year with no person behind it (帮教未成年人: practice P21)."""

    __tablename__ = "year_figures"
    label = "年度数字"

    name: Mapped[Title] = field("项目", width=10)
    year: Mapped[int] = field("年度", width=4)
    number: Mapped[int] = field("数量", width=5)
    area_id: Mapped[UUID | None] = field("区域", to=ForeignKey("areas.id"), index=True)
