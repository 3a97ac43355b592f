"""The year of matters in figures: 件 and 人次, rates with their parts, old grievances, relief, clues (DOMAIN 9)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from db.ledgers.areas import Area
from db.ledgers.matter_rules import Owed, YearFigure
from db.ledgers.matters import ClueOutcome, Matter, MatterKind, MatterState, Outcome, ResolvedLevel, Satisfaction
from db.ledgers.mediation import Mediation, Performance
from db.ledgers.office import Office
from db.ledgers.parties import MatterParty, MatterStep, PartySide
from db.store.reader import Reader
from db.work.discussing import years_old
from db.work.figures import NOTHING, Asking, Figure, Period, Rate
from db.work.kinds import AGREED, all_rules
from db.work.matter_flow import Course, FlowLine, courses, flow

K, O = MatterKind, Outcome  # noqa: E741 - the short names of this file
LEVELS = {
    "on_spot": ("现场解决率", (ResolvedLevel.ON_SPOT,)),
    "in_grid": ("网格内办结率", (ResolvedLevel.ON_SPOT, ResolvedLevel.GRID)),
    "in_community": ("社区内办结率", (ResolvedLevel.ON_SPOT, ResolvedLevel.GRID, ResolvedLevel.COMMUNITY)),
}
CONTENT = (Satisfaction.VERY_SATISFIED.value, Satisfaction.SATISFIED.value)
SIDES = (PartySide.APPLICANT, PartySide.RESPONDENT, PartySide.THIRD_PARTY)
TYPED = "只有数字（未成年人等）"
MATTERS = Matter.__tablename__
TEN_THOUSAND = Decimal(10_000)


@dataclass(frozen=True)
class Told:
    """A figure that is no count: an amount, days, a ratio; text: as it stands on screen, sheet and page.

    ids: the matters it was worked out from.
    """

    key: str
    label: str
    definition: str
    text: str
    ids: tuple[UUID, ...] = ()


Line = Figure | Rate | Told


@dataclass(frozen=True)
class YearReport:
    """One year of matters. groups: (heading, figures); typed: counts without persons."""

    place: str
    period: Period
    flow: tuple[FlowLine, ...]
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    typed: tuple[tuple[str, int], ...]

    @property
    def title(self) -> str:
        """What the report is called."""
        return f"{self.period.first.year}年事项与调解年度数字"

    def figures(self) -> list[Line]:
        """Return the figures in the order of `lines`; the typed counts, behind which nobody stands, come after them."""
        return [one for _, some in self.groups for one in some]

    def lines(self) -> list[tuple[str, str, str, str]]:
        """Return (heading, label, value, definition) of every figure: screen, page and sheet show just these."""
        told = [(heading, one.label, value_of(one), one.definition) for heading, some in self.groups for one in some]
        return [
            *told,
            *(("未成年人等（只有数字）", name, str(number), "按年填报，不记个人。") for name, number in self.typed),
        ]

    @property
    def summary(self) -> str:
        """The paragraph for a year's report, in the manner of published practice texts."""
        told = {one.key: one.text.replace(" ", "") for _, some in self.groups for one in some}
        whole, end = self.flow[-1], self.period.end
        said = [
            f"{end.year}年（截至{end.month}月{end.day}日），受理各类事项{whole.received}件{whole.heads}人次，"
            f"办结{whole.resolved}件"
        ]
        parts = (
            ("petitions", "受理来信来访群众{petitions}件{petition_heads}人次，化解{petitions_solved}件"),
            ("petitions_old_ended", "办结信访积案{petitions_old_ended}件，最长{petition_oldest}"),
            ("disputes", "受理矛盾纠纷{disputes}件，调解成功率{success_rate}"),
            ("relief_people", "为{relief_people}人发放救助金{relief_amount}"),
        )
        said += [words.format(**told) for key, words in parts if told[key] != "0"]
        said += [f"{name}{number}" for name, number in self.typed]
        return "；".join(said) + "。"


def value_of(line: Line) -> str:
    """Return the value of a figure in words; a rate with what it divides."""
    if isinstance(line, Rate):
        return f"{line.text}（{line.part.value} ÷ {line.whole.value}）"
    return line.text


def lists_of(line: Line) -> list[tuple[str, tuple[UUID, ...]]]:
    """Return the matters behind a figure, named; of a rate all of them, then those that count and those that lack."""
    if isinstance(line, Rate):
        return [("全部", line.whole.ids), ("已达到", line.part.ids), ("未达到", line.missing)]
    return [("列出", line.ids)]


def year_report(reader: Reader, period: Period, area: UUID | None = None) -> YearReport:
    """Return the figures of a year."""
    year = Year(Asking(reader, period, area))
    place = reader.scalar(select(Area.name).where(Area.id == area)) if area else reader.scalar(select(Office.name))
    groups = (
        ("办理", year.handling()), ("信访", year.petitions()), ("纠纷", year.disputes()), ("救助", year.relief()),
        ("线索与隐患", year.clues()),
    )  # fmt: skip
    typed = tuple(typed_in(reader, period.first.year))
    return YearReport(str(place), period, flow(year.asking, year.every), groups, typed)


def typed_in(reader: Reader, year: int) -> list[tuple[str, int]]:
    """Return the counts that were typed for a year."""
    wanted = YearFigure.year == year, YearFigure.removed_at.is_(None)
    return [
        (name, number)
        for name, number in reader.rows(
            select(YearFigure.name, YearFigure.number).where(*wanted).order_by(YearFigure.id)
        )
    ]


class Year:
    """The matters of a year, read once."""

    def __init__(self, asking: Asking) -> None:
        """Read them."""
        self.asking = asking
        self.first, self.end = asking.period.first, asking.period.end
        self.every = courses(asking)
        self.new = [one for one in self.every if one.matter.raised_on >= self.first]
        self.solved = [one for one in self.every if one.times(self.first, self.end, MatterState.RESOLVED)]
        self.old_years = int(asking.reader.scalar(select(Office.old_years)) or 1)

    def _of(self, kind: MatterKind, some: Iterable[Course]) -> list[Course]:
        return [one for one in some if one.matter.kind is kind]

    def _is_solved(self, one: Course) -> bool:
        return bool(one.turns) and one.turns[-1][1] is MatterState.RESOLVED

    def handling(self) -> tuple[Line, ...]:
        """Return how fast, how near and how well matters were handled."""
        limited = [one for one in self.solved if one.at_end("due_on") and one.at_end("resolved_on")]
        rated = [one for one in self.new if one.at_end("satisfaction") and not self._later(one.at_end("feedback_on"))]
        levels = [self._within(f"{key}_rate", label, levels) for key, (label, levels) in LEVELS.items()]
        return (
            rate("closed_rate", "本年受理办结率", "本年受理中截止日前已办结 ÷ 本年受理。", self.new, self._is_solved),
            rate("in_time_rate", "按期办结率", "不晚于期限办结 ÷ 本年办结且有期限的。", limited,
                 lambda one: one.at_end("resolved_on") <= one.at_end("due_on")),
            *levels,
            *self._days(), self._rounds(), *self._orders(),
            self._visited_back("visit_rate", "回访率", self.solved),
            rate("content_rate", "满意率", "非常满意和满意 ÷ 已评价（本年受理）。", rated,
                 lambda one: one.at_end("satisfaction") in CONTENT),
        )  # fmt: skip

    def _within(self, key: str, label: str, levels: Sequence[ResolvedLevel]) -> Rate:
        said = "解决层级在此以内 ÷ 本年办结。"
        return rate(key, label, said, self.solved, lambda one: one.at_end("resolved_level") in levels)

    def _later(self, day: date | None) -> bool:
        """Say whether something happened only after the last day seen."""
        return day is not None and day > self.end

    def _orders(self) -> tuple[Line, ...]:
        """Return 接单率 and how long an order waited to be taken: 需求上线—成员接单—组团服务 (P24)."""
        needs = self._of(K.NEED, self.new)
        taken = [one for one in needs if one.taken]
        days = [(one.taken - one.matter.raised_on).days for one in taken if one.taken]
        mean = f"{sum(days) / len(days):.1f} 天" if days else NOTHING
        return (
            rate("taken_rate", "接单率", "截止日前已接单 ÷ 本年登记的需求。", needs, lambda one: one.taken is not None),
            Told(
                "taken_days", "平均接单时长", "从登记到接单的自然日，当日为 0（本年登记的需求）。", mean, ids_of(taken)
            ),
            rate("served_rate", "需求完成率", "截止日前已办结 ÷ 本年登记的需求。", needs, self._is_solved),
        )

    def _days(self) -> tuple[Line, ...]:
        took = [
            ((ended - one.matter.raised_on).days, one) for one in self.solved if (ended := one.at_end("resolved_on"))
        ]
        most = max((days for days, _ in took), default=0)
        mean = f"{sum(days for days, _ in took) / len(took):.1f} 天" if took else NOTHING
        longest = NOTHING if not took else f"{most} 天" if most else "当日"
        slowest = ids_of(one for days, one in took if days == most)
        return (
            Told(
                "days_mean", "平均办理天数", "从反映到办结的自然日，当日为 0（本年办结）。", mean, ids_of(self.solved)
            ),
            Told("days_most", "最长办理天数", "从反映到办结的自然日（本年办结）。", longest, slowest),
        )

    def _rounds(self) -> Told:
        """事-次比 (P29): handling that came back makes it more than 1 : 1."""
        span = MatterStep.day >= self.first, MatterStep.day <= self.end
        rows = self.asking.reader.rows(select(MatterStep.matter_id).where(MatterStep.counts_as_extra, *span))
        shown = {one.matter.id for one in self.every}
        extra = [matter for (matter,) in rows if matter in shown]
        ratio = f"1 : {1 + len(extra) / len(self.new):.2f}" if self.new else NOTHING
        again = tuple(dict.fromkeys(extra))
        return Told("rounds", "事-次比", "1 :（1 + 本年计入往返的步骤 ÷ 本年受理）。", ratio, again)

    def _visited_back(self, key: str, label: str, some: Sequence[Course]) -> Rate:
        rules = all_rules(self.asking.reader)
        owed = {one.matter.id: rules[one.matter.kind].owes(one.at_end("outcome")) for one in some}
        due = [one for one in some if owed[one.matter.id] is not Owed.MAY]

        def done(one: Course) -> bool:
            feedback = one.at_end("feedback_on")
            if owed[one.matter.id] is Owed.FEEDBACK:
                return feedback is not None and bool(feedback <= self.end)
            return one.visited is not None

        return rate(
            key,
            label,
            "截止日前已回访（说事、诉求、隐患为已答复）÷ 本年办结应回访的；补录时已归档的算已回访。",
            due,
            done,
        )

    def petitions(self) -> tuple[Line, ...]:
        """Return 件, 人次, 化解, 重复件 and 积案."""
        new = self._of(K.PETITION, self.new)
        ended = [one for one in self._of(K.PETITION, self.solved) if self._years(one) >= self.old_years]
        still = [one for one in self._of(K.PETITION, self.every) if one.open_on(self.end)]
        oldest = max((self._years(one) for one in ended), default=0)
        eldest = ids_of(one for one in ended if self._years(one) == oldest)
        return (
            count("petitions", "受理件数", "本年受理的信访件。", new),
            heads("petition_heads", "受理人次", "本年受理的信访人次之和。", new),
            count("petitions_solved", "化解件数", "本年受理中已解决的信访件。",
                  [one for one in new if self._is_solved(one) and one.at_end("outcome") is O.SOLVED]),
            count("petitions_again", "重复件", "本年受理中关联到前一件的。",
                  [one for one in new if one.matter.parent_id]),
            count("petitions_old", "未结积案", f"截止日在办、起因满 {self.old_years} 年的信访件。",
                  [one for one in still if self._years(one) >= self.old_years]),
            count("petitions_old_ended", "办结积案", f"本年办结、起因满 {self.old_years} 年的信访件。", ended),
            Told("petition_oldest", "办结积案最长年限", "从起因到办结的整年数。", f"{oldest} 年" if ended else NOTHING,
                 eldest),
        )  # fmt: skip

    def _years(self, one: Course) -> int:
        return years_old(one.matter, self.end) if one.matter.origin_date else -1

    def disputes(self) -> tuple[Line, ...]:
        """Return how disputes ended, how agreements are performed, who and how much was concerned."""
        new, ended = self._of(K.DISPUTE, self.new), self._of(K.DISPUTE, self.solved)
        concluded = [one for one in ended if one.at_end("outcome") in (*AGREED, O.FAILED)]
        due, performed, confirmed = self._agreements()
        priced = [one for one in new if one.matter.amount]
        amount = sum((one.matter.amount for one in priced), Decimal(0))
        return (
            count("disputes", "受理数", "本年受理的纠纷。", new),
            *(
                count(f"disputes_{outcome.value}", outcome.label, "本年办结的纠纷。",
                      [one for one in ended if one.at_end("outcome") is outcome])
                for outcome in (*AGREED, O.FAILED)
            ),
            count("disputes_unsolved", "未化解数", "本年受理中没有调解成功的，含在办。",
                  [one for one in new if one.at_end("outcome") not in AGREED]),
            rate("success_rate", "调解成功率", "调解成功（书面、口头）÷ 本年办结（成功、不成）。", concluded,
                 lambda one: one.at_end("outcome") in AGREED),
            Rate("performed_rate", "协议履行率", "全部履行 ÷ 履行期限在本年、截止日前到期的协议。", performed, due),
            confirmed,
            Figure("dispute_parties", "涉及当事人数", "本年受理纠纷的申请人、被申请人和第三人。", self._parties(new),
                   ids_of(new), MATTERS),
            Told("dispute_amount", "涉及金额", "本年受理纠纷的涉及金额之和。", yuan(amount), ids_of(priced)),
        )  # fmt: skip

    def _agreements(self) -> tuple[Figure, Figure, Figure]:
        """Return agreements due, those of them performed, and judicial confirmations applied for."""
        shown = {one.matter.id for one in self.every}
        statement = select(
            Mediation.matter_id,
            Mediation.perform_due,
            Mediation.performance,
            Mediation.confirm_applied_on,
            Mediation.performed_on,
        ).where(Mediation.removed_at.is_(None))
        rows = [row for row in self.asking.reader.rows(statement) if row[0] in shown]
        due = [row for row in rows if row[1] and self.first <= row[1] <= self.end]
        full = [row for row in due if row[2] is Performance.FULL and not self._later(row[4])]
        confirmed = [row for row in rows if row[3] and self.first <= row[3] <= self.end]
        said = (("agreements_due", "到期协议", due), ("performed", "全部履行", full),
                ("confirmations", "司法确认数", confirmed))  # fmt: skip
        told = "本年申请司法确认的协议。"
        made = [
            Figure(key, label, told, len(some), tuple(row[0] for row in some), MATTERS) for key, label, some in said
        ]
        return made[0], made[1], made[2]

    def _parties(self, some: Sequence[Course]) -> int:
        wanted = {one.matter.id for one in some}
        statement = select(MatterParty.matter_id, func.count()).where(
            MatterParty.side.in_(SIDES), MatterParty.removed_at.is_(None)
        )
        rows = self.asking.reader.rows(statement.group_by(MatterParty.matter_id))
        return sum(number for matter, number in rows if matter in wanted)

    def relief(self) -> tuple[Line, ...]:
        """Return relief asked for, paid to how many people and how much, and whether every case was visited back."""
        new = self._of(K.RELIEF, self.new)
        paid = [
            one for one in self._of(K.RELIEF, self.every)
            if one.matter.paid_on and self.first <= one.matter.paid_on <= self.end
        ]  # fmt: skip
        amount = sum((one.matter.granted or Decimal(0) for one in paid), Decimal(0))
        return (
            count("relief", "申请件数", "本年受理的救助。", new),
            Figure(
                "relief_people",
                "发放人数",
                "本年发放救助金的申请人，不重复。",
                self._receivers(paid),
                ids_of(paid),
                MATTERS,
            ),
            Told("relief_amount", "发放金额", "本年发放的救助金之和。", yuan(amount), ids_of(paid)),
            self._visited_back("relief_visit_rate", "救助回访率", self._of(K.RELIEF, self.solved)),
        )

    def _receivers(self, some: Sequence[Course]) -> int:
        wanted = {one.matter.id for one in some}
        columns = MatterParty.matter_id, MatterParty.person_id, MatterParty.id_number, MatterParty.name
        statement = select(*columns).where(MatterParty.side == PartySide.APPLICANT, MatterParty.removed_at.is_(None))
        rows = self.asking.reader.rows(statement)
        return len({person or number or name for matter, person, number, name in rows if matter in wanted})

    def clues(self) -> tuple[Line, ...]:
        """Return clues by what became of them, and hazards put right."""
        clues, hazards = self._of(K.CLUE, self.new), self._of(K.HAZARD, self.new)
        return (
            count("clues", "线索", "本年登记的线索。", clues),
            *(
                count(f"clues_{outcome.value}", outcome.label, "本年登记的线索，移送后的结果。",
                      [one for one in clues if one.matter.clue_outcome is outcome])
                for outcome in ClueOutcome
            ),
            rate("hazard_rate", "隐患整改率", "截止日前已整改 ÷ 本年发现。", hazards, self._is_solved),
        )  # fmt: skip


def ids_of(some: Iterable[Course]) -> tuple[UUID, ...]:
    """Return which matters these are."""
    return tuple(one.matter.id for one in some)


def count(key: str, label: str, definition: str, some: Sequence[Course]) -> Figure:
    """Count matters."""
    return Figure(key, label, definition, len(some), ids_of(some), MATTERS)


def heads(key: str, label: str, definition: str, some: Sequence[Course]) -> Figure:
    """Sum 人次."""
    return Figure(key, label, definition, sum(one.matter.headcount for one in some), ids_of(some), MATTERS)


def rate(key: str, label: str, definition: str, whole: Sequence[Course], holds: Callable[[Course], bool]) -> Rate:
    """Return those for whom something holds ÷ all of them."""
    part = [one for one in whole if holds(one)]
    return Rate(key, label, definition, count(key, label, definition, part), count(key, label, definition, whole))


def yuan(amount: Decimal) -> str:
    """Return an amount; from ten thousand on in 万元, to the hundred."""
    if amount < TEN_THOUSAND:
        return f"{amount:.2f}".rstrip("0").rstrip(".") + " 元"
    return f"{amount / TEN_THOUSAND:.2f}".rstrip("0").rstrip(".") + " 万元"
