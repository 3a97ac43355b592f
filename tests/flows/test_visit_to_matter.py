"""The need a visit found becomes a matter from its record, in one action."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from db.ledgers.matters import Matter, MatterKind
from db.ledgers.parties import MatterParty
from db.ledgers.people import Person
from db.ledgers.services import LogKind, ServiceLog


@pytest.fixture
def visited(office):
    """A visit at a door that found a need, and one that found none."""
    with office.write("走访") as writer:
        person = writer.add(Person, {"name": "王秀英", "phone": "13804710001"})
        about = {"kind": LogKind.VISIT, "person_id": person}
        found = writer.add(ServiceLog, {**about, "at": datetime(2026, 11, 24, 2, tzinfo=UTC), "needs": "燃气软管老化"})
        silent = writer.add(ServiceLog, {**about, "at": datetime(2026, 11, 23, 2, tzinfo=UTC)})
    return found, silent


def test_a_hazard_is_registered_from_the_record_of_a_visit_and_opened_from_there(visited, at_desk):
    desk, page = at_desk("visits")
    page.side.show_service(visited[0])
    page.side.show()
    line = page.side.raising
    assert line.see.isHidden()
    line.buttons[MatterKind.HAZARD].click()
    assert "已登记隐患" in page.toast.words.text()
    with desk.store.read() as reader:
        [(matter,)] = reader.rows(select(Matter))
        [(party,)] = reader.rows(select(MatterParty))
    assert (matter.kind, matter.content, matter.source_log_id) == (MatterKind.HAZARD, "燃气软管老化", visited[0])
    assert party.name == "王秀英"
    line.see.click()
    assert desk.window.built["matters"].file.matter == matter.id


def test_the_same_finding_is_not_registered_twice_and_a_visit_without_one_says_so(visited, at_desk):
    desk, page = at_desk("visits")
    line = page.side.raising
    for one, words in ((visited[0], "已经登记过"), (visited[1], "没有写需求")):
        page.side.show_service(one)
        page.side.show()
        line.make(MatterKind.NEED)
        line.make(MatterKind.NEED)
        assert words in line.wrong.text()
    with desk.store.read() as reader:
        assert len(reader.rows(select(Matter.id))) == 1


def test_what_was_just_typed_is_kept_before_it_becomes_a_matter(visited, at_desk):
    desk, page = at_desk("visits")
    page.side.show_service(visited[1])
    page.side.show()
    page.side.editors["needs"].widget.setPlainText("想装扶手")
    page.side.raising.buttons[MatterKind.NEED].click()
    with desk.store.read() as reader:
        [(matter,)] = reader.rows(select(Matter))
    assert matter.content == "想装扶手"
