"""The boxed one-page forms of matters and mediation, described as data: rows of (label, key).

Add a boxed form = one entry in BOXED. Labels are those of the official forms (DOMAIN 4.1, 7.1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from db.ledgers.parties import PartySide
from desktop.printing.boxes import BoxRow, Cell
from desktop.printing.form import PaperClass
from desktop.printing.matter_words import BLANK_DAY, NOBODY, PartyWords, Words

A, R, I = PartySide.APPLICANT, PartySide.RESPONDENT, PartySide.INFORMANT  # noqa: E741 - sides by their letters
ROOM = "　" * 8
ROW_MM = 170
"""Width of a row: A4 without its margins."""
NOTHING = Cell("")
SEAL = f"人民调解委员会（印章）\n{BLANK_DAY}"
MADE_UP = frozenset({"steps", "visited", "performed", "numbers"})
"""Texts put together from many records: no clerk can shorten them, they go on upon a continuation page."""


@dataclass(frozen=True)
class F:
    """A cell: label and the key of its words; share of the row, a line to sign, tall or not by its row.

    paste: whose scans take the place of what is pasted here, pasted: the label they stand under.
    """

    label: str
    key: str = ""
    share: float = 1
    sign: str = ""
    mm: float = 28
    center: bool = False
    paste: str = ""
    pasted: str = ""


@dataclass(frozen=True)
class Line:
    """A row of cells."""

    cells: tuple[F, ...]
    least: float = 10
    grow: float = 0


@dataclass(frozen=True)
class People:
    """The seven particulars of every party on some sides, in three rows each."""

    label: str
    sides: tuple[PartySide, ...]


@dataclass(frozen=True)
class Boxed:
    """One boxed form. serial: label of its number above the frame; note: a line below it."""

    title: str
    group: str
    privacy: PaperClass
    rows: tuple[Line | People, ...]
    serial: str = "编号："
    note: str = ""
    cover: bool = False


def row(*cells: F, least: float = 10, grow: float = 0) -> Line:
    """Return a row."""
    return Line(cells, least, grow)


def pair(*both: str, least: float = 10) -> Line:
    """Return a row of two cells: label, key, label, key."""
    return Line((F(both[0], both[1]), F(both[2], both[3])), least)


def big(label: str, key: str) -> F:
    """Return a cell of a cover."""
    return F(label, key, center=True, mm=34)


def rows_of(form: Boxed, words: Words) -> tuple[BoxRow, ...]:
    """Return the rows of a form with their words."""
    found: list[BoxRow] = []
    for line in form.rows:
        if isinstance(line, People):
            for place, party in enumerate(words.parties(*line.sides) or [NOBODY]):
                found += _party(line.label, party, place and len(found))
        elif words.attached(line.cells[0].paste):
            scans = _scans(line.cells[0], words)
            found += [] if scans == found[-len(scans) :] else scans
        else:
            cells = tuple(
                Cell(
                    one.label,
                    words.of(one.key) if one.key else "",
                    one.mm,
                    one.share,
                    one.sign,
                    center=one.center,
                    flows=one.key in MADE_UP,
                )
                for one in line.cells
            )
            found.append(BoxRow(cells, line.least, line.grow))
    return tuple(found)


def _scans(cell: F, words: Words) -> list[BoxRow]:
    """Return what stands where a copy would be pasted: the scans themselves, two in a row, or where they are kept."""
    pictures = words.pasted.get(cell.paste, ())
    if not pictures:
        return [BoxRow((Cell(cell.pasted, words.kept(cell.paste), cell.mm),), 20)]
    across = 1 if len(pictures) <= 2 else 2
    rows = (pictures[n : n + across] for n in range(0, len(pictures), across))
    label = replace(NOTHING, label=cell.pasted, label_mm=cell.mm, share=cell.mm / ROW_MM)
    room = (1 - label.share) / across
    return [
        BoxRow((replace(label, picture=some[0], share=label.share + room),
                *(replace(NOTHING, picture=one, share=room) for one in some[1:])), 60, 1)
        for some in rows
    ]  # fmt: skip


def _party(label: str, party: PartyWords, number: int) -> list[BoxRow]:
    """Return the rows of a party; number: of the rows that may go on upon another page, 0 for the first of a side."""
    rows = (
        (
            Cell(f"{label}姓名", party.name, 30, 2.2), Cell("性别", party.sex, 14, 1),
            Cell("民族", party.ethnic, 14, 1.25), Cell("年龄", party.age, 14, 1.1),
        ),
        (Cell("职业或职务", party.job, 30), Cell("联系方式", party.phone, 24)),
        (Cell("单位或住址", party.address, 30),),
    )  # fmt: skip
    return [BoxRow(cells, party=number) for cells in rows]


M, D, C = "调解文书", "说事与事项", PaperClass.CABINET
BOXED: Mapping[str, Boxed] = {
    "mediation_application": Boxed(
        "人民调解申请书", M, C,
        (
            People("申请人", (A, I)), People("被申请人", (R,)),
            row(F("纠纷简要\n情况", "content"), least=40, grow=3),
            row(F("当事人\n申请事项", "requests"), least=28, grow=2),
            row(
                F("", "declaration", sign=f"申请人（签名、盖章或按指印）：{ROOM}\n{BLANK_DAY}"), least=38
            ),
        ),
    ),
    "mediation_intake": Boxed(
        "人民调解受理登记表", M, C,
        (
            pair("登记日期", "raised_on", "受理日期", "accepted_on"),
            row(F("当事人甲", "applicants")), row(F("当事人乙", "respondents")),
            pair("纠纷类型", "dispute_type", "综治分类", "dispute_class"),
            row(F("案件来源", "source_marks")),
            pair("涉及人数", "headcount", "涉及金额", "concerned"),
            pair("涉及蒙语", "language_need", "案件等级", "level"),
            row(F("纠纷简要\n情况", "content"), least=50, grow=3),
            row(F("当事人", "", sign="（签名）　　　　　　　　　　", mm=28), least=20),
            row(F("登记人", "", sign="（签名）　　　　　　　　　　", mm=28), least=20),
            row(F("", "", sign=SEAL), least=34),
            row(F("备注", "note"), least=14),
        ),
        note="此表由人民调解委员会填写。",
    ),
    "identity_page": Boxed(
        "当事人身份证明", M, C,
        (
            row(F("当事人", "both")),
            row(F("证件号码", "numbers"), least=16),
            row(F("身份证正面\n复印件粘贴处", paste="identity", pasted="身份证件\n复印件"), least=60, grow=1),
            row(F("身份证反面\n复印件粘贴处", paste="identity", pasted="身份证件\n复印件"), least=60, grow=1),
            row(F("核对情况", "", sign=f"经与原件核对无误　核对人（签名）：{ROOM}\n{BLANK_DAY}"), least=30),
        ),
    ),
    "oral_agreement": Boxed(
        "人民调解口头协议登记表", M, C,
        (
            People("当事人", (A, I, R)),
            row(F("主要事实和\n争议事项", "facts"), least=30, grow=2),
            row(F("协议内容", "terms"), least=36, grow=3),
            row(F("履行方式", "perform_mode"), F("履行地点", "perform_place")),
            row(F("履行期限", "perform_due"), F("达成日期", "agreed_on")),
            row(F("", "", sign=f"人民调解员（签名）：{ROOM}记录人（签名）：{ROOM}\n{SEAL}"), least=40),
        ),
    ),
    "performance_proof": Boxed(
        "调解协议履行凭证", M, C,
        (
            row(F("案件", "subject")), pair("协议编号", "agreement_no", "履行期限", "perform_due"),
            row(F("应履行内容", "terms"), least=30, grow=1),
            row(F("履行记录", "performed"), least=40, grow=2),
            row(F("合计金额", "amount")),
            row(
                F("接受履行\n一方", "", sign=f"确认已收到（签名、盖章或按指印）：{ROOM}\n{BLANK_DAY}"), least=34
            ),
            row(F("凭证粘贴处", paste="performance", pasted="履行凭证"), least=50, grow=2),
        ),
    ),
    "return_visit_record": Boxed(
        "回访记录", M, C,
        (
            row(F("当事人", "both")), pair("协议编号", "agreement_no", "案由", "subject"),
            row(F("回访事由", "visit_reason")),
            row(F("回访情况", "visited"), least=60, grow=3),
            row(F("履行情况", "performance"), F("满意程度", "satisfaction")),
            row(F("有无激化或\n遗留隐患", ""), least=18),
            row(F("采取措施", ""), least=18),
            row(F("", "", sign=f"回访人（签名）：{ROOM}被回访人（签名）：{ROOM}\n{BLANK_DAY}"), least=34),
        ),
    ),
    "closing_report": Boxed(
        "人民调解结案报告表", M, C,
        (
            pair("承办单位", "committee", "承办人", "mediators"),
            pair("受案时间", "accepted_on", "结案时间", "ended_on"),
            People("当事人", (A, I, R)),
            row(F("案件来源", "source_marks")),
            row(F("纠纷简要\n事实", "facts"), least=30, grow=2),
            row(F("调解经过", "steps"), least=30, grow=2),
            row(F("调解结果", "ended"), F("履行情况", "performance")),
            row(F("结果说明", "result"), least=20, grow=1),
            row(F("负责人意见", "", sign=f"负责人（签名）：{ROOM}\n{BLANK_DAY}"), least=30),
        ),
    ),
    "dossier_situation": Boxed(
        "卷宗情况说明", M, C,
        (
            row(F("卷名", "subject")), row(F("情况说明", "situation"), least=80, grow=1),
            row(F("", "", sign=f"立卷人（签名）：{ROOM}检查人（签名）：{ROOM}\n{BLANK_DAY}"), least=30),
        ),
    ),
    "dossier_cover": Boxed(
        "人民调解委员会调解卷宗", M, C,
        (
            row(big("卷名", "subject"), least=26, grow=1), row(big("卷号", "no"), least=18, grow=1),
            row(big("纠纷类型", "dispute_type"), least=18, grow=1), row(big("当事人", "both"), least=22, grow=1),
            row(big("人民调解员", "mediators"), least=18, grow=1), row(big("调解日期", "mediated"), least=18, grow=1),
            row(big("立卷人", "filed_by"), big("立卷日期", "filed_on"), least=18, grow=1),
            row(big("保管期限", "retention"), big("归档日期", "closed_on"), least=18, grow=1),
            row(big("备注", "note"), least=22, grow=1),
        ),
        cover=True,
    ),
    "dossier_back": Boxed(
        "封底", M, C,
        (
            row(F("卷内页数", "page_count", center=True), F("文书件数", "paper_count", center=True), least=20),
            row(F("卷内情况", "situation"), least=80, grow=1),
            row(F("", "", sign=f"立卷人（签名）：{ROOM}检查人（签名）：{ROOM}\n{BLANK_DAY}"), least=40),
        ),
    ),
    "matter_sheet": Boxed(
        "事项办理单", D, C,
        (
            pair("事项类型", "kind", "来源渠道", "channel"), pair("反映日期", "raised_on", "办理期限", "due_on"),
            pair("反映人", "applicants", "联系电话", "phone"), row(F("地址", "address")),
            pair("网格", "area", "地点", "place"),
            row(F("反映内容", "content"), least=30, grow=2),
            row(F("实地了解\n查明原因", "cause"), least=22, grow=1),
            row(F("办理过程", "steps"), least=36, grow=3),
            row(F("处理措施", "measures"), least=20, grow=1),
            row(F("办理结果", "result"), least=20, grow=1),
            row(F("结果", "outcome", mm=20), F("解决层级", "resolved_level", mm=22), F("用时", "closed_in", mm=16)),
            pair("答复日期", "feedback_on", "满意度", "satisfaction"),
            row(F("经办人", "handler", sign=""), F("反映人签名", "")),
        ),
    ),
    "deliberation_record": Boxed(
        "协商会议记录", D, C,
        (
            pair("会议时间", "hearing_at", "会议地点", "hearing_place"), row(F("议题", "hearing_topic")),
            pair("主持人", "host", "记录人", "hearing_recorder"), row(F("参会人员", "hearing_present"), least=14),
            row(F("议题说明", "content"), least=26, grow=1), row(F("各方意见", "hearing_content"), least=50, grow=3),
            row(F("协商结果", "hearing_result"), least=30, grow=2), row(F("落实措施", "measures"), least=22, grow=1),
            pair("责任人", "handler", "完成期限", "due_on"), row(F("参会人员\n签名", ""), least=28),
        ),
    ),
    "acceptance_slip": Boxed(
        "事项受理单", D, C,
        (
            pair("受理窗口", "window", "来源渠道", "channel"), pair("反映人", "applicants", "联系电话", "phone"),
            row(F("地址", "address")), row(F("反映内容", "content"), least=60, grow=3),
            pair("受理日期", "accepted_on", "办理期限", "due_on"), pair("受理人", "handler", "承办单位", "team"),
            row(F("处理意见", "measures", sign=f"受理人（签名）：{ROOM}\n{BLANK_DAY}"), least=40, grow=1),
            row(F("反映人", "", sign=f"（签名）：{ROOM}"), least=22),
        ),
    ),
    "transfer_slip": Boxed(
        "事项流转单", D, C,
        (
            pair("事项类型", "kind", "办理期限", "due_on"), row(F("标题", "subject")),
            row(F("反映内容", "content"), least=30, grow=1), row(F("流转记录", "steps"), least=70, grow=3),
            pair("转交单位", "forwarded_to", "转交日期", "forwarded_on"),
            row(F("接收单位", "", sign=f"接收人（签名）：{ROOM}\n{BLANK_DAY}"), least=34),
            row(F("办理反馈", "result"), least=34, grow=1),
        ),
    ),
    "errand_slip": Boxed(
        "信访代办单", "信访与救助", C,
        (
            pair("信访人", "applicants", "联系电话", "phone"), row(F("身份证号", "id_number"), F("人次", "headcount")),
            row(F("住址", "address")), pair("来信来访日期", "raised_on", "起因日期", "origin_date"),
            row(F("代办事项", "content"), least=50, grow=2), row(F("代办人员", "helpers"), least=14),
            row(F("办理过程", "steps"), least=40, grow=3), row(F("办理结果", "result"), least=24, grow=1),
            row(F("积案年限", "years_old", mm=22), F("结果", "outcome", mm=16), F("答复日期", "feedback_on", mm=22)),
            row(F("信访人", "", sign=f"（签名）：{ROOM}\n{BLANK_DAY}"), least=26),
        ),
    ),
    "relief_register": Boxed(
        "救助登记表", "信访与救助", C,
        (
            People("申请人", (A, I)), row(F("身份证号", "id_number")),
            row(F("申请理由", "content"), least=40, grow=2), pair("申请日期", "raised_on", "申请金额", "amount"),
            row(F("审查情况", "cause"), least=26, grow=1), pair("救助决定", "decision", "决定日期", "decided_on"),
            row(F("发放金额", "granted")), row(F("发放日期", "paid_on"), F("领取人签名", "")),
            row(F("回访情况", "visited"), least=34, grow=2),
            row(F("负责人意见", "", sign=f"负责人（签名）：{ROOM}\n{BLANK_DAY}"), least=30),
        ),
    ),
    "clue_register": Boxed(
        "线索登记表", "信访与救助", C,
        (
            pair("发现人", "applicants", "联系电话", "phone"), pair("发现日期", "raised_on", "发现地点", "place"),
            row(F("线索内容", "content"), least=60, grow=3),
            row(F("现场照片\n粘贴处", paste="evidence", pasted="现场照片\n和材料"), least=50, grow=2),
            pair("移送单位", "forwarded_to", "移送日期", "forwarded_on"),
            pair("处理结果", "clue_outcome", "办结日期", "resolved_on"), row(F("结果说明", "result"), least=26, grow=1),
            row(F("登记人", "", sign=f"（签名）：{ROOM}\n{BLANK_DAY}"), least=26),
        ),
    ),
}  # fmt: skip
