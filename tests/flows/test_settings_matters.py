"""设置: what an office changes about matters holds at the desk, and what can't be is refused where it stands."""

from datetime import date

import pytest
from sqlalchemy import select

from db.ledgers.matter_rules import MatterRule, NumberBlock, NumberVoid, Owed
from db.ledgers.matters import Matter, MatterKind, Outcome
from db.work.discussing import discussion_day, raise_matter
from db.work.kinds import KINDS, kind_rules
from db.work.matter_settings import from_words, in_words, void_lines
from db.work.numbering import next_number
from desktop.bus import Place
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


def test_the_day_of_the_sittings_is_set_here_and_lies_within_a_week(at_desk):
    desk, _ = at_desk("matters")
    page, part = part_of(desk, "office")
    part.editors["discussion_weekday"].shows(8)
    page.save()
    assert "1 到 7" in part.notes["discussion_weekday"].text()
    part.editors["discussion_weekday"].shows(4)
    page.save()
    with desk.store.read() as reader:
        assert discussion_day(reader, TUESDAY) == date(2026, 11, 19)
