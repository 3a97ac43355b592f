"""The command line: reads the words, opens the office, runs one command, gives its answer and exit status.

Contract: 0 done · 1 refused, nothing written · 2 wrong usage, unknown name · 3 written, but with problems. stdout
carries the answer, stderr messages; with --json stdout is exactly one JSON value, also on refusal.
"""

import json
import os
import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from datetime import date
from getpass import getpass
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn
from unicodedata import normalize

from db.clock import Clock
from db.trouble import OfficeError, UnknownName
from desktop.commands.answer import REFUSED, USAGE, Answer, give
from desktop.commands.wording import in_chinese


class Usage(Exception):
    """The words of the command line do not fit."""


class Words(ArgumentParser):
    """An argument parser that raises instead of leaving the process, and knows an option by its whole name only."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **({"allow_abbrev": False} | named))

    def error(self, message: str) -> NoReturn:
        """Raise the message; `main` decides how to show it."""
        usage = self.format_usage().replace("usage:", "用法：", 1)
        raise Usage(f"{in_chinese(message)}\n{usage}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}”不是日期，请写成 2026-11-27 这样。") from error


def _code(text: str) -> str:
    code = normalize("NFKC", text).strip()
    if len(code) != 12 or not code.isdecimal():
        raise ArgumentTypeError(f"“{text}”不是社区代码，要 12 位数字，如 150102402001。")
    return code


def _name(text: str) -> str:
    if not text.strip():
        raise ArgumentTypeError("名称是空的，请写办公室名称，如 丁香社区。")
    return text.strip()


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return _some(width), _some(height)


def _some(text: str) -> int:
    if int(text) < 1:
        raise ValueError
    return int(text)


def _limit(text: str) -> int:
    if int(text) < 0:
        raise ValueError
    return int(text)


def parser() -> Words:
    """Build the parser; the general options may stand before or after the command."""
    general = Words(add_help=False)
    general.add_argument("--office", default=SUPPRESS, help="办公室数据文件夹")
    general.add_argument("--today", type=_day, default=SUPPRESS, help="业务日期 YYYY-MM-DD")
    general.add_argument("--json", action="store_true", default=SUPPRESS, help="输出 JSON")
    top = Words(prog="gridledger", description="网格台账", parents=[general])
    commands = top.add_subparsers(dest="command", parser_class=Words)

    def command(name: str, help_: str) -> Words:
        return commands.add_parser(name, help=help_, description=help_, parents=[general])

    _founding(command)
    _asking(command)
    _handing(command)
    _visiting(command)
    _raising(command, general)
    return top


def _visiting(command: Callable[[str, str], Words]) -> None:
    visit = command("visit", "登记走访")
    visit.add_argument("person", help="记录编号、姓名或身份证号")
    visit.add_argument("--on", type=_day, help="走访日期，缺省为今天")
    visit.add_argument("--kind", default="visit")
    visit.add_argument("--method", default="door")
    visit.add_argument("--reached", default="seen")
    visit.add_argument("--minutes", type=_some)
    visit.add_argument("--household", action="store_true", help="同户一并登记")
    errand = command("errand", "登记帮办代办")
    errand.add_argument("person")
    errand.add_argument("--item", required=True)
    errand.add_argument("--on", type=_day)
    errand.add_argument("--amount", help="垫付金额（元）")
    errand.add_argument("--settled", type=_day, help="结清日期")
    errand.add_argument("--receipt", default="")
    errand.add_argument("--headcount", type=_some, default=1)
    for one in (visit, errand):
        one.add_argument("--by", action="append", default=[], help="走访人、办理人，可写多次")
        one.add_argument("--content", default="")
    for name in ("--needs", "--measures"):
        visit.add_argument(name, default="")
    due = command("due", "应访名单")
    due.add_argument("--period", metavar="2026-11")
    due.add_argument("--area", "--grid", dest="area", metavar="CODE")
    due.add_argument("--state", action="append", default=[], help="只列这些状态，可写多次")
    report = command("report", "生成报表")
    report.add_argument("what", choices=("month", "week", "overdue", "matters", "disputes", "mediation"))
    report.add_argument("--period", required=True, metavar="2026-11|2026-W48|2026-Q4|2026")
    report.add_argument("--out", required=True, type=Path)
    report.add_argument("--area", "--grid", dest="area", metavar="CODE")


def _founding(command: Callable[[str, str], Words]) -> None:
    new = command("new", "新建办公室")
    new.add_argument("dir", type=Path)
    new.add_argument("--name", required=True, type=_name, help="办公室名称，如 丁香社区")
    new.add_argument("--area-code", required=True, type=_code, help="12 位社区代码")
    demo = command("demo", "新建练习办公室（虚构数据）")
    demo.add_argument("dir", type=Path)
    demo.add_argument("--people", type=int, default=600)
    demo.add_argument("--seed", type=int, default=1)
    backup = command("backup", "备份到一个文件")
    backup.add_argument("file", type=Path)
    restore = command("restore", "从备份恢复到新文件夹")
    restore.add_argument("file", type=Path)
    restore.add_argument("dir", type=Path)
    command("check", "检查数据")
    shots = command("shots", "给每个页面拍一张图")
    shots.add_argument("outdir", type=Path)
    shots.add_argument("--size", type=_size, default=(1366, 768))
    shots.add_argument("--base", type=int, choices=(14, 16, 18), default=14, help="字号：标准 14，大 16，特大 18")
    command("gui", "打开窗口")


def _asking(command: Callable[[str, str], Words]) -> None:
    find = command("find", "查找")
    find.add_argument("text")
    list_ = command("list", "列出台账")
    list_.add_argument("ledger")
    list_.add_argument("--where", action="append", default=[], metavar="FIELD=VALUE")
    list_.add_argument("--area", "--grid", dest="area", metavar="CODE")
    list_.add_argument("--limit", type=_limit, default=50)
    show = command("show", "显示一条记录")
    show.add_argument("ledger")
    show.add_argument("id")
    show.add_argument("--history", action="store_true")
    undo = command("undo", "撤销")
    undo.add_argument("--import", dest="batch", metavar="BATCH")


def _handing(command: Callable[[str, str], Words]) -> None:
    take = command("import", "导入表格")
    take.add_argument("ledger")
    take.add_argument("files", nargs="+", type=Path)
    take.add_argument("--dry-run", action="store_true", help="试读：库里不写；写了 --marked 的，标注表照出")
    take.add_argument("--accept-good", action="store_true", help="有问题的行不收，其余照收")
    take.add_argument("--marked", type=Path, metavar="OUT.xlsx", help="未收的行另存一份，标注原因（试读时也出）")
    command("forms", "列出表样")
    print_ = command("print", "打印成 PDF")
    print_.add_argument("form")
    print_.add_argument("--out", required=True, type=Path)
    print_.add_argument("--area", "--grid", dest="area", metavar="CODE")
    print_.add_argument("--tag")
    print_.add_argument("--id", action="append", default=[], dest="ids")
    print_.add_argument("--walk", metavar="ORDER", help="路线单的走法：doors sides low_floors households")
    print_.add_argument("--campaign", metavar="NAME", help="专项走访的名单：cold heat festival")
    print_.add_argument("--worker", action="append", default=[], metavar="WHO", help="路线单分给谁：“王芳 90 低层”")
    print_.add_argument("--missing", choices=("blank", "code"))
    print_.add_argument("--unmask", metavar="REASON")
    export = command("export", "导出表格")
    export.add_argument("ledger")
    export.add_argument("out", type=Path)
    export.add_argument("--like", type=Path)
    export.add_argument("--unmask", metavar="REASON")
    print_.add_argument("--masked", action="store_true", help="给他人的副本：号码遮住")
    print_.add_argument("--blank", action="store_true", help="空白表，手写用")
    print_.add_argument("--copies", type=_some, default=1, help="空白表几份")
    template = command("template", "空白表")
    template.add_argument("ledger")
    template.add_argument("out", type=Path)


def _raising(command: Callable[[str, str], Words], general: Words) -> None:
    matter = command("matter", "登记、办理、列出事项")
    verbs = matter.add_subparsers(dest="verb", parser_class=Words, required=True)
    new = verbs.add_parser("new", parents=[general])
    new.add_argument("kind")
    new.add_argument("content")
    new.add_argument("--subject")
    new.add_argument("--day", type=_day)
    new.add_argument("--area", "--grid", dest="area")
    new.add_argument("--channel")
    new.add_argument("--party", action="append", default=[], metavar="SIDE:NAME[:PHONE[:ID]]")
    new.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE")
    step = verbs.add_parser("step", parents=[general])
    step.add_argument("matter")
    step.add_argument("action")
    for name in ("text", "outcome", "level", "method", "to"):
        step.add_argument(f"--{name}")
    step.add_argument("--day", type=_day)
    step.add_argument("--due", type=_day)
    step.add_argument("--both-agree", action="store_true")
    step.add_argument("--extra", action="store_true")
    step.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE")
    list_ = verbs.add_parser("list", parents=[general])
    list_.add_argument("--kind")
    list_.add_argument("--where", action="append", default=[], metavar="FIELD=VALUE")
    list_.add_argument("--area", "--grid", dest="area")
    list_.add_argument("--limit", type=_limit, default=50)
    dossier = command("dossier", "一键成卷")
    dossier.add_argument("matter")
    dossier.add_argument("--out", required=True, type=Path)
    dossier.add_argument("--missing", choices=("blank", "code"))
    dossier.add_argument("--masked", action="store_true")


def password(*, twice: bool = False) -> str:
    """Return the password from the environment, else ask at a terminal; never an argument."""
    given = os.environ.get("GRIDLEDGER_PASSWORD")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        message = "没有口令：请设环境变量 GRIDLEDGER_PASSWORD，或在终端里运行。"
        raise Usage(message)
    first = getpass("口令：")
    if twice and first != getpass("再输一次："):
        message = "两次输入的口令不同，请重来。"
        raise Usage(message)
    return first


def _office(words: Namespace) -> Path:
    folder = getattr(words, "office", None) or os.environ.get("GRIDLEDGER_OFFICE")
    if not folder:
        message = "没有说明哪个办公室：请用 --office 文件夹，或设环境变量 GRIDLEDGER_OFFICE。"
        raise Usage(message)
    return Path(folder)


WITHOUT_OFFICE = {
    "new": "founding.run_new",
    "demo": "founding.run_demo",
    "restore": "founding.run_restore",
    "forms": "founding.run_forms",
    "gui": "window.run_gui",
}
WITH_OFFICE = {
    "find": "finding.run_find",
    "list": "finding.run_list",
    "show": "finding.run_show",
    "undo": "finding.run_undo",
    "check": "finding.run_check",
    "import": "taking.run_import",
    "print": "paper.run_print",
    "export": "handing.run_export",
    "template": "handing.run_template",
    "backup": "handing.run_backup",
    "visit": "visiting.run_visit",
    "errand": "visiting.run_errand_command",
    "due": "visiting.run_due",
    "report": "reporting.run_report",
    "shots": "window.run_shots",
    "matter": "matters.run_matter",
    "dossier": "matters.run_dossier",
}


TOLD = ("missing", "candidates", "record")
"""What a refusal may name for a script, beside its sentences."""


def _command(place: str) -> Callable[..., Answer]:
    """Return what runs a command; only its own module is loaded."""
    module, _, name = place.partition(".")
    found: Callable[..., Answer] = getattr(import_module(f"desktop.commands.{module}"), name)
    return found


def run(words: Namespace) -> Answer:
    """Run one command."""
    clock = Clock(getattr(words, "today", None))
    if words.command in WITHOUT_OFFICE:
        words.office = getattr(words, "office", None) or os.environ.get("GRIDLEDGER_OFFICE")
        words.password = password if words.command in ("new", "restore") else None
        return _command(WITHOUT_OFFICE[words.command])(words, clock)
    folder, secret = _office(words), password()
    from db.store.store import Store

    with Store.opened(folder, secret, clock) as store:
        return _command(WITH_OFFICE[words.command])(store, words)


def refuse(what: str, remedy: str, status: int, *, as_json: bool, **more: Any) -> int:
    """Say a refusal: on stderr for people, as the one JSON value on stdout with --json."""
    if as_json:
        sys.stdout.write(json.dumps({"error": what, "remedy": remedy, **more}, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"{what}{remedy}\n")
    return status


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        words = parser().parse_args(given)
        if words.command is None:
            words.command = "gui"
        return give(run(words), as_json=as_json)
    except Usage as wrong:
        return refuse(str(wrong).strip(), "", USAGE, as_json=as_json)
    except UnknownName as unknown:
        return refuse(unknown.what, unknown.remedy, USAGE, as_json=as_json)
    except OfficeError as trouble:
        more = {key: getattr(trouble, key) for key in TOLD if hasattr(trouble, key)}
        return refuse(trouble.what, trouble.remedy, REFUSED, as_json=as_json, **more)
