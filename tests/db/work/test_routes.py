"""Routes: a thousand doors in fourteen styles stand as one walks; shares keep to their minutes; one order for all."""

import random
from itertools import pairwise

import pytest
from sqlalchemy import select

from db.ledgers.areas import Area, AreaLevel, Dwelling
from db.ledgers.people import Person, Placement
from db.words.addresses import take_apart
from db.work import routes
from db.work.routes import (
    Stop,
    Walk,
    Worker,
    by_sides,
    fair_share,
    in_walking_order,
    low_first,
    read_workers,
    shared,
    split,
    stops_of,
    walked,
)

HAN = "零一二三四五六七八九"
TOWN = (
    "{e}{b}栋{u}单元{f}{d:02}室", "{e}{b}号楼{u}单元{f}{d:02}", "{e}{b}-{u}-{f}{d:02}", "{e}{b}#{u}-{f}{d:02}",
    "{e}{b}幢{u}单元{f}{d:02}号", "玉泉区{e}{b}号楼{u}单元{f}{d:02}室", "{e} {b} 号楼 {u} 单元 {f}{d:02}", "{e}{b}号楼{u}门{f}{d:02}",
    "{e}{b}栋{u}-{f}{d:02}", "{e}{h}号楼{u}单元{f}{d:02}室", "{e}第{b}栋{u}单元{f}{d:02}", "{e}{b}栋{u}单元{f}-{d}",
)  # fmt: skip
VILLAGE = ("{v}{g}组{n}号", "{v}第{h}村民小组{n}号", "{v}{g}社{n}号", "{v}{h}组{n}号")


def doors(count=1000):
    """Return (place, address) of that many doors, each written in a style drawn at random."""
    pick, found = random.Random(7), {}
    while len(found) < count:
        if pick.random() < 0.25:
            g, n = pick.randint(1, 9), pick.randint(1, 60)
            v = pick.choice(("光明村", "西沟村"))
            written = pick.choice(VILLAGE).format(v=v, g=g, h=HAN[g], n=n)
            found.setdefault((v, g, n, 0, 0), written)
        else:
            b, u, f, d = pick.randint(1, 9), pick.randint(1, 4), pick.randint(1, 18), pick.randint(1, 4)
            e = pick.choice(("锦绣小区", "水岸花园"))
            written = pick.choice(TOWN).format(e=e, b=b, u=u, f=f, d=d, h=HAN[b])
            found.setdefault((e, b, u, f, d), written)
    return list(found.items())


@pytest.fixture(scope="module")
def walk():
    return doors()


def test_of_a_thousand_doors_in_sixteen_styles_at_least_98_of_100_are_taken_apart(walk):
    known = sum(take_apart(written).known for _, written in walk)
    print(f"taken apart: {known} of {len(walk)}, {len(TOWN) + len(VILLAGE)} styles")
    assert known >= 0.98 * len(walk)


def inversions(places):
    """Count neighbours of one estate or village that stand in the wrong order."""
    return sum(one[0] == other[0] and one > other for one, other in pairwise(places))


def test_no_two_adjacent_doors_change_places(walk):
    source = list(walk)
    random.Random(1).shuffle(source)
    places = [place for place, _ in sorted(source, key=lambda row: routes.door_key(take_apart(row[1])))]
    assert inversions(places) == 0


def test_control_doors_sorted_as_plain_text_change_places(walk):
    assert inversions([place for place, _ in sorted(walk, key=lambda row: row[1])]) > 100


@pytest.fixture
def street(office):
    """Forty people behind doors of one grid, in disorder; two share a door, some have only a 户号."""
    with office.write("登记") as writer:
        home = writer.reader.rows(select(Area.id))[0][0]
        grid = writer.add(Area, {"level": AreaLevel.GRID, "code": "150102402001003", "name": "一", "parent_id": home})
        people = {}
        for place, written in doors(38):
            door = writer.add(Dwelling, {"area_id": grid, "full_address": written})
            people[place] = writer.add(Person, {"name": "王某"})
            writer.add(Placement, {"person_id": people[place], "area_id": grid, "dwelling_id": door})
        mate = writer.add(Person, {"name": "李某"})
        writer.add(Placement, {"person_id": mate, "area_id": grid, "dwelling_id": door})
        numbered = []
        for number in ("10", "2", "1"):
            numbered.append(writer.add(Person, {"name": "赵某"}))
            writer.add(Placement, {"person_id": numbered[-1], "area_id": grid, "household_no": number})
    return office, people, mate, numbered


def test_the_walk_is_the_order_of_doors_then_of_household_numbers(street):
    office, people, mate, numbered = street
    with office.read() as reader:
        order = in_walking_order(reader, [mate, *numbered, *people.values()])
        stops = stops_of(reader, order)
    assert order[-3:] == [numbered[2], numbered[1], numbered[0]]
    towns = [place for one in order for place, who in people.items() if who == one]
    assert inversions(towns) == 0
    assert [one for stop in stops for one in stop.people] == order
    assert max(len(stop.people) for stop in stops) == 2


def stop(address, people=1):
    return Stop("", take_apart(address), "", tuple(range(people)))


def test_one_side_of_the_street_out_and_the_other_back():
    walked = by_sides([stop(f"丁香路{n}号") for n in (1, 2, 3, 4, 5, 6)])
    assert [one.address.number for one in walked] == ["1", "3", "5", "6", "4", "2"]
    town = [stop(f"锦绣小区{n}号楼1单元101") for n in (1, 2, 3)]
    assert by_sides(town) == town


def test_low_floors_come_first_within_a_stairwell_only():
    walk = [stop(f"锦绣小区1号楼{u}单元{f}01") for u, f in ((1, 5), (1, 1), (2, 3), (2, 2))]
    assert [(one.address.unit, one.floor) for one in low_first(walk)] == [("1", 1), ("1", 5), ("2", 2), ("2", 3)]


def test_nobody_walks_longer_than_agreed_and_who_must_not_climb_does_not():
    walk = [stop(f"锦绣小区1号楼1单元{f}01", 1 + f % 2) for f in range(1, 12)]
    workers = [Worker("张", 60), Worker("李", 40, low_floors=True)]
    made, left = split(walk, workers)
    assert all(route.minutes <= route.worker.minutes for route in made)
    assert {one.floor for one in made[1].stops} <= {1, 2}
    assert sorted(map(id, [*left, *(one for route in made for one in route.stops)])) == sorted(map(id, walk))
    assert left


def test_a_fair_share_differs_by_no_more_than_two_stops():
    walk = [stop(f"锦绣小区{b}号楼1单元{f}01") for b in range(1, 9) for f in range(1, 7)]
    shares = fair_share(walk, [Worker(name) for name in ("张", "李", "王")])
    minutes = [route.minutes for route in shares]
    assert max(minutes) - min(minutes) <= 2 * max(one.minutes for one in walk)
    assert [one for route in shares for one in route.stops] == walk


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("王芳 90、李建军 60 低层", [("王芳", 90, False), ("李建军", 60, True)]),
        ("王芳90分钟，李建军60分低楼层", [("王芳", 90, False), ("李建军", 60, True)]),
        ("王芳 李建军", [("王芳", 0, False), ("李建军", 0, False)]),
        ("王芳 低层 ９０", [("王芳", 0, True)]),
        ("低建国 45；王芳", [("低建国", 45, False), ("王芳", 0, False)]),
        ("王芳 9999", [("王芳", 600, False)]),
        (" 、 ", []),
    ],
)
def test_workers_are_read_as_a_clerk_writes_them(typed, meant):
    assert [(one.name, one.minutes, one.low_floors) for one in read_workers(typed)] == meant


def test_who_names_no_minutes_shares_the_rest_equally_and_nobody_is_forgotten():
    walk = [stop(f"锦绣小区{b}号楼1单元{f}01") for b in range(1, 5) for f in range(1, 7)]
    made, left = shared(walk, (Worker("王"), Worker("张", 50), Worker("李", low_floors=True)))
    assert [route.worker.name for route in made] == ["王", "张", "李"]
    assert left == []
    assert sorted(id(one) for route in made for one in route.stops) == sorted(map(id, walk))
    assert all(one.floor <= 2 for one in made[2].stops)
    assert made[1].minutes <= 50
    assert made[0].minutes > made[1].minutes


def test_a_village_is_walked_by_group_and_household_number_as_numbers():
    homes = [
        ("光明村3组1号", ""),
        ("光明村1组9号", ""),
        ("", "2-10"),
        ("", "2-9"),
        ("光明村2组1号", "11"),
        ("某处", ""),
    ]
    walk = [Stop("", take_apart(address), number, (at,)) for at, (address, number) in enumerate(homes)]
    assert [one.people[0] for one in walked(walk, Walk.HOUSEHOLDS)] == [1, 3, 2, 4, 0, 5]
