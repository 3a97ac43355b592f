"""Routes without a map: doors in walking order, one side of a street out and the other back, split by minutes.

The printed sheet, the keying screen and the route read one order (`in_walking_order`), so a stack of paper is keyed
from top to bottom. Village mode goes by 组 and 户号.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from sqlalchemy import select

from db.ledgers.areas import Area, Dwelling
from db.ledgers.people import Person
from db.store.reader import Reader
from db.words.addresses import Address, AddressKind, door_key, take_apart
from db.work.visiting import parts

FIRST_MINUTES, NEXT_MINUTES, CLIMB_MINUTES = 15, 5, 1
"""Minutes for the first person behind a door, for each further one, and for each floor climbed."""
LOW_FLOOR = 2
NOWHERE = "\uffff"
_NUMBER = re.compile(r"\d+")


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
    """Who walks. minutes: how long; low_floors: climbs no higher than the second floor."""

    name: str
    minutes: int
    low_floors: bool = False


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


def stops_of(reader: Reader, people: Sequence[UUID]) -> list[Stop]:
    """Return the doors of people in walking order; who shares a door, or a 户号 where no door is known, is one stop."""
    order = in_walking_order(reader, people)
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


def fair_share(stops: Sequence[Stop], names: Sequence[str]) -> list[Route]:
    """Share all stops among workers so that each walks about as long as the others."""
    total, routes, done = sum(stop.minutes for stop in stops), [Route(Worker(name, 0)) for name in names], 0
    for stop in stops:
        place = min(len(names) - 1, (done + stop.minutes // 2) * len(names) // max(1, total))
        routes[place].stops.append(stop)
        done += stop.minutes
    return routes
