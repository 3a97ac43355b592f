"""The list of cases on the left of a case page: which, in which order, and what stands on each line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, select

from db.ledgers.activities import Activity
from db.ledgers.areas import Area
from db.ledgers.matters import OPEN, Matter, MatterKind, MatterState, ReliefDecision
from db.ledgers.mediation import Mediation
from db.store.reader import Reader
from db.work.discussing import years_old
from db.work.facts import Facts
from db.work.sittings import Sitting
from db.work.stages import CHIPS, Chip
from db.work.ties import ties_of

SOON = 3
"""Days before its limit from which a case is marked."""
TAGS = (
    (Chip.SUSPENDED, "warn"), (Chip.REFERRED, "warn"), (Chip.REFERRED_OUT, ""), (Chip.WITHDRAWN, ""),
    (Chip.NOT_ACCEPTED, ""), (Chip.TO_ACCEPT, "warn"), (Chip.MEDIATING, "primary"), (Chip.AGREED, "ok"),
    (Chip.PERFORMING, "ok"), (Chip.TO_VISIT, "violet"), (Chip.ARCHIVED, ""),
)  # fmt: skip
"""The tag of a line and its tone: the first chip that the case is under."""
MARKS = (Chip.OLD, Chip.GROUP, Chip.TO_RECHECK, Chip.TO_HEAR)
"""What is told of a line besides its tag."""
NEUTRAL = {MatterState.RESOLVED: "ok", MatterState.VISITED_BACK: "ok"}


@dataclass(frozen=True)
class Wanted:
    """Which cases: of these kinds, under a chip (None: all), with a text, among some (None: all)."""

    kinds: tuple[MatterKind, ...]
    chip: Chip | None = None
    text: str = ""
    among: frozenset[UUID] | None = None

    def holds(self, case: UUID) -> bool:
        """Say whether a case is among those asked for: as many as a year has are too many for a query to name."""
        return self.among is None or case in self.among


@dataclass(frozen=True)
class Line:
    """One case in finished words; tones name a colour: danger, warn, ok, violet, primary or none."""

    id: UUID
    title: str
    tag: str
    tone: str
    about: str
    limit: str
    limit_tone: str
    standing: tuple[str, ...] = ()
    """What besides its limit tells how it stands."""
    head: bool = False
    """It heads a group of the lines below it."""


def line_of(sitting: Sitting) -> Line:
    """Return the head of the matters of a sitting."""
    tag = f"{len(sitting.matters)} 件"
    return Line(sitting.id, sitting.heading, tag, "", sitting.counts, sitting.place, "", head=True)


def case_ids(reader: Reader, wanted: Wanted) -> list[UUID]:
    """Return the cases: what is open first by its limit, then the rest, latest first."""
    is_open = case((Matter.status.in_(OPEN), 0), else_=1)
    limit = case((Matter.status.in_(OPEN), Matter.due_on), else_=None)
    order = (is_open, limit.is_(None), limit, Matter.raised_on.desc(), Matter.id.desc())
    return [one for (one,) in reader.rows(case_query(reader, wanted).order_by(*order)) if wanted.holds(one)]


def case_query(reader: Reader, wanted: Wanted) -> Select[Any]:
    """Return the query of the cases wanted, in no order."""
    statement = select(Matter.id).where(Matter.kind.in_(wanted.kinds), Matter.removed_at.is_(None))
    if wanted.chip is not None:
        statement = statement.where(CHIPS[wanted.chip](reader))
    if wanted.text.strip():
        statement = statement.where(Matter.id.in_(reader.search_ids(wanted.text, Matter)))
    return statement


def heads_of(reader: Reader, wanted: Wanted) -> int:
    """Return 人次 of the cases wanted: the sum of their heads; 件 is how many they are."""
    rows = reader.rows(case_query(reader, wanted).with_only_columns(Matter.id, Matter.headcount))
    return sum(heads for one, heads in rows if wanted.holds(one))


def lines_of(reader: Reader, ids: Sequence[UUID]) -> list[Line]:
    """Return the lines of some cases, in the order of the ids."""
    flags = [CHIPS[chip](reader) for chip in (*(chip for chip, _ in TAGS), *MARKS)]
    statement = (
        select(Matter, Mediation.dispute_type, Mediation.perform_due, Area.name, Activity.at, *flags)
        .outerjoin(Mediation, Mediation.matter_id == Matter.id)
        .outerjoin(Area, Area.id == Matter.area_id)
        .outerjoin(Activity, Activity.id == Matter.activity_id)
        .where(Matter.id.in_(ids))
    )
    tied = ties_of(reader, ids)
    found = {row[0].id: _line(reader, row, tied.get(row[0].id, ())) for row in reader.rows(statement)}
    return [found[one] for one in ids if one in found]


def _line(reader: Reader, row: Any, tied: Sequence[str]) -> Line:
    matter, dispute_type, perform_due, area, sat_at, *flags = row
    marks = [chip for chip, flag in zip(MARKS, flags[len(TAGS) :], strict=True) if flag]
    tag, tone = next(
        ((chip.value, tone) for (chip, tone), flag in zip(TAGS, flags[: len(TAGS)], strict=True) if flag),
        (matter.status.label, NEUTRAL.get(matter.status, "primary")),
    )
    kind = reader.codes("dispute_type").label(dispute_type) if dispute_type else matter.kind.label
    sitting = f"说事日 {sat_at.astimezone():%m-%d}" if sat_at else ""
    parts = (sitting, area, matter.no) if sitting else (matter.no, area, kind)
    about = " · ".join(part for part in parts if part)
    limit, limit_tone = limit_of(matter, perform_due, reader.today, performing=tag == Chip.PERFORMING.value)
    if tag == Chip.TO_VISIT.value and matter.resolved_on is not None:
        limit, limit_tone = f"办结 {(reader.today - matter.resolved_on).days} 天，还没有回访", "warn"
    standing = (*standing_of(matter, marks, reader.today), *tied)
    limit = " · ".join((limit, *standing))
    return Line(matter.id, matter.subject, tag, tone, about, limit, limit_tone, standing)


def standing_of(matter: Matter, marks: Sequence[Chip], today: date) -> list[str]:
    """Return what besides its limit tells how a matter stands: old, of a group, relief, re-check, forwarding."""
    told = [f"积案 {years_old(matter, today)} 年"] if Chip.OLD in marks else []
    if Chip.GROUP in marks:
        told.append(f"群体 {matter.headcount} 人次")
    if matter.decision is ReliefDecision.GRANTED:
        told.append("已发放" if matter.paid_on else "待发放")
    if Chip.TO_RECHECK in marks:
        told.append("待复查")
    elif matter.rechecked_on:
        told.append(f"{matter.rechecked_on:%m-%d} 已复查")
    if Chip.TO_HEAR in marks:
        told.append(f"已移送{matter.forwarded_to}，待结果")
    elif matter.clue_outcome is not None:
        told.append(f"移送{matter.forwarded_to or ''}：{matter.clue_outcome.label}")
    return told


def limit_of(matter: Matter, perform_due: date | None, today: date, *, performing: bool) -> tuple[str, str]:
    """Return what is due next and how urgent it is, in words and tone."""
    if performing and perform_due is not None:
        return f"履行期限 {_left(perform_due, today)}", _tone(perform_due, today)
    if matter.status in OPEN and matter.due_on is not None:
        return f"办理期限 {_left(matter.due_on, today)}", _tone(matter.due_on, today)
    if matter.resolved_on is not None:
        days = (matter.resolved_on - matter.raised_on).days
        return f"{matter.resolved_on:%Y-%m-%d} 办结，用时{'当日' if days == 0 else f' {days} 天'}", ""
    return f"{matter.raised_on:%Y-%m-%d} 反映", ""


def _left(due: date, today: date) -> str:
    days = (due - today).days
    left = f"已超 {-days} 天" if days < 0 else "今天到期" if days == 0 else f"还剩 {days} 天"
    return f"{due:%m-%d}（{left}）"


def _tone(due: date, today: date) -> str:
    days = (due - today).days
    return "danger" if days < 0 else "warn" if days <= SOON else ""


def limit_words(facts: Facts) -> tuple[str, str]:
    """Return the banner of one case, its words and tone; empty where nothing presses."""
    performing = bool(facts.mediation and facts.mediation.perform_due and facts.matter.status is MatterState.RESOLVED)
    due = facts.mediation.perform_due if performing and facts.mediation else None
    words, tone = limit_of(facts.matter, due, facts.today, performing=performing)
    if not tone:
        return "", ""
    hint = "可记录本次调解结果，或经双方同意延期。" if facts.rules.mediated else "请抓紧办理，或写明原因延期。"
    return f"{words}。{'请督促履行，并记下履行情况。' if performing else hint}", tone
