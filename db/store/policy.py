"""Who sees what: the Viewer, and the masks that a Reader puts on what it gives out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from db.words.checks import mask_id_number, mask_phone
from db.words.field import Kind


@dataclass(frozen=True)
class Viewer:
    """Somebody who reads. scope None = the whole office (单人模式); reason: why numbers are shown whole."""

    name: str
    who: UUID | None = None
    scope: frozenset[UUID] | None = None
    reason: str = ""

    def unmasked(self, reason: str) -> "Viewer":
        """Return the same viewer, seeing whole numbers for that reason."""
        return replace(self, reason=reason)


MASKS: Mapping[Kind, Callable[[Any], Any]] = {Kind.ID_NUMBER: mask_id_number, Kind.PHONE: mask_phone}


def mask_for(viewer: Viewer, column: Any) -> Callable[[Any], Any] | None:
    """Return the mask of a result column for this viewer; None where the value stands as it is."""
    if viewer.reason:
        return None
    mask = MASKS.get(getattr(getattr(column, "type", None), "kind", None))  # type: ignore[arg-type]
    return None if mask is None else lambda value: value if value is None else mask(value)
