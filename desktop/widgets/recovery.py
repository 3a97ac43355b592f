"""The recovery code on the screen, once: print it, save it, type two of its groups back. checked() when they fit."""

from collections.abc import Callable
from unicodedata import normalize

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.widgets.parts import bar, button, label

ASKED = (2, 7)
"""Which groups are typed back, counted from 1."""


class RecoveryCheck(QWidget):
    """Shows a code and does not let go of it before two groups were typed back."""

    checked = Signal()

    def __init__(self, code: str, printed: Callable[[], str], saved: Callable[[], str]) -> None:
        """Show a code; `printed` and `saved` bring the sheet out and say so."""
        super().__init__()
        self.groups = code.split("-")
        half = len(self.groups) // 2
        shown = label("  ".join(self.groups[:half]) + "\n" + "  ".join(self.groups[half:]), "title")
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        shown.setAccessibleName(f"恢复码 {' '.join(self.groups)}")
        told = label("忘了口令只有它能打开数据，它不会再显示第二次。请打印出来封存，不要和电脑放在一起。", "muted")
        asked = label(f"照着打印好的恢复单，输入第 {ASKED[0]} 组和第 {ASKED[1]} 组：", "muted")
        self.fields = [QLineEdit() for _ in ASKED]
        for field, number in zip(self.fields, ASKED, strict=True):
            field.setPlaceholderText(f"第 {number} 组，4 个字符")
            field.setAccessibleName(f"恢复码第 {number} 组")
            field.returnPressed.connect(self.check)
        self.fault, self.told = label("", "error"), label("", "muted")
        for one in (self.told, told, asked, self.fault):
            one.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        out = (
            button("打印恢复单", lambda: self.told.setText(printed()), "", "print"),
            button("另存为 PDF", lambda: self.told.setText(saved())),
        )
        for part in (shown, told, bar(*out, None, margins=(0, 0, 0, 0), line=False), self.told, asked):
            box.addWidget(part)
        box.addWidget(bar(*self.fields, margins=(0, 0, 0, 0), line=False))
        box.addWidget(self.fault)
        box.addWidget(button("核对", self.check, "primary"))

    def check(self) -> None:
        """Compare what was typed; the first field goes on to the second."""
        typed = [normalize("NFKC", field.text()).strip().upper() for field in self.fields]
        wrong = [at for at, number in enumerate(ASKED) if typed[at] != self.groups[number - 1]]
        if not wrong:
            self.checked.emit()
            return
        if typed[wrong[0]]:
            self.fault.setText(f"第 {ASKED[wrong[0]]} 组没有对上，请照着恢复单再输一次。")
        self.fields[wrong[0]].setFocus()
        self.fields[wrong[0]].selectAll()
