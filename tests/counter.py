"""The window on an open office as flows use it: opened at the usual size, looked at, closed without a backup."""

from datetime import date

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from db.books import BOOKS
from db.work.taking import RawRow, take_in
from desktop.app import Desk, application
from desktop.bus import Place

TODAY = date(2026, 11, 24)
ROWS = [
    {
        "name": "张秀英",
        "birth_date": "1943-06-12",
        "address": "6栋2单元301",
        "area": "第三网格",
        "phone": "13804717122",
    },
    {
        "name": "李德明",
        "birth_date": "1935-02-02",
        "address": "6栋2单元301",
        "area": "第三网格",
        "phone": "13804710002",
    },
    {
        "name": "王德明",
        "birth_date": "1941-06-15",
        "address": "5栋1单元101",
        "area": "第一网格",
        "phone": "13804711234",
    },
    {
        "name": "王德明",
        "birth_date": "1950-01-05",
        "address": "9栋1单元102",
        "area": "第二网格",
        "phone": "13804719999",
    },
]


def seat(store, rows, book="elders"):
    """Take rows of a book in, as if they stood in a sheet below its head."""
    with store.write("试") as writer:
        take_in(writer, BOOKS[book], [RawRow(n, row) for n, row in enumerate(rows, 3)], "试")


def open_counter(store, qtbot, page=""):
    """Return the counter of an open office: its window stands in front, on a page."""
    application()
    made = Desk(store.folder, store.clock)
    made.window.resize(1366, 768)
    made.window.show()
    made.show(store)
    qtbot.addWidget(made.window, before_close_func=lambda _: shut(made))
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow)
    if page:
        page_of(made, page)
    return made


def shut(desk):
    """Close the window of a counter; no backup is made of an office that goes with its test."""
    desk.jobs.wait()
    desk.let_go()
    if desk.store is not None:
        desk.store.engine.dispose()
    desk.store = None
    desk.window.close()


def drop(widget, path):
    """Drop a file on a widget."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(widget, QDragEnterEvent(QPoint(50, 50), copy, data, buttons, keys))
    QApplication.sendEvent(widget, QDropEvent(QPointF(50, 50), copy, data, buttons, keys))


def settle(desk):
    """Wait until everything that was asked for in the background stands on the page."""
    for _ in range(4):
        QApplication.processEvents()
        desk.jobs.wait()
    QApplication.processEvents()


def page_of(desk, name="elders"):
    desk.bus.go.emit(Place(name))
    QApplication.processEvents()
    return desk.window.built[name]


def rows_named(page, name):
    return [n for n in range(page.model.rowCount()) if page.model.row(n)["name"] == name]
