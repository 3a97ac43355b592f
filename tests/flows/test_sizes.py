"""Every tab at every size: no control narrower or lower than the text it holds, nothing nameless, nothing outside."""

import shutil
from datetime import date

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTabBar,
    QTabWidget,
    QTextEdit,
    QToolButton,
    QTreeWidget,
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
from tests import counter
from tests.desk import Desk as Clerk
from tests.keyboard import Hands, key_faults, preedit_faults, tab_faults
from tests.looks import broken

BASE = 14
NARROWEST = "字字字"
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


def clipped(root):
    """Return the visible controls that hold less than their text needs, and those cut off by the window."""
    found = []
    for one in root.findChildren(QWidget):
        if not one.isVisible() or one.visibleRegion().isEmpty():
            continue
        short = too_small(one)
        if short:
            found.append((type(one).__name__, text_of(one), short))
    return found


def text_of(one):
    return one.text() if isinstance(one, QLabel | QAbstractButton | QLineEdit) else one.accessibleName()


def too_small(one):
    metrics = one.fontMetrics()
    if isinstance(one, QLabel) and one.text():
        return label_too_small(one, metrics)
    if isinstance(one, QPushButton | QToolButton) and one.text():
        return button_too_small(one, metrics)
    if isinstance(one, QCheckBox):
        return "" if one.width() >= one.sizeHint().width() else f"{one.sizeHint().width()} > {one.width()}"
    if isinstance(one, QComboBox) and not one.isEditable():
        need = metrics.horizontalAdvance(one.currentText()) + metrics.horizontalAdvance("字")  # and the arrow
        if need > one.width():
            return f"{need} > {one.width()}"
    if isinstance(one, QComboBox | QLineEdit | QAbstractSpinBox) and one.height() < metrics.height():
        return f"height {one.height()}"
    if isinstance(one, QLineEdit) and one.width() < metrics.horizontalAdvance(NARROWEST):
        return f"width {one.width()}"
    if isinstance(one, QTabBar) and one.count():
        return tabs_too_small(one, metrics)
    if isinstance(one, QListWidget | QTreeWidget) and one.horizontalScrollBar().isVisible():
        return "scrolls sideways"
    return ""


def button_too_small(one, metrics):
    need = metrics.horizontalAdvance(one.text()) + (0 if one.icon().isNull() else one.iconSize().width() + 4)
    if one.height() < metrics.height():
        return f"height {metrics.height()} > {one.height()}"
    edge = 4 if one.property("day") else 8  # a day of the month has no frame of its own
    return f"{need} > {one.width()}" if need > one.width() - edge else ""


def label_too_small(one, metrics):
    room = one.contentsRect()
    if one.wordWrap():
        need = one.heightForWidth(one.width())
        return f"height {need} > {one.height()}" if need > one.height() + 1 else ""
    need = max(metrics.horizontalAdvance(line) for line in one.text().splitlines())
    return f"{need} > {room.width()}" if need > room.width() + 1 else ""


def tabs_too_small(one, metrics):
    """Tabs of the strip may be scrolled to; those of a form must all stand there."""
    need = max(metrics.horizontalAdvance(one.tabText(at)) - one.tabRect(at).width() for at in range(one.count()))
    over = one.tabRect(one.count() - 1).right() - one.width()
    if need > 0:
        return f"tab short by {need}"
    return f"tabs beyond by {over}" if over > 1 and one.objectName() != "mainTabs" else ""


def outside(window):
    """Return the visible buttons that lie beyond the window's edge and can't be scrolled to."""
    edge = QRect(QPoint(0, 0), window.size())
    found = []
    for one in window.findChildren(QPushButton):
        if one.isVisible() and not edge.contains(QRect(one.mapTo(window, QPoint(0, 0)), one.size())):
            scrolled = any(p.metaObject().className() in ("Fit", "QScrollArea") for p in parents(one))
            if not scrolled:
                found.append(one.text())
    return found


def beyond(window):
    """Return what is larger than the room it scrolls in: parts cut off at the right, pages that would scroll whole.

    The first page and those before an office may scroll up and down.
    """
    found = []
    for one in window.findChildren(QScrollArea):
        if one.isVisible() and one.widget() is not None and not one.visibleRegion().isEmpty():
            over = one.widget().size() - one.viewport().size()
            page = one.metaObject().className() == "Fit" and one.accessibleName() not in ("工作台", "网格台账")
            if over.width() > 0 or (page and over.height() > 0):
                found.append((one.accessibleName(), f"beyond by {over.width()}, {over.height()}"))
    return found


def parents(one):
    while one is not None:
        one = one.parentWidget()
        if one is not None:
            yield one


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


def walk(desk, sizes, look, base=BASE, hands=None):
    """Look at every page at every size in a size of type; return what is wrong by page and size.

    hands: what else is tried at the first size, by the name of the page.
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
        if hands is not None:
            hands.step_back(name, desk.window)
    return told


def faults(window):
    return clipped(window) + outside(window) + beyond(window) + nameless(window) + broken(window)


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
    """What is wrong on any page by the eye at any size, and what by the hands at the first."""
    hands = Hands()
    return walk(desk, SIZES, faults, hands=hands), hands


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


SHOWING = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTabBar, QTabWidget,
    QTextEdit,
)  # fmt: skip
"""What a reader of the screen must be able to name: what takes the keyboard, or shows data."""


def nameless(root):
    """Return what is in sight, takes the keyboard or shows data, and has no name for a reader of the screen."""
    found = []
    for one in root.findChildren(QWidget):
        if not one.isVisible() or one.visibleRegion().isEmpty() or is_inner(one):
            continue
        spoken = one.accessibleName() or (one.text() if isinstance(one, QAbstractButton) else "")
        takes = isinstance(one, SHOWING) or one.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and not spoken:
            found.append((type(one).__name__, one.objectName(), type(one.parentWidget()).__name__))
    return found


def is_inner(one):
    """Whether a part is one that Qt made inside a widget that has a name of its own."""
    inner = one.objectName().startswith("qt_") or type(one).__name__ in ("QHeaderView", "QTableCornerButton")
    return inner or isinstance(one.parentWidget(), QComboBox | QAbstractSpinBox | QTabBar | QTabWidget | QLineEdit)


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


def test_the_search_for_names_finds_what_has_none(desk, qtbot):
    page = first_page(desk)
    before = nameless(desk.window)
    for kind in (QLineEdit, QComboBox, QPlainTextEdit, QListWidget):
        made = kind(page)
        made.show()
        QApplication.processEvents()
        assert [name for name, *_ in nameless(desk.window)] == [kind.__name__]
        made.setAccessibleName("有名字")
        assert nameless(desk.window) == before == []
        made.setParent(None)
        made.deleteLater()


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
