"""The cards of the first page: one entry each. A later ledger adds one entry to CARDS, and its figure to `desk`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from db.books.due import window_of
from db.ledgers.care import Cycle
from db.work.desk import Figures
from desktop.bus import Place
from desktop.widgets.cards import Told

NOT_YET = (("due_state", "overdue"), ("due_state", "due_soon"), ("due_state", "due_now"))
"""Filters that show who has not been visited in the window that runs."""


@dataclass(frozen=True)
class Card:
    """One card: its heading, its picture, what it says of the figures, and the list it opens."""

    name: str
    heading: str
    picture: str
    tell: Callable[[Figures], Told]
    place: Place
    quiet: bool = False
    """Said in one line below the five cards: nothing that is to be done today."""
    week: bool = False
    """Its list is that of the running week."""

    def opens(self, today: date) -> Place:
        """Return the list behind the figure on a day."""
        return replace(self.place, days=window_of(Cycle.WEEK, today)) if self.week else self.place


PENDING = Told("…", "", "正在统计")
"""What a card says whose figure is still being worked out."""


def _today(figures: Figures) -> Told:
    if figures.today is None:
        return PENDING
    done = f"已完成 {figures.done_today} 人" if figures.done_today else ""
    return Told(f"{figures.today}", "人", done, "ok")


def _overdue(figures: Figures) -> Told:
    if figures.overdue is None:
        return PENDING
    longest = f"最长 {figures.longest} 天" if figures.longest is not None and figures.overdue else ""
    return Told(f"{figures.overdue}", "人", longest, "danger", alarm=figures.overdue > 0)


def _errands(figures: Figures) -> Told:
    more = figures.errands - figures.errands_before
    return Told(
        f"{figures.errands}", "件", f"比上周{'多' if more > 0 else '少'} {abs(more)}" if more else "和上周一样多"
    )


def _disputes(figures: Figures) -> Told:
    late, soon = figures.disputes_late, figures.disputes_soon
    side = f"{late} 件超期" if late else f"{soon} 件三日内到期" if soon else ""
    return Told(f"{figures.disputes}", "件", side, "danger" if late else "warn")


def _answers(figures: Figures) -> Told:
    late = figures.answers_late
    return Told(f"{figures.answers}", "件", f"{late} 件超期" if late else "", "danger")


def _incomplete(figures: Figures) -> Told:
    if figures.incomplete is None:
        return PENDING
    rate = figures.incomplete / figures.elders if figures.elders else 0.0
    return Told(f"{figures.incomplete}", "人", f"占 {rate:.0%}" if figures.incomplete else "齐全", "")


def _elders(figures: Figures) -> Told:
    return Told(f"{figures.elders}", "人", f"80岁以上 {figures.over_80}")


CARDS = (
    Card("today", "今日应走访", "visit", _today, Place("elders", where=(("due_today", "1"),))),
    Card("overdue", "逾期未访", "warn", _overdue, Place("elders", where=(("due_state", "overdue"),))),
    Card("disputes", "在办矛盾纠纷", "scale", _disputes, Place("disputes", where=(("chip", "open"),))),
    Card(
        "answers",
        "说事待答复",
        "talk",
        _answers,
        Place("matters", where=(("chip", "to_answer"), ("kind", "discussion"))),
    ),
    Card("errands", "本周帮办代办", "user", _errands, Place("visits", where=(("kind", "errand"),)), week=True),
    Card("incomplete", "资料不全", "doc", _incomplete, Place("elders", where=(("incomplete", "1"),)), quiet=True),
    Card("elders", "在册老人", "elder", _elders, Place("elders"), quiet=True),
)
