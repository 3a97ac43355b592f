"""A picture of every page of an open office, without a screen."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from db.store.store import Store

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _entry(name: str) -> Callable[[Any], None]:
    """Bring an entry of 设置 into sight."""
    from desktop.bus import Place

    return lambda page: page.arrive(Place("settings", text=name))


SAMPLE_CODE = "7KQM-4RTX-9HWD-2NPB-6VCE-8JYG-3FZS-5AKU"
"""No code of any office: its check does not hold."""
ENTRIES = (
    "office", "areas", "account", "rules", "counting", "matters", "days", "dossier", "numbers", "codes", "phrases",
    "backup", "keys", "look", "about",
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
        _settle(page.jobs)


def _import_check(page: Any) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "65岁以上老人.csv"
        path.write_text(FAULTY, "utf-8")
        page.take_file(path)
        _settle(page.jobs)
        page.importing.page.check()
        _settle(page.jobs)


def _import_file(page: Any) -> None:
    page.importing.page.start_over()


def _settle(jobs: Any) -> None:
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
    _settle(page.jobs)
    with page.store.read() as reader:
        names = [name for _, name, _ in words_of(reader, page.plan.people()[:3])]
    page.roll_call.paste.setPlainText("\n".join(f"{n}. {name} 已访" for n, name in enumerate([*names, "查无此人"], 1)))


def _record(page: Any) -> None:
    page.show_segment("records")
    _settle(page.jobs)
    page.open_row(0)


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
    _settle(page.jobs)


POSES: Mapping[str, Mapping[str, Callable[[Any], None]]] = {
    "elders": {
        "import_columns": _import_columns,
        "import_check": _import_check,
        "import_file": _import_file,
        "household": _household,
    },
    "grid_members": {"teams": lambda page: page.show_teams()},
    "visits": {
        "visit_record": _record,
        "visit_errands": lambda page: page.show_segment("errands"),
        "visit_plan": lambda page: page.show_segment("plan"),
        "visit_backfill": _backfill,
        "visit_roll_call": _roll_call,
    },
    "matters": {"matter_new": lambda page: page.add_new(), "sitting": _sitting, "matter_year": _year},
    "disputes": {"dispute_new": lambda page: page.add_new()},
    "settings": {f"settings_{name}": _entry(name) for name in ENTRIES},
    "print_centre": {"print_register": lambda page: page.show_register()},
}
"""What more is taken of a tab: the picture's name and what brings the page there."""


def _say(_kind: object, _where: object, text: str) -> None:
    """Pass on what Qt has to say, but for the size hints that no screen asks for."""
    if "propagateSizeHints" not in text:
        sys.stderr.write(f"{text}\n")


def take_shots(store: Store, folder: Path, size: tuple[int, int]) -> list[Path]:
    """Save <tab>.png of every tab, of what POSES names, and unlock.png; return their paths."""
    from PySide6.QtCore import qInstallMessageHandler

    from desktop.app import Desk, application

    before = qInstallMessageHandler(_say)
    application()
    folder.mkdir(parents=True, exist_ok=True)
    desk = Desk(store.folder, store.clock)
    desk.window.resize(*size)
    desk.window.show()
    made = [_grab(desk, folder / "unlock.png"), *_first_minutes(store, folder, size)]
    desk.show(store)
    for at, tab in enumerate(desk.window.offered):
        desk.window.open_tab(at)
        _settle(desk.jobs)
        page = desk.window.built[tab.name]
        if tab.name == "elders" and page.model.ids:
            page.open_row(0)
        made.append(_grab(desk, folder / f"{tab.name}.png"))
        for name, pose in POSES.get(tab.name, {}).items():
            pose(page)
            made.append(_grab(desk, folder / f"{name}.png"))
    made += _beside(desk, folder)
    desk.store = None
    desk.window.close()
    qInstallMessageHandler(before)
    return made


def _first_minutes(store: Store, folder: Path, size: tuple[int, int]) -> list[Path]:
    """Take the three choices, the founding and the recovery sheet, of a computer without an office."""
    from desktop.app import Desk
    from desktop.views.start_page import StartPage

    desk = Desk(store.folder / "nothing here", store.clock)
    desk.window.resize(*size)
    desk.window.show()
    made = [_grab(desk, folder / "start.png")]
    page = desk.unlock
    if isinstance(page, StartPage):
        page.choices[1].click()
        made.append(_grab(desk, folder / "found.png"))
        page.show_recovery(SAMPLE_CODE, "丁香社区", f"{store.clock.today():%Y-%m-%d}", lambda: None)
        made.append(_grab(desk, folder / "recovery.png"))
    desk.window.close()
    return made


def _beside(desk: Any, folder: Path) -> list[Path]:
    """Take the first page with its help, then as it looks in practice."""
    desk.window.open_tab(0)
    desk.window.show_help()
    made = [_grab(desk, folder / "help.png")]
    desk.window.help.hide()
    desk.window.mark_practice((("重新开始", lambda: None), ("离开练习", lambda: None)))
    return [*made, _grab(desk, folder / "practice.png")]


def _grab(desk: object, path: Path) -> Path:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QWidget

    QTest.qWait(200)
    beside = QApplication.activeModalWidget()
    shown: QWidget = beside or desk.window  # type: ignore[attr-defined]
    shown.grab().save(str(path))
    if beside is not None:
        beside.close()
    return path
