"""设置: 数据检查. File, rules, audit chain, search, attachments and backups looked at, one sentence each (TRUST 6)."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from db.store.health import Finding, Report
from db.store.store import Store
from desktop.bus import Bus
from desktop.jobs import Jobs
from desktop.theme import signs
from desktop.views.settings_part import Part
from desktop.widgets.parts import bar, button, empty_layout, label


class HealthPart(Part):
    """Checks the office when asked."""

    heading = "数据检查"

    def __init__(self, store: Store, _bus: Bus, jobs: Jobs) -> None:
        """Wait to be asked: a whole check reads every page of the file."""
        super().__init__(store)
        self.jobs = jobs
        self.say("逐页核对数据文件、记录之间的关联、操作记录、查找、附件和备份。查找缺了记录会当场补好，别的只看不改。")
        self.begin = button("现在检查", self._check, "primary")
        self.box.addWidget(bar(self.begin, None, margins=(0, 0, 0, 0), line=False))
        self.verdict = label("", "section")
        self.verdict.setWordWrap(True)
        self.box.addWidget(self.verdict)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(6)
        self.box.addLayout(self.lines)
        self.box.addStretch(1)

    def _check(self) -> None:
        self.jobs.run("正在检查数据…", lambda _: self.store.check(), self._show)

    def _show(self, report: Report) -> None:
        """Tell what was found: what is damaged first, then what is missing, then what is well."""
        empty_layout(self.lines)
        well = f"数据完好，有 {report.gaps} 处资料待补。" if report.gaps else "数据完好。"
        self.verdict.setText("数据有损坏，请按下面说的做。" if report.damaged else well)
        for one in sorted(report.findings, key=lambda one: (not one.bad, not one.remedy)):
            self.lines.addWidget(_line(one))
        self.begin.setText("再检查一次")


def _line(one: Finding) -> QFrame:
    sign, tone = ("×", "danger") if one.bad else ("○", "warn") if one.remedy else ("✓", "ok")
    mark, words = label(sign, tone=tone), label(f"{one.what}{one.remedy}", tone=tone)
    mark.setFixedWidth(signs(1))
    words.setWordWrap(True)
    return bar(mark, words, margins=(0, 0, 0, 0), line=False)
