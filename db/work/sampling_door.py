"""Invented work at the door for the practice office: posts, visits, errands, hazards, absences, allowances."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.books.rhythm import moment_of
from db.ledgers.areas import Area, AreaLevel
from db.ledgers.care import AllowanceRate
from db.ledgers.happenings import AbsenceKind, EventKind
from db.ledgers.people import Person, PersonTag
from db.ledgers.services import Campaign, LogKind, Method, Reached, ServiceDoer, ServiceLog
from db.ledgers.teams import Membership, Role, Team, TeamKind
from db.store.reader import Reader
from db.store.store import Store
from db.store.writer import Writer
from db.words.checks import Sex
from db.work.allowance_months import BackPay, add_months, category_for, drawn_in, eligible_from, month_of
from db.work.allowances import certify_all, register, stop
from db.work.recording import Told, record
from db.work.sampling import Drawing
from db.work.visiting import happened, leave

RATES = (("a80_poor", "200"), ("a80", "100"), ("a90", "300"), ("a100", "800"))
"""Category and yuan a month: invented, as no amount holds everywhere."""
VACANT = 3
"""As many grids lack a post, so that the marks show both."""
TEAMS = (
    ("丁香帮办代办服务队", TeamKind.ERRAND_TEAM, 6), ("丁香为老志愿服务队", TeamKind.VOLUNTEER, 8),
    ("“银龄”红色突击队", TeamKind.SHOCK_TEAM, 3), ("监督巡查团", TeamKind.VOLUNTEER, 4),
    ("银龄调解团", TeamKind.VOLUNTEER, 4),
)  # fmt: skip
"""Name, kind, members; a 团 stands below the 队 before it."""
SKILLS = (("水电维修", "周末"), ("理发", "每周三下午"), ("测血压、护理", "工作日上午"), ("蒙语翻译", "随时"))
ERRANDS = (
    ("bills", "代缴电费", "86.50", True), ("bills", "代缴水费", "42.00", False),
    ("shopping", "代购米面油", "118.00", True),
    ("phone_help", "教发语音、看健康码", None, False), ("certification", "手机上帮做高龄认证", None, False),
    ("paperwork", "代办老年优待证", None, False), ("medical", "陪同到社区卫生服务中心量血压", None, False),
    ("tv_help", "调电视频道", None, False), ("gas", "更换燃气软管", "35.00", False), ("water", "修水龙头", None, False),
)  # fmt: skip
HAZARDS = (("gas", "软管老化"), ("power", "插座松动，线路外露"), ("water", "水管渗漏"), ("safety", "楼道堆物挡门"))
PATROLLED = ("楼道、消防通道畅通，飞线充电已劝阻", "路灯、井盖完好", "查看独居户门前水电表，未见异常")
NEEDS = ("", "", "", "", "想装扶手", "希望有人陪去医院", "想学用手机", "腿脚不便，买药难")


@dataclass(frozen=True)
class Elder:
    """An elder of the practice office: where, and how far back the birth lies."""

    id: UUID
    area: UUID
    birth: date


def found_door(store: Store, seed: int) -> None:
    """Fill the practice office with what grid members did at the door; days count from the office's today."""
    draw, today = random.Random(seed), store.clock.today()
    with store.write("练习数据：岗位") as writer:
        _posts(writer, Drawing(seed + 1, today))
        _teams(writer, Drawing(seed + 2, today))
    with store.write("练习数据：走访帮办") as writer:
        elders = _elders(writer.reader)
        _visits(writer, draw, elders, today)
        _absences(writer, elders, today)
    with store.write("练习数据：高龄津贴") as writer:
        _allowances(writer, draw, elders, today)


def _elders(reader: Reader) -> list[Elder]:
    rows = reader.rows(
        select(Person.id, Person.area_id, Person.birth_date)
        .where(Person.birth_date.is_not(None), Person.area_id.is_not(None), Person.removed_at.is_(None))
        .where(Person.id.not_in(select(Membership.person_id)))
        .order_by(Person.id_number)
    )
    return [Elder(*row) for row in rows]


# -- posts ------------------------------------------------------------------------------------------------------------


def _posts(writer: Writer, drawing: Drawing) -> None:
    """Give the community its committee and most grids a branch and a cadre; the first has two micro-grids."""
    areas = writer.reader.rows(
        select(Area.id, Area.level, Area.name).where(Area.removed_at.is_(None)).order_by(Area.code)
    )
    home = next(one for one, level, _ in areas if level is AreaLevel.COMMUNITY)
    committee = writer.add(Team, {"name": "丁香社区党委", "kind": TeamKind.PARTY_COMMITTEE, "area_id": home})
    grids = [(one, name) for one, level, name in areas if level is AreaLevel.GRID]
    for place, (grid, name) in enumerate(grids):
        if place < len(grids) - VACANT + 1:
            branch = {"name": f"{name}党支部", "kind": TeamKind.BRANCH, "area_id": grid, "parent_id": committee}
            writer.add(Team, branch)
        if place < len(grids) - VACANT:
            _serve(writer, drawing, grid, Role.CADRE)
    _complete(writer, drawing, [grid for grid, _ in grids])
    for number, building in enumerate(("1—4号楼", "5—8号楼"), 1):
        values = {"level": AreaLevel.MICRO_GRID, "parent_id": grids[0][0], "name": building, "sort": number}
        micro = writer.add(Area, {**values, "code": f"150102402001001{number:02}"})
        if number == 1:
            _serve(writer, drawing, micro, Role.BUILDING_HEAD)


def _complete(writer: Writer, drawing: Drawing, grids: Sequence[UUID]) -> None:
    """Add what a roster asks of its members and grids, so that no column of the printed one stands empty."""
    for place, grid in enumerate(grids):
        values = {"scope_text": f"东至{place + 1}号路，西至{place + 2}号路", "households": 260 + 17 * place}
        writer.change(Area, grid, values)
    posts = writer.reader.rows(
        select(Membership.id, Membership.person_id, Membership.role, Membership.since)
        .where(Membership.removed_at.is_(None))
        .order_by(Membership.id)
    )
    for place, (post, person, role, since) in enumerate(posts):
        begun = since or drawing.today - timedelta(days=drawing.random.randrange(100, 1500))
        writer.change(Membership, post, {"since": begun, "full_time": role is Role.GRID_WORKER})
        member = {
            "political": ("13", "01", "13")[place % 3],
            "education": ("30", "20", "60")[place % 3],
            "ethnic": "01",
        }
        known = writer.reader.get(Person, person)
        blank = {key: value for key, value in member.items() if known is not None and not getattr(known, key)}
        writer.change(Person, person, blank)


def _teams(writer: Writer, drawing: Drawing) -> None:
    """Found three teams with members: of helpers, of errands, and the silver-haired with two groups below it."""
    home = writer.reader.scalar(select(Area.id).where(Area.level == AreaLevel.COMMUNITY).order_by(Area.code))
    above: UUID | None = None
    for name, kind, count in TEAMS:
        values = {"name": name, "kind": kind, "area_id": home, "founded": drawing.today - timedelta(days=400)}
        team = writer.add(Team, {**values, "parent_id": above if name.endswith("团") else None})
        above = team if name.endswith("队") else above
        for place in range(count):
            person = _somebody(writer, drawing, 45, 63)
            role = Role.VOLUNTEER if place else Role.TEAM_LEADER
            skills, times = SKILLS[place % len(SKILLS)]
            since = drawing.today - timedelta(days=30 * (place + 1))
            values = {"person_id": person, "team_id": team, "role": role, "since": since}
            writer.add(Membership, {**values, "skills": skills, "free_times": times})


def _serve(writer: Writer, drawing: Drawing, area: UUID, role: Role) -> None:
    one = _somebody(writer, drawing, 30, 55)
    since = drawing.today - timedelta(days=drawing.random.randrange(60, 900))
    writer.add(Membership, {"person_id": one, "area_id": area, "role": role, "since": since})


def _somebody(writer: Writer, drawing: Drawing, least: int, most: int) -> UUID:
    sex = drawing.random.choice("男女")
    name, _ = drawing.name(sex)
    birth = drawing.today - timedelta(days=drawing.random.randrange(least * 365, most * 365))
    return writer.add(Person, {"name": name, "sex": Sex.read(sex), "birth_date": birth, "phone": drawing.phone()})


# -- visits, errands, absences ----------------------------------------------------------------------------------------


def _visits(writer: Writer, draw: random.Random, elders: Sequence[Elder], today: date) -> None:
    """Write visits of the last three weeks, some missed and some told by the family, and errands of ten kinds."""
    workers = dict(
        writer.reader.rows(
            select(Membership.area_id, Person.name)
            .join(Person, Membership.person_id == Person.id)
            .where(Membership.role == Role.GRID_WORKER)
        )
    )
    for place, one in enumerate(draw.sample(elders, min(len(elders), 90))):
        day = today - timedelta(days=place % 21)
        reached = (Reached.SEEN,) * 7 + (Reached.TOLD_BY_FAMILY, Reached.MISSED, Reached.SEEN)
        raw: dict[str, Any] = {"at": day.isoformat(), "reached": reached[place % 10], "needs": draw.choice(NEEDS)}
        raw |= {"method": Method.PHONE} if place % 9 == 4 else {}
        raw |= {"campaign": Campaign.COLD, "content": "寒潮叫应，提醒关好门窗、添衣保暖"} if place % 6 == 5 else {}
        checks = dict.fromkeys(("health", "mood", "safety", "hygiene"), ("正常", ""))
        if place % 12 == 1:
            item, note = HAZARDS[place // 12 % len(HAZARDS)]
            checks |= {item: ("异常", note)}
        record(writer, one.id, Told(raw, workers.get(one.area, ""), checks if place % 2 else None))
    for place, (area, worker) in enumerate(workers.items()):
        for ago in (place % 3, 4, 8):
            raw = {"kind": LogKind.PATROL, "at": moment_of(today - timedelta(days=ago)) + timedelta(hours=9)}
            log = writer.add(ServiceLog, {**raw, "area_id": area, "content": PATROLLED[(place + ago) % len(PATROLLED)]})
            writer.add(ServiceDoer, {"service_id": log, "name": worker})
    for place, one in enumerate(draw.sample(elders, min(len(elders), 40))):
        item, content, amount, settled = ERRANDS[place % len(ERRANDS)]
        day = today - timedelta(days=place % 26)
        raw = {"kind": LogKind.ERRAND, "at": day.isoformat(), "item": item, "content": content, "amount": amount}
        raw |= {"settled_on": day.isoformat()} if settled else {}
        record(writer, one.id, Told(raw, workers.get(one.area, "")))


def _absences(writer: Writer, elders: Sequence[Elder], today: date) -> None:
    """Let some be in hospital or away, and two have had a fall lately."""
    kinds = (AbsenceKind.HOSPITAL, AbsenceKind.HOSPITAL, AbsenceKind.TRAVEL)
    for ago, (one, kind) in enumerate(zip(elders[7::40], kinds, strict=False), 3):
        leave(writer, one.id, kind, today - timedelta(days=ago))
    for ago, one in enumerate(elders[11::90][:2]):
        happened(writer, one.id, EventKind.FALL, today - timedelta(days=ago), "在家门口滑倒")


# -- allowances -------------------------------------------------------------------------------------------------------


def _allowances(writer: Writer, draw: random.Random, elders: Sequence[Elder], today: date) -> None:
    """Register most of those of 80 and more, each since the month the age was full; some late, stopped or forgotten."""
    for category, amount in RATES:
        writer.add(AllowanceRate, {"category": category, "amount": Decimal(amount), "since": date(2020, 1, 1)})
    month = month_of(today)
    old = [one for one in elders if category_for(one.birth, month)]
    poor = {one for (one,) in writer.reader.rows(select(PersonTag.person_id).where(PersonTag.tag == "minimum_living"))}
    for place, one in enumerate(old):
        if place % 9 == 8:
            continue  # an entitlement not filed yet
        since = max(eligible_from(one.birth), add_months(month, -draw.randrange(1, 30)))
        late = place % 15 == 4 and eligible_from(one.birth) < add_months(month, -3)
        back = BackPay(add_months(month, -2), 2, "late") if late else None
        allowance = register(writer, one.id, month if late else since, back=back)
        if place % 25 == 12 and since < month and not late:
            stop(writer, allowance, month, "not_certified" if one.id in poor else "not_found")
    drawing = [one.allowance.person_id for one in drawn_in(writer.reader, month)]
    certify_all(writer, drawing[: len(drawing) * 2 // 3], today)
