"""A clerk takes a sheet in: drop it, see its columns, mend what is wrong, take the rest, take it back afterwards."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from sqlalchemy import select

from db.ledgers.areas import Area
from db.ledgers.people import Person
from db.places import RESOURCES
from desktop.bus import Place
from desktop.sheets import reviewing
from desktop.views import import_page
from desktop.views.import_page import CHECK, COLUMNS, DONE, FILE
from desktop.widgets.review_table import MARK, REASON
from tests.counter import drop, seat

GOOD, OTHER = "150103194106150011", "150102194306123425"
KNOWN = {"name": "王德明", "id_number": GOOD, "address": "3栋2单元501", "area": "第三网格", "phone": "13804711234"}
SHEET = f"""姓名,身份证号,联系电话,所属网格,家庭住址,领导批示
李桂兰,{OTHER[:17]},13904711235,第三网格,3栋2单元502,阅
张秀英,,13704711230,第三网咯,3栋2单元503,
赵素芬,,13704711231,第三网咯,3栋2单元504,
王德明,,,第三网格,,
,,13704711239,第三网格,3栋2单元505,
"""


@pytest.fixture
def desk(office, counter):
    """The counter with an open office that knows one elder of the third grid."""
    seat(office, [KNOWN])
    return counter(office)


@pytest.fixture
def page(desk):
    """The ledger of elders."""
    desk.bus.go.emit(Place("elders"))
    return desk.window.built["elders"]


@pytest.fixture
def sheet(tmp_path):
    """A sheet with one fault of each kind."""
    path = tmp_path / "老人.csv"
    path.write_text(SHEET, "utf-8")
    return path


def at_step(qtbot, page, step):
    """Wait for a step of the import and give the page."""
    qtbot.waitUntil(lambda: page.importing.page.steps.now == step and not page.jobs.open, timeout=20_000)
    return page.importing.page


def click(button):
    """Click a button that can be clicked."""
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def names(store):
    """Return who is kept."""
    with store.read() as reader:
        return sorted(row[0] for row in reader.rows(select(Person.name).where(Person.removed_at.is_(None))))


def grids(store):
    """Return what areas there are."""
    with store.read() as reader:
        return {row[0] for row in reader.rows(select(Area.name).where(Area.removed_at.is_(None)))}


def write(checking, row, key, text):
    """Type into a cell as a clerk does: F2, the text, Enter."""
    at = next(n for n, one in enumerate(checking.model.rows) if one.number == row)
    index = checking.model.index(at, 1 + checking.model.keys.index(key))
    checking.table.setCurrentIndex(index)
    QTest.keyClick(checking.table, Qt.Key.Key_F2)
    [editor] = checking.table.findChildren(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()


def mark(checking, row):
    """Put the keyboard on a row."""
    at = next(n for n, one in enumerate(checking.model.rows) if one.number == row)
    checking.table.setCurrentIndex(checking.model.index(at, 1))
    QApplication.processEvents()


def checked(qtbot, page, sheet):
    """Drop the sheet and go on to the check."""
    drop(page, sheet)
    importing = at_step(qtbot, page, COLUMNS)
    click(importing.next)
    return at_step(qtbot, page, CHECK)


def test_a_dropped_sheet_goes_from_columns_over_mended_cells_into_the_ledger_and_back(desk, page, sheet, qtbot):
    importing = checked(qtbot, page, sheet)
    checking = importing.checking
    assert dict(checking.counts()) == {
        "everything": 5, "good": 2, "error": 2, "warning": 1, "doubt": 1,
    }  # fmt: skip
    assert importing.next.text() == "导入 2 行"
    assert names(desk.store) == ["王德明"], "nothing is written before the last step"
    write(checking, 2, "id_number", OTHER)
    assert checking.rows[2].sound
    assert f"原：{OTHER[:17]}" in checking.model.data(
        checking.model.index(0, 1 + checking.model.keys.index("id_number"))
    )
    assert importing.next.text() == "导入 3 行"
    click(checking.chips["warning"])
    mark(checking, 3)
    [adopt] = [checking.bar.offers.itemAt(n).widget() for n in range(checking.bar.offers.count())]
    assert adopt.text() == "采用“第三网格”"
    click(adopt)
    at_step(qtbot, page, CHECK)
    assert checking.counts()["warning"] == 0
    click(importing.next)
    importing = at_step(qtbot, page, DONE)
    assert names(desk.store) == ["张秀英", "李桂兰", "王德明", "赵素芬"]
    assert "第三网咯" not in grids(desk.store), "every row that bore the wrong name was read with the right one"
    assert "新增 3" in importing.told.words.text()
    click(importing.toast.action)
    at_step(qtbot, page, FILE)
    assert names(desk.store) == ["王德明"]


@pytest.mark.parametrize("answer", [("same", 1), ("another", 2), ("skip", 1)], ids=lambda one: one[0])
def test_a_doubtful_row_stands_beside_whom_it_may_mean_and_the_clerk_decides(desk, page, sheet, qtbot, answer):
    importing = checked(qtbot, page, sheet)
    checking = importing.checking
    click(checking.chips["doubt"])
    mark(checking, 5)
    assert checking.bar.table.isVisible()
    assert checking.bar.table.item(1, 1).text() == "王德明"
    assert checking.bar.table.item(1, 0).text() == "库中已有"
    bar = checking.bar
    click({"same": bar.same[0], "another": bar.stranger, "skip": bar.leave}[answer[0]])
    click(importing.next)
    at_step(qtbot, page, DONE)
    assert names(desk.store).count("王德明") == answer[1]


def test_columns_show_samples_are_altered_and_remembered(desk, page, sheet, qtbot):
    drop(page, sheet)
    importing = at_step(qtbot, page, COLUMNS)
    table = importing.matching
    assert table.item(0, 2).text() == "李桂兰、张秀英、赵素芬"
    assert table.combos[5].currentText() == "不导入"
    combo = table.combos[5]
    combo.setCurrentIndex(combo.findData("note"))
    combo.activated.emit(combo.currentIndex())
    assert importing.offer.matching.columns[5] == "note"
    name = table.combos[0]
    name.setCurrentIndex(0)
    name.activated.emit(0)
    assert "姓名" in importing.words.text()
    assert not importing.next.isEnabled(), "a list without names names nobody"
    name = table.combos[0]
    name.setCurrentIndex(name.findData("name"))
    name.activated.emit(name.currentIndex())
    click(importing.next)
    click(at_step(qtbot, page, CHECK).next)
    at_step(qtbot, page, DONE)
    importing.start(sheet)
    importing = at_step(qtbot, page, COLUMNS)
    assert importing.matching.combos[5].currentText() == "备注"
    assert importing.matching.item(5, 4).text() == "上次记住的"


def test_an_import_can_be_taken_back_from_its_history_days_later(desk, page, sheet, qtbot):
    click(checked(qtbot, page, sheet).next)
    importing = at_step(qtbot, page, DONE)
    click(importing.next)
    assert not importing.isVisible()
    assert page.listing.isVisible()
    assert len(names(desk.store)) == 3
    desk.bus.go.emit(Place("visits"))
    desk.bus.go.emit(Place("elders"))
    click(page.actions_[0])
    importing = at_step(qtbot, page, FILE)
    assert importing.history.table.rowCount() == 1
    importing.history.table.selectRow(0)
    click(importing.history.back)
    qtbot.waitUntil(lambda: "已撤销" in importing.toast.words.text(), timeout=20_000)
    assert names(desk.store) == ["王德明"]
    assert not importing.history.isVisible()


def test_refused_rows_are_saved_as_a_marked_workbook(page, sheet, qtbot, tmp_path, monkeypatch):
    importing = checked(qtbot, page, sheet)
    out = tmp_path / "未收.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    click(importing.marked)
    qtbot.waitUntil(lambda: out.exists() and not page.jobs.open, timeout=20_000)
    rows = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))
    assert rows[0][-1] == "问题与办法"
    assert [row[0] for row in rows[1:]] == ["李桂兰", "王德明", None]


def test_a_cancelled_import_writes_nothing_and_stays_where_it_was(desk, page, sheet, qtbot, monkeypatch):
    importing = checked(qtbot, page, sheet)

    def patient(_store, _offer, _mends, step):
        while True:  # a long import looks every thousand rows whether it is still wanted
            step(0)
            QTest.qSleep(5)

    def stubborn(store, offer, mends, _step):
        return reviewing.take(store, offer, mends, lambda _: None)

    monkeypatch.setattr(import_page, "take", patient)
    monkeypatch.setattr(importing.working, "follow", _cancelling(importing.working))
    click(importing.next)
    qtbot.waitUntil(lambda: not page.jobs.open, timeout=20_000)
    assert names(desk.store) == ["王德明"]
    assert importing.steps.now == CHECK
    assert importing.next.isEnabled()
    monkeypatch.setattr(import_page, "take", stubborn)
    click(importing.next)
    at_step(qtbot, page, DONE)
    assert len(names(desk.store)) == 3, "the control: a job that never looks is not stopped"


def _cancelling(working):
    """Return a follow that gives the job up at once."""
    follow = working.follow

    def following(words, progress, whole):
        follow(words, progress, whole)
        progress.cancel()

    return following


def test_a_faulty_cell_is_marked_with_its_reason(page, sheet, qtbot):
    checking = checked(qtbot, page, sheet).checking
    model = checking.model
    at = model.keys.index("id_number") + 1
    assert model.data(model.index(0, at), MARK)
    assert not model.data(model.index(0, model.keys.index("name") + 1), MARK), "a sound cell bears no mark"
    assert model.headerData(model.columnCount() - 1, Qt.Orientation.Horizontal) == REASON
    assert "17" in model.data(model.index(0, model.columnCount() - 1))


def test_the_list_rests_while_a_sheet_is_taken_in(desk, page, sheet, qtbot):
    checked(qtbot, page, sheet)
    assert not page.listing.isVisible()
    QTest.keyClick(desk.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert not page.form.isVisible(), "no new elder is begun behind the import"
    click(
        next(
            one for one in page.importing.page.findChildren(type(page.importing.page.next)) if one.text() == "返回列表"
        )
    )
    assert page.listing.isVisible()
    page.add_new()
    assert page.form.isVisible()


@pytest.mark.parametrize("name", ["elders", "grid_members"])
def test_the_bundled_samples_come_in_through_the_window(desk, name, qtbot):
    desk.bus.go.emit(Place(name))
    page = desk.window.built[name]
    pattern = {"elders": "65岁*.xlsx", "grid_members": "网格员*.xls"}[name]
    [sample] = Path(RESOURCES / "samples").glob(pattern)
    page.take_file(sample)
    importing = at_step(qtbot, page, COLUMNS)
    for _ in importing.offers:
        click(at_step(qtbot, page, COLUMNS).next)
        importing = at_step(qtbot, page, CHECK)
        good = importing.checking.good()
        assert good
        click(importing.next)
        importing = at_step(qtbot, page, DONE)
        out = importing.result.outcome
        assert out.added + out.updated + out.unchanged == good
        click(importing.next)
    assert page.listing.isVisible()


def test_a_file_that_is_no_sheet_is_told_on_the_page(page, qtbot, tmp_path):
    (tmp_path / "信.csv").write_text("您好\n再见\n", "utf-8")
    page.take_file(tmp_path / "信.csv")
    qtbot.waitUntil(lambda: "没有找到表头" in page.importing.page.words.text(), timeout=20_000)
    assert page.importing.page.steps.now == FILE


def press(window, key, held=Qt.KeyboardModifier.NoModifier):
    """Press a key on whatever has the keyboard."""
    focus = window.focusWidget()
    QTest.keyClick(window if focus is None else focus, key, held)
    QApplication.processEvents()


def test_escape_goes_back_to_the_list_and_ctrl_z_takes_the_import_back(desk, page, sheet, qtbot):
    desk.window.activateWindow()
    qtbot.waitActive(desk.window)
    importing = checked(qtbot, page, sheet)
    press(desk.window, Qt.Key.Key_Escape)
    assert not importing.isVisible()
    assert page.table.isVisible()
    importing = page.importing.open()
    assert importing.steps.now == CHECK, "what was checked stays until another file is chosen"
    click(importing.next)
    at_step(qtbot, page, DONE)
    assert len(names(desk.store)) == 3
    press(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    at_step(qtbot, page, FILE)
    assert names(desk.store) == ["王德明"]
    press(desk.window, Qt.Key.Key_Escape)
    assert page.table.isVisible()
