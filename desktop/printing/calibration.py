"""The calibration page: marks at known places, by which a clerk measures how far a printer shifts the picture."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from desktop.printing.fonts import chain
from desktop.printing.ink import Ink
from desktop.printing.parts import MM, RULED
from desktop.printing.text import Style

CORNER, ARM, RULE = 10 * MM, 12 * MM, 100 * MM
WORDS = (
    "打印校准页",
    "1. 用尺量：左上角十字到纸的左边和上边，都应是 10 毫米；横线和竖线都应长 100 毫米。",
    "2. 量得左边是 12 毫米，就是偏右 2 毫米：在“向右移”里填 -2；量得上边是 9 毫米，就在“向下移”里填 1。",
    "3. 填好再印一张，四角十字都是 10 毫米就好了。长度不是 100 毫米时，请在打印机设置里关掉“适合页面”一类的缩放。",
)


def calibration_page() -> bytes:
    """Return the page as a PDF: crosses 10 mm from each edge, a ruler of 100 mm each way, how to use them."""
    buffer = io.BytesIO()
    face = chain("body").children[0].font.fontName
    canvas = Canvas(buffer, pagesize=A4, invariant=1, pageCompression=1, initialFontName=face, lang="zh-CN")
    canvas.setTitle("打印校准页")
    ink = Ink(canvas)
    width, height = A4
    for x in (CORNER, width - CORNER):
        for y in (CORNER, height - CORNER):
            ink.rule(0.4, (max(x - ARM, 0), y, min(x + ARM, width), y))
            ink.rule(0.4, (x, max(y - ARM, 0), x, min(y + ARM, height)))
    _ruler(ink, height)
    for number, line in enumerate(WORDS):
        style = Style("title", 18, 26) if number == 0 else RULED
        for row, part in enumerate(_parts(line)):
            ink.text(style, 30 * MM, height - 45 * MM - (number * 3 + row) * 16, part)
    ink.end_page()
    canvas.save()
    return buffer.getvalue()


def _ruler(ink: Ink, height: float) -> None:
    left, top = 55 * MM, height - 120 * MM
    ink.rule(0.4, (left, top, left + RULE, top))
    ink.rule(0.4, (left, top, left, top - RULE))
    for step in range(11):
        long = 4 * MM if step % 5 == 0 else 2.5 * MM
        away = step * RULE / 10
        ink.rule(0.4, (left + away, top, left + away, top + long))
        ink.rule(0.4, (left, top - away, left - long, top - away))
        ink.text(RULED, left + away - 3, top + 5 * MM, str(step * 10))


def _parts(line: str, most: int = 40) -> list[str]:
    """Return a line in parts of at most that many characters: no wrapping rules are needed on this page."""
    return [line[at : at + most] for at in range(0, len(line), most)]
