"""report: the figures of a month, or of a year of matters, as a page or a workbook, the same numbers in both."""

from argparse import Namespace

from db.store.store import Store
from db.trouble import UnknownName
from db.work.matter_figures import value_of, year_of, year_report
from db.work.matter_flow import HEADS
from db.work.reporting import MonthReport, month_report, overdue_of_month, period_of
from db.work.weekly import week_of, week_report
from desktop.commands.answer import Answer
from desktop.commands.finding import area_of
from desktop.printing.form import Order
from desktop.printing.forms import ALL_FORMS, FORMS
from desktop.printing.issue import issue
from desktop.sheets.reporting import write_month_report, write_overdue_list, write_week_report, write_year_report


def run_report(store: Store, words: Namespace) -> Answer:
    """Write 月报 or 年度数字; the ending of the file says which kind."""
    if words.out.suffix.lower() not in (".xlsx", ".pdf"):
        raise UnknownName(f"“{words.out.name}”的类型看不懂。", "报表可存为 .pdf 或 .xlsx。")
    return MAKERS[words.what](store, words)


def _month(store: Store, words: Namespace) -> Answer:
    with store.read() as reader:
        period, area = period_of(words.period, reader.today), area_of(reader, words.area)
        report = month_report(reader, period, area)
    if words.out.suffix.lower() == ".xlsx":
        write_month_report(words.out, report)
        store.note(f"导出 月报 {period.label}")
    else:
        issue(store, FORMS["month_report"], Order(area=area, data_day=period.end), words.out)
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


def _overdue(store: Store, words: Namespace) -> Answer:
    with store.read() as reader:
        period, area = period_of(words.period, reader.today), area_of(reader, words.area)
        _, late = overdue_of_month(reader, period, area)
    if words.out.suffix.lower() == ".xlsx":
        write_overdue_list(words.out, late)
        store.note(f"导出 逾期未访名单 {period.label}")
    else:
        issue(store, FORMS["overdue_list"], Order(area=area, data_day=period.end), words.out)
    value = {"out": str(words.out), "period": words.period, "cutoff": period.end.isoformat(), "people": len(late)}
    return Answer(
        value, [f"{period.label}逾期未访 {len(late)} 人，名单已存为 {words.out}，截止日 {period.end:%Y-%m-%d}。"]
    )


def _week(store: Store, words: Namespace) -> Answer:
    with store.read() as reader:
        period, area = week_of(words.period, reader.today), area_of(reader, words.area)
        report = week_report(reader, period, area)
    if words.out.suffix.lower() == ".xlsx":
        write_week_report(words.out, report)
        store.note(f"导出 网格周报 {period.label}")
    else:
        issue(store, FORMS["week_report"], Order(area=area, data_day=period.end), words.out)
    rate = report.rate
    grids = [
        {"area": week.name, "handed_in": week.handed_in.isoformat() if week.handed_in else None,
         "figures": {one.key: one.value for one in week.figures}, "next_week": len(week.coming)}
        for week in report.grids
    ]  # fmt: skip
    value = {
        "out": str(words.out), "period": words.period, "cutoff": period.end.isoformat(), "grids": grids,
        "weekly_rate": {"value": rate.value, "text": rate.text, "part": rate.part.value, "whole": rate.whole.value},
    }  # fmt: skip
    return Answer(value, [f"{report.title}网格周报 {len(grids)} 份，已存为 {words.out}。"])


def _year(store: Store, words: Namespace) -> Answer:
    with store.read() as reader:
        period, area = year_of(words.period, reader.today), area_of(reader, words.area)
        report = year_report(reader, period, area)
    if words.out.suffix.lower() == ".xlsx":
        write_year_report(words.out, report)
        store.note(f"导出 年度数字 {period.first.year}")
    else:
        issue(store, ALL_FORMS["matter_year"], Order(area=area, data_day=period.end), words.out)
    value = {
        "out": str(words.out),
        "period": words.period,
        "cutoff": period.end.isoformat(),
        "summary": report.summary,
        "flow": [dict(zip(HEADS, line.cells, strict=True)) for line in report.flow],
        "figures": {one.key: value_of(one) for _, some in report.groups for one in some},
        "typed": dict(report.typed),
    }
    return Answer(value, [f"{report.title}已存为 {words.out}，截止日 {period.end:%Y-%m-%d}。", report.summary])


def _figures(report: MonthReport) -> dict[str, object]:
    told: dict[str, object] = {one.key: one.value for one in (*report.key_figures, report.hazards.doors)}
    for rate in (*report.rates, report.hazards.rate):
        told[rate.key] = {"value": rate.value, "text": rate.text, "part": rate.part.value, "whole": rate.whole.value}
    return told


MAKERS = {"month": _month, "week": _week, "overdue": _overdue, "matters": _year}
"""What can be reported, by the word of the command line."""
