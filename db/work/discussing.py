"""说事日: sittings every week that group what was raised there; small things are closed on the spot (P14, P15)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.ledgers.activities import Activity, ActivityKind
from db.ledgers.matters import Channel, Matter, MatterKind, MatterMethod, Outcome, ResolvedLevel, StepAction
from db.ledgers.office import Office
from db.ledgers.parties import MatterParty
from db.ledgers.people import Person
from db.ledgers.services import ServiceLog
from db.store.reader import Reader
from db.store.writer import Writer
from db.trouble import Refused
from db.work.guards import Move
from db.work.kinds import KINDS
from db.work.mediating import person_snapshot
from db.work.stepping import Stepped, register, step

TUESDAY = 2
DAYS = "一二三四五六日"


def discussion_weekday(reader: Reader) -> int:
    """Return the weekday of the 说事日, 1 Monday to 7 Sunday."""
    return int(reader.scalar(select(Office.discussion_weekday)) or TUESDAY)


def discussion_day(reader: Reader, day: date) -> date:
    """Return the 说事日 on or before a day."""
    return day - timedelta(days=(day.isoweekday() - discussion_weekday(reader)) % 7)


def next_discussion_day(reader: Reader, day: date) -> date:
    """Return the 说事日 on or after a day."""
    return day + timedelta(days=(discussion_weekday(reader) - day.isoweekday()) % 7)


def sitting_of(writer: Writer, day: date, values: Mapping[str, Any] | None = None) -> UUID:
    """Return the sitting of a day, opened where there is none yet. values: place, form, host, headcount, theme."""
    begin = datetime.combine(day, time(9)).astimezone()
    span = Activity.at >= datetime.combine(day, time.min).astimezone(), Activity.at < begin + timedelta(hours=15)
    statement = select(Activity.id).where(
        Activity.kind == ActivityKind.DISCUSSION_MEETING, *span, Activity.removed_at.is_(None)
    )
    known = writer.reader.scalar(statement)
    if known is not None:
        if values:
            writer.change(Activity, known, values)
        return UUID(str(known))
    theme = f"周{DAYS[day.weekday()]}说事日"
    return writer.add(
        Activity, {"kind": ActivityKind.DISCUSSION_MEETING, "theme": theme, "at": begin, **(values or {})}
    )


def raise_matter(
    writer: Writer, values: Mapping[str, Any], raiser: Mapping[str, Any] | None = None, sitting: UUID | None = None
) -> UUID:
    """Register something raised, with who raised it, at a sitting where there was one."""
    about = dict(values)
    kind = about.setdefault("kind", MatterKind.DISCUSSION)
    if sitting is not None:
        about |= {"activity_id": sitting, "channel": about.get("channel") or Channel.DISCUSSION_DAY}
    one = register(writer, about)
    if raiser and raiser.get("name"):
        writer.add(MatterParty, {"matter_id": one, "side": KINDS[kind].raiser, **raiser})
    return one


def close_on_spot(writer: Writer, matter: UUID, result: str, day: date | None = None) -> Stepped:
    """现场解决: close a matter just registered, in one step."""
    facts = {
        "outcome": Outcome.SOLVED,
        "resolved_level": ResolvedLevel.ON_SPOT,
        "method": MatterMethod.ON_SPOT,
        "result": result,
    }
    return step(writer, matter, Move(StepAction.RESOLVE, day, result, facts))


def from_visit(writer: Writer, service: UUID, kind: MatterKind, content: str = "") -> UUID:
    """Make the need or hazard that a visit found a matter, in one action; person, door and grid come from the visit."""
    visit = writer.reader.get(ServiceLog, service)
    if visit is None:
        raise Refused("这条走访记录已不在。", "请刷新后再看。")
    text = (content or visit.needs or "").strip()
    if not text:
        raise Refused("这次走访没有写需求或问题，没有登记成事项。", "请写明要办的事。")
    if any(known.kind is kind and known.content == text for known in raised_from(writer.reader, service)):
        raise Refused(f"这次走访的这件{kind.label}已经登记过，没有重复登记。", "要看办到哪一步，请点“看事项”。")
    day = visit.at.astimezone().date()
    home = writer.reader.get(Person, visit.person_id) if visit.person_id is not None else None
    values = {"kind": kind, "content": text, "raised_on": day, "channel": Channel.DOOR}
    if home is not None:
        values |= {"area_id": home.area_id, "dwelling_id": home.dwelling_id}
    if visit.area_id is not None:
        values["area_id"] = visit.area_id
    one = register(writer, {**values, "source_log_id": service})
    if visit.person_id is not None:
        writer.add(
            MatterParty,
            {"matter_id": one, "side": KINDS[kind].raiser, **person_snapshot(writer.reader, visit.person_id)},
        )
    return one


def raised_from(reader: Reader, service: UUID) -> list[Matter]:
    """Return the matters that a visit gave rise to, the first one first."""
    statement = select(Matter).where(Matter.source_log_id == service, Matter.removed_at.is_(None))
    return [row[0] for row in reader.rows(statement.order_by(Matter.id))]


def days_taken(matter: Matter) -> int | None:
    """Return natural days from 反映 to 解决; 0 is 当日; None while it is open."""
    return None if matter.resolved_on is None else (matter.resolved_on - matter.raised_on).days


def years_old(matter: Matter, today: date) -> int:
    """Return full years from the origin of a grievance to its solution, or to today while it is open."""
    begin, end = matter.origin_date or matter.raised_on, matter.resolved_on or today
    return end.year - begin.year - ((end.month, end.day) < (begin.month, begin.day))
