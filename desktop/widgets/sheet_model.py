"""The rows of the register of printed sheets, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from sqlalchemy import select

from db.ledgers.areas import Area
from db.ledgers.documents import Document, SheetState
from db.ledgers.services import Campaign
from db.store.reader import Reader
from db.work import papers
from db.work.papers import brought_out
from desktop.theme import COLORS
from desktop.widgets.plain_rows import PlainRows

MOST = 2000
HEADS = ("编号", "表样", "网格", "页数", "人数", "状态", "在谁手里", "打印时间", "打印人", "理由")
FIGURES = ("页数", "人数")


@dataclass(frozen=True)
class SheetRow:
    """One sheet of the register."""

    id: UUID
    sheet_no: str
    form: str
    title: str
    area: str | None
    pages: int
    people: int
    state: SheetState
    holder: str | None
    printed_at: datetime
    printed_by: str
    reason: str | None
    campaign: Campaign | None = None
    outside: bool = False
    """It is out of the office and is to come back; late: for more than three days."""
    late: bool = False

    def texts(self) -> tuple[str, ...]:
        """Return the cells as they are shown."""
        state = f"{self.state.label}（逾期）" if self.late else self.state.label
        printed = f"{self.printed_at.astimezone():%Y-%m-%d %H:%M}"
        where = self.area or "全部", str(self.pages), str(self.people), state, self.holder or ""
        return (self.sheet_no, self.title, *where, printed, self.printed_by, self.reason or "")


def sheets(reader: Reader, text: str = "", state: SheetState | None = None) -> list[SheetRow]:
    """Return the newest sheets, at most MOST: of that number (as printed, with or without page) or form; in a state."""
    columns = (
        Document.id, Document.sheet_no, Document.form, Document.title_text, Area.name, Document.pages, Document.rows,
        Document.state, Document.holder, Document.printed_at, Document.printed_by, Document.reason,
        Document.campaign, brought_out(),
    )  # fmt: skip
    statement = select(*columns).outerjoin(Area, Area.id == Document.area_id).where(Document.removed_at.is_(None))
    if state is not None:
        statement = statement.where(Document.state == state)
    if text.strip():
        numbered = papers.registered(reader, text)
        like = Document.title_text.contains(text.strip()) | Document.sheet_no.contains(text.strip().upper())
        statement = statement.where(Document.id.in_(numbered[:MOST]) if numbered else like)
    late = {one.document for one in papers.overdue(reader)}
    found = reader.rows(statement.order_by(Document.printed_at.desc(), Document.sheet_no).limit(MOST))
    return [SheetRow(*one) for one in ((*row, row[0] in late) for row in found)]


def cell(row: SheetRow, column: int, role: int) -> Any:
    """Return a cell's text or colour; a late sheet stands in red."""
    if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
        return row.texts()[column]
    if role == Qt.ItemDataRole.ForegroundRole and row.late and HEADS[column] == "状态":
        return QColor(COLORS["danger"])
    if role == Qt.ItemDataRole.TextAlignmentRole and HEADS[column] in FIGURES:
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    return None


def sheet_model() -> PlainRows:
    """Return the model of the register of sheets."""
    return PlainRows(HEADS, cell)
