"""户情变动 (去世, 分户, 并户, 整户迁出迁入) as one action: every record touched is shown first, one undo."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from db.store.reader import Reader
from db.store.store import Store
from db.trouble import OfficeError
from db.work.household import carry_out, plan_death, plan_merge, plan_move, plan_move_out, plan_split
from db.work.household_steps import HouseholdEvent, Plan, Target
from db.work.recording import read_when
from db.work.standing import local_day
from db.work.visiting import household_of
from desktop.theme import sizes
from desktop.widgets.editors import CodeCombo
from desktop.widgets.faults import mark_faulty
from desktop.widgets.headings import heading
from desktop.widgets.journal import Journal
from desktop.widgets.parts import bar, button, label
from desktop.widgets.picker import PersonPicker, words_of
from desktop.widgets.reading import go_on

PART = "elders/household"
"""Under which name what is filled in and not confirmed is kept."""
NEEDS_DOOR = (HouseholdEvent.SPLIT, HouseholdEvent.MOVE, HouseholdEvent.MOVE_IN)


class HouseholdWindow(QDialog):
    """What befell a household, looked at before it is written. done(words): it was written."""

    kept = Signal(str)

    def __init__(self, store: Store, person: UUID, parent: QWidget) -> None:
        """Ask what befell the household of a person."""
        super().__init__(parent)
        self.store, self.person = store, person
        self.plan: Plan | None = None
        self.setWindowTitle("户情变动")
        self.setModal(True)
        wanted = QSize(sizes()["side"] + 12 * sizes()["row"], 15 * sizes()["row"])
        self.resize(wanted.boundedTo(parent.window().size()))
        self.event_ = CodeCombo()
        self.event_.setAccessibleName("什么变动")
        for one in HouseholdEvent:
            self.event_.addItem(one.label, one)
        self.day = self._line("哪一天", "今天")
        self.address = self._line("新住址", "照户口或门牌写，如 3栋2单元501")
        self.number = self._line("新户号", "没有可空着")
        self.lines = {"day": self.day, "address": self.address, "number": self.number}
        self.into = PersonPicker(store, "并入谁家：姓名或首字母")
        self.into.setAccessibleName("并入谁家")
        self.members: dict[UUID, QCheckBox] = {}
        self.answer = CodeCombo()
        self.answer.setAccessibleName("留下的人是否独自居住")
        for text, value in (("请选择", None), ("是，独自居住", True), ("否", False)):
            self.answer.addItem(text, value)
        self.asked = label("", "field")
        self.asked.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName("将改动的记录")
        self.list.setProperty("boxed", True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.state = label("", "error")
        self.count = label("", "section")
        self.confirm = button("确认登记", self.carry_out, "primary")
        self.journal = Journal(store, PART, lambda: (person, person), self)
        self._lay()
        self._connect()
        self.journal.begin(self, "户情变动")
        self.look()

    def _line(self, name: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        return made

    def _lay(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 12, 14, 12)
        with self.store.read() as reader:
            people = words_of(reader, household_of(reader, self.person))
        box.addWidget(label(people[0][2] if people else "", "title"))
        self.grid = QGridLayout()
        self.grid.setColumnStretch(1, 1)
        self.rows: dict[str, tuple[QWidget, QWidget]] = {}
        who = QWidget()
        ticks = QVBoxLayout(who)
        ticks.setContentsMargins(0, 0, 0, 0)
        for one, _, words in people:
            tick = QCheckBox(words)
            tick.setAccessibleName(words)
            tick.setChecked(one == self.person)
            tick.toggled.connect(lambda _: self.look())
            self.members[one] = tick
            ticks.addWidget(tick)
        fields = (
            ("event", "什么变动", self.event_), ("day", "哪一天", self.day), ("who", "哪些人", who),
            ("into", "并入谁家", self.into), ("address", "新住址", self.address), ("number", "新户号", self.number),
            ("answer", "", self.answer),
        )  # fmt: skip
        for at, (key, text, widget) in enumerate(fields):
            named = self.asked if key == "answer" else heading(text, widget)
            self.grid.addWidget(named, at, 0, Qt.AlignmentFlag.AlignTop if key == "who" else Qt.AlignmentFlag(0))
            self.grid.addWidget(widget, at, 1)
            self.rows[key] = (named, widget)
        box.addLayout(self.grid)
        box.addWidget(self.count)
        box.addWidget(self.list, 1)
        box.addWidget(
            bar(self.state, None, button("取消 Esc", self.reject), self.confirm, margins=(0, 4, 0, 0), line=False)
        )
        QShortcut(QKeySequence("Ctrl+S"), self, self.carry_out)

    def _connect(self) -> None:
        for combo in (self.event_, self.answer):
            combo.currentIndexChanged.connect(lambda _: self.look())
        for line in self.lines.values():
            line.textEdited.connect(lambda _: self.look())
        self.into.picked.connect(lambda _: self.look())

    # -- drafts -------------------------------------------------------------------------------------------------------

    def unsaved_texts(self) -> dict[str, Any]:
        """Return what is filled in, as a draft keeps it; the kind of event alone is nothing yet."""
        kept: dict[str, Any] = {key: one.text() for key, one in self.lines.items() if one.text().strip()}
        if self.into.person is not None:
            kept["into"] = str(self.into.person)
        if not kept and self.answer.currentData() is None:
            return {}
        ticked = [str(one) for one, tick in self.members.items() if tick.isChecked()]
        event: HouseholdEvent = self.event_.currentData()
        return kept | {"event": event.value, "who": ticked, "answer": self.answer.currentIndex()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show what a draft kept."""
        self.event_.setCurrentIndex(list(HouseholdEvent).index(HouseholdEvent.of(kept["event"])))
        for key, line in self.lines.items():
            line.setText(kept.get(key, ""))
        for one, tick in self.members.items():
            tick.setChecked(str(one) in kept["who"])
        if "into" in kept:
            self.into.choose(UUID(kept["into"]))
        self.answer.setCurrentIndex(kept["answer"])
        self.look()

    # -- looking ------------------------------------------------------------------------------------------------------

    def _shown(self, event: HouseholdEvent, *, asks: bool) -> None:
        wanted = {
            "who": event is HouseholdEvent.SPLIT,
            "into": event is HouseholdEvent.MERGE,
            "address": event in NEEDS_DOOR,
            "number": event in NEEDS_DOOR,
            "answer": asks,
        }
        for key, on in wanted.items():
            for part in self.rows[key]:
                part.setVisible(on)

    def look(self) -> None:
        """Plan the event and show every record it would touch."""
        self.journal.edited()
        event: HouseholdEvent = self.event_.currentData()
        told = read_when(self.day.text(), self.store.clock.now(), self.store.clock.today())
        mark_faulty(self.day, told if isinstance(told, str) else "")
        self.plan, reason = None, told if isinstance(told, str) else ""
        asks = False
        if not isinstance(told, str):
            day = local_day(told) if self.day.text().strip() else self.store.clock.today()
            try:
                with self.store.read() as reader:
                    self.plan = self._plan(reader, event, day)
                    asks = event is HouseholdEvent.DEATH and bool(plan_death(reader, self.person, day).questions)
            except OfficeError as trouble:
                reason = f"{trouble.what}{trouble.remedy}"
        self._show(event, reason, asks=asks)

    def _plan(self, reader: Reader, event: HouseholdEvent, day: date) -> Plan | None:
        household = household_of(reader, self.person)
        target = Target(address=self.address.text().strip(), household_no=self.number.text().strip() or None)
        some = [one for one, tick in self.members.items() if tick.isChecked()]
        plans: dict[HouseholdEvent, Callable[[], Plan | None]] = {
            HouseholdEvent.DEATH: lambda: plan_death(reader, self.person, day, alone=self.answer.currentData()),
            HouseholdEvent.MOVE_OUT: lambda: plan_move_out(reader, self.person, day),
            HouseholdEvent.SPLIT: lambda: plan_split(reader, some, target, day) if some else None,
            HouseholdEvent.MERGE: lambda: plan_merge(reader, self.person, self.into.person, day)
            if self.into.person else None,
        }  # fmt: skip
        if event in plans:
            return plans[event]()
        return plan_move(reader, household, target, day, event) if target.address or target.household_no else None

    def _show(self, event: HouseholdEvent, reason: str, *, asks: bool) -> None:
        self._shown(event, asks=asks)
        self.list.clear()
        steps = self.plan.steps if self.plan is not None else ()
        self.list.addItems([step.said for step in steps])
        open_ = self.plan.questions if self.plan is not None else ()
        written = sum(step.how != "told" for step in steps)
        self.count.setText(f"将改动 {written} 条记录" if steps else "填好后这里列出将改动的每一条记录")
        self.asked.setText(f"{open_[0].name}现在是否独自居住？" if open_ else "留下的人是否独自居住？")
        self.state.setText(reason or ("请先回答：留下的人是否独自居住。" if open_ else ""))
        self.confirm.setEnabled(bool(steps) and not open_)

    def carry_out(self) -> None:
        """Write what is shown, in one step."""
        if self.plan is None or self.plan.questions:
            return
        plan = self.plan
        try:
            with self.store.write(plan.reason) as writer:
                carry_out(writer, plan)
        except OfficeError as trouble:
            self.state.setText(f"{trouble.what}{trouble.remedy}")
            return
        self.kept.emit(f"已登记{plan.event.label}，改动 {sum(step.how != 'told' for step in plan.steps)} 条记录")
        self.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - as Qt calls it
        """Let Tab go as one reads."""
        return go_on(self, forward=forward)

    def done(self, result: int) -> None:
        """Forget what was filled in: it is written, or given up."""
        self.journal.drop()
        super().done(result)
