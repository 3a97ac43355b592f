"""打印中心: the forms on the left, what is to be printed in the middle, the very PDF that prints on the right."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import select

from db.ledgers.areas import Area, AreaLevel
from db.store.store import Store
from db.trouble import OfficeError
from desktop.bus import Bus, Place
from desktop.jobs import Jobs
from desktop.printing.form import Form, Missing, Order, new_sheet_number
from desktop.printing.forms import FORMS
from desktop.printing.issue import preview, register, write_pdf
from desktop.printing.press import MissingGlyphs, Printed
from desktop.theme import COLORS
from desktop.widgets.parts import Toast, bar, button, label

LIST_WIDTH, OPTIONS_WIDTH, DPI = 214, 268, 300
ZOOMS = (("适合页宽", QPdfView.ZoomMode.FitToWidth), ("整页", QPdfView.ZoomMode.FitInView))
PRIVACY = {
    "随身": "带出门的表：不印身份证号和人员类别，电话中间四位已隐藏。",
    "归档": "归档的表：身份证号和电话已遮盖；要印全号请填理由，会记入日志。",
    "上报": "上报的表：身份证号和电话已遮盖；要印全号请填理由，会记入日志。",
    "公示": "公示的表：只印王某某。",
}


class PrintPage(QWidget):
    """Choose a form, see it, print it."""

    def __init__(self, store: Store, bus: Bus, jobs: Jobs) -> None:
        """Offer the forms of the press."""
        super().__init__()
        self.setObjectName("pageBody")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.store, self.jobs = store, jobs
        self.form: Form = next(iter(FORMS.values()))
        self.order = Order()
        self.made: Printed | None = None
        self.stale = True
        self.missing: Missing | None = None
        self.document = QPdfDocument(self)
        self.buffer = QBuffer(self)
        self.view = QPdfView(self)
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setAccessibleName("预览")
        self.toast = Toast(self)
        self._lay()
        bus.changed.connect(lambda _: self._expire())

    def _lay(self) -> None:
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._list())
        box.addWidget(self._options())
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.pages = label("", "muted")
        self.zoom = QComboBox()
        self.zoom.setAccessibleName("缩放")
        for text, mode in ZOOMS:
            self.zoom.addItem(text, mode)
        self.zoom.currentIndexChanged.connect(lambda _: self.view.setZoomMode(self.zoom.currentData()))
        column.addWidget(bar(self.pages, None, label("预览与打印结果一致", "hint"), self.zoom))
        column.addWidget(self.view, 1)
        box.addWidget(right, 1)

    def _list(self) -> QWidget:
        self.list = QListWidget()
        self.list.setAccessibleName("表样")
        self.list.setProperty("nav", True)
        self.list.setFixedWidth(LIST_WIDTH)
        group = ""
        for form in FORMS.values():
            if form.group != group:
                group = form.group
                heading = QListWidgetItem(group)
                heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
                heading.setForeground(QColor(COLORS["ink2"]))
                self.list.addItem(heading)
            item = QListWidgetItem(f"　{form.label}")
            item.setData(Qt.ItemDataRole.UserRole, form.name)
            self.list.addItem(item)
        self.list.setCurrentRow(1)
        self.list.currentItemChanged.connect(self._chosen)
        return self.list

    def _options(self) -> QWidget:
        panel = QFrame()
        panel.setProperty("card", "flatLeft")
        panel.setFixedWidth(OPTIONS_WIDTH)
        box = QVBoxLayout(panel)
        box.setContentsMargins(14, 12, 14, 12)
        self.title = label("", "title")
        self.title.setWordWrap(True)
        self.privacy = label("", "hint")
        self.privacy.setWordWrap(True)
        self.area, self.tag, self.paper = QComboBox(), QComboBox(), QComboBox()
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("不填则遮盖号码")
        lines = QFormLayout()
        for text, widget in (("网格", self.area), ("类别", self.tag), ("纸张", self.paper), ("明文理由", self.reason)):
            widget.setAccessibleName(text)
            lines.addRow(label(text, "field"), widget)
        for combo in (self.area, self.tag, self.paper):
            combo.currentIndexChanged.connect(lambda _: self._expire())
        self.reason.editingFinished.connect(self._expire)
        box.addWidget(self.title)
        box.addWidget(self.privacy)
        box.addLayout(lines)
        self.problem = label("", "error")
        self.problem.setWordWrap(True)
        self.blank = button("留空手写", lambda: self._decide(Missing.BLANK))
        self.coded = button("印编码", lambda: self._decide(Missing.CODE))
        box.addWidget(self.problem)
        box.addWidget(self.blank)
        box.addWidget(self.coded)
        self.blank.hide()
        self.coded.hide()
        box.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(button("另存 PDF", self.save))
        buttons.addWidget(button("打印", self.print, "primary", "print"))
        box.addLayout(buttons)
        return panel

    def arrive(self, place: Place) -> None:
        """Show the form and the grid that another page asked for."""
        self.area.setCurrentIndex(max(self.area.findData(place.area), 0))
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == place.form:
                self.list.setCurrentRow(row)

    # -- choosing -------------------------------------------------------------------------------------------------

    def showEvent(self, event: Any) -> None:
        """Draw the preview when the page comes into view."""
        super().showEvent(event)
        if self.stale:
            self._offer()
            self.draw()

    def _expire(self) -> None:
        self.stale = True
        if self.isVisible():
            self.draw()

    def _chosen(self, item: QListWidgetItem | None, _: QListWidgetItem | None) -> None:
        name = None if item is None else item.data(Qt.ItemDataRole.UserRole)
        if name:
            self.form, self.missing = FORMS[name], None
            self._offer()
            self._expire()

    def _offer(self) -> None:
        """Fill the choices that the form allows."""
        self.title.setText(f"{self.form.label}（{self.form.privacy.label}）")
        self.privacy.setText(PRIVACY.get(self.form.privacy.label, ""))
        area, tag = self.area.currentData(), self.tag.currentData()
        for combo in (self.area, self.tag, self.paper):
            combo.blockSignals(True)
            combo.clear()
        with self.store.read() as reader:
            grids = reader.rows(
                select(Area.id, Area.name)
                .where(Area.level == AreaLevel.GRID, Area.removed_at.is_(None))
                .order_by(Area.code)
            )
            tags = [(code, text) for code, text, _, active in reader.codes("tag").items if active]
        for combo, first, choices, kept in (
            (self.area, "全部网格", grids, area or (grids[0][0] if grids else None)),
            (self.tag, "全部", tags if self.form.options.tag else [], tag),
            (self.paper, "", [(paper, paper) for paper in self.form.options.papers], None),
        ):
            if first:
                combo.addItem(first, None)
            for key, text in choices:
                combo.addItem(text, key)
            combo.setCurrentIndex(max(0, next((n for n in range(combo.count()) if combo.itemData(n) == kept), 0)))
            combo.setEnabled(combo.count() > 1)
            combo.blockSignals(False)
        self.reason.setEnabled(self.form.privacy.label in ("归档", "上报"))

    def _decide(self, missing: Missing) -> None:
        self.missing = missing
        self._expire()

    # -- drawing --------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Press the form as a job and show it."""
        self.stale = False
        self.order = Order(
            area=self.area.currentData(),
            tag=self.tag.currentData(),
            missing=self.missing,
            reason=self.reason.text().strip() if self.reason.isEnabled() else "",
            paper=self.paper.currentData() or "",
            sheet_no=new_sheet_number(),
        )
        form, order = self.form, self.order

        def work(_: object) -> Printed | OfficeError:
            try:
                return preview(self.store, form, order)
            except OfficeError as refused:
                return refused

        self.jobs.run("正在排版…", work, self._drawn)

    def _drawn(self, made: Printed | OfficeError) -> None:
        refused = made if isinstance(made, OfficeError) else None
        missing = isinstance(made, MissingGlyphs)
        self.problem.setText(f"{refused.what}{refused.remedy}" if refused else "")
        self.blank.setVisible(missing)
        self.coded.setVisible(missing)
        self.made = None if isinstance(made, OfficeError) else made
        self.document.close()
        self.buffer.close()
        if self.made is None:
            self.pages.setText("")
            return
        self.buffer.setData(QByteArray(self.made.pdf))
        self.buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self.buffer)
        self.pages.setText(f"共 {self.made.pages} 页，{self.made.people} 人")

    # -- handing out ----------------------------------------------------------------------------------------------

    def file_name(self) -> str:
        """Return the name a saved sheet gets: form, grid and the day of its data."""
        day = self.store.clock.today().strftime("%Y%m%d")
        return f"{self.form.label}_{self.area.currentText()}_{day}.pdf"

    def save(self) -> None:
        """Save the PDF: an export, registered as one."""
        if self.made is None:
            return
        name, _ = QFileDialog.getSaveFileName(self, "另存 PDF", self.file_name(), "PDF (*.pdf)")
        if name:
            self._guarded(lambda made: write_pdf(Path(name), made.pdf), f"已保存：{name}")

    def print(self) -> None:
        """Print what is shown, at its true size, and register it."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if self.made is None or dialog.exec() == 0:
            return
        self._guarded(lambda _: self._paint(printer), "已送打印机。")

    def _paint(self, printer: QPrinter) -> None:
        printer.setFullPage(True)
        painter = QPainter(printer)
        try:
            for page in range(self.document.pageCount()):
                if page:
                    printer.newPage()
                size = self.document.pagePointSize(page) * (DPI / 72)
                image = self.document.render(page, size.toSize())
                scale = printer.resolution() / DPI
                painter.drawImage(0, 0, image.scaled(image.size() * scale))
        finally:
            painter.end()

    def _guarded(self, do: Any, told: str) -> None:
        try:
            if self.made is not None:
                do(self.made)
                register(self.store, self.form, self.order, self.made)
                self.toast.tell(told, undoable=False)
        except OfficeError as trouble:
            self.toast.tell(f"{trouble.what}{trouble.remedy}", undoable=False)
