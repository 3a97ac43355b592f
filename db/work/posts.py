"""网格队伍: the tree of areas with the 1+1+3 of each grid, who fills which post, and handing a post over (practice P1).

1+1+3 = 社区党委, 网格党支部, and 包网格干部, 社区网格员, 楼栋长. Nothing is stored: who serves today fills a slot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy import func, select

from db.books.elders import ELDERS
from db.ledgers.areas import Area, AreaLevel
from db.ledgers.care import CarePlan
from db.ledgers.people import Person
from db.ledgers.services import Reached, ServiceLog
from db.ledgers.teams import Membership, Role, Team, TeamKind
from db.store import query
from db.store.reader import Reader
from db.store.writer import Writer
from db.trouble import Refused
from db.work.areas import plain_name

COMMITTEE, BRANCH = "党委", "党支部"
THREE = (Role.CADRE, Role.GRID_WORKER, Role.BUILDING_HEAD)
SHOWN = (AreaLevel.COMMUNITY, AreaLevel.GRID, AreaLevel.MICRO_GRID)


@dataclass(frozen=True)
class Node:
    """One area of the tree. filled: its slots with who fills them (a grid has five, a building its 楼栋长).

    depth: how far below the first; elders, seen: on the ledger here and below, and met this month.
    """

    id: UUID
    parent: UUID | None
    depth: int
    level: AreaLevel
    name: str
    filled: Mapping[str, tuple[str, ...]]
    elders: int = 0
    seen: int = 0

    @property
    def vacant(self) -> tuple[str, ...]:
        """The slots nobody fills."""
        return tuple(slot for slot, names in self.filled.items() if not names)


@dataclass
class Ground:
    """What the tree is made of, read at once."""

    areas: dict[UUID, tuple[UUID | None, AreaLevel, str]] = field(default_factory=dict)
    children: dict[UUID | None, list[UUID]] = field(default_factory=dict)
    posts: dict[tuple[UUID, Role], list[str]] = field(default_factory=dict)
    branches: dict[UUID, list[str]] = field(default_factory=dict)
    committee: tuple[str, ...] = ()
    elders: dict[UUID, int] = field(default_factory=dict)
    seen: dict[UUID, int] = field(default_factory=dict)


def tree_of(reader: Reader) -> list[Node]:
    """Return the areas in the order people count them, each before what lies in it."""
    ground = Ground()
    _read_areas(reader, ground)
    _read_posts(reader, ground)
    _read_counts(reader, ground)
    return [node for top in ground.children.get(None, []) for node in _below(ground, top, 0)]


def staffing(nodes: list[Node]) -> tuple[int, int]:
    """Return how many grids have all five slots filled, and how many grids there are (网格配备率)."""
    grids = [node for node in nodes if node.level is AreaLevel.GRID]
    return sum(not node.vacant for node in grids), len(grids)


def _read_areas(reader: Reader, ground: Ground) -> None:
    rows = reader.rows(
        select(Area.id, Area.parent_id, Area.level, Area.name, Area.sort, Area.code).where(
            Area.removed_at.is_(None), Area.active, Area.level.in_(SHOWN)
        )
    )
    for one, parent, level, name, _, _ in sorted(rows, key=lambda row: (*counted(row[3]), row[4], row[5])):
        ground.areas[one] = (parent, level, name)
        ground.children.setdefault(parent if any(row[0] == parent for row in rows) else None, []).append(one)


def counted(name: str) -> tuple[bool, int]:
    """Return what sorts 第二网格 before 第十网格, and names without a number last."""
    digits = "".join(sign for sign in plain_name(name, "") if sign.isdecimal())
    return not digits, int(digits or 0)


def _read_posts(reader: Reader, ground: Ground) -> None:
    rows = reader.rows(
        select(Membership.area_id, Membership.role, Person.name)
        .join(Person, Membership.person_id == Person.id)
        .where(Membership.area_id.is_not(None), Membership.until.is_(None), Membership.removed_at.is_(None))
        .order_by(Membership.full_time.desc(), Person.pinyin)
    )
    for area, role, name in rows:
        ground.posts.setdefault((area, role), []).append(name)
    teams = reader.rows(
        select(Team.kind, Team.area_id, Team.name)
        .where(Team.kind.in_((TeamKind.PARTY_COMMITTEE, TeamKind.BRANCH)))
        .where(Team.dissolved.is_(None), Team.removed_at.is_(None))
    )
    ground.committee = tuple(name for kind, _, name in teams if kind is TeamKind.PARTY_COMMITTEE)
    for kind, area, name in teams:
        if kind is TeamKind.BRANCH and area is not None:
            ground.branches.setdefault(area, []).append(name)


def _read_counts(reader: Reader, ground: Ground) -> None:
    """Count the elders of each area, and those met since the first of the month."""
    now = query.terms(reader)
    first = datetime.combine(now.today.replace(day=1), time()).astimezone(UTC)
    met = select(ServiceLog.person_id).where(
        ServiceLog.at >= first, ServiceLog.removed_at.is_(None), ServiceLog.reached == Reached.SEEN
    )
    everybody = ELDERS.base(now, Person.area_id, func.count()).group_by(Person.area_id)
    ground.elders = {area: count for area, count in reader.rows(everybody) if area is not None}
    ground.seen = {area: n for area, n in reader.rows(everybody.where(Person.id.in_(met))) if area is not None}


def _below(ground: Ground, area: UUID, depth: int) -> list[Node]:
    parent, level, name = ground.areas[area]
    under = [node for child in ground.children.get(area, []) for node in _below(ground, child, depth + 1)]
    own = [node for node in under if node.parent == area]
    elders = ground.elders.get(area, 0) + sum(node.elders for node in own)
    seen = ground.seen.get(area, 0) + sum(node.seen for node in own)
    filled = _filled(ground, area, level, [node.id for node in under])
    return [Node(area, parent, depth, level, name, filled, elders, seen), *under]


def _filled(ground: Ground, area: UUID, level: AreaLevel, under: list[UUID]) -> Mapping[str, tuple[str, ...]]:
    """Return the slots: five of a grid, one of a building, none of the community."""
    if level is AreaLevel.MICRO_GRID:
        head = Role.BUILDING_HEAD
        return {head.label: tuple(ground.posts.get((area, head), ()))}
    if level is not AreaLevel.GRID:
        return {}
    three = {
        role.label: tuple(name for one in (area, *under) for name in ground.posts.get((one, role), ()))
        for role in THREE
    }
    return {COMMITTEE: ground.committee, BRANCH: tuple(ground.branches.get(area, ())), **three}


# -- handing over ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HandedOver:
    """What a handover did: the new post, and for how many people the successor is responsible from the day on."""

    membership: UUID
    people: int


def charges(reader: Reader, membership: UUID) -> list[UUID]:
    """Return the plans in force whose 责任人 is the bearer of a post, in the post's area and below."""
    post = reader.rows(select(Membership.person_id, Membership.area_id).where(Membership.id == membership))
    if not post or post[0][1] is None:
        return []
    areas = query.area_and_below(reader, post[0][1])
    rows = reader.rows(
        select(CarePlan.id)
        .join(Person, Person.id == CarePlan.person_id)
        .where(CarePlan.responsible_person_id == post[0][0], CarePlan.until.is_(None), CarePlan.removed_at.is_(None))
        .where(Person.area_id.in_(areas), Person.removed_at.is_(None))
        .order_by(CarePlan.id)
    )
    return [row[0] for row in rows]


def hand_over(writer: Writer, membership: UUID, successor: UUID, day: date, *, people: bool = True) -> HandedOver:
    """有变化: the post ends for its bearer on the day and begins for the successor, with those entrusted to it."""
    reader = writer.reader
    post = reader.rows(select(Membership.person_id, Membership.since).where(Membership.id == membership))
    if not post or post[0][0] == successor:
        raise Refused("接任的人就是现任，没有可交接的。", "请另选一人。")
    if post[0][1] is not None and day < post[0][1]:
        raise Refused(f"交接日期早于上岗日期 {post[0][1]:%Y-%m-%d}。", "请改日期。")
    plans = charges(reader, membership) if people else []
    new = writer.succeed(Membership, membership, {"person_id": successor}, day)
    for plan in plans:
        writer.succeed(CarePlan, plan, {"responsible_person_id": successor}, day, "交接")
    return HandedOver(new, len(plans))


def leave_post(writer: Writer, membership: UUID, day: date) -> None:
    """有变化: the post is vacant from the day on."""
    writer.correct(Membership, membership, {"until": day})
