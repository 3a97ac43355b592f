"""A picture of every page of an open office, without a screen."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from db.store.store import Store

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _entry(name: str) -> Callable[[Any], None]:
    """Bring an entry of 设置 into sight."""
    from desktop.bus import Place

    return lambda page: page.arrive(Place("settings", text=name))


ENTRIES = ("office", "areas", "account", "rules", "codes", "phrases", "backup", "keys", "look", "about")
POSES: Mapping[str, Mapping[str, Callable[[Any], None]]] = {
    "settings": {f"settings_{name}": _entry(name) for name in ENTRIES},
    "print_centre": {"print_register": lambda page: page.show_register()},
}
"""What more is taken of a tab: the picture's name and what brings the page there."""


def take_shots(store: Store, folder: Path, size: tuple[int, int]) -> list[Path]:
    """Save <tab>.png of every tab and unlock.png; return their paths."""
    from PySide6.QtWidgets import QApplication

    from desktop.app import Desk, application

    application()
    folder.mkdir(parents=True, exist_ok=True)
    desk = Desk(store.folder, store.clock)
    desk.window.resize(*size)
    desk.window.show()
    made = [_grab(desk, folder / "unlock.png")]
    desk.show(store)
    for at, tab in enumerate(desk.window.offered):
        desk.window.open_tab(at)
        for _ in range(3):
            QApplication.processEvents()
            desk.jobs.wait()
            QApplication.processEvents()
        page = desk.window.built[tab.name]
        if tab.name == "elders" and page.model.ids:
            page.open_row(0)
        made.append(_grab(desk, folder / f"{tab.name}.png"))
        for name, pose in POSES.get(tab.name, {}).items():
            pose(page)
            made.append(_grab(desk, folder / f"{name}.png"))
    desk.store = None
    desk.window.close()
    return made


def _grab(desk: object, path: Path) -> Path:
    from PySide6.QtTest import QTest

    QTest.qWait(200)
    desk.window.grab().save(str(path))  # type: ignore[attr-defined]
    return path
