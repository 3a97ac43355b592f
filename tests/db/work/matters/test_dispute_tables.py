"""The tables of disputes that go up: each total is the sum of its parts, and a case counts once, when it ends."""

from datetime import date
from decimal import Decimal

import pytest

from db.ledgers.areas import Area, AreaLevel
from db.ledgers.matters import Matter, MatterKind, Outcome, StepAction
from db.ledgers.mediation import CaseSource
from db.trouble import UnknownName
from db.work import dispute_tables
from db.work.dispute_tables import cross_table, statistics
from db.work.spans import span_of, span_words

pytestmark = pytest.mark.slow
TODAY = date(2026, 11, 24)


@pytest.fixture
def quarter(office, desk):
    """Four disputes: agreed in writing, agreed by word, failed, and one in hand; two grids and one without."""
    with office.write("网格") as writer:
        home = writer.reader.scalar(dispute_tables.select(Area.id).where(Area.level == AreaLevel.COMMUNITY))
        grid = {"parent_id": home, "level": AreaLevel.GRID}
        grids = [
            writer.add(Area, {**grid, "code": f"15010240200100{n}", "name": f"第{name}网格", "sort": n})
            for n, name in ((1, "一"), (2, "二"))
        ]
    cases = [desk.archived(outcome) for outcome in (Outcome.AGREED_WRITTEN, Outcome.AGREED_ORAL, Outcome.FAILED)]
    cases.append(desk.raise_(MatterKind.DISPUTE, date(2026, 11, 10)))
    desk.case(cases[0], dispute_type="0701", source=CaseSource.COURT, confirm_applied_on=date(2026, 11, 20))
    desk.case(cases[1], dispute_type="02", source=CaseSource.OWN_MOTION, difficult=True)
    desk.case(cases[2], dispute_type=None, source=None)
    with office.write("网格") as writer:
        for one, area, amount in zip(cases, (*grids, None, grids[0]), (3200, "1600.50", None, 900), strict=True):
            writer.change(Matter, one, {"area_id": area, "amount": None if amount is None else Decimal(amount)})
    return cases


def cross(office, text="2026-11"):
    with office.read() as reader:
        return cross_table(reader, span_of(text, reader.today))


def sheet(office, text="2026-Q4"):
    with office.read() as reader:
        return statistics(reader, span_of(text, reader.today))


def sums(table):
    """Whether the cross table adds up: by unit, by type, and solved and unsolved to all."""
    for line in table.lines:
        if sum(one.count for one in line.types) != line.all.count:
            return False
    parts = table.lines[:-1]
    return table.whole.all.count == sum(line.all.count for line in parts) and all(
        table.whole.types[n].count == sum(line.types[n].count for line in parts) for n in range(len(table.types))
    )


def groups(items):
    """What each group of the sheet adds up to beside what it should."""
    value = {one.label: one.value for one in items}
    of = {group: sum(one.value for one in items if one.group == group) for group in ("案件分类", "协议形式")}
    parts = sum(one.value for one in items if one.label.startswith("其中："))
    sources = sum(one.value for one in items if one.group == "案件来源") - parts
    return [
        (of["案件分类"], value["案件总数"]), (of["协议形式"], value["调解成功数"]), (sources, value["案件总数"]),
        (parts, value["接受委托移送小计"]),
    ]  # fmt: skip


def test_the_monthly_table_counts_by_unit_and_type_what_was_solved_and_what_was_not(office, quarter):
    table = cross(office)
    assert [line.unit for line in table.lines] == ["第一网格", "第二网格", "未分网格", "合计"]
    assert (table.whole.all.count, len(table.whole.all.unsolved)) == (4, 2), "in hand and failed are unsolved"
    told = dict(zip(table.types, table.whole.types, strict=True))
    assert (told["邻里纠纷"].count, told["山林土地纠纷"].count, told["未填"].count) == (1, 1, 2)
    assert "草场（草牧场）纠纷" not in table.types, "a local sub-type counts under the type above it"
    assert table.heads[1] == "邻里纠纷（共计：1 件）"
    assert sums(table)
    assert cross(office, "2026-10").whole.all.count == 0


def test_the_statistical_sheet_counts_a_case_once_when_it_ends_and_its_totals_are_sums(office, desk, quarter):
    made = sheet(office)
    told = {one.label: one.value for one in made.whole}
    assert [told[key] for key in ("案件总数", "涉及当事人数", "调解成功数", "疑难案件", "涉及金额（元）")] == [
        3, 6, 2, 1, Decimal("4800.50"),
    ]  # fmt: skip
    assert [told[key] for key in ("其中：法院", "主动调解", "来源未填", "口头", "书面", "全部履行", "司法确认")] == [
        1, 1, 1, 1, 1, 2, 1,
    ]  # fmt: skip
    for _, items in made.units:
        assert all(part == whole for part, whole in groups(items))
    whole = {one.label: one.value for one in made.whole}
    for label, value in whole.items():
        assert value == sum({one.label: one.value for one in items}[label] for _, items in made.units[:-1])
    desk.step(quarter[2], StepAction.REOPEN, date(2026, 11, 24), "再调")
    assert {one.label: one.value for one in sheet(office).whole}["案件总数"] == 2, "what was reopened is not ended"


def test_control_a_sheet_that_shifts_its_columns_is_caught(office, quarter, monkeypatch):
    kept = dispute_tables.Cases.type_of
    monkeypatch.setattr(dispute_tables.Cases, "type_of", lambda cases, one: kept(cases, one) or "02")
    monkeypatch.setattr(dispute_tables.Cases, "types", lambda cases, some: [("02", "邻里纠纷")])
    assert not sums(cross(office)) or [one for one in groups(sheet(office).whole) if one[0] != one[1]]


@pytest.mark.parametrize(
    ("text", "words"),
    [("2026-11", "2026年11月"), ("2026-Q4", "2026年第四季度"), ("2026Q1", "2026年第一季度"), ("2026", "2026年")],
)
def test_spans_are_read_as_a_clerk_says_them(text, words):
    span = span_of(text, TODAY)
    assert span_words(span) == words
    assert span.end <= TODAY


@pytest.mark.parametrize("text", ["2026-13", "2026-Q5", "四季度", "", "26"])
def test_what_is_no_span_is_told(text):
    with pytest.raises(UnknownName):
        span_of(text, TODAY)
