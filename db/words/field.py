"""Field: what a column of a ledger is, said once; form, table, search, sheet and page all read it.

Add a field = one line with `field()` in the ledger + one migration (and one line in each book that shows it).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any

from sqlalchemy import DateTime, Numeric, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator


class Privacy(IntEnum):
    """How much harm a leak does (TRUST.md): L1 office, L2 personal, L3 sensitive (PIPL 28), L4 children under 14."""

    L1 = 1
    L2 = 2
    L3 = 3
    L4 = 4


L1, L2, L3, L4 = Privacy


class Kind(Enum):
    """What sort of value a field holds; `clean`, editors, sheets and pages go by it."""

    TEXT = "text"
    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ADDRESS = "address"
    DAY = "day"
    MOMENT = "moment"
    MONEY = "money"
    NOTE = "note"
    COUNT = "count"
    FLAG = "flag"
    CHOICE = "choice"
    CODE = "code"
    CODES = "codes"
    LINK = "link"


@dataclass(frozen=True)
class Field:
    """The description of one column. width: Chinese characters shown at once on screen, sheet and page."""

    label: str
    width: int = 8
    aliases: tuple[str, ...] = ()
    privacy: Privacy = L1
    wanted: bool = False
    search: bool = False
    codes: str | None = None


class UtcMoment(TypeDecorator[datetime]):
    """A moment, aware on both sides, stored as UTC."""

    impl = DateTime
    cache_ok = True
    kind = Kind.MOMENT

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment: its zone would be a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment needs its zone"
            raise ValueError(message)
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back with its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


class _Kinded(String):
    """A text column that knows its kind."""

    kind = Kind.TEXT


class NameText(_Kinded):
    """A person's name, ≤ 50 code points."""

    kind = Kind.NAME


class IdNumberText(_Kinded):
    """A resident identity number or another certificate's number."""

    kind = Kind.ID_NUMBER


class PhoneText(_Kinded):
    """One phone number, digits (landlines with a hyphen after the area code)."""

    kind = Kind.PHONE


class AddressText(_Kinded):
    """An address as people write it."""

    kind = Kind.ADDRESS


class CodeText(_Kinded):
    """A code of a set kept in the `codes` ledger."""

    kind = Kind.CODE


Title = Annotated[str, "title"]
PersonName = Annotated[str, "person name"]
IdNumber = Annotated[str, "identity number"]
Phone = Annotated[str, "phone"]
AddressLine = Annotated[str, "address"]
Code = Annotated[str, "code"]
Note = Annotated[str, "note"]
Money = Annotated[Decimal, "money"]

COLUMN_TYPES: Mapping[Any, Any] = {
    str: String(100),
    Title: String(60),
    PersonName: NameText(50),
    IdNumber: IdNumberText(32),
    Phone: PhoneText(32),
    AddressLine: AddressText(120),
    Code: CodeText(32),
    Note: Text(),
    Money: Numeric(12, 2),
    Decimal: Numeric(decimal_return_scale=2),
    datetime: UtcMoment(),
}


def field(
    label: str,
    *,
    width: int = 8,
    aliases: tuple[str, ...] = (),
    privacy: Privacy = L1,
    wanted: bool = False,
    search: bool = False,
    codes: str | None = None,
    **column: Any,
) -> Any:
    """Describe a column: heading, width, import aliases, privacy, and whether its absence is listed as a gap.

    `codes` names the code set of a Code column. Other keywords (ForeignKey as `to=`, default, index) go to the column.
    """
    described = Field(label, width, aliases, privacy, wanted, search, codes)
    to = column.pop("to", None)
    return mapped_column(*((to,) if to is not None else ()), info={"field": described}, **column)


KIND_OF_PYTHON: Mapping[type, Kind] = {
    date: Kind.DAY,
    datetime: Kind.MOMENT,
    Decimal: Kind.MONEY,
    bool: Kind.FLAG,
    int: Kind.COUNT,
}
