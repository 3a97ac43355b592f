"""The windowed table model of a book: a sorted list of ids, pages of plain texts fetched when they come into view."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from db.books.book import Book
from db.books.due import DueState
from db.ledgers.record import Described
from db.store import query
from db.store.ids import Ids
from db.store.query import Query
from db.store.reader import Reader
from db.store.store import Store
from db.words.field import Kind
from db.work.glancing import namesakes_among
from desktop.sheets.exporting import text_of
from desktop.theme import COLORS
from desktop.widgets.parts import plain_tip

PAGE, KEPT = 32, 160
"""Rows read at once (a page takes 7 ms and 0.2 ms a row), and pages kept."""
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
TAGS, NAMESAKES = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
ROLES = (
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ForegroundRole,
    Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.TextAlignmentRole, TAGS, NAMESAKES,
)  # fmt: skip
BRIEF = 3
"""Width of a field whose values are of about one length (性别, 年龄): they stand in the middle of their column."""
TAG_KEY, LATE, SAME = "tags of it", "is late", "of this name"


def _side(one: Described) -> Qt.AlignmentFlag:
    """Return where the cells of a column stand, and its heading with them."""
    if one.kind is Kind.MONEY:
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    if one.kind in (Kind.COUNT, Kind.FLAG) or one.field.width <= BRIEF:
        return Qt.AlignmentFlag.AlignCenter
    return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def ago(moment: datetime, today: date) -> str:
    """Return how long ago a visit was, as a clerk says it."""
    days = (today - moment.astimezone().date()).days
    return "今天" if days == 0 else f"{days}天前" if days > 0 else f"{moment.astimezone():%Y-%m-%d}"


def shown(reader: Reader, described: Described, value: Any, today: date) -> str:
    """Return the text of one cell; the last visit as days ago, which is what a clerk asks."""
    if described.key == "last_visit" and isinstance(value, datetime):
        return ago(value, today)
    found = text_of(reader, described, value)
    return "" if found is None else str(found)


def _texts(reader: Reader, row: dict[str, Any], same: Mapping[str, int], columns: list[Described]) -> dict[str, Any]:
    texts: dict[str, Any] = {one.key: shown(reader, one, row.get(one.key), reader.today) for one in columns}
    several = next((one for one in columns if one.kind is Kind.CODES), None)
    texts[TAG_KEY] = texts[several.key].split("、") if several and texts[several.key] else []
    texts[LATE] = row.get("due_state") is DueState.OVERDUE
    texts[SAME] = same.get(str(row.get("name")), 0)
    return texts


@dataclass(frozen=True)
class Ready:
    """The first rows as texts, and the columns they were read for."""

    columns: list[Described]
    rows: list[dict[str, Any]]


class BookModel(QAbstractTableModel):
    """Rows of a book as texts. loaded() tells that the list was read anew."""

    loaded = Signal(int)

    def __init__(self, store: Store, book: Book) -> None:
        """Show a book of an open store."""
        super().__init__()
        self.store, self.book = store, book
        self.columns = [book.described(column) for column in book.listed() if column.shown]
        self.ids = Ids()
        self.pages: OrderedDict[int, list[dict[str, Any]]] = OrderedDict()

    def show_columns(self, keys: tuple[str, ...]) -> None:
        """Show just these columns in this order, or (empty) the usual ones of the book."""
        listed = {column.key: column for column in self.book.listed()}
        usual = tuple(key for key, column in listed.items() if column.shown)
        self.beginResetModel()
        self.columns = [self.book.described(listed[key]) for key in keys or usual]
        self.pages.clear()
        self.endResetModel()

    def ask(self, wanted: Query) -> None:
        """Read the list of ids anew; the order and the filter are SQL's."""
        with self.store.read() as reader:
            self.show_rows(query.ids(reader, wanted))

    def page_of(self, ids: Ids) -> Ready:
        """Read the first rows of a list; may run in a thread of its own."""
        columns = self.columns
        return Ready(columns, self._read(ids[: 2 * PAGE], columns))

    def make_ready(self, reader: Reader) -> None:
        """Make, in the thread that reads, what a later page may need and the first did not."""
        query.make_ready(reader, self.book, self._keys(self.columns))

    def prepare(self, stop: Callable[[], bool]) -> tuple[()]:
        """Make the statements of the first page in another thread: 0.1 s for which its rows need not wait."""
        with self.store.read(stop=stop) as reader:
            self.make_ready(reader)
        return ()

    def show_rows(self, ids: Ids, ready: Ready | None = None) -> None:
        """Show the rows of these ids. ready: the first ones, read already; of no use once other columns are shown."""
        self.beginResetModel()
        self.ids = ids
        self.pages.clear()
        if ready is not None and ready.columns is self.columns:
            self._keep(0, ready.rows)
        self.endResetModel()
        self.loaded.emit(len(ids))

    def row_of(self, one: UUID) -> int:
        """Return the row of a record; -1 if the list does not hold it."""
        return self.ids.index(one) if one in self.ids else -1

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows the list has."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns are shown."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a heading, and its side: as its cells stand."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].label
        return _side(self.columns[section]) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, its colour, or the words of its tags."""
        if role not in ROLES:
            return None
        one = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(one)
        row = self.row(index.row())
        if role == TAGS:
            return row[TAG_KEY] if one.kind is Kind.CODES else None
        if role == NAMESAKES:
            return row[SAME] if one.key == "name" and row[SAME] > 1 else None
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(COLORS["danger"]) if row[LATE] and one.key in ("last_visit", "due_state") else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row[one.key]) if len(row[one.key]) > one.field.width else None
        return row[one.key]

    def row(self, number: int) -> dict[str, Any]:
        """Return the texts of a row; its page is read if it is not at hand."""
        page, place = divmod(number, PAGE)
        if page not in self.pages:
            begin = page * PAGE
            wanted = self.ids[begin : begin + (PAGE if page + 1 in self.pages else 2 * PAGE)]
            self._keep(page, self._read(wanted, self.columns))
        self.pages.move_to_end(page)
        return self.pages[page][place]

    def _keep(self, page: int, rows: list[dict[str, Any]]) -> None:
        """Keep a page, and the next if it was read along: what is in sight seldom ends where a page does."""
        for at in range(0, len(rows), PAGE):
            self.pages[page + at // PAGE] = rows[at : at + PAGE]
        while len(self.pages) > KEPT:
            self.pages.popitem(last=False)

    def _keys(self, columns: list[Described]) -> list[str]:
        """Return what is read for these columns; who is late is marked, whether or not that column is shown."""
        late = ["due_state"] if self.book.column("due_state") is not None else []
        return [*(one.key for one in columns), *late]

    def _read(self, ids: Sequence[UUID], columns: list[Described]) -> list[dict[str, Any]]:
        """Read rows as texts; those removed since the list was read are empty."""
        keys = self._keys(columns)
        with self.store.read() as reader:
            rows = query.cells(reader, self.book, ids, keys)
            same = namesakes_among(reader, {str(row["name"]) for row in rows if row.get("name")})
            found = {row["id"]: _texts(reader, row, same, columns) for row in rows}
        gone = dict.fromkeys(keys, "") | {TAG_KEY: [], SAME: 0, LATE: False}
        return [found.get(one, gone) for one in ids]
