"""Invented matters and disputes for the practice office, in every stage a clerk should try; days count from today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.ledgers.areas import Area, AreaLevel
from db.ledgers.matters import Channel, MatterKind, Outcome, ResolvedLevel, StepAction
from db.ledgers.mediation import AgreementForm, CaseSource
from db.ledgers.parties import PartySide
from db.store.store import Store
from db.store.writer import Writer
from db.work import mediating
from db.work.discussing import discussion_day, sitting_of
from db.work.guards import Move
from db.work.stepping import register, step

A = StepAction


@dataclass(frozen=True)
class Told:
    """One invented case: raised how many days ago, by whom, and its steps as (action, days ago, words, facts)."""

    kind: MatterKind
    ago: int
    subject: str
    content: str
    informant: str
    steps: tuple[tuple[StepAction, int, str, Mapping[str, Any]], ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


SOLVED = {"outcome": Outcome.SOLVED, "resolved_level": ResolvedLevel.COMMUNITY}
MATTERS = (
    Told(
        MatterKind.DISCUSSION, 9, "统建楼下水堵塞", "统建楼2单元楼道有异味，住户反映两天了。", "郭桂芝",
        ((A.ACCEPT, 9, "", {}), (A.INSPECT, 8, "上门查看，主下水管堵塞。", {}), (A.RESOLVE, 7, "物业疏通。", SOLVED)),
    ),
    Told(
        MatterKind.DISCUSSION, 2, "小区路灯不亮", "青山小区3号楼前两盏路灯不亮，老人晚上出行不便。", "尹国庆",
        ((A.ACCEPT, 1, "", {}),),
    ),
    Told(MatterKind.APPEAL, 11, "加装扶手", "丁香苑7号楼楼梯没有扶手，希望加装。", "康素芬", ((A.ACCEPT, 10, "", {}),)),
    Told(
        MatterKind.HAZARD, 5, "楼道堆放纸箱", "铁路宿舍10号楼2单元一层堆放纸箱和旧家具。", "网格员巡查",
        ((A.ACCEPT, 5, "", {}), (A.INSPECT, 4, "已当面告知住户三日内清走。", {})), {"channel": Channel.PATROL},
    ),
    Told(MatterKind.RELIEF, 6, "临时救助", "户主住院，家中只有一位老人，生活暂时困难。", "萧玉华"),
    Told(
        MatterKind.PETITION, 20, "噪声扰民", "楼下饭店排风扇夜间噪声大，多户联名反映。", "贺庆丰",
        ((A.ACCEPT, 18, "", {}),), {"channel": Channel.WALK_IN, "headcount": 6},
    ),
)  # fmt: skip
DISPUTES = (
    ("相邻漏水纠纷", "楼上地漏渗水，楼下吊顶受损，双方对赔偿金额有分歧。", 12, 3),
    ("赡养费纠纷", "三名子女对老人每月赡养费的分担意见不一。", 8, 2),
    ("停车位纠纷", "两户争用单元门前车位，多次口角。", 1, 0),
)
"""What it is called, what it is about, raised how many days ago, how far it has come (0 registered … 3 agreed)."""


def found_cases(store: Store) -> int:
    """Raise the invented cases; return how many."""
    today = store.clock.today()
    with store.write("练习事项") as writer:
        disputes = (Told(MatterKind.DISPUTE, ago, subject, content, "汤玉梅") for subject, content, ago, _ in DISPUTES)
        for told, area in zip(MATTERS, _grids(writer), strict=False):
            _raise(writer, replace(told, more={**told.more, "area_id": area}), today)
        for told, (*_, far), area in zip(disputes, DISPUTES, _grids(writer), strict=False):
            _dispute(writer, replace(told, more={"area_id": area}), far, today)
    return len(MATTERS) + len(DISPUTES)


def _grids(writer: Writer) -> Iterator[UUID | None]:
    """Return the grids over and over, that each has something to tell; nothing where there is none."""
    grids = writer.reader.rows(select(Area.id).where(Area.level == AreaLevel.GRID).order_by(Area.code))
    return cycle([one for (one,) in grids] or [None])


def _raise(writer: Writer, told: Told, today: date) -> UUID:
    day = today - timedelta(told.ago)
    channel: dict[str, Any] = {}
    if told.kind is MatterKind.DISCUSSION:
        held = {"place": "社区活动室", "form": "座谈会", "host": "段秀芳"}
        sitting = sitting_of(writer, discussion_day(writer.reader, day), held)
        channel = {"channel": Channel.DISCUSSION_DAY, "activity_id": sitting}
    values = {"kind": told.kind, "raised_on": day, "subject": told.subject, "content": told.content, **channel}
    matter = register(writer, {**values, **told.more})
    mediating.add_party(writer, matter, PartySide.INFORMANT, {"name": told.informant})
    for action, ago, words, facts in told.steps:
        step(writer, matter, Move(action, today - timedelta(ago), words, dict(facts)))
    return matter


def _dispute(writer: Writer, told: Told, far: int, today: date) -> None:
    day = today - timedelta(told.ago)
    values = {"kind": told.kind, "raised_on": day, "subject": told.subject, "content": told.content}
    matter = register(writer, {**values, **told.more})
    for side, name in ((PartySide.APPLICANT, told.informant), (PartySide.RESPONDENT, "孟长生")):
        mediating.add_party(writer, matter, side, {"name": name})
    mediating.add_party(writer, matter, PartySide.MEDIATOR, {"name": "段秀芳"})
    mediating.settle_case(writer, matter, {"dispute_type": "02", "source": CaseSource.APPLIED})
    for stage, (action, words) in enumerate(
        ((A.ACCEPT, ""), (A.INSPECT, "实地了解情况。"), (A.MEDIATE, "第一次调解。"))
    ):
        if stage < far:
            step(writer, matter, Move(action, day + timedelta(stage + 1), words, {}))
    if far > len(("accepted", "inspected")):
        agreed = {"agreement_form": AgreementForm.WRITTEN, "agreed_on": today, "facts": told.content}
        mediating.settle_case(
            writer, matter, {**agreed, "terms": "（一）楼上十日内修好地漏；\n（二）赔偿吊顶损失 1600 元。"}
        )
