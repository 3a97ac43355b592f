"""Today and now, handed in: nobody else asks the computer for the date."""

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
