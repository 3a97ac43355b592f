"""A picture of every page of an open office, without a screen."""

import os
from pathlib import Path

from db.store.store import Store

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def take_shots(store: Store, folder: Path, size: tuple[int, int]) -> list[Path]:
    """Save <tab>.png of every tab and unlock.png; return their paths."""
    from PySide6.QtWidgets import QApplication

    from desktop.app import Desk, application
    from desktop.views.pages import NAMES

    application()
    folder.mkdir(parents=True, exist_ok=True)
    desk = Desk(store.folder, store.clock)
    desk.window.resize(*size)
    desk.window.show()
    made = [_grab(desk, folder / "unlock.png")]
    desk.show(store)
    for at in range(desk.window.tabs.count()):
        desk.window.tabs.setCurrentIndex(at)
        for _ in range(3):
            QApplication.processEvents()
            desk.jobs.wait()
            QApplication.processEvents()
        name = NAMES[desk.window.tabs.tabText(at)]
        page = desk.window.stack.widget(at).widget()  # type: ignore[attr-defined]
        if name == "elders" and page.model.ids:
            page.open_row(0)
        made.append(_grab(desk, folder / f"{name}.png"))
    desk.store = None
    desk.window.close()
    return made


def _grab(desk: object, path: Path) -> Path:
    from PySide6.QtTest import QTest

    QTest.qWait(200)
    desk.window.grab().save(str(path))  # type: ignore[attr-defined]
    return path
