"""Search: by name, every reading, initials, numbers, doors; whatever is typed is never syntax."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from db.ledgers.areas import Area
from db.ledgers.people import Contact, Person
from db.ledgers.teams import Team, TeamKind
from db.store.policy import Viewer
from db.store.search import drop, match_of

BY_PARTS = r"( OR \(i[a-z]+\*( AND p[a-z]+\*)+\))*"
TOKENS = re.compile(rf'[a-z0-9]+\* OR [a-z0-9]+\*( OR "a[0-9]+x?"\*|{BY_PARTS})?|"[^"]+"\*?')


@pytest.mark.parametrize(
    "asked",
    ["王秀英", "秀英", "wangxiuying", "xiuying", "wxy", "XY", "wangxy", "wxying", "wxiuy", "wangxyi",
     "０042", "0042", "150102194001050042", "1380471", "0001",
     "3号楼2单元", "王 秀英", "2单元501", "47100", "94001"],
)  # fmt: skip
def test_a_person_is_found_by(settled, asked):
    office, person, _ = settled
    with office.read() as reader:
        assert [(found.id, found.title, found.ledger) for found in reader.find(asked)] == [(person, "王秀英", "people")]


@pytest.mark.parametrize(
    "asked", ["", "  ", '王秀英" OR t:*', "zzsep", "*", "秀 AND 英", "NEAR(王 秀)", "999999", "'", "(", "-"]
)
def test_whatever_is_typed_is_never_syntax(settled, asked):
    with settled[0].read() as reader:
        assert reader.find(asked) == []


def test_control_raw_text_in_the_index_raises(settled):
    with settled[0].engine.connect() as connection, pytest.raises(OperationalError):
        connection.exec_driver_sql("select rowid from fts_tokens where fts_tokens match '王秀英\" OR ('").all()


@given(st.text(min_size=1, max_size=12))
@settings(max_examples=200)
def test_any_text_becomes_quoted_phrases_or_plain_tokens(asked):
    match = match_of(asked)
    assert match is None or TOKENS.fullmatch(match), match


def test_teams_and_areas_are_found_and_forgotten(office, grid):
    with office.write("x") as writer:
        team = writer.add(Team, {"name": "丁香志愿队", "kind": TeamKind.VOLUNTEER})
    with office.read() as reader:
        assert {found.ledger for found in reader.find("丁香")} == {"teams", "areas"}
        assert [found.id for found in reader.find("第三")] == [grid]
    with office.write("x") as writer:
        writer.change(Team, team, {"name": "春风队"})
    with office.read() as reader:
        assert {found.ledger for found in reader.find("丁香")} == {"areas"}
        assert [found.id for found in reader.find("春风队")] == [team]


@pytest.mark.parametrize(
    ("name", "asked"),
    [("乐嘉", "lejia"), ("乐嘉", "yuejia"), ("乐嘉", "lj"), ("单雄信", "danxiongxin"), ("王秀英2", "王秀英2"),
     ("王秀英2", "wangxiuying")],
)  # fmt: skip
def test_a_name_is_found_by_every_reading_in_use_and_with_its_figures(office, name, asked):
    with office.write("x") as writer:
        person = writer.add(Person, {"name": name})
    with office.read() as reader:
        assert [found.id for found in reader.find(asked)] == [person]


def test_pinyin_that_a_clerk_typed_alone_counts(office):
    with office.write("x") as writer:
        person = writer.add(Person, {"name": "乐嘉", "pinyin": "le jia"})
    with office.read() as reader:
        assert [found.id for found in reader.find("lejia")] == [person]
        assert reader.find("yuejia") == []


def test_a_grid_with_a_figure_in_its_name_is_found(office, grid):
    with office.write("x") as writer:
        writer.change(Area, grid, {"name": "6号网格"})
    with office.read() as reader:
        for asked in ("6号网格", "6号", "网格"):
            assert [found.id for found in reader.find(asked)] == [grid], asked


def test_the_index_is_built_anew_from_the_tables(settled):
    office, person, _ = settled
    with office.engine.begin() as connection:
        connection.exec_driver_sql("insert into fts_tokens(fts_tokens) values ('delete-all')")
    assert any("检索" in finding.what for finding in office.check().findings)
    office.reindex()
    with office.read() as reader:
        assert [found.id for found in reader.find("wxy")] == [person]
        assert reader.find("丁香社区")
    assert not any("检索" in finding.what for finding in office.check().findings)


def test_a_contact_of_somebody_else_is_no_hit(settled):
    with settled[0].read(Viewer("x")) as reader:
        assert reader.rows(select(Contact.phone)) == [("139****0002",)]
        assert reader.find("李建国") == []


def test_who_fell_out_of_the_index_is_told_and_found_again_after_a_check(settled):
    office, person, _ = settled
    assert not any("搜不到" in one.what for one in office.check().findings)
    with office.engine.connect() as connection, connection.begin():
        drop(connection, [person])
    with office.read() as reader:
        assert reader.find("王秀英") == [], "the control: without the index nobody is found"
    told = [one.what for one in office.check().findings if "搜不到" in one.what]
    assert told == ["有 1 条记录搜不到，已重建检索，现在都能搜到。"]
    with office.read() as reader:
        assert [found.id for found in reader.find("王秀英")] == [person]
    assert not any("搜不到" in one.what for one in office.check().findings)


def test_a_name_typed_partly_in_letters_finds_no_other_and_no_middle_of_a_syllable(office):
    with office.write("x") as writer:
        for name in ("周航", "张小英", "王秀珍", "魏兴义"):
            writer.add(Person, {"name": name})
    with office.read() as reader:
        told = {asked: sorted(found.title for found in reader.find(asked)) for asked in ("zhang", "wxzhen", "wangxy")}
    assert told == {"zhang": ["张小英"], "wxzhen": ["王秀珍"], "wangxy": []}
