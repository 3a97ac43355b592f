"""Stages and chips of matters: views of state and facts, never stored (DOMAIN 8.3). Bars, tags and counts use these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import ColumnElement, and_, func, or_, select

from db.ledgers.matter_rules import Owed
from db.ledgers.matters import OPEN, Matter, MatterKind, MatterState, Outcome, StepAction
from db.ledgers.mediation import Mediation, Performance
from db.store.reader import Reader
from db.work.deadlines import group_from, old_since
from db.work.facts import Facts
from db.work.flowing import Position
from db.work.guards import Gate, Move, gates_of, gates_to_agreement
from db.work.kinds import AGREED, all_rules

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
    AGREED = "达成协议"
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
    TO_ANSWER = "待答复"
    TO_RECHECK = "待复查"
    TO_HEAR = "待移送结果"
    OLD = "积案"
    GROUP = "群体"


def _agreed(_: Reader) -> ColumnElement[bool]:
    """Agreed and not closed yet: the stage of that name."""
    agreed = select(Mediation.matter_id).where(Mediation.agreed_on.is_not(None), Mediation.removed_at.is_(None))
    return and_(Matter.kind == MatterKind.DISPUTE, Matter.status == S.IN_HAND, Matter.id.in_(agreed))


def _mediating(reader: Reader) -> ColumnElement[bool]:
    return and_(Matter.kind == MatterKind.DISPUTE, Matter.status.in_((S.ACCEPTED, S.IN_HAND)), ~_agreed(reader))


def _unperformed(reader: Reader) -> ColumnElement[bool]:
    waiting = Mediation.perform_due.is_not(None) & (Mediation.perform_due >= reader.today)
    case = select(Mediation.matter_id).where(Mediation.performance != Performance.FULL, waiting)
    return Matter.id.in_(case.where(Mediation.removed_at.is_(None)))


def _to_visit(reader: Reader) -> ColumnElement[bool]:
    """Closed, a return visit owed by the office's rules and none made: a step 回访 leads on to another state."""
    must = [
        and_(Matter.kind == kind, or_(*(Matter.outcome == outcome for outcome in owing)))
        for kind, rules in all_rules(reader).items()
        if (owing := [one for one in rules.outcomes if rules.owes(one) is Owed.MUST])
    ]
    return and_(Matter.status == S.RESOLVED, or_(*must), ~_unperformed(reader))


def _to_answer(reader: Reader) -> ColumnElement[bool]:
    """The feedback counts as the return visit, and was not given yet."""
    kinds = [kind for kind, rules in all_rules(reader).items() if rules.owed is Owed.FEEDBACK]
    return Matter.kind.in_(kinds) & Matter.status.in_((*OPEN, S.RESOLVED)) & Matter.feedback_on.is_(None)


def _to_recheck(_: Reader) -> ColumnElement[bool]:
    """Put right and not looked at again; what was entered from old books is not asked."""
    done = Matter.status.in_((*CLOSED, S.ARCHIVED)) & (Matter.outcome != Outcome.UNSOLVED)
    return and_(Matter.kind == MatterKind.HAZARD, done, Matter.rechecked_on.is_(None), ~Matter.backfilled)


def _to_hear(_: Reader) -> ColumnElement[bool]:
    told = Matter.forwarded_to.is_not(None) & Matter.clue_outcome.is_(None)
    return and_(Matter.kind == MatterKind.CLUE, told, ~Matter.backfilled)


def _old(reader: Reader) -> ColumnElement[bool]:
    """积案: by the day the grievance began, however lately it was registered (DOMAIN 6)."""
    began = Matter.origin_date <= old_since(reader)
    return and_(Matter.kind == MatterKind.PETITION, Matter.status.in_(OPEN), began)


def _group(reader: Reader) -> ColumnElement[bool]:
    """Open and raised by, or about, as many as the office counts as a group."""
    return and_(Matter.status.in_(OPEN), Matter.headcount >= group_from(reader))


CHIPS: Mapping[Chip, Callable[[Reader], ColumnElement[bool]]] = {
    Chip.TO_ACCEPT: lambda _: Matter.status.in_(WAITING),
    Chip.MEDIATING: _mediating,
    Chip.AGREED: _agreed,
    Chip.PERFORMING: lambda office: (Matter.status == S.RESOLVED) & Matter.outcome.in_(AGREED) & _unperformed(office),
    Chip.TO_VISIT: _to_visit,
    Chip.ARCHIVED: lambda _: Matter.status == S.ARCHIVED,
    Chip.SUSPENDED: lambda _: Matter.status == S.SUSPENDED,
    Chip.REFERRED: lambda _: Matter.status == S.REFERRED,
    Chip.REFERRED_OUT: lambda _: Matter.status == S.REFERRED_OUT,
    Chip.WITHDRAWN: lambda _: Matter.status == S.WITHDRAWN,
    Chip.NOT_ACCEPTED: lambda _: Matter.status == S.NOT_ACCEPTED,
    Chip.OVERDUE: lambda office: Matter.status.in_(OPEN) & (Matter.due_on < office.today),
    Chip.OPEN: lambda _: Matter.status.in_(OPEN),
    Chip.TO_ANSWER: _to_answer,
    Chip.TO_RECHECK: _to_recheck,
    Chip.TO_HEAR: _to_hear,
    Chip.OLD: _old,
    Chip.GROUP: _group,
}
"""The condition of each chip over matters."""


def chip_counts(reader: Reader, kinds: tuple[MatterKind, ...] = tuple(MatterKind)) -> dict[Chip, int]:
    """Count the matters of these kinds under every chip, in one query."""
    counts = [func.count().filter(condition(reader)) for condition in CHIPS.values()]
    statement = select(*counts).select_from(Matter).where(Matter.kind.in_(kinds), Matter.removed_at.is_(None))
    return dict(zip(CHIPS, reader.rows(statement)[0], strict=True))
