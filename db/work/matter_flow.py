"""What became of matters in a period: 结转 + 受理 + 重开 − 办结 − 撤回 − 转出 − 不予受理 = 在办, by kind (DOMAIN 9).

Everything is asked of dated steps up to the 截止日, so that a report made later tells the same.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.ledgers.matters import Matter, MatterKind, MatterState, StepAction
from db.ledgers.parties import MatterStep
from db.store.query import area_and_below
from db.work.figures import Asking

A, S = StepAction, MatterState
ENDS = {A.RESOLVE: S.RESOLVED, A.WITHDRAW: S.WITHDRAWN, A.REFER_OUT: S.REFERRED_OUT, A.NOT_ACCEPT: S.NOT_ACCEPTED}
DONE = (S.RESOLVED, S.VISITED_BACK, S.ARCHIVED)
"""States of an old case that count as resolved when it was entered by 补录."""
TOLD = (*ENDS, A.REOPEN, A.TAKE_BACK, A.BACKFILL, A.VISIT_BACK)


HEADS = ("事项", "上期结转", "受理", "人次", "重开", "办结", "撤回", "转出", "不予受理", "在办")
"""Headings of the lines of a balance, in their order."""
IDENTITY = "上期结转 + 受理 + 重开 − 办结 − 撤回 − 转出 − 不予受理 = 在办"


@dataclass
class Course:
    """One matter and what became of it: (day, the state it ended in; None: reopened), oldest first."""

    matter: Any
    turns: list[tuple[date, MatterState | None]] = field(default_factory=list)
    visited: date | None = None

    def open_on(self, day: date) -> bool:
        """Say whether it was open at the end of a day."""
        if self.matter.raised_on > day:
            return False
        before = [ended for when, ended in self.turns if when <= day]
        return not before or before[-1] is None

    def times(self, first: date, last: date, ended: MatterState | None) -> int:
        """Count how often it came to that end (None: was reopened) in these days."""
        return sum(first <= when <= last and end is ended for when, end in self.turns)


@dataclass(frozen=True)
class FlowLine:
    """One kind of matter in a period; heads: 人次 of what was received."""

    label: str
    carried: int
    received: int
    heads: int
    reopened: int
    resolved: int
    withdrawn: int
    referred_out: int
    not_accepted: int
    open: int

    @property
    def cells(self) -> tuple[str | int, ...]:
        """The line under HEADS."""
        counts = self.resolved, self.withdrawn, self.referred_out, self.not_accepted, self.open
        return (self.label, self.carried, self.received, self.heads, self.reopened, *counts)


def courses(asking: Asking) -> list[Course]:
    """Return every matter raised up to the last day seen, with what became of it up to that day."""
    reader, end = asking.reader, asking.period.end
    where = [Matter.removed_at.is_(None), Matter.raised_on <= end]
    if asking.area is not None:
        where.append(Matter.area_id.in_(area_and_below(reader, asking.area)))
    found = {row.id: Course(row) for (row,) in reader.rows(select(Matter).where(*where).order_by(Matter.id))}
    for one, steps in _steps(asking).items():
        if one in found:
            _follow(found[one], steps)
    return list(found.values())


def _steps(asking: Asking) -> Mapping[UUID, list[Any]]:
    """Return the steps that hold at the end of the period, by matter, in the order they were written."""
    columns = MatterStep.matter_id, MatterStep.id, MatterStep.day, MatterStep.action, MatterStep.to_status
    statement = select(*columns, MatterStep.undoes).where(
        MatterStep.day <= asking.period.end, MatterStep.action.in_(TOLD)
    )
    rows = asking.reader.rows(statement.order_by(MatterStep.id))
    gone = {row.undoes for row in rows}
    by: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        if row.id not in gone and row.action is not A.TAKE_BACK:
            by[row.matter_id].append(row)
    return by


def _follow(course: Course, steps: Sequence[Any]) -> None:
    matter = course.matter
    for step in steps:
        if step.action is A.VISIT_BACK:
            course.visited = step.day
        elif step.action is A.BACKFILL:
            ended = S.RESOLVED if step.to_status in DONE else step.to_status
            if ended in ENDS.values():
                course.turns.append((matter.resolved_on or matter.closed_on or matter.raised_on, ended))
        else:
            course.turns.append((step.day, ENDS.get(step.action)))


def flow(asking: Asking, every: Sequence[Course]) -> tuple[FlowLine, ...]:
    """Return a line for each kind there is something of, and their sum."""
    lines = [_line(asking, kind.label, [one for one in every if one.matter.kind is kind]) for kind in MatterKind]
    return (*(line for line in lines if line.carried or line.received), _line(asking, "合计", every))


def _line(asking: Asking, label: str, some: Sequence[Course]) -> FlowLine:
    first, last = asking.period.first, asking.period.end
    before = date.fromordinal(first.toordinal() - 1)
    new = [one for one in some if first <= one.matter.raised_on]

    def times(ended: MatterState | None) -> int:
        return sum(one.times(first, last, ended) for one in some)

    return FlowLine(
        label,
        sum(one.open_on(before) for one in some),
        len(new),
        sum(one.matter.headcount for one in new),
        times(None),
        times(S.RESOLVED),
        times(S.WITHDRAWN),
        times(S.REFERRED_OUT),
        times(S.NOT_ACCEPTED),
        sum(one.open_on(last) for one in some),
    )
