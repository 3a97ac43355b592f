"""Stages and chips of matters: views of state and facts, never stored (DOMAIN 8.3). Bars, tags and counts use these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from sqlalchemy import ColumnElement, and_, func, or_, select

from db.ledgers.matter_rules import Owed
from db.ledgers.matters import OPEN, Matter, MatterKind, MatterState, Outcome, StepAction
from db.ledgers.mediation import Mediation, Performance
from db.store.reader import Reader
from db.work.facts import Facts
from db.work.flowing import Position
from db.work.guards import Gate, Move, gates_of, gates_to_agreement
from db.work.kinds import AGREED, KINDS

S = MatterState
WAITING = (S.REGISTERED, S.DISPATCHED, S.TAKEN)
CLOSED = (S.RESOLVED, S.VISITED_BACK)
BACK = {S.REFERRED: "转办", S.SUSPENDED: "已中止"}
ENDED = {S.WITHDRAWN: "已撤回", S.NOT_ACCEPTED: "不予受理", S.REFERRED_OUT: "转出"}


@dataclass(frozen=True)
class StageBar:
    """The stages of a matter as a bar: words in order, which is now (None: it left the flow), and a tag beside it."""

    words: tuple[str, ...]
    now: int | None
    tag: str = ""

    @property
    def word(self) -> str:
        """The stage it is in, or the tag where it left the flow."""
        return self.tag if self.now is None else self.words[self.now]


def stage_of(facts: Facts) -> StageBar:
    """Return the stage bar of one matter."""
    words = facts.rules.stages
    status = facts.matter.status
    if status in ENDED:
        return StageBar(words, None, ENDED[status])
    tag = BACK.get(status, "")
    standing = underneath(facts.position)
    if facts.rules.mediated:
        if facts.matter.outcome is Outcome.FAILED:
            words = tuple("未达成" if word == "达成协议" else word for word in words)
        return StageBar(words, _dispute_stage(facts, standing), tag)
    return StageBar(words, _plain_stage(facts, standing), tag)


def underneath(position: Position) -> MatterState:
    """Return the state that a suspension or a referral left."""
    status = position.status
    if status is S.SUSPENDED and position.left is not None:
        status = position.left
    if status is S.REFERRED and position.waits is not None:
        status = position.waits
    return status


def _dispute_stage(facts: Facts, status: MatterState) -> int:
    agreed = bool(facts.mediation and facts.mediation.agreed_on)
    mediated = facts.did(StepAction.MEDIATE)
    if status is S.IN_HAND:
        return 4 if agreed else 3 if mediated else 2
    if status in CLOSED:
        return 4 if facts.matter.outcome is Outcome.FAILED else 5
    return {S.ACCEPTED: 1, S.ARCHIVED: 6}.get(status, 0)


def _plain_stage(facts: Facts, status: MatterState) -> int:
    if status in CLOSED:
        return 3 if facts.matter.feedback_on is None else 4
    return {S.ACCEPTED: 1, S.IN_HAND: 2, S.ARCHIVED: 5}.get(status, 0)


class Goal(Enum):
    """What a clerk may be heading for: the next action that the gate list is about."""

    ACCEPT = StepAction.ACCEPT
    WORK = StepAction.INSPECT
    AGREEMENT = "agreement"
    RESOLVE = StepAction.RESOLVE
    VISIT_BACK = StepAction.VISIT_BACK
    ARCHIVE = StepAction.ARCHIVE


def next_goal(facts: Facts) -> Goal | None:
    """Return what comes next for a matter; None where nothing does."""
    status = facts.matter.status
    if status is S.IN_HAND and facts.rules.mediated and not (facts.mediation and facts.mediation.agreed_on):
        return Goal.AGREEMENT
    if status is S.RESOLVED:
        return Goal.VISIT_BACK if facts.rules.owes(facts.matter.outcome) is Owed.MUST else Goal.ARCHIVE
    goals = {S.REGISTERED: Goal.ACCEPT, S.TAKEN: Goal.ACCEPT, S.ACCEPTED: Goal.WORK}
    return (goals | {S.IN_HAND: Goal.RESOLVE, S.VISITED_BACK: Goal.ARCHIVE}).get(status)


def gates_before(facts: Facts, goal: Goal) -> list[Gate]:
    """Return the gate list before a goal; what the clerk says in the step itself is left out."""
    if goal is Goal.AGREEMENT:
        return gates_to_agreement(facts)
    return [gate for gate in gates_of(facts, Move(goal.value)) if gate.mend != "step"]


class Chip(Enum):
    """What a clerk filters by; value: the word shown."""

    TO_ACCEPT = "待受理"
    MEDIATING = "调解中"
    PERFORMING = "履行中"
    TO_VISIT = "待回访"
    ARCHIVED = "已归档"
    SUSPENDED = "已中止"
    REFERRED = "转办"
    REFERRED_OUT = "转出"
    WITHDRAWN = "已撤回"
    NOT_ACCEPTED = "不予受理"
    OVERDUE = "超期"
    OPEN = "在办"


def _unperformed(today: date) -> ColumnElement[bool]:
    waiting = Mediation.perform_due.is_not(None) & (Mediation.perform_due >= today)
    case = select(Mediation.matter_id).where(Mediation.performance != Performance.FULL, waiting)
    return Matter.id.in_(case.where(Mediation.removed_at.is_(None)))


def _to_visit(today: date) -> ColumnElement[bool]:
    must = [
        and_(Matter.kind == kind, or_(*(Matter.outcome == outcome for outcome in owing)))
        for kind, rules in KINDS.items()
        if (owing := [one for one in rules.outcomes if rules.owes(one) is Owed.MUST])
    ]
    return and_(Matter.status == S.RESOLVED, or_(*must), ~_unperformed(today))


CHIPS: Mapping[Chip, Callable[[date], ColumnElement[bool]]] = {
    Chip.TO_ACCEPT: lambda _day: Matter.status.in_(WAITING),
    Chip.MEDIATING: lambda _day: (Matter.kind == MatterKind.DISPUTE) & Matter.status.in_((S.ACCEPTED, S.IN_HAND)),
    Chip.PERFORMING: lambda day: (Matter.status == S.RESOLVED) & Matter.outcome.in_(AGREED) & _unperformed(day),
    Chip.TO_VISIT: _to_visit,
    Chip.ARCHIVED: lambda _day: Matter.status == S.ARCHIVED,
    Chip.SUSPENDED: lambda _day: Matter.status == S.SUSPENDED,
    Chip.REFERRED: lambda _day: Matter.status == S.REFERRED,
    Chip.REFERRED_OUT: lambda _day: Matter.status == S.REFERRED_OUT,
    Chip.WITHDRAWN: lambda _day: Matter.status == S.WITHDRAWN,
    Chip.NOT_ACCEPTED: lambda _day: Matter.status == S.NOT_ACCEPTED,
    Chip.OVERDUE: lambda day: Matter.status.in_(OPEN) & (Matter.due_on < day),
    Chip.OPEN: lambda _day: Matter.status.in_(OPEN),
}
"""The condition of each chip over matters."""


def chip_counts(reader: Reader, kinds: tuple[MatterKind, ...] = tuple(MatterKind)) -> dict[Chip, int]:
    """Count the matters of these kinds under every chip, in one query."""
    counts = [func.count().filter(condition(reader.today)) for condition in CHIPS.values()]
    statement = select(*counts).select_from(Matter).where(Matter.kind.in_(kinds), Matter.removed_at.is_(None))
    return dict(zip(CHIPS, reader.rows(statement)[0], strict=True))
