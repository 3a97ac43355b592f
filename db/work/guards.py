"""Guards: what must be true before a step, each a function here and nowhere else (DOMAIN 8.3).

A guard gives a Gate, met or not, with the place where what is missing is mended; the gate list on screen and the
refusal of `step()` are the same list.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from db.ledgers.matter_rules import Owed
from db.ledgers.matters import MatterState, Outcome, ResolvedLevel, StepAction
from db.ledgers.mediation import AgreementForm
from db.ledgers.parties import HearingKind, PartySide
from db.work.bundle import SIDES, missing_papers
from db.work.deadlines import last_confirmation, last_extension
from db.work.facts import Facts
from db.work.kinds import AGREED

A = StepAction


@dataclass(frozen=True)
class Move:
    """What a clerk wants to do: action, the day it was done (None: today), what happened, and the facts of the step."""

    action: StepAction
    day: date | None = None
    text: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    both_agree: bool = False
    counts_as_extra: bool = False


@dataclass(frozen=True)
class Gate:
    """One condition. mend: where it is met (`step`: in the step itself); blocks: False only warns."""

    key: str
    label: str
    met: bool
    mend: str = "step"
    blocks: bool = True


Guard = Callable[[Facts, Move], Gate]


def _has_reason(_facts: Facts, move: Move) -> Gate:
    return Gate("reason", "写明原因", bool(move.text.strip()))


def _has_handler(facts: Facts, _move: Move) -> Gate:
    return Gate("handler", "已写明经办人或承办单位", bool(facts.matter.handler or facts.matter.team), "facts")


def _day_fits(facts: Facts, move: Move) -> Gate:
    day = move.day or facts.today
    return Gate("day", "日期不早于反映日期，也不晚于今天", facts.matter.raised_on <= day <= facts.today)


def _has_result(facts: Facts, move: Move) -> Gate:
    return Gate(
        "result", "已写明结果", bool((move.facts.get("result") or move.text or facts.matter.result or "").strip())
    )


def _has_outcome(facts: Facts, move: Move) -> Gate:
    allowed = facts.rules.outcomes
    words = "、".join(one.label for one in allowed)
    return Gate("outcome", f"已选办理结果（{words}）", move.facts.get("outcome") in allowed)


def _on_the_spot(facts: Facts, move: Move) -> Gate:
    """A matter closed as soon as it is registered was solved on the spot; a dispute never is."""
    if facts.matter.status is not MatterState.REGISTERED:
        return Gate("on_spot", "已受理并办理", met=True)
    level = move.facts.get("resolved_level")
    spot = level is ResolvedLevel.ON_SPOT and not facts.rules.mediated
    return Gate("on_spot", "现场解决的事项才能登记后直接办结", spot)


def _sides(facts: Facts, move: Move) -> Gate:
    opposed = facts.of_side(PartySide.APPLICANT) and facts.of_side(PartySide.RESPONDENT)
    return Gate("sides", "申请人和被申请人各至少一人", not _agreeing(move) or bool(opposed), "parties")


def _mediator(facts: Facts, move: Move) -> Gate:
    met = not _agreeing(move) or bool(facts.of_side(PartySide.MEDIATOR))
    return Gate("mediator", "已写明调解员", met, "parties")


def _agreeing(move: Move) -> bool:
    """Say whether this is about a dispute that ends in agreement (or may: no outcome chosen yet)."""
    outcome = move.facts.get("outcome")
    return outcome is None or outcome in AGREED


def _agreed(facts: Facts, move: Move) -> Gate:
    case = facts.mediation
    met = not _agreeing(move) or bool(case and case.agreed_on and case.agreement_form)
    return Gate("agreed", "已填协议形式和达成协议日期", met, "agreement")


def _form_fits(facts: Facts, move: Move) -> Gate:
    form = facts.mediation.agreement_form if facts.mediation else None
    wanted = {Outcome.AGREED_WRITTEN: AgreementForm.WRITTEN, Outcome.AGREED_ORAL: AgreementForm.ORAL}
    outcome = move.facts.get("outcome")
    return Gate("form", "协议形式与办理结果一致", outcome not in wanted or form is wanted[outcome], "agreement")


def _effective(facts: Facts, move: Move) -> Gate:
    case = facts.mediation
    form = case.agreement_form if case else None
    written = _agreeing(move) and form is AgreementForm.WRITTEN
    met = not written or bool(case and case.effective_on)
    return Gate("effective", "书面协议已填生效日期", met, "agreement")


def _new_limit(facts: Facts, move: Move) -> Gate:
    due, before = move.facts.get("due_on"), facts.matter.due_on
    later = isinstance(due, date) and (before is None or due > before)
    return Gate("limit", "新期限晚于原期限", later)


def _limit_allowed(facts: Facts, move: Move) -> Gate:
    """A kind with a longest extension never goes beyond it, however often it is put off."""
    due, first = move.facts.get("due_on"), _first_limit(facts)
    last = None if first is None else last_extension(facts.rules, first)
    days = facts.rules.extra_days or 0
    return Gate("longest", f"延长不超过 {days} 日" if days else "延长期限符合规定", not due or not last or due <= last)


def _first_limit(facts: Facts) -> date | None:
    put_off = [step for step in facts.steps if step.action is A.EXTEND]
    return put_off[0].due_before if put_off else facts.matter.due_on


def _both_agree(_facts: Facts, move: Move) -> Gate:
    return Gate("both_agree", "双方当事人都同意延期", move.both_agree)


def _visited(facts: Facts, _move: Move) -> Gate:
    return Gate("visited", "已有回访记录", bool(facts.visits), "return_visit")


def _owed_paid(facts: Facts, _move: Move) -> Gate:
    """The return visit that kind and outcome owe is made; where the feedback counts, it was given."""
    owed = facts.rules.owes(facts.matter.outcome)
    if owed is Owed.FEEDBACK:
        return Gate("feedback", "已答复反映人", facts.matter.feedback_on is not None, "feedback")
    met = owed is Owed.MAY or facts.matter.status is MatterState.VISITED_BACK
    return Gate("visit_owed", "已回访", met, "return_visit")


def _papers(facts: Facts, _move: Move) -> Gate:
    missing = missing_papers(facts)
    named = "、".join(paper.label for paper in missing)
    mend = missing[0].mend if missing else "papers"
    return Gate("papers", f"卷内必须文书齐全{f'（还缺：{named}）' if named else ''}", not missing, mend)


def _confirmed_in_time(facts: Facts, _move: Move) -> Gate:
    case = facts.mediation
    late = bool(
        case and case.effective_on and case.confirm_applied_on
        and case.confirm_applied_on > last_confirmation(case.effective_on)
    )  # fmt: skip
    label = "司法确认在协议生效后 30 日内申请"
    return Gate("confirmed", label, not late, "confirmation", blocks=False)


GUARDS: Mapping[StepAction, Sequence[Guard]] = {
    A.DISPATCH: (_day_fits, _has_handler),
    A.TAKE: (_day_fits,),
    A.ACCEPT: (_day_fits,),
    A.NOT_ACCEPT: (_day_fits, _has_reason),
    A.INSPECT: (_day_fits,),
    A.DELIBERATE: (_day_fits,),
    A.MEDIATE: (_day_fits,),
    A.RESOLVE: (
        _day_fits, _has_result, _has_outcome, _on_the_spot, _sides, _mediator, _agreed, _form_fits, _effective,
        _confirmed_in_time,
    ),
    A.REFER: (_day_fits, _has_reason),
    A.COME_BACK: (_day_fits,),
    A.REFER_OUT: (_day_fits, _has_reason),
    A.EXTEND: (_day_fits, _has_reason, _new_limit, _limit_allowed, _both_agree),
    A.SUSPEND: (_day_fits, _has_reason),
    A.RESUME: (_day_fits,),
    A.WITHDRAW: (_day_fits, _has_reason),
    A.VISIT_BACK: (_day_fits, _visited),
    A.ARCHIVE: (_day_fits, _owed_paid, _papers, _confirmed_in_time),
    A.REOPEN: (_day_fits, _has_reason),
}  # fmt: skip
"""What each action asks; 补录 asks nothing and stays flagged."""
OF_MEDIATION = frozenset({_sides, _mediator, _agreed, _form_fits, _effective, _papers, _confirmed_in_time, _both_agree})
"""Asked of mediated kinds only: nobody looks for an agreement where there is none to be."""


def gates_of(facts: Facts, move: Move) -> list[Gate]:
    """Return every condition of a step, met or not."""
    mediated = facts.rules.mediated
    guards = [guard for guard in GUARDS.get(move.action, ()) if mediated or guard not in OF_MEDIATION]
    return [guard(facts, move) for guard in guards] + [
        Gate(one.keys[0], one.label, all(getattr(facts.matter, key) for key in one.keys), one.mend, blocks=False)
        for one in facts.rules.asked
        if one.action is move.action
    ]


def _all_present(facts: Facts) -> bool:
    parties = facts.of_side(*SIDES)
    return bool(parties) and all(party.present for party in parties)


AGREEMENT_GATES: Sequence[tuple[str, str, str, Callable[[Facts], bool]]] = (
    ("signed_in", "双方当事人已签到", "parties", _all_present),
    ("heard", "至少一次调解记录", "hearings", lambda facts: bool(facts.heard(HearingKind.MEDIATION))),
    ("terms", "协议内容已填写", "agreement", lambda facts: bool(facts.mediation and facts.mediation.terms)),
    ("limit", "履行期限已填写", "agreement", lambda facts: bool(facts.mediation and facts.mediation.perform_due)),
)
"""What a clerk looks for before “达成协议”, a stage and no state: nothing here blocks a step."""


def gates_to_agreement(facts: Facts) -> list[Gate]:
    """Return the gate list before the stage 达成协议."""
    return [Gate(key, label, met(facts), mend, blocks=False) for key, label, mend, met in AGREEMENT_GATES]
