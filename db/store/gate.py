"""The gate: who guesses at a password waits longer and longer, across restarts (TRUST A12).

It slows down whoever sits at this computer; whoever has copied the files is slowed by the price of each guess (A8).
The count stands in the user's own data folder, so a wrong password changes nothing of the office.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from math import ceil
from pathlib import Path

from db.places import data_folder
from db.store.vault import Vault, read_recovery_code
from db.trouble import StoreTrouble, WrongPassword

FOLDER = "attempts"
FREE, LONGEST = 2, 60
ROUND, SHUT = 10, 300
"""After so many failures in a row it is shut for so many seconds."""


@dataclass(frozen=True)
class Attempts:
    """Failures in a row; since, until: seconds since 1970 between which nobody may try."""

    failures: int = 0
    since: float = 0.0
    until: float = 0.0


def pause_after(failures: int) -> int:
    """Return the seconds to wait after so many failures in a row: 0, 0, 1, 2, 4 … 60, and 300 after every tenth."""
    if failures % ROUND == 0:
        return SHUT
    return 0 if failures <= FREE else min(LONGEST, 2 ** (failures - FREE - 1))


def failed(known: Attempts, now: float) -> Attempts:
    """Return the attempts after one more failure."""
    failures = known.failures + 1
    return Attempts(failures, now, now + pause_after(failures))


def rebased(known: Attempts, now: float) -> Attempts:
    """Return the attempts as they stand now; a clock set back lets the wait begin anew, once, and not for years."""
    if now >= known.since:
        return known
    return Attempts(known.failures, now, now + (known.until - known.since))


class Gate:
    """The attempts at one office on this computer."""

    def __init__(self, folder: Path) -> None:
        """Look after the office in that folder."""
        name = sha256(str(folder.absolute()).encode()).hexdigest()[:24]
        self.path = data_folder() / FOLDER / f"{name}.json"

    def known(self) -> Attempts:
        """Return what was counted; nothing for a file that is not there or not ours."""
        try:
            told = json.loads(self.path.read_text(encoding="utf-8"))
            return Attempts(int(told["failures"]), float(told["since"]), float(told["until"]))
        except (OSError, ValueError, KeyError, TypeError):
            return Attempts()

    def require_open(self, now: datetime) -> None:
        """Refuse a try before the wait is over; asking again does not prolong it."""
        counted = self.known()
        known = rebased(counted, now.timestamp())
        if known != counted:
            self._keep(known)
        left = ceil(known.until - now.timestamp())
        if left > 0:
            wait = f"{left} 秒" if left <= LONGEST else f"{ceil(left / 60)} 分钟"
            raise StoreTrouble(f"口令已连续错了 {known.failures} 次。", f"请 {wait}后再试；恢复码随时可用。")

    def failed(self, now: datetime) -> None:
        """Count a wrong password."""
        self._keep(failed(self.known(), now.timestamp()))

    def passed(self) -> None:
        """Forget the failures: somebody who may has come in."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _keep(self, attempts: Attempts) -> None:
        with suppress(OSError):  # whoever can't write here is slowed by the price of a guess alone
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(json.dumps(asdict(attempts)), encoding="utf-8")


def key_of(folder: Path, known: Vault, who: tuple[str, str], now: datetime) -> bytes:
    """Return the data key for (password or recovery code, login); passwords wait at the gate, recovery codes do not."""
    guarded = Gate(folder)
    if read_recovery_code(who[0]) is None:
        guarded.require_open(now)
    try:
        key = known.open(*who)
    except WrongPassword:
        guarded.failed(now)
        raise
    guarded.passed()
    return key
