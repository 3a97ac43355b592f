"""A thin line that shows how far a job is, with the way to stop it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from desktop.jobs import Progress
from desktop.widgets.parts import button, label


class Working(QFrame):
    """Follows one job at a time; hidden while there is none."""

    def __init__(self) -> None:
        """Begin hidden."""
        super().__init__()
        self.setProperty("banner", "info")
        self.progress: Progress | None = None
        self.words = label()
        self.line = QProgressBar()
        self.line.setAccessibleName("进度")
        self.line.setTextVisible(False)
        self.stop = button("取消", self.cancel)
        box = QHBoxLayout(self)
        box.setContentsMargins(10, 4, 10, 4)
        for widget, share in ((self.words, 0), (self.line, 1), (self.stop, 0)):
            box.addWidget(widget, share)
        self.hide()

    def follow(self, words: str, progress: Progress, whole: int) -> None:
        """Show a job; whole: how many steps it has, 0 if nobody knows."""
        self.progress = progress
        self.words.setText(words)
        self.line.setRange(0, whole)
        self.line.setValue(0)
        progress.stepped.connect(lambda count: self.line.setValue(min(count, whole)) if whole else None)
        self.show()

    def cancel(self) -> None:
        """Stop the job that is shown; what it did is rolled back."""
        if self.progress is not None:
            self.progress.cancel()

    def done(self) -> None:
        """Hide once the job has ended."""
        self.progress = None
        self.hide()
