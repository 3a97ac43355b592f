"""The card of a person at the desk: household, open items, due visit, last visit, whom to call. Closes by itself."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from db.work.glancing import Glance
from desktop.theme import sizes
from desktop.widgets.parts import button, empty_layout, label, scrolled

OPEN_FOR = 60_000
"""Milliseconds until the card closes: the next one in the queue must not read it."""


class GlanceCard(QFrame):
    """One person on a card. opened(id): the record is wanted; revealed(): whole numbers are; left(): it is over."""

    opened = Signal(object)
    revealed = Signal()
    left = Signal()

    def __init__(self) -> None:
        """Begin hidden."""
        super().__init__()
        self.setAccessibleName("窗口速览")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(16, 12, 16, 12)
        self.box.setSpacing(6)
        self.timer = QTimer(self, singleShot=True, interval=OPEN_FOR)
        self.timer.timeout.connect(self.left)
        self.shown: Glance | None = None
        self.hide()

    def tell(self, glance: Glance) -> None:
        """Show a person."""
        empty_layout(self.box)
        self.shown = glance
        head = QHBoxLayout()
        head.addWidget(label(glance.name, "title"))
        head.addWidget(label(glance.about, "muted"))
        if glance.namesakes:
            head.addWidget(label(f"同名还有 {glance.namesakes} 人，请核对年龄和住址", "caption", "warn"))
        head.addStretch(1)
        self.box.addLayout(head)
        inner = QWidget()
        inner.setLayout(self._lines(glance))
        self.area = scrolled(inner, f"{glance.name}的情况")
        self.box.addWidget(self.area, 1)
        foot = QHBoxLayout()
        foot.addWidget(label("一分钟后自动关闭，Esc 关闭", "hint"))
        foot.addStretch(1)
        foot.addWidget(button("显示号码", self.revealed.emit))
        foot.addWidget(button("打开资料 Enter", lambda: self.opened.emit(glance.person), "primary"))
        self.box.addLayout(foot)
        self.show()
        self.timer.start()

    def _lines(self, glance: Glance) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        lines: list[tuple[str, Sequence[str], str]] = [
            ("住址", [glance.home], ""),
            ("类别", ["、".join(glance.tags)], ""),
            ("电话", [glance.phone], ""),
            ("同户", [one.words for one in glance.household], ""),
            ("应访", [glance.due], "danger" if glance.late else ""),
            ("上次走访", [glance.visit], ""),
            ("未办事项", glance.needs, "warn"),
            ("可联系", glance.contacts, ""),
            ("责任人", [glance.keeper], ""),
        ]
        for at, (heading, words, tone) in enumerate(lines):
            told = label("\n".join(word for word in words if word) or "—", "", tone)
            told.setWordWrap(True)
            grid.addWidget(label(heading, "field"), at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(told, at, 1)
        return grid

    def fit(self, width: int, room: int) -> None:
        """Be as high as everything told needs at a width, but no higher than the room: the lines scroll then."""
        inner = self.area.widget()
        margins = self.box.contentsMargins()
        lines = inner.heightForWidth(width - margins.left() - margins.right())
        self.area.setFixedHeight(lines)
        self.box.activate()
        self.area.setFixedHeight(max(sizes()["row"], lines - max(self.box.sizeHint().height() - room, 0)))

    def turn(self, step: int) -> None:
        """Show the lines below or above that have no room."""
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.value() + step * sizes()["row"])

    def forget(self) -> None:
        """Hide the card and let go of what it showed."""
        self.timer.stop()
        self.shown = None
        empty_layout(self.box)
        self.hide()
