"""网格队伍: vacancy marks of the 1+1+3, coverage, and handing a post over with its people."""

from datetime import date

import pytest
from sqlalchemy import select

from db.ledgers.areas import Area, AreaLevel
from db.ledgers.care import CarePlan
from db.ledgers.people import Person
from db.ledgers.services import Reached
from db.ledgers.teams import Membership, Role, Team, TeamKind
from db.store.writer import Edit
from db.trouble import Refused
from db.work.posts import charges, hand_over, leave_post, staffing, tree_of
from db.work.recording import Told, record

TODAY = date(2026, 11, 24)


@pytest.fixture
def grids(office):
    """第十网格 without anything, 第二网格 with all five, a building below it."""
    with office.write("试") as writer:
        home = writer.reader.scalar(select(Area.id).where(Area.level == AreaLevel.COMMUNITY))
        made = {}
        for n, name in ((10, "第十网格"), (2, "第二网格")):
            values = {"parent_id": home, "level": AreaLevel.GRID, "code": f"150102402001{n:03}", "name": name}
            made[name] = writer.add(Area, values)
        made["6号楼"] = writer.add(
            Area,
            {"parent_id": made["第二网格"], "level": AreaLevel.MICRO_GRID, "code": "B6", "name": "6号楼"},
        )
        writer.add(Team, {"name": "丁香社区党委", "kind": TeamKind.PARTY_COMMITTEE})
        writer.add(Team, {"name": "二网格支部", "kind": TeamKind.BRANCH, "area_id": made["第二网格"]})
        places = ((Role.CADRE, "第二网格"), (Role.GRID_WORKER, "第二网格"), (Role.BUILDING_HEAD, "6号楼"))
        for n, (role, where) in enumerate(places):
            one = writer.add(Person, {"name": f"干{'甲乙丙'[n]}"})
            values = {"person_id": one, "area_id": made[where], "role": role, "since": date(2025, 1, 1)}
            made[role] = (one, writer.add(Membership, values))
    return made


def nodes(store):
    with store.read() as reader:
        return {node.name: node for node in tree_of(reader)}


def test_grids_stand_in_order_with_their_vacancies(office, grids):
    found = nodes(office)
    assert [name for name in found if "网格" in name or "楼" in name] == ["第二网格", "6号楼", "第十网格"]
    assert found["第二网格"].vacant == ()
    assert found["第十网格"].vacant == ("党支部", "包网格干部", "网格员", "楼栋长")
    assert found["6号楼"].filled == {"楼栋长": ("干丙",)}
    assert staffing(list(found.values())) == (1, 2)


def test_a_post_that_ended_leaves_its_slot_vacant(office, grids):
    with office.write("离岗") as writer:
        leave_post(writer, grids[Role.BUILDING_HEAD][1], TODAY)
    assert nodes(office)["第二网格"].vacant == ("楼栋长",)
    assert nodes(office)["6号楼"].vacant == ("楼栋长",)
    office.undo_last()
    assert nodes(office)["第二网格"].vacant == ()


def test_coverage_counts_the_elders_met_this_month_once(office, grids):
    with office.write("试") as writer:
        for n, reached in enumerate((Reached.SEEN, Reached.MISSED, None)):
            one = writer.add(Person, {"name": f"老{n}", "birth_date": date(1940, 1, 1)})
            writer.place(one, {"area_id": grids["6号楼"]}, date(2026, 1, 1), Edit.CHANGE)
            if reached:
                record(writer, one, Told({"at": "", "reached": reached}))
                record(writer, one, Told({"at": "昨天", "reached": reached}))
    found = nodes(office)
    assert (found["6号楼"].elders, found["6号楼"].seen) == (3, 1)
    assert (found["第二网格"].elders, found["第二网格"].seen) == (3, 1), "with what lies below"
    assert (found["第十网格"].elders, found["第十网格"].seen) == (0, 0)


def test_a_handover_dates_the_post_and_those_entrusted_to_it(office, grids):
    worker, post = grids[Role.GRID_WORKER]
    with office.write("试") as writer:
        new = writer.add(Person, {"name": "接班"})
        for where in ("第二网格", "6号楼", "第十网格"):
            one = writer.add(Person, {"name": f"老{where}"})
            writer.place(one, {"area_id": grids[where]}, date(2026, 1, 1), Edit.CHANGE)
            writer.add(CarePlan, {"person_id": one, "responsible_person_id": worker, "since": date(2026, 1, 1)})
    with office.read() as reader:
        assert len(charges(reader, post)) == 2, "not those of another grid"
    day = date(2026, 11, 20)
    with office.write("交接") as writer:
        done = hand_over(writer, post, new, day)
    assert done.people == 2
    with office.read() as reader:
        old = reader.rows(select(Membership.person_id, Membership.since, Membership.until)
                          .where(Membership.role == Role.GRID_WORKER).order_by(Membership.id))  # fmt: skip
        plans = reader.rows(select(CarePlan.responsible_person_id, CarePlan.until).order_by(CarePlan.id))
    assert old == [(worker, date(2025, 1, 1), day), (new, day, None)]
    assert sum(keeper == new and until is None for keeper, until in plans) == 2
    assert sum(keeper == worker and until == day for keeper, until in plans) == 2
    office.undo_last()
    assert nodes(office)["第二网格"].filled["网格员"] == ("干乙",)


def test_a_handover_to_the_bearer_or_before_the_start_is_refused(office, grids):
    worker, post = grids[Role.GRID_WORKER]
    with office.write("试") as writer:
        new = writer.add(Person, {"name": "接班"})
    with pytest.raises(Refused, match="现任"), office.write("交接") as writer:
        hand_over(writer, post, worker, TODAY)
    with pytest.raises(Refused, match="早于"), office.write("交接") as writer:
        hand_over(writer, post, new, date(2024, 1, 1))
