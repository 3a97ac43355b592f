"""What more is to be seen of each page than what it shows at first; taking pictures of it writes nothing of it down."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

Pose = Callable[[Any], None]
ROWS = 5
"""How many rows are selected where several are looked at."""


def _entry(name: str) -> Callable[[Any], None]:
    """Bring an entry of 设置 into sight."""
    from desktop.bus import Place

    return lambda page: page.arrive(Place("settings", text=name))


ENTRIES = (
    "office", "areas", "account", "rules", "counting", "matters", "days", "dossier", "numbers", "codes", "phrases",
    "backup", "health", "keys", "look", "about",
)  # fmt: skip
FAULTY = """姓名,身份证号,联系电话,所属网格,家庭住址,备注2
张桂英,15010219430612342,,第三网格,6号楼2单元301,
李明,150102194902301231,1380471,第三网格,6号楼2单元302,
,150102195001013325,13804712260,第三网格,7号楼1单元101,
王建国,,13904715521,三网格,7号楼2单元402,
孙国庆,,13604718890,第三网咯,8号楼3单元202,
赵玉珍,1.50102E+17,15804713345,第三网格,8号楼1单元301,
周文华,,13704711230,第三网格,9号楼1单元504,
"""
"""A made-up sheet with the mistakes that sheets have."""


def _import_columns(page: Any) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "65岁以上老人.csv"
        path.write_text(FAULTY, "utf-8")
        page.take_file(path)
        settle(page.jobs)


def _import_check(page: Any) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "65岁以上老人.csv"
        path.write_text(FAULTY, "utf-8")
        page.take_file(path)
        settle(page.jobs)
        page.importing.page.check()
        settle(page.jobs)


def _import_file(page: Any) -> None:
    page.importing.open().start_over()


def settle(jobs: Any) -> None:
    """Wait until what was asked for in the background stands on the page."""
    from PySide6.QtWidgets import QApplication

    for _ in range(3):
        QApplication.processEvents()
        jobs.wait()
        QApplication.processEvents()


def _backfill(page: Any) -> None:
    """Open the backfill with a door sheet that is out, if there is one: taking pictures writes nothing."""
    from sqlalchemy import select

    from db.ledgers.documents import Document, SheetState

    out = select(Document.sheet_no).where(Document.form == "door_sheet", Document.state == SheetState.OUT)
    with page.store.read() as reader:
        numbers = [number for (number,) in reader.rows(out.limit(1))]
    page.open_backfill(numbers[0] if numbers else "")


def _roll_call(page: Any) -> None:
    from desktop.widgets.picker import words_of

    page.open_roll_call()
    page.plan.refresh()
    settle(page.jobs)
    with page.store.read() as reader:
        names = [name for _, name, _ in words_of(reader, page.plan.people()[:3])]
    page.roll_call.paste.setPlainText("\n".join(f"{n}. {name} 已访" for n, name in enumerate([*names, "查无此人"], 1)))


def _record(page: Any) -> None:
    page.show_segment("records")
    settle(page.jobs)
    page.open_row(0)


def _allowance(page: Any) -> None:
    """Ask what registering an allowance wants to know."""
    from desktop.widgets.allowance_question import Act

    page.allowances.question.begin(Act.GRANT, "张秀英", page.allowances.month)
    page.allowances._arrange()  # noqa: SLF001 - as choosing somebody does


def _household(page: Any) -> None:
    page.importing.close()
    page.open_row(0)
    page.begin_event()


def _sitting(page: Any) -> None:
    page.grouped.setChecked(True)
    page.choose(None)
    page.mark(0)


def _year(page: Any) -> None:
    page.show_year()
    settle(page.jobs)


def _type(page: Any, values: Mapping[str, str]) -> None:
    for key, text in values.items():
        page.form.editors[key].shows(text)
        page.form.editors[key].edited.emit()


def _faulty_form(page: Any) -> None:
    """Begin somebody with a number too short and a phone too short, and try to save."""
    page.importing.close()
    page.add_new()
    _type(page, {"id_number": "15010219430612342", "name": "张桂英", "phone": "1380471"})
    page.form.save_now()


def _question(page: Any) -> None:
    """Move somebody to another door: the form asks whether it was wrong or has changed."""
    _leave_form(page)
    page.open_row(0)
    _type(page, {"address": "9号楼1单元101"})
    page.form.save_now()


def _leave_form(page: Any) -> None:
    page.form.give_up()
    page.close_form()


def _history(page: Any) -> None:
    _leave_form(page)
    page.open_row(0)
    page.form.tabs.setCurrentWidget(page.form.history)


def _several(page: Any) -> None:
    """Select several rows, with a word of the last step in sight."""
    from PySide6.QtCore import QItemSelectionModel

    page.close_form()
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in range(min(ROWS, page.model.rowCount())):
        page.table.selectionModel().select(page.model.index(row, 0), flags)
    page.toast.tell("已保存 张秀英", undoable=True)


def _columns(page: Any) -> None:
    page.table.clearSelection()
    page._choose_columns()  # noqa: SLF001 - as a click on the button does


def _nobody(page: Any) -> None:
    page.search.setText("查无此人")
    page.listing.ask()
    settle(page.jobs)


def _everybody(page: Any) -> None:
    page.search.clear()
    page.listing.ask()
    settle(page.jobs)


def _missing(page: Any) -> None:
    """Say that a character has no glyph, and offer both ways on."""
    from desktop.printing.press import MissingGlyphs

    page.stack.setCurrentIndex(0)
    page.trouble.tell(MissingGlyphs([{"char": "\U0003106c", "code": "U+3106C", "person": "王某"}]), ())


def _jammed(page: Any) -> None:
    page.trouble.hide()
    page.turning.wait_for((), 2)
    page.turning.show_now()


def _turned(page: Any) -> None:
    from desktop.printing.passes import Sides, passes

    page.turning.wait_for(passes([2], (1, 2), Sides.HAND, 1)[1:], 2)
    page.turning.show_now()


def _calibrate(page: Any) -> None:
    page.turning.clear()
    page.panel._adjust()  # noqa: SLF001 - as a click on the button does


def _compared(page: Any) -> None:
    """Show what going back to the last backup would change."""
    from desktop.bus import Place

    page.arrive(Place("settings", text="backup"))
    if page.parts["backup"].paths:
        page.parts["backup"]._look()  # noqa: SLF001 - as a click on the button does
        settle(page.jobs)


def _checked(page: Any) -> None:
    """Show what a whole check of the data found."""
    from desktop.bus import Place

    page.arrive(Place("settings", text="health"))
    page.parts["health"].begin.click()
    settle(page.jobs)


POSES: Mapping[str, Mapping[str, Pose]] = {
    "elders": {
        "import_columns": _import_columns,
        "import_check": _import_check,
        "import_file": _import_file,
        "household": _household,
        "elders_faults": _faulty_form,
        "elders_question": _question,
        "elders_history": _history,
        "elders_several": _several,
        "elders_columns": _columns,
        "elders_nobody": _nobody,
        "elders_again": _everybody,
    },
    "grid_members": {"teams": lambda page: page.show_teams()},
    "visits": {
        "visit_record": _record,
        "visit_errands": lambda page: page.show_segment("errands"),
        "visit_plan": lambda page: page.show_segment("plan"),
        "visit_allowances": lambda page: page.show_segment("allowances"),
        "visit_allowance_asked": _allowance,
        "visit_backfill": _backfill,
        "visit_roll_call": _roll_call,
        "visit_patrol": lambda page: page.open_patrol(),
    },
    "matters": {"matter_new": lambda page: page.add_new(), "sitting": _sitting, "matter_year": _year},
    "disputes": {"dispute_new": lambda page: page.add_new()},
    "settings": {f"settings_{name}": _entry(name) for name in ENTRIES}
    | {"settings_compared": _compared, "settings_checked": _checked},
    "print_centre": {
        "print_register": lambda page: page.show_register(),
        "print_missing": _missing,
        "print_jammed": _jammed,
        "print_turned": _turned,
        "print_calibrate": _calibrate,
    },
}
"""What more is taken of a tab: the picture's name and what brings the page there."""


def _help(desk: Any) -> None:
    desk.window.open_tab(0)
    desk.window.show_help()


def _search(desk: Any) -> None:
    desk.window.help.hide()
    desk.omni.field.setFocus()
    desk.omni.field.setText("z")
    desk.omni.field.ask_now()
    desk.omni.settle()


def _glance(desk: Any) -> None:
    people = [at for at, hit in enumerate(desk.omni.hits) if hit.person is not None]
    desk.omni.list.setCurrentRow(people[0] if people else -1)
    desk.omni.glance()


def _notices(desk: Any) -> None:
    """Offer what was typed before the program ended, and tell of something that went wrong."""
    desk.omni.close()
    told = "11-24 09:12 填写的“张秀英”（老年人台账 · 联系人，2 处改动）没有保存，要恢复吗？"
    desk.window.notices.tell(told, (("恢复", lambda: None), ("放弃", lambda: None)))
    desk.tell("磁盘已满，这次没有保存。请腾出一些空间再试；已保存的资料都在。")


def _practice(desk: Any) -> None:
    desk.window.notices.forget()
    desk.window.mark_practice((("重新开始", lambda: None), ("离开练习", lambda: None)))


OVER: Mapping[str, Pose] = {
    "help": _help, "ctrl_k": _search, "glance": _glance, "notices": _notices, "practice": _practice,
}  # fmt: skip
"""What is seen of the window itself, over whatever page: the picture's name and what brings the desk there."""
