"""今日走访路线单: the doors of one day in the order one walks them (class 随身; practice P10).

Assumed lost, as every sheet that is carried: no identity number, no contact, no word that says why somebody is visited.
Its rows are keyed in in the same order, one digit each (回填).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from uuid import UUID

from sqlalchemy import select

from db.books import BOOKS
from db.books.due import DueState
from db.ledgers.areas import Dwelling
from db.ledgers.people import Person
from db.store import query
from db.store.query import Condition, Query
from db.store.reader import Reader
from db.work import routes
from db.work.campaigns import call_ids
from db.work.routes import Walk, shared, stops_of, walked
from desktop.printing.form import Order, Shows
from desktop.printing.ledger import numbered
from desktop.printing.parts import MM, Item, Meta, Notes, Section, Title
from desktop.printing.people import Grid, Texts, asked, by_grid, kept_by, long_day, parts
from desktop.printing.table import Boxes, Column, Pair, Row, Table
from desktop.printing.text import Style

TEXT, LABEL = Style("body", 10.5, 14), Style("body", 9, 12)
NAME = Style("bold", 13, 17, 10)
DUE = (DueState.OVERDUE, DueState.DUE_SOON, DueState.DUE_NOW)
STATES = {"逾期": "先走", "即将逾期": "近期"}
"""What a state is called on the way: an order of walking, not a reproach for a neighbour to read."""
MARKS = ("1本人", "2家属", "3未遇")
CALLED = (*MARKS, "4电话")
"""In a calling round many are only rung up."""
SIGNS = {"高风险": "关注A", "重点": "关注B"}
COLUMNS = (
    Column("序", 8, Shows.ORDER, "center", style=TEXT),
    Column("门牌", 31, Shows.DOOR, style=Style("bold", 11, 15, 9)),
    Column("姓名\n年龄", 30, Shows.NAME, name=True, style=NAME, second=LABEL),
    Column("电话", 29, Shows.PHONE, style=TEXT),
    Column("先后\n标记", 15, Shows.SIGNS, "center", style=TEXT, second=LABEL),
    Column("见到", 48, Shows.TO_FILL),
    Column("需求", 24, Shows.TO_FILL, grow=True),
)
WALKED = {
    Walk.DOORS: "按门牌顺序走。",
    Walk.SIDES: "单号一侧走到头，再从双号一侧走回。",
    Walk.LOW_FLOORS: "每个单元先走低楼层。",
    Walk.HOUSEHOLDS: "按组和户号走。",
    Walk.KEPT: "按原单顺序走。",
}
HOME = "回来后在“走访帮办”里点“回填走访表”，扫右上角的码，按本单顺序每行填一个数字。"
LEFT_OVER = "各人的时间排不下这些户，请另排一天。"
KEYS = ("name", "age", "phone", "risk_class", "due_state")


@dataclass(frozen=True)
class Stop:
    """One door of the way."""

    name: str
    age: str
    door: str
    phone: str
    first: str = ""
    signs: str = ""
    whom: UUID | None = None


@dataclass(frozen=True)
class Route:
    """One worker's way through one grid."""

    grid: str
    worker: str
    stops: tuple[Stop, ...]
    area: UUID | None = None
    minutes: int = 0
    holder: str = ""
    """Who takes the sheet along, where the clerk named the worker; it stands in the register."""
    note: str = ""


@dataclass(frozen=True)
class RouteFacts:
    """The ways of one print. day: the day they are walked, 2026年11月24日."""

    day: str
    routes: tuple[Route, ...]


def gather(reader: Reader, order: Order) -> RouteFacts:
    """Return the people asked for, else everybody who is due: grid by grid in door order, or as the clerk wants it."""
    people = _people(reader, order)
    known, doors = Texts(reader, "people", KEYS).of(people), _doors(reader, people)

    def laid(route: Route, stops: Iterable[routes.Stop]) -> Route:
        visits = tuple(_stop(one, known[one], doors) for stop in stops for one in stop.people if one in known)
        return replace(route, stops=visits, minutes=sum(stop.minutes for stop in stops))

    found = tuple(laid(route, stops) for route, stops in _ways(reader, people, order) if stops)
    return RouteFacts(long_day(order.today or reader.today), found)


def _ways(reader: Reader, people: Sequence[UUID], order: Order) -> Iterable[tuple[Route, Sequence[routes.Stop]]]:
    """Yield each route, its visits still to be filled in, and its stops: one for each grid, or for each worker."""
    grids, way = by_grid(reader, people), order.way
    if way.walk is Walk.KEPT:
        holder = way.workers[0].name if way.workers else ""
        yield _across(grids, people, holder, grids[0].worker if grids else ""), stops_of(reader, people)
        return
    ways = [(grid, walked(stops_of(reader, grid.people), way.walk)) for grid in grids]
    if not way.workers:
        yield from ((Route(grid.name, grid.worker, (), grid.area), stops) for grid, stops in ways)
        return
    shares, left = shared(list(chain.from_iterable(stops for _, stops in ways)), way.workers)
    for share in shares:
        yield _across(grids, _of(share.stops), share.worker.name), share.stops
    yield replace(_across(grids, _of(left), ""), note=LEFT_OVER), left


def _of(stops: Iterable[routes.Stop]) -> list[UUID]:
    return [one for stop in stops for one in stop.people]


def _across(grids: Sequence[Grid], people: Sequence[UUID], holder: str, worker: str = "") -> Route:
    """Return an empty route through the grids in which those people live."""
    mine = set(people)
    own = [grid for grid in grids if mine.intersection(grid.people)]
    name = own[0].name if len(own) == 1 else f"{own[0].name}等{len(own)}个网格" if own else ""
    return Route(name, holder or worker, (), own[0].area if len(own) == 1 else None, holder=holder)


def _people(reader: Reader, order: Order) -> Sequence[UUID]:
    """Return those asked for, else whom a calling round is about, else everybody who is due."""
    if order.ids or order.tag:
        return asked(reader, order, "people")
    return call_ids(reader, order.area) if order.way.campaign else _due(reader, order)


def _due(reader: Reader, order: Order) -> Sequence[UUID]:
    where = (Condition("due_state", DUE), *kept_by(order))
    return query.ids(reader, Query(BOOKS["people"], where=where, area=order.area))


def _doors(reader: Reader, people: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return the door of each person without estate, road or village, else the 户号.

    What is not understood stands as it was written.
    """
    found: dict[UUID, str] = {}
    for part in parts(people):
        statement = (
            select(Person.id, Dwelling.door, Dwelling.full_address, Person.household_no)
            .outerjoin(Dwelling, Person.dwelling_id == Dwelling.id)
            .where(Person.id.in_(part))
        )
        for one, door, address, household in reader.rows(statement):
            found[one] = door or address or (f"户号{household}" if household else "")
    return found


def _stop(one: UUID, known: Mapping[str, str], doors: Mapping[UUID, str]) -> Stop:
    age = f"{known['age']}岁" if known["age"] else ""
    first, signs = STATES.get(known["due_state"], ""), SIGNS.get(known["risk_class"], "")
    return Stop(known["name"], age, doors.get(one, ""), known["phone"], first, signs, one)


def lay(facts: RouteFacts, order: Order) -> Sequence[Section]:
    """Return a section for each grid, its heading on every page."""
    of = len(facts.routes)
    return [_section(facts, route, order, numbered(order, n, of)) for n, route in enumerate(facts.routes, 1)]


def _section(facts: RouteFacts, route: Route, order: Order, sheet_no: str) -> Section:
    items = (
        Item("网格：", route.grid),
        Item("走访员：", route.worker, blank=0 if route.worker else 28 * MM),
        Item("日期：", facts.day),
        Item("共", f"{len(route.stops)}人" + (f"，约{route.minutes}分钟" if route.minutes else "")),
    )
    heading = (
        Title(
            f"{order.way.campaign.label if order.way.campaign else '今日'}走访路线单",
            Style("title", 18, 27),
            reserve=24 * MM,
        ),
        Meta(items, Style("body", 10.5, 20), reserve=24 * MM),
    )
    marks = Boxes(CALLED, across=2) if order.way.campaign else Boxes(MARKS, across=3)
    rows = tuple(_row(number, stop, marks) for number, stop in enumerate(route.stops, 1))
    table = Table(COLUMNS, rows, LABEL, Style("bold", 9.5, 12.5), least=13.5 * MM)
    notes = Notes((route.note + WALKED[order.way.walk] + HOME,))
    return Section(
        bookmark=route.grid,
        sheet_no=sheet_no,
        head=heading,
        later=heading,
        body=(table, notes),
        paper=order.paper or "A4",
        binding=12 * MM,
        code_at_top=True,
        closing="用后交回社区",
        people=len(rows),
        area=route.area,
        holder=route.holder,
    )


def _row(number: int, stop: Stop, marks: Boxes) -> Row:
    cells = (
        str(number), stop.door, Pair(stop.name, stop.age), stop.phone, Pair(stop.first, stop.signs),
        marks, "",
    )  # fmt: skip
    return Row(cells, stop.name, stop.whom)
