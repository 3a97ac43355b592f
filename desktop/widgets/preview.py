"""The preview: the very PDF that prints, its pages one below the other; says when it no longer fits the choices."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from desktop.theme import icon, sizes
from desktop.widgets.parts import bar, button, index_of, label, steady

ZOOMS = (("width", "适合页宽"), ("page", "整页"), ("100", "100%"), ("125", "125%"))
MODES = {"width": QPdfView.ZoomMode.FitToWidth, "page": QPdfView.ZoomMode.FitInView}
ROOMY = 30
"""Characters of width from which the hint beside the zoom has room."""


class Preview(QWidget):
    """Shows a PDF. again(): the clerk wants it drawn anew. zoomed(key): another zoom was chosen."""

    again = Signal()
    zoomed = Signal(str)

    def __init__(self) -> None:
        """Begin without pages."""
        super().__init__()
        self.document, self.buffer = QPdfDocument(self), QBuffer(self)
        self.view = QPdfView(self)
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setAccessibleName("预览")
        self.view.setProperty("reads", True)
        self.place = label("", "muted")
        self.hint = label("预览与打印结果一致", "hint")
        self.zoom = steady(QComboBox())
        self.zoom.setAccessibleName("缩放")
        for key, text in ZOOMS:
            self.zoom.addItem(text, key)
        self.before, self.after = self._arrow("up", "上一页", -1), self._arrow("down", "下一页", 1)
        self.stale, self.part = self._stale(), self._part()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(bar(self.before, self.after, self.place, None, self.hint, self.zoom))
        box.addWidget(self.stale)
        box.addWidget(self.part)
        box.addWidget(self.view, 1)
        self.of = 0
        """Pages of the whole print."""
        self.view.pageNavigator().currentPageChanged.connect(lambda _: self._tell())
        self.zoom.activated.connect(self._chosen)
        self.mark("")

    def _arrow(self, picture: str, name: str, step: int) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon(picture))
        made.setFixedHeight(sizes()["hCtl"])
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.clicked.connect(lambda _checked=False: self.turn(step))
        return made

    def _stale(self) -> QFrame:
        made = QFrame()
        made.setProperty("banner", "warn")
        self.words = label("", "", "warn")
        self.redo = button("重新排版", self.again.emit, "link")
        box = QHBoxLayout(made)
        box.setContentsMargins(14, 2, 14, 2)
        box.addWidget(self.words)
        box.addStretch(1)
        box.addWidget(self.redo)
        return made

    def _part(self) -> QFrame:
        made = QFrame()
        made.setProperty("banner", "info")
        self.left_out = label("")
        self.left_out.setWordWrap(True)
        QHBoxLayout(made).addWidget(self.left_out)
        made.hide()
        return made

    # -- showing --------------------------------------------------------------------------------------------------

    def show_pdf(self, pdf: bytes | None, of: int) -> None:
        """Show a finished file, which may be the beginning of one of so many pages; None: nothing.

        The page that was shown stays in view if there is one.
        """
        page = self.view.pageNavigator().currentPage()
        self.document.close()
        self.buffer.close()
        if pdf is not None:
            self.buffer.setData(QByteArray(pdf))
            self.buffer.open(QIODevice.OpenModeFlag.ReadOnly)
            self.document.load(self.buffer)
            if 0 < page < self.document.pageCount():
                self.view.pageNavigator().jump(page, QPointF())
        self.of, seen = of, self.document.pageCount()
        self.left_out.setText(
            f"共 {of} 页，这里先看前 {seen} 页；打印、另存都是全部。要看后面的，请只选一个网格，或另存后打开。"
        )
        self.part.setVisible(seen < of)
        self._tell()

    def mark(self, words: str, *, again: bool = False) -> None:
        """Say above the pages why they are not what would print; an empty text: they are. again: offer to draw."""
        self.words.setText(words)
        self.redo.setVisible(again)
        self.stale.setVisible(bool(words))

    def turn(self, step: int) -> None:
        """Go to the next or the former page."""
        navigator = self.view.pageNavigator()
        page = navigator.currentPage() + step
        if 0 <= page < self.document.pageCount():
            navigator.jump(page, QPointF())

    def _tell(self) -> None:
        page = self.view.pageNavigator().currentPage()
        self.place.setText(f"第 {page + 1} / {self.of} 页" if self.of else "")
        self.before.setEnabled(page > 0)
        self.after.setEnabled(page + 1 < self.document.pageCount())

    # -- zoom -----------------------------------------------------------------------------------------------------

    def set_zoom(self, key: str) -> None:
        """Show the pages as wide as the view, whole, or in true size."""
        self.zoom.setCurrentIndex(max(index_of(self.zoom, key), 0))
        key = self.zoom.currentData()
        self.view.setZoomMode(MODES.get(key, QPdfView.ZoomMode.Custom))
        if key not in MODES:
            self.view.setZoomFactor(int(key) / 100)

    def _chosen(self, _: int) -> None:
        self.set_zoom(self.zoom.currentData())
        self.zoomed.emit(self.zoom.currentData())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the hint out where it has no room."""
        super().resizeEvent(event)
        self.hint.setVisible(self.width() > self.fontMetrics().horizontalAdvance("字" * ROOMY))
