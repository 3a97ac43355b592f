"""The fields of a form: one editor a column of a book, its heading, and the line where its problem is told."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from db.books.book import Book
from db.store.reader import Reader
from db.store.store import Store
from db.words.checks import check_id_number
from db.words.clean import Level, Problem, Rules
from db.words.days import BirthPrecision, DayRead, age_on, read_day
from db.words.lunar import lunar_text
from db.work.keeping import look
from desktop.theme import set_look
from desktop.widgets.choices import choices_of
from desktop.widgets.editors import Editor, EnterMoves
from desktop.widgets.faults import lead_to, tell_at
from desktop.widgets.headings import heading, side
from desktop.widgets.masked import MASKED, Masked
from desktop.widgets.parts import label, scrolled
from desktop.widgets.phrases import Phrases

DERIVED = ("sex", "birth_date")
AGE = "age"
LAST_USED = ("area", "address", "responsible")
KEPT_ON = ("area", "address", "household_no", "responsible")
"""What the next person of a household has in common with the one just typed."""

SAME_DOOR = re.compile(r".*(?:单元|号楼|栋|幢|楼|组|排)")
"""An address down to the entrance: what the next one typed shares even if the household is another."""


class Sheet(QWidget):
    """What lies in a scrolled page; where its height follows from its width it asks for no other height."""

    def minimumSizeHint(self) -> QSize:
        """Ask for a width: the height at the least width, where ticks take many lines, would be scrolled for ever."""
        least = super().minimumSizeHint()
        return QSize(least.width(), 0) if self.hasHeightForWidth() else least


class Fields(QObject):
    """Editors by column key. edited(key): the clerk changed one."""

    edited = Signal(str)

    def __init__(self, store: Store, book: Book, enter: EnterMoves) -> None:
        """Make the editors of a book when its sections are laid."""
        super().__init__(enter)
        self.store, self.book, self.enter = store, book, enter
        self.catalogue = book.catalogue()
        self.editors: dict[str, Editor] = {}
        self.notes: dict[str, QLabel] = {}
        self.before: dict[str, Any] = {}
        self.rules: Rules | None = None
        self.phrases = Phrases(store)
        self.phrases.setParent(self)
        self.age = QLineEdit()
        self.age.setReadOnly(True)
        self.age.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.age.setAccessibleName("年龄（自动算出）")

    # -- laying ---------------------------------------------------------------------------------------------------

    def section(self, reader: Reader, lines: Sequence[Sequence[str]], below: Sequence[QWidget] = ()) -> QScrollArea:
        """Return one inner tab: lines of one or two fields side by side, and what stands below them."""
        page = Sheet()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        grid = QGridLayout()
        box.addLayout(grid)
        for widget in below:
            box.addWidget(widget)
        box.addStretch(1)
        grid.setContentsMargins(14, 10, 14, 10)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        for number, keys in enumerate(lines):
            for place, key in enumerate(keys):
                self._field(reader, grid, (number * 2, place * 2, 1 if len(keys) > 1 else 3), key)
        return scrolled(page, "")

    def _field(self, reader: Reader, grid: QGridLayout, at: tuple[int, int, int], key: str) -> None:
        """Put heading, editor and the line for its problem into the grid; at: row, column, columns of the editor."""
        row, column, span = at
        if key == AGE:
            grid.addWidget(heading(self.catalogue[key].label, self.age), row, column)
            grid.addWidget(self.age, row, column + 1, 1, span)
            return
        described = self.catalogue[key]
        editor = Editor(described, choices_of(reader, described))
        if described.kind in MASKED and isinstance(editor.widget, QLineEdit):
            Masked(editor, editor.widget)
        if isinstance(editor.widget, QPlainTextEdit):
            self.phrases.serve(editor.widget)
        editor.edited.connect(lambda: self._changed(key))
        editor.widget.installEventFilter(self.enter)
        note = label("", "error")
        note.setWordWrap(True)
        note.hide()
        grid.addWidget(heading(described.label, editor.widget, required=described.required), row, column, side(editor))
        grid.addWidget(editor.widget, row, column + 1, 1, span)
        grid.addWidget(note, row + 1, column + 1, 1, span)
        self.editors[key], self.notes[key] = editor, note

    # -- showing and reading --------------------------------------------------------------------------------------

    def show(self, values: Mapping[str, Any]) -> None:
        """Show what the store holds."""
        self.rules = None
        for key, editor in self.editors.items():
            self._show(key, values.get(key))
            set_look(editor.widget, "auto", False)
            self.tell(key, "")
        self._tell_age()
        self.settle()

    def settle(self) -> None:
        """Take what stands here as what the store holds: from here on changes are counted."""
        self.before = {key: editor.reads() for key, editor in self.editors.items()}

    def _show(self, key: str, value: Any) -> None:
        widget = self.editors[key].widget
        widget.blockSignals(True)
        self.editors[key].shows(value)
        widget.blockSignals(False)

    def fill(self, key: str, value: Any) -> None:
        """Fill a field for the clerk, on a green ground until it is edited."""
        if key in self.editors:
            self._show(key, value)
            set_look(self.editors[key].widget, "auto", True)

    def changed(self) -> dict[str, Any]:
        """Return the raw values that differ from what the store holds."""
        now = {key: editor.reads() for key, editor in self.editors.items()}
        return {key: value for key, value in now.items() if value != self.before.get(key)}

    def kept(self) -> dict[str, Any]:
        """Return the changed fields as a draft keeps them."""
        return {key: self.editors[key].keeps() for key in self.changed()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show what a draft kept over what the store holds."""
        for key, value in kept.items():
            if key in self.editors:
                self._show(key, value)
                self.check(key)

    def in_common(self) -> dict[str, Any]:
        """Return what the next of the household has too."""
        return {key: self.editors[key].keeps() for key in KEPT_ON if key in self.editors}

    def last_used(self) -> dict[str, Any]:
        """Return what the next one typed is likely to have too: grid, keeper, the address down to the entrance."""
        known = {key: self.editors[key].keeps() for key in LAST_USED if key in self.editors}
        entrance = SAME_DOOR.match(str(known.get("address") or ""))
        return known | ({"address": entrance.group()} if entrance else {"address": ""})

    # -- looking while typing -------------------------------------------------------------------------------------

    def _changed(self, key: str) -> None:
        set_look(self.editors[key].widget, "auto", False)
        self.check(key)
        if key == "id_number":
            self._derive()
        self._tell_age()
        self.edited.emit(key)

    def _rules(self) -> Rules:
        """Return the rules values are looked at by; read once a record, not once a key stroke."""
        if self.rules is None or self.rules.today != self.store.clock.today():
            self.rules = self._read_rules()
        return self.rules

    def _read_rules(self) -> Rules:
        with self.store.read() as reader:
            sets = {
                one.field.codes: reader.codes(one.field.codes) for one in self.catalogue.values() if one.field.codes
            }
            return Rules(reader.today, lambda name, text: text if name == "area" else sets[name].read(text))

    def check(self, key: str) -> None:
        """Tell the problem of one field as it stands; an empty one has none yet."""
        value = self.editors[key].reads()
        told = [one for one in look(self.book, {key: value}, self._rules()) if one.field == key] if value else []
        worst = next((one for one in told if one.level is not Level.WARNING), told[0] if told else None)
        self.tell(key, worst.reason if worst else "")

    def _derive(self) -> None:
        """Fill sex and birth date from a whole, sound number; the name comes next."""
        told = check_id_number(self.editors["id_number"].reads(), self.store.clock.today())
        if told.number is None or told.problem is not None:
            return
        for key, value in zip(DERIVED, (told.sex, told.birth), strict=True):
            self.fill(key, value)
        self.tell("id_number", "✓ 校验通过，已自动填写性别、出生日期", "ok")
        name = self.editors.get("name")
        if self.editors["id_number"].widget.hasFocus() and name is not None and not name.reads():
            name.widget.setFocus()

    def _tell_age(self) -> None:
        """Show the age that follows from the birth date as it stands, and its lunar day to whoever points at it."""
        birth = self.editors.get("birth_date")
        today = self.store.clock.today()
        read = read_day(birth.reads(), today) if birth is not None and birth.reads() else DayRead()
        self.age.setText("" if read.day is None else f"{age_on(read.day, today)}")
        set_look(self.age, "auto", read.day is not None)
        whole = read.day if read.precision is BirthPrecision.DAY else None
        for widget in (self.age, *((birth.widget,) if birth is not None else ())):
            widget.setToolTip("" if whole is None else lunar_text(whole))

    def take_card(self, number: str) -> None:
        """Put the number a card reader gave into its field, wherever the reader typed it."""
        editor = self.editors["id_number"]
        editor.shows(number)
        self._changed("id_number")
        if "name" in self.editors:
            self.editors["name"].widget.setFocus()

    def tell(self, key: str, reason: str, role: str = "error") -> None:
        """Show a problem at its field (role error), a good word (ok), or that there is none."""
        tell_at(self.notes[key], self.editors[key].widget, reason, role)

    def tell_all(self, problems: Sequence[Problem]) -> None:
        """Show problems at their fields and put the cursor into the first."""
        own = [problem for problem in problems if problem.field in self.notes]
        for problem in own:
            self.tell(problem.field, problem.reason)
        if own:
            lead_to(self.editors[own[0].field].widget)
