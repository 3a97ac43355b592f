"""Cases at the window: a 说事 raised on a Tuesday and solved in two days, lists, papers, attachments, steps back."""

from datetime import date

from PySide6.QtCore import Qt

from db.ledgers.matters import MatterKind, MatterState, Outcome, StepAction
from db.work.discussing import days_taken, raise_matter
from db.work.stages import Chip
from desktop.bus import Place
from tests.case_desk import (
    CTRL,
    PAPERS,
    TUESDAY,
    by_input_method,
    closed_as,
    confirmed,
    edited,
    fill,
    in_hand,
    keys,
    registered,
    with_numbers,
)

A = StepAction


def test_an_archive_without_its_papers_is_refused_and_names_them(at_desk):
    _, page = at_desk("disputes")
    file = in_hand(page)
    closed_as(file, Outcome.FAILED)
    file.ask(A.ARCHIVE)
    keys(file.steps, Qt.Key.Key_Return, CTRL)
    assert "当事人权利义务告知书" in file.steps.wrong.text()
    assert file.facts.matter.status is MatterState.RESOLVED


def test_something_small_is_registered_and_closed_on_the_spot_in_one_sheet(at_desk):
    _, page = at_desk("matters")
    page.add_new()
    fill(page.sheet.editors, {"raiser.name": "赵玉兰", "subject": "路灯不亮", "spot_result": "当场更换灯泡"})
    keys(page, Qt.Key.Key_Return, CTRL)
    assert page.file.facts.matter.status is MatterState.RESOLVED
    assert days_taken(page.file.facts.matter) == 0


def test_a_kind_is_listed_alone_and_its_own_chip_comes_only_where_it_has_cases(at_desk):
    desk, page = at_desk("matters")
    with desk.store.write("登记") as writer:
        about = {"kind": MatterKind.PETITION, "raised_on": TUESDAY, "content": "土地补偿", "headcount": 5}
        old = raise_matter(writer, about | {"origin_date": date(1995, 5, 1)})
        raise_matter(writer, about)
        raise_matter(writer, about | {"kind": MatterKind.CLUE})
    page.refresh()
    assert page.chips[Chip.OLD].text() == "积案 1"
    assert page.chips[Chip.TO_HEAR].isHidden()
    assert page.total.text() == "列出 3 件 · 15 人次"
    page.kinds.setFocus()
    while page.kinds.currentText() != "信访":
        keys(page, Qt.Key.Key_Down)
    assert page.total.text() == "列出 2 件 · 10 人次"
    page.chips[Chip.OLD].click()
    assert page.model.ids == [old]
    assert page.model.line(0).limit.endswith("积案 31 年 · 群体 5 人次")


def test_a_name_or_a_number_finds_a_case_and_the_arrows_walk(at_desk):
    _, page = at_desk("disputes")
    registered(page)
    registered(page)
    page.search.setFocus()
    by_input_method(page.search, "刘桂珍")
    keys(page, Qt.Key.Key_Return)
    assert len(page.model.ids) == 2
    first = page.file.matter
    keys(page, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert page.file.matter != first
    page.search.setText("没有这个人")
    page.search.ask_now()
    assert page.model.ids == []


def test_ctrl_k_finds_a_case_by_a_party_and_opens_it(at_desk):
    desk, page = at_desk("disputes")
    registered(page)
    matter = page.file.matter
    desk.window.go(Place("elders"))
    by_input_method(desk.omni.field, "刘桂珍")
    desk.omni.field.ask_now()
    desk.omni.settle()
    [hit] = desk.omni.hits
    assert hit.place == Place("disputes", record=matter)
    desk.omni.open()
    assert desk.window.stack.currentWidget().isAncestorOf(page)


def test_a_case_is_printed_and_bound_from_its_page(at_desk, tmp_path, qtbot):
    desk, page = at_desk("disputes")
    file = in_hand(page)
    page.papers.bind(file.matter, tmp_path / "卷.pdf")
    qtbot.waitUntil(lambda: not page.jobs.open, timeout=20_000)
    assert not (tmp_path / "卷.pdf").exists(), "a case still open has no dossier"
    closed_as(file, Outcome.AGREED_WRITTEN)
    edited(file, *PAPERS[0])
    with_numbers(file)
    file.go_on()
    confirmed(file, text="已回访")
    page.papers.bind(file.matter, tmp_path / "卷.pdf")
    qtbot.waitUntil(lambda: not page.jobs.open, timeout=20_000)
    assert (tmp_path / "卷.pdf").exists(), page.toast.words.text()
    page.papers.write_document(file.matter, tmp_path / "协议.docx")
    qtbot.waitUntil(lambda: not page.jobs.open, timeout=20_000)
    assert (tmp_path / "协议.docx").exists(), page.toast.words.text()
    page.papers.print("agreement", (file.matter,))
    centre = desk.window.built["print_centre"]
    qtbot.waitUntil(lambda: centre.shown is not None and not desk.jobs.open, timeout=20_000)
    assert centre.form.name == "agreement"
    assert centre.options.ids == (file.matter,)


def test_a_photo_is_attached_looked_at_and_lies_encrypted(at_desk, tmp_path):
    from PIL import Image

    desk, page = at_desk("disputes")
    file = registered(page)
    Image.new("RGB", (40, 30), "red").save(tmp_path / "现场.png")
    (tmp_path / "便条.txt").write_text("不是照片", "utf-8")
    file.files.add([tmp_path / "现场.png", tmp_path / "便条.txt"])
    assert "便条.txt" in file.files.wrong.text()
    [one] = file.facts.attachments
    file.files.view(one)
    assert not file.files.picture.pixmap().isNull()
    kept = [path.read_bytes() for path in (desk.folder / "attachments").rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert not kept[0].startswith(b"\x89PNG")
    assert file.tabs.tabText(file.tabs.count() - 1) == "附件 1"


def test_a_gate_leads_to_the_card_that_mends_it(at_desk):
    _, page = at_desk("disputes")
    file = in_hand(page)
    file.go_on()
    assert file.parts["agreement"].editors, "the card of the agreement stands open"
    fill(file.parts["agreement"].editors, {"agreement_form": "书面", "agreed_on": "昨天下午"})
    keys(file, Qt.Key.Key_Return, CTRL)
    assert not file.parts["agreement"].notes["agreed_on"].isHidden(), "a day that can't be read is told at its field"


def test_the_last_step_is_taken_back_by_a_step_with_its_reason(at_desk):
    _, page = at_desk("disputes")
    file = registered(page)
    file.go_on()
    confirmed(file)
    file.ask(A.TAKE_BACK)
    assert confirmed(file, text="点错了") is MatterState.REGISTERED
