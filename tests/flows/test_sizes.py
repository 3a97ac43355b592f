"""Every tab at every size: no control narrower or lower than the text it holds, nothing nameless, nothing outside."""

import shutil
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from sqlalchemy import select

from db.clock import Clock
from db.ledgers.matters import MatterKind, StepAction
from db.ledgers.people import Person
from db.places import data_folder
from db.store.store import Store
from db.work.sampling import found_people
from desktop import theme
from desktop.app import Desk, application
from desktop.bus import Place
from desktop.poses import OVER, POSES
from desktop.printing.form import Order
from desktop.printing.forms import FORMS
from desktop.printing.issue import issue
from desktop.shots import SAMPLE_CODE
from desktop.theme import icon
from desktop.widgets.charts import Ring
from desktop.widgets.faults import mark_faulty
from tests import counter
from tests.desk import Desk as Clerk
from tests.keyboard import Hands, key_faults, preedit_faults, tab_faults
from tests.looks import broken
from tests.measures import beyond, clipped, outside
from tests.senses import fired, rows_seen, unseen, unspoken

BASE = 14
TODAY = date(2026, 11, 24)
SIZES = ((1366, 768), (1093, 558), (910, 465), (1920, 1080))


@pytest.fixture(scope="module")
def filled(tmp_path_factory, founded, password):
    """An office with 60 invented elders and their visits, two matters and a dispute."""
    folder = tmp_path_factory.mktemp("sizes") / "office"
    shutil.copytree(founded[0], folder)
    store = Store.open(folder, password, Clock(TODAY))
    found_people(store, 60, 5)
    with store.read() as reader:
        people = tuple(one for (one,) in reader.rows(select(Person.id).limit(16)))
    issue(store, FORMS["door_sheet"], Order(ids=people), folder.parent / "a.pdf")
    clerk = Clerk(store)
    for kind in (MatterKind.DISCUSSION, MatterKind.HAZARD):
        clerk.step(clerk.raise_(kind), StepAction.ACCEPT, TODAY)
    clerk.dispute()
    store.engine.dispose()
    return folder


@pytest.fixture(scope="module")
def desk(filled, password):
    """One window for all sizes: pages are built once and resized."""
    application()
    made = Desk(filled, Clock(TODAY))
    made.window.show()
    made.show(Store.open(filled, password, Clock(TODAY)))
    yield made
    made.jobs.wait()
    made.store.engine.dispose()
    made.let_go()
    made.store = None
    made.window.close()
    wear(BASE)


def wear(base):
    """Wear a size of type, unless it is worn already: dressing looks at every widget there is."""
    if theme.base_now() != base:
        theme.dress(application(), data_folder() / "look", base)


def settle(desk):
    counter.settle(desk)
    QTest.qWait(30)


def poses(desk):
    """Bring the window to every tab, its form's leaves and every page inside it; yield the name of each."""
    for tab in desk.window.offered:
        desk.bus.go.emit(Place(tab.name))
        settle(desk)
        page = desk.window.built[tab.name]
        yield tab.name
        if hasattr(page, "form") and hasattr(page, "open_row") and tab.name != "visits":
            page.open_row(0)
            for at in range(page.form.tabs.count()):
                page.form.tabs.setCurrentIndex(at)
                yield f"{tab.name} form {at}"
            page.close_form()
        for at in range(page.file.tabs.count() if hasattr(page, "file") and hasattr(page.file, "tabs") else 0):
            page.file.tabs.setCurrentIndex(at)
            yield f"{tab.name} leaf {at}"
        for name, pose in POSES.get(tab.name, {}).items():
            pose(page)
            settle(desk)
            yield name
            for beside in (QApplication.activeModalWidget(), QApplication.activePopupWidget()):
                if beside is not None:
                    beside.close()
    for name, lay_over in OVER.items():
        lay_over(desk)
        settle(desk)
        yield name
    desk.window.mark_practice(())


def in_front(desk):
    """Return what the clerk looks at: the small window that is open over the page, else the window."""
    return QApplication.activeModalWidget() or QApplication.activePopupWidget() or desk.window


def walk(desk, sizes, look, base=BASE, *, hands=None, once=lambda _: []):
    """Look at every page at every size in a size of type; return what is wrong by page and size.

    hands: what else is tried at the first size, by the name of the page; once: what more is looked at once a page.
    """
    told = {}
    desk.window.resize(*sizes[0])
    if theme.base_now() != base:
        desk.dress(base)
        desk.window.notices.forget()  # drafts of what was posed before
    for name in poses(desk):
        if hands is not None:
            desk.window.resize(*sizes[0])
            QTest.qWait(20)
            hands.try_out(name, in_front(desk))
        for size in sizes:
            desk.window.resize(*size)
            QTest.qWait(20)
            wrong = look(in_front(desk))
            if wrong:  # a busy machine lays out late; what is wrong stays wrong
                QTest.qWait(500)
                wrong = look(in_front(desk))
            if wrong:
                told[f"{name} {size[0]}x{size[1]}"] = wrong
        wrong = once(in_front(desk))
        if wrong:
            told[name] = wrong
        if hands is not None:
            hands.step_back(name, desk.window)
    return told


SMALLEST = (910, 465)
LEAST_ROWS = {14: 5, 16: 4, 18: 4}
"""Rows of a list that are in sight in the smallest window, by the size of type."""
WHOLE = "今日应走访，回车登记走访"
"""The list of the first page, which scrolls as a whole."""


def few(window):
    """Return the lists of the smallest window that show too few of their rows."""
    if window.size().toTuple() != SMALLEST:
        return []
    least = LEAST_ROWS[theme.base_now()]
    return [(name, f"{n} rows") for name, n in rows_seen(window).items() if n < least and name != WHOLE]


def faults(window):
    return clipped(window) + outside(window) + beyond(window) + [*broken(window), *unspoken(window), *few(window)]


@pytest.mark.slow
@pytest.mark.parametrize("base", [14, pytest.param(18, marks=pytest.mark.long)])
def test_nothing_is_clipped_or_out_of_reach_before_an_office_is_open(tmp_path, qtbot, base):
    application()
    wear(base)
    made = Desk(tmp_path / "none", Clock(TODAY))
    qtbot.addWidget(made.window)
    made.window.show()
    told = {}
    for at in range(4):
        if at < 3:
            made.unlock._turn(at)
        else:
            made.unlock.show_recovery(SAMPLE_CODE, "丁香社区", f"{TODAY}", lambda: None)
        made.window.activateWindow()
        qtbot.waitUntil(made.window.isActiveWindow)
        told[at, "by keys"] = tab_faults(made.window)[1] + key_faults(made.window) + preedit_faults(made.window)
        for size in SIZES:
            made.window.resize(*size)
            QTest.qWait(20)
            told[at, size] = faults(made.window)
    wear(BASE)
    assert {name: wrong for name, wrong in told.items() if wrong} == {}


@pytest.fixture(scope="module")
def walked(desk):
    """What is wrong on any page by the eye at any size, and what by the hands and an input method at the first."""
    hands, seen, tried = Hands(), set(), set()

    def once(window):
        return unseen(window, seen) + fired(desk, window, tried, pytest.MonkeyPatch())

    wrong = walk(desk, SIZES, faults, hands=hands, once=once)
    assert (len(seen), len(tried)) >= (30, 60)
    return wrong, hands


@pytest.mark.slow
def test_nothing_is_clipped_or_nameless_on_any_page_at_any_size(walked, desk):
    assert walked[0] == {}
    assert desk.window.minimumSizeHint().width() <= 900
    assert desk.window.minimumSizeHint().height() <= 480


@pytest.mark.slow
@pytest.mark.parametrize("base", [pytest.param(16, marks=pytest.mark.long), 18])
def test_nothing_is_clipped_or_nameless_on_any_page_in_larger_type(desk, base):
    assert walk(desk, SIZES, faults, base) == {}


@pytest.mark.slow
@pytest.mark.parametrize("what", Hands.TRIED)
def test_every_page_is_worked_by_keys_alone(walked, what):
    print(f"{what}: {walked[1].stops} stops of Tab on {walked[1].pages} pages")
    assert walked[1].told[what] == {}


def first_page(desk):
    """Return the first page at the usual size, with its figures counted and laid out."""
    desk.dress(BASE)
    desk.window.notices.forget()
    desk.window.resize(*SIZES[0])
    desk.window.open_tab(0)
    settle(desk)
    return desk.window.built[desk.window.offered[0].name]


def test_the_first_page_needs_no_scrolling_on_a_small_notebook(desk):
    first_page(desk)
    desk.window.resize(1366, 697)  # what the task bar and the title leave of 768
    settle(desk)
    assert desk.window.stack.currentWidget().verticalScrollBar().maximum() == 0


def test_the_measure_sees_a_page_larger_than_the_window(desk):
    page = first_page(desk)
    assert beyond(desk.window) == []
    page.setMinimumWidth(1_400)
    QApplication.processEvents()
    assert [name for name, _ in beyond(desk.window)] == ["工作台"]
    page.setMinimumWidth(0)


def added(page, made):
    """Put a widget on a page for a while."""
    made.setParent(page)
    made.show()
    QApplication.processEvents()
    return made


def gone(made):
    made.hide()
    made.setParent(None)
    made.deleteLater()


def test_the_search_for_names_finds_what_says_nothing(desk):
    page = first_page(desk)
    assert unspoken(desk.window) == []
    for kind in (QLineEdit, QComboBox, QPlainTextEdit, QListWidget, Ring):
        made = added(page, kind())
        assert [name for name, *_ in unspoken(desk.window)] == [kind.__name__]
        for words, said in (("zxy", "says nothing"), ("按钮", "says nothing"), ("有名字", None)):
            made.setAccessibleName(words)
            assert [one[-1] for one in unspoken(desk.window)] == ([said] if said else [])
        gone(made)
    field = added(page, QLineEdit())
    field.setAccessibleName("全局查找电话")
    field.setProperty("invalid", True)
    assert [one[-1] for one in unspoken(desk.window)] == ["wrong, and nobody says why"]
    mark_faulty(field, "电话应为 11 位。")
    again = added(page, QLineEdit())
    again.setAccessibleName("全局查找电话")
    assert [one[-1] for one in unspoken(desk.window)] == ["2 of this name"]
    bare = added(page, QPushButton(icon("gear"), ""))
    again.setAccessibleName("另一个")
    bare.setAccessibleName("设置这里")
    assert [one[-1] for one in unspoken(desk.window)] == ["a picture without a tip"]
    for one in (field, again, bare):
        gone(one)


def test_the_look_at_the_keyboard_finds_what_hides_it(desk):
    page = first_page(desk)
    bare = added(page, QWidget())
    bare.setAccessibleName("看不见焦点")
    bare.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    bare.resize(40, 40)
    told = unseen(desk.window, set())
    gone(bare)
    assert [one[1] for one in told] == ["看不见焦点"]


def test_the_look_at_input_methods_finds_what_does_not_wait(desk, monkeypatch):
    page = first_page(desk)
    field = added(page, QPlainTextEdit())
    field.setAccessibleName("马上查")
    field.textChanged.connect(lambda: desk.store.read().__enter__())
    shortcut = QShortcut(QKeySequence("Ctrl+2"), page, lambda: None)
    told = fired(desk, desk.window, set(), monkeypatch)
    assert [one[2] for one in told] == ["马上查"]
    gone(field)
    shortcut.deleteLater()


def test_the_measure_sees_a_button_that_is_too_narrow(desk, qtbot):
    page = first_page(desk)
    assert clipped(desk.window) == []
    button = QPushButton("一个很长很长的按钮", page)
    button.setFixedWidth(60)
    button.show()
    QApplication.processEvents()
    assert [name for name, *_ in clipped(desk.window)] == ["QPushButton"]
    button.deleteLater()
    label = QLabel("被切掉的一句话", page)
    label.setFixedWidth(20)
    label.show()
    QApplication.processEvents()
    assert ("QLabel", "被切掉的一句话") in [(kind, text) for kind, text, _ in clipped(desk.window)]
    label.deleteLater()
