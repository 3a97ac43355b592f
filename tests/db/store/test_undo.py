"""Undo: former values come back byte for byte, later changes are never lost, an undo is itself audited."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.ledgers.areas import Area, AreaLevel
from db.ledgers.people import Contact, Living, Person, PersonTag, Placement
from db.ledgers.services import Method, ServiceLog
from db.store import undo as undoing
from db.store.audit import TRANSACTIONS
from db.store.ids import new_id
from db.store.writer import Edit
from db.trouble import Refused
from db.work.areas import Grids

DAY = date(2026, 11, 24)


def everything(store):
    """Tell all rows of people and what belongs to them, removed ones by their mark only."""
    found = {}
    with store.engine.connect().execution_options(reading=True) as connection:
        for ledger in (Person, Placement, PersonTag, Contact, Area):
            rows = connection.execute(select(ledger.__table__).where(ledger.removed_at.is_(None))).mappings()
            found[ledger] = {
                row["id"]: {k: v for k, v in row.items() if k not in ("revision", "changed_at", "changed_by")}
                for row in rows
            }
    return found


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("name"), st.sampled_from(["王秀兰", "赵玉兰", "单雄信"])),
        st.tuples(st.just("place"), st.sampled_from([*Living, None]), st.sampled_from(list(Edit))),
        st.tuples(st.just("tag"), st.sampled_from(["dementia", "lives_alone"])),
        st.tuples(st.just("untag")),
        st.tuples(st.just("contact"), st.sampled_from(["", "13904710002"])),
        st.tuples(st.just("newcomer"), st.integers(1, 3)),
        st.tuples(st.just("remove")),
    ),
    min_size=1,
    max_size=5,
)


def take(writer, person, step):
    """Take one step in a transaction."""
    kind, *said = step
    if kind == "newcomer":
        for one in writer.add_many(Person, [{"name": "新来的"}] * said[0]):
            writer.add(Placement, {"person_id": one, "since": DAY})
    elif kind == "remove":
        writer.remove(Person, person)
    elif kind == "untag":
        for (one,) in writer.reader.rows(select(PersonTag.id).where(PersonTag.removed_at.is_(None))):
            writer.remove(PersonTag, one)
    elif writer._row(Person, person, removed=True)["removed_at"] is not None:
        return
    elif kind == "name":
        writer.change(Person, person, {"name": said[0]})
    elif kind == "place":
        writer.place(person, {"living": said[0]}, DAY, said[1])
    elif kind == "tag":
        writer.add(PersonTag, {"person_id": person, "tag": said[0]})
    else:
        writer.add(Contact, {"person_id": person, "name": "李建国", "phone": said[0] or None})


def test_undo_brings_every_row_back_whatever_the_transaction_did(settled):
    office, person, _ = settled

    @given(st.lists(STEPS, min_size=1, max_size=3))
    @settings(max_examples=25)
    def holds(transactions):
        states = []
        for steps in transactions:
            states.append(everything(office))
            with office.write("一笔") as writer:
                for step in steps:
                    take(writer, person, step)
                empty = writer.trail.count == 0
            if empty:
                states.pop()
        for state in reversed(states):
            assert office.undo_last() is not None
            assert everything(office) == state

    holds()
    assert not office.check().damaged


def test_control_an_undo_that_skips_children_is_caught(settled, monkeypatch):
    office, person, _ = settled
    before = everything(office)
    with office.write("一笔") as writer:
        take(writer, person, ("name", "赵玉兰"))
        take(writer, person, ("tag", "dementia"))
    whole = undoing._take_back
    monkeypatch.setattr(
        undoing, "_take_back", lambda w, ledger, op, c: whole(w, ledger, op, c) if ledger is Person else 0
    )
    office.undo_last()
    assert everything(office) != before


def test_undo_twice_is_two_steps_and_the_founding_stays(settled):
    office, person, _ = settled
    for name in ("一", "二"):
        with office.write(f"改{name}") as writer:
            writer.change(Person, person, {"note": name})
    assert [office.undo_last().what for _ in range(2)] == ["改二", "改一"]
    with office.read() as reader:
        assert reader.get(Person, person).note is None
    assert [office.undo_last().what for _ in range(2)] == ["登记", "新建网格"]
    assert office.undo_last() is None
    with office.read() as reader:
        assert reader.rows(select(Area.name).where(Area.removed_at.is_(None))) == [("丁香社区",)]
        kinds = [row[0] for row in reader.rows(select(TRANSACTIONS.c.kind).order_by(TRANSACTIONS.c.seq))]
    assert kinds == ["write"] * 5 + ["undo"] * 4


def test_undo_says_what_when_and_how_much(settled):
    office, _, _ = settled
    undone = office.undo_last()
    assert (undone.what, undone.count) == ("登记", 6)
    assert undone.at.tzinfo is not None
    assert office.changed


@pytest.mark.slow
def test_a_later_change_of_the_same_record_refuses_an_import_undo_by_name(office, snapshot):
    batch = new_id()
    with office.write("导入 老人台账.xlsx", batch=batch) as writer:
        person = writer.add(Person, {"name": "赵玉兰"})
        other = writer.add(Person, {"name": "钱桂芳"})
    with office.write("改备注") as writer:
        writer.change(Person, other, {"note": "x"})
    before = snapshot(office)
    with pytest.raises(Refused, match="改备注"):
        office.undo_import(batch)
    assert snapshot(office) == before
    office.undo_last()
    assert office.undo_import(batch).what == "导入 老人台账.xlsx"
    with office.read() as reader:
        assert reader.get(Person, person) is None
    with pytest.raises(Refused, match="批次"):
        office.undo_import(batch)
    with pytest.raises(Refused, match="批次"):
        office.undo_import(new_id())


def test_control_without_the_look_for_later_changes_a_change_is_lost(office, monkeypatch):
    batch = new_id()
    with office.write("导入", batch=batch) as writer:
        person = writer.add(Person, {"name": "赵玉兰"})
    with office.write("改备注") as writer:
        writer.change(Person, person, {"note": "要紧"})
    monkeypatch.setattr(undoing, "_refuse_later", lambda *_: None)
    office.undo_import(batch)
    with office.read() as reader:
        assert reader.get(Person, person) is None


def test_an_undone_removal_is_found_again(settled):
    office, person, _ = settled
    with office.write("移除") as writer:
        writer.remove(Person, person)
    office.undo_last()
    with office.read() as reader:
        assert [found.id for found in reader.find("wxy")] == [person]


def test_a_grid_can_be_made_again_after_its_import_was_undone(office):
    for _ in range(2):
        with office.write("导入") as writer:
            home = writer.reader.rows(select(Area.id).where(Area.level == AreaLevel.COMMUNITY))[0][0]
            assert Grids(writer.reader).home == home
            Grids(writer.reader).make(writer, "第三网格")
        office.undo_last()


def test_a_large_transaction_is_undone_page_by_page(office, monkeypatch, snapshot):
    monkeypatch.setattr(undoing, "PAGE", 7)
    before = snapshot(office)
    with office.write("批量") as writer:
        people = writer.add_many(Person, [{"name": "赵玉兰"}] * 20)
        for one in people[:5]:
            writer.place(one, {"living": Living.ALONE}, DAY, Edit.CHANGE)
    assert office.undo_last().count == 30
    assert snapshot(office) == before
    assert not office.check().damaged


def test_a_note_and_an_empty_write_are_not_undone(settled):
    office, _, _ = settled
    office.note("打印 花名册")
    with office.write("什么也没改"):
        pass
    assert office.undo_last().what == "登记"


def test_every_kind_of_value_comes_back(settled):
    office, person, _ = settled
    at = datetime(2026, 10, 3, 4, 5, 6, 789, tzinfo=UTC)
    first = {
        "at": at,
        "person_id": person,
        "amount": Decimal("12.50"),
        "settled_on": DAY,
        "method": Method.DOOR,
        "minutes": 20,
    }
    other = {
        "at": office.clock.now(),
        "person_id": None,
        "amount": None,
        "settled_on": None,
        "method": None,
        "minutes": 1,
    }
    with office.write("记") as writer:
        one = writer.add(ServiceLog, {**first, "backdated": True, "content": "“引号”\n换行\\𠮷"})
    with office.read() as reader:
        before = reader.rows(select(ServiceLog.__table__))
    with office.write("改") as writer:
        writer.change(ServiceLog, one, {**other, "backdated": False, "content": None})
    office.undo_last()
    with office.read() as reader:
        after = reader.rows(select(ServiceLog.__table__))
        found = reader.get(ServiceLog, one)
    assert {key: getattr(found, key) for key in first} == first
    differs = {key for key in before[0]._fields if getattr(before[0], key) != getattr(after[0], key)}
    assert differs <= {"revision", "changed_at", "changed_by"}


def test_a_value_of_a_column_that_is_gone_is_passed_over():
    assert undoing.values_of(Person, {"name": "王", "column_of_old": 1, "revision": 3}) == {"name": "王"}
