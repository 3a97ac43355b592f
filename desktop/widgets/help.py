"""F1: one page of help for the page in sight, from docs/manual; shown beside it, without pictures or ways out."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout

from db.places import MANUAL
from desktop.theme import signs, sizes
from desktop.widgets.parts import bar, button, label
from desktop.widgets.presses import OwnEscape

NOWHERE = "这一页还没有帮助。"
HEADINGS = ("fTitle", "fSection", "fBase")
"""Sizes of type of the headings, from the first level on."""


EVERYWHERE = MANUAL / "common" / "keys.md"
"""The keys that do the same on every page of an open office."""
BEFORE = "unlock"
"""The page before an office is open, where these keys do nothing yet."""


def help_for(page: str) -> str:
    """Return the help of a page as Markdown."""
    path = MANUAL / f"{page}.md"
    if not path.is_file():
        return NOWHERE
    parts = [path] if page == BEFORE else [path, EVERYWHERE]
    return "\n".join(one.read_text("utf-8") for one in parts)


class HelpPanel(QFrame):
    """The panel at the right. closed(): the clerk is done."""

    closed = Signal()

    def __init__(self) -> None:
        """Begin empty and out of sight."""
        super().__init__()
        self.setProperty("card", "flat")
        self.page = ""
        self.text: QTextBrowser | None = None
        self.setFixedWidth(sizes()["side"] * 2 // 3)
        self.box = box = QVBoxLayout(self)
        box.setContentsMargins(10, 6, 6, 6)
        box.addWidget(
            bar(label("帮助", "section"), None, button("关闭", self.closed.emit, "link"), margins=(0, 0, 0, 0))
        )
        OwnEscape(self, self.closed.emit)
        self.hide()

    def show_page(self, page: str) -> None:
        """Show the help of a page; the browser is made for the first one: it costs a fifth of the first window."""
        self.page = page
        if self.text is None:
            self.text = browser()
            self.box.addWidget(self.text, 1)
        self.text.setMarkdown(help_for(page))
        dress(self.text.document())
        self.show()
        self.text.setFocus()


def dress(document: QTextDocument) -> None:
    """Give headings the sizes of type that every page has, and lists a small indent."""
    document.setIndentWidth(signs(1))
    cursor, block = QTextCursor(document), document.begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        if level:
            look = QTextCharFormat()
            look.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
            look.setProperty(QTextFormat.Property.FontPixelSize, sizes()[HEADINGS[min(level, len(HEADINGS)) - 1]])
            cursor.setPosition(block.position())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(look)
        block = block.next()


def browser() -> QTextBrowser:
    """Return what shows a page of help; nothing leads out of it."""
    made = QTextBrowser()
    made.setOpenLinks(False)
    made.setOpenExternalLinks(False)
    made.setAccessibleName("帮助")
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made
