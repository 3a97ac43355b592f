"""Taking one step of a matter: the day, what happened, and the facts it asks; refusals stand on the spot."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout

from db.ledgers.matters import Matter, StepAction
from db.ledgers.parties import MatterStep
from db.ledgers.record import Described, fields_of
from db.store.store import Store
from db.words.clean import clean
from db.work.areas import Grids
from db.work.facts import Facts
from db.work.guards import Move
from db.work.stepping import SAID_BY_STEP
from db.work.taking import rules_of
from desktop.widgets.choices import choices_of
from desktop.widgets.editors import Editor
from desktop.widgets.field_grid import FieldGrid
from desktop.widgets.journal import Journal, Whose
from desktop.widgets.parts import bar, button, empty_layout, label

A = StepAction
ASKS: Mapping[StepAction, str] = {
    A.NOT_ACCEPT: "不予受理的理由", A.REFER: "转办原因", A.REFER_OUT: "转出原因", A.EXTEND: "延期原因",
    A.SUSPEND: "中止原因", A.WITHDRAW: "撤回原因", A.REOPEN: "重开原因", A.TAKE_BACK: "撤销原因",
    A.VISIT_BACK: "回访情况",
}  # fmt: skip
"""What the text of a step is called; others: 情况说明."""
HIDDEN = ("cause", "measures")


class StepPanel(QFrame):
    """The panel of one step. confirmed(move): the clerk wants it taken; left(): not now."""

    confirmed = Signal(object)
    left = Signal()

    def __init__(self, store: Store, part: str, whose: Whose) -> None:
        """Begin hidden. part, whose: where what is typed and not confirmed is kept (see `Journal`)."""
        super().__init__()
        self.setProperty("card", True)
        self.store = store
        self.action = A.ACCEPT
        self.fields: FieldGrid
        self.editors: dict[str, Editor] = {}
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(14, 8, 14, 10)
        self.journal = Journal(store, part, whose, self)
        self.hide()

    def ask(self, facts: Facts, action: StepAction) -> None:
        """Ask what a step wants to know."""
        self.action = action
        empty_layout(self.box)
        self.fields = fields = FieldGrid()
        fields.saved.connect(self.confirm)
        self.editors, self.notes, self.wrong = fields.editors, fields.notes, fields.wrong
        self.box.addWidget(label(f"{action.label}：{facts.matter.subject}", "section"))
        with self.store.read() as reader:
            for described in self._wanted(action):
                choices = choices_of(reader, described)
                if described.key == "outcome":
                    choices = [(one.value, one.label) for one in facts.rules.outcomes]
                words = ASKS.get(action, "情况说明") if described.key == "text" else described.label
                fields.lay(described.key, Editor(described, choices), words)
        fields.shows({"day": facts.today})
        self.box.addWidget(fields)
        self.both = QCheckBox("双方当事人都同意延期")
        self.both.setVisible(action is A.EXTEND and facts.rules.mediated)
        self.box.addWidget(self.both)
        kind = "danger" if action in (A.WITHDRAW, A.NOT_ACCEPT, A.TAKE_BACK) else "primary"
        no, yes = button("返回", self.leave), button(f"确认{action.label}", self.confirm, kind)
        self.box.addWidget(bar(None, no, yes, margins=(0, 4, 0, 0), line=False))
        self.show()
        self.journal.begin(fields, action.label, action.value)
        fields.edited.connect(self.journal.edited)
        fields.begin("text" if "text" in self.editors else "day")

    def _wanted(self, action: StepAction) -> Sequence[Described]:
        step, matter = fields_of(MatterStep), fields_of(Matter)
        said = [matter[key] for key in SAID_BY_STEP.get(action, ()) if key not in HIDDEN]
        return [step["day"], *said, step["text"]] if action is not A.RESOLVE else [step["day"], *said]

    def confirm(self) -> None:
        """Hand the step over, cleaned; what can't be read is told here."""
        known = {key: editor.described for key, editor in self.editors.items()}
        with self.store.read() as reader:
            cleaned = clean(known, self.fields.reads(), rules_of(reader, Grids(reader)))
        self.fields.tell(cleaned.problems)
        if not cleaned.sound:
            return
        values: dict[str, Any] = dict(cleaned.values)
        day, text = values.pop("day", None), values.pop("text", "")
        self.confirmed.emit(Move(self.action, day, text, values, both_agree=self.both.isChecked()))

    def changed(self) -> bool:
        """Say whether something typed is not confirmed."""
        return self.isVisible() and self.fields.changed()

    def say(self, words: str) -> None:
        """Tell why the step was not taken."""
        self.fields.say(words)

    def leave(self) -> None:
        """Close without a step."""
        self.journal.drop()
        self.hide()
        self.left.emit()
