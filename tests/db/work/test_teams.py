"""队伍: teams with dated members, told by kind, never lost by a slip."""

from datetime import date

import pytest
from sqlalchemy import select

from db.ledgers.areas import Area, AreaLevel
from db.ledgers.people import Person
from db.ledgers.teams import Membership, Role, Team, TeamKind
from db.trouble import Refused
from db.work.children import children_of, end_child, keep_child
from db.work.teams import join, join_new, names_of, remove_team, teams_of


@pytest.fixture
def team(office):
    """A branch of the community with one member."""
    with office.write("试") as writer:
        home = writer.reader.scalar(select(Area.id).where(Area.level == AreaLevel.COMMUNITY))
        made = writer.add(Team, {"name": "丁香党支部", "kind": TeamKind.BRANCH, "area_id": home})
        writer.add(Team, {"name": "丁香社区党委", "kind": TeamKind.PARTY_COMMITTEE, "area_id": home})
        join(writer, made, writer.add(Person, {"name": "张敏"}), Role.SECRETARY)
    return made


def counts(store, area=None):
    with store.read() as reader:
        return [(line.name, line.members) for line in teams_of(reader, area)]


def test_teams_stand_by_kind_with_who_belongs_to_them_today(office, team):
    assert counts(office) == [("丁香社区党委", 0), ("丁香党支部", 1)]
    with office.write("离队") as writer:
        [member] = children_of(writer.reader, Membership, team)
        end_child(writer, Membership, member.id)
    assert counts(office) == [("丁香社区党委", 0), ("丁香党支部", 0)]
    with office.read() as reader:
        [left] = children_of(reader, Membership, team)
        assert (left.holds, names_of(reader, team)[left.id]) == (False, "张敏")


def test_a_dissolved_team_stands_last(office, team):
    with office.write("撤销") as writer:
        committee = writer.reader.scalar(select(Team.id).where(Team.kind == TeamKind.PARTY_COMMITTEE))
        writer.change(Team, committee, {"dissolved": date(2026, 1, 1)})
    assert [name for name, _ in counts(office)] == ["丁香党支部", "丁香社区党委"]


def test_a_member_is_mended_where_he_stands(office, team):
    with office.write("改") as writer:
        [member] = children_of(writer.reader, Membership, team)
        assert not keep_child(writer, Membership, team, member.id, {"role": Role.MEMBER, "skills": "理发"})
    with office.read() as reader:
        [row] = reader.rows(select(Membership.role, Membership.skills, Membership.team_id))
    assert tuple(row) == (Role.MEMBER, "理发", team)


def test_nobody_is_taken_in_twice_and_a_namesake_is_asked_about(office, team):
    with office.write("加入") as writer:
        person = writer.reader.scalar(select(Person.id).where(Person.name == "张敏"))
        with pytest.raises(Refused, match="已在这支队伍里"):
            join(writer, team, person, Role.MEMBER)
        with pytest.raises(Refused, match="库里已有“张敏”"):
            join_new(writer, team, {"name": "张敏"}, Role.MEMBER)
        writer.change(Person, person, {"phone": "13812345678"})
        join_new(writer, team, {"name": "张敏", "phone": "13912345678"}, Role.MEMBER)
    assert counts(office)[1] == ("丁香党支部", 2)


def test_a_team_with_members_or_teams_below_is_not_removed(office, team):
    with office.write("移除") as writer:
        with pytest.raises(Refused, match="没有移除"):
            remove_team(writer, team)
        committee = writer.reader.scalar(select(Team.id).where(Team.kind == TeamKind.PARTY_COMMITTEE))
        remove_team(writer, committee)
    assert counts(office) == [("丁香党支部", 1)]
