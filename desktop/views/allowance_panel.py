"""高龄津贴: who stands where in a month, by chips; grant, certify, stop, pay back, change; the four forms from here."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QMenu,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
)
from sqlalchemy import select

from db.books import BOOKS
from db.ledgers.areas import Area
from db.store.store import Store
from db.store.writer import Writer
from db.trouble import OfficeError
from db.work import allowances
from db.work.allowance_desk import Line, Standing, history, lines, standings
from db.work.allowance_months import BackPay, add_months, month_of
from desktop.bus import Bus, Place
from desktop.jobs import Jobs
from desktop.theme import across, is_low, signs
from desktop.views.importing import IMPORT, Importing
from desktop.widgets.allowance_model import WIDTHS, allowance_model
from desktop.widgets.allowance_question import Act, Answer, Question
from desktop.widgets.editors import CodeCombo
from desktop.widgets.parts import Empty, SearchEdit, bar, bind, button, index_of, label, leave_air, tool
from desktop.widgets.plain_rows import dress_plain

NARROW = 1040
FOUND = 200
WITHOUT = {Standing.UNFILED, Standing.NEXT_80, Standing.STOPPED}
FORMS = (
    ("allowance_roster", "花名册"), ("allowance_new", "新增明细表"), ("allowance_stop", "停止明细表"),
    ("allowance_turn90", "满90周岁调整备案表"),
)  # fmt: skip
KEYS = {
    Act.GRANT: "登记享受(&D)", Act.CERTIFY: "认证(&R)", Act.CATEGORY: "调整类别(&L)", Act.BACK: "补发(&B)",
    Act.STOP: "停发(&T)",
}  # fmt: skip
WHOLE = {Act.RATE: "月标准…(&M)", Act.AGE: "按年龄调整…(&A)"}
GIVES_WAY = (9, 8, 5, 2)
"""身份证号, 住址, 补发 and 网格: the columns that go where the list is too narrow, the first one first."""
CATEGORY, EDGE = 3, 8
"""津贴类别, which is cut where even that is not enough, and what the edges of the list take."""
SEVERAL = "Enter 办理选中的人；按住 Shift 可选多人一次认证"


class AllowancePanel(QFrame):
    """The allowances of a month. kept(words): something was written."""

    kept = Signal(str)

    def __init__(self, store: Store, bus: Bus, jobs: Jobs) -> None:
        """Begin with this month, unread: `refresh` reads."""
        super().__init__()
        self.store, self.bus = store, bus
        self.month = month_of(store.clock.today())
        self.search = SearchEdit("姓名或拼音首字母")
        self.area = CodeCombo()
        self.area.setAccessibleName("网格")
        self.heading = label("", "section")
        self.chips = QButtonGroup(self)
        self.total = label("", "muted")
        self.model, self.table = allowance_model(), QTableView()
        self.past = QListWidget()
        self.past.setAccessibleName("此人的津贴记录")
        self.past.setWordWrap(True)
        self.past.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty = Empty("elder", "这一类现在没有人。")
        self.question = Question(store)
        self.question.hide()
        self.acts: dict[Act, QPushButton] = {}
        self.importing = Importing(self, store, BOOKS["allowances"], bus, jobs)
        self.importing.part = f"visits/allowances/{IMPORT}"
        self._lay()
        self._connect()

    def _lay(self) -> None:
        self.search.span(10, 20)
        dress_plain(self.table, self.model, "高龄津贴", WIDTHS)
        self.wide = [self.table.columnWidth(at) for at in range(len(WIDTHS))]
        self.printing = QPushButton("打印")
        self.printing.setAutoDefault(False)
        self.printing.setAccessibleName("打印高龄津贴表")
        menu = QMenu(self.printing)
        for name, text in FORMS:
            menu.addAction(text, partial(self.print, name))
        self.printing.setMenu(menu)
        self.whole = [self._act(act, text) for act, text in WHOLE.items()]
        self.whole.append(button("导入", self._import, "", "imp"))
        self.more = self._folded()
        back, on = tool("left", "上一月", lambda: self.turn(-1)), tool("right", "下一月", lambda: self.turn(1))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.tools = bar(self.search, self.area, back, self.heading, on, None, *self.whole, self.more, self.printing)
        box.addWidget(self.tools)
        box.addWidget(self._chips())
        box.addWidget(self.question)
        self.body = QHBoxLayout()
        self.body.setSpacing(0)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.empty, 1)
        self.past.setFixedWidth(signs(22))
        self.body.addWidget(self.past)
        box.addLayout(self.body, 1)
        self.hint = label(SEVERAL, "hint")
        self.hint.setWordWrap(True)
        self.below = bar(self.hint, *(self._act(act, text) for act, text in KEYS.items()), margins=(14, 5, 14, 5))
        box.addWidget(self.below)

    def _folded(self) -> QToolButton:
        """Return the menu that holds what is for the whole month where its buttons have no room, with their keys."""
        made = tool("more", "更多", lambda: None)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setMenu(QMenu(made))
        for act, text in WHOLE.items():
            made.menu().addAction(f"{text.partition('(')[0]}\tAlt+{text[-2]}", partial(self.ask, act))
        made.menu().addAction("导入", self._import)
        return made

    def _import(self) -> None:
        """Take a list of another office or of the county in."""
        self.importing.open()

    def _act(self, act: Act, text: str) -> QPushButton:
        made = button(text, partial(self.ask, act), "primary" if act is Act.CERTIFY else "")
        made.setAccessibleName(act.value)
        self.acts[act] = made
        return made

    def _chips(self) -> QFrame:
        shown: list[QPushButton] = []
        for at, standing in enumerate(Standing):
            one = button(standing.label, self.refresh)
            one.setCheckable(True)
            one.setChecked(at == 0)
            one.setProperty("chip", True)
            self.chips.addButton(one, at)
            shown.append(one)
        return bar(*shown, None, self.total, margins=(14, 4, 14, 4))

    def _connect(self) -> None:
        self.search.search.connect(lambda _: self.refresh())
        self.search.returnPressed.connect(self._found)
        self.area.currentIndexChanged.connect(lambda _: self.refresh())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._tell())
        self.question.answered.connect(self.carry_out)
        self.question.left.connect(self._leave)
        self.bus.changed.connect(lambda _: self.refresh() if self.isVisible() else None)
        self.table.activated.connect(lambda _: self.usual())
        bind("Alt+Left", self, lambda: self.turn(-1))
        bind("Alt+Right", self, lambda: self.turn(1))
        self.keys = [bind(f"Alt+{text[-2]}", self, partial(self.ask, act)) for act, text in WHOLE.items()]
        for at, standing in enumerate(Standing, 1):
            bind(f"Alt+{at}", self, partial(self.choose, standing))

    # -- reading ------------------------------------------------------------------------------------------------------

    def standing(self) -> Standing:
        """Return the chip that is on."""
        return list(Standing)[max(self.chips.checkedId(), 0)]

    def choose(self, standing: Standing) -> None:
        """Show those of one chip."""
        self.chips.button(list(Standing).index(standing)).setChecked(True)
        self.refresh()
        self.take_keys()

    def take_keys(self) -> None:
        """Give the keyboard to the list, or to the chip that is on where the list is empty."""
        (self.table if self.model.rows else self.chips.checkedButton()).setFocus()

    def turn(self, step: int) -> None:
        """Show another month."""
        self.month = add_months(self.month, step)
        self.refresh()

    def refresh(self) -> None:
        """Read the month anew; who was selected stays selected."""
        kept = {line.person for line in self.picked()}
        self.heading.setText(f"{self.month.year}年{self.month.month}月")
        with self.store.read() as reader:
            self._offer(reader.rows(
                select(Area.id, Area.name).where(Area.removed_at.is_(None), Area.parent_id.is_not(None))
                .order_by(Area.sort, Area.code)
            ))  # fmt: skip
            rows = standings(reader, self.month)
            own = rows[self.standing()]
            if self.search.text().strip():
                hits = {one.id for one in reader.find(self.search.text().strip(), FOUND)}
                own = [row for row in own if row[0] in hits]
            shown = lines(reader, self.month, own, self.area.currentData())
        for at, standing in enumerate(Standing):
            self.chips.button(at).setText(f"{standing.label} {len(rows[standing])}")
        self.model.show_rows(shown)
        self.total.setText(f"共 {len(shown)} 人")
        self._arrange()
        self.table.setVisible(bool(shown))
        self.empty.setVisible(not shown)
        at = next((n for n, line in enumerate(shown) if line.person in kept), 0)
        if shown:
            self.table.selectRow(at)
        self._tell()

    def _offer(self, areas: list[tuple[UUID, str]]) -> None:
        kept = self.area.currentData()
        self.area.blockSignals(True)
        self.area.clear()
        self.area.addItem("全部网格", None)
        for one, name in areas:
            self.area.addItem(name, one)
        self.area.setCurrentIndex(max(index_of(self.area, kept), 0) if kept else 0)
        self.area.blockSignals(False)

    def picked(self) -> list[Line]:
        """Return the lines that are selected."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self.model.rows[at] for at in rows if at < len(self.model.rows)]

    def _tell(self) -> None:
        """Offer what can be done with those selected, and show the past of the first."""
        chosen = self.picked()
        drawn = bool(chosen) and self.standing() not in WITHOUT and all(line.allowance for line in chosen)
        can = {
            Act.GRANT: len(chosen) == 1 and not drawn,
            Act.CERTIFY: drawn,
            Act.CATEGORY: drawn and len(chosen) == 1,
            Act.BACK: drawn and len(chosen) == 1,
            Act.STOP: drawn,
        }
        for act, on in can.items():
            self.acts[act].setEnabled(on)
        self.past.clear()
        if chosen:
            with self.store.read() as reader:
                self.past.addItems([chosen[0].name, *history(reader, chosen[0].person)])

    def _found(self) -> None:
        self.search.ask_now()
        self.take_keys()

    # -- doing --------------------------------------------------------------------------------------------------------

    def usual(self) -> None:
        """Enter: certify who draws, register who does not."""
        self.ask(Act.CERTIFY if self.acts[Act.CERTIFY].isEnabled() else Act.GRANT)

    def ask(self, act: Act) -> None:
        """Ask what an action needs."""
        chosen = self.picked()
        if act not in WHOLE and not self.acts[act].isEnabled():
            return
        whom = "" if act in WHOLE else chosen[0].name if len(chosen) == 1 else f"{len(chosen)} 人"
        ahead = act in (Act.STOP, Act.AGE) or (act is Act.GRANT and self.standing() is Standing.NEXT_80)
        self.question.begin(act, whom, add_months(self.month, 1) if ahead else self.month)
        self._arrange()

    def carry_out(self, act: Act, said: Answer) -> None:
        """Write what was asked for, in one step."""
        chosen = self.picked()
        try:
            with self.store.write(f"高龄津贴 {act.value}") as writer:
                words = self._do(writer, act, said, chosen)
        except OfficeError as trouble:
            self.question.refuse("", f"{trouble.what}{trouble.remedy}")
            return
        self._leave()
        self.kept.emit(words)

    def _do(self, writer: Writer, act: Act, said: Answer, chosen: list[Line]) -> str:
        back = BackPay(*said.back) if said.back else None
        people = [line.person for line in chosen]
        rows = [line.allowance for line in chosen if line.allowance is not None]
        whom = chosen[0].name if len(chosen) == 1 else f"{len(chosen)} 人"
        month = f"{said.month:%Y-%m}"
        if act is Act.CERTIFY:
            done = allowances.certify_all(writer, people, said.day, said.method)
            return f"已认证 {done} 人" + (f"，{len(people) - done} 人本月已认证" if done < len(people) else "")
        if act is Act.AGE:
            return f"已按年龄调整 {len(allowances.adjust(writer, said.month))} 人，自 {month} 起"
        todo: dict[Act, Callable[[], object]] = {
            Act.GRANT: lambda: allowances.register(writer, people[0], said.month, said.category or None, back),
            Act.CATEGORY: lambda: allowances.change_category(writer, rows[0], said.category, said.month),
            Act.RATE: lambda: allowances.set_rate(writer, said.category, said.month, said.amount),
            Act.STOP: lambda: allowances.stop_all(writer, rows, said.month, said.reason),
            Act.BACK: lambda: allowances.pay_back(writer, rows[0], said.month, back) if back else None,
        }
        todo[act]()
        return f"已登记月标准，自 {month} 起" if act is Act.RATE else f"已登记{act.value}：{whom}，{month}"

    def _leave(self) -> None:
        self.question.hide()
        self._arrange()
        self.take_keys()

    def print(self, form: str) -> None:
        """Print one of the four forms of the month shown, of the grid chosen."""
        self.bus.go.emit(Place("print_centre", form=form, area=self.area.currentData(), month=self.month))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep everything within the page."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Fold and leave away what has no room: the past, buttons, the hint, and of the columns what tells least."""
        narrow = self.width() < across(NARROW)
        self.past.setVisible(not narrow)
        for one, on in ((self.more, narrow), (self.total, not narrow), *((one, not narrow) for one in self.whole)):
            one.setVisible(on)
        for keys in self.keys:  # of a button in sight they are its own
            keys.setEnabled(narrow)
        self.hint.setText(self.total.text() if narrow else SEVERAL)
        for line, usual in ((self.tools, 8), (self.below, 5)):
            leave_air(line, usual, low=is_low(self))
        self.below.setVisible(self.question.isHidden() or not is_low(self))
        room = self.width() - (0 if narrow else self.past.width()) - self.table.verticalScrollBar().sizeHint().width()
        wanted = sum(self.wide) + EDGE
        for at in GIVES_WAY:
            self.table.setColumnHidden(at, wanted > room)
            wanted -= self.wide[at] if wanted > room else 0
        self.table.setColumnWidth(CATEGORY, self.wide[CATEGORY] - max(wanted - room, 0))
