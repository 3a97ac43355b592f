"""report: a month's figures as a page or a workbook, the same numbers in both."""

from argparse import Namespace

from db.store.store import Store
from db.trouble import UnknownName
from db.work.reporting import MonthReport, month_report, period_of
from desktop.commands.answer import Answer
from desktop.commands.finding import area_of
from desktop.printing.form import Order
from desktop.printing.forms import FORMS
from desktop.printing.issue import issue
from desktop.sheets.reporting import write_month_report


def run_report(store: Store, words: Namespace) -> Answer:
    """Write the 月报 of a month; the ending of the file says which kind."""
    with store.read() as reader:
        period, area = period_of(words.period, reader.today), area_of(reader, words.area)
        report = month_report(reader, period, area)
    if words.out.suffix.lower() == ".xlsx":
        write_month_report(words.out, report)
        store.note(f"导出 月报 {period.label}")
    elif words.out.suffix.lower() == ".pdf":
        issue(store, FORMS["month_report"], Order(area=area, data_day=period.end), words.out)
    else:
        raise UnknownName(f"“{words.out.name}”的类型看不懂。", "月报可存为 .pdf 或 .xlsx。")
    value = {
        "out": str(words.out),
        "period": words.period,
        "cutoff": period.end.isoformat(),
        "figures": _figures(report),
    }
    rate = report.rates[0]
    lines = [f"{period.label}月报已存为 {words.out}，截止日 {period.end:%Y-%m-%d}。",
             f"{rate.label} {rate.text}（{rate.part.value} ÷ {rate.whole.value}）。"]  # fmt: skip
    return Answer(value, lines)


def _figures(report: MonthReport) -> dict[str, object]:
    told: dict[str, object] = {one.key: one.value for one in (*report.key_figures, report.hazards.doors)}
    for rate in (*report.rates, report.hazards.rate):
        told[rate.key] = {"value": rate.value, "text": rate.text, "part": rate.part.value, "whole": rate.whole.value}
    return told
