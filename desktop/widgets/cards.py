"""Cards with one figure that open their list; they stand in as many columns as the width holds."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.theme import icon, set_look, sizes
from desktop.widgets.parts import label

GAP = 10


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
    """A card: heading with a picture, the figure, a remark."""

    def __init__(self, heading: str, picture: str) -> None:
        """Begin without a figure."""
        super().__init__()
        self.heading = heading
        self.setProperty("card", True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(heading)
        self.figure, self.unit, self.side = label("", "kpi"), label("", "muted"), label("", "caption")
        drawn = QLabel()
        side = sizes()["fBase"] + 2
        drawn.setPixmap(icon(picture, "ink2").pixmap(side, side))
        self.unit.setContentsMargins(0, 0, 0, self.figure.fontMetrics().descent())
        top, foot = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(6)
        for widget in (drawn, label(heading, "muted")):
            top.addWidget(widget)
        top.addStretch(1)
        for widget in (self.figure, self.unit):
            foot.addWidget(widget, alignment=Qt.AlignmentFlag.AlignBottom)
        foot.addStretch(1)
        foot.addWidget(self.side, alignment=Qt.AlignmentFlag.AlignVCenter)
        self.box = box = QVBoxLayout(self)
        box.setContentsMargins(14, 6, 14, 4)
        box.setSpacing(0)
        box.addLayout(top)
        box.addLayout(foot)
        for one in self.findChildren(QLabel):
            one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def tell(self, told: Told) -> None:
        """Show a figure."""
        self.figure.setText(told.figure)
        self.unit.setText(told.unit)
        self.side.setText(told.side)
        set_look(self.figure, "tone", "danger" if told.alarm else "")
        set_look(self.side, "tone", told.tone)
        self.setAccessibleName(f"{self.heading} {told.figure} {told.unit} {told.side}，回车打开名单".strip())

    def wanted(self) -> int:
        """Return the width at which nothing of it is cut."""
        return self.box.sizeHint().width() + 6


class CardRow(QWidget):
    """Cards in a grid whose number of columns follows the width. opened(name): a card was chosen."""

    opened = Signal(str)

    def __init__(self) -> None:
        """Begin without a card."""
        super().__init__()
        self.cards: dict[str, CardButton] = {}
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(GAP)

    def add(self, name: str, heading: str, picture: str) -> None:
        """Add a card."""
        card = CardButton(heading, picture)
        card.clicked.connect(lambda _checked=False: self.opened.emit(name))
        self.cards[name] = card
        self.arrange()

    def tell(self, name: str, told: Told) -> None:
        """Show a figure on a card."""
        self.cards[name].tell(told)
        self.arrange()

    def arrange(self) -> None:
        """Give the cards as many columns as the widest of them allows."""
        cards = list(self.cards.values())
        widest = max((card.wanted() for card in cards), default=1)
        columns = max(1, min(len(cards), (self.width() + GAP) // (widest + GAP)))
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
