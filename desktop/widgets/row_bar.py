"""What can be done with the marked row of a check: take a suggestion, say who is meant, leave the row out."""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)
from sqlalchemy import select

from db.books import BOOKS
from db.books.book import Book
from db.ledgers.areas import Area
from db.store import query
from db.store.reader import Reader
from db.words.clean import Level, shown
from desktop.sheets.reviewing import ReviewRow
from desktop.theme import COLORS, sizes
from desktop.widgets.choices import choices_of
from desktop.widgets.parts import button, label
from desktop.widgets.review_table import verdict

COMPARED = ("name", "id_number", "birth_date", "phone", "address", "area")
MOST, LIKE = 3, 0.5
EDGE = 6
"""Pixels that the frame of a table takes in height."""


def nearest(text: str, labels: Sequence[str]) -> str:
    """Return the label most like a text; empty if none is like it, or it is one already."""
    found = [] if text in labels else get_close_matches(text, labels, n=1, cutoff=LIKE)
    return found[0] if found else ""


def suggestions(reader: Reader, book: Book, row: ReviewRow) -> list[tuple[str, str, str]]:
    """Return (column key, what stands there, what it may mean) for problems whose column has a list of values."""
    catalogue, found = book.catalogue(), []
    for problem in row.problems:
        described = catalogue.get(problem.field)
        if described is None or not problem.value:
            continue
        if problem.field == "area":
            named = select(Area.name).where(Area.removed_at.is_(None), Area.parent_id.is_not(None))
            labels = [one[0] for one in reader.rows(named)]
        else:
            labels = [text for _, text in choices_of(reader, described)]
        meant = nearest(problem.value, labels)
        if meant:
            found.append((problem.field, problem.value, meant))
    return found


class RowBar(QFrame):
    """Tells of one row. adopt(key, old, new) · mean(person or None) · skip() · restore()."""

    adopt = Signal(str, str, str)
    mean = Signal(object)
    skip = Signal()
    restore = Signal()

    def __init__(self, book: Book) -> None:
        """Begin hidden."""
        super().__init__()
        self.setProperty("card", True)
        self.book = book
        self.words = label()
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.leave = button("不导入这行", self.skip.emit)
        self.back = button("恢复原样", self.restore.emit)
        self.stranger = button("不是同一人，新增", partial(self.mean.emit, None))
        self.offers = QHBoxLayout()
        self.same: list[QPushButton] = []
        self.table = QTableWidget(0, 0)
        self._dress()
        line = QHBoxLayout()
        line.addWidget(self.words, 1)
        line.addLayout(self.offers)
        for one in (self.stranger, self.leave, self.back):
            line.addWidget(one)
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 4, 10, 4)
        box.setSpacing(4)
        box.addLayout(line)
        box.addWidget(self.table)
        self.hide()

    def _dress(self) -> None:
        self.table.setAccessibleName("逐项比对")
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(sizes()["row"] + 2)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setTabKeyNavigation(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_row(self, row: ReviewRow | None, reader: Reader) -> None:
        """Tell of a row; None hides the bar."""
        self.setVisible(row is not None)
        if row is None:
            return
        self.words.setText(f"第 {row.number} 行 {row.values.get('name', '')}：{verdict(row)}")
        changed = bool(row.edited) or row.skipped or row.stranger or row.person is not None
        self.back.setVisible(changed)
        self.leave.setVisible(not row.skipped)
        doubt = row.level is Level.DOUBT and not row.skipped
        self.stranger.setVisible(doubt and bool(row.like))
        self._offer(suggestions(reader, self.book, row) if not row.skipped else [])
        self.table.setVisible(doubt and bool(row.like))
        if doubt and row.like:
            self._compare(row, known_people(reader, row.like[:MOST]))

    def _offer(self, found: Sequence[tuple[str, str, str]]) -> None:
        while self.offers.count():
            widget = self.offers.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for key, old, new in found:
            self.offers.addWidget(button(f"采用“{new}”", partial(self.adopt.emit, key, old, new), "primary"))

    def _compare(self, row: ReviewRow, known: Sequence[tuple[UUID, dict[str, str]]]) -> None:
        """Set the row and the people it may mean one below the other; what differs is marked."""
        catalogue = BOOKS["people"].catalogue()
        keys = [key for key in COMPARED if row.values.get(key) or any(told.get(key) for _, told in known)]
        self.table.setColumnCount(len(keys) + 2)
        self.table.setRowCount(len(known) + 1)
        self.table.setHorizontalHeaderLabels(["", *(catalogue[key].field.label for key in keys), ""])
        self.same = []
        mine = {key: row.values.get(key, "") for key in keys}
        for at, (person, told) in enumerate([(None, mine), *known]):
            texts = ["库中已有" if at else "表格里", *(told.get(key, "") for key in keys)]
            for place, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if at and place and text and mine[keys[place - 1]] and text != mine[keys[place - 1]]:
                    item.setBackground(QBrush(QColor(COLORS["warnSoft"])))
                self.table.setItem(at, place, item)
            if person is not None:
                chosen = button("是同一人", partial(self.mean.emit, person))
                self.same.append(chosen)
                self.table.setCellWidget(at, len(keys) + 1, chosen)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(len(keys) + 1, QHeaderView.ResizeMode.Fixed)
        self.table.setColumnWidth(len(keys) + 1, max((one.sizeHint().width() for one in self.same), default=0) + 16)
        below = EDGE if head.length() <= self.width() else self.table.horizontalScrollBar().sizeHint().height() + EDGE
        rows = self.table.rowCount() * self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(rows + head.sizeHint().height() + below)


def known_people(reader: Reader, ids: Sequence[UUID]) -> list[tuple[UUID, dict[str, str]]]:
    """Return people with the texts that are compared, masked as the reader masks them."""
    areas = reader.codes("area")
    rows = query.cells(reader, BOOKS["people"], ids, COMPARED)
    return [(row["id"], {key: _text(areas, key, row.get(key)) for key in COMPARED}) for row in rows]


def _text(areas: Any, key: str, value: Any) -> str:
    return areas.label(str(value)) if key == "area" and value else shown(value)
