"""Taken: what one sheet row says, sorted by the ledger it belongs to; the writer matches and applies it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Taken:
    """Clean values of one row. area: a grid's name as written. keeper: a worker's name. Absent key = not said.

    tags_said: the row has a tag cell, so a tag it no longer names has ended.
    """

    person: Mapping[str, Any]
    area: str | None = None
    address: str | None = None
    placement: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    tags_said: bool = False
    contact: Mapping[str, Any] = field(default_factory=dict)
    plan: Mapping[str, Any] = field(default_factory=dict)
    keeper: str | None = None
    membership: Mapping[str, Any] = field(default_factory=dict)
    visit: Mapping[str, Any] = field(default_factory=dict)
    posted: bool = False
    """The row is about a membership, its area is the membership's."""
    logged: bool = False
    """The row is about one visit, not about a person who was also visited."""
    area_values: Mapping[str, Any] = field(default_factory=dict)
