"""The look: tokens, the style sheet (qt-material + our own layer, rendered once and kept), palette, icons, font."""

import os
import re
import shutil
import tempfile
import zlib
from pathlib import Path
from string import Template

import PySide6
from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QDir,
    QLibraryInfo,
    QLocale,
    QPoint,
    QRect,
    QRectF,
    QSize,
    QTranslator,
)
from PySide6.QtGui import QColor, QFontDatabase, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from db.places import RESOURCES

VERSION = "1"
THEME, ICONS, FONTS = RESOURCES / "theme", RESOURCES / "icons", RESOURCES / "fonts"
FAMILIES = '"Microsoft YaHei UI","Microsoft YaHei","Noto Sans CJK SC","Grid Sans","WenQuanYi Micro Hei",sans-serif'
COLORS = {
    "ink": "#1f2933", "ink2": "#52606d", "ink3": "#636e7b", "disabled": "#78838f", "disabledBg": "#eef1f4",
    "onDark": "#ffffff", "page": "#f2f5f8", "card": "#ffffff", "headRow": "#eaeff4", "headHover": "#dfe7ef",
    "altRow": "#f7f9fb", "line": "#d5dce4", "line2": "#e6ebf0", "inputLine": "#7f8c9b", "readOnlyBg": "#f6f8fa",
    "autoBg": "#f1f7ee", "invalidBg": "#fff8f7", "textSel": "#a9cdf2", "primary": "#1f5fa5", "primaryDark": "#174d88",
    "primaryPressed": "#123e70", "primaryFocus": "#0b2f57", "primaryLight": "#d3e4f6", "primarySoft": "#e6effa",
    "rowSelHover": "#c4daf1", "nav": "#1b4673", "navIdle": "#d6e4f2", "navHover": "#295a8c", "navField": "#2a5b8d",
    "navFieldLine": "#6c93b9", "focusNav": "#ffc23d", "danger": "#b42318", "dangerSoft": "#fdecea",
    "dangerLine": "#f3c2bd", "warn": "#875300", "warnSoft": "#fff3db", "warnLine": "#efd79b", "success": "#1a6b41",
    "successSoft": "#e4f4eb", "violet": "#5a4a99", "violetSoft": "#eeebf8", "infoLine": "#bfd7f0", "brand": "#c8352b",
    "scrollHandle": "#7f8c9b", "scrollHover": "#52606d", "progressBg": "#e2e8ee", "progressChunk": "#86b4e0",
    "toastBg": "#263442", "toastHover": "#3a4a5a", "accentOnDark": "#ffd36b", "practice": "#f5a524",
}  # fmt: skip


BASES = (14, 16, 18)
"""Type sizes in pixels: 标准, 大, 特大."""


def base_now() -> int:
    """Return the base font size the application wears."""
    app = QCoreApplication.instance()
    return int(app.property("base") or BASES[0]) if app is not None else BASES[0]


def sizes(base: int = 0) -> dict[str, int]:
    """Return every size in pixels that follows from a base font size (0: the one in use)."""
    more = (base or base_now()) - 14
    found = {
        "fKpi": 28 + 2 * more, "fTitle": 18 + more, "fSection": 15 + more, "fBase": 14 + more, "fField": 13 + more,
        "fCaption": 12 + more,
    }  # fmt: skip
    heights = {
        "hCtl": 28, "hChip": 24, "hHead": 30, "hItem": 28, "hNav": 32, "hMainTab": 38, "hTool": 22, "hNavField": 24,
        "hStatus": 24, "hGroup": 20, "row": 29, "strip": 44, "hCard": 72,
    }  # fmt: skip
    found |= {key: value + 2 * more for key, value in heights.items()}
    found["side"] = 424 + 20 * more
    found |= {f"{key}F": found[key] - 2 for key in ("hCtl", "hChip", "hNavField")}
    return found | {"rChip": found["hChip"] // 2 + 1, "hMainTabF": found["hMainTab"] - 6}


def across(pixels: int) -> int:
    """Return a width that the design tells at 标准, in the type size that is worn."""
    return pixels * base_now() // BASES[0]


def signs(count: int) -> int:
    """Return the width of so many Chinese characters in the type size worn, also before a widget wears it."""
    return count * sizes()["fBase"]


TIGHT = 14
"""Rows of a table in the height of a page below which it gives the list the room of what can wait."""


def is_low(page: QWidget) -> bool:
    """Say whether a page is so low that chips keep to one line, bars leave less air, and hints wait."""
    return page.height() < TIGHT * sizes()["row"]


def strip_item_colors(css: str) -> str:
    """Take the text colour out of table items: it would kill the model's own colours."""

    def mended(found: re.Match[str]) -> str:
        body = re.sub(r"(?<![-\w])(selection-)?color\s*:[^;}]*;?(\s*/\*[^*]*\*/)?", "", found[2])
        return f"{found[1]}{{{body}}}"

    return re.sub(r"(QTableView::item[^{]*)\{([^}]*)\}", mended, css)


def render(folder: Path, base: int) -> str:
    """Return the whole style sheet; qt-material writes its glyphs into the folder (an absolute one of our own)."""
    import qt_material  # after PySide6, and only when the sheet must be made anew

    extra = {"font_family": FAMILIES, "font_size": str(base + 2), "density_scale": "-2", "danger": COLORS["danger"],
             "warning": COLORS["warn"], "success": COLORS["success"]}  # fmt: skip
    css = qt_material.build_stylesheet(str(THEME / "grid_light.xml"), False, extra, parent=str(folder / "icon"))
    own = Template((THEME / "grid.qss").read_text("utf-8")).substitute({**COLORS, **sizes(base)})
    return strip_item_colors(css) + "\n" + own


def sheet_folder(root: Path, base: int) -> Path:
    """Return the folder of the rendered sheet, made if anything it depends on changed."""
    key = 0
    for path in (THEME / "grid_light.xml", THEME / "grid.qss", Path(__file__)):
        key = zlib.crc32(path.read_bytes(), key)
    wanted = root / f"{VERSION}-{PySide6.__version__}-{base}-{key:08x}"
    if not (wanted / "sheet.qss").exists():
        root.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=root, prefix="render-"))
        (made / "sheet.qss").write_text(render(made, base), "utf-8")
        try:
            made.rename(wanted)
        except OSError:  # another start was faster
            shutil.rmtree(made, ignore_errors=True)
    return wanted


def apply(app: QApplication, root: Path, base: int = 14) -> None:
    """Give the application its language, a font that has Chinese, and its look."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    app.installTranslator(translator)
    register_font()
    app.setPalette(palette())
    dress(app, root, base)


def dress(app: QApplication, root: Path, base: int) -> None:
    """Give the application the look of a type size; what was built before keeps its own sizes."""
    base = base if base in BASES else BASES[0]
    app.setProperty("base", base)
    folder = sheet_folder(root, base)
    QDir.setSearchPaths("ui", [str(ICONS)])
    QDir.setSearchPaths("icon", [str(folder / "icon")])
    app.setStyleSheet((folder / "sheet.qss").read_text("utf-8"))


def register_font() -> None:
    """Register the bundled font where the system has no Chinese one."""
    has = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    if not has or os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        for path in sorted(FONTS.glob("*Sans*.ttf")) + sorted(FONTS.glob("*Sans*.otf")):
            QFontDatabase.addApplicationFont(str(path))


def palette() -> QPalette:
    """Return the palette; what the sheet leaves alone comes from here."""
    roles = {
        QPalette.ColorRole.Window: "page", QPalette.ColorRole.WindowText: "ink", QPalette.ColorRole.Text: "ink",
        QPalette.ColorRole.ButtonText: "ink", QPalette.ColorRole.PlaceholderText: "ink3",
        QPalette.ColorRole.Base: "card", QPalette.ColorRole.AlternateBase: "altRow",
        QPalette.ColorRole.Highlight: "primaryLight", QPalette.ColorRole.HighlightedText: "ink",
        QPalette.ColorRole.Link: "primary", QPalette.ColorRole.Dark: "line",
    }  # fmt: skip
    made = QPalette()
    for role, name in roles.items():
        made.setColor(role, QColor(COLORS[name]))
    return made


def set_look(widget: QWidget, name: str, value: object) -> None:
    """Set a property the sheet knows and have the style look again, if it is another value (a look costs 1 ms)."""
    if (widget.property(name) or False) == (value or False):
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class StrokeIcon(QIconEngine):
    """Draws one of our stroke pictures in a colour, sharp at every size."""

    def __init__(self, name: str, color: str) -> None:
        """Draw icons/<name>.svg in a colour token."""
        super().__init__()
        self.name, self.color = name, color

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Draw into a rectangle."""
        color = "disabled" if mode == QIcon.Mode.Disabled else self.color
        text = (ICONS / f"{self.name}.svg").read_text("utf-8").replace("#1f2933", COLORS[color])
        QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Draw into a new picture."""
        made = QPixmap(size)
        made.fill(QColor(0, 0, 0, 0))
        painter = QPainter(made)
        try:
            self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        finally:
            painter.end()
        return made

    def clone(self) -> QIconEngine:
        """Return a copy."""
        return StrokeIcon(self.name, self.color)


def icon(name: str, color: str = "ink") -> QIcon:
    """Return one of our icons in a colour token."""
    return QIcon(StrokeIcon(name, color))
