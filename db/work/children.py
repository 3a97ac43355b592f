"""What hangs on a person in rows of its own (contacts, tags): read in words, kept and ended one row at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.ledgers.record import Described, Record, fields_of
from db.store.reader import Reader
from db.store.writer import Writer
from db.words.clean import Level, Problem, clean
from db.words.field import Kind
from db.work.areas import Grids
from db.work.remembering import words_of
from db.work.taking import rules_of

OWNER = "person_id"


@dataclass(frozen=True)
class Child:
    """One row: its values by key, in words for the screen, and whether it still holds."""

    id: UUID
    values: Mapping[str, Any]
    words: str
    holds: bool


def shown_fields(ledger: type[Record]) -> Mapping[str, Described]:
    """Return the fields a clerk edits: not the owner, no links."""
    return {key: one for key, one in fields_of(ledger).items() if one.kind is not Kind.LINK}


def children_of(reader: Reader, ledger: type[Record], person: UUID) -> Sequence[Child]:
    """Return the rows of a person: those that hold first, then what has ended, newest first."""
    keys = list(shown_fields(ledger))
    statement = select(ledger.id, *(getattr(ledger, key) for key in keys)).where(
        getattr(ledger, OWNER) == person, ledger.removed_at.is_(None)
    )
    rows = [(row[0], dict(zip(keys, row[1:], strict=True))) for row in reader.rows(statement.order_by(ledger.id))]
    made = [Child(one, values, _words(reader, ledger, values), _holds(values, reader.today)) for one, values in rows]
    return sorted(made, key=lambda child: (not child.holds, -child.id.int if not child.holds else child.id.int))


def _holds(values: Mapping[str, Any], today: date) -> bool:
    until = values.get("until")
    return until is None or until > today


def _words(reader: Reader, ledger: type[Record], values: Mapping[str, Any]) -> str:
    known = shown_fields(ledger)
    told = [
        f"{known[key].label} {text}" if key in ("since", "until") else known[key].label if value is True else text
        for key, value in values.items()
        if value not in (None, "", False) and (text := words_of(reader, known[key], getattr(value, "value", value)))
    ]
    return "　".join(told)


def keep_child(
    writer: Writer, ledger: type[Record], person: UUID, one: UUID | None, raw: Mapping[str, object]
) -> Sequence[Problem]:
    """Add a row (None) or mend one as the form says; problems refuse it. Emptied fields are emptied."""
    known = shown_fields(ledger)
    cleaned = clean(known, raw, rules_of(writer.reader, Grids(writer.reader)))
    missing = [key for key, field in known.items() if field.required and not cleaned.values.get(key)]
    told = {problem.field for problem in cleaned.problems}
    problems = [
        *cleaned.problems,
        *(Problem(k, "", Level.ERROR, f"缺少{known[k].label}，请补填。") for k in missing if k not in told),
    ]
    if any(problem.level is not Level.WARNING for problem in problems):
        return problems
    blanks: dict[str, Any] = {key: None for key, field in known.items() if key in raw and not field.required}
    values = {**{k: v for k, v in blanks.items() if ledger.__table__.c[k].nullable}, **cleaned.values}
    if one is None:
        since = {"since": writer.reader.today} if "since" in known and not values.get("since") else {}
        writer.add(ledger, {OWNER: person, **values, **since})
    else:
        writer.change(ledger, one, values)
    return problems


def end_child(writer: Writer, ledger: type[Record], one: UUID) -> None:
    """有变化: a dated row holds no more from today on; it stays as history."""
    writer.change(ledger, one, {"until": writer.reader.today})
