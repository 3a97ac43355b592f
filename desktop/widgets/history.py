"""What became of a record, as a list: when, who, which field, before and after; below it, the way to remove it."""

from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from db.work.remembering import Step
from desktop.widgets.parts import bar, button, label

SHOWN = 60
"""Transactions shown at once; older ones are in the export of the history."""


class History(QScrollArea):
    """Cards, one a transaction, newest first. away(): the record is to be removed."""

    away = Signal()

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setAccessibleName("履历")
        self.setProperty("reads", True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def tell(self, steps: list[Step]) -> None:
        """Show the steps of one record."""
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(14, 10, 14, 10)
        box.setSpacing(8)
        groups = [list(group) for _, group in groupby(steps, key=lambda step: (step.at, step.who))]
        for group in groups[:SHOWN]:
            box.addWidget(_card(group))
        if not groups:
            box.addWidget(label("还没有改动。", "muted"))
        elif len(groups) > SHOWN:
            box.addWidget(label(f"更早的 {len(groups) - SHOWN} 次改动没有列出。", "hint"))
        if steps:
            away = button("移除这条记录", self.away.emit, "danger")
            box.addWidget(bar(label("登记错了？", "hint"), away, None, margins=(0, 4, 0, 0), line=False))
        box.addStretch(1)
        self.setWidget(page)


def _card(steps: list[Step]) -> QFrame:
    card = QFrame()
    card.setProperty("card", True)
    box = QVBoxLayout(card)
    box.setContentsMargins(10, 8, 10, 8)
    box.setSpacing(3)
    first = steps[0]
    head = label(f"{first.at.astimezone():%Y-%m-%d %H:%M}　{first.who}　{first.reason}", "caption")
    head.setWordWrap(True)
    box.addWidget(head)
    for step in steps:
        line = label(sentence(step))
        line.setWordWrap(True)
        box.addWidget(line)
    return card


def sentence(step: Step) -> str:
    """Say one step: 联系电话：138****0001 → 139****0002."""
    if not step.field:
        return f"{step.op}{step.ledger}"
    if step.before and step.after:
        return f"{step.field}：{step.before} → {step.after}"
    if step.after:
        return f"{step.field}：{step.after}"
    return f"{step.field}：{step.before} → 空"
