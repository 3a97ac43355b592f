"""The stage bar of one case as marks: which stage is done, which is now, and the day each was reached."""

from db.ledgers.matters import StepAction
from db.work.facts import Facts
from db.work.stages import StageBar
from desktop.widgets.stages import StageMark, StageState

A = StepAction


def stage_marks(facts: Facts, standing: StageBar) -> list[StageMark]:
    """Return the marks of the stage bar of a case."""
    days = _days(facts)
    marks = []
    for at, word in enumerate(standing.words):
        now = len(standing.words) if standing.now is None else standing.now
        state = StageState.NOW if at == now else StageState.DONE if at < now else StageState.AHEAD
        if standing.now is None:
            state = StageState.DONE if at == 0 else StageState.AHEAD
        day = days.get(word)
        marks.append(StageMark(word, state, f"{day:%m-%d}" if day and state is not StageState.AHEAD else ""))
    return marks


def _days(facts: Facts) -> dict[str, object]:
    """Return the day of each stage reached, by its word."""
    matter, case = facts.matter, facts.mediation
    of = {action: [step.day for step in facts.steps if step.action is action] for action in A}
    worked = [*of[A.INSPECT], *of[A.DELIBERATE], *of[A.MEDIATE]]
    return {
        "登记": matter.raised_on, "收集": matter.raised_on, "受理": matter.accepted_on, "议定": matter.accepted_on,
        "调查": min(of[A.INSPECT], default=None), "调解": max(of[A.MEDIATE], default=None),
        "办理": max(worked, default=None), "达成协议": case.agreed_on if case else None, "未达成": matter.resolved_on,
        "履行回访": max(of[A.VISIT_BACK], default=None), "答复": matter.feedback_on, "评价": matter.feedback_on,
        "归档": matter.closed_on,
    }  # fmt: skip
