"""Calling round (寒潮、高温、节日): one list of whom to call on now, in walking order, and how many were called on."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from db.books.rhythm import between, in_difficulty
from db.ledgers.people import Person
from db.ledgers.services import Campaign, ServiceLog
from db.store.query import terms
from db.store.reader import Reader
from db.work.figures import Asking, Period
from db.work.routes import in_walking_order

DAYS = 7
"""A campaign lasts as many days: whom it reached within them counts as called on."""


def call_ids(reader: Reader, area: UUID | None = None) -> list[UUID]:
    """Return the elders in special difficulty of today, in walking order: list and sheet are made of these ids."""
    now, today = terms(reader), reader.today
    asking = Asking(reader, Period.month(today.year, today.month, today), area)
    return in_walking_order(reader, asking.ids(select(Person.id).where(in_difficulty(now, today))))


def called_on(reader: Reader, campaign: Campaign) -> int:
    """Count whom the campaign has reached or tried to reach in the last days."""
    own = ServiceLog.campaign == campaign, ServiceLog.removed_at.is_(None)
    days = between(reader.today - timedelta(days=DAYS - 1), reader.today)
    return int(reader.scalar(select(func.count(ServiceLog.person_id.distinct())).where(*own, days)))
