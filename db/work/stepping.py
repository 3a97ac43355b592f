"""Stepping: the only writer of a matter's status. Every step is kept for good; taking one back is a step of its own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from db.ledgers.matters import Matter, MatterState, Outcome, StepAction
from db.ledgers.mediation import Mediation
from db.ledgers.parties import MatterStep
from db.store.ids import new_id
from db.store.undo import values_of
from db.store.writer import Writer
from db.trouble import Refused
from db.words.choice import Choice
from db.work.deadlines import due_when_accepted, due_when_raised
from db.work.facts import Facts, facts_of
from db.work.flowing import Position, moved
from db.work.guards import Gate, Move, gates_of
from db.work.kinds import KINDS, kind_rules
from db.work.numbering import next_number, number_text

A, S = StepAction, MatterState
SAID_BY_STEP: Mapping[StepAction, Sequence[str]] = {
    A.RESOLVE: ("outcome", "resolved_level", "method", "result", "cause", "measures"),
    A.EXTEND: ("due_on",),
    A.REFER: ("forwarded_to", "forwarded_on"),
    A.INSPECT: ("cause",),
    A.DELIBERATE: ("measures",),
}
"""Facts of the matter that a step may write with it."""
GONE_WHEN_REOPENED = (
    "outcome", "resolved_on", "closed_on", "resolved_level", "feedback_on", "satisfaction", "rechecked_on",
)  # fmt: skip
"""What told of the former end: the next end is answered, rated and looked at again."""


@dataclass(frozen=True)
class Stepped:
    """What came of a step: its row, the state after it, and what to warn of."""

    step: UUID
    status: MatterState
    warnings: tuple[Gate, ...] = ()


def register(writer: Writer, values: Mapping[str, Any], holder: str = "", text: str = "") -> UUID:
    """Register a matter with its number and its limit; return its id. values: kind, raised_on, content or subject.

    holder: whose block of numbers is used. The case of a dispute is opened with it.
    """
    kind, raised = values["kind"], values.get("raised_on") or writer.reader.today
    if not (values.get("content") or values.get("subject") or "").strip():
        raise Refused("没有写明反映的内容，没有登记。", "请填写标题或内容。")
    if raised > writer.reader.today:
        raise Refused("反映日期晚于今天，没有登记。", "请核对日期。")
    rules = kind_rules(writer.reader, kind)
    year = raised.year
    seq = next_number(writer.reader, kind, year, holder)
    steered = {
        "status": S.REGISTERED,
        "year": year,
        "seq": seq,
        "no": number_text(writer.reader, kind, year, seq),
        "due_on": due_when_raised(rules, raised),
    }
    hidden = {"confidential": True} if rules.confidential and "confidential" not in values else {}
    one = writer.add(Matter, {**values, **hidden, "raised_on": raised, **steered}, steering=True)
    _open_case(writer, one, mediated=rules.mediated)
    _write(writer, one, Move(A.REGISTER, raised, text), (None, S.REGISTERED))
    return one


def _open_case(writer: Writer, matter: UUID, *, mediated: bool) -> None:
    if mediated:
        writer.add(Mediation, {"matter_id": matter})


def step(writer: Writer, matter: UUID, move: Move) -> Stepped:
    """Take one step; Refused, and nothing written, where the flow or a guard forbids it."""
    facts = facts_of(writer.reader, matter)
    after = moved(facts.position, move.action)
    if after is None:
        raise Refused(f"“{facts.matter.status.label}”的事项不能{move.action.label}。", "请先看它现在到了哪一步。")
    gates = gates_of(facts, move)
    closed = [gate for gate in gates if gate.blocks and not gate.met]
    if closed:
        raise Refused(f"还不能{move.action.label}：{'；'.join(gate.label for gate in closed)}。", "请补齐后再试。")
    values = _values(facts, move, after)
    former = {key: getattr(facts.matter, key) for key in values}
    writer.change(Matter, matter, values, steering=True)
    due = (facts.matter.due_on, values.get("due_on", facts.matter.due_on))
    extra = {"due_before": due[0], "due_after": due[1]} if due[0] != due[1] else {}
    row = _write(writer, matter, move, (facts.matter.status, after.status), {**extra, "former": _told(former)})
    _extend_case(writer, facts, move)
    return Stepped(row, after.status, tuple(gate for gate in gates if not gate.met))


def _values(facts: Facts, move: Move, after: Position) -> dict[str, Any]:
    """Return what a step writes into the matter."""
    day = move.day or facts.today
    said = {key: move.facts[key] for key in SAID_BY_STEP.get(move.action, ()) if move.facts.get(key) is not None}
    values: dict[str, Any] = {"status": after.status, "left_status": after.left, "waits_from": after.waits, **said}
    if move.action is A.ACCEPT:
        values |= {"accepted_on": day, "due_on": due_when_accepted(facts.rules, day, facts.matter.due_on)}
    elif move.action is A.RESOLVE:
        values |= {"resolved_on": day, "result": said.get("result") or move.text or facts.matter.result}
    elif move.action is A.ARCHIVE:
        values["closed_on"] = day
    elif move.action is A.REOPEN:
        values |= dict.fromkeys(GONE_WHEN_REOPENED)
    return values


def _extend_case(writer: Writer, facts: Facts, move: Move) -> None:
    if move.action is A.EXTEND and facts.mediation is not None:
        writer.change(Mediation, facts.mediation.id, {"extended_to": move.facts["due_on"]})


def _write(
    writer: Writer,
    matter: UUID,
    move: Move,
    states: tuple[MatterState | None, MatterState],
    more: Mapping[str, Any] | None = None,
) -> UUID:
    row = {
        "matter_id": matter,
        "at": writer.clock.now(),
        "day": move.day or writer.reader.today,
        "actor": (writer.who.name or "—")[:60],
        "action": move.action,
        "from_status": states[0],
        "to_status": states[1],
        "text": move.text or None,
        "counts_as_extra": move.counts_as_extra,
        **(more or {}),
    }
    return writer.add(MatterStep, row, steering=True)


def _told(values: Mapping[str, Any]) -> str:
    def plain(value: Any) -> Any:
        return value.value if isinstance(value, Choice) else value.isoformat() if isinstance(value, date) else value

    return json.dumps({key: plain(value) for key, value in values.items()}, ensure_ascii=False)


def take_back(writer: Writer, matter: UUID, reason: str) -> Stepped:
    """撤销: take the last step back, the matter is as it was before; itself a step. A registration is not a step back.

    What hangs on the matter (hearings, parties, visits) stays.
    """
    facts = facts_of(writer.reader, matter)
    last = facts.steps[-1] if facts.steps else None
    if last is None or last.former is None:
        raise Refused("没有可撤销的步骤：登记和补录不能撤销成别的状态。", "登记错了，可以移除这个事项。")
    if not reason.strip():
        raise Refused("没有写明撤销的原因。", "请写一句原因。")
    former = values_of(Matter, json.loads(last.former))
    now = facts.matter.status
    writer.change(Matter, matter, former, steering=True)
    due = {"due_before": facts.matter.due_on, "due_after": former["due_on"]} if "due_on" in former else {}
    if last.action is A.EXTEND and facts.mediation is not None:
        kept = [one for one in facts.steps[:-1] if one.action is A.EXTEND]
        writer.change(Mediation, facts.mediation.id, {"extended_to": kept[-1].due_after if kept else None})
    replaced = _told({key: getattr(facts.matter, key) for key in former})
    more = {**due, "undoes": last.id, "former": replaced}
    row = _write(writer, matter, Move(A.TAKE_BACK, None, reason), (now, former["status"]), more)
    return Stepped(row, former["status"])


@dataclass(frozen=True)
class OldCase:
    """An old case as it enters: where it stands, how it ended, and its number if it had one (year, n, as written)."""

    values: Mapping[str, Any]
    status: MatterState
    reason: str
    outcome: Outcome | None = None
    number: tuple[int, int, str] | None = None
    days: Mapping[str, date | None] = field(default_factory=dict)
    mediation: Mapping[str, Any] = field(default_factory=dict)
    id: UUID | None = None


def backfill(writer: Writer, cases: Sequence[OldCase]) -> list[UUID]:
    """补录: enter old cases in one special step each, flagged, past all guards but that a reason is given."""
    for case in cases:
        if not case.reason.strip():
            raise Refused("补录要写明原因，没有登记。", "请写一句原因，例如“2025年旧台账”。")
    rows = [_old_row(case) for case in cases]
    writer.add_many(Matter, rows, steering=True)
    pairs = [pair for pair in zip(rows, cases, strict=True) if KINDS[pair[0]["kind"]].mediated]
    writer.add_many(Mediation, [{"matter_id": row["id"], **case.mediation} for row, case in pairs])
    steps = [_old_step(writer, row, case) for row, case in zip(rows, cases, strict=True)]
    writer.add_many(MatterStep, steps, steering=True)
    return [row["id"] for row in rows]


def _old_row(case: OldCase) -> dict[str, Any]:
    numbered = dict(zip(("year", "seq", "no"), case.number, strict=True)) if case.number else {}
    steered = {"status": case.status, "outcome": case.outcome, "backfilled": True, **numbered, **case.days}
    return {"id": case.id or new_id(), **case.values, **steered}


def _old_step(writer: Writer, row: Mapping[str, Any], case: OldCase) -> dict[str, Any]:
    return {
        "matter_id": row["id"],
        "at": writer.clock.now(),
        "day": writer.reader.today,
        "actor": (writer.who.name or "—")[:60],
        "action": A.BACKFILL,
        "to_status": case.status,
        "text": case.reason,
    }
