"""全局查找 (Ctrl+K): one field over all ledgers; Enter opens the record, Tab shows the card of the person."""

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from sqlalchemy import select

from db.books import BOOKS, TABS
from db.ledgers.areas import Area
from db.ledgers.matters import Matter
from db.ledgers.people import Person
from db.store import query
from db.store.reader import Reader
from db.store.store import Store
from db.work.case_lines import lines_of
from db.work.glancing import glance_at
from db.work.kinds import KINDS
from desktop.bus import Bus, Place
from desktop.jobs import Latest, Stop
from desktop.theme import sizes
from desktop.widgets.glance import GlanceCard
from desktop.widgets.masked import REVEALED
from desktop.widgets.parts import SearchEdit, label
from desktop.widgets.presses import OwnEscape
from desktop.widgets.reading import first_in

LIMIT, EDGE = 30, 6


@dataclass(frozen=True)
class Hit:
    """One line of the results: its words, the person it is about (None: an area or a team), and where it leads."""

    words: str
    person: UUID | None
    place: Place | None


def hits_of(reader: Reader, asked: str) -> list[Hit]:
    """Return what fits in all ledgers, people with age, grid and door so that namesakes are told apart."""
    found = reader.find(asked, LIMIT)
    people = [one.id for one in found if one.ledger == Person.__tablename__]
    rows = {row["id"]: row for row in query.cells(reader, BOOKS["people"], people, WORDS)}
    hits = []
    for one in found:
        if one.id in rows:
            hits.append(Hit(_person_words(reader, rows[one.id]), one.id, _page_of(reader, one.id)))
        elif one.ledger == Area.__tablename__:
            hits.append(Hit(f"{one.title}　{Area.label}", None, Place("elders", area=one.id)))
        elif one.ledger == Matter.__tablename__:
            hits.append(_case(reader, one.id))
        else:
            hits.append(Hit(f"{one.title}　{BOOKS[one.ledger].label}", None, Place("grid_members", text=one.title)))
    return hits


def _case(reader: Reader, matter: UUID) -> Hit:
    """Return the line of a case, which opens on the page of its kind."""
    [line] = lines_of(reader, [matter])
    mediated = KINDS[reader.scalar(select(Matter.kind).where(Matter.id == matter))].mediated
    words = "　".join(part for part in (line.title, line.tag, line.about) if part)
    return Hit(words, None, Place("disputes" if mediated else "matters", record=matter))


WORDS = ("name", "sex", "age", "area", "address", "status")


def _person_words(reader: Reader, row: dict[str, object]) -> str:
    area = reader.codes("area").label(str(row["area"])) if row["area"] else ""
    sex = getattr(row["sex"], "label", "")
    age = "" if row["age"] is None else f"{row['age']} 岁"
    return "　".join(part for part in (str(row["name"]), sex, age, area, str(row["address"] or "")) if part)


def _page_of(reader: Reader, person: UUID) -> Place | None:
    """Return the tab in which a person has a row of their own; None for those in no tab."""
    now = query.terms(reader)
    for book in TABS:
        if not book.person or book.where is None:
            continue
        row = reader.scalar(book.base(now, book.ledger.id).where(book.attribute(book.person) == person).limit(1))
        if row is not None:
            return Place(book.name, record=row)
    return None


class Omni(QObject):
    """The search over everything: a field for the strip, and a panel below it that floats over the page."""

    left = Signal()

    def __init__(self, store: Store, bus: Bus, window: QWidget) -> None:
        """Search an open office; the panel belongs to the window."""
        super().__init__(window)
        self.store, self.bus, self.window = store, bus, window
        self.field = SearchEdit("全局查找 Ctrl+K", tone="navIdle")
        self.field.setObjectName("navSearch")
        self.field.setAccessibleName("全局查找")
        self.panel = QFrame(window)
        self.panel.setProperty("card", True)
        self.list = QListWidget()
        self.list.setAccessibleName("查找结果")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.words = label("", "hint")
        self.card = GlanceCard()
        box = QVBoxLayout(self.panel)
        box.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        for one in (self.list, self.card, self.words):
            box.addWidget(one)
        self.hits: list[Hit] = []
        OwnEscape(self.panel, self._return)
        self.panel.hide()
        self.reading = Latest(self)
        self.reading.answered.connect(self._told)
        self.field.search.connect(self.ask)
        self.field.installEventFilter(self)
        window.installEventFilter(self)
        self.list.itemActivated.connect(lambda _: self.open())
        self.list.itemClicked.connect(lambda _: self.open())
        self.card.opened.connect(lambda _: self.open())
        self.card.left.connect(self.close)
        self.card.revealed.connect(lambda: self.glance("窗口联系"))
        self.covering = QTimer(self, singleShot=True, interval=REVEALED)
        self.covering.timeout.connect(lambda: self.glance() if self.card.shown is not None else None)

    def ask(self, asked: str) -> None:
        """Show what fits."""
        self.card.forget()
        if not asked.strip():
            self.reading.drop()
            self.panel.hide()
            return
        self.reading.ask(lambda stop: self._read(asked, stop))

    def _read(self, asked: str, stop: Stop) -> list[Hit]:
        """Read what fits, off the window's thread."""
        with self.store.read(stop=stop) as reader:
            return hits_of(reader, asked)

    def settle(self) -> None:
        """Wait until what fits stands here."""
        self.reading.wait()

    def _told(self, hits: list[Hit]) -> None:
        self.hits = hits
        self.list.clear()
        for hit in self.hits:
            self.list.addItem(QListWidgetItem(hit.words))
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(self.hits))
        more = f"只列出前 {LIMIT} 条，请再多输入几个字。" if len(self.hits) >= LIMIT else ""
        self.words.show()
        self.words.setText(more or ("↑↓ 选择　Enter 打开　Tab 窗口速览　Esc 关闭" if self.hits else "没有找到。"))
        self._place()

    def _place(self) -> None:
        """Put the panel under the field, as large as it needs, inside the window."""
        row = sizes()["row"]
        width = min(row * 20, self.window.width() - 28)
        corner = self.field.mapTo(self.window, self.field.rect().bottomRight())
        self.list.setFixedHeight(min(len(self.hits), 12) * max(self.list.sizeHintForRow(0), 1) + 6)
        below = max(corner.y() + 4, sizes()["strip"] + 2)
        if self.card.shown is not None:
            self.card.fit(width - 2 * EDGE, self.window.height() - below - 3 * EDGE)
        self.panel.setFixedWidth(width)
        self.panel.adjustSize()
        left = min(corner.x() - width, self.window.width() - width - 14)
        self.panel.move(max(left, 14), below)
        self.panel.show()
        self.panel.raise_()

    def chosen(self) -> Hit | None:
        """Return the hit that is marked, of what was asked last."""
        self.settle()
        row = self.list.currentRow()
        return self.hits[row] if 0 <= row < len(self.hits) else None

    def glance(self, why: str = "") -> None:
        """Show the card of the person marked; why: the reason for which its numbers stand whole, for ten seconds."""
        hit = self.chosen()
        if hit is None or hit.person is None:
            return
        viewer = self.store.viewer.unmasked(why) if why else self.store.viewer
        with self.store.read(viewer) as reader:
            found = glance_at(reader, hit.person)
        if found is not None:
            self.list.hide()
            self.words.hide()
            self.card.tell(found)
            self._place()
            if why:
                self.covering.start()

    def open(self) -> None:
        """Open the record marked in its tab; somebody who is in no tab is shown on the card."""
        hit = self.chosen()
        if hit is None:
            return
        if hit.place is None:
            self.glance()
            return
        self.close()
        self.bus.go.emit(hit.place)

    def close(self) -> None:
        """Leave the search; nothing of a person stays on the screen."""
        self.reading.drop()
        self.card.forget()
        self.panel.hide()
        self.hits = []
        self.list.clear()
        self.field.empty_quietly()
        self.left.emit()

    def _look(self) -> None:
        """Tab shows the card, and once more goes to its buttons."""
        button = first_in(self.card) if self.card.isVisible() else None
        self.glance() if button is None else button.setFocus()

    def _return(self) -> None:
        """Go back from the card to the field, and close it."""
        self.field.setFocus()
        self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows, Enter, Tab and Esc work on the results while the field keeps the focus."""
        if watched is self.window:
            if event.type() == QEvent.Type.Resize and self.panel.isVisible():
                QTimer.singleShot(0, self, self._place)
            return False
        if event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self._left)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not self.panel.isVisible():
            return False
        return self._key(event)

    def _left(self) -> None:
        """Close once the clerk works elsewhere: what was found is not left standing for the next in the queue."""
        focus = QApplication.focusWidget()
        if focus is not self.field and not (focus is not None and self.panel.isAncestorOf(focus)):
            self.close()

    def _key(self, event: QKeyEvent) -> bool:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self.card.shown is not None:
            self.card.turn(step)
        elif step:
            self.list.setCurrentRow(max(0, min(self.list.currentRow() + step, self.list.count() - 1)))
        elif event.key() == Qt.Key.Key_Tab:
            self._look()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.field.ask_now()
            self.open()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True
