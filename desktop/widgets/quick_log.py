"""快速登记: a visit or an errand in five fields by Enter only; Enter in the last saves and begins the next."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QFrame, QGridLayout, QLineEdit, QStackedWidget, QWidget

from db.ledgers.services import LogKind, Method
from db.store.store import Store
from db.work.recording import DueItem, Told, due_items, like_before, read_when
from db.work.situations import HINT, read_situation
from desktop.theme import set_look
from desktop.widgets.checklist import NumberedPick, items_of
from desktop.widgets.faults import mark_faulty
from desktop.widgets.journal import Journal
from desktop.widgets.parts import button, index_of, label, plain_tip
from desktop.widgets.picker import PersonPicker

METHODS = tuple((one.value, f"{n} {one.label}") for n, one in enumerate(Method, 1))
BESIDES = ("when", "method", "item")
"""What stays from one to the next: alone it is nothing that was typed."""

ERRAND_HINT = "Enter 到下一格，最后一格 Enter 保存并登记下一人；事项按序号或拼音首字母选"


LONGEST = 28
"""Signs of what tells namesakes apart that stand before the hint: both must fit into a small window."""


class QuickLog(QFrame):
    """Five fields in one line. logged(person, told): the clerk is done with one. started(person): somebody was named.

    The page writes and then calls `done` or `tell`.
    """

    logged = Signal(object, object)
    started = Signal(object)

    def __init__(self, store: Store) -> None:
        """Log for an open office; visits at first."""
        super().__init__()
        self.setProperty("bar", True)
        self.store = store
        self.errands = False
        self.before: Told | None = None
        self.doers = ""
        with store.read() as reader:
            self.labels: Mapping[str, str] = dict(items_of(reader))
            items = [(code, text) for code, text, _, on in reader.codes("errand_item").items if on]
        self.who = PersonPicker(store)
        self.when = self._line("登记时间", "今天")
        self.method = NumberedPick(METHODS)
        self.method.setAccessibleName("方式")
        self.method.setCurrentIndex(1)
        self.item = NumberedPick(tuple((code, f"{n} {text}") for n, (code, text) in enumerate(items, 1)))
        self.item.setAccessibleName("帮办事项")
        self.item.setItemText(0, "办哪一项")
        self.code = self._line("情况代码", "情况：1 见到")
        self.amount = self._line("垫付金额", "垫付金额（元）")
        self.need = self._line("需求", "需求（没有就直接按 Enter）")
        self.third, self.fourth = QStackedWidget(), QStackedWidget()
        for stack, own in ((self.third, (self.method, self.item)), (self.fourth, (self.code, self.amount))):
            for one in own:
                stack.addWidget(one)
            stack.setFixedHeight(one.sizeHint().height())
        self.hint = label(HINT, "hint")
        self.hint.setWordWrap(True)
        self.folded = False
        """Whether the hint waits until somebody types here."""
        self.items: list[DueItem] = []
        self.together = QCheckBox("同户一并(&H)")
        self.together.setAccessibleName("同户应办的一并完成")
        self.together.hide()
        self.same = button("同上次 Ctrl+D", self.take_before)
        self.same.setToolTip("和上次一样，核对后按 Enter 登记")
        self.save = button("登记", self.finish, "primary")
        self.journal = Journal(store, "visits/quick", lambda: (None, self.who.person), self)
        self._lay()
        self._connect()

    def _line(self, name: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        return made

    def _lay(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 6, 14, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        shares = ((self.who, 4), (self.when, 2), (self.third, 3), (self.fourth, 3), (self.need, 6))
        for column, (one, share) in enumerate(shares):
            grid.addWidget(one, 0, column)
            grid.setColumnStretch(column, share)
        grid.addWidget(self.same, 0, 5)
        grid.addWidget(self.save, 0, 6)
        grid.addWidget(self.hint, 1, 0, 1, 5)
        grid.addWidget(self.together, 1, 5, 1, 2)

    def _connect(self) -> None:
        self.who.picked.connect(self._named)
        self.who.passed.connect(lambda: self._next(self.who))
        for one in (self.who, self.when, self.method, self.item, self.code, self.amount, self.need):
            one.installEventFilter(self)
        self.code.textEdited.connect(lambda _: self._explain())
        self.when.editingFinished.connect(self._check_day)
        for line in (self.who, self.when, self.code, self.amount, self.need):
            line.textChanged.connect(self.journal.edited)
        for pick in (self.method, self.item):
            pick.currentIndexChanged.connect(self.journal.edited)
        self._watch()

    def order(self) -> tuple[QWidget, ...]:
        """Return the five fields as Enter goes through them."""
        if self.errands:
            return self.who, self.when, self.item, self.amount, self.need
        return self.who, self.when, self.method, self.code, self.need

    def log_errands(self, errands: bool) -> None:  # noqa: FBT001 - the segment's own value
        """Log errands instead of visits, or visits again."""
        self.errands = errands
        self.third.setCurrentWidget(self.item if errands else self.method)
        self.fourth.setCurrentWidget(self.amount if errands else self.code)
        self.need.setPlaceholderText("说明（没有就直接按 Enter）" if errands else "需求（没有就直接按 Enter）")
        self.need.setAccessibleName("说明" if errands else "需求")
        self.same.setVisible(not errands)
        self.journal.which = "errands" if errands else ""
        self._hint("")

    def begin(self, person: object = None) -> None:
        """Put the cursor where the next visit begins; person: whom another part of the page named."""
        if person is None:
            self.who.setFocus()
            return
        self.who.choose(person)  # type: ignore[arg-type]
        self._next(self.who)

    # -- drafts -------------------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        self.journal.begin(self, "快速登记", "errands" if self.errands else "")

    def unsaved_texts(self) -> dict[str, Any]:
        """Return what was begun, as a draft keeps it."""
        lines = {"named": self.who, "when": self.when, "code": self.code, "amount": self.amount, "need": self.need}
        kept: dict[str, Any] = {key: line.text() for key, line in lines.items() if line.text()}
        if self.who.person is not None:
            kept["who"] = str(self.who.person)
        if not kept.keys() - set(BESIDES):
            return {}
        pick = "item" if self.errands else "method"
        return kept | {pick: (self.item if self.errands else self.method).currentData()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show what a draft kept; the page has turned to the segment it was typed in."""
        if kept.get("who"):
            self.who.choose(UUID(kept["who"]))
        else:
            self.who.setText(kept.get("named", ""))
        for key, line in (("when", self.when), ("code", self.code), ("amount", self.amount), ("need", self.need)):
            line.setText(kept.get(key, ""))
        for key, pick in (("method", self.method), ("item", self.item)):
            if key in kept:
                pick.setCurrentIndex(max(index_of(pick, kept[key]), 0))
        self.need.setFocus()

    # -- keys ---------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on, Ctrl+D takes over what was last time; the hint shows itself to who types."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            QTimer.singleShot(0, self, self._show_hint)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or watched is self.who:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._next(watched)
            return True
        if event.key() == Qt.Key.Key_D and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.take_before()
            return True
        return False

    def _next(self, now: QObject) -> None:
        order = self.order()
        at = next((n for n, one in enumerate(order) if one is now), 0)
        if at + 1 < len(order):
            order[at + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.finish()

    def _named(self, person: object) -> None:
        with self.store.read() as reader:
            self.before = like_before(reader, person)  # type: ignore[arg-type]
            due = due_items(reader, person)  # type: ignore[arg-type]
        self._offer([one for one in due if (one.person, one.kind) != (person, LogKind.VISIT)])
        self.same.setEnabled(self.before is not None)
        self._hint("")
        self.started.emit(person)

    def _offer(self, items: list[DueItem]) -> None:
        """Offer what else is due behind the same door; the clerk ticks it (Alt+H): nobody is seen by default."""
        self.items = items
        self.together.setChecked(False)
        self.together.setVisible(bool(items) and not self.errands)
        self.together.setText(f"同户 {len(items)} 项一并(&H)")
        self.together.setToolTip(plain_tip("\n".join(one.words for one in items)))

    def _explain(self) -> None:
        told = read_situation(self.code.text())
        mark_faulty(self.code, told if isinstance(told, str) else "")
        self._hint(told if isinstance(told, str) else told.words(self.labels), bad=isinstance(told, str))

    def _check_day(self) -> None:
        told = read_when(self.when.text(), self.store.clock.now(), self.store.clock.today())
        mark_faulty(self.when, told if isinstance(told, str) else "")
        if isinstance(told, str):
            self._hint(told, bad=True)

    def _hint(self, words: str, *, bad: bool = False) -> None:
        who = self.who.words().partition("　")[2]
        who = who if len(who) <= LONGEST else who[: LONGEST - 1] + "…"
        usual = ERRAND_HINT if self.errands else HINT
        self.hint.setText("　".join(part for part in (who, words or usual) if part))
        set_look(self.hint, "role", "error" if bad else "hint")
        self._show_hint()

    def fold(self, *, hint: bool) -> None:
        """Let the hint wait until somebody types here, or stand always."""
        self.folded = hint
        self._show_hint()

    def _show_hint(self) -> None:
        focus = QApplication.focusWidget()
        used = focus is not None and self.isAncestorOf(focus)
        self.hint.setVisible(used or not self.folded or self.hint.property("role") == "error")

    # -- saving -------------------------------------------------------------------------------------------------------

    def take_before(self) -> None:
        """和上次一样: as it was done last time, with what was found; the clerk looks and saves."""
        if self.before is None or self.errands:
            return
        method = self.before.raw.get("method")
        if isinstance(method, Method):
            self.method.setCurrentIndex(index_of(self.method, method.value))
        self.need.setFocus()
        found = [f"{self.labels.get(item, item)}{answer}" for item, (answer, _) in (self.before.findings or {}).items()]
        self._hint(f"和上次一样：{'、'.join(found) or '没有问项'}")
        self.code.setText("＝上次")

    def finish(self) -> None:
        """Hand over what was typed; what is wrong gets the cursor."""
        if self.who.person is None:
            self.who.setFocus()
            self._hint("请先选好是谁。", bad=True)
            return
        told = self._errand() if self.errands else self._visit()
        if told is not None:
            self.logged.emit(self.who.person, told)

    def _errand(self) -> Told | None:
        if not self.item.currentData():
            self.item.setFocus()
            self._hint("请选择办的是哪一项。", bad=True)
            return None
        raw: dict[str, Any] = {"kind": LogKind.ERRAND, "at": self.when.text(), "item": self.item.currentData()}
        raw |= {"amount": self.amount.text(), "content": self.need.text()}
        return Told(raw, self.doers)

    def _visit(self) -> Told | None:
        raw: dict[str, Any] = {"kind": LogKind.VISIT, "at": self.when.text(), "needs": self.need.text()}
        raw["method"] = Method.of(self.method.currentData()) if self.method.currentData() else Method.DOOR
        if self.code.text() == "＝上次" and self.before is not None:
            raw["reached"] = self.before.raw.get("reached")
            return Told(raw, self.doers or self.before.doers, self.before.findings)
        situation = read_situation(self.code.text())
        if isinstance(situation, str):
            self.code.setFocus()
            self._hint(situation, bad=True)
            return None
        return Told({**raw, "reached": situation.reached}, self.doers, situation.findings)

    def tell(self, field: str, reason: str) -> None:
        """Show why nothing was written, at its field."""
        places = {"at": self.when, "item": self.item, "amount": self.amount, "person_id": self.who}
        places.get(field, self.need).setFocus()
        self._hint(reason, bad=True)

    def done(self) -> None:
        """Begin the next: the day and the way stay as they were."""
        self.journal.drop()
        self._offer([])
        self.before = None
        for one in (self.code, self.amount, self.need):
            one.clear()
        self.who.forget()
        self.who.setFocus()
        self._watch()
        self._hint("")
