"""The first ten minutes: three choices, then founding step by step. No database is loaded yet."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.trouble import OfficeError
from desktop.theme import icon, sizes
from desktop.views.unlock_page import CODE_LENGTH, Wish
from desktop.widgets.parts import Leaves, bar, button, label

CHOICES = (
    ("practise", "visit", "① 试用示例社区", "练习：人都是虚构的，橙色边框，不会混入真实数据，随时重来。"),
    ("found", "imp", "② 从我的 Excel 开始", "填社区名称和口令，打印恢复单，然后导入原来的台账。"),
    ("receive", "home", "③ 打开或接收已有数据", "从备份恢复，或打开已有的数据文件夹。"),
)
CODE_HINT = "12 位统计用区划代码，街道文件上有，如 150102402001；前 6 位是旗县区。"
KIND = "备份 (*.glbackup)"


class ChoiceButton(QPushButton):
    """One of the three large choices: picture, heading, what follows."""

    def __init__(self, picture: str, heading: str, words: str) -> None:
        """Show a choice."""
        super().__init__()
        self.setProperty("choice", True)
        self.setAutoDefault(False)
        self.setAccessibleName(f"{heading}：{words}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        drawn = QLabel()
        side = sizes()["fKpi"]
        drawn.setPixmap(icon(picture, "primary").pixmap(side, side))
        texts = QVBoxLayout()
        texts.setSpacing(2)
        told = label(words, "caption")
        told.setWordWrap(True)
        for one in (label(heading, "section"), told):
            texts.addWidget(one)
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 4, 16, 4)
        box.setSpacing(14)
        box.addWidget(drawn)
        box.addLayout(texts, 1)
        for one in self.findChildren(QLabel):
            one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class StartPage(QWidget):
    """Asked once on a computer. practise(), found(wish), receive(wish), elsewhere(folder)."""

    practise = Signal()
    found = Signal(object)
    receive = Signal(object)
    elsewhere = Signal(object)

    def __init__(self, folder: Path) -> None:
        """Offer the three choices; a new office comes into the folder."""
        super().__init__()
        self.setObjectName("pageBody")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.folder = folder
        self.backup: Path | None = None
        self.message = label("", "error")
        self.message.setWordWrap(True)
        self.stack = Leaves()
        self.name = self._field("社区名称，如 丁香社区")
        self.code = self._field("12 位社区代码")
        self.clerk = self._field("您的姓名，记在每次改动上")
        self.grids = QPlainTextEdit()
        self.grids.setPlaceholderText("网格名称，一行一个，可从 Excel 粘贴一列；也可以先空着，导入时自动建")
        self.grids.setAccessibleName("网格名称，一行一个")
        self.grids.setTabChangesFocus(True)
        self.grids.setFixedHeight(sizes()["row"] * 4)
        self.first = self._field("口令，至少 10 个字符，一句话最好", secret=True)
        self.again = self._field("再输一次口令", secret=True)
        self.password = self._field("这份备份的口令（或恢复码）", secret=True)
        self.file = label("", "muted")
        self.file.setWordWrap(True)
        self._lay()

    def _field(self, hint: str, *, secret: bool = False) -> QLineEdit:
        made = QLineEdit()
        made.setPlaceholderText(hint)
        made.setAccessibleName(hint)
        if secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
        return made

    def _lay(self) -> None:
        self.choices = [ChoiceButton(picture, heading, words) for _, picture, heading, words in CHOICES]
        doing = (self._practise, lambda: self._turn(1), lambda: self._turn(2))
        for choice, do in zip(self.choices, doing, strict=True):
            choice.clicked.connect(lambda _checked=False, act=do: act())
        self.make = button("新建办公室", self._found, "primary", "plus")
        self.restore = button("恢复并打开", self._receive, "primary")
        self.restore.setEnabled(False)
        hint = label(CODE_HINT, "hint")
        hint.setWordWrap(True)
        self.stack.addWidget(self._page(label("欢迎使用网格台账", "title"), *self.choices))
        fields = (self.name, self.code, hint, self.grids, self.clerk, self.first, self.again)
        self.stack.addWidget(self._page(label("新建办公室", "title"), *fields, self._steps(self.make)))
        pick = button("选备份文件…", self._pick_backup)
        other = button("打开已有的数据文件夹…", self._pick_folder)
        self.stack.addWidget(
            self._page(
                label("打开或接收已有数据", "title"),
                bar(pick, other, None, margins=(0, 0, 0, 0), line=False),
                self.file,
                self.password,
                self._steps(self.restore),
            )
        )  # fmt: skip
        self._chain((self.name, self.code, self.grids, self.clerk, self.first, self.again))
        self.again.returnPressed.connect(self._found)
        self.password.returnPressed.connect(self._receive)
        card = QFrame()
        card.setProperty("card", True)
        self.ensurePolished()
        card.setFixedWidth(self.fontMetrics().horizontalAdvance("字") * 40)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(28, 18, 28, 18)
        inside.addWidget(self.stack)
        inside.addWidget(self.message)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addWidget(card, alignment=Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)

    def _chain(self, fields: tuple[QWidget, ...]) -> None:
        """Let Enter go on to the next field."""
        for field, after in pairwise(fields):
            if isinstance(field, QLineEdit):
                field.returnPressed.connect(after.setFocus)

    def _steps(self, go: QPushButton) -> QFrame:
        return bar(button("返回", lambda: self._turn(0)), None, go, margins=(0, 0, 0, 0), line=False)

    def _page(self, *widgets: QWidget) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for widget in widgets:
            box.addWidget(widget)
        box.addStretch(1)
        return page

    # -- going on -------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Give the first choice the keyboard."""
        self.choices[0].setFocus()

    def say(self, words: str) -> None:
        """Show a message."""
        self.message.setText(words)

    def _turn(self, page: int) -> None:
        self.say("")
        self.stack.setCurrentIndex(page)
        (self.choices[0], self.name, self.password)[page].setFocus()

    def _practise(self) -> None:
        self.practise.emit()

    def _fault(self, words: str, field: QWidget) -> None:
        self.say(words)
        field.setFocus()

    def _found(self) -> None:
        """Look at every field in turn; the first that is not right gets the keyboard and a friendly word."""
        code = self.code.text().strip()
        if not self.name.text().strip():
            self._fault("请填写社区名称。", self.name)
        elif len(code) != CODE_LENGTH or not (code.isascii() and code.isdigit()):
            self._fault(f"社区代码应为 12 位数字，现在是 {len(code)} 位。", self.code)
        elif not self.clerk.text().strip():
            self._fault("请填写您的姓名。", self.clerk)
        elif self._weak():
            self._fault(self._weak(), self.first)
        elif self.first.text() != self.again.text():
            self._fault("两次输入的口令不同，请再输一次。", self.again)
        else:
            self.say("正在新建，约需几秒…")
            names = tuple(line.split("\t")[0].strip() for line in self.grids.toPlainText().splitlines() if line.strip())
            self.found.emit(
                Wish(
                    self.folder, self.first.text(), self.name.text().strip(), code, self.clerk.text().strip(),
                    tuple(dict.fromkeys(names)),
                )
            )  # fmt: skip

    def _weak(self) -> str:
        from db.store.vault import check_password  # its libraries are not loaded before they are needed

        try:
            check_password(self.first.text())
        except OfficeError as trouble:
            return f"{trouble.what}{trouble.remedy}"
        return ""

    def _pick_backup(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "选备份文件", "", KIND)
        if name:
            self.take_backup(Path(name))

    def take_backup(self, path: Path) -> None:
        """Ask for the password of a backup."""
        self.backup = path
        self.file.setText(f"备份：{path.name}")
        self.restore.setEnabled(True)
        self.password.setFocus()

    def _pick_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "选数据文件夹（里面有 office.db）")
        if name and (Path(name) / "office.db").is_file():
            self.elsewhere.emit(Path(name))
        elif name:
            self.say("这个文件夹里没有 office.db，请选数据所在的文件夹。")

    def _receive(self) -> None:
        if self.backup is None or not self.password.text():
            self.say("请先选备份文件，再输入它的口令。")
            return
        self.say("正在核对并恢复…")
        self.receive.emit(Wish(self.folder, self.password.text(), backup=self.backup))

    def show_recovery(self, code: str, office: str, day: str, proceed: Callable[[], None]) -> None:
        """Show the recovery code once: printed, then two of its groups typed back."""
        from desktop.views import recovery_sheet
        from desktop.widgets.recovery import RecoveryCheck

        self.say("")
        self.check = RecoveryCheck(
            code,
            lambda: recovery_sheet.print_out(office, code, day),
            lambda: recovery_sheet.save_as(self, office, code, day),
        )
        self.check.checked.connect(proceed)
        self.stack.addWidget(self._page(label("打印恢复单，封存保管", "title"), self.check))
        self.stack.setCurrentIndex(self.stack.count() - 1)
        self.check.fields[0].setFocus()
