"""Cards with one figure that open their list; they stand in as many columns as the width holds."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.theme import icon, set_look, sizes
from desktop.widgets.parts import label

GAP = 10
ROOMY, TIGHT, QUIET = (14, 6, 14, 4), (8, 6, 8, 4), (6, 0, 6, 0)
"""Room around what a card says: left, above, right, below; tight where one row of them would not fit else."""


@dataclass(frozen=True)
class Told:
    """What a card says: the figure, its unit, a remark at the side and its tone (danger, warn, ok or none)."""

    figure: str
    unit: str
    side: str = ""
    tone: str = ""
    alarm: bool = False
    """The figure itself is red."""


class CardButton(QPushButton):
    """A card: heading with a picture, the figure, a remark. A quiet one says it in one line without a frame."""

    def __init__(self, heading: str, picture: str, *, quiet: bool = False) -> None:
        """Begin without a figure."""
        super().__init__()
        self.heading = heading
        self.setProperty("card", "quiet" if quiet else True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(heading)
        self.figure, self.unit, self.side = label("", "" if quiet else "kpi"), label("", "muted"), label("", "caption")
        drawn = QLabel()
        side = sizes()["fBase"] + 2
        drawn.setPixmap(icon(picture, "ink2").pixmap(side, side))
        self.box = box = QVBoxLayout(self)
        box.setSpacing(0)
        parts = (drawn, label(heading, "muted"))
        self._in_line(parts) if quiet else self._in_two(parts)
        self.pad(QUIET if quiet else ROOMY)
        for one in self.findChildren(QLabel):
            one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _in_line(self, parts: tuple[QLabel, QLabel]) -> None:
        line = QHBoxLayout()
        line.setSpacing(6)
        for widget in (*parts, self.figure, self.unit, self.side):
            line.addWidget(widget)
        line.addStretch(1)
        self.box.addLayout(line)

    def _in_two(self, parts: tuple[QLabel, QLabel]) -> None:
        self.unit.setContentsMargins(0, 0, 0, self.figure.fontMetrics().descent())
        top, foot = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(6)
        foot.setSpacing(4)
        for widget in parts:
            top.addWidget(widget)
        top.addStretch(1)
        for widget in (self.figure, self.unit):
            foot.addWidget(widget, alignment=Qt.AlignmentFlag.AlignBottom)
        foot.addStretch(1)
        foot.addWidget(self.side, alignment=Qt.AlignmentFlag.AlignVCenter)
        self.box.addLayout(top)
        self.box.addLayout(foot)

    def pad(self, margins: tuple[int, int, int, int]) -> None:
        """Leave so much room around what it says."""
        self.box.setContentsMargins(*margins)

    def tell(self, told: Told) -> None:
        """Show a figure."""
        self.figure.setText(told.figure)
        self.unit.setText(told.unit)
        self.side.setText(told.side)
        set_look(self.figure, "tone", "danger" if told.alarm else "")
        set_look(self.side, "tone", told.tone)
        if self.property("card") == "quiet":
            self.setMinimumWidth(self.wanted())
        self.setAccessibleName(f"{self.heading} {told.figure} {told.unit} {told.side}，回车打开名单".strip())

    def wanted(self) -> int:
        """Return the width at which nothing of it is cut."""
        self.box.invalidate()
        self.box.activate()  # what was just said counts at once, not from the next event on
        return self.box.sizeHint().width() + 6


class CardRow(QWidget):
    """Cards in a grid whose number of columns follows the width, quiet ones in a line below.

    opened(name): a card was chosen.
    """

    opened = Signal(str)

    def __init__(self) -> None:
        """Begin without a card."""
        super().__init__()
        self.cards: dict[str, CardButton] = {}
        self.loud: list[CardButton] = []
        self.quiet = QWidget()
        """The quiet cards; they stand below the others until the page gives them another place."""
        self.grid, self.line = QGridLayout(), QHBoxLayout(self.quiet)
        self.grid.setSpacing(GAP)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.box = box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(self.grid)
        box.addWidget(self.quiet, alignment=Qt.AlignmentFlag.AlignLeft)

    def add(self, name: str, heading: str, picture: str, *, quiet: bool = False) -> None:
        """Add a card."""
        card = CardButton(heading, picture, quiet=quiet)
        if quiet:
            self.line.addWidget(card)
        else:
            self.loud.append(card)
        card.clicked.connect(lambda _checked=False: self.opened.emit(name))
        self.cards[name] = card
        self.arrange()

    def tell(self, name: str, told: Told) -> None:
        """Show a figure on a card."""
        self.cards[name].tell(told)
        self.arrange()

    def arrange(self) -> None:
        """Give the cards as many columns as the widest of them allows."""
        cards = self.loud
        for margins in (ROOMY, TIGHT):
            for card in cards:
                card.pad(margins)
            widest = max((card.wanted() for card in cards), default=1)
            columns = max(1, min(len(cards), (self.width() + GAP) // (widest + GAP)))
            if columns == len(cards):
                break
        rows = -(-len(cards) // columns)
        columns = -(-len(cards) // rows)  # 3 and 2 rather than 4 and 1
        for at, card in enumerate(cards):
            self.grid.addWidget(card, at // columns, at % columns)
        for column in range(len(cards)):
            self.grid.setColumnStretch(column, 1 if column < columns else 0)
        self.setMinimumWidth(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the cards anew."""
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Arrange the cards anew where the type size changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.arrange()
