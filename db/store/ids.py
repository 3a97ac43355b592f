"""Record ids: UUIDv7 (RFC 9562): sortable by time, made by any station without asking another."""

import os
import threading
from uuid import UUID

from db.clock import milliseconds

_LOCK = threading.Lock()
_last = [0]


def new_id() -> UUID:
    """Return a new UUIDv7; the ids of one process rise strictly (48 bits of time, 12 of counter, 62 random)."""
    with _LOCK:
        _last[0] = max(milliseconds() << 12, _last[0] + 1)
        stamp = _last[0]
    random = int.from_bytes(os.urandom(8)) >> 2
    return UUID(int=(stamp >> 12) << 80 | 7 << 76 | (stamp & 0xFFF) << 64 | 2 << 62 | random)
