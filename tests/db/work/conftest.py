"""The golden year: 200 invented people in an office, with everything that was counted of them by hand."""

import csv
import shutil
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from db.books import due
from db.clock import Clock
from db.ledgers.areas import Area, AreaLevel
from db.ledgers.care import CarePlan, Cycle, RiskClass
from db.ledgers.happenings import Absence, AbsenceKind, EventKind, LifeEvent
from db.ledgers.people import Person, PersonStatus, PersonTag, Placement
from db.ledgers.services import LogKind, Method, Reached, ServiceLog
from db.store import query
from db.store.store import Store

GOLDEN = Path(__file__).parent / "golden"
LAST_DAY = date(2028, 6, 30)


@dataclass(frozen=True)
class GoldenYear:
    """The office of the golden year. number: the person's number on the squared paper, by id."""

    store: Store
    number: dict[UUID, int]
    grids: dict[str, UUID]


def rows(name):
    """Read one sheet of the golden year."""
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text):
    return date.fromisoformat(text) if text else None


def midnight(text):
    return datetime.combine(day(text), time()).astimezone()


def load(store):
    """Put the sheets of the golden year into an office."""
    with store.write("黄金年") as writer:
        home = writer.reader.rows(select(Area.id))[0][0]
        names = sorted({row["grid"] for row in rows("homes")})
        grids = {
            name: writer.add(
                Area, {"parent_id": home, "level": AreaLevel.GRID, "code": f"15010240200100{n}", "name": name}
            )
            for n, name in enumerate(names, 1)
        }
        people = rows("people")
        ids = writer.add_many(Person, [{"name": row["name"], "birth_date": day(row["birth"])} for row in people])
        who = dict(zip((row["no"] for row in people), ids, strict=True))

        def dated(row, **more):
            return {"person_id": who[row["no"]], "since": day(row["since"]), "until": day(row["until"]), **more}

        writer.add_many(
            Placement,
            [dated(r, area_id=grids[r["grid"]], status=PersonStatus.of(r["status"])) for r in rows("homes")],
        )
        writer.add_many(PersonTag, [dated(r, tag=r["tag"]) for r in rows("tags")])
        writer.add_many(
            CarePlan,
            [
                dated(
                    r,
                    risk_class=RiskClass.of(r["risk_class"]) if r["risk_class"] else None,
                    cycle=Cycle.of(r["cycle"]) if r["cycle"] else None,
                )
                for r in rows("plans")
            ],
        )
        writer.add_many(Absence, [dated(r, kind=AbsenceKind.of(r["kind"])) for r in rows("absences")])
        writer.add_many(
            LifeEvent,
            [
                {"person_id": who[r["no"]], "kind": EventKind.of(r["kind"]), "at": midnight(r["on"])}
                for r in rows("events")
            ],
        )
        writer.add_many(ServiceLog, [log(r, who[r["no"]]) for r in rows("visits")])
    return GoldenYear(store, {one: int(no) for no, one in who.items()}, grids)


def log(row, person):
    return {
        "person_id": person,
        "at": midnight(row["day"]),
        "kind": LogKind.of(row["kind"]),
        "method": Method.of(row["method"]) if row["method"] else None,
        "reached": Reached.of(row["reached"]),
        "backdated": row["entered"] > row["day"],
    }


@pytest.fixture(scope="session")
def golden(founded, password, tmp_path_factory):
    """The office of the golden year, on its last day; tests only read it."""
    folder = tmp_path_factory.mktemp("golden") / "office"
    shutil.copytree(founded[0], folder)
    store = Store.open(folder, password, Clock(LAST_DAY))
    yield load(store)
    store.engine.dispose()


@pytest.fixture(scope="session")
def sheet():
    """A function that reads one sheet of the golden year."""
    return rows


@pytest.fixture(autouse=True)
def statements_built_anew():
    """Forget statements built for a set of rules: a control that breaks a rule must neither use nor leave them."""
    kept = (due._turned, due._of_some, due._of_all, query._page)
    for one in kept:
        one.cache_clear()
    yield
    for one in kept:
        one.cache_clear()
