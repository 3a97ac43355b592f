"""月报, 周报, 年度数字 and tables of disputes as workbooks: the figures of the page; a chart by grid."""

from collections.abc import Sequence
from pathlib import Path

from db.words.field import Kind
from db.work.dispute_tables import CrossTable, Statistics
from db.work.lateness import Late
from db.work.matter_figures import YearReport
from db.work.matter_flow import HEADS
from db.work.reporting import MonthReport
from db.work.spans import span_words
from db.work.weekly import WeekReport
from desktop.sheets.write import Chart, Out, Table, write_workbook

COUNT = Kind.COUNT


def write_month_report(path: Path, report: MonthReport) -> int:
    """Write the workbook; return how many figures its first sheet holds."""
    return write_workbook(path, (_summary(report), _grids(report), _tags(report), _items(report), _late(report.late)))


def write_overdue_list(path: Path, late: Sequence[Late]) -> int:
    """Write the annex of 月报 as a workbook; return how many people it names."""
    return write_workbook(path, (_late(late),))


def _summary(report: MonthReport) -> Table:
    figures = [*report.key_figures, report.hazards.doors]
    rows: list[tuple[object, ...]] = [(one.label, one.value, None, None, one.definition) for one in figures]
    rows += [
        (rate.label, rate.text, rate.part.value, rate.whole.value, rate.definition)
        for rate in (*report.rates, report.hazards.rate)
    ]
    columns = (
        Out("figure", "指标", 10),
        Out("value", "数值", 6),
        Out("part", "分子", 5, COUNT),
        Out("whole", "分母", 5, COUNT),
        Out("definition", "口径", 40),
    )
    title = f"{report.place}{report.period.label}网格工作月报（截止日 {report.period.end:%Y-%m-%d}）"
    return Table("汇总", columns, rows, title)


def _grids(report: MonthReport) -> Table:
    rows = [(line.grid, line.due, line.visited, line.rate, line.late) for line in report.grids]
    columns = (
        Out("grid", "网格", 8), Out("due", "应访人数", 6, COUNT), Out("visited", "已访人数", 6, COUNT),
        Out("rate", "月探访率", 6), Out("late", "逾期未访", 6, COUNT),
    )  # fmt: skip
    return Table("各网格月探访", columns, rows, chart=Chart("各网格月探访", 0, (1, 2)))


def _tags(report: MonthReport) -> Table:
    table = report.tags
    rows: list[tuple[object, ...]] = [(label, *counts, figure.value) for _, label, counts, figure in table.rows]
    rows.append(("合计（不重复）", *table.distinct, table.whole.value))
    grids = tuple(Out(f"grid{n}", name, 6, COUNT) for n, (_, name) in enumerate(table.grids))
    return Table("人员类别", (Out("tag", "人员类别", 10), *grids, Out("whole", "合计", 5, COUNT)), rows)


def _items(report: MonthReport) -> Table:
    rows = [(line.label, line.matters.value, line.headcount.value, line.persons.value) for line in report.items]
    columns = (
        Out("item", "帮办代办事项", 10), Out("matters", "件数", 5, COUNT), Out("headcount", "人次", 5, COUNT),
        Out("persons", "人数", 5, COUNT),
    )  # fmt: skip
    return Table("帮办代办", columns, rows)


def _late(late: Sequence[Late]) -> Table:
    columns = (
        Out("no", "序号", 3, COUNT), Out("name", "姓名", 8), Out("grid", "网格", 8), Out("risk", "风险等级", 6),
        Out("cycle", "走访周期", 6), Out("owed_by", "应访截止", 7, Kind.DAY), Out("last", "上次走访", 7, Kind.DAY),
    )  # fmt: skip
    rows = [
        (place, one.name, one.grid, one.risk, one.cycle, one.owed_by, one.last_visit)
        for place, one in enumerate(late, 1)
    ]
    return Table("逾期未访", columns, rows)


def write_week_report(path: Path, report: WeekReport) -> int:
    """Write the weeks of the grids as a workbook: figures, matters, who is overdue, whom to visit next week."""
    return write_workbook(path, (_weeks(report), _matters(report), *_week_people(report)))


def _weeks(report: WeekReport) -> Table:
    known = report.grids[0].figures if report.grids else ()
    columns = (
        Out("grid", "网格", 8), *(Out(one.key, one.label, 5, COUNT) for one in known),
        Out("coming", "下周应访", 5, COUNT), Out("handed", "周报报送", 7, Kind.DAY),
    )  # fmt: skip
    rows = [(one.name, *(f.value for f in one.figures), len(one.coming), one.handed_in) for one in report.grids]
    title = f"{report.place}{report.title}网格周报，{report.rate.label} {report.rate.text}"
    return Table("周报汇总", columns, rows, title)


def _matters(report: WeekReport) -> Table:
    columns = (
        Out("grid", "网格", 8), Out("no", "编号", 14), Out("kind", "类型", 5), Out("subject", "事项", 20),
        Out("raised", "反映日期", 7, Kind.DAY), Out("course", "办理情况", 12),
    )  # fmt: skip
    rows = [
        (week.name, one.no, one.kind, one.subject, one.raised_on, one.course)
        for week in report.grids for one in week.matters
    ]  # fmt: skip
    return Table("事项", columns, rows)


def _week_people(report: WeekReport) -> tuple[Table, Table]:
    who = Out("grid", "网格", 8), Out("name", "姓名", 8), Out("cycle", "走访周期", 6)
    late = [(week.name, one.name, one.cycle, one.owed_by) for week in report.grids for one in week.late]
    coming = [(week.name, one.name, one.due.cycle.label, one.due.last) for week in report.grids for one in week.coming]
    return (
        Table("逾期未访", (*who, Out("by", "应访截止", 7, Kind.DAY)), late),
        Table("下周应访", (*who, Out("by", "本期截止", 7, Kind.DAY)), coming),
    )


def write_year_report(path: Path, report: YearReport) -> int:
    """Write the figures of a year of matters; return how many figures its first sheet holds."""
    columns = (
        Out("group", "类", 8),
        Out("figure", "指标", 10),
        Out("value", "数值", 10),
        Out("definition", "口径", 30),
    )
    title = f"{report.place}{report.title}（截止日 {report.period.end:%Y-%m-%d}）"
    rows: list[tuple[object, ...]] = [("摘要", "", report.summary, ""), *report.lines()]
    return write_workbook(path, (Table("年度数字", columns, rows, title), _flow(report)))


def _flow(report: YearReport) -> Table:
    columns = tuple(Out(f"c{n}", head, 6 if n else 8, COUNT if n else Kind.TEXT) for n, head in enumerate(HEADS))
    return Table("收结存", columns, [line.cells for line in report.flow])


def write_cross_table(path: Path, table: CrossTable) -> int:
    """Write the monthly table of disputes, two columns for each type; return its lines."""
    head = (Out("unit", "单位", 8), Out("all", "本月矛盾纠纷总数", 8, COUNT), Out("open", "本月未化解纠纷数", 8, COUNT))
    pairs = [(f"{label}化解数", f"{label}未化解数") for label in table.heads]
    columns = (*head, *(Out(f"t{n}", label, 8, COUNT) for n, label in enumerate(one for pair in pairs for one in pair)))
    rows = [
        (line.unit, line.all.count, len(line.all.unsolved),
         *(count for one in line.types for count in (len(one.solved), len(one.unsolved))))
        for line in table.lines
    ]  # fmt: skip
    title = f"{table.place}{span_words(table.period)}矛盾纠纷排查化解月统计表（截止日 {table.period.end:%Y-%m-%d}）"
    return write_workbook(path, (Table("月统计表", columns, rows, title),))


def write_statistics(path: Path, sheet: Statistics) -> int:
    """Write the statistical sheet of mediation, a line for each unit and the official columns in their order."""
    columns = (
        Out("unit", "单位", 8),
        *(Out(f"c{n}", _whose(one.group, one.label), 7, COUNT) for n, one in enumerate(sheet.whole)),
    )
    rows = [(unit, *(one.value for one in items)) for unit, items in sheet.units]
    title = f"{sheet.place}{span_words(sheet.period)}人民调解案件统计表（截止日 {sheet.period.end:%Y-%m-%d}）"
    return write_workbook(path, (Table("调解案件统计", columns, rows, title),))


def _whose(group: str, label: str) -> str:
    return label if group == "案件" else f"{group}：{label}"
