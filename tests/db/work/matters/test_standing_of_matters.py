"""What still has to be done for a matter, kind by kind, as chips, lines and figures of the first page tell it."""

from datetime import date

import pytest
from sqlalchemy import select

from db.ledgers.matter_rules import MatterRule, Owed
from db.ledgers.matters import ClueOutcome, Matter, MatterKind, Outcome, ReliefDecision, StepAction
from db.ledgers.office import Office
from db.work.calling import reminders
from db.work.case_lines import Wanted, case_ids, heads_of, lines_of
from db.work.desk import figures_of
from db.work.discussing import close_on_spot, raise_matter
from db.work.facts import facts_of
from db.work.guards import Move
from db.work.stages import Chip, chip_counts, stage_of
from db.work.stepping import step

DAY = date(2026, 11, 24)
A = StepAction
KINDS = tuple(MatterKind)


@pytest.fixture
def raised(office):
    """A function that enters a matter; `closed`: it is solved on the spot, on that day."""

    def enter(kind, day=DAY, closed=None, **values):
        with office.write("登记") as writer:
            one = raise_matter(writer, {"kind": kind, "raised_on": day, "content": kind.label, **values})
            if closed is not None:
                close_on_spot(writer, one, "已办", closed)
        return one

    return enter


def under(office, chip):
    with office.read() as reader:
        return case_ids(reader, Wanted(KINDS, chip))


def limit(office, one):
    with office.read() as reader:
        return lines_of(reader, [one])[0].limit


def test_a_relief_closed_and_not_visited_back_is_listed_with_its_days_and_its_payment(office, raised):
    day = date(2026, 11, 2)
    one = raised(MatterKind.RELIEF, day, day, decision=ReliefDecision.GRANTED)
    raised(MatterKind.ADVICE, day, day)
    assert under(office, Chip.TO_VISIT) == [one]
    assert limit(office, one) == "办结 22 天，还没有回访 · 待发放"
    with office.write("发放") as writer:
        writer.change(Matter, one, {"paid_on": DAY})
    assert limit(office, one).endswith("已发放")


@pytest.mark.slow
def test_who_is_to_be_visited_back_follows_the_office_s_own_rule(office, raised):
    relief, advice = (raised(kind, DAY, DAY) for kind in (MatterKind.RELIEF, MatterKind.ADVICE))
    with office.write("规则") as writer:
        writer.add(MatterRule, {"kind": MatterKind.RELIEF, "visit_back": Owed.MAY})
        writer.add(MatterRule, {"kind": MatterKind.ADVICE, "outcome": Outcome.SOLVED, "visit_back": Owed.MUST})
    assert under(office, Chip.TO_VISIT) == [advice]
    assert relief != advice


def test_a_petition_is_old_by_its_origin_and_the_years_the_office_set(office, raised):
    begun = {2: date(2024, 11, 25), 3: date(2023, 11, 24)}
    young, old = (raised(MatterKind.PETITION, origin_date=begun[years]) for years in (2, 3))
    raised(MatterKind.PETITION)
    raised(MatterKind.PETITION, DAY, DAY, origin_date=begun[3])
    assert set(under(office, Chip.OLD)) == {young, old}
    assert limit(office, old).endswith("积案 3 年")
    with office.write("年限") as writer:
        writer.change(Office, writer.reader.scalar(select(Office.id)), {"old_years": 3})
    assert under(office, Chip.OLD) == [old]
    assert "积案" not in limit(office, young)


def test_a_matter_of_many_heads_is_marked_listed_and_called_to_mind_from_the_office_s_own_number(office, raised):
    few, many = (raised(MatterKind.PETITION, headcount=heads) for heads in (4, 5))
    crowd = raised(MatterKind.DISPUTE, headcount=12)
    raised(MatterKind.PETITION, DAY, DAY, headcount=30)
    assert set(under(office, Chip.GROUP)) == {many, crowd}, "what is closed calls nobody any more"
    assert limit(office, many).endswith("群体 5 人次")
    assert "群体" not in limit(office, few)
    with office.write("口径") as writer:
        writer.change(Office, writer.reader.scalar(select(Office.id)), {"many_heads": 10})
    assert under(office, Chip.GROUP) == [crowd]
    with office.read() as reader:
        assert [one.key for one in reminders(reader) if "group" in one.key] == [], (
            "a dispute has no limit till accepted"
        )
    with office.write("受理") as writer:
        step(writer, crowd, Move(A.ACCEPT))
    with office.read() as reader:
        told = {one.key: (one.day, one.ids) for one in reminders(reader)}
    assert told["group_disputes"] == (date(2026, 12, 24), (crowd,))
    assert "groups" not in told


def test_a_hazard_put_right_waits_for_its_re_check(office, raised):
    one = raised(MatterKind.HAZARD, DAY, DAY)
    raised(MatterKind.HAZARD)
    assert under(office, Chip.TO_RECHECK) == [one]
    assert "待复查" in limit(office, one)
    with office.write("答复") as writer:
        writer.change(Matter, one, {"feedback_on": DAY})
        warned = step(writer, one, Move(A.ARCHIVE)).warnings
    assert [gate.label for gate in warned] == ["整改后已复查"]
    with office.write("复查") as writer:
        writer.change(Matter, one, {"rechecked_on": DAY})
    assert under(office, Chip.TO_RECHECK) == []
    assert limit(office, one).endswith("11-24 已复查")


def test_a_clue_that_was_forwarded_waits_for_what_became_of_it(office, raised):
    one = raised(MatterKind.CLUE)
    assert under(office, Chip.TO_HEAR) == []
    with office.write("移送") as writer:
        writer.change(Matter, one, {"forwarded_to": "区检察院"})
    assert under(office, Chip.TO_HEAR) == [one]
    assert limit(office, one).endswith("已移送区检察院，待结果")
    with office.write("结果") as writer:
        writer.change(Matter, one, {"clue_outcome": ClueOutcome.ADVICE_ISSUED})
    assert limit(office, one).endswith("移送区检察院：检察建议")


def test_the_first_page_counts_disputes_in_hand_and_answers_that_wait(office, raised):
    for day in (date(2026, 10, 1), date(2026, 10, 25), DAY):
        raised(MatterKind.DISPUTE, day)
        raised(MatterKind.DISCUSSION, day)
    spot = raised(MatterKind.DISCUSSION, DAY, DAY)
    with office.write("期限") as writer:
        for one, raised_on in writer.reader.rows(select(Matter.id, Matter.raised_on)):
            if raised_on == date(2026, 10, 25):
                step(writer, one, Move(A.ACCEPT, raised_on))
    with office.read() as reader:
        told = figures_of(reader)
        counts = chip_counts(reader)
    assert (told.disputes, told.disputes_soon, told.disputes_late) == (3, 1, 0)
    assert (told.answers, told.answers_late) == (4, 2)
    assert counts[Chip.TO_ANSWER] == 4
    with office.write("答复") as writer:
        writer.change(Matter, spot, {"feedback_on": DAY})
    with office.read() as reader:
        assert figures_of(reader).answers == 3


def test_heads_are_summed_and_matters_counted(office, raised):
    raised(MatterKind.PETITION, headcount=5)
    raised(MatterKind.PETITION, headcount=2)
    raised(MatterKind.CLUE)
    with office.read() as reader:
        wanted = Wanted((MatterKind.PETITION,), Chip.OPEN)
        assert (len(case_ids(reader, wanted)), heads_of(reader, wanted)) == (2, 7)


def test_the_tag_of_a_dispute_says_what_its_bar_says_once_the_parties_agreed(office, desk):
    one = desk.dispute()
    with office.read() as reader:
        [line] = lines_of(reader, [one])
        bar = stage_of(facts_of(reader, one))
        counts = chip_counts(reader)
    assert (line.tag, bar.word, counts[Chip.MEDIATING]) == ("达成协议", "达成协议", 0)
    desk.case(one, agreed_on=None)
    with office.read() as reader:
        [line] = lines_of(reader, [one])
        bar = stage_of(facts_of(reader, one))
    assert (line.tag, bar.word) == ("调解中", "调解")
