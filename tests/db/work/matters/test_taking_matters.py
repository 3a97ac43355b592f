"""Old registers come in: numbers unique, every gap explained, the same sheet twice changes nothing."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from db.books import BOOKS
from db.ledgers.matters import Matter, MatterKind, MatterState, Outcome
from db.ledgers.parties import MatterParty, PartySide
from db.store import query
from db.store.query import Query
from db.words.checks import Sex
from db.work.numbering import gaps, voids, years
from db.work.stepping import register
from db.work.taking import RawRow
from db.work.taking_matters import take_matters

pytestmark = pytest.mark.slow
DISPUTE = MatterKind.DISPUTE
ONE = {
    "no": "（2024）丁人调字第018号", "name": "王秀兰", "respondent": "李建国、赵有才", "dispute_type": "邻里",
    "raised_on": "2024.3.5", "content": "楼上漏水", "outcome": "调解成功", "resolved_on": "2024-03-20",
    "phone": "13804711234", "area": "第三网格", "mediator": "张伟", "closed_on": "2024-04-01",
}  # fmt: skip


def take(office, *rows, book="disputes"):
    with office.write("导入") as writer:
        raw = [RawRow(n, row, dict.fromkeys(row, f"A{n}")) for n, row in enumerate(rows, 2)]
        return take_matters(writer, BOOKS[book], raw, "旧台账.xlsx")


def counted(came):
    assert came.read == came.added + came.updated + came.unchanged + came.refused
    return came.added, came.updated, came.unchanged, came.refused


def test_a_masked_number_is_told_of_a_new_row_only_and_never_kept(office):
    masked = ONE | {"area": "", "phone": "138****1234", "id_number": "150103********0011"}
    came = take(office, masked)
    assert sorted(one.problem.field for one in came.problems) == ["id_number", "phone"]
    assert take(office, masked).problems == []
    with office.read(office.viewer.unmasked("核对")) as reader:
        assert {row[0] for row in reader.rows(select(MatterParty.phone))} == {None}


def test_an_old_dispute_comes_in_with_parties_case_number_and_state(office):
    assert counted(take(office, ONE)) == (1, 0, 0, 0)
    with office.read() as reader:
        [row] = query.cells(reader, BOOKS["disputes"], query.ids(reader, Query(BOOKS["disputes"])))
        sides = dict(reader.rows(select(MatterParty.name, MatterParty.side)))
    assert (row["no"], row["status"], row["outcome"]) == (ONE["no"], MatterState.ARCHIVED, Outcome.AGREED_WRITTEN)
    assert (row["name"], row["respondent"], row["mediator"]) == ("王秀兰", "李建国、赵有才", "张伟")
    assert (row["dispute_type"], row["raised_on"], row["phone"]) == ("02", date(2024, 3, 5), "138****1234")
    assert sides["赵有才"] is PartySide.RESPONDENT
    assert row["backfilled"]


def test_the_same_sheet_again_changes_nothing_and_a_changed_cell_just_that(office):
    take(office, ONE)
    assert counted(take(office, ONE)) == (0, 0, 1, 0)
    assert counted(take(office, ONE | {"content": "楼上漏水，已修"})) == (0, 1, 0, 0)
    came = take(office, ONE | {"outcome": "调解不成"})
    assert counted(came)[:2] == (0, 1)
    assert "只能由办理步骤" in came.problems[-1].problem.reason


def test_what_is_no_outcome_becomes_the_result_and_is_told(office):
    came = take(
        office, {"content": "路灯不亮", "raised_on": "2025-1-2", "outcome": "已联系电工修好，问题解决"}, book="matters"
    )
    assert counted(came) == (1, 0, 0, 0)
    assert [one.problem.field for one in came.problems] == ["outcome"]
    with office.read() as reader:
        assert reader.rows(select(Matter.outcome, Matter.result)) == [(Outcome.SOLVED, "已联系电工修好，问题解决")]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"name": "王秀兰", "raised_on": "2024-3-5"}, "content"),
        ({"content": "漏水"}, "raised_on"),
        ({"content": "漏水", "raised_on": "2024-3-5", "resolved_on": "2024-3-1"}, "resolved_on"),
    ],
)
def test_a_row_that_says_too_little_or_the_impossible_is_refused_with_its_field(office, row, field):
    came = take(office, row)
    assert counted(came) == (0, 0, 0, 1)
    assert came.problems[0].problem.field == field


def test_a_number_twice_in_a_sheet_is_a_doubt(office):
    assert counted(take(office, ONE, ONE | {"content": "另一件"})) == (1, 0, 0, 1)


def old_disputes(count):
    draw = random.Random(5)
    numbers = draw.sample(range(1, count + count // 10), count)
    for n in range(count):
        day = date(2024, 1, 1) + timedelta(days=draw.randrange(360))
        number = {"no": f"（2024）丁人调字第{numbers[n]}号"} if n % 3 else {}
        yield {
            **number,
            "name": f"王秀{n}",
            "respondent": "李四",
            "content": f"第{n}件",
            "raised_on": day,
            "outcome": "调解成功",
        }


@pytest.mark.parametrize("count", [200, pytest.param(5000, marks=pytest.mark.long)])
def test_old_disputes_are_numbered_without_doubles_and_every_gap_is_explained(office, count):
    came = take(office, *old_disputes(count))
    assert counted(came) == (count, 0, 0, 0)
    with office.read() as reader:
        seqs = [row[0] for row in reader.rows(select(Matter.seq).where(Matter.year == 2024))]
        assert len(set(seqs)) == len(seqs) == count
        assert gaps(reader, DISPUTE, 2024) == []
        explained = voids(reader, DISPUTE, 2024)
        print(f"{count} disputes up to {max(seqs)}, {len(explained)} numbers explained as void")
        assert len(explained) == max(seqs) - count
        assert years(reader, DISPUTE) == [(2024, count)]
        assert reader.scalar(select(func.count()).select_from(MatterParty)) == 2 * count


def test_control_a_gap_that_nobody_entered_is_seen(office):
    with office.write("试") as writer:
        for _ in range(3):
            last = register(writer, {"kind": DISPUTE, "raised_on": date(2026, 11, 3), "content": "漏水"})
        writer.change(Matter, last, {"seq": 9}, steering=True)
        assert gaps(writer.reader, DISPUTE, 2026) == [3, 4, 5, 6, 7, 8]


def test_a_cause_that_names_a_type_of_dispute_is_the_type_and_any_other_is_just_the_title(office):
    plain = {key: one for key, one in ONE.items() if key not in ("no", "content", "dispute_type")}
    rows = (
        {"subject": "邻里纠纷", "sex": "女"},
        {"subject": "为一棵树"},
        {"subject": "邻里", "dispute_type": "物业纠纷"},
    )
    came = take(office, *(plain | {"raised_on": f"2024.3.{n}"} | row for n, row in enumerate(rows, 5)))
    assert counted(came) == (3, 0, 0, 0)
    with office.read() as reader:
        found = query.cells(reader, BOOKS["disputes"], query.ids(reader, Query(BOOKS["disputes"])))
    told = {row["subject"]: (row["dispute_type"], row["sex"]) for row in found}
    assert told == {"邻里纠纷": ("02", Sex.FEMALE), "为一棵树": (None, None), "邻里": ("17", None)}
