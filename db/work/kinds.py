"""What differs between kinds of matter, one frozen dataclass each; the office's `matter_rules` rows come before it.

A new kind = a member of MatterKind + its line here. Nobody else asks `if kind is`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, select

from db.ledgers.matter_rules import Deadline, MatterRule, Need, Owed, PaperRule
from db.ledgers.matters import MatterKind, Outcome, StepAction
from db.ledgers.parties import PartySide
from db.store.reader import Reader

O = Outcome  # noqa: E741 - the only short name of this file
COMMON = (O.SOLVED, O.PARTLY_SOLVED, O.UNSOLVED)
AGREED = (O.AGREED_WRITTEN, O.AGREED_ORAL)
DISPUTES = (*AGREED, O.FAILED)
A = StepAction
PLAIN_STAGES = ("收集", "议定", "办理", "答复", "评价", "归档")
DISPUTE_STAGES = ("登记", "受理", "调查", "调解", "达成协议", "履行回访", "归档")


@dataclass(frozen=True)
class Asked:
    """Fields a kind wants filled before a step: a warning, no bar. label: the condition; mend: the card they are on."""

    action: StepAction
    label: str
    mend: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class KindRules:
    """One kind of matter. deadline: from registration `raised_days`, from acceptance `days`; extra_days: extension.

    wanted: fields listed as a gap where empty. raiser: the side of who raised it. visit_back: by outcome, else `owed`.
    pattern: its number, with {year}, {short} (the office's short name) and {n}.
    """

    kind: MatterKind
    pattern: str
    outcomes: tuple[Outcome, ...] = COMMON
    deadline: Deadline = Deadline.NONE
    raised_days: int | None = None
    days: int | None = None
    extra_days: int | None = None
    owed: Owed = Owed.MAY
    visit_back: Mapping[Outcome, Owed] | None = None
    wanted: tuple[str, ...] = ("content", "area_id", "handler")
    forms: tuple[str, ...] = ()
    stages: tuple[str, ...] = PLAIN_STAGES
    raiser: PartySide = PartySide.INFORMANT
    mediated: bool = False
    confidential: bool = False
    asked: tuple[Asked, ...] = ()

    def owes(self, outcome: Outcome | None) -> Owed:
        """Return whether a matter of that outcome owes a return visit."""
        return self.owed if outcome is None else (self.visit_back or {}).get(outcome, self.owed)


KINDS: Mapping[MatterKind, KindRules] = {
    rules.kind: rules
    for rules in (
        KindRules(
            MatterKind.DISCUSSION, "（{year}）{short}说事第{n}号", deadline=Deadline.DAYS, raised_days=7,
            owed=Owed.FEEDBACK, forms=("discussion_register", "matter_sheet", "deliberation_record", "wall_notice"),
        ),
        KindRules(
            MatterKind.APPEAL, "（{year}）{short}诉求第{n}号", deadline=Deadline.DAYS, raised_days=7,
            owed=Owed.FEEDBACK, forms=("acceptance_slip", "transfer_slip", "matter_sheet"),
        ),
        KindRules(
            MatterKind.NEED, "（{year}）{short}需求第{n}号", deadline=Deadline.DAYS, raised_days=7,
            forms=("acceptance_slip", "matter_sheet"),
        ),
        KindRules(
            MatterKind.CLUE, "（{year}）{short}线索第{n}号", forms=("clue_register",), confidential=True,
            asked=(Asked(A.ARCHIVE, "已填移送单位和处理结果", "clue", ("forwarded_to", "clue_outcome")),),
        ),
        KindRules(
            MatterKind.HAZARD, "（{year}）{short}隐患第{n}号", deadline=Deadline.DAYS, raised_days=7,
            owed=Owed.FEEDBACK, wanted=("content", "place", "hazard_kind"), forms=("matter_sheet",),
            asked=(Asked(A.ARCHIVE, "整改后已复查", "hazard", ("rechecked_on",)),),
        ),
        KindRules(
            MatterKind.DISPUTE, "（{year}）{short}人调字第{n}号", outcomes=DISPUTES, deadline=Deadline.NEXT_MONTH,
            visit_back=dict.fromkeys(AGREED, Owed.MUST), stages=DISPUTE_STAGES, mediated=True, confidential=True,
            wanted=("content", "dispute_type", "source"), raiser=PartySide.APPLICANT,
            forms=("mediation_application", "mediation_intake", "rights_notice", "agreement", "return_visit_record"),
        ),
        KindRules(
            MatterKind.PETITION, "（{year}）{short}信访第{n}号", deadline=Deadline.DAYS, raised_days=15, days=60,
            extra_days=30, wanted=("content", "channel", "headcount"),
            forms=("petition_register", "errand_slip", "reply_letter"), confidential=True,
        ),
        KindRules(
            MatterKind.RELIEF, "（{year}）{short}救助第{n}号", owed=Owed.MUST, wanted=("content", "amount"),
            raiser=PartySide.APPLICANT, forms=("relief_register", "return_visit_record"), confidential=True,
            asked=(Asked(A.RESOLVE, "已填救助决定和决定日期", "relief", ("decision", "decided_on")),),
        ),
        KindRules(MatterKind.ADVICE, "（{year}）{short}建议第{n}号", forms=("matter_sheet",)),
    )
}  # fmt: skip


def kind_rules(reader: Reader, kind: MatterKind) -> KindRules:
    """Return the rules of a kind as the office has them."""
    return _ruled(KINDS[kind], own_rules(reader, MatterRule.kind == kind))


def all_rules(reader: Reader) -> Mapping[MatterKind, KindRules]:
    """Return the rules of every kind as the office has them."""
    rows = own_rules(reader)
    return {kind: _ruled(rules, [row for row in rows if row.kind is kind]) for kind, rules in KINDS.items()}


def own_rules(reader: Reader, *where: ColumnElement[bool]) -> Sequence[MatterRule]:
    """Return what the office says itself."""
    return [row[0] for row in reader.rows(select(MatterRule).where(MatterRule.removed_at.is_(None), *where))]


def _ruled(rules: KindRules, rows: Sequence[MatterRule]) -> KindRules:
    for row in rows:
        if row.outcome is not None:
            rules = replace(rules, visit_back={**(rules.visit_back or {}), row.outcome: row.visit_back or rules.owed})
            continue
        own = {key: getattr(row, key) for key in ("deadline", "raised_days", "days", "extra_days", "pattern")}
        own["owed"] = row.visit_back
        rules = replace(rules, **{key: value for key, value in own.items() if value is not None})
    return rules


@dataclass(frozen=True)
class PaperKind:
    """One paper of the dossier (卷宗). place: its number in the official list; mend: where it is made."""

    key: str
    label: str
    place: int
    mend: str


PAPERS: Mapping[str, PaperKind] = {
    paper.key: paper
    for paper in (
        PaperKind("application", "人民调解申请书或受理登记表", 1, "facts"),
        PaperKind("rights_notice", "当事人权利义务告知书", 2, "rights_notice"),
        PaperKind("identity", "当事人身份证明", 3, "parties"),
        PaperKind("authority", "授权委托书", 4, "parties"),
        PaperKind("investigation", "调查记录", 5, "hearings"),
        PaperKind("evidence", "证据材料", 6, "evidence"),
        PaperKind("hearing", "调解记录", 7, "hearings"),
        PaperKind("agreement", "人民调解协议书", 8, "agreement"),
        PaperKind("oral", "人民调解口头协议登记表", 8, "agreement"),
        PaperKind("termination", "人民调解终止书", 8, "outcome"),
        PaperKind("performance", "收条或汇款单等履行凭证", 9, "instalments"),
        PaperKind("return_visit", "回访记录", 10, "return_visit"),
        PaperKind("confirmation", "司法确认有关材料", 11, "confirmation"),
        PaperKind("situation", "卷宗情况说明", 12, "situation"),
        PaperKind("back", "封底", 13, "facts"),
    )
}
ALWAYS = ("application", "rights_notice", "identity", "hearing", "back")
REQUIRED: Mapping[Outcome, Sequence[str]] = {
    O.AGREED_WRITTEN: (*ALWAYS, "agreement"),
    O.AGREED_ORAL: (*ALWAYS, "oral"),
    O.FAILED: (*ALWAYS, "termination"),
}
"""Papers that an outcome requires (DOMAIN 4.1, DECISIONS 25)."""


def required_papers(reader: Reader, outcome: Outcome | None) -> frozenset[str]:
    """Return the keys of the papers an outcome requires, as the office has it."""
    if outcome is None or outcome not in REQUIRED:
        return frozenset()
    found = set(REQUIRED[outcome])
    rows = reader.rows(
        select(PaperRule.paper, PaperRule.need).where(PaperRule.outcome == outcome, PaperRule.removed_at.is_(None))
    )
    for paper, need in rows:
        (found.add if need is Need.REQUIRED else found.discard)(paper)
    return frozenset(found)
