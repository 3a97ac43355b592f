"""What is told as an office opens: what was typed and not saved, and a clock that was set back."""

from functools import partial
from typing import TYPE_CHECKING

from desktop.bus import Place

if TYPE_CHECKING:
    from db.store.drafts import Draft
    from db.store.store import Store
    from desktop.app import Desk


def greet(desk: "Desk", store: "Store") -> None:
    """Tell what waits for an answer."""
    offer_drafts(desk, store)
    warn_of_clock(desk, store)


def warn_of_clock(desk: "Desk", store: "Store") -> None:
    """Say that the clock was set back: what is entered now would bear a wrong day."""
    from db.work.clocks import written_later

    last = written_later(store)
    if last is not None:
        now = f"{store.clock.now().astimezone():%Y-%m-%d %H:%M}"
        words = f"电脑的时间是 {now}，比上次保存（{last.astimezone():%Y-%m-%d %H:%M}）还早。"
        desk.tell(f"{words}请先把电脑的日期和时间调准，再录入。")


def offer_drafts(desk: "Desk", store: "Store") -> None:
    """Ask what shall become of what was typed and not saved when the program ended; nothing is put back unasked."""
    from desktop.widgets.drafting import words_of_draft

    for draft in store.drafts_left():
        choices = (
            ("恢复", partial(take_back, desk, draft)),
            ("放弃", partial(store.drop_draft, draft.book)),
        )
        desk.window.notices.tell(words_of_draft(store, draft), choices)


def take_back(desk: "Desk", draft: "Draft") -> None:
    """Put what was typed back where it stood: into the form of its book, or the other editors of its page."""
    from db.store.drafts import PART, book_of, place_of
    from desktop.widgets.journal import part_named

    name = book_of(draft)
    if PART not in draft.own:
        desk.bus.go.emit(Place(name, draft=draft))
        return
    desk.bus.go.emit(Place(name, record=draft.row, form=place_of(draft)))
    journal = part_named(desk.window.built[name], draft)
    if journal is not None:
        journal.take_back(draft)
