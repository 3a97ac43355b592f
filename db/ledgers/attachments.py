"""Attachments of any record: photo, scan or PDF, an encrypted file named by its content (DECISIONS 17)."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped

from db.ledgers.record import Record
from db.words.choice import Choice
from db.words.field import Code, Title, field


class AttachmentKind(Choice):
    """What an attachment is for; papers of a dossier look for theirs by it."""

    PHOTO = "photo", "照片"
    SCAN = "scan", "扫描件"
    IDENTITY = "identity", "身份证明"
    AUTHORITY = "authority", "授权委托书"
    EVIDENCE = "evidence", "证据材料"
    RECEIPT = "receipt", "履行凭证"
    SIGNED = "signed", "签字件"
    CONFIRMATION = "confirmation", "司法确认材料"
    OTHER = "other", "其他"


class Attachment(Record):
    """One file of one record. name: as shown; hash: SHA-256 of its content, in hex; size in bytes."""

    __tablename__ = "attachments"
    label = "附件"
    scope = "area_id"

    ledger: Mapped[Code] = field("台账", width=6)
    record_id: Mapped[UUID] = field("记录", width=6)
    kind: Mapped[AttachmentKind] = field("附件类型", width=6, default=AttachmentKind.OTHER)
    name: Mapped[str] = field("文件名", width=12)
    media: Mapped[Title] = field("格式", width=5)
    hash: Mapped[str] = field("校验值", width=8)
    size: Mapped[int] = field("大小", width=5)
    pages: Mapped[int] = field("页数", width=3, default=1)
    taken_on: Mapped[date | None] = field("拍摄日期", width=6)
    given_by: Mapped[Title | None] = field("提供人", width=6)
    area_id: Mapped[UUID | None] = field("网格", to=ForeignKey("areas.id"), index=True)

    __table_args__ = (Index("ix_attachments_ledger_record", "ledger", "record_id"),)
