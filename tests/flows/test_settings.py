"""设置 by real keys: values are edited, counted, kept, given back; grids; going back to a backup; a new password."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from sqlalchemy import select

from db.ledgers.areas import Area
from db.ledgers.care import CycleRule, VisitRule
from db.ledgers.codes import CodeItem
from db.ledgers.happenings import AbsenceKind, EventKind, GroupRule, MethodRule
from db.ledgers.office import Office
from db.ledgers.people import Person
from db.ledgers.services import Method
from db.store import vault
from db.store.vault import Cost
from desktop.app import application
from desktop.bus import Place
from desktop.views.recovery_sheet import save
from tests.counter import settle

TODAY = date(2026, 11, 24)


@pytest.fixture
def desk(office, counter, monkeypatch):
    monkeypatch.setattr(vault, "calibrated", lambda: Cost(1, 8 * 1024, 1))
    return counter(office)


def part_of(desk, name):
    desk.bus.go.emit(Place("settings", text=name))
    page = desk.window.built["settings"]
    return page, page.parts[name]


def ask(desk, statement):
    with desk.store.read() as reader:
        return reader.rows(statement)


def press(root, text):
    found = next(one for one in root.findChildren(QPushButton) if one.text() == text and one.isVisible())
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


@pytest.mark.slow
def test_a_name_is_typed_counted_given_back_and_kept(desk):
    page, part = part_of(desk, "office")
    field = part.editors["name"].widget
    field.selectAll()
    QTest.keyClicks(field, "Dingxiang")
    assert page.state.text() == "1 处改动未保存"
    assert page.nav.item(0).text() == "社区信息 ●"
    press(page, "还原")
    assert (field.text(), page.state.text()) == ("丁香社区", "没有未保存的改动")
    field.setText("")
    part.editors["name"].edited.emit()
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert part.notes["name"].text() == "缺少办公室名称，请补填。"
    assert ask(desk, select(Office.name)) == [("丁香社区",)], "what breaks a rule is not kept"
    QTest.keyClicks(field, "Dingxiang")
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert ask(desk, select(Office.name)) == [("Dingxiang",)]
    press(page.toast, "撤销 (Ctrl+Z)")
    assert ask(desk, select(Office.name)) == [("丁香社区",)]


@pytest.mark.slow
def test_rules_are_values_and_a_bad_one_refuses_all(desk):
    page, part = part_of(desk, "rules")
    visit, cycle = part.editors
    table, model = visit.table, visit.model
    age = model.index(1, 1)
    table.setCurrentIndex(age)
    editor = QApplication.focusWidget()
    assert editor is not table, "a cell is edited as soon as it is reached"
    model.setData(age, "很老")
    model.setData(model.index(0, 1), "62")
    page.save()
    assert visit.fault.text().startswith("第 2 行：")
    assert ask(desk, select(VisitRule.min_age).where(VisitRule.sort == 1)) == [(60,)]
    model.setData(age, "75")
    table.setCurrentIndex(model.index(1, 1))
    press(part, "上移")
    page.save()
    rules = ask(desk, select(VisitRule.tag, VisitRule.min_age).order_by(VisitRule.sort).limit(2))
    assert [tuple(one) for one in rules] == [("lives_alone", 75), ("dementia", 62)]
    soon = cycle.model
    soon.setData(soon.index(0, 2), "1")
    page.save()
    assert (1,) in ask(desk, select(CycleRule.soon_days))
    assert part.count() == 0


@pytest.mark.slow
def test_what_counts_is_a_matter_of_rules(desk):
    page, part = part_of(desk, "counting")
    groups, methods, events, absences = (editor.model for editor in part.editors)
    methods.setData(methods.index(1, 1), Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    assert not methods.flags(methods.index(1, 0)) & Qt.ItemFlag.ItemIsEditable, (
        "control: no method is turned into another"
    )
    part.editors[0].wanted.emit()
    last = groups.rowCount() - 1
    groups.setData(groups.index(last, 0), "extreme_poverty")
    page.save()
    assert ask(desk, select(MethodRule.counts).where(MethodRule.method == Method.PHONE)) == [(True,)]
    assert ask(desk, select(GroupRule.min_age).where(GroupRule.tag == "extreme_poverty")) == [(60,)]
    assert (part.count(), events.rowCount(), absences.rowCount()) == (0, len(EventKind) - 1, len(AbsenceKind))


@pytest.mark.slow
def test_a_code_may_be_reworded_and_one_added(desk):
    page, part = part_of(desk, "codes")
    model = part.rows.model
    model.setData(model.index(0, 0), "独居老人")
    part.rows.wanted.emit()
    model.setData(model.index(model.rowCount() - 1, 0), "退役军人")
    page.save()
    rows = ask(desk, select(CodeItem.code, CodeItem.name).where(CodeItem.set == "tag").order_by(CodeItem.code))
    assert [tuple(one) for one in rows] == [("lives_alone", "独居老人"), ("own1", "退役军人")]
    with desk.store.read() as reader:
        assert reader.codes("tag").read("退役军人") == "own1"


@pytest.mark.slow
def test_grids_are_pasted_renamed_and_closed_unless_somebody_lives_there(desk):
    page, part = part_of(desk, "areas")
    part.paste.setPlainText("第一网格\n第二网格\t12\n")
    press(part, "添加这些网格")
    assert [name for (name,) in ask(desk, select(Area.name).order_by(Area.code))][1:] == ["第一网格", "第二网格"]
    part.paste.setPlainText("第三网格\n一网格")
    press(part, "添加这些网格")
    assert page.toast.words.text() == "已有网格“一网格”，没有添加。请改名或去掉这一行。"
    area = ask(desk, select(Area.id).where(Area.name == "第二网格"))[0][0]
    with desk.store.write("试") as writer:
        writer.place(writer.add(Person, {"name": "王"}), {"area_id": area}, TODAY, None)
    part.revert()
    part.tree.setCurrentItem(part.tree.topLevelItem(0).child(1))
    press(part, "停用 / 启用")
    assert page.toast.words.text().startswith("“第二网格”还有 1 人，没有停用。")
    part.tree.setCurrentItem(part.tree.topLevelItem(0).child(0))
    press(part, "停用 / 启用")
    assert ask(desk, select(Area.active).where(Area.name == "第一网格")) == [(False,)]


@pytest.mark.slow
def test_going_back_to_a_backup_tells_first_and_shows_the_office_anew(desk):
    desk.store.back_up("试")
    with desk.store.write("试") as writer:
        writer.add(Person, {"name": "王"})
    page, part = part_of(desk, "backup")
    press(part, "恢复到这一份…")
    settle(desk)
    told = " ".join(part.lines.itemAt(n).widget().text() for n in range(3))
    assert "人员：找回 0 条，改回 0 条，去掉后来新增的 1 条" in told
    assert len(ask(desk, select(Person.id))) == 1
    press(part.preview, "恢复")
    settle(desk)
    assert ask(desk, select(Person.id)) == []
    assert desk.window.current() == "settings"
    assert desk.window.built["settings"] is not page
    _, part = part_of(desk, "backup")
    assert any("恢复前" in part.list.item(n).text() for n in range(part.list.count()))


@pytest.mark.slow
def test_a_weak_password_is_refused_kindly_and_a_good_one_opens(desk, password):
    _, part = part_of(desk, "keys")
    part.now.setText(password)
    for weak, words in (("1234567890", "太常见"), ("短", "只有 1 个字符")):
        part.first.setText(weak)
        part.again.setText(weak)
        press(part, "改口令")
        assert words in part.fault.text()
    for field in (part.first, part.again):
        field.setText("南墙根下的老榆树开花")
    press(part, "改口令")
    settle(desk)
    assert part.fault.text() == ""
    assert desk.store.is_password("南墙根下的老榆树开花")
    assert not desk.store.is_password(password)


@pytest.mark.slow
def test_a_new_recovery_sheet_is_let_go_only_when_typed_back(desk, password):
    _, part = part_of(desk, "keys")
    part.now.setText(password)
    press(part, "换一张恢复单")
    settle(desk)
    check = part.place
    second, seventh = check.groups[1], check.groups[6]
    QTest.keyClicks(check.fields[0], "AAAA")
    QTest.keyClick(check.fields[0], Qt.Key.Key_Return)
    assert check.fault.text() == "第 2 组没有对上，请照着恢复单再输一次。"
    check.fields[0].clear()
    for field, group in zip(check.fields, (second, seventh), strict=True):
        QTest.keyClicks(field, group.lower())
    QTest.keyClick(check.fields[1], Qt.Key.Key_Return)
    assert ask(desk, select(Office.recovery_checked)) == [(True,)]


def test_the_recovery_sheet_is_one_page_with_every_group(tmp_path, qapp):
    application()
    save(tmp_path / "sheet.pdf", "丁香社区", "2222-3333-4444-5555-6666-7777-8888-9999", "2026-11-24")
    from PySide6.QtPdf import QPdfDocument

    document = QPdfDocument()
    assert document.load(str(tmp_path / "sheet.pdf")) == QPdfDocument.Error.None_
    assert document.pageCount() == 1
    text = document.getAllText(0).text()
    assert all(group in text for group in ("2222", "5555", "6666", "9999"))
    document.close()


@pytest.mark.slow
def test_a_check_tells_what_is_well_and_what_is_damaged_first(desk):
    _, part = part_of(desk, "health")
    press(part, "现在检查")
    settle(desk)
    assert part.verdict.text().startswith("数据完好")
    assert "✓　数据文件完整。" in shown(part)
    assert not any(line.startswith("✓") and "请" in line for line in shown(part)), "what is to be done is not well"
    assert any(line.startswith("○　恢复码未核对") for line in shown(part))
    desk.store.back_up("手动").write_bytes(b"x")
    press(part, "再检查一次")
    settle(desk)
    assert any("读不出" in line for line in shown(part))


def shown(part):
    lines = [part.lines.itemAt(at).widget() for at in range(part.lines.count())]
    return ["　".join(words.text() for words in line.findChildren(QLabel)) for line in lines]


def test_a_backup_that_was_looked_at_leaves_nothing_unpacked_behind(desk, qtbot):
    desk.store.back_up("手动")
    (desk.store.folder / "gl-cut_off").mkdir()
    _, part = part_of(desk, "backup")
    part.list.setCurrentRow(0)
    part._look()
    settle(desk)
    unpacked = list(desk.store.folder.glob("gl-*"))
    assert len(unpacked) == 1
    assert unpacked[0].name != "gl-cut_off", "what a power cut left goes, too"
    folder = desk.store.folder
    desk.store.changed = False
    desk.lock()
    assert list(folder.glob("gl-*")) == []
