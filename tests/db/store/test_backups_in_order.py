"""Backups in order: a wrong clock puts none in the wrong place, and a stick shared by offices loses none (TRUST F9)."""

from db.ledgers.people import Person
from db.store import backup, retention


def test_a_backup_sorts_behind_the_one_before_it_whatever_the_clock_says(office, monkeypatch):
    ahead = office.folder / backup.FOLDER / "20991231-235959-关闭时.glbackup"
    ahead.parent.mkdir(exist_ok=True)
    ahead.write_bytes(b"made while the clock stood wrong")
    with office.write("试") as writer:
        writer.add(Person, {"name": "孙淑珍"})
    made = office.back_up("关闭时")
    assert made.name.startswith("21000101-000000")
    assert backup.listed(office.folder)[0] == made
    assert office.backed_up(), "the newest by name is the newest by what it holds"
    monkeypatch.setattr(backup, "_stamp", lambda _, now: now.strftime(retention.STAMP))
    with office.write("试") as writer:
        writer.add(Person, {"name": "李德明"})
    office.back_up("关闭时")
    assert not office.backed_up(), "the control: named by the wall clock alone it is taken for an old one"


def test_thinning_a_stick_leaves_the_backups_of_another_office_alone(office, tmp_path):
    stick = tmp_path / "usb"
    stick.mkdir()
    others = [stick / f"2026{month:02}15-120000-关闭时.glbackup" for month in range(1, 10)]
    others += [stick / f"20260915-12{minute:02}01-关闭时.glbackup" for minute in range(40)]
    for one in others:
        one.write_bytes(b"sealed with another key")
    with office.write("试") as writer:
        writer.add(Person, {"name": "孙淑珍"})
    office.back_up("关闭时")
    made = office.copy_out(stick)
    assert set(stick.glob("*.glbackup")) == {made, *others}
    assert retention.superfluous([made, *others]), "the control: by their names alone some would go"
