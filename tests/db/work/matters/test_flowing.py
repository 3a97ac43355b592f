"""The flow as a state machine: 50,000 steps never reach what DOMAIN 8.3 forbids; a broken flow is caught.

The rule book of the test is written from DOMAIN anew: it shares nothing with the product but the names of the states.
"""

import random
from datetime import date
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from db.ledgers.matters import FLOW, Matter, MatterKind, MatterState, Outcome, ResolvedLevel, StepAction
from db.trouble import Refused
from db.words.choice import Flow
from db.work.facts import facts_of
from db.work.flowing import Position, actions_from, moved
from db.work.guards import Move
from db.work.stepping import register, step, take_back

A, S = StepAction, MatterState
ACTING = [action for action in A if action not in (A.REGISTER, A.BACKFILL, A.TAKE_BACK)]
ALIVE = "registered dispatched taken accepted in_hand referred suspended".split()
# (from, action) → to, word by word from the table of DOMAIN 8.3; `back` is the state that was left
RULES = {
    "dispatch": {"registered": "dispatched"},
    "take": {"dispatched": "taken"},
    "accept": {"registered": "accepted", "taken": "accepted"},
    "not_accept": {"registered": "not_accepted"},
    "inspect": {"accepted": "in_hand", "in_hand": "in_hand"},
    "deliberate": {"accepted": "in_hand", "in_hand": "in_hand"},
    "mediate": {"accepted": "in_hand", "in_hand": "in_hand"},
    "resolve": {"registered": "resolved", "in_hand": "resolved"},
    "refer": dict.fromkeys(ALIVE[:5], "referred"),
    "come_back": {"referred": "back"},
    "refer_out": {"referred": "referred_out"},
    "suspend": dict.fromkeys(ALIVE[:6], "suspended"),
    "resume": {"suspended": "back"},
    "withdraw": dict.fromkeys(ALIVE, "withdrawn"),
    "extend": {state: state for state in ALIVE},
    "visit_back": {"resolved": "visited_back"},
    "archive": {"resolved": "archived", "visited_back": "archived"},
    "reopen": {"archived": "in_hand"},
}


class Book:
    """What the rule book says of one matter: its state and the states that were left, innermost last."""

    def __init__(self):
        self.state, self.left = "registered", []

    def expected(self, action):
        """Return where the action leads; None where it is forbidden."""
        target = RULES[action.value].get(self.state)
        return self.left[-1] if target == "back" else target

    def go(self, action):
        """Do it."""
        target = self.expected(action)
        if RULES[action.value][self.state] == "back":
            self.left.pop()
        elif action in (A.SUSPEND, A.REFER):
            self.left.append(self.state)
        elif target not in ALIVE:
            self.left.clear()
        self.state = target


class Walk(RuleBasedStateMachine):
    """Go on by any action the flow allows; wherever it stands, every action leads where the rule book says."""

    flow = FLOW
    taken = 0
    met: ClassVar = set()

    def __init__(self):
        super().__init__()
        self.begin()

    def begin(self):
        """Begin another matter."""
        self.now, self.book = Position(S.REGISTERED), Book()

    @invariant()
    def every_action_leads_where_the_rule_book_says(self):
        """Hold each action against it, the forbidden ones too."""
        for action in ACTING:
            after, expected = moved(self.now, action, self.flow), self.book.expected(action)
            assert (after and after.status.value) == expected, (self.now, action, after, expected)

    @rule(draw=st.integers(0, len(ACTING) - 1))
    def go_on(self, draw):
        """Take one of the steps that may be taken."""
        allowed = [action for action in ACTING if self.book.expected(action)]
        if not allowed:  # over: the next matter
            self.begin()
            return
        action = allowed[draw % len(allowed)]
        self.now = moved(self.now, action, self.flow)
        self.book.go(action)
        type(self).met.add(self.now.status)
        type(self).taken += 1


LENGTH = 50


def walk(steps, flow=FLOW):
    """Let hypothesis walk so many steps; return how many were taken and the states met."""
    machine = type("Walks", (Walk,), {"flow": flow, "taken": 0, "met": set()})
    while machine.taken < steps:
        examples = max(1, (steps - machine.taken) // LENGTH)
        run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=LENGTH))
    return machine.taken, machine.met


@pytest.mark.slow
@pytest.mark.parametrize("steps", [2_000, pytest.param(50_000, marks=pytest.mark.long)])
def test_no_walk_reaches_what_the_table_forbids(steps):
    count, met = walk(steps)
    print(f"{count} steps on the pure flow, {len(met)} of {len(S)} states met")
    assert met == set(S)


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("archived straight from hand", {(S.IN_HAND, S.ARCHIVED)}),
        ("a withdrawn matter lives again", {(S.WITHDRAWN, S.IN_HAND)}),
    ],
)
def test_control_a_broken_flow_is_caught(name, pairs, monkeypatch):
    from db.work import flowing

    broken = {**FLOW.steps}
    for before, after in pairs:
        broken[before] = broken.get(before, frozenset()) | {after}
        table = {**flowing.TARGETS, A.ARCHIVE: {**flowing.TARGETS[A.ARCHIVE], before: after}}
        monkeypatch.setattr(flowing, "TARGETS", table)
    with pytest.raises(AssertionError):
        walk(2_000, Flow(FLOW.starts, broken))


@pytest.mark.slow
def test_control_a_flow_without_one_of_its_steps_is_caught():
    broken = {**FLOW.steps, S.RESOLVED: frozenset({S.VISITED_BACK})}
    with pytest.raises(AssertionError):
        walk(2_000, Flow(FLOW.starts, broken))


def test_every_state_is_in_the_flow_and_every_step_of_the_flow_has_its_action():
    reached = {(now, after.status) for now in S for action in ACTING if (after := moved(_standing(now), action))}
    pairs = {(before, after) for before, targets in FLOW.steps.items() for after in targets}
    back = {(S.REFERRED, one) for one in S} | {(S.SUSPENDED, one) for one in S}
    assert pairs - reached - back == set()
    assert {one for pair in pairs for one in pair} == set(S)
    assert actions_from(Position(S.WITHDRAWN)) == []


def _standing(state):
    return Position(state, left=S.IN_HAND, waits=S.IN_HAND)


WORDS = {"outcome": Outcome.SOLVED, "resolved_level": ResolvedLevel.ON_SPOT, "result": "好了", "due_on": None}


@pytest.mark.slow
@pytest.mark.parametrize("steps", [60, pytest.param(500, marks=pytest.mark.long)])
def test_through_the_store_the_state_is_the_flows_and_taking_back_leads_to_where_it_was(office, steps):
    draw, count, refused = random.Random(3), 0, 0
    before: list[tuple[object, ...]] = []
    matter, day = None, date(2026, 11, 24)
    while count < steps:
        with office.write("试") as writer:
            if matter is None:
                values = {"kind": MatterKind.NEED, "raised_on": day, "content": "试", "handler": "李"}
                matter, before = register(writer, values), []
            facts = facts_of(writer.reader, matter)
            now = _state(facts)
            if before and draw.random() < 0.2:
                take_back(writer, matter, "退一步")
                assert _state(facts_of(writer.reader, matter)) == before.pop()
                count += 1
                continue
            action = draw.choice(ACTING)
            after = moved(facts.position, action)
            try:
                done = step(writer, matter, Move(action, day, "试", {k: v for k, v in WORDS.items() if v}))
            except Refused:
                refused += 1
                assert _state(facts_of(writer.reader, matter)) == now
                matter = matter if actions_from(facts.position) else None
                continue
            assert after is not None
            assert done.status is after.status
            found = facts_of(writer.reader, matter).matter
            assert (found.outcome is None) == (found.status not in (S.RESOLVED, S.VISITED_BACK, S.ARCHIVED))
            before.append(now)
            count += 1
    print(f"{count} steps through the store, {refused} refused")


def _state(facts):
    return tuple(getattr(facts.matter, key) for key in sorted(Matter.steered - {"seq", "no", "year"}))
