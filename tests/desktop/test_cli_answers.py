"""What the command line must say besides a status: who is too young, what stands in the way, what may be meant."""

from uuid import UUID

import pytest

from db.books import BOOKS
from db.clock import Clock
from db.store.store import Store

WANG = ["1", "王德明", "150103194106150011", "第三网格", "3栋2单元501", "13804711234", ""]
YOUNG = ["2", "钱小梅", "", "第三网格", "3栋2单元502", "13804711236", ""]
BORN = ["序号", "姓 名", "出生日期", "所属网格", "家庭住址", "联系电话", "老人类型"]


def born(day):
    """A row of somebody of that birth day."""
    return ["1", "钱小梅", day, "第三网格", "3栋2单元502", "13804711236", ""]


@pytest.mark.slow
def test_who_is_under_65_in_an_elder_sheet_comes_in_as_a_person_with_a_warning(run, sheet):
    status, [one], _ = run("import", "elders", sheet(born("1961-11-25"), head=BORN))
    assert (status, one["added"], one["refused"]) == (0, 1, 0)
    [told] = [problem for problem in one["problems"] if problem["field"] == "birth_date"]
    assert (told["level"], told["row"], told["cell"], told["value"]) == ("warning", 3, "C3", "1961-11-25")
    assert "未满 65 岁（64 岁）" in told["reason"]
    assert [row["name"] for row in run("list", "people")[1]] == ["钱小梅"]
    assert run("list", "elders")[1] == []


@pytest.mark.parametrize(
    ("ledger", "day"), [("elders", "1961-11-24"), ("people", "1961-11-25"), ("people", "2019-01-01")]
)
def test_control_who_is_65_today_and_who_comes_in_a_sheet_of_people_is_not_warned_of(run, sheet, ledger, day):
    [one] = run("import", ledger, sheet(born(day), head=BORN), "--dry-run")[1]
    assert (one["read"], [problem for problem in one["problems"] if "未满" in problem["reason"]]) == (1, [])


@pytest.mark.slow
def test_an_undo_in_the_way_of_a_later_change_names_the_record(run, sheet, folder, password):
    batch = run("import", "elders", sheet(WANG, YOUNG))[1][0]["batch"]
    [wang] = run("find", "王德明")[1]
    run("visit", wang["id"], "--content", "都好")
    store = Store.open(folder, password, Clock())
    with store.write("改电话") as writer:
        writer.change(BOOKS["people"].ledger, UUID(wang["id"]), {"phone": "13804719999"})
    store.close()
    before = run("list", "people")[1]
    status, told, _ = run("undo", "--import", batch)
    assert status == 1
    assert "“王德明”" in told["error"]
    assert "改电话" in told["error"]
    assert told["record"] == {"ledger": "people", "id": wang["id"], "title": "王德明"}
    assert run("list", "people")[1] == before


@pytest.mark.slow
def test_rows_are_asked_for_by_what_every_record_has(run, sheet):
    run("import", "elders", sheet(WANG))
    [wang] = run("list", "elders", "--where", "revision=1")[1]
    assert run("list", "people", "--where", f"id={wang['id']}")[1][0]["name"] == "王德明"
    assert run("list", "elders", "--where", "revision=2")[1] == []
    for senseless in ("revision=x", "id=1", "age=x", "age=1.5"):
        assert run("list", "elders", "--where", senseless)[0] == 2


@pytest.mark.slow
def test_a_head_that_fits_several_ledgers_or_none_is_refused_with_the_candidates(run, sheet, tmp_path):
    two = sheet(["1", "王德明", "13804711234"], head=["序号", "姓名", "电话"], name="名单.csv")
    text = two.read_bytes().decode("gb18030").split("\n", 1)[1]  # without the title that tells the ledger
    two.write_bytes(text.encode("gb18030"))
    status, told, _ = run("import", "auto", two)
    assert (status, set(told["candidates"])) == (1, {"elders", "grid_members"}), told
    assert all(BOOKS[name].label in told["error"] for name in told["candidates"])
    none = tmp_path / "菜价.csv"
    none.write_text("品种,单价,产地\n白菜,1.2,本地\n", "utf-8")
    status, told, _ = run("import", "auto", none)
    assert (status, len(told["candidates"]) > 2) == (1, True)
    assert "candidates" not in run("import", "elders", none)[1]
    assert run("list", "people")[1] == []


@pytest.mark.slow
def test_an_unclear_birth_date_is_settled_by_the_identity_number(run, sheet):
    head = ["序号", "姓名", "身份证号", "出生日期", "联系电话"]
    row = ["1", "王德明", "150103194106150011", "41.6.15", "13804711234"]
    status, [one], _ = run("import", "elders", sheet(row, head=head))
    assert (status, one["added"], one["refused"]) == (0, 1, 0), one["problems"]
    assert [problem["level"] for problem in one["problems"] if problem["field"] == "birth_date"] == ["warning"]
    assert run("list", "elders")[1][0]["birth_date"] == "1941-06-15"
    nothing_to_go_by = [["1", "王德亮", "", "41.6.15", "13804711235"]]
    status, [one], _ = run("import", "elders", sheet(*nothing_to_go_by, head=head))
    assert (status, one["refused"]) == (1, 1), "without a number somebody must say which day is meant"


def test_a_plain_list_of_people_is_no_list_of_visits(run, sheet):
    head = ["序号", "姓名", "身份证号", "出生日期", "联系电话", "住址", "所属网格"]
    row = ["1", "王德明", "150103194106150011", "1941-06-15", "13804711234", "3栋2单元501", "第三网格"]
    path = sheet(row, head=head, name="名单.csv")
    path.write_bytes(path.read_bytes().decode("gb18030").split("\n", 1)[1].encode("gb18030"))
    status, [one], _ = run("import", "auto", path)
    assert (status, one["ledger"], one["added"]) == (0, "elders", 1)


@pytest.mark.slow
def test_files_given_in_any_order_come_in_whole_at_once(run, sheet):
    head = ["姓名", "身份证号", "网格", "住址", "责任人"]
    elders = sheet(
        ["王德明", "150103194106150011", "第三网格", "3栋2单元501", "段振华"], head=head, name="65岁以上老年人.csv"
    )
    told = ["段振华", "网格员", "第三网格", "13804717777"]
    members = sheet(told, head=["姓名", "职务", "网格", "联系电话"], name="网格员花名册.csv")
    status, results, _ = run("import", "auto", elders, members)
    assert (status, [one["ledger"] for one in results]) == (0, ["elders", "grid_members"]), results
    assert run("list", "elders")[1][0]["responsible"] == "段振华"
    again = run("import", "auto", elders, members)[1]
    assert [(one["added"], one["updated"], one["unchanged"]) for one in again] == [(0, 0, 1), (0, 0, 1)]
