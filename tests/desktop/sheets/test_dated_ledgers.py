"""Placements, plans and calls come in as spells: known ones mended, news begin where the old ends, nobody guessed."""

from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from db.books import BOOKS
from db.ledgers.areas import Dwelling
from db.ledgers.care import CarePlan, RiskClass
from db.ledgers.people import Living, Person, Placement
from db.ledgers.services import ServiceLog
from db.work import linking
from db.work.taking import RawRow, take_in
from desktop.sheets.exporting import export_book
from desktop.sheets.importing import How, import_file

pytestmark = pytest.mark.slow

NUMBER = "150103194106150011"
ELDERS = (
    {"name": "王德明", "id_number": NUMBER, "area": "第一网格", "address": "9栋1单元101"},
    {"name": "王秀英", "birth_date": "1941-02-03", "area": "第一网格", "address": "3栋2单元501"},
    {"name": "王秀英", "birth_date": "1948-05-06", "area": "第二网格", "address": "5栋1单元301"},
)


@pytest.fixture
def peopled(office):
    """An office with three elders, two of them of one name."""
    with office.write("试") as writer:
        take_in(writer, BOOKS["elders"], [RawRow(n, row) for n, row in enumerate(ELDERS, 2)], "试.xlsx")
    return office


@pytest.fixture
def come(peopled, tmp_path):
    """A function that takes rows of a ledger in and returns added, updated, unchanged, refused, and the problems."""

    def take(ledger, *rows, dry=False):
        labels = {key: one.label for key, one in BOOKS[ledger].catalogue().items()}
        keys = list(dict.fromkeys(key for row in rows for key in row))
        book = openpyxl.Workbook()
        book.active.append([labels[key] for key in keys])
        for row in rows:
            book.active.append([row.get(key) for key in keys])
        book.save(tmp_path / "a.xlsx")
        [result] = import_file(peopled, tmp_path / "a.xlsx", How(ledger, dry=dry, accept_good=True))
        out = result.outcome
        assert out.read == out.added + out.updated + out.unchanged + out.refused == len(rows)
        told = [(one.cell, one.problem.level.value) for one in out.problems]
        return (out.added, out.updated, out.unchanged, out.refused), told

    return take


def told(office, *columns, of=NUMBER):
    """Return columns of what hangs on a person, in the order of their days."""
    ledger = columns[0].class_
    with office.read(office.viewer.unmasked("测试")) as reader:
        statement = select(*columns).join(Person, ledger.person_id == Person.id)
        return [tuple(row) for row in reader.rows(statement.where(Person.id_number == of).order_by(ledger.id))]


def test_who_moved_lives_behind_the_new_door_from_that_day_and_the_old_home_stays_told(peopled, come):
    moved = {"person_id": NUMBER, "dwelling_id": "8栋1单元302", "since": "2026-03-01"}
    assert come("placements", moved) == ((0, 1, 0, 0), [])
    assert told(peopled, Placement.since, Placement.until) == [(None, date(2026, 3, 1)), (date(2026, 3, 1), None)]
    with peopled.read() as reader:
        statement = select(Dwelling.full_address).join(Person, Person.dwelling_id == Dwelling.id)
        assert reader.scalar(statement.where(Person.name == "王德明")) == "8栋1单元302"
    assert come("placements", moved)[0] == (0, 0, 1, 0)


def test_a_history_of_homes_comes_in_whole_and_again_changes_nothing(peopled, come):
    rows = (
        {"person_id": NUMBER, "dwelling_id": "1栋1单元101", "since": "2001-05-01", "until": "2015-06-30"},
        {"person_id": NUMBER, "dwelling_id": "9栋1单元101", "since": "2015-06-30", "living": "独居"},
    )
    assert come("placements", *rows) == ((1, 1, 0, 0), [])
    assert come("placements", *rows) == ((0, 0, 2, 0), [])
    spells = told(peopled, Placement.since, Placement.until, Placement.living)
    assert sorted(spells) == [
        (date(2001, 5, 1), date(2015, 6, 30), None), (date(2015, 6, 30), None, Living.ALONE),
    ]  # fmt: skip


def test_a_spell_that_reaches_into_another_or_ends_before_it_begins_is_refused(come):
    first = {"person_id": NUMBER, "since": "2001-05-01", "until": "2015-06-30"}
    assert come("placements", first)[0] == (1, 0, 0, 0)
    assert come("placements", {**first, "since": "2010-01-01", "until": "2018-01-01"}) == (
        (0, 0, 0, 1), [("B2", "doubt")],
    )  # fmt: skip
    assert come("placements", {**first, "since": "2018-01-01", "until": "2017-01-01"}) == (
        (0, 0, 0, 1), [("C2", "error")],
    )  # fmt: skip


def test_a_plan_is_filled_in_place_and_changed_from_today(peopled, come):
    assert come("care_plans", {"person_id": NUMBER, "risk_class": "重点"})[0] == (1, 0, 0, 0)
    assert come("care_plans", {"person_id": NUMBER, "risk_class": "重点", "cycle": "每周"})[0] == (0, 1, 0, 0)
    assert come("care_plans", {"person_id": NUMBER, "risk_class": "高风险"})[0] == (0, 1, 0, 0)
    assert told(peopled, CarePlan.risk_class, CarePlan.until) == [
        (RiskClass.KEY, peopled.clock.today()), (RiskClass.HIGH, None),
    ]  # fmt: skip


def test_two_rows_that_say_otherwise_of_one_plan_are_a_doubt_and_the_first_holds(peopled, come):
    rows = ({"person_id": NUMBER, "risk_class": "重点"}, {"person_id": NUMBER, "risk_class": "高风险"})
    assert come("care_plans", *rows)[0] == (1, 0, 0, 1)
    assert told(peopled, CarePlan.risk_class) == [(RiskClass.KEY,)]


def test_of_two_of_one_name_the_birth_date_and_the_door_tell_and_the_name_alone_is_a_doubt(come):
    plan = {"person_id": "王秀英", "risk_class": "重点"}
    assert come("care_plans", plan) == ((0, 0, 0, 1), [("A2", "doubt")])
    assert come("care_plans", {**plan, "birth_date": "1941-02-03"})[0] == (1, 0, 0, 0)
    assert come("care_plans", {**plan, "address": "5-1-301", "area": "第二网格"})[0] == (1, 0, 0, 0)
    assert come("care_plans", {**plan, "birth_date": "1990-01-01"}) == ((0, 0, 0, 1), [("A2", "error")])


def test_a_number_that_belongs_to_another_name_is_a_doubt(come):
    assert come("care_plans", {"person_id": "王秀英", "id_number": NUMBER, "risk_class": "重点"}) == (
        (0, 0, 0, 1), [("A2", "doubt")],
    )  # fmt: skip


def test_the_control_a_reader_that_takes_the_first_namesake_is_caught(come, monkeypatch):
    monkeypatch.setattr(linking.Links, "_said", lambda *_: [])
    monkeypatch.setattr(linking.Links, "_people", lambda self, *where: PEOPLE_OF(self, *where)[:1])
    plan = {"person_id": "王秀英", "risk_class": "重点"}
    assert come("care_plans", plan)[0] != (0, 0, 0, 1)


PEOPLE_OF = linking.Links._people


def test_a_call_is_known_by_whom_day_kind_and_item(peopled, come):
    call = {"person_id": NUMBER, "at": "2026-11-03", "kind": "帮办代办", "item": "缴费"}
    assert come("services", call, {**call, "item": "购物"})[0] == (2, 0, 0, 0)
    assert come("services", {**call, "content": "交了电费"})[0] == (0, 1, 0, 0)
    assert [row[1:] for row in told(peopled, ServiceLog.item, ServiceLog.content, ServiceLog.backdated)] == [
        ("交了电费", True), (None, True),
    ]  # fmt: skip


def test_a_patrol_is_about_a_grid_and_nobody(come):
    patrol = {"area_id": "第一网格", "at": "2026-11-03", "kind": "巡查", "content": "路灯不亮"}
    assert come("services", patrol) == ((1, 0, 0, 0), [])
    assert come("services", patrol) == ((0, 0, 1, 0), [])


def test_a_dry_run_writes_nothing_not_even_a_new_door(peopled, come):
    moved = {"person_id": NUMBER, "dwelling_id": "8栋1单元302", "since": "2026-03-01"}
    assert come("placements", moved, dry=True)[0] == (0, 1, 0, 0)
    assert told(peopled, Placement.since) == [(None,)]
    with peopled.read() as reader:
        assert reader.rows(select(Dwelling.id).where(Dwelling.full_address == "8栋1单元302")) == []


def test_an_edited_export_changes_the_edited_and_the_emptied_cell_alone(peopled, come, tmp_path):
    come("services", {"person_id": NUMBER, "at": "2026-11-03", "content": "问候", "needs": "缺药"})
    path = tmp_path / "b.xlsx"
    export_book(peopled, BOOKS["services"], path, "")
    book = openpyxl.load_workbook(path)
    head = {str(cell.value).rstrip("*"): cell.column for cell in book.active[2]}
    book.active.cell(3, head["内容"]).value = "问候，量了血压"
    book.active.cell(3, head["需求与问题"]).value = None
    book.save(path)
    [result] = import_file(peopled, path, How("services"))
    assert (result.outcome.updated, result.outcome.problems) == (1, [])
    assert told(peopled, ServiceLog.content, ServiceLog.needs) == [("问候，量了血压", None)]
