"""Record ids: UUIDv7 (RFC 9562): sortable by time, made by any station without asking another."""

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import overload
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


SIZE = 16
"""Bytes of one id."""


class Ids(Sequence[UUID]):
    """Many ids in one block of bytes: 200,000 of them are one object, not as many that Python's clearing up visits."""

    __slots__ = ("block",)

    def __init__(self, block: bytes = b"") -> None:
        """Hold the ids of a block, 16 bytes each."""
        self.block = block

    @classmethod
    def of(cls, ids: Iterable[UUID]) -> "Ids":
        """Return some ids as a block."""
        return cls(b"".join(one.bytes for one in ids))

    def __eq__(self, other: object) -> bool:
        """Return whether another sequence holds the same ids in the same order."""
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.block) // SIZE

    @overload
    def __getitem__(self, at: int) -> UUID: ...
    @overload
    def __getitem__(self, at: slice) -> list[UUID]: ...
    def __getitem__(self, at: int | slice) -> UUID | list[UUID]:
        """Return one, or a list of some."""
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        place = range(len(self))[at] * SIZE
        return UUID(bytes=self.block[place : place + SIZE])

    def __iter__(self) -> Iterator[UUID]:
        """Go through all of them."""
        return (UUID(bytes=self.block[at : at + SIZE]) for at in range(0, len(self.block), SIZE))

    def __contains__(self, one: object) -> bool:
        """Return whether an id is among them."""
        return isinstance(one, UUID) and self._find(one) >= 0

    def index(self, value: UUID, start: int = 0, stop: int | None = None) -> int:
        """Return the place of an id; ValueError if it is not there."""
        found = self._find(value, start)
        if found < 0 or (stop is not None and found >= stop):
            raise ValueError(value)
        return found

    def _find(self, one: UUID, start: int = 0) -> int:
        """Return the place of an id, -1 if there is none: bytes that only straddle two ids are passed over."""
        at = self.block.find(one.bytes, start * SIZE)
        while at % SIZE and at >= 0:
            at = self.block.find(one.bytes, at + 1)
        return at // SIZE if at >= 0 else -1
