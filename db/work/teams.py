"""队伍: branches, volunteers and groups of an office and their members; dated, so that who left stays known (P1–P7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from db.ledgers.areas import Area
from db.ledgers.people import Person
from db.ledgers.teams import Membership, Role, Team, TeamKind
from db.store.query import area_and_below
from db.store.reader import Reader
from db.store.writer import Writer
from db.trouble import Refused
from db.work.posts import counted

Above = aliased(Team, name="above")


@dataclass(frozen=True)
class TeamLine:
    """One team as it stands in the list. members: who belongs to it today; dissolved: since when it is no more."""

    id: UUID
    name: str
    kind: TeamKind
    area: str
    above: str
    members: int
    dissolved: date | None = None


def in_service(today: date) -> ColumnElement[bool]:
    """Say which memberships hold on a day."""
    return and_(Membership.removed_at.is_(None), or_(Membership.until.is_(None), Membership.until > today))


def teams_of(reader: Reader, area: UUID | None = None) -> list[TeamLine]:
    """Return the teams by kind and name, those of an area and below it, the dissolved ones last."""
    count = select(func.count()).where(Membership.team_id == Team.id, in_service(reader.today))
    statement = (
        select(Team.id, Team.name, Team.kind, Area.name, Above.name, count.correlate(Team).scalar_subquery(),
               Team.dissolved)
        .outerjoin(Area, Team.area_id == Area.id)
        .outerjoin(Above, Team.parent_id == Above.id)
        .where(Team.removed_at.is_(None))
    )  # fmt: skip
    if area is not None:
        statement = statement.where(Team.area_id.in_(area_and_below(reader, area)))
    order = list(TeamKind)
    lines = [TeamLine(one, name, kind, where or "", above or "", *rest) for one, name, kind, where, above, *rest in
             reader.rows(statement)]  # fmt: skip
    return sorted(
        lines, key=lambda line: (line.dissolved is not None, order.index(line.kind), counted(line.name), line.name)
    )


def names_of(reader: Reader, team: UUID) -> dict[UUID, str]:
    """Return the names of everybody who is or was in a team, by membership."""
    statement = select(Membership.id, Person.name).join(Person, Membership.person_id == Person.id)
    return dict(reader.rows(statement.where(Membership.team_id == team)))


def join(writer: Writer, team: UUID, person: UUID, role: Role) -> UUID:
    """Take somebody into a team from today on; Refused if they are in it already."""
    today = writer.reader.today
    same = Membership.team_id == team, Membership.person_id == person, in_service(today)
    if writer.reader.rows(select(Membership.id).where(*same)):
        raise Refused("这个人已在这支队伍里。", "要改职务，请在名单里修改。")
    return writer.add(Membership, {"team_id": team, "person_id": person, "role": role, "since": today})


def join_new(writer: Writer, team: UUID, values: Mapping[str, Any], role: Role) -> UUID:
    """Take somebody in whom the office does not know yet; Refused if a namesake may be the one."""
    reader, name, phone = writer.reader, values["name"], values.get("phone")
    same = select(Person.phone).where(Person.name == name, Person.removed_at.is_(None))
    if any(not phone or not known or known == phone for (known,) in reader.rows(same)):
        raise Refused(f"库里已有“{name}”。", "是同一人的，请点“添加”选他；不是的，请写上不同的电话。")
    return join(writer, team, writer.add(Person, dict(values)), role)


def remove_team(writer: Writer, team: UUID) -> None:
    """Remove a team that was entered by mistake; Refused once it has members or teams below it."""
    below = writer.reader.rows(select(Team.id).where(Team.parent_id == team, Team.removed_at.is_(None)))
    own = Membership.team_id == team, Membership.removed_at.is_(None)
    members = writer.reader.rows(select(Membership.id).where(*own))
    if below or members:
        raise Refused("这支队伍有成员或下级队伍，没有移除。", "解散的队伍请填“撤销日期”，名单留作历史。")
    writer.remove(Team, team)
