"""The pure movement of a matter: which action leads from which state to which (DOMAIN 8.3). No store, no facts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from db.ledgers.matters import ACTIVE, FLOW, OPEN, MatterState, StepAction
from db.words.choice import Flow

S, A = MatterState, StepAction
TARGETS: Mapping[StepAction, Mapping[MatterState, MatterState]] = {
    A.DISPATCH: {S.REGISTERED: S.DISPATCHED},
    A.TAKE: {S.DISPATCHED: S.TAKEN},
    A.ACCEPT: {S.REGISTERED: S.ACCEPTED, S.TAKEN: S.ACCEPTED},
    A.NOT_ACCEPT: {S.REGISTERED: S.NOT_ACCEPTED},
    **{act: {S.ACCEPTED: S.IN_HAND, S.IN_HAND: S.IN_HAND} for act in (A.INSPECT, A.DELIBERATE, A.MEDIATE)},
    A.RESOLVE: {S.REGISTERED: S.RESOLVED, S.IN_HAND: S.RESOLVED},
    A.REFER: dict.fromkeys(ACTIVE, S.REFERRED),
    A.REFER_OUT: {S.REFERRED: S.REFERRED_OUT},
    A.SUSPEND: dict.fromkeys((*ACTIVE, S.REFERRED), S.SUSPENDED),
    A.WITHDRAW: dict.fromkeys(OPEN, S.WITHDRAWN),
    A.EXTEND: {state: state for state in OPEN},
    A.VISIT_BACK: {S.RESOLVED: S.VISITED_BACK},
    A.ARCHIVE: {S.RESOLVED: S.ARCHIVED, S.VISITED_BACK: S.ARCHIVED},
    A.REOPEN: {S.ARCHIVED: S.IN_HAND},
}
"""Where each action leads; 转回 and 恢复 lead to the state that was left."""


@dataclass(frozen=True)
class Position:
    """Where a matter stands: its state, the state a suspension left, the state a referral left."""

    status: MatterState
    left: MatterState | None = None
    waits: MatterState | None = None


def moved(now: Position, action: StepAction, flow: Flow = FLOW) -> Position | None:
    """Return where an action leads from a position; None where it leads nowhere."""
    after = _moved(now, action)
    if after is None or (after.status is not now.status and not flow.allows(now.status, after.status)):
        return None
    return after


def _moved(now: Position, action: StepAction) -> Position | None:
    if action is A.RESUME and now.status is S.SUSPENDED and now.left is not None:
        return replace(now, status=now.left, left=None)
    if action is A.COME_BACK and now.status is S.REFERRED and now.waits is not None:
        return replace(now, status=now.waits, waits=None)
    target = TARGETS.get(action, {}).get(now.status)
    if target is None:
        return None
    if action is A.SUSPEND:
        return replace(now, status=target, left=now.status)
    if action is A.REFER:
        return replace(now, status=target, waits=now.status)
    return replace(now, status=target) if target in OPEN else Position(target)


def actions_from(now: Position) -> list[StepAction]:
    """Return what may be done next as far as the flow goes, in the order of the actions."""
    return [action for action in StepAction if moved(now, action) is not None]
