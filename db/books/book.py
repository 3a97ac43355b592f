"""Book (台账): what a clerk calls a ledger, mostly a projection of people with what belongs to them.

Add a column to a book = one line in its file. A column is a path to a field (`dwelling.full_address`) or an expression
with its own label; tabs, import, export, rosters and the command line read the book and nothing else.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnClause, ColumnElement, Select, TableClause, inspect, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.selectable import AliasedReturnsRows

from db.books.taken import Taken
from db.ledgers.care import CycleRule, VisitRule
from db.ledgers.happenings import AbsenceKind, EventKind, GroupRule
from db.ledgers.record import Described, Record, describe
from db.ledgers.services import Method
from db.words.choice import Choice
from db.words.clean import Cleaned, Rules
from db.words.field import Field, Kind, Privacy

Ask = Callable[..., Sequence[Any]]
"""Asks the store: (statement, values of its parameters or nothing) → rows."""
"""Asks the store for the rows of a statement; scope and masks are applied there."""


@dataclass(frozen=True, eq=False)
class Terms:
    """What an expression may depend on: the office's day and its editable rules.

    Equal by what the rules say: to build a due state is 100 times as dear as to ask it, so it is built once.
    """

    today: date
    visit_rules: tuple[VisitRule, ...] = ()
    cycle_rules: tuple[CycleRule, ...] = ()
    groups: tuple[GroupRule, ...] = ()
    urgent: tuple[EventKind, ...] = ()
    """Changes after which a visit is owed at once."""
    resting: tuple[AbsenceKind, ...] = tuple(AbsenceKind)
    """Absences during which no visit is owed."""
    not_counting: tuple[Method, ...] = (Method.PHONE, Method.VIDEO)
    """Methods that do not count toward 探访率."""
    newcomer_day: int = 25
    away_counts: bool = False

    @cached_property
    def told(self) -> tuple[Any, ...]:
        """Everything it says, as plain values."""
        own = (getattr(self, one.name) for one in fields(self))
        return tuple(tuple(map(_plain, one)) if isinstance(one, tuple) else one for one in own)

    def __eq__(self, other: object) -> bool:
        """Say whether the other says the same."""
        return isinstance(other, Terms) and self.told == other.told

    def __hash__(self) -> int:
        """Hash what it says."""
        return hash(self.told)


def _plain(one: Any) -> Any:
    """Return a rule row as its values, anything else as it is."""
    return tuple(getattr(one, column.key) for column in inspect(type(one)).columns) if isinstance(one, Record) else one


@dataclass(frozen=True)
class Column:
    """One column of a book.

    path: field reached from the book's ledger or one of its joins. expression: SQL instead of a path.
    fill: values for a page of ids, asked at once (what is several per row). show: Python value from the SQL value.
    where: condition for one wanted value, if equality with the expression is not meant. take: may come in by import.
    only_taken: a heading of other people's sheets, never listed itself. ordered: what rows are sorted by where the
    order of the text means nothing (姓名 by pinyin, 住址 from door to door).
    """

    key: str
    path: str = ""
    label: str | None = None
    kind: Kind | None = None
    choice: type[Choice] | None = None
    codes: str | None = None
    aliases: tuple[str, ...] = ()
    width: int | None = None
    privacy: Privacy | None = None
    expression: Callable[[Terms], ColumnElement[Any]] | None = None
    fill: Callable[[Ask, Sequence[UUID], Terms], Mapping[UUID, Any]] | None = None
    show: Callable[[Any, Terms], Any] | None = None
    where: Callable[[Any, Terms], ColumnElement[bool]] | None = None
    newest_first: bool = False
    ordered: str = ""
    take: bool = True
    shown: bool = True
    only_taken: bool = False


@dataclass(frozen=True)
class Join:
    """One thing that belongs to a row of the book (0 or 1): an aliased ledger and how it is found."""

    name: str
    target: Any
    on: ColumnElement[bool]


@dataclass(frozen=True)
class Book:
    """A 台账. where: which rows of the ledger are in it. chips: (key, value) that a clerk filters by most.

    noun: what one row is called; unit: what rows are counted in; picture: the icon that stands for it.
    """

    name: str
    label: str
    ledger: type[Record]
    columns: tuple[Column, ...]
    joins: tuple[Join, ...] = ()
    where: Callable[[Terms], ColumnElement[bool]] | None = None
    order: tuple[str, ...] = ()
    chips: tuple[tuple[str, str], ...] = ()
    take: Callable[[Cleaned, Rules], Taken] | None = None
    form: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()
    """The inner tabs of the record form: heading and lines of column keys (one or two side by side); empty = one tab
    with every column that comes in."""
    children: tuple[tuple[str, type[Record]], ...] = ()
    """Ledgers of rows that hang on the person: the heading of the inner tab below whose fields they stand."""
    related: tuple[tuple[str, str], ...] = ()
    """Lists beside the form: heading and the book whose column `person` names the person."""
    person: str = ""
    """Path to the person a row is about (`id` where the rows are people); empty where there is none."""
    must: tuple[str, ...] = ("name",)
    """The columns without any of which a sheet is not this book."""
    noun: str = ""
    unit: str = "条"
    picture: str = "doc"

    def column(self, key: str) -> Column | None:
        """Return the column of that key."""
        return next((column for column in self.columns if column.key == key), None)

    def attribute(self, path: str) -> InstrumentedAttribute[Any]:
        """Return the mapped attribute of a path: `name` or `join.name`."""
        head, _, tail = path.rpartition(".")
        if not head:
            return getattr(self.ledger, tail)  # type: ignore[no-any-return]
        join = next(join for join in self.joins if join.name == head)
        return getattr(join.target, tail)  # type: ignore[no-any-return]

    def described(self, column: Column) -> Described:
        """Describe a column as `clean`, sheets, forms and pages see it."""
        return self._known[column.key]

    @cached_property
    def _known(self) -> Mapping[str, Described]:
        return {column.key: self._describe(column) for column in self.columns}

    def _describe(self, column: Column) -> Described:
        """Describe a column.

        The label and the import aliases come from the field; a column with a label of its own means something else
        (the keeper's name is no 姓名), so it brings its own aliases.
        """
        if column.path:
            found = describe(column.key, self.attribute(column.path).property.columns[0])
        else:
            found = Described(column.key, Field(column.label or column.key), column.kind or Kind.TEXT, column.choice)
        own = found.field
        return Described(
            column.key,
            replace(
                own,
                label=column.label or own.label,
                width=column.width or own.width,
                aliases=column.aliases if column.label else own.aliases + column.aliases,
                privacy=own.privacy if column.privacy is None else column.privacy,
                codes=column.codes or own.codes,
            ),
            column.kind or found.kind,
            column.choice or found.choice,
            found.required and "." not in column.path,
        )

    def catalogue(self) -> Mapping[str, Described]:
        """Return every column described, by key, in order."""
        return self._known

    def sections(self) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
        """Return the inner tabs of the record form: heading and lines of column keys."""
        whole = tuple((column.key,) for column in self.listed() if column.take)
        return self.form or (("基本信息", whole),)

    def listed(self) -> tuple[Column, ...]:
        """Return the columns that can be shown (without headings known only for import)."""
        return tuple(column for column in self.columns if not column.only_taken)

    def order_of(self, column: Column, terms: Terms) -> ColumnElement[Any] | None:
        """Return what rows are sorted by for a column; None where it can't be sorted by."""
        if column.ordered:
            return self.attribute(column.ordered).expression
        return self.expression(column, terms)

    def sortable(self, key: str) -> bool:
        """Say whether rows can be sorted by a column (what is filled in page by page can't)."""
        column = self.column(key)
        return column is not None and bool(column.path or column.expression or column.ordered)

    def expression(self, column: Column, terms: Terms) -> ColumnElement[Any] | None:
        """Return what SQL reads for a column; None where only `fill` knows."""
        if column.expression is not None:
            return column.expression(terms)
        return self.attribute(column.path).expression if column.path else None

    def joined(self, *what: Any, besides: Sequence[Any] = ()) -> Select[Any]:
        """Return a select over the book's ledger with the joins that it needs, whether a row is in the book or not.

        besides: what else the statement will name (conditions, order).
        """
        statement = select(*what).select_from(self.ledger)
        for join in self._needed((*what, *besides)):
            statement = statement.outerjoin(join.target, join.on)
        return statement.where(self.ledger.removed_at.is_(None))

    def base(self, terms: Terms, *what: Any, besides: Sequence[Any] = ()) -> Select[Any]:
        """Return a select over the book's rows; a count of 200,000 without needless joins is 3 times as fast."""
        where = () if self.where is None else (self.where(terms),)
        return self.joined(*what, besides=(*besides, *where)).where(*where)

    def _needed(self, named: Iterable[Any]) -> Sequence[Join]:
        """Return the joins whose table is named, and those that these stand on."""
        tables = {table for one in named for table in _tables(one)}
        needed: list[Join] = []
        for join in reversed(self.joins):
            if inspect(join.target).selectable in tables:
                needed.insert(0, join)
                tables |= _tables(join.on)
        return needed


def _tables(clause: Any) -> set[Any]:
    """Return the tables whose columns a clause names; tables themselves are not gone into (most of the time, once)."""
    found: set[Any] = set()
    waiting = [clause.__clause_element__() if hasattr(clause, "__clause_element__") else clause]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ColumnClause):
            found.add(one.table)
        elif not isinstance(one, TableClause | AliasedReturnsRows):
            waiting += one.get_children()
    return found - {None}
