"""Queries over books: every column of every book filters, sorts and shows without failing, and right."""

import shutil
from datetime import date

import pytest
from sqlalchemy import event, select

from db.books import BOOKS, due
from db.clock import Clock
from db.ledgers.areas import Area
from db.store import query
from db.store.query import Condition, Query
from db.store.store import Store
from db.trouble import UnknownName
from db.words.field import Kind
from db.work.taking import RawRow, take_in

TODAY = date(2026, 11, 24)
ROWS = [
    {"name": "王秀英", "birth_date": "1940-01-05", "address": "3号楼2单元501", "area": "第三网格", "tags": "独居",
     "phone": "13804710001", "last_visit": "2026-10-03"},
    {"name": "李建国", "birth_date": "1950-02-06", "address": "3号楼2单元502", "area": "第三网格", "tags": "空巢、失能"},
    {"name": "赵玉兰", "birth_date": "1955-03-07", "address": "8号楼1单元101", "area": "第四网格", "phone": "13904710002"},
]  # fmt: skip


@pytest.fixture(scope="module")
def reader(founded, tmp_path_factory, password):
    """A reader of an office with three elders in two grids."""
    folder = tmp_path_factory.mktemp("query") / "office"
    shutil.copytree(founded[0], folder)
    office = Store.open(folder, password, Clock(TODAY))
    with office.write("导入") as writer:
        rows = [RawRow(number + 3, row) for number, row in enumerate(ROWS)]
        assert take_in(writer, BOOKS["elders"], rows, "试.xlsx").added == 3
    with office.read() as reading:
        yield reading
    office.engine.dispose()


def names(reader, **wanted):
    """Return the names of a query over the elders, in order."""
    book = BOOKS["elders"]
    found = query.ids(reader, Query(book, **wanted))
    assert query.count(reader, Query(book, **wanted)) == len(found)
    return [row["name"] for row in query.cells(reader, book, found, ("name",))]


def columns():
    return [(name, column.key) for name, book in BOOKS.items() for column in book.listed()]


@pytest.mark.slow
@pytest.mark.parametrize("name", BOOKS)
def test_every_column_of_a_book_sorts_both_ways_and_shows(reader, name):
    book = BOOKS[name]
    everything = query.ids(reader, Query(book))
    for column in book.listed():
        for sort in (column.key, f"-{column.key}"):
            assert sorted(query.ids(reader, Query(book, sort=(sort,)))) == sorted(everything), sort
    rows = query.cells(reader, book, everything[:50])
    assert [row["id"] for row in rows] == everything[:50]
    assert all(set(row) == {"id"} | {column.key for column in book.listed()} for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "key"), columns())
def test_every_column_filters_by_what_it_shows_and_by_emptiness(reader, name, key):
    book = BOOKS[name]
    column = book.column(key)
    for value in (None, *{str(v): v for v in shown_values(reader, book, key)}.values()):
        try:
            found = query.ids(reader, Query(book, where=(Condition(key, (value,)),)))
        except UnknownName as error:  # a column that only `fill` knows
            assert "不能筛选" in error.what  # noqa: PT017
            return
        if (
            value is not None
            and column.fill is None
            and book.described(column).kind not in (Kind.ID_NUMBER, Kind.PHONE)
        ):
            assert found, (value, column)


def shown_values(reader, book, key):
    """Return values that a column shows."""
    if key == "age":
        return ["80+"] if book.name == "elders" else []
    rows = query.cells(reader, book, query.ids(reader, Query(book))[:20], (key,))
    values = [row[key] for row in rows if row[key] is not None]
    return [one for value in values for one in (value if isinstance(value, list | tuple) else [value])]


def test_filters_join_by_and_values_by_or(reader):
    assert names(reader) == ["李建国", "王秀英", "赵玉兰"]
    assert names(reader, where=(Condition("tags", ("lives_alone", "empty_nest")),)) == ["李建国", "王秀英"]
    assert names(reader, where=(Condition("tags", ("lives_alone",)), Condition("tags", ("empty_nest",)))) == []
    assert names(reader, where=(Condition("phone", (None,)),)) == ["李建国"]
    assert names(reader, text="3号楼", sort=("-birth_date",)) == ["李建国", "王秀英"]
    assert names(reader, text="wxy") == ["王秀英"]
    assert names(reader, where=(Condition("last_visit", (date(2026, 10, 3),)),)) == ["王秀英"]


@pytest.mark.slow
def test_an_area_holds_what_lies_below_it(reader):
    areas = dict(reader.rows(select(Area.name, Area.id)))
    assert names(reader, area=areas["第三网格"]) == ["李建国", "王秀英"]
    assert names(reader, area=areas["丁香社区"]) == ["李建国", "王秀英", "赵玉兰"]
    for book in BOOKS.values():
        assert len(query.ids(reader, Query(book, area=areas["第三网格"]))) <= len(query.ids(reader, Query(book)))


def test_an_unknown_column_is_told_and_a_sort_by_one_is_passed_over(reader):
    with pytest.raises(UnknownName, match="shoe_size"):
        query.ids(reader, Query(BOOKS["elders"], where=(Condition("shoe_size", ("43",)),)))
    assert names(reader, sort=("shoe_size",)) == ["李建国", "王秀英", "赵玉兰"]


def test_many_rows_are_read_in_parts_and_in_order(reader, monkeypatch):
    monkeypatch.setattr(query, "CHUNK", 2)
    found = query.ids(reader, Query(BOOKS["elders"], sort=("-birth_date",)))
    rows = query.cells(reader, BOOKS["elders"], [*found, reader.viewer.who])
    assert [row["name"] for row in rows] == ["赵玉兰", "李建国", "王秀英"]


def plan_of(office, sort, book="elders"):
    """Return how the database goes about the ids of a whole book in an order: one line a step."""
    asked = []

    def note(_connection, _cursor, statement, values, *_):
        if "group_concat" in statement:
            asked.append((statement, values))

    event.listen(office.engine, "before_cursor_execute", note)
    try:
        with office.read() as reader:
            query.ids(reader, Query(BOOKS[book], sort=(sort,)))
            [(statement, values)] = asked
            steps = reader._connection.exec_driver_sql(f"explain query plan {statement}", values)
            return "\n".join(row[3] for row in steps)
    finally:
        event.remove(office.engine, "before_cursor_execute", note)


TOLD = {
    "last_visit": ("services", "ix_services_person_at"),
    "risk_class": ("tags", "ix_tags_person"),
    "cycle": ("care_plans", "ix_care_plans_current"),
    "address": ("people", "ix_people_status_birth"),
    "area": ("people", "ix_people_status_birth"),
    "in_difficulty": ("placements", "ix_placements_current"),
}


@pytest.mark.parametrize("sort", TOLD)
def test_an_index_tells_what_everybody_is_sorted_by(office, sort):
    table, index = TOLD[sort]
    steps = [step for step in plan_of(office, sort).splitlines() if f" {table} " in step]
    assert steps
    assert all(f"COVERING INDEX {index}" in step for step in steps), "a bare EXISTS reads whole rows"
    with office.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(f"drop index {index.split()[-1]}")
    assert index not in plan_of(office, sort), "control: without it every row is fetched"


def jumps(plan):
    """Say whether the database goes to the row of each person in the order of an index that does not tell it all."""
    return any("people USING INDEX ix_people_status_birth" in step for step in plan.splitlines())


def test_in_no_order_everybody_is_looked_up_row_by_row(office, monkeypatch):
    book = BOOKS["elders"]
    sorts = [column.key for column in book.listed() if book.sortable(column.key)]
    assert [sort for sort in sorts if jumps(plan_of(office, sort))] == []
    for sort in ("last_visit", "risk_class", "cycle", "in_difficulty"):
        assert "SCAN people USING COVERING INDEX ix_people_by_id" in plan_of(office, sort)
    monkeypatch.setattr(query, "BY_STATUS", frozenset(sorts))
    assert jumps(plan_of(office, "phone")), "the control"


def test_all_visits_are_sorted_and_not_looked_up_one_by_one_in_the_order_of_an_index(office, monkeypatch):
    assert "ix_services_at" not in plan_of(office, "-at", "visits")
    assert "USE TEMP B-TREE FOR ORDER BY" in plan_of(office, "-at", "visits")
    monkeypatch.setattr(query.func, "coalesce", lambda one, _: one, raising=False)
    assert "ix_services_at" in plan_of(office, "-at", "visits"), "the control"


def test_statements_made_ready_are_not_made_again_for_the_first_rows(office):
    book, keys = BOOKS["elders"], ("name", "tags", "due_state", "last_visit")
    with office.write("导入") as writer:
        take_in(writer, book, [RawRow(number, row) for number, row in enumerate(ROWS, 3)], "试.xlsx")
    with office.read() as reader:
        found, made = query.ids(reader, Query(book)), office.engine._compiled_cache
        before = len(made)
        query.make_ready(reader, book, keys)
        ready = len(made)
        some, whole = (due._of_some(query.terms(reader), steady=steady) for steady in (True, False))
        for statement in (some, whole):
            reader.rows(statement, {"some": found})
        assert len(query.cells(reader, book, found, keys)) == len(ROWS)
        assert len(made) == ready > before + 2, "three statements and more were made, and made once"
