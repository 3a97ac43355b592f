"""The list of printed forms by group, found by a word or by initials; headings are not chosen."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from db.words.names import initials
from desktop.printing.form import Form
from desktop.theme import COLORS, icon
from desktop.widgets.parts import SearchEdit

EDGES = 16
"""What the margins on both sides take."""
NAME = Qt.ItemDataRole.UserRole
PLAIN_ITEM = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class FormList(QWidget):
    """Offers forms. chosen(name): another form was chosen."""

    chosen = Signal(str)

    def __init__(self, forms: Iterable[Form]) -> None:
        """List forms under their groups, groups in the order in which they first occur."""
        super().__init__()
        self.forms = in_groups(tuple(forms))
        self.search = SearchEdit("找表样")
        self.search.setAccessibleName("找表样")
        self.list = QListWidget()
        self.list.setAccessibleName("表样")
        self.list.setProperty("nav", True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.addWidget(self.search)
        box.addWidget(self.list, 1)
        self.search.search.connect(self._fill)
        self.search.returnPressed.connect(self._first)
        self.list.currentItemChanged.connect(self._moved)
        self._fill("")
        self.list.ensurePolished()
        metrics = self.list.fontMetrics()
        longest = max(metrics.horizontalAdvance(form.label) for form in self.forms)
        self.setFixedWidth(longest + 5 * metrics.horizontalAdvance("字") + EDGES)

    def _fill(self, text: str) -> None:
        kept = self.current()
        self.list.blockSignals(True)
        self.list.clear()
        group = ""
        for form in self.forms:
            if not fits(form, text):
                continue
            if form.group != group:
                group = form.group
                heading = QListWidgetItem(group)
                heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
                heading.setForeground(QColor(COLORS["ink2"]))
                self.list.addItem(heading)
            item = QListWidgetItem(icon("doc"), form.label)
            item.setData(NAME, form.name)
            item.setFlags(PLAIN_ITEM)
            self.list.addItem(item)
        self.choose(kept)
        self.list.blockSignals(False)

    def _first(self) -> None:
        self.search.ask_now()
        found = [row for row in range(self.list.count()) if self.list.item(row).data(NAME)]
        if found:
            self.list.setCurrentRow(found[0])
            self.list.setFocus()

    def _moved(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(NAME):
            self.chosen.emit(item.data(NAME))

    def current(self) -> str:
        """Return the name of the chosen form; empty for none."""
        item = self.list.currentItem()
        return "" if item is None else item.data(NAME) or ""

    def choose(self, name: str) -> None:
        """Mark a form; nothing if it is not listed."""
        for row in range(self.list.count()):
            if self.list.item(row).data(NAME) == name:
                self.list.setCurrentRow(row)


def in_groups(forms: Sequence[Form]) -> list[Form]:
    """Return forms so that each group stands together; groups in the order in which they first occur."""
    order = list(dict.fromkeys(form.group for form in forms))
    return sorted(forms, key=lambda form: order.index(form.group))


def fits(form: Form, text: str) -> bool:
    """Say whether a form's name, group or initials contain a text."""
    text = text.strip().lower()
    return text in form.label or text in form.group or text in initials(form.label)
