"""Filter chips with live counts above a list."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.theme import sizes
from desktop.widgets.flow import Flow
from desktop.widgets.parts import button, label


class Chips(QFrame):
    """Filter chips with live counts; several may be on. changed() tells when the choice changes."""

    changed = Signal()

    def __init__(self) -> None:
        """Begin without chips."""
        super().__init__()
        self.setProperty("bar", True)
        self.box = QHBoxLayout(self)
        self.box.setContentsMargins(14, 6, 14, 6)
        self.box.setSpacing(8)
        heading = label("筛选", "field")
        self.chips: dict[tuple[str, str], QPushButton] = {}
        self.clear = button("清除", self.reset, "link")
        self.total = label("", "muted")
        held = QWidget()
        self.flow = Flow(held)  # on a second line where the window is small
        self.flow.addWidget(self.clear)
        for one in (heading, self.total):
            one.setFixedHeight(sizes()["hChip"] + 2)  # as high as the first line of chips
        self.box.addWidget(heading, 0, Qt.AlignmentFlag.AlignTop)
        self.box.addWidget(held, 1)
        self.box.addWidget(self.total, 0, Qt.AlignmentFlag.AlignTop)
        self.clear.hide()

    def offer(self, key: tuple[str, str], text: str) -> None:
        """Add a chip, or give it a new text."""
        chip = self.chips.get(key)
        if chip is None:
            chip = button(text, self._toggled)
            chip.setCheckable(True)
            chip.setProperty("chip", True)
            self.chips[key] = chip
            self.flow.removeWidget(self.clear)
            self.flow.addWidget(chip)
            self.flow.addWidget(self.clear)
        chip.setText(text)
        chip.setAccessibleName(f"筛选 {text}")

    def withdraw(self, key: tuple[str, str]) -> None:
        """Take a chip away."""
        chip = self.chips.pop(key, None)
        if chip is not None:
            self.flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()

    def chosen(self) -> list[tuple[str, str]]:
        """Return the keys of the chips that are on."""
        return [key for key, chip in self.chips.items() if chip.isChecked()]

    def choose(self, keys: frozenset[tuple[str, str]], *, quietly: bool = False) -> None:
        """Switch on just the chips of these keys; quietly: nobody is told."""
        for key, chip in self.chips.items():
            chip.setChecked(key in keys)
        self.clear.setVisible(bool(self.chosen()))
        if not quietly:
            self.changed.emit()

    def reset(self) -> None:
        """Switch all chips off."""
        self.choose(frozenset())

    def _toggled(self) -> None:
        self.clear.setVisible(bool(self.chosen()))
        self.changed.emit()
