"""The side form of a record, made from its book: inner tabs, fields, history, drafts; problems under their fields."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QToolButton, QVBoxLayout, QWidget

from db.books import BOOKS
from db.books.book import Book
from db.books.due import DueState
from db.store import query
from db.store.drafts import Draft
from db.store.query import Condition, Query
from db.store.reader import Reader
from db.store.store import Store
from db.store.writer import Edit
from db.words.clean import Problem
from db.work.glancing import namesakes
from db.work.remembering import history_of
from desktop.theme import icon
from desktop.widgets.children import Children
from desktop.widgets.dated_question import DatedQuestion
from desktop.widgets.editors import Editor, EnterMoves
from desktop.widgets.fields import Fields
from desktop.widgets.grip import Grip
from desktop.widgets.history import History
from desktop.widgets.journal import DRAFT_EVERY
from desktop.widgets.model import ago, shown
from desktop.widgets.parts import bar, button, label, leaflets, shelve
from desktop.widgets.tags import Tags

DATED = ("area", "address", "living", "status", "household_no", "responsible", "cycle", "risk_class")


class Form(QFrame):
    """A record of a book on the right of its table.

    save(raw, how, and next), step(±1) and closed() ask the page; kept(words): a row that hangs on the person changed.
    away(): the record is to be removed. unsaved(n): so many changes stand here and are not saved. log_visit(person),
    wants_namesakes(name): links on top. shown(): another record stands here, or the same one anew.
    """

    save = Signal(object, object, bool)
    step = Signal(int)
    closed = Signal()
    kept = Signal(str)
    away = Signal()
    unsaved = Signal(int)
    log_visit = Signal(object)
    wants_namesakes = Signal(str)
    shown = Signal()

    def __init__(self, store: Store, book: Book) -> None:
        """Make the form of a book."""
        super().__init__()
        self.setObjectName("side")
        self.setProperty("card", "flat")
        self.grip = Grip(self)
        self.store, self.book = store, book
        self.person: UUID | None = None
        self.row: UUID | None = None
        self.common: dict[str, Any] = {}
        self.last: dict[str, Any] = {}
        self.filled: dict[str, Any] = {}
        self.and_next = False
        self.enter = EnterMoves(self)
        self.enter.saved.connect(lambda: self._save(and_next=True))
        self.fields = Fields(store, book, self.enter)
        self.fields.edited.connect(self._edited)
        self.title, self.about = label("", "title"), label("", "muted")
        self.tags = Tags()
        self.same = button("同名", self._ask_same, "link")
        self.late = label("", "caption", "danger")
        self.visit = button("登记走访", lambda: self.log_visit.emit(self.person), "link")
        self.tabs = leaflets("资料分页")
        self.lists: dict[str, QListWidget] = {}
        self.children_: list[Children] = []
        self.beside: list[tuple[QWidget, str]] = []
        """Inner tabs of the page's own, before the history, with their headings."""
        self.history = History()
        self.history.away.connect(self.away)
        shelve(self, self.tabs, self.history, self.fields.age)
        self.drafts = QTimer(self, singleShot=True, interval=DRAFT_EVERY)
        self.drafts.timeout.connect(self.keep_draft)
        self._lay()
        self.steps: deque[Callable[[], None]] = deque(partial(self._section, *one) for one in book.sections())
        self.steps += (self._beside, self._foot)
        self.laying = QTimer(self, interval=0)
        self.laying.timeout.connect(self._lay_next)
        self.laying.start()

    @property
    def editors(self) -> dict[str, Editor]:
        """The editors by column key."""
        self.complete()
        return self.fields.editors

    @property
    def notes(self) -> dict[str, QLabel]:
        """The lines for problems by column key."""
        self.complete()
        return self.fields.notes

    def complete(self) -> None:
        """Lay at once what is still missing: each part takes a while, so they come one by one while nobody waits."""
        while self.steps:
            self._lay_next()

    def _lay_next(self) -> None:
        self.steps.popleft()()
        if not self.steps:
            self.laying.stop()

    def _lay(self) -> None:
        self.box = box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        up, down, close = (
            self._tool(*one)
            for one in (("up", "上一人 Alt+↑", -1), ("down", "下一人 Alt+↓", 1), ("close", "关闭 Esc", 0))
        )
        box.addWidget(bar(self.title, self.about, None, up, down, close, margins=(14, 8, 8, 0), line=False))
        self.marks = bar(self.tags, self.same, None, margins=(14, 0, 8, 0), line=False)
        box.addWidget(self.marks)
        self.warning = bar(self.late, None, self.visit, margins=(14, 0, 8, 0), line=False)
        box.addWidget(self.warning)

    def _section(self, heading: str, lines: Sequence[Sequence[str]]) -> None:
        own = [Children(self.store, ledger) for at, ledger in self.book.children if at == heading]
        self.children_ += own
        for child in own:
            child.kept.connect(self.kept)
            child.keep_drafts(f"{self.book.name}/{child.ledger.__tablename__}", lambda: (self.row, self.person))
        with self.store.read() as reader:
            section = self.fields.section(reader, lines, own)
        section.setAccessibleName(heading)
        self.tabs.addTab(section, heading)

    def _beside(self) -> None:
        for heading, _ in self.book.related:
            self.lists[heading] = QListWidget()
            self.lists[heading].setAccessibleName(heading)
            self.lists[heading].setWordWrap(True)
            self.lists[heading].setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.tabs.addTab(self.lists[heading], heading)
        for widget, heading in self.beside:
            self.tabs.addTab(widget, heading)
        self.tabs.addTab(self.history, "履历")
        self.tabs.currentChanged.connect(lambda _: self._tell_history())
        self.fields.settle()

    def _foot(self) -> None:
        """Put the tabs and what is below them in, in the order in which Tab goes through them."""
        box = self.box
        box.addWidget(self.tabs, 1)
        self.ask = DatedQuestion()
        self.ask.answered.connect(self._answer)
        box.addWidget(self.ask)
        self.state = label("", "caption", "warn")
        self.undo_button = button("还原", self.give_up)
        self.next_button = button("保存并下一人", lambda: self._save(and_next=True))
        self.next_button.setToolTip("Ctrl+Enter")
        self.save_button = button("保存", self.save_now, "primary")
        self.save_button.setToolTip("Ctrl+S")
        box.addWidget(bar(self.state, None, self.undo_button, self.next_button, self.save_button))

    def _tool(self, picture: str, name: str, step: int) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon(picture))
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.clicked.connect(lambda: self.step.emit(step) if step else self.closed.emit())
        return made

    # -- showing a record -----------------------------------------------------------------------------------------

    def show_record(self, one: UUID | None, person: UUID | None) -> None:
        """Show a row of the book (None: a new one); person: whose data a save changes."""
        self.person, self.row = person, one
        self.reload()

    def reload(self) -> None:
        """Show what the store holds, without what was typed."""
        values: Mapping[str, Any] = {}
        self.complete()
        self.filled = {}
        self.ask.hide()
        self.drafts.stop()
        with self.store.read(self.store.viewer.unmasked("核对更正")) as reader:
            if self.row is not None:
                values = next(iter(query.cells(reader, self.book, [self.row])), {})
            self._lists(reader)
            self._head(reader, values)
        self.fields.show(values)
        for child in self.children_:
            child.show_of(self.person)
        self._count()
        self._tell_history()
        self.shown.emit()

    def _head(self, reader: Reader, values: Mapping[str, Any]) -> None:
        name, sex, age = values.get("name"), values.get("sex"), values.get("age")
        self.title.setText(name or "新增")
        others = namesakes(reader, self.person, name) if self.person and name else 0
        parts = [sex.label if sex else "", f"{age}岁" if age else ""] if name else [self.book.label]
        self.about.setText(" · ".join(part for part in parts if part))
        self.same.setText(f"同名 {others + 1} 人" if others else "")
        self.same.setVisible(others > 0)
        self.tags.show_tags([reader.codes("tag").label(one) for one in values.get("tags") or ()])
        self.marks.setVisible(others > 0 or bool(self.tags.words))
        overdue = values.get("due_state") is DueState.OVERDUE
        last = values.get("last_visit")
        self.late.setText("还没有走访过，已逾期" if last is None else f"上次走访 {ago(last, reader.today)}，已逾期")
        self.warning.setVisible(overdue)

    def _ask_same(self) -> None:
        self.wants_namesakes.emit(self.title.text())

    def _lists(self, reader: Reader) -> None:
        for heading, name in self.book.related:
            book = BOOKS[name]
            wanted = Query(book, where=(Condition("person", (self.person,)),))
            ids = query.ids(reader, wanted) if self.person else []
            columns = [book.described(column) for column in book.listed() if column.shown]
            shown_list = self.lists[heading]
            shown_list.clear()
            for row in query.cells(reader, book, ids[:200]):
                texts = [shown(reader, one, row.get(one.key), reader.today) for one in columns if one.key != "name"]
                shown_list.addItem("　".join(text for text in texts if text))
            self.tabs.setTabText(self.tabs.indexOf(shown_list), f"{heading} {len(ids)}" if ids else heading)

    def _tell_history(self) -> None:
        """Read the history only while its tab is looked at: it is long."""
        if self.tabs.currentWidget() is not self.history:
            return
        with self.store.read() as reader:
            self.history.tell(history_of(reader, self.person) if self.person else [])

    # -- drafts ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin a new record: what the household has in common stands there already; the first field has the focus."""
        self.filled = {key: value for key, value in (self.common or self.last).items() if value}
        for key, value in self.filled.items():
            self.fields.fill(key, value)
        self._count()
        self.begin()

    def begin(self) -> None:
        """Put the keyboard into the first field."""
        self.tabs.setCurrentIndex(0)
        next(iter(self.editors.values())).widget.setFocus()

    def offer(self, draft: Draft) -> None:
        """Show what was typed and not saved when the program ended."""
        self.show_record(draft.row, draft.person)
        self.fields.restore(draft.texts)
        self._count()
        self.keep_draft()
        if draft.book != self.book.name:
            self.store.drop_draft(draft.book)
        self.state.setText(f"已恢复 {draft.at.astimezone():%m-%d %H:%M} 填写的内容，还没有保存")

    def keep_draft(self) -> None:
        """Keep what stands here and is not saved."""
        if self.changed():
            kept = self.fields.kept()
            now = self.store.clock.now()
            self.store.keep_draft(Draft(self.book.name, self.row, self.person, now, kept))

    def give_up(self) -> None:
        """Throw away what was typed."""
        self.common = {}
        self.store.drop_draft(self.book.name)
        self.reload()

    def saved(self) -> None:
        """Forget the draft: it is saved; remember what the next of the household has too."""
        self.common = self.fields.in_common() if self.and_next and self.person is None else {}
        self.last = self.fields.last_used()
        self.drafts.stop()
        self.store.drop_draft(self.book.name)
        self.fields.settle()
        self.unsaved.emit(0)

    # -- editing --------------------------------------------------------------------------------------------------

    def changed(self) -> dict[str, Any]:
        """Return the raw values typed; what the program filled into an empty form counts once something was typed."""
        changed = {} if self.steps else self.fields.changed()
        return {} if self.row is None and changed.keys() <= self.filled.keys() else changed

    def _edited(self, _: str) -> None:
        self.ask.hide()
        self._count()
        if not self.drafts.isActive():
            self.drafts.start()

    def _count(self) -> None:
        count = len(self.changed())
        self.state.setText(f"{count} 处改动未保存" if count else "")
        self.undo_button.setEnabled(count > 0)
        self.unsaved.emit(count)

    def warn_unsaved(self) -> None:
        """Say that something is not saved, where the buttons are."""
        self.state.setText("请先保存或还原")
        self.save_button.setFocus()

    def save_now(self) -> None:
        """Save and stay."""
        if self.isVisible():
            self._save(and_next=False)

    def _save(self, *, and_next: bool) -> None:
        self.and_next = and_next
        changed = self.changed()
        if not changed:
            if and_next:
                self.step.emit(1)
            return
        if self.person is not None and any(key in DATED and self.fields.before.get(key) for key in changed):
            self.ask.ask()
            return
        self._answer(Edit.CORRECT)

    def _answer(self, how: Edit) -> None:
        self.ask.withdraw()
        raw = self.changed()
        for key in ("name", *(("id_number",) if self.person is not None else ())):
            if key in self.editors:
                raw.setdefault(key, self.editors[key].reads())
        if any(key.startswith("contact_") for key in raw):  # a contact is told by name
            raw |= {key: one.reads() for key, one in self.editors.items() if key.startswith("contact_")}
        self.save.emit(raw, how, self.and_next)

    def tell(self, problems: Sequence[Problem]) -> None:
        """Show problems at their fields; the first gets the focus."""
        self.fields.tell_all(problems)
        elsewhere = [one.reason for one in problems if one.field not in self.notes]
        self.state.setText(elsewhere[0] if elsewhere else "没有保存，请看红字" if problems else "")
