"""People to write about, all made up, and a look at the raw rows of an office."""

from datetime import date

import pytest
from sqlalchemy import select

from db.ledgers import LEDGERS
from db.ledgers.areas import Area, AreaLevel, Dwelling
from db.ledgers.people import Contact, Living, Person, PersonTag, Placement

KEPT = ("revision", "changed_at", "changed_by")


@pytest.fixture(scope="session")
def wang():
    """The values of one resident."""
    return {"name": "王秀英", "id_number": "150102194001050042", "phone": "13804710001", "health": "高血压多年"}


@pytest.fixture(scope="session")
def snapshot():
    """A function that tells all live rows of all ledgers, without what every write changes."""

    def told(store):
        found = {}
        with store.engine.connect().execution_options(reading=True) as connection:
            for name, ledger in LEDGERS.items():
                rows = connection.execute(select(ledger.__table__).where(ledger.removed_at.is_(None))).mappings()
                found[name] = {row["id"]: {k: v for k, v in row.items() if k not in KEPT} for row in rows}
        return found

    return told


@pytest.fixture
def grid(office):
    """A grid of the office."""
    with office.write("新建网格") as writer:
        home = writer.reader.rows(select(Area.id))[0][0]
        values = {"level": AreaLevel.GRID, "code": "150102402001003", "name": "第三网格", "parent_id": home}
        return writer.add(Area, values)


@pytest.fixture
def settled(office, grid, wang):
    """An office with one resident who lives somewhere, with a tag and a contact: store, person, placement."""
    with office.write("登记") as writer:
        door = writer.add(Dwelling, {"area_id": grid, "full_address": "3号楼2单元501"})
        person = writer.add(Person, wang)
        home = {"area_id": grid, "dwelling_id": door, "living": Living.ALONE}
        placement = writer.add(Placement, {"person_id": person, "since": date(2020, 1, 1), **home})
        writer.add(PersonTag, {"person_id": person, "tag": "lives_alone"})
        writer.add(Contact, {"person_id": person, "name": "李建国", "phone": "13904710002"})
    return office, person, placement
