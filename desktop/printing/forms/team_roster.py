"""队伍名册: who belongs to each team, leaders first (class 归档; practices P2–P7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from db.ledgers.people import Person
from db.ledgers.teams import Membership, Role
from db.store.reader import Reader
from db.work.teams import TeamLine, in_service, teams_of
from desktop.printing.form import Order
from desktop.printing.ledger import NAME, NUMBER, Heading, ledger, numbered, record, table
from desktop.printing.parts import Section
from desktop.printing.people import Texts, community, day, long_day

COLUMNS = (
    NUMBER,
    NAME,
    record("role", "职务", 20),
    record("sex", "性别", 10, "center"),
    record("age", "年龄", 10, "center"),
    record("political", "政治面貌", 24),
    record("phone", "联系电话", 26),
    record("skills", "特长", 36, grow=True),
    record("free_times", "空闲时间", 28),
    record("since", "加入时间", 22, "center"),
    record("note", "备注", 24, grow=True),
)
OF_PERSON = ("sex", "age", "political", "phone")
FIRST = (Role.SECRETARY, Role.TEAM_LEADER, Role.GRID_LEADER, Role.DEPUTY_LEADER)


@dataclass(frozen=True)
class TeamRow:
    """One member, every value as it is printed."""

    name: str
    role: str
    sex: str = ""
    age: str = ""
    political: str = ""
    phone: str = ""
    skills: str = ""
    free_times: str = ""
    since: str = ""
    note: str = ""
    whom: UUID | None = None


@dataclass(frozen=True)
class TeamFacts:
    """The teams of one print, each with its members."""

    office: str
    day: str
    teams: tuple[tuple[TeamLine, tuple[TeamRow, ...]], ...]


def gather(reader: Reader, order: Order) -> TeamFacts:
    """Return the teams asked for by their ids, else all that stand (of an area: its own), each with its members."""
    lines = [one for one in teams_of(reader, order.area) if (one.id in order.ids if order.ids else not one.dissolved)]
    members = _members(reader, [one.id for one in lines])
    teams = tuple((line, members[line.id]) for line in lines if members.get(line.id))
    return TeamFacts(community(reader), long_day(order.data_day), teams)


def _members(reader: Reader, teams: Sequence[UUID]) -> dict[UUID, tuple[TeamRow, ...]]:
    columns = (
        Membership.team_id, Membership.person_id, Person.name, Membership.role, Membership.skills,
        Membership.free_times, Membership.since, Membership.resting,
    )  # fmt: skip
    rows = reader.rows(
        select(*columns)
        .join(Person, Membership.person_id == Person.id)
        .where(Membership.team_id.in_(teams), in_service(reader.today))
        .order_by(Person.pinyin, Person.id)
    )
    known = Texts(reader, "people", OF_PERSON).of([row.person_id for row in rows])
    found: dict[UUID, list[TeamRow]] = {}
    for row in sorted(rows, key=lambda row: FIRST.index(row.role) if row.role in FIRST else len(FIRST)):
        told = TeamRow(
            row.name, row.role.label, **known[row.person_id], skills=row.skills or "", free_times=row.free_times or "",
            since=day(row.since), note="暂停服务" if row.resting else "", whom=row.person_id,
        )  # fmt: skip
        found.setdefault(row.team_id, []).append(told)
    return {team: tuple(some) for team, some in found.items()}


def lay(facts: TeamFacts, order: Order) -> Sequence[Section]:
    """Return a section for each team."""
    of = len(facts.teams)
    return [_section(facts, team, order, numbered(order, place, of)) for place, team in enumerate(facts.teams, 1)]


def _section(facts: TeamFacts, team: tuple[TeamLine, tuple[TeamRow, ...]], order: Order, sheet_no: str) -> Section:
    line, rows = team
    heading = Heading(
        "队伍名册",
        second=line.name,
        particulars=(
            ("单位", facts.office), ("类型", line.kind.label), ("所属区域", line.area), ("上级队伍", line.above),
            ("人数", f"{len(rows)}人"), ("数据截至", facts.day),
        ),
    )  # fmt: skip
    return ledger(heading, table(COLUMNS, (("", rows),), order), order, (line.name, sheet_no))
