"""Power lost during a save: what was acknowledged before is there, the save itself whole or not at all (F2).

An image is the office as it lay when save n was acknowledged, and behind that end of the log only what the disk may
have kept of save n+1: nothing, part of it, torn sectors, zeros, rubbish. The counts used are printed.
"""

import os
import random
import shutil
import struct

import pytest
from sqlalchemy import select

from db.clock import Clock
from db.ledgers.people import Living, Person, Placement
from db.store.store import Store
from tests.faults.test_kill import ROWS, forked, look

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]
LOG = "office.db-wal"
HEADER, FRAME_HEADER, PAGE, SECTOR = 32, 24, 4096, 512
TRIAL = 0


def recorded(folder, password, where, saves):
    """Let a child save; copy the office after each acknowledgement, before the next save begins. Return the copies."""
    wait, go = os.pipe()

    def work(say):
        store = Store.open(folder, password, Clock())
        for number in range(saves):
            with store.write(f"{TRIAL}-{number}") as writer:
                people = writer.add_many(Person, [{"name": f"{TRIAL}-{number}"}] * ROWS)
                writer.add(Placement, {"person_id": people[0], "living": Living.ALONE})
            say(number)
            os.read(wait, 1)

    child, hear = forked(work)
    copies = []
    with os.fdopen(hear, "rb", buffering=0) as pipe:
        for number in range(saves):
            assert pipe.read(64) == f"{number}\n".encode()
            copies.append(where / f"{number}")
            shutil.copytree(folder, copies[-1], ignore=shutil.ignore_patterns("*-shm"))
            os.write(go, b"x")
    assert os.waitpid(child, 0)[1] == 0
    for end in (wait, go):
        os.close(end)
    return copies


def lost(tail, chance):
    """Nothing of the save reached the disk."""
    return b""


def short(tail, chance):
    """The log ends within a frame."""
    return tail[: chance.randrange(1, len(tail))]


def uncommitted(tail, chance):
    """All but the last frame, which holds the commit."""
    return tail[: -(FRAME_HEADER + PAGE)]


def zeros(tail, chance):
    """The file grew, its content was never written."""
    return bytes(len(tail))


def rubbish(tail, chance):
    """Old content of the disk."""
    return chance.randbytes(len(tail))


def torn(tail, chance):
    """One sector of a page kept its old content."""
    at = chance.randrange(0, len(tail) - SECTOR)
    return tail[:at] + bytes(SECTOR) + tail[at + SECTOR :]


def some(tail, chance):
    """Sectors reached the disk in any order: about half are there."""
    parts = [tail[at : at + SECTOR] for at in range(0, len(tail), SECTOR)]
    return b"".join(part if chance.random() < 0.5 else bytes(len(part)) for part in parts)


KINDS = (lost, short, uncommitted, zeros, rubbish, torn, some)


def image(copies, number, kind, where, chance):
    """Lay the office as it may lie on the disk when the power went during the save after `number`."""
    shutil.copytree(copies[number], where)
    kept, later = ((copies[one] / LOG).read_bytes() for one in (number, number + 1))
    assert later.startswith(kept)
    assert len(later) > len(kept) + FRAME_HEADER + PAGE
    (where / LOG).write_bytes(kept + kind(later[len(kept) :], chance))


def tear_pages(folder, chance):
    """Tear the pages of the database file that the log holds: the power went while the log was being brought home."""
    log, whole = (folder / LOG).read_bytes(), bytearray((folder / "office.db").read_bytes())
    held = {struct.unpack_from(">I", log, at)[0] for at in range(HEADER, len(log), FRAME_HEADER + PAGE)}
    for page in held:
        start = (page - 1) * PAGE
        if start < len(whole):
            whole[start + SECTOR : start + PAGE] = chance.randbytes(PAGE - SECTOR)
    (folder / "office.db").write_bytes(whole)
    return len(held)


def judged(folder, password, number):
    """Open an image as an office; return lost and half saves, and whether it is damaged."""
    store = Store.open(folder, password, Clock())
    try:
        with store.read() as reader:
            names = {name for (name,) in reader.rows(select(Person.name))}
        assert names <= {f"{TRIAL}-{one}" for one in range(number + 2)}
        return (*look(store, TRIAL, range(number + 1)), store.check().damaged)
    finally:
        store.engine.dispose()


def images(folder, password, where, points):
    """Judge an image of every kind at so many points; return the count."""
    copies, chance, count = recorded(folder, password, where, points + 1), random.Random(11), 0
    for number in range(points):
        for kind in KINDS:
            office = where / f"{number}-{kind.__name__}"
            image(copies, number, kind, office, chance)
            assert judged(office, password, number) == (0, 0, False), office.name
            shutil.rmtree(office)
            count += 1
    print(f"{count} power losses, nothing acknowledged lost, nothing half")
    return count


def test_power_lost_during_a_save_loses_nothing_acknowledged(folder, password, tmp_path):
    assert images(folder, password, tmp_path, 3) == 21


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_power_lost_at_many_saves_loses_nothing_acknowledged(folder, password, tmp_path):
    for round_ in range(10):  # a log that grows is brought home some time: a fresh office before that
        copy = tmp_path / f"round{round_}" / "office"
        shutil.copytree(folder, copy)
        images(copy, password, copy.parent, 10)


def test_power_lost_while_the_log_is_brought_home_loses_nothing(folder, password, tmp_path):
    copies = recorded(folder, password, tmp_path, 3)
    assert tear_pages(copies[-1], random.Random(5)) > 3
    assert judged(copies[-1], password, 2) == (0, 0, False)


def test_control_a_log_cut_before_the_last_acknowledged_save_is_noticed(folder, password, tmp_path):
    copies = recorded(folder, password, tmp_path, 3)
    kept = (copies[1] / LOG).read_bytes()
    (copies[2] / LOG).write_bytes(kept)
    missing, half, _ = judged(copies[2], password, 2)
    assert (missing, half) == (1, 0)
