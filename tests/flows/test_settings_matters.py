"""设置: what an office changes about matters holds at the desk, and what can't be is refused where it stands."""

from datetime import date

import pytest
from sqlalchemy import select

from db.books import BOOKS
from db.ledgers.matter_rules import MatterRule, Need, NumberBlock, NumberVoid, Owed, PaperRule
from db.ledgers.matters import Matter, MatterKind, MatterState, Outcome
from db.store import query
from db.work.discussing import discussion_day, raise_matter
from db.work.facts import facts_of
from db.work.kinds import KINDS, REQUIRED, kind_rules, required_papers
from db.work.matter_settings import from_words, in_words, void_lines
from db.work.numbering import next_number
from db.work.stages import Chip
from desktop.bus import Place
from desktop.printing.matter_words import Words
from tests.case_desk import TUESDAY


def part_of(desk, name):
    desk.window.go(Place("settings", text=name))
    page = desk.window.built["settings"]
    return page, page.parts[name]


def put(rows, at, **values):
    """Write values into a row of a table, as its editors do."""
    keys = [one.key for one in rows.model.columns]
    for key, value in values.items():
        rows.model.setData(rows.model.index(at, keys.index(key)), value)


def row_of(part, kind, outcome=None):
    lines = part.rows.model.lines
    return next(n for n, one in enumerate(lines) if (one.values["kind"], one.values["outcome"]) == (kind, outcome))


def test_a_limit_a_return_visit_and_a_number_set_here_hold_for_the_next_matter(at_desk):
    desk, _ = at_desk("matters")
    page, part = part_of(desk, "matters")
    put(part.rows, row_of(part, MatterKind.DISCUSSION), raised_days="3", pattern="【简称】说【年】-【号】")
    put(part.rows, row_of(part, MatterKind.DISPUTE, Outcome.AGREED_ORAL), visit_back=Owed.MAY.value)
    page.save()
    assert part.count() == 0, part.rows.fault.text()
    with desk.store.write("说事") as writer:
        one = raise_matter(writer, {"kind": MatterKind.DISCUSSION, "raised_on": TUESDAY, "content": "路灯不亮"})
        matter = writer.reader.get(Matter, one)
        rules = kind_rules(writer.reader, MatterKind.DISPUTE)
        kept = writer.reader.rows(select(MatterRule.kind, MatterRule.deadline, MatterRule.raised_days))
    assert (matter.due_on, matter.no) == (date(2026, 11, 27), "丁说2026-1")
    assert (rules.owes(Outcome.AGREED_ORAL), rules.owes(Outcome.AGREED_WRITTEN)) == (Owed.MAY, Owed.MUST)
    assert (MatterKind.DISCUSSION, None, 3) in kept, "only what differs from the program's own is kept"
    assert len(kept) == 2


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"pattern": "说事第【号】号"}, "要有一个【年】"), ({"pattern": "（【年】）第{n}号"}, "要有一个【年】"),
        ({"raised_days": "0"}, "天数应为"), ({"days": "三天"}, "天数应为"),
    ],
)  # fmt: skip
def test_a_rule_that_can_not_be_is_refused_at_its_row(at_desk, values, words):
    desk, _ = at_desk("matters")
    page, part = part_of(desk, "matters")
    put(part.rows, row_of(part, MatterKind.PETITION), **values)
    page.save()
    assert words in part.rows.fault.text()
    with desk.store.read() as reader:
        assert reader.rows(select(MatterRule.id)) == []
        assert kind_rules(reader, MatterKind.PETITION) == KINDS[MatterKind.PETITION]


def test_the_words_of_a_number_lead_back_to_its_pattern():
    for rules in KINDS.values():
        assert from_words(in_words(rules.pattern)) == rules.pattern
    assert [from_words(text) for text in ("【号】", "【年】【号】【号】", "【年】【号】{short}")] == [None] * 3


def test_a_block_is_passed_over_and_a_spoilt_number_is_explained(at_desk):
    desk, _ = at_desk("matters")
    page, part = part_of(desk, "numbers")
    blocks, spoilt = (rows for rows, _, _ in part.tables)
    blocks.wanted.emit()
    put(blocks, 0, first="1", last="3", holder="代办站")
    spoilt.wanted.emit()
    put(spoilt, 0, seq="4", reason="写坏")
    page.save()
    assert part.count() == 0
    assert "4 号 写坏" in part.register.text()
    with desk.store.read() as reader:
        assert next_number(reader, MatterKind.DISPUTE, 2026) == 5
        assert next_number(reader, MatterKind.DISPUTE, 2026, "代办站") == 1
        assert len(void_lines(reader)) == 1


def test_a_block_over_numbers_that_are_given_is_refused_and_nothing_is_kept(at_desk):
    desk, _ = at_desk("matters")
    with desk.store.write("纠纷") as writer:
        raise_matter(writer, {"kind": MatterKind.DISPUTE, "raised_on": TUESDAY, "content": "漏水"})
    page, part = part_of(desk, "numbers")
    blocks, spoilt = (rows for rows, _, _ in part.tables)
    blocks.wanted.emit()
    put(blocks, 0, first="1", last="3", holder="代办站")
    page.save()
    assert "已经用过" in page.toast.words.text()
    page.revert()
    spoilt.wanted.emit()
    put(spoilt, 0, seq="1", reason="写坏")
    page.save()
    assert "已经用过" in page.toast.words.text()
    with desk.store.read() as reader:
        assert reader.rows(select(NumberBlock.id)) + reader.rows(select(NumberVoid.id)) == []


def test_a_paper_asked_here_holds_for_its_outcome_and_is_forgotten_when_it_is_as_before(at_desk):
    desk, _ = at_desk("matters")
    page, part = part_of(desk, "dossier")
    keys = [line.fixed["paper"] for line in part.rows.model.lines]
    assert len(keys) == 12
    assert {"agreement", "oral", "termination"} & set(keys) == set(), "the eighth follows from the outcome"
    put(part.rows, keys.index("return_visit"), agreed_written=Need.REQUIRED.value)
    put(part.rows, keys.index("identity"), failed=Need.AS_NEEDED.value)
    page.save()
    with desk.store.read() as reader:
        kept = {(row.outcome, row.paper, row.need) for (row,) in reader.rows(select(PaperRule))}
        asked = {outcome: required_papers(reader, outcome) for outcome in REQUIRED}
    assert kept == {
        (Outcome.AGREED_WRITTEN, "return_visit", Need.REQUIRED), (Outcome.FAILED, "identity", Need.AS_NEEDED),
    }  # fmt: skip
    assert "return_visit" in asked[Outcome.AGREED_WRITTEN]
    assert "return_visit" not in asked[Outcome.AGREED_ORAL]
    assert "identity" not in asked[Outcome.FAILED]
    put(part.rows, keys.index("identity"), failed=Need.REQUIRED.value)
    page.save()
    assert part.count() == 0
    with desk.store.read() as reader:
        assert required_papers(reader, Outcome.FAILED) == set(REQUIRED[Outcome.FAILED])
        assert len(reader.rows(select(PaperRule.id).where(PaperRule.removed_at.is_(None)))) == 1


def codes_of(part, name):
    part.pick.setCurrentIndex(part.pick.findData(name))
    return {line.fixed["code"]: n for n, line in enumerate(part.rows.model.lines)}


def test_a_state_is_reworded_here_and_every_list_says_so_till_it_is_as_before(at_desk):
    desk, _ = at_desk("matters")
    with desk.store.write("说事") as writer:
        one = raise_matter(writer, {"kind": MatterKind.DISCUSSION, "raised_on": TUESDAY, "content": "路灯不亮"})
    _, part = part_of(desk, "codes")
    rows = codes_of(part, "matter_state")
    assert list(rows) == [state.value for state in MatterState]
    assert part.rows.tools.isHidden(), "no state is added"
    put(part.rows, rows["registered"], name="新收", aliases="刚收到")
    assert part.save()
    assert MatterState.REGISTERED.label == "新收"
    assert MatterState.read("刚收到") is MatterState.read("登记") is MatterState.REGISTERED
    with desk.store.read() as reader:
        book = BOOKS["matters"]
        assert query.cells(reader, book, [one], ["status"])[0]["status"] is MatterState.REGISTERED
    assert list(codes_of(part, "matter_state")) == [state.value for state in MatterState], "in their own order"
    desk.store.undo_last()
    assert MatterState.REGISTERED.label == "登记"


def test_a_grade_of_satisfaction_is_added_and_chosen_on_a_case(at_desk):
    desk, _ = at_desk("matters")
    with desk.store.write("说事") as writer:
        one = raise_matter(writer, {"kind": MatterKind.DISCUSSION, "raised_on": TUESDAY, "content": "路灯不亮"})
    settings, part = part_of(desk, "codes")
    rows = codes_of(part, "satisfaction")
    put(part.rows, rows["satisfied"], name="比较满意")
    part.rows.wanted.emit()
    put(part.rows, len(rows), name="基本满意")
    settings.save()
    assert part.count() == 0, part.rows.fault.text()
    with desk.store.read() as reader:
        grades = {label: code for code, label, _, _ in reader.codes("satisfaction").items}
    assert list(grades) == ["非常满意", "比较满意", "不满意", "基本满意"]
    with desk.store.write("评价") as writer:
        writer.change(Matter, one, {"satisfaction": grades["基本满意"]})
    with desk.store.read() as reader:
        assert Words(reader, facts_of(reader, one)).of("satisfaction") == "基本满意"


def test_the_day_of_the_sittings_is_set_here_and_lies_within_a_week(at_desk):
    desk, _ = at_desk("matters")
    page, part = part_of(desk, "days")
    part.editors["discussion_weekday"].shows(8)
    page.save()
    assert "1 到 7" in part.notes["discussion_weekday"].text()
    part.editors["discussion_weekday"].shows(4)
    page.save()
    with desk.store.read() as reader:
        assert discussion_day(reader, TUESDAY) == date(2026, 11, 19)


def test_how_many_make_a_group_is_set_here_and_the_list_follows(at_desk):
    desk, cases = at_desk("matters")
    with desk.store.write("信访") as writer:
        raise_matter(writer, {"kind": MatterKind.PETITION, "raised_on": TUESDAY, "content": "噪声", "headcount": 6})
    cases.refresh()
    chip = cases.chips[Chip.GROUP]
    assert (chip.text(), chip.isHidden()) == ("群体 1", False)
    cases.mark(0)
    assert "群体 6 人次" in cases.file.limit.text()
    page, part = part_of(desk, "days")
    part.editors["many_heads"].shows(1)
    page.save()
    assert "2 到 9999" in part.notes["many_heads"].text(), "one alone is no group"
    part.editors["many_heads"].shows(7)
    page.save()
    cases.refresh()
    assert (chip.text(), chip.isHidden()) == ("群体 0", True)
