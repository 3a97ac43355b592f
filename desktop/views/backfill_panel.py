"""回填: the number of a sheet, then one digit a row in the order of the sheet; Enter goes on, the last one saves."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from db.ledgers.services import Method
from db.store.store import Store
from db.trouble import OfficeError
from db.work.backfill import Filled, Mark, Sheet, fill, read_mark, sheet_of
from db.work.recording import read_when
from desktop.theme import set_look, signs
from desktop.widgets.faults import mark_faulty
from desktop.widgets.journal import Journal
from desktop.widgets.parts import Empty, bar, button, empty_layout, label, scrolled

HOW = "每行一个数字：1 见到　2 家属　3 未遇　4 电话　0 或直接 Enter 跳过。数字后面可接着写需求。↑ 回到上一行。"


class BackfillPanel(QFrame):
    """Keys a sheet in. kept(words): visits were written; left(): the clerk is done here."""

    kept = Signal(str)
    left = Signal()

    def __init__(self, store: Store) -> None:
        """Wait for a number."""
        super().__init__()
        self.store = store
        self.sheet: Sheet | None = None
        self.usual = ""
        self.lines: list[QLineEdit] = []
        self.meanings: list[QLabel] = []
        self.number = self._line("走访表编号", "扫码或输入编号", 14)
        self.day = self._line("走访日期", "今天", 8)
        self.doer = self._line("走访人", "走访人", 10)
        self.state = label("", "section")
        self.words = label(HOW, "hint")
        self.save_button = button("保存 Ctrl+S", self.save, "primary")
        self.journal = Journal(store, "visits/backfill", lambda: (None, None), self)
        self._lay()

    def _line(self, name: str, hint: str, size: int) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        made.setMaximumWidth(signs(size))
        made.installEventFilter(self)
        return made

    def _lay(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        back = button("返回 Esc", self.left.emit)
        fields: list[QWidget | None] = []
        for text, one in (("编号", self.number), ("走访日期", self.day), ("走访人", self.doer)):
            fields += [label(text, "field"), one]
        box.addWidget(bar(*fields, None, back, self.save_button))
        self.words.setWordWrap(True)
        box.addWidget(bar(self.state, self.words, margins=(14, 4, 14, 4)))
        self.state.hide()
        self.blank = Empty("doc", "扫走访表右上角的码，或输入页脚的编号，这里按表上的顺序列出每一行。")
        inner = QWidget()
        self.grid = QGridLayout(inner)
        self.grid.setContentsMargins(14, 8, 14, 8)
        self.grid.setVerticalSpacing(2)
        self.grid.setHorizontalSpacing(12)
        self.area = scrolled(inner, "逐行回填")
        box.addWidget(self.area, 1)
        box.addWidget(self.blank, 1)

    def begin(self, number: str, doer: str) -> None:
        """Ask for a sheet; number: scanned elsewhere already."""
        self.usual = doer
        self.forget()
        self.number.setText(number)
        self.number.setFocus()
        if number:
            self.open_sheet()

    def _opened(self, *, opened: bool) -> None:
        """Show the rows of a sheet, or what is wanted first."""
        for part in (self.state, self.area):
            part.setVisible(opened)
        self.blank.setVisible(not opened)

    def forget(self) -> None:
        """Take the sheet away."""
        self.sheet = None
        self.journal.leave()
        self.lines, self.meanings = [], []
        empty_layout(self.grid)
        self.number.clear()
        self._opened(opened=False)
        self.words.setText(HOW)
        mark_faulty(self.number, "")
        self.save_button.setEnabled(False)

    # -- the sheet ----------------------------------------------------------------------------------------------------

    def open_sheet(self) -> None:
        """Show the rows of the number typed, in the order of the paper."""
        try:
            with self.store.read() as reader:
                self.sheet = sheet_of(reader, self.number.text())
        except OfficeError as trouble:
            self.words.setText(f"{trouble.what}{trouble.remedy}")
            mark_faulty(self.number, self.words.text())
            self.number.selectAll()
            return
        mark_faulty(self.number, "")
        self.number.setText(self.sheet.number)
        self.doer.setText(self.sheet.holder or self.usual or self.sheet.worker)
        self._rows(self.sheet)
        self._opened(opened=True)
        self.save_button.setEnabled(bool(self.lines))
        self._count()
        self.journal.begin(self, "回填走访表", self.sheet.number)
        self.day.setFocus()

    def _rows(self, sheet: Sheet) -> None:
        empty_layout(self.grid)
        self.lines, self.meanings = [], []
        for column, text in enumerate(("行", "姓名", "年龄", "门牌", "情况", "")):
            self.grid.addWidget(label(text, "field"), 0, column)
        self.grid.setColumnStretch(5, 1)
        several, line = len({row.sheet_no for row in sheet.rows}) > 1, 1
        for at, row in enumerate(sheet.rows):
            if several and (at == 0 or row.sheet_no != sheet.rows[at - 1].sheet_no):
                self.grid.addWidget(label(f"编号 {row.sheet_no}", "section"), line, 0, 1, 6)
                line += 1
            mark = self._line(f"第 {row.number} 行 {row.name}", "", 12)
            mark.textEdited.connect(partial(self._typed, at))
            meaning = label(row.already, "muted")
            shown = (label(str(row.number), "muted"), label(row.name), label(row.age), label(row.door))
            for column, one in enumerate((*shown, mark, meaning)):
                self.grid.addWidget(one, line, column)
            self.lines.append(mark)
            self.meanings.append(meaning)
            line += 1
        self.grid.setRowStretch(line, 1)

    def _typed(self, at: int, text: str) -> None:
        told = read_mark(text)
        bad = isinstance(told, str)
        mark_faulty(self.lines[at], told if isinstance(told, str) else "")
        set_look(self.meanings[at], "role", "error" if bad else "muted")
        already = self.sheet.rows[at].already if self.sheet else ""
        self.meanings[at].setText(told if isinstance(told, str) else already or _words(told))
        self._count()
        self.journal.edited()

    # -- drafts -------------------------------------------------------------------------------------------------------

    def unsaved_texts(self) -> dict[str, Any]:
        """Return the rows keyed in, by their place on the sheet, as a draft keeps them."""
        rows = {str(at): line.text() for at, line in enumerate(self.lines) if line.text()}
        return rows | {"day": self.day.text(), "doer": self.doer.text()} if rows else {}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show the rows a draft kept."""
        self.day.setText(kept.get("day", ""))
        self.doer.setText(kept.get("doer", ""))
        for at, line in enumerate(self.lines):
            line.setText(kept.get(str(at), ""))
            self._typed(at, line.text())
        self._row(next((at for at, line in enumerate(self.lines) if not line.text()), 0))

    def marks(self) -> Sequence[Mark | str]:
        """Return what stands in the rows."""
        return [read_mark(line.text()) for line in self.lines]

    def _count(self) -> None:
        if self.sheet is None:
            return
        filled = sum(isinstance(mark, Mark) and mark.reached is not None for mark in self.marks())
        already = sum(bool(row.already) for row in self.sheet.rows)
        told = f"，{already} 行以前已录" if already else ""
        self.state.setText(f"{self.sheet.title} {len(self.lines)} 行，已填 {filled} 行{told}")

    # -- keys ---------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on; up and down walk the rows; Esc leaves."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on(watched)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and watched in self.lines:
            self._row(self.lines.index(watched) + (1 if key == Qt.Key.Key_Down else -1))
        elif key == Qt.Key.Key_S and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return False
        return True

    def _on(self, watched: QObject) -> None:
        if watched is self.number:
            self.open_sheet()
        elif watched is self.day:
            self._check_day()
        elif watched is self.doer:
            self._row(0)
        elif watched in self.lines:
            at = self.lines.index(watched)
            if isinstance(read_mark(self.lines[at].text()), str):
                self.lines[at].selectAll()
            elif at + 1 < len(self.lines):
                self._row(at + 1)
            else:
                self.save()

    def _check_day(self) -> None:
        told = read_when(self.day.text(), self.store.clock.now(), self.store.clock.today())
        mark_faulty(self.day, told if isinstance(told, str) else "")
        if isinstance(told, str):
            self.words.setText(told)
            self.day.selectAll()
        else:
            self.words.setText(HOW)
            self.doer.setFocus()

    def _row(self, at: int) -> None:
        if 0 <= at < len(self.lines):
            self.lines[at].setFocus()
            self.lines[at].selectAll()
            self.area.ensureWidgetVisible(self.lines[at])

    def save(self) -> None:
        """Write what stands in the rows in one step; the next sheet may come."""
        marks = self.marks()
        wrong = next((at for at, mark in enumerate(marks) if isinstance(mark, str)), None)
        if self.sheet is None or wrong is not None:
            self._row(wrong or 0)
            return
        if not any(isinstance(mark, Mark) and mark.reached for mark in marks):
            self.words.setText("还没有填任何一行。")
            return
        try:
            with self.store.write("回填走访表") as writer:
                done = fill(
                    writer, self.sheet, [mark for mark in marks if isinstance(mark, Mark)], self.day.text(),
                    self.doer.text(),
                )  # fmt: skip
        except OfficeError as trouble:
            self.words.setText(f"{trouble.what}{trouble.remedy}")
            return
        self._done(done)

    def _done(self, done: Filled) -> None:
        told = _told(done)
        self.usual = self.doer.text()
        self.journal.drop()
        self.forget()
        self.words.setText(told + "　可以录下一张。")
        self.number.setFocus()
        self.kept.emit(told)


def _words(mark: Mark) -> str:
    by_phone = mark.method.label if mark.reached and mark.method is not Method.DOOR else ""
    return "　".join(part for part in (by_phone, mark.reached.label if mark.reached else "", mark.needs) if part)


def _told(done: Filled) -> str:
    parts = [f"已录 {done.written} 条走访"]
    if done.already:
        named = "、".join(done.already[:3])
        parts.append(f"{named}{'等' if len(done.already) > 3 else ''} {len(done.already)} 人以前已录，没有重复")
    parts += [f"{name}没有录入：{reason}" for name, reason in done.refused]
    return "；".join(parts) + "。"
