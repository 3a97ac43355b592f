"""Two backups at once: one waits for the other, and what is written meanwhile is the next one's."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Event

from db.ledgers.people import Person
from db.store import backup


def two_at_once(office, monkeypatch):
    """Begin a second backup while the first is being read again from the disk; return the path or error of each."""
    first, on, verify = Event(), Event(), backup._verify

    def slow(*given):
        first.set()
        on.wait(0.2)
        verify(*given)

    monkeypatch.setattr(backup, "_verify", slow)
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(office.back_up, "关闭时")]
        first.wait()
        running.append(pool.submit(office.back_up, "导入前"))
    return [one.exception() or one.result() for one in running]


def test_a_backup_waits_for_the_one_being_made_and_is_not_made_twice(office, monkeypatch):
    made, again = two_at_once(office, monkeypatch)
    assert again is None
    backup.examine(made, office.key)


def test_control_two_backups_at_once_sweep_each_other_away(office, monkeypatch):
    monkeypatch.setattr(backup, "ONE_AT_A_TIME", nullcontext())
    assert any(isinstance(one, Exception) for one in two_at_once(office, monkeypatch))


def test_what_is_written_while_a_backup_is_made_is_owed_to_the_next(office, monkeypatch):
    verify = backup._verify

    def meanwhile(*given):
        with office.write("背后") as writer:
            writer.add(Person, {"name": "孙淑珍"})
        verify(*given)

    office.changed = True
    monkeypatch.setattr(backup, "_verify", meanwhile)
    office.back_up("手动")
    assert office.changed
    monkeypatch.setattr(backup, "_verify", verify)
    office.back_up("手动")
    assert not office.changed, "the control"
