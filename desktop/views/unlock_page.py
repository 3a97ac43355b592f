"""The first page: open an office with its password or recovery code. No database is loaded yet."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.theme import across, sizes
from desktop.widgets.parts import button, label, plain_tip

CODE_LENGTH = 12


@dataclass(frozen=True)
class Wish:
    """What is wanted: to open an office, to found one of that name, or to restore one out of a backup."""

    folder: Path
    password: str
    name: str = ""
    area_code: str = ""
    clerk: str = ""
    grids: tuple[str, ...] = ()
    backup: Path | None = None


class UnlockPage(QFrame):
    """Asks for the password. `opened(wish)` opens or says why not.

    practise() opens the practice office, elsewhere() asks for other data: a folder or a backup.
    """

    def __init__(
        self,
        folder: Path,
        opened: Callable[[Wish], None],
        practise: Callable[[], None],
        elsewhere: Callable[[], None],
    ) -> None:
        """Ask for the office in a folder."""
        super().__init__()
        self.setObjectName("pageBody")
        self.folder, self.opened = folder, opened
        self.message = label("", "error")
        self.message.setWordWrap(True)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText("口令（忘了口令可输恢复码）")
        self.password.setAccessibleName("口令（忘了口令可输恢复码）")
        self.password.returnPressed.connect(self._open)
        self.place = label(f"数据在本机的“{folder.name}”文件夹", "hint")
        self.place.setToolTip(plain_tip(str(folder)))
        self.open_button = button("打开", self._open, "primary", "lock")
        self.practise = button("试用示例社区（练习）", practise, "link")
        self.elsewhere = button("打开别处的数据…", elsewhere, "link")
        self._lay()

    def _lay(self) -> None:
        logo = label("格")
        logo.setObjectName("logo")
        side = sizes()["fKpi"] + 12
        logo.setFixedSize(side, side)
        card = QFrame()
        card.setProperty("card", True)
        card.setFixedWidth(across(440))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(28, 24, 28, 24)
        inside.setSpacing(10)
        inside.addWidget(logo)
        for one in (label("打开网格台账", "title"), self.place, self.password, self.open_button, self.message):
            inside.addWidget(one)
        links = _beside(self.practise, left=0)
        links.addWidget(self.elsewhere)
        inside.addLayout(links)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addLayout(_beside(card, left=1))
        box.addStretch(3)

    def begin(self) -> None:
        """Give the password the keyboard."""
        self.password.setFocus()

    def say(self, words: str) -> None:
        """Show a message; the password field is ready for another try."""
        self.message.setText(words)
        self.password.selectAll()

    def _open(self) -> None:
        if not self.password.text():
            self.say("请输入口令。")
            return
        self.say("正在打开…")
        self.opened(Wish(self.folder, self.password.text()))


def _beside(widget: QWidget, left: int) -> QHBoxLayout:
    """Return a widget as wide as it is with free space at its right, and as much of it at its left."""
    box = QHBoxLayout()
    box.addStretch(left)
    box.addWidget(widget)
    box.addStretch(1)
    return box
