"""高龄津贴 by months: who may draw it, how much, what begins, stops, rises and is to be certified."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from db.ledgers.allowances import Allowance
from db.ledgers.care import AllowanceRate
from db.ledgers.people import Person, PersonTag, Placement
from db.trouble import Refused
from db.work import allowance_months
from db.work.allowance_months import BackPay, category_for, drawn_in, eligible_from
from db.work.allowances import (
    adjust,
    begun_in,
    certify,
    certify_all,
    not_filed,
    pay_back,
    reaching,
    register,
    stop,
    stopped_in,
    to_certify,
)  # fmt: skip

pytestmark = pytest.mark.slow
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def elders(office):
    """Three elders of 79, 80 and 89 years by months, with rates that rose in July: {birth: person}."""
    with office.write("登记") as writer:
        for since, amount in ((date(2020, 1, 1), "100"), (date(2026, 10, 1), "150")):
            writer.add(AllowanceRate, {"category": "a80", "amount": Decimal(amount), "since": since})
        writer.add(AllowanceRate, {"category": "a90", "amount": Decimal(300), "since": date(2020, 1, 1)})
        found = {}
        for birth in (date(1946, 12, 1), date(1946, 11, 30), date(1936, 12, 31)):
            found[birth] = writer.add(Person, {"name": "王某", "birth_date": birth})
            writer.add(Placement, {"person_id": found[birth]})
    return office, list(found.values())


@pytest.mark.parametrize(
    ("birth", "month", "category"),
    [
        (date(1946, 11, 30), date(2026, 11, 1), "a80"),
        (date(1946, 12, 1), date(2026, 11, 30), None),
        (date(1936, 11, 30), date(2026, 11, 1), "a90"),
        (date(1926, 11, 30), date(2026, 11, 1), "a100"),
        (date(1936, 12, 1), date(2026, 11, 30), "a80"),
        (date(1948, 2, 29), date(2028, 2, 1), "a80"),
    ],
)
def test_the_month_of_birth_counts_and_not_the_day(birth, month, category):
    assert category_for(birth, month) == category
    assert (eligible_from(birth) <= month) == (category is not None)


def test_control_counting_by_the_day_gives_another_month(monkeypatch):
    monkeypatch.setattr(allowance_months, "months_old", lambda birth, month: (month - birth).days * 12 // 365)
    assert category_for(date(1946, 11, 30), date(2026, 11, 1)) != "a80" or category_for(
        date(1946, 12, 1), date(2026, 11, 30)
    )


def test_who_is_too_young_or_draws_already_is_refused_with_the_month(elders):
    office, (young, old, _) = elders
    with office.write("津贴") as writer:
        with pytest.raises(Refused, match="2026 年 12 月"):
            register(writer, young, NOVEMBER)
        register(writer, old, NOVEMBER)
        with pytest.raises(Refused, match="重复"):
            register(writer, old, DECEMBER)


def test_back_pay_is_counted_month_by_month_at_the_rate_of_each(elders):
    office, (_, _, oldest) = elders
    with office.write("津贴") as writer:
        register(writer, oldest, NOVEMBER, back=BackPay(date(2026, 8, 1), 3, "late"))
        [drawn] = drawn_in(writer.reader, NOVEMBER)
        assert (drawn.amount, drawn.back, drawn.paid) == (Decimal(150), Decimal(350), Decimal(500))
        assert drawn_in(writer.reader, DECEMBER)[0].paid == Decimal(150)
        assert [one.person_id for one in begun_in(writer.reader, NOVEMBER)] == [oldest]


def back_over_a_birthday(writer, oldest):
    """Let who fills 90 in December be registered in January with three months before it; return what is paid."""
    january = date(2027, 1, 1)
    register(writer, oldest, january, back=BackPay(date(2026, 10, 1), 3, "late"))
    [drawn] = drawn_in(writer.reader, january)
    return [(part.category, part.first.month, part.months, part.amount) for part in drawn.parts], drawn.paid


def test_back_pay_over_a_change_of_class_counts_each_month_by_the_class_of_that_month(elders):
    office, (_, _, oldest) = elders
    with office.write("津贴") as writer:
        parts, paid = back_over_a_birthday(writer, oldest)
        assert parts == [("a80", 10, 2, Decimal(150)), ("a90", 12, 1, Decimal(300))]
        assert paid == Decimal(300) + 2 * 150 + 300
        reasons = writer.reader.rows(select(Allowance.category, Allowance.back_reason))
        assert reasons == [("a90", "late")]
        with pytest.raises(Refused, match="原因"):
            register(writer, elders[1][1], NOVEMBER, back=BackPay(date(2026, 11, 1), 1, "想补"))


def test_control_back_pay_by_the_class_of_today_pays_too_much(elders, monkeypatch):
    office, (_, _, oldest) = elders
    monkeypatch.setattr(allowance_months, "class_in", lambda _reader, one, *_: one.category)
    with office.write("津贴") as writer:
        assert back_over_a_birthday(writer, oldest)[1] == Decimal(1200)


def test_months_before_somebody_was_poor_are_paid_by_the_usual_class(elders):
    office, (_, _, oldest) = elders
    with office.write("津贴") as writer:
        rate = {"category": "a80_poor", "amount": Decimal(500), "since": date(2020, 1, 1)}
        writer.add(AllowanceRate, rate)
        writer.add(PersonTag, {"person_id": oldest, "tag": "minimum_living", "since": date(2026, 10, 10)})
        register(writer, oldest, NOVEMBER, back=BackPay(date(2026, 8, 1), 3, "late"))
        [drawn] = drawn_in(writer.reader, NOVEMBER)
        assert [(part.category, part.months) for part in drawn.parts] == [("a80", 2), ("a80_poor", 1)]
        assert drawn.paid == Decimal(500) + 2 * 100 + 500


def test_a_stop_names_its_first_unpaid_month_and_its_reason(elders):
    office, (_, old, _) = elders
    with office.write("津贴") as writer:
        one = register(writer, old, NOVEMBER)
        with pytest.raises(Refused):
            stop(writer, one, DECEMBER, "随便")
        stop(writer, one, DECEMBER, "not_certified")
        assert [row.stop_reason for row in stopped_in(writer.reader, DECEMBER)] == ["not_certified"]
        assert stopped_in(writer.reader, NOVEMBER) == []
        assert drawn_in(writer.reader, NOVEMBER)
        assert drawn_in(writer.reader, DECEMBER) == []


def test_who_fills_90_moves_to_the_higher_class_once_and_is_no_newcomer(elders):
    office, (young, old, oldest) = elders
    with office.write("津贴") as writer:
        register(writer, oldest, NOVEMBER)
        assert reaching(writer.reader, DECEMBER, 90) == [oldest]
        assert reaching(writer.reader, DECEMBER, 80) == [young]
        assert adjust(writer, NOVEMBER) == []
        assert len(adjust(writer, DECEMBER)) == 1
        assert adjust(writer, DECEMBER) == []
        assert [(row.allowance.category, row.paid) for row in drawn_in(writer.reader, DECEMBER)] == [
            ("a90", Decimal(300))
        ]
        assert begun_in(writer.reader, DECEMBER) == []
        assert stopped_in(writer.reader, DECEMBER) == []
        assert not_filed(writer.reader, DECEMBER) == [old, young]


def test_certification_is_a_log_by_month(elders):
    office, (_, old, _) = elders
    with office.write("津贴") as writer:
        register(writer, old, NOVEMBER)
        assert to_certify(writer.reader, NOVEMBER) == [old]
        certify(writer, old, date(2026, 11, 20))
        assert to_certify(writer.reader, NOVEMBER) == []
        assert to_certify(writer.reader, DECEMBER) == [old]
        with pytest.raises(Refused):
            certify(writer, old, DECEMBER)


def test_control_an_allowance_without_a_rate_pays_nothing_known(elders):
    office, (_, old, _) = elders
    with office.write("津贴") as writer:
        register(writer, old, NOVEMBER, category="a80_poor")
        assert [row.paid for row in drawn_in(writer.reader, NOVEMBER)] == [None]
        assert writer.reader.rows(select(Allowance.category)) == [("a80_poor",)]


def test_a_month_is_never_paid_twice_and_certified_once(elders):
    office, (_, old, oldest) = elders
    with office.write("津贴") as writer:
        one = register(writer, oldest, date(2026, 9, 1))
        for first, count in (
            (date(2026, 8, 1), 2),
            (date(2026, 9, 1), 1),
            (date(2026, 11, 1), 1),
            (date(2010, 1, 1), 1),
        ):
            with pytest.raises(Refused):
                pay_back(writer, one, NOVEMBER, BackPay(first, count, "late"))
        new = pay_back(writer, one, NOVEMBER, BackPay(date(2026, 7, 1), 2, "late"))
        assert new != one
        with pytest.raises(Refused):
            pay_back(writer, new, DECEMBER, BackPay(date(2026, 8, 1), 1, "late"))
        stop(writer, new, DECEMBER, "not_certified")
        with pytest.raises(Refused):
            register(writer, oldest, NOVEMBER)
        register(writer, old, NOVEMBER)
        assert certify_all(writer, [old, oldest, old], date(2026, 11, 20)) == 2
        assert certify_all(writer, [old], date(2026, 11, 21)) == 0


def test_control_back_pay_is_paid_twice_where_nothing_looks_at_the_months_paid(elders, monkeypatch):
    office, (_, _, oldest) = elders
    monkeypatch.setattr(allowance_months, "paid_months", lambda *_: [])
    with office.write("津贴") as writer:
        one = register(writer, oldest, date(2026, 9, 1))
        assert pay_back(writer, one, NOVEMBER, BackPay(date(2026, 9, 1), 1, "late"))
