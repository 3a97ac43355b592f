"""What else may be done with a case, as a menu: the other steps the flow allows, and to which 说事日 it belongs."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from db.ledgers.matters import StepAction
from db.store.store import Store
from db.work.facts import Facts
from db.work.flowing import actions_from
from db.work.sittings import latest_sittings

A = StepAction
RED = (A.WITHDRAW, A.NOT_ACCEPT, A.REFER_OUT, A.TAKE_BACK)
NOTED = (A.INSPECT, A.DELIBERATE, A.MEDIATE)


class Moves(QMenu):
    """The menu of one case. asked(action): a step is wanted. seated(sitting or None): to another 说事日, or to none."""

    asked = Signal(object)
    seated = Signal(object)

    def __init__(self, store: Store, parent: QWidget) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.store = store
        self.seats = QMenu("归入说事日", self)
        self.seats.aboutToShow.connect(self._list_sittings)
        self.seat: UUID | None = None

    def offer(self, facts: Facts) -> bool:
        """Offer every other step the flow allows; what ends a case stands apart, in red. False where there is none."""
        self.clear()
        allowed = [one for one in actions_from(facts.position) if one not in NOTED]
        if len(facts.steps) > 1:
            allowed.append(A.TAKE_BACK)
        self._add([one for one in allowed if one not in RED], self.asked.emit)
        self.seat = facts.matter.activity_id
        if not facts.rules.mediated:
            self.addMenu(self.seats)
        if any(one in RED for one in allowed):
            self.addSeparator()
        self._add([one for one in allowed if one in RED], self.asked.emit)
        return not self.isEmpty()

    def _add(self, actions: list[StepAction], do: Callable[[StepAction], object]) -> None:
        for one in actions:
            self.addAction("撤销上一步" if one is A.TAKE_BACK else one.label, partial(do, one))

    def _list_sittings(self) -> None:
        """List the latest sittings when they are wanted, the one it belongs to ticked."""
        self.seats.clear()
        with self.store.read() as reader:
            sittings = latest_sittings(reader)
        for sitting, words in sittings:
            action = self.seats.addAction(words, partial(self.seated.emit, sitting))
            action.setCheckable(True)
            action.setChecked(sitting == self.seat)
        if not sittings:
            self.seats.addAction("还没有说事日，请先“新开说事日”").setEnabled(False)
        if self.seat is not None:
            self.seats.addSeparator()
            self.seats.addAction("移出说事日", partial(self.seated.emit, None))
