"""A word at the lower left of a page about what was just done, with 撤销 where it can be taken back."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.widgets.parts import button, label

MARGIN, GAP = 14, 4
SHOWN = 8_000
"""Milliseconds for which it is to be read."""


class Toast(QFrame):
    """A word at the lower left of the table, with 撤销; gone after eight seconds."""

    undo = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Float over a parent."""
        super().__init__(parent)
        self.page = parent
        self.setObjectName("toast")
        box = QHBoxLayout(self)
        box.setContentsMargins(MARGIN, 8, MARGIN, 8)
        self.words = label("", "")
        self.words.setProperty("role", "toast")
        self.action = button("撤销 (Ctrl+Z)", self._undo, "link")
        box.addWidget(self.words)
        box.addWidget(self.action)
        self.timer = QTimer(self, singleShot=True, interval=SHOWN)
        self.timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def tell(self, text: str, *, undoable: bool) -> None:
        """Show a text."""
        self.words.setText(text)
        self.action.setVisible(undoable)
        self._place()
        self.show()
        self.raise_()
        self.timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Go with the page: back on it, what was said is no longer what 撤销 would take back."""
        super().hideEvent(event)
        self.hide()

    def _place(self) -> None:
        """Stand at the lower left of the page, inside it, in lines if need be, and above the buttons that are there."""
        page = self.page
        self.words.setWordWrap(False)
        room = page.width() - 2 * MARGIN
        if self.sizeHint().width() > room:
            self.words.setWordWrap(True)
            self.resize(room, self.heightForWidth(room))
        else:
            self.adjustSize()
        spot = QRect(QPoint(MARGIN, page.height() - MARGIN - self.height()), self.size())
        there = [QRect(one.mapTo(page, QPoint(0, 0)), one.size()) for one in self._buttons()]
        for one in sorted(there, key=QRect.bottom, reverse=True):
            if one.intersects(spot):
                spot.moveBottom(one.top() - GAP)
        self.move(spot.topLeft() if spot.top() >= page.height() // 2 else QPoint(MARGIN, page.height() - self.height()))

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        """Stay at the lower left of a page that grows or shrinks."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _buttons(self) -> list[QPushButton]:
        every = self.page.findChildren(QPushButton)
        return [
            one for one in every if one.isVisible() and not one.visibleRegion().isEmpty() and one is not self.action
        ]

    def _undo(self) -> None:
        self.hide()
        self.undo.emit()
