"""The rules of the look see what breaks them: each is shown a small page that does, and one that does not."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton, QTableView, QVBoxLayout, QWidget

from desktop.app import application
from desktop.theme import sizes
from desktop.widgets.editors import TickList
from desktop.widgets.fields import Sheet
from desktop.widgets.parts import SearchEdit, bar, button, scrolled
from tests.looks import askew, broken, endless, hints_cut, idle_bars, two_mains, uneven


@pytest.fixture
def page(qtbot):
    """A function that shows widgets side by side."""
    application()

    def show(*widgets, width=1366):
        made = QWidget()
        box = QHBoxLayout(made)
        for one in widgets:
            box.addWidget(one)
        qtbot.addWidget(made)
        made.resize(width, 200)
        made.show()
        QApplication.processEvents()
        return made

    return show


def test_a_row_of_controls_of_two_heights_is_seen(page):
    low = QPushButton("低")
    assert broken(page(bar(QLineEdit(), button("高", lambda: None)), width=800)) == []
    shown = page(bar(QLineEdit(), low))
    low.setFixedHeight(20)
    QApplication.processEvents()
    assert [name for name, _ in uneven(shown)] == ["uneven"]


def test_a_heading_at_another_side_than_its_cells_is_seen(page):
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    model, table = QStandardItemModel(1, 1), QTableView()
    table.setModel(model)
    item = QStandardItem("12")
    item.setTextAlignment(right)
    model.setItem(0, 0, item)
    shown = page(table)
    assert [column for _, _, column in askew(shown)] == [0]
    model.setHeaderData(0, Qt.Orientation.Horizontal, right, Qt.ItemDataRole.TextAlignmentRole)
    assert askew(shown) == []


def test_two_filled_buttons_in_one_bar_are_seen(page):
    mains = [button(text, lambda: None, "primary") for text in ("保存", "登记", "打印")]
    shown = page(bar(mains[0]), bar(*mains[1:]))
    assert [sorted(texts) for _, texts in two_mains(shown)] == [["打印", "登记"]]


def test_a_field_that_runs_across_the_whole_screen_is_seen(page):
    line = QLineEdit()
    shown = page(line, width=1900)
    assert [width for _, _, width in endless(shown)] == [line.width()]
    line.setMaximumWidth(2 * sizes()["side"])
    QApplication.processEvents()
    assert endless(shown) == []


def test_a_scroll_bar_of_a_page_that_has_room_is_seen(page):
    held = Sheet()
    ticks = TickList([(f"{at}", f"选项{at}") for at in range(20)])
    QVBoxLayout(held).addWidget(ticks)
    shown = page(scrolled(held, "选项"), width=1900)
    assert idle_bars(shown) == []
    plain = QWidget()
    QVBoxLayout(plain).addWidget(TickList([(f"{at}", f"选项{at}") for at in range(20)]))
    assert [name for _, name, *_ in idle_bars(page(scrolled(plain, "选项"), width=1900))] == ["选项"]


def test_a_hint_that_is_cut_is_seen(page):
    line = SearchEdit("姓名、拼音首字母（zxy）、身份证、电话、住址")
    line.span(12, 27)
    shown = page(line)
    assert hints_cut(shown) == []
    line.setMaximumWidth(line.width() - 60)
    QApplication.processEvents()
    assert [hint for hint, *_ in hints_cut(shown)] == [line.placeholderText()]


def test_a_page_of_lines_is_as_high_as_its_lines(page):
    held = Sheet()
    box = QVBoxLayout(held)
    lines = [QLineEdit() for _ in range(20)]
    for line in lines:
        box.addWidget(line)
    shown = page(scrolled(held, "多行"), width=600)
    assert shown.isVisible()
    assert all(after.y() >= before.geometry().bottom() for before, after in pairwise(lines))
