"""The register of sheets: the same persons in the same order under their number, and where the sheet is."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db.ledgers.documents import SHEET_FLOW, Document, DocumentPerson, SheetState
from db.ledgers.people import Person
from db.trouble import Refused, UnknownName
from db.work import papers

NAMES = "甲乙丙丁戊己"


@pytest.fixture
def carried(office):
    """An office with a print of two sheets: 丙 乙 甲 on the first (甲 on its second page), 戊 丁 on the other."""
    with office.write("试", kind="note") as writer:
        people = {name: writer.add(Person, {"name": f"王秀{name}"}) for name in NAMES}
        about = {
            "form": "door_sheet",
            "privacy": "随身",
            "title_text": "入户走访登记表",
            "data_day": office.clock.today(),
        }
        about |= {"printed_at": office.clock.now(), "printed_by": "王芳"}
        for number, rows in (("K7M2PX9Q-01", "丙乙甲"), ("K7M2PX9Q-02", "戊丁")):
            sheet = writer.add(Document, {**about, "sheet_no": number})
            for row, name in enumerate(rows, 1):
                stands = {"document_id": sheet, "person_id": people[name], "row": row, "page": 1 + (name == "甲")}
                writer.add(DocumentPerson, stands)
    return office


def names(office, number):
    """Return who stands on a sheet, in order, without the first two signs of the name."""
    with office.read() as reader:
        return "".join(row.name[2:] for row in papers.rows_of(reader, number))


@pytest.mark.parametrize(
    ("number", "stand"),
    [
        ("K7M2PX9Q-01", "丙乙甲"),
        (" k7m2px9q－01 ", "丙乙甲"),
        ("K7M2PX9Q-01-1", "丙乙"),
        ("K7M2PX9Q-01-2", "甲"),
        ("K7M2PX9Q-02", "戊丁"),
        ("K7M2PX9Q", "丙乙甲戊丁"),
    ],
)
def test_a_number_tells_who_stands_on_the_sheet_in_order(carried, number, stand):
    assert names(carried, number) == stand


@pytest.mark.parametrize("number", ["", "K7M2PX9R", "K7M2PX9Q-03", "K7M2PX9%-01", "王秀甲"])
def test_a_number_that_no_sheet_has_is_told(carried, number):
    with carried.read() as reader, pytest.raises(UnknownName, match="没有编号"):
        papers.rows_of(reader, number)


def stepped(office, to, who="", whereabouts=""):
    """Step the first sheet and return its row."""
    with office.write("收表", kind="note") as writer:
        [sheet] = papers.registered(writer.reader, "K7M2PX9Q-01")
        papers.step(writer, sheet, to, who, whereabouts)
    with office.read() as reader:
        return reader.get(Document, sheet)


def test_a_sheet_goes_out_comes_back_and_is_destroyed_by_somebody_at_some_time(carried):
    out = stepped(carried, SheetState.OUT, "李建军")
    assert (out.holder, out.taken_at is not None) == ("李建军", True)
    back = stepped(carried, SheetState.RETURNED, "王芳")
    assert (back.state, back.holder, back.returned_to) == (SheetState.RETURNED, "李建军", "王芳")
    gone = stepped(carried, SheetState.DESTROYED)
    assert (gone.destroyed_by, gone.returned_to) == (carried.viewer.name, "王芳")
    with pytest.raises(Refused, match="不能改为"):
        stepped(carried, SheetState.OUT, "李建军")


def test_a_lost_sheet_needs_a_word_and_may_turn_up(carried):
    with pytest.raises(Refused, match="经过"):
        stepped(carried, SheetState.LOST)
    assert stepped(carried, SheetState.LOST, whereabouts="雨天掉在公交车上").whereabouts == "雨天掉在公交车上"
    assert names(carried, "K7M2PX9Q-01") == "丙乙甲"
    assert stepped(carried, SheetState.RETURNED).state is SheetState.RETURNED


@pytest.mark.slow
@pytest.mark.parametrize("before", list(SheetState))
@pytest.mark.parametrize("after", list(SheetState))
def test_only_the_steps_of_the_flow_are_taken(carried, before, after):
    with carried.write("试", kind="note") as writer:
        [sheet] = papers.registered(writer.reader, "K7M2PX9Q-01")
        writer.change(Document, sheet, {"state": before})
    if SHEET_FLOW.allows(before, after):
        assert stepped(carried, after, whereabouts="说明").state is after
    else:
        with pytest.raises(Refused):
            stepped(carried, after, whereabouts="说明")


@pytest.mark.parametrize(("days", "away"), [(3, 0), (4, 2)])
def test_a_carried_sheet_is_overdue_after_three_days(carried, days, away):
    printed = carried.clock.now().astimezone().date()
    with carried.read() as reader:
        found = papers.overdue(reader, printed + timedelta(days=days))
    assert len(found) == away


def test_what_came_back_or_stays_in_the_cabinet_is_not_overdue(carried):
    stepped(carried, SheetState.RETURNED)
    with carried.write("试", kind="note") as writer:
        other = writer.reader.scalar(select(Document.id).where(Document.sheet_no == "K7M2PX9Q-02"))
        writer.change(Document, other, {"privacy": "归档"})
    with carried.read() as reader:
        assert papers.overdue(reader, date(2099, 1, 1)) == []
