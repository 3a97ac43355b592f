"""report: figures of a month, a year of matters, tables of disputes; page or workbook, the same numbers in both."""

from argparse import Namespace
from collections.abc import Callable

from db.store.store import Store
from db.trouble import UnknownName
from db.work.dispute_tables import cross_table, statistics
from db.work.matter_figures import value_of, year_report
from db.work.matter_flow import HEADS
from db.work.reporting import MonthReport, month_report, overdue_of_month, period_of
from db.work.spans import quarter_of, span_of, span_words, year_of
from db.work.weekly import week_of, week_report
from desktop.commands.answer import Answer
from desktop.commands.finding import area_of
from desktop.commands.rows import plain
from desktop.printing.form import Order
from desktop.printing.forms import ALL_FORMS
from desktop.printing.issue import issue
from desktop.sheets.reporting import (
    write_cross_table,
    write_month_report,
    write_overdue_list,
    write_statistics,
    write_week_report,
    write_year_report,
)


def run_report(store: Store, words: Namespace) -> Answer:
    """Write what is asked for; the ending of the file says which kind."""
    if words.out.suffix.lower() not in (".xlsx", ".pdf"):
        raise UnknownName(f"“{words.out.name}”的类型看不懂。", "报表可存为 .pdf 或 .xlsx。")
    return MAKERS[words.what](store, words)


def _disputes(store: Store, words: Namespace) -> Answer:
    """Write 矛盾纠纷排查化解月统计表 of a month."""
    with store.read() as reader:
        period, area = period_of(words.period, reader.today), area_of(reader, words.area)
        table = cross_table(reader, period, area)
    order = Order(area=area, month=period.first, data_day=period.end)
    _left(store, words, "dispute_month", order, lambda: write_cross_table(words.out, table))
    lines = [
        {"unit": line.unit, "all": line.all.count, "unsolved": len(line.all.unsolved),
         "types": {label: [len(one.solved), len(one.unsolved)]
                   for label, one in zip(table.types, line.types, strict=True) if one.count}}
        for line in table.lines
    ]  # fmt: skip
    told = f"本月矛盾纠纷 {table.whole.all.count} 件，未化解 {len(table.whole.all.unsolved)} 件。"
    value = {"out": str(words.out), "period": words.period, "cutoff": period.end.isoformat(), "lines": lines}
    return Answer(value, [f"{span_words(period)}月统计表已存为 {words.out}，截止日 {period.end:%Y-%m-%d}。", told])


def _mediation(store: Store, words: Namespace) -> Answer:
    """Write 人民调解案件统计表 of a quarter; as a workbook also of a month or a year."""
    pdf = words.out.suffix.lower() == ".pdf"
    with store.read() as reader:
        period, area = span_of(words.period, reader.today), area_of(reader, words.area)
        if pdf and period != quarter_of(period.first, reader.today):
            raise UnknownName(f"“{words.period}”不是季度。", "存成 PDF 请写成 2026-Q4 的样子；月份、年份请存成 .xlsx。")
        sheet = statistics(reader, period, area)
    order = Order(area=area, month=period.first, data_day=period.end)
    _left(store, words, "mediation_statistics", order, lambda: write_statistics(words.out, sheet))
    units = [{"unit": unit, "figures": {one.label: plain(one.value) for one in items}} for unit, items in sheet.units]
    value = {"out": str(words.out), "period": words.period, "cutoff": period.end.isoformat(), "units": units}
    whole = sheet.whole[0]
    return Answer(value, [f"{span_words(period)}调解案件统计表已存为 {words.out}，{whole.label} {whole.value}。"])


def _left(store: Store, words: Namespace, name: str, order: Order, write: Callable[[], int]) -> None:
    """Write a workbook or issue the page of a form; either is noted as leaving the office."""
    if words.out.suffix.lower() == ".xlsx":
        write()
        store.note(f"导出 {ALL_FORMS[name].label} {words.period}")
    else:
        issue(store, ALL_FORMS[name], order, words.out)


def _month(store: Store, words: Namespace) -> Answer:
    with store.read() as reader:
        period, area = period_of(words.period, reader.today), area_of(reader, words.area)
        report = month_report(reader, period, area)
    _left(
        store,
        words,
        "month_report",
        Order(area=area, data_day=period.end),
        lambda: write_month_report(words.out, report),
    )
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
    _left(
        store, words, "overdue_list", Order(area=area, data_day=period.end), lambda: write_overdue_list(words.out, late)
    )
    value = {"out": str(words.out), "period": words.period, "cutoff": period.end.isoformat(), "people": len(late)}
    return Answer(
        value, [f"{period.label}逾期未访 {len(late)} 人，名单已存为 {words.out}，截止日 {period.end:%Y-%m-%d}。"]
    )


def _week(store: Store, words: Namespace) -> Answer:
    with store.read() as reader:
        period, area = week_of(words.period, reader.today), area_of(reader, words.area)
        report = week_report(reader, period, area)
    _left(
        store, words, "week_report", Order(area=area, data_day=period.end), lambda: write_week_report(words.out, report)
    )
    rate = report.rate
    grids = [
        {"area": week.code, "area_label": week.name,
         "handed_in": week.handed_in.isoformat() if week.handed_in else None,
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
    _left(
        store, words, "matter_year", Order(area=area, data_day=period.end), lambda: write_year_report(words.out, report)
    )
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


MAKERS = {
    "month": _month, "week": _week, "overdue": _overdue, "matters": _year, "disputes": _disputes,
    "mediation": _mediation,
}  # fmt: skip
"""What can be reported, by the word of the command line."""
