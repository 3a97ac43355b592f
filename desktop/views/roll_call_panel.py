"""粘贴接龙: what grid members sent in the group chat is looked at line by line, then becomes visits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from db.store.store import Store
from db.trouble import OfficeError
from db.work.recording import Recorded
from db.work.roll_call import Called, match_lines, read_lines, write_lines
from desktop.theme import is_low, signs, sizes
from desktop.widgets.editors import CodeCombo
from desktop.widgets.journal import Journal
from desktop.widgets.parts import bar, button, empty_layout, index_of, label, scrolled

EXAMPLE = "把微信群里的接龙粘贴到这里，例如：\n1. 张三 3-2-501 已访\n2. 李四 不在家"
STATES = {"matched": ("已对上", "ok"), "doubtful": ("请选是哪一位", "warn"), "unknown": ("没有找到此人", "danger")}


class RollCallPanel(QFrame):
    """Reviews a paste. kept(words): visits were written; left(): the clerk is done here."""

    kept = Signal(str)
    left = Signal()

    def __init__(self, store: Store) -> None:
        """Wait for a paste."""
        super().__init__()
        self.store = store
        self.lines: list[Called] = []
        self.paste = QPlainTextEdit()
        self.paste.setAccessibleName("接龙内容")
        self.paste.setPlaceholderText(EXAMPLE)
        self.paste.setTabChangesFocus(True)
        self.journal = Journal(store, "visits/roll_call", lambda: (None, None), self)
        self.seen = ""
        """The paste as it was read: a text under composition is none yet."""
        self.paste.textChanged.connect(self._pasted)
        self.day, self.doer = QLineEdit(), QLineEdit()
        for one, name, hint in ((self.day, "走访日期", "今天"), (self.doer, "走访人", "走访人")):
            one.setAccessibleName(name)
            one.setPlaceholderText(hint)
            one.setMaximumWidth(signs(9))
        self.state = label("", "section")
        self.words = label("编号开头的行才算一个人；其余的话会跳过。", "hint")
        self.save_button = button("登记走访 Ctrl+S", self.save, "primary")
        self._lay()

    def _lay(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        fields: list[QWidget | None] = []
        for text, one in (("走访日期", self.day), ("走访人", self.doer)):
            fields += [label(text, "field"), one]
        box.addWidget(bar(*fields, None, button("返回 Esc", self.left.emit), self.save_button))
        box.addWidget(bar(self.paste, margins=(14, 8, 14, 4), line=False))
        box.addWidget(bar(self.state, self.words, None, margins=(14, 4, 14, 4)))
        inner = QWidget()
        self.grid = QGridLayout(inner)
        self.grid.setContentsMargins(14, 8, 14, 8)
        self.grid.setVerticalSpacing(4)
        self.grid.setHorizontalSpacing(12)
        box.addWidget(scrolled(inner, "逐行核对"), 1)

    def begin(self, doer: str) -> None:
        """Ask for a paste; what the clipboard holds is taken if it is a roll call."""
        self.doer.setText(doer)
        text = QApplication.clipboard().text()
        self.paste.setPlainText(text if len(read_lines(text)) > 1 else "")
        self.paste.setFocus()
        self.journal.begin(self, "粘贴接龙")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the lines their room in a low window."""
        super().resizeEvent(event)
        self.paste.setMaximumHeight((2 if is_low(self) else 4) * sizes()["row"])

    def _pasted(self) -> None:
        """Read the paste anew, if it is another one."""
        if self.paste.toPlainText() != self.seen:
            self.seen = self.paste.toPlainText()
            self.read()
            self.journal.edited()

    # -- drafts -------------------------------------------------------------------------------------------------------

    def unsaved_texts(self) -> dict[str, Any]:
        """Return the paste as a draft keeps it."""
        lines = {"day": self.day, "doer": self.doer}
        kept = {key: line.text() for key, line in lines.items() if line.text()}
        return kept | {"paste": self.paste.toPlainText()} if self.paste.toPlainText().strip() else {}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show a paste that a draft kept; whom a line means is matched anew."""
        self.day.setText(kept.get("day", ""))
        self.doer.setText(kept.get("doer", ""))
        self.paste.setPlainText(kept.get("paste", ""))

    # -- looking ------------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Take the paste apart and say whom each line means."""
        with self.store.read() as reader:
            self.lines = match_lines(reader, read_lines(self.paste.toPlainText()))
        self._show()

    def _show(self) -> None:
        empty_layout(self.grid)
        for column, text in enumerate(("原话", "是谁", "见到", "方式", "需求", "")):
            if self.lines:
                self.grid.addWidget(label(text, "field"), 0, column)
        for at, line in enumerate(self.lines):
            self._row(at, line)
        self.grid.setRowStretch(len(self.lines) + 1, 1)
        self.grid.setColumnStretch(1, 1000)
        self.grid.setColumnStretch(6, 1)
        self._count()

    def _row(self, at: int, line: Called) -> None:
        words, tone = STATES[line.state]
        said = label(line.text if len(line.text) <= 24 else line.text[:23] + "…")
        said.setToolTip("")
        shown: list[QWidget] = [said, self._who(at, line), label(line.reached.label), label(line.method.label)]
        shown += [label(line.needs[:12]), label(words, "caption", tone)]
        for column, one in enumerate(shown):
            self.grid.addWidget(one, at + 1, column)

    def _who(self, at: int, line: Called) -> QWidget:
        if not line.choices:
            nobody = label(line.name or "（没有姓名）", "muted")
            nobody.setMaximumWidth(signs(36))
            return nobody
        combo = CodeCombo()
        combo.setAccessibleName(f"第 {at + 1} 行是谁")
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMaximumWidth(signs(36))
        combo.addItem("（不登记这一行）", None)
        for one in line.choices:
            combo.addItem(one.words, one.person)
        combo.setCurrentIndex(max(index_of(combo, line.picked), 0))
        combo.currentIndexChanged.connect(partial(self._picked, at, combo))
        return combo

    def _picked(self, at: int, combo: QComboBox, _: int) -> None:
        person: UUID | None = combo.currentData()
        self.lines[at] = replace(self.lines[at], picked=person)
        words, _tone = STATES[self.lines[at].state]
        item = self.grid.itemAtPosition(at + 1, 5)
        told = item.widget() if item is not None else None
        if told is not None:
            told.setText(words)  # type: ignore[attr-defined]
        self._count()

    def _count(self) -> None:
        states = [line.state for line in self.lines]
        told = [f"{STATES[one][0]} {states.count(one)}" for one in STATES if states.count(one)]
        self.state.setText(f"{len(states)} 行：{'，'.join(told)}" if states else "")
        self.save_button.setEnabled("matched" in states)

    # -- writing ------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Write a visit for every line whose person is certain; the others stay to be looked at."""
        try:
            with self.store.write("接龙登记走访") as writer:
                done = write_lines(writer, self.lines, self.day.text(), self.doer.text())
        except OfficeError as trouble:
            self.words.setText(f"{trouble.what}{trouble.remedy}")
            return
        refused = next((one.problems[0].reason for one in done if one.problems and one.service is None), "")
        told = _told(done)
        self.words.setText(refused)
        if not refused:
            self.lines = [line for line in self.lines if line.picked is None]
            self.paste.blockSignals(True)
            self.paste.setPlainText("\n".join(f"{n}. {line.text}" for n, line in enumerate(self.lines, 1)))
            self.paste.blockSignals(False)
            self._show()
            self.journal.keep()
        self.kept.emit(told)


def _told(done: Sequence[Recorded]) -> str:
    written, already = sum(one.service is not None for one in done), sum(one.already for one in done)
    return f"已登记 {written} 条走访" + (f"，{already} 条以前已登记，没有重复" if already else "") + "。"
