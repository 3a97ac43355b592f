"""Routes without a map: doors in walking order, one side of a street out and the other back, split by minutes.

The printed sheet is registered row by row and keyed in as it was printed, so a stack of paper is keyed from top to
bottom whichever way it was walked. Village mode goes by 组 and 户号.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from unicodedata import normalize
from uuid import UUID

from sqlalchemy import select

from db.ledgers.areas import Area, Dwelling
from db.ledgers.people import Person
from db.ledgers.services import Campaign
from db.store.reader import Reader
from db.words.addresses import Address, AddressKind, door_key, take_apart
from db.words.choice import Choice
from db.work.visiting import parts

FIRST_MINUTES, NEXT_MINUTES, CLIMB_MINUTES = 15, 5, 1
"""Minutes for the first person behind a door, for each further one, and for each floor climbed."""
LOW_FLOOR = 2
NOWHERE = "\uffff"
LONGEST_WALK = 600
"""No worker walks for more minutes than these on one day."""
_NUMBER = re.compile(r"\d+")
_WORKER = re.compile(
    r"(?P<name>[^\d\s、,，;；]+)(?:\s*(?P<minutes>\d{1,4})\s*(?:分钟|分)?)?(?:\s*(?P<low>低楼层|低层|低))?(?=[\s、,，;；]|$)"
)


class Walk(Choice):
    """In which order the doors of a route are walked."""

    DOORS = "doors", "按门牌顺序", ("门牌",)
    SIDES = "sides", "单号去、双号回", ("单双号",)
    LOW_FLOORS = "low_floors", "先低楼层", ("低楼层",)
    HOUSEHOLDS = "households", "按组和户号", ("户号", "农村")
    KEPT = "kept", "照原单"


OFFERED = (Walk.DOORS, Walk.SIDES, Walk.LOW_FLOORS, Walk.HOUSEHOLDS)
"""What a clerk may choose; a sheet printed once more keeps the order it had."""


@dataclass(frozen=True)
class Stop:
    """One door of a route with everybody to be met behind it."""

    door: str
    address: Address
    household_no: str
    people: tuple[UUID, ...]

    @property
    def floor(self) -> int:
        """The floor to climb to; 1 where none is known (a cottage, a yard)."""
        return floor_of(self.address)

    @property
    def minutes(self) -> int:
        """How long the stop takes."""
        return FIRST_MINUTES + NEXT_MINUTES * (len(self.people) - 1) + CLIMB_MINUTES * (self.floor - 1)


@dataclass(frozen=True)
class Worker:
    """Who walks. minutes: how long, 0 for an equal share; low_floors: climbs no higher than the second floor."""

    name: str
    minutes: int = 0
    low_floors: bool = False


@dataclass(frozen=True)
class Way:
    """How a day is walked: in which order, and shared among whom (nobody named: one route for each grid)."""

    walk: Walk = Walk.DOORS
    workers: tuple[Worker, ...] = ()
    campaign: Campaign | None = None
    """The calling round it is walked for: its name stands on the sheet and is kept on the visits."""


BY_DOORS = Way()


@dataclass
class Route:
    """The stops of one worker, in walking order."""

    worker: Worker
    stops: list[Stop] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """How long the whole route takes."""
        return sum(stop.minutes for stop in self.stops)


def natural(text: str) -> str:
    """Pad the numbers of a text so that plain text sorts them as numbers."""
    return _NUMBER.sub(lambda found: found[0].zfill(6), text)


def walking_key(door: str, household_no: str, pinyin: str, person: UUID) -> tuple[str, str, str, UUID]:
    """Return what sorts people as one walks: door, 户号 (village), then those of one door by name; no door last."""
    return door or NOWHERE, natural(household_no or ""), pinyin or "", person


def in_walking_order(reader: Reader, people: Sequence[UUID]) -> list[UUID]:
    """Return people in walking order, grid by grid: the order of the sheet and of the keying screen."""
    statement = (
        select(Area.sort, Area.code, Dwelling.door_key, Person.household_no, Person.pinyin, Person.id)
        .outerjoin(Area, Person.area_id == Area.id)
        .outerjoin(Dwelling, Person.dwelling_id == Dwelling.id)
    )
    found = [row for part in parts(people) for row in reader.rows(statement.where(Person.id.in_(part)))]
    keyed = [
        ((sort or 0, code or NOWHERE), walking_key(door, number, pinyin, one), one)
        for sort, code, door, number, pinyin, one in found
    ]
    return [one for _, _, one in sorted(keyed)]


def read_workers(text: str) -> tuple[Worker, ...]:
    """Return the workers a clerk names: 王芳 90、李建军 60 低层; without minutes a worker takes an equal share."""
    found = _WORKER.finditer(normalize("NFKC", text))
    named = {
        one["name"]: Worker(one["name"], min(LONGEST_WALK, int(one["minutes"] or 0)), bool(one["low"])) for one in found
    }
    return tuple(named.values())


def stops_of(reader: Reader, order: Sequence[UUID]) -> list[Stop]:
    """Return the doors of people in their order; who shares a door, or a 户号 where no door is known, is one stop."""
    statement = select(Person.id, Dwelling.full_address, Dwelling.id, Person.household_no).outerjoin(
        Dwelling, Person.dwelling_id == Dwelling.id
    )
    known = {row[0]: row for part in parts(order) for row in reader.rows(statement.where(Person.id.in_(part)))}
    stops = []
    for _, group in groupby(order, key=lambda one: known[one][2] or known[one][3] or one):
        ids = tuple(group)
        address = take_apart(known[ids[0]][1] or "")
        stops.append(Stop(door_key(address), address, known[ids[0]][3] or "", ids))
    return stops


def floor_of(address: Address) -> int:
    """Return the floor of a flat: written out, or in front of the door number (501, 10-1); 1 where there is none."""
    if address.kind is not AddressKind.URBAN:
        return 1
    if address.floor.isdecimal():
        return max(1, int(address.floor))
    head, dash, _ = address.room.partition("-")
    digits = "".join(_NUMBER.findall(head)[:1])
    if dash and digits:
        return max(1, int(digits))
    return max(1, int(digits[:-2])) if len(digits) > 2 else 1


# -- in which order ------------------------------------------------------------------------------------------------


def walked(stops: Sequence[Stop], walk: Walk) -> list[Stop]:
    """Return the stops of one grid, which stand in door order, as they are to be walked."""
    ways = {Walk.SIDES: by_sides, Walk.LOW_FLOORS: low_first, Walk.HOUSEHOLDS: by_households}
    return ways[walk](stops) if walk in ways else list(stops)


def by_households(stops: Sequence[Stop]) -> list[Stop]:
    """Return stops by 组, then by 户号 (where none is known by the number of the house); those without come last."""

    def key(stop: Stop) -> tuple[bool, str, str]:
        own = tuple(_NUMBER.findall(stop.household_no))
        group, house = (own[-2], own[-1]) if len(own) > 1 else (stop.address.group, (*own, stop.address.house)[0])
        return not house, natural(group), natural(house)

    return sorted(stops, key=key)


# -- one side out, the other back ---------------------------------------------------------------------------------


def by_sides(stops: Sequence[Stop]) -> list[Stop]:
    """Return stops of each street odd numbers upwards, then even numbers downwards; other stops keep their order."""
    found: list[Stop] = []
    for street, group in groupby(stops, key=_street):
        same = list(group)
        if not street:
            found += same
            continue
        odd = [stop for stop in same if _number(stop) % 2]
        even = [stop for stop in same if not _number(stop) % 2]
        found += odd + list(reversed(even))
    return found


def _street(stop: Stop) -> str:
    address = stop.address
    return address.region + address.road if address.road and address.number and not address.estate else ""


def _number(stop: Stop) -> int:
    found = _NUMBER.search(stop.address.number)
    return int(found[0]) if found else 0


def low_first(stops: Sequence[Stop]) -> list[Stop]:
    """Return stops so that in every stairwell the low floors come first, for walkers who tire; doors keep together."""

    def stairwell(stop: Stop) -> tuple[str, ...]:
        one = stop.address
        return one.region, one.estate, one.road, one.number, one.building, one.unit

    return [stop for _, group in groupby(stops, key=stairwell) for stop in sorted(group, key=lambda stop: stop.floor)]


# -- splitting ----------------------------------------------------------------------------------------------------


def split(stops: Iterable[Stop], workers: Sequence[Worker]) -> tuple[list[Route], list[Stop]]:
    """Share stops among workers within their minutes, each a stretch of the walk; return routes and what is left over.

    Who keeps to low floors is served first, from the stops on low floors; a door is never shared.
    """
    left = list(stops)
    routes = [Route(worker) for worker in workers]
    for route in sorted(routes, key=lambda one: not one.worker.low_floors):
        room = route.worker.minutes
        taken: list[Stop] = []
        for stop in left:
            if route.worker.low_floors and stop.floor > LOW_FLOOR:
                continue
            if stop.minutes > room:
                break
            taken.append(stop)
            room -= stop.minutes
        route.stops = low_first(taken) if route.worker.low_floors else taken
        gone = set(map(id, taken))
        left = [stop for stop in left if id(stop) not in gone]
    return routes, left


def fair_share(stops: Sequence[Stop], workers: Sequence[Worker]) -> list[Route]:
    """Share all stops among workers so that each walks about as long as the others."""
    total, routes, done = sum(stop.minutes for stop in stops), [Route(worker) for worker in workers], 0
    for stop in stops:
        place = min(len(workers) - 1, (done + stop.minutes // 2) * len(workers) // max(1, total))
        routes[place].stops.append(stop)
        done += stop.minutes
    return routes


def shared(stops: Sequence[Stop], workers: Sequence[Worker]) -> tuple[list[Route], list[Stop]]:
    """Share stops among workers, in the order they were named; return routes and what nobody has time for.

    Who has minutes keeps to them; the others share what is left equally, so then nothing is left over.
    """
    even = sum(stop.minutes for stop in stops) // max(1, len(workers)) + 1
    timed = [replace(one, minutes=one.minutes or even) for one in workers if one.minutes or one.low_floors]
    free = [one for one in workers if not one.minutes and not one.low_floors]
    routes, left = split(stops, timed)
    if free:
        routes, left = [*routes, *fair_share(left, free)], []
    place = {one.name: at for at, one in enumerate(workers)}
    return sorted(routes, key=lambda route: place[route.worker.name]), left
