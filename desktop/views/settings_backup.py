"""设置: 备份. Where backups lie, a second place, whether they are sound, and going back to one."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QFrame, QListWidget, QVBoxLayout

from db.places import data_folder
from db.store import backup
from db.store.files import SCRATCH
from db.store.returning import Difference, go_back, look
from db.store.store import Store
from desktop.bus import Bus
from desktop.jobs import Jobs
from desktop.prefs import Prefs, remember
from desktop.views.settings_part import Part
from desktop.widgets.faults import lead_to
from desktop.widgets.parts import bar, button, empty_layout, label, plain_tip

KIND = "备份 (*.glbackup)"


class BackupPart(Part):
    """Backups of this office."""

    heading = "备份"

    def __init__(self, store: Store, bus: Bus, jobs: Jobs) -> None:
        """List the backups and what can be done with them."""
        super().__init__(store)
        self.bus, self.jobs = bus, jobs
        self.paths: list[Path] = []
        self.inside: Path | None = None
        self.say(
            "关闭程序、导入之前都会自动备份，每份备份都已真正打开核对过。备份是加密的，丢了别人也打不开；"
            "换电脑只要一份备份加口令（或恢复码）。"
        )
        self.place, self.last, self.second = label("", "muted"), label("", "muted"), label("", "muted")
        for one in (self.place, self.last, self.second):
            one.setWordWrap(True)
            self.box.addWidget(one)
        self._line(
            button("马上备份", self._back_up, "primary"),
            button("另存一份到…", self._save_as),
            button("选第二处位置…", self._choose_second),
        )
        self.list = QListWidget()
        self.list.setAccessibleName("已有的备份，新的在前")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.box.addWidget(self.list, 1)
        self._line(
            button("核对这一份", self._verify),
            button("恢复到这一份…", self._look),
            button("恢复别处的备份…", self._look_elsewhere),
        )
        self.preview = QFrame()
        self.preview.setProperty("banner", "warn")
        self.lines = QVBoxLayout(self.preview)
        self.box.addWidget(self.preview)
        self.preview.hide()

    def _line(self, *buttons: object) -> None:
        self.box.addWidget(bar(*buttons, None, margins=(0, 0, 0, 0), line=False))  # type: ignore[arg-type]

    def revert(self) -> None:
        """Read the backups anew."""
        self.paths = backup.listed(self.store.folder)
        folder = self.store.folder / backup.FOLDER
        self.place.setText(f"第一处：本机的“{folder.parent.name}/{folder.name}”文件夹，共 {len(self.paths)} 份")
        self.place.setToolTip(plain_tip(str(folder)))
        fresh = "全部改动都在里面" if self.store.backed_up() else "之后还有改动，关闭时会再备份"
        self.last.setText(f"最近一份：{_when(self.paths[0])}，{fresh}" if self.paths else "还没有备份。")
        self.second.setText(self._second_words())
        self.list.clear()
        for path in self.paths:
            self.list.addItem(f"{_when(path)}　{path.stem.split('-')[-1]}　{path.stat().st_size / 1e6:.1f} MB")
        if self.paths:
            self.list.setCurrentRow(0)

    def _second_words(self) -> str:
        second = Prefs.load(data_folder()).second
        if not second:
            return "第二处：还没有选。建议选另一块磁盘或专用 U 盘，电脑坏了也不怕。"
        if not Path(second).is_dir():
            return f"第二处：{second} 现在接不上，请插好 U 盘；接上后关闭程序时会自动补一份。"
        have = bool(self.paths) and (Path(second) / self.paths[0].name).is_file()
        return f"第二处：{second}，{'已有最近一份' if have else '缺最近一份，关闭程序时会补上'}"

    # -- making ---------------------------------------------------------------------------------------------------

    def _back_up(self) -> None:
        def work(_: object) -> Path | None:
            made = self.store.back_up("手动")
            if self.store.second is not None:
                self.store.copy_out(self.store.second)
            return made

        self.jobs.run(
            "正在备份并核对…",
            work,
            lambda made: self._done("已备份，核对无误。" if made else "最近一份备份已包含全部改动。"),
        )

    def _save_as(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "备份另存为", f"备份_{self.store.clock.today():%Y%m%d}.glbackup", KIND
        )
        if name:
            self.jobs.run(
                "正在备份并核对…",
                lambda _: self.store.backup_to(Path(name)),
                lambda _: self._done(f"已备份并核对：{name}"),
            )

    def _choose_second(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "选第二处备份位置")
        if name:
            remember(data_folder(), lambda prefs: setattr(prefs, "second", name))
            self.store.second = Path(name)
            self.jobs.run("正在备份到第二处…", lambda _: self.store.copy_out(Path(name)), self._copied)

    def _copied(self, made: Path | None) -> None:
        self._done("已备份到第二处。" if made else "这个位置写不进去，请换一个。")

    def _done(self, words: str) -> None:
        self.revert()
        self.told.emit(words)

    def _chosen(self) -> Path | None:
        row = self.list.currentRow()
        return self.paths[row] if 0 <= row < len(self.paths) else None

    def _verify(self) -> None:
        path = self._chosen()
        if path is not None:
            self.jobs.run(
                "正在核对备份…",
                lambda _: backup.examine(path, self.store.key),
                lambda told: self._done(f"这份备份完好：{told['counts'].get('people', 0)} 人，可以恢复。"),
            )

    # -- going back -----------------------------------------------------------------------------------------------

    def _look_elsewhere(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "选备份文件", "", KIND)
        if name:
            self._compare(Path(name))

    def _look(self) -> None:
        path = self._chosen()
        if path is not None:
            self._compare(path)

    def _compare(self, path: Path) -> None:
        self._forget()
        for left in self.store.folder.glob(f"{SCRATCH}*"):  # of a look that a power cut ended
            rmtree(left, ignore_errors=True)
        self.inside = inside = Path(mkdtemp(prefix=SCRATCH, dir=self.store.folder))
        self.jobs.run(
            "正在核对并比较…", lambda _: look(self.store, path, inside), lambda found: self._tell(path, found)
        )

    def _tell(self, path: Path, found: Sequence[Difference]) -> None:
        """Show what would change; only then can it be done."""
        empty_layout(self.lines)
        head = label(f"恢复到 {_when(path)} 的备份，会有这些变化：", "section")
        told = [
            f"{one.label}：找回 {one.added} 条，改回 {one.changed} 条，去掉后来新增的 {one.removed} 条" for one in found
        ]
        words = label("\n".join(told) or "与现在的数据没有差别。")
        kept = label("现在的数据先自动备份一份（“恢复前”），不满意可以再恢复回来。口令不变。", "caption")
        for one in (head, words, kept):
            one.setWordWrap(True)
            self.lines.addWidget(one)
        go = button("恢复", lambda: self._go_back(path), "danger")
        no = button("不恢复", self._forget)
        self.lines.addWidget(bar(None, no, go, margins=(0, 0, 0, 0), line=False))
        self.preview.show()
        QTimer.singleShot(0, no, lambda: lead_to(no))  # in a low window it stands below what is in sight

    def _go_back(self, path: Path) -> None:
        if self.inside is None:
            return
        self.jobs.run("正在备份现在的数据…", lambda _: self.store.back_up("恢复前"), lambda _: self._swap(path))

    def _swap(self, path: Path) -> None:
        """Put the backup in place; in the window's thread, so that no page reads meanwhile."""
        inside, self.inside = self.inside, None
        if inside is not None:
            again = go_back(self.store, path, inside)
            rmtree(inside, ignore_errors=True)
            self.bus.reopened.emit(again)

    def tidy(self) -> None:
        """Take the unpacked backup away, nobody looks at it any more."""
        self._forget()

    def _forget(self) -> None:
        self.preview.hide()
        if self.inside is not None:
            rmtree(self.inside, ignore_errors=True)
            self.inside = None


def _when(path: Path) -> str:
    """Say when a backup was made."""
    return f"{datetime.fromtimestamp(path.stat().st_mtime).astimezone():%Y-%m-%d %H:%M}"
