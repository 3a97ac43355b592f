"""高龄津贴: who draws which allowance since when, its amount this month, and whether certified (高龄明细表)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from db.books.book import Ask, Book, Column, Join, Terms
from db.books.elders import ADDRESS_ALIASES, AREA_ALIASES
from db.books.people_columns import contact_part, contacts
from db.books.rhythm import moment_of
from db.ledgers.allowances import Allowance
from db.ledgers.areas import Area, Dwelling
from db.ledgers.care import AllowanceRate
from db.ledgers.people import Person
from db.ledgers.services import LogKind, ServiceLog
from db.words.days import age_on
from db.words.field import L2, Kind

Drawer = aliased(Person, name="drawer")
DrawerArea = aliased(Area, name="drawer_area")
DrawerHome = aliased(Dwelling, name="drawer_home")
CERTIFICATION = "certification"


def amount(terms: Terms) -> ColumnElement[Any]:
    """Return the amount of the category in force today; empty where the office has set none."""
    rates = select(AllowanceRate.amount).where(
        AllowanceRate.category == Allowance.category,
        AllowanceRate.since <= terms.today,
        AllowanceRate.removed_at.is_(None),
    )
    return rates.order_by(AllowanceRate.since.desc()).limit(1).correlate(Allowance).scalar_subquery()


def last_certified(terms: Terms) -> ColumnElement[Any]:
    """Return the moment of the last certification."""
    found = select(func.max(ServiceLog.at, type_=ServiceLog.at.type)).where(
        ServiceLog.person_id == Allowance.person_id,
        or_(ServiceLog.kind == LogKind.CERTIFICATION, ServiceLog.item == CERTIFICATION),
        ServiceLog.removed_at.is_(None),
    )
    return found.correlate(Allowance).scalar_subquery()


def to_certify(terms: Terms) -> ColumnElement[Any]:
    """Say who draws now and has not been certified this month."""
    month = moment_of(terms.today.replace(day=1))
    seen = last_certified(terms)
    return and_(drawn_now(terms), or_(seen.is_(None), seen < month))


def drawn_now(terms: Terms) -> ColumnElement[bool]:
    """Say which rows are paid this month."""
    month = terms.today.replace(day=1)
    return and_(Allowance.since <= terms.today, or_(Allowance.until.is_(None), Allowance.until > month))


def born(terms: Terms) -> ColumnElement[Any]:
    """Return the birth date, from which the age follows."""
    return Drawer.birth_date.expression


def years(value: date | None, terms: Terms) -> int | None:
    """Return completed years on the office's day."""
    return None if value is None else age_on(value, terms.today)


def drawers_contacts(ask: Ask, ids: Sequence[UUID], terms: Terms) -> Mapping[UUID, Any]:
    """Return the first contact of who draws each allowance."""
    rows = list(ask(select(Allowance.id, Allowance.person_id).where(Allowance.id.in_(ids))))
    known = contacts(ask, [person for _, person in rows], terms)
    return {one: known[person] for one, person in rows if person in known}


COLUMNS = (
    Column("name", "drawer.name"),
    Column("sex", "drawer.sex"),
    Column("age", kind=Kind.COUNT, label="年龄", width=3, expression=born, show=years, newest_first=True, take=False),
    Column("id_number", "drawer.id_number"),
    Column("category", "category"),
    Column("amount", kind=Kind.MONEY, label="月标准（元）", width=5, expression=amount,
           aliases=("补贴标准", "津贴标准", "发放标准", "补贴标准（元）")),
    Column("since", "since"),
    Column("until", "until"),
    Column("stop_reason", "stop_reason"),
    Column("certified", kind=Kind.MOMENT, label="最近认证", width=6, expression=last_certified, take=False),
    Column("to_certify", kind=Kind.FLAG, label="本月待认证", width=5, expression=to_certify, take=False),
    Column("area", "area.code", label="网格", codes="area", width=6, aliases=AREA_ALIASES),
    Column("address", "home.full_address", aliases=ADDRESS_ALIASES),
    Column("phone", "drawer.phone"),
    Column("contact_name", kind=Kind.NAME, label="联系人", width=5, fill=drawers_contacts, show=contact_part(0),
           aliases=("联系人姓名",)),
    Column(
        "contact_relation",
        kind=Kind.CODE,
        codes="kinship",
        label="与本人关系",
        aliases=("联系关系", "联系人关系"),
        width=5,
        fill=drawers_contacts,
        show=contact_part(1),
    ),
    Column(
        "contact_phone",
        kind=Kind.PHONE,
        label="联系人电话",
        width=8,
        privacy=L2,
        fill=drawers_contacts,
        show=contact_part(2),
    ),
    Column("registered_on", "registered_on", shown=False),
    Column("back_from", "back_from", shown=False),
    Column("back_months", "back_months", shown=False),
    Column("back_reason", "back_reason", shown=False),
    Column("note", "note", shown=False),
    Column("birth_date", "drawer.birth_date", shown=False),
    Column("paid", kind=Kind.MONEY, label="实际发放", aliases=("实际发放（元）", "实发金额"), only_taken=True),
    Column("pinyin", "drawer.pinyin", shown=False, take=False),
    Column("person", "person_id", shown=False, take=False),
)  # fmt: skip

ALLOWANCES = Book(
    "allowances",
    Allowance.label,
    Allowance,
    COLUMNS,
    joins=(
        Join("drawer", Drawer, Allowance.person_id == Drawer.id),
        Join("area", DrawerArea, Drawer.area_id == DrawerArea.id),
        Join("home", DrawerHome, Drawer.dwelling_id == DrawerHome.id),
    ),
    order=("pinyin", "since"),
    chips=(("to_certify", "1"), ("category", "a80"), ("category", "a90"), ("category", "a100")),
    person="person_id",
    must=("since", "until", "stop_reason", "back_from", "back_months", "back_reason", "amount", "paid"),
)
