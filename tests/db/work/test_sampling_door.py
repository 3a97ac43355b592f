"""The practice office has work at the door of every sort, made up: some posts vacant, some elders not yet filed."""

import pytest
from sqlalchemy import select

from db.books.due import DueState
from db.ledgers.services import Campaign, LogKind, Reached, ServiceLog
from db.work.allowance_desk import Standing, standings
from db.work.allowance_months import drawn_in, month_of
from db.work.posts import staffing, tree_of
from db.work.sampling import found_people
from db.work.sampling_door import found_door
from db.work.visiting import due_list

pytestmark = pytest.mark.slow


def test_the_practice_office_shows_every_mark_of_the_door(office):
    found_people(office, 160, 1)
    found_door(office, 1)
    month = month_of(office.clock.today())
    with office.read() as reader:
        full, grids = staffing(tree_of(reader))
        assert 0 < full < grids
        whole = standings(reader, month)
        empty = [standing for standing in Standing if not whole[standing]]
        assert empty == [], "somebody stands in every list of allowances"
        assert any(drawn.back for drawn in drawn_in(reader, month))
        assert all(drawn.amount for drawn in drawn_in(reader, month))
        kinds = reader.rows(select(ServiceLog.kind, ServiceLog.reached, ServiceLog.campaign, ServiceLog.settled_on))
        assert {kind for kind, *_ in kinds} >= {LogKind.VISIT, LogKind.ERRAND, LogKind.CERTIFICATION}
        assert {reached for _, reached, *_ in kinds} >= set(Reached)
        assert Campaign.COLD in {campaign for _, _, campaign, _ in kinds}
        assert {row.due.state for row in due_list(reader)} >= {DueState.OVERDUE, DueState.VISITED, DueState.DUE_NOW}
