"""The window with an office of 200,000 people: frames, sorts, key strokes, and the longest stretch its loop was busy.

Figures are printed, docs/BENCHMARKS.md repeats them. Frames and stretches are processor of the window's thread (by the
clock they are told besides), waits are by the clock.
"""

import random
import statistics
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from db.books import BOOKS
from db.clock import Clock
from db.ledgers.care import CarePlan, Cycle, RiskClass
from db.ledgers.people import Person
from db.ledgers.services import LogKind, Method, Reached, ServiceLog
from db.places import data_folder
from db.store import query
from db.store.engine import insert_many, learn_sizes
from db.store.ids import new_id
from db.store.query import Query
from db.store.store import Founding, Store
from db.store.vault import Cost
from db.work.sampling import Drawing, raw_of
from db.work.taking import RawRow, take_in
from desktop.app import Desk, application
from desktop.bus import Place
from desktop.clearing import Clearing
from desktop.prefs import remember
from desktop.warming import warm
from tests.resting import rest

TODAY = date(2026, 11, 24)
PASSWORD = "丁香花开满了整条街。"
BLOCK = 0.100
"""Seconds the loop may be busy at a stretch, in 99 of 100 cases (issue 3)."""
TABS = ("visits", "grid_members", "matters", "disputes", "points", "print_centre", "dashboard")
PATIENCE = 120_000
FIRST_PAGE = 1.5
"""Seconds from the accepted key to the first filled page (DECISIONS 28)."""
ORDERED = 1.5
"""Seconds of processor to ask for everybody in the order of any column."""


def spent():
    """Return this thread's processor, what it stood in line for one, and the clock, each in seconds."""
    told = Path("/proc/thread-self/schedstat")
    waited = int(told.read_text().split()[1]) / 1e9 if told.exists() else 0.0
    return time.thread_time(), waited, time.perf_counter()


class Beat:
    """Beats whenever the loop is free; what lies between two beats is a stretch it was busy, named by what was done."""

    def __init__(self):
        self.what, self.blocks = "", []
        self.last = spent()
        self.timer = QTimer(interval=1)
        self.timer.timeout.connect(self.beat)
        self.timer.start()

    def beat(self):
        now = spent()
        self.blocks.append((*(after - before for after, before in zip(now, self.last, strict=True)), self.what))
        self.last = now

    def during(self, what, do, still=20):
        """Do it and let the loop run until it is quiet."""
        self.beat()
        self.what = what
        do()
        self.beat()
        rest(still)

    def told(self):
        """Return p99, the longest, and the longest of each thing done, in seconds; an idle loop is not counted."""
        self.timer.stop()
        busy = sorted(one for one in self.blocks if one[0] > 0.0005)
        longest = {what: (took, line, clock) for took, line, clock, what in busy}
        by_clock = sorted(clock for _, _, clock, _ in busy)
        alone = sorted(clock - line for _, line, clock, _ in busy)
        print(
            f"by the clock: p99 {ms(nearly_all(by_clock))}, longest {ms(by_clock[-1])}, of {len(busy)} stretches; "
            f"without standing in line for a processor: p99 {ms(nearly_all(alone))}, longest {ms(alone[-1])}"
        )
        return nearly_all(busy)[0], busy[-1][0], longest


def nearly_all(ordered):
    """Return what 99 of 100 do not go beyond."""
    return ordered[max(int(len(ordered) * 0.99) - 1, 0)]


def ms(seconds):
    """Return seconds in words."""
    return f"{seconds * 1000:.0f} ms"


def office_of(folder, people):
    """Make an office of so many elders, each with a plan and some with more visits; close it."""
    store, _ = Store.create(folder, PASSWORD, Founding("丁香社区", "150102402001"), Clock(TODAY), Cost(1, 8 * 1024, 1))
    with store.write("试") as writer:
        rows = (RawRow(n, raw_of(one)) for n, one in enumerate(Drawing(5, TODAY).elders(people), 2))
        take_in(writer, BOOKS["elders"], rows, "试")
    with store.read() as reader:
        whom = reader.rows(select(Person.id, Person.area_id))
    drawn, now = random.Random(5), store.clock.now()
    plans = [_plan(drawn, person, [one for one, _ in whom[:40]]) for person, _ in whom]
    visits = [
        {"person_id": person, "area_id": area, "at": now - timedelta(days=drawn.randrange(200)),
         "reached": Reached.SEEN, "kind": LogKind.VISIT, "method": Method.DOOR, "headcount": 1, "backdated": False}
        for person, area in whom for _ in range(2)
    ]  # fmt: skip
    common = {"revision": 1, "created_at": now, "changed_at": now}
    with store.engine.connect() as connection, connection.begin():
        for ledger, made in ((CarePlan, plans), (ServiceLog, visits)):
            insert_many(connection, ledger.__table__, [{"id": new_id(), **common, **one} for one in made])
    learn_sizes(store.engine)
    store.close()


def _plan(drawn, person, keepers):
    risk, cycle = drawn.choice((None, None, *RiskClass)), drawn.choice((None, None, *Cycle))
    keeper = drawn.choice(keepers)
    return {"person_id": person, "since": date(2026, 1, 1), "risk_class": risk, "cycle": cycle,
            "responsible_person_id": keeper}  # fmt: skip


def until(stands):
    """Let the loop run until something stands."""
    ends = time.perf_counter() + PATIENCE / 1000
    while not stands():
        assert time.perf_counter() < ends, "it never stood"
        rest(5)


def read_through(listing):
    """Let the loop run until a list and the figures of its chips stand."""
    until(lambda: all(one.last is None or one.last.done() for one in (listing.rows, listing.counts)))
    rest(5)
    until(lambda: all(one.last is None or one.last.done() for one in (listing.rows, listing.counts)))


def frames(table, move, count):
    """Return the CPU seconds of each frame of moving."""
    found = []
    for turn in range(count):
        begun = time.thread_time()
        move(turn)
        table.viewport().repaint()
        found.append(time.thread_time() - begun)
        QApplication.processEvents()
    return found


def wheel(table):
    """Turn the wheel by one notch."""
    spot = QPointF(100, 100)
    QApplication.sendEvent(
        table.viewport(),
        QWheelEvent(
            spot, spot, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip


def scrolled(page, beat, turns):
    """Return the frames of each way to scroll."""
    table, bar = page.table, page.table.verticalScrollBar()
    bar.setValue(0)
    ways = {
        "PageDown": lambda _: QTest.keyClick(table, Qt.Key.Key_PageDown),
        "wheel": lambda _: wheel(table),
        "drag to anywhere": lambda turn: bar.setValue(bar.maximum() * (turn * 17 % turns) // turns),
        "drag to the end": lambda turn: bar.setValue(bar.maximum() * (turn + 1) // turns),
    }
    found = {}
    for way, move in ways.items():
        beat.what = f"scroll: {way}"
        found[way] = frames(table, move, turns)
        beat.beat()
    assert bar.value() == bar.maximum()
    return found


def waited(loaded, beat, what, do):
    """Do what asks anew; return the seconds until the answer stood, which a signal tells."""
    stood, begun = [], time.perf_counter()
    told = loaded.connect(stood.append)
    beat.during(what, do, still=0)
    until(lambda: stood)
    loaded.disconnect(told)
    return time.perf_counter() - begun


def sorted_by(page, beat):
    """Return the seconds until the rows stood in order of each column."""
    keys = [column.key for column in page.model.columns if page.book.sortable(column.key)]
    return {key: waited(page.model.loaded, beat, "sort", lambda key=key: page.listing._sorted(key)) for key in keys}


def typed(page, beat, text):
    """Type a search key by key, each once the rows of the last stood; return the seconds from each key to its rows."""
    page.search.setFocus()
    read_through(page.listing)
    return keys_into(page.search, page.model.loaded, beat, "search", text)


def keys_into(field, loaded, beat, what, text):
    """Type key by key; return the seconds from each to its answer, the field's pause included."""
    return [waited(loaded, beat, what, lambda sign=sign: QTest.keyClicks(field, sign)) for sign in text]


def asked_everywhere(desk, beat):
    """Search everything (Ctrl+K) key by key, then glance at the first person; return the seconds of each."""
    omni = desk.omni
    desk.window.activateWindow()
    omni.field.setFocus()
    found = []
    for text in ("wdm", "1380"):
        omni.field.clear()
        found += keys_into(omni.field, omni.reading.answered, beat, "Ctrl+K", text)
    begun = time.perf_counter()
    beat.during("counter glance", lambda: QTest.keyClick(omni.field, Qt.Key.Key_Tab), still=0)
    assert omni.card.isVisible()
    took = time.perf_counter() - begun
    omni.close()
    return found, took


def counted(page, beat):
    """Return the seconds from the rows to the figures of all chips."""
    told, begun = [], time.perf_counter()
    page.listing.counts.answered.connect(told.append)
    beat.during("chips counted", page.listing.ask, still=0)
    until(lambda: told)
    return time.perf_counter() - begun


def planned(page, beat):
    """Return the seconds from a click on 计划 to the people who are due, and on another state of them."""
    plan = page.plan.listing
    whole = waited(plan.model.loaded, beat, "plan", lambda: page.show_segment("plan"))
    late = waited(plan.model.loaded, beat, "plan", lambda: page.plan.states.button(1).click())
    return whole, late


def asked_alone(folder):
    """Return the processor seconds of asking for all ids in order of each column of the elders, and who took it."""
    store, book, found = Store.open(folder, PASSWORD, Clock(TODAY)), BOOKS["elders"], {}
    with store.read() as reader:
        for column in book.listed():
            if book.sortable(column.key):
                begun = time.thread_time()
                query.ids(reader, Query(book, sort=(column.key,)))
                found[column.key] = time.thread_time() - begun
    store.engine.dispose()
    return found


def work(folder, turns):
    """Go through the whole window; print the figures; return p99 and the longest block."""
    application()
    clearing, desk = Clearing(), Desk(folder, Clock(TODAY))
    desk.window.resize(1366, 768)
    desk.window.show()
    warm().join()
    store, beat = Store.open(folder, PASSWORD, Clock(TODAY)), Beat()
    begun = time.perf_counter()
    beat.during("unlocked: the office comes up", lambda: desk.show(store), still=0)
    beat.during("elders' page comes up", lambda: desk.bus.go.emit(Place("elders")), still=0)
    page = desk.window.built["elders"]
    until(lambda: page.model.rowCount() > 0)
    print(f"from the open store to all {page.model.rowCount()} rows in order: {time.perf_counter() - begun:.2f} s")
    until(lambda: not page.form.steps)
    read_through(page.listing)
    for way, took in scrolled(page, beat, turns).items():
        print(
            f"{way}: a frame {ms(statistics.median(took))}, p99 {ms(nearly_all(sorted(took)))}, longest {ms(max(took))}"
        )
    print("sorted by " + ", ".join(f"{key} {took:.2f} s" for key, took in sorted_by(page, beat).items()))
    print("search, from each key to its rows: " + ", ".join(ms(one) for one in typed(page, beat, "wdm")))
    page.search.clear()
    read_through(page.listing)
    print(f"from a filter to the rows and the figures of all chips: {counted(page, beat):.2f} s")
    read_through(page.listing)
    for row in range(3):
        beat.during("a record opened", lambda row=row: page.open_row(row))
    for name in TABS:
        beat.during(f"page {name} comes up", lambda name=name: desk.bus.go.emit(Place(name)), still=300)
    until(lambda: desk.window.built["dashboard"].day is not None)
    signs, glance = asked_everywhere(desk, beat)
    print(f"Ctrl+K, from each key to what fits: {', '.join(ms(one) for one in signs)}; counter glance {ms(glance)}")
    whole, late = planned(desk.window.built["visits"], beat)
    print(f"plan of visits: who is due {whole:.2f} s, those of one state {late:.2f} s")
    usual, longest, each = beat.told()
    print(f"loop busy at a stretch: p99 {ms(usual)}, longest {ms(longest)}")
    for what, (took, line, clock) in sorted(each.items(), key=lambda one: -one[1][0]):
        print(f"  {ms(took)} ({ms(clock)} by the clock, {ms(line)} of it in line for a processor) {what}")
    desk.close_office()
    desk.window.close()
    clearing.end()
    return usual, longest


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """The folder of an office of 200,000 people; it takes minutes."""
    folder = tmp_path_factory.mktemp("large") / "office"
    office_of(folder, 200_000)
    return folder


@pytest.mark.long
@pytest.mark.bench
@pytest.mark.timeout(1200)
def test_an_office_of_200_000_people_is_smooth(large):
    usual, _ = work(large, 50)
    assert usual <= BLOCK


@pytest.mark.long
@pytest.mark.bench
@pytest.mark.timeout(1200)
def test_200_000_people_stand_in_any_order_within_a_second_and_a_half(large):
    found = asked_alone(large)
    print("; ".join(f"{key} {took:.2f} s" for key, took in sorted(found.items(), key=lambda one: -one[1])))
    assert max(found.values()) <= ORDERED


def desk_filled(store):
    """Return the seconds from the open store to the first figures of the first page, and to all of them."""
    desk, begun = Desk(store.folder, Clock(TODAY)), time.perf_counter()
    desk.window.resize(1366, 768)
    desk.window.show()
    desk.show(store)
    desk.bus.go.emit(Place("dashboard"))
    page = desk.window.built["dashboard"]
    until(lambda: page.cards.cards["elders"].figure.text() != "")
    early = time.perf_counter() - begun
    until(lambda: page.day is not None)
    whole = time.perf_counter() - begun
    desk.close_office()
    desk.window.close()
    return early, whole


def list_filled(store, *sort):
    """Return the seconds from the open store to the list of all elders, painted, in the order remembered."""
    remember(data_folder(), lambda prefs: setattr(prefs.columns_of("elders"), "sort", list(sort)))
    desk, begun = Desk(store.folder, Clock(TODAY)), time.perf_counter()
    desk.window.resize(1366, 768)
    desk.window.show()
    desk.show(store)
    desk.bus.go.emit(Place("elders"))
    page = desk.window.built["elders"]
    until(lambda: page.model.rowCount() > 0)
    page.table.viewport().repaint()
    took = time.perf_counter() - begun
    page.listing.settle()
    desk.close_office()
    desk.window.close()
    return took


@pytest.mark.long
@pytest.mark.bench
@pytest.mark.timeout(1200)
def test_the_first_page_of_200_000_people_is_filled_soon(large):
    application()
    clearing = Clearing()  # no timer may die in a thread that reads
    warm().join()
    early, whole = desk_filled(Store.open(large, PASSWORD, Clock(TODAY)))
    print(f"from the open store to the first figures of the day: {early:.2f} s, to all of them: {whole:.2f} s")
    orders = ((), ("address",), ("last_visit",), ("risk_class",), ("cycle",))
    listed = {order: list_filled(Store.open(large, PASSWORD, Clock(TODAY)), *order) for order in orders}
    told = ", ".join(f"{''.join(order) or 'usual'} {took:.2f} s" for order, took in listed.items())
    print(f"from the open store to the list of all, painted, by the order remembered: {told}")
    clearing.end()
    assert max(early, listed[()]) <= FIRST_PAGE
    assert max(listed.values()) <= FIRST_PAGE * 2, "a busy machine; BENCHMARKS.md has the figures of a quieter one"


@pytest.mark.slow
@pytest.mark.bench
def test_the_same_way_through_the_window_leads_to_its_end_with_few_people(tmp_path):
    """Holds the way itself, not its speed: so few stretches have no 99th of 100."""
    office_of(tmp_path / "office", 300)
    usual, longest = work(tmp_path / "office", 20)
    assert 0 < usual <= longest
