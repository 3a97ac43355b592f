"""Lines between strip and page: what was not saved when the program ended, what went wrong; they wait for an answer."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.widgets.parts import button, empty_layout, label

Choice = tuple[str, Callable[[], object]]


class Notices(QWidget):
    """A stack of banners; hidden while there is nothing to tell."""

    def __init__(self) -> None:
        """Begin with nothing to tell."""
        super().__init__()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(0)
        self.hide()

    def tell(self, words: str, choices: Sequence[Choice] = (), banner: str = "warn") -> None:
        """Show a sentence with what can be done about it; any choice takes the line away.

        banner: warn, danger or info.
        """
        told = label(words)
        told.setWordWrap(True)
        told.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        line = QFrame()
        line.setProperty("banner", banner)
        box = QHBoxLayout(line)
        box.setContentsMargins(14, 4, 8, 4)
        box.addWidget(told, 1)
        for text, do in choices or (("知道了", lambda: None),):
            box.addWidget(button(text, partial(self._chosen, line, do)))
        if banner == "danger":
            box.addWidget(button("复制详情", lambda: QApplication.clipboard().setText(words), "link"))
        self.box.addWidget(line)
        self.show()

    def _chosen(self, line: QWidget, do: Callable[[], object]) -> None:
        self.box.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.setVisible(self.box.count() > 0)
        do()

    def forget(self) -> None:
        """Take everything away."""
        empty_layout(self.box)
        self.hide()
