"""Which backups stay: counted by days that have one, so that a clock set wrong deletes nothing (TRUST §6, F9)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

STAMP, LENGTH = "%Y%m%d-%H%M%S", 15
ALL_DAYS, CHANGE_DAYS = 2, 30
MOST_RECENT, LEAST = 30, 5
"""Of two busy days at most so many; a full disk takes no more than down to so few."""
BEFORE = "前"
"""Occasions that end so (导入前, 升级前) are copies before a change."""

Period = Callable[[datetime], Any]
LADDER: Sequence[tuple[int, Period]] = (
    (14, datetime.date),
    (8, lambda at: at.isocalendar()[:2]),
    (12, lambda at: (at.year, at.month)),
)
"""How many days, weeks and months keep their newest backup."""


@dataclass(frozen=True, order=True)
class Kept:
    """One backup: when it was made, and for what occasion."""

    at: datetime
    occasion: str
    path: Path


def named(path: Path) -> Kept | None:
    """Read time and occasion from a backup's name; None for a file that is none of ours."""
    stamp, occasion = path.stem[:LENGTH], path.stem[LENGTH:].strip("-_0123456789")
    try:
        return Kept(datetime.strptime(stamp, STAMP), occasion, path)  # noqa: DTZ007 - local time, as people read it
    except ValueError:
        return None


def superfluous(paths: Iterable[Path]) -> list[Path]:
    """Return the backups that may go: never the newest, never the newest of a day, week or month that counts."""
    known = sorted((one for path in paths if (one := named(path))), reverse=True)
    if not known:
        return []
    newest = known[0].at
    stay = set([one for one in known if newest - one.at <= timedelta(days=ALL_DAYS)][:MOST_RECENT])
    stay |= {one for one in known if one.occasion.endswith(BEFORE) and newest - one.at <= timedelta(days=CHANGE_DAYS)}
    for count, period in LADDER:
        stay |= set(_newest_of_each(known, count, period))
    return [one.path for one in known if one not in stay]


def too_much(paths: Iterable[Path], room: int) -> list[Path]:
    """Return the oldest backups beyond the room they may take together (bytes); the newest few always stay."""
    known = sorted((one for path in paths if (one := named(path))), reverse=True)
    gone, taken = [], 0
    for place, one in enumerate(known):
        taken += one.path.stat().st_size
        if taken > room and place >= LEAST:
            gone.append(one.path)
    return gone


def _newest_of_each(known: Sequence[Kept], count: int, period: Period) -> list[Kept]:
    first: dict[Any, Kept] = {}
    for one in known:
        first.setdefault(period(one.at), one)
    return list(first.values())[:count]
