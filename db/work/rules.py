"""Keeping the rows of a small table that an office edits (rules, codes, its own profile): values, never logic."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.ledgers.codes import CHOICE_SETS, WORDED, CodeItem
from db.ledgers.record import Record, fields_of
from db.store.reader import Reader
from db.store.writer import Writer
from db.words.clean import Level, Problem, clean
from db.work.areas import Grids
from db.work.taking import rules_of

ORDER = "sort"
OWN_CODE = "own"


@dataclass(frozen=True)
class RowEdit:
    """One row as it stands in the editor: its id (None: a new one), what was typed by key, what is set besides."""

    id: UUID | None
    raw: Mapping[str, object]
    fixed: Mapping[str, Any] = field(default_factory=dict)


def rows_of(reader: Reader, ledger: type[Record], *where: Any) -> list[tuple[UUID, dict[str, Any]]]:
    """Return the rows of a small ledger in their order: id and values by key."""
    keys = list(fields_of(ledger))
    order = [getattr(ledger, ORDER)] if ORDER in keys else []
    statement = select(ledger.id, *(getattr(ledger, key) for key in keys)).where(ledger.removed_at.is_(None), *where)
    rows = reader.rows(statement.order_by(*order, ledger.id))
    return [(row[0], dict(zip(keys, row[1:], strict=True))) for row in rows]


def code_rows(reader: Reader, name: str) -> list[tuple[UUID | None, dict[str, Any]]]:
    """Return the rows of a code set; members of a Choice that the office has not reworded yet come without an id.

    Where every member is named in code they stand in their own order.
    """
    own = rows_of(reader, CodeItem, CodeItem.set == name)
    known = {values["code"] for _, values in own}
    choice = CHOICE_SETS.get(name) or WORDED.get(name) or ()
    members: list[tuple[UUID | None, dict[str, Any]]] = [
        (None, {"set": name, "code": one.value, "name": one.label, "aliases": None, "active": True})
        for one in choice
        if one.value not in known
    ]
    order = [one.value for one in WORDED.get(name, ())]
    rows = [*members, *own]
    return sorted(rows, key=lambda row: order.index(row[1]["code"])) if order else rows


def keep_rows(
    writer: Writer,
    ledger: type[Record],
    edits: Sequence[RowEdit],
    add: Callable[[dict[str, Any]], object] | None = None,
) -> list[tuple[int, Problem]]:
    """Write rows in the order given; any problem of any row refuses all of them. Return (row, problem).

    add: enters a new row where a rule over several rows must be asked first.
    """
    known, rules = fields_of(ledger), rules_of(writer.reader, Grids(writer.reader))
    told: list[tuple[int, Problem]] = []
    whole: list[dict[str, Any]] = []
    for at, edit in enumerate(edits):
        cleaned = clean(known, edit.raw, rules)
        problems = [*cleaned.problems, *_missing(ledger, edit, cleaned.values)]
        told += [(at, problem) for problem in problems]
        blanks: dict[str, Any] = {key: None for key in edit.raw if ledger.__table__.c[key].nullable}
        whole.append({**blanks, **{key: value for key, value in cleaned.values.items() if key in known}, **edit.fixed})
    if told:
        return told
    for at, (edit, values) in enumerate(zip(edits, whole, strict=True)):
        if ORDER in known and ORDER not in edit.raw:
            values[ORDER] = at + 1
        if edit.id is None and add is not None:
            add(values)
        elif edit.id is None:
            writer.add(ledger, values)
        else:
            writer.change(ledger, edit.id, values)
    return []


def _missing(ledger: type[Record], edit: RowEdit, values: Mapping[str, Any]) -> list[Problem]:
    known = fields_of(ledger)
    empty = [key for key in edit.raw if known[key].required and values.get(key) in (None, "")]
    return [Problem(key, "", Level.ERROR, f"缺少{known[key].label}，请补填。") for key in empty]


def free_code(reader: Reader, name: str, taken: Sequence[str]) -> str:
    """Return a code of the office's own that no row of the set has, whether it is still in use or not."""
    used = {code for (code,) in reader.rows(select(CodeItem.code).where(CodeItem.set == name))} | set(taken)
    return next(code for number in range(1, 10_000) if (code := f"{OWN_CODE}{number}") not in used)
