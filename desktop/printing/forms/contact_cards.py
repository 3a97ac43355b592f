"""联系卡: ten cards of one worker on a page, to be cut out and left at the doors (practice P1). No resident."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from db.store.reader import Reader
from desktop.printing.form import Order, Shows
from desktop.printing.forms.workers import GridWorkers, Worker, workers_of
from desktop.printing.ink import Ink
from desktop.printing.ledger import numbered
from desktop.printing.parts import HAIR, MM, Piece, Section, baseline
from desktop.printing.people import community
from desktop.printing.text import Setter, Style, printable

NAME, POST = Style("bold", 17, 23, 10), Style("body", 10.5, 15, 8)
PHONE, SMALL = Style("bold", 15, 21, 11), Style("body", 9, 13, 7)
HEIGHT, DOWN, ACROSS, PAD = 50 * MM, 5, 2, 6 * MM
WORDS = "有事找我：走访、帮办、隐患、调解，一个电话就来"


@dataclass(frozen=True)
class CardFacts:
    """The cards of one print."""

    office: str
    grids: tuple[GridWorkers, ...]


@dataclass(frozen=True)
class Cards:
    """A row of cards of one worker, with lines to cut along."""

    office: str
    worker: Worker

    def pieces(self, setter: Setter, width: float) -> Iterator[Piece]:
        """Return a piece for each row of cards."""
        size = width / ACROSS
        lines = self._lines()
        placed = [(*setter.fit(printable(text), style, size - 2 * PAD), gap) for text, style, gap in lines]

        def draw(ink: Ink, x: float, top: float) -> None:
            for column in range(ACROSS):
                left, down = x + column * size, top - PAD
                ink.box(HAIR, left, top - HEIGHT, (size, HEIGHT))
                for style, rows, gap in placed:
                    down -= gap
                    for row in rows:
                        ink.text(style, left + PAD, baseline(down, 0, style), row)
                        down -= style.lead

        for number in range(DOWN):
            whom = self.worker.whom if number == 0 else None
            yield Piece(HEIGHT, draw, kind="row", what=self.worker.name, whom=whom)

    def _lines(self) -> tuple[tuple[str, Style, float], ...]:
        worker = self.worker
        where = worker.where if worker.where.startswith(self.office) else f"{self.office}{worker.where}"
        return (
            (where, POST, 0), (f"{worker.name}", NAME, 2 * MM), (worker.role, POST, 0),
            (f"电话 {worker.phone or '＿＿＿＿＿＿＿＿'}", PHONE, 2 * MM), (WORDS, SMALL, 1 * MM),
        )  # fmt: skip

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return what stands on a card."""
        yield from ((self.worker.name, text) for text, _, _ in self._lines())

    def shows(self) -> Iterator[Enum]:
        """Return that the office's own workers are shown."""
        yield Shows.OFFICE


def gather(reader: Reader, order: Order) -> CardFacts:
    """Return the workers of every grid asked for."""
    return CardFacts(community(reader), workers_of(reader, order))


def lay(facts: CardFacts, order: Order) -> Sequence[Section]:
    """Return a page of cards for each worker."""
    workers = [(grid, worker) for grid in facts.grids for worker in grid.workers]
    of = len(workers)
    return [
        Section(
            f"{worker.name} {worker.role}", numbered(order, n, of), (Cards(facts.office, worker),),
            paper=order.paper or "A4", binding=12 * MM, group=grid.grid, people=1, area=grid.area, whom=worker.whom,
        )
        for n, (grid, worker) in enumerate(workers, 1)
    ]  # fmt: skip
