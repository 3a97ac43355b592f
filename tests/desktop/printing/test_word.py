"""A deed as .docx says word for word what its PDF says; it is registered as a print is."""

import io
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from pypdf import PdfReader
from sqlalchemy import select

from db.ledgers.documents import Document
from db.ledgers.mediation import Mediation
from db.trouble import Refused
from desktop.printing import word
from desktop.printing.deed import Para, Prose, SignRow
from desktop.printing.form import Order
from desktop.printing.forms import ALL_FORMS
from desktop.printing.forms.matter_deeds import DEEDS
from desktop.printing.forms.matter_papers import deed_section, words_of
from desktop.printing.parts import Section
from desktop.printing.press import press
from desktop.printing.word import docx_of, issue_word

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
FINGER, FOOT = "（指印）", 62
"""Drawn beside a line to sign, no part of the text; points below which the foot of a page stands."""
NUMBER = re.compile("— [0-9]+ —")
LONG = "双方对渗水原因、受损面积和赔偿数额各执一词，经楼栋长多次劝说仍未达成一致意见。"


def flat_text(texts):
    return "".join("".join(texts).split()).replace(FINGER, "")


def typed(content):
    """Return what stands in a .docx, without white space."""
    return flat_text(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)


def printed(pdf):
    """Return what stands on the pages of a PDF above their feet, from top to bottom, without white space."""
    told = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        lines = []
        page.extract_text(visitor_text=lambda text, _, at, *__, to=lines: to.append((-round(at[5]), at[4], text)))
        told += [text for height, _, text in sorted(lines) if -height > FOOT and not NUMBER.fullmatch(text.strip())]
    return flat_text(told)


def sections_of(office, matter, name):
    with office.read(office.viewer.unmasked("调解文书")) as reader:
        return [deed_section(name, one) for one in words_of(reader, Order(ids=(matter,)))]


@pytest.fixture
def matter(office, desk):
    """An archived dispute whose agreement goes over several pages, with lines of their own in its terms."""
    made = desk.archived()
    with office.write("长") as writer:
        case = writer.reader.scalar(select(Mediation.id).where(Mediation.matter_id == made))
        writer.change(Mediation, case, {"facts": LONG * 12, "terms": f"（一）{LONG}\n\n（二）{LONG}", "duties": LONG})
    return made


INSIDE = {
    "pPr": "pStyle keepNext keepLines tabs spacing ind jc rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs lang",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg docGrid",
}
"""The order in which the standard (ECMA-376) wants what these elements hold; a word processor refuses another."""


def disordered(content):
    """Return the elements of the text and the foot that are unknown or stand out of their order."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        roots = [parse_xml(packed.read(name)) for name in packed.namelist() if re.match("word/(document|footer)", name)]
    for root in roots:
        for tag, order in INSIDE.items():
            for one in root.iter(qn(f"w:{tag}")):
                names = [child.tag.rpartition("}")[2] for child in one]
                places = [order.split().index(name) if name in order.split() else -1 for name in names]
                found += [names] if places != sorted(places) or -1 in places else []
    return found


def test_control_elements_out_of_their_order_are_seen(office, matter):
    content = docx_of(sections_of(office, matter, "agreement"), "编号", NOW)
    document = docx.Document(io.BytesIO(content))
    properties = document.paragraphs[1]._p.pPr
    properties.insert(0, properties[-1])
    written = io.BytesIO()
    document.save(written)
    assert disordered(written.getvalue())


@pytest.mark.parametrize("name", DEEDS)
def test_every_deed_says_in_the_document_what_it_says_on_paper(office, matter, name):
    sections = sections_of(office, matter, name)
    order = Order(sheet_no="K7M2PX9Q", reason="调解文书", today=NOW.date())
    content = docx_of(sections, "编号", NOW)
    assert disordered(content) == []
    read = typed(content)
    assert read == printed(press(ALL_FORMS[name], sections, order).pdf)
    assert read == flat_text(text for block in sections[0].body for _, text in block.texts())
    assert len(read) > 80


@pytest.mark.parametrize("left_out", [SignRow, Prose])
def test_control_a_document_that_leaves_something_out_is_told_from_the_paper(office, matter, monkeypatch, left_out):
    sections = sections_of(office, matter, "agreement")
    monkeypatch.setattr(word, "SETTERS", {**word.SETTERS, left_out: lambda *_: None})
    order = Order(sheet_no="K7M2PX9Q", reason="调解文书", today=NOW.date())
    assert typed(docx_of(sections, "编号", NOW)) != printed(press(ALL_FORMS["agreement"], sections, order).pdf)


def test_faces_are_named_for_chinese_and_what_no_file_can_hold_is_left_out():
    paras = Para("一、标题", heading=True), Para("甲\x00\x08\ufffe\U000e0100乙\x0b丙\ud800"), Para("右", right=True)
    content = docx_of([Section("试", "", (Prose(paras, ()),))], "编号 K7M2PX9Q", NOW)
    document = docx.Document(io.BytesIO(content))
    assert [one.text for one in document.paragraphs] == ["一、标题", "甲乙", "丙", "右"]
    faces = [run.element.rPr.rFonts.get(qn("w:eastAsia")) for one in document.paragraphs for run in one.runs]
    assert faces == ["黑体", "仿宋", "仿宋", "仿宋"]
    assert document.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert "编号 K7M2PX9Q" in document.sections[0].footer.paragraphs[0].text
    assert (document.sections[0].page_width.mm, document.core_properties.author) == (
        pytest.approx(210, abs=0.1),
        "网格台账",
    )


def test_a_document_is_registered_with_its_reason_and_a_masked_one_shows_no_whole_number(office, matter, tmp_path):
    issued = issue_word(office, ALL_FORMS["agreement"], Order(ids=(matter,)), tmp_path / "a.docx")
    with office.read() as reader:
        rows = reader.rows(
            select(Document.sheet_no, Document.form, Document.matter_id, Document.reason, Document.title_text)
        )
    assert list(rows) == [(issued.sheet_no, "agreement", matter, "调解文书", "人民调解协议书（可编辑）")]
    assert "150102194306123420" in typed((tmp_path / "a.docx").read_bytes())
    issue_word(office, ALL_FORMS["agreement"], Order(ids=(matter,), masked=True), tmp_path / "b.docx")
    masked = typed((tmp_path / "b.docx").read_bytes())
    assert ("150102194306123420" in masked, "150102********3420" in masked) == (False, True)


def test_a_form_that_is_no_deed_is_refused_and_no_file_is_left(office, matter, tmp_path):
    with pytest.raises(Refused, match="可编辑"):
        issue_word(office, ALL_FORMS["mediation_intake"], Order(ids=(matter,)), tmp_path / "a.docx")
    with pytest.raises(Refused, match="没有可打印的事项"):
        issue_word(office, ALL_FORMS["agreement"], Order(), tmp_path / "a.docx")
    assert list(tmp_path.glob("*.docx")) == []


def test_the_library_of_documents_is_loaded_only_where_a_document_is_made():
    script = (
        "import sys, desktop.commands.paper, desktop.views.case_papers, desktop.printing.dossier\n"
        "print('docx' in sys.modules)\nimport desktop.printing.word\nprint('docx' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["False", "True"], "the second is the control"
