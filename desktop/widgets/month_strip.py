"""The days of a month in one line, each with how many visits it has; a click or the arrows choose one."""

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton

from desktop.theme import icon, set_look, sizes
from desktop.widgets.parts import label

NARROW = 72
"""Width in signs below which the month is named shortly."""
LONGEST = 31
"""Days of the longest month."""


class Day(QPushButton):
    """One day. went(step): Left or Right go to its neighbours, Home and End to the first and the last."""

    went = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the strip."""
        keys = Qt.Key
        ways = {keys.Key_Left: -1, keys.Key_Right: 1, keys.Key_Home: -LONGEST, keys.Key_End: LONGEST}
        step = ways.get(keys(event.key()), 0)
        if step:
            self.went.emit(step)
        else:
            super().keyPressEvent(event)


class MonthStrip(QFrame):
    """‹ 2026年11月 › 1 2 3 …; chosen(): days were chosen or let go (`span`). turned(): another month is shown."""

    chosen = Signal()
    turned = Signal()

    def __init__(self, today: date) -> None:
        """Show the month of a day."""
        super().__init__()
        self.setProperty("bar", True)
        self.today, self.first = today, today.replace(day=1)
        self.span: tuple[date, date] | None = None
        """The first and the last day chosen: a click chooses one, a week comes from another page."""
        box = QHBoxLayout(self)
        box.setContentsMargins(8, 2, 8, 4)
        box.setSpacing(0)
        self.heading = label("", "section")
        back, on = self._arrow("left", "上一月", -1), self._arrow("right", "下一月", 1)
        for part in (back, self.heading, on):
            box.addWidget(part)
        box.addSpacing(sizes()["fCaption"] // 2)
        self.days = [self._made(number) for number in range(1, LONGEST + 1)]
        for one in self.days:
            box.addWidget(one, 1)
        self.tell({})

    def _arrow(self, picture: str, name: str, step: int) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon(picture))
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.clicked.connect(lambda _checked=False: self._turn(step))
        return made

    def _made(self, number: int) -> Day:
        made = Day(str(number))
        made.setAccessibleName(f"{number}日")
        made.setAutoDefault(False)
        made.setCheckable(True)
        made.setProperty("day", "yes")
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setMinimumWidth(made.fontMetrics().horizontalAdvance("30"))
        made.clicked.connect(lambda _checked=False: self._choose(number))
        made.went.connect(lambda step: self._walk(number + step))
        return made

    def _walk(self, number: int) -> None:
        """Give the keyboard to a day of the month."""
        number = max(1, min(number, self.month()[1].day))
        self._stop_at(number)
        self.days[number - 1].setFocus()

    def _stop_at(self, number: int) -> None:
        """Let Tab stop at one day of the strip only: from there the arrows go on."""
        for at, one in enumerate(self.days, 1):
            stops = at == number
            one.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stops else Qt.FocusPolicy.ClickFocus)

    def month(self) -> tuple[date, date]:
        """Return the first and the last day shown."""
        return self.first, (self.first + timedelta(days=32)).replace(day=1) - timedelta(days=1)

    def show_span(self, span: tuple[date, date] | None) -> None:
        """Choose days without telling anybody; their month comes into sight."""
        self.span = span
        if span is not None:
            self.first = span[1].replace(day=1)

    def _is_chosen(self, day: date) -> bool:
        return self.span is not None and self.span[0] <= day <= self.span[1]

    def tell(self, counts: Mapping[date, int]) -> None:
        """Show how many visits each day has: bold where there are some."""
        last = self.month()[1]
        self._name()
        likely = (self.span[1] if self.span else self.today, self.today, self.first)
        self._stop_at(next(one for one in likely if self.first <= one <= last).day)
        for number, one in enumerate(self.days, 1):
            one.setVisible(number <= last.day)
            if number > last.day:
                continue
            day = self.first.replace(day=number)
            count = counts.get(day, 0)
            words = f"{day.month}月{number}日，{count} 条"
            one.setToolTip(words + ("，今天" if day == self.today else ""))
            one.setAccessibleName(words)
            one.setChecked(self._is_chosen(day))
            set_look(one, "day", "today" if day == self.today else "some" if count else "none")

    def _name(self) -> None:
        """Name the month, shortly in a small window: the days need the room."""
        words = f"{self.first.year}年{self.first.month}月"
        narrow = self.width() < NARROW * self.fontMetrics().horizontalAdvance("字")
        self.heading.setText(f"{self.first.month}月" if narrow else words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name the month as there is room."""
        super().resizeEvent(event)
        self._name()

    def _choose(self, number: int) -> None:
        day = self.first.replace(day=number)
        self.span = None if self.span == (day, day) else (day, day)
        for at, one in enumerate(self.days, 1):
            one.setChecked(at <= self.month()[1].day and self._is_chosen(self.first.replace(day=at)))
        self._stop_at(number)
        self.chosen.emit()

    def _turn(self, step: int) -> None:
        self.first = (self.first + timedelta(days=32 if step > 0 else -1)).replace(day=1)
        self.span = None
        self.turned.emit()
        self.chosen.emit()
