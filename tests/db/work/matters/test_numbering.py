"""Numbers: per year and kind, unique under two clerks at once, no gap without its reason."""

import subprocess
import sys
from datetime import date

import pytest
from sqlalchemy import select

from db.clock import Clock
from db.ledgers.matter_rules import MatterRule, NumberBlock
from db.ledgers.matters import Matter, MatterKind
from db.store.store import Store
from db.trouble import Refused
from db.work.numbering import gaps, make_void, next_number, set_aside, voids
from db.work.stepping import register

pytestmark = pytest.mark.slow
DISPUTE = MatterKind.DISPUTE
CLERK = """
import sys
from datetime import date
from pathlib import Path
from db.clock import Clock
from db.ledgers.matters import MatterKind
from db.store.store import Store
from db.work.stepping import register
store = Store.open(Path(sys.argv[1]), sys.argv[2], Clock(date(2026, 11, 24)))
for n in range(int(sys.argv[3])):
    with store.write("登记") as writer:
        register(writer, {"kind": MatterKind.DISPUTE, "raised_on": date(2026, 11, 24), "content": f"第{n}件"})
store.engine.dispose()
"""


def raise_(office, day=date(2026, 11, 3), kind=DISPUTE, holder=""):
    with office.write("登记") as writer:
        one = register(writer, {"kind": kind, "raised_on": day, "content": "漏水"}, holder)
        return writer.reader.scalar(select(Matter.no).where(Matter.id == one))


def test_numbers_begin_anew_with_each_year_and_kind(folder, password):
    store = Store.open(folder, password, Clock(date(2027, 1, 2)))
    told = [raise_(store, day) for day in (date(2026, 12, 31), date(2026, 12, 31), date(2027, 1, 1))]
    assert told == ["（2026）丁人调字第1号", "（2026）丁人调字第2号", "（2027）丁人调字第1号"]
    assert raise_(store, date(2027, 1, 1), MatterKind.PETITION) == "（2027）丁信访第1号"
    store.engine.dispose()


def test_the_office_writes_its_numbers_its_own_way(office):
    with office.write("规则") as writer:
        writer.add(MatterRule, {"kind": DISPUTE, "pattern": "{short}调〔{year}〕{n}号"})
    assert raise_(office) == "丁调〔2026〕1号"


def test_a_block_is_passed_over_and_used_by_its_holder_only(office):
    raise_(office)
    with office.write("号段") as writer:
        set_aside(writer, NumberBlock(kind=DISPUTE, year=2026, first=2, last=3, holder="代办站"))
        with pytest.raises(Refused, match="用过或别人"):
            set_aside(writer, NumberBlock(kind=DISPUTE, year=2026, first=3, last=5, holder="别站"))
    assert raise_(office).endswith("第4号")
    assert raise_(office, holder="代办站").endswith("第2号")
    with office.read() as reader:
        assert [(one.seq, one.reason) for one in voids(reader, DISPUTE, 2026)] == [(3, "号段由代办站领用，未用")]
        assert gaps(reader, DISPUTE, 2026) == []
    raise_(office, holder="代办站")
    with pytest.raises(Refused, match="用完"):
        raise_(office, holder="代办站")


def test_a_spoilt_number_and_a_registration_taken_back_stand_in_the_void_register(office):
    raise_(office)
    with office.write("作废") as writer:
        make_void(writer, DISPUTE, 2026, 2, "填错的纸")
        with pytest.raises(Refused, match="用过或作废"):
            make_void(writer, DISPUTE, 2026, 1, "又")
    raise_(office)
    office.undo_last()
    assert raise_(office).endswith("第4号")
    with office.read() as reader:
        assert {one.seq: one.reason for one in voids(reader, DISPUTE, 2026)} == {2: "填错的纸", 3: "登记后撤销"}
        assert gaps(reader, DISPUTE, 2026) == []
        assert next_number(reader, DISPUTE, 2026) == 5


@pytest.mark.parametrize("each", [8, pytest.param(100, marks=pytest.mark.long)])
def test_two_clerks_in_two_processes_never_draw_the_same_number(folder, password, each):
    words = [sys.executable, "-c", CLERK, str(folder), password, str(each)]
    clerks = [subprocess.Popen(words, stderr=subprocess.PIPE) for _ in range(2)]
    told = [clerk.communicate(timeout=200)[1] for clerk in clerks]
    assert [clerk.returncode for clerk in clerks] == [0, 0], told
    store = Store.open(folder, password, Clock(date(2026, 11, 24)))
    with store.read() as reader:
        seqs = sorted(row[0] for row in reader.rows(select(Matter.seq)))
    store.engine.dispose()
    print(f"two processes, {len(seqs)} numbers")
    assert seqs == list(range(1, 2 * each + 1))
