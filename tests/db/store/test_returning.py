"""Going back to a backup in place: told first, kept first, refused for another office; the second place; a new code."""

import pytest
from sqlalchemy import select

from db.clock import Clock
from db.ledgers.people import Person
from db.store import backup
from db.store.returning import Difference, go_back, look
from db.store.store import Founding, Store
from db.store.vault import Cost
from db.trouble import Refused, StoreTrouble

CHEAP = Cost(1, 8 * 1024, 1)


def names(store):
    with store.read() as reader:
        return sorted(name for (name,) in reader.rows(select(Person.name).where(Person.removed_at.is_(None))))


@pytest.fixture
def backed(office):
    """An office with 王 and 李 in its backup; then 李 goes, 王 is renamed, 张 comes."""
    with office.write("试") as writer:
        wang, li = writer.add(Person, {"name": "王"}), writer.add(Person, {"name": "李"})
    file = office.back_up("试")
    with office.write("试") as writer:
        writer.change(Person, wang, {"name": "王改"})
        writer.remove(Person, li)
        writer.add(Person, {"name": "张"})
    return office, file


@pytest.mark.slow
def test_what_would_change_is_told_and_nothing_changes_by_looking(backed, tmp_path):
    office, file = backed
    inside = tmp_path / "inside"
    inside.mkdir()
    assert look(office, file, inside) == [Difference("人员", 1, 1, 1)]
    assert names(office) == ["张", "王改"]


def test_going_back_keeps_a_backup_of_now_and_can_be_gone_back_on(backed, tmp_path, password):
    office, file = backed
    for number, (wanted, found) in enumerate(((file, ["李", "王"]), (None, ["张", "王改"]))):
        inside = tmp_path / f"inside{number}"
        inside.mkdir()
        kept = wanted or next(one for one in backup.listed(office.folder) if "恢复前" in one.name)
        look(office, kept, inside)
        office = go_back(office, kept, inside)
        assert names(office) == found
    assert office.strangers == []
    assert not office.check().damaged
    office.engine.dispose()
    again = Store.open(office.folder, password, office.clock)
    assert names(again) == ["张", "王改"]
    again.engine.dispose()


@pytest.mark.slow
def test_the_backup_of_another_office_is_refused(backed, tmp_path):
    office, _ = backed
    other, _ = Store.create(
        tmp_path / "other", "另外一个办公室的口令。", Founding("别处", "150102402002"), Clock(), CHEAP
    )
    file = other.back_up("试")
    other.engine.dispose()
    inside = tmp_path / "inside"
    inside.mkdir()
    with pytest.raises(Refused, match="另一个办公室"):
        look(office, file, inside)
    assert names(office) == ["张", "王改"]


def test_a_spoilt_backup_is_found_by_examining_it(backed):
    office, file = backed
    assert backup.examine(file, office.key)["counts"]["people"] == 2
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 255
    file.write_bytes(bytes(data))
    with pytest.raises(StoreTrouble):
        backup.examine(file, office.key)


def test_closing_copies_the_newest_backup_to_the_second_place(backed, tmp_path):
    office, _ = backed
    office.second = tmp_path / "stick"
    office.close()
    newest = backup.listed(office.folder)[0]
    assert (office.second / newest.name).read_bytes() == newest.read_bytes()
    blocked = tmp_path / "file"
    blocked.write_text("x")
    assert office.copy_out(blocked / "below") is None, "a place that is gone stops nobody from closing"


def test_a_new_recovery_code_opens_and_the_former_one_does_not(office, founded, password):
    assert office.is_password(founded[1])
    code = office.renew_recovery(CHEAP)
    assert office.is_password(code)
    assert office.is_password(password)
    assert not office.is_password(founded[1])
    assert any("恢复码未核对" in one.what for one in office.check().findings)
    office.tell_recovery(checked=True)
    assert not any("恢复码未核对" in one.what for one in office.check().findings)
