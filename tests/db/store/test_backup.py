"""Backups: read back before they are seen, whole or not at all, restored byte for byte (TRUST §6, F13, B-T2–5)."""

import random
import shutil
import sqlite3
import zipfile
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.clock import Clock
from db.ledgers.people import Person
from db.store import backup, engine, retention, vault
from db.store.store import Store
from db.store.vault import Cost
from db.trouble import OfficeError, Refused, StoreTrouble


def tree(folder):
    """Return every file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def copied(settled, tmp_path):
    """A settled office and a backup file of it."""
    file = tmp_path / "usb" / "丁香社区.glbackup"
    file.parent.mkdir()
    settled[0].backup_to(file)
    return settled[0], file


@pytest.fixture(params=["password", "code"])
def secret(request, founded, password):
    """What opens a backup: the password, or the recovery code."""
    return password if request.param == "password" else founded[1]


def test_a_backup_restores_to_the_same_office_on_a_fresh_machine(copied, tmp_path, secret, snapshot, office):
    store, file = copied
    before = snapshot(store)
    shutil.rmtree(store.folder)
    backup.restore(file, tmp_path / "new" / "deep" / "office", secret)
    again = Store.open(tmp_path / "new" / "deep" / "office", secret, Clock())
    assert snapshot(again) == before
    report = again.check()
    assert not report.damaged
    assert not any("锚点" in finding.what for finding in report.findings)
    with again.read() as reader:
        assert reader.find("wxy")
    again.engine.dispose()
    assert {path.name for path in (tmp_path / "new" / "deep" / "office").iterdir()} >= {"office.db", "keys.json"}


def test_a_backup_holds_what_was_committed_last_without_closing(office, tmp_path, password):
    with office.write("最后一刻") as writer:
        writer.add(Person, {"name": "孙淑珍"})
    office.backup_to(tmp_path / "b.glbackup")
    backup.restore(tmp_path / "b.glbackup", tmp_path / "again", password)
    with Store.opened(tmp_path / "again", password, Clock()) as again, again.read() as reader:
        assert reader.rows(select(Person.name)) == [("孙淑珍",)]


def test_control_a_naive_copy_of_the_live_file_misses_the_last_commit(office, tmp_path, password):
    with office.write("最后一刻") as writer:
        writer.add(Person, {"name": "孙淑珍"})
    shutil.copytree(office.folder, tmp_path / "naive", ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    naive = Store.open(tmp_path / "naive", password, Clock())
    with naive.read() as reader:
        assert reader.rows(select(Person.name)) == []
    naive.engine.dispose()


def test_closing_makes_a_backup_only_if_something_changed(folder, password):
    Store.open(folder, password, Clock()).close()
    assert backup.listed(folder) == []
    for _ in range(2):
        store = Store.open(folder, password, Clock())
        with store.write("x") as writer:
            writer.add(Person, {"name": "孙淑珍"})
        store.close()
    assert len(backup.listed(folder)) == 2
    assert {path.name for path in (folder / "backups").iterdir()} == {path.name for path in backup.listed(folder)}


def test_a_copy_before_an_import_is_made_once_for_the_same_state(office, password):
    assert office.back_up("导入前").name.endswith("-导入前.glbackup")
    assert office.back_up("导入前") is None
    office.change_password("又一个很长的口令好记", Cost(1, 64, 1))
    assert office.back_up("导入前") is not None
    assert len(backup.listed(office.folder)) == 2


def test_a_changed_password_opens_new_backups_and_the_old_one_opens_the_old(office, tmp_path, password):
    old, new = tmp_path / "old.glbackup", tmp_path / "new.glbackup"
    office.backup_to(old)
    office.change_password("又一个很长的口令好记", Cost(1, 64, 1))
    office.backup_to(new)
    backup.restore(old, tmp_path / "a", password)
    backup.restore(new, tmp_path / "b", "又一个很长的口令好记")
    with pytest.raises(StoreTrouble, match="口令不对"):
        backup.restore(new, tmp_path / "c", password)
    with pytest.raises(StoreTrouble, match="口令不对"):
        Store.open(office.folder, password, Clock())
    Store.open(office.folder, "又一个很长的口令好记", Clock()).engine.dispose()


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_wrong_password_missing_file_and_full_folder_have_their_own_words_and_leave_nothing(copied, tmp_path, password):
    store, file = copied
    said = set()
    for source, target, secret in (
        (file, tmp_path / "n1", "错的口令错的口令呀"),
        (tmp_path / "nowhere.glbackup", tmp_path / "n2", password),
        (file, store.folder, password),
        (store.folder / "office.db", tmp_path / "n3", password),
    ):
        before = tree(tmp_path)
        with pytest.raises(OfficeError) as told:
            backup.restore(source, target, secret)
        said.add(told.value.what)
        assert told.value.remedy
        assert tree(tmp_path) == before
        assert not (tmp_path / "n1").exists()
    assert len(said) == 4
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("gl-")] == []


def test_restore_into_an_empty_folder_is_fine_and_a_file_in_its_place_is_refused(copied, tmp_path, password):
    _, file = copied
    (tmp_path / "empty").mkdir()
    backup.restore(file, tmp_path / "empty", password)
    assert (tmp_path / "empty" / "office.db").is_file()
    (tmp_path / "x").write_text("x")
    with pytest.raises(Refused):
        backup.restore(file, tmp_path / "x", password)


def flips(file, count, seed=1):
    """Yield copies of a file's bytes with one changed bit, spread over all regions; the small members at each byte."""
    whole, chance = file.read_bytes(), random.Random(seed)
    tail = whole.index(b"keys.json") - 40
    places = [chance.randrange(len(whole)) for _ in range(count // 2)]
    places += [chance.randrange(tail, len(whole)) for _ in range(count - len(places))]
    for place in places:
        yield place, whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :]


def check_flips(file, tmp_path, password, count):
    """Restore each flipped copy: refused in words, or the very same content; return how many were refused."""
    with zipfile.ZipFile(file) as box:
        database = box.read("office.db")
    refused, target, spoilt = 0, tmp_path / "spoilt", tmp_path / "spoilt.glbackup"
    for place, changed in flips(file, count):
        spoilt.write_bytes(changed)
        try:
            backup.restore(spoilt, target, password)
        except OfficeError:
            refused += 1
            assert not target.exists(), place
        else:  # a byte that says nothing, such as a date in the box
            assert (target / "office.db").read_bytes() == database, place
            shutil.rmtree(target)
    return refused


@pytest.mark.parametrize("count", [40, pytest.param(500, marks=pytest.mark.slow)])
def test_changed_bits_of_a_backup_are_refused_or_say_nothing(copied, tmp_path, password, count):
    refused = check_flips(copied[1], tmp_path, password, count)
    print(f"{count} flips, {refused} refused")
    assert refused > count * 0.8


def test_control_without_seal_and_hashes_a_changed_page_is_taken_in(copied, tmp_path, password, monkeypatch):
    _, file = copied
    whole = bytearray(file.read_bytes())
    place = 90_000
    whole[place] ^= 1
    spoilt = tmp_path / "spoilt.glbackup"
    spoilt.write_bytes(whole)
    monkeypatch.setattr(backup, "compare", lambda *_: {"head": "x"})
    monkeypatch.setattr(zipfile.ZipExtFile, "_update_crc", lambda *_: None)
    backup.restore(spoilt, tmp_path / "taken", password)
    assert (tmp_path / "taken" / "office.db").is_file()


def test_a_box_of_other_files_or_packed_tightly_is_none_of_ours(copied, tmp_path, password):
    _, file = copied
    for name, compression, names in (
        ("a", zipfile.ZIP_DEFLATED, backup.INSIDE),
        ("b", zipfile.ZIP_STORED, ("../evil", "x", "y")),
    ):
        made = tmp_path / f"{name}.glbackup"
        with zipfile.ZipFile(file) as source, zipfile.ZipFile(made, "w", compression) as box:
            for inside, other in zip(backup.INSIDE, names, strict=True):
                box.writestr(other, source.read(inside))
        with pytest.raises(StoreTrouble, match="已损坏"):
            backup.restore(made, tmp_path / "taken", password)
    assert not (tmp_path / "evil").exists()


def test_a_manifest_sealed_with_another_key_is_refused(copied):
    assert backup.told(copied[1], b"\0" * 32) is None
    assert backup.told(copied[1], copied[0].key)["counts"]["people"] == 1


# -- when the disk fails -----------------------------------------------------------------------------------------------


def test_a_backup_that_fails_leaves_the_old_ones_and_nothing_else(office, monkeypatch, tmp_path):
    office.back_up("手工")
    before = tree(office.folder / "backups")
    with office.write("x") as writer:
        writer.add(Person, {"name": "孙淑珍"})

    def full(*_):
        raise OSError(28, "No space left on device")

    for module, name in (
        (backup, "to_disk"),
        (backup, "put_in_place"),
        (shutil, "copyfileobj"),
        (backup.zipfile, "ZipFile"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, full)
            with pytest.raises(StoreTrouble, match="备份没有做成"):
                backup.make(office, office.folder / "backups", "手工")
        assert tree(office.folder / "backups") == before
    with pytest.raises(StoreTrouble, match="备份没有做成"):
        office.backup_to(tmp_path / "no" / "such" / "folder" / "b.glbackup")
    assert office.changed


def test_a_copy_that_differs_from_the_source_is_never_seen(office, monkeypatch):
    whole = backup.copy_into

    def short(source, copy, key):
        whole(source, copy, key)
        with copy.open("rb+") as file:
            file.seek(20_000)
            file.write(b"\0" * 64)

    monkeypatch.setattr(backup, "copy_into", short)
    with pytest.raises(StoreTrouble, match="校验没有通过"):
        backup.make(office, office.folder / "backups", "手工")
    assert list((office.folder / "backups").iterdir()) == []


def test_control_a_writer_that_trusts_its_copy_lists_a_broken_backup(office, monkeypatch):
    monkeypatch.setattr(backup, "_verify", lambda *_: None)
    with pytest.raises(pytest.fail.Exception):
        test_a_copy_that_differs_from_the_source_is_never_seen(office, monkeypatch)
    assert len(backup.listed(office.folder)) == 1


def test_a_backup_never_stands_over_the_offices_own_files(office):
    for name in ("office.db", "keys.json", "keys.json.bak", "audit-head.txt", "office.db-wal"):
        with pytest.raises(Refused, match="自己的文件"):
            office.backup_to(office.folder / name)
    Store.open(office.folder, "丁香花开满了整条街。", Clock()).engine.dispose()


def test_a_spoilt_backup_is_told_by_the_check(office):
    path = office.back_up("手工")
    assert office.check().findings[-1].what != "还没有备份。"
    path.write_bytes(b"x")
    assert any("读不出" in finding.what for finding in office.check().findings)


def test_leftovers_of_a_backup_cut_off_are_swept_by_the_next(office):
    (office.folder / "backups" / "gl-dead").mkdir(parents=True)
    (office.folder / "backups" / "x.glbackup.part").write_bytes(b"x")
    path = office.back_up("手工")
    assert list((office.folder / "backups").iterdir()) == [path]


def test_nothing_in_a_backup_is_readable_without_the_key(copied, tmp_path):
    with zipfile.ZipFile(copied[1]) as box:
        (tmp_path / "plain.db").write_bytes(box.read("office.db"))
        told = box.read("manifest.json") + box.read(vault.FILE)
    with pytest.raises(sqlite3.DatabaseError), sqlite3.connect(tmp_path / "plain.db") as connection:
        connection.execute("select * from people")
    connection.close()
    assert "王".encode() not in told


# -- which ones stay ---------------------------------------------------------------------------------------------------


def simulate(days, folder, per_day=2):
    """Make backups for years, thinning after each, and return the paths that are left."""
    left, at = [], datetime(2026, 1, 1, 9)
    for day in range(days):
        for hour in range(per_day):
            made = folder / f"{(at + timedelta(days=day, hours=hour)).strftime(retention.STAMP)}-关闭时.glbackup"
            gone = set(retention.superfluous(left))
            left = [path for path in left if path not in gone] + [made]
    return left


@pytest.mark.slow
def test_after_ten_years_days_weeks_and_months_are_left(tmp_path):
    left = [retention.named(path).at for path in simulate(3650, tmp_path, 1)]
    newest = max(left)
    assert len(left) < 45
    assert len([at for at in left if newest - at < timedelta(days=1)]) == 1
    assert {(newest - timedelta(days=back)).date() for back in range(13)} <= {at.date() for at in left}
    assert len({(at.year, at.month) for at in left}) >= 12
    assert newest - min(left) < timedelta(days=370)


def test_copies_before_a_change_stay_for_thirty_days(tmp_path):
    at = datetime(2026, 11, 24, 9)
    paths = [
        tmp_path / f"{(at - timedelta(days=back, hours=1)).strftime(retention.STAMP)}-导入前-2.glbackup"
        for back in range(60)
    ]
    paths += [
        tmp_path / f"{(at - timedelta(days=back)).strftime(retention.STAMP)}-关闭时.glbackup" for back in range(60)
    ]
    gone = set(retention.superfluous(paths))
    assert not gone & set(paths[:29])
    assert set(paths[35:60]) <= gone


def test_a_clock_far_off_deletes_no_good_backup(tmp_path):
    left = simulate(60, tmp_path)
    wild = tmp_path / "20560101-090000-关闭时.glbackup"
    gone = retention.superfluous([*left, wild])
    newest = max(left)
    assert wild not in gone
    assert newest not in gone
    assert len(gone) < len(left) / 2


def test_two_busy_days_and_a_full_disk_leave_some(tmp_path):
    at = datetime(2026, 11, 24, 9)
    paths = [
        tmp_path / f"{(at - timedelta(minutes=back)).strftime(retention.STAMP)}-关闭时.glbackup" for back in range(60)
    ]
    assert set(retention.superfluous(paths)) == set(paths[30:])
    for path in paths:
        path.write_bytes(b"x" * 10)
    assert retention.too_much(paths, 600) == []
    assert retention.too_much(paths, 100) == paths[10:]
    assert retention.too_much(paths, 0) == paths[5:]


@pytest.mark.slow
def test_on_a_nearly_full_disk_old_backups_make_room(office, monkeypatch):
    for number in range(8):
        with office.write("x") as writer:
            writer.add(Person, {"name": f"第{number}人"})
        office.back_up("手工")
    assert len(backup.listed(office.folder)) == 8
    usage = shutil.disk_usage(office.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    made = backup.make(office, office.folder / "backups", "手工")
    assert len(backup.listed(office.folder)) == 6
    assert made.exists()


def test_a_file_that_is_none_of_ours_is_left_alone(tmp_path):
    assert retention.superfluous([tmp_path / "我的备份.glbackup"]) == []
    assert retention.superfluous([]) == []


def test_control_thinning_by_the_wall_clock_deletes_a_good_one(tmp_path):
    left = simulate(60, tmp_path)
    wild = datetime(2056, 1, 1)
    by_clock = [path for path in left if wild - retention.named(path).at > timedelta(days=365)]
    assert max(left) in by_clock


def test_the_engine_says_what_is_damaged(copied, monkeypatch):
    with copied[0].engine.connect() as connection:
        assert engine.damage_of(connection) == ""


def test_backups_of_the_same_second_stand_beside_each_other_in_order(office, monkeypatch):
    still = office.clock.now()
    monkeypatch.setattr(Clock, "now", lambda _: still)
    made = []
    for number in range(3):
        with office.write("x") as writer:
            writer.add(Person, {"name": f"第{number}人"})
        made.append(office.back_up("导入前"))
    assert backup.listed(office.folder) == made[::-1]
    assert {retention.named(path).occasion for path in made} == {"导入前"}
    assert office.back_up("导入前") is None
