"""The panels of the first page: what comes due and birthdays, how far the visits are, eight weeks, before closing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from db.books import BOOKS
from db.books.due import window_of
from db.books.rhythm import VISITS
from db.ledgers.care import Cycle
from db.ledgers.services import Reached
from db.work.calling import Birthday, Reminder
from db.work.desk import Desk, Share
from desktop.bus import Place
from desktop.theme import icon, set_look
from desktop.views.desk_cards import NOT_YET
from desktop.widgets.charts import Bar, Bars, Columns, Ring
from desktop.widgets.parts import bar, button, empty_layout, label

SHOWN, FEW = 2, 3
"""Names of a line of birthdays; reminders, and grids that lag, until all are wanted: the page fits 697 pixels."""
LOW = 620
"""Height of the page, in the type size of the design, from which on each line more is shown of both."""
SOON = 3
WEEKDAYS = "一二三四五六日"
REMINDERS = {
    "disputes": ("纠纷调解期限", "件"),
    "matters": ("事项办理期限", "件"),
    "group_disputes": ("群体纠纷", "件"),
    "groups": ("群体事项", "件"),
    "certify": ("高龄津贴认证", "人未办"),
    "agreed": ("约好再去走访", "人"),
    "money": ("垫付还没有结清", "笔"),
}
PLACES = {
    "disputes": Place("disputes", where=(("chip", "open"),)),
    "matters": Place("matters", where=(("chip", "open"),)),
    "group_disputes": Place("disputes", where=(("chip", "group"),)),
    "groups": Place("matters", where=(("chip", "group"),)),
    "money": Place("visits", where=(("unsettled", "1"),)),
}
"""Where a reminder leads that is not about people."""
PEOPLE = {"certify": Place("elders"), "agreed": Place("visits", form="plan")}
"""Where a reminder about people lists them: whoever is to be visited again need not be an elder."""
CASES = ("disputes", "matters")
MET = (
    *(("kind", kind.value) for kind in VISITS),
    *(("reached", one.value) for one in Reached if one is not Reached.MISSED), ("reached", ""),
)  # fmt: skip
"""Filters that show the visits at which somebody was met or heard of."""


def place_of(one: Reminder) -> Place:
    """Return the list behind a reminder: just the people or cases it counts, where they are all named."""
    if one.key in PEOPLE:
        return replace(PEOPLE[one.key], ids=one.ids)
    place = PLACES[one.key]
    whole = place.page in CASES and one.count == len(one.ids)
    return Place(place.page, ids=one.ids, text=REMINDERS[one.key][0]) if whole else place


def card(*widgets: QWidget | None) -> tuple[QFrame, QVBoxLayout]:
    """Return a white card and its layout; the widgets are its head line, None the free space."""
    made = QFrame()
    made.setProperty("card", True)
    box = QVBoxLayout(made)
    box.setContentsMargins(14, 8, 14, 10)
    box.setSpacing(4)
    box.addWidget(bar(*widgets, margins=(0, 0, 0, 2), line=False))
    return made, box


def tag(text: str, tone: str) -> QWidget:
    """Return a small label of a tone: danger, warn or primary."""
    made = label(text, "caption", tone)
    made.setProperty("tag", tone)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def when(day: date, today: date) -> str:
    """Say a day of the coming week as a clerk does: 今天, 明天, 周五."""
    ahead = (day - today).days
    return ("今天", "明天", "后天")[ahead] if ahead < 3 else f"周{WEEKDAYS[day.weekday()]}"


class Due(QFrame):
    """到期提醒 and birthdays; every line opens its list. go(place)."""

    go = Signal(Place)

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.whole, self.few = False, FEW
        self.told: tuple[date, Sequence[Reminder], Sequence[Birthday], Sequence[Birthday]] | None = None
        self.more = button("全部", self._toggle, "link")
        inside, self.box = card(label("到期提醒", "section"), None, self.more)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(3)
        self.box.addLayout(self.lines)
        self.more.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)

    def tell(
        self, today: date, reminders: Sequence[Reminder], birthdays: Sequence[Birthday], round_: Sequence[Birthday]
    ) -> None:
        """Show what comes due within a fortnight, then who has a birthday this week, then 80/90/100 next month."""
        self.told = today, reminders, birthdays, round_
        empty_layout(self.lines)
        urgent = sorted(reminders, key=lambda one: one.day)
        for one in urgent if self.whole else urgent[: self.few]:
            self._reminder(today, one)
        self.more.setVisible(len(reminders) > self.few)
        self.more.setText("只看最急的" if self.whole else f"全部 {len(reminders)} 项")
        self.more.setAccessibleName(f"到期提醒 {self.more.text()}")
        if not reminders:
            self.lines.addWidget(label("两周内没有到期的事。", "muted"))
        if birthdays:
            named = [
                f"{when(one.day, today)}{'（农历）' if one.lunar else ''} {one.name} {one.age} 岁" for one in birthdays
            ]
            self._people("本周生日", named, birthdays)
        if round_:
            first, more = max(round_, key=lambda one: one.age), "等" if len(round_) > 1 else ""
            self._people("下月整寿", [f"{first.name} {first.age} 岁{more}"], round_)

    def spread(self, lines: int) -> None:
        """Show so many reminders before all are wanted."""
        if lines != self.few:
            self.few = lines
            self._again()

    def _again(self) -> None:
        if self.told is not None:
            self.tell(*self.told)

    def _toggle(self) -> None:
        self.whole = not self.whole
        self._again()

    def _reminder(self, today: date, one: Reminder) -> None:
        heading, unit = REMINDERS[one.key]
        left = (one.day - today).days
        late = left < 0
        side = f"超 {-left} 天" if late else "今天" if left == 0 else f"剩 {left} 天"
        tone = "danger" if late else "warn" if left <= SOON else "primary"
        place = place_of(one)
        line = QHBoxLayout()
        line.addWidget(tag("逾期" if late else "临期" if left <= SOON else "将到", tone))
        line.addWidget(self._link(f"{heading} · {one.count} {unit}", place), 1, Qt.AlignmentFlag.AlignLeft)
        line.addWidget(label(side, "caption", tone))
        self.lines.addLayout(line)

    def _people(self, heading: str, named: Sequence[str], people: Sequence[Birthday]) -> None:
        line = QHBoxLayout()
        drawn = label()
        drawn.setPixmap(icon("cake", "warn").pixmap(16, 16))
        line.addWidget(drawn, 0, Qt.AlignmentFlag.AlignTop)
        ids = tuple(one.id for one in people)
        line.addWidget(
            self._link(f"{heading} {len(people)} 人", Place("elders", ids=ids)), 0, Qt.AlignmentFlag.AlignTop
        )
        more = "等" if len(named) > SHOWN else ""
        words = label("、".join(named[:SHOWN]) + more, "muted")
        words.setWordWrap(True)
        line.addWidget(words, 1)
        self.lines.addLayout(line)

    def _link(self, text: str, place: Place) -> QWidget:
        made = button(text, lambda: self.go.emit(place), "link")
        made.setProperty("low", True)
        return made


class Progress(QFrame):
    """How far the visits are: a ring with today's mark, one bar per grid, the lagging ones first."""

    go = Signal(Place)

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.target = label("", "caption")
        self.more = button("更多网格", self._toggle, "link")
        heading, hint = label("本期走访进度", "section"), label("按各人的周期", "caption")
        inside, box = card(heading, hint, self.more, None, self.target)
        self.ring, self.bars = Ring(), Bars()
        self.shares: Sequence[Share] = ()
        self.whole, self.few = False, FEW
        self.bars.chosen.connect(self._open)
        self.ring.chosen.connect(lambda _: self.go.emit(Place("elders", where=NOT_YET)))
        line = QHBoxLayout()
        line.setSpacing(14)
        line.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.bars, 1, Qt.AlignmentFlag.AlignTop)
        box.addLayout(line)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)

    def tell(self, shares: Sequence[Share]) -> None:
        """Show the grids."""
        self.shares = shares
        whole = sum(one.whole for one in shares)
        done = sum(one.done for one in shares)
        target = sum(one.target * one.whole for one in shares) / whole if whole else 0.0
        self.ring.show_share(done / whole if whole else 0.0, target)
        self.target.setText(f"截至今日应达 {target:.0%}" if whole else "还没有应访的老人")
        self._show()

    def spread(self, lines: int) -> None:
        """Show so many grids before all are wanted."""
        if lines != self.few:
            self.few = lines
            self._show()

    def _show(self) -> None:
        """Show the grids that lag most, or all of them."""
        shown = self.shares if self.whole else self.shares[: self.few]
        self.bars.show_bars([Bar(one.name, one.done, one.whole, one.behind) for one in shown])
        self.more.setVisible(len(self.shares) > self.few)
        self.more.setText("只看最落后的" if self.whole else f"另外 {len(self.shares) - self.few} 个网格")
        self.more.setAccessibleName(self.more.text())

    def _toggle(self) -> None:
        self.whole = not self.whole
        self._show()

    def _open(self, row: int) -> None:
        one = self.shares[row]
        self.go.emit(Place("elders", area=one.area, where=(*NOT_YET, *(("area", code) for code in one.codes))))


class Weeks(QFrame):
    """Eight weeks of visits with the plan line."""

    go = Signal(Place)

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.plan = label("", "caption")
        records = button("走访记录", lambda: self.go.emit(Place("visits", where=(("kind", "visit"),))), "link")
        inside, box = card(label("近八周走访", "section"), None, self.plan, records)
        self.columns = Columns()
        self.columns.chosen.connect(self._open)
        self.today = date.min
        box.addWidget(self.columns, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)

    def tell(self, desk: Desk) -> None:
        """Show the weeks."""
        self.plan.setText(f"人次 · 虚线为每周计划约 {desk.plan}")
        self.today = desk.day
        self.columns.show_values(desk.weeks, desk.plan)

    def _open(self, week: int) -> None:
        """Open the visits that a bar counts: those of its week at which somebody was met or heard of."""
        back = timedelta(weeks=len(self.columns.values) - 1 - week)
        self.go.emit(Place("visits", where=MET, days=window_of(Cycle.WEEK, self.today - back)))


@dataclass(frozen=True)
class Closing:
    """What is left before the office closes: books with a draft, the last sheet for the door, whether backed up."""

    drafts: tuple[str, ...]
    printed: datetime | None
    out: int
    backed_up: bool
    lost: bool = False
    """The second place for backups, a stick most of the time, cannot be reached."""


OUTSIDE = Place("print_centre", form="register", where=(("state", "outside"),))
"""The sheets that are to come back, in the register."""


class BeforeClosing(QFrame):
    """下班前: what is unsaved, unprinted, unbacked; each word leads there. back_up(): a backup is wanted."""

    go = Signal(Place)
    back_up = Signal()

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.setProperty("card", True)
        self.box = QHBoxLayout(self)
        self.box.setContentsMargins(14, 2, 8, 2)
        self.box.setSpacing(6)
        self.box.addWidget(label("下班前", "section"))
        self.parts = QHBoxLayout()
        self.box.addLayout(self.parts, 1)

    def tell(self, closing: Closing, today: date) -> None:
        """Show what is left to do."""
        empty_layout(self.parts)
        for book in closing.drafts:
            name = BOOKS[book].label if book in BOOKS else "设置"
            self._add(f"{name}有草稿未保存", "warn", partial(self.go.emit, Place(book)))
        if not closing.drafts:
            self._fine("都已保存")
        sheet = partial(self.go.emit, Place("print_centre", form="door_sheet"))
        if closing.printed is not None and closing.printed.astimezone().date() == today:
            self._fine(f"走访表 {closing.printed.astimezone():%H:%M} 已打印")
        else:
            self._add("今天的走访表未打印", "warn", sheet)
        if closing.out:
            self._add(f"{closing.out} 份表领出未收回", "warn", partial(self.go.emit, OUTSIDE))
        if closing.backed_up:
            self._fine("已备份")
        else:
            self._add("今天的改动未备份，点此备份", "warn", self.back_up.emit)
        if closing.lost:
            self._add("第二处备份接不上", "warn", partial(self.go.emit, Place("settings", text="backup")))
        self.parts.addStretch(1)

    def _fine(self, text: str) -> None:
        self.parts.addWidget(label(f"✓ {text}", "caption", "ok"))

    def _add(self, text: str, tone: str, do: Callable[[], object]) -> None:
        made = button(f"● {text}", do, "link")
        set_look(made, "tone", tone)
        self.parts.addWidget(made)
