"""Mediation and what else a case needs: parties as snapshots, agreement, performance, return visits, ties of cases."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from db.ledgers.areas import Dwelling
from db.ledgers.codes import CodeItem
from db.ledgers.matters import OPEN, Matter
from db.ledgers.mediation import Mediation, Performance
from db.ledgers.parties import MatterParty, PartySide
from db.ledgers.people import Person
from db.ledgers.services import LogKind, Reached, ServiceDoer, ServiceLog
from db.store.reader import Reader
from db.store.writer import Writer
from db.trouble import Refused
from db.words.checks import mask_name
from db.words.days import age_on
from db.work.facts import Facts, facts_of

TO_AGE = 18


def person_snapshot(reader: Reader, person: UUID) -> dict[str, Any]:
    """Return what a party is told of a person today; it stays as it is when he later moves or is renamed."""
    found = reader.get(Person, person)
    if found is None:
        raise Refused("这个人已不在库中。", "请重新查找。")
    home = reader.get(Dwelling, found.dwelling_id) if found.dwelling_id else None
    keys = ("name", "sex", "ethnic", "birth_date", "id_number", "phone", "hukou_address")
    told = {key: getattr(found, key) for key in keys}
    age = None if found.birth_date is None else age_on(found.birth_date, reader.today)
    address = home.full_address if home else found.hukou_address
    return {**told, "person_id": person, "age": age, "job": found.occupation, "address": address}


def add_party(writer: Writer, matter: UUID, side: PartySide, values: Mapping[str, Any]) -> UUID:
    """Add a party as the clerk typed it; order as they come."""
    count = select(func.count()).select_from(MatterParty).where(MatterParty.matter_id == matter)
    return writer.add(MatterParty, {"matter_id": matter, "side": side, "sort": writer.reader.scalar(count), **values})


def link_party(writer: Writer, matter: UUID, side: PartySide, person: UUID) -> UUID:
    """Add a party from a person of the office, with a snapshot of him."""
    return add_party(writer, matter, side, person_snapshot(writer.reader, person))


def tie_person(writer: Writer, party: UUID, person: UUID) -> None:
    """Say that a party is a person of the office: what was typed stays; what is blank is filled while the case is open.

    A case that is closed keeps its papers as they were: nothing is filled in.
    """
    statement = select(MatterParty, Matter.status).join(Matter, Matter.id == MatterParty.matter_id)
    rows = writer.reader.rows(statement.where(MatterParty.id == party, MatterParty.removed_at.is_(None)))
    if not rows:
        raise Refused("这位当事人已不在案卷里。", "请刷新后再看。")
    known, status = rows[0]
    told = person_snapshot(writer.reader, person)
    blank = {key: value for key, value in told.items() if status in OPEN and getattr(known, key) in (None, "")}
    writer.change(MatterParty, party, {**blank, "person_id": person})


def untie_person(writer: Writer, party: UUID) -> None:
    """Take the link to a person back; the party stays as it is told."""
    writer.change(MatterParty, party, {"person_id": None})


def tied_persons(reader: Reader, matter: UUID) -> Mapping[UUID, UUID]:
    """Return the person of each party of a matter that is linked to one."""
    statement = select(MatterParty.id, MatterParty.person_id).where(
        MatterParty.matter_id == matter, MatterParty.person_id.is_not(None), MatterParty.removed_at.is_(None)
    )
    return dict(tuple(row) for row in reader.rows(statement))


def is_minor(party: MatterParty, day: date) -> bool:
    """Say whether a party is under 18 on a day; unknown age is grown up."""
    if party.birth_date is not None:
        return age_on(party.birth_date, day) < TO_AGE
    return party.age is not None and party.age < TO_AGE


def printed_name(party: MatterParty, day: date) -> str:
    """Return the name on papers: a minor is 王某某."""
    return (mask_name(party.name) if is_minor(party, day) else party.name) or ""


def settle_case(writer: Writer, matter: UUID, values: Mapping[str, Any]) -> None:
    """Write what is particular to a dispute; its class follows from its type where nobody chose one."""
    case = facts_of(writer.reader, matter).mediation
    if case is None:
        raise Refused("这个事项不是纠纷，没有调解案卷。", "请先登记为纠纷。")
    said = dict(values)
    if said.get("dispute_type") and not (said.get("dispute_class") or case.dispute_class):
        said["dispute_class"] = class_of(writer.reader, said["dispute_type"])
    Mediation.complete(said)
    writer.change(Mediation, case.id, said)


def class_of(reader: Reader, dispute_type: str) -> str | None:
    """Return the 综治 class that a 司法行政 type maps to, as the office has it (§5.9)."""
    mapped = reader.scalar(
        select(CodeItem.maps_to).where(CodeItem.set == "dispute_type", CodeItem.code == dispute_type)
    )
    name, _, code = str(mapped or "").partition(":")
    return code if name == "dispute_class" and code else None


def follow_performance(writer: Writer, matter: UUID) -> None:
    """Let the performance of an agreement say what its instalments say; without any, what the clerk wrote stays."""
    facts = facts_of(writer.reader, matter)
    if facts.mediation is None or not facts.instalments:
        return
    done = [one.done_on for one in facts.instalments if one.done_on]
    whole = len(done) == len(facts.instalments)
    how = Performance.FULL if whole else Performance.PARTIAL if done else Performance.NOT_YET
    writer.change(Mediation, facts.mediation.id, {"performed_on": max(done) if whole else None, "performance": how})


def visit_back(writer: Writer, matter: UUID, day: date, content: str, by: str = "") -> UUID:
    """Enter a return visit of a matter, a service like any other; the step 回访 is taken by itself."""
    facts = facts_of(writer.reader, matter)
    linked = next((party.person_id for party in facts.parties if party.person_id), None)
    at = datetime.combine(day, time(9)).astimezone()
    about = {"kind": LogKind.RETURN_VISIT, "reached": Reached.SEEN, "matter_id": matter, "person_id": linked}
    one = writer.add(ServiceLog, {**about, "at": at, "content": content, "area_id": facts.matter.area_id})
    if by:
        writer.add(ServiceDoer, {"service_id": one, "name": by})
    return one


def amount_of(facts: Facts) -> Decimal | None:
    """Return what a case is about in yuan: the sum of its instalments, else what was typed."""
    sums = [one.amount for one in facts.instalments if one.amount is not None]
    return sum(sums, Decimal(0)) if sums else facts.matter.amount
