"""Every tab at every size: no control narrower or lower than the text it holds, nothing nameless, nothing outside."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QWidget,
)

from db.books import BOOKS
from db.clock import Clock
from db.store.store import Store
from db.work.sampling import Drawing, raw_of
from db.work.taking import RawRow, take_in
from desktop.app import Desk, application
from desktop.bus import Place
from desktop.shots import POSES

TODAY = date(2026, 11, 24)
SIZES = ((1366, 768), (1093, 558), (910, 465), (1920, 1080))


@pytest.fixture(scope="module")
def filled(tmp_path_factory, founded, password):
    """An office with 60 invented elders."""
    import shutil

    folder = tmp_path_factory.mktemp("sizes") / "office"
    shutil.copytree(founded[0], folder)
    store = Store.open(folder, password, Clock(TODAY))
    with store.write("试") as writer:
        people = Drawing(5, TODAY).elders(60)
        take_in(writer, BOOKS["elders"], [RawRow(n, raw_of(one)) for n, one in enumerate(people, 2)], "试")
    store.engine.dispose()
    return folder


@pytest.fixture
def desk(filled, password, qtbot):
    application()
    store = Store.open(filled, password, Clock(TODAY))
    made = Desk(filled, Clock(TODAY))
    made.window.show()
    made.show(store)
    qtbot.addWidget(made.window)
    yield made
    made.jobs.wait()
    store.engine.dispose()
    made.store = None
    made.window.close()


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
    if isinstance(one, QLabel) and one.text() and not one.wordWrap():
        need = max(metrics.horizontalAdvance(line) for line in one.text().splitlines())
        return f"{need} > {one.contentsRect().width()}" if need > one.contentsRect().width() + 1 else ""
    if isinstance(one, QPushButton) and one.text():
        need = metrics.horizontalAdvance(one.text()) + (0 if one.icon().isNull() else one.iconSize().width() + 4)
        return f"{need} > {one.width()}" if need > one.width() - 8 else ""
    if isinstance(one, QComboBox | QLineEdit | QAbstractSpinBox) and one.height() < metrics.height():
        return f"height {one.height()}"
    if isinstance(one, QTabBar) and one.count():
        need = max(metrics.horizontalAdvance(one.tabText(at)) - one.tabRect(at).width() for at in range(one.count()))
        return f"tab short by {need}" if need > 0 else ""
    return ""


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


def parents(one):
    while one is not None:
        one = one.parentWidget()
        if one is not None:
            yield one


def settle(desk):
    for _ in range(4):
        QApplication.processEvents()
        desk.jobs.wait()
    QTest.qWait(30)


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_text_is_clipped_on_any_tab(desk, size):
    desk.window.resize(*size)
    told = {}
    for tab in desk.window.offered:
        desk.bus.go.emit(Place(tab.name))
        settle(desk)
        page = desk.window.built[tab.name]
        told[tab.name] = clipped(desk.window) + outside(desk.window)
        if hasattr(page, "form") and hasattr(page, "open_row"):
            page.open_row(0)
            for at in range(page.form.tabs.count()):
                page.form.tabs.setCurrentIndex(at)
                settle(desk)
                told[f"{tab.name} form {at}"] = clipped(page.form)
            page.close_form()
    assert {name: short for name, short in told.items() if short} == {}
    assert desk.window.minimumSizeHint().width() <= 900
    assert desk.window.minimumSizeHint().height() <= 480


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_text_is_clipped_on_the_pages_inside_a_tab(desk, size):
    desk.window.resize(*size)
    told = {}
    for tab, poses in POSES.items():
        desk.bus.go.emit(Place(tab))
        settle(desk)
        for name, pose in poses.items():
            pose(desk.window.built[tab])
            settle(desk)
            told[name] = clipped(desk.window) + outside(desk.window)
    assert {name: short for name, short in told.items() if short} == {}


def test_the_measure_sees_a_button_that_is_too_narrow(desk, qtbot):
    page = desk.window.built[desk.window.offered[0].name]
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
