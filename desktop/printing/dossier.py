"""一键成卷: the dossier of a dispute as one PDF: cover, contents with right page numbers, papers in order, back cover.

Photos, scans and PDF files stand behind the paper they belong to, as numbered pages. A required paper that is
missing stops it and is named. The pages of the papers are counted before the contents are
set; what is printed again differs in the print date only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from db.ledgers.documents import Document
from db.ledgers.mediation import CaseSource
from db.ledgers.parties import PartySide
from db.store.attached import opened
from db.store.reader import Reader
from db.store.store import Store
from db.trouble import Refused
from db.work.bundle import missing_papers, papers_of
from db.work.facts import facts_of
from db.work.kinds import PAPERS as PAPERS_OF
from desktop.printing.form import Form, Order, PaperClass, new_sheet_number
from desktop.printing.forms.matter_boxed import BOXED
from desktop.printing.forms.matter_deeds import DEEDS
from desktop.printing.forms.matter_papers import (
    BOX,
    OVER,
    REASON,
    boxed_section,
    deed_section,
    table_section,
)
from desktop.printing.forms.matter_tables import CONTENTS, filled
from desktop.printing.issue import register, write_file
from desktop.printing.matter_words import Words
from desktop.printing.parts import MM, Gap, Section, Title, signatures
from desktop.printing.press import PAPERS, Press, Printed, press
from desktop.printing.text import Style

FORM = Form(
    "dossier",
    "人民调解卷宗",
    REASON,
    PaperClass.CABINET,
    lambda _r, _o: None,
    lambda _f, _o: (),
    own=True,
    of="matters",
)
Files = Mapping[UUID, Sequence[Any]]
"""The pages (scans.Leaf) of each attachment; empty in a copy for others, which shows none."""
ON_PAGE, MOST_ON_PAGE = "identity", 4
"""Few pictures of identity cards stand on the page itself, where else they would be pasted."""


@dataclass(frozen=True)
class Part:
    """One paper of the volume: its place in the contents, its sections, a remark."""

    title: str
    sections: tuple[Section, ...]
    remark: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the contents: title, first and last page of the volume."""

    title: str
    first: int
    last: int
    remark: str = ""

    @property
    def place(self) -> str:
        """The pages as the contents say them."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True)
class Bound:
    """A finished dossier: the print and its contents."""

    made: Printed
    contents: tuple[Line, ...]
    sheet_no: str


def parts_of(words: Words, files: Files) -> list[Part]:
    """Return the papers that are there, in the official order, each with the scans that belong behind it."""
    found = []
    for paper in papers_of(words.facts):
        if paper.there or paper.required:
            key = paper.kind.key
            scans = scan_sections(words, key, files)
            alone = key == "authority" and scans and not words.parties(PartySide.PROXY)
            sections = [*([] if alone else _sections(words, key)), *scans]
            count = len(words.attached(key))
            bound = scans or words.pasted.get(key)
            remark = f"附件 {count} 件" if bound else "附件未附" if count else ""
            found.append(Part(paper.kind.label if alone else sections[0].bookmark, tuple(sections), remark))
    return found


def files_in(store: Store, words: Words) -> Files:
    """Open the attachments of a matter; StoreTrouble or Refused where one is missing or cannot be bound."""
    if not words.facts.attachments:
        return {}
    from desktop.printing.scans import leaves_of, paste

    files = {
        one.id: leaves_of(one.name, one.media, opened(store.folder, store.key, one.hash))
        for one in words.facts.attachments
    }
    words.leaves |= {one: len(leaves) for one, leaves in files.items()}
    cards = [leaf for one, _ in words.attached(ON_PAGE) for leaf in files[one.id]]
    if len(cards) <= MOST_ON_PAGE and all(leaf.picture for leaf in cards):
        words.pasted[ON_PAGE] = [partial(paste, leaf) for leaf in cards]
    return files


def scan_sections(words: Words, key: str, files: Files) -> list[Section]:
    """Return the attachments behind a paper, a numbered page for each of their pages; none where none are given."""
    if not files or words.pasted.get(key):
        return []
    from desktop.printing.scans import Scan

    found = []
    room = PAPERS["A4"][1] - BOX.top - BOX.foot
    for number, (one, _) in enumerate(words.attached(key), 1):
        title = f"{PAPERS_OF[key].label}　附件 {number}　{words.text(one.name)}"
        scan = Scan(title, tuple(files[one.id]), room)
        found.append(Section(title, "", (scan,), paper="A4", binding=25 * MM, filed=BOX, area=words.matter.area_id))
    return found


SET_AS: Mapping[str, tuple[str, ...]] = {
    "application": ("mediation_intake", "mediation_application"),
    "rights_notice": ("rights_notice",),
    "identity": ("identity_page",),
    "authority": ("authority",),
    "investigation": ("investigation_record",),
    "evidence": ("evidence_list",),
    "hearing": ("mediation_record",),
    "agreement": ("agreement",),
    "oral": ("oral_agreement",),
    "termination": ("termination",),
    "performance": ("performance_proof",),
    "return_visit": ("return_visit_record",),
    "confirmation": ("confirmation_application",),
    "situation": ("dossier_situation",),
    "back": ("dossier_back",),
}
"""The forms by which each paper is set; of the application the last where the parties applied themselves."""


def _sections(words: Words, key: str) -> list[Section]:
    applied = words.facts.mediation is not None and words.facts.mediation.source is CaseSource.APPLIED
    form = SET_AS[key][-1 if applied else 0]
    if form in BOXED:
        return [boxed_section(form, words)]
    return [deed_section(form, words)] if form in DEEDS else [table_section(words)]


def printed_on(reader: Reader, matter: UUID) -> dict[str, date]:
    """Return the day each paper of a matter was last printed, alone or in its dossier."""
    wanted = Document.matter_id == matter, Document.removed_at.is_(None)
    rows = reader.rows(select(Document.form, func.max(Document.printed_at)).where(*wanted).group_by(Document.form))
    known = {form: at.astimezone().date() for form, at in rows}
    days = {key: [known[form] for form in (*forms, FORM.name) if form in known] for key, forms in SET_AS.items()}
    return {key: max(some) for key, some in days.items() if some}


def refuse_unready(words: Words) -> None:
    """Refuse what has no dossier, is not closed yet, or lacks a required paper, and name what is missing."""
    facts = words.facts
    if not facts.rules.mediated:
        raise Refused("这个事项不是纠纷，没有卷宗。", "可单独打印事项办理单。")
    if facts.matter.status in OVER:
        raise Refused(f"“{facts.matter.status.label}”的纠纷不立卷。", "可单独打印受理登记表。")
    if facts.matter.outcome is None:
        raise Refused("纠纷还没有办结，不能成卷。", "请先办结。")
    missing = missing_papers(facts)
    if missing:
        raise Refused(f"卷内必须文书不齐，还缺：{'、'.join(one.label for one in missing)}。", "请补齐后再成卷。")


def bind(store: Store, matter: UUID, order: Order) -> Bound:
    """Bind the dossier of a dispute; Refused, MissingGlyphs or TooLong where it cannot be."""
    whole = order if order.reason or order.masked else replace(order, reason=REASON)
    viewer = store.viewer.unmasked(whole.reason) if whole.reason else store.viewer
    with store.read(viewer) as reader:
        words = Words(reader, facts_of(reader, matter))
        refuse_unready(words)
        known = reader.scalar(
            select(Document.sheet_no).where(
                Document.form == FORM.name, Document.matter_id == matter, Document.removed_at.is_(None)
            )
        )
        whole = replace(
            whole, ids=(matter,), today=order.today or reader.today, data_day=words.day, printed_by=order.printed_by
            or store.viewer.name, sheet_no=order.sheet_no or known or new_sheet_number(),
        )  # fmt: skip
        contents, sections = _volume(words, whole, {} if whole.masked else files_in(store, words))
    made = press(FORM, sections, whole)
    sheet = replace(made.sheets[0], bookmark=FORM.label, sheet_no=whole.sheet_no, pages=made.pages, people=1)
    return Bound(replace(made, people=1, sheets=(sheet,)), contents, whole.sheet_no)


def _volume(words: Words, order: Order, files: Files) -> tuple[tuple[Line, ...], list[Section]]:
    """Count the papers' pages, then set cover, contents and papers with their page numbers."""
    measure = Press(order)
    lines: list[Line] = []
    numbered: list[Section] = []
    page = 1
    for part in parts_of(words, files):
        first = page
        for section in part.sections:
            numbered.append(replace(section, sheet_no=order.sheet_no, filed=_from(section, page)))
            page += len(measure.lay(section))
        lines.append(Line(part.title, first, page - 1, part.remark))
    words.extra |= {"page_count": f"本卷共 {page - 1} 页", "paper_count": f"{len(lines)} 件"}
    back = boxed_section("dossier_back", words)
    numbered[-1] = replace(back, sheet_no=order.sheet_no, filed=_from(back, page - 1))
    cover = replace(boxed_section("dossier_cover", words), sheet_no=order.sheet_no, filed=replace(BOX, first=0))
    return tuple(lines), [cover, _contents(words, lines, order), *numbered]


def _from(section: Section, page: int) -> Any:
    return replace(section.filed, first=page) if section.filed else None


def _contents(words: Words, lines: Sequence[Line], order: Order) -> Section:
    rows = [(str(n), line.title, line.place, line.remark) for n, line in enumerate(lines, 1)]
    body = (
        Title("卷内目录", Style("title", 20, 34)), Gap(3 * MM), filled(CONTENTS, rows, words.of("both")),
        signatures("立卷人", "检查人"),
    )  # fmt: skip
    filed = replace(BOX, first=0)
    return Section("卷内目录", order.sheet_no, body, paper="A4", binding=25 * MM, filed=filed, people=0)


def issue_dossier(store: Store, matter: UUID, order: Order, path: Path) -> Bound:
    """Bind a dossier into a file and register it; on refusal no file is left."""
    bound = bind(store, matter, order)
    write_file(path, bound.made.pdf)
    reason = order.reason or ("" if order.masked else REASON)
    entered = replace(order, ids=(matter,), sheet_no=bound.sheet_no, reason=reason)
    register(store, FORM, entered, bound.made)
    return bound


def told(bound: Bound, path: Path) -> Mapping[str, Any]:
    """Return what a script is told of a dossier."""
    lines = [{"title": one.title, "first": one.first, "last": one.last} for one in bound.contents]
    digest = sha256(bound.made.pdf).hexdigest()
    return {
        "out": str(path),
        "pages": bound.made.pages,
        "sheet_no": bound.sheet_no,
        "contents": lines,
        "sha256": digest,
    }
