"""The register of sheets: who stands on a sheet, where it is, which are overdue (领出→收回→销毁; TRUST 8, PIPL 57)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from db.ledgers.documents import SHEET_FLOW, Document, DocumentPerson, SheetState
from db.ledgers.people import Person
from db.store.reader import Reader
from db.store.writer import Writer
from db.trouble import Refused, UnknownName

OVERDUE_DAYS = 3
CARRIED = "随身"
STAMPS: Mapping[SheetState, tuple[str, str]] = {
    SheetState.OUT: ("holder", "taken_at"),
    SheetState.RETURNED: ("returned_to", "returned_at"),
    SheetState.DESTROYED: ("destroyed_by", "destroyed_at"),
}
"""Which columns say who brought a sheet into a state, and when."""
NUMBER = re.compile(r"([2-9A-HJ-NP-Z]{8})((?:-\d{1,4}){0,2})")
FULL_WIDTH = str.maketrans("－—–‐", "----")


@dataclass(frozen=True)
class OnSheet:
    """One row of a sheet. row: counted through the sheet as it is printed; page: which page of it."""

    document: UUID
    sheet_no: str
    page: int
    row: int
    person: UUID
    name: str


def registered(reader: Reader, number: str) -> list[UUID]:
    """Return the sheets that a number means: one as it is printed (with or without page), or all of one print."""
    sheet, _ = _asked(reader, number)
    return [sheet] if sheet else _of_print(reader, _read(number))


def rows_of(reader: Reader, number: str) -> list[OnSheet]:
    """Return who stands on a sheet, in the order of its rows: what is keyed in when the sheet comes back.

    number: as it is printed, K7M2PX9Q-03 (the sheet) or K7M2PX9Q-03-2 (its second page), small letters and blanks
    allowed; the bare K7M2PX9Q means every sheet of that print. UnknownName if no sheet has it.
    """
    sheet, page = _asked(reader, number)
    documents = [sheet] if sheet else _of_print(reader, _read(number))
    if not documents:
        raise UnknownName(f"没有编号为“{number.strip()}”的表。", "编号印在每页页脚或二维码旁，共 8 位，可带“-01”。")
    on_page = () if page is None else (DocumentPerson.page == page,)
    columns = Document.id, Document.sheet_no, DocumentPerson.page, DocumentPerson.row, Person.id, Person.name
    statement = (
        select(*columns)
        .join(DocumentPerson, DocumentPerson.document_id == Document.id)
        .join(Person, Person.id == DocumentPerson.person_id)
        .where(DocumentPerson.removed_at.is_(None), *on_page)
        .order_by(Document.sheet_no, DocumentPerson.row)
    )
    parts = (documents[start : start + 400] for start in range(0, len(documents), 400))
    return [OnSheet(*row) for part in parts for row in reader.rows(statement.where(Document.id.in_(part)))]


def _read(number: str) -> str:
    """Return a number as the register writes it; empty for what cannot be one."""
    text = "".join(number.upper().translate(FULL_WIDTH).split())
    return text if NUMBER.fullmatch(text) else ""


def _asked(reader: Reader, number: str) -> tuple[UUID | None, int | None]:
    """Return the sheet of that very number, else the sheet whose page it numbers; (None, None) if there is neither."""
    text = _read(number)
    shorter, _, page = text.rpartition("-")
    for candidate, on in ((text, None), (shorter, page)):
        statement = select(Document.id).where(Document.sheet_no == candidate, Document.removed_at.is_(None))
        if candidate and (sheet := reader.scalar(statement)):
            return sheet, int(on) if on else None
    return None, None


def _of_print(reader: Reader, number: str) -> list[UUID]:
    mine = Document.sheet_no.startswith(f"{number}-"), Document.removed_at.is_(None)
    statement = select(Document.id).where(*mine).order_by(Document.sheet_no)
    return [row[0] for row in reader.rows(statement)] if number else []


def step(writer: Writer, document: UUID, to: SheetState, who: str = "", whereabouts: str = "") -> None:
    """Bring a sheet into its next state: who took it out, took it back or destroyed it, and when.

    whereabouts: what is known of a lost sheet. Refused if the state does not follow the present one.
    """
    now = writer.reader.get(Document, document)
    if now is None:
        raise Refused("登记簿里没有这张表。", "请刷新后再看。")
    if not SHEET_FLOW.allows(now.state, to):
        raise Refused(f"编号 {now.sheet_no} 现在是“{now.state.label}”，不能改为“{to.label}”。", "请核对编号。")
    if to is SheetState.LOST and not whereabouts:
        raise Refused("遗失的表要写明经过。", "请写何时何地、怎样丢的。")
    values: dict[str, Any] = {"state": to}
    if to in STAMPS:
        values |= dict(zip(STAMPS[to], (who or writer.who.name, writer.clock.now()), strict=True))
    if to is SheetState.OUT:
        values |= {"returned_to": None, "returned_at": None}
    if whereabouts:
        values["whereabouts"] = whereabouts
    writer.change(Document, document, values)


@dataclass(frozen=True)
class Away:
    """A carried sheet that did not come back in time."""

    document: UUID
    sheet_no: str
    title: str
    holder: str
    since: datetime


def brought_out() -> ColumnElement[bool]:
    """Say which carried sheets are out of the office: those that are to come back."""
    return and_(Document.state == SheetState.OUT, Document.privacy == CARRIED, Document.removed_at.is_(None))


def overdue(reader: Reader, today: date | None = None) -> Sequence[Away]:
    """Return the carried sheets that are out for more than three days, the longest first."""
    limit = (today or reader.today) - timedelta(days=OVERDUE_DAYS)
    columns = Document.id, Document.sheet_no, Document.title_text, Document.holder, Document.taken_at
    statement = select(*columns, Document.printed_at).where(brought_out())
    away = [
        Away(one, sheet_no, title, holder or "", taken or printed)
        for one, sheet_no, title, holder, taken, printed in reader.rows(statement)
    ]
    return sorted((one for one in away if one.since.astimezone().date() < limit), key=lambda one: one.since)
