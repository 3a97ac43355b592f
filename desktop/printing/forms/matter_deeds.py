"""The papers of mediation in running text: notice, authority, records, agreement, termination, confirmation, reply."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from db.ledgers.parties import Hearing, HearingKind, PartySide
from db.words.days import day_in_hanzi
from desktop.printing.deed import NOTICE as NOTICE_STYLE
from desktop.printing.deed import Para, Prose, Sender, SignRow
from desktop.printing.form import Shows
from desktop.printing.matter_words import EMPTY, SIDES, PartyWords, Words
from desktop.printing.parts import Block

TOLD = (Shows.RECORD,)
LINE = "＿" * 13
A, R = PartySide.APPLICANT, PartySide.RESPONDENT
MOST_TOGETHER = 8
NOTICE = (
    "根据《中华人民共和国人民调解法》的规定，当事人在人民调解活动中享有下列权利：",
    "（一）选择或者接受人民调解员；",
    "（二）接受调解、拒绝调解或者要求终止调解；",
    "（三）要求调解公开进行或者不公开进行；",
    "（四）自主表达意愿、自愿达成调解协议。",
    "当事人在人民调解活动中履行下列义务：",
    "（一）如实陈述纠纷事实；",
    "（二）遵守调解现场秩序，尊重人民调解员；",
    "（三）尊重对方当事人行使权利。",
    "人民调解委员会调解民间纠纷，不收取任何费用。经调解达成的调解协议具有法律约束力，当事人应当按照约定履行。"
    "双方当事人认为有必要的，可以自调解协议生效之日起三十日内共同向人民法院申请司法确认。"
    "调解不成的，当事人可以依法通过仲裁、行政、司法等途径维护自己的权利。",
)


@dataclass(frozen=True)
class Deed:
    """One paper in running text and what lays its blocks; serial: the number it bears."""

    title: str
    body: Callable[[Words], Sequence[Block]]
    serial: str = ""
    group: str = "调解文书"
    low: bool = False
    """A paper that ought to stand on one page: its title keeps less room."""


def _prose(*paragraphs: Para) -> Prose:
    return Prose(paragraphs, TOLD)


def _small(*paragraphs: Para) -> Prose:
    return Prose(paragraphs, TOLD, NOTICE_STYLE)


def _party(party: PartyWords, label: str) -> list[Para]:
    """One fact per line, values on one edge eight characters in."""
    lines = (
        party.line,
        f"身份证号：{party.id_number}" if party.id_number else "",
        f"住址：{party.address}" if party.address else "",
        f"电话：{party.phone}" if party.phone else "",
    )
    texts = [line for line in lines if line]
    head = label.ljust(7, "\u3000") + "\u3000" * (len(label) < 8)
    first = Para(f"{head}{texts[0] if texts else EMPTY}", 0, 8, person=party.name, bold=len(label))
    return [first, *(Para(text, 8, 8 + 5 * (n < 2), person=party.name) for n, text in enumerate(texts[1:]))]


def _sides(words: Words) -> list[Para]:
    found: list[Para] = []
    names = "甲乙丙丁戊己庚辛壬癸"
    parties = words.parties(*SIDES)
    for place, party in enumerate(parties):
        letter = names[place] if place < len(names) else str(place + 1)
        found += _party(party, f"当事人（{letter}方）")
    unknown = PartyWords("", EMPTY, "", "", "", "", EMPTY, LINE, LINE)
    return found or [*_party(unknown, "当事人（甲方）"), *_party(unknown, "当事人（乙方）")]


def _said(text: str, blank: int = 3) -> list[Para]:
    """Return typed text as paragraphs; ruled room to write where there is none."""
    lines = [line for line in text.split("\n") if line.strip()]
    return [Para(line) for line in lines] or [Para(EMPTY * 3) for _ in range(blank)]


def _date(words: Words, key: str) -> str:
    case = words.facts.mediation
    day = getattr(case, key, None) or getattr(words.matter, key, None)
    return "　　　　年　　月　　日" if day is None else day_in_hanzi(day)


def _signs(labels: Sequence[tuple[str, bool]]) -> list[SignRow]:
    few = len(labels) <= MOST_TOGETHER
    return [SignRow(f"{label}：", finger, behind=few or n == 0) for n, (label, finger) in enumerate(labels)]


def _party_signs(words: Words) -> list[tuple[str, bool]]:
    letters = "甲乙丙丁戊己庚辛壬癸"
    count = max(2, len(words.parties(*SIDES)))
    return [(f"{letters[n] if n < 10 else n + 1}方（签名或盖章）", True) for n in range(count)]


def agreement(words: Words) -> Sequence[Block]:
    """人民调解协议书: parties, facts, terms, performance, copies, signatures, seal."""
    case = words.facts.mediation
    parties = len(words.parties(*SIDES))
    copies = _copies(case.copies if case and case.copies else max(2, parties) + 1)
    way = [
        f"履行方式：{words.of('perform_mode') or EMPTY}。",
        f"履行地点：{words.of('perform_place') or EMPTY}。",
        f"履行期限：{words.of('perform_due') or EMPTY}。",
    ]
    amount = words.of("amount")
    return (
        _prose(*_sides(words)),
        _prose(
            Para("一、纠纷主要事实、争议事项", heading=True), *_said(words.of("facts") or words.of("content")),
            *([Para(f"各方责任：{words.of('duties')}")] if words.of("duties") else []),
            Para("二、经调解，双方自愿达成如下协议", heading=True), *_said(words.of("terms")),
            *([Para(f"以上款项合计{amount}。")] if amount and "¥" not in words.of("terms") else []),
            Para("三、履行方式、地点、期限", heading=True), *(Para(line) for line in way),
            Para(
                "本协议自各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效。"
                "双方认为有必要的，可以自协议生效之日起三十日内共同向人民法院申请司法确认。"
            ),
            Para(f"本协议一式{copies}份，当事人各执一份，人民调解委员会留存一份。"),
        ),
        *_signs([*_party_signs(words), ("人民调解员（签名）", False), ("记录人（签名）", False)]),
        Sender(words.committee, _date(words, "agreed_on")),
    )  # fmt: skip


def _copies(count: int) -> str:
    return "〇一二三四五六七八九十"[count] if count <= 10 else str(count)


def notice(words: Words) -> Sequence[Block]:
    """当事人权利义务告知书."""
    names = words.of("both") or EMPTY
    return (
        _small(Para(f"{names}：", 0), *(Para(text) for text in NOTICE)),
        _small(Para("以上内容已向我告知，我已知悉。")),
        *_signs([("当事人（签名）", False), ("当事人（签名）", False)]),
        Sender(words.committee, _date(words, "rights_notice_on")),
    )


def authority(words: Words) -> Sequence[Block]:
    """授权委托书: one for each proxy; an empty one where there is none."""
    found: list[Block] = []
    for proxy in words.parties(PartySide.PROXY) or [PartyWords(*[""] * 9)]:
        right = proxy.authority or "一般授权／特别授权（代为承认、放弃、变更请求，进行和解，签收文书）"
        found.append(
            _prose(
                Para(f"委托人：{proxy.proxy_for or EMPTY}", 2), Para(f"受委托人：{proxy.line or EMPTY}", 2, 7),
                Para(f"身份证号：{proxy.id_number or EMPTY}"), Para(f"联系方式：{proxy.phone or EMPTY}"),
                Para(f"现委托上列受委托人在“{words.matter.subject}”一案的人民调解活动中，作为委托人的代理人。"),
                Para(f"代理权限：{right}。"),
                Para("委托期限：自签署之日起至本案调解终结之日止。"),
            )
        )  # fmt: skip
        found += _signs([("委托人（签名）", True), ("受委托人（签名）", True)])
    return (*found, Sender("", "　　　　年　　月　　日", seal=False))


def record(kind: HearingKind) -> Callable[[Words], Sequence[Block]]:
    """Return what lays the records of a kind, one after another; an empty one where there is none."""

    def body(words: Words) -> Sequence[Block]:
        hearings: Sequence[Hearing | None] = words.facts.heard(kind) or [None]
        found: list[Block] = []
        for hearing in hearings:
            found += _hearing(words, hearing, kind)
        return found

    return body


HEADS = {
    True: (("时间", "at"), ("地点", "place"), ("事由", "topic"), ("参加人", "present")),
    False: (
        ("调查时间", "at"), ("调查地点", "place"), ("参加人", "present"), ("调查人", "asker"), ("被调查人", "asked"),
    ),
}  # fmt: skip
"""The particulars above a record, of a mediation or of an investigation."""


def _hearing(words: Words, hearing: Hearing | None, kind: HearingKind) -> list[Block]:
    usual = {} if hearing is None else {"topic": words.matter.subject, "recorder": words.of("recorder")}

    def said(key: str) -> str:
        return words.text(getattr(hearing, key, None) or usual.get(key)) or EMPTY

    mediation = kind is HearingKind.MEDIATION
    lines = [Para(f"{label}：{said(key)}", 0, len(label) + 1) for label, key in HEADS[mediation]]
    lines.append(Para(f"记录人：{said('recorder')}", 0))
    if mediation:
        lines.insert(3, Para(f"当事人：{words.of('both') or EMPTY}", 0, 4))
        lines.insert(5, Para(f"调解员：{words.of('mediators') or EMPTY}", 0, 4))
    content = words.text(hearing.content) if hearing and hearing.content else ""
    body = [Para("告知事项、双方陈述、核实质证、风险告知：" if mediation else "记录内容：", 0, heading=True)]
    body += _said(content, 12 if words.blank and mediation else 6)
    if mediation:
        result = words.text(hearing.result) if hearing and hearing.result else ""
        body += [Para("调解结果：", 0, heading=True), *_said(result, 4 if words.blank else 2)]
    who = _party_signs(words) if mediation else [("被调查人（签名）", True)]
    last = ("人民调解员（签名）" if mediation else "调查人（签名）", False), ("记录人（签名）", False)
    return [_prose(*lines, *body), _prose(Para("以上记录已经核对，与陈述相符。")), *_signs([*who, *last])]


def termination(words: Words) -> Sequence[Block]:
    """人民调解终止书."""
    return (
        _small(*_sides(words)),
        _small(
            Para(
                f"当事人之间因“{words.matter.subject}”发生纠纷，本调解委员会于{words.of('accepted_on') or EMPTY}受理，"
                "经调解，双方未能达成调解协议。"
            ),
            Para("未达成协议的原因：", heading=True), *_said(words.of("failed_reason")),
            Para(
                "依照《中华人民共和国人民调解法》第二十六条的规定，本调解委员会终止调解。"
                "当事人可以依法通过下列途径维护自己的权利："
            ),
            *_said(words.of("told_ways") or "仲裁、行政、司法等途径。"),
        ),
        *_signs([*_party_signs(words), ("人民调解员（签名）", False)]),
        Sender(words.committee, _date(words, "resolved_on")),
    )  # fmt: skip


def confirmation(words: Words) -> Sequence[Block]:
    """司法确认申请书: both parties together, within thirty days of the effective date."""
    court = words.of("confirm_court") or f"{EMPTY}人民法院"
    return (
        _small(*_sides(words)),
        _small(
            Para("申请事项", heading=True),
            Para(f"请求依法确认申请人于{_date(words, 'agreed_on')}在{words.committee}主持下达成的调解协议"
                 f"（{words.of('agreement_no') or words.of('no') or EMPTY}）有效。"),
            Para("事实和理由", heading=True), *_said(words.of("facts") or words.of("content")),
            Para("双方经调解自愿达成如下协议："), *_said(words.of("terms")),
            Para(f"本协议自{_date(words, 'effective_on')}起生效。双方出于解决纠纷的目的自愿达成协议，没有恶意串通、"
                 "规避法律的行为；如因该协议内容给他人造成损害的，愿意承担相应的民事责任和其他法律责任。"),
            Para("此致", 2, keep=True), Para(court, 0),
        ),
        *_signs(_party_signs(words)),
        Sender("", _date(words, "confirm_applied_on"), seal=False),
    )  # fmt: skip


def reply(words: Words) -> Sequence[Block]:
    """答复: what was raised, what was found, what is done about it."""
    name = words.of("applicants") or EMPTY
    return (
        _prose(
            Para(f"{name}：", 0),
            Para(f"您于{words.of('raised_on') or EMPTY}反映的“{words.matter.subject}”事项"
                 f"（{words.of('no') or EMPTY}）已收悉，现答复如下："),
            Para("一、调查了解的情况", heading=True), *_said(words.of("cause") or words.of("content")),
            Para("二、办理情况和结果", heading=True), *_said(words.of("feedback") or words.of("result")),
            Para("感谢您对社区工作的支持。如对本答复有不同意见，可以向本社区或上级部门反映。"),
        ),
        Sender(words.office.name, _date(words, "feedback_on")),
    )  # fmt: skip


DEEDS: Mapping[str, Deed] = {
    "rights_notice": Deed("当事人权利义务告知书", notice, low=True),
    "authority": Deed("授权委托书", authority),
    "investigation_record": Deed("调查记录", record(HearingKind.INVESTIGATION)),
    "mediation_record": Deed("调解记录", record(HearingKind.MEDIATION)),
    "agreement": Deed("人民调解协议书", agreement, "no"),
    "termination": Deed("人民调解终止书", termination, "no", low=True),
    "confirmation_application": Deed("司法确认申请书", confirmation, low=True),
    "reply_letter": Deed("信访事项答复意见书", reply, "no", "信访与救助"),
}
