"""Matters: whatever is raised and must be closed (P14–P22): 说事, 诉求, 需求, 线索, 隐患, 纠纷, 信访, 救助, 建议.

`status` and what goes with it are written by `db.work.stepping.step()` alone (`steered`).
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, relationship

from db.ledgers.activities import Activity
from db.ledgers.areas import Area
from db.ledgers.people import LanguageNeed
from db.ledgers.record import Record
from db.words.choice import Choice, Flow
from db.words.field import L2, AddressLine, Code, Note, Title, field


class MatterKind(Choice):
    """Kinds of matter; what differs between them stands in `db.work.kinds`."""

    DISCUSSION = "discussion", "说事", ("说事议事",)
    APPEAL = "appeal", "诉求", ("居民诉求",)
    NEED = "need", "需求"
    CLUE = "clue", "线索", ("问题线索", "公益诉讼线索")
    HAZARD = "hazard", "隐患", ("安全隐患",)
    DISPUTE = "dispute", "纠纷", ("矛盾纠纷", "矛盾")
    PETITION = "petition", "信访", ("上访",)
    RELIEF = "relief", "救助", ("司法救助",)
    ADVICE = "advice", "建议", ("检察建议",)


class Channel(Choice):
    """By which way a matter came in; the last six are the windows of 六融共治 (P16)."""

    DISCUSSION_DAY = "discussion_day", "说事日", ("周二说事日",)
    DOOR = "door", "上门", ("入户", "走访")
    WALK_IN = "walk_in", "来访", ("到访", "上访")
    LETTER = "letter", "来信", ("信件",)
    PHONE = "phone", "电话", ("来电",)
    HOTLINE = "hotline", "12345", ("热线", "12345热线")
    PATROL = "patrol", "巡查", ("排查",)
    PAVILION = "pavilion", "小议事亭", ("党群小议事亭",)
    ASSIGNED = "assigned", "上级交办", ("交办",)
    SIX_DISPUTE = "six_dispute", "多元化解纠纷"
    SIX_PRETRIAL = "six_pretrial", "多元诉前调解"
    SIX_GOVERNANCE = "six_governance", "多元基层治理"
    SIX_LEGAL_AID = "six_legal_aid", "多元法律援助"
    SIX_CPPCC = "six_cppcc", "多元政协协商"
    SIX_FAMILY = "six_family", "多元家庭教育"


class MatterLevel(Choice):
    """How grave a matter is (maps to event levels 04 to 01 of GB/T 31000)."""

    GENERAL = "general", "一般"
    CONSIDERABLE = "considerable", "较大"
    MAJOR = "major", "重大"
    EXTREME = "extreme", "特别重大"


class MatterMethod(Choice):
    """How a matter is handled."""

    ON_SPOT = "on_spot", "现场解决", ("当场解决",)
    DELIBERATION = "deliberation", "协商", ("协商解决",)
    MEDIATION = "mediation", "调解"
    ON_BEHALF = "on_behalf", "代办", ("帮办",)
    REFERRAL = "referral", "转办"
    TO_COURT = "to_court", "诉讼引导", ("诉讼",)


class ResolvedLevel(Choice):
    """At which level a matter was solved: 小事不出网格，大事不出社区 (P15)."""

    ON_SPOT = "on_spot", "现场"
    GRID = "grid", "网格"
    COMMUNITY = "community", "社区", ("嘎查", "村")
    STREET = "street", "街道", ("苏木", "镇")
    ABOVE = "above", "上级"


class MatterState(Choice):
    """Where a matter stands (DOMAIN 8.3)."""

    REGISTERED = "registered", "登记"
    DISPATCHED = "dispatched", "派单"
    TAKEN = "taken", "接单"
    ACCEPTED = "accepted", "受理"
    IN_HAND = "in_hand", "办理中", ("在办", "调解中", "处理中")
    RESOLVED = "resolved", "办结", ("已办结", "结案", "已结案")
    VISITED_BACK = "visited_back", "已回访"
    ARCHIVED = "archived", "归档", ("已归档",)
    REFERRED = "referred", "转办"
    REFERRED_OUT = "referred_out", "转出", ("移送",)
    SUSPENDED = "suspended", "中止"
    WITHDRAWN = "withdrawn", "撤回", ("撤诉", "撤销申请")
    NOT_ACCEPTED = "not_accepted", "不予受理"


class StepAction(Choice):
    """What was done to a matter; every change of state is one step of these."""

    REGISTER = "register", "登记"
    DISPATCH = "dispatch", "派单"
    TAKE = "take", "接单"
    ACCEPT = "accept", "受理"
    NOT_ACCEPT = "not_accept", "不予受理"
    INSPECT = "inspect", "实地了解", ("调查", "实地查看")
    DELIBERATE = "deliberate", "协商"
    MEDIATE = "mediate", "调解"
    REFER = "refer", "转办"
    COME_BACK = "come_back", "转回"
    REFER_OUT = "refer_out", "转出"
    EXTEND = "extend", "延期"
    SUSPEND = "suspend", "中止"
    RESUME = "resume", "恢复"
    RESOLVE = "resolve", "办结"
    VISIT_BACK = "visit_back", "回访"
    ARCHIVE = "archive", "归档"
    REOPEN = "reopen", "重开"
    WITHDRAW = "withdraw", "撤回"
    BACKFILL = "backfill", "补录"
    TAKE_BACK = "take_back", "撤销"


class Outcome(Choice):
    """How a matter ended; empty until 办结. The first three are of disputes only."""

    AGREED_WRITTEN = "agreed_written", "调解成功（书面）", ("调解成功", "达成书面协议", "书面协议", "达成协议", "成功")
    AGREED_ORAL = "agreed_oral", "调解成功（口头）", ("口头协议", "达成口头协议")
    FAILED = "failed", "调解不成", ("终止", "调解终止", "未达成协议", "调解失败")
    SOLVED = "solved", "已解决", ("解决", "已办结", "办结", "已化解", "化解", "已整改", "已处理")
    PARTLY_SOLVED = "partly_solved", "部分解决", ("部分化解",)
    UNSOLVED = "unsolved", "未解决", ("未化解", "无法解决", "解释说明")


class Satisfaction(Choice):
    """How content the one who raised it is; the office may add grades as code rows."""

    VERY_SATISFIED = "very_satisfied", "非常满意", ("很满意",)
    SATISFIED = "satisfied", "满意", ("基本满意",)
    NOT_SATISFIED = "not_satisfied", "不满意"


class ClueOutcome(Choice):
    """What became of a clue at the procuratorate (P20)."""

    CASE_FILED = "case_filed", "立案"
    ADVICE_ISSUED = "advice_issued", "检察建议", ("制发检察建议",)
    NOT_ADOPTED = "not_adopted", "不采纳"


class ReliefDecision(Choice):
    """What was decided on an application for relief (P19)."""

    GRANTED = "granted", "同意", ("批准", "给予救助")
    REFUSED = "refused", "不予救助", ("不同意", "未批准")


S = MatterState
OPEN = (S.REGISTERED, S.DISPATCHED, S.TAKEN, S.ACCEPTED, S.IN_HAND, S.REFERRED, S.SUSPENDED)
"""在办: every state from which something is still to be done for the matter itself."""
ACTIVE = (S.REGISTERED, S.DISPATCHED, S.TAKEN, S.ACCEPTED, S.IN_HAND)
"""Open and not waiting: the states a referral or a suspension leaves and comes back to."""
FLOW = Flow.of(
    S,  # 补录 may enter an old case in any state
    (
        (S.REGISTERED, S.DISPATCHED), (S.DISPATCHED, S.TAKEN),
        (S.REGISTERED, S.ACCEPTED), (S.TAKEN, S.ACCEPTED), (S.REGISTERED, S.NOT_ACCEPTED),
        (S.ACCEPTED, S.IN_HAND), (S.REGISTERED, S.RESOLVED), (S.IN_HAND, S.RESOLVED),
        (S.RESOLVED, S.VISITED_BACK), (S.VISITED_BACK, S.ARCHIVED), (S.RESOLVED, S.ARCHIVED), (S.ARCHIVED, S.IN_HAND),
        *((state, S.REFERRED) for state in ACTIVE), *((S.REFERRED, state) for state in ACTIVE),
        (S.REFERRED, S.REFERRED_OUT),
        *((state, S.SUSPENDED) for state in (*ACTIVE, S.REFERRED)),
        *((S.SUSPENDED, state) for state in (*ACTIVE, S.REFERRED)),
        *((state, S.WITHDRAWN) for state in OPEN),
    ),
)  # fmt: skip


class Matter(Record):
    """One thing raised, whoever raised it and however it is closed. Counts of persons are queries over its parties."""

    __tablename__ = "matters"
    label = "事项"
    scope = "area_id"
    steered: ClassVar[frozenset[str]] = frozenset(
        {"status", "left_status", "waits_from", "year", "seq", "no", "accepted_on", "due_on", "resolved_on",
         "closed_on", "outcome", "backfilled"}
    )  # fmt: skip

    no: Mapped[Title | None] = field("编号", width=10, aliases=("案号", "卷号", "登记编号"), search=True)
    year: Mapped[int | None] = field("编号年度", width=4)
    seq: Mapped[int | None] = field("编号序号", width=4)
    kind: Mapped[MatterKind] = field("事项类型", width=4, aliases=("类型", "事项类别"))
    channel: Mapped[Channel | None] = field("来源渠道", width=6, aliases=("渠道", "来源", "反映渠道", "反映方式"))
    window: Mapped[Title | None] = field("受理窗口", width=6)
    category: Mapped[Title | None] = field("类别", width=6, aliases=("诉求类型", "问题类型", "事件类别"))
    hazard_kind: Mapped[Code | None] = field("隐患类别", width=6, codes="hazard_kind")
    subject: Mapped[str] = field(
        "标题", width=12, aliases=("案件标题", "事项", "事项名称", "议题", "案由"), search=True
    )
    content: Mapped[Note | None] = field(
        "内容", width=18, privacy=L2, wanted=True,
        aliases=("诉求内容", "问题描述", "事件简述", "反映内容", "上访人员诉求", "需求内容", "发现问题"),
    )  # fmt: skip
    place: Mapped[AddressLine | None] = field("地点", width=10, aliases=("发生地点", "上访发生地点", "案件发生地点"))
    area_id: Mapped[UUID | None] = field("网格", to=ForeignKey("areas.id"), index=True)
    dwelling_id: Mapped[UUID | None] = field("住房", to=ForeignKey("dwellings.id"), index=True)
    activity_id: Mapped[UUID | None] = field("说事日", to=ForeignKey("activities.id"), index=True)
    origin_date: Mapped[date | None] = field("起因日期", width=6, aliases=("案件发生时间", "最初发生时间"))
    raised_on: Mapped[date] = field(
        "反映日期", width=6, aliases=("登记日期", "日期", "来访日期", "上访时间", "巡查日期", "登记时间"), index=True
    )
    accepted_on: Mapped[date | None] = field("受理日期", width=6, aliases=("受理时间", "受案时间"))
    due_on: Mapped[date | None] = field(
        "办理期限", width=6, aliases=("办结时限", "完成期限", "期限", "整改期限", "化解时限", "化解期限")
    )
    resolved_on: Mapped[date | None] = field(
        "办结日期", width=6, aliases=("完成日期", "结案时间", "办结时间", "解决日期")
    )
    closed_on: Mapped[date | None] = field("归档日期", width=6)
    headcount: Mapped[int] = field("人次", width=4, aliases=("上访人数", "人数"), default=1)
    households: Mapped[int | None] = field("涉及户数", width=4)
    amount: Mapped[Decimal | None] = field("涉及金额", width=6, aliases=("金额", "标的", "救助金额"))
    level: Mapped[MatterLevel | None] = field("等级", width=4, aliases=("案件严重等级",))
    scale: Mapped[Code | None] = field("规模", width=6, codes="dispute_scale")
    risk: Mapped[Code | None] = field("风险等级", width=5, aliases=("预警等级",), codes="warning_level")
    status: Mapped[MatterState] = field("状态", width=5, default=MatterState.REGISTERED)
    left_status: Mapped[MatterState | None] = field("中止前状态", width=5)
    waits_from: Mapped[MatterState | None] = field("转办前状态", width=5)
    backfilled: Mapped[bool] = field("补录", width=4, default=False)
    method: Mapped[MatterMethod | None] = field("办理方式", width=6, aliases=("化解方式",))
    outcome: Mapped[Outcome | None] = field("办理结果", width=8, aliases=("结案方式", "化解情况"))
    resolved_level: Mapped[ResolvedLevel | None] = field("解决层级", width=5)
    cause: Mapped[Note | None] = field("查明原因", width=12)
    measures: Mapped[Note | None] = field("处理措施", width=14, aliases=("处理情况办法", "落实措施", "整改建议"))
    result: Mapped[Note | None] = field("结果说明", width=14, aliases=("处理结果", "协商结果", "整改结果"))
    handler: Mapped[Title | None] = field("经办人", width=6, aliases=("受理人", "承办人", "责任人", "排查人员"))
    team: Mapped[Title | None] = field("承办单位", width=8, aliases=("责任单位",))
    leader: Mapped[Title | None] = field("包案领导", width=6)
    satisfaction: Mapped[Code | None] = field("满意度", width=5, aliases=("满意程度",), codes="satisfaction")
    feedback_on: Mapped[date | None] = field("答复日期", width=6, aliases=("反馈日期",))
    feedback: Mapped[Note | None] = field("答复内容", width=12, aliases=("反馈结果",))
    forwarded_to: Mapped[Title | None] = field("移送单位", width=8, aliases=("转交单位",))
    forwarded_on: Mapped[date | None] = field("移送日期", width=6)
    clue_outcome: Mapped[ClueOutcome | None] = field("线索处理结果", width=6)
    decision: Mapped[ReliefDecision | None] = field("救助决定", width=5)
    decided_on: Mapped[date | None] = field("决定日期", width=6)
    granted: Mapped[Decimal | None] = field("发放金额", width=6)
    paid_on: Mapped[date | None] = field("发放日期", width=6)
    rechecked_on: Mapped[date | None] = field("复查日期", width=6)
    rechecked_by: Mapped[Title | None] = field("复查人", width=6)
    language_need: Mapped[LanguageNeed | None] = field("涉及蒙语", width=5)
    confidential: Mapped[bool] = field("不公开", width=4, default=False)
    source_log_id: Mapped[UUID | None] = field("来自走访", width=6, index=True)
    parent_id: Mapped[UUID | None] = field("所属事项", to=ForeignKey("matters.id"), index=True)
    parent_tie: Mapped[Title | None] = field("关联原因", width=6)
    note: Mapped[Note | None] = field("备注", width=10)

    area: Mapped[Area | None] = relationship(lazy="raise", viewonly=True)
    activity: Mapped[Activity | None] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        Index("ix_matters_number", "kind", "year", "seq", unique=True),
        Index("ix_matters_kind_status", "kind", "status", "raised_on"),
    )

    @classmethod
    def title(cls, values: Mapping[str, Any]) -> str:
        """Name a matter by its subject."""
        return str(values.get("subject") or cls.label)

    @classmethod
    def complete(cls, values: dict[str, Any]) -> None:
        """Take the first words of the content for a subject that was not typed."""
        if not values.get("subject"):
            words = (values.get("content") or cls.label).strip().splitlines()[0]
            values["subject"] = words if len(words) <= 24 else f"{words[:24]}…"
