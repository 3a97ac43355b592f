"""The bar over a list while several rows are selected, and the small window that changes one field of all of them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from db.books.book import Book
from db.ledgers.record import Described
from db.store.reader import Reader
from db.store.writer import Edit
from db.words.field import Kind
from desktop.widgets.choices import choices_of
from desktop.widgets.editors import CodeCombo, Editor
from desktop.widgets.parts import button, index_of, label, show_at


class BatchBar(QFrame):
    """“已选 12 人”, and what can be done with them. wanted(what): everything, change, print, export or nothing."""

    wanted = Signal(str)

    def __init__(self, unit: str, actions: Sequence[tuple[str, str]]) -> None:
        """Offer actions as (name, text)."""
        super().__init__()
        self.unit = unit
        self.setProperty("banner", "info")
        box = QHBoxLayout(self)
        box.setContentsMargins(14, 5, 14, 6)
        box.setSpacing(8)
        self.words = label("", "section")
        box.addWidget(self.words)
        self.everything = button("全选", lambda: self.wanted.emit("everything"), "link")
        box.addWidget(self.everything)
        for name, text in actions:
            box.addWidget(button(text, partial(self.wanted.emit, name)))
        box.addStretch(1)
        box.addWidget(button("取消选择", lambda: self.wanted.emit("nothing"), "link"))

    def tell(self, count: int, total: int) -> None:
        """Say how many are selected of how many."""
        self.words.setText(f"已选 {count} {self.unit}")
        self.everything.setText(f"全选 {total} {self.unit}")
        self.everything.setVisible(count < total)


def changeable(book: Book) -> list[Described]:
    """Return the fields that may be changed for many at once: those chosen from a set, one value each."""
    catalogue = book.catalogue()
    keys = dict.fromkeys(key for _, lines in book.sections() for line in lines for key in line)
    chosen = (Kind.CHOICE, Kind.CODE)
    return [catalogue[key] for key in keys if catalogue[key].kind in chosen or key == "responsible"]


class BatchEdit(QFrame):
    """Choose a field, a value, and whether it was wrong or has changed. change(key, value, how)."""

    change = Signal(str, object, object)

    def __init__(self, parent: QWidget, book: Book, reader: Reader) -> None:
        """Offer the fields of a book that are chosen from a set."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("card", True)
        self.fields = {one.key: one for one in changeable(book)}
        self.choices = {key: choices_of(reader, one) for key, one in self.fields.items()}
        self.field = CodeCombo()
        self.field.setAccessibleName("要改的栏目")
        for key, one in self.fields.items():
            self.field.addItem(one.label, key)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(14, 12, 14, 12)
        self.box.addWidget(label("把选中的这些行改成", "section"))
        self.box.addWidget(self.field)
        self.editor: Editor | None = None
        buttons = QHBoxLayout()
        buttons.addWidget(button("改错", lambda: self._done(Edit.CORRECT)))
        buttons.addWidget(button("有变化", lambda: self._done(Edit.CHANGE), "primary"))
        self.box.addWidget(label("改错：原来登记错了。有变化：从今天起变了，旧的留作历史。", "hint"))
        self.box.addLayout(buttons)
        self.field.currentIndexChanged.connect(lambda _: self._offer())
        self._offer()
        self.field.setCurrentIndex(max(index_of(self.field, "responsible"), 0))

    def _offer(self) -> None:
        if self.editor is not None:
            self.box.removeWidget(self.editor.widget)
            self.editor.widget.deleteLater()
        key = self.field.currentData()
        self.editor = Editor(self.fields[key], self.choices[key])
        self.box.insertWidget(2, self.editor.widget)

    def _done(self, how: Edit) -> None:
        if self.editor is not None and self.editor.reads():
            self.hide()
            self.change.emit(self.field.currentData(), self.editor.reads(), how)

    def open_below(self, anchor: QWidget) -> None:
        """Show the window under a bar."""
        self.adjustSize()
        show_at(self, anchor.mapToGlobal(QPoint(14, anchor.height())))
        self.field.setFocus()
