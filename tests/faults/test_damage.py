"""Damage: a changed bit never gives wrong data; a full disk refuses a save whole (F3, F7)."""

import random
import shutil
import sqlite3

import pytest
from sqlalchemy import select

from db.clock import Clock
from db.ledgers import LEDGERS
from db.ledgers.people import Person, PersonTag
from db.store import backup
from db.store.engine import make_engine
from db.store.store import Store
from db.trouble import OfficeError, StoreTrouble

PAGE = 4096


def told(store):
    """Return all rows of all ledgers."""
    with store.read(store.viewer.unmasked("核对")) as reader:
        return {name: reader.rows(select(ledger.__table__)) for name, ledger in LEDGERS.items()}


@pytest.fixture
def filled(folder, password):
    """A folder with some people in the database file, the log emptied, and what it holds."""
    store = Store.open(folder, password, Clock())
    with store.write("x") as writer:
        people = writer.add_many(Person, [{"name": "王秀英", "note": "独居，腿脚不便，每周二看望。" * 3}] * 300)
        writer.add_many(PersonTag, [{"person_id": one, "tag": "lives_alone"} for one in people])
    truth = told(store)
    store.engine.dispose()
    assert not (folder / "office.db-wal").exists()
    return folder, truth


def outcome(folder, password, truth):
    """Open, read everything, check; return `told` if damage was told, else `right` or `wrong`."""
    try:
        store = Store.open(folder, password, Clock())
    except OfficeError:
        return "told"
    try:
        return (
            "right"
            if told(store) == truth and not store.check().damaged
            else "told"
            if store.check().damaged
            else "wrong"
        )
    except OfficeError:
        return "told"
    finally:
        store.engine.dispose()


def spoilt(whole, chance):
    place = chance.randrange(len(whole))
    return whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :]


def flips(filled, password, count):
    """Flip one bit that many times, each on the whole file; return the outcomes."""
    folder, truth = filled
    whole, chance, found = (folder / "office.db").read_bytes(), random.Random(11), []
    for _ in range(count):
        (folder / "office.db").write_bytes(spoilt(whole, chance))
        found.append(outcome(folder, password, truth))
    print(f"{count} flips: {found.count('told')} told, {found.count('wrong')} wrong")
    return found


@pytest.mark.slow
def test_a_changed_bit_is_always_told(filled, password):
    assert set(flips(filled, password, 8)) == {"told"}


@pytest.mark.slow
def test_three_hundred_changed_bits_are_always_told(filled, password):
    assert set(flips(filled, password, 300)) == {"told"}


@pytest.mark.long
@pytest.mark.timeout(3000)
def test_a_hundred_thousand_changed_bits_are_always_told(filled, password):
    assert set(flips(filled, password, 100_000)) == {"told"}


def test_control_plain_sqlite_gives_wrong_data_in_silence(tmp_path):
    path, chance, wrong = tmp_path / "plain.db", random.Random(5), 0
    connection = sqlite3.connect(path)
    connection.execute("create table people (name, note)")
    connection.executemany("insert into people values (?, ?)", [("王秀英", "独居，腿脚不便，每周二看望。" * 3)] * 300)
    connection.commit()
    truth = connection.execute("select * from people").fetchall()
    connection.close()
    whole = path.read_bytes()
    for _ in range(60):
        path.write_bytes(spoilt(whole, chance))
        connection = sqlite3.connect(path)
        try:
            sound = connection.execute("pragma integrity_check").fetchone() == ("ok",)
            wrong += sound and connection.execute("select * from people").fetchall() != truth
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            pass
        finally:
            connection.close()
    print(f"60 flips: {wrong} wrong in silence")
    assert wrong > 0


@pytest.mark.slow
@pytest.mark.parametrize("way", ["zeroed page", "swapped pages", "cut", "cut inside a page", "longer", "doubled page"])
def test_a_spoilt_page_is_told(filled, password, way):
    folder, truth = filled
    whole = (folder / "office.db").read_bytes()
    pages = [whole[start : start + PAGE] for start in range(0, len(whole), PAGE)]
    if way == "zeroed page":
        pages[9] = b"\0" * PAGE
    elif way == "swapped pages":
        pages[8], pages[9] = pages[9], pages[8]
    elif way == "cut":
        pages = pages[:-1]
    elif way == "cut inside a page":
        pages[-1] = pages[-1][:99]
    elif way == "longer":
        pages.append(pages[-1])
    else:
        pages[8] = pages[9]
    (folder / "office.db").write_bytes(b"".join(pages))
    assert outcome(folder, password, truth) in ({"told", "right"} if way == "longer" else {"told"})


@pytest.mark.slow
def test_after_damage_the_rest_can_still_be_read_and_a_backup_restored(filled, password, tmp_path):
    folder, truth = filled
    store = Store.open(folder, password, Clock())
    good = store.back_up("手工")
    store.engine.dispose()
    whole = bytearray((folder / "office.db").read_bytes())
    with_names = next(start for start in range(len(whole) // 2, len(whole), PAGE))
    whole[with_names + 50] ^= 1
    (folder / "office.db").write_bytes(whole)
    store = Store.open(folder, password, Clock())
    assert store.check().damaged
    assert store.check().findings[0].remedy
    with pytest.raises(StoreTrouble, match="损坏"):
        store.backup_to(tmp_path / "bad.glbackup")
    assert not (tmp_path / "bad.glbackup").exists()
    with store.read() as reader:  # the connection that met the damage was dropped
        assert reader.codes("area").items
    store.engine.dispose()
    backup.restore(good, tmp_path / "again", password)
    again = Store.open(tmp_path / "again", password, Clock())
    assert told(again) == truth
    again.engine.dispose()


# -- a full disk -------------------------------------------------------------------------------------------------------


def squeezed(store, pages):
    """Let the database of an open office grow by so many pages only."""
    with store.engine.connect() as connection:
        now = connection.exec_driver_sql("pragma page_count").scalar()
    store.engine.dispose()
    most = f"pragma max_page_count={now + pages}"
    store.engine = make_engine(store.folder / "office.db", store.key, bind=lambda made: made.execute(most).fetchall())


def save(store, number):
    with store.write(f"第{number}笔") as writer:
        people = writer.add_many(Person, [{"name": f"第{number}人", "note": "住三楼。" * 50}] * 40)
        writer.add_many(PersonTag, [{"person_id": one, "tag": "lives_alone"} for one in people])


@pytest.mark.slow
def test_on_a_full_disk_a_save_is_refused_whole_and_reading_goes_on(office):
    refused = 0
    for pages in range(0, 60, 3):
        squeezed(office, pages)
        before = told(office)
        try:
            save(office, pages)
        except StoreTrouble as error:
            refused += 1
            assert "磁盘已满" in error.what  # noqa: PT017
            assert error.remedy  # noqa: PT017
            assert told(office) == before
        else:
            assert len(told(office)["people"]) == len(before["people"]) + 40
    assert 3 < refused < 20
    print(f"20 points, {refused} refused")
    squeezed(office, 100_000)
    save(office, "后来")
    assert not office.check().damaged


def save_one_by_one(store):
    for number in range(400):
        with store.write("一行") as writer:
            writer.add(Person, {"name": f"第{number}人", "note": "住三楼。" * 50})


def test_control_a_saver_that_commits_row_by_row_leaves_half_a_record(office):
    squeezed(office, 12)
    before = len(told(office)["people"])
    with pytest.raises(StoreTrouble):
        save_one_by_one(office)
    assert before < len(told(office)["people"]) < before + 400


def test_a_backup_onto_a_full_disk_leaves_the_old_ones(office, prints):
    resource = pytest.importorskip("resource")
    office.back_up("手工")
    with office.write("x") as writer:
        writer.add(Person, {"name": "孙淑珍"})
    before = prints(office.folder / "backups")
    size = (office.folder / "office.db").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for most in (1, 10_000, size // 2, size - PAGE, size + 2000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))  # the file cannot grow beyond: as a full stick does
        try:
            with pytest.raises(StoreTrouble) as said:
                office.back_up("手工")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert said.value.remedy
        assert prints(office.folder / "backups") == before
    assert office.back_up("手工") is not None


def test_a_restore_onto_a_full_disk_creates_nothing(office, password, tmp_path):
    resource = pytest.importorskip("resource")
    office.backup_to(tmp_path / "b.glbackup")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(StoreTrouble, match="恢复没有做成"):
            backup.restore(tmp_path / "b.glbackup", tmp_path / "deep" / "new", password)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not (tmp_path / "deep").exists()
    assert shutil.which("sh") is None or sorted(path.name for path in tmp_path.iterdir()) == ["b.glbackup", "office"]
