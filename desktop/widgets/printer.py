"""The printer: which there are, in which state, and pages sent to one at their true size."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from db.trouble import Cancelled, Refused, StoreTrouble
from desktop.jobs import Progress

DOTS, BANDS = 600, 8
"""At most so many dots per inch are drawn, a page in bands: at 600 a whole A4 page would be 139 MB."""
MM_PER_INCH, POINTS_PER_INCH = 25.4, 72
STATES = {
    QPrinter.PrinterState.Idle: "就绪",
    QPrinter.PrinterState.Active: "正在打印",
    QPrinter.PrinterState.Aborted: "已暂停",
    QPrinter.PrinterState.Error: "有故障",
}


@dataclass(frozen=True)
class Known:
    """One printer of this computer. papers: names of the sizes it takes; empty where it does not say."""

    name: str
    state: str
    usual: bool = False
    papers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Shift:
    """How far the picture is moved on the paper, in millimetres, to make up for what a printer shifts."""

    right: float = 0.0
    down: float = 0.0


def known_printers() -> list[Known]:
    """Return the printers of this computer, the usual one first; asking may take seconds (network printers)."""
    usual = QPrinterInfo.defaultPrinterName()
    found = []
    for name in QPrinterInfo.availablePrinterNames():
        info = QPrinterInfo.printerInfo(name)
        papers = frozenset(one.key() for one in info.supportedPageSizes())
        found.append(Known(name, STATES.get(info.state(), "就绪"), name == usual, papers))
    return sorted(found, key=lambda one: (not one.usual, one.name))


def printer_named(name: str) -> QPrinter:
    """Return the printer of that name, ready for a job."""
    made = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
    made.setResolution(DOTS)
    return made


def opened(pdf: bytes) -> tuple[QPdfDocument, QBuffer]:
    """Return a document of a PDF in memory; the buffer must live as long."""
    buffer, document = QBuffer(), QPdfDocument()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    return document, buffer


def layout_of(points: QSizeF) -> QPageLayout:
    """Return the page without margins for a size in points."""
    wide = points.width() > points.height()
    upright = points.transposed() if wide else points
    size = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    way = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    return QPageLayout(size, way, QMarginsF(0, 0, 0, 0))


def send(pdf: bytes, pages: Sequence[int | None], printer: QPrinter, shift: Shift, progress: Progress) -> int:
    """Print pages (from 1; None: an empty one) at their true size; return how many. Cancelled stops the printer."""
    document, _buffer = opened(pdf)
    printer.setFullPage(True)
    printer.setPageLayout(_layout(document, pages, 0))
    painter = QPainter()
    if not painter.begin(printer):
        raise StoreTrouble(
            f"打印机“{printer.printerName()}”没有接收。", "请检查打印机是否开机、连好、有纸，再打印一次。"
        )
    try:
        for at, page in enumerate(pages):
            if at:
                printer.setPageLayout(_layout(document, pages, at))
                printer.newPage()
            if page is not None:
                _draw(document, page - 1, (painter, printer), shift, progress)
            progress.step(at + 1)
    except Cancelled:
        printer.abort()
        raise
    finally:
        painter.end()
    return len(pages)


def _layout(document: QPdfDocument, pages: Sequence[int | None], at: int) -> QPageLayout:
    """Return the layout of a page; an empty one is like the first page there is."""
    page = pages[at] or next((one for one in pages if one is not None), None)
    if page is None:
        raise Refused("没有要打印的页。", "请改页码。")
    return layout_of(document.pagePointSize(page - 1))


def _draw(document: QPdfDocument, page: int, onto: tuple[QPainter, QPrinter], shift: Shift, progress: Progress) -> None:
    painter, printer = onto
    points, dots = document.pagePointSize(page), printer.resolution()
    drawn = min(dots, DOTS)
    whole = (points * (drawn / POINTS_PER_INCH)).toSize()
    scale = dots / drawn
    right, down = shift.right * dots / MM_PER_INCH, shift.down * dots / MM_PER_INCH
    step = -(-whole.height() // BANDS)
    for top in range(0, whole.height(), step):
        progress.check()
        part = QRect(0, top, whole.width(), min(step, whole.height() - top))
        image = band(document, page, whole, part)
        target = QRectF(right, down + top * scale, part.width() * scale, part.height() * scale)
        painter.drawImage(target, image, QRectF(image.rect()))


def band(document: QPdfDocument, page: int, whole: QSize, part: QRect) -> QImage:
    """Return a part of a page in greys on white."""
    options = QPdfDocumentRenderOptions()
    options.setScaledSize(whole)
    options.setScaledClipRect(part)
    drawn = document.render(page, part.size(), options)
    image = QImage(part.size(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return image.convertToFormat(QImage.Format.Format_Grayscale8)
