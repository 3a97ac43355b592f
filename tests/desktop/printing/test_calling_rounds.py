"""Calling rounds: one list of those in special difficulty, in walking order; its name stays on what comes of it."""

from datetime import date

import pytest
from sqlalchemy import select

from db.books import BOOKS
from db.ledgers.areas import Dwelling
from db.ledgers.documents import Document
from db.ledgers.people import Person, PersonTag, Placement
from db.ledgers.services import Campaign, Method, Reached, ServiceLog
from db.store import query
from db.store.query import Condition, Query
from db.work.backfill import fill, read_mark, sheet_of
from db.work.campaigns import call_ids, called_on
from db.work.recording import Told, record
from db.work.routes import Way
from desktop.printing.form import Order
from desktop.printing.forms import FORMS
from desktop.printing.issue import issue

DAY = date(2026, 11, 24)


@pytest.fixture
def called(office):
    """Three elders behind doors of one estate, two of them in special difficulty: their ids."""
    with office.write("登记") as writer:
        people = []
        for number, tag in ((3, "lives_alone"), (1, "empty_nest"), (2, None)):
            door = writer.add(Dwelling, {"full_address": f"锦绣小区{number}号楼1单元101"})
            one = writer.add(Person, {"name": f"王秀{'甲乙丙'[number - 1]}", "birth_date": date(1940, 1, 1)})
            writer.add(Placement, {"person_id": one, "dwelling_id": door})
            if tag:
                writer.add(PersonTag, {"person_id": one, "tag": tag})
            people.append(one)
    return people


def test_the_list_is_of_those_in_special_difficulty_in_walking_order_and_so_is_the_filter(office, called):
    with office.read() as reader:
        assert call_ids(reader) == [called[1], called[0]]
        where = Query(BOOKS["people"], where=(Condition("in_difficulty", (True,)),))
        assert set(query.ids(reader, where)) == {called[1], called[0]}


def test_list_sheet_and_log_of_a_calling_round_keep_its_name(office, called, tmp_path, flat):
    order = Order(way=Way(campaign=Campaign.COLD))
    number = issue(office, FORMS["route_sheet"], order, tmp_path / "a.pdf").sheet_no
    text = flat((tmp_path / "a.pdf").read_bytes())
    assert "寒潮走访路线单" in text
    assert "4电话" in text
    with office.write("回填") as writer:
        sheet = sheet_of(writer.reader, number)
        assert [row.name for row in sheet.rows] == ["王秀甲", "王秀丙"]
        fill(writer, sheet, [read_mark("4"), read_mark("3 敲门没人")], "", "张敏")
        keys = ServiceLog.person_id, ServiceLog.campaign, ServiceLog.method, ServiceLog.reached
        assert set(writer.reader.rows(select(*keys))) == {
            (called[1], Campaign.COLD, Method.PHONE, Reached.SEEN),
            (called[0], Campaign.COLD, Method.DOOR, Reached.MISSED),
        }
        assert called_on(writer.reader, Campaign.COLD) == 2
        assert called_on(writer.reader, Campaign.HEAT) == 0
        assert writer.reader.rows(select(Document.title_text)) == [("寒潮走访路线单",)]
        found = Query(BOOKS["visits"], where=(Condition("campaign", (Campaign.COLD,)),))
        assert len(query.ids(writer.reader, found)) == 2


def test_control_a_visit_of_no_calling_round_is_not_counted_for_one(office, called):
    with office.write("走访") as writer:
        record(writer, called[0], Told({}))
        assert called_on(writer.reader, Campaign.COLD) == 0
        assert query.ids(writer.reader, Query(BOOKS["visits"], where=(Condition("campaign", (Campaign.COLD,)),))) == []
