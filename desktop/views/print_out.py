"""What the preview shows, and how it leaves as a file: its pages, or of a report the same figures as a workbook."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.store.store import Store
from desktop.printing.form import Form, Order
from desktop.printing.issue import write_file
from desktop.printing.press import Printed
from desktop.sheets.reporting import (
    write_cross_table,
    write_month_report,
    write_statistics,
    write_week_report,
    write_year_report,
)

WORKBOOKS: Mapping[str, Callable[[Path, Any], int]] = {
    "month_report": write_month_report,
    "matter_year": write_year_report,
    "week_overview": write_week_report,
    "week_report": write_week_report,
    "dispute_month": write_cross_table,
    "mediation_statistics": write_statistics,
}
"""Forms whose figures can be had as a workbook too."""


@dataclass(frozen=True)
class Shown:
    """What the preview shows: pages, the form and the order they were pressed by. seen: as much of them as is shown."""

    form: Form
    order: Order
    made: Printed
    seen: bytes


def write_shown(store: Store, shown: Shown, path: Path) -> None:
    """Write what is shown into a file: the pages, or the same figures as a workbook."""
    if path.suffix != ".xlsx":
        write_file(path, shown.made.pdf)
        return
    with store.read() as reader:
        facts = shown.form.gather(reader, shown.order)
    WORKBOOKS[shown.form.name](path, facts)
