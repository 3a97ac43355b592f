"""The gate (A12): guesses wait longer and longer, the end of a wait is fixed, and nobody is locked out for good."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from db.clock import Clock
from db.store import gate
from db.store.gate import Attempts, Gate
from db.store.store import Store
from db.trouble import StoreTrouble

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_the_waits_are_those_that_were_promised():
    waits = [gate.pause_after(failures) for failures in range(1, 13)]
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 300, 60, 60]


@pytest.fixture
def shut(tmp_path):
    """A gate after ten failures at NOW."""
    made = Gate(tmp_path)
    for _ in range(10):
        made.failed(NOW)
    return made


def ends(guarded):
    """Return after how many seconds somebody who asks every second comes through."""
    for second in range(400):
        try:
            guarded.require_open(NOW + timedelta(seconds=second))
        except StoreTrouble:
            continue
        return second
    return None


def test_ten_failures_shut_it_for_five_minutes_however_often_one_asks(shut):
    assert ends(shut) == 300


@pytest.mark.slow
def test_control_a_gate_whose_clock_begins_anew_at_each_try_is_seen(shut, monkeypatch):
    plain = Gate.require_open

    def restarting(self, now):
        try:
            plain(self, now)
        except StoreTrouble:
            self._keep(Attempts(10, now.timestamp(), now.timestamp() + 300))
            raise

    monkeypatch.setattr(Gate, "require_open", restarting)
    assert ends(shut) is None


def test_control_a_threshold_that_is_never_reached_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(gate, "ROUND", 99)
    made = Gate(tmp_path)
    for _ in range(10):
        made.failed(NOW)
    assert ends(made) < 300


def test_it_survives_a_restart_and_knows_offices_apart(shut, tmp_path):
    with pytest.raises(StoreTrouble, match=r"10 次.*5 分钟"):
        Gate(tmp_path).require_open(NOW)
    Gate(tmp_path / "another").require_open(NOW)


def test_a_clock_set_back_by_years_does_not_shut_it_for_years(shut):
    back = NOW - timedelta(days=3650)
    with pytest.raises(StoreTrouble):
        shut.require_open(back)
    with pytest.raises(StoreTrouble):
        shut.require_open(back + timedelta(seconds=299))
    shut.require_open(back + timedelta(seconds=300))


def test_a_file_that_is_not_ours_counts_nothing(shut):
    for told in ("", "[]", '{"failures": "x"}', '{"failures": 1}'):
        shut.path.write_text(told)
        shut.require_open(NOW)


@pytest.mark.slow
@pytest.mark.parametrize("steps", [pytest.param(600, marks=()), pytest.param(10_000, marks=pytest.mark.long)])
def test_nobody_waits_longer_than_five_minutes_of_asking(tmp_path, steps):
    chance, now, made = random.Random(5), NOW, Gate(tmp_path)
    for _ in range(steps):
        match chance.randrange(6):
            case 0:
                now += timedelta(days=chance.randint(-9999, 9999) % 9999 - 4999)
                now = max(min(now, NOW + timedelta(days=9000)), NOW - timedelta(days=9000))
            case 1:
                made = Gate(tmp_path)
            case _:
                now += timedelta(seconds=chance.randint(0, 90))
                try:
                    made.require_open(now)
                except StoreTrouble:
                    continue
                made.failed(now)
        known = gate.rebased(made.known(), now.timestamp())
        assert known.until - now.timestamp() <= 300
    made.require_open(max(now, NOW) + timedelta(days=9999))


def test_guesses_at_an_office_are_slowed_and_the_recovery_code_still_opens(founded, folder, password):
    told = []
    for _ in range(4):
        with pytest.raises(StoreTrouble) as stop:
            Store.open(folder, "错的口令错的口令呀", Clock())
        told.append(stop.value.what)
    assert told[:3] == ["口令不对，没有打开。"] * 3
    assert told[3] == "口令已连续错了 3 次。"
    with pytest.raises(StoreTrouble, match="3 次"):
        Store.open(folder, password, Clock())
    Store.open(folder, founded[1], Clock()).engine.dispose()
    Store.open(folder, password, Clock()).engine.dispose()
