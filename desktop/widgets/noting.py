"""The line under a timeline: what was done, in one sentence; Enter keeps it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from db.work.casework import notes_of
from db.work.facts import Facts
from desktop.theme import sizes
from desktop.widgets.editors import PickList
from desktop.widgets.parts import bar, button, label


class NoteLine(QFrame):
    """One line to note with. noted(action, text): Enter was pressed."""

    noted = Signal(object, str)

    def __init__(self) -> None:
        """Begin without a case."""
        super().__init__()
        self.action = PickList(())
        self.action.setAccessibleName("记录什么")
        self.text = QLineEdit()
        self.text.setAccessibleName("补充记录")
        self.text.setMaximumWidth(2 * sizes()["side"])
        self.text.returnPressed.connect(self.keep)
        self.save = button("保存", self.keep)
        self.wrong = label("", "error")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(bar(self.action, self.text, self.save, None, margins=(0, 4, 0, 4), line=False))
        box.addWidget(self.wrong)
        self.offered: list[object] = []

    def offer(self, facts: Facts) -> None:
        """Offer what may be noted of a case now."""
        offered = list(notes_of(facts))
        if offered != self.offered:
            self.offered = list(offered)
            self.action.clear()
            for one in offered:
                self.action.addItem(one.label, one)
        for widget in (self.action, self.text, self.save):
            widget.setEnabled(bool(offered))
        self.text.setPlaceholderText("写一句办理情况，Enter 保存" if offered else "受理之后、办结之前可以补充记录")
        self.wrong.hide()

    def unsaved_texts(self) -> dict[str, Any]:
        """Return the note begun, as a draft keeps it."""
        return {"text": self.text.text()} if self.text.text().strip() else {}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show a note that was begun."""
        self.text.setText(str(kept.get("text", "")))

    def keep(self) -> None:
        """Hand the note over."""
        if self.action.currentData() is not None:
            self.noted.emit(self.action.currentData(), self.text.text())

    def say(self, words: str) -> None:
        """Tell why it was not kept."""
        self.wrong.setText(words)
        self.wrong.show()
