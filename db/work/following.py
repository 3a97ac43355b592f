"""一人一档: what became of a person from day to day, newest first: visits, tags, placements, plans, changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.books.visits import doers
from db.ledgers.allowances import Allowance
from db.ledgers.areas import Area, Dwelling
from db.ledgers.care import CarePlan
from db.ledgers.happenings import Absence, LifeEvent
from db.ledgers.matters import Matter
from db.ledgers.parties import MatterParty
from db.ledgers.people import Person, PersonTag, Placement
from db.ledgers.services import ServiceLog
from db.store.query import terms
from db.store.reader import Reader
from db.work.standing import local_day

MOST = 300


@dataclass(frozen=True)
class Moment:
    """One thing of a day: what kind it is, and in words.

    kind: service, tag, placement, plan, happening, allowance or matter.
    """

    day: date
    kind: str
    what: str
    words: str
    record: UUID


def following(reader: Reader, person: UUID, kinds: frozenset[str] = frozenset()) -> list[Moment]:
    """Return what became of a person, newest first; only those kinds (none named: all)."""
    found = [
        *_services(reader, person), *_tags(reader, person), *_placements(reader, person), *_plans(reader, person),
        *_happenings(reader, person), *_allowances(reader, person), *_matters(reader, person),
    ]  # fmt: skip
    wanted = [one for one in found if not kinds or one.kind in kinds]
    return sorted(wanted, key=lambda one: (one.day, one.record), reverse=True)


def _services(reader: Reader, person: UUID) -> Iterator[Moment]:
    rows = reader.rows(
        select(
            ServiceLog.id, ServiceLog.at, ServiceLog.kind, ServiceLog.item, ServiceLog.method, ServiceLog.reached,
            ServiceLog.content, ServiceLog.needs, ServiceLog.amount, ServiceLog.settled_on,
        )
        .where(ServiceLog.person_id == person, ServiceLog.removed_at.is_(None))
        .order_by(ServiceLog.at.desc())
        .limit(MOST)
    )  # fmt: skip
    names = doers(reader.rows, [row[0] for row in rows], terms(reader)) if rows else {}
    items = reader.codes("errand_item")
    for one, at, kind, item, method, reached, content, needs, amount, settled in rows:
        money = "" if amount is None else f"垫付 {amount} 元{'' if settled else '，未结清'}"
        parts = (
            items.label(item) if item else "", method.label if method and not item else "",
            reached.label if reached else "", content or "", f"需求：{needs}" if needs else "", money,
            names.get(one, ""),
        )  # fmt: skip
        yield Moment(local_day(at), "service", kind.label, "　".join(part for part in parts if part), one)


def _dated(rows: list[Any], kind: str, begins: str, ends: str) -> Iterator[Moment]:
    """Turn (id, since, until, words) into a beginning and an end, as far as their days are known."""
    for one, since, until, words in rows:
        if since is not None:
            yield Moment(since, kind, begins, words, one)
        if until is not None:
            yield Moment(until, kind, ends, words, one)


def _tags(reader: Reader, person: UUID) -> Iterator[Moment]:
    codes = reader.codes("tag")
    rows = reader.rows(
        select(PersonTag.id, PersonTag.since, PersonTag.until, PersonTag.tag, PersonTag.source).where(
            PersonTag.person_id == person, PersonTag.removed_at.is_(None)
        )
    )
    told = [
        (one, since, until, "　".join(filter(None, (codes.label(tag), source))))
        for one, since, until, tag, source in rows
    ]
    return _dated(told, "tag", "列入", "不再是")


def _placements(reader: Reader, person: UUID) -> Iterator[Moment]:
    rows = reader.rows(
        select(
            Placement.id, Placement.since, Area.name, Dwelling.full_address, Placement.status, Placement.living,
            Placement.reason,
        )
        .outerjoin(Area, Placement.area_id == Area.id)
        .outerjoin(Dwelling, Placement.dwelling_id == Dwelling.id)
        .where(Placement.person_id == person, Placement.removed_at.is_(None))
    )  # fmt: skip
    told = [
        (one, since, None, "　".join(filter(None, (area, door, status.label, living.label if living else "", reason))))
        for one, since, area, door, status, living, reason in rows
    ]
    return _dated(told, "placement", "居住情况", "")


def _plans(reader: Reader, person: UUID) -> Iterator[Moment]:
    rows = reader.rows(
        select(
            CarePlan.id, CarePlan.since, CarePlan.risk_class, CarePlan.cycle, Person.name, CarePlan.reason,
        )
        .outerjoin(Person, CarePlan.responsible_person_id == Person.id)
        .where(CarePlan.person_id == person, CarePlan.removed_at.is_(None))
    )  # fmt: skip
    told = [
        (one, since, None, "　".join(filter(None, (
            risk.label if risk else "", cycle.label if cycle else "", f"责任人 {keeper}" if keeper else "", reason
        ))))
        for one, since, risk, cycle, keeper, reason in rows
    ]  # fmt: skip
    return _dated(told, "plan", "探访计划", "")


def _happenings(reader: Reader, person: UUID) -> Iterator[Moment]:
    """Yield stays in hospital or elsewhere, and major changes."""
    absences = reader.rows(
        select(Absence.id, Absence.since, Absence.until, Absence.kind, Absence.note).where(
            Absence.person_id == person, Absence.removed_at.is_(None)
        )
    )
    for one, since, until, kind, note in absences:
        yield from _dated([(one, since, until, note or "")], "happening", kind.label, f"{kind.label}结束")
    events = reader.rows(
        select(LifeEvent.id, LifeEvent.at, LifeEvent.kind, LifeEvent.note).where(
            LifeEvent.person_id == person, LifeEvent.removed_at.is_(None)
        )
    )
    for one, at, kind, note in events:
        yield Moment(local_day(at), "happening", "变故", "　".join(filter(None, (kind.label, note))), one)


def _allowances(reader: Reader, person: UUID) -> Iterator[Moment]:
    categories, stops = reader.codes("allowance"), reader.codes("allowance_stop")
    rows = reader.rows(
        select(Allowance.id, Allowance.since, Allowance.until, Allowance.category, Allowance.stop_reason).where(
            Allowance.person_id == person, Allowance.removed_at.is_(None)
        )
    )
    for one, since, until, category, reason in rows:
        yield Moment(since, "allowance", "高龄津贴", f"起发　{categories.label(category)}", one)
        if until is not None and reason:
            yield Moment(until, "allowance", "高龄津贴", f"停发　{stops.label(reason)}", one)


def _matters(reader: Reader, person: UUID) -> Iterator[Moment]:
    """Yield the matters in which the person is a party; those a viewer may not see are not read."""
    mine = select(MatterParty.matter_id).where(MatterParty.person_id == person, MatterParty.removed_at.is_(None))
    rows = reader.rows(
        select(Matter.id, Matter.raised_on, Matter.kind, Matter.subject, Matter.status).where(
            Matter.id.in_(mine), Matter.removed_at.is_(None)
        )
    )
    for one, day, kind, subject, status in rows:
        yield Moment(day, "matter", kind.label, f"{subject or ''}（{status.label}）", one)
