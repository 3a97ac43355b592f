"""What an action on allowances asks for, in one line: month, reason, amount; Enter goes on, the last one saves."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from db.ledgers.services import Method
from db.store.store import Store
from db.work.recording import read_when
from db.work.standing import local_day
from desktop.theme import signs
from desktop.widgets.checklist import NumberedPick
from desktop.widgets.faults import mark_faulty
from desktop.widgets.flow import Flow
from desktop.widgets.parts import bar, button, label

MONTH = re.compile(r"(?:(\d{4})[-./年])?(\d{1,2})月?")


class Act(Enum):
    """What may be done; the value is its heading."""

    GRANT = "登记享受"
    CERTIFY = "认证"
    CATEGORY = "调整类别"
    RATE = "月标准"
    STOP = "停发"
    BACK = "补发"
    AGE = "按年龄调整"


ASKS: Mapping[Act, tuple[str, ...]] = {
    Act.GRANT: ("month", "category", "first", "months", "back_reason"),
    Act.CERTIFY: ("day", "method"),
    Act.CATEGORY: ("month", "category"),
    Act.RATE: ("month", "category", "amount"),
    Act.STOP: ("month", "stop_reason"),
    Act.BACK: ("month", "first", "months", "back_reason"),
    Act.AGE: ("month",),
}
ORDER = ("day", "method", "month", "category", "amount", "first", "months", "back_reason", "stop_reason")
"""The fields from left to right; ASKS follows it."""
FIRST_PAID = {Act.STOP: "首个不发月", Act.RATE: "自哪月起", Act.CATEGORY: "自哪月起", Act.AGE: "自哪月起"}


@dataclass(frozen=True)
class Answer:
    """What the clerk said. back: first month, number of months and reason of back pay, if there is any."""

    month: date
    day: date
    method: Method = Method.DOOR
    category: str = ""
    reason: str = ""
    back: tuple[date, int, str] | None = None
    amount: Decimal = Decimal(0)


def read_month(text: str, usual: date) -> date | None:
    """Return the month meant: empty = the usual one, 12 = of its year, 2026-12; None if it is not understood."""
    if not text.strip():
        return usual
    found = MONTH.fullmatch(text.strip())
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    return date(int(found[1] or usual.year), int(found[2]), 1)


class Question(QFrame):
    """One line of fields for one action. answered(act, answer) · left()."""

    answered = Signal(object, object)
    left = Signal()

    def __init__(self, store: Store) -> None:
        """Wait for an action."""
        super().__init__()
        self.setProperty("banner", "info")
        self.store = store
        self.act = Act.CERTIFY
        self.usual = store.clock.today().replace(day=1)
        self.words, self.state = label("", "section"), label("", "error")
        with store.read() as reader:
            sets = {name: [(code, text) for code, text, _, on in reader.codes(name).items if on]
                    for name in ("allowance", "allowance_stop", "allowance_back_pay")}  # fmt: skip
        self.lines = {
            "day": self._line("认证日期", "今天", 6),
            "month": self._line("月份", "", 6),
            "amount": self._line("月标准（元）", "", 6),
            "first": self._line("补发起始月", "不补可空", 7),
            "months": self._line("补几个月", "", 4),
        }
        self.picks = {
            "method": self._pick("方式", [(one.value, one.label) for one in Method]),
            "category": self._pick("津贴类别", sets["allowance"]),
            "back_reason": self._pick("补发原因", sets["allowance_back_pay"]),
            "stop_reason": self._pick("停发原因", sets["allowance_stop"]),
        }
        self.fields: dict[str, QWidget] = {**self.lines, **self.picks}
        self.fields = {key: self.fields[key] for key in ORDER}
        self.headings = {key: label(one.accessibleName(), "field") for key, one in self.fields.items()}
        self.pairs: dict[str, QWidget] = {}
        inner = QWidget()
        flow = Flow(inner)
        for key, one in self.fields.items():
            self.pairs[key] = bar(self.headings[key], one, margins=(0, 0, 8, 0), line=False)
            flow.addWidget(self.pairs[key])
        self.save = button("保存", self.finish, "primary")
        away = button("取消 Esc", self.left.emit)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 4)
        box.setSpacing(0)
        box.addWidget(bar(self.words, self.state, None, away, self.save, margins=(14, 6, 14, 0), line=False))
        lower = QVBoxLayout()
        lower.setContentsMargins(14, 4, 14, 4)
        lower.addWidget(inner)
        box.addLayout(lower)

    def _line(self, name: str, hint: str, size: int) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        made.setMaximumWidth(signs(size))
        made.installEventFilter(self)
        return made

    def _pick(self, name: str, items: Sequence[tuple[str, str]]) -> NumberedPick:
        made = NumberedPick([(key, f"{n} {text}") for n, (key, text) in enumerate(items, 1)])
        made.setAccessibleName(name)
        made.installEventFilter(self)
        return made

    # -- asking -------------------------------------------------------------------------------------------------------

    def begin(self, act: Act, whom: str, month: date) -> None:
        """Ask what an action needs; month: what an empty field stands for."""
        self.act, self.usual = act, month
        self.words.setText(f"{act.value}　{whom}".rstrip("　"))
        self.state.setText("")
        for key, one in self.fields.items():
            self.pairs[key].setVisible(key in ASKS[act])
            mark_faulty(one, "")
        for line in self.lines.values():
            line.clear()
        for pick in self.picks.values():
            pick.setCurrentIndex(0)
        self.headings["month"].setText(FIRST_PAID.get(act, "起发月" if act is Act.GRANT else "发放月"))
        self.line("month").setPlaceholderText(f"{month:%Y-%m}")
        self.pick("method").setCurrentIndex(1)
        self.headings["category"].setText("津贴类别（空为按年龄）" if act is Act.GRANT else "津贴类别")
        self.show()
        self.fields[ASKS[act][0]].setFocus()  # at once: the first key of a fast typist belongs to the question

    def line(self, key: str) -> QLineEdit:
        """Return one of the fields that are typed."""
        return self.lines[key]

    def pick(self, key: str) -> NumberedPick:
        """Return one of the choices."""
        return self.picks[key]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes to the next field, in the last one it saves; Esc leaves."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        order = [self.fields[key] for key in ASKS[self.act]]
        at = next((n for n, one in enumerate(order) if one is watched), 0)
        order[at + 1].setFocus() if at + 1 < len(order) else self.finish()
        return True

    # -- answering ----------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Hand over what was said; what is missing gets the cursor."""
        said = self._read()
        if isinstance(said, Answer):
            self.answered.emit(self.act, said)
        else:
            self.refuse(*said)

    def refuse(self, key: str, reason: str) -> None:
        """Say why nothing was written, at a field."""
        self.state.setText(reason)
        for name, one in self.fields.items():
            mark_faulty(one, reason if name == key else "")
        if key in self.fields:
            self.fields[key].setFocus()

    def _read(self) -> Answer | tuple[str, str]:
        asked = ASKS[self.act]
        month = read_month(self.line("month").text(), self.usual)
        when = read_when(self.line("day").text(), self.store.clock.now(), self.store.clock.today())
        if month is None:
            return "month", "月份请写成 2026-12 或 12。"
        if isinstance(when, str):
            return "day", when
        for key in ("stop_reason", "category"):
            if key in asked and self.act is not Act.GRANT and not self.pick(key).currentData():
                return key, "请从列表里选一项。"
        back = self._back() if "first" in asked else None
        if isinstance(back, str):
            return "first", back
        amount = _amount(self.line("amount").text()) if "amount" in asked else Decimal(0)
        if amount is None:
            return "amount", "金额请写成 100 或 100.50。"
        day = local_day(when) if self.line("day").text().strip() else self.store.clock.today()
        method = Method.read(self.pick("method").currentData() or "") or Method.DOOR
        return Answer(month, day, method, self.pick("category").currentData() or "",
                      self.pick("stop_reason").currentData() or "", back, amount)  # fmt: skip

    def _back(self) -> tuple[date, int, str] | str | None:
        first, count = self.line("first").text(), self.line("months").text().strip()
        reason = self.pick("back_reason").currentData() or ""
        if not first.strip() and self.act is Act.GRANT:
            return None
        month = read_month(first, self.usual) if first.strip() else None
        if month is None or not count.isdecimal() or not reason:
            return "补发要写明从哪个月起、补几个月、什么原因。"
        return month, int(count), reason


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip()).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
