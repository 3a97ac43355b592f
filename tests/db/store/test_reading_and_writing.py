"""Reading and writing: one transaction, revisions, dated facts, masks."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, union_all

from db.ledgers.areas import Area, Dwelling
from db.ledgers.codes import CodeItem
from db.ledgers.people import Living, Person, PersonStatus, PersonTag, Placement
from db.store import writer as writing
from db.store.audit import TRANSACTIONS
from db.store.writer import SHOWN, Changes, Edit
from db.trouble import Cancelled, Refused, StaleRecord

DAY = date(2026, 11, 24)


def test_a_new_office_holds_its_community_account_codes_and_rules(office):
    with office.read() as reader:
        assert reader.rows(select(Area.code, Area.name)) == [("150102402001", "丁香社区")]
        assert reader.codes("kinship").read("儿子") or reader.codes("kinship").items
        assert reader.scalar(select(CodeItem.id).where(CodeItem.set == "没有")) is None
        assert reader.codes("area").label("150102402001") == "丁香社区"
        assert reader.today == DAY
    assert office.viewer.name == "丁香社区"


def test_an_exception_rolls_all_of_it_back(office, snapshot, wang):
    before = snapshot(office)

    def write_and_fail():
        with office.write("坏了") as writer:
            writer.add(Person, wang)
            writer.add_many(Person, [{"name": "赵玉兰"}] * 3)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert snapshot(office) == before
    with office.read() as reader:
        assert reader.find("王秀英") == []


def test_a_rehearsal_writes_nothing(office, snapshot, wang):
    before = snapshot(office)
    with office.rehearse("预演") as writer:
        writer.add(Person, wang)
        assert writer.reader.scalar(select(Person.name)) == "王秀英"
    assert snapshot(office) == before
    assert not office.changed


def test_what_is_read_back_equals_what_was_written(settled, wang):
    office, person, _ = settled
    with office.read(office.viewer.unmasked("核对")) as reader:
        found = reader.get(Person, person, with_=(Person.contacts, Person.tags, Person.placements, Person.dwelling))
    assert {key: getattr(found, key) for key in wang} == wang
    assert found.pinyin == "wang xiu ying"
    assert found.birth_date == date(1940, 1, 5)
    assert found.contacts[0].name == "李建国"
    assert found.dwelling.room == "501"
    assert found.placements[0].living is Living.ALONE
    assert found.revision == 2  # the placement set what the person shows


def test_an_unknown_column_is_a_mistake_of_ours(office):
    with pytest.raises(KeyError, match="nickname"), office.write("x") as writer:
        writer.add(Person, {"name": "王秀英", "nickname": "x"})


def test_an_old_revision_is_stale(settled):
    office, person, _ = settled
    with office.write("改") as writer:
        assert writer.change(Person, person, {"note": "一"}, revision=2)
        assert not writer.change(Person, person, {"note": "一"})
    with pytest.raises(StaleRecord), office.write("又改") as writer:
        writer.change(Person, person, {"note": "二"}, revision=2)


def test_a_removed_record_is_gone_for_reading_searching_and_changing(settled):
    office, person, _ = settled
    with office.write("移除") as writer:
        writer.remove(Person, person)
        writer.remove(Person, person)  # twice is once
    with office.read() as reader:
        assert reader.get(Person, person) is None
        assert reader.find("王秀英") == []
        assert [step.op for step in reader.history(Person, person)] == ["I", "U", "D"]
    with pytest.raises(Refused, match="已不在"), office.write("改") as writer:
        writer.change(Person, person, {"note": "x"})
    with pytest.raises(Refused, match="已不在"), office.write("改") as writer:
        writer.place(person, {"living": Living.ALONE}, DAY, Edit.CHANGE)


def test_a_new_name_brings_its_pinyin_and_a_new_address_its_parts(settled):
    office, person, _ = settled
    with office.write("改") as writer:
        writer.change(Person, person, {"name": "单雄信"})
        door = writer.reader.rows(select(Dwelling.id))[0][0]
        writer.change(Dwelling, door, {"full_address": "7号楼1单元302"})
    with office.read() as reader:
        assert reader.get(Person, person).pinyin == "shan xiong xin"
        assert reader.get(Dwelling, door).room == "302"
        assert [found.id for found in reader.find("7号楼")] == [person]
        assert reader.find("3号楼") == []


def test_changes_name_the_ledgers_and_ids_and_many_is_none(office, wang, monkeypatch):
    monkeypatch.setattr(writing, "MANY", 3)
    with office.write("x") as writer:
        one = writer.add(Person, wang)
        assert writer.changes.ids == {"people": {one}}
        writer.add_many(Person, [{"name": "赵玉兰"}] * 4)
    assert office.last.ids == {"people": None}
    assert office.last.ledgers == {"people"}
    assert Changes().ledgers == frozenset()


# -- dated facts -------------------------------------------------------------------------------------------------------


def test_a_wrong_placement_is_mended_in_place_and_a_change_begins_a_new_row(settled, grid):
    office, person, placement = settled
    with office.write("改错") as writer:
        writer.correct(Placement, placement, {"living": Living.COUPLE_ONLY})
    with office.write("有变化") as writer:
        writer.place(person, {"status": PersonStatus.MOVED_OUT}, date(2026, 5, 1), Edit.CHANGE)
    with office.read() as reader:
        rows = reader.rows(select(Placement.since, Placement.until, Placement.living, Placement.status))
        assert rows == [
            (date(2020, 1, 1), date(2026, 5, 1), Living.COUPLE_ONLY, PersonStatus.LIVING_HERE),
            (date(2026, 5, 1), None, Living.COUPLE_ONLY, PersonStatus.MOVED_OUT),
        ]
        assert reader.get(Person, person).status is PersonStatus.MOVED_OUT


def test_a_tag_that_changed_ends_and_a_new_one_begins_with_its_reason(settled):
    office, _, _ = settled
    with office.write("变化") as writer:
        tag = writer.reader.rows(select(PersonTag.id))[0][0]
        new = writer.succeed(PersonTag, tag, {"level": "二级"}, DAY)
        placement = writer.reader.rows(select(Placement.id))[0][0]
        moved = writer.succeed(Placement, placement, {}, DAY, "搬家")
    with office.read() as reader:
        assert reader.get(PersonTag, tag).until == DAY
        assert (reader.get(PersonTag, new).level, reader.get(PersonTag, new).since) == ("二级", DAY)
        assert reader.get(Placement, moved).reason == "搬家"


LIVINGS = st.sampled_from([*Living, None])
STATES = st.sampled_from(list(PersonStatus))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("place"), LIVINGS, STATES, st.sampled_from(list(Edit)), st.integers(0, 900)),
        st.tuples(st.just("correct"), LIVINGS),
        st.tuples(st.just("succeed"), STATES, st.integers(0, 900)),
        st.tuples(st.just("add"), LIVINGS),
        st.tuples(st.just("remove")),
        st.tuples(st.just("undo")),
    ),
    max_size=7,
)


def take(office, person, step):
    """Take one step with a person's placements."""
    kind, *said = step
    if kind != "undo":
        with office.write(kind) as writer:
            move(writer, person, kind, said)
        return
    with office.read() as reader:
        undone = select(TRANSACTIONS.c.undoes).where(TRANSACTIONS.c.undoes.is_not(None))
        mine = TRANSACTIONS.c.reason.in_(("place", "add", "correct", "succeed", "remove"))
        left = reader.rows(select(TRANSACTIONS.c.id).where(mine, TRANSACTIONS.c.id.not_in(undone)))
    if left:  # never so far that the person is taken back
        office.undo_last()


def move(writer, person, kind, said):
    current = writer._current(person)
    if kind == "place":
        living, status, how, days = said
        writer.place(person, {"living": living, "status": status}, DAY + timedelta(days), how)
    elif kind == "add":
        writer.add(Placement, {"person_id": person, "living": said[0], "since": DAY})
    elif current is None:
        return
    elif kind == "correct":
        writer.correct(Placement, current["id"], {"living": said[0]})
    elif kind == "succeed":
        writer.succeed(Placement, current["id"], {"status": said[0]}, DAY + timedelta(said[1]))
    else:
        writer.remove(Placement, current["id"])


def differs(office, person):
    """Say whether what the person shows differs from the current placement."""
    with office.write("看") as writer:
        current = writer._current(person) or {**dict.fromkeys(SHOWN), "status": PersonStatus.LIVING_HERE}
        shown = writer._row(Person, person, removed=True)
    return shown["removed_at"] is None and any(shown[key] != current[key] for key in SHOWN)


@pytest.fixture
def someone(office):
    """An office and a person who has lived nowhere yet."""
    with office.write("登记") as writer:
        person = writer.add(Person, {"name": "赵玉兰"})
    return office, person


def test_a_person_shows_the_current_placement_after_any_steps(someone):
    office, person = someone

    @given(STEPS)
    @settings(max_examples=30)
    def holds(steps):
        for step in steps:
            take(office, person, step)
            assert not differs(office, person), step

    holds()


def test_control_a_writer_that_forgets_the_person_is_caught(someone, monkeypatch):
    office, person = someone
    monkeypatch.setattr(writing.Writer, "_show_placement", lambda *_: None)
    take(office, person, ("add", Living.ALONE))
    assert differs(office, person)


def test_people_placed_in_bulk_show_it_too(office, grid):
    with office.write("批量") as writer:
        people = writer.add_many(Person, [{"name": "赵玉兰"}] * 3)
        writer.add_many(Placement, [{"person_id": one, "area_id": grid, "living": Living.ALONE} for one in people])
        writer.add(Placement, {"person_id": people[0], "since": DAY})  # a second current one: the later holds
    with office.read() as reader:
        shown = dict(reader.rows(select(Person.id, Person.living)))
    assert shown == {people[0]: None, people[1]: Living.ALONE, people[2]: Living.ALONE}


# -- masks -------------------------------------------------------------------------------------------------------------

MASKED = ("150102********0042", "138****0001")


def told(reader, person):
    """Ask for the numbers of a person in every form that the store knows."""
    number, phone = Person.id_number, Person.phone
    plain = select(number, phone).where(Person.id == person)
    inner = plain.subquery()
    yield reader.rows(plain)[0]
    yield reader.rows(select(number.label("a"), phone.label("b")).where(Person.id == person))[0]
    yield reader.rows(select(inner.c.id_number, inner.c.phone))[0]
    yield reader.rows(union_all(plain, plain))[1]
    yield reader.rows(plain.cte().select())[0]
    whole = reader.rows(select(Person).where(Person.id == person))[0][0]
    yield whole.id_number, whole.phone
    name, record = reader.rows(select(Person.name, Person).where(Person.id == person))[0]
    assert name == "王秀英"
    yield record.id_number, record.phone
    yield reader.scalar(select(number).where(Person.id == person)), next(reader.stream(select(phone)))[0]
    history = reader.history(Person, person)[0].after
    yield history["id_number"], history["phone"]


def test_numbers_are_masked_in_every_form_of_question(settled):
    office, person, _ = settled
    with office.read() as reader:
        assert [tuple(one) for one in told(reader, person)] == [MASKED] * 9


def test_a_masked_row_has_named_values_as_a_plain_one(settled):
    office, person, _ = settled
    statement = select(Person.id, Person.phone, Person.name.label("called"))
    for viewer in (office.viewer, office.viewer.unmasked("核对")):
        with office.read(viewer) as reader:
            row = reader.rows(statement)[0]
            assert (row.id, row.called) == (person, "王秀英")
            assert row.phone[-4:] == "0001"


def test_numbers_are_whole_for_a_reason(settled, wang):
    office, person, _ = settled
    with office.read(office.viewer.unmasked("核对更正")) as reader:
        assert {tuple(one) for one in told(reader, person)} == {(wang["id_number"], wang["phone"])}


def test_control_masks_bound_to_plain_columns_only_would_leak(settled, wang, monkeypatch):
    office, person, _ = settled
    with office.read() as reader:
        monkeypatch.setattr(reader, "_masks", lambda statement: ())
        assert wang["id_number"] in {one[0] for one in told(reader, person)}


def test_an_empty_number_stays_empty(office):
    with office.write("x") as writer:
        writer.add(Person, {"name": "赵玉兰"})
    with office.read() as reader:
        assert reader.rows(select(Person.id_number, Person.phone)) == [(None, None)]
        assert reader.rows(select(Person))[0][0].phone is None


def test_ids_rise_strictly(office):
    with office.write("x") as writer:
        ids = writer.add_many(Person, [{"name": "赵玉兰"}] * 50)
    assert ids == sorted(ids)
    assert {one.version for one in ids} == {7}
    assert all(isinstance(one, UUID) for one in ids)


COUNTING = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000000) select count(*) from n"


def test_what_nobody_waits_for_any_more_breaks_off_and_the_store_reads_on(office):
    looks = iter((False, False, True))
    with pytest.raises(Cancelled), office.read(stop=lambda: next(looks)) as reader:
        reader.rows(text(COUNTING))
    assert next(looks, None) is None, "control: it was still reading when it was asked"
    with office.read() as reader:
        assert reader.rows(text("select 1")) == [(1,)]
