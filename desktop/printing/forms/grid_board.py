"""网格公示牌: the workers of a grid for the wall: photograph, name, post, phone, duties (practice P1). No resident."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.store.reader import Reader
from desktop.printing.form import Order, Shows
from desktop.printing.forms.workers import GridWorkers, Worker, workers_of
from desktop.printing.ledger import numbered
from desktop.printing.parts import MM, Gap, Item, Meta, Section, Title
from desktop.printing.people import community
from desktop.printing.table import Column, Row, Table
from desktop.printing.text import Style

TEXT, HEAD = Style("body", 14, 20), Style("bold", 14, 20)
COLUMNS = (
    Column("照片", 30, Shows.OFFICE, "center", style=Style("body", 10, 14)),
    Column("姓名", 42, Shows.OFFICE, "center", name=True, style=Style("bold", 20, 26, 14)),
    Column("职务", 36, Shows.OFFICE, "center", style=TEXT),
    Column("联系电话", 52, Shows.OFFICE, "center", style=Style("bold", 16, 22)),
    Column("职责", 90, Shows.OFFICE, style=TEXT, grow=True),
)


@dataclass(frozen=True)
class BoardFacts:
    """The boards of one print."""

    office: str
    grids: tuple[GridWorkers, ...]


def gather(reader: Reader, order: Order) -> BoardFacts:
    """Return the workers of every grid asked for."""
    return BoardFacts(community(reader), workers_of(reader, order))


def lay(facts: BoardFacts, order: Order) -> Sequence[Section]:
    """Return a board for each grid."""
    of = len(facts.grids)
    return [_board(facts, grid, order, numbered(order, n, of)) for n, grid in enumerate(facts.grids, 1)]


def _board(facts: BoardFacts, grid: GridWorkers, order: Order, sheet_no: str) -> Section:
    head = (
        Title(f"{facts.office}{grid.grid}公示牌", Style("title", 30, 44, 18)),
        *((Meta((Item("网格范围：", grid.scope),), Style("body", 13, 22)),) if grid.scope else ()),
        Gap(2 * MM),
    )
    table = Table(COLUMNS, tuple(_row(worker) for worker in grid.workers), TEXT, HEAD, least=34 * MM)
    return Section(
        grid.grid, sheet_no, (table,), head, head, paper=order.paper or "A4横", binding=12 * MM,
        people=len(grid.workers), area=grid.area,
    )  # fmt: skip


def _row(worker: Worker) -> Row:
    return Row(("贴照片", worker.name, worker.role, worker.phone, worker.duties), worker.name, worker.whom)
