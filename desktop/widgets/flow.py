"""A layout like text: widgets side by side, on a new line where room ends."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

ACROSS, DOWN = 8, 4


class Flow(QLayout):
    """Lays widgets out in lines; its height follows from its width."""

    def __init__(self, parent: QWidget) -> None:
        """Lay out a widget."""
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item in."""
        self.items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self.items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item; None beyond the last."""
        return self.items[index] if 0 <= index < len(self.items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        """Let go of an item."""
        return self.items.pop(index) if 0 <= index < len(self.items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Ask for no more room than needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at a width."""
        return self._lay(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put every widget at its place."""
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def sizeHint(self) -> QSize:
        """Ask for the widest widget at least."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the size of the largest widget."""
        sizes = [item.sizeHint() for item in self.items]
        return QSize(max((one.width() for one in sizes), default=0), max((one.height() for one in sizes), default=0))

    def _lay(self, rect: QRect, *, move: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self.items:
            if item.isEmpty():  # hidden
                continue
            wanted = item.sizeHint()
            if x > rect.x() and x + wanted.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + DOWN, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), wanted))
            x += wanted.width() + ACROSS
            line = max(line, wanted.height())
        return y + line - rect.y()
