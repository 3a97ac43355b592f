"""The keys of the guide, one by one, struck on every page where they make sense; the help of the page names them."""

import re
from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from db.ledgers.matters import MatterKind
from desktop.views import print_page
from desktop.widgets.help import help_for
from tests.case_desk import CTRL, by_input_method
from tests.counter import ROWS, page_of, seat, settle
from tests.desk import Desk as Clerk

pytestmark = pytest.mark.slow
K = Qt.Key
PLAIN, ALT, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
LISTS = ("elders", "grid_members", "visits", "matters", "disputes", "print_centre")
RANGE = re.compile(r"(Ctrl|Alt)\+(\d) 到 (\d)")
SPELLED = (("Up", "↑"), ("Down", "↓"), ("Left", "←"), ("Right", "→"), ("Ctrl+Return", "Ctrl+回车"))


@pytest.fixture
def desk(office, counter):
    """An office with elders, a member of a grid, a matter and two disputes."""
    seat(office, ROWS)
    seat(office, [{"name": "王芳", "role": "网格员", "area": "第三网格"}], "grid_members")
    clerk = Clerk(office)
    clerk.raise_(MatterKind.DISCUSSION, subject="路灯不亮")
    for subject in ("楼上漏水", "停车争执"):
        clerk.raise_(MatterKind.DISPUTE, subject=subject)
    made = counter(office)
    settle(made)
    return made


def strike(desk, key, held=PLAIN):
    """Strike a key where the keyboard is."""
    QTest.keyClick(QApplication.focusWidget() or desk.window, key, held)
    settle(desk)


def here(desk, name):
    """Come to a page by its tab or the gear, as keys go there."""
    page = page_of(desk, name)
    settle(desk)
    return page


def spelled(keys):
    for qt, own in SPELLED:
        keys = keys.replace(qt, own)
    return keys


def named(text):
    """Return a page of help with every range of figures written out."""
    whole = [f"{m[1]}+{n}" for m in RANGE.finditer(text) for n in range(int(m[2]), int(m[3]) + 1)]
    return " ".join([text, *whole])


def test_the_help_of_every_page_names_every_key_of_the_page(desk):
    for tab in desk.window.offered:
        page = here(desk, tab.name)
        for part in ("side", "plan", "allowances", "teams"):
            getattr(page, part, None)  # made when it is wanted
        own = {one.toString() for s in page.findChildren(QShortcut) for one in QShortcut.keys(s)}
        told = named(help_for(tab.name))
        assert [keys for keys in sorted(own) if spelled(keys) not in told] == [], tab.name
    assert "Ctrl+K" not in help_for("unlock"), "before an office is open these keys do nothing"
    assert "Alt+8" not in named(help_for("visits")), "the control: what a page does not have is not named"


def test_figures_with_ctrl_go_to_the_tabs_and_ctrl_tab_to_the_next_and_back(desk):
    for at in range(desk.window.tabs.count()):
        strike(desk, K(K.Key_1.value + at), CTRL)
        assert desk.window.stack.currentIndex() == at
    strike(desk, K.Key_1, CTRL)
    strike(desk, K.Key_Tab, CTRL)
    assert desk.window.tabs.currentIndex() == 1
    strike(desk, K.Key_Backtab, CTRL | SHIFT)
    assert desk.window.tabs.currentIndex() == 0
    strike(desk, K.Key_Comma, CTRL)
    assert desk.window.current() == "settings"


def test_every_page_gives_the_keyboard_to_what_is_used_there_and_back_to_where_it_was(desk):
    first = {"visits": "quick", "print_centre": "list", "settings": "nav"}
    still = ("dashboard",)  # nobody is to be visited
    for tab in desk.window.offered:
        page = here(desk, tab.name)
        held = getattr(page, first.get(tab.name, "list" if hasattr(page, "list") else "table"))
        now = QApplication.focusWidget()
        assert held is now or held.isAncestorOf(now) or tab.name in still, tab.name
        assert page.isAncestorOf(now), tab.name
    elders = here(desk, "elders")
    elders.area.setFocus()
    here(desk, "print_centre")
    here(desk, "elders")
    assert elders.area.hasFocus(), "one comes back to where one was"


def test_ctrl_f_searches_the_page_and_where_there_is_no_search_everything(desk):
    for name in LISTS:
        page = here(desk, name)
        strike(desk, K.Key_F, CTRL)
        wanted = page.list.search if name == "print_centre" else page.search
        assert wanted.hasFocus(), name
    for name in ("dashboard", "settings"):
        here(desk, name)
        strike(desk, K.Key_F, CTRL)
        assert desk.omni.field.hasFocus(), name
    here(desk, "elders")
    strike(desk, K.Key_K, CTRL)
    assert desk.omni.field.hasFocus()


def test_ctrl_n_begins_something_new_on_every_page_of_records(desk):
    for name in ("elders", "grid_members"):
        page = here(desk, name)
        strike(desk, K.Key_N, CTRL)
        assert page.form.isVisible()
        assert page.form.person is None
        strike(desk, K.Key_Escape)
        assert not page.form.isVisible()
    for name in ("matters", "disputes"):
        page = here(desk, name)
        strike(desk, K.Key_N, CTRL)
        assert page.stack.currentWidget() is page.sheet
        strike(desk, K.Key_Escape)
        assert page.stack.currentWidget() is page.file
    strike(desk, K.Key_4, CTRL)
    strike(desk, K.Key_N, CTRL)
    assert desk.window.built["visits"].quick.who.hasFocus()


def test_f2_mends_ctrl_s_keeps_ctrl_z_takes_back_and_alt_with_arrows_goes_on(desk):
    page = here(desk, "elders")
    page.table.setFocus()
    page.listing.mark(0)
    strike(desk, K.Key_F2)
    assert page.form.editors["id_number"].widget.hasFocus()
    phone = page.form.editors["phone"].widget
    phone.setFocus()
    strike(desk, K.Key_A, CTRL)
    QTest.keyClicks(phone, "13900001111")
    strike(desk, K.Key_S, CTRL)
    assert page.form.changed() == {}
    strike(desk, K.Key_Z, CTRL)
    assert "已撤销" in page.toast.words.text()
    before = page.current
    strike(desk, K.Key_Down, ALT)
    assert page.current == before + 1
    strike(desk, K.Key_Up, ALT)
    assert page.current == before
    case = here(desk, "disputes")
    shown = case.file.matter
    strike(desk, K.Key_Down, ALT)
    assert case.file.matter != shown
    strike(desk, K.Key_F2)
    grid = case.findChildren(QLineEdit)
    typed = next(one for one in grid if one.hasFocus())
    QTest.keyClicks(typed, "x")
    strike(desk, K.Key_S, CTRL)
    assert not case.file.unsaved(), "Ctrl+S keeps what is typed of a case"
    strike(desk, K.Key_Z, CTRL)
    assert "已撤销" in case.toast.words.text()


def test_ctrl_enter_saves_and_begins_the_next_of_the_household_and_a_figure_puts_a_phrase_in(desk):
    page = here(desk, "elders")
    page.form.fields.phrases.add("身体状况良好。")
    strike(desk, K.Key_N, CTRL)
    editors = page.form.editors
    by_input_method(editors["name"].widget, "赵玉珍")
    by_input_method(editors["birth_date"].widget, "1943-06-12")
    editors["area"].widget.setCurrentIndex(1)
    by_input_method(editors["address"].widget, "9栋1单元101")
    editors["note"].widget.setFocus()
    strike(desk, K.Key_1, ALT)
    assert editors["note"].reads() == "身体状况良好。"
    strike(desk, K.Key_Return, CTRL)
    assert page.form.person is None
    assert (editors["name"].reads(), editors["address"].reads()) == ("", "9栋1单元101")
    assert editors["area"].widget.currentIndex() == 1
    assert any("赵玉珍" in row["name"] for row in map(page.model.row, range(page.model.rowCount())))


def test_ctrl_p_leads_to_paper_from_every_list_and_prints_what_is_in_sight(desk, monkeypatch):
    for name in ("dashboard", "elders", "grid_members"):
        here(desk, name)
        strike(desk, K.Key_P, CTRL)
        assert desk.window.current() == "print_centre", name
    pressed = []
    monkeypatch.setattr(print_page.PrintPage, "print", lambda page: pressed.append(page.form.name))
    page = here(desk, "print_centre")
    page.register.reprint.clicked.connect(lambda: pressed.append("again"))
    strike(desk, K.Key_P, CTRL)
    page.show_register()
    page.register.reprint.setEnabled(True)
    page.register.reprint.clicked.disconnect()
    page.register.reprint.clicked.connect(lambda: pressed.append("again"))
    strike(desk, K.Key_P, CTRL)
    assert pressed == [page.form.name, "again"], (
        "in the register the sheet chosen there is printed, not one that is out of sight"
    )
    strike(desk, K.Key_F, CTRL)
    assert page.register.search.hasFocus()
    strike(desk, K.Key_Escape)
    assert page.stack.currentIndex() == 0
    assert page.list.list.hasFocus()


def test_f1_shows_the_help_and_esc_takes_it_away_also_where_the_page_has_an_esc_of_its_own(desk):
    page = here(desk, "elders")
    page.search.setFocus()
    QTest.keyClicks(page.search, "zxy")
    strike(desk, K.Key_F1)
    assert desk.window.help.text.hasFocus()
    strike(desk, K.Key_Escape)
    assert not desk.window.help.isVisible()
    assert page.search.hasFocus(), "the keyboard goes back to where it was"
    assert page.search.text() == "zxy", "one Esc takes one step"
    strike(desk, K.Key_Escape)
    assert page.search.text() == ""


def test_ctrl_l_locks_and_enter_opens_again(desk, password, qtbot):
    strike(desk, K.Key_L, CTRL)
    assert desk.store is None
    qtbot.waitUntil(desk.unlock.password.hasFocus)
    by_input_method(QApplication.focusWidget(), password)
    QTest.keyClick(desk.unlock.password, K.Key_Return)
    qtbot.waitUntil(lambda: desk.store is not None, timeout=20_000)
    settle(desk)
    assert desk.window.isAncestorOf(QApplication.focusWidget())


def test_enter_presses_the_button_with_the_keyboard_once_and_never_gives_a_sheet_up(desk):
    page = here(desk, "disputes")
    page.new.setFocus()
    strike(desk, K.Key_Return)
    assert page.stack.currentWidget() is page.sheet
    last = page.sheet.editors["source"].widget
    last.setFocus()
    strike(desk, K.Key_Return)
    now = QApplication.focusWidget()
    assert (now.text(), now.property("kind")) == ("登记", "primary"), "past 返回: one Enter too many gives nothing up"
    held = QKeyEvent(QEvent.Type.KeyPress, K.Key_Return, PLAIN, "\r", autorep=True)
    QApplication.sendEvent(now, held)
    assert page.sheet.fields.notes["subject"].text() == "", "a key held down presses nothing"
    strike(desk, K.Key_Return)
    assert page.stack.currentWidget() is page.sheet
    assert page.sheet.fields.notes["subject"].text(), "pressed: it says what is missing"


def test_the_first_fault_is_turned_to_scrolled_to_and_read_out(desk):
    page = here(desk, "elders")
    strike(desk, K.Key_N, CTRL)
    form = page.form
    number = form.editors["id_number"]
    for key, text in (("name", "李桂兰"), ("id_number", "15010219430612342")):
        form.editors[key].shows(text)
        form.editors[key].edited.emit()
    form.tabs.setCurrentIndex(2)
    form.save_now()
    QTest.qWait(20)
    assert number.widget.hasFocus()
    assert "18" in number.widget.accessibleDescription(), "a reader of the screen says the remedy with the field"
    assert not number.widget.visibleRegion().isEmpty()
    number.shows("")
    number.edited.emit()
    assert number.widget.accessibleDescription() == ""
    form.give_up()


def test_who_walks_along_the_tabs_by_the_arrows_stays_there(desk):
    desk.window.tabs.setFocus()
    for at in (1, 2):
        strike(desk, K.Key_Right)
        assert desk.window.stack.currentIndex() == at
        assert desk.window.tabs.hasFocus()
    strike(desk, K.Key_1, CTRL)
    assert desk.window.stack.currentIndex() == 0


def test_in_the_strip_of_days_tab_stops_once_and_the_arrows_walk(desk):
    strip = here(desk, "visits").strip
    stops = [one for one in strip.days if one.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus]
    assert [one.text() for one in stops] == [str(desk.clock.today().day)]
    stops[0].setFocus()
    for key, number in ((K.Key_Right, 25), (K.Key_Home, 1), (K.Key_Left, 1), (K.Key_End, 30), (K.Key_Right, 30)):
        strike(desk, key)
        assert strip.days[number - 1].hasFocus(), key
    strike(desk, K.Key_Return)
    assert strip.span == (date(2026, 11, 30), date(2026, 11, 30))


def test_columns_are_moved_by_keys(desk):
    page = here(desk, "elders")

    def work():
        panel = page.panel
        before = [panel.list.item(n).text() for n in range(3)]
        panel.list.setCurrentRow(0)
        QTest.keyClick(panel.list, K.Key_Down, ALT)
        after = [panel.list.item(n).text() for n in range(3)]
        assert after == [before[1], before[0], before[2]]
        assert panel.list.currentRow() == 1
        done.append(after)

    done = []
    page.columns_button.click()
    QTimer.singleShot(0, page, work)
    settle(desk)
    page.panel.close()
    assert done


def test_choices_go_by_initials_outside_of_forms_too_and_what_hangs_on_them_follows(desk, tmp_path):
    page = here(desk, "matters")
    page.choose(None)
    assert page.model.ids
    page.kinds.setFocus()
    QTest.keyClicks(page.kinds, "xf")
    assert page.kinds.currentText() == "信访"
    assert page.model.ids == [], "the list is narrowed at once"
    prints = here(desk, "print_centre")
    changed = []
    prints.options.changed.connect(lambda: changed.append(1))
    prints.options.area.setFocus()
    QTest.keyClicks(prints.options.area, "qb")
    assert prints.options.area.currentText() == "全部网格"
    assert changed
    path = tmp_path / "a.csv"
    path.write_text("姓名,身份证号,所属网格,爱好\n赵玉珍,150102194306123425,第三网格,棋\n", "utf-8")
    elders = here(desk, "elders")
    elders.take_file(path)
    settle(desk)
    matching = elders.importing.page.matching
    matching.combos[3].setFocus()
    for sign in "bzlx":
        QTest.keyClick(QApplication.focusWidget(), sign)
    assert matching.combos[3].currentText() == "办证类型"
    assert matching.combos[3].hasFocus(), "what is laid anew leaves the keyboard where it was"


def test_every_button_of_the_window_says_its_key_where_it_has_one(desk):
    page = here(desk, "elders")
    assert "Ctrl+S" in page.form.save_button.toolTip()
    assert [one.text() for one in page.findChildren(QPushButton) if one.autoDefault()] == []
