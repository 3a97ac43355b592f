"""设置: 改密码与恢复单. The password is asked for first; nothing of it is kept."""

from PySide6.QtWidgets import QLineEdit, QWidget

from db.ledgers.office import Office
from db.store.store import Store
from db.store.vault import check_password
from db.trouble import OfficeError
from db.work.rules import rows_of
from desktop.jobs import Jobs
from desktop.theme import signs
from desktop.views import recovery_sheet
from desktop.views.settings_part import Part
from desktop.widgets.parts import bar, button, label
from desktop.widgets.recovery import RecoveryCheck


class KeysPart(Part):
    """A new password, a new recovery sheet."""

    heading = "口令与恢复单"

    def __init__(self, store: Store, jobs: Jobs) -> None:
        """Ask for the password now, and for the new one twice."""
        super().__init__(store)
        self.jobs = jobs
        self.now, self.first, self.again = (
            self._field(hint) for hint in ("现在的口令", "新口令，至少 10 个字符", "再输一次新口令")
        )
        self.fault = label("", "error")
        self.fault.setWordWrap(True)
        self.box.addWidget(self.now)
        self.box.addWidget(label("改口令", "section"))
        for field in (self.first, self.again):
            self.box.addWidget(field)
        self.say("可以用一句只有自己知道的话，或几个不相干的词连起来，好记又难猜。以前的备份仍用当时的口令打开。")
        self._line(button("改口令", self._change, "primary"))
        self.box.addWidget(label("换恢复单", "section"))
        self.say(
            "恢复单丢了、被人看过，或从没核对过，就换一张。新恢复码只显示一次，要输两组核对；旧的从此打不开现在的数据。"
        )
        self._line(button("换一张恢复单", self._renew, "", "print"))
        self.box.addWidget(self.fault)
        self.place: QWidget = QWidget()
        self.box.addWidget(self.place)
        self.box.addStretch(1)

    def _line(self, made: QWidget) -> None:
        self.box.addWidget(bar(made, None, margins=(0, 0, 0, 0), line=False))

    def _field(self, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setEchoMode(QLineEdit.EchoMode.Password)
        made.setPlaceholderText(hint)
        made.setAccessibleName(hint)
        made.setMaximumWidth(signs(24))
        return made

    def _change(self) -> None:
        """Refuse kindly what can be seen at once, then work the keys out in a job: it takes a second on purpose."""
        try:
            check_password(self.first.text())
        except OfficeError as trouble:
            self._fault(f"{trouble.what}{trouble.remedy}", self.first)
            return
        if self.first.text() != self.again.text():
            self._fault("两次输入的新口令不同，请再输一次。", self.again)
            return
        now, new = self.now.text(), self.first.text()

        def work(_: object) -> bool:
            if not self.store.is_password(now):
                return False
            self.store.change_password(new)
            return True

        self.jobs.run("正在改口令…", work, self._changed)

    def _changed(self, done: bool) -> None:  # noqa: FBT001 - a job's answer
        if not done:
            self._fault("现在的口令不对，没有改。", self.now)
            return
        for field in (self.now, self.first, self.again):
            field.clear()
        self.fault.clear()
        self.told.emit("口令已改，下次打开用新口令。")

    def _renew(self) -> None:
        now = self.now.text()

        def work(_: object) -> str:
            return self.store.renew_recovery() if self.store.is_password(now) else ""

        self.jobs.run("正在换恢复码…", work, self._renewed)

    def _renewed(self, code: str) -> None:
        if not code:
            self._fault("请先在最上面输入现在的口令。", self.now)
            return
        self.now.clear()
        self.fault.clear()
        with self.store.read() as reader:
            name = rows_of(reader, Office)[0][1]["name"]
        day = f"{self.store.clock.today():%Y-%m-%d}"
        made = RecoveryCheck(
            code,
            lambda: recovery_sheet.print_out(name, code, day),
            lambda: recovery_sheet.save_as(self, name, code, day),
        )
        made.checked.connect(self._typed_back)
        self._show(made)
        made.fields[0].setFocus()

    def _show(self, made: QWidget) -> None:
        self.box.replaceWidget(self.place, made)
        self.place.deleteLater()
        self.place = made

    def _typed_back(self) -> None:
        self.store.tell_recovery(checked=True)
        self._show(QWidget())
        self.told.emit("恢复码已核对，请把恢复单封存。")

    def _fault(self, words: str, field: QLineEdit) -> None:
        self.fault.setText(words)
        field.setFocus()
        field.selectAll()
