"""The window with four elders in it, as flows of the ledger page use it."""

from datetime import date

from PySide6.QtWidgets import QApplication

from db.books import BOOKS
from db.clock import Clock
from db.store.store import Store
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


def four_elders(folder, password, qtbot):
    """Yield the window of an office with four elders."""
    application()
    store = Store.open(folder, password, Clock(TODAY))
    with store.write("试") as writer:
        take_in(writer, BOOKS["elders"], [RawRow(n, row) for n, row in enumerate(ROWS, 3)], "试")
    made = Desk(folder, Clock(TODAY))
    made.window.resize(1366, 768)
    made.window.show()
    made.show(store)
    qtbot.addWidget(made.window)
    yield made
    made.jobs.wait()
    made.close_office()
    made.window.close()


def page_of(desk, name="elders"):
    desk.bus.go.emit(Place(name))
    QApplication.processEvents()
    return desk.window.built[name]


def rows_named(page, name):
    return [n for n in range(page.model.rowCount()) if page.model.row(n)["name"] == name]
