"""Bars over the preview: what stops the print and the ways on; turning the stack; going on after a jam."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from db.trouble import OfficeError
from desktop.printing.form import Missing
from desktop.printing.passes import Pass
from desktop.printing.press import MissingGlyphs
from desktop.theme import set_look
from desktop.widgets.parts import bar, button, label, steady

TOLD = 5
TURN = "第一面已送打印机。印完后整叠取出，不打乱、不翻转，印好的一面按打印机说明放回纸盒，再点“印另一面”。"


class TroubleBar(QFrame):
    """Why nothing can be printed, or what to know before. decided(missing): how to print characters without a glyph."""

    decided = Signal(Missing)

    def __init__(self) -> None:
        """Begin hidden."""
        super().__init__()
        self.setProperty("banner", "danger")
        self.words = label()
        self.words.setWordWrap(True)
        self.ways = QWidget()
        line = QHBoxLayout(self.ways)
        line.setContentsMargins(0, 0, 0, 0)
        for way in Missing:
            line.addWidget(button(way.label, partial(self.decided.emit, way)))
        line.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 8, 14, 8)
        box.addWidget(self.words)
        box.addWidget(self.ways)
        self.hide()

    def tell(self, trouble: OfficeError | None, long: Sequence[str]) -> None:
        """Show what stops the print; else the texts that stand whole in notes below the table; else nothing."""
        words = f"{trouble.what}{trouble.remedy}" if trouble else ""
        if not words and long:
            more = f"等 {len(long)} 处" if len(long) > TOLD else ""
            named = "；".join(text.partition("：")[0] for text in long[:TOLD])
            words = f"这些文字格子里放不下，全文印在表后：{named}{more}。"
        set_look(self, "banner", "danger" if trouble else "warn")
        self.words.setText(words)
        self.ways.setVisible(isinstance(trouble, MissingGlyphs))
        self.setVisible(bool(words))


class TurnBar(QFrame):
    """After a print: the other side by hand, or from which page on after a jam. go(); resume(page)."""

    go = Signal()
    resume = Signal(int)

    def __init__(self) -> None:
        """Begin hidden."""
        super().__init__()
        self.setProperty("banner", "info")
        self.rounds: tuple[Pass, ...] = ()
        self.words = label()
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.turn = button("印另一面", self.go.emit, "primary")
        self.page = steady(QSpinBox())
        self.page.setAccessibleName("从第几页接着打")
        self.page.setPrefix("从第 ")
        self.page.setSuffix(" 页")
        self.jam = button("接着打", lambda: self.resume.emit(self.page.value()))
        close = button("关闭", self.clear, "link")
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 4, 14, 4)
        box.addWidget(self.words)
        box.addWidget(bar(self.turn, self.page, self.jam, None, close, margins=(0, 0, 0, 0), line=False))
        self.hide()

    def wait_for(self, rounds: tuple[Pass, ...], pages: int) -> None:
        """Keep the rounds that come after the one being printed; pages: how many there are to go on from."""
        self.rounds = rounds
        self.page.setRange(1, max(pages, 1))
        self.hide()

    def take(self) -> tuple[Pass, ...]:
        """Return the rounds that wait."""
        return self.rounds

    def show_now(self) -> None:
        """Offer what comes next."""
        waits = bool(self.rounds)
        self.words.setText(TURN if waits else "卡纸或缺页时，编号不变：")
        self.turn.setVisible(waits)
        self.page.setVisible(not waits)
        self.jam.setVisible(not waits)
        self.show()

    def clear(self) -> None:
        """Forget what waits."""
        self.rounds = ()
        self.hide()
