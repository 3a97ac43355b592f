"""Recording what was done for somebody: visits, errands, checks; of one person or of the household at once.

Everything comes through `record`: values are cleaned, the day is compared with the office's, a visit that is in
already is not written twice. A visit that met nobody is to be repeated within its window.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from unicodedata import normalize
from uuid import UUID

from sqlalchemy import and_, or_, select

from db.books import BOOKS
from db.books.due import DueState, window_of
from db.books.rhythm import REMOTE
from db.ledgers.care import CarePlan, Cycle
from db.ledgers.people import Person, PersonStatus, Placement
from db.ledgers.record import fields_of
from db.ledgers.services import Finding, LogKind, Method, Reached, ServiceDoer, ServiceLog
from db.ledgers.teams import Membership
from db.store import query
from db.store.reader import Reader
from db.store.writer import Writer
from db.words.clean import Cleaned, Level, Problem, clean
from db.words.days import read_day
from db.work.areas import Grids
from db.work.standing import local_day
from db.work.taking import rules_of
from db.work.visiting import household_of

HERE = (PersonStatus.LIVING_HERE, PersonStatus.AWAY)
CALLS = (LogKind.VISIT, LogKind.WELFARE_CHECK)
OPEN = (DueState.DUE_NOW, DueState.DUE_SOON, DueState.OVERDUE)
SPLIT = re.compile(r"[、,，;；\s]+")
NORMAL, ODD = "正常", "异常"
LIKE_BEFORE = ("kind", "item", "method", "reached", "programme", "minutes")
"""What 和上次一样 takes over: how it was done, never what was needed or paid."""


@dataclass(frozen=True)
class Told:
    """What the clerk says of one visit or errand. raw: values by key of the ledger, as typed; doers: names.

    findings: {item code: (answer, note)}. sheet_no: the printed sheet it comes from.
    """

    raw: Mapping[str, object]
    doers: str = ""
    findings: Mapping[str, tuple[str, str]] | None = None
    sheet_no: str = ""


@dataclass(frozen=True)
class Recorded:
    """What became of it: the new row, else the one that is in already, else what to tell at which field."""

    service: UUID | None
    known: UUID | None = None
    problems: Sequence[Problem] = ()

    @property
    def already(self) -> bool:
        """Whether it was in before, so that nothing was written."""
        return self.known is not None


def read_when(text: object, now: datetime, today: date) -> datetime | str:
    """Return the moment a clerk means, or why not: empty = now, -1 = yesterday, 15 = the last 15th, 11-15, any day.

    today: the office's day. Any other day than that of `now` is its noon; a day after today is refused.
    """
    if isinstance(text, datetime):
        return text.astimezone(UTC)
    written = normalize("NFKC", str(text or "")).strip()
    day = _day_meant(written, today)
    if isinstance(day, str):
        return day
    if day > today:
        return "走访日期在今天之后，请核对。"
    return now if day == local_day(now) else datetime.combine(day, time(12)).astimezone(UTC)


def _day_meant(written: str, today: date) -> date | str:
    words = {"": 0, "今天": 0, "昨天": 1, "前天": 2}
    if written in words:
        return today - timedelta(days=words[written])
    if re.fullmatch(r"-\d{1,2}", written):
        return today - timedelta(days=int(written[1:]))
    if re.fullmatch(r"\d{1,2}", written):
        return _last_with(today, None, int(written))
    short = re.fullmatch(r"(\d{1,2})[-./月](\d{1,2})[日号]?", written) or re.fullmatch(r"(\d\d)(\d\d)", written)
    if short:
        return _last_with(today, int(short[1]), int(short[2]))
    told = read_day(written, today)
    return told.day or told.problem or told.question or "日期看不懂，请写成 11-15 这样。"


def _last_with(today: date, month: int | None, number: int) -> date | str:
    """Return the last day up to today with that number (and month)."""
    for back in range(400):
        day = today - timedelta(days=back)
        if day.day == number and month in (None, day.month):
            return day
    return "没有这一天，请核对。"


def record(writer: Writer, person: UUID, told: Told) -> Recorded:
    """Write one visit, errand or check of a person."""
    cleaned = _cleaned(writer, told)
    values = cleaned.values
    whom = writer.reader.rows(select(Person.area_id, Person.status).where(Person.id == person))
    if not whom:
        cleaned.problems.append(Problem("person_id", "", Level.ERROR, "没有找到此人，请重新选择。"))
    if cleaned.sound:
        cleaned.problems += _late(writer.reader, person, whom[0][1], local_day(values["at"]))
    if not cleaned.sound:
        return Recorded(None, problems=cleaned.problems)
    known = already_in(writer.reader, person, values, told.sheet_no)
    if known is not None:
        return Recorded(None, known, cleaned.problems)
    values = _completed(writer.reader, person, values)
    own = {"person_id": person, "area_id": whom[0][0], "sheet_no": told.sheet_no or None}
    one = writer.add(ServiceLog, {**values, **own})
    _add_doers(writer, one, told.doers, whom[0][0])
    rows = [{"service_id": one, "item": item, "answer": answer or None, "note": note or None}
            for item, (answer, note) in (told.findings or {}).items() if answer or note]  # fmt: skip
    if rows:
        writer.add_many(Finding, rows)
    if values["kind"] is LogKind.CERTIFICATION or values.get("item") == "certification":
        _certify(writer, person, local_day(values["at"]))
    return Recorded(one, problems=cleaned.problems)


def _cleaned(writer: Writer, told: Told) -> Cleaned:
    moment = read_when(told.raw.get("at"), writer.clock.now(), writer.reader.today)
    known = {key: one for key, one in fields_of(ServiceLog).items() if key in told.raw and key != "at"}
    cleaned = clean(known, {key: told.raw[key] for key in known}, rules_of(writer.reader, Grids(writer.reader)))
    if isinstance(moment, str):
        cleaned.problems.append(Problem("at", str(told.raw.get("at") or ""), Level.ERROR, moment))
    else:
        cleaned.values["at"] = moment
    cleaned.values = {key: value for key, value in cleaned.values.items() if ":" not in key}
    cleaned.values.setdefault("kind", LogKind.ERRAND if cleaned.values.get("item") else LogKind.VISIT)
    if cleaned.values["kind"] is LogKind.ERRAND and not cleaned.values.get("item"):
        cleaned.problems.append(Problem("item", "", Level.ERROR, "请选择办的是哪一项。"))
    amount = cleaned.values.get("amount")
    if amount is not None and amount < 0:
        cleaned.problems.append(Problem("amount", str(amount), Level.ERROR, "垫付金额不能小于零，请改正。"))
    return cleaned


def _late(reader: Reader, person: UUID, status: PersonStatus, day: date) -> Sequence[Problem]:
    """Refuse a visit of somebody who was dead or had moved away by that day."""
    if status in HERE:
        return ()
    since = reader.scalar(
        select(Placement.since).where(
            Placement.person_id == person, Placement.until.is_(None), Placement.removed_at.is_(None)
        )
    )
    if since is not None and day <= since:
        return ()
    return (Problem("person_id", "", Level.ERROR, f"此人已{status.label}，不能登记这一天的走访，请核对姓名和日期。"),)


def already_in(reader: Reader, person: UUID, values: Mapping[str, Any], sheet_no: str = "") -> UUID | None:
    """Return the row that tells this already: of the same sheet, or of the kind on that day and telling as much."""
    day = datetime.combine(local_day(values["at"]), time()).astimezone(UTC)
    same_day = and_(ServiceLog.at >= day, ServiceLog.at < day + timedelta(days=1), ServiceLog.kind == values["kind"])
    if values["kind"] is LogKind.ERRAND:
        keys = ("item", "amount", "content")
        same_day = and_(same_day, *(getattr(ServiceLog, key) == values.get(key) for key in keys))
    same = or_(same_day, ServiceLog.sheet_no == sheet_no) if sheet_no else same_day
    found = select(ServiceLog.id, ServiceLog.sheet_no, ServiceLog.reached, ServiceLog.method).where(
        ServiceLog.person_id == person, ServiceLog.removed_at.is_(None), same
    )
    told = _weight(values.get("reached"), values.get("method"))
    for one, sheet, reached, method in reader.rows(found.order_by(ServiceLog.id)):
        if (sheet_no and sheet == sheet_no) or _weight(reached, method) >= told:
            return one  # type: ignore[no-any-return]
    return None


def _weight(reached: Reached | None, method: Method | None) -> int:
    """Say how much a call tells: nobody there, the family, the person by telephone, the person met at the door.

    Whoever was only telephoned in the morning may be called upon in the afternoon, and that visit must count.
    """
    if reached in (Reached.MISSED, Reached.TOLD_BY_FAMILY):
        return 0 if reached is Reached.MISSED else 1
    return 2 if method in REMOTE else 3


def _completed(reader: Reader, person: UUID, values: dict[str, Any]) -> dict[str, Any]:
    """Add what follows: how it was done where nothing is said, whether it is late, when to come again."""
    day = local_day(values["at"])
    whole = {"method": Method.DOOR, "backdated": day < reader.today, **values}
    if whole["kind"] in CALLS:
        whole.setdefault("reached", Reached.SEEN)
    if whole.get("reached") is Reached.MISSED and not whole.get("next_due"):
        whole["next_due"] = come_again(cycle_of(reader, person), day)
    return whole


def cycle_of(reader: Reader, person: UUID) -> Cycle:
    """Return how often a person is to be visited; a month where nothing is set."""
    row = next(iter(query.cells(reader, BOOKS["people"], [person], ["cycle"])), {"cycle": None})
    cycle = row["cycle"]
    return cycle if isinstance(cycle, Cycle) else Cycle.of(cycle) if cycle else Cycle.MONTH


def come_again(cycle: Cycle, day: date) -> date:
    """Return when to try again after 未遇: the next day for the weekly, else in three days, still in the window."""
    last = window_of(cycle, day)[1]
    wanted = day + timedelta(days=1 if cycle is Cycle.WEEK else 3)
    return min(wanted, last) if last > day else wanted


def _add_doers(writer: Writer, service: UUID, names: str, area: UUID | None) -> None:
    """Write a row for each name; a member of the team is linked, the one of the person's own grid first."""
    told = list(dict.fromkeys(name for name in SPLIT.split(names) if name))
    if not told:
        return
    members = writer.reader.rows(
        select(Person.name, Person.id, Membership.area_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.name.in_(told), Membership.until.is_(None), Membership.removed_at.is_(None))
    )
    for name in told:
        bearers = {one for known, one, _ in members if known == name}
        near = {one for known, one, where in members if known == name and where == area} or bearers
        linked = near.pop() if len(near) == 1 else None
        writer.add(ServiceDoer, {"service_id": service, "person_id": linked, "name": name[:60]})


def _certify(writer: Writer, person: UUID, day: date) -> None:
    """Note in the plan that the allowance was certified; the next month's falls due at its end."""
    plan = writer.reader.rows(
        select(CarePlan.id, CarePlan.certified_on).where(
            CarePlan.person_id == person, CarePlan.until.is_(None), CarePlan.removed_at.is_(None)
        )
    )
    if plan and (plan[0][1] is None or plan[0][1] < day):
        after = window_of(Cycle.MONTH, window_of(Cycle.MONTH, day)[1] + timedelta(days=1))[1]
        writer.correct(CarePlan, plan[0][0], {"certified_on": day, "certify_due": after})


def record_patrol(writer: Writer, told: Told) -> Recorded:
    """Write one patrol of the grid that the raw values name; told in the same words of the same day it is in already.

    What was found on it becomes a matter as what a visit found does.
    """
    cleaned = _cleaned(writer, replace(told, raw={**told.raw, "kind": LogKind.PATROL}))
    values = cleaned.values
    if not values.get("area_id"):
        cleaned.problems.append(Problem("area_id", "", Level.ERROR, "请选巡查的网格。"))
    if not cleaned.sound:
        return Recorded(None, problems=cleaned.problems)
    day = datetime.combine(local_day(values["at"]), time()).astimezone(UTC)
    same = [getattr(ServiceLog, key) == values.get(key) for key in ("kind", "area_id", "content")]
    span = ServiceLog.at >= day, ServiceLog.at < day + timedelta(days=1), ServiceLog.removed_at.is_(None)
    known = writer.reader.scalar(select(ServiceLog.id).where(*same, *span).limit(1))
    if known is not None:
        return Recorded(None, known)
    one = writer.add(ServiceLog, {**values, "backdated": local_day(values["at"]) < writer.reader.today})
    _add_doers(writer, one, told.doers, values["area_id"])
    return Recorded(one, problems=cleaned.problems)


# -- the household -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DueItem:
    """Something that is due behind the same door: whose, of which kind, in words."""

    person: UUID
    kind: LogKind
    words: str


def due_items(reader: Reader, person: UUID) -> list[DueItem]:
    """Return everything due in the household: visits of the window, certifications of the month."""
    found: list[DueItem] = []
    people = household_of(reader, person)
    rows = query.cells(reader, BOOKS["people"], people, ("name", "age", "due_state", "certify_due"))
    certify = {row[0]: row[1] for row in reader.rows(
        select(CarePlan.person_id, CarePlan.certify_due)
        .where(CarePlan.person_id.in_(people), CarePlan.until.is_(None), CarePlan.removed_at.is_(None))
    )}  # fmt: skip
    month_end = window_of(Cycle.MONTH, reader.today)[1]
    for row in rows:
        who = f"{row['name']} {row['age']}岁" if row["age"] else row["name"]
        if row["due_state"] in OPEN:
            found.append(DueItem(row["id"], LogKind.VISIT, f"{who}　走访（{row['due_state'].label}）"))
        due = certify.get(row["id"])
        if due is not None and due <= month_end:
            found.append(DueItem(row["id"], LogKind.CERTIFICATION, f"{who}　高龄认证（{due:%m-%d} 前）"))
    return found


def record_household(writer: Writer, person: UUID, told: Told, items: Sequence[DueItem]) -> list[Recorded]:
    """Write a visit of a person and whatever else the same call completed behind the door; a problem refuses all."""
    first = record(writer, person, told)
    if first.service is None:
        return [first]
    kept: dict[str, object] = {key: told.raw[key] for key in ("at", "method", "reached", "campaign") if key in told.raw}
    also = replace(told, findings=None, raw=kept)
    others = [item for item in items if (item.person, item.kind) != (person, LogKind.VISIT)]
    return [first, *(record(writer, one.person, replace(also, raw={**kept, "kind": one.kind})) for one in others)]


# -- 和上次一样 ------------------------------------------------------------------------------------------------------


def like_before(reader: Reader, person: UUID) -> Told | None:
    """Return what the last visit of a person says of how it was done and what was found; None if there is none."""
    keys = [getattr(ServiceLog, key) for key in LIKE_BEFORE]
    last = reader.rows(
        select(ServiceLog.id, *keys)
        .where(ServiceLog.person_id == person, ServiceLog.removed_at.is_(None), ServiceLog.kind.in_(CALLS))
        .order_by(ServiceLog.at.desc(), ServiceLog.id.desc())
        .limit(1)
    )
    if not last:
        return None
    names = reader.rows(
        select(ServiceDoer.name)
        .where(ServiceDoer.service_id == last[0][0], ServiceDoer.removed_at.is_(None))
        .order_by(ServiceDoer.id)
    )
    found = reader.rows(
        select(Finding.item, Finding.answer, Finding.note)
        .where(Finding.service_id == last[0][0], Finding.removed_at.is_(None))
        .order_by(Finding.id)
    )
    raw = {key: value for key, value in zip(LIKE_BEFORE, last[0][1:], strict=True) if value is not None}
    return Told(
        raw, "、".join(name for (name,) in names), {item: (answer or "", note or "") for item, answer, note in found}
    )


# -- mending, settling ---------------------------------------------------------------------------------------------


def mend(writer: Writer, service: UUID, told: Told) -> Sequence[Problem]:
    """改错: bring a record to what the form says; problems refuse it. Emptied fields are emptied."""
    row = writer.reader.get(ServiceLog, service)
    cleaned = _cleaned(writer, told)
    if row is None or not cleaned.sound:
        return cleaned.problems
    table = ServiceLog.__table__.c
    blanks: dict[str, Any] = {key: None for key in told.raw if key in table and table[key].nullable}
    values = {**blanks, **cleaned.values}
    if local_day(values["at"]) == local_day(row.at):
        values["at"] = row.at
    values["backdated"] = local_day(values["at"]) < local_day(row.created_at)
    writer.change(ServiceLog, service, values)
    _mend_doers(writer, service, told.doers, row.area_id)
    _mend_findings(writer, service, told.findings or {})
    return cleaned.problems


def _mend_doers(writer: Writer, service: UUID, names: str, area: UUID | None) -> None:
    rows = writer.reader.rows(
        select(ServiceDoer.id, ServiceDoer.name).where(
            ServiceDoer.service_id == service, ServiceDoer.removed_at.is_(None)
        )
    )
    told = {name for name in SPLIT.split(names) if name}
    writer.remove_many(ServiceDoer, [one for one, name in rows if name not in told])
    _add_doers(writer, service, "、".join(sorted(told - {name for _, name in rows})), area)


def _mend_findings(writer: Writer, service: UUID, told: Mapping[str, tuple[str, str]]) -> None:
    rows = writer.reader.rows(
        select(Finding.id, Finding.item).where(Finding.service_id == service, Finding.removed_at.is_(None))
    )
    known = {item: one for one, item in rows}
    for item, (answer, note) in told.items():
        values = {"answer": answer or None, "note": note or None}
        if item in known:
            writer.change(Finding, known[item], values)
        elif answer or note:
            writer.add(Finding, {"service_id": service, "item": item, **values})


def settle_money(writer: Writer, service: UUID, day: date, receipt: str = "") -> bool:
    """Note that money laid out was given back on a day; say whether that was still open."""
    row = writer.reader.get(ServiceLog, service)
    if row is None or row.amount is None or row.settled_on is not None:
        return False
    return writer.change(ServiceLog, service, {"settled_on": day, "receipt": receipt[:60] or row.receipt})
