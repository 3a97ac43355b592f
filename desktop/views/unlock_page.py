"""The first page: open an office with its password or recovery code, or found a new one. No database is loaded yet."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.widgets.parts import button, label, plain_tip

CODE_LENGTH = 12


@dataclass(frozen=True)
class Wish:
    """What the person at the page wants: to open, or to found an office of that name and area code."""

    folder: Path
    password: str
    name: str = ""
    area_code: str = ""


class UnlockPage(QWidget):
    """Asks for the password. `opened(wish)` opens or raises; its message is shown here."""

    def __init__(self, folder: Path, *, exists: bool, opened: Callable[[Wish], None]) -> None:
        """Ask for the office in a folder, or for a new one if it does not exist."""
        super().__init__()
        self.setObjectName("pageBody")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.folder, self.opened = folder, opened
        self.message = label("", "error")
        self.message.setWordWrap(True)
        self.stack = QStackedWidget()
        self.password = self._field("口令（忘了口令可输恢复码）", secret=True)
        self.name = self._field("办公室名称，如 丁香社区")
        self.code = self._field("12 位社区代码，如 150102402001")
        self.first = self._field("口令，至少 10 个字符", secret=True)
        self.again = self._field("再输一次口令", secret=True)
        self.recovery = label("", "title")
        self.place = label(f"数据在本机的“{folder.name}”文件夹", "hint")
        self.place.setToolTip(plain_tip(str(folder)))
        self.recovery.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.groups = self._field("第 2 组和第 7 组，中间空一格")
        self._lay(exists=exists)

    def _field(self, hint: str, *, secret: bool = False) -> QLineEdit:
        made = QLineEdit()
        made.setPlaceholderText(hint)
        made.setAccessibleName(hint)
        if secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
        return made

    def _lay(self, *, exists: bool) -> None:
        logo = QLabel("格")
        logo.setTextFormat(Qt.TextFormat.PlainText)
        logo.setObjectName("logo")
        logo.setFixedSize(40, 40)
        logo.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.open_button = button("打开", self._open, "primary", "lock")
        self.found_button = button("新建办公室", self._found, "primary", "plus")
        self.password.returnPressed.connect(self._open)
        self.again.returnPressed.connect(self._found)
        self.stack.addWidget(
            self._page(
                label("打开网格台账", "title"),
                self.place,
                self.password,
                self.open_button,
            )
        )
        self.stack.addWidget(
            self._page(
                label("第一次使用：新建办公室", "title"),
                label("数据加密存放在本机。口令忘了只有恢复码能打开，没有后门。", "hint"),
                self.name,
                self.code,
                self.first,
                self.again,
                self.found_button,
            )
        )
        self.stack.setCurrentIndex(0 if exists else 1)
        card = QFrame()
        card.setProperty("card", True)
        card.setFixedWidth(440)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(28, 24, 28, 24)
        inside.setSpacing(10)
        inside.addWidget(logo)
        inside.addWidget(self.stack)
        inside.addWidget(self.message)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addWidget(card, alignment=Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)

    def _page(self, *widgets: QWidget) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        for widget in widgets:
            box.addWidget(widget)
        box.addStretch(1)
        return page

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

    def _found(self) -> None:
        code = self.code.text().strip()
        if not self.name.text().strip():
            self.say("请填写办公室名称。")
        elif len(code) != CODE_LENGTH or not code.isdigit():
            self.say("社区代码应为 12 位数字。")
        elif self.first.text() != self.again.text():
            self.say("两次输入的口令不同，请重输。")
        else:
            self.say("正在新建…")
            self.opened(Wish(self.folder, self.first.text(), self.name.text().strip(), code))

    def show_recovery(self, code: str, proceed: Callable[[], None]) -> None:
        """Show the recovery code once and have two of its groups typed back."""
        self.recovery.setText(code.replace("-", " ")[:19] + "\n" + code.replace("-", " ")[20:])
        groups = code.split("-")

        def check() -> None:
            if self.groups.text().upper().split() == [groups[1], groups[6]]:
                proceed()
            else:
                self.say("两组没有对上，请照着恢复码再输一次。")

        self.groups.returnPressed.connect(check)
        self.stack.addWidget(
            self._page(
                label("请抄写或打印恢复码，封存保管", "title"),
                self.recovery,
                label("忘记口令时只有它能打开数据，它不会再显示第二次。请输入第 2 组和第 7 组核对：", "hint"),
                self.groups,
                button("核对", check, "primary"),
            )
        )
        self.message.setText("")
        self.stack.setCurrentIndex(self.stack.count() - 1)
        self.groups.setFocus()
