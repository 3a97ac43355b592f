"""kill -9 at any moment: what was acknowledged is there, nothing is half there, the audit is whole (F1, F10, F13)."""

import os
import random
import shutil
import signal
import time
import traceback

import pytest
from sqlalchemy import func, select

from db.clock import Clock
from db.ledgers.people import Living, Person, PersonTag, Placement
from db.store import backup, migrate
from db.store.store import Founding, Store
from db.store.vault import Cost

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]
ROWS = 3


def forked(work):
    """Run work(say) in a child process; return its id and the end of the pipe on which it speaks."""
    hear, speak = os.pipe()
    child = os.fork()
    if child:
        os.close(speak)
        return child, hear
    try:
        work(lambda word: os.write(speak, f"{word}\n".encode()))
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def words_in(told):
    """Return the whole words of what was said."""
    return [line.decode() for line in told.split(b"\n")[:-1]]


def killed(work, wait, least=1):
    """Kill a child some seconds after it has said so many words; return what it said after the first."""
    child, hear = forked(work)
    with os.fdopen(hear, "rb", buffering=0) as pipe:
        told = b""
        while told.count(b"\n") < least:
            more = pipe.read(4096)
            assert more, "the child died by itself"
            told += more
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := pipe.read(4096):
            told += more
    return words_in(told)[1:]


def saver(folder, password, trial, *, too_early=False):
    """Return work that saves three rows a time and acknowledges each save."""

    def work(say):
        store = Store.open(folder, password, Clock())
        say("begin")
        for number in range(10_000):
            with store.write(f"{trial}-{number}") as writer:
                people = writer.add_many(Person, [{"name": f"{trial}-{number}"}] * ROWS)
                writer.add(Placement, {"person_id": people[0], "living": Living.ALONE})
                if too_early:
                    say(number)
                    time.sleep(0.01)
            if not too_early:
                say(number)

    return work


def look(store, trial, acknowledged):
    """Return how many acknowledged saves are lost and how many are half there."""
    with store.read() as reader:
        named = Person.name.like(f"{trial}-%")
        found = dict(reader.rows(select(Person.name, func.count()).where(named).group_by(Person.name)))
    lost = sum(f"{trial}-{number}" not in found for number in acknowledged)
    return lost, sum(count != ROWS for count in found.values())


def pace_of(folder, password):
    """Return the seconds a save takes here and now: after some saves were heard of, the kill falls within the next."""
    store = Store.open(folder, password, Clock())
    start = time.perf_counter()
    for _ in range(10):
        with store.write("步速") as writer:
            writer.add(Person, {"name": "步速"})
    store.engine.dispose()
    return max(0.007, (time.perf_counter() - start) / 10)


def trials(folder, password, count, **how):
    """Kill a saver that many times on one office; return acknowledged, lost and half."""
    chance, sums, pace = random.Random(7), [0, 0, 0], pace_of(folder, password)
    for trial in range(count):
        heard, wait = chance.randint(1, 6), chance.uniform(0, 2 * pace)
        said = killed(saver(folder, password, trial, **how), wait, heard)
        store = Store.open(folder, password, Clock())
        lost, half = look(store, trial, said)
        sums = [sums[0] + len(said), sums[1] + lost, sums[2] + half]
        if trial % 20 == 0 or trial == count - 1:
            assert not store.check().damaged
        store.engine.dispose()
    print(f"{count} kills, {sums[0]} acknowledged, {sums[1]} lost, {sums[2]} half")
    return sums


@pytest.mark.slow
def test_a_kill_loses_nothing_acknowledged(folder, password):
    acknowledged, lost, half = trials(folder, password, 6)
    assert acknowledged > 3
    assert (lost, half) == (0, 0)


@pytest.mark.slow
def test_sixty_kills_lose_nothing_acknowledged(folder, password):
    acknowledged, lost, half = trials(folder, password, 60)
    assert acknowledged > 60
    assert (lost, half) == (0, 0)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_five_thousand_kills_lose_nothing_acknowledged(folder, password, tmp_path):
    sums = [0, 0, 0]
    for round_ in range(50):  # a fresh office now and then, or the look at it grows long
        copy = tmp_path / f"{round_}"
        shutil.copytree(folder, copy)
        sums = [one + more for one, more in zip(sums, trials(copy, password, 100), strict=True)]
        shutil.rmtree(copy)
    assert sums[0] > 10_000
    assert sums[1:] == [0, 0]


@pytest.mark.slow
def test_control_an_acknowledgement_before_the_commit_is_caught(folder, password):
    assert trials(folder, password, 10, too_early=True)[1] > 0


@pytest.mark.slow
@pytest.mark.parametrize("wait", [0.02, 0.15, 0.4])
def test_a_kill_during_an_import_leaves_nothing_of_it(folder, password, wait):
    def work(say):
        store = Store.open(folder, password, Clock())
        say("begin")
        with store.write("导入") as writer:
            for _ in range(1000):
                writer.add_many(Person, [{"name": "赵玉兰", "phone": "13804710001"}] * 500)

    killed(work, wait)
    store = Store.open(folder, password, Clock())
    with store.read() as reader:
        assert reader.rows(select(func.count()).select_from(Person)) == [(0,)]
        assert reader.find("赵玉兰") == []
    assert not store.check().damaged
    store.engine.dispose()


@pytest.mark.slow
def test_a_founding_cut_off_is_no_office_or_a_whole_one(tmp_path, password):
    whole = 0
    for number, (wait, least) in enumerate([(0.0, 1), (0.03, 1), (0.08, 1), (0.15, 1), (0.0, 2)]):
        folder = tmp_path / f"new{number}"

        def work(say, folder=folder):
            say("begin")
            Store.create(folder, password, Founding("丁香社区", "150102402001"), Clock(), Cost(1, 64, 1))
            say("founded")
            time.sleep(5)

        killed(work, wait, least)
        if folder.exists():
            whole += 1
            store = Store.open(folder, password, Clock())
            assert not store.check().damaged
            store.engine.dispose()
    assert whole > 0


@pytest.mark.slow
def test_a_backup_cut_off_is_never_listed(folder, password, tmp_path):
    def work(say):
        store = Store.open(folder, password, Clock())
        say("begin")
        while True:
            with store.write("x") as writer:
                writer.add(Person, {"name": "孙淑珍"})
            backup.make(store, folder / "backups", "手工")
            say("made")

    chance = random.Random(3)
    for _ in range(8):
        killed(work, chance.uniform(0, 0.1), 3)
    made = backup.listed(folder)
    assert made
    for path in made:
        backup.restore(path, tmp_path / "again", password)
        shutil.rmtree(tmp_path / "again")
    print(f"8 kills, {len(made)} backups listed, all restored")


@pytest.mark.slow
def test_a_migration_cut_off_is_the_old_office_or_the_new_one(folder, password, tmp_path, monkeypatch):
    store = Store.open(folder, password, Clock())
    with store.write("x") as writer:
        people = writer.add_many(Person, [{"name": "赵玉兰"}] * 3000)
        writer.add_many(PersonTag, [{"person_id": one, "tag": "lives_alone"} for one in people])
    store.engine.dispose()
    versions = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, versions, ignore=shutil.ignore_patterns("__pycache__"))
    step = 'with op.batch_alter_table("people", recreate="always") as batch:\n'
    step += '        batch.alter_column("name", nullable=False)'
    head = f'from alembic import op\nrevision = "9999"\ndown_revision = "{migrate.newest()}"\n'
    (versions / "versions" / "9999_x.py").write_text(f"{head}\n\ndef upgrade():\n    {step}\n", "utf-8")
    seen = set()
    for wait in (0.0, 0.15, 0.3, 0.4, 0.5):
        copy = tmp_path / f"office{wait}"
        shutil.copytree(folder, copy)
        with monkeypatch.context() as patch:
            patch.setattr(migrate, "FOLDER", versions)
            killed(lambda say, copy=copy: (say("begin"), Store.open(copy, password, Clock()), time.sleep(5)), wait)
            store = Store.open(copy, password, Clock())  # finishes what was cut off
        with store.read() as reader:
            assert reader.scalar(select(func.count()).select_from(PersonTag)) == 3000
            assert reader.scalar(select(func.count()).select_from(Person)) == 3000
        assert not store.check().damaged
        seen.add(len(backup.listed(copy)))
        store.engine.dispose()
        shutil.rmtree(copy)
    print(f"5 kills, backups before: {sorted(seen)}")


# -- several processes -------------------------------------------------------------------------------------------------

WRITERS, TIMES = 4, 25


def counted(folder, password, *, locked):
    """Let four processes count up one number; return what it came to."""
    store = Store.open(folder, password, Clock())
    with store.write("x") as writer:
        person = writer.add(Person, {"name": "孙淑珍", "note": "0"})
    store.engine.dispose()

    def work(say):
        own = Store.open(folder, password, Clock())
        for _ in range(TIMES):
            with own.read() as reader:
                before = int(reader.get(Person, person).note)
            time.sleep(0.001)
            with own.write("加一") as writer:
                number = int(writer.reader.get(Person, person).note) if locked else before
                writer.change(Person, person, {"note": str(number + 1)})

    children = [forked(work) for _ in range(WRITERS)]
    assert [os.waitpid(child, 0)[1] for child, _ in children] == [0] * WRITERS
    for _, hear in children:
        os.close(hear)
    store = Store.open(folder, password, Clock())
    with store.read() as reader:
        note = int(reader.get(Person, person).note)
    assert not store.check().damaged
    store.engine.dispose()
    return note


@pytest.mark.slow
def test_four_processes_lose_no_write(folder, password):
    assert counted(folder, password, locked=True) == WRITERS * TIMES


@pytest.mark.slow
def test_control_reading_before_the_write_lock_loses_writes(folder, password):
    assert counted(folder, password, locked=False) < WRITERS * TIMES


def test_the_harness_hears_its_children():
    child, hear = forked(lambda say: say("begin"))
    assert os.waitpid(child, 0)[1] == 0
    with os.fdopen(hear, "rb") as pipe:
        assert words_in(pipe.read()) == ["begin"]
