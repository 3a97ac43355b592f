"""Handing a list out as a workbook: where to, as a job, with numbers masked."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from db.store.query import Query
from db.store.store import Store
from desktop.jobs import Jobs
from desktop.sheets.exporting import export_book


def hand_out(page: QWidget, store: Store, jobs: Jobs, wanted: Query, told: Callable[[str], None]) -> None:
    """Ask where to, and export as a job; told(words) says how it ended."""
    book = wanted.book
    day = store.clock.today().strftime("%Y%m%d")
    name, _ = QFileDialog.getSaveFileName(page, "导出为", f"{book.label}_{day}.xlsx", "表格 (*.xlsx);;文本表格 (*.csv)")
    if name:
        path = Path(name) if Path(name).suffix else Path(name).with_suffix(".xlsx")
        jobs.run(
            "正在导出…",
            lambda _: export_book(store, book, path, "", wanted),
            lambda count: told(f"已导出 {count} 行（号码已遮盖）：{path}"),
        )
