"""网格队伍 · 队伍: found a team, take members in, mend, end, undo and print, by keys on the real window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from db.ledgers.areas import Area, AreaLevel
from db.ledgers.people import Person
from db.ledgers.teams import Membership, Role, Team, TeamKind
from db.work.children import children_of
from db.work.posts import tree_of
from desktop.widgets.field_grid import FieldGrid
from desktop.widgets.picker import PersonPicker
from tests.counter import ROWS, page_of, seat


@pytest.fixture
def page(office, counter):
    """The page of the grids with its teams open."""
    seat(office, ROWS)
    page = page_of(counter(office), "grid_members")
    page.teams_button.click()
    return page


def ctrl(key, page):
    QTest.keyClick(page.window(), key, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()


def found(page, name, kind, area=None):
    ctrl(Qt.Key.Key_N, page)
    page.teams.fields.editors["name"].widget.setText(name)
    page.teams.fields.editors["kind"].shows(kind)
    page.teams.fields.editors["area_id"].shows(area)
    QTest.keyClick(page.teams.fields.editors["name"].widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def members(page):
    with page.store.read() as reader:
        return [
            (page.teams.names[row.id], row.words, row.holds) for row in children_of(reader, Membership, page.teams.team)
        ]


def newcomer(page, name):
    """Type a new member and save by keys; return the fields."""
    page.teams._ask_newcomer()
    QApplication.processEvents()
    fields = page.teams.members.findChildren(FieldGrid)[-1]
    fields.editors["name"].widget.insert(name)  # an input method's work
    QTest.keyPress(fields.editors["name"].widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    return fields


def test_a_branch_founded_here_fills_the_slot_of_its_grid(page):
    with page.store.read() as reader:
        grid, name = reader.rows(select(Area.id, Area.name).where(Area.level == AreaLevel.GRID).order_by(Area.code))[0]
        before = next(node for node in tree_of(reader) if node.id == grid).vacant
    assert "党支部" in before
    found(page, "三网格党支部", TeamKind.BRANCH, grid)
    with page.store.read() as reader:
        assert "党支部" not in next(node for node in tree_of(reader) if node.id == grid).vacant
    assert [line.name for line in page.teams.lines.rows] == ["三网格党支部"]
    assert name in page.teams.lines.rows[0].area
    ctrl(Qt.Key.Key_Z, page)
    assert page.teams.lines.rows == []
    QTest.keyClick(page.window(), Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.posts


def test_a_team_without_name_or_kind_is_not_founded(page):
    found(page, "", None)
    assert page.teams.fields.notes["name"].text()
    with page.store.read() as reader:
        assert reader.rows(select(Team.id)) == []
    QTest.keyClick(page.window(), Qt.Key.Key_Escape)
    assert not page.teams.sheet.isVisible()
    assert page.stack.currentWidget() is page.teams


def test_members_are_taken_in_by_keys_mended_ended_and_printed(page, qtbot):
    found(page, "为老服务队", TeamKind.VOLUNTEER)
    page.teams.members.add()
    picker = page.teams.members.findChild(PersonPicker)
    QTest.keyClicks(picker, "zxy")
    for _ in range(2):
        QTest.keyPress(picker, Qt.Key.Key_Return)  # no release: the second one takes the field away
    assert [name for name, _, _ in members(page)] == ["张秀英"]
    newcomer(page, "新来的")
    assert {name for name, _, _ in members(page)} == {"张秀英", "新来的"}
    fields = newcomer(page, "张秀英")
    assert "库里已有" in fields.wrong.text()
    assert len(members(page)) == 2
    page.teams.members.back()
    with page.store.read() as reader:
        row = children_of(reader, Membership, page.teams.team)[0]
    page.teams.members._end(row.id)
    assert sorted(holds for _, _, holds in members(page)) == [False, True]
    asked = []
    page.bus.go.connect(asked.append)
    ctrl(Qt.Key.Key_P, page)
    assert (asked[0].form, asked[0].ids) == ("team_roster", (page.teams.team,))
    page.teams.remove()
    with page.store.read() as reader:
        assert len(reader.rows(select(Team.id).where(Team.removed_at.is_(None)))) == 1
        role = reader.scalar(select(Membership.role).join(Person).where(Person.name == "新来的"))
    assert role is Role.MEMBER


def test_what_is_typed_of_a_team_is_not_lost_by_choosing_another(page):
    found(page, "为老服务队", TeamKind.VOLUNTEER)
    found(page, "突击队", TeamKind.SHOCK_TEAM)
    mine = page.teams.team
    page.teams.about.edit()
    page.teams.about.editors["brand"].widget.insert("红蜂")
    page.teams.table.selectRow(0)
    QApplication.processEvents()
    assert page.teams.team == mine
    assert page.teams.about.changed()
    assert page.teams.lines.rows[page.teams.table.currentIndex().row()].id == mine
    page.teams.about.save()
    page.teams.table.selectRow(0)
    assert page.teams.team != mine
