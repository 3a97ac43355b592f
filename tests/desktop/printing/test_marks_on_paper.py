"""What papers mark by the office's own rule: from how many years on a grievance is old, how many heads make a group."""

from datetime import date

import pytest
from sqlalchemy import select

from db.ledgers.matters import MatterKind
from db.ledgers.office import Office
from db.work.discussing import raise_matter
from db.work.facts import facts_of
from desktop.printing.matter_words import Words


@pytest.mark.parametrize(
    ("began", "years", "told"),
    [
        (date(2024, 5, 1), None, "2年"),
        (date(2024, 5, 1), 3, ""),
        (date(2024, 5, 1), 2, "2年"),
        (date(2026, 5, 1), None, ""),
        (None, None, ""),
    ],
)
def test_the_years_of_a_grievance_are_told_only_where_the_office_counts_it_as_old(office, began, years, told):
    with office.write("登记") as writer:
        writer.change(Office, writer.reader.scalar(select(Office.id)), {"old_years": years})
        about = {"kind": MatterKind.PETITION, "raised_on": date(2026, 11, 3), "content": "土地补偿"}
        one = raise_matter(writer, {**about, "origin_date": began})
    with office.read() as reader:
        assert Words(reader, facts_of(reader, one)).of("years_old") == told


@pytest.mark.parametrize(
    ("heads", "least", "told"),
    [(4, None, "4人次"), (5, None, "5人次（群体）"), (5, 10, "5人次"), (10, 10, "10人次（群体）")],
)
def test_heads_are_marked_from_the_number_the_office_counts_as_a_group(office, heads, least, told):
    with office.write("登记") as writer:
        writer.change(Office, writer.reader.scalar(select(Office.id)), {"many_heads": least})
        about = {"kind": MatterKind.PETITION, "raised_on": date(2026, 11, 3), "content": "土地补偿"}
        one = raise_matter(writer, {**about, "headcount": heads})
    with office.read() as reader:
        assert Words(reader, facts_of(reader, one)).of("headcount") == told
