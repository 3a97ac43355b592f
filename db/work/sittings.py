"""The 说事日 sittings as the desk lists them: what was raised at each, how much of it is solved, how fast (P14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from db.ledgers.activities import Activity, ActivityKind
from db.ledgers.matters import OPEN, Channel, Matter, MatterKind, ResolvedLevel
from db.store.reader import Reader
from db.store.writer import Writer
from db.trouble import Refused
from db.work.discussing import DAYS, days_taken, discussion_day, next_discussion_day

OFFERED = 12
LOOSE = UUID(int=0)
"""Stands for no sitting: what was raised as 说事 on another day."""


@dataclass(frozen=True)
class Sitting:
    """One sitting. matters: all that was raised there; listed: those asked for; place: where and under whom it sat."""

    id: UUID
    day: date | None
    place: str
    matters: tuple[UUID, ...]
    listed: tuple[UUID, ...]
    solved: int = 0
    on_spot: int = 0
    open: int = 0
    slowest: int | None = None

    @property
    def heading(self) -> str:
        """The day in words, or that there was none."""
        return "没有归入说事日" if self.day is None else f"{self.day:%Y-%m-%d} 周{DAYS[self.day.weekday()]}"

    @property
    def counts(self) -> str:
        """How much was solved, how much of it on the spot, how much is still in hand, how long the slowest took."""
        told = [f"解决 {self.solved} 件"] if self.solved else []
        told += [f"现场 {self.on_spot} 件"] if self.on_spot else []
        told += [f"在办 {self.open} 件"] if self.open else []
        told += [f"最长 {self.slowest or '当'}{' 天' if self.slowest else '日'}"] if self.slowest is not None else []
        return " · ".join(told) if self.matters else "还没有登记事项"


def sittings_of(reader: Reader, ids: Sequence[UUID], *, empty: bool = True) -> list[Sitting]:
    """Group matters by sitting, the latest first, each in the order of the ids; empty: sittings without matters too.

    What belongs to no sitting and is no 说事 is left out: it was never meant for one.
    """
    listed = (Matter.activity_id.is_not(None) | (Matter.kind == MatterKind.DISCUSSION)) & Matter.removed_at.is_(None)
    under: dict[UUID, list[Matter]] = {}
    for (matter,) in reader.rows(select(Matter).where(listed).order_by(Matter.raised_on, Matter.id)):
        under.setdefault(matter.activity_id or LOOSE, []).append(matter)
    place = {one: at for at, one in enumerate(ids)}
    asked = {
        sitting: sorted((one.id for one in matters if one.id in place), key=place.__getitem__)
        for sitting, matters in under.items()
    }
    held = select(Activity).where(Activity.kind == ActivityKind.DISCUSSION_MEETING, Activity.removed_at.is_(None))
    rows = [row[0] for row in reader.rows(held.order_by(Activity.at.desc()))]
    made = [_sitting(one, under.get(one.id, []), asked.get(one.id, [])) for one in rows if empty or asked.get(one.id)]
    return [*made, *([_sitting(None, under[LOOSE], asked[LOOSE])] if asked.get(LOOSE) else [])]


def _sitting(activity: Activity | None, matters: Sequence[Matter], asked: Sequence[UUID]) -> Sitting:
    days = [days for one in matters if (days := days_taken(one)) is not None]
    host = f"主持 {activity.host}" if activity and activity.host else ""
    return Sitting(
        activity.id if activity else LOOSE,
        activity.at.astimezone().date() if activity else None,
        " · ".join(part for part in (activity.place, activity.form, host) if part) if activity else "",
        tuple(one.id for one in matters),
        tuple(asked),
        len(days),
        sum(one.resolved_level is ResolvedLevel.ON_SPOT for one in matters),
        sum(one.status in OPEN for one in matters),
        max(days, default=None),
    )


def latest_sittings(reader: Reader) -> list[tuple[UUID, str]]:
    """Return the latest sittings with their day and place in words, the last first."""
    held = select(Activity).where(Activity.kind == ActivityKind.DISCUSSION_MEETING, Activity.removed_at.is_(None))
    rows = [row[0] for row in reader.rows(held.order_by(Activity.at.desc()).limit(OFFERED))]
    told = []
    for one in rows:
        day = one.at.astimezone().date()
        told.append((one.id, " ".join(part for part in (f"{day} 周{DAYS[day.weekday()]}", one.place) if part)))
    return told


def seat(writer: Writer, matter: UUID, sitting: UUID | None) -> str:
    """Put a matter that is registered already to a sitting, or (None) to none; return what was done."""
    found = writer.reader.get(Matter, matter)
    if found is None:
        raise Refused("这个事项已不在。", "请刷新后再看。")
    if found.activity_id == sitting:
        return "已在这次说事日" if sitting else "本来就没有归入说事日"
    came = {"channel": Channel.DISCUSSION_DAY} if sitting is not None and found.channel is None else {}
    writer.change(Matter, matter, {"activity_id": sitting, **came})
    return "已归入说事日" if sitting else "已移出说事日"


def day_to_open(reader: Reader) -> date:
    """Return the day the next sitting is opened for: the last 说事日 if none was held then, else the one to come."""
    last = discussion_day(reader, reader.today)
    held = select(Activity.at).where(Activity.kind == ActivityKind.DISCUSSION_MEETING, Activity.removed_at.is_(None))
    days = {at.astimezone().date() for (at,) in reader.rows(held)}
    return next_discussion_day(reader, reader.today) if last in days and last != reader.today else last
