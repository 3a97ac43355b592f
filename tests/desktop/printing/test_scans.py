"""Scans in a dossier: photos and PDF pages stand numbered behind their paper; what cannot be bound is named."""

import io
from datetime import date

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from db.ledgers.attachments import Attachment, AttachmentKind
from db.ledgers.matters import Matter, Outcome
from db.store.attached import Wanted, attach
from db.trouble import Refused
from desktop.printing import issue, scans
from desktop.printing.dossier import bind
from desktop.printing.form import Order
from desktop.printing.forms.matter_papers import MATTER_FORMS
from desktop.printing.issue import preview

pytestmark = pytest.mark.slow
DAY = date(2026, 11, 24)


def photo(size=(900, 600), kind="JPEG"):
    written = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(written, kind)
    return written.getvalue()


def pdf(count=2, password="", turned=0):
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(300, 400), invariant=1)
    for number in range(count):
        canvas.drawString(40, 350, f"LEAF{number + 1}")
        canvas.linkURL("http://example.invalid", (0, 0, 100, 100))
        canvas.showPage()
    canvas.save()
    if not password and not turned:
        return written.getvalue()
    writer, out = PdfWriter(clone_from=PdfReader(written)), io.BytesIO()
    for page in writer.pages:
        page.rotate(turned)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def pages(made):
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]


def put(office, matter, name, content, kind):
    return attach(office, Wanted(Matter, matter, name, content, kind))


@pytest.fixture
def filled(office, desk):
    """An archived dispute with a scan of each sort."""
    matter = desk.archived()
    put(office, matter, "身份证.jpg", photo(), AttachmentKind.IDENTITY)
    put(office, matter, "勘验.pdf", pdf(3), AttachmentKind.EVIDENCE)
    put(office, matter, "现场.png", photo(kind="PNG"), AttachmentKind.PHOTO)
    return matter


def test_scans_stand_behind_their_papers_and_are_counted_in_the_contents(office, filled):
    bound = bind(office, filled, Order(today=DAY))
    told = pages(bound.made.pdf)
    lines = {line.title: line for line in bound.contents}
    identity, evidence = lines["当事人身份证明"], lines["证据材料清单"]
    assert (identity.last - identity.first, identity.remark) == (0, "附件 1 件"), "it stands on the page itself"
    assert (evidence.last - evidence.first, evidence.remark) == (4, "附件 2 件")
    assert "粘贴处" not in told[identity.first + 1]
    for n in range(1, 4):
        assert f"LEAF{n}" in told[evidence.first + 1 + n]
        assert f"—{evidence.first + n}—" in told[evidence.first + 1 + n]
    assert "勘验照片" not in told[evidence.first + 1]
    assert "勘验" in told[evidence.first + 1]
    for line in bound.contents:
        assert f"{line.title}{line.place}" in told[1]
        assert line.title in told[line.first + 1]
    assert bound.contents[-1].last == len(told) - 2
    read = PdfReader(io.BytesIO(bound.made.pdf))
    assert len(read.pages[identity.last + 1].images) == 1
    assert all("/Annots" not in page for page in read.pages)
    assert set(read.metadata.values()) <= {"打印件", "网格台账", "", "D:20000101000000+00'00'", "/False"}


def listed(office, matter):
    """The last page count that a single print of the list of evidence tells."""
    told = pages(preview(office, MATTER_FORMS["evidence_list"], Order(ids=(matter,), today=DAY)).pdf)[0]
    return told.partition("勘验证据材料（附后）")[2][:1]


def test_a_pdf_kept_as_one_page_by_an_earlier_version_is_counted_when_it_is_told_of(office, desk, monkeypatch):
    matter = desk.archived()
    put(office, matter, "勘验.pdf", pdf(3), AttachmentKind.EVIDENCE)
    with office.read() as reader:
        assert reader.rows(select(Attachment.pages)) == [(1,)], "as an earlier version left it"
    assert listed(office, matter) == "3"
    monkeypatch.setattr(issue, "counted_anew", lambda *_: ())
    assert listed(office, matter) == "1", "control: not counted again"


def test_a_file_that_can_not_be_read_keeps_its_count_and_stops_no_other_paper(office, desk):
    matter = desk.archived()
    put(office, matter, "勘验.pdf", b"%PDF-1.4 nothing", AttachmentKind.EVIDENCE)
    assert listed(office, matter) == "1"


def test_the_same_dossier_with_scans_gives_the_same_bytes(office, filled):
    order = Order(today=DAY, sheet_no="K7M2PX9Q")
    assert bind(office, filled, order).made.pdf == bind(office, filled, order).made.pdf


def test_a_copy_for_others_shows_no_scans_and_says_so(office, filled):
    bound = bind(office, filled, Order(today=DAY, masked=True))
    assert "LEAF1" not in "".join(pages(bound.made.pdf))
    assert {line.remark for line in bound.contents} == {"", "附件未附"}


@pytest.mark.parametrize("kind", AttachmentKind)
def test_every_kind_of_attachment_has_its_place_in_a_dossier(office, desk, kind):
    for outcome in (Outcome.AGREED_WRITTEN, Outcome.FAILED):
        matter = desk.archived(outcome) if outcome is Outcome.AGREED_WRITTEN else failed(desk)
        put(office, matter, "一.pdf", pdf(1), kind)
        assert "LEAF1" in "".join(pages(bind(office, matter, Order(today=DAY)).made.pdf))


def failed(desk):
    matter = desk.dispute(Outcome.FAILED)
    desk.resolve(matter, Outcome.FAILED)
    return matter


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("坏.pdf", b"%PDF-1.4 nothing", "坏.pdf"),
        ("锁.pdf", pdf(1, "geheim"), "密码"),
        ("半.jpg", photo()[:400], "半.jpg"),
        ("假.png", b"\x89PNG\r\n\x1a\nxxxx", "假.png"),
    ],
)
def test_what_cannot_be_bound_is_named(office, desk, name, content, word):
    matter = desk.archived()
    put(office, matter, name, content, AttachmentKind.EVIDENCE)
    with pytest.raises(Refused, match=word):
        bind(office, matter, Order(today=DAY))


def test_a_picture_too_large_to_unpack_is_refused_before_it_is(monkeypatch):
    monkeypatch.setattr(scans, "MOST_DOTS", 500_000)
    with pytest.raises(Refused, match="太大"):
        scans.leaves_of("大.jpg", "jpg", photo())


@pytest.mark.parametrize(("turned", "size"), [(0, (300, 400)), (90, (400, 300)), (180, (300, 400)), (270, (400, 300))])
def test_a_turned_page_stands_upright_inside_its_place(turned, size):
    [leaf] = scans.leaves_of("一.pdf", "pdf", pdf(1, turned=turned))
    assert leaf.size == size
    (width, height), (a, b, c, d, e, f) = scans._shown(leaf.pdf.pages[0])
    corners = [(a * x + c * y + e, b * x + d * y + f) for x, y in ((0, 0), (300, 400))]
    assert sorted(corner[0] for corner in corners) == pytest.approx([0, width])
    assert sorted(corner[1] for corner in corners) == pytest.approx([0, height])


def test_control_a_volume_that_does_not_count_its_scans_is_caught(office, filled, monkeypatch):
    monkeypatch.setattr("desktop.printing.dossier.scan_sections", lambda *_: [])
    lines = {line.title: line for line in bind(office, filled, Order(today=DAY)).contents}
    assert lines["证据材料清单"].last == lines["证据材料清单"].first
