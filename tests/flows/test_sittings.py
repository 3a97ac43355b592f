"""说事日 on the page of matters: opened, filled, grouped, counted, its register printed from there."""

from datetime import date

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from db.clock import Clock
from db.ledgers.activities import Activity
from db.ledgers.matters import Matter, MatterKind
from db.store.store import Store
from db.work.discussing import close_on_spot, raise_matter, sitting_of
from db.work.sittings import LOOSE, day_to_open, sittings_of
from desktop.bus import Place
from tests.case_desk import CTRL, TUESDAY, fill, keys

LAST_WEEK = date(2026, 11, 17)


@pytest.fixture
def said(office):
    """Two sittings: one matter closed on the spot and one open at the first, none at the second; a 说事 of a Monday."""
    with office.write("说事") as writer:
        first = sitting_of(writer, LAST_WEEK, {"place": "社区活动室", "host": "王芳"})
        second = sitting_of(writer, TUESDAY)
        about = {"kind": MatterKind.DISCUSSION, "raised_on": LAST_WEEK}
        spot = raise_matter(writer, {**about, "content": "路灯不亮"}, None, first)
        close_on_spot(writer, spot, "当场更换", LAST_WEEK)
        waits = raise_matter(writer, {**about, "content": "楼道堆物"}, None, first)
        loose = raise_matter(writer, {**about, "raised_on": date(2026, 11, 16), "content": "井盖松动"})
        raise_matter(writer, {"kind": MatterKind.CLUE, "raised_on": TUESDAY, "content": "线索"})
    return first, second, {spot, waits}, loose


def test_sittings_group_what_was_raised_there_and_count_it(office, said):
    first, second, raised, loose = said
    with office.read() as reader:
        ids = [one for (one,) in reader.rows(select(Matter.id))]
        now, before, rest = sittings_of(reader, ids)
        [only] = sittings_of(reader, list(raised), empty=False)
    assert (now.id, now.matters, now.counts) == (second, (), "还没有登记事项")
    assert (before.id, set(before.matters), before.heading) == (first, raised, "2026-11-17 周二")
    assert before.counts == "解决 1 件 · 现场 1 件 · 在办 1 件 · 最长 当日"
    assert (rest.id, rest.matters, rest.day) == (LOOSE, (loose,), None)
    assert only.id == first


def test_a_filter_lists_less_of_a_sitting_and_counts_all_of_it(office, said):
    _, _, raised, _ = said
    one = min(raised)
    with office.read() as reader:
        [found] = sittings_of(reader, [one], empty=False)
    assert (found.listed, set(found.matters), found.solved + found.open) == ((one,), raised, 2)


@pytest.mark.parametrize(
    ("held", "day", "wanted"),
    [
        ((), TUESDAY, TUESDAY),
        ((TUESDAY,), TUESDAY, TUESDAY),
        ((), date(2026, 11, 26), TUESDAY),
        ((TUESDAY,), date(2026, 11, 26), date(2026, 12, 1)),
    ],
)
def test_the_next_sitting_is_the_last_tuesday_that_was_not_held_else_the_one_to_come(
    folder, password, held, day, wanted
):
    store = Store.open(folder, password, Clock(day))
    with store.write("说事日") as writer:
        for one in held:
            sitting_of(writer, one)
    with store.read() as reader:
        assert day_to_open(reader) == wanted
    store.engine.dispose()


def test_a_sitting_is_opened_by_keys_filled_and_its_register_goes_to_the_print_centre(at_desk, qtbot):
    desk, page = at_desk("matters")
    page.open_sitting()
    fill(page.new_sitting.fields.editors, {"place": "小区凉亭", "host": "王芳", "headcount": "12"})
    keys(page, Qt.Key.Key_Return, CTRL)
    assert page.stack.currentWidget() is page.sitting
    assert page.sitting.title.text() == "2026-11-24 周二 说事日"
    assert not page.sitting.register.isEnabled(), "nothing was raised yet"
    page.sitting.new.click()
    fill(page.sheet.editors, {"raiser.name": "赵玉兰", "subject": "路灯不亮", "spot_result": "当场更换灯泡"})
    keys(page, Qt.Key.Key_Return, CTRL)
    matter = page.file.matter
    head = page.model.ids[0]
    line = page.model.line(0)
    assert line.head
    assert (line.title, line.tag) == ("2026-11-24 周二", "1 件")
    page.mark(0)
    assert page.sitting.sitting.matters == (matter,)
    page.sitting.register.click()
    centre = desk.window.built["print_centre"]
    qtbot.waitUntil(lambda: centre.shown is not None and not desk.jobs.open, timeout=20_000)
    assert (centre.form.name, centre.options.ids) == ("discussion_register", (matter,))
    assert centre.amount.text().startswith("1 件 · "), "matters are no persons"
    assert centre.options.chosen_words.text() == "只印选中的 1 件"
    assert "选中1件" in centre.file_name()
    with desk.store.read() as reader:
        record = reader.get(Activity, head)
    assert (record.place, record.host, record.headcount) == ("小区凉亭", "王芳", 12)


def test_a_sitting_of_a_day_that_was_held_is_opened_again_not_doubled(said, at_desk):
    first = said[0]
    _, page = at_desk("matters")
    page.open_sitting()
    fill(page.new_sitting.fields.editors, {"at": "20261117", "form": "现场会"})
    keys(page, Qt.Key.Key_Return, CTRL)
    assert page.sitting.sitting.id == first
    with page.store.read() as reader:
        held = reader.rows(select(Activity.id, Activity.place, Activity.form))
    assert len(held) == 2
    assert (first, "社区活动室", "现场会") in [tuple(row) for row in held], "what was told before stays"


def test_the_minutes_of_a_sitting_are_kept_from_its_card(said, at_desk):
    _, page = at_desk("matters")
    page.choose(None)
    page.grouped.click()
    page.mark(1)
    page.sitting.said.edit()
    fill(page.sitting.said.editors, {"agreed": "由物业三日内清理"})
    keys(page, Qt.Key.Key_Return, CTRL)
    with page.store.read() as reader:
        assert reader.get(Activity, said[0]).agreed == "由物业三日内清理"
    assert not page.sitting.said.editors
    page.grouped.click()
    assert page.stack.currentWidget() is page.file
    assert page.file.matter is not None


def test_a_matter_is_moved_to_another_sitting_and_out_of_it_from_its_menu(said, at_desk):
    first, second, raised, loose = said
    _, page = at_desk("matters")
    page.arrive(Place("matters", record=loose))
    menu = page.file.menu
    menu.seats.aboutToShow.emit()
    told = [action.text() for action in menu.seats.actions()]
    assert told == ["2026-11-24 周二", "2026-11-17 周二 社区活动室"], "the last first; it belongs to none yet"
    menu.seats.actions()[1].trigger()
    assert (page.file.facts.matter.activity_id, page.toast.words.text()) == (first, "已归入说事日")
    with page.store.read() as reader:
        assert set(sittings_of(reader, [loose], empty=False)[0].matters) == {*raised, loose}
    menu.seats.aboutToShow.emit()
    assert [action.isChecked() for action in menu.seats.actions()[:2]] == [False, True]
    menu.seats.actions()[-1].trigger()
    assert (page.file.facts.matter.activity_id, page.toast.words.text()) == (None, "已移出说事日")
    page.undo()
    assert page.file.facts.matter.activity_id == first, "one undo takes it back"
    assert second != first


def dropped(page, *paths):
    """Drop files on a page as a file manager does; return whether they were taken."""
    urls = QMimeData()
    urls.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    held = Qt.DropAction.CopyAction, urls, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter, drop = QDragEnterEvent(QPoint(5, 5), *held), QDropEvent(QPointF(5, 5), *held)
    QApplication.sendEvent(page, enter)
    QApplication.sendEvent(page, drop)
    return enter.isAccepted()


def test_a_photo_dropped_on_a_case_is_attached_and_a_sheet_goes_to_the_import(said, at_desk, tmp_path):
    _, page = at_desk("matters")
    photo, sheet = tmp_path / "现场.PNG", tmp_path / "台账.csv"
    Image.new("RGB", (40, 30), "red").save(photo, "PNG")
    sheet.write_text("反映日期,内容\n2026-11-24,路灯不亮\n", "utf-8")
    page.arrive(Place("matters", record=said[3]))
    assert dropped(page, photo)
    assert [one.name for one in page.file.facts.attachments] == ["现场.png"]
    assert page.file.tabs.tabText(page.file.tabs.currentIndex()) == "附件 1"
    page.add_new()
    dropped(page, photo)
    assert "请先在列表里打开一件" in page.toast.words.text()
    (tmp_path / "录音.mp3").write_bytes(b"x")
    dropped(page, tmp_path / "录音.mp3")
    assert "照片（jpg、png）和 PDF 作附件" in page.toast.words.text()
    assert dropped(page, sheet)
    importing = page.sheets.imports["matters"].page
    assert importing is not None
    page.jobs.wait()
    importing.closed.emit()


def test_a_matter_is_tied_to_an_earlier_one_from_its_menu_and_both_say_so(said, at_desk):
    _, page = at_desk("matters")
    later = max(said[2], key=str)
    page.arrive(Place("matters", record=later))
    menu = page.file.menu
    menu.ties.aboutToShow.emit()
    menu.ties.actions()[0].trigger()
    before = page.file.facts.matter.parent_id
    assert before is not None
    assert page.toast.words.text() == "已关联前件，记为并案"
    assert "并案：" in page.file.limit.text()
    page.arrive(Place("matters", record=before))
    assert "另有 1 件归到本件" in page.file.limit.text()
    page.arrive(Place("matters", record=later))
    menu.ties.aboutToShow.emit()
    menu.ties.actions()[-1].trigger()
    assert page.file.facts.matter.parent_id is None
