"""恢复单: the recovery code on one page, to be printed and sealed; drawn by the same hand on paper and in a PDF."""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QWidget

WORDS = (
    "1．忘记口令时，在开门页输入下面的恢复码就能打开数据。没有别的办法，也没有后门。",
    "2．请装入信封封好，由社区负责人放进保险柜或带锁的柜子，不要和电脑放在一起。",
    "3．不要拍照，不要发到微信、邮箱或网盘。",
    "4．换了恢复码以后，请把这一张作废，换上新的。",
)
SIGNED = ("封存人", "监督人", "封存日期")
DOTS = 300


def draw(painter: QPainter, page: QRectF, office: str, code: str, day: str) -> None:
    """Draw the sheet on a page, in the painter's own units."""
    unit = page.width() / 180

    def write(y: float, size: float, text: str, *, head: bool = False) -> None:
        font = QFont(painter.font())
        font.setPixelSize(max(round(size * unit), 1))
        font.setBold(head)
        painter.setFont(font)
        way = Qt.AlignmentFlag.AlignHCenter if head else Qt.AlignmentFlag.AlignLeft
        spot = QRectF(page.left(), page.top() + y * unit, page.width(), 3 * size * unit)
        painter.drawText(spot, way | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, text)

    write(4, 8, "网格台账恢复单", head=True)
    write(18, 5, f"{office}　　{day}", head=True)
    painter.setPen(QPen(Qt.GlobalColor.black, unit / 2))
    painter.drawRect(QRectF(page.left() + 10 * unit, page.top() + 32 * unit, page.width() - 20 * unit, 48 * unit))
    groups = code.split("-")
    for line in range(2):
        write(39 + 20 * line, 11, "　".join(groups[line * 4 : line * 4 + 4]), head=True)
    for at, words in enumerate(WORDS):
        write(92 + 14 * at, 5, words)
    for at, words in enumerate(SIGNED):
        write(162 + 14 * at, 5, words)
        y = page.top() + (168 + 14 * at) * unit
        painter.drawLine(QPointF(page.left() + 24 * unit, y), QPointF(page.left() + 90 * unit, y))


def save(path: Path, office: str, code: str, day: str) -> None:
    """Write the sheet as a PDF of one A4 page."""
    writer = QPdfWriter(str(path))
    writer.setTitle("恢复单")
    writer.setCreator("网格台账")
    writer.setResolution(DOTS)
    layout = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(15, 15, 15, 15),
        QPageLayout.Unit.Millimeter,
    )  # fmt: skip
    writer.setPageLayout(layout)
    painter = QPainter(writer)
    try:
        draw(painter, QRectF(0, 0, writer.width(), writer.height()), office, code, day)
    finally:
        painter.end()


def save_as(over: QWidget, office: str, code: str, day: str) -> str:
    """Ask where to and write the PDF; return what became of it, in words."""
    name, _ = QFileDialog.getSaveFileName(over, "恢复单另存为", f"恢复单_{office}.pdf", "PDF (*.pdf)")
    if name:
        save(Path(name), office, code, day)
    return f"已存为 {name}，印完请删掉它。" if name else ""


def print_out(office: str, code: str, day: str) -> str:
    """Print the sheet on the usual printer; return what became of it, in words."""
    printer = QPrinter(QPrinterInfo.defaultPrinter(), QPrinter.PrinterMode.HighResolution)
    if not QPrinterInfo.defaultPrinterName() or not printer.isValid():
        return "这台电脑没有可用的打印机，请另存为 PDF 到 U 盘打印，印完删掉，或用笔抄写。"
    printer.setDocName("恢复单")
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    painter = QPainter()
    if not painter.begin(printer):
        return "打印机没有接收，请检查是否开机、有纸，再打印一次，或另存为 PDF。"
    try:
        draw(painter, printer.pageRect(QPrinter.Unit.DevicePixel), office, code, day)
    finally:
        painter.end()
    return f"已送到打印机“{printer.printerName()}”。"
