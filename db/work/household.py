"""Household events: 户主去世、分户、并户、整户迁出/迁入 as one action: shown before, written at once, undone at once.

An event is planned (what would be done, record by record), looked at, and carried out in one transaction; one undo
brings every row back. Nothing is computed twice: the preview and the writing read the same list of steps.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.books.rhythm import moment_of
from db.ledgers.areas import Area, Dwelling
from db.ledgers.happenings import EventKind, LifeEvent
from db.ledgers.people import Living, Person, PersonStatus, PersonTag, Placement, Removal, Tag
from db.store.reader import Reader
from db.store.writer import Edit, Writer
from db.trouble import Refused
from db.work.household_steps import (
    HouseholdEvent,
    Plan,
    Question,
    Step,
    Target,
    linked_contacts,
    no_longer_due,
    open_rows,
    people_of,
    refuse_day,
    what_ends,
    what_stops,
)
from db.work.visiting import household_of

SELF, HEAD = "01", "02"
"""Kinship codes of 本人 and 户主 (GB/T 4761, two digits)."""
HEADS, SPOUSES = (SELF, HEAD), ("10", "11", "12")


# -- somebody dies ------------------------------------------------------------------------------------------------


def plan_death(
    reader: Reader, person: UUID, day: date, *, new_head: UUID | None = None, alone: bool | None = None
) -> Plan:
    """Plan what a death touches: placement, tags, plan, allowance, contacts; the new head; who is left alone.

    alone: the answer to the question whether the one left behind lives alone now; None: asked, not written.
    """
    refuse_day(reader, [person], day)
    household = household_of(reader, person)
    known = people_of(reader, household)
    gone, names = known[person], {one: each.name for one, each in known.items()}
    if gone.status is PersonStatus.DECEASED:
        raise Refused("这位居民已登记去世，没有改动。", "如日期有误，请在居住情况里改错。")
    steps = [
        Step("place", Placement, None, person, f"{gone.name}：登记去世（{day:%Y-%m-%d}）",
             {"status": PersonStatus.DECEASED, "reason": "去世"}),
        *what_ends(reader, [person], names, day, Removal.DECEASED),
        *what_stops(reader, [person], names, day, "deceased"),
        *linked_contacts(reader, [person]),
    ]  # fmt: skip
    left = [one for one in household if one != person]
    if gone.head_relation in HEADS and left:
        steps += _new_head(reader, known, new_head or _likely_head(known, left), left)
    questions: list[Question] = []
    if len(left) == 1:
        widowed, asked = _left_alone(
            reader, known[left[0]], day, alone=alone, couple=_were_couple(gone, known[left[0]])
        )
        steps += widowed
        questions += asked
    return Plan(HouseholdEvent.DEATH, day, (person,), (*steps, *no_longer_due(reader, [person])), tuple(questions))


def _were_couple(gone: Any, left: Any) -> bool:
    relations = {gone.head_relation, left.head_relation}
    as_couple = bool(relations & set(SPOUSES)) and bool(relations & set(HEADS))
    return as_couple or Living.COUPLE_ONLY in (gone.living, left.living)


def _likely_head(known: dict[UUID, Any], left: Sequence[UUID]) -> UUID:
    """Return who most likely heads the household now: the spouse, else the eldest."""
    spouse = [one for one in left if known[one].head_relation in SPOUSES]
    return spouse[0] if spouse else left[0]


def _new_head(reader: Reader, known: dict[UUID, Any], head: UUID, left: Sequence[UUID]) -> list[Step]:
    """Return the steps that make somebody the head; the relations of the others are asked anew (emptied)."""
    if head not in left:
        raise Refused("新户主不在这一户里，没有改动。", "请从本户成员中选。")
    label = reader.codes("kinship").label
    steps = [Step("change", Person, head, head, f"{known[head].name}：与户主关系改为“户主”", {"head_relation": HEAD})]
    steps += [
        Step(
            "change",
            Person,
            one,
            one,
            f"{known[one].name}：与户主关系原为“{label(known[one].head_relation)}”，请重填",
            {"head_relation": None},
        )
        for one in left
        if one != head and known[one].head_relation
    ]
    return steps


def _left_alone(
    reader: Reader, left: Any, day: date, *, alone: bool | None, couple: bool
) -> tuple[list[Step], list[Question]]:
    """Return what the one left behind needs: 丧偶 calls for a visit at once; 空巢→独居 is asked."""
    steps: list[Step] = []
    if couple:
        at = moment_of(day)
        steps.append(
            Step(
                "add",
                LifeEvent,
                None,
                left.id,
                f"{left.name}：记“丧偶”，按规则尽快上门",
                {"kind": EventKind.BEREAVED, "at": at},
            )
        )
    if left.living is Living.ALONE:
        return steps, []
    if alone is None:
        text = f"{left.name}现在是否独自居住？选“是”，居住状况改为独居，类别由空巢改为独居。"
        return steps, [Question(left.id, left.name, text)]
    if alone:
        steps += _alone_steps(reader, left, day)
    return steps, []


def _alone_steps(reader: Reader, left: Any, day: date) -> list[Step]:
    steps = [
        Step(
            "place",
            Placement,
            None,
            left.id,
            f"{left.name}：居住状况改为“独居”",
            {"living": Living.ALONE, "reason": "独居化"},
        )
    ]
    bears = {tag.tag: tag for tag in open_rows(reader, PersonTag, [left.id])}
    nest, lone = Tag.EMPTY_NEST.value, Tag.LIVES_ALONE.value
    if nest in bears:
        steps.append(
            Step(
                "end",
                PersonTag,
                bears[nest].id,
                left.id,
                f"{left.name}：类别“空巢”终止",
                {"until": day, "reason": Removal.NO_LONGER_ELIGIBLE},
            )
        )
    if lone not in bears:
        values = {"tag": lone, "since": day, "source": "户情变动"}
        steps.append(Step("add", PersonTag, None, left.id, f"{left.name}：加类别“独居”", values))
    at = moment_of(day)
    steps.append(
        Step(
            "add",
            LifeEvent,
            None,
            left.id,
            f"{left.name}：记“独居化”，按规则尽快上门",
            {"kind": EventKind.ALONE, "at": at},
        )
    )
    return steps


# -- a household moves, splits, is joined -------------------------------------------------------------------------


def plan_move_out(reader: Reader, person: UUID, day: date, note: str = "") -> Plan:
    """Plan that a whole household leaves the office's area: everything dated ends, nothing is removed."""
    people = household_of(reader, person)
    refuse_day(reader, people, day)
    known = people_of(reader, people)
    names = {one: each.name for one, each in known.items()}
    values = {"status": PersonStatus.MOVED_OUT, "reason": note or "整户迁出"}
    steps = [
        *(Step("place", Placement, None, one, f"{names[one]}：登记迁出（{day:%Y-%m-%d}）", values) for one in people),
        *what_ends(reader, people, names, day, Removal.MOVED_OUT),
        *what_stops(reader, people, names, day, "hukou_out"),
    ]
    return Plan(HouseholdEvent.MOVE_OUT, day, tuple(people), (*steps, *no_longer_due(reader, people)))


def plan_move(reader: Reader, people: Sequence[UUID], target: Target, day: date, event: HouseholdEvent) -> Plan:
    """Plan that people come to another door: 整户迁入、搬迁、分户、并户. Tags and plans go along."""
    refuse_day(reader, people, day)
    known = people_of(reader, people)
    values: dict[str, Any] = {"status": PersonStatus.LIVING_HERE, "reason": event.label}
    if target.area is not None:
        values["area_id"] = target.area
    if target.dwelling is not None or target.address:
        values["dwelling_id"] = target.dwelling or target.address
    if target.household_no is not None:
        values["household_no"] = target.household_no or None
    where = " ".join(
        part
        for part in (
            _area_name(reader, target.area),
            _door(reader, target),
            target.household_no and f"户号 {target.household_no}",
        )
        if part
    )
    steps = [
        Step("place", Placement, None, one, f"{known[one].name}：{event.label}到 {where or '原址'}", values)
        for one in people
    ]
    steps += [
        Step("told", Person, None, one, f"{known[one].name}：类别、探访计划、津贴在迁出时已终止，请核对后重新登记")
        for one in people
        if known[one].status is PersonStatus.MOVED_OUT
    ]
    return Plan(event, day, tuple(people), tuple(steps))


def _area_name(reader: Reader, area: UUID | None) -> str:
    return "" if area is None else str(reader.scalar(select(Area.name).where(Area.id == area)) or "")


def _door(reader: Reader, target: Target) -> str:
    if target.dwelling is None:
        return target.address
    return str(reader.scalar(select(Dwelling.full_address).where(Dwelling.id == target.dwelling)) or "")


def plan_split(reader: Reader, people: Sequence[UUID], target: Target, day: date) -> Plan:
    """Plan that some of a household found one of their own (分户); the first of them is its head."""
    if not target.household_no and not target.address and target.dwelling is None:
        raise Refused("没有说明新户的户号或住址，没有改动。", "请填新户号，或新住址。")
    if set(household_of(reader, people[0])) <= set(people):
        raise Refused("一户的人都选了，不是分户，没有改动。", "请改用“整户搬迁”。")
    moved = plan_move(reader, people, target, day, HouseholdEvent.SPLIT)
    name = people_of(reader, people[:1])[people[0]].name
    head = Step("change", Person, people[0], people[0], f"{name}：与户主关系改为“户主”", {"head_relation": HEAD})
    return Plan(moved.event, day, moved.people, (*moved.steps, head))


def plan_merge(reader: Reader, person: UUID, into: UUID, day: date) -> Plan:
    """Plan that a whole household joins that of another person (并户): same door, same number."""
    host = people_of(reader, [into])[into]
    people = household_of(reader, person)
    if into in people:
        raise Refused("两人已在同一户，没有改动。", "请另选一户。")
    target = Target(host.area_id, dwelling=host.dwelling_id, household_no=host.household_no)
    return plan_move(reader, people, target, day, HouseholdEvent.MERGE)


# -- carrying out -------------------------------------------------------------------------------------------------


def carry_out(writer: Writer, plan: Plan) -> None:
    """Write a plan: everything in the open transaction, so that one undo takes all of it back.

    Raises Refused while a question is open; raises StaleRecord-like refusals where a record is gone meanwhile.
    """
    if plan.questions:
        raise Refused("还有一个问题没有回答，没有改动。", plan.questions[0].text)
    doors: dict[tuple[UUID | None, str], UUID] = {}
    for step in plan.steps:
        if step.how == "place":
            writer.place(step.person, _with_door(writer, step.values, doors), plan.day, Edit.CHANGE)
        elif step.how == "add":
            writer.add(step.ledger, {"person_id": step.person, **step.values})
        elif step.how == "change" and step.one is not None:
            writer.change(step.ledger, step.one, step.values)
        elif step.how == "end" and step.one is not None:
            writer.correct(step.ledger, step.one, step.values)


def _with_door(writer: Writer, values: dict[str, Any], doors: dict[tuple[UUID | None, str], UUID]) -> dict[str, Any]:
    """Return placement values with a door for an address that was written out; one door for the whole household."""
    address = values.get("dwelling_id")
    if not isinstance(address, str):
        return values
    area = values.get("area_id")
    if (area, address) not in doors:
        same = select(Dwelling.id).where(
            Dwelling.full_address == address, Dwelling.area_id == area, Dwelling.removed_at.is_(None)
        )
        found = writer.reader.scalar(same)
        doors[area, address] = found or writer.add(Dwelling, {"area_id": area, "full_address": address})
    return {**values, "dwelling_id": doors[area, address]}
