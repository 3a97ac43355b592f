"""Bulk writing: the audit costs little, memory stays bounded, search finds all of it."""

import gc
import statistics
import time
import tracemalloc

import pytest
from sqlalchemy import func, select

from db.ledgers.people import Living, Person, Placement
from db.store import audit

ROWS, PAIRS, MOST, CHUNK = 1500, 7, 3.0, 150


def cpu_seconds(store, rows):
    """Return the CPU time of writing people in bulk and rolling them back."""
    start = time.process_time()
    with store.rehearse("x") as writer:
        writer.add_many(Person, rows)
        writer.close()
    return time.process_time() - start


@pytest.mark.slow
def test_the_audit_costs_less_than_three_times_the_writing(office, monkeypatch):
    rows = [{"name": "王秀英", "phone": f"138{number:08d}"} for number in range(ROWS)]
    ratios = []
    for _ in range(PAIRS):
        audited = cpu_seconds(office, rows)
        with monkeypatch.context() as patch:
            patch.setattr(audit.Trail, "keep", lambda trail, _: setattr(trail, "count", trail.count + 1))
            ratios.append(audited / cpu_seconds(office, rows))
    ratio = statistics.median(ratios)
    print(f"audited / unaudited: {ratio:.2f}")
    assert ratio < MOST


def peak_of(office, chunks):
    """Return the peak memory of writing so many chunks of people in one transaction, in bytes."""
    gc.collect()
    tracemalloc.start()
    try:
        with office.rehearse("x") as writer:
            for _ in range(chunks):
                people = writer.add_many(Person, [{"name": "王秀英"}] * CHUNK)
                writer.add_many(Placement, [{"person_id": one, "living": Living.ALONE} for one in people])
            writer.close()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_memory_hardly_grows_with_the_rows(office):
    peak_of(office, 1)
    few, many = peak_of(office, 3), peak_of(office, 15)
    print(f"{3 * CHUNK} people {few / 1e6:.1f} MB, {15 * CHUNK} people {many / 1e6:.1f} MB")
    assert many < few * 2.5


def test_people_written_in_bulk_are_all_found(office, monkeypatch):
    monkeypatch.setattr("db.store.writer.MANY", 100)
    with office.write("批量") as writer:
        writer.add_many(Person, [{"name": "王秀英", "phone": f"138{number:08d}"} for number in range(1200)])
    with office.read() as reader:
        found = reader.search_ids("wxy").subquery()
        assert reader.scalar(select(func.count()).select_from(found)) == 1200
        assert len(reader.find("13800000777")) == 1
        assert len(reader.find("秀英", limit=5)) == 5
        assert len(list(reader.stream(select(Person.id)))) == 1200
