"""Tips: at most four a page, each once in a lifetime, beside what it is about. The first teaches 撤销."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QWidget

from desktop.prefs import Prefs, remember
from desktop.widgets.parts import button, label

MOST = 4
Find = Callable[[QMainWindow], QWidget | None]


@dataclass(frozen=True)
class Tip:
    """One tip: its key, what it says, and the object name or attribute of the widget it stands by."""

    key: str
    words: str
    by: str


TIPS: Mapping[str, tuple[Tip, ...]] = {
    "dashboard": (
        Tip("undo", "做错了不要紧：保存、批量修改、导入以后，按 Ctrl+Z 就能撤销。", "cards"),
        Tip("cards", "每个数字点开就是名单，名单几行，数字就是几。", "cards"),
        Tip("enter", "选中一位老人按回车，登记这次走访。", "list"),
        Tip("help", "任何一页按 F1 看帮助。", "closing"),
    ),
    "elders": (
        Tip("initials", "输拼音首字母就能找人，如 zxy 找张秀英。", "search"),
        Tip("next", "录完一人按 Ctrl+回车，保存并录下一人。", "new_button"),
    ),
    "print_centre": (Tip("preview", "预览就是要打印的那一页，一模一样。", "preview"),),
    "settings": (Tip("values", "改的是数值和叫法；保存前可以“还原”，保存后可以撤销。", "keep"),),
}


class Tips(QFrame):
    """Shows the tips of the page in sight, one after the other; 知道了 goes on."""

    def __init__(self, window: QMainWindow, folder: Path) -> None:
        """Serve a window; what was seen is remembered in the folder of preferences."""
        super().__init__(window)
        self.setObjectName("toast")
        self.over, self.folder, self.waiting = window, folder, list[Tip]()
        self.page: QWidget | None = None
        self.words = label("", "")
        box = QHBoxLayout(self)
        box.setContentsMargins(14, 6, 8, 6)
        box.addWidget(self.words)
        box.addWidget(button("知道了", self.next, "link"))
        self.hide()

    def arrive(self, name: str, page: QWidget) -> None:
        """Begin with the tips of a page that were not seen yet."""
        seen = Prefs.load(self.folder).tips
        self.page = page
        self.waiting = [one for one in TIPS.get(name, ())[:MOST] if one.key not in seen]
        self._show()

    def next(self) -> None:
        """Remember that this one was seen, and go on."""
        if self.waiting:
            key = self.waiting.pop(0).key
            remember(self.folder, lambda prefs: prefs.tips.append(key))
        self._show()

    def _show(self) -> None:
        if not self.waiting:
            self.hide()
            return
        tip, over = self.waiting[0], self.over
        self.words.setText(tip.words)
        self.adjustSize()
        by = getattr(self.page, tip.by, None)
        spot = by.mapTo(over, QPoint(0, by.height())) if isinstance(by, QWidget) else QPoint(0, over.height())
        left = max(min(spot.x() + 14, over.width() - self.width() - 14), 0)
        self.move(left, max(min(spot.y() + 6, over.height() - self.height() - 40), 0))
        self.show()
        self.raise_()
