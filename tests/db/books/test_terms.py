"""What is built upon the rules of an office is built once for the same rules, and anew for others."""

from datetime import date

from sqlalchemy import select

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
