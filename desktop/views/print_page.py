"""打印中心: the forms on the left, what is to be printed in the middle, the very PDF that prints on the right."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from db.places import data_folder
from db.store.store import Store
from db.trouble import OfficeError, Refused
from desktop.bus import Bus, Place
from desktop.jobs import Jobs, Progress
from desktop.prefs import Prefs, remember
from desktop.printing.beginning import beginning
from desktop.printing.calibration import calibration_page
from desktop.printing.form import Form, Missing, Order
from desktop.printing.forms import ALL_FORMS
from desktop.printing.issue import numbered, preview, register
from desktop.printing.passes import Pass, pages_of, passes
from desktop.theme import signs
from desktop.views.print_keys import PrintKeys
from desktop.views.print_out import WORKBOOKS, Shown, write_shown
from desktop.views.register_page import RegisterPage
from desktop.views.undone import take_back
from desktop.widgets import printer as printers
from desktop.widgets.form_list import FormList
from desktop.widgets.paper_options import PaperOptions
from desktop.widgets.parts import Leaves, bar, button, label, scrolled
from desktop.widgets.preview import Preview
from desktop.widgets.printer_panel import PrinterPanel, shift_of
from desktop.widgets.toast import Toast
from desktop.widgets.trouble_bar import TroubleBar, TurnBar

REGISTER = "register"
"""The part of the page that a place names to see the register."""
PAUSE = 250
OPTIONS_WIDTH = 19
"""Width of the choices in Chinese characters."""


class PrintPage(QWidget):
    """Choose a form, see it, print it."""

    def __init__(self, store: Store, bus: Bus, jobs: Jobs) -> None:
        """Offer the forms of the press."""
        super().__init__()
        self.setObjectName("pageBody")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.store, self.bus, self.jobs = store, bus, jobs
        self.form: Form = next(iter(ALL_FORMS.values()))
        self.shown: Shown | None = None
        self.registered = ""
        self.stale, self.asked = True, 0
        self.missing: Missing | None = None
        self.drawing: Progress | None = None
        self.pause = QTimer(self, singleShot=True, interval=PAUSE)
        self.list = FormList(ALL_FORMS.values())
        self.keys_first = self.list.list
        self.options, self.panel, self.preview = PaperOptions(), PrinterPanel(), Preview()
        self.trouble, self.turning = TroubleBar(), TurnBar()
        self.register = RegisterPage(store, self.again)
        self.toast = Toast(self)
        self._lay()
        self._connect()
        self.list.choose(self.form.name)

    # -- parts ----------------------------------------------------------------------------------------------------

    def _lay(self) -> None:
        self.amount = label("", "section")
        self.save_button = button("另存 PDF", self.save, "", "exp")
        self.print_button = button("打印", self.print, "primary", "print")
        self.ledger_button = button("打印登记簿", self.show_register, "", "doc")
        left = _column(self.list, bar(self.ledger_button, margins=(8, 0, 8, 8), line=False))
        middle = self._middle()
        middle.setMinimumWidth(signs(OPTIONS_WIDTH) * 3 // 4)
        middle.setMaximumWidth(signs(OPTIONS_WIDTH))
        right = _column(self.trouble, self.turning, self.preview)
        sheet = QWidget()
        box = _row(sheet)
        box.addWidget(middle, 1000)
        box.addWidget(right, 1)
        self.stack = Leaves()
        self.stack.addWidget(sheet)
        self.stack.addWidget(self.register)
        box = _row(self)
        box.addWidget(left)
        box.addWidget(self.stack, 1)

    def _middle(self) -> QFrame:
        inner = _column(self.options, self.panel)
        scroll = scrolled(inner, "打印选项")
        foot = QWidget()
        lines = QVBoxLayout(foot)
        lines.setContentsMargins(14, 8, 14, 12)
        self.panel.state.setWordWrap(True)
        lines.addWidget(self.panel.state)
        lines.addWidget(self.amount)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.print_button)
        lines.addLayout(buttons)
        frame = QFrame()
        frame.setProperty("card", "flatLeft")
        box = QVBoxLayout(frame)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(scroll, 1)
        box.addWidget(foot)
        return frame

    def _connect(self) -> None:
        self.list.chosen.connect(self._chosen)
        self.options.changed.connect(self.expire)
        self.panel.changed.connect(self._tell)
        self.panel.calibrate.connect(self._calibrate)
        self.preview.again.connect(self.expire)
        self.preview.zoomed.connect(self._zoomed)
        self.pause.timeout.connect(self.draw)
        self.trouble.decided.connect(self._decide)
        self.turning.go.connect(lambda: self._send(self.turning.take()))
        self.turning.resume.connect(self._resume)
        self.bus.changed.connect(lambda _: self.expire())
        self.jobs.ended.connect(self._ended)
        self.keys = PrintKeys(self)

    def heightForWidth(self, _: int) -> int:
        """Fill the window and never make it scroll: the parts scroll by themselves."""
        return self.minimumSizeHint().height()

    # -- choosing -------------------------------------------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Show the form, the grid or the people that another page asked for, or the register."""
        if place.form == REGISTER:
            self.show_register()
            self.register.choose(frozenset(place.where))
            return
        if place.form in ALL_FORMS:
            self.list.search.clear()
            self.list.choose(place.form)
        if place.form or place.area is not None or place.ids:
            self.stack.setCurrentIndex(0)
            self.options.choose(place.area, place.ids, place.month, place.way)
            self.expire()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw the preview and look for printers when the page comes into view."""
        super().showEvent(event)
        if self.stale:
            self._offer()
            self.draw()
        self.jobs.run("正在查找打印机…", lambda _: printers.known_printers(), self._found)

    def _found(self, known: Sequence[printers.Known]) -> None:
        if isValid(self):  # locked meanwhile
            self.panel.offer(known)

    def show_register(self) -> None:
        """Show what was printed, and where it is."""
        self.list.list.clearSelection()
        self.list.list.setCurrentRow(-1)
        self.register.refresh()
        self.stack.setCurrentIndex(1)

    def _chosen(self, name: str) -> None:
        self.stack.setCurrentIndex(0)
        if (ALL_FORMS[name].of, ALL_FORMS[name].picks) != (self.form.of, self.form.picks):
            self.options.choose(None, ())  # those chosen were of another kind
        self.form, self.missing = ALL_FORMS[name], None
        self.save_button.setText("另存…" if name in WORKBOOKS else "另存 PDF")
        self._offer()
        self.expire()

    def _offer(self) -> None:
        with self.store.read() as reader:
            self.options.offer(self.form, reader)
        self.preview.set_zoom(Prefs.load(data_folder()).zooms.get(self.form.name, "width"))

    def _zoomed(self, key: str) -> None:
        name = self.form.name
        remember(data_folder(), lambda prefs: prefs.zooms.update({name: key}))

    def _decide(self, missing: Missing) -> None:
        self.missing = missing
        self.expire()

    # -- drawing --------------------------------------------------------------------------------------------------

    def expire(self) -> None:
        """Mark the preview as no longer true, and draw it anew after a short pause."""
        self.stale = True
        self.asked += 1
        if self.shown is not None:
            self.preview.mark("选项已改，正在重新排版…")
        self._tell()
        if self.isVisible():
            self.pause.start()

    def draw(self) -> None:
        """Press the form as a job and show it; a preview still being pressed is given up."""
        self.pause.stop()
        if self.drawing is not None:
            self.drawing.cancel()
        form, asked = self.form, self.asked
        wanted = self.options.order()
        order = replace(wanted, missing=self.missing, sheet_no=numbered(wanted))

        def work(progress: Progress) -> Shown | OfficeError:
            if form.one and not order.ids and not order.blank:
                way = "请在“说事议事”或“矛盾调解”里打开那一件，再点“打印文书”；要手写的，请勾选“空白表”。"
                return Refused("这张表是一件一张。", way)
            try:
                made = preview(self.store, form, order, progress.check)
                return Shown(form, order, made, beginning(made.pdf, made.pages))
            except OfficeError as refused:
                return refused

        self.drawing = self.jobs.run("正在排版…", work, lambda found: self._drawn(found, asked))

    def _ended(self) -> None:
        """A preview that was given up by the clerk stays marked, with the way to draw it."""
        if self.stale and self.drawing is not None and self.drawing.cancelled and not self.pause.isActive():
            self.preview.mark("预览已过时，不能打印。", again=True)

    def _drawn(self, found: Shown | OfficeError, asked: int) -> None:
        """Show what was pressed, unless something else was asked for meanwhile: that must not be printed for this."""
        if not isValid(self) or asked != self.asked:
            return
        self.drawing = None
        self.stale = False
        self.registered = ""
        self.shown = None if isinstance(found, OfficeError) else found
        self.trouble.tell(
            found if isinstance(found, OfficeError) else None, () if self.shown is None else self.shown.made.long
        )
        self.turning.clear()
        self.preview.mark("")
        self.preview.show_pdf(*(None, 0) if self.shown is None else (self.shown.seen, self.shown.made.pages))
        self._tell()

    def _tell(self) -> None:
        """Say how much it is, and offer what can be done with it."""
        ready = self.shown is not None and not self.stale
        self.save_button.setEnabled(ready)
        self.print_button.setEnabled(ready and bool(self.panel.name()))
        paper = (self.options.paper.currentText() or "A4")[:2]
        self.panel.tell_state(paper)
        if self.shown is None:
            self.amount.setText("")
            return
        made, copies = self.shown.made, self.panel.copies.value()
        amount = "空白表" if self.shown.order.blank else f"{made.people} {self.options.unit}"
        self.amount.setText(f"{amount} · {made.pages} 页" + (f" × {copies} 份" if copies > 1 else ""))

    # -- handing out ----------------------------------------------------------------------------------------------

    def file_name(self) -> str:
        """Return the name a saved sheet gets: form, grid and the day of its data."""
        day = self.store.clock.today().strftime("%Y%m%d")
        return f"{self.form.label}_{self.options.scope_name()}_{day}.pdf"

    def save(self) -> None:
        """Save the PDF, of a report its workbook if that is wanted: an export, registered as one."""
        shown = self.shown
        if shown is None or self.stale:
            return
        kinds = "PDF (*.pdf)" + (";;Excel 表格 (*.xlsx)" if shown.form.name in WORKBOOKS else "")
        name, kind = QFileDialog.getSaveFileName(self, "另存", self.file_name(), kinds)
        path = Path(name)
        if "xlsx" in kind:
            path = path.with_suffix(".xlsx")
        if name:
            self._handed(shown, lambda _: write_shown(self.store, shown, path), f"已保存：{path}")

    def print(self) -> None:
        """Print what is shown at its true size; it is registered first, so that no sheet leaves unknown."""
        shown, printer = self.shown, self.panel.name()
        if shown is None or self.stale:
            self._tell_toast("预览还没有排好，排好了再打印。" if self.stale else "没有可打印的内容，请看上面的说明。")
            return
        if not printer:
            self._tell_toast("这台电脑没有可用的打印机。可以“另存 PDF”，拿到有打印机的电脑上打印。")
            return
        try:
            wanted = pages_of(self.panel.pages.text(), shown.made.pages)
        except OfficeError as trouble:
            self._say(trouble)
            return
        counts = [sheet.pages for sheet in shown.made.sheets]
        rounds = passes(counts, wanted, self.panel.sides.currentData(), self.panel.copies.value())
        self.panel.remember()
        self._send(rounds)

    def _send(self, rounds: tuple[Pass, ...]) -> None:
        """Print the first round; the others wait until the clerk has turned the stack."""
        shown, name = self.shown, self.panel.name()
        if shown is None or not rounds:
            return
        self.turning.wait_for(rounds[1:], shown.made.pages)

        def work(progress: Progress) -> Any:
            printer = printers.printer_named(name)
            printer.setDocName(shown.form.label)
            return printers.send(shown.made.pdf, rounds[0], printer, shift_of(name), progress)

        number = f"，编号 {shown.order.sheet_no}" if shown.order.sheet_no else ""
        self._handed(shown, work, f"已送打印机{number}。")

    def _resume(self, page: int) -> None:
        """Print again from a page on after a jam: the same sheets under the same number."""
        self.panel.pages.setText(f"{page}-")
        self.print()

    def _handed(self, shown: Shown, work: Callable[[Progress], Any], told: str) -> None:
        """Register what leaves the office, once, and let it leave, as one job."""
        first = shown.order.blank or self.registered != shown.order.sheet_no

        def both(progress: Progress) -> None:
            if first:
                register(self.store, shown.form, shown.order, shown.made)
            work(progress)

        def done(_: None) -> None:
            self.registered = shown.order.sheet_no
            self.turning.show_now()
            self.toast.tell(told, undoable=False)

        self.jobs.run(f"正在打印 {shown.form.label}…", both, done)

    def _calibrate(self, name: str) -> None:
        def work(progress: Progress) -> int:
            return printers.send(calibration_page(), (1,), printers.printer_named(name), shift_of(name), progress)

        self.jobs.run("正在打印校准页…", work, lambda _: self.toast.tell("校准页已送打印机。", undoable=False))

    def again(self, form: Form, order: Order) -> None:
        """Show a registered sheet once more, under its own number: the same people, as they are today."""
        self.list.search.clear()
        self.list.choose(form.name)
        self.stack.setCurrentIndex(0)
        self.options.choose_printed(order)
        self.expire()

    def undo(self) -> None:
        """Take the last write back; the register shows it."""
        if self.stack.currentWidget() is self.register:
            self.register.undo()
            return
        words = take_back(self.store)
        self.bus.changed.emit(frozenset())
        self._tell_toast(words)

    def _say(self, trouble: OfficeError) -> None:
        self._tell_toast(f"{trouble.what}{trouble.remedy}")

    def _tell_toast(self, words: str) -> None:
        self.toast.tell(words, undoable=False)


def _row(holder: QWidget) -> QHBoxLayout:
    box = QHBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    return box


def _column(*widgets: QWidget) -> QWidget:
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    for widget in widgets:
        box.addWidget(widget, 1 if isinstance(widget, Preview | FormList) else 0)
    return made
