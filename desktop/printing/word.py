"""The deeds as .docx, for editing in a word processor: the blocks of the printed page, set a second time.

The PDF stays the copy of record; an edited file comes back only as an attachment. Fonts go by name, none is embedded.
Import it only where a deed is wanted so: python-docx serves nothing else.
"""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from db.store.store import Store
from db.trouble import Refused
from desktop.printing.deed import BODY, LEFT, NOTICE, RULE, SEAL, Prose, Sender, SignRow
from desktop.printing.form import Form, Order
from desktop.printing.forms.matter_deeds import DEEDS
from desktop.printing.forms.matter_papers import DEED, deed_section, refuse_untrue, words_of
from desktop.printing.issue import Issued, numbered, register, with_reason, write_file
from desktop.printing.parts import MM, Block, Gap, Section, Title
from desktop.printing.press import PAPERS, Press, Printed, Sheet
from desktop.printing.text import Setter, Style, printable

SONG, HEI, FANG = "宋体", "黑体", "仿宋"
"""Faces by the names under which office suites have them."""
FORBIDDEN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What an XML file cannot hold."""


def clean(text: str) -> str:
    """Return a text as it may stand in the file: what has no shape is left out, as on paper."""
    return FORBIDDEN.sub("", printable(text))


def half_points(points: float) -> Pt:
    """Return a size rounded to halves, as word processors have them (15.79 is their 16, 三号)."""
    return Pt(round(points * 2) / 2)


def issue_word(store: Store, form: Form, order: Order, path: Path) -> Issued:
    """Write a deed into a .docx and register it as a print is; Refused for any other form; no file is left then."""
    if form.name not in DEEDS:
        names = "、".join(deed.title for deed in DEEDS.values())
        raise Refused(f"“{form.label}”不能存成可编辑的文档（.docx）。", f"可以存的是：{names}。其他表样请存成 PDF。")
    order = with_reason(form, replace(order, sheet_no=numbered(order)))
    viewer = store.viewer.unmasked(order.reason) if order.reason else store.viewer
    with store.read(viewer) as reader:
        every = words_of(reader, order)
        for words in every:
            refuse_untrue(form.name, words)
        sections = [deed_section(form.name, words) for words in every]
    if not sections:
        raise Refused(f"“{form.label}”没有可打印的事项，没有生成文件。", "请说明是哪一件。")
    number = order.sheet_no
    foot = "" if order.blank else f"编号 {number}　数据截至 {order.data_day or store.clock.today()}"
    content = docx_of(sections, foot, store.clock.now())
    pages = sum(len(Press(order).lay(section)) for section in sections)
    sheet = Sheet(form.label, number, pages, len(sections), sections[0].area, sections[0].whom)
    write_file(path, content)
    try:
        told = replace(form, label=f"{form.label}（可编辑）")
        register(store, told, order, Printed(content, pages, len(sections), (sheet,)))
    except BaseException:
        path.unlink(missing_ok=True)  # what is not registered has not left the office
        raise
    return Issued(pages, len(sections), number)


def docx_of(sections: Sequence[Section], foot: str, made: datetime) -> bytes:
    """Return the file of some deeds, each beginning on a page of its own; foot: what stands beside the page number."""
    document: Any = Document()
    _prepare(document, sections[0], made)
    for place, section in enumerate(sections):
        part = document.add_section(WD_SECTION.NEW_PAGE) if place else document.sections[0]
        _page(part, section)
        if place == 0:
            _foot(part.footer.paragraphs[0], foot)
        for block in section.body:
            SETTERS[type(block)](document, block)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _prepare(document: Any, section: Section, made: datetime) -> None:
    """Set the text's own face, size (indents count in its characters) and language; the file tells nobody's name."""
    normal = document.styles["Normal"]
    _face(normal, FANG, BODY if section.filed == DEED else NOTICE)
    normal.paragraph_format.space_after = Pt(0)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    about = document.core_properties
    about.title, about.author, about.comments, about.last_modified_by = section.bookmark, "网格台账", "", "网格台账"
    about.created = about.modified = made


def _face(where: Any, face: str, style: Style, *, bold: bool = False) -> None:
    """Set face, size and weight of a run or style; a word processor takes another face if East Asia is not named."""
    where.font.name, where.font.size, where.font.bold = face, half_points(style.size), bold
    where.element.rPr.rFonts.set(qn("w:eastAsia"), face)


def _page(part: Any, section: Section) -> None:
    filed = section.filed or DEED
    width, height = PAPERS["A4"]
    part.page_width, part.page_height = Pt(width), Pt(height)
    part.left_margin, part.right_margin = Pt(LEFT), Pt(filed.opposite)
    part.top_margin, part.bottom_margin = Pt(filed.top), Pt(filed.foot)
    part.footer_distance = Mm(18)


def _foot(paragraph: Paragraph, beside: str) -> None:
    """Set the page number between dashes, and small beside it what the register needs."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, code in (("— ", ""), ("", "PAGE"), (" —", "")):
        run = paragraph.add_run(text)
        _face(run, SONG, Style("body", 14, 20))
        if code:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), code)
            run._r.addprevious(field)  # noqa: SLF001 python-docx has no fields
            field.append(run._r)  # noqa: SLF001
            run.text = "1"
    _face(paragraph.add_run(f"　{beside}"), SONG, Style("body", 9, 11))


def _line(document: Any, text: str, style: Style, face: str, *, bold: bool = False) -> Paragraph:
    """Add one paragraph of exact line pitch."""
    made: Paragraph = document.add_paragraph()
    made.paragraph_format.line_spacing = Pt(style.lead)
    run = made.add_run(clean(text))
    _face(run, face, style, bold=bold)
    return made


def _title(document: Any, block: Title) -> None:
    made = _line(document, block.text, block.style, SONG, bold=True)
    made.alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.paragraph_format.keep_with_next = True


def _prose(document: Any, block: Prose) -> None:
    for para in block.paragraphs:
        for number, text in enumerate(clean(para.text).split("\n")):
            bold = 0 if number else para.bold
            made = _line(document, text[: bold or None], block.style, HEI if bold or para.heading else FANG)
            if bold:
                _face(made.add_run(text[bold:]), FANG, block.style)
            made.paragraph_format.keep_with_next = para.heading or para.keep
            if para.right:
                made.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            else:
                _indent(made, (para.hang if number else para.indent, para.hang), block.style.size)


def _indent(made: Paragraph, steps: tuple[int, int], size: float) -> None:
    """Indent the first and the further lines by characters: the shape stays when a clerk changes the size.

    Beside them stand the same lengths in points, for programs that do not count characters.
    """
    first, hang = steps
    indent = made.paragraph_format
    indent.left_indent, indent.first_line_indent = Pt(hang * size), Pt((first - hang) * size)
    counted = made._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001 python-docx knows lengths only
    counted.set(qn("w:leftChars"), str(hang * 100))
    counted.set(qn("w:firstLineChars" if first >= hang else "w:hangingChars"), str(abs(first - hang) * 100))


def _gap(document: Any, block: Gap) -> None:
    document.paragraphs[-1].paragraph_format.space_after = Pt(block.height)


def _hold(document: Any) -> None:
    """Keep the last paragraph on the page of what follows."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True


def _sign(document: Any, block: SignRow) -> None:
    if block.behind:
        _hold(document)
    made = _line(document, block.label, BODY, FANG)
    made.paragraph_format.space_before = Pt(((18.5 if block.finger else 12) * MM) - BODY.lead)
    made.paragraph_format.left_indent = Pt(2 * BODY.size)
    start = 13 * BODY.size
    stops = made.paragraph_format.tab_stops
    stops.add_tab_stop(Pt(start))
    stops.add_tab_stop(Pt(start + RULE), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES)
    made.add_run("\t\t")
    if block.finger:
        _face(made.add_run("　（指印）"), FANG, Style("body", 9, 12))


def _sender(document: Any, block: Sender) -> None:
    """Set the date four characters in from the right, the sender centred above it, room for the seal around both."""
    setter = Setter()
    day, name = (setter.width(text, BODY) for text in (block.day, block.name))
    room = (SEAL - 2 * BODY.lead) / 2 if block.seal else 3 * MM
    for text, right, above in (
        (block.name, max(0.0, 4 * BODY.size + (day - name) / 2), room),
        (block.day, 4 * BODY.size, 0.0),
    ):
        if text:
            _hold(document)
            made = _line(document, text, BODY, FANG)
            made.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            made.paragraph_format.right_indent = Pt(right)
            made.paragraph_format.space_before = Pt(above)


SETTERS: Mapping[type[Block], Callable[[Any, Any], None]] = {
    Title: _title, Prose: _prose, Gap: _gap, SignRow: _sign, Sender: _sender,
}  # fmt: skip
"""What sets each block of a deed."""
