"""Today and now, handed in: nobody else asks the computer for the date."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True)
class Clock:
    """The office's clock. `business_day` replaces the date of today (not the audit time)."""

    business_day: date | None = None

    def today(self) -> date:
        """Return the office's day: the one handed in, else the computer's local date."""
        return self.business_day or datetime.now().astimezone().date()

    def now(self) -> datetime:
        """Return the moment in UTC, aware, for audit and file names."""
        return datetime.now(UTC)


def milliseconds() -> int:
    """Return milliseconds since 1970, for ids that sort by time."""
    return time.time_ns() // 1_000_000


def seconds_of(work: Callable[[], object]) -> float:
    """Return how many seconds a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
