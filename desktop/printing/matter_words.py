"""The words of one matter as its papers say them: minors are 王某某, numbers masked without a reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.ledgers.areas import Area
from db.ledgers.attachments import Attachment
from db.ledgers.matters import Matter, MatterKind, StepAction
from db.ledgers.mediation import CaseSource, Mediation
from db.ledgers.office import Office
from db.ledgers.parties import HearingKind, MatterParty, PartySide
from db.ledgers.record import fields_of
from db.ledgers.services import ServiceDoer
from db.store.reader import Reader
from db.words.checks import amount_in_words, mask_name
from db.words.choice import Choice
from db.words.days import age_on, day_in_chinese
from db.words.field import Kind
from db.work.bundle import files_of
from db.work.deadlines import GROUP_FROM
from db.work.discussing import days_taken, years_old
from db.work.facts import Facts
from db.work.kinds import kind_rules
from db.work.mediating import amount_of, is_minor, printed_name
from db.work.stages import ENDED, stage_of
from desktop.printing.ink import Ink
from desktop.printing.text import masked

SIDES = (PartySide.APPLICANT, PartySide.RESPONDENT, PartySide.THIRD_PARTY)
BLANK_DAY = "　　　　年　　月　　日"
EMPTY = "＿" * 8
Picture = Callable[[Ink, float, float, tuple[float, float]], None]
KEPT = frozenset({"committee", "community", "office", "declaration", "source_marks"})
"""What stands on a blank form too: who keeps it, and what is printed on every one."""


@dataclass(frozen=True)
class PartyWords:
    """One party as printed; number: its place on its side."""

    side: str
    name: str
    sex: str
    ethnic: str
    age: str
    job: str
    phone: str
    address: str
    id_number: str
    authority: str = ""
    proxy_for: str = ""
    birth: str = ""

    @property
    def line(self) -> str:
        """Name, sex, people, age, occupation in one line."""
        return "，".join(part for part in (self.name, self.sex, self.ethnic, self.age, self.job) if part)


NOBODY = PartyWords("", "", "", "", "", "", "", "", "")


class Words:
    """The texts of one matter."""

    def __init__(self, reader: Reader, facts: Facts, *, blank: bool = False) -> None:
        """Take a matter read whole; blank: say nothing of it."""
        self.reader, self.blank = reader, blank
        self.facts = facts
        self.matter: Matter = self.facts.matter
        self.clear = bool(reader.viewer.reason)
        self.day = self.facts.steps[-1].day if self.facts.steps else reader.today
        office = reader.rows(select(Office, Area.name).join(Area, Area.id == Office.area_id))[0]
        self.office: Office = office[0]
        self.community: str = office[1]
        self.extra: dict[str, str] = {}
        self.leaves: dict[UUID, int] = {}
        """How many pages an attachment has, where it is bound behind its paper."""
        self.counts: dict[UUID, int] = {}
        """How many pages an attachment has, where its record does not know it."""
        self.pasted: dict[str, list[Picture]] = {}
        """What draws the scans that stand on a paper itself, by its key."""
        self.minors = {
            party.name: mask_name(party.name) for party in self.facts.parties if is_minor(party, self.matter.raised_on)
        }

    @property
    def committee(self) -> str:
        """The mediation committee: of the case, of the office, else made from the community's name."""
        case = self.facts.mediation
        own = case.committee if case else None
        return own or self.office.committee or f"{self.community}人民调解委员会"

    def text(self, value: Any) -> str:
        """Return any value as printed: days in full, amounts in both ways, labels, minors hidden, numbers masked."""
        if value is None or value == "":
            return ""
        if isinstance(value, Choice):
            return value.label
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, datetime):
            at = value.astimezone()
            return f"{day_in_chinese(at.date())}{at.hour}时{at.minute:02}分"
        if isinstance(value, date):
            return day_in_chinese(value)
        if isinstance(value, Decimal):
            return money(value)
        told = str(value)
        for name, hidden in self.minors.items():
            told = told.replace(name, hidden)
        return told if self.clear else masked(told)

    def of(self, key: str) -> str:
        """Return a field of the matter or its case by key, else what is made by a method of that name."""
        if self.blank and key not in KEPT:
            return ""
        if key in self.extra:
            return self.extra[key]
        made = MADE.get(key)
        if made is not None:
            return self.text(made(self))
        source = self.matter if hasattr(Matter, key) else self.facts.mediation
        value = getattr(source, key, None) if source is not None else None
        known = fields_of(type(source)).get(key) if source is not None else None
        if known is not None and known.kind is Kind.CODE and known.field.codes and value:
            return self.reader.codes(known.field.codes).label(str(value))
        return self.text(value)

    def parties(self, *sides: PartySide) -> list[PartyWords]:
        """Return the parties of some sides as printed."""
        return [self._party(party) for party in self.facts.of_side(*sides)]

    def names(self, *sides: PartySide) -> str:
        """Return names joined by 、."""
        return "、".join(one.name for one in self.parties(*sides))

    def _party(self, party: MatterParty) -> PartyWords:
        day = self.matter.raised_on
        age = party.age if party.birth_date is None else age_on(party.birth_date, day)
        ethnic = self.reader.codes("ethnic").label(party.ethnic) if party.ethnic else ""
        stands_for = next((one for one in self.facts.parties if one.id == party.proxy_for), None)
        return PartyWords(
            party.side.label,
            party.org_name or printed_name(party, day),
            self.text(party.sex),
            ethnic,
            "" if age is None else f"{age}岁",
            party.job or "",
            party.phone or "",
            self.text(party.address),
            party.id_number or "",
            party.authority or "",
            printed_name(stands_for, day) if stands_for else "",
            self.text(party.birth_date),
        )

    def visitors(self) -> Sequence[tuple[str, str, str]]:
        """Return (day, by whom, what was found) of each return visit."""
        found = []
        for visit in self.facts.visits:
            doers = select(ServiceDoer.name).where(ServiceDoer.service_id == visit.id, ServiceDoer.removed_at.is_(None))
            by = "、".join(row[0] for row in self.reader.rows(doers))
            found.append((self.text(visit.at.astimezone().date()), by, self.text(visit.content)))
        return found

    def attached(self, paper: str) -> Sequence[tuple[Attachment, int]]:
        """Return the attachments behind a paper, each with its count of pages."""
        return [
            (one, self.leaves.get(one.id) or self.counts.get(one.id, one.pages)) for one in files_of(self.facts, paper)
        ]

    def kept(self, paper: str) -> str:
        """Return which attachments belong behind a paper, and where they are."""
        files = self.attached(paper)
        where = "附后" if self.leaves else "存于本案附件"
        lines = (f"{self.text(one.name)}（{pages} 页）" for one, pages in files)
        return "\n".join((f"共 {len(files)} 件 {sum(pages for _, pages in files)} 页，{where}：", *lines))


def blank_words(reader: Reader) -> Words:
    """Return the words of a form without a matter: every field empty, to be written by hand."""
    matter = Matter(kind=MatterKind.DISPUTE, subject=EMPTY)
    return Words(reader, Facts(matter, kind_rules(reader, matter.kind), frozenset(), reader.today), blank=True)


def money(amount: Decimal) -> str:
    """Return an amount in 大写 and in figures, as a deed says it."""
    return f"人民币{amount_in_words(amount)}（¥{amount:,.2f}）"


def _closed_in(words: Words) -> str:
    days = days_taken(words.matter)
    return "" if days is None else "当日办结" if days == 0 else f"{days}天"


def _old(words: Words) -> str:
    """Return the years of an old grievance; nothing for one that the office does not count as old."""
    years = years_old(words.matter, words.day)
    return f"{years}年" if words.matter.origin_date and years >= (words.office.old_years or 1) else ""


def _heads(words: Words) -> str:
    """Return 人次, marked where the office counts so many as a group."""
    return f"{words.matter.headcount}人次{_group(words, '（群体）')}"


def _group(words: Words, mark: str) -> str:
    return mark if words.matter.headcount >= (words.office.many_heads or GROUP_FROM) else ""


def _agreed(words: Words) -> Mediation | None:
    """Return the case where its parties agreed: of nothing else there is performance or the number of an agreement."""
    case = words.facts.mediation
    return case if case is not None and case.agreed_on is not None else None


def _visit_reason(words: Words) -> str:
    """Return what a return visit is for: an agreement is to be performed; of all else one asks how it stands."""
    asked = "协议履行情况" if _agreed(words) else "办理后的情况，有无新的困难和矛盾"
    return f"{'核实' if _agreed(words) else '了解'}“{words.matter.subject}”{asked}"


def _ended_on(words: Words) -> date | None:
    """Return the day a case was closed, or left the flow."""
    left = words.matter.status in ENDED and words.facts.steps
    return words.facts.steps[-1].day if left else words.matter.resolved_on


def _steps(words: Words) -> str:
    shown = [step for step in words.facts.steps if step.action is not StepAction.BACKFILL]
    lines = (
        f"{words.text(step.day)}　{step.action.label}　{step.actor}　{words.text(step.text)}".strip() for step in shown
    )
    return "\n".join(lines)


def _channel_note(words: Words) -> str:
    source = words.facts.mediation.source if words.facts.mediation else None
    marks = (("①", CaseSource.APPLIED), ("②", CaseSource.OWN_MOTION))
    parts = [f"{'■' if source is one else '□'}{mark}{one.label}" for mark, one in marks]
    other = source.label if source not in (None, CaseSource.APPLIED, CaseSource.OWN_MOTION) else ""
    return "　".join([*parts, *([f"■{other}"] if other else [])])


def _hearing(key: str) -> Callable[[Words], Any]:
    """Return what reads the last consultation of a matter, else its last hearing."""

    def read(words: Words) -> Any:
        heard = words.facts.heard(HearingKind.DELIBERATION) or list(words.facts.hearings)
        return getattr(heard[-1], key) if heard else ""

    return read


def _mediated(words: Words) -> str:
    """Return from when to when the case was mediated."""
    begin, end = words.matter.accepted_on or words.matter.raised_on, words.matter.resolved_on
    return f"{words.text(begin)} 至 {words.text(end) if end else ''}"


def _performed(words: Words) -> str:
    lines = []
    for one in words.facts.instalments:
        done = f"{words.text(one.done_on)}履行" if one.done_on else f"应于{words.text(one.due_on)}前履行"
        amount = words.text(one.amount) if one.amount is not None else ""
        lines.append("，".join(part for part in (done, one.what or "", amount, one.proof or "") if part))
    return "\n".join(lines)


MADE: Mapping[str, Callable[[Words], Any]] = {
    **{f"hearing_{key}": _hearing(key) for key in ("at", "place", "topic", "present", "recorder", "content", "result")},
    "host": lambda words: words.names(PartySide.MEDIATOR) or words.matter.handler,
    "numbers": lambda words: "\n".join(
        f"{one.name}：{one.id_number}" for one in words.parties(*SIDES) if one.id_number
    ),
    "declaration": lambda _words: "人民调解委员会已将申请人民调解的相关规定告知我，现自愿申请人民调解委员会进行调解。",
    "visit_reason": _visit_reason,
    "mediated": _mediated,
    "performed": _performed,
    "cover_title": lambda words: words.matter.subject,
    "committee": lambda words: words.committee,
    "community": lambda words: words.community,
    "office": lambda words: words.office.name,
    "stage": lambda words: stage_of(words.facts).word,
    "area": lambda words: words.reader.scalar(select(Area.name).where(Area.id == words.matter.area_id)) or "",
    "applicants": lambda words: words.names(PartySide.APPLICANT, PartySide.INFORMANT),
    "respondents": lambda words: words.names(PartySide.RESPONDENT),
    "both": lambda words: "、".join(one.name for one in words.parties(*SIDES)),
    "mediators": lambda words: words.names(PartySide.MEDIATOR),
    "recorder": lambda words: words.names(PartySide.RECORDER),
    "helpers": lambda words: "、".join(
        f"{one.name}（{one.side}）"
        for one in words.parties(PartySide.PROSECUTOR, PartySide.MEDIATOR, PartySide.VOLUNTEER)
    ),
    "delegates": lambda words: words.names(PartySide.RESIDENT_DELEGATE),
    "phone": lambda words: "、".join(
        one.phone for one in words.parties(PartySide.APPLICANT, PartySide.INFORMANT) if one.phone
    ),
    "address": lambda words: "、".join(
        one.address for one in words.parties(PartySide.APPLICANT, PartySide.INFORMANT) if one.address
    ),
    "id_number": lambda words: "、".join(
        one.id_number for one in words.parties(PartySide.APPLICANT, PartySide.INFORMANT) if one.id_number
    ),
    "amount": lambda words: amount_of(words.facts),
    "closed_in": _closed_in,
    "years_old": _old,
    "steps": _steps,
    "source_marks": _channel_note,
    "headcount": _heads,
    "visited": lambda words: "\n".join(f"{day}　{by}　{what}" for day, by, what in words.visitors()),
    "result": lambda words: words.matter.result or "",
    "heads": lambda words: f"{words.matter.headcount}" + _group(words, "\n群体"),
    "concerned": lambda words: words.matter.amount or amount_of(words.facts),
    "agreement_no": lambda words: case.agreement_no or words.matter.no if (case := _agreed(words)) else "",
    "performance": lambda words: case.performance if (case := _agreed(words)) else "",
    "ended": lambda words: words.matter.outcome or ENDED.get(words.matter.status, ""),
    "ended_on": _ended_on,
}
