"""The line under a visit's record that makes its need or hazard a matter, and leads to what was made of it."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from db.ledgers.matters import Matter, MatterKind
from db.store.store import Store
from db.trouble import OfficeError
from db.work.discussing import from_visit, raised_from
from desktop.widgets.parts import bar, button, label

KINDS = (MatterKind.NEED, MatterKind.HAZARD, MatterKind.APPEAL)
"""What a visit finds: 需求, 隐患, 诉求."""


class Raising(QFrame):
    """One line. begun(): keep what is typed first. raised(words): a matter was made. opened(matter): show it."""

    begun = Signal()
    raised = Signal(str)
    opened = Signal(object)

    def __init__(self, store: Store) -> None:
        """Begin without a visit."""
        super().__init__()
        self.store = store
        self.service: UUID | None = None
        self.matters: list[Matter] = []
        self.wrong = label("", "error")
        self.wrong.setWordWrap(True)
        self.buttons = {kind: button(kind.label, partial(self.make, kind), "link") for kind in KINDS}
        for kind, one in self.buttons.items():
            one.setAccessibleName(f"把需求或问题登记成{kind.label}")
            one.setToolTip(one.accessibleName())
        self.see = button("看事项", self._open, "link")
        line = bar(label("登记成", "field"), *self.buttons.values(), None, self.see, margins=(14, 0, 14, 0), line=False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(line)
        told = bar(self.wrong, margins=(14, 0, 14, 4), line=False)
        box.addWidget(told)
        self.told = told

    def show_of(self, service: UUID | None) -> None:
        """Show what came of a visit."""
        self.service = service
        self.setVisible(service is not None)
        self.told.hide()
        if service is None:
            return
        with self.store.read() as reader:
            self.matters = raised_from(reader, service)
        self.see.setVisible(bool(self.matters))
        self.see.setText(f"看事项 {len(self.matters)}" if len(self.matters) > 1 else "看事项")
        self.see.setAccessibleName("，".join(["看事项", *(one.no or one.subject for one in self.matters)]))

    def make(self, kind: MatterKind) -> None:
        """Make the need of the visit a matter of a kind, in one go."""
        self.begun.emit()
        if self.service is None:
            return
        try:
            with self.store.write(f"走访发现登记成{kind.label}") as writer:
                from_visit(writer, self.service, kind)
        except OfficeError as trouble:
            self.wrong.setText(f"{trouble.what}{trouble.remedy}")
            self.told.show()
            return
        self.show_of(self.service)
        self.raised.emit(f"已登记{kind.label} {self.matters[-1].no or ''}".strip())

    def _open(self) -> None:
        if self.matters:
            self.opened.emit(self.matters[-1].id)
