"""高龄津贴: who draws it in a month, who starts, stops, turns 90, is to be certified; registering and changing it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from db.books.rhythm import OURS, between, in_force
from db.ledgers.allowances import Allowance
from db.ledgers.care import AllowanceRate
from db.ledgers.people import Person
from db.ledgers.services import LogKind, Method, Reached, ServiceLog
from db.store.reader import Reader
from db.store.writer import Writer
from db.trouble import Refused
from db.work.allowance_months import (
    BackPay,
    add_months,
    back_columns,
    category_for,
    drawn_in,
    eligible_from,
    is_poor,
    month_of,
    paid_months,
)
from db.work.recording import Told, record

AGES = (80, 90, 100)
CERTIFICATION = "certification"
OLDER = ("a90", "a100")
NO_BACK: Mapping[str, Any] = {"back_from": None, "back_months": 0, "back_reason": None}


def begun_in(reader: Reader, month: date) -> list[Allowance]:
    """Return the allowances that begin in a month and carry on no older one of the same person (新增)."""
    rows = reader.rows(
        select(Allowance).where(
            Allowance.since >= month, Allowance.since < add_months(month, 1), Allowance.removed_at.is_(None)
        )
    )
    new = [row[0] for row in rows]
    before = {
        row[0]
        for row in reader.rows(
            select(Allowance.person_id).where(
                Allowance.person_id.in_([one.person_id for one in new]),
                Allowance.since < month,
                or_(Allowance.until.is_(None), Allowance.until >= month),
                Allowance.removed_at.is_(None),
            )
        )
    }
    return [one for one in new if one.person_id not in before]


def stopped_in(reader: Reader, month: date) -> list[Allowance]:
    """Return the allowances whose first unpaid month is this one, with a reason (停止)."""
    rows = reader.rows(
        select(Allowance).where(
            Allowance.until >= month,
            Allowance.until < add_months(month, 1),
            Allowance.stop_reason.is_not(None),
            Allowance.removed_at.is_(None),
        )
    )
    return [row[0] for row in rows]


def reaching(reader: Reader, month: date, years: int) -> list[UUID]:
    """Return who fills so many years in a month, by the month of birth (次月满 80、90、100)."""
    first = add_months(month, -12 * years)
    rows = reader.rows(
        select(Person.id)
        .where(Person.birth_date >= first, Person.birth_date < add_months(first, 1))
        .where(Person.status.in_(OURS), Person.removed_at.is_(None))
        .order_by(Person.birth_date, Person.pinyin, Person.id)
    )
    return [row[0] for row in rows]


def not_filed(reader: Reader, month: date) -> list[UUID]:
    """Return who is 80 or more by months and draws nothing: an entitlement not filed yet."""
    drawing = select(Allowance.person_id).where(Allowance.removed_at.is_(None))
    rows = reader.rows(
        select(Person.id)
        .where(Person.birth_date < add_months(month, -960 + 1), Person.id.not_in(drawing))
        .where(Person.status.in_(OURS), Person.removed_at.is_(None))
        .order_by(Person.birth_date, Person.id)
    )
    return [row[0] for row in rows]


# -- certification ------------------------------------------------------------------------------------------------


def certified_in(reader: Reader, month: date) -> dict[UUID, tuple[date, Method | None]]:
    """Return who was certified in a month: on which day and how; the log is the services' own."""
    last = date.fromordinal(add_months(month, 1).toordinal() - 1)
    rows = reader.rows(
        select(ServiceLog.person_id, ServiceLog.at, ServiceLog.method)
        .where(
            or_(ServiceLog.kind == LogKind.CERTIFICATION, ServiceLog.item == CERTIFICATION),
            between(month, last),
            ServiceLog.removed_at.is_(None),
            ServiceLog.person_id.is_not(None),
        )
        .order_by(ServiceLog.at)
    )
    return {person: (at.astimezone().date(), method) for person, at, method in rows}


def to_certify(reader: Reader, month: date) -> list[UUID]:
    """Return who draws an allowance in a month and has not been certified in it."""
    done = certified_in(reader, month)
    return [one.allowance.person_id for one in drawn_in(reader, month) if one.allowance.person_id not in done]


def certify(writer: Writer, person: UUID, day: date, method: Method = Method.DOOR) -> UUID | None:
    """Note that somebody was certified on a day, at the door or by telephone (手机); None: noted on that day already.

    Raises Refused for a day to come, or after the person's death or moving out.
    """
    raw = {"at": day.isoformat(), "kind": LogKind.CERTIFICATION, "item": CERTIFICATION, "method": method}
    done = record(writer, person, Told({**raw, "reached": Reached.SEEN}))
    if done.problems and not done.already:
        raise Refused(f"没有保存认证：{done.problems[0].reason}", "请核对日期和姓名。")
    return done.service


def certify_all(writer: Writer, people: Sequence[UUID], day: date, method: Method = Method.DOOR) -> int:
    """Certify everybody who is not yet certified in the month of the day; return how many were noted."""
    done = certified_in(writer.reader, month_of(day))
    return sum(certify(writer, one, day, method) is not None for one in dict.fromkeys(people) if one not in done)


# -- writing ------------------------------------------------------------------------------------------------------


def register(
    writer: Writer, person: UUID, month: date, category: str | None = None, back: BackPay | None = None
) -> UUID:
    """Register somebody from a month on; the category follows from the birth month unless another is said.

    Raises Refused below 80 years, without a birth date, or where an allowance is drawn already.
    """
    reader, month = writer.reader, month_of(month)
    birth = reader.scalar(select(Person.birth_date).where(Person.id == person))
    if birth is None:
        raise Refused("没有出生日期，不能登记津贴。", "请先补上出生日期或身份证号。")
    first = back.first if back else month
    if category_for(birth, month_of(first)) is None:
        raise Refused(f"按月计算，{eligible_from(birth):%Y 年 %m 月}才满 80 周岁，没有登记。", "请到那个月再登记。")
    open_ = select(Allowance.id).where(
        Allowance.person_id == person, Allowance.until.is_(None), Allowance.removed_at.is_(None)
    )
    if reader.scalar(open_) is not None:
        raise Refused("这位老人已在享受津贴，没有重复登记。", "请查看原有记录。")
    if month in paid_months(reader, person, month, 1):
        raise Refused(f"{month:%Y 年 %m 月}已经发过，没有登记。", "请从没有发过的月份起登记。")
    usual = category_for(birth, month, poor=is_poor(reader, person, reader.today))
    values = {"person_id": person, "since": month, "registered_on": reader.today, "category": category or usual}
    return writer.add(Allowance, values | (back_columns(reader, person, month, back) if back else {}))


def pay_back(writer: Writer, allowance: UUID, month: date, back: BackPay) -> UUID:
    """Pay months afterwards to somebody who draws already; they are paid in `month`. Return the row that says so."""
    one, month = _open(writer.reader, allowance), month_of(month)
    told = back_columns(writer.reader, one.person_id, month, back)
    if month < month_of(one.since):
        raise Refused("这个月还没有起发，没有改动。", "请改成起发以后的月份。")
    if month == month_of(one.since):
        if one.back_months:
            raise Refused("这个月已有一笔补发，没有改动。", "请改到下个月补发。")
        writer.correct(Allowance, allowance, told)
        return allowance
    return writer.succeed(Allowance, allowance, told, month)


def change_category(writer: Writer, allowance: UUID, category: str, month: date) -> UUID:
    """Draw another category from a month on; return the new row. The months before stay as they were paid."""
    reader, month = writer.reader, month_of(month)
    one = _open(reader, allowance)
    if reader.codes("allowance").read(category) is None:
        raise Refused("没有这个津贴类别，没有改动。", "请从津贴类别里选一个。")
    if one.category == category:
        raise Refused("已经是这个类别，没有改动。", "请核对类别。")
    if month < month_of(one.since):
        raise Refused("这个月还没有起发，没有改动。", "请改成起发以后的月份。")
    if month == month_of(one.since):
        writer.correct(Allowance, allowance, {"category": category})
        return allowance
    return writer.succeed(Allowance, allowance, {"category": category, **NO_BACK, "registered_on": reader.today}, month)


def set_rate(writer: Writer, category: str, month: date, amount: Decimal) -> None:
    """Set the amount of a category from a month on; earlier months keep theirs."""
    reader, month = writer.reader, month_of(month)
    if reader.codes("allowance").read(category) is None:
        raise Refused("没有这个津贴类别，没有改动。", "请从津贴类别里选一个。")
    if amount <= 0:
        raise Refused("月标准应大于零，没有改动。", "请改正金额。")
    known = reader.scalar(
        select(AllowanceRate.id).where(
            AllowanceRate.category == category, AllowanceRate.since == month, AllowanceRate.removed_at.is_(None)
        )
    )
    if known is None:
        writer.add(AllowanceRate, {"category": category, "since": month, "amount": amount})
    else:
        writer.change(AllowanceRate, known, {"amount": amount})


def _open(reader: Reader, allowance: UUID) -> Allowance:
    one = reader.get(Allowance, allowance)
    if one is None or one.until is not None:
        raise Refused("这一条津贴已经停发或已变更，没有改动。", "请刷新后再看。")
    return one


def stop(writer: Writer, allowance: UUID, month: date, reason: str) -> None:
    """Stop an allowance: `month` is the first not paid any more. The reason is a code of allowance_stop."""
    if writer.reader.codes("allowance_stop").read(reason) is None:
        raise Refused("没有这个停发原因，没有改动。", "请从停发原因里选一个。")
    if month_of(month) < month_of(_open(writer.reader, allowance).since):
        raise Refused("停发月在起发月之前，没有改动。", "请核对停发月。")
    writer.correct(Allowance, allowance, {"until": month_of(month), "stop_reason": reason})


def stop_all(writer: Writer, rows: Sequence[UUID], month: date, reason: str) -> None:
    """Stop several, all or none."""
    for one in rows:
        stop(writer, one, month, reason)


def adjust(writer: Writer, month: date) -> list[UUID]:
    """Move everybody whose category changes in a month (满90、满100) to the new one; return the new rows."""
    reader, month, found = writer.reader, month_of(month), []
    births: dict[UUID, date | None] = {}
    rows = [row[0] for row in reader.rows(select(Allowance).where(in_force(Allowance, month)))]
    for part in _parts([one.person_id for one in rows]):
        births |= {
            row[0]: row[1] for row in reader.rows(select(Person.id, Person.birth_date).where(Person.id.in_(part)))
        }
    for one in rows:
        birth = births.get(one.person_id)
        now = category_for(birth, month) if birth else None
        if now in OLDER and now != one.category and one.category.startswith("a") and one.until is None:
            found.append(change_category(writer, one.id, now, month))
    return found


def _parts(ids: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [ids[start : start + 400] for start in range(0, len(ids), 400)]
