"""Matters on the command line, to the letter of the contract: exit status, one JSON value, nothing on refusal."""

import json

import pytest
from pypdf import PdfReader

from desktop.cli import main

pytestmark = pytest.mark.slow


@pytest.fixture
def run(folder, password, monkeypatch, capsys):
    """Run the command line on a fresh office; give status and JSON value."""
    monkeypatch.setenv("GRIDLEDGER_PASSWORD", password)
    monkeypatch.setenv("GRIDLEDGER_OFFICE", str(folder))

    def call(*words):
        status = main([*map(str, words), "--today", "2026-11-24", "--json"])
        return status, json.loads(capsys.readouterr().out)

    return call


def test_a_matter_is_registered_stepped_listed_and_its_step_taken_back(run):
    status, one = run("matter", "new", "说事", "统建楼臭味", "--day", "2026-11-03", "--party", "王秀英:13804710001")
    assert (status, one["no"], one["stage"], one["status"]) == (0, "（2026）丁说事第1号", "收集", "registered")
    assert (one["name"], one["phone"]) == ("王秀英", "138****0001")
    assert run("matter", "step", one["no"], "受理")[1]["stage"] == "议定"
    assert run("matter", "step", one["id"], "inspect", "--text", "管道堵塞")[0] == 0
    status, told = run("matter", "step", one["no"], "办结", "--text", "好了")
    assert (status, "办理结果" in told["error"]) == (1, True)
    status, told = run(
        "matter", "step", one["no"], "办结", "--text", "已疏通", "--outcome", "已解决", "--day", "2026-11-05"
    )
    assert (status, told["outcome"], told["stage"]) == (0, "solved", "答复")
    assert [row["id"] for row in run("matter", "list", "--kind", "discussion")[1]] == [one["id"]]
    assert run("matter", "list", "--where", "outcome=solved")[1][0]["stage"] == "答复"
    assert run("undo")[1]["undone"] == "办理：办结"
    assert run("matter", "list")[1][0]["status"] == "in_hand"
    assert run("find", "王秀英")[1][0]["ledger"] == "matters"


@pytest.mark.parametrize(
    "words",
    [
        ("matter", "new", "没有这类", "内容"),
        ("matter", "new", "说事", "内容", "--set", "status=archived"),
        ("matter", "step", "（2026）丁说事第9号", "受理"),
        ("matter", "list", "--where", "没有=1"),
        ("dossier", "没有", "--out", "x.pdf"),
        ("print", "mediation_application", "--blank", "--id", "019ab0c4-8d00-7000-8000-000000000001", "--out", "x.pdf"),
        ("print", "mediation_application", "--copies", "2", "--out", "x.pdf"),
    ],
)
def test_what_does_not_exist_is_wrong_usage_and_writes_nothing(run, words):
    status, told = run(*words)
    assert (status, set(told)) == (2, {"error", "remedy"})
    assert run("matter", "list")[1] == []


def test_a_dossier_is_refused_by_name_and_no_file_is_left_then_it_is_bound(run, tmp_path):
    new = ("matter", "new", "纠纷", "楼上漏水", "--day", "2026-11-03", "--set", "subject=相邻漏水纠纷")
    one = run(*new, "--party", "申请人:王秀兰", "--party", "被申请人:李建国")[1]["id"]
    for action in ("受理", "调解"):
        run("matter", "step", one, action, "--day", "2026-11-04")
    status, told = run("matter", "step", one, "办结", "--text", "分歧太大", "--outcome", "failed")
    assert (status, told["status"]) == (0, "resolved")
    status, told = run("dossier", one, "--out", tmp_path / "卷.pdf")
    assert (status, list(tmp_path.glob("*.pdf"))) == (1, [])
    assert "权利义务告知书" in told["error"]
    status, told = run("print", "mediation_application", "--id", one, "--out", tmp_path / "a.pdf")
    assert (status, told["pages"], len(PdfReader(tmp_path / "a.pdf").pages)) == (0, 1, 1)
    status, told = run("print", "agreement", "--id", one, "--out", tmp_path / "协议.docx")
    assert (status, "没有这份文书" in told["error"], (tmp_path / "协议.docx").exists()) == (1, True, False)
    status, told = run("print", "termination", "--id", one, "--out", tmp_path / "终止.docx")
    assert (status, told["rows"], (tmp_path / "终止.docx").read_bytes()[:2]) == (0, 1, b"PK")
    status, told = run("print", "matter_sheet", "--id", one, "--out", tmp_path / "单.docx")
    assert (status, "可编辑" in told["error"], (tmp_path / "单.docx").exists()) == (1, True, False)
    assert "mediation_application" in [form["name"] for form in run("forms")[1]]


@pytest.mark.slow
def test_a_dispute_goes_from_intake_to_its_dossier_by_commands(run, tmp_path):
    parties = ("申请人:王秀兰:13804711111:150103194106150011", "被申请人:李建国::330203195212310019", "调解员:张伟")
    new = ("matter", "new", "纠纷", "楼上渗水", "--day", "2026-11-03")
    no = run(*new, *(word for one in parties for word in ("--party", one)))[1]["no"]

    def step(*words):
        return run("matter", "step", no, *words)

    said = ("--set", "source=当事人申请", "--set", "dispute_type=邻里纠纷", "--set", "rights_notice_on=2026-11-04")
    assert step("受理", "--day", "2026-11-04", *said)[0] == 0
    assert step("调解", "--day", "2026-11-06", "--text", "双方同意分担")[0] == 0
    close = ("办结", "--day", "2026-11-07", "--text", "达成协议", "--outcome", "agreed_written")
    status, told = step(*close)
    assert (status, "达成协议日期" in told["error"]) == (1, True)
    agreed = ("agreement_form=书面", "agreed_on=2026-11-07", "effective_on=2026-11-07", "terms=赔偿1600元。")
    assert step(*close, *(word for one in agreed for word in ("--set", one)))[0] == 0
    assert step("归档")[0] == 1
    assert step("回访", "--day", "2026-11-21", "--text", "已履行")[0] == 0
    assert step("归档")[1]["stage"] == "归档"
    status, told = run("dossier", no, "--out", tmp_path / "卷.pdf")
    assert status == 0
    assert {"人民调解协议书", "调解记录", "回访记录"} <= {line["title"] for line in told["contents"]}
    assert step("重开", "--text", "再调", "--set", "status=resolved")[0] == 2, "a state is written by its step alone"


@pytest.mark.parametrize("name", ["年度.pdf", "年度.xlsx"])
def test_the_figures_of_a_year_of_matters_are_written_as_page_or_workbook(run, tmp_path, name):
    run("matter", "new", "信访", "土地补偿", "--day", "2026-11-03", "--set", "headcount=5")
    status, told = run("report", "matters", "--period", "2026", "--out", tmp_path / name)
    assert (status, told["figures"]["petition_heads"], (tmp_path / name).exists()) == (0, "5", True)
    assert "受理来信来访群众1件5人次" in told["summary"]
    assert run("report", "matters", "--period", "26", "--out", tmp_path / name)[0] == 2


@pytest.mark.parametrize("ending", ["pdf", "xlsx"])
def test_the_tables_of_disputes_that_go_up_are_written_as_page_or_workbook(run, tmp_path, ending):
    run("matter", "new", "纠纷", "楼上漏水", "--day", "2026-11-03")
    status, told = run("report", "disputes", "--period", "2026-11", "--out", tmp_path / f"月.{ending}")
    assert (status, told["lines"][-1], (tmp_path / f"月.{ending}").exists()) == (
        0, {"unit": "合计", "all": 1, "unsolved": 1, "types": {"未填": [0, 1]}}, True,
    )  # fmt: skip
    status, told = run("report", "mediation", "--period", "2026-Q4", "--out", tmp_path / f"季.{ending}")
    assert (status, told["units"][-1]["figures"]["案件总数"], (tmp_path / f"季.{ending}").exists()) == (0, 0, True)
    status, _ = run("report", "mediation", "--period", "2026", "--out", tmp_path / f"年.{ending}")
    assert status == (2 if ending == "pdf" else 0)


def test_a_blank_form_is_printed_without_a_matter_in_as_many_copies_as_wanted(run, tmp_path):
    status, told = run("print", "mediation_application", "--blank", "--copies", "2", "--out", tmp_path / "空白.pdf")
    assert (status, told["pages"], told["sheet_no"]) == (0, 2, None)
    assert len(PdfReader(tmp_path / "空白.pdf").pages) == 2
    status, told = run("print", "elder_ledger", "--blank", "--out", tmp_path / "无.pdf")
    assert (status, "没有空白表" in told["error"], (tmp_path / "无.pdf").exists()) == (1, True, False)
