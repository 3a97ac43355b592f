"""Keeps what stands unsaved in editors beside a form as a draft, at most two seconds old, and opens it again."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from db.store.drafts import PART, Draft
from db.store.store import Store
from desktop.widgets.faults import reveal

DRAFT_EVERY = 1_500
"""Milliseconds between two records of the typing: with the time to write it, a crash costs less than two seconds."""

BESIDES = "/"
"""Before a key of a draft: it tells of the place, and is no change."""

WHICH, WHERE = f"{BESIDES}which", f"{BESIDES}where"
"""Among the texts of a draft: which row or step was open in the editors; what the place is called."""

Whose = Callable[[], tuple[UUID | None, UUID | None]]
"""Gives the record that is open on the page, and the person whose it is (None: nobody can tell, a purge forgets it)."""


class Typed(Protocol):
    """Editors whose unsaved values are kept by key and can be shown again."""

    def unsaved_texts(self) -> dict[str, Any]:
        """Return what differs from what the store holds."""

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show it over what the store holds."""


class Journal(QObject):
    """The journal of one place on a page; `open(which)` opens its editors, which `begin` the journal."""

    def __init__(self, store: Store, part: str, whose: Whose, owner: QWidget) -> None:
        """Serve the owner. part: page and place, as `elders/contacts`."""
        super().__init__(owner)
        self.store, self.part, self.whose, self.owner = store, part, whose, owner
        self.open: Callable[[str], object] = lambda _which: None
        self.typed: Typed | None = None
        self.which, self.where = "", ""
        self.written = False
        self.timer = QTimer(self, singleShot=True, interval=DRAFT_EVERY)
        self.timer.timeout.connect(self.keep)

    def begin(self, typed: Typed, where: str, which: str = "") -> None:
        """Watch editors that were just opened. where: what the clerk calls the place."""
        self.leave()
        self.typed, self.where, self.which = typed, where, which

    def edited(self, *_: object) -> None:
        """Something was typed: it will be kept soon."""
        if self.typed is not None and not self.timer.isActive():
            self.timer.start()

    def keep(self) -> None:
        """Keep what stands in the editors now."""
        self.timer.stop()
        if self.typed is None:
            return
        kept = self.typed.unsaved_texts()
        if not kept and self.written:  # taken back by hand
            self.written = False
            self.store.drop_draft(self.part)
        if kept:
            row, person = self.whose()
            now = self.store.clock.now()
            self.store.keep_draft(Draft(self.part, row, person, now, {**kept, WHICH: self.which, WHERE: self.where}))
            self.written = True

    def leave(self) -> None:
        """Watch no longer; what was kept waits."""
        self.timer.stop()
        self.typed = None

    def drop(self) -> None:
        """Forget what was kept: it was saved, or given up."""
        self.leave()
        if self.written:
            self.written = False
            self.store.drop_draft(self.part)

    def take_back(self, draft: Draft) -> None:
        """Open the editors with what an earlier run of the program left in them; its page shows the record already."""
        reveal(self.owner)
        self.open(str(draft.texts.get(WHICH, "")))
        if self.typed is not None:
            self.typed.restore(draft.texts)
            self.keep()
            self.store.drop_draft(draft.book)


def part_named(page: QWidget, draft: Draft) -> Journal | None:
    """Return the journal of a page that a draft was kept by; None where it is a form's."""
    return next((one for one in page.findChildren(Journal) if PART in draft.book and one.part == draft.own), None)
