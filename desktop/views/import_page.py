"""导入: a page inside a ledger's tab: choose a file, match its columns, check and mend, take in; undone afterwards."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.books.book import Book
from db.store.store import Store
from db.trouble import OfficeError
from desktop.bus import Bus
from desktop.jobs import Jobs, Progress
from desktop.sheets.importing import How, Result, take_rows
from desktop.sheets.proposing import Offer, look, not_read, rows_of, targets
from desktop.sheets.returned import write_marked
from desktop.sheets.reviewing import Mends, Review, rehearse, take
from desktop.theme import set_look
from desktop.views.import_draft import ImportDraft
from desktop.widgets.checking import Checking
from desktop.widgets.column_matching import ColumnMatching
from desktop.widgets.import_history import ImportHistory
from desktop.widgets.parts import Empty, button, label, leave_air, steady
from desktop.widgets.steps import Steps
from desktop.widgets.toast import Toast
from desktop.widgets.working import Working

SHEETS = "表格 (*.xlsx *.xls *.csv *.ods *.et *.xlsm)"
FILE, COLUMNS, CHECK, DONE = range(4)
NAMES = ("选择文件", "对应列", "检查与修正", "导入")
MARGIN = 14
NOTHING_MENDED = Mends()
LOW = 26
"""Lines of text below which a window counts as low."""


class ImportPage(QWidget):
    """Takes sheets into one book. closed(): back to the list."""

    closed = Signal()

    def __init__(self, store: Store, book: Book, bus: Bus, jobs: Jobs, part: str) -> None:
        """Begin at the choice of a file. part: where the page stands, under which what is mended is kept."""
        super().__init__()
        self.setObjectName("pageBody")
        self.setProperty("topic", "import")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.store, self.book, self.bus, self.jobs = store, book, bus, jobs
        self.offers: list[Offer] = []
        self.at = 0
        self.result: Result | None = None
        self.title, self.about = label(f"导入{book.label}", "title"), label("", "muted")
        self.sheet = steady(QComboBox())
        self.sheet.setAccessibleName("工作表")
        self.steps, self.working = Steps(NAMES), Working()
        self.matching, self.checking, self.history = ColumnMatching(), Checking(store, book), ImportHistory()
        self.drop = Empty("imp", "把 Excel 文件拖到这里，或", button("选择文件…", self.choose, "primary", "imp"))
        self.told = Empty("doc", "")
        self.stack = QStackedWidget()
        self.banner, self.words = QFrame(), label()
        self.marked = button("错误行另存为…", self.save_marked, "link")
        self.undo_button = button("撤销这次导入", self._undo_last)
        self.back, self.next = button("上一步", self._back), button("检查", self._next, "primary")
        self.toast = Toast(self)
        self.draft = ImportDraft(self, part)
        self._lay()
        self.matching.altered.connect(self._alter)
        self.checking.changed.connect(self._tell)
        self.checking.again.connect(self.check)
        self.sheet.activated.connect(self._choose_sheet)
        self.history.undo.connect(self.undo)
        self.toast.undo.connect(self._undo_last)
        self.jobs.ended.connect(self._ended)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, self._undo_last)
        QShortcut(QKeySequence("Escape"), self, self._leave)
        self.go(FILE)

    def _lay(self) -> None:
        self.card = card = QFrame()
        card.setProperty("card", True)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.about, 1)
        head.addWidget(self.sheet)
        head.addWidget(button("返回列表", self.closed.emit, "link", "close"))
        inner = QVBoxLayout(card)
        inner.setContentsMargins(MARGIN, 6, MARGIN, 6)
        inner.setSpacing(4)
        inner.addLayout(head)
        inner.addWidget(self.steps)
        first = QWidget()
        box = QVBoxLayout(first)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.drop, 1)
        box.addWidget(self.history, 1)
        for one in (first, self.told):
            one.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        for one in (first, self.matching, self.checking, self.told):
            self.stack.addWidget(one)
        line = QHBoxLayout(self.banner)
        line.setContentsMargins(10, 2, 4, 2)
        self.words.setWordWrap(True)
        line.addWidget(self.words, 1)
        line.addWidget(self.marked)
        self.foot = foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.undo_button)
        foot.addWidget(self.next)
        self.page = page = QVBoxLayout(self)
        page.addWidget(card)
        page.addWidget(self.working)
        page.addWidget(self.stack, 1)
        page.addWidget(self.banner)
        page.addLayout(foot)

    # -- steps ----------------------------------------------------------------------------------------------------

    def go(self, step: int) -> None:
        """Show a step."""
        self.steps.go(step)
        self._name_step()
        self.stack.setCurrentIndex(step)
        self.back.setVisible(step in (COLUMNS, CHECK))
        self.next.setVisible(step != FILE)
        self.undo_button.setVisible(step == DONE and self.result is not None and self.result.batch is not None)
        self.sheet.setVisible(len(self.offers) > 1 and step != FILE)
        if step == FILE:
            self.about.setText("")
            self._read_history()
        self._say("")
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the strip of steps gives its room to the rows; the title then names the step."""
        super().resizeEvent(event)
        self._name_step()
        self._tell()

    def _is_low(self) -> bool:
        """Say whether the rows need the room of the strip of steps and of the line that tells what is in the way."""
        return self.height() < self.fontMetrics().height() * LOW

    def _name_step(self) -> None:
        low = self._is_low()
        self.steps.setVisible(not low)
        if low and self.foot.indexOf(self.banner) < 0:
            self.foot.insertWidget(1, self.banner, 1)
        elif not low and self.page.indexOf(self.banner) < 0:
            self.page.insertWidget(self.page.count() - 1, self.banner)
        self.page.setContentsMargins(MARGIN, 4 if low else 10, MARGIN, 4 if low else 10)
        self.page.setSpacing(2 if low else 8)
        leave_air(self.card, 6, low=low)
        step = self.steps.now
        self.title.setText(f"导入{self.book.label}" + (f" {step + 1}/{len(NAMES)} {NAMES[step]}" if low else ""))

    def showEvent(self, event: QShowEvent) -> None:
        """Read the list of imports when the page comes into view."""
        super().showEvent(event)
        self._read_history()

    def _read_history(self) -> None:
        with self.store.read() as reader:
            self.history.refresh(reader, self.book.name)

    def _back(self) -> None:
        self.go(self.steps.now - 1)

    def _next(self) -> None:
        if self.steps.now == COLUMNS:
            self.check()
        elif self.steps.now == CHECK:
            self.take()
        elif self.at + 1 < len(self.offers):
            self.sheet.setCurrentIndex(self.at + 1)
            self._choose_sheet(self.at + 1)
        else:
            self.start_over()
            self.closed.emit()

    def start_over(self) -> None:
        """Forget the file."""
        self.offers, self.result = [], None
        self.draft.forget()
        for step in range(len(NAMES)):
            self.steps.remark(step, "")
        self.go(FILE)

    def _tell(self) -> None:
        """Say what the button does now, and what is in its way."""
        step = self.steps.now
        if step == COLUMNS and self.offers:
            lacking = self._lacking()
            self.next.setText("检查")
            self.next.setEnabled(not lacking)
            words = f"还没有对应“{'、'.join(lacking)}”，请在右边选出是哪一列。" if lacking else ""
            self._say(words or not_read(self.offer.hidden), "danger" if lacking else "warn")
        elif step == CHECK and self.checking.review is not None:
            good, stopped = self.checking.good(), self.checking.stopped()
            self.next.setText(f"导入 {good} 行")
            self.next.setEnabled(good > 0)
            way = "" if self._is_low() else f"可以先导入 {good} 行，错误行另存为表格交网格员补正。"
            self._say(f"有 {stopped} 行还不能导入。{way}" if stopped else "")
            self.marked.setVisible(stopped > 0)
        elif step == DONE:
            more = self.at + 1 < len(self.offers)
            self.next.setText("导入下一张工作表" if more else "完成")
            self.next.setEnabled(True)

    def _say(self, words: str, tone: str = "warn") -> None:
        self.words.setText(words)
        set_look(self.banner, "banner", tone)
        self.banner.setVisible(bool(words))
        self.marked.hide()

    # -- jobs -----------------------------------------------------------------------------------------------------

    def _run(self, words: str, whole: int, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        """Run a job that is shown on the page; a refusal is told on the page."""

        def guarded(progress: Progress) -> Any:
            try:
                return work(progress)
            except OfficeError as trouble:
                return trouble

        def settled(found: Any) -> None:
            if isinstance(found, OfficeError):
                self._say(f"{found.what}{found.remedy}", "danger")
            else:
                done(found)

        self.next.setEnabled(False)
        self.working.follow(words, self.jobs.run(words, guarded, settled), whole)

    def _ended(self) -> None:
        self.working.done()
        self._tell()

    # -- 1 file ---------------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a file."""
        name, _ = QFileDialog.getOpenFileName(self, "选择要导入的表格", "", SHEETS)
        if name:
            self.start(Path(name))

    def start(self, path: Path) -> None:
        """Look at a file as a job; nothing is written."""
        self.start_over()
        self.read(path, self.show_offers)

    def read(self, path: Path, then: Callable[[list[Offer]], None]) -> None:
        """Read which sheets a file has, as a job."""
        self._run(
            f"正在读 {path.name}…", 0, lambda progress: look(path, self.store, self.book.name, progress.step), then
        )

    def show_offers(self, offers: list[Offer], at: int = 0, mends: Mends = NOTHING_MENDED) -> None:
        """Show the sheets of a file, one of them first; mends: what was mended in it already."""
        self.offers = offers
        self.sheet.clear()
        self.sheet.addItems([offer.sheet for offer in offers])
        self.sheet.setCurrentIndex(at)
        self._choose_sheet(at, mends)

    def _choose_sheet(self, at: int, mends: Mends = NOTHING_MENDED) -> None:
        self.at, self.result = at, None
        self.draft.begin(self.offer.path)
        self.checking.mends = mends
        self._show_offer()
        self.go(COLUMNS)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that are dragged in."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Start with the file that was dropped."""
        self.start(Path(event.mimeData().urls()[0].toLocalFile()))

    # -- 2 columns ------------------------------------------------------------------------------------------------

    @property
    def offer(self) -> Offer:
        """The sheet at hand."""
        return self.offers[self.at]

    def _show_offer(self) -> None:
        offer = self.offer
        self.matching.show_offer(offer)
        self.about.setText(f"{offer.path.name} · 工作表“{offer.sheet}” · {offer.rows} 行")
        named = sum(bool(heading) for heading in offer.headings)
        self.steps.remark(FILE, "完成")
        self.steps.remark(COLUMNS, f"{len(offer.matching.columns)} / {named} 已对应")
        self._tell()

    def _alter(self, changes: dict[int, str | None]) -> None:
        self.offers[self.at] = self.offer.mapped(changes)
        self._show_offer()

    def _lacking(self) -> list[str]:
        """Return the columns without which a sheet cannot come in."""
        there = set(self.offer.matching.columns.values())
        return [
            one.label for one in targets(self.book.name) if (one.required or one.key == "name") and one.key not in there
        ]

    # -- 3 check --------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Judge the whole sheet as a job: everything is tried and rolled back."""
        offer, mends = self.offer, self.checking.mends

        def work(progress: Progress) -> Review:
            return rehearse(self.store, offer, mends, progress.step)

        def done(review: Review) -> None:
            self.checking.show_review(offer, review, mends)
            self.go(CHECK)

        self._run("正在检查…", offer.rows or 0, work, done)

    def save_marked(self) -> None:
        """Save the rows that cannot come in as a workbook, faulty cells marked, the reason beside them."""
        offer, mends = self.offer, self.checking.mends
        proposed = str(offer.path.with_name(f"{offer.path.stem}_未收.xlsx"))
        name, _ = QFileDialog.getSaveFileName(self, "错误行另存为", proposed, "表格 (*.xlsx)")
        if not name:
            return

        def work(progress: Progress) -> int:
            how = How(self.book.name, dry=True, progress=progress.step)
            return write_marked(Path(name), [take_rows(self.store, offer, rows_of(offer), how, mends.amend)])

        self._run("正在保存…", offer.rows or 0, work, lambda count: self._tell_toast(f"已存 {count} 行：{name}"))

    def _tell_toast(self, words: str, *, undoable: bool = False) -> None:
        self.toast.tell(words, undoable=undoable)

    # -- 4 take in ------------------------------------------------------------------------------------------------

    def take(self) -> None:
        """Take the sound rows in, in one transaction behind a verified backup."""
        offer, mends = self.offer, self.checking.mends

        def work(progress: Progress) -> Result:
            return take(self.store, offer, mends, progress.step)

        self._run("正在导入…", offer.rows or 0, work, self._taken)

    def _taken(self, result: Result) -> None:
        self.result = result
        self.draft.forget()
        out = result.outcome
        words = f"新增 {out.added}，更新 {out.updated}，未变 {out.unchanged}，未收 {out.refused}"
        self.told.words.setText(f"“{result.sheet}”已导入：{words}。")
        self.steps.remark(DONE, "完成")
        self.go(DONE)
        self.bus.changed.emit(frozenset())
        self._tell_toast(f"{result.sheet}：{words}", undoable=result.batch is not None)

    def _leave(self) -> None:
        """Go back to the list; what was mended stays until another file is chosen."""
        self.closed.emit()

    def _undo_last(self) -> None:
        self.undo(self.result.batch if self.result else None)

    def undo(self, batch: UUID | None) -> None:
        """Take a whole import back, as a job."""
        if batch is None:
            return

        def done(undone: Any) -> None:
            self.result = None
            self.bus.changed.emit(frozenset())
            self.start_over()
            self._tell_toast(f"已撤销：{undone.what}" if undone else "这次导入已经撤销过。")

        self._run("正在撤销导入…", 0, lambda _: self.store.undo_import(batch), done)
