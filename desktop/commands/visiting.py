"""visit, errand, due: writing what was done at the door, and who is owed a visit."""

import re
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from db.books.due import DueState
from db.ledgers.people import Person
from db.ledgers.services import LogKind, Method, Reached
from db.store.reader import Reader
from db.store.store import Store
from db.store.writer import Writer
from db.trouble import Refused, UnknownName
from db.words.choice import Choice
from db.work.recording import Recorded, Told, record
from db.work.visiting import DueRow, due_list, household_of
from desktop.commands.answer import Answer
from desktop.commands.finding import area_of
from desktop.commands.rows import plain

C = TypeVar("C", bound=Choice)
MONTH, WEEK, QUARTER = (re.compile(form) for form in (r"(\d{4})-(\d\d?)", r"(\d{4})-?W(\d\d?)", r"(\d{4})-?Q([1-4])"))


def person_of(reader: Reader, text: str) -> UUID:
    """Return the one person of an id, a name or a number; Refused if there is none or more than one."""
    try:
        wanted = UUID(text)
    except ValueError:
        hits = [one for one in reader.find(text) if one.ledger == "people"]
        same = [one for one in hits if one.title == text] or hits
        if len(same) == 1:
            return same[0].id
        found = f"有 {len(same)} 人" if same else "没有这个人"
        raise Refused(f"“{text}”{found}，没有写入。", "请用记录编号（见 find 的输出）或身份证号。") from None
    if not reader.rows(select(Person.id).where(Person.id == wanted, Person.removed_at.is_(None))):
        raise Refused(f"人员里没有编号为 {wanted} 的记录，没有写入。", "它可能已移除，或编号写错了。")
    return wanted


def choice_of(choice: type[C], label: str, text: str) -> C:
    """Return the member of a key or label."""
    found = choice.read(text)
    if found is None:
        known = "、".join(f"{one.value}（{one.label}）" for one in choice)
        raise UnknownName(f"{label}没有“{text}”这个值。", f"可用：{known}。")
    return found


def _told(words: Namespace, raw: dict[str, object]) -> Told:
    """Return what was done as the clerk's form would tell it; what was not said is left out."""
    said = {**raw, "at": words.on.isoformat() if words.on else "", "content": words.content}
    return Told({key: value for key, value in said.items() if value not in ("", None)}, "、".join(words.by))


def _written(writer: Writer, person: UUID, told: Told) -> Recorded:
    """Write it; Refused with the first reason where it cannot be."""
    done = record(writer, person, told)
    if done.service is None and done.known is None:
        raise Refused(f"没有写入：{done.problems[0].reason}", "请改正后再写一次。")
    return done


def run_visit(store: Store, words: Namespace) -> Answer:
    """Write a visit to one person, or to the whole household; the same day and kind is never written twice."""
    kind = choice_of(LogKind, "服务类型", words.kind)
    method, reached = choice_of(Method, "方式", words.method), choice_of(Reached, "见到情况", words.reached)
    raw: dict[str, object] = {"kind": kind, "method": method, "reached": reached, "minutes": words.minutes}
    told = _told(words, {**raw, "needs": words.needs, "measures": words.measures})
    day = words.on or store.clock.today()
    with store.write("登记走访") as writer:
        person = person_of(writer.reader, words.person)
        people = household_of(writer.reader, person) if words.household else [person]
        done = {one: _written(writer, one, told) for one in people}
        names = dict(writer.reader.rows(select(Person.id, Person.name).where(Person.id.in_(people))))
    rows = [
        {
            "id": str(one.service or one.known), "person": str(who), "name": names[who], "on": day.isoformat(),
            "kind": kind.value, "method": method.value, "reached": reached.value,
            "backdated": day < store.clock.today(), "new": not one.already,
        }
        for who, one in done.items()
    ]  # fmt: skip
    lines = [f"{'已登记' if row['new'] else '当天已有记录，没有重复登记'}：{row['name']} {row['on']}" for row in rows]
    return Answer(rows if words.household else rows[0], lines)


def run_errand_command(store: Store, words: Namespace) -> Answer:
    """Write an errand done for somebody; the same item, day and amount is never written twice."""
    amount, day = _money(words.amount), words.on or store.clock.today()
    raw: dict[str, object] = {"kind": LogKind.ERRAND, "amount": amount, "receipt": words.receipt}
    raw["settled_on"] = words.settled.isoformat() if words.settled else None
    with store.write("登记帮办代办") as writer:
        person = person_of(writer.reader, words.person)
        item = _item(writer.reader, words.item)
        done = _written(writer, person, _told(words, {**raw, "item": item, "headcount": words.headcount}))
        name = writer.reader.scalar(select(Person.name).where(Person.id == person))
    value = {
        "id": str(done.service or done.known), "person": str(person), "name": name, "on": day.isoformat(),
        "item": item, "amount": plain(amount), "settled_on": plain(words.settled),
        "backdated": day < store.clock.today(), "new": not done.already,
    }  # fmt: skip
    said = "当天已有同样的记录，没有重复登记" if done.already else "已登记帮办代办"
    return Answer(value, [f"{said}：{name} {day:%Y-%m-%d}。"])


def _item(reader: Reader, text: str) -> str:
    items = reader.codes("errand_item")
    found = items.read(text)
    if found is None:
        known = "、".join(f"{code}（{label}）" for code, label, _, active in items.items if active)
        raise UnknownName(f"帮办事项没有“{text}”。", f"可用：{known}。")
    return found


def _money(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise UnknownName(f"金额“{text}”看不懂。", "请写成 36.50 的样子。") from None


def day_in(text: str | None, today: date) -> date:
    """Return the day a period is looked at: today while it runs, its last day once over, its first before it begins.

    2026-11, 2026-W48, 2026-Q4 or a day.
    """
    if not text:
        return today
    first, last = _span(text)
    return min(max(today, first), last)


def _span(text: str) -> tuple[date, date]:
    try:
        if found := QUARTER.fullmatch(text):
            month = int(found[2]) * 3 - 2
            return date(int(found[1]), month, 1), _end(int(found[1]), month + 2)
        if found := WEEK.fullmatch(text):
            return date.fromisocalendar(int(found[1]), int(found[2]), 1), date.fromisocalendar(
                int(found[1]), int(found[2]), 7
            )
        if found := MONTH.fullmatch(text):
            return date(int(found[1]), int(found[2]), 1), _end(int(found[1]), int(found[2]))
        return date.fromisoformat(text), date.fromisoformat(text)
    except ValueError:
        raise UnknownName(f"“{text}”不是期间。", "请写成 2026-11、2026-W48、2026-Q4 或 2026-11-24。") from None


def _end(year: int, month: int) -> date:
    return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)


def run_due(store: Store, words: Namespace) -> Answer:
    """List what is owed in a period, one line for each person, in door order."""
    states = [choice_of(DueState, "应访状态", text) for text in words.state]
    with store.read() as reader:
        rows = due_list(reader, day_in(words.period, reader.today), area_of(reader, words.area), states)
    return Answer([_row(row) for row in rows], _lines(rows))


def _row(row: DueRow) -> dict[str, Any]:
    due = row.due
    return {
        "person": str(row.person),
        "name": row.name,
        "area": row.area_code,
        "area_label": row.area,
        "risk_class": plain(due.risk),
        "risk_class_label": due.risk.label if due.risk else None,
        "cycle": due.cycle.value,
        "window_start": due.first.isoformat(),
        "window_end": due.last.isoformat(),
        "due_state": due.state.value,
        "due_state_label": due.state.label,
        "last_visit": plain(row.last_visit),
    }


def _lines(rows: Sequence[DueRow]) -> list[str]:
    lines = [
        f"{row.area}\t{row.name}\t{row.due.cycle.label}\t{row.due.state.label}\t"
        f"{row.due.first:%m-%d} 至 {row.due.last:%m-%d}"
        for row in rows
    ]
    return [*lines, f"共 {len(rows)} 人。"]
