"""设置: entries left, one page right, one line below that says how many changes are not saved yet.

Add an entry = one line in PARTS.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QStackedWidget, QVBoxLayout, QWidget

from db.store.store import Store
from db.trouble import OfficeError
from desktop.bus import Bus, Place
from desktop.jobs import Jobs
from desktop.views.settings_backup import BackupPart
from desktop.views.settings_health import HealthPart
from desktop.views.settings_keys import KeysPart
from desktop.views.settings_matters import MatterDaysPart, MatterRulesPart, NumbersPart, PaperRulesPart
from desktop.views.settings_office import AboutPart, AccountPart, AreasPart, LookPart, OfficePart
from desktop.views.settings_part import Part
from desktop.views.settings_rules import CodesPart, CountingPart, PhrasesPart, RulesPart
from desktop.views.undone import take_back
from desktop.widgets.journal import Journal
from desktop.widgets.parts import bar, button, label, scrolled
from desktop.widgets.toast import Toast

Make = Callable[[Store, Bus, Jobs], Part]
PARTS: tuple[tuple[str, str, Make], ...] = (
    ("office", "社区信息", lambda store, _bus, _jobs: OfficePart(store)),
    ("areas", "网格", lambda store, _bus, _jobs: AreasPart(store)),
    ("account", "人员与权限", lambda store, _bus, _jobs: AccountPart(store)),
    ("rules", "走访周期", lambda store, _bus, _jobs: RulesPart(store)),
    ("counting", "统计口径", lambda store, _bus, _jobs: CountingPart(store)),
    ("matters", "事项规则", lambda store, _bus, _jobs: MatterRulesPart(store)),
    ("days", "说事日、积案和群体", lambda store, _bus, _jobs: MatterDaysPart(store)),
    ("dossier", "卷内文书", lambda store, _bus, _jobs: PaperRulesPart(store)),
    ("numbers", "编号", lambda store, _bus, _jobs: NumbersPart(store)),
    ("codes", "代码表", lambda store, _bus, _jobs: CodesPart(store)),
    ("phrases", "常用语", lambda store, _bus, _jobs: PhrasesPart(store)),
    ("backup", "备份", BackupPart),
    ("health", "数据检查", HealthPart),
    ("keys", "口令与恢复单", lambda store, _bus, jobs: KeysPart(store, jobs)),
    ("look", "外观（字号）", lambda store, bus, _jobs: LookPart(store, bus)),
    ("about", "关于", lambda store, _bus, _jobs: AboutPart(store)),
)
PAGE = "settings"


class SettingsPage(QWidget):
    """Reached by the gear. Place.text names the entry."""

    def __init__(self, store: Store, bus: Bus, jobs: Jobs) -> None:
        """Show the entries; each page is made at the first visit."""
        super().__init__()
        self.setObjectName("pageBody")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.store, self.bus, self.jobs = store, bus, jobs
        self.parts: dict[str, Part] = {}
        self.keys_first = self.nav = QListWidget()
        self.nav.setProperty("nav", True)
        self.nav.setAccessibleName("设置的项目")
        self.nav.addItems([heading for _, heading, _ in PARTS])
        self.nav.ensurePolished()
        widest = max(self.nav.fontMetrics().horizontalAdvance(heading) for _, heading, _ in PARTS)
        self.nav.setFixedWidth(widest + 60)
        self.stack = QStackedWidget()
        for _ in PARTS:
            self.stack.addWidget(QWidget())
        self.toast = Toast(self)
        self._lay()
        self.nav.currentRowChanged.connect(self._show)
        self.toast.undo.connect(self.undo)
        for keys, do in (
            ("Ctrl+S", self.save),
            ("Ctrl+Return", self.save),
            ("Ctrl+Z", self.undo),
            ("Escape", self.nav.setFocus),
        ):
            QShortcut(QKeySequence(keys), self, do)
        self.nav.setCurrentRow(0)

    def _lay(self) -> None:
        self.state = label("", "muted")
        self.back = button("还原", self.revert)
        self.keep = button("保存", self.save, "primary")
        foot = bar(self.state, None, self.back, self.keep, line=False)
        foot.setProperty("card", True)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.stack, 1)
        right.addWidget(foot)
        box = QHBoxLayout(self)
        box.setContentsMargins(14, 10, 14, 10)
        box.setSpacing(10)
        box.addWidget(self.nav)
        box.addLayout(right, 1)

    def _show(self, row: int) -> None:
        name, heading, make = PARTS[row]
        if name not in self.parts:
            part = make(self.store, self.bus, self.jobs)
            self.parts[name] = part
            part.edited.connect(self._count)
            part.told.connect(self._told)
            part.revert()
            journal = Journal(self.store, f"{PAGE}/{name}", lambda: (None, None), part)
            journal.begin(part, heading)
            part.edited.connect(journal.edited)
            held = scrolled(part, heading)
            held.setProperty("card", True)
            bare = self.stack.widget(row)
            self.stack.removeWidget(bare)
            bare.deleteLater()
            self.stack.insertWidget(row, held)
        self.stack.setCurrentIndex(row)
        self._count()

    def _count(self) -> None:
        """Say how much is not saved, here and in the status bar, and mark the entries it is in."""
        counts = {name: part.count() for name, part in self.parts.items()}
        total = sum(counts.values())
        self.state.setText(f"{total} 处改动未保存" if total else "没有未保存的改动")
        self.back.setEnabled(total > 0)
        self.keep.setEnabled(total > 0)
        for row, (name, heading, _) in enumerate(PARTS):
            self.nav.item(row).setText(f"{heading} ●" if counts.get(name) else heading)
        self.bus.unsaved.emit(PAGE, total)

    def _told(self, words: str) -> None:
        self.bus.changed.emit(frozenset())
        self.toast.tell(words, undoable=words.startswith("已"))

    def save(self) -> None:
        """Keep every page's changes; a page with something wrong says so and comes into sight."""
        try:
            for row, (name, _, _) in enumerate(PARTS):
                part = self.parts.get(name)
                if part is not None and part.count() and not part.save():
                    self.nav.setCurrentRow(row)
                    return
        except OfficeError as trouble:
            self.toast.tell(f"{trouble.what}{trouble.remedy}", undoable=False)
            return
        finally:
            self._count()
        self.bus.changed.emit(frozenset())
        self.bus.saved.emit("● 设置已保存")
        self.toast.tell("设置已保存", undoable=True)

    def revert(self) -> None:
        """Give every page's changes back."""
        for part in self.parts.values():
            if part.count():
                part.revert()
        self._count()

    def undo(self) -> None:
        """Take the last write back, and show it."""
        words = take_back(self.store)
        for part in self.parts.values():
            part.revert()
        self._count()
        self.bus.changed.emit(frozenset())
        self.toast.tell(words, undoable=False)

    def put_aside(self) -> None:
        """Let go of what was laid out to be looked at before the page goes."""
        for part in self.parts.values():
            part.tidy()

    def arrive(self, place: Place) -> None:
        """Show the entry that is named."""
        wanted = place.text or place.form
        row = next((at for at, (name, _, _) in enumerate(PARTS) if name == wanted), self.nav.currentRow())
        self.nav.setCurrentRow(row)
        self.nav.setFocus()
