"""年度数字 at the right of a case page: a year's balance and figures, counts typed without persons; page and sheet.

Every number opens the list of what it counted, on the page where such cases are kept.
"""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QTableView, QVBoxLayout, QWidget
from sqlalchemy import select

from db.ledgers.matter_rules import YearFigure
from db.ledgers.matters import Matter
from db.ledgers.record import fields_of
from db.store.store import Store
from db.trouble import OfficeError
from db.work.matter_figures import TYPED, YearReport, lists_of, year_report
from db.work.matter_flow import HEADS, IDENTITY
from db.work.rules import keep_rows, rows_of
from db.work.spans import year_of
from desktop.bus import Bus, Place
from desktop.jobs import Jobs, Progress
from desktop.sheets.reporting import write_year_report
from desktop.theme import sizes
from desktop.views.case_parts import page_for
from desktop.widgets.parts import bar, bind, button, empty_layout, label, tool
from desktop.widgets.plain_rows import PlainRows, dress_plain
from desktop.widgets.rows import Line, RowsEditor

EDGE = 6
"""Pixels that the frame of a table takes."""
USUAL = "帮教未成年人"
"""The count that practice P21 asks for; no person stands behind it."""
TEXT, SIDE = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.TextAlignmentRole


def _flow_cell(row: Any, column: int, role: int) -> Any:
    if role == SIDE and column:
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    return str(row.cells[column]) if role == TEXT else None


def _figure_cell(row: Any, column: int, role: int) -> Any:
    return row[column] if role == TEXT else None


class YearPanel(QScrollArea):
    """The figures of a year. left(): back to the cases."""

    left = Signal()

    def __init__(self, store: Store, bus: Bus, jobs: Jobs) -> None:
        """Begin with this year, unread: `start` reads."""
        super().__init__()
        self.store, self.bus, self.jobs = store, bus, jobs
        self.year = store.clock.today().year
        self.report: YearReport | None = None
        self.setAccessibleName("年度数字")
        self.setProperty("reads", True)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.returning = button("‹ 列表", self.left.emit, "link")
        self.title, self.words, self.told = label("", "title"), label(""), label("", "hint")
        for one in (self.words, self.told):
            one.setWordWrap(True)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.flow, self.flow_table = PlainRows(HEADS, _flow_cell), QTableView()
        self.figures = PlainRows(("类", "指标", "数值", "口径"), _figure_cell)
        self.figure_table = QTableView()
        self.lists = QHBoxLayout()
        known = fields_of(YearFigure)
        self.typed = RowsEditor(TYPED, [(known["name"], []), (known["number"], [])], grows=True, ordered=False)
        self.typed.wanted.connect(lambda: self.typed.add(Line(None, {"name": None, "number": None}, new=True)))
        self._lay()
        self.flow_table.activated.connect(self._open_flow)
        self.figure_table.activated.connect(self._open_figure)
        self.figure_table.selectionModel().currentRowChanged.connect(self._offer)
        bind("Alt+Left", self, lambda: self.turn(-1))
        bind("Alt+Right", self, lambda: self.turn(1))

    def _lay(self) -> None:
        dress_plain(self.flow_table, self.flow, "收结存", (6, 5, 4, 4, 4, 4, 4, 4, 5, 4))
        self.flow_table.horizontalHeader().setStretchLastSection(False)
        self.flow_table.setSelectionBehavior(QTableView.SelectionBehavior.SelectItems)
        dress_plain(self.figure_table, self.figures, "年度指标", (10, 10, 13, 30))
        self.figure_table.setMinimumHeight(sizes()["row"] * 12)
        head = QFrame()
        head.setProperty("card", True)
        box = QVBoxLayout(head)
        box.setContentsMargins(14, 6, 14, 10)
        turns = tool("left", "上一年", lambda: self.turn(-1)), tool("right", "下一年", lambda: self.turn(1))
        outs = button("打印…", self.print, "", "print"), button("另存表格…", self.choose_file, "", "exp")
        box.addWidget(bar(self.returning, self.title, *turns, None, *outs, margins=(0, 4, 0, 4), line=False))
        box.addWidget(self.words)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(10)
        column.addWidget(head)
        column.addWidget(_card("各类事项收结存", label(IDENTITY, "hint"), self.flow_table))
        column.addWidget(_card("指标", self._offers(), self.figure_table), 1)
        hint = label("未成年人等只报数字、不记个人：写项目和本年数量，再保存数字。", "hint")
        hint.setWordWrap(True)
        keep = bar(self.told, None, button("保存数字", self.keep, "primary"), margins=(0, 0, 0, 0), line=False)
        column.addWidget(_card(TYPED, hint, self.typed, keep))
        self.setWidget(page)

    def _offers(self) -> QWidget:
        """Return the line above the figures: the lists behind the one chosen."""
        made = QWidget()
        self.lists.setContentsMargins(0, 0, 0, 0)
        made.setLayout(self.lists)
        made.setMinimumHeight(sizes()["row"])
        return made

    # -- showing ------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Read the year anew and take the keyboard."""
        self.refresh()
        self.figure_table.setFocus()

    def turn(self, step: int) -> None:
        """Show another year."""
        self.year = min(self.year + step, self.store.clock.today().year)
        self.refresh()

    def refresh(self) -> None:
        """Count the year, as a job."""
        self.title.setText(f"{self.year}年事项与调解年度数字")
        self.jobs.run("正在计算年度数字…", self._count, self._show)

    def _count(self, _: Progress) -> YearReport:
        with self.store.read() as reader:
            return year_report(reader, year_of(str(self.year), reader.today))

    def _show(self, report: YearReport) -> None:
        if report.period.first.year != self.year:  # turned on meanwhile
            return
        self.report = report
        at = self.figure_table.currentIndex()
        self.words.setText(report.summary)
        self.flow.show_rows(report.flow)
        self.figures.show_rows(report.lines())
        self._fit()
        self.figure_table.setCurrentIndex(self.figures.index(max(at.row(), 0), 0))
        with self.store.read() as reader:
            rows = rows_of(reader, YearFigure, YearFigure.year == self.year)
        lines = [Line(one, {"name": kept["name"], "number": kept["number"]}) for one, kept in rows]
        self.typed.show_lines(lines or [Line(None, {"name": USUAL, "number": None})])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the table its last row."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Let the table be as high as its rows, and its bar where it is wider than the page."""
        head, across = self.flow_table.horizontalHeader(), self.flow_table.horizontalScrollBar()
        wide = head.length() > self.flow_table.width() - EDGE
        rows = len(self.report.flow) * sizes()["row"] if self.report is not None else 0
        below = across.sizeHint().height() if wide else 0
        self.flow_table.setFixedHeight(head.sizeHint().height() + rows + EDGE + below)

    # -- the lists behind the numbers ----------------------------------------------------------------------------------

    def _offer(self, current: QModelIndex) -> None:
        """Offer the lists behind a figure as buttons above the table."""
        empty_layout(self.lists)
        if current.row() < 0 or self.report is None:
            return
        figures = self.report.figures()
        if current.row() >= len(figures):
            self.lists.addWidget(label("这一项只有数字，不记个人，没有名单。", "hint"))
        else:
            line = figures[current.row()]
            for words, ids in lists_of(line):
                one = button(f"{words} {len(ids)} 件", partial(self._list, f"{line.label}：{words}", ids), "link")
                one.setAccessibleName(f"{line.label}：{words} {len(ids)} 件")
                one.setEnabled(bool(ids))
                self.lists.addWidget(one)
        self.lists.addStretch(1)

    def _open_figure(self, index: QModelIndex) -> None:
        """Open the list behind a figure; of a rate, all that it is a part of."""
        figures = self.report.figures() if self.report is not None else []
        if index.row() < len(figures):
            line = figures[index.row()]
            words, ids = lists_of(line)[0]
            self._list(f"{line.label}：{words}", ids)

    def _open_flow(self, index: QModelIndex) -> None:
        if self.report is not None:
            row, head = self.report.flow[index.row()], HEADS[index.column()]
            self._list(f"{row.label}{head}", row.lists.get(head, ()))

    def _list(self, words: str, ids: tuple[UUID, ...]) -> None:
        """Go to the page of these cases and list just them."""
        wanted = set(ids)
        with self.store.read() as reader:
            kinds = {kind for one, kind in reader.rows(select(Matter.id, Matter.kind)) if one in wanted}
        if ids:
            self.bus.go.emit(Place(page_for(kinds), ids=ids, text=f"{self.year}年 {words}"))

    # -- doing --------------------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Keep the typed counts of the year."""
        edits = [type(one)(one.id, one.raw, {"year": self.year}) for one in self.typed.edits()]
        with self.store.write("填报年度数字") as writer:
            problems = keep_rows(writer, YearFigure, edits)
        self.typed.tell(problems)
        self.told.setText("" if problems else "已保存。")
        if not problems:
            self.refresh()

    def print(self) -> None:
        """Print the year shown."""
        self.bus.go.emit(Place("print_centre", form="matter_year", month=date(self.year, 1, 1)))

    def choose_file(self) -> None:
        """Ask for the file of the workbook."""
        name, _ = QFileDialog.getSaveFileName(self, "另存为", f"年度数字_{self.year}.xlsx", "表格 (*.xlsx)")
        if name:
            self.write(Path(name))

    def write(self, path: Path) -> None:
        """Write the figures shown as a workbook; it is noted that they left."""
        if self.report is None:
            return
        try:
            write_year_report(path, self.report)
            self.store.note(f"导出 年度数字 {self.year}")
        except OfficeError as trouble:
            self.told.setText(f"{trouble.what}{trouble.remedy}")
            return
        self.told.setText(f"已存为 {path}")


def _card(heading: str, *parts: QWidget) -> QFrame:
    made = QFrame()
    made.setProperty("card", True)
    box = QVBoxLayout(made)
    box.setContentsMargins(14, 8, 14, 10)
    box.addWidget(label(heading, "section"))
    for part in parts:
        box.addWidget(part)
    return made
