"""Keeping what a form says of one person: the same way as a sheet's row, with the clerk's own 改错 or 有变化."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from db.books.book import Book
from db.books.taken import Taken
from db.ledgers.people import Person
from db.ledgers.record import fields_of
from db.store.ids import new_id
from db.store.writer import Edit, Writer
from db.trouble import Refused
from db.words.checks import is_empty
from db.words.clean import Level, Problem, Rules, clean
from db.work.areas import Grids
from db.work.matching import candidates, match
from db.work.settling import Settler
from db.work.taking import rules_of

FORM = "表单"


@dataclass(frozen=True)
class Kept:
    """What became of a form: whose it is (None: refused), whether anything changed, and what to tell at which field."""

    person: UUID | None
    changed: bool
    problems: Sequence[Problem]


def look(book: Book, raw: Mapping[str, object], rules: Rules) -> Sequence[Problem]:
    """Return the problems of values as they stand in a form, before anything is saved."""
    cleaned = clean(book.catalogue(), raw, rules)
    if book.take is not None and cleaned.values.get("name"):
        book.take(cleaned, rules)
    return cleaned.problems


def keep(writer: Writer, book: Book, person: UUID | None, raw: Mapping[str, object], how: Edit) -> Kept:
    """Save a form: a new person (None) or a known one. Emptied fields are emptied; errors refuse all of it."""
    grids = Grids(writer.reader)
    rules = rules_of(writer.reader, grids)
    cleaned = clean(book.catalogue(), raw, rules)
    if not cleaned.values.get("name") and not any(one.field == "name" for one in cleaned.problems):
        cleaned.problems.append(Problem("name", "", Level.ERROR, "缺少姓名，请补填。"))
    if book.take is None or not cleaned.sound:
        return Kept(None, changed=False, problems=cleaned.problems)
    taken = _with_blanks(book.take(cleaned, rules), raw)
    if person is None:
        doubt = match(taken, candidates(writer.reader, [taken]))
        if doubt.doubt or doubt.person is not None:
            reason = doubt.doubt or f"“{taken.person['name']}”已在库中，请查找后修改。"
            told = [*cleaned.problems, Problem(doubt.field, "", Level.DOUBT, reason)]
            return Kept(None, changed=False, problems=told)
    settler = Settler(writer, grids, FORM, how=how)
    settler.expect([] if person is None else [person], [taken])
    whom = person or new_id()
    settled = settler.settle(whom, taken, new=person is None)
    settler.flush()
    return Kept(whom, settled.what != "unchanged", [*cleaned.problems, *settled.warnings])


def _with_blanks(taken: Taken, raw: Mapping[str, object]) -> Taken:
    """Add the fields that the form shows empty: a clerk who empties a field means it."""
    known = fields_of(Person)
    own = {key: one for key, one in known.items() if not one.required and key in raw and is_empty(raw[key])}
    blanks: dict[str, Any] = {key: None for key in own if key not in taken.person and key not in KEPT_BY_PLACEMENT}
    return replace(taken, person={**blanks, **taken.person})


KEPT_BY_PLACEMENT = ("area_id", "dwelling_id", "household_no", "status", "living", "pinyin")


def keep_many(writer: Writer, book: Book, people: Sequence[UUID], raw: Mapping[str, object], how: Edit) -> int:
    """Give one field the same value for many people; return how many changed. A value that breaks a rule refuses all.

    Raises Refused with the reason of the first problem.
    """
    grids = Grids(writer.reader)
    cleaned = clean(book.catalogue(), raw, rules_of(writer.reader, grids))
    if book.take is None or not cleaned.sound:
        raise Refused(cleaned.problems[0].reason, "请换一个值再试。")
    taken = book.take(cleaned, rules_of(writer.reader, grids))
    settler = Settler(writer, grids, FORM, how=how)
    settler.expect(people, [taken] * len(people))
    settled = [settler.settle(person, taken, new=False) for person in people]
    settler.flush()
    return sum(one.what != "unchanged" for one in settled)
