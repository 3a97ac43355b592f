"""回填: a sheet that comes home is keyed in row by row, in the order in which it was printed (practice P10).

One digit a row: 1 见到本人, 2 家属告知, 3 未遇, 4 by telephone; words behind the digit are what was needed.
Keyed in twice, nothing doubles.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize
from uuid import UUID

from sqlalchemy import or_, select

from db.books import BOOKS
from db.ledgers.areas import Area, Dwelling
from db.ledgers.documents import SHEET_FLOW, Document, SheetState
from db.ledgers.people import Person
from db.ledgers.services import Campaign, Method, Reached, ServiceLog
from db.ledgers.teams import Membership, Role
from db.store import query
from db.store.reader import Reader
from db.store.writer import Writer
from db.trouble import Refused
from db.work.papers import OnSheet, rows_of, step
from db.work.recording import CALLS, Recorded, Told, record

MARKS = {
    "1": (Reached.SEEN, Method.DOOR),
    "2": (Reached.TOLD_BY_FAMILY, Method.DOOR),
    "3": (Reached.MISSED, Method.DOOR),
    "4": (Reached.SEEN, Method.PHONE),
}
MOST_ROWS = 300
"""Rows keyed in at a time: more than a grid has nobody keys in at one sitting."""
SIGN = re.compile(r"([0-4])\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class SheetRow:
    """One row of a printed sheet, counted as on the paper; already: what is in from this sheet, in words."""

    person: UUID
    document: UUID
    sheet_no: str
    number: int
    name: str
    age: str
    door: str
    already: str = ""


@dataclass(frozen=True)
class Sheet:
    """A printed sheet: its number, what it is called, the usual visitor, and its rows in order.

    holder: who took it along, where that was said. campaign: the calling round it was printed for.
    """

    number: str
    title: str
    worker: str
    rows: tuple[SheetRow, ...]
    holder: str = ""
    campaign: Campaign | None = None


@dataclass(frozen=True)
class Mark:
    """What was written in one row: whom the visitor met (None: nothing), how, and what was needed."""

    reached: Reached | None = None
    needs: str = ""
    method: Method = Method.DOOR


@dataclass(frozen=True)
class Filled:
    """What became of a sheet: visits written, those in already (names), rows refused with the reason."""

    written: int
    already: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def read_mark(typed: str) -> Mark | str:
    """Return what a row's signs mean, or why not."""
    text = normalize("NFKC", typed).strip()
    if not text:
        return Mark()
    found = SIGN.fullmatch(text)
    if found is None:
        return "请先填 1 见到、2 家属、3 未遇、4 电话，或 0 跳过"
    if found[1] == "0":
        return Mark()
    reached, method = MARKS[found[1]]
    return Mark(reached, found[2].strip(), method)


def sheet_of(reader: Reader, typed: str) -> Sheet:
    """Return the sheet of a number as it is printed, with its grid (-02) or page or without.

    UnknownName if there is none; refused if it has more rows than are keyed in at a time.
    """
    rows = rows_of(reader, normalize("NFKC", typed))
    if not rows:
        raise Refused("这张表上没有登记的人。", "请核对编号，或改用快速登记。")
    if len(rows) > MOST_ROWS:
        raise Refused(
            f"这份表有 {len(rows)} 行，一次回填不完。",
            f"请扫某一网格或某一页上的编号，例如 {rows[0].sheet_no}-1；每一页的页脚和二维码里都有。",
        )
    columns = Document.title_text, Document.area_id, Document.holder, Document.campaign
    title, area, holder, campaign = reader.rows(select(*columns).where(Document.id == rows[0].document))[0]
    area = area or reader.scalar(select(Person.area_id).where(Person.id == rows[0].person))
    number = re.sub(r"\s", "", normalize("NFKC", typed)).upper()
    return Sheet(number, title, _worker(reader, area), _rows(reader, rows), holder or "", campaign)


def _worker(reader: Reader, area: UUID | None) -> str:
    """Return the 网格员 of the sheet's grid, else who leads it: the usual visitor."""
    if area is None:
        return ""
    parent = select(Area.parent_id).where(Area.id == area).scalar_subquery()
    rows = reader.rows(
        select(Person.name, Membership.role)
        .join(Person, Person.id == Membership.person_id)
        .where(or_(Membership.area_id == area, Membership.area_id == parent))
        .where(Membership.until.is_(None), Membership.removed_at.is_(None))
        .order_by(Membership.area_id != area, Membership.full_time.desc(), Person.pinyin)
    )
    order = (Role.GRID_WORKER, Role.GRID_LEADER)
    return next((name for role in order for name, own in rows if own is role), "")


def _rows(reader: Reader, rows: Sequence[OnSheet]) -> tuple[SheetRow, ...]:
    people = [row.person for row in rows]
    known = {row["id"]: row for row in query.cells(reader, BOOKS["people"], people, ("name", "age"))}
    doors: dict[UUID, str] = {}
    told: dict[tuple[UUID, str], str] = {}
    numbers = {row.sheet_no for row in rows}
    for at in range(0, len(people), query.CHUNK):
        part = people[at : at + query.CHUNK]
        home = select(Person.id, Dwelling.door, Dwelling.full_address).join(Dwelling, Person.dwelling_id == Dwelling.id)
        doors |= {one: door or address for one, door, address in reader.rows(home.where(Person.id.in_(part)))}
        in_already = select(ServiceLog.person_id, ServiceLog.sheet_no, ServiceLog.at, ServiceLog.reached).where(
            ServiceLog.person_id.in_(part), ServiceLog.sheet_no.is_not(None), ServiceLog.removed_at.is_(None)
        )
        told |= {(one, no): _words(*when) for one, no, *when in reader.rows(in_already) if no in numbers}
    return tuple(
        SheetRow(
            row.person, row.document, row.sheet_no, row.row, row.name, _age(known.get(row.person, {}).get("age")),
            doors.get(row.person, ""), told.get((row.person, row.sheet_no), ""),
        )
        for row in rows
    )  # fmt: skip


def _age(age: int | None) -> str:
    return f"{age}岁" if age else ""


def _words(at: datetime, reached: Reached | None) -> str:
    return f"{at.astimezone():%m-%d} 已录 {reached.label if reached else ''}".strip()


def fill(writer: Writer, sheet: Sheet, marks: Sequence[Mark], day: object, doers: str) -> Filled:
    """Write a visit for each row that has a mark; the paper lies on the desk, so it counts as come home.

    day: as typed or a moment. Rows in already are told and not written again.
    """
    written, already, refused = 0, list[str](), list[tuple[str, str]]()
    for row, mark in zip(sheet.rows, marks, strict=True):
        if mark.reached is None:
            continue
        done = _write(writer, row, mark, (day, doers, sheet.campaign))
        if done.already:
            already.append(row.name)
        elif done.service is None:
            refused.append((row.name, done.problems[0].reason))
        else:
            written += 1
    for document in dict.fromkeys(row.document for row in sheet.rows):
        state = writer.reader.scalar(select(Document.state).where(Document.id == document))
        if state is not SheetState.RETURNED and SHEET_FLOW.allows(state, SheetState.RETURNED):
            step(writer, document, SheetState.RETURNED)
    return Filled(written, tuple(already), tuple(refused))


def _write(writer: Writer, row: SheetRow, mark: Mark, same: tuple[object, str, Campaign | None]) -> Recorded:
    day, doers, campaign = same
    raw = {"at": day, "reached": mark.reached, "kind": CALLS[0], "needs": mark.needs, "method": mark.method}
    return record(writer, row.person, Told({**raw, "campaign": campaign}, doers, sheet_no=row.sheet_no))
