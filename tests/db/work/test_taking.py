"""A sheet goes in: matched, settled, repeated without effect, changed cell by cell, refused with its cell."""

from collections.abc import Iterable
from datetime import date

import pytest
from sqlalchemy import func, select

from db.books import BOOKS
from db.ledgers import LEDGERS
from db.ledgers.areas import Area, AreaLevel, Dwelling
from db.ledgers.people import Contact, Person, PersonTag, Placement
from db.ledgers.services import ServiceLog
from db.ledgers.teams import Membership
from db.store import query
from db.store.query import Query
from db.store.store import Store
from db.words.clean import Level
from db.work.taking import Outcome, RawRow, take_in

WANG = "150103194106150011"
LI = "150102194306123420"


def number(birth: str, sequence: str = "002") -> str:
    """Make a sound identity number."""
    body = f"150102{birth}{sequence}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]


def rows(*values: dict[str, object]) -> list[RawRow]:
    """Number rows from 3 on, as under a title and a head."""
    return [
        RawRow(at, value, {key: f"{chr(65 + n)}{at}" for n, key in enumerate(value)})
        for at, value in enumerate(values, 3)
    ]


def take(office: Store, sheet: Iterable[RawRow], book: str = "elders", source: str = "台账.xlsx") -> Outcome:
    """Take a sheet in and commit."""
    with office.write(f"导入 {source}") as writer:
        return take_in(writer, BOOKS[book], sheet, source)


def counted(outcome: Outcome) -> tuple[int, int, int, int]:
    """Return added, updated, unchanged, refused; read is their sum."""
    assert outcome.read == outcome.added + outcome.updated + outcome.unchanged + outcome.refused
    return outcome.added, outcome.updated, outcome.unchanged, outcome.refused


def everything(office: Store) -> dict[str, list[tuple[object, ...]]]:
    """Return all live rows of all ledgers without what the store keeps of each write."""
    from db.ledgers.record import fields_of

    with office.read(office.viewer.unmasked("测试")) as reader:
        return {
            name: [
                tuple(row)
                for row in reader.rows(
                    select(ledger.id, *(getattr(ledger, key) for key in fields_of(ledger)))
                    .where(ledger.removed_at.is_(None))
                    .order_by(ledger.id)
                )
            ]
            for name, ledger in LEDGERS.items()
        }


WANG_ROW = {
    "name": "王德明", "id_number": WANG, "phone": "13804711234", "address": "3栋2单元501", "area": "第三网格",
    "tags": "独居、特困", "contact_name": "王小红", "contact_phone": "13904711235", "contact_relation": "女儿",
    "last_visit": "2026-11-03",
}  # fmt: skip


def test_a_new_person_comes_in_with_all_that_belongs_to_him(office: Store) -> None:
    assert counted(take(office, rows(WANG_ROW))) == (1, 0, 0, 0)
    with office.read(office.viewer.unmasked("测试")) as reader:
        ids = query.ids(reader, Query(BOOKS["elders"]))
        [wang] = query.cells(reader, BOOKS["elders"], ids)
    assert wang["name"] == "王德明"
    assert wang["age"] == 85
    assert wang["tags"] == ["extreme_poverty", "lives_alone"]
    assert wang["address"] == "3栋2单元501"
    assert (wang["contact_name"], wang["contact_relation"]) == ("王小红", "30")
    assert wang["last_visit"].astimezone().date() == date(2026, 11, 3)
    assert wang["risk_class"].value == "high"


def test_the_same_sheet_again_changes_nothing_at_all(office: Store) -> None:
    sheet = rows(
        WANG_ROW, {"name": "李桂兰", "birth_date": "1943-06-12", "address": "6号楼2单元301", "area": "第一网格"}
    )
    take(office, sheet)
    before = everything(office)
    assert counted(take(office, sheet)) == (0, 0, 2, 0)
    assert everything(office) == before


def test_a_changed_cell_updates_just_that_value(office: Store) -> None:
    take(office, rows(WANG_ROW))
    outcome = take(office, rows(WANG_ROW | {"phone": "13604710000"}))
    assert counted(outcome) == (0, 1, 0, 0)
    with office.read(office.viewer.unmasked("测试")) as reader:
        assert reader.rows(select(Person.phone))[0][0] == "13604710000"
        [change] = [one for one in reader.history(Person, reader.rows(select(Person.id))[0][0]) if one.op == "U"]
    assert change.after is not None
    assert set(change.after) == {"phone", "revision"}


def test_the_same_door_written_another_way_is_no_move(office: Store) -> None:
    take(office, rows(WANG_ROW))
    assert counted(take(office, rows(WANG_ROW | {"address": "3-2-501室"}))) == (0, 0, 1, 0)


def test_a_move_ends_the_placement_and_begins_another(office: Store) -> None:
    take(office, rows(WANG_ROW))
    assert counted(take(office, rows(WANG_ROW | {"address": "5栋1单元102", "area": "第五网格"}))) == (0, 1, 0, 0)
    with office.read() as reader:
        placements = reader.rows(select(Placement.until, Placement.since).order_by(Placement.id))
        shown = reader.rows(select(Dwelling.full_address).join(Person, Person.dwelling_id == Dwelling.id))
    assert placements == [(date(2026, 11, 24), None), (None, date(2026, 11, 24))]
    assert shown[0][0] == "5栋1单元102"


def test_two_neighbours_of_one_name_are_never_merged(office: Store) -> None:
    sheet = rows(
        *({"name": "王秀英", "id_number": number(f"19400{n}01"), "address": f"{n}栋1单元101"} for n in range(1, 6))
    )
    assert counted(take(office, sheet)) == (5, 0, 0, 0)


def test_a_namesake_without_number_is_a_doubt_and_never_guessed(office: Store) -> None:
    take(office, rows(WANG_ROW))
    outcome = take(office, rows({"name": "王德明"}))
    assert counted(outcome) == (0, 0, 0, 1)
    assert outcome.problems[0].problem.level is Level.DOUBT


def test_a_number_that_bears_another_name_is_a_doubt(office: Store) -> None:
    take(office, rows(WANG_ROW))
    assert counted(take(office, rows(WANG_ROW | {"name": "王得明"}))) == (0, 0, 0, 1)


def test_name_birth_and_address_find_the_person_whose_number_comes_later(office: Store) -> None:
    take(office, rows({"name": "王德明", "birth_date": "1941-06-15", "address": "3栋2单元501"}))
    outcome = take(office, rows({"name": "王德明", "id_number": WANG, "address": "3-2-501"}))
    assert counted(outcome) == (0, 1, 0, 0)


def person(office: Store, name: str = "王德明") -> dict[str, object]:
    """Return sex, birth and its exactness of the one person of that name."""
    keys = ("sex", "birth_date", "birth_precision")
    with office.read(office.viewer.unmasked("测试")) as reader:
        statement = select(*(getattr(Person, key) for key in keys)).where(Person.name == name)
        [row] = reader.rows(statement)
    return dict(zip(keys, row, strict=True))


@pytest.mark.parametrize("told", [{"age": 85.0}, {"age": "84岁"}, {"birth_date": "1941年6月"}, {"birth_date": "1941"}])
def test_an_age_or_a_year_at_the_same_door_is_the_person_known_and_changes_no_birthday(
    office: Store, told: dict[str, object]
) -> None:
    take(office, rows(WANG_ROW))
    before = person(office)
    outcome = take(office, rows({"name": "王德明", "address": "3-2-501", **told}))
    assert counted(outcome) == (0, 0, 1, 0)
    assert person(office) == before


@pytest.mark.parametrize("told", [{"age": 70}, {"birth_date": "1941年7月"}])
def test_another_age_at_the_same_door_is_another_person(office: Store, told: dict[str, object]) -> None:
    take(office, rows(WANG_ROW))
    assert counted(take(office, rows({"name": "王德明", "address": "3-2-501", **told}))) == (1, 0, 0, 0)


def test_an_age_without_a_door_is_a_doubt(office: Store) -> None:
    take(office, rows(WANG_ROW))
    assert counted(take(office, rows({"name": "王德明", "age": 85}))) == (0, 0, 0, 1)


def test_a_sex_that_the_number_on_record_speaks_against_is_told_and_changes_nothing(office: Store) -> None:
    take(office, rows(WANG_ROW))
    before = person(office)
    outcome = take(office, rows({"name": "王德明", "phone": "13804711234", "sex": "女"}))
    assert counted(outcome) == (0, 0, 1, 0)
    assert [(one.problem.field, one.problem.value) for one in outcome.problems] == [("sex", "女")]
    assert person(office) == before


def test_a_list_of_visits_with_ages_finds_whom_it_means_and_asks_for_no_birth_date(office: Store) -> None:
    take(office, rows(WANG_ROW))
    visit = {"name": "王德明", "sex": "男", "age": 85, "address": "3栋2单元501室", "at": "2026-11-20", "content": "好"}
    outcome = take(office, rows(visit), "visits")
    assert (outcome.read, outcome.added, outcome.refused, outcome.problems) == (1, 0, 0, [])


def test_other_words_about_a_visit_on_record_are_told_and_overwrite_nothing(office: Store) -> None:
    take(office, rows(WANG_ROW))
    visit = {"name": "王德明", "id_number": WANG, "at": "2026-11-20", "content": "身体好"}
    assert counted(take(office, rows(visit), "visits")) == (0, 1, 0, 0)
    assert take(office, rows(visit), "visits").problems == []
    outcome = take(office, rows(visit | {"content": "腿疼"}), "visits")
    assert (counted(outcome), [one.problem.field for one in outcome.problems]) == ((0, 0, 1, 0), ["content"])


def test_a_problem_tells_the_value_as_it_stood_in_its_own_cell(office: Store) -> None:
    told = {"name": "张三", "id_number": "440524188001010014", "birth_date": None}
    aged = {"name": "李四", "age": 8585.0, "birth_date": "二〇〇〇年"}
    outcome = take(office, rows(told, aged))
    said = {(one.cell, one.problem.field, one.problem.value) for one in outcome.problems}
    assert ("B3", "id_number", "440524188001010014") in said
    assert ("B4", "age", "8585") in said
    assert ("C4", "birth_date", "二〇〇〇年") in said


def test_a_row_repeated_in_a_sheet_counts_once_and_is_told(office: Store) -> None:
    outcome = take(office, rows(WANG_ROW, WANG_ROW))
    assert counted(outcome) == (1, 0, 1, 0)
    assert any("重复" in one.problem.reason for one in outcome.problems)


def test_two_rows_with_one_number_and_other_words_are_refused_at_the_second(office: Store) -> None:
    outcome = take(office, rows(WANG_ROW, WANG_ROW | {"phone": "13604710000"}))
    assert counted(outcome) == (1, 0, 0, 1)


def test_a_refused_row_names_its_cell(office: Store) -> None:
    outcome = take(office, rows({"name": "张三", "id_number": "150103194106150012"}))
    [problem] = outcome.problems
    assert (problem.row, problem.cell, problem.problem.field) == (3, "B3", "id_number")


def test_a_row_without_a_name_is_refused_and_one_without_a_number_comes_in(office: Store) -> None:
    outcome = take(office, rows({"id_number": WANG}, {"name": "孙凤英", "phone": "13804719999"}))
    assert counted(outcome) == (1, 0, 0, 1)


def test_an_unknown_grid_is_made_once_under_the_community_and_told(office: Store) -> None:
    sheet = rows(*({"name": f"张{n}", "id_number": number(f"19400{n}01"), "area": grid} for n, grid in
                   enumerate(("第三网格", "三网格", "丁香社区第3网格", "第四网格"), 1)))  # fmt: skip
    outcome = take(office, sheet)
    assert outcome.added == 4
    with office.read() as reader:
        made = reader.rows(select(Area.name, Area.code).where(Area.level == AreaLevel.GRID).order_by(Area.code))
    assert [name for name, _ in made] == ["第三网格", "第四网格"]
    assert [code for _, code in made] == ["150102402001001", "150102402001002"]
    assert [p.problem.field for p in outcome.problems] == ["area", "area"]


def test_a_tag_that_the_same_sheet_no_longer_names_has_ended(office: Store) -> None:
    take(office, rows(WANG_ROW))
    assert counted(take(office, rows(WANG_ROW | {"tags": "独居"}))) == (0, 1, 0, 0)
    with office.read() as reader:
        ended = reader.rows(select(PersonTag.tag).where(PersonTag.until.is_not(None)))
    assert ended == [("extreme_poverty",)]


def test_a_tag_told_by_another_sheet_stays(office: Store) -> None:
    take(office, rows(WANG_ROW))
    take(office, rows({"name": "王德明", "id_number": WANG, "tags": "失能"}), source="失能.xlsx")
    with office.read() as reader:
        assert reader.scalar(select(func.count()).select_from(PersonTag).where(PersonTag.until.is_(None))) == 3


def test_a_keeper_is_found_among_the_members_and_an_unknown_one_is_told(office: Store) -> None:
    roster = rows({"name": "王芳", "area": "第三网格", "role": "网格员", "phone": "13804718888"})
    assert counted(take(office, roster, "grid_members")) == (1, 0, 0, 0)
    outcome = take(office, rows(WANG_ROW | {"responsible": "王芳"}, {"name": "李四", "responsible": "没有的人"}))
    assert [p.problem.field for p in outcome.problems] == ["responsible"]
    with office.read() as reader:
        [wang] = query.cells(reader, BOOKS["elders"], query.ids(reader, Query(BOOKS["elders"])))
    assert wang["responsible"] == "王芳"


def test_a_roster_again_changes_nothing(office: Store) -> None:
    roster = rows({"name": "王芳", "area": "第三网格", "role": "网格长", "since": "2024-03-01", "households": "312"})
    take(office, roster, "grid_members")
    assert counted(take(office, roster, "grid_members")) == (0, 0, 1, 0)
    with office.read() as reader:
        assert reader.scalar(select(func.count()).select_from(Membership)) == 1
        assert reader.scalar(select(Area.households).where(Area.name == "第三网格")) == 312


def test_several_visits_of_one_person_in_one_sheet_are_several_records(office: Store) -> None:
    take(office, rows(WANG_ROW))
    visits = rows(
        *({"name": "王德明", "id_number": WANG, "at": f"2026-10-{day:02}", "doers": "王芳"} for day in (2, 9, 9, 16))
    )
    outcome = take(office, visits, "visits")
    assert counted(outcome) == (0, 3, 1, 0)
    with office.read() as reader:
        assert reader.scalar(select(func.count()).select_from(ServiceLog)) == 4


def test_an_import_can_be_undone_as_a_whole(office: Store) -> None:
    before = everything(office)
    take(office, rows(WANG_ROW, {"name": "李桂兰", "id_number": number("19430612"), "area": "第一网格"}))
    assert office.undo_last() is not None
    assert everything(office) == before


def test_a_contact_is_updated_and_not_doubled(office: Store) -> None:
    take(office, rows(WANG_ROW))
    take(office, rows(WANG_ROW | {"contact_phone": "13504711111"}))
    with office.read(office.viewer.unmasked("测试")) as reader:
        assert reader.rows(select(Contact.phone)) == [("13504711111",)]


def test_a_row_that_tells_only_a_name_is_known_again_the_next_time(office: Store) -> None:
    sheet = rows({"name": "孙凤英"}, {"name": "赵素芬", "phone": "13804719999", "area": "第三网格"})
    take(office, sheet)
    assert counted(take(office, sheet)) == (0, 0, 2, 0)


def test_two_rows_of_one_sheet_that_tell_only_one_name_are_a_doubt(office: Store) -> None:
    assert counted(take(office, rows({"name": "孙凤英"}, {"name": "孙凤英"}))) == (1, 0, 0, 1)


def test_a_matcher_that_goes_by_the_name_alone_is_caught(office: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from db.work import matching, taking

    def by_name(
        row: object, among: matching.Candidates, said: object = None, *, stranger: bool = False
    ) -> matching.Match:
        found = among.by_name.get(row.person["name"])  # type: ignore[attr-defined]
        return matching.Match(found[0].id if found else None)

    monkeypatch.setattr(taking, "match", by_name)
    sheet = rows(*({"name": "王秀英", "id_number": number(f"19400{n}01")} for n in range(1, 6)))
    assert take(office, sheet).added != 5
