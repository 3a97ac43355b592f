"""Record: what every ledger has, and the catalogue read back from the models."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import Enum as SqlEnum
from sqlalchemy import MetaData, Uuid, inspect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db.words.choice import Choice
from db.words.field import COLUMN_TYPES, KIND_OF_PYTHON, Field, Kind, UtcMoment

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


CHOICE_TYPE = SqlEnum(
    Choice,
    native_enum=False,
    create_constraint=False,
    length=32,
    values_callable=lambda members: [member.value for member in members],
)
"""Stores the key of any choice as text, without a CHECK (a key never changes, a member's name may)."""


class Record(DeclarativeBase):
    """One row of a ledger. Nothing is deleted: `removed_at` marks, the audit remembers, undo restores."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[Any] = {**COLUMN_TYPES, UUID: Uuid(), Choice: CHOICE_TYPE}

    label: ClassVar[str] = ""
    scope: ClassVar[str] = ""
    """Path to the area that says who may see a row: `area_id` or `person.area_id`; empty = the whole office."""
    dated: ClassVar[bool] = False
    """Rows hold from `since` until `until`; an edit asks 改错 or 有变化."""
    steered: ClassVar[frozenset[str]] = frozenset()
    """Columns that only a step of the record's flow writes (`steering=True`): no form, sheet, paste or undo."""
    append_only: ClassVar[bool] = False
    """Rows are never changed."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcMoment())
    changed_at: Mapped[datetime] = mapped_column(UtcMoment())
    changed_by: Mapped[UUID | None]
    removed_at: Mapped[datetime | None] = mapped_column(UtcMoment())

    @classmethod
    def complete(cls, values: dict[str, Any]) -> None:
        """Fill what follows from other values of the same record, in place; ledgers override it."""

    @classmethod
    def title(cls, values: Mapping[str, Any]) -> str:
        """Name one row in a message; ledgers override it where `name` is not their heading."""
        return str(values.get("name") or cls.label)


KEPT_BY_STORE = ("id", "revision", "created_at", "changed_at", "changed_by", "removed_at")


@dataclass(frozen=True)
class Described:
    """One column as everybody outside the store sees it. target: the ledger that a link leads to."""

    key: str
    field: Field
    kind: Kind
    choice: type[Choice] | None = None
    required: bool = False
    target: str = ""

    @property
    def label(self) -> str:
        """The heading."""
        return self.field.label


def describe(key: str, column: Any) -> Described:
    """Describe a mapped column that was made by `field()`."""
    kind, choice = Kind.TEXT, None
    if isinstance(column.type, SqlEnum) and issubclass(column.type.enum_class or Enum, Choice):
        kind, choice = Kind.CHOICE, cast(type[Choice], column.type.enum_class)
    elif column.foreign_keys or isinstance(column.type, Uuid):
        kind = Kind.LINK
    elif hasattr(column.type, "kind"):
        kind = column.type.kind
    elif column.type.python_type in KIND_OF_PYTHON:
        kind = KIND_OF_PYTHON[column.type.python_type]
    elif column.type.__class__.__name__ == "Text":
        kind = Kind.NOTE
    required = not column.nullable and column.default is None
    target = next((one.target_fullname.partition(".")[0] for one in column.foreign_keys), "")
    return Described(key, column.info["field"], kind, choice, required, target)


@cache
def fields_of(ledger: type[Record]) -> Mapping[str, Described]:
    """Return the described columns of a ledger in the order they are written, without those the store keeps."""
    found: dict[str, Described] = {}
    for attribute in inspect(ledger).column_attrs:
        column = attribute.columns[0]
        if "field" in column.info:
            found[attribute.key] = describe(attribute.key, column)
    return found
