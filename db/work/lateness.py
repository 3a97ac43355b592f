"""逾期未访: who is overdue on the last day of a period, grid by grid in door order; page, list and sheet show these."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, literal, select

from db.books.due import Due, DueState
from db.books.people_columns import is_met
from db.books.rhythm import moment_of
from db.ledgers.services import ServiceLog
from db.words.field import UtcMoment
from db.work.figures import Asking, Figure, grids_of
from db.work.standing import local_day
from db.work.visiting import due_list


@dataclass(frozen=True)
class Late:
    """One overdue person. owed_by: the last day on which a visit would have been in time.

    last_visit: the last one up to the end of the period at which somebody was met or heard of.
    """

    person: UUID
    name: str
    grid: str
    risk: str
    cycle: str
    owed_by: date
    last_visit: date | None = None


def late_people(asking: Asking, late: Figure) -> tuple[Late, ...]:
    """Return the people of 逾期未访人数 in the order of the grids, each grid in door order."""
    wanted, grids, seen = set(late.ids), dict(grids_of(asking)), _last_visits(asking)
    order = {grid: place for place, grid in enumerate(grids)}
    rows = due_list(asking.reader, asking.period.end, states=(DueState.OVERDUE,))
    told = [
        (
            asking.homes.get(row.person),
            Late(
                row.person,
                row.name,
                grids.get(asking.homes.get(row.person), "未分网格"),
                row.due.risk.label if row.due.risk else "",
                row.due.cycle.label,
                owed_by(row.due),
                seen.get(row.person),
            ),
        )
        for row in rows
        if row.person in wanted
    ]
    return tuple(one for _, one in sorted(told, key=lambda pair: order.get(pair[0], len(order))))


def _last_visits(asking: Asking) -> dict[UUID, date]:
    """Return the day of everybody's last visit that the period sees."""
    end = literal(moment_of(asking.period.end + timedelta(days=1)), UtcMoment())
    last = select(ServiceLog.person_id, func.max(ServiceLog.at, type_=UtcMoment())).where(ServiceLog.at < end, is_met())
    return {one: local_day(at) for one, at in asking.reader.rows(last.group_by(ServiceLog.person_id))}


def owed_by(due: Due) -> date:
    """Return by when an overdue visit was owed: the end of the window before, or of the hours after a major change."""
    return due.last if due.at is not None else due.first - timedelta(days=1)
