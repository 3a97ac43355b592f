"""The line below a form that asks whether a dated fact was wrong or has changed since."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget

from db.store.writer import Edit
from desktop.widgets.parts import button, label


class DatedQuestion(QFrame):
    """Asks with the keyboard on its likelier answer. answered(Edit): 改错 or 有变化."""

    answered = Signal(object)

    def __init__(self) -> None:
        """Begin out of sight: nothing is asked yet."""
        super().__init__()
        self.setProperty("banner", "warn")
        self.setToolTip("改错：原来登记错了。有变化：从今天起变了，旧的留作历史。")
        self.wrong = button("改错", lambda: self.answered.emit(Edit.CORRECT))
        self.different = button("有变化", lambda: self.answered.emit(Edit.CHANGE), "primary")
        self.field: QWidget | None = None
        box = QHBoxLayout(self)
        box.setContentsMargins(14, 8, 14, 8)
        for one in (label("住址、网格等有变动：", "field"), self.wrong, self.different):
            box.addWidget(one)
        box.addStretch(1)
        self.hide()

    def ask(self) -> None:
        """Come into sight and take the keyboard from the field in use."""
        form, now = self.parentWidget(), QApplication.focusWidget()
        if self.isHidden():
            self.field = now if form is not None and now is not None and form.isAncestorOf(now) else None
        self.show()
        self.different.setFocus()

    def withdraw(self) -> bool:
        """Go without an answer, the keyboard goes back to its field; return whether anything was asked."""
        if self.isHidden():
            return False
        self.hide()
        if self.field is not None:
            self.field.setFocus()
        return True
