"""All papers of matters as forms: the boxed ones, the deeds, the tables and registers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy import select

from db.ledgers.matters import Matter, MatterKind, MatterState, Outcome
from db.store.query import area_and_below
from db.store.reader import Reader
from db.trouble import Refused
from db.work.facts import Facts, facts_of
from db.work.kinds import AGREED
from desktop.printing.boxes import Box
from desktop.printing.deed import BODY, BOTTOM, LEFT, RIGHT, TOP, Para, Prose
from desktop.printing.form import Form, Options, Order, PaperClass, Shows
from desktop.printing.forms import dispute_sheets, matter_year
from desktop.printing.forms.matter_boxed import BOXED, rows_of
from desktop.printing.forms.matter_deeds import DEEDS, Deed
from desktop.printing.forms.matter_tables import REGISTERS, Register, evidence, register_row, register_table
from desktop.printing.matter_words import SIDES, Words, blank_words
from desktop.printing.parts import BOLD, MM, SMALL, Block, Filed, Gap, Item, Meta, Section, Title, signatures
from desktop.printing.people import long_day
from desktop.printing.press import PAPERS
from desktop.printing.text import Setter, Style

REASON = "调解文书"
BINDING = 25 * MM
BOX = Filed()
DEED, LOW = Filed(RIGHT, TOP, BOTTOM), Filed(RIGHT, 25 * MM, 27 * MM)
HEADING = Style("title", 20, 30, 16)
OVER = (MatterState.WITHDRAWN, MatterState.NOT_ACCEPTED, MatterState.REFERRED_OUT)
"""States that ended a dispute without a volume (DECISIONS 25)."""
OF_AGREEMENT = ("agreement", "oral_agreement", "performance_proof", "confirmation_application")
OTHERWISE: Mapping[Outcome | None, str] = {
    Outcome.AGREED_WRITTEN: "oral_agreement",
    Outcome.AGREED_ORAL: "agreement",
}
"""The paper of an agreement made in the other way."""
OF_KIND = {
    "clue_register": MatterKind.CLUE,
    "relief_register": MatterKind.RELIEF,
    "errand_slip": MatterKind.PETITION,
    "reply_letter": MatterKind.PETITION,
}
"""Papers whose very title names a kind of matter."""
OF_END = ("termination", "dossier_situation", "dossier_cover", "dossier_back")
TO_WRITE = 42 * MM
"""Room for a number that is written by hand."""


@dataclass(frozen=True)
class Laid:
    """One paper of one matter, its texts made: its section without a sheet number."""

    section: Section
    day: date


def words_of(reader: Reader, order: Order, kinds: Sequence[object] = ()) -> list[Words]:
    """Return the words of the matters an order asks for: its ids, else all of those kinds in its area; or of none."""
    if order.blank:
        return [blank_words(reader)] * order.copies
    if order.ids:
        found = [Words(reader, facts_of(reader, one)) for one in order.ids]
        for words in found:
            words.counts |= dict(order.leaves)
        return found
    if not kinds:
        return []
    statement = select(Matter.id).where(Matter.kind.in_(kinds), Matter.removed_at.is_(None))
    if order.area is not None:
        statement = statement.where(Matter.area_id.in_(area_and_below(reader, order.area)))
    return [
        Words(reader, facts_of(reader, row[0])) for row in reader.rows(statement.order_by(Matter.raised_on, Matter.id))
    ]


def boxed_section(name: str, words: Words, closing: str = "") -> Section:
    """Return the page of a boxed form."""
    form = BOXED[name]
    sender = words.committee if form.group == REASON else words.office.name
    head = _cover(words) if form.cover else _head(form.title, (form.serial, words.of("no")), sender)
    body: tuple[Block, ...] = (Meta((Item(form.note),), SMALL, above=4),) if form.note else ()
    height = _room(head, body)
    box = Box(form.title, rows_of(form, words), height, words.of("both"), (Shows.RECORD,))
    return _section(form.title, words, (*head, box, *body), BOX, closing)


def _head(title: str, serial: tuple[str, str], sender: str) -> tuple[Block, ...]:
    number = Item(*serial, blank=0 if serial[1] else TO_WRITE)
    return Title(title, HEADING), Gap(1.5 * MM), Meta((Item(sender), number)), Gap(1 * MM)


def _cover(words: Words) -> tuple[Block, ...]:
    """Return what stands on a cover: the committee and what the volume is, large."""
    big = Title("调解卷宗", Style("title", 36, 54))
    return Gap(14 * MM), Title(words.committee, Style("title", 24, 36, 16)), Gap(4 * MM), big, Gap(14 * MM)


def _room(*parts: tuple[Block, ...]) -> float:
    """Return what height a page leaves beside these blocks."""
    width, height = PAPERS["A4"]
    setter, inner = Setter(), width - BINDING - BOX.opposite
    used = sum(piece.height for part in parts for block in part for piece in block.pieces(setter, inner))
    return float(height - BOX.top - BOX.foot - used - 0.5)


def fits(name: str, facts: Facts) -> bool:
    """Say whether a paper is one for this kind of matter: only a dispute is mediated."""
    kind, rules = facts.matter.kind, facts.rules
    mine = OF_KIND.get(name, kind) is kind and (MATTER_FORMS[name].group != REASON or rules.mediated)
    return mine or name in rules.forms


def is_true(name: str, facts: Facts) -> bool:
    """Say whether a case may have a paper: none tells of an agreement, an end or a volume that there never was."""
    if not fits(name, facts):
        return False
    if facts.matter.status in OVER:
        return name not in (*OF_AGREEMENT, *OF_END)
    outcome = facts.matter.outcome
    if outcome is Outcome.FAILED:
        return name not in OF_AGREEMENT
    return outcome not in AGREED or name not in ("termination", OTHERWISE[outcome])


def refuse_untrue(name: str, words: Words) -> None:
    """Refuse a paper that would say what did not happen, or is one of another kind of matter."""
    if not fits(name, words.facts):
        kind = words.matter.kind.label
        raise Refused(f"“{kind}”没有“{MATTER_FORMS[name].label}”这份文书，没有打印。", "请在那一件的“打印文书”里选。")
    if not is_true(name, words.facts):
        over = words.facts.matter.status in OVER
        how = words.facts.matter.status.label if over else words.of("outcome")
        ways = "申请书、受理登记表、调查和调解记录、结案报告" if over else "与办理结果相符的文书"
        raise Refused(f"“{how}”的纠纷没有这份文书，没有打印。", f"可以打印{ways}。")


def _section(title: str, words: Words, body: tuple[Block, ...], filed: Filed, closing: str = "") -> Section:
    binding = BINDING if filed is BOX else LEFT
    whom = next((party.person_id for party in words.facts.of_side(*SIDES) if party.person_id), None)
    later = (Meta((Item(f"{title}（续）"), Item(words.of("no"))), BOLD), Gap(2 * MM)) if filed is BOX else ()
    return Section(
        title, "", body, (), later, paper="A4", binding=binding, area=words.matter.area_id, whom=whom,
        people=1, closing=closing, filed=filed,
    )  # fmt: skip


def deed_section(name: str, words: Words, closing: str = "") -> Section:
    """Return the pages of a paper in running text."""
    deed: Deed = DEEDS[name]
    serial = words.of("agreement_no") or words.of("no") if deed.serial else ""
    lead = 36 if deed.low else 2 * BODY.lead
    head: tuple[Block, ...] = (Title(deed.title, Style("title", 22, lead, 18)),)
    if serial:
        head = (*head, Prose((Para(serial, right=True),), (Shows.RECORD,)))
    gap = Gap(8 if deed.low else BODY.lead)
    return _section(deed.title, words, (*head, gap, *deed.body(words)), LOW if deed.low else DEED, closing)


def table_section(words: Words) -> Section:
    """Return 证据材料清单."""
    head = _head("证据材料清单", ("编号：", words.of("no")), words.committee)
    return _section("证据材料清单", words, (*head, evidence(words), signatures("提供人", "核对人")), BOX)


def copies(words: Words) -> list[Section]:
    """Return the agreement once for each party and once for the committee."""
    letters = "甲乙丙丁戊己庚辛壬癸"
    parties = words.parties(*SIDES)
    holders = [f"{letters[n] if n < 10 else n + 1}方执" for n in range(max(2, len(parties)))]
    holders.append("人民调解委员会留存")
    return [
        replace(deed_section("agreement", words, holder), bookmark=f"人民调解协议书（{holder}）") for holder in holders
    ]


def _one(section: Callable[[Words], Section], words: Words) -> list[Section]:
    """Return the only section of a paper."""
    return [section(words)]


ONE: dict[str, Callable[[Words], Iterable[Section]]] = {
    **{name: partial(_one, partial(boxed_section, name)) for name in BOXED},
    **{name: partial(_one, partial(deed_section, name)) for name in DEEDS},
    "evidence_list": lambda words: [table_section(words)],
    "agreement": copies,
}
"""What lays the papers of one matter."""
BLANK: dict[str, Callable[[Words], Iterable[Section]]] = {
    **ONE,
    "agreement": partial(_one, partial(deed_section, "agreement")),
}
"""The same for blank forms: of the agreement one, not one for each holder."""


def gather(name: str, reader: Reader, order: Order) -> list[Laid]:
    """Return the papers of the matters asked for; their texts are made here, masked by the reader."""
    sections = (BLANK if order.blank else ONE)[name]
    every = words_of(reader, order)
    for words in () if order.blank else every:  # an empty form tells of no matter
        refuse_untrue(name, words)
    return [Laid(section, words.day) for words in every for section in sections(words)]


def lay(facts: Sequence[Laid], order: Order) -> Sequence[Section]:
    """Return the sections, each with its sheet number; blank ones bear none, nor the number of a page in a file."""
    if order.blank:
        return [replace(one.section, filed=replace(one.section.filed or BOX, first=0)) for one in facts]
    many = len(facts) > 1
    return [
        replace(one.section, sheet_no=f"{order.sheet_no}-{n:02}" if many and order.sheet_no else order.sheet_no)
        for n, one in enumerate(facts, 1)
    ]


def gather_register(name: str, reader: Reader, order: Order) -> Section:
    """Return the register of the matters asked for; what is 不公开 never stands on a wall."""
    register: Register = REGISTERS[name]
    every = words_of(reader, order, register.kinds)
    shown = [words for words in every if register.privacy is not PaperClass.WALL or not words.matter.confidential]
    rows = [register_row(register, words, n) for n, words in enumerate(shown, 1)]
    office = shown[0].office.name if shown else ""
    day = long_day(order.data_day)
    meta = Meta((Item("单位：", office), Item("共 ", f"{len(rows)} 件"), Item("数据截至：", day)))
    head = (Title(register.title, Style("title", 18, 26)), Gap(1.5 * MM), meta, Gap(1.5 * MM))
    sign = (signatures("登记人", "审核人"),) if register.privacy is PaperClass.CABINET else ()
    later = (Meta((Item(f"{register.title}（续）"),), BOLD), Gap(1.5 * MM))
    body = (register_table(register, rows), *sign)
    return Section(register.title, "", body, head, later, paper=order.paper or "A4横", people=len(rows))


def lay_register(facts: Section, order: Order) -> Sequence[Section]:
    """Return the register's pages."""
    return [replace(facts, sheet_no=order.sheet_no)]


A4 = Options(("A4",))
_TITLES = {
    **{name: (form.title, form.group) for name, form in BOXED.items()},
    **{name: (deed.title, deed.group) for name, deed in DEEDS.items()},
    "evidence_list": ("证据材料清单", REASON),
}
MATTER_FORMS: Mapping[str, Form] = {
    **{
        name: Form(
            name, title, group, PaperClass.CABINET, partial(gather, name), lay, A4,
            own=group == REASON, of="matters", one=True, blank=True, reason=REASON if group == REASON else "",
        )
        for name, (title, group) in _TITLES.items()
    },
    **{
        name: Form(
            name, register.title, register.group, register.privacy, partial(gather_register, name), lay_register,
            Options(("A4横", "A3横")), of="matters",
        )
        for name, register in REGISTERS.items()
    },
    "matter_year": Form(
        "matter_year", "事项与调解年度数字", "汇总", PaperClass.SUPERIOR, matter_year.gather, matter_year.lay,
        Options(("A4",), year=True), of="matters",
    ),
    "dispute_month": Form(
        "dispute_month", dispute_sheets.MONTHLY, "汇总", PaperClass.SUPERIOR, dispute_sheets.gather_month,
        dispute_sheets.lay_month, Options(("A4横", "A3横"), month=True), of="matters",
    ),
    "mediation_statistics": Form(
        "mediation_statistics", dispute_sheets.QUARTERLY, "汇总", PaperClass.SUPERIOR, dispute_sheets.gather_quarter,
        dispute_sheets.lay_quarter, Options(("A4",), quarter=True), of="matters",
    ),
}  # fmt: skip
"""The forms of matters by name."""
