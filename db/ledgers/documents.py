"""Documents: what left the office on paper or as a file, one row per sheet (领出→收回→销毁; TRUST 8, PIPL 57)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped

from db.ledgers.record import Record
from db.ledgers.services import Campaign
from db.words.choice import Choice, Flow
from db.words.field import Code, Title, field


class SheetState(Choice):
    """Where a printed sheet is."""

    OUT = "out", "领出"
    RETURNED = "returned", "收回"
    DESTROYED = "destroyed", "销毁"
    LOST = "lost", "遗失"


SHEET_FLOW = Flow.of(
    (SheetState.OUT,),
    (
        (SheetState.OUT, SheetState.OUT),
        (SheetState.OUT, SheetState.RETURNED),
        (SheetState.OUT, SheetState.DESTROYED),
        (SheetState.OUT, SheetState.LOST),
        (SheetState.LOST, SheetState.RETURNED),
        (SheetState.RETURNED, SheetState.OUT),
        (SheetState.RETURNED, SheetState.DESTROYED),
    ),
)
"""A sheet may pass from hand to hand; what was lost may turn up; what is destroyed stays so. Stepped by work.papers."""


class Document(Record):
    """One sheet that was printed or exported (a grid's, a person's). Printed again it keeps its number."""

    __tablename__ = "documents"
    label = "文书"
    scope = "area_id"

    sheet_no: Mapped[Code] = field("编号", width=8, unique=True)
    form: Mapped[Code] = field("表样", width=8)
    privacy: Mapped[Title] = field("保密类别", width=4)
    title_text: Mapped[str] = field("标题", width=12)
    area_id: Mapped[UUID | None] = field("网格", to=ForeignKey("areas.id"), index=True)
    person_id: Mapped[UUID | None] = field("人员", to=ForeignKey("people.id"), index=True)
    matter_id: Mapped[UUID | None] = field("事项", to=ForeignKey("matters.id"), index=True)
    campaign: Mapped[Campaign | None] = field("专项走访", width=5)
    data_day: Mapped[date] = field("数据截至", width=6)
    printed_at: Mapped[datetime] = field("打印时间", width=8)
    printed_by: Mapped[Title] = field("打印人", width=6)
    reason: Mapped[Title | None] = field("明文理由", width=8)
    pages: Mapped[int] = field("页数", width=4, default=0)
    rows: Mapped[int] = field("行数", width=4, default=0)
    sha256: Mapped[str] = field("校验值", width=8, default="")
    state: Mapped[SheetState] = field("状态", width=4, default=SheetState.OUT)
    holder: Mapped[Title | None] = field("领用人", width=6)
    taken_at: Mapped[datetime | None] = field("领出时间", width=8)
    returned_to: Mapped[Title | None] = field("收回人", width=6)
    returned_at: Mapped[datetime | None] = field("收回时间", width=8)
    destroyed_by: Mapped[Title | None] = field("销毁人", width=6)
    destroyed_at: Mapped[datetime | None] = field("销毁时间", width=8)
    whereabouts: Mapped[Title | None] = field("去向说明", width=12)

    @classmethod
    def title(cls, values: Mapping[str, Any]) -> str:
        """Name a document by its number."""
        return str(values.get("sheet_no") or cls.label)


class DocumentPerson(Record):
    """Whose data stand on a printed sheet, in the order of its rows: a lost sheet tells whom to warn."""

    __tablename__ = "document_people"
    label = "文书人员"
    scope = "document.area_id"

    document_id: Mapped[UUID] = field("文书", to=ForeignKey("documents.id"), index=True)
    person_id: Mapped[UUID] = field("人员", to=ForeignKey("people.id"), index=True)
    page: Mapped[int] = field("页", width=4, default=1)
    row: Mapped[int] = field("行", width=4)
