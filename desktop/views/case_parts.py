"""What a case page shows of a case, as data: tabs, and on each the cards; a gate leads to a card by its key."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from db.ledgers.matters import Matter, MatterKind
from db.ledgers.mediation import Mediation
from db.ledgers.parties import Evidence, Hearing, Instalment, MatterParty
from db.ledgers.record import Record
from db.work.kinds import KINDS
from db.work.stages import Chip

K = MatterKind


@dataclass(frozen=True)
class Part:
    """One card. keys: fields of the one record; empty: the rows of a child ledger."""

    key: str
    heading: str
    ledger: type[Record]
    keys: tuple[str, ...] = ()


Tabs = Sequence[tuple[str, Sequence[Part]]]
RAISED = ("subject", "content", "raised_on", "channel", "area_id", "place", "headcount")
HANDLED = ("handler", "team", "leader", "note")
PARTIES = Part("parties", "当事人", MatterParty)
DISPUTE: Tabs = (
    (
        "概况",
        (
            PARTIES,
            Part("facts", "纠纷概况", Matter, ("subject", "content", "place", "origin_date", "amount", "headcount",
                                              "risk", "level", "language_need", "confidential", *HANDLED)),
            Part("case", "案件", Mediation, ("dispute_type", "dispute_class", "source", "requests", "facts", "duties",
                                            "committee", "difficult", "steady")),
        ),
    ),
    ("笔录与证据", (Part("hearings", "笔录", Hearing), Part("evidence", "证据材料", Evidence))),
    (
        "协议与履行",
        (
            Part("agreement", "协议", Mediation, ("agreement_form", "agreed_on", "effective_on", "terms",
                                                "perform_mode", "perform_place", "perform_due", "copies")),
            Part("instalments", "履行", Instalment),
            Part("performance", "履行情况", Mediation, ("performance", "performed_on")),
            Part("outcome", "未达成协议时", Mediation, ("failed_reason", "told_ways")),
        ),
    ),
    (
        "确认与归档",
        (
            Part("rights_notice", "权利义务告知", Mediation, ("rights_notice_on",)),
            Part("confirmation", "司法确认", Mediation, ("confirm_applied_on", "confirm_court", "confirm_result")),
            Part("situation", "卷宗", Mediation, ("situation", "retention", "filed_by", "filed_on")),
        ),
    ),
)  # fmt: skip
MORE: Mapping[MatterKind, Part] = {
    K.CLUE: Part("clue", "移送与结果", Matter, ("forwarded_to", "forwarded_on", "clue_outcome")),
    K.HAZARD: Part("hazard", "整改复查", Matter, ("hazard_kind", "measures", "rechecked_on", "rechecked_by")),
    K.RELIEF: Part("relief", "救助决定", Matter, ("amount", "decision", "decided_on", "granted", "paid_on")),
    K.PETITION: Part("petition", "信访情况", Matter, ("origin_date", "window", "forwarded_to", "forwarded_on")),
}
"""What a kind has besides."""


def tabs_for(kind: MatterKind) -> Tabs:
    """Return the tabs of a kind."""
    if KINDS[kind].mediated:
        return DISPUTE
    more = [MORE[kind]] if kind in MORE else []
    about = Part("facts", "事项", Matter, (*RAISED, *HANDLED))
    handled = Part("handling", "查明与办理", Matter, ("cause", "measures", "result"))
    answered = Part("feedback", "答复与评价", Matter, ("feedback_on", "feedback", "satisfaction"))
    return (
        ("概况", (about, PARTIES)),
        ("办理与答复", (handled, *more, answered)),
        ("笔录", (Part("hearings", "笔录", Hearing),)),
    )


QUIET = (Chip.TO_RECHECK, Chip.TO_HEAR, Chip.OLD, Chip.GROUP)
"""Chips that seldom hold anything: offered where something is under them."""


@dataclass(frozen=True)
class CaseBook:
    """One case page: name, heading, what one case is called, its kinds, the chips offered, its hint, its papers."""

    name: str
    heading: str
    noun: str
    kinds: tuple[MatterKind, ...]
    chips: tuple[Chip, ...]
    empty: str
    groups: tuple[str, ...]
    picture: str
    sits: bool = False
    """Whether its matters may be grouped by 说事日."""


DISPUTES = CaseBook(
    "disputes", "矛盾调解", "纠纷", (K.DISPUTE,),
    (Chip.OPEN, Chip.PERFORMING, Chip.TO_VISIT, Chip.GROUP, Chip.OVERDUE, Chip.ARCHIVED),
    "还没有纠纷。登记后会按期限提醒，文书一键成卷。", ("调解文书",), "scale",
)  # fmt: skip
MATTERS = CaseBook(
    "matters", "说事议事", "事项", tuple(one for one in K if one is not K.DISPUTE),
    (Chip.OPEN, Chip.TO_ACCEPT, Chip.TO_ANSWER, Chip.TO_VISIT, Chip.TO_RECHECK, Chip.TO_HEAR, Chip.OLD, Chip.GROUP,
     Chip.OVERDUE, Chip.ARCHIVED),
    "还没有事项。把周二说事日收集的问题登记在这里，会按期限提醒答复。", ("说事与事项", "信访与救助"), "talk",
    sits=True,
)  # fmt: skip
CASE_BOOKS = (MATTERS, DISPUTES)
"""The case pages, in order."""


def page_for(kinds: Collection[MatterKind]) -> str:
    """Return the page that lists cases of these kinds together: disputes alone have their own, else the first."""
    return DISPUTES.name if kinds and set(kinds) <= set(DISPUTES.kinds) else MATTERS.name
