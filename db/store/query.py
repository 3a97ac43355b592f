"""Filter, sort, page: values that become SQL over a book; rows come back as plain values by column key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, case, false, func, null, select

from db.books.book import Book, Column, Terms
from db.ledgers.areas import Area
from db.ledgers.care import CycleRule, VisitRule
from db.ledgers.happenings import AbsenceRule, EventRule, GroupRule, MethodRule
from db.ledgers.matters import Matter
from db.ledgers.office import Office
from db.ledgers.people import Person
from db.ledgers.record import Record
from db.store.engine import in_one_block
from db.store.ids import Ids
from db.store.reader import Reader
from db.trouble import UnknownName
from db.words.field import Kind

CHUNK = 400
"""Ids asked at once: below SQLite's limit of bound parameters, with room for the rest of a statement."""


BY_STATUS = frozenset({"name", "pinyin", "age", "birth_date", "area", "address"})
"""Columns by which the index of people by status sorts all of them, without a look at the rows.

For any other it would jump to each row, and from there to what hangs on it; both lie in the order of ids, in which all
are read in half the time.
"""


OF_EVERY_RECORD: Mapping[str, Callable[[str], Any]] = {"id": UUID, "revision": int}
"""What can be asked of the rows of every book although no book lists it, and what reads its values."""


@dataclass(frozen=True)
class Condition:
    """One filter: the column has one of the values (Python values, keys or text; None = empty)."""

    key: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Query:
    """What of a book is wanted. sort: keys, `-key` for descending. area: that area and all below it.

    ids: just these rows (at most some thousands: each is a bound parameter). columns: keys wanted, in order, where rows
    are handed out; empty for the usual ones.
    """

    book: Book
    text: str = ""
    where: tuple[Condition, ...] = ()
    sort: tuple[str, ...] = field(default=())
    area: UUID | None = None
    ids: tuple[UUID, ...] | None = None
    columns: tuple[str, ...] = ()


def terms(reader: Reader, day: date | None = None) -> Terms:
    """Return the day (today unless another is said) and the rule rows that expressions of books depend on."""

    def rows(ledger: type[Record], *where: Any) -> list[Any]:
        return [row[0] for row in reader.rows(select(ledger).where(ledger.removed_at.is_(None), *where))]

    office = reader.rows(select(Office.newcomer_day, Office.away_counts).where(Office.removed_at.is_(None)).limit(1))
    return Terms(
        day or reader.today,
        tuple(sorted(rows(VisitRule, VisitRule.active), key=lambda rule: rule.sort)),
        tuple(rows(CycleRule)),
        tuple(rows(GroupRule, GroupRule.active)),
        tuple(rule.kind for rule in rows(EventRule, EventRule.active)),
        tuple(rule.kind for rule in rows(AbsenceRule, AbsenceRule.suspends)),
        tuple(rule.method for rule in rows(MethodRule, ~MethodRule.counts)),
        *(tuple(office[0]) if office else ()),
    )


def ids(reader: Reader, query: Query) -> Ids:
    """Return the ids of all rows that fit, in order (the last key of every order is the id)."""
    now = terms(reader)
    book = query.book
    where = _conditions(reader, query, now)
    order = [one for key in (*query.sort, *book.order) for one in _order(book, key, now)]
    among = [] if book.where is None else [book.where(now)]
    if not where and book.person == "id" and query.sort and query.sort[0].removeprefix("-") not in BY_STATUS:
        among = [case((one, 1), else_=0) == 1 for one in among]  # a condition that no index helps with
    statement = book.joined(book.ledger.id, besides=(*where, *order, *among)).where(*among, *where)
    return Ids(reader.scalar(in_one_block(statement.order_by(*order, book.ledger.id))) or b"")


def count(reader: Reader, query: Query) -> int:
    """Return how many rows fit."""
    now = terms(reader)
    where = _conditions(reader, query, now)
    statement = query.book.base(now, func.count(), besides=where).where(*where)
    return int(reader.rows(statement)[0][0])


def cells(
    reader: Reader, book: Book, wanted: Sequence[UUID], keys: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """Return the rows of those ids in that order, each {"id": ..., key: value}; masked by the reader's viewer."""
    now = terms(reader)
    columns = [c for c in book.listed() if keys is None or c.key in keys]
    found: dict[UUID, dict[str, Any]] = {}
    for part in _parts(wanted):
        found.update(_chunk(reader, book, columns, part, now))
    return [found[one] for one in wanted if one in found]


def make_ready(reader: Reader, book: Book, keys: Sequence[str]) -> None:
    """Make the statements that `cells` will need: the first rows that need one would take 0.1 s longer."""
    _chunk(reader, book, [c for c in book.listed() if c.key in keys], (), terms(reader))


def _parts(wanted: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK)]


@lru_cache(maxsize=64)
def _page(book: Book, columns: tuple[Column, ...], now: Terms) -> tuple[Sequence[Column], Select[Any]]:
    """Return the columns that SQL tells, and the statement that reads them of a `part`; built once."""
    asked = [(c, e) for c in columns if (e := book.expression(c, now)) is not None]
    statement = book.joined(book.ledger.id, *(e for _, e in asked))
    return [c for c, _ in asked], statement.where(book.ledger.id.in_(bindparam("part", expanding=True)))


def _chunk(
    reader: Reader, book: Book, columns: Sequence[Column], part: Sequence[UUID], now: Terms
) -> Mapping[UUID, dict[str, Any]]:
    asked, statement = _page(book, tuple(columns), now)
    found: dict[UUID, dict[str, Any]] = {}
    for row in reader.rows(statement, {"part": list(part)}):
        values = {c.key: _shown(c, value, now) for c, value in zip(asked, row[1:], strict=True)}
        found[row[0]] = {"id": row[0], **values}
    filled = {fill: fill(reader.rows, part, now) for fill in dict.fromkeys(c.fill for c in columns) if fill is not None}
    for column in columns:
        if column.fill is not None:
            told = filled[column.fill]
            for one, values in found.items():
                values[column.key] = _shown(column, told.get(one), now)
    return found


def _shown(column: Column, value: Any, now: Terms) -> Any:
    return value if column.show is None else column.show(value, now)


def _order(book: Book, key: str, now: Terms) -> list[ColumnElement[Any]]:
    column = book.column(key.removeprefix("-"))
    expression = None if column is None else book.order_of(column, now)
    if column is None or expression is None:
        return []
    if book.person != "id":  # an index of moments would lead to row after row: sorted, they are read as they lie
        expression = func.coalesce(expression, null())
    descending = key.startswith("-") != column.newest_first
    ordered = expression.desc() if descending else expression.asc()
    return [ordered.nulls_last()]


def _conditions(reader: Reader, query: Query, now: Terms) -> list[ColumnElement[bool]]:
    book = query.book
    found = [_condition(book, condition, now) for condition in query.where]
    if query.ids is not None:
        found.append(book.ledger.id.in_(query.ids))
    if query.area is not None:
        found.append(in_areas(book, area_and_below(reader, query.area)))
    if query.text.strip():
        found.append(_text(reader, book, query.text))
    return found


def _text(reader: Reader, book: Book, text: str) -> ColumnElement[bool]:
    if not book.person:
        return book.ledger.id.in_(reader.search_ids(text, book.ledger))
    return book.attribute(book.person).in_(reader.search_ids(text, Person))


def _condition(book: Book, condition: Condition, now: Terms) -> ColumnElement[bool]:
    column = book.column(condition.key)
    if column is None and condition.key in OF_EVERY_RECORD:
        return cast(ColumnElement[bool], getattr(book.ledger, condition.key).in_(condition.values))
    if column is None:
        raise UnknownName(f"{book.label}没有“{condition.key}”这一栏。", "请检查栏目名称。")
    result: ColumnElement[bool] = false()
    for value in condition.values:
        result = result | _equals(book, column, value, now)
    return result


def _equals(book: Book, column: Column, value: Any, now: Terms) -> ColumnElement[bool]:
    if column.where is not None:
        return column.where(value, now)
    expression = book.expression(column, now)
    if expression is None:
        raise UnknownName(f"“{column.label or column.key}”这一栏不能筛选。", "请换一栏。")
    if value is None:
        return expression.is_(None)
    if book.described(column).kind is Kind.MOMENT and not isinstance(value, datetime):
        return (expression >= _midnight(value)) & (expression < _midnight(value + timedelta(days=1)))
    if book.described(column).kind is Kind.FLAG:
        truth = value not in (False, "0", "")
        return cast(ColumnElement[bool], expression if truth else ~expression)
    return cast(ColumnElement[bool], expression == value)


def _midnight(day: date) -> datetime:
    """Return the moment at which a day of the office begins."""
    return datetime.combine(day, time.min).astimezone()


def area_and_below(reader: Reader, area: UUID) -> frozenset[UUID]:
    """Return the area and everything below it."""
    children: dict[UUID | None, list[UUID]] = {}
    for one, parent in reader.rows(select(Area.id, Area.parent_id).where(Area.removed_at.is_(None))):
        children.setdefault(parent, []).append(one)
    found, open_ = set[UUID](), [area]
    while open_:
        one = open_.pop()
        if one not in found:
            found.add(one)
            open_ += children.get(one, [])
    return frozenset(found)


def in_areas(book: Book, areas: frozenset[UUID]) -> ColumnElement[bool]:
    """Say which rows of a book lie in the areas, by the scope path of its ledger."""
    scope = book.ledger.scope
    if scope in ("id", "area_id"):
        return getattr(book.ledger, scope).in_(areas)  # type: ignore[no-any-return]
    if scope == "person.area_id":
        return book.attribute("person_id").in_(select(Person.id).where(Person.area_id.in_(areas)))
    if scope == "matter.area_id":
        return book.attribute("matter_id").in_(select(Matter.id).where(Matter.area_id.in_(areas)))
    return false()
