"""What is built upon the rules of an office is built once for the same rules, and anew for others."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from time import sleep

import pytest
from sqlalchemy import select

from db.books import due
from db.books.due import _turned, due_states
from db.ledgers.care import CycleRule
from db.ledgers.people import Person
from db.store.query import terms


def both(office):
    with office.read() as reader:
        return terms(reader), terms(reader)


def test_the_same_rules_read_twice_are_the_same_terms_and_share_their_statements(office):
    first, second = both(office)
    assert first is not second
    assert first == second
    assert hash(first) == hash(second)
    assert _turned(first) is _turned(second)


def test_another_day_or_another_rule_makes_other_terms(office):
    first, _ = both(office)
    with office.read() as reader:
        assert terms(reader, date(2026, 11, 25)) != first
        rule = reader.scalar(select(CycleRule.id).where(CycleRule.removed_at.is_(None)).limit(1))
    with office.write("试") as writer:
        writer.change(CycleRule, rule, {"soon_days": 6})
    second, _ = both(office)
    assert second != first
    assert _turned(second) is not _turned(first)


def test_one_statement_answers_for_any_people(office):
    with office.write("试") as writer:
        old = {"birth_date": date(1930, 1, 1)}
        people = [writer.add(Person, {"name": name, **old}) for name in ("张秀英", "李德明")]
    with office.read() as reader:
        now = terms(reader)
        for one in people:
            assert set(due_states(reader.rows, [one], now)) <= {one}
        together = due_states(reader.rows, people, now)
        alone = {k: v for one in people for k, v in due_states(reader.rows, [one], now).items()}
    assert together == alone


def twice_at_once(ask):
    """Let two threads begin together and ask twice each."""
    begin = Barrier(2)

    def asked(_):
        begin.wait()
        return ask(), ask()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(asked, range(2)))


@pytest.mark.slow
def test_threads_that_ask_at_once_for_everybody_hold_one_and_the_same(office, monkeypatch):
    whole = due.standing

    def slowly(*asked):
        sleep(0.05)
        return whole(*asked)

    monkeypatch.setattr(due, "standing", slowly)
    now, _ = both(office)
    for ask, same in ((due._whole, True), (due._of_all, False)):
        due._of_all.cache_clear()
        found = twice_at_once(lambda ask=ask: ask(now))
        assert all(first is again for first, again in found) is same, "control: bare, one thread finds the other's"
