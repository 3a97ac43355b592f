"""走访帮办: every visit, errand and check, one row each (practices P10–P12; 独居老人走访记录表, 探访记录)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from db.books.book import Ask, Book, Column, Join, Terms
from db.books.elders import ADDRESS_ALIASES, AREA_ALIASES
from db.books.people_rows import person_of, settle_days, settle_identity
from db.books.taken import Taken
from db.ledgers.areas import Area, Dwelling
from db.ledgers.people import Person
from db.ledgers.record import fields_of
from db.ledgers.services import Finding, ServiceDoer, ServiceLog
from db.words.clean import Cleaned, Rules
from db.words.field import L3, Kind

Visited = aliased(Person, name="visited")
Where = aliased(Area, name="visit_area")
Home = aliased(Dwelling, name="visit_home")


def doers(ask: Ask, ids: Sequence[UUID], terms: Terms) -> Mapping[UUID, str]:
    """Return who did each service, joined by 、."""
    found: dict[UUID, list[str]] = {}
    rows = ask(
        select(ServiceDoer.service_id, ServiceDoer.name)
        .where(ServiceDoer.service_id.in_(ids), ServiceDoer.removed_at.is_(None))
        .order_by(ServiceDoer.created_at, ServiceDoer.id)
    )
    for service, name in rows:
        found.setdefault(service, []).append(name)
    return {service: "、".join(names) for service, names in found.items()}


FOUND = {"found_health": "health", "found_mood": "mood"}
"""Items of the check-list that lists of visits keep a column for, by that column's key."""


def found(item: str) -> Callable[[Ask, Sequence[UUID], Terms], Mapping[UUID, str]]:
    """Return what was found of one item of the check-list: the answer, and the note behind it."""

    def read(ask: Ask, ids: Sequence[UUID], terms: Terms) -> Mapping[UUID, str]:
        rows = ask(
            select(Finding.service_id, Finding.answer, Finding.note).where(
                Finding.service_id.in_(ids), Finding.item == item, Finding.removed_at.is_(None)
            )
        )
        return {service: shown_finding(answer, note) for service, answer, note in rows}

    return read


def shown_finding(answer: str | None, note: str | None) -> str:
    """Return answer and note as one text."""
    return "：".join(filter(None, (answer, note)))


COLUMNS = (
    Column("at", "at"),
    Column("name", "visited.name", ordered="visited.pinyin"),
    Column("kind", "kind"),
    Column("item", "item"),
    Column("method", "method"),
    Column("reached", "reached"),
    Column("area", "area.code", label="网格", codes="area", width=7, aliases=AREA_ALIASES),
    Column("address", "home.full_address", ordered="home.door_key", aliases=ADDRESS_ALIASES),
    Column(
        "doers",
        kind=Kind.TEXT,
        label="走访人",
        width=6,
        fill=doers,
        aliases=("探访人姓名", "探访人", "巡查人", "排查人员", "帮扶人姓名", "调查人"),
    ),
    Column("content", "content"),
    Column("needs", "needs"),
    Column("measures", "measures"),
    Column("next_due", "next_due"),
    Column("found_health", kind=Kind.NOTE, label="健康状况", width=8, privacy=L3, fill=found("health"),
           aliases=("身体状况",)),
    Column("found_mood", kind=Kind.NOTE, label="精神状况", width=8, privacy=L3, fill=found("mood"),
           aliases=("老人情绪", "情绪")),
    Column("note", "note"),
    Column("minutes", "minutes", shown=False),
    Column("programme", "programme", shown=False),
    Column("special", "special", shown=False),
    Column("requested_on", "requested_on", shown=False),
    Column("accepted_on", "accepted_on", shown=False),
    Column("confirmed_on", "confirmed_on", shown=False),
    Column("headcount", "headcount", shown=False),
    Column("amount", "amount", shown=False),
    Column("unsettled", kind=Kind.FLAG, label="垫付未结清", take=False, shown=False,
           expression=lambda _: and_(ServiceLog.amount.is_not(None), ServiceLog.settled_on.is_(None))),
    Column("campaign", "campaign"),
    Column("backdated", "backdated", shown=False, take=False),
    Column("id_number", "visited.id_number", shown=False),
    Column("sex", "visited.sex", shown=False),
    Column("age", kind=Kind.COUNT, label="年龄", aliases=("周岁",), only_taken=True),
    Column("birth_date", "visited.birth_date", shown=False),
    Column("phone", "visited.phone", shown=False),
    Column("pinyin", "visited.pinyin", shown=False, take=False),
    Column("person", "person_id", shown=False, take=False),
)  # fmt: skip


def take_visit(cleaned: Cleaned, rules: Rules) -> Taken:
    """Sort one row of a visit record: whom, and what was done."""
    settle_days(cleaned)
    settle_identity(cleaned, rules, asks=False)
    values = cleaned.values
    known = fields_of(ServiceLog)
    visit: dict[str, Any] = {key: value for key, value in values.items() if key in known}
    if "doers" in values:
        visit["doers"] = values["doers"]
    visit["findings"] = {item: values[key] for key, item in FOUND.items() if values.get(key)}
    person = {key: value for key, value in person_of(values).items() if key not in known}
    return Taken(person=person, area=values.get("area"), address=values.get("address"), visit=visit, logged=True)


VISITS = Book(
    "visits",
    "走访帮办",
    ServiceLog,
    COLUMNS,
    joins=(
        Join("visited", Visited, ServiceLog.person_id == Visited.id),
        Join("area", Where, ServiceLog.area_id == Where.id),
        Join("home", Home, Visited.dwelling_id == Home.id),
    ),
    order=("-at",),
    chips=(
        ("reached", "seen"),
        ("reached", "told_by_family"),
        ("reached", "missed"),
        ("campaign", "cold"),
        ("campaign", "heat"),
        ("campaign", "festival"),
        ("kind", "certification"),
        ("kind", "patrol"),
        ("backdated", "1"),
    ),
    take=take_visit,
    person="person_id",
    noun="走访",
    picture="visit",
    must=("at", "item", "method", "reached", "content"),
)
