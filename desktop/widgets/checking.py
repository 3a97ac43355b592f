"""The check of an import: chips with counts, the rows with problems, and what can be done with the marked one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from db.books.book import Book
from db.store.store import Store
from db.words.clean import Level
from desktop.sheets.proposing import Offer
from desktop.sheets.reviewing import Mends, Review, ReviewRow, recheck
from desktop.theme import across
from desktop.widgets.parts import Empty, button, label
from desktop.widgets.review_table import ReviewModel, ReviewTable, columns_of
from desktop.widgets.row_bar import RowBar

EVERYTHING, GOOD = "everything", "good"
CHIPS = (
    (EVERYTHING, "全部"), (GOOD, "可导入"), (Level.ERROR.value, "有错误"), (Level.WARNING.value, "待确认"),
    (Level.DOUBT.value, "可能重复"),
)  # fmt: skip
NARROW, FEW, MANY = 1000, 3, 5


class Checking(QWidget):
    """Shows a review. changed(): counts changed. again(): the whole sheet must be judged anew."""

    changed = Signal()
    again = Signal()

    def __init__(self, store: Store, book: Book) -> None:
        """Begin without a review."""
        super().__init__()
        self.store, self.book = store, book
        self.offer: Offer | None = None
        self.review: Review | None = None
        self.mends = Mends()
        self.rows: dict[int, ReviewRow] = {}
        self.model = ReviewModel()
        self.table = ReviewTable(self.model)
        self.bar = RowBar(book)
        self.sound = Empty("print", "这张表没有问题，可以直接导入。")
        self.filtered = Empty("search", "这一类没有行了。")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        for one in (self.sound, self.filtered):
            one.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
            self.stack.addWidget(one)
        self.chips: dict[str, QPushButton] = {}
        self._lay()
        self.model.edited.connect(self._edited)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell_row())
        self.bar.adopt.connect(self._adopt)
        self.bar.mean.connect(self._mean)
        self.bar.skip.connect(lambda: self._put(lambda row: row.left_out()))
        self.bar.restore.connect(lambda: self._put(_as_it_was))

    def _lay(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        for key, text in CHIPS:
            chip = button(text, self._filter(key))
            chip.setCheckable(True)
            chip.setProperty("chip", True)
            self.chips[key] = chip
            line.addWidget(chip)
        line.addStretch(1)
        self.hint = label("双击单元格可直接修正，改后自动重查", "hint")
        line.addWidget(self.hint)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(line)
        box.addWidget(self.stack, 1)
        box.addWidget(self.bar)

    # -- showing --------------------------------------------------------------------------------------------------

    def show_review(self, offer: Offer, review: Review, mends: Mends) -> None:
        """Show what a dry run found, with what the clerk had mended before it."""
        marked = self.marked()
        self.offer, self.review, self.mends = offer, review, mends
        left_out = {row.number: row for row in mends.rows.values() if row.skipped}
        self.rows = dict(sorted(({row.number: row for row in review.rows} | left_out).items()))
        if not self.chosen():
            counts = self.counts()
            first = next((key for key in ("error", "doubt", "warning") if counts[key]), EVERYTHING)
            self.chips[first].setChecked(True)
        self._fill(None if marked is None else marked.number)

    def chosen(self) -> str:
        """Return which chip is on."""
        return next((key for key, chip in self.chips.items() if chip.isChecked()), "")

    def counts(self) -> Mapping[str, int]:
        """Return how many rows there are by chip; a row that was left out belongs to none but the whole."""
        levels = [row.level for row in self.rows.values() if not row.skipped]
        found = {level.value: levels.count(level) for level in Level}
        return {EVERYTHING: self._whole(), GOOD: self.good(), **found}

    def _whole(self) -> int:
        return 0 if self.offer is None else self.offer.rows or 0

    def good(self) -> int:
        """Return how many rows would come in now."""
        stopped = sum(row.skipped or not row.sound for row in self.rows.values())
        more = 0 if self.review is None else self.review.more
        return max(self._whole() - stopped - more, 0)

    def stopped(self) -> int:
        """Return how many rows would not come in now and were not left out by the clerk."""
        return sum(not row.skipped and not row.sound for row in self.rows.values()) + (
            self.review.more if self.review else 0
        )

    def _filter(self, key: str) -> Callable[[], None]:
        def chosen() -> None:
            for other, chip in self.chips.items():
                chip.setChecked(other == key)
            self._fill(None)

        return chosen

    def _fits(self, row: ReviewRow, chip: str) -> bool:
        if chip == EVERYTHING:
            return True
        if chip == GOOD:
            return row.sound and not row.skipped
        return row.level is not None and row.level.value == chip and not row.skipped

    def _fill(self, mark: int | None) -> None:
        if self.offer is None:
            return
        chip = self.chosen()
        rows = [row for row in self.rows.values() if self._fits(row, chip)]
        mapped = list(self.offer.matching.columns.values())
        catalogue = self.book.catalogue()
        most = FEW if self.width() < across(NARROW) else MANY
        keys = columns_of(rows, mapped, most)
        self.model.show_rows(rows, keys, {key: catalogue[key].field.label for key in keys})
        self.table.arrange()
        self.stack.setCurrentWidget(self.table if rows else self.filtered if self.rows else self.sound)
        at = next((n for n, row in enumerate(rows) if row.number == mark), 0)
        if rows:
            self.table.setCurrentIndex(self.model.index(at, 1))
        self._tell()

    def _tell(self) -> None:
        for (key, text), count in zip(CHIPS, (self.counts()[key] for key, _ in CHIPS), strict=True):
            self.chips[key].setText(f"{text} {count}")
            self.chips[key].setAccessibleName(f"筛选 {text} {count}")
        self._tell_row()
        self.changed.emit()

    def marked(self) -> ReviewRow | None:
        """Return the row the keyboard is on."""
        at = self.table.currentIndex().row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def _tell_row(self) -> None:
        with self.store.read() as reader:
            self.bar.show_row(self.marked(), reader)

    # -- mending --------------------------------------------------------------------------------------------------

    def _edited(self, number: int, key: str, text: str) -> None:
        self._keep(self.rows[number].mended({key: text}))

    def _mean(self, person: UUID | None) -> None:
        self._put(lambda row: row.meaning(person))

    def _put(self, change: Callable[[ReviewRow], ReviewRow]) -> None:
        row = self.marked()
        if row is not None:
            self._keep(change(row))

    def _keep(self, row: ReviewRow) -> None:
        """Judge a row anew at once, and keep what the clerk said of it."""
        if self.offer is None:
            return
        checked = recheck(self.store, self.offer, row)
        self.mends = self.mends.with_row(checked)
        self.rows[row.number] = checked
        self.model.replace_row(checked)
        self.table.arrange()
        self._tell()

    def _adopt(self, key: str, old: str, new: str) -> None:
        """Read a word otherwise in the whole column: other rows may bear it too without being shown."""
        self.mends = self.mends.reading(key, old, new)
        self.again.emit()


def _as_it_was(row: ReviewRow) -> ReviewRow:
    return replace(row, edited={}, person=None, stranger=False, skipped=False)
