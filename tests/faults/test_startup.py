"""Twelve states an office folder can be in at start: each its own sentence, and nothing is created or changed (F8)."""

import shutil
import sqlite3

import pytest

from db.clock import Clock
from db.store.engine import make_engine
from db.store.store import Store
from db.store.vault import Cost, Vault
from db.store.vault import save as save_keys
from db.trouble import StoreTrouble


def no_folder(folder):
    shutil.rmtree(folder)


def a_file_for_a_folder(folder):
    shutil.rmtree(folder)
    folder.write_bytes(b"x")


def no_database(folder):
    (folder / "office.db").unlink()


def a_folder_for_a_database(folder):
    (folder / "office.db").unlink()
    (folder / "office.db").mkdir()


def empty_database(folder):
    (folder / "office.db").write_bytes(b"")


def plain_database(folder):
    (folder / "office.db").unlink()
    connection = sqlite3.connect(folder / "office.db")
    connection.execute("create table people (name)")
    connection.commit()
    connection.close()


def another_file(folder):
    (folder / "office.db").write_bytes("这不是数据库。".encode() * 999)


def first_page_damaged(folder):
    whole = bytearray((folder / "office.db").read_bytes())
    whole[100] ^= 1
    (folder / "office.db").write_bytes(whole)


def cut_short(folder):
    whole = (folder / "office.db").read_bytes()
    (folder / "office.db").write_bytes(whole[:3000])


def no_keys(folder):
    (folder / "keys.json").unlink()


def spoilt_keys(folder):
    (folder / "keys.json").write_bytes((folder / "keys.json").read_bytes()[:200])


def keys_of_another_office(folder):
    save_keys(folder, Vault.found("office", "丁香花开满了整条街。", Cost(1, 64, 1))[0])


STATES = [no_folder, a_file_for_a_folder, no_database, a_folder_for_a_database, empty_database, plain_database,
          another_file,
          first_page_damaged, cut_short, no_keys, spoilt_keys, keys_of_another_office]  # fmt: skip


@pytest.mark.parametrize("spoil", STATES, ids=lambda one: one.__name__)
def test_a_folder_that_cannot_be_opened_is_told_and_left_alone(folder, password, prints, spoil):
    spoil(folder)
    before = prints(folder), folder.exists()
    with pytest.raises(StoreTrouble) as told:
        Store.open(folder, password, Clock())
    assert told.value.what
    assert told.value.remedy
    assert (prints(folder), folder.exists()) == before


def test_the_wrong_password_is_told_and_changes_nothing(folder, prints):
    before = prints(folder)
    with pytest.raises(StoreTrouble, match="口令不对"):
        Store.open(folder, "错的口令错的口令呀", Clock())
    assert prints(folder) == before


def test_the_sentences_differ_by_what_is_wrong(folder, password, tmp_path):
    said = {}
    for spoil in STATES:
        copy = tmp_path / spoil.__name__
        shutil.copytree(folder, copy)
        spoil(copy)
        with pytest.raises(StoreTrouble) as told:
            Store.open(copy, password, Clock())
        said[spoil.__name__] = told.value.what.replace(str(copy), "")
    assert len(set(said.values())) >= 6, said


def test_control_an_open_path_that_creates_a_missing_file_is_caught(folder, prints):
    no_database(folder)
    before = prints(folder)
    engine = make_engine(folder / "office.db", b"k" * 32, mode="rwc")
    engine.connect().close()
    engine.dispose()
    assert prints(folder) != before
