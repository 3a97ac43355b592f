"""A picture of every page of an open office, without a screen."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from db.clock import Clock
from db.store.store import Founding, Store
from desktop.poses import OVER, POSES, settle

if TYPE_CHECKING:
    from desktop.app import Desk

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SAMPLE_CODE = "7KQM-4RTX-9HWD-2NPB-6VCE-8JYG-3FZS-5AKU"
"""No code of any office: its check does not hold."""
EMPTY = Founding("丁香社区", "150102402001")


def _say(_kind: object, _where: object, text: str) -> None:
    """Pass on what Qt has to say, but for the size hints that no screen asks for."""
    if "propagateSizeHints" not in text:
        sys.stderr.write(f"{text}\n")


def take_shots(store: Store, folder: Path, size: tuple[int, int], base: int) -> list[Path]:
    """Save <tab>.png of every tab, of what POSES and OVER name, of an empty office and of what is before one.

    base: the size of type in pixels.
    """
    from PySide6.QtCore import qInstallMessageHandler

    from db.places import data_folder
    from desktop import theme
    from desktop.app import application

    before = qInstallMessageHandler(_say)
    theme.dress(application(), data_folder() / "look", base)
    folder.mkdir(parents=True, exist_ok=True)
    made = [*_first_minutes(store, folder, size), *_office(store, folder, size), *_empty(store.clock, folder, size)]
    qInstallMessageHandler(before)
    return made


def _desk(office: Path, clock: Clock, size: tuple[int, int]) -> "Desk":
    from desktop.app import Desk

    desk = Desk(office, clock)
    desk.window.resize(*size)
    desk.window.show()
    return desk


def _leave(desk: "Desk") -> None:
    """Close the window, not the office it showed."""
    desk.jobs.wait()
    desk.let_go()
    desk.store = None
    desk.window.close()


def _first_minutes(store: Store, folder: Path, size: tuple[int, int]) -> list[Path]:
    """Take the three choices, the founding and the recovery sheet, of a computer without an office."""
    from desktop.views.start_page import StartPage

    desk = _desk(store.folder / "nothing here", store.clock, size)
    made = [_grab(desk, folder / "start.png")]
    page = desk.unlock
    if isinstance(page, StartPage):
        for at, name in ((1, "found"), (2, "receive")):
            page.choices[at].click()
            made.append(_grab(desk, folder / f"{name}.png"))
        page.show_recovery(SAMPLE_CODE, "丁香社区", f"{store.clock.today():%Y-%m-%d}", lambda: None)
        made.append(_grab(desk, folder / "recovery.png"))
    _leave(desk)
    return made


def _office(store: Store, folder: Path, size: tuple[int, int]) -> list[Path]:
    """Take the lock, then every page and everything over it."""
    desk = _desk(store.folder, store.clock, size)
    made = [_grab(desk, folder / "unlock.png")]
    desk.show(store)
    for at, tab in enumerate(desk.window.offered):
        desk.window.open_tab(at)
        settle(desk.jobs)
        page = desk.window.built[tab.name]
        if tab.name == "elders" and page.model.ids:
            page.open_row(0)
        made.append(_grab(desk, folder / f"{tab.name}.png"))
        for name, pose in POSES.get(tab.name, {}).items():
            pose(page)
            _write_nothing(desk)
            made.append(_grab(desk, folder / f"{name}.png"))
    for name, lay_over in OVER.items():
        lay_over(desk)
        made.append(_grab(desk, folder / f"{name}.png"))
    _leave(desk)
    return made


def _write_nothing(desk: "Desk") -> None:
    """Keep no draft of what a pose typed."""
    from desktop.widgets.journal import Journal

    for one in desk.window.findChildren(Journal):
        one.leave()


def _empty(clock: Clock, folder: Path, size: tuple[int, int]) -> list[Path]:
    """Take every tab of an office that has nothing yet."""
    with TemporaryDirectory() as place:
        store, _ = Store.create(Path(place) / "office", "empty-office-pictures", EMPTY, clock)
        desk = _desk(store.folder, clock, size)
        desk.show(store)
        made = []
        for at, tab in enumerate(desk.window.offered):
            if tab.has_tab:
                desk.window.open_tab(at)
                settle(desk.jobs)
                made.append(_grab(desk, folder / f"empty_{tab.name}.png"))
        _leave(desk)
        store.engine.dispose()
    return made


def _grab(desk: "Desk", path: Path) -> Path:
    """Take the small window that is open over the page, else the window."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    QTest.qWait(200)
    beside = QApplication.activeModalWidget() or QApplication.activePopupWidget()
    (beside or desk.window).grab().save(str(path))
    if beside is not None:
        beside.close()
    return path
