"""打印登记簿: every sheet that was printed, where it is, and its way 领出→收回→销毁; found by its number."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QTableView, QVBoxLayout, QWidget

from db.ledgers.documents import SHEET_FLOW, SheetState
from db.store.store import Store
from db.trouble import OfficeError
from db.work import papers
from db.work.routes import Walk, Way, Worker
from desktop.printing.form import Form, Order
from desktop.printing.forms import FORMS
from desktop.theme import is_low, signs
from desktop.views.undone import take_back
from desktop.widgets.chips import Chips
from desktop.widgets.parts import Empty, SearchEdit, bar, button, leave_air
from desktop.widgets.plain_rows import dress_plain
from desktop.widgets.sheet_model import SheetRow, sheet_model, sheets
from desktop.widgets.toast import Toast

STATE = "state"
OUTSIDE, LATE = (STATE, "outside"), (STATE, "late")
STEPS = (
    (SheetState.OUT, "领出"), (SheetState.RETURNED, "收回"), (SheetState.DESTROYED, "销毁"),
    (SheetState.LOST, "登记遗失"),
)  # fmt: skip


class RegisterPage(QWidget):
    """The register. again(form, order) shows a sheet for printing once more under its number."""

    def __init__(self, store: Store, again: Callable[[Form, Order], None]) -> None:
        """Begin unread: `refresh` reads."""
        super().__init__()
        self.store, self.again = store, again
        self.search = SearchEdit("编号（如 K7M2PX9Q-01）或表样")
        self.chips = Chips()
        self.model, self.table = sheet_model(), QTableView()
        self.empty = Empty("print", "还没有打印过。打印和另存的每一张表都会记在这里。")
        self.who = QLineEdit()
        self.who.setPlaceholderText("领用人；遗失时写经过")
        self.who.setAccessibleName("领用人或经过")
        self.toast = Toast(self)
        self._lay()
        self.search.search.connect(lambda _: self.refresh())
        self.search.returnPressed.connect(self.search.ask_now)
        self.chips.changed.connect(self.refresh)
        self.toast.undo.connect(self.undo)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._tell())

    def _lay(self) -> None:
        dress_plain(self.table, self.model, "打印登记簿", (9, 9, 6, 3, 3, 6, 5, 10, 7, 6))
        self.who.setMinimumWidth(signs(7))
        self.who.setMaximumWidth(signs(13))
        self.search.setMaximumWidth(signs(27))
        self.steps: dict[SheetState, QPushButton] = {
            state: button(text, partial(self.step, state), "danger" if state is SheetState.LOST else "")
            for state, text in STEPS
        }
        self.reprint = button("重打", self._again, "primary", "print")
        self.reprint.setToolTip("编号不变，印的是今天的资料")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.tools = bar(self.search, None)
        box.addWidget(self.tools)
        box.addWidget(self.chips)
        box.addWidget(self.table, 1)
        box.addWidget(self.empty, 1)
        self.below = bar(self.who, *self.steps.values(), None, self.reprint)
        box.addWidget(self.below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the list its rows in a low window."""
        super().resizeEvent(event)
        self.chips.fold(on=is_low(self))
        for line in (self.tools, self.below):
            leave_air(line, 8, low=is_low(self))

    # -- reading --------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the register anew; chips count what the search leaves."""
        kept = {row.id for row in self.picked()}
        with self.store.read() as reader:
            found = sheets(reader, self.search.text())
        for state in SheetState:
            self.chips.offer((STATE, state.value), f"{state.label} {sum(row.state is state for row in found)}")
        self.chips.offer(OUTSIDE, f"带出未收 {sum(row.outside for row in found)}")
        self.chips.offer(LATE, f"逾期未收 {sum(row.late for row in found)}")
        wanted = set(self.chips.chosen())
        rows = [row for row in found if not wanted or wanted & _chips_of(row)]
        self.model.show_rows(rows)
        self.chips.total.setText(f"共 {len(rows)} 张")
        self.table.setVisible(bool(found) or bool(self.search.text()))
        self.empty.setVisible(self.table.isHidden())
        for at, row in enumerate(rows):
            if row.id in kept:
                self.table.selectRow(at)
        self._tell()

    def choose(self, chips: frozenset[tuple[str, str]]) -> None:
        """List what is under some chips."""
        self.search.clear()
        self.refresh()
        self.chips.choose(chips)

    def picked(self) -> list[SheetRow]:
        """Return the selected sheets."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self.model.rows[at] for at in rows if at < len(self.model.rows)]

    def _tell(self) -> None:
        chosen = self.picked()
        for state, one in self.steps.items():
            one.setEnabled(bool(chosen) and all(SHEET_FLOW.allows(row.state, state) for row in chosen))
        self.reprint.setEnabled(len(chosen) == 1 and chosen[0].form in FORMS)

    # -- doing ----------------------------------------------------------------------------------------------------

    def step(self, to: SheetState) -> None:
        """Bring the selected sheets into a state, all or none."""
        chosen, words = self.picked(), self.who.text().strip()
        lost = to is SheetState.LOST
        try:
            with self.store.write(f"登记簿 {to.label} {len(chosen)} 张") as writer:
                for row in chosen:
                    papers.step(writer, row.id, to, "" if lost else words, words if lost else "")
        except OfficeError as trouble:
            self.toast.tell(f"{trouble.what}{trouble.remedy}", undoable=False)
            return
        self.who.clear()
        self.refresh()
        self.toast.tell(f"{len(chosen)} 张已登记为“{to.label}”。", undoable=True)

    def undo(self) -> None:
        """Take the last step back."""
        words = take_back(self.store)
        self.refresh()
        self.toast.tell(words, undoable=False)

    def _again(self) -> None:
        """Lay the selected sheet before the clerk as it would be printed today, for the same people."""
        [row] = self.picked()
        with self.store.read() as reader:
            people = [one.person for one in papers.rows_of(reader, row.sheet_no)]
        if not people:
            self.toast.tell("这张表没有记下人员，不能按原编号重打，请重新选表样打印。", undoable=False)
            return
        kept = Way(Walk.KEPT, (Worker(row.holder),) if row.holder else (), row.campaign)
        self.again(FORMS[row.form], Order(ids=tuple(dict.fromkeys(people)), sheet_no=row.sheet_no, way=kept))


def _chips_of(row: SheetRow) -> set[tuple[str, str]]:
    """Return the chips a sheet is listed under."""
    return {(STATE, row.state.value), *([OUTSIDE] if row.outside else []), *([LATE] if row.late else [])}
