"""一人一档: everything the office keeps of one person on its own pages (class 归档; practice P9)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from db.ledgers.people import Contact, PersonTag
from db.ledgers.services import ServiceLog
from db.store.reader import Reader
from desktop.printing.form import Order, Shows
from desktop.printing.grid import Grid, Slot
from desktop.printing.ledger import numbered
from desktop.printing.parts import BOLD, MM, Block, Gap, Item, Meta, Passage, Section, Title, signatures
from desktop.printing.people import Grid as GridOfPeople
from desktop.printing.people import Texts, asked, by_grid, community, day, long_day, parts
from desktop.printing.table import BODY, HEAD, Column, Row, Table

CELL = BODY.at(10.5)
LABELS = (21, 37, 21, 37, 21, 37)


@dataclass(frozen=True)
class ContactRow:
    """One contact: name, kinship, phone, city, whether guardian or emergency contact (remark)."""

    name: str
    kinship: str
    phone: str
    city: str
    remark: str


@dataclass(frozen=True)
class TagRow:
    """One recognition: category, level, from, until, source."""

    tag: str
    level: str
    since: str
    until: str
    source: str


@dataclass(frozen=True)
class VisitRow:
    """One visit: day, way, whether the person was met, by whom, what was found."""

    day: str
    method: str
    reached: str
    by: str
    content: str


@dataclass(frozen=True)
class ElderFile:
    """One person; particulars: (label, value) in reading order, three to a line, long ones with span 3 or 5."""

    name: str
    grid: str
    keeper: str
    particulars: tuple[tuple[str, str, int], ...]
    contacts: tuple[ContactRow, ...] = ()
    tags: tuple[TagRow, ...] = ()
    visits: tuple[VisitRow, ...] = ()
    health: str = ""
    needs: str = ""
    whom: UUID | None = None
    area: UUID | None = None


@dataclass(frozen=True)
class ElderFiles:
    """The persons of one print."""

    office: str
    day: str
    people: tuple[ElderFile, ...]


CONTACTS = (
    ("name", Column("姓名", 32, Shows.RECORD, name=True)),
    ("kinship", Column("关系", 20, Shows.RECORD, "center")),
    ("phone", Column("联系电话", 32, Shows.RECORD)),
    ("city", Column("所在城市", 32, Shows.RECORD)),
    ("remark", Column("备注", 50, Shows.RECORD, grow=True)),
)
TAGS = (
    ("tag", Column("人员类别", 30, Shows.RECORD)),
    ("level", Column("等级", 20, Shows.RECORD, "center")),
    ("since", Column("认定日期", 24, Shows.RECORD, "center")),
    ("until", Column("终止日期", 24, Shows.RECORD, "center")),
    ("source", Column("来源", 50, Shows.RECORD, grow=True)),
)
VISITS = (
    ("day", Column("日期", 24, Shows.RECORD, "center")),
    ("method", Column("方式", 16, Shows.RECORD, "center")),
    ("reached", Column("见到情况", 21, Shows.RECORD, "center")),
    ("by", Column("走访人", 22, Shows.RECORD, name=True)),
    ("content", Column("走访情况", 91, Shows.RECORD, grow=True)),
)


PARTICULARS = (
    ("name", "姓名", 1), ("sex", "性别", 1), ("birth_date", "出生日期", 1),
    ("age", "年龄", 1), ("ethnic", "民族", 1), ("political", "政治面貌", 1),
    ("id_number", "身份证号", 3), ("phone", "联系电话", 1),
    ("marital", "婚姻状况", 1), ("education", "文化程度", 1), ("living", "居住状况", 1),
    ("address", "现住址", 3), ("residence_same", "人户一致", 1),
    ("hukou_address", "户籍地址", 5),
    ("risk_class", "风险等级", 1), ("cycle", "走访周期", 1), ("language_need", "语言需要", 1),
)  # fmt: skip
KEYS = (*(key for key, _, _ in PARTICULARS), "responsible", "health", "note")
LATEST = 6


def gather(reader: Reader, order: Order) -> ElderFiles:
    """Return the files of the people asked for, grid by grid in door order."""
    people = asked(reader, order, "elders")
    known = Texts(reader, "people", KEYS).of(people)
    kept = _Kept(reader, people)
    files = tuple(
        _file(grid, known[one], kept, one)
        for grid in by_grid(reader, people, order.sort)
        for one in grid.people
        if one in known
    )
    return ElderFiles(community(reader), long_day(order.data_day), files)


class _Kept:
    """What hangs on the people: contacts, recognitions, latest visits, by person."""

    def __init__(self, reader: Reader, people: Sequence[UUID]) -> None:
        self.contacts: dict[UUID, list[ContactRow]] = {}
        self.tags: dict[UUID, list[TagRow]] = {}
        self.visits: dict[UUID, list[VisitRow]] = {}
        self.needs: dict[UUID, list[str]] = {}
        for part in parts(people):
            self._read_contacts(reader, part)
            self._read_tags(reader, part)
            self._read_visits(reader, part)

    def _read_contacts(self, reader: Reader, part: Sequence[UUID]) -> None:
        kinship = reader.codes("kinship")
        columns = Contact.name, Contact.kinship, Contact.phone, Contact.city, Contact.is_emergency, Contact.is_guardian
        statement = (
            select(Contact.person_id, *columns)
            .where(Contact.person_id.in_(part), Contact.removed_at.is_(None))
            .order_by(Contact.is_emergency.desc(), Contact.created_at, Contact.id)
        )
        for person, name, kin, phone, city, emergency, guardian in reader.rows(statement):
            remark = "、".join(word for word, holds in (("紧急联系人", emergency), ("监护人", guardian)) if holds)
            row = ContactRow(name, kinship.label(kin) if kin else "", phone or "", city or "", remark)
            self.contacts.setdefault(person, []).append(row)

    def _read_tags(self, reader: Reader, part: Sequence[UUID]) -> None:
        labels = reader.codes("tag")
        columns = PersonTag.tag, PersonTag.level, PersonTag.since, PersonTag.until, PersonTag.source
        statement = (
            select(PersonTag.person_id, *columns)
            .where(PersonTag.person_id.in_(part), PersonTag.removed_at.is_(None))
            .order_by(PersonTag.since, PersonTag.id)
        )
        for person, tag, level, since, until, source in reader.rows(statement):
            row = TagRow(labels.label(tag), level or "", day(since), day(until), without_suffix(source or ""))
            self.tags.setdefault(person, []).append(row)

    def _read_visits(self, reader: Reader, part: Sequence[UUID]) -> None:
        statement = (
            select(ServiceLog.person_id, ServiceLog.id)
            .where(ServiceLog.person_id.in_(part), ServiceLog.removed_at.is_(None))
            .order_by(ServiceLog.at.desc(), ServiceLog.id)
        )
        latest: dict[UUID, list[UUID]] = {}
        for person, visit in reader.rows(statement):
            if len(latest.setdefault(person, [])) < LATEST:
                latest[person].append(visit)
        texts = Texts(reader, "visits", ("at", "method", "reached", "doers", "content", "needs"))
        known = texts.of([visit for visits in latest.values() for visit in visits])
        for person, visits in latest.items():
            told = [known[visit] for visit in visits if visit in known]
            self.visits[person] = [
                VisitRow(one["at"], one["method"], one["reached"], one["doers"], one["content"]) for one in told
            ]
            self.needs[person] = [f"{one['at']} {one['needs']}" for one in told if one["needs"]]


def _file(grid: GridOfPeople, known: Mapping[str, str], kept: _Kept, one: UUID) -> ElderFile:
    return ElderFile(
        known["name"],
        grid.name,
        known["responsible"],
        tuple(
            (label, known[key] + "岁" * (key == "age" and bool(known[key])), span) for key, label, span in PARTICULARS
        ),
        tuple(kept.contacts.get(one, ())),
        tuple(kept.tags.get(one, ())),
        tuple(kept.visits.get(one, ())),
        "\n".join(part for part in (known["health"], known["note"]) if part),
        "\n".join(kept.needs.get(one, ())),
        one,
        grid.area,
    )


def without_suffix(source: str) -> str:
    """Return where a recognition comes from; of a workbook its name alone: 台账.xlsx → 台账."""
    return re.sub(r"\.(xlsx|xlsm|xls|ods|csv)$", "", source, flags=re.IGNORECASE)


def lay(facts: ElderFiles, order: Order) -> Sequence[Section]:
    """Return a section for each person."""
    of = len(facts.people)
    return [_section(facts, person, order, numbered(order, place, of)) for place, person in enumerate(facts.people, 1)]


def _section(facts: ElderFiles, person: ElderFile, order: Order, sheet_no: str) -> Section:
    belongs = Meta(
        (
            Item("网格：", f"{facts.office} {person.grid}".strip()),
            Item("责任人：", person.keeper or "—"),
            Item("数据截至：", facts.day),
        )
    )
    later = Meta((Item(f"一人一档（续）　{person.name}"), Item(person.grid)), BOLD)
    slots = tuple(Slot(label, value, span, name=label == "姓名") for label, value, span in person.particulars)
    body: tuple[Block, ...] = (
        Grid(LABELS, slots, person.name, (Shows.RECORD,), CELL),
        *_part("家庭成员与紧急联系人", CONTACTS, person.contacts, person.name),
        *_part("类别认定", TAGS, person.tags, person.name),
        *_part("近期走访", VISITS, person.visits, person.name),
        Gap(3 * MM),
        Passage("健康与生活状况", person.health, person.name, 2, CELL, (Shows.RECORD,)),
        Passage("需求与服务", person.needs, person.name, 2, CELL, (Shows.RECORD,)),
        signatures("建档人", "审核人"),
    )
    head = (Title("一人一档"), Gap(1.5 * MM), belongs, Gap(1.5 * MM))
    later_head = (later, Gap(2.5 * MM))
    return Section(
        person.name,
        sheet_no,
        body,
        head,
        later_head,
        paper=order.paper or "A4",
        group=person.grid,
        people=1,
        area=person.area,
        whom=person.whom,
    )


def _part(title: str, columns: Sequence[tuple[str, Column]], rows: Sequence[object], person: str) -> tuple[Block, ...]:
    """Return a titled table; two empty rows stand where nothing is known yet, to write in."""
    filled = tuple(Row(tuple(str(getattr(row, key)) for key, _ in columns), person) for row in rows)
    empty = tuple(Row(("",) * len(columns)) for _ in range(0 if rows else 2))
    table = Table(tuple(column for _, column in columns), filled + empty, CELL, HEAD.at(CELL.size), least=8 * MM)
    return Gap(3 * MM), Meta((Item(title),), BOLD), Gap(0.8 * MM), table
