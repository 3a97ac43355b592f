"""工作台: the day, its figures, today's visits, what comes due, how far the visits are, what is left before closing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid
from sqlalchemy import func, select

from db.books.due import DueState
from db.ledgers.documents import Document
from db.store.reader import Reader
from db.store.store import Store
from db.words.lunar import lunar_text, solar_term
from db.work.calling import Birthday, Reminder, birthdays, reminders, round_birthdays
from db.work.desk import MOST, Call, Desk, Figures, desk_of, figures_of, with_gaps
from db.work.papers import brought_out
from desktop.bus import Bus, Place
from desktop.jobs import Jobs, Latest, Stop
from desktop.theme import across, sizes
from desktop.views.desk_cards import CARDS
from desktop.views.desk_panels import FEW, LOW, WEEKDAYS, BeforeClosing, Closing, Due, Progress, Weeks
from desktop.views.importing import IMPORT
from desktop.views.undone import take_back
from desktop.widgets.cards import CardRow
from desktop.widgets.parts import Empty, bar, button, label
from desktop.widgets.toast import Toast
from desktop.widgets.worklist import WorkList

NARROW, MARGIN = 1040, 14
CHIPS = ("全部", "逾期", "独居", "失能")
SHEET = "door_sheet"
SHEETS = (SHEET, "route_sheet")
"""What is taken along to the doors."""


@dataclass(frozen=True)
class Early:
    """What is known of the day before anybody's due state is worked out."""

    day: date
    figures: Figures
    reminders: Sequence[Reminder]
    birthdays: Sequence[Birthday]
    round_: Sequence[Birthday]
    closing: Closing


@dataclass(frozen=True)
class Day:
    """Everything the page shows, read in a job."""

    early: Early
    desk: Desk


def day_of(store: Store, early: Callable[[Figures | Early], None], stop: Stop | None = None) -> Day:
    """Read the whole page in one transaction; `early` is told what is known first, step by step; runs in a job."""
    with store.read(stop=stop) as reader:
        closing = closing_of(store, reader)
        figures = figures_of(reader)
        early(figures)
        figures = with_gaps(reader, figures)
        told = reminders(reader), birthdays(reader), round_birthdays(reader)
        known = Early(reader.today, figures, *told, closing)
        early(known)
        return Day(known, desk_of(reader, figures))


def closing_of(store: Store, reader: Reader) -> Closing:
    """Read what is left before the office closes."""
    printed = select(func.max(Document.printed_at, type_=Document.printed_at.type)).where(
        Document.form.in_(SHEETS), Document.removed_at.is_(None)
    )
    out = select(func.count()).select_from(Document).where(brought_out())
    drafts = tuple(book for book, _ in store.drafts_waiting())
    lost = store.second is not None and not store.second.is_dir()
    return Closing(drafts, reader.scalar(printed), int(reader.scalar(out)), store.backed_up(), lost)


def _yesterday(figures: Figures) -> str:
    told = [f"{figures.visits_yesterday} 条走访"] if figures.visits_yesterday else []
    told += [f"{figures.people_yesterday} 位新登记的居民"] if figures.people_yesterday else []
    return f"昨天录了 {'、'.join(told)}" if told else "昨天没有录入"


class DashboardPage(QWidget):
    """The first tab."""

    def __init__(self, store: Store, bus: Bus, jobs: Jobs) -> None:
        """Show an open office; the figures come after the first paint."""
        super().__init__()
        self.setObjectName("pageBody")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.store, self.bus, self.jobs = store, bus, jobs
        self.day: Day | None = None
        self.stale = False
        self.unsaved: dict[str, int] = {}
        """Changes that stand unsaved, by page."""
        self.break_off: Callable[[], None] = lambda: None
        """Reads nothing more: nobody waits for it."""
        self.cards = CardRow()
        for one in CARDS:
            self.cards.add(one.name, one.heading, one.picture, quiet=one.quiet)
        self.keys_first = self.list = WorkList()
        self.due, self.progress, self.weeks = Due(), Progress(), Weeks()
        self.closing = BeforeClosing()
        self.toast = Toast(self)
        self.left = Latest(self)
        self.left.answered.connect(self._tell_closing)
        self._lay()
        self._connect()
        self.pause = QTimer(self, singleShot=True, interval=300)
        self.pause.timeout.connect(self.load)
        QTimer.singleShot(0, self, self.load)

    # -- parts ----------------------------------------------------------------------------------------------------

    def _lay(self) -> None:
        self.recorded = label("", "muted")
        self.recorded.setWordWrap(True)
        sheet = button("今日走访表", self._print, "", "print")
        self.noting = button("登记事项", lambda: self.bus.go.emit(Place("matters", new=True)), "", "plus")
        log = button("登记走访", self._log_current, "primary", "visit")
        self.head = head = QHBoxLayout()
        head.setSpacing(8)
        self.heading, self.lunar = label("", "title"), label("", "muted")
        self._tell_date()
        for shown in (self.heading, self.lunar, self.recorded, sheet, self.noting, log):
            head.addWidget(shown, 1 if shown is self.recorded else 0)
        self.body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.body.setSpacing(10)
        self.body.addWidget(self._left(), 60)
        right = QVBoxLayout()
        right.setSpacing(10)
        for one in (self.due, self.progress, self.weeks):
            right.addWidget(one, 1 if one is self.weeks else 0)
        self.body.addLayout(right, 40)
        box = QVBoxLayout(self)
        box.setContentsMargins(MARGIN, 6, MARGIN, 4)
        box.setSpacing(6)
        box.addLayout(head)
        box.addWidget(self.cards)
        box.addLayout(self.body, 1)
        box.addWidget(self.closing)

    def _tell_date(self) -> None:
        """Name the day, which turns while the program stands open."""
        day = self.store.clock.today()
        told = [lunar_text(day).removeprefix("农历")]
        term = solar_term(day)
        if term is not None:
            passed = (day - term[1]).days
            told.append(f"今日{term[0]}" if passed == 0 else f"{term[0]}第 {passed + 1} 天")
        self.heading.setText(f"{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}")
        self.lunar.setText("农历" + " · ".join(told))

    def _left(self) -> QFrame:
        made = QFrame()
        made.setProperty("card", True)
        box = QVBoxLayout(made)
        box.setContentsMargins(1, 6, 1, 1)
        box.setSpacing(4)
        self.hint = label("按紧急程度排序", "caption")
        self.chips: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for text in CHIPS:
            chip = button(text, self._filter)
            chip.setProperty("chip", True)
            chip.setCheckable(True)
            chip.setChecked(text == CHIPS[0])
            group.addButton(chip)
            self.chips[text] = chip
        heading = label("今日应走访", "section")
        box.addWidget(bar(heading, self.hint, None, *self.chips.values(), margins=(13, 0, 10, 0), line=False))
        box.addWidget(self.list, 1)
        self.first = button("从 Excel 导入老人", lambda: self.bus.go.emit(Place("elders", form=IMPORT)), "", "imp")
        self.nothing = Empty("visit", "今天没有要走访的老人。", self.first)
        self.nothing.hide()
        box.addWidget(self.nothing, 1)
        return made

    def _connect(self) -> None:
        cards = {one.name: one for one in CARDS}
        self.cards.opened.connect(lambda name: self.bus.go.emit(cards[name].opens(self.store.clock.today())))
        for panel in (self.due, self.progress, self.weeks, self.closing):
            panel.go.connect(self.bus.go)
        self.closing.back_up.connect(self._back_up)
        self.list.log.connect(self._log)
        self.list.opened.connect(self._open)
        self.bus.changed.connect(self._changed)
        self.bus.unsaved.connect(lambda page, count: self.unsaved.update({page: count}))
        self.toast.undo.connect(self._undo)
        for keys, do in (
            ("Ctrl+N", self._log_current), ("Ctrl+P", self._print), ("F5", self.load), ("Ctrl+Z", self._undo),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self, do)

    # -- figures --------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the page anew, off the window's thread."""
        self.stale = False
        self._tell_date()
        self.break_off()
        reading = self.jobs.run(
            "正在统计今日工作…",
            lambda job: day_of(self.store, job.partly.emit, lambda: job.cancelled),
            self._show,
            self._show_early,
        )
        self.break_off = reading.cancel

    def _show_early(self, known: Figures | Early) -> None:
        """Fill in what is known at once; figures of an earlier look stay until there are newer ones."""
        if self.day is not None or not isValid(self):
            return
        if isinstance(known, Early):
            self._tell(known, known.figures)
        else:
            self._say_recorded(f"{_yesterday(known)}。")
            self._tell_cards(known)

    def _tell_cards(self, figures: Figures) -> None:
        for one in CARDS:
            self.cards.tell(one.name, one.tell(figures))

    def _tell(self, known: Early, figures: Figures) -> None:
        self._tell_cards(figures)
        self.due.tell(known.day, known.reminders, known.birthdays, known.round_)
        self._tell_closing(known.closing)

    def _closing(self, stop: Stop) -> Closing:
        """Read what is left, off the window's thread: a second place for backups may be a share that is gone."""
        with self.store.read(stop=stop) as reader:
            return closing_of(self.store, reader)

    def _tell_closing(self, closing: Closing) -> None:
        """Say what is left; what was typed a moment ago is no draft yet, but unsaved all the same."""
        typed = (page for page, count in self.unsaved.items() if count)
        drafts = tuple(dict.fromkeys((*closing.drafts, *typed)))
        self.closing.tell(replace(closing, drafts=drafts), self.store.clock.today())

    def _show(self, day: Day) -> None:
        if not isValid(self):  # locked meanwhile
            return
        self.day = day
        figures = day.desk.figures
        left = f"本周还有 {figures.today} 人要走访" if figures.today else "本周该走访的都走访了"
        self._say_recorded(f"{_yesterday(figures)}，{left}。")
        self._tell(day.early, figures)
        self.progress.tell(day.desk.shares)
        self.weeks.tell(day.desk)
        self._filter()

    def _fits(self, call: Call, chip: str) -> bool:
        if chip == "逾期":
            return call.state is DueState.OVERDUE
        return chip == CHIPS[0] or chip in call.tags

    def _filter(self) -> None:
        """Show the rows of the chip; chips count the rows they show."""
        if self.day is None:
            return
        calls = self.day.desk.calls
        for text, chip in self.chips.items():
            chip.setText(f"{text} {sum(self._fits(call, text) for call in calls)}")
            chip.setAccessibleName(f"筛选 {chip.text()}")
        chosen = next(text for text, chip in self.chips.items() if chip.isChecked())
        shown = [call for call in calls if self._fits(call, chosen)]
        whole = self.day.desk.figures.today
        self.hint.setText(f"最急的 {MOST} 人，共 {whole} 人" if len(calls) == MOST else "按紧急程度排序")
        self.list.show_calls(shown)
        self.list.setVisible(bool(shown))
        self.nothing.setVisible(not shown)
        self.first.setVisible(not self.day.desk.figures.elders)

    def _changed(self, _: frozenset[str]) -> None:
        self.stale = True
        if self.isVisible():
            self.pause.start()

    # -- doing ----------------------------------------------------------------------------------------------------

    def _log_current(self) -> None:
        row = self.list.currentIndex().row()
        if row >= 0:
            self._log(row)
        else:
            self.bus.go.emit(Place("visits", new=True))

    def _log(self, row: int) -> None:
        call = self.list.rows.calls[row]
        if call.state is DueState.VISITED:
            self.bus.go.emit(Place("elders", record=call.id))
        else:
            self.bus.go.emit(Place("visits", new=True, ids=(call.id,)))

    def _open(self, row: int) -> None:
        self.bus.go.emit(Place("elders", record=self.list.rows.calls[row].id))

    def _print(self) -> None:
        ids = tuple(one.id for one in self.list.rows.calls if one.state is not DueState.VISITED)
        self.bus.go.emit(Place("print_centre", form=SHEET, ids=ids))

    def _undo(self) -> None:
        words = take_back(self.store)
        self.bus.changed.emit(frozenset())
        self.toast.tell(words, undoable=False)

    def _back_up(self) -> None:
        def done(_: object) -> None:
            if isValid(self):
                self.toast.tell("已备份，备份已校验。", undoable=False)
                self.load()

        self.jobs.run("正在备份…", lambda _: self.store.back_up("手动"), done)

    # -- coming and going -----------------------------------------------------------------------------------------

    def arrive(self, _: Place) -> None:
        """Give the list the keyboard."""
        self.list.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Read anew what changed while another page was shown; what was printed or is being typed tells no page."""
        super().showEvent(event)
        if self.stale:
            self.pause.start()
        elif self.day is not None:
            self.left.ask(self._closing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side where there is room, else one below the other."""
        super().resizeEvent(event)
        narrow = self.width() < across(NARROW)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self.body.setDirection(way)
        for part in (self.lunar, self.noting):
            part.setVisible(self.width() >= 2 * sizes()["side"])
        for part in (self.recorded, self.hint):  # beside the help they would stand one sign below the other
            part.setVisible(self.width() >= sizes()["side"] * 3 // 2)
        lines = FEW + max(self.height() - across(LOW), 0) // (2 * sizes()["row"])
        for one in (self.due, self.progress):
            one.spread(lines)
        self._place_quiet()

    def _say_recorded(self, words: str) -> None:
        self.recorded.setText(words)
        self._place_quiet()

    def _place_quiet(self) -> None:
        """Put the quiet cards into the head where it stays one line with them, else below the others."""
        held = [self.head.itemAt(at).widget() for at in range(self.head.count())]
        others = [one for one in held if not one.isHidden() and one not in (self.recorded, self.cards.quiet)]
        words = self.recorded.fontMetrics().horizontalAdvance(self.recorded.text())
        need = sum(one.sizeHint().width() for one in (*others, self.cards.quiet)) + words
        roomy = self.width() >= need + self.head.spacing() * (len(others) + 1) + 2 * MARGIN
        beside = self.head.indexOf(self.cards.quiet) >= 0
        if roomy and not beside:
            self.head.insertWidget(3, self.cards.quiet)
        elif beside and not roomy:
            self.cards.box.addWidget(self.cards.quiet, alignment=Qt.AlignmentFlag.AlignLeft)

    def minimumSizeHint(self) -> QSize:
        """Ask for no more width than the smallest window has."""
        return QSize(320, super().minimumSizeHint().height())
