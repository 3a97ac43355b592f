"""Figures of services: visits and whom they reached, errands by item, hazards found and mended (DOMAIN §9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from db.books.rhythm import VISITS, between
from db.ledgers.matters import Matter, MatterKind
from db.ledgers.people import Person
from db.ledgers.services import LogKind, ServiceLog
from db.store.query import area_and_below
from db.work.figures import Asking, Figure, Rate

HAZARDS = ("water", "power", "gas")


def logs_of(asking: Asking, *where: Any) -> list[Any]:
    """Return the logs of the period that fit: id, person_id, item, headcount, area_id."""
    statement = select(
        ServiceLog.id,
        ServiceLog.person_id,
        ServiceLog.item,
        ServiceLog.headcount,
        ServiceLog.area_id,
    )
    rows = asking.reader.rows(
        statement.where(between(asking.period.first, asking.period.end), ServiceLog.removed_at.is_(None), *where)
    )
    if asking.area is None:
        return rows
    wanted = area_and_below(asking.reader, asking.area)
    return [
        row for row in rows if (row.area_id if row.person_id is None else asking.homes.get(row.person_id)) in wanted
    ]


def visits(asking: Asking) -> tuple[Figure, Figure]:
    """Return 走访次数 (logs) and 覆盖人数 (distinct persons) of 走访 and 探访, whether anybody was met or not."""
    rows = logs_of(asking, ServiceLog.kind.in_(VISITS))
    logs = tuple(row.id for row in rows)
    people = tuple(sorted({row.person_id for row in rows if row.person_id}))
    return (
        Figure("visits", "走访次数", "本期走访、探访记录条数（含未遇）。", len(rows), logs, "services"),
        Figure("visited_people", "走访覆盖人数", "本期走访、探访过的不同的人数。", len(people), people),
    )


@dataclass(frozen=True)
class ItemLine:
    """Errands of one item: matters (件), person-times (人次), persons (人); three different counts."""

    item: str
    label: str
    matters: Figure
    headcount: Figure
    persons: Figure


def errands_by_item(asking: Asking) -> tuple[ItemLine, ...]:
    """Count the errands of the period by item, in the order of the office's list; the last line is 合计."""
    rows = logs_of(asking, ServiceLog.kind == LogKind.ERRAND)
    items: dict[str, list[Any]] = {}
    for row in rows:
        items.setdefault(row.item or "", []).append(row)
    codes = asking.reader.codes("errand_item")
    order = [code for code, *_ in codes.items if code in items]
    order += sorted(set(items) - set(order))
    lines = [_item(one, codes.label(one) if one else "未分类", items[one]) for one in order]
    return (*lines, _item("total", "合计", rows))


def _item(item: str, label: str, rows: Sequence[Any]) -> ItemLine:
    people = tuple(sorted({row.person_id for row in rows if row.person_id}))
    logs = tuple(row.id for row in rows)
    times, key = sum(row.headcount or 1 for row in rows), f"errand_{item}"
    return ItemLine(
        item,
        label,
        Figure(key, f"{label}件数", "本期帮办代办记录条数。", len(rows), logs, "services"),
        Figure(f"{key}_times", f"{label}人次", "各条记录人次之和。", times, logs, "services"),
        Figure(f"{key}_people", f"{label}人数", "不同的服务对象人数。", len(people), people),
    )


@dataclass(frozen=True)
class Hazards:
    """水、电、燃气隐患: doors checked, hazards found, mended, and the rate of mending."""

    doors: Figure
    rate: Rate


def hazards(asking: Asking) -> Hazards:
    """Count doors checked for water, power and gas, and the hazards raised in the period (隐患, a kind of matter)."""
    rows = logs_of(asking, ServiceLog.item.in_(HAZARDS))
    homes = asking.reader.rows(select(Person.dwelling_id, Person.id).where(Person.dwelling_id.is_not(None)))
    door = {one: dwelling for dwelling, one in homes} if rows else {}
    doors = tuple(sorted({door.get(row.person_id, row.person_id) for row in rows if row.person_id}))
    first, end = asking.period.first, asking.period.end
    raised = asking.reader.rows(
        select(Matter.id, Matter.area_id, Matter.resolved_on).where(
            Matter.kind == MatterKind.HAZARD, Matter.raised_on >= first, Matter.raised_on <= end,
            Matter.removed_at.is_(None),
        )
    )  # fmt: skip
    wanted = None if asking.area is None else area_and_below(asking.reader, asking.area)
    found = [row for row in raised if wanted is None or row.area_id in wanted]
    mended = tuple(row.id for row in found if row.resolved_on and row.resolved_on <= end)
    said = "截止日前办结的隐患 ÷ 本期提出的隐患（事项类型为隐患）。"
    return Hazards(
        Figure("hazard_doors", "排查户数", "本期水、电、燃气检查到的不同住户数。", len(doors), doors, "dwellings"),
        Rate(
            "hazard_rate", "隐患整改率", said,
            Figure("hazards_mended", "已整改", said, len(mended), mended, "matters"),
            Figure("hazards_found", "发现隐患", said, len(found), tuple(row.id for row in found), "matters"),
        ),
    )  # fmt: skip
