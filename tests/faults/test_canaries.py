"""No planted name or number in plain text in any file of an office, its backups or its scratch files (TRUST A8)."""

import math
import sqlite3
import tempfile
import traceback
from collections import Counter

import pytest
from sqlalchemy import select

from db.ledgers.areas import Dwelling
from db.ledgers.attachments import AttachmentKind
from db.ledgers.people import Contact, Person, PersonTag
from db.store import backup
from db.store.attached import Wanted, attach
from db.store.drafts import Draft
from db.store.store import Store
from db.work.glancing import glance_at
from desktop.errors import words_of

COUNT = 500
CODINGS = ("utf-8", "utf-16-le", "gb18030")
STEMS = ("金丝雀", "15010219", "13877770")
"""Each canary begins with one of these: where no stem is, none of them is."""
GIVEN = "桂芳秀兰玉梅建国淑珍"


def canaries():
    """Return planted names, identity numbers, phones and addresses; nobody's."""
    for number in range(COUNT):
        name = f"金丝雀{GIVEN[number // 10 % 10]}{GIVEN[number // 100]}"
        yield name, f"15010219{4000000000 + number * 7919:010d}", f"13877770{number:03d}", f"金丝雀{number}号楼1单元101"


def found_in(folder):
    """Return which stems stand in the files below a folder, in any coding, and how often."""
    whole = b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    counts = {stem: sum(whole.count(stem.encode(coding)) for coding in CODINGS) for stem in STEMS}
    return {stem: count for stem, count in counts.items() if count}


@pytest.fixture
def planted(office, tmp_path, monkeypatch):
    """An office that has worked with the canaries in every way, and where its scratch files would lie."""
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    with office.write("导入 老人台账.xlsx") as writer:
        for name, number, phone, address in canaries():
            door = writer.add(Dwelling, {"full_address": address})
            person = writer.add(Person, {"name": name, "id_number": number, "phone": phone, "dwelling_id": door})
            writer.add(Contact, {"person_id": person, "name": name, "phone": phone})
            writer.add(PersonTag, {"person_id": person, "tag": "lives_alone", "source": name})
    return office, tmp_path


def work(office, tmp_path, password):
    """Do what an office does, looking at the files after each step."""
    yield "wrote"
    with office.read() as reader:
        assert len(reader.find("金丝雀桂")) > 10
        reader.rows(select(Person).order_by(Person.name))
        people = [row[0] for row in reader.rows(select(Person.id).limit(3))]
    yield "read"
    with office.write("改") as writer:
        writer.change(Person, people[0], {"name": "金丝雀改"})
        writer.remove(Person, people[1])
    yield "changed"
    office.undo_last()
    yield "undone"
    texts = {"name": "金丝雀未存", "phone": STEMS[2], "id_number": STEMS[1]}
    office.keep_draft(Draft("people", None, None, office.clock.now(), texts))
    yield "typing"
    photo = b"\xff\xd8\xff" + "金丝雀的照片".encode() * 99
    attach(office, Wanted(Person, people[0], "金丝雀.jpg", photo, AttachmentKind.PHOTO))
    yield "attached"
    with office.read() as reader:
        assert glance_at(reader, people[0]).name.startswith("金丝雀")
    yield "glanced"
    assert "编号" in words_of(_broken(), tmp_path / "logs")
    assert list((tmp_path / "logs").iterdir())
    yield "broke"
    office.back_up("手工")
    office.backup_to(tmp_path / "stick.glbackup")
    yield "backed up"
    backup.restore(tmp_path / "stick.glbackup", tmp_path / "again", password)
    yield "restored"
    office.purge(people[2], "本人要求")
    office.reindex()
    office.check()
    yield "purged"
    office.close()
    yield "closed"


def _broken():
    """Return a mistake of ours whose text and whose values hold a person."""
    name, number = "金丝雀桂芳", f"{STEMS[1]}400000000X"
    try:
        raise ValueError(f"{name} {number}")
    except ValueError as error:
        return error


def test_control_a_note_with_the_text_of_the_mistake_is_found(tmp_path):
    (tmp_path / "note.txt").write_text("".join(traceback.format_exception(_broken())), "utf-8")
    assert set(found_in(tmp_path)) == {STEMS[0], STEMS[1]}


@pytest.mark.slow
def test_no_canary_is_found_in_any_file_at_any_time(planted, password):
    office, tmp_path = planted
    for step in work(office, tmp_path, password):
        assert found_in(tmp_path) == {}, step


def test_control_an_open_database_shows_the_canaries(tmp_path):
    connection = sqlite3.connect(tmp_path / "plain.db")
    connection.execute("create table people (name, id_number, phone, address)")
    connection.executemany("insert into people values (?, ?, ?, ?)", canaries())
    connection.commit()
    connection.close()
    found = found_in(tmp_path)
    assert set(found) == set(STEMS)
    assert all(count >= COUNT for count in found.values())


@pytest.mark.slow
def test_the_database_file_looks_like_noise(planted):
    office, _ = planted
    office.engine.dispose()
    whole = (office.folder / "office.db").read_bytes()
    shares = [count / len(whole) for count in Counter(whole).values()]
    assert -sum(share * math.log2(share) for share in shares) > 7.99


def test_keys_and_anchor_tell_no_name(planted, password):
    office, _ = planted
    for name in ("keys.json", "keys.json.bak", "audit-head.txt"):
        text = (office.folder / name).read_text("utf-8")
        assert password not in text
        assert "丁香" not in text
    assert isinstance(office, Store)
