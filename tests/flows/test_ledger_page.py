"""The page of a ledger by keys: columns that fit, several rows at once, drafts, history, the card at the desk."""

import gc
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, QItemSelectionModel, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from sqlalchemy import select

from db.ledgers.people import Person, Placement
from db.store.writer import Edit
from desktop.bus import Place
from desktop.prefs import Prefs
from desktop.widgets.clip import as_table, parse_tsv, to_tsv
from desktop.widgets.columns import fitting
from desktop.widgets.model import NAMESAKES
from tests.counter import ROWS, TODAY, page_of, rows_named, seat


@pytest.fixture
def desk(office, counter):
    seat(office, ROWS)
    return counter(office)


def commit(widget, text):
    """Type as an input method does."""
    done = QInputMethodEvent()
    done.setCommitString(text)
    QCoreApplication.sendEvent(widget, done)


def pick(page, *rows):
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    page.table.clearSelection()
    for row in rows:
        page.table.selectionModel().select(page.model.index(row, 0), flags)


def visible(page):
    return [one.key for at, one in enumerate(page.model.columns) if not page.table.isColumnHidden(at)]


def test_columns_that_have_no_room_hide_and_the_rest_fill_the_width(desk, qtbot):
    page = page_of(desk)
    qtbot.waitUntil(lambda: page.table.viewport().width() > 1200)
    wide = visible(page)
    desk.window.resize(1000, 600)
    QApplication.processEvents()
    narrow = visible(page)
    assert len(narrow) < len(wide)
    assert narrow == wide[: len(narrow)]
    widths = [page.table.columnWidth(at) for at in range(len(narrow))]
    assert sum(widths) == page.table.viewport().width()
    assert fitting([100, 100, 100], 250) == 2
    assert fitting([900, 900, 900], 250) == 2, "a name and one more always show"


def test_a_column_set_is_kept_by_name_and_comes_back(desk, qtbot, monkeypatch):
    page = page_of(desk)
    panel = page.listing.columns_panel(lambda: None)
    panel.list.clear()
    panel._fill(["name", "phone"])
    panel.name.setText("打电话用")
    panel.save()
    assert visible(page) == ["name", "phone"]
    assert page.prefs.columns_of("elders").named == {"打电话用": ["name", "phone"]}
    panel.names.setCurrentText("常用列")
    assert "address" in visible(page)


def test_preferences_survive_a_broken_or_older_file(tmp_path):
    prefs = Prefs()
    prefs.columns_of("elders").named["短"] = ["name"]
    prefs.save(tmp_path)
    assert Prefs.load(tmp_path) == prefs
    (tmp_path / "prefs.json").write_text('{"base": 16, "columns": {"elders": 5}}', "utf-8")
    assert Prefs.load(tmp_path) == Prefs()
    (tmp_path / "prefs.json").write_text('{"base": 16, "of_later": 1}', "utf-8")
    assert Prefs.load(tmp_path).base == 16


def test_several_rows_are_changed_at_once_and_undone_at_once(desk, qtbot):
    page = page_of(desk)
    pick(page, 0, 1, 2)
    assert page.batch.isVisible()
    assert "已选 3 人" in page.batch.words.text()
    assert not page.chips.isVisible()
    page.many.change("area", "第一网格", Edit.CHANGE)
    qtbot.waitUntil(lambda: "已修改" in page.toast.words.text(), timeout=10_000)
    changed = int(page.toast.words.text().split()[1])
    with desk.store.read() as reader:
        areas = [row[0] for row in reader.rows(select(Placement.id).where(Placement.until.is_not(None)))]
    assert changed == len(areas) > 0, "what has changed leaves the old row as history"
    page.undo()
    with desk.store.read() as reader:
        assert reader.rows(select(Placement.id).where(Placement.until.is_not(None))) == []


def test_selecting_everything_is_one_range(desk, qtbot):
    page = page_of(desk)
    page.table.selectAll()
    assert page.table.picked_count() == len(ROWS)
    assert page.table.picked_rows() == [0, 1, 2, 3]
    page._back()
    assert page.table.picked_count() == 0


def test_copied_rows_are_what_is_seen_and_stay_text_in_excel(desk, qtbot):
    page = page_of(desk)
    pick(page, 0, 1)
    page.many.act("copy")
    data = QApplication.clipboard().mimeData()
    rows = parse_tsv(data.text())
    assert rows[0][0] == "姓名"
    assert len(rows) == 3
    assert "mso-number-format" in data.html()
    assert "1380471" not in data.text(), "masks hold on the clipboard"
    desk.lock()
    assert QApplication.clipboard().text() == "", "a locked office leaves nothing on the clipboard"


@pytest.mark.parametrize("cell", ["1\t2", '他说"好"', "两\n行", "", "=1+1", "<b>王</b>"])
def test_a_cell_comes_back_from_the_clipboard_as_it_went(cell):
    assert parse_tsv(to_tsv([["头", cell], ["a", "b"]])) == [["头", cell], ["a", "b"]]
    assert "<b>王</b>" not in as_table([["<b>王</b>"]]).html()


def test_namesakes_are_told_apart_in_the_form(desk, qtbot):
    page = page_of(desk)
    page.open_row(rows_named(page, "王德明")[0])
    assert page.form.same.text() == "同名 2 人"
    assert page.model.index(rows_named(page, "王德明")[0], 0).data(NAMESAKES) == 2, "the list marks them too"
    page.form.same.click()
    assert page.model.rowCount() == 2, "the mark leads to all of them"
    page.listing.clear()
    page.open_row(rows_named(page, "张秀英")[0])
    assert not page.form.same.isVisible()
    assert page.model.index(rows_named(page, "张秀英")[0], 0).data(NAMESAKES) is None


def test_typing_that_is_not_saved_stays_and_is_not_lost_by_a_click(desk, qtbot):
    page = page_of(desk)
    page.open_row(0)
    name = page.form.title.text()
    page.form.editors["health"].widget.setPlainText("腿脚不便")
    page.open_row(1)
    assert page.form.title.text() == name
    assert "请先保存或还原" in page.form.state.text()
    page.form.give_up()
    page.open_row(1)
    assert page.form.title.text() != name


def test_a_draft_is_offered_after_the_program_died(desk, qtbot):
    page = page_of(desk)
    row = rows_named(page, "张秀英")[0]
    page.open_row(row)
    page.form.editors["health"].widget.setPlainText("刚出院")
    page.form.editors["living"].widget.setCurrentIndex(2)
    living = page.form.editors["living"].reads()
    assert page.form.drafts.isActive(), "the draft is written within two seconds"
    page.form.drafts.timeout.emit()
    store = desk.store
    desk.show(store)  # what a new start does, without the key
    told = desk.window.notices.findChildren(QLabel)
    assert "“张秀英”（老年人台账，2 处改动）没有保存" in told[0].text(), "the offer names record, ledger and time"
    (back,) = [one for one in desk.window.notices.findChildren(QPushButton) if one.text() == "恢复"]
    back.click()
    assert not desk.window.notices.isVisible()
    again = desk.window.built["elders"]
    assert again.form.isVisible()
    assert again.form.title.text() == "张秀英"
    assert again.form.editors["health"].reads() == "刚出院"
    assert again.form.editors["living"].reads() == living
    assert "已恢复" in again.form.state.text()
    again.form._save(and_next=False)
    if again.form.ask.isVisible():
        again.form._answer(Edit.CORRECT)
    assert not store.drafts_waiting()
    with store.read() as reader:
        assert reader.scalar(select(Person.health).where(Person.name == "张秀英")) == "刚出院"


def test_without_the_timer_nothing_would_be_offered(desk, qtbot):
    page = page_of(desk)
    page.open_row(0)
    page.form.drafts.stop()
    page.form.drafts.timeout.disconnect()
    page.form.editors["health"].widget.setPlainText("没有人记下")
    assert not desk.store.drafts_waiting(), "the control: drafts switched off lose the typing"
    page.form.give_up()


def test_the_next_of_the_household_has_the_door_already(desk, qtbot):
    page = page_of(desk)
    page.add_new()
    for key, text in (("name", "赵玉珍"), ("birth_date", "1950-01-01"), ("address", "7栋1单元202")):
        commit(page.form.editors[key].widget, text)
    page.form.editors["area"].shows(page.form.editors["area"].widget.itemData(1))
    QTest.keyClick(page.form.editors["name"].widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.form.person is None
    assert page.form.editors["address"].reads() == "7栋1单元202"
    assert page.form.editors["name"].reads() == ""
    assert page.form.changed() == {}, "nothing typed yet: closing asks nothing"
    page.close_form()
    assert not page.form.isVisible()


def test_the_history_says_who_changed_what_from_what_to_what(desk, qtbot):
    page = page_of(desk)
    row = rows_named(page, "张秀英")[0]
    page.open_row(row)
    page.form.editors["health"].widget.setPlainText("高血压")
    page.form._save(and_next=False)
    page.open_row(rows_named(page, "张秀英")[0])
    page.form.tabs.setCurrentWidget(page.form.history)
    texts = [one.text() for one in page.form.history.widget().findChildren(type(page.form.title))]
    assert "健康状况：高血压" in texts
    assert any("保存老年人台账" in text for text in texts)
    assert not any("13804717122" in text for text in texts), "numbers stay masked in the history"


def test_a_phrase_comes_by_alt_and_a_digit(desk, qtbot):
    page = page_of(desk)
    page.form.fields.phrases.add("身体状况良好，")
    page.open_row(0)
    note = page.form.editors["health"].widget
    QTest.keyClick(note, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert note.toPlainText().endswith("身体状况良好，")
    page.form.give_up()


def test_ctrl_k_finds_opens_and_shows_the_card(desk, qtbot):
    page_of(desk, "visits")
    omni = desk.omni
    omni.field.setFocus()
    QTest.keyClicks(omni.field, "wdm")
    qtbot.waitUntil(lambda: len(omni.hits) == 2)
    assert all("岁" in hit.words and "栋" in hit.words for hit in omni.hits), "age and door tell namesakes apart"
    QTest.keyClick(omni.field, Qt.Key.Key_Tab)
    assert omni.card.isVisible()
    assert omni.card.shown.namesakes == 1
    QTest.keyClick(omni.field, Qt.Key.Key_Return)
    assert not omni.panel.isVisible()
    page = desk.window.built["elders"]
    assert page.form.title.text() == "王德明"


def test_the_card_tells_the_household_and_closes_by_itself(desk, qtbot):
    omni = desk.omni
    omni.ask("张秀英")
    omni.glance()
    assert [one.words.split("　")[0] for one in omni.card.shown.household] == ["李德明"]
    assert "****" in omni.card.shown.phone
    omni.card.revealed.emit()
    assert omni.card.shown.phone == "13804717122"
    omni.covering.timeout.emit()
    assert "****" in omni.card.shown.phone, "after ten seconds the number is covered again"
    omni.card.timer.timeout.emit()
    assert not omni.panel.isVisible()
    assert omni.card.shown is None


def test_enter_right_behind_the_last_digit_finds_what_a_card_reader_typed(desk, qtbot):
    page = page_of(desk)
    QTest.keyClicks(page.search, "13804717122")
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert page.form.title.text() == "张秀英"


def test_full_width_digits_become_plain_when_the_field_is_left(desk, qtbot):
    page = page_of(desk)
    page.add_new()
    birth = page.form.editors["birth_date"].widget
    birth.setFocus()
    birth.setText("１９４３－０６－１２")
    birth.editingFinished.emit()
    assert birth.text() == "1943-06-12"
    page.form.give_up()
    gc.collect()


def test_contacts_are_rows_added_mended_and_removed_in_the_form(desk, qtbot):
    page = page_of(desk)
    page.open_row(rows_named(page, "张秀英")[0])
    contacts = page.form.children_[0]
    contacts.edit()
    contacts._keep(None)
    assert "缺少" in contacts.notes["name"].text(), "a contact without a name is refused at its field"
    commit(contacts.editors["name"].widget, "张小军")
    commit(contacts.editors["phone"].widget, "13904711111")
    contacts._keep(None)
    QApplication.processEvents()
    texts = [one.text() for one in contacts.findChildren(type(page.form.title)) if one.isVisibleTo(contacts)]
    assert any("张小军" in text and "139****1111" in text for text in texts)
    page.undo()
    with desk.store.read() as reader:
        from db.work.children import children_of

        assert children_of(reader, contacts.ledger, page.form.person) == []


def test_a_tag_that_no_longer_holds_is_ended_and_stays_as_history(desk, qtbot):
    page = page_of(desk)
    page.open_row(rows_named(page, "张秀英")[0])
    tags = page.form.children_[1]
    tags.edit()
    tags.editors["tag"].shows("lives_alone")
    tags._keep(None)
    with desk.store.read() as reader:
        from db.work.children import children_of

        (row,) = children_of(reader, tags.ledger, page.form.person)
        assert row.holds
    tags._end(row.id)
    with desk.store.read() as reader:
        (row,) = children_of(reader, tags.ledger, page.form.person)
        assert not row.holds
        assert row.values["until"] == TODAY


def chosen_grid(page, name):
    """Choose a grid as a clerk does, and return it as it was read."""
    at = page.area.findText(name)
    page.area.setCurrentIndex(at)
    return page.area.itemData(at)


def test_a_grid_chosen_stays_after_a_save_and_goes_along_to_the_print_centre_and_from_the_tree(desk, qtbot):
    page = page_of(desk)
    third = chosen_grid(page, "第三网格")
    desk.bus.changed.emit(frozenset())
    assert (page.area.currentText(), page.model.rowCount()) == ("第三网格", 2), "what is saved takes no filter away"
    again = UUID(str(third))
    assert page.area.findData(again) == -1, "the control: for Qt an id read anew is another one"
    QTest.keyClick(page.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    centre = desk.window.built["print_centre"]
    assert (desk.window.current(), centre.options.area.currentText()) == ("print_centre", "第三网格")
    chosen_grid(page, "全部网格")
    page.arrive(Place("elders", area=again))
    assert page.model.rowCount() == 2
    teams = page_of(desk, "grid_members")
    teams.tree.chosen.emit(again)
    assert teams.area.currentText() == "第三网格"
