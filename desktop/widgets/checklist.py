"""The check-list of a visit (健康, 精神, 安全, 水电燃气): one line an item, answered by one digit, with a note."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QWidget

from db.store.reader import Reader
from db.store.store import Store
from db.work.recording import NORMAL, ODD
from desktop.widgets.editors import EnterMoves, PickList
from desktop.widgets.headings import heading
from desktop.widgets.parts import button, index_of, label

ANSWERS = ((NORMAL, NORMAL), (ODD, ODD))


class NumberedPick(PickList):
    """A choice whose entries are also picked by their place: 1, 2, 3; 0 empties it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go by digits, else by initials."""
        digit = event.text()
        if digit.isascii() and digit.isdigit():
            if int(digit) < self.count():
                self.setCurrentIndex(int(digit))
            return
        super().keyPressEvent(event)


class CheckList(QWidget):
    """Rows of the code set `finding_item`. edited(): the clerk changed one."""

    edited = Signal()

    def __init__(self, store: Store, enter: EnterMoves) -> None:
        """Make a row for every item in use."""
        super().__init__()
        self.picks: dict[str, NumberedPick] = {}
        self.notes: dict[str, QLineEdit] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 4, 14, 10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        self.all_normal: QPushButton = button("全部正常", self._normal, "link")
        grid.addWidget(label("探访问项　1 正常　2 异常", "field"), 0, 0, 1, 2)
        grid.addWidget(self.all_normal, 0, 2, alignment=Qt.AlignmentFlag.AlignRight)
        with store.read() as reader:
            items = items_of(reader)
        for at, (code, text) in enumerate(items, 1):
            self._row(grid, at, code, (text, enter))

    def _row(self, grid: QGridLayout, at: int, code: str, of: tuple[str, EnterMoves]) -> None:
        text, enter = of
        pick, note = NumberedPick(ANSWERS), QLineEdit()
        pick.setMinimumContentsLength(3)
        pick.setAccessibleName(text)
        note.setAccessibleName(f"{text}说明")
        note.setPlaceholderText("说明")
        pick.currentIndexChanged.connect(lambda _: self.edited.emit())
        note.textEdited.connect(lambda _: self.edited.emit())
        for column, one in enumerate((heading(text, pick), pick, note)):
            grid.addWidget(one, at, column)
        for one in (pick, note):
            one.installEventFilter(enter)
        self.picks[code], self.notes[code] = pick, note

    def _normal(self) -> None:
        """Answer every item that has no answer yet."""
        for pick in self.picks.values():
            if not pick.currentData():
                pick.setCurrentIndex(1)

    def show_answers(self, answers: Mapping[str, tuple[str, str]]) -> None:
        """Show what was found."""
        for code, pick in self.picks.items():
            answer, note = answers.get(code, ("", ""))
            pick.blockSignals(True)
            if answer and index_of(pick, answer) < 0:
                pick.addItem(answer, answer)
            pick.setCurrentIndex(max(index_of(pick, answer), 0))
            pick.blockSignals(False)
            self.notes[code].setText(note)

    def answers(self) -> dict[str, tuple[str, str]]:
        """Return {item: (answer, note)} of all items."""
        return {code: (pick.currentData() or "", self.notes[code].text().strip()) for code, pick in self.picks.items()}


def items_of(reader: Reader) -> list[tuple[str, str]]:
    """Return (code, label) of the items in use."""
    return [(code, text) for code, text, _, active in reader.codes("finding_item").items if active]
