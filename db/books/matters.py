"""事项台账 and 信访台账: matters as clerks keep them, one row each (居民诉求登记表, 安全巡查记录表, 上访人员)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import aliased

from db.books.book import Ask, Book, Column, Join, Terms
from db.books.elders import ADDRESS_ALIASES, AREA_ALIASES
from db.ledgers.activities import Activity
from db.ledgers.areas import Area
from db.ledgers.matters import OPEN, Matter, MatterKind
from db.ledgers.parties import MatterParty, PartySide
from db.ledgers.people import Person
from db.ledgers.record import fields_of
from db.words.checks import Sex
from db.words.field import L2, L3, Kind

Where = aliased(Area, name="matter_area")
Sitting = aliased(Activity, name="matter_sitting")
RAISERS = (PartySide.INFORMANT, PartySide.APPLICANT)


def party_values(attribute: str, *sides: PartySide) -> Any:
    """Return a filler of what the parties on some sides have in one column, joined by 、."""

    def fill(ask: Ask, ids: Sequence[UUID], terms: Terms) -> Mapping[UUID, Any]:
        column = getattr(MatterParty, attribute)
        statement = select(MatterParty.matter_id, column).where(
            MatterParty.matter_id.in_(ids), MatterParty.side.in_(sides), MatterParty.removed_at.is_(None)
        )
        found: dict[UUID, list[str]] = {}
        for matter, value in ask(statement.order_by(MatterParty.sort, MatterParty.id)):
            if value is not None:
                found.setdefault(matter, []).append(str(value))
        return {matter: "、".join(values) for matter, values in found.items()}

    return fill


def first_value(attribute: str, *sides: PartySide) -> Any:
    """Return a filler of what the first party of some sides has in one column, as it is kept."""

    def fill(ask: Ask, ids: Sequence[UUID], terms: Terms) -> Mapping[UUID, Any]:
        columns = select(MatterParty.matter_id, getattr(MatterParty, attribute))
        statement = columns.where(
            MatterParty.matter_id.in_(ids), MatterParty.side.in_(sides), MatterParty.removed_at.is_(None)
        )
        found: dict[UUID, Any] = {}
        for matter, value in ask(statement.order_by(MatterParty.sort, MatterParty.id)):
            found.setdefault(matter, value)
        return found

    return fill


def overdue_days(terms: Terms) -> ColumnElement[Any]:
    """Return the limit of what is open and past it, else nothing."""
    past = Matter.status.in_(OPEN) & (Matter.due_on < terms.today)
    return case((past, Matter.due_on), else_=None)


def days_late(value: Any, terms: Terms) -> int | None:
    """Return by how many days a limit is past."""
    return None if value is None else (terms.today - value).days


SAID = fields_of(Person)
NAME_ALIASES = (SAID["name"].label, *SAID["name"].field.aliases)
PHONE_ALIASES = (
    *SAID["phone"].field.aliases, SAID["phone2"].label, *SAID["phone2"].field.aliases,
    "紧急联系电话", "家属电话", "联系人电话",
)  # fmt: skip
SEX_ALIASES = ("性别", "主要当事人性别")
SAID_ALIASES = ("基本情况", "纠纷简要情况", "走访内容", "存在问题")
NUMBER_ALIASES = SAID["id_number"].field.aliases
"""What other people's sheets call the name, phone and number of whoever stands in a matter."""

NAMES = Column(
    "name", label="反映人", width=7, kind=Kind.TEXT, fill=party_values("name", *RAISERS),
    aliases=(*NAME_ALIASES, "诉求人", "信访人", "信访人姓名", "当事人", "反映人姓名", "申请人"),
)  # fmt: skip
PHONES = Column(
    "phone", label="联系电话", width=8, kind=Kind.PHONE, privacy=L2, fill=party_values("phone", *RAISERS),
    aliases=PHONE_ALIASES,
)  # fmt: skip
ADDRESSES = Column(
    "address", label="住址", width=12, kind=Kind.ADDRESS, privacy=L2, fill=party_values("address", *RAISERS),
    aliases=(*ADDRESS_ALIASES, "地址"),
)  # fmt: skip
NUMBERS = Column(
    "id_number", label="身份证号", width=10, kind=Kind.ID_NUMBER, privacy=L3, shown=False,
    fill=party_values("id_number", *RAISERS), aliases=NUMBER_ALIASES,
)  # fmt: skip
SEXES = Column(
    "sex", label="反映人性别", width=4, kind=Kind.CHOICE, choice=Sex, shown=False, aliases=SEX_ALIASES,
    fill=first_value("sex", *RAISERS),
)  # fmt: skip
HANDLERS = ("网格员", "走访人", "探访人姓名", "巡查人", "包联干部", "帮扶人姓名")
"""Besides what the ledger says: who of the office had to do with it."""

HEAD = (
    Column("no", "no"),
    Column("kind", "kind"),
    Column("subject", "subject"),
    NAMES,
    Column("area", "area.code", label="网格", codes="area", width=7, aliases=AREA_ALIASES),
    Column("status", "status"),
    Column("raised_on", "raised_on"),
)
REST = (
    Column("due_on", "due_on"),
    Column("late", label="超期天数", width=4, kind=Kind.COUNT, expression=overdue_days, show=days_late, take=False),
    Column("resolved_on", "resolved_on"),
    Column("outcome", "outcome", aliases=("化解结果",)),
    Column("resolved_level", "resolved_level"),
    Column("handler", "handler", aliases=(*HANDLERS, "调解员")),
    Column("content", "content", aliases=SAID_ALIASES),
    Column("measures", "measures", shown=False),
    Column("result", "result", shown=False),
    Column("satisfaction", "satisfaction", shown=False),
    Column("feedback_on", "feedback_on", shown=False),
    Column("feedback", "feedback", shown=False),
    PHONES,
    ADDRESSES,
    NUMBERS,
    SEXES,
    Column("channel", "channel", shown=False),
    Column("category", "category", shown=False, aliases=("巡查项目", "纠纷类型", "矛盾纠纷类型", "案件类型")),
    Column("hazard_kind", "hazard_kind", shown=False),
    Column("place", "place", shown=False, aliases=("巡查区域", "巡查楼栋", "排查区域/单位")),
    Column("headcount", "headcount", shown=False),
    Column("households", "households", shown=False),
    Column("amount", "amount", shown=False),
    Column("level", "level", shown=False),
    Column("risk", "risk", shown=False),
    Column("team", "team", shown=False),
    Column("leader", "leader", shown=False),
    Column("method", "method", shown=False),
    Column("cause", "cause", shown=False),
    Column("origin_date", "origin_date", shown=False),
    Column("accepted_on", "accepted_on", shown=False),
    Column("closed_on", "closed_on", shown=False),
    Column("rechecked_on", "rechecked_on", shown=False),
    Column("rechecked_by", "rechecked_by", shown=False),
    Column("clue_outcome", "clue_outcome", shown=False),
    Column("forwarded_to", "forwarded_to", shown=False),
    Column("decision", "decision", shown=False),
    Column("granted", "granted", shown=False),
    Column("paid_on", "paid_on", shown=False),
    Column("sitting", "sitting.at", label="说事日", shown=False, take=False),
    Column("confidential", "confidential", shown=False),
    Column("backfilled", "backfilled", shown=False, take=False),
    Column("note", "note", shown=False),
)
JOINS = (
    Join("area", Where, Matter.area_id == Where.id),
    Join("sitting", Sitting, Matter.activity_id == Sitting.id),
)


def of_kind(kind: MatterKind) -> Any:
    """Return the condition of a book that holds one kind."""
    return lambda _terms: Matter.kind == kind


MATTERS = Book(
    "matters",
    "说事议事",
    Matter,
    (*HEAD, *REST),
    joins=JOINS,
    order=("-raised_on",),
    chips=(("status", "registered"), ("status", "in_hand"), ("status", "resolved")),
    must=("content",),
)
PETITIONS = Book(
    "petitions",
    "信访台账",
    Matter,
    (*(column for column in HEAD if column.key != "kind"), *REST),
    joins=JOINS,
    where=of_kind(MatterKind.PETITION),
    order=("-raised_on",),
    must=("content",),
)
