"""The practice office has cases in every stage, made up and lawful."""

import pytest
from sqlalchemy import select

from db.ledgers.matters import Matter, MatterKind, MatterState
from db.work.sampling_cases import DISPUTES, MATTERS, found_cases


@pytest.mark.slow
def test_the_practice_office_has_cases_of_several_kinds_and_stages(office):
    assert found_cases(office) == len(MATTERS) + len(DISPUTES)
    with office.read() as reader:
        rows = reader.rows(select(Matter.kind, Matter.status, Matter.no))
    assert {kind for kind, *_ in rows} >= {
        MatterKind.DISCUSSION,
        MatterKind.HAZARD,
        MatterKind.RELIEF,
        MatterKind.DISPUTE,
    }
    assert len({status for _, status, _ in rows}) >= 4
    assert MatterState.REGISTERED in {status for _, status, _ in rows}
    assert len({no for *_, no in rows}) == len(rows)
