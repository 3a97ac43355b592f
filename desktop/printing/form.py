"""Form: one kind of printed page, and Order: what is to be printed.

Add a printed form = forms/<name>.py with its facts, `gather(reader, order) -> facts`, `lay(facts, order) -> sections`
and its line in forms/__init__.py. `gather` hands over finished texts, already masked; `lay` only sets them.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from db.words.choice import Choice
from db.work.routes import BY_DOORS, Way
from desktop.printing.parts import Section

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class Missing(Choice):
    """How a character without a glyph is printed, chosen knowingly (DECISIONS 21)."""

    BLANK = "blank", "留空手写"
    CODE = "code", "印编码"


class Sort(Choice):
    """In which order the people of a grid stand on the page."""

    DOOR = "door", "按住址"
    NAME = "name", "按姓名"
    AGE = "age", "年长在前"


class Shows(Enum):
    """What a column of a page tells; the privacy class of the form says which are allowed."""

    ORDER = "order"
    NAME = "name"
    WALL_NAME = "wall_name"
    AGE = "age"
    DOOR = "door"
    PHONE = "phone"
    CYCLE = "cycle"
    SIGNS = "signs"
    LAST_VISIT = "last_visit"
    NEEDS = "needs"
    TO_FILL = "to_fill"
    OFFICE = "office"
    RECORD = "record"


class PaperClass(Choice):
    """The privacy class of a form: where the paper goes (DECISIONS 20, TRUST 8)."""

    CARRIED = "carried", "随身"
    CABINET = "cabinet", "归档"
    SUPERIOR = "superior", "上报"
    WALL = "wall", "公示"


ON_THE_WAY = frozenset(
    {Shows.ORDER, Shows.NAME, Shows.AGE, Shows.DOOR, Shows.PHONE, Shows.CYCLE, Shows.SIGNS, Shows.LAST_VISIT}
    | {Shows.NEEDS, Shows.TO_FILL, Shows.OFFICE}
)
ALLOWED: Mapping[PaperClass, frozenset[Shows]] = {
    PaperClass.CARRIED: ON_THE_WAY,
    PaperClass.CABINET: frozenset(Shows),
    PaperClass.SUPERIOR: frozenset(Shows),
    PaperClass.WALL: frozenset({Shows.ORDER, Shows.WALL_NAME, Shows.OFFICE}),
}


@dataclass(frozen=True)
class Order:
    """What is to be printed and how. area: with what lies below it; None: every grid, a bookmark each.

    keeper: only whom this worker looks after. ids: only these records. missing: how to print characters without a
    glyph; None stops. reason: numbers stand clear, for this reason. columns, paper, size: as the form's options name
    them; empty: the form's own.
    """

    area: UUID | None = None
    tag: str | None = None
    keeper: str = ""
    sort: Sort = Sort.DOOR
    ids: tuple[UUID, ...] = ()
    missing: Missing | None = None
    reason: str = ""
    today: date | None = None
    data_day: date | None = None
    way: Way = BY_DOORS
    """How a route is walked, and by whom."""
    month: date | None = None
    """Of which month the form tells, or of which quarter or year that holds it; empty: that of the data day."""
    sheet_no: str = ""
    printed_by: str = ""
    purpose: str = ""
    paper: str = ""
    size: float = 0.0
    columns: tuple[str, ...] = ()
    blank: bool = False
    """Nothing filled in, to be written by hand; copies: how many of it. Bears no number, is not in the register."""
    copies: int = 1
    masked: bool = False
    """A copy for others: numbers masked although the form carries a standing reason."""
    leaves: tuple[tuple[UUID, int], ...] = ()
    """How many pages attachments have whose records do not know it."""


@dataclass(frozen=True)
class Options:
    """What a clerk may choose: papers (names), sizes in points, columns (key, label); the first is the form's own.

    tag, keeper: whether people can be chosen by category and by who looks after them. month, quarter, year, week:
    whether such a span can be. sorts: orders within a grid.
    """

    papers: tuple[str, ...] = ("A4横",)
    sizes: tuple[float, ...] = (9.0,)
    columns: tuple[tuple[str, str], ...] = ()
    tag: bool = False
    keeper: bool = False
    month: bool = False
    quarter: bool = False
    year: bool = False
    week: bool = False
    route: bool = False
    """Whether the way can be chosen: in which order, and shared among whom."""
    sorts: tuple[Sort, ...] = ()


@dataclass(frozen=True)
class Form:
    """One kind of printed page. group: its heading in the list of forms.

    own: the parties' own paper (a deed), which never bears a watermark. workers: it shows the office's own workers in
    their duty and no resident, so their phones stand whole (DECISIONS 20).
    """

    name: str
    label: str
    group: str
    privacy: PaperClass
    gather: Callable[[Any, Order], Any]
    lay: Callable[[Any, Order], Sequence[Section]]
    options: Options = Options()
    own: bool = False
    workers: bool = False
    of: str = "people"
    """What the rows tell of: people, or matters."""
    picks: str = ""
    """What the ids of an order are where that is something else: teams, whose members the rows tell of."""
    one: bool = False
    """It is about one record, which the page of that record names."""
    blank: bool = False
    """It can be printed without a record, to be filled in by hand."""
    reason: str = ""
    """Why numbers stand whole on it although nobody gave a reason: a dossier is the parties' own (DECISIONS 24a)."""


def new_sheet_number() -> str:
    """Return a random number for a new sheet, 8 signs that are not mistaken for each other; tells nothing of it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(8))
