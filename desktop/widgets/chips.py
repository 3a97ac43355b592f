"""Filter chips with live counts; in a low window they keep to one line and the rest of them stands in a menu."""

from collections.abc import Collection

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QWidget

from desktop.theme import sizes
from desktop.widgets.flow import ACROSS, Flow
from desktop.widgets.parts import button, label, leave_air

Key = tuple[str, str]


class Chips(QFrame):
    """Filter chips; several may be on. changed() tells when the choice changes."""

    changed = Signal()

    def __init__(self) -> None:
        """Begin without chips."""
        super().__init__()
        self.setProperty("bar", True)
        self.box = QHBoxLayout(self)
        self.box.setContentsMargins(14, 6, 14, 6)
        self.box.setSpacing(8)
        heading = label("筛选", "field")
        self.chips: dict[Key, QPushButton] = {}
        self.withheld: Collection[Key] = ()
        self.folded = False
        self.clear = button("清除", self.reset, "link")
        self.more = button("更多", lambda: None, "link")
        self.more.setMenu(QMenu(self.more))
        self.more.menu().aboutToShow.connect(self._fill)
        self.total = label("", "muted")
        self.held = QWidget()
        self.held.installEventFilter(self)
        self.flow = Flow(self.held)  # on a second line where the window is narrow
        self.last = (self.more, self.clear)
        for one in self.last:
            self.flow.addWidget(one)
            one.hide()
        for told in (heading, self.total):
            told.setFixedHeight(sizes()["hChip"] + 2)  # as high as the first line of chips
        self.box.addWidget(heading, 0, Qt.AlignmentFlag.AlignTop)
        self.box.addWidget(self.held, 1)
        self.box.addWidget(self.total, 0, Qt.AlignmentFlag.AlignTop)

    def offer(self, key: Key, text: str) -> None:
        """Add a chip, or give it a new text."""
        chip = self.chips.get(key)
        if chip is None:
            chip = button(text, self._toggled)
            chip.setCheckable(True)
            chip.setProperty("chip", True)
            self.chips[key] = chip
            for one in self.last:
                self.flow.removeWidget(one)
            for one in (chip, *self.last):
                self.flow.addWidget(one)
        chip.setText(text)
        chip.setAccessibleName(f"筛选 {text}")
        self._fit()

    def withdraw(self, key: Key) -> None:
        """Take a chip away."""
        chip = self.chips.pop(key, None)
        if chip is not None:
            self.flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
            self._fit()

    def withhold(self, keys: Collection[Key]) -> None:
        """Offer all chips but these for now."""
        self.withheld = keys
        self._fit()

    def chosen(self) -> list[Key]:
        """Return the keys of the chips that are on."""
        return [key for key, chip in self.chips.items() if chip.isChecked()]

    def choose(self, keys: frozenset[Key], *, quietly: bool = False) -> None:
        """Switch on just the chips of these keys; quietly: nobody is told."""
        for key, chip in self.chips.items():
            chip.setChecked(key in keys)
        self._fit()
        if not quietly:
            self.changed.emit()

    def reset(self) -> None:
        """Switch all chips off."""
        self.choose(frozenset())

    def _toggled(self) -> None:
        self._fit()
        self.changed.emit()

    # -- room ---------------------------------------------------------------------------------------------------------

    def fold(self, *, on: bool) -> None:
        """Keep to one line, the rest of the chips in a menu; or take as many lines as they need."""
        if on != self.folded:
            self.folded = on
            leave_air(self, 6, low=on)
            self._fit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Fit the chips to another width."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def _fit(self) -> None:
        self.clear.setVisible(bool(self.chosen()))
        offered = [key for key in self.chips if key not in self.withheld]
        shown = self._fitting(offered) if self.folded else len(offered)
        for key, chip in self.chips.items():
            chip.setVisible(key in offered[:shown])
        self.more.setVisible(shown < len(offered))
        on = sum(self.chips[key].isChecked() for key in offered[shown:])
        self.more.setText(f"更多 {len(offered) - shown}" + (f"（已选 {on}）" if on else ""))

    def _fitting(self, offered: list[Key]) -> int:
        """Return how many chips have room in one line, with the menu behind them if that is not all."""
        room = self.held.width() - (0 if self.clear.isHidden() else self.clear.sizeHint().width() + ACROSS)
        wide = [self.chips[key].sizeHint().width() + ACROSS for key in offered]
        if sum(wide) <= room + ACROSS:
            return len(wide)
        room -= self.more.sizeHint().width()
        return max((n for n in range(len(wide)) if sum(wide[:n]) <= room), default=0)

    def _fill(self) -> None:
        """Offer in the menu what has no room in the line."""
        menu = self.more.menu()
        menu.clear()
        for key, chip in self.chips.items():
            if chip.isHidden() and key not in self.withheld:
                action = menu.addAction(chip.text(), chip.click)
                action.setCheckable(True)
                action.setChecked(chip.isChecked())
