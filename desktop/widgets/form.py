"""The side form of a record, made from its book: inner tabs, one editor a field, problems under the field."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.books import BOOKS
from db.books.book import Book
from db.store import query
from db.store.query import Condition, Query
from db.store.reader import Reader
from db.store.store import Store
from db.store.writer import Edit
from db.words.checks import mask_id_number, mask_phone
from db.words.clean import Level, Problem, Rules
from db.words.field import Kind
from db.work.keeping import look
from desktop.theme import icon, set_look
from desktop.widgets.editors import Editor, EnterMoves
from desktop.widgets.model import shown
from desktop.widgets.parts import bar, button, label

WIDTH = 424
REVEALED = 10_000
MASKED = {Kind.ID_NUMBER: mask_id_number, Kind.PHONE: mask_phone}
DATED = ("area", "address", "living", "status", "household_no", "responsible", "cycle", "risk_class")
DERIVED = ("sex", "birth_date")


class Masked(QObject):
    """Shows a number masked until its field is entered, and again ten seconds after."""

    def __init__(self, editor: Editor) -> None:
        """Guard one line."""
        super().__init__(editor)
        self.editor, self.line = editor, editor.widget
        self.value = ""
        self.timer = QTimer(self, singleShot=True, interval=REVEALED)
        self.timer.timeout.connect(self.cover)
        self.mask = MASKED[editor.described.kind]
        editor.shows = self.show
        editor.reads = self.read
        self.line.installEventFilter(self)
        self.covered = False

    def show(self, value: Any) -> None:
        """Show a value, covered."""
        self.value = value or ""
        self.cover()

    def cover(self) -> None:
        """Put the mask on; what was typed is kept."""
        line = self.line
        if isinstance(line, QLineEdit):
            if not self.covered:
                self.value = self.value if not line.isModified() else line.text()
            self.covered = True
            line.setText(self.mask(self.value) if self.value else "")

    def reveal(self) -> None:
        """Take the mask off for a while."""
        if self.covered and isinstance(self.line, QLineEdit):
            self.covered = False
            self.line.setText(self.value)
        self.timer.start()

    def read(self) -> str:
        """Return the whole value."""
        if not self.covered and isinstance(self.line, QLineEdit):
            self.value = self.line.text()
        return self.value

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Reveal when the field is entered, cover when it is left."""
        if event.type() == QEvent.Type.FocusIn:
            self.reveal()
        elif event.type() == QEvent.Type.FocusOut:
            self.value = self.read()
            self.covered = True
            if isinstance(self.line, QLineEdit):
                self.line.setText(self.mask(self.value) if self.value else "")
        return False


class Form(QFrame):
    """A record of a book on the right of its table. save(raw, how), next() and closed() ask the page."""

    save = Signal(object, object, bool)
    step = Signal(int)
    closed = Signal()

    def __init__(self, store: Store, book: Book) -> None:
        """Make the editors of a book."""
        super().__init__()
        self.setObjectName("side")
        self.setProperty("card", "flat")
        self.setFixedWidth(WIDTH)
        self.store, self.book = store, book
        self.person: UUID | None = None
        self.catalogue = book.catalogue()
        self.editors: dict[str, Editor] = {}
        self.notes: dict[str, QLabel] = {}
        self.before: dict[str, Any] = {}
        self.enter = EnterMoves()
        self.enter.saved.connect(lambda: self._save(and_next=True))
        self.title = label("", "title")
        self.about = label("", "muted")
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("资料分页")
        self.lists: dict[str, QListWidget] = {}
        self._lay()

    def _lay(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        up, down, close = (
            self._tool(*one) for one in (("up", "上一人", -1), ("down", "下一人", 1), ("close", "关闭", 0))
        )
        box.addWidget(bar(self.title, self.about, None, up, down, close, margins=(14, 10, 8, 6), line=False))
        with self.store.read() as reader:
            for heading, keys in self.book.sections():
                self.tabs.addTab(self._section(reader, keys), heading)
        for heading, _ in self.book.related:
            self.lists[heading] = QListWidget()
            self.lists[heading].setAccessibleName(heading)
            self.tabs.addTab(self.lists[heading], heading)
        box.addWidget(self.tabs, 1)
        self.ask = bar(
            label("住址、网格等有变动：", "field"),
            button("改错", lambda: self._answer(Edit.CORRECT)),
            button("有变化", lambda: self._answer(Edit.CHANGE), "primary"),
            None,
        )
        self.ask.setProperty("banner", "warn")
        self.ask.hide()
        box.addWidget(self.ask)
        self.state = label("", "caption", "warn")
        self.undo_button = button("还原", self.reload)
        self.next_button = button("保存并下一人", lambda: self._save(and_next=True))
        self.save_button = button("保存", lambda: self._save(and_next=False), "primary")
        box.addWidget(bar(self.state, None, self.undo_button, self.next_button, self.save_button))

    def _tool(self, picture: str, name: str, step: int) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon(picture))
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.clicked.connect(lambda: self.step.emit(step) if step else self.closed.emit())
        return made

    def _section(self, reader: Reader, keys: Sequence[str]) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(14, 10, 14, 10)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for number, key in enumerate(keys):
            self._row(reader, grid, number * 2, key)
        grid.setRowStretch(len(keys) * 2, 1)
        grid.setColumnStretch(1, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        page.setMinimumWidth(0)
        page.setMaximumWidth(WIDTH - 16)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return scroll

    def _row(self, reader: Reader, grid: QGridLayout, at: int, key: str) -> None:
        described = self.catalogue[key]
        editor = Editor(described, self._choices(reader, key))
        if described.kind in MASKED:
            Masked(editor)
        editor.edited.connect(lambda: self._edited(key))
        editor.widget.installEventFilter(self.enter)
        heading = label(described.label + ("*" if described.required else ""), "field")
        heading.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        heading.setMinimumWidth(76)
        heading.setBuddy(editor.widget)
        note = label("", "error")
        note.setWordWrap(True)
        note.hide()
        grid.addWidget(heading, at, 0)
        grid.addWidget(editor.widget, at, 1)
        grid.addWidget(note, at + 1, 1)
        self.editors[key], self.notes[key] = editor, note

    def _choices(self, reader: Reader, key: str) -> list[tuple[str, str]]:
        described = self.catalogue[key]
        if described.choice is not None:
            return [(member.value, member.label) for member in described.choice]
        if described.field.codes and described.kind in (Kind.CODE, Kind.CODES):
            return [(code, text) for code, text, _, active in reader.codes(described.field.codes).items if active]
        if key == "responsible":
            members = BOOKS["grid_members"]
            names = [row["name"] for row in query.cells(reader, members, query.ids(reader, Query(members)), ["name"])]
            return [(name, name) for name in dict.fromkeys(names)]
        return []

    # -- showing a record -----------------------------------------------------------------------------------------

    def show_record(self, one: UUID | None, person: UUID | None) -> None:
        """Show a row of the book (None: a new one); person: whose data a save changes."""
        self.person, self.row = person, one
        self.reload()

    def reload(self) -> None:
        """Show what the store holds, without what was typed."""
        values: Mapping[str, Any] = {}
        self.ask.hide()
        if self.row is not None:
            with self.store.read(self.store.viewer.unmasked("核对更正")) as reader:
                values = next(iter(query.cells(reader, self.book, [self.row])), {})
                self._lists(reader)
        for key, editor in self.editors.items():
            editor.widget.blockSignals(True)
            editor.shows(values.get(key))
            editor.widget.blockSignals(False)
            self._tell(key, "")
        self.before = {key: editor.reads() for key, editor in self.editors.items()}
        self.title.setText(values.get("name") or f"新增（{self.book.label}）")
        age = values.get("age")
        sex = values.get("sex")
        self.about.setText(" · ".join(part for part in (sex.label if sex else "", f"{age}岁" if age else "") if part))
        self._count()

    def _lists(self, reader: Reader) -> None:
        for heading, name in self.book.related:
            book = BOOKS[name]
            wanted = Query(book, where=(Condition("person", (self.person,)),))
            ids = query.ids(reader, wanted)
            columns = [book.described(column) for column in book.listed() if column.shown]
            shown_list = self.lists[heading]
            shown_list.clear()
            for row in query.cells(reader, book, ids[:200]):
                texts = [shown(reader, one, row.get(one.key), reader.today) for one in columns if one.key != "name"]
                shown_list.addItem("　".join(text for text in texts if text))
            at = self.tabs.indexOf(shown_list)
            self.tabs.setTabText(at, f"{heading} {len(ids)}" if ids else heading)

    # -- editing --------------------------------------------------------------------------------------------------

    def changed(self) -> dict[str, Any]:
        """Return the raw values that differ from what the store holds."""
        now = {key: editor.reads() for key, editor in self.editors.items()}
        return {key: value for key, value in now.items() if value != self.before.get(key)}

    def _edited(self, key: str) -> None:
        self.ask.hide()
        if key == "id_number":
            self._derive()
        self._check(key)
        self._count()

    def _rules(self) -> Rules:
        with self.store.read() as reader:
            sets = {
                one.field.codes: reader.codes(one.field.codes) for one in self.catalogue.values() if one.field.codes
            }
            return Rules(reader.today, lambda name, text: text if name == "area" else sets[name].read(text))

    def _check(self, key: str) -> None:
        value = self.editors[key].reads()
        told = [one for one in look(self.book, {key: value}, self._rules()) if one.field == key]
        worst = next((one for one in told if one.level is not Level.WARNING), told[0] if told else None)
        self._tell(key, worst.reason if worst and value else "")

    def _derive(self) -> None:
        """Fill sex and birth date from a whole, sound number; they are shown green until edited."""
        from db.words.checks import check_id_number

        told = check_id_number(self.editors["id_number"].reads(), self.store.clock.today())
        if told.number is None or told.problem is not None:
            return
        for key, value in zip(DERIVED, (told.sex, told.birth), strict=True):
            if key in self.editors:
                self.editors[key].shows(value)
                set_look(self.editors[key].widget, "auto", True)

    def _tell(self, key: str, reason: str) -> None:
        note = self.notes[key]
        note.setText(reason)
        note.setVisible(bool(reason))
        set_look(self.editors[key].widget, "invalid", bool(reason))

    def _count(self) -> None:
        count = len(self.changed())
        self.state.setText(f"{count} 处改动未保存" if count else "")
        for one in (self.save_button, self.undo_button):
            one.setEnabled(count > 0)

    def _save(self, *, and_next: bool) -> None:
        self.and_next = and_next
        changed = self.changed()
        if not changed:
            if and_next:
                self.step.emit(1)
            return
        if self.person is not None and any(key in DATED and self.before.get(key) for key in changed):
            self.ask.show()
            return
        self._answer(Edit.CORRECT)

    def _answer(self, how: Edit) -> None:
        self.ask.hide()
        raw = self.changed()
        raw.setdefault("name", self.editors["name"].reads())
        if self.person is not None and "id_number" in self.editors:
            raw.setdefault("id_number", self.editors["id_number"].reads())
        if any(key.startswith("contact_") for key in raw):  # a contact is told by name
            raw |= {key: one.reads() for key, one in self.editors.items() if key.startswith("contact_")}
        self.save.emit(raw, how, self.and_next)

    def tell(self, problems: Sequence[Problem]) -> None:
        """Show problems at their fields; the first is brought into view."""
        for problem in problems:
            if problem.field in self.notes:
                self._tell(problem.field, problem.reason)
        self.state.setText("没有保存，请看红字" if problems else "")
