"""What became of matters in a period: 结转 + 受理 + 重开 − 办结 − 撤回 − 转出 − 不予受理 = 在办, by kind (DOMAIN 9).

Everything is asked of dated steps up to the 截止日, so that a report made later tells the same: what a later step
changed is taken from what that step says it replaced.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, or_, select

from db.ledgers.matters import Matter, MatterKind, MatterState, StepAction
from db.ledgers.parties import MatterStep
from db.store.query import area_and_below
from db.store.undo import values_of
from db.work.figures import Asking

A, S = StepAction, MatterState
ENDS = {A.RESOLVE: S.RESOLVED, A.WITHDRAW: S.WITHDRAWN, A.REFER_OUT: S.REFERRED_OUT, A.NOT_ACCEPT: S.NOT_ACCEPTED}
DONE = (S.RESOLVED, S.VISITED_BACK, S.ARCHIVED)
"""States of an old case that count as resolved when it was entered by 补录."""
TOLD = (*ENDS, A.REOPEN, A.TAKE_BACK, A.BACKFILL, A.VISIT_BACK, A.TAKE)
SEEN_BACK = (S.VISITED_BACK, S.ARCHIVED)
"""States that an old case was entered in only after its return visit, by the rules of its day."""

HEADS = ("事项", "上期结转", "受理", "人次", "重开", "办结", "撤回", "转出", "不予受理", "在办")
"""Headings of the lines of a balance, in their order."""
COUNTS = (
    "carried", "received", "heads", "reopened", "resolved", "withdrawn", "referred_out", "not_accepted", "open",
)  # fmt: skip
"""The fields of a line under HEADS, without its name."""
IDENTITY = "上期结转 + 受理 + 重开 − 办结 − 撤回 − 转出 − 不予受理 = 在办"


@dataclass
class Course:
    """One matter and what became of it: (day, the state it ended in; None: reopened), oldest first.

    was: values of the matter that steps after the last day seen have changed since. taken: the day of 接单.
    """

    matter: Any
    turns: list[tuple[date, MatterState | None]] = field(default_factory=list)
    visited: date | None = None
    taken: date | None = None
    was: dict[str, Any] = field(default_factory=dict)

    def at_end(self, key: str) -> Any:
        """Return a value of the matter as it stood on the last day seen."""
        return self.was[key] if key in self.was else getattr(self.matter, key)

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
    """One kind of matter in a period; heads: 人次 of what was received. lists: the matters counted, by heading."""

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
    lists: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict, compare=False)

    @property
    def cells(self) -> tuple[str | int, ...]:
        """The line under HEADS."""
        return (self.label, *(getattr(self, key) for key in COUNTS))


def courses(asking: Asking) -> list[Course]:
    """Return every matter raised up to the last day seen, with what became of it up to that day."""
    reader, end = asking.reader, asking.period.end
    where = [Matter.removed_at.is_(None), Matter.raised_on <= end]
    if asking.area is not None:
        where.append(Matter.area_id.in_(area_and_below(reader, asking.area)))
    found = {row.id: Course(row) for (row,) in reader.rows(select(Matter).where(*where).order_by(Matter.id))}
    for one, steps in _steps(asking).items():
        if one in found:
            _follow(found[one], steps, end)
    return list(found.values())


def _steps(asking: Asking) -> Mapping[UUID, list[Any]]:
    """Return the steps that hold on the last day seen and those after it, by matter, in the order they were written."""
    later = MatterStep.day > asking.period.end
    columns = MatterStep.matter_id, MatterStep.id, MatterStep.day, MatterStep.action, MatterStep.to_status
    statement = select(*columns, MatterStep.undoes, case((later, MatterStep.former)).label("former"))
    rows = asking.reader.rows(statement.where(or_(later, MatterStep.action.in_(TOLD))).order_by(MatterStep.id))
    gone = {row.undoes for row in rows if row.day <= asking.period.end}
    by: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        if row.id not in gone:
            by[row.matter_id].append(row)
    return by


def _follow(course: Course, steps: Sequence[Any], end: date) -> None:
    for step in steps:
        if step.action is A.BACKFILL:  # written on the day the old book was taken in: the days it tells of count
            _enter(course, step.to_status, end)
        elif step.day > end:
            former = values_of(Matter, json.loads(step.former or "{}"))
            course.was = {**former, **course.was}
        elif step.action is A.VISIT_BACK:
            course.visited = step.day
        elif step.action is A.TAKE:
            course.taken = step.day
        elif step.action in ENDS or step.action is A.REOPEN:
            course.turns.append((step.day, ENDS.get(step.action)))


def _enter(course: Course, status: MatterState, end: date) -> None:
    """Take an old case as its book tells it."""
    matter = course.matter
    ended = S.RESOLVED if status in DONE else status
    day = matter.resolved_on or matter.closed_on or matter.raised_on
    if ended in ENDS.values() and day <= end:
        course.turns.append((day, ended))
        course.visited = day if status in SEEN_BACK else None


def flow(asking: Asking, every: Sequence[Course]) -> tuple[FlowLine, ...]:
    """Return a line for each kind there is something of, and their sum."""
    lines = [_line(asking, kind.label, [one for one in every if one.matter.kind is kind]) for kind in MatterKind]
    return (*(line for line in lines if line.carried or line.received), _line(asking, "合计", every))


def _line(asking: Asking, label: str, some: Sequence[Course]) -> FlowLine:
    first, last = asking.period.first, asking.period.end
    before = date.fromordinal(first.toordinal() - 1)
    new = [one for one in some if first <= one.matter.raised_on]

    def times(ended: MatterState | None) -> list[Course]:
        """Return what came to that end, once for each time."""
        return [one for one in some for _ in range(one.times(first, last, ended))]

    counted = (  # under HEADS; 人次 are of what was received
        [one for one in some if one.open_on(before)], new, new, times(None), times(S.RESOLVED), times(S.WITHDRAWN),
        times(S.REFERRED_OUT), times(S.NOT_ACCEPTED), [one for one in some if one.open_on(last)],
    )  # fmt: skip
    lists = {head: tuple(one.matter.id for one in found) for head, found in zip(HEADS[1:], counted, strict=True)}
    counts = dict(zip(COUNTS, (len(found) for found in counted), strict=True))
    return FlowLine(label=label, lists=lists, **{**counts, "heads": sum(one.matter.headcount for one in new)})
