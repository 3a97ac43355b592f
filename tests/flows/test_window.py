"""The window around the pages: strip, pages without a tab, what is unsaved, what is remembered, one per office."""

import subprocess
import sys
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from threading import active_count

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox, QLabel, QPushButton, QSpinBox, QWidget
from shiboken6 import isValid

from db.clock import Clock
from db.places import data_folder
from db.store.drafts import Draft
from db.store.store import Store
from desktop import VERSION
from desktop.alone import Alone
from desktop.app import Desk, application
from desktop.bus import Place
from desktop.jobs import Latest
from desktop.prefs import ColumnSets, Prefs, remember
from desktop.views.pages import Tab, in_sequence
from desktop.widgets.parts import shelve
from desktop.widgets.picker import PersonPicker
from desktop.window import Window

TODAY = date(2026, 11, 24)
USE = "import os; from pathlib import Path; from desktop.alone import Alone; "


@pytest.fixture
def desk(office, counter):
    return counter(office)


class Blank(QLabel):
    """A page that notes what it was asked for."""

    def __init__(self):
        super().__init__("空")
        self.asked = []

    def arrive(self, place):
        self.asked.append(place)


@pytest.fixture
def window(qtbot):
    application()
    made = Window(lambda: None)
    names = ("print_centre", "settings", "elders", "dashboard", "grid_members", "visits", "something_new")
    tabs = in_sequence([Tab(name, name, Blank, has_tab=name != "settings") for name in names])
    made.show_office("丁香社区", "王芳", tabs, lambda: None)
    made.open_tab(0)
    made.resize(1366, 768)
    made.show()
    qtbot.addWidget(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_the_tabs_stand_in_the_order_of_the_design_wherever_a_page_was_written_down(window):
    texts = [window.tabs.tabText(at) for at in range(window.tabs.count())]
    assert texts == ["dashboard", "grid_members", "elders", "visits", "something_new", "print_centre"]


def test_settings_open_by_key_and_the_marked_tab_leads_back(window, qtbot):
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.current() == "elders"
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert window.current() == "settings"
    assert window.built["settings"].asked[-1].page == "settings"
    QTest.mouseClick(window.tabs, Qt.MouseButton.LeftButton, pos=window.tabs.tabRect(2).center())
    assert window.current() == "elders"
    QTest.mouseClick(window.header.gear, Qt.MouseButton.LeftButton)
    assert window.current() == "settings"
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.current() == "elders"


def ground(widget, at):
    """Return the colour of a widget at a point, as it is painted."""
    QApplication.processEvents()
    return widget.grab().toImage().pixelColor(at).name()


def test_no_tab_looks_chosen_while_settings_are_open_and_the_gear_is_marked(window):
    window.open_tab(2)
    spot, other = (window.tabs.tabRect(at).topLeft() + QPoint(8, 10) for at in (2, 1))
    corner = window.header.gear.rect().topLeft() + QPoint(4, 4)
    assert ground(window.tabs, spot) != ground(window.tabs, other)
    plain = ground(window.header.gear, corner)
    window.go(Place("settings"))
    assert ground(window.tabs, spot) == ground(window.tabs, other)
    assert ground(window.header.gear, corner) != plain
    window.go(Place("elders"))
    assert ground(window.tabs, spot) != ground(window.tabs, other)
    assert ground(window.header.gear, corner) == plain


def test_a_page_that_this_office_has_not_is_passed_over(window):
    window.go(Place("nowhere"))
    assert window.current() == "dashboard"


def test_what_is_unsaved_anywhere_stands_in_the_status_bar(window):
    window.tell_unsaved("elders", 2)
    window.tell_unsaved("settings", 1)
    assert "3 处改动未保存" in window.saved.text()
    assert window.saved.property("tone") == "warn"
    window.tell_unsaved("elders", 0)
    window.tell_unsaved("settings", 0)
    assert window.saved.property("tone") == "ok"


def test_the_office_s_name_gives_way_to_the_tabs(window):
    assert window.header.title.isVisible()
    window.resize(1093, 558)
    QApplication.processEvents()
    assert not window.header.title.isVisible()


def test_the_version_on_the_screen_is_that_of_the_program(house_root):
    assert tomllib.loads((house_root / "pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION


@pytest.fixture
def house_root():
    return Path(__file__).parents[2]


def test_a_form_says_at_the_foot_of_the_window_that_something_is_unsaved(desk):
    desk.bus.go.emit(Place("elders", new=True))
    page = desk.window.built["elders"]
    page.form.editors["note"].widget.setPlainText("忘了存")
    assert "1 处改动未保存" in desk.window.saved.text()
    page.form.give_up()
    assert desk.window.saved.property("tone") == "ok"


def test_a_draft_is_offered_and_can_be_given_up(desk):
    store = desk.store
    store.keep_draft(Draft("elders", None, None, Clock(TODAY).now(), {"name": "赵玉珍"}))
    desk.show(store)
    assert any("赵玉珍" in one.text() for one in desk.window.notices.findChildren(QLabel))
    desk.show(store)
    assert any("赵玉珍" in one.text() for one in desk.window.notices.findChildren(QLabel)), (
        "unanswered, it is asked again"
    )
    desk.bus.go.emit(Place("elders", new=True))
    form = desk.window.built["elders"].form
    form.editors["note"].widget.setPlainText("别的人")
    form.keep_draft()
    assert len(store.drafts_left()) == 2, "typing anew does not overwrite what waits"
    form.give_up()
    desk.show(store)
    for one in desk.window.notices.findChildren(QPushButton):
        if one.text() == "放弃":
            one.click()
    assert store.drafts_left() == []


def test_locking_keeps_what_is_typed(desk):
    desk.bus.go.emit(Place("elders", new=True))
    desk.window.built["elders"].form.editors["note"].widget.setPlainText("刚打了一半")
    store = desk.store
    desk.lock()
    again = Store.open(store.folder, "丁香花开满了整条街。", Clock(TODAY))
    assert [one.texts for one in again.drafts_left()] == [{"note": "刚打了一半"}]
    again.engine.dispose()


def visit_every_page(desk):
    """Open every page, with the small windows that float over it, and wait until it stands."""
    for tab in desk.window.offered:
        desk.bus.go.emit(Place(tab.name))
        desk.jobs.wait()
        QApplication.processEvents()
    for picker in desk.window.findChildren(PersonPicker):
        picker._open()
        picker.shut()


def wheeled(field):
    """Turn the wheel over a field that is not in use; say whether its value changed."""

    def value():
        return field.currentIndex() if isinstance(field, QComboBox) else field.value()

    before = value()
    spot = QPointF(5, 5)
    for way in (-120, 120):
        turn = QWheelEvent(
            spot, field.mapToGlobal(spot), QPoint(0, way), QPoint(0, way),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(field, turn)
        if value() != before:
            return True
    return False


def let_go():
    """Let what was given up go, as the loop of the window does."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


def belonging_to_nobody(window):
    """Return the widgets that would outlive a window and its pages."""
    return set(QApplication.allWidgets()) - set(window.findChildren(QWidget)) - {window}


def previewed(desk, qtbot):
    """Wait for the preview of the print centre: it brings the bars and buttons that turn its pages."""
    page = desk.window.built["print_centre"]
    qtbot.waitUntil(lambda: not page.stale and not page.pause.isActive() and not page.jobs.open, timeout=20_000)


def test_another_type_size_is_worn_at_once_and_remembered_and_leaves_nothing_of_the_former(desk, qtbot):
    desk.bus.go.emit(Place("print_centre"))
    previewed(desk, qtbot)
    let_go()
    height, widgets, threads = desk.window.header.height(), len(QApplication.allWidgets()), active_count()
    before = Counter(f"{type(one).__name__} in {type(one.parent()).__name__}" for one in QApplication.allWidgets())
    others = belonging_to_nobody(desk.window)
    visit_every_page(desk)
    assert belonging_to_nobody(desk.window) <= others
    desk.bus.go.emit(Place("print_centre"))
    try:
        desk.dress(18)
        assert desk.window.header.height() > height
        assert desk.window.current() == "print_centre"
        assert Prefs.load(data_folder()).base == 18
    finally:
        desk.dress(14)
    assert desk.window.header.height() == height
    previewed(desk, qtbot)
    let_go()
    kinds = Counter(f"{type(one).__name__} in {type(one.parent()).__name__}" for one in QApplication.allWidgets())
    assert kinds.total() <= widgets, kinds - before
    qtbot.waitUntil(lambda: active_count() <= threads)


def test_a_window_that_is_gone_takes_no_card(folder, password, qtbot):
    application()
    made = Desk(folder, Clock(TODAY))
    made.show(Store.open(folder, password, Clock(TODAY)))
    store, made.store = made.store, None  # nobody lets go of it, as when the program is abandoned
    made.window.deleteLater()
    let_go()
    assert not isValid(made.reader), "else it would hear the keys of all windows to come"
    store.engine.dispose()


def test_a_closed_window_leaves_no_widget_and_no_thread(folder, password, qtbot):
    application()
    let_go()
    widgets, threads = set(QApplication.allWidgets()), active_count()
    made = Desk(folder, Clock(TODAY))
    made.window.show()
    made.show(Store.open(folder, password, Clock(TODAY)))
    visit_every_page(made)
    assert len(QApplication.allWidgets()) > len(widgets) + 1000
    fields = [one for kind in (QComboBox, QSpinBox, QDoubleSpinBox) for one in made.window.findChildren(kind)]
    assert len(fields) > 40
    assert [one.accessibleName() for one in fields if wheeled(one)] == [], "the wheel changes no field on any page"
    assert wheeled(QSpinBox()), "the control"
    made.window.close()
    made.window.deleteLater()
    let_go()
    assert set(QApplication.allWidgets()) <= widgets
    qtbot.waitUntil(lambda: active_count() <= threads)


def test_the_control_a_widget_of_nobody_and_a_thread_are_seen(window, qtbot):
    known, threads = belonging_to_nobody(window), active_count()
    loose = QLabel("无主")
    assert belonging_to_nobody(window) - known == {loose}
    shelve(window, loose)
    assert belonging_to_nobody(window) == known
    reading = Latest(window)
    reading.ask(lambda: None)
    reading.wait()
    assert active_count() == threads + 1
    reading.deleteLater()
    let_go()
    qtbot.waitUntil(lambda: active_count() == threads)


def test_the_window_remembers_its_size_place_and_tab(desk, folder):
    desk.bus.go.emit(Place("visits"))
    desk.window.resize(1100, 600)
    desk.window.move(20, 30)
    desk.close()
    known = Prefs.load(data_folder())
    assert (known.width, known.height, known.tab) == (1100, 600, "visits")
    again = Desk(folder, Clock(TODAY))
    assert again.window.width() == 1100
    again.window.close()


def test_what_one_page_remembers_does_not_wipe_out_what_another_did(tmp_path):
    remember(tmp_path, lambda prefs: prefs.columns.update({"elders": ColumnSets("短")}))
    remember(tmp_path, lambda prefs: setattr(prefs, "width", 900))
    assert Prefs.load(tmp_path).columns_of("elders").current == "短"
    Prefs().save(tmp_path)
    assert Prefs.load(tmp_path).columns_of("elders").current == "", "the control: saving a stale copy does"


@pytest.mark.slow
def test_a_second_start_raises_the_first_window(tmp_path, qtbot):
    application()
    office = tmp_path / "office"
    first = Alone(office)
    assert first.is_first()
    knock = USE + f"a = Alone(Path({str(office)!r})); print(a.is_first(), a.knock())"
    with qtbot.waitSignal(first.knocked, timeout=10_000):
        second = subprocess.Popen([sys.executable, "-c", knock], stdout=subprocess.PIPE, text=True)
    assert second.communicate(timeout=20)[0].split() == ["False", "True"]
    assert not Alone(office).is_first()
    assert Alone(tmp_path / "another").is_first()


def test_a_window_that_was_killed_keeps_nobody_out(tmp_path):
    application()
    office = tmp_path / "office"
    hold = USE + f"a = Alone(Path({str(office)!r})); print(a.is_first()); os.kill(os.getpid(), 9)"
    killed = subprocess.run([sys.executable, "-c", hold], capture_output=True, text=True, check=False, timeout=20)
    assert killed.returncode == -9
    assert Alone(office).is_first()
