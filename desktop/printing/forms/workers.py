"""Who serves in a grid, as the board in the stairwell and the card at the door show it: name, post, phone, duties.

The office's own workers in their duty, no resident (DECISIONS 20): their phones stand whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from db.ledgers.areas import Area
from db.ledgers.people import Person
from db.ledgers.teams import Membership, Role
from db.store import query
from db.store.reader import Reader
from desktop.printing.form import Order
from desktop.printing.people import grid_of, in_order, places_of

DUTIES: Mapping[Role, str] = {
    Role.GRID_LEADER: "统筹本网格工作，协调解决居民反映的问题",
    Role.DEPUTY_LEADER: "协助网格长，落实本网格各项工作",
    Role.CADRE: "包联本网格，协调社区力量上门办事",
    Role.GRID_WORKER: "入户走访、信息采集、隐患排查、帮办代办、矛盾调解",
    Role.BUILDING_HEAD: "联系本楼居民，传达通知，反映情况",
    Role.SECRETARY: "负责网格党支部工作",
}
RANKS = (Role.SECRETARY, Role.CADRE, Role.GRID_LEADER, Role.DEPUTY_LEADER, Role.GRID_WORKER, Role.BUILDING_HEAD)


@dataclass(frozen=True)
class Worker:
    """One worker in one post, as everybody may know it."""

    name: str
    role: str
    phone: str = ""
    where: str = ""
    duties: str = ""
    whom: UUID | None = None


@dataclass(frozen=True)
class GridWorkers:
    """The workers of one grid; scope: its range."""

    grid: str
    scope: str
    workers: tuple[Worker, ...]
    area: UUID | None = None


def workers_of(reader: Reader, order: Order) -> tuple[GridWorkers, ...]:
    """Return who serves today, grid by grid with its micro-grids, leaders first; only the posts asked for, if any."""
    statement = (
        select(Membership.id, Membership.role, Membership.area_id, Person.id, Person.name, Person.phone)
        .join(Person, Membership.person_id == Person.id)
        .where(Membership.area_id.in_(select(Area.id)))
        .where(Membership.until.is_(None), Membership.removed_at.is_(None), Membership.role.in_(RANKS))
    )  # fmt: skip
    if order.area is not None:
        statement = statement.where(Membership.area_id.in_(query.area_and_below(reader, order.area)))
    rows = [row for row in reader.rows(statement) if not order.ids or row[0] in order.ids or row[3] in order.ids]
    places = places_of(reader)
    scopes = dict(reader.rows(select(Area.id, Area.scope_text)))
    grids: dict[UUID, list[Worker]] = {}
    for _, role, area, person, name, phone in sorted(rows, key=lambda row: (RANKS.index(row[1]), row[4])):
        grid, within = grid_of(places, area) or area, places[area].name
        post = role.label if grid == area else f"{role.label}\n{within}"
        worker = Worker(name, post, phone or "", within, DUTIES.get(role, ""), person)
        grids.setdefault(grid, []).append(worker)
    order_ = sorted(grids, key=lambda one: in_order(places, one))
    return tuple(GridWorkers(places[one].name, scopes[one] or "", tuple(grids[one]), one) for one in order_)
