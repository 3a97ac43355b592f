"""The papers of matters: each prints; a boxed one stays on its page or names the field; a dossier counts right."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from db.clock import Clock
from db.ledgers.areas import Area, AreaLevel, Dwelling
from db.ledgers.documents import Document
from db.ledgers.matters import Matter, MatterKind, Outcome, StepAction
from db.ledgers.mediation import Mediation
from db.ledgers.parties import Evidence, HearingKind, MatterParty, PartySide
from db.ledgers.people import Person, PersonStatus
from db.store.store import Store
from db.store.writer import Edit
from db.trouble import Refused
from db.work import discussing, mediating
from db.work.bundle import papers_of
from db.work.facts import facts_of
from db.work.kinds import PAPERS
from db.work.stepping import register
from desktop.printing import boxes, deed, dossier
from desktop.printing.dossier import bind, issue_dossier, printed_on
from desktop.printing.fonts import chain
from desktop.printing.form import Missing, Order, PaperClass
from desktop.printing.forms import ALL_FORMS, matter_papers
from desktop.printing.forms.matter_boxed import BOXED
from desktop.printing.forms.matter_papers import BOX, MATTER_FORMS
from desktop.printing.ink import Ink
from desktop.printing.issue import issue, preview
from desktop.printing.matter_words import Words
from desktop.printing.press import MissingGlyphs, TooLong
from desktop.printing.text import CLOSING, clear_numbers

pytestmark = pytest.mark.slow
LONG = "双方对渗水原因、受损面积和赔偿数额各执一词，经楼栋长多次劝说仍未达成一致意见。"
NAMES = ("巴特尔·孟和巴雅尔·苏布道其其格", "李\U0002c316")
PRINT_DAY = date(2026, 11, 24)


def pages(pdf):
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def fill(office, desk, outcome=Outcome.AGREED_WRITTEN):
    """Return an archived dispute whose texts are long."""
    matter = desk.archived(outcome)
    with office.write("长") as writer:
        rows = writer.reader.rows(
            select(MatterParty.id).where(MatterParty.matter_id == matter).order_by(MatterParty.sort)
        )
        for (one,), name in zip(rows, NAMES, strict=False):
            long = {"name": name, "job": "社区退休职工党支部书记", "address": LONG[:36], "ethnic": "02"}
            writer.change(MatterParty, one, long)
        writer.change(
            Matter, matter, {"content": LONG * 8, "result": LONG * 2, "cause": LONG * 2, "measures": LONG * 2}
        )
        case = writer.reader.scalar(select(Mediation.id).where(Mediation.matter_id == matter))
        writer.change(Mediation, case, {"facts": LONG * 6, "requests": "1、" + LONG, "failed_reason": LONG})
    return matter


@pytest.fixture
def whatever_it_is(monkeypatch):
    """Lay every form on one long dispute: which of them a matter has is tested where papers are held to outcomes."""
    monkeypatch.setattr(matter_papers, "refuse_untrue", lambda *_: None)


@pytest.fixture
def dispute(office, desk):
    """An archived dispute with long texts."""
    return fill(office, desk)


OF_ONE = [name for name, form in MATTER_FORMS.items() if form.privacy is not PaperClass.WALL]


@pytest.fixture
def set_in(monkeypatch):
    """The styles in which the cells of boxed forms are set from now on."""
    styles = []
    draw = boxes._draw_cell
    monkeypatch.setattr(boxes, "_draw_cell", lambda *given: (styles.append(given[-1]), draw(*given)))
    return styles


@pytest.fixture
def beyond(monkeypatch):
    """The texts that run past the right edge of the type area while pages are drawn."""
    found, plain = [], Ink.text

    def text(self, style, x, y, text):
        hanging = 0.5 * style.size if text[-1:] in CLOSING else 0
        end, last = x + chain(style.face).width(text) * style.size, self.canvas._pagesize[0] - BOX.opposite
        if end > last + hanging + 0.5:
            found.append((text, round(end - last)))
        plain(self, style, x, y, text)

    monkeypatch.setattr(Ink, "text", text)
    return found


def test_control_lines_that_hang_and_are_broken_as_wide_as_the_first_are_seen(office, dispute, beyond, monkeypatch):
    monkeypatch.setattr(deed, "_hanging", lambda setter, text, rooms: setter.lines(*text, rooms[0]))
    preview(office, MATTER_FORMS["agreement"], Order(ids=(dispute,), today=PRINT_DAY))
    assert beyond


@pytest.mark.parametrize("name", OF_ONE)
@pytest.mark.usefixtures("whatever_it_is")
def test_every_form_prints_and_a_boxed_one_on_one_page_in_letters_fit_to_read(office, desk, name, set_in, beyond):
    dispute = fill(office, desk, Outcome.FAILED if name == "termination" else Outcome.AGREED_WRITTEN)
    made = preview(office, MATTER_FORMS[name], Order(ids=(dispute,), today=PRINT_DAY))
    assert made.people >= 1
    assert made.pages == 1 if name in BOXED else made.pages <= 12
    assert beyond == [] or not MATTER_FORMS[name].one, "no line leaves its type area"
    assert bool(set_in) == (name in BOXED)
    assert [one for one in set_in if one.size < 10.5 or one.lead < 1.249 * one.size] == []
    title = "调解卷宗" if name == "dossier_cover" else MATTER_FORMS[name].label
    assert title in "".join(pages(made.pdf))
    masked = preview(office, MATTER_FORMS[name], Order(ids=(dispute,), today=PRINT_DAY, masked=True))
    assert clear_numbers("".join(pages(masked.pdf))) == []


def test_control_a_form_that_shrinks_below_the_least_size_is_seen(office, dispute, set_in, monkeypatch):
    monkeypatch.setattr(boxes, "LEAST", 9.0)
    preview(office, MATTER_FORMS["closing_report"], Order(ids=(dispute,), today=PRINT_DAY))
    assert {one.size < 10.5 for one in set_in} == {True}


def test_control_the_parties_own_papers_carry_whole_numbers_with_their_reason_in_the_register(
    office, dispute, tmp_path
):
    issue(office, ALL_FORMS["agreement"], Order(ids=(dispute,)), tmp_path / "a.pdf")
    assert clear_numbers("".join(pages((tmp_path / "a.pdf").read_bytes())))
    with office.read() as reader:
        rows = reader.rows(select(Document.reason, Document.matter_id, Document.form))
    assert set(rows) == {("调解文书", dispute, "agreement")}


GOES_ON = {"steps", "visited", "performed", "numbers"}


def typed_on(name):
    """Return the labels of the fields of a boxed form that a clerk types."""
    cells = [cell for line in BOXED[name].rows if hasattr(line, "cells") for cell in line.cells]
    return {cell.label.replace("\n", "") for cell in cells if cell.key not in GOES_ON}


@pytest.mark.parametrize("name", BOXED)
@pytest.mark.usefixtures("whatever_it_is")
def test_a_form_that_does_not_hold_its_text_names_the_field_and_cuts_nothing(office, dispute, name):
    with office.write("太长") as writer:
        huge = "\n".join(f"第{n}行{LONG}" for n in range(90))
        case = writer.reader.scalar(select(Mediation.id).where(Mediation.matter_id == dispute))
        writer.change(Matter, dispute, dict.fromkeys(("content", "result", "cause", "measures", "note"), huge))
        keys = ("facts", "terms", "requests", "situation")
        writer.change(Mediation, case, dict.fromkeys(keys, huge))
        visit = mediating.visit_back(writer, dispute, date(2026, 11, 22), huge)
        assert visit
    if name in ("identity_page", "return_visit_record"):  # nothing on them is free text of one field
        assert preview(office, MATTER_FORMS[name], Order(ids=(dispute,))).pages >= 1
        return
    with pytest.raises(TooLong, match="太长") as told:
        preview(office, MATTER_FORMS[name], Order(ids=(dispute,)))
    assert any(f"“{label}”" in told.value.what for label in typed_on(name)), "what no clerk typed is never named"


def test_a_character_without_a_glyph_stops_the_paper_and_names_the_person(office, desk):
    matter = desk.archived()
    with office.write("改") as writer:
        one = writer.reader.rows(select(MatterParty.id).where(MatterParty.matter_id == matter))[0][0]
        writer.change(MatterParty, one, {"name": "张\U00030000"})
    with pytest.raises(MissingGlyphs, match="张"):
        preview(office, MATTER_FORMS["agreement"], Order(ids=(matter,)))
    assert preview(office, MATTER_FORMS["agreement"], Order(ids=(matter,), missing=Missing.BLANK)).pages


def test_the_agreement_is_printed_for_each_party_and_the_committee_with_words_for_days_and_amounts(office, desk):
    matter = desk.archived()
    with office.write("金额") as writer:
        writer.change(Matter, matter, {"amount": Decimal(1600)})
    made = preview(office, MATTER_FORMS["agreement"], Order(ids=(matter,)))
    told = "".join(pages(made.pdf))
    assert [sheet.bookmark for sheet in made.sheets] == [
        "人民调解协议书（甲方执）", "人民调解协议书（乙方执）", "人民调解协议书（人民调解委员会留存）",
    ]  # fmt: skip
    assert "二〇二六年十一月十三日" in told
    assert "人民币壹仟陆佰元整（¥1,600.00）" in told
    assert "本协议一式三份" in told


@pytest.fixture
def neighbour(office, desk):
    """How an agreement prints one of whose parties is in the ledger; the party; the door it may move to."""
    with office.read() as reader:
        community = reader.scalar(select(Area.id).where(Area.level == AreaLevel.COMMUNITY))
    matter = desk.dispute()
    with office.write("人") as writer:
        person = writer.add(Person, {"name": "赵玉梅", "birth_date": date(1950, 1, 1), "phone": "13804711111"})
        doors = [
            writer.add(Dwelling, {"area_id": community, "full_address": address})
            for address in ("3栋2单元101室", "9栋1单元802室")
        ]
        place = {"area_id": community, "dwelling_id": doors[0]}
        writer.place(person, place, date(2026, 1, 1), Edit.CHANGE)
        mediating.link_party(writer, matter, PartySide.THIRD_PARTY, person)
    order = Order(ids=(matter,), today=PRINT_DAY, sheet_no="K7M2PX9Q")
    new = {"area_id": community, "dwelling_id": doors[1]}
    return lambda: preview(office, MATTER_FORMS["agreement"], order).pdf, person, new


MOVES = {
    "moves": lambda writer, person, place: writer.place(person, place, date(2026, 11, 20), Edit.CHANGE),
    "is renamed": lambda writer, person, _: writer.change(Person, person, {"name": "赵改名"}),
    "has another phone": lambda writer, person, _: writer.change(Person, person, {"phone": "13804719999"}),
    "dies": lambda writer, person, _: writer.place(
        person, {"status": PersonStatus.DECEASED}, date(2026, 11, 20), Edit.CHANGE
    ),
}


@pytest.mark.parametrize("what", MOVES)
def test_the_printed_agreement_stays_when_the_party_moves_or_is_renamed(office, neighbour, what):
    printed, person, place = neighbour
    before = printed()
    told = "".join(pages(before))
    assert "赵玉梅" in told
    assert "3栋2单元101室" in told
    with office.write("变动") as writer:
        MOVES[what](writer, person, place)
    assert printed() == before


@pytest.mark.parametrize(("what", "word"), [("moves", "9栋1单元802室"), ("is renamed", "赵改名")])
def test_control_an_agreement_that_reads_the_ledger_again_is_caught(office, neighbour, monkeypatch, what, word):
    printed, person, place = neighbour
    before = printed()
    kept = Words._party

    def read_again(self, party):
        if party.person_id is None:
            return kept(self, party)
        now = mediating.person_snapshot(self.reader, party.person_id)
        return replace(kept(self, party), name=now["name"], address=now["address"] or "")

    monkeypatch.setattr(Words, "_party", read_again)
    assert printed() == before, "nothing happened yet"
    with office.write("变动") as writer:
        MOVES[what](writer, person, place)
    after = printed()
    assert after != before
    assert word in "".join(pages(after))


def test_a_minor_is_printed_without_his_given_name_in_names_and_in_texts(office):
    with office.write("未成年") as writer:
        values = {"kind": MatterKind.DISPUTE, "raised_on": date(2026, 11, 3), "content": "王小明在院内踢球打碎玻璃。"}
        matter = register(writer, values)
        mediating.add_party(writer, matter, PartySide.APPLICANT, {"name": "李四"})
        minor = {"name": "王小明", "birth_date": date(2014, 5, 1)}
        mediating.add_party(writer, matter, PartySide.RESPONDENT, minor)
    for name in ("mediation_application", "mediation_intake", "agreement"):
        told = "".join(pages(preview(office, MATTER_FORMS[name], Order(ids=(matter,))).pdf))
        assert "王某某" in told
        assert "王小明" not in told


OUTCOMES = [Outcome.AGREED_WRITTEN, Outcome.AGREED_ORAL, Outcome.FAILED]


def misplaced(bound):
    """Return the lines of the contents whose paper does not stand on the page they name."""
    sheets = pages(bound.made.pdf)
    return [
        line for line in bound.contents
        if not (line.title in sheets[line.first + 1] and f"—{line.first}—" in sheets[line.first + 1]
                and f"—{line.last}—" in sheets[line.last + 1] and f"{line.title}{line.place}" in sheets[1])
    ]  # fmt: skip


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_dossier_has_its_papers_on_the_pages_its_contents_say(office, desk, outcome):
    matter = fill(office, desk, outcome)
    bound = bind(office, matter, Order(today=PRINT_DAY))
    sheets = pages(bound.made.pdf)
    assert "调解卷宗" in sheets[0]
    assert "卷内目录" in sheets[1]
    assert misplaced(bound) == []
    eighth = {Outcome.AGREED_ORAL: "人民调解口头协议登记表", Outcome.FAILED: "人民调解终止书"}
    assert eighth.get(outcome, "人民调解协议书") in [line.title for line in bound.contents]
    ends = [line.last for line in bound.contents]
    assert [line.first for line in bound.contents] == [1, *(end + 1 for end in ends[:-1])]
    assert ends[-1] == len(sheets) - 2
    reader = PdfReader(io.BytesIO(bound.made.pdf))
    marks = [(mark.title, reader.get_destination_page_number(mark)) for mark in reader.outline]
    assert marks == [
        (BOXED["dossier_cover"].title, 0),
        ("卷内目录", 1),
        *((line.title, line.first + 1) for line in bound.contents),
    ]
    print(f"{outcome.label}: {len(bound.contents)} papers on {len(sheets)} pages, every number checked")


def test_a_written_dossier_of_all_thirteen_papers_names_their_pages_and_tells_when_they_were_printed(office, desk):
    matter = desk.archived()
    desk.parties(matter, PartySide.PROXY)
    desk.hearing(matter, HearingKind.INVESTIGATION)
    desk.case(matter, confirm_applied_on=date(2026, 11, 20), situation="本卷材料齐全。")
    with office.write("证据") as writer:
        writer.add(Evidence, {"matter_id": matter, "name": "照片", "pages": 2})
    path = office.folder.parent / "卷.pdf"
    with office.read() as reader:
        assert printed_on(reader, matter) == {}
    bound = issue_dossier(office, matter, Order(today=PRINT_DAY), path)
    assert [len(bound.contents), misplaced(bound)] == [13, []]
    with office.read() as reader:
        assert set(printed_on(reader, matter)) == set(PAPERS)
        assert [one.kind.place for one in papers_of(facts_of(reader, matter)) if one.there] == list(range(1, 14))


@pytest.mark.parametrize("shift", [1, -1])
def test_control_shifted_page_numbers_are_caught(office, dispute, monkeypatch, shift):
    plain = dossier._from
    monkeypatch.setattr(dossier, "_from", lambda section, page: plain(section, page + shift))
    assert misplaced(bind(office, dispute, Order(today=PRINT_DAY)))


def test_control_contents_that_name_the_wrong_page_are_caught(office, dispute):
    bound = bind(office, dispute, Order(today=PRINT_DAY))
    moved = tuple(replace(line, first=line.first + 1, last=line.last + 1) for line in bound.contents[:-1])
    assert len(misplaced(replace(bound, contents=moved))) == len(moved)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_dossier_printed_again_differs_in_the_print_date_only(office, desk, outcome, folder, password):
    tmp_path = folder.parent
    dispute = fill(office, desk, outcome)
    first = issue_dossier(office, dispute, Order(), tmp_path / "1.pdf")
    later = Store.open(folder, password, Clock(date(2026, 12, 20)))
    second = issue_dossier(later, dispute, Order(), tmp_path / "2.pdf")
    with later.read() as reader:
        assert reader.rows(select(Document.sheet_no).where(Document.form == "dossier")) == [(first.sheet_no,)]
    later.engine.dispose()
    assert second.sheet_no == first.sheet_no
    one, two = (pages((tmp_path / f"{n}.pdf").read_bytes()) for n in (1, 2))
    assert one != two
    assert [page.replace("打印2026-11-24", "打印2026-12-20") for page in one] == two


@pytest.mark.parametrize(
    ("case", "word"),
    [
        ({"rights_notice_on": None}, "权利义务告知书"),
        ({"terms": None}, "协议书"),
        ({"terms": None, "rights_notice_on": None}, "告知书、"),
    ],
)  # fmt: skip
def test_a_missing_required_paper_stops_the_dossier_and_is_named(office, desk, tmp_path, case, word):
    matter = desk.archived()
    desk.case(matter, **case)
    with pytest.raises(Refused, match=word):
        issue_dossier(office, matter, Order(), tmp_path / "卷.pdf")
    assert list(tmp_path.glob("*.pdf")) == []


def test_what_is_open_withdrawn_or_no_dispute_has_no_dossier(office, desk):
    withdrawn = desk.raise_(MatterKind.DISPUTE)
    with pytest.raises(Refused, match="没有办结"):
        bind(office, withdrawn, Order())
    desk.step(withdrawn, StepAction.WITHDRAW, text="和好了")
    for matter, word in ((withdrawn, "不立卷"), (desk.raise_(), "不是纠纷")):
        with pytest.raises(Refused, match=word):
            bind(office, matter, Order())


def test_the_wall_shows_surnames_and_nothing_that_is_not_public(office):
    with office.write("说事") as writer:
        for hidden in (False, True):
            values = {
                "content": "路灯不亮" if not hidden else "家事",
                "raised_on": date(2026, 11, 3),
                "category": "设施",
            }
            raiser = {"name": "王秀英" if not hidden else "赵桂珍"}
            discussing.raise_matter(writer, {**values, "confidential": hidden}, raiser)
    told = "".join(pages(preview(office, MATTER_FORMS["wall_notice"], Order()).pdf))
    assert "王某某" in told
    assert "共1件" in told
    for word in ("王秀英", "赵", "家事", "路灯"):
        assert word not in told
    register_ = "".join(pages(preview(office, MATTER_FORMS["discussion_register"], Order()).pdf))
    assert "赵桂珍" in register_
