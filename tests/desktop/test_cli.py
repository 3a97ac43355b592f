"""The command line, to the letter of its contract: exit status, one JSON value, nothing written on refusal."""

import json
import re

import pytest

WANG = "150103194106150011"


GOOD = ["1", "王德明", WANG, "第三网格", "3栋2单元501", "13804711234", "孤寡老人 "]
BAD = ["2", "李桂兰", "150103194106150012", "第三网格", "3栋2单元502", "13804711235", ""]


def test_a_sheet_with_a_refused_row_writes_nothing_and_says_where(run, sheet):
    status, told, _ = run("import", "elders", sheet(GOOD, BAD))
    assert status == 1
    [one] = told
    assert (one["read"], one["added"], one["refused"], one["batch"]) == (2, 1, 1, None)
    [problem] = [p for p in one["problems"] if p["level"] == "error"]
    assert (problem["row"], problem["cell"], problem["field"]) == (4, "C4", "id_number")
    assert problem["value"] == "150103194106150012"
    assert run("list", "people")[1] == []


@pytest.mark.slow
def test_the_good_rows_come_in_when_asked_and_the_rest_is_returned_marked(run, sheet, tmp_path):
    marked = tmp_path / "未收.xlsx"
    status, [one], _ = run("import", "auto", sheet(GOOD, BAD), "--accept-good", "--marked", marked)
    assert status == 3
    assert one["ledger"] == "elders"
    assert one["batch"]
    assert marked.exists()
    status, [wang], _ = run("list", "elders")
    assert status == 0
    assert wang["id_number"] == "150103********0011"
    assert wang["phone"] == "138****1234"
    assert wang["tags"] == ["lives_alone"]
    assert wang["tags_label"] == ["独居"]
    assert wang["age"] == 85
    assert wang["area_label"] == "第三网格"
    assert wang["birth_date"] == "1941-06-15"
    assert wang["ethnic"] is None


def test_a_dry_run_writes_nothing(run, sheet):
    assert run("import", "elders", sheet(GOOD), "--dry-run")[0] == 0
    assert run("import", "elders", sheet(GOOD, BAD), "--dry-run")[0] == 3
    assert run("list", "people")[1] == []


def test_the_same_file_again_changes_nothing_and_the_import_can_be_undone(run, sheet):
    path = sheet(GOOD)
    batch = run("import", "elders", path)[1][0]["batch"]
    again = run("import", "elders", path)[1][0]
    assert (again["unchanged"], again["batch"]) == (1, None)
    assert run("undo", "--import", batch)[0] == 0
    assert run("list", "people")[1] == []


def test_people_are_found_by_name_pinyin_initials_and_the_end_of_a_number(run, sheet):
    run("import", "elders", sheet(GOOD))
    for text in ("王德明", "德明", "wangdeming", "wdm", "0011", "1234", "3栋2单元"):
        status, found, _ = run("find", text)
        assert (status, [one["name"] for one in found]) == (0, ["王德明"]), text
        assert found[0]["ledger"] == "people"
    assert run("find", "没有这个人") == (0, [], "")


@pytest.mark.slow
def test_filters_take_keys_labels_and_emptiness(run, sheet):
    run("import", "elders", sheet(GOOD))
    for where in ("tags=独居", "tags=lives_alone", "sex=男", "age=85", "age=80+", "ethnic=", "area=第三网格"):
        assert len(run("list", "elders", "--where", where)[1]) == 1, where
    for where in ("tags=失能", "sex=2", "age=84", "phone="):
        assert run("list", "elders", "--where", where)[1] == [], where


@pytest.mark.slow
def test_an_area_includes_what_lies_below_it(run, sheet):
    run("import", "elders", sheet(GOOD))
    assert len(run("list", "elders", "--area", "150102402001")[1]) == 1
    assert len(run("list", "elders", "--grid", "150102402001001")[1]) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["list", "nothing"],
        ["list", "elders", "--where", "nothing=1"],
        ["list", "elders", "--where", "sex=不存在"],
        ["print", "nothing", "--out", "x.pdf"],
        ["import", "nothing", "x.csv"],
        ["export", "nothing", "x.xlsx"],
        ["unknown"],
        ["list"],
    ],
)
def test_an_unknown_name_or_wrong_usage_is_status_2_and_still_one_json_value(run, words):
    status, told, _ = run(*words)
    assert status == 2
    assert set(told) >= {"error", "remedy"}


def test_without_a_password_or_an_office_the_usage_is_wrong(run, monkeypatch):
    monkeypatch.delenv("GRIDLEDGER_PASSWORD")
    assert run("list", "people")[0] == 2
    monkeypatch.setenv("GRIDLEDGER_PASSWORD", "不对的口令不对的口令")
    assert run("list", "people")[0] == 1
    monkeypatch.delenv("GRIDLEDGER_OFFICE")
    assert run("list", "people")[0] == 2


def test_a_missing_or_strange_file_is_refused_in_a_sentence(run, tmp_path):
    status, told, _ = run("import", "elders", tmp_path / "没有.xlsx")
    assert status == 1
    assert "找不到" in told["error"]


def test_a_new_office_needs_an_empty_folder_and_a_good_password(run, tmp_path, monkeypatch):
    monkeypatch.setenv("GRIDLEDGER_PASSWORD", "short")
    assert run("new", tmp_path / "a", "--name", "丁香社区", "--area-code", "150102402001")[0] == 1
    assert not (tmp_path / "a").exists()
    monkeypatch.setenv("GRIDLEDGER_PASSWORD", "丁香花开了又谢了呢")
    assert run("new", tmp_path / "a", "--name", "丁香社区", "--area-code", "1501")[0] == 2


@pytest.mark.slow
def test_history_and_show_tell_one_record(run, sheet):
    run("import", "elders", sheet(GOOD))
    [one] = run("list", "people")[1]
    status, shown, _ = run("show", "people", one["id"], "--history")
    assert (status, shown["name"]) == (0, "王德明")
    assert len(shown["history"]) == 1
    assert WANG not in json.dumps(shown, ensure_ascii=False)


@pytest.mark.slow
def test_an_export_comes_back_unchanged_and_masks_unless_a_reason_is_given(run, sheet, tmp_path):
    run("import", "elders", sheet(GOOD))
    assert run("export", "elders", tmp_path / "masked.xlsx")[0] == 0
    assert run("export", "elders", tmp_path / "whole.xlsx", "--unmask", "上级报表")[0] == 0
    status, [again], _ = run("import", "elders", tmp_path / "whole.xlsx")
    assert (status, again["unchanged"], again["updated"]) == (0, 1, 0)


@pytest.mark.slow
def test_a_backup_restores_to_the_same_people(run, sheet, tmp_path):
    run("import", "elders", sheet(GOOD))
    assert run("backup", tmp_path / "b.glbackup")[0] == 0
    assert run("restore", tmp_path / "b.glbackup", tmp_path / "restored")[0] == 0
    assert [one["name"] for one in run("list", "people", "--office", tmp_path / "restored")[1]] == ["王德明"]


@pytest.mark.slow
def test_check_says_sound_with_gaps(run, sheet):
    assert run("check")[0] in (0, 3)
    run("import", "elders", sheet(["1", "孙凤英", "", "", "", "", ""]))
    status, told, _ = run("check")
    assert (status, told["sound"]) == (3, True)
    assert told["gaps"] > 0


@pytest.mark.slow
def test_a_template_is_a_sheet_that_can_be_filled_and_taken_in(run, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    assert run("template", "elders", tmp_path / "空表.xlsx")[0] == 0
    book = openpyxl.load_workbook(tmp_path / "空表.xlsx")
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    for column, value in {"姓名*": "王德明", "身份证号": WANG, "类别": "独居、失能"}.items():
        sheet.cell(2, head.index(column) + 1, value)
    book.save(tmp_path / "填好.xlsx")
    status, [one], _ = run("import", "elders", tmp_path / "填好.xlsx")
    assert (status, one["added"]) == (0, 1), one


@pytest.mark.slow
def test_of_several_files_none_is_written_when_one_is_refused_or_cannot_be_read(run, sheet, tmp_path):
    good, bad = sheet(GOOD, name="甲.csv"), sheet(BAD, name="乙.csv")
    status, told, _ = run("import", "elders", good, bad)
    assert (status, [one["batch"] for one in told]) == (1, [None, None])
    (tmp_path / "丙.xlsx").write_bytes(b"PK\x03\x04 broken")
    assert run("import", "elders", good, tmp_path / "丙.xlsx", "--accept-good")[0] == 1
    assert run("list", "people")[1] == []
    assert run("import", "elders", good, bad, "--accept-good")[0] == 3


@pytest.mark.slow
def test_a_number_asked_for_whole_is_answered_with_its_mask(run, sheet):
    run("import", "elders", sheet(GOOD))
    for number in (WANG, "13804711234"):
        told = run("find", number)[1]
        assert [one["name"] for one in told] == ["王德明"]
        assert number not in json.dumps(told)


@pytest.mark.slow
def test_rows_tell_their_revision(run, sheet):
    run("import", "elders", sheet(GOOD))
    [wang] = run("list", "elders")[1]
    assert wang["revision"] == 1
    assert run("show", "people", wang["id"])[1]["revision"] == 1
    assert run("find", "王德明")[1][0]["revision"] == 1


@pytest.mark.parametrize(
    "words",
    [
        ["list", "people", "--limit", "-1"],
        ["shots", "x", "--size", "0x0"],
        ["list", "people", "--lim", "1"],
        ["find"],
        ["new", "x", "--name", "甲", "--area-code", "15"],
    ],
)
def test_a_senseless_number_or_half_an_option_is_wrong_usage_said_in_chinese(run, words):
    status, told, _ = run(*words)
    assert status == 2
    assert not re.search("argument|invalid|required|usage", told["error"]), told["error"]
