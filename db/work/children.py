"""What hangs on a record in rows of its own (contacts of a person, parties of a case): read in words, kept one by one.

The owner is the first word of the ledger's scope: `person.area_id` says that its rows hang on a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.ledgers.happenings import Absence, LifeEvent
from db.ledgers.record import Described, Record, fields_of
from db.ledgers.teams import Membership
from db.store.reader import Reader
from db.store.writer import Writer
from db.words.clean import Level, Problem, clean
from db.words.field import Kind
from db.work.areas import Grids
from db.work.remembering import words_of
from db.work.standing import local_day
from db.work.taking import rules_of
from db.work.visiting import came_home

OWNERS: Mapping[type[Record], str] = {Membership: "team_id"}
"""Ledgers that have an area of their own and still hang on another record: members of a team."""


def owner_of(ledger: type[Record]) -> str:
    """Return the key of the field that names whose a row is."""
    return OWNERS.get(ledger) or f"{str(ledger.scope).partition('.')[0]}_id"


@dataclass(frozen=True)
class Child:
    """One row: its values by key, in words for the screen, and whether it still holds."""

    id: UUID
    values: Mapping[str, Any]
    words: str
    holds: bool


def shown_fields(ledger: type[Record]) -> Mapping[str, Described]:
    """Return the fields a clerk edits: no owner, no links, no place in the order."""
    return {key: one for key, one in fields_of(ledger).items() if one.kind is not Kind.LINK and key != "sort"}


def children_of(reader: Reader, ledger: type[Record], owner: UUID) -> Sequence[Child]:
    """Return the rows of an owner: those that hold first, then what has ended, newest first."""
    keys = list(shown_fields(ledger))
    statement = select(ledger.id, *(getattr(ledger, key) for key in keys)).where(
        getattr(ledger, owner_of(ledger)) == owner, ledger.removed_at.is_(None)
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
        f"{known[key].label} {text}"
        if key in ("since", "until") or known[key].kind is Kind.COUNT
        else known[key].label
        if value is True
        else text
        for key, value in values.items()
        if value not in (None, "", False) and (text := words_of(reader, known[key], getattr(value, "value", value)))
    ]
    return "　".join(told)


def keep_child(
    writer: Writer, ledger: type[Record], owner: UUID, one: UUID | None, raw: Mapping[str, object]
) -> Sequence[Problem]:
    """Add a row (None) or mend one as the form says; problems refuse it. Emptied fields are emptied."""
    known = shown_fields(ledger)
    values, problems = cleaned_fields(writer.reader, ledger, known, raw)
    if values is None:
        return problems
    if ledger is LifeEvent and values.get("at") and local_day(values["at"]) > writer.reader.today:
        return [Problem("at", str(raw.get("at") or ""), Level.ERROR, "日期在今天之后，请核对。")]
    if one is None:
        since = {"since": writer.reader.today} if "since" in known and not values.get("since") else {}
        writer.add(ledger, {owner_of(ledger): owner, **values, **since})
    else:
        open_ = _is_open(writer.reader, ledger, one)
        writer.change(ledger, one, values)
        if open_ and values.get("until"):
            _ended(writer, ledger, one, values["until"])
    return problems


def _is_open(reader: Reader, ledger: type[Record], one: UUID) -> bool:
    row = reader.get(ledger, one)
    return row is not None and getattr(row, "until", None) is None


def _ended(writer: Writer, ledger: type[Record], one: UUID, day: date) -> None:
    """Do what follows from the end of a dated row: who leaves hospital is owed a visit at once."""
    if ledger is Absence:
        came_home(writer, one, day)


def cleaned_fields(
    reader: Reader, ledger: type[Record], known: Mapping[str, Described], raw: Mapping[str, object]
) -> tuple[dict[str, Any] | None, Sequence[Problem]]:
    """Return the values of a form over some fields, emptied ones as None; no values where a problem refuses them."""
    cleaned = clean(known, raw, rules_of(reader, Grids(reader)))
    told = {problem.field for problem in cleaned.problems}
    missing = [key for key, one in known.items() if one.required and key not in told and not cleaned.values.get(key)]
    problems = [*cleaned.problems, *(Problem(k, "", Level.ERROR, f"缺少{known[k].label}，请补填。") for k in missing)]
    if any(problem.level is not Level.WARNING for problem in problems):
        return None, problems
    empty = [key for key in known if key in raw and ledger.__table__.c[key].nullable]
    blanks: dict[str, Any] = dict.fromkeys(empty)
    said = {key: value for key, value in cleaned.values.items() if key in known}  # without how exact a day is
    return {**blanks, **said}, problems


def end_child(writer: Writer, ledger: type[Record], one: UUID) -> None:
    """有变化: a dated row holds no more from today on; it stays as history."""
    writer.change(ledger, one, {"until": writer.reader.today})
    _ended(writer, ledger, one, writer.reader.today)
