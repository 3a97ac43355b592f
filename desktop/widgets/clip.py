"""Rows on the clipboard as Excel and WPS take and give them: tab-separated text, and cells that stay text."""

import csv
import io
import re
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtWidgets import QApplication

QUOTED = re.compile(r'"((?:[^"]|"")*+)"(?=[\t\r\n]|\Z)')
NEEDS_QUOTES = re.compile(r'[\t\r\n]|""')
PLAIN = re.compile(r"[^\t\r\n]*")
OURS = "application/x-gridledger"
CELL = "<td style=\"mso-number-format:'\\@'\">{}</td>"
"""Without this format Excel turns a pasted 18-digit number into 1.5E+17."""


def to_tsv(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as tab-separated text; cells with a tab, a line end or a quote are quoted."""
    out = io.StringIO()
    csv.writer(out, dialect="excel-tab", lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def parse_tsv(text: str) -> list[list[str]]:
    """Return the rows of a text copied from a spreadsheet; blank rows at the end are no rows.

    Spreadsheets quote a cell only where it holds a line end, a tab or a doubled quote; any other quotes are its own.
    """
    rows: list[list[str]] = [[]]
    at = 0
    while at <= len(text):
        found = QUOTED.match(text, at)
        if found is None or not NEEDS_QUOTES.search(found[1]):
            found = PLAIN.match(text, at)
            cell = found[0] if found else ""
        else:
            cell = found[1].replace('""', '"')
        rows[-1].append(cell)
        at = found.end() if found else at
        if text[at : at + 1] != "\t" and at < len(text):
            rows.append([])
            at += text.startswith("\r\n", at)
        at += 1
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def as_table(rows: Sequence[Sequence[str]]) -> QMimeData:
    """Return rows for the clipboard, as text and as a table whose cells are text."""
    made = QMimeData()
    made.setText(to_tsv(rows))
    lines = ("<tr>" + "".join(CELL.format(escape(cell)) for cell in row) + "</tr>" for row in rows)
    made.setHtml(f"<table>{''.join(lines)}</table>")
    made.setData(OURS, b"1")
    return made


class Copied(QObject):
    """Knows whether what lies on the clipboard was copied here: it changed while this window was in use.

    A number copied out of a field is as much the office's as rows of a list.
    """

    def __init__(self) -> None:
        """Watch the clipboard."""
        super().__init__()
        self.ours = False
        QApplication.clipboard().dataChanged.connect(self._changed)

    def _changed(self) -> None:
        self.ours = QApplication.activeWindow() is not None

    def forget(self) -> None:
        """Empty the clipboard of what was copied here: locked means that nothing of the office lies about."""
        clipboard = QApplication.clipboard()
        held: QMimeData | None = clipboard.mimeData()  # none at all where nothing was ever copied
        if self.ours or (held is not None and held.hasFormat(OURS)):
            clipboard.clear()
