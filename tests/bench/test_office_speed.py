"""Import and search against their yardsticks, in CPU time: seven interleaved pairs, the median ratio is guarded."""

import sqlite3
import statistics
import time
from datetime import date

import pytest
from sqlalchemy import select

from db.books import BOOKS
from db.ledgers.people import Person
from db.store import query
from db.store.engine import in_one_block
from db.store.ids import Ids
from db.store.query import Query
from db.work.sampling import Drawing, raw_of
from db.work.taking import RawRow, take_in

PAIRS = 7
IMPORT_RATIO = 170.0
"""Committed: taking a row in (cleaned, matched, audited, indexed, encrypted) against a bare insert of it."""
IDS_RATIO = 0.3
"""Committed: the ids of a whole list in one block against the same rows fetched one by one."""
SEARCH_RATIO = 1.0
"""Committed: one key stroke on the token index against a LIKE scan over 3,000 names, numbers and addresses."""
WARNING = 1.3


def cpu(work):
    """Return the CPU seconds a piece of work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def guarded(label, pairs, committed):
    """Hold the median ratio of pairs against twice the committed one; 30 % above it is told."""
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    print(f"{label}: {ratio:.2f} × its yardstick (committed {committed}, fails above {2 * committed})")
    if ratio > WARNING * committed:
        print(f"warning: {label} is more than 30 % slower than committed")
    assert ratio <= 2 * committed


@pytest.fixture(scope="module")
def people():
    """3,000 invented elders as raw rows."""
    return [raw_of(one) for one in Drawing(7, date(2026, 11, 24)).elders(3000)]


def bare_insert(rows):
    """Insert the same values with the standard library, unencrypted, unchecked, unindexed."""
    with sqlite3.connect(":memory:") as plain:
        plain.execute("create table people (a, b, c, d, e, f, g, h, i, j, k, l, m, n)")
        for row in rows:
            values = [str(value) for value in row.values()]
            plain.execute(f"insert into people values ({','.join('?' * 14)})", (values + [""] * 14)[:14])


@pytest.mark.slow
@pytest.mark.bench
def test_import_keeps_its_ratio_to_a_bare_insert(office, people):
    pairs = []
    for turn in range(PAIRS):
        part = people[turn * 400 : (turn + 1) * 400]
        rows = [RawRow(n, row) for n, row in enumerate(part, 2)]

        def take(rows=rows, turn=turn):
            with office.write(f"第 {turn} 次") as writer:
                take_in(writer, BOOKS["elders"], rows, "试.xlsx")

        pairs.append((cpu(take), max(cpu(lambda part=part: [bare_insert(part) for _ in range(20)]) / 20, 1e-4)))
    guarded("import", pairs, IMPORT_RATIO)


@pytest.mark.slow
@pytest.mark.bench
def test_a_key_stroke_and_a_whole_list_keep_their_ratios(office, people):
    with office.write("试") as writer:
        take_in(writer, BOOKS["elders"], [RawRow(n, row) for n, row in enumerate(people, 2)], "试.xlsx")
    asked = ("w", "wx", "秀英", "0011", "138", "丁香苑3", "zhang", "王")
    with office.read(office.viewer.unmasked("测")) as reader:
        rows = reader.rows(select(Person.name, Person.pinyin, Person.id_number, Person.phone))
        with sqlite3.connect(":memory:") as plain:
            plain.execute("create table people (t)")
            plain.executemany("insert into people values (?)", [(" ".join(map(str, row)),) for row in rows])

            def scan():
                for text in asked:
                    plain.execute("select t from people where t like ? order by t", (f"%{text}%",)).fetchall()

            def search():
                for text in asked:
                    reader.rows(reader.search_ids(text))

            search()
            guarded(
                "search", [(cpu(search), cpu(lambda: [scan() for _ in range(5)])) for _ in range(PAIRS)], SEARCH_RATIO
            )
        by_row = select(Person.id).order_by(Person.pinyin, Person.id)

        def fetch():
            return reader.rows(by_row)

        def block():
            return Ids(reader.scalar(in_one_block(by_row)))

        assert block() == [row[0] for row in fetch()]
        guarded("ids", [(cpu(block), cpu(fetch)) for _ in range(PAIRS)], IDS_RATIO)
        with pytest.raises(AssertionError):
            guarded("control, ids row by row", [(cpu(fetch), cpu(fetch)) for _ in range(PAIRS)], IDS_RATIO)
        times = []
        for text in asked * 4:
            start = time.perf_counter()
            query.cells(reader, BOOKS["elders"], query.ids(reader, Query(BOOKS["elders"], text=text))[:50])
            times.append((time.perf_counter() - start) * 1000)
    print(f"key stroke to first page: median {statistics.median(times):.1f} ms, worst {max(times):.1f} ms")
