"""Lines between strip and page: what was not saved when the program ended, what went wrong; they wait for an answer."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.theme import sizes
from desktop.widgets.parts import button, empty_layout, label

Choice = tuple[str, Callable[[], object]]


MOST = 2
"""Lines at once, one in a low window: those behind come when one is answered, and the page keeps its room."""

LOW = 17
"""Rows of a table in the height of a window that is low."""


class Notices(QWidget):
    """A stack of banners; hidden while there is nothing to tell."""

    def __init__(self) -> None:
        """Begin with nothing to tell."""
        super().__init__()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(0)
        self.lines: list[tuple[QFrame, QLabel]] = []
        self.hide()

    def tell(self, words: str, choices: Sequence[Choice] = (), banner: str = "warn") -> None:
        """Show a sentence with what can be done about it; any choice takes the line away.

        banner: warn, danger or info.
        """
        if any(frame.accessibleName() == words for frame, _ in self.lines):  # a full disk is met every two seconds
            return
        told = label(words)
        told.setWordWrap(True)
        told.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        line = QFrame()
        line.setAccessibleName(words)
        line.setProperty("banner", banner)
        box = QHBoxLayout(line)
        box.setContentsMargins(14, 4, 8, 4)
        rest = label("", "caption")
        box.addWidget(told, 1)
        box.addWidget(rest)
        for text, do in choices or (("知道了", lambda: None),):
            box.addWidget(button(text, partial(self._chosen, line, do)))
        if banner == "danger":
            box.addWidget(button("复制详情", lambda: QApplication.clipboard().setText(words), "link"))
        at = 0 if banner == "danger" else len(self.lines)
        self.box.insertWidget(at, line)
        self.lines.insert(at, (line, rest))
        self._arrange()

    def _arrange(self) -> None:
        """Show the first lines; the last of them says how many wait behind it."""
        most = 1 if self.window().height() < LOW * sizes()["row"] else MOST
        behind = len(self.lines) - most
        for at, (line, rest) in enumerate(self.lines):
            line.setVisible(at < most)
            rest.setVisible(at == most - 1 and behind > 0)
            rest.setText(f"后面还有 {behind} 条")
        self.setVisible(bool(self.lines))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as the window has room for."""
        super().resizeEvent(event)
        self._arrange()

    def _chosen(self, line: QWidget, do: Callable[[], object]) -> None:
        self.lines = [one for one in self.lines if one[0] is not line]
        self.box.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._arrange()
        do()

    def forget(self) -> None:
        """Take everything away."""
        empty_layout(self.box)
        self.lines = []
        self.hide()
