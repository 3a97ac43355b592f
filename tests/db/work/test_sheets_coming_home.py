"""回填 and 微信接龙: a printed sheet keyed in in its own order, once; pasted lines matched, doubted or unknown."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from db.ledgers.areas import Area, AreaLevel, Dwelling
from db.ledgers.documents import Document, DocumentPerson, SheetState
from db.ledgers.people import Person
from db.ledgers.services import Method, Reached, ServiceLog
from db.ledgers.teams import Membership, Role
from db.store.writer import Edit
from db.trouble import Refused, UnknownName
from db.work import backfill
from db.work.backfill import Mark, fill, read_mark, sheet_of
from db.work.roll_call import match_lines, read_lines, write_lines

TODAY = date(2026, 11, 24)
PASTE = """#接龙 今日走访
例 姓名 门牌 情况
1. 王秀英 3-2-501 已访
2、李德明　不在家
3) 张三丰 已访 要买药
④ 王秀英 5-1-101 电话 正常
5. 赵无人 已访
6. 王秀英 已访
辛苦大家了"""


@pytest.fixture
def street(office):
    """A grid of five people; two are called 王秀英."""
    with office.write("试") as writer:
        home = writer.reader.scalar(select(Area.id).where(Area.level == AreaLevel.COMMUNITY))
        grid = writer.add(
            Area, {"parent_id": home, "level": AreaLevel.GRID, "code": "150102402001001", "name": "第一网格"}
        )
        worker = writer.add(Person, {"name": "李建军"})
        writer.add(Membership, {"person_id": worker, "area_id": grid, "role": Role.GRID_WORKER})
        people = []
        for name, door in (
            ("王秀英", "丁香苑3号楼2单元501"), ("李德明", "丁香苑3号楼2单元502"), ("张三丰", "丁香苑4号楼1单元101"),
            ("王秀英", "丁香苑5号楼1单元101"), ("乌云", "丁香苑6号楼1单元101"),
        ):  # fmt: skip
            one = writer.add(Person, {"name": name, "birth_date": date(1940, 1, 1)})
            dwelling = writer.add(Dwelling, {"full_address": door, "area_id": grid})
            writer.place(one, {"dwelling_id": dwelling, "area_id": grid}, date(2026, 1, 1), Edit.CHANGE)
            people.append(one)
    return people


@pytest.fixture
def printed(office, street):
    """A registered sheet whose rows stand in an order of their own."""
    order = [street[at] for at in (4, 1, 3, 0, 2)]
    values = {
        "sheet_no": "K7M2PX9Q", "form": "door_sheet", "privacy": "随身", "title_text": "入户走访登记表",
        "data_day": TODAY, "printed_at": datetime(2026, 11, 24, 1, tzinfo=UTC), "printed_by": "王芳",
    }  # fmt: skip
    with office.write("打印") as writer:
        sheet = writer.add(Document, values)
        for row, person in enumerate(order, 1):
            writer.add(DocumentPerson, {"document_id": sheet, "person_id": person, "row": row})
    return order


def visits(store):
    with store.read() as reader:
        return reader.rows(
            select(ServiceLog.person_id, ServiceLog.reached, ServiceLog.needs, ServiceLog.sheet_no)
            .where(ServiceLog.removed_at.is_(None))
            .order_by(ServiceLog.id)
        )


def keyed(store, marks, day="", number="K7M2PX9Q"):
    with store.read() as reader:
        sheet = sheet_of(reader, number)
    with store.write("回填走访表") as writer:
        return fill(writer, sheet, [read_mark(mark) for mark in marks], day, "李建军")


def test_the_rows_stand_as_they_were_printed_with_the_grids_own_worker(office, printed):
    with office.read() as reader:
        sheet = sheet_of(reader, "ｋ7m2 px9q\n")
        with pytest.raises(UnknownName):
            sheet_of(reader, "ZZZZZZZZ")
    assert [row.person for row in sheet.rows] == printed
    assert [row.number for row in sheet.rows] == [1, 2, 3, 4, 5]
    assert sheet.rows[1].door == "3栋2单元502室"
    assert sheet.worker == "李建军"


def test_a_sheet_of_more_rows_than_anybody_keys_in_asks_for_one_of_its_pages(office, printed, monkeypatch):
    monkeypatch.setattr(backfill, "MOST_ROWS", 4)
    with office.read() as reader, pytest.raises(Refused, match="5 行"):
        sheet_of(reader, "K7M2PX9Q")


def test_a_mark_is_one_digit_and_what_was_needed_behind_it():
    assert read_mark("1") == Mark(Reached.SEEN)
    assert read_mark("２ 要加装扶手") == Mark(Reached.TOLD_BY_FAMILY, "要加装扶手")
    assert read_mark("0") == read_mark("") == Mark()
    assert isinstance(read_mark("9"), str)
    assert isinstance(read_mark("见到"), str)


def test_every_row_with_a_mark_becomes_a_visit_and_the_sheet_is_home(office, printed):
    assert keyed(office, ["1", "2 要买药", "3", "", "1"]).written == 4
    assert [(one, reached) for one, reached, _, _ in visits(office)] == [
        (printed[0], Reached.SEEN), (printed[1], Reached.TOLD_BY_FAMILY), (printed[2], Reached.MISSED),
        (printed[4], Reached.SEEN),
    ]  # fmt: skip
    assert visits(office)[1][2:] == ("要买药", "K7M2PX9Q")
    with office.read() as reader:
        assert reader.scalar(select(Document.state)) is SheetState.RETURNED
    assert keyed(office, ["", "", "", "1", ""]).written == 1, "the row left out may follow"


@pytest.mark.slow
@pytest.mark.parametrize("day", ["", "昨天"])
def test_the_same_sheet_twice_makes_no_second_visit_whatever_day_is_typed(office, printed, day):
    keyed(office, ["1"] * 5)
    again = keyed(office, ["1"] * 5, day)
    assert again.written == 0
    assert len(again.already) == 5
    assert len(visits(office)) == 5
    with office.read() as reader:
        assert all("已录" in row.already for row in sheet_of(reader, "K7M2PX9Q").rows)


def test_control_a_sheet_that_is_not_named_would_be_written_twice(office, printed):
    keyed(office, ["1"] * 5)
    with office.write("改") as writer:
        for (one,) in writer.reader.rows(select(ServiceLog.id)):
            writer.change(ServiceLog, one, {"sheet_no": None})
    assert keyed(office, ["1"] * 5, "昨天").written == 5


def test_undo_takes_the_whole_sheet_back(office, printed):
    keyed(office, ["1"] * 5)
    office.undo_last()
    assert visits(office) == []
    with office.read() as reader:
        assert reader.scalar(select(Document.state)) is SheetState.OUT


def test_pasted_lines_are_matched_by_name_and_door_doubted_or_unknown(office, street):
    with office.read() as reader:
        lines = match_lines(reader, read_lines(PASTE))
    assert [line.state for line in lines] == ["matched"] * 4 + ["unknown", "doubtful"]
    assert [line.picked for line in lines[:4]] == [street[0], street[1], street[2], street[3]]
    assert [line.reached for line in lines[:2]] == [Reached.SEEN, Reached.MISSED]
    assert lines[2].needs == "要买药"
    assert lines[3].method is Method.PHONE
    assert len(lines[5].choices) == 2


def test_a_door_that_is_not_the_persons_own_is_a_doubt(office, street):
    with office.read() as reader:
        lines = match_lines(reader, read_lines("1. 李德明 9-9-909 已访"))
    assert lines[0].state == "doubtful"


def test_only_certain_lines_become_visits_and_pasting_again_makes_none(office, street):
    for times in range(2):
        with office.read() as reader:
            lines = match_lines(reader, read_lines(PASTE))
        with office.write("接龙") as writer:
            done = write_lines(writer, lines, "", "李建军")
        assert sum(one.service is not None for one in done) == (0 if times else 4)
    with office.read() as reader:
        assert reader.scalar(select(func.count()).select_from(ServiceLog)) == 4
