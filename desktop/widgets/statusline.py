"""The line at the foot of the window: what is saved, how many there are, what is running, the last backup."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from desktop import VERSION
from desktop.theme import set_look, signs, sizes
from desktop.widgets.parts import button, label

MARGIN, SPACING = 12, 18
SAVED = "● 数据已保存在本机"


class StatusLine(QFrame):
    """Always in sight: the saved state in green or amber, counts, job and cancel, backup, version."""

    def __init__(self) -> None:
        """Begin with everything saved."""
        super().__init__()
        self.setObjectName("statusLine")
        self.setFixedHeight(sizes()["hStatus"])
        self.saved = label(SAVED, "caption", "ok")
        self.counts = label("", "caption")
        self.working = label("", "caption")
        self.progress = QProgressBar()
        self.progress.setFixedWidth(signs(8))
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("进度")
        self.cancel = button("取消", lambda: None, "link")
        self.cancel.setProperty("low", True)  # no higher than the line
        self.backup = label("", "caption")
        self.version = label(f"离线版 {VERSION}", "caption")
        left: list[QWidget] = [self.saved, self.counts]
        right: list[QWidget] = [self.working, self.progress, self.cancel, self.backup, self.version]
        box = QHBoxLayout(self)
        box.setContentsMargins(MARGIN, 0, MARGIN, 0)
        box.setSpacing(SPACING)
        for widget in left:
            box.addWidget(widget)
        box.addStretch(1)
        for widget in right:
            box.addWidget(widget)
        for hidden in (self.progress, self.cancel):
            hidden.hide()
            hidden.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def event(self, event: QEvent) -> bool:
        """Leave out what tells least when the line has no room: the version, the counts, the backup."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        shown = [self.saved, self.working, self.progress, self.cancel, self.backup, self.counts, self.version]
        room = self.width() - 2 * MARGIN
        for one in shown:
            optional = one in (self.backup, self.counts, self.version)
            if one.isHidden() and not optional:
                continue
            room -= one.sizeHint().width() + SPACING
            if optional:
                one.setVisible(room + SPACING >= 0)

    def minimumSizeHint(self) -> QSize:
        """Ask for no width: the line never makes the window wider."""
        return QSize(0, self.minimumHeight())

    def tell_saved(self, text: str = SAVED) -> None:
        """Say what was just kept, in green."""
        self.saved.setText(text)
        set_look(self.saved, "tone", "ok")

    def tell_unsaved(self, count: int) -> None:
        """Say in amber how many changes stand unsaved on the screen."""
        self.saved.setText(f"● {count} 处改动未保存")
        set_look(self.saved, "tone", "warn")
