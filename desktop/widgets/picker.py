"""Picking a person by keys: initials or any part of the name, namesakes told apart by age, grid and door."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QVBoxLayout

from db.books import BOOKS
from db.ledgers.people import Person
from db.store import query
from db.store.reader import Reader
from db.store.store import Store
from desktop.theme import sizes
from desktop.widgets.parts import shelve

LIMIT, PAUSE = 12, 120
WORDS = ("name", "sex", "age", "area", "address", "status")


def words_of(reader: Reader, people: Sequence[UUID]) -> list[tuple[UUID, str, str]]:
    """Return (person, name, words that tell namesakes apart), in that order."""
    areas = reader.codes("area")
    return [
        (
            row["id"],
            row["name"],
            "　".join(
                part
                for part in (
                    row["name"],
                    row["sex"].label if row["sex"] else "",
                    f"{row['age']}岁" if row["age"] is not None else "",
                    areas.label(row["area"]) if row["area"] else "",
                    row["address"] or "",
                )
                if part
            ),
        )
        for row in query.cells(reader, BOOKS["people"], people, WORDS)
    ]


class PersonPicker(QLineEdit):
    """A field that finds a person. picked(person): one was chosen; passed(): Enter on a person already chosen."""

    picked = Signal(object)
    passed = Signal()

    def __init__(self, store: Store, hint: str = "谁：姓名或拼音首字母") -> None:
        """Find among everybody the office knows."""
        super().__init__()
        self.store = store
        self.person: UUID | None = None
        self.people: list[tuple[UUID, str, str]] = []
        self.among: tuple[UUID, ...] = ()
        self.composing = ""
        self.setPlaceholderText(hint)
        self.setAccessibleName("谁")
        self.panel: QFrame | None = None
        self.list = QListWidget()
        self.list.setAccessibleName("符合的人")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        shelve(self, self.list)
        self.list.itemClicked.connect(lambda _: self._take())
        self.timer = QTimer(self, singleShot=True, interval=PAUSE)
        self.timer.timeout.connect(self.ask)
        self.textEdited.connect(self._typed)

    def _typed(self, _: str) -> None:
        self.person = None
        self.timer.start()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Never search while an input method is composing."""
        self.composing = event.preeditString()
        super().inputMethodEvent(event)

    def ask(self) -> None:
        """Show who fits what was typed."""
        self.timer.stop()
        asked = self.text().strip()
        if not asked or self.composing:
            self.shut()
            return
        with self.store.read() as reader:
            found = [one.id for one in reader.find(asked, LIMIT) if one.ledger == Person.__tablename__]
            self.people = words_of(reader, found)
        self.list.clear()
        self.list.addItems([words for _, _, words in self.people])
        self.list.setCurrentRow(0)
        self._open() if self.people else self.shut()

    def choose(self, person: UUID) -> None:
        """Take a person that another part of the page names."""
        with self.store.read() as reader:
            self.people = words_of(reader, [person])
        self.list.clear()
        self.list.addItems([words for _, _, words in self.people])
        self.list.setCurrentRow(0)
        self._take()

    def forget(self) -> None:
        """Begin anew."""
        self.person = None
        self.clear()
        self.shut()

    def _open(self) -> None:
        window = self.window()
        if self.panel is None:
            self.panel = QFrame(window)
            self.panel.setProperty("card", True)
            self.destroyed.connect(self.panel.deleteLater)
            box = QVBoxLayout(self.panel)
            box.setContentsMargins(4, 4, 4, 4)
            box.addWidget(self.list)
        row = max(self.list.sizeHintForRow(0), 1)
        self.list.setFixedHeight(min(len(self.people), LIMIT) * row + 6)
        width = self.list.sizeHintForColumn(0) + 3 * sizes()["hTool"]
        corner = self.mapTo(window, self.rect().bottomLeft())
        self.panel.setFixedWidth(min(max(width, self.width()), window.width() - 28))
        self.panel.adjustSize()
        self.panel.move(max(14, min(corner.x(), window.width() - self.panel.width() - 14)), corner.y() + 2)
        self.panel.show()
        self.panel.raise_()

    def shut(self) -> None:
        """Close the list."""
        if self.panel is not None:
            self.panel.hide()

    def _take(self) -> None:
        row = self.list.currentRow()
        if not 0 <= row < len(self.people):
            return
        self.person, name, words = self.people[row]
        self.setText(name)
        self.setToolTip("")
        self.shut()
        self.setAccessibleDescription(words)
        self.picked.emit(self.person)

    def words(self) -> str:
        """Return what tells the chosen one from namesakes."""
        return self.accessibleDescription() if self.person is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the arrows choose, Enter take, Esc close the list first."""
        key = event.key()
        shown = self.panel is not None and self.panel.isVisible()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif shown and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.list.setCurrentRow(max(0, min(self.list.currentRow() + step, self.list.count() - 1)))
        elif shown and key == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        if self.person is None:
            if self.timer.isActive() or self.panel is None or not self.panel.isVisible():
                self.ask()
            self._take()
            if self.person is None:
                return
        self.passed.emit()

    def event(self, event: QEvent) -> bool:
        """Keep Esc for the open list: the page would leave."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            shown = self.panel is not None and self.panel.isVisible()
            if shown and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list when the clerk works elsewhere."""
        super().focusOutEvent(event)
        QTimer.singleShot(0, self, self.shut)
