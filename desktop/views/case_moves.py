"""What else may be done with a case, as a menu: other steps of the flow, its 说事日, the earlier case it belongs to."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from db.ledgers.matters import Matter, StepAction
from db.store.store import Store
from db.store.writer import Writer
from db.work.facts import Facts
from db.work.flowing import actions_from
from db.work.sittings import latest_sittings, seat
from db.work.ties import earlier_cases, tie, untie
from desktop.theme import icon

Do = Callable[[Writer, UUID], str]
"""What is done with a case; it returns what was done."""

A = StepAction
RED = (A.WITHDRAW, A.NOT_ACCEPT, A.REFER_OUT, A.TAKE_BACK)
NOTED = (A.INSPECT, A.DELIBERATE, A.MEDIATE)


class Moves(QMenu):
    """The menu of one case. asked(action): a step is wanted. wanted(reason, do): something else is, see `Do`."""

    asked = Signal(object)
    wanted = Signal(str, object)

    def __init__(self, store: Store, parent: QWidget) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.store = store
        self.seats = QMenu("归入说事日", self)
        self.seats.aboutToShow.connect(self._list_sittings)
        self.ties = QMenu("关联前件（重复、并案）", self)
        self.ties.aboutToShow.connect(self._list_earlier)
        self.case: Matter | None = None

    def offer(self, facts: Facts) -> bool:
        """Offer every other step the flow allows; what ends a case stands apart, in red. False where there is none."""
        self.clear()
        allowed = [one for one in actions_from(facts.position) if one not in NOTED]
        if len(facts.steps) > 1:
            allowed.append(A.TAKE_BACK)
        self._add([one for one in allowed if one not in RED], self.asked.emit)
        self.case = facts.matter
        if not facts.rules.mediated:
            self.addMenu(self.seats)
        self.addMenu(self.ties)
        if any(one in RED for one in allowed):
            self.addSeparator()
        self._add([one for one in allowed if one in RED], self.asked.emit)
        return not self.isEmpty()

    def _add(self, actions: list[StepAction], do: Callable[[StepAction], object]) -> None:
        for one in actions:
            action = self.addAction("撤销上一步" if one is A.TAKE_BACK else one.label, partial(do, one))
            if one in RED:
                action.setIcon(icon("warn", "danger"))  # a menu has no red words

    def _list_sittings(self) -> None:
        """List the latest sittings when they are wanted, the one it belongs to ticked."""
        now = None if self.case is None else self.case.activity_id
        with self.store.read() as reader:
            sittings = latest_sittings(reader)
        self._list(self.seats, [(one, words, _seating(one)) for one, words in sittings], now)
        if not sittings:
            self.seats.addAction("还没有说事日，请先“新开说事日”").setEnabled(False)
        if now is not None:
            self.seats.addSeparator()
            self.seats.addAction("移出说事日", partial(self.wanted.emit, "移出说事日", _seating(None)))

    def _list_earlier(self) -> None:
        """List the earlier cases that it may repeat or be merged into, the one it belongs to ticked."""
        if self.case is None:
            return
        with self.store.read() as reader:
            found = earlier_cases(reader, self.case.id)
        rows = [(one.id, f"{one.words}{'（同一人）' if one.again else ''}", _tying(one.id)) for one in found]
        self._list(self.ties, rows, self.case.parent_id)
        if not found:
            self.ties.addAction("没有更早的同类事项").setEnabled(False)
        if self.case.parent_id is not None:
            self.ties.addSeparator()
            self.ties.addAction("解除关联", partial(self.wanted.emit, "解除关联", untie))

    def _list(self, menu: QMenu, rows: Sequence[tuple[UUID, str, Do]], now: UUID | None) -> None:
        """Fill a menu with choices (id, words, what is done); an & in the words is no key."""
        menu.clear()
        for one, words, do in rows:
            action = menu.addAction(words.replace("&", "&&"), partial(self.wanted.emit, menu.title(), do))
            action.setCheckable(True)
            action.setChecked(one == now)


def _seating(sitting: UUID | None) -> Do:
    return lambda writer, case: seat(writer, case, sitting)


def _tying(parent: UUID) -> Do:
    return lambda writer, case: tie(writer, case, parent)
