"""The grip on the left edge of a side panel: dragged, the panel grows; the width is remembered on this computer."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from db.places import data_folder
from desktop.prefs import Prefs, remember
from desktop.theme import sizes

LEAST = 14
"""Rows of a form that a drawer has room for at least, where the page has."""

SHARE = 2 / 3
"""How much of the page a panel may take: the list beside it stays in sight."""


class Grip(QWidget):
    """Lies over the edge of a panel. moved(): the panel has another width; a double click gives the usual one back."""

    moved = Signal()

    def __init__(self, panel: QWidget) -> None:
        """Give a panel the width remembered."""
        super().__init__(panel)
        self.panel = panel
        self.wanted = Prefs.load(data_folder()).side
        self.from_x = self.from_width = 0
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setAccessibleName("调整宽度")
        self.setToolTip("拖动可加宽，双击恢复")
        self.setFixedWidth(sizes()["row"] // 5)
        panel.installEventFilter(self)
        panel.setFixedWidth(sizes()["side"])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as high as the panel."""
        if event.type() == QEvent.Type.Resize:
            self.setFixedHeight(self.panel.height())
            self.raise_()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Give the panel the width wanted, as far as its page has room."""
        page = self.panel.parentWidget()
        room = int(page.width() * SHARE) if page is not None else self.wanted
        self.panel.setFixedWidth(max(sizes()["side"], min(self.wanted, room)))

    def stand(self, body: QBoxLayout, page: QWidget, top: int, *, drawer: bool) -> None:
        """Let the panel stand last in a layout, or as a drawer lie over the right of its page.

        top: where the list begins; the drawer begins there too, unless what is left is too low for a form.
        """
        if drawer and body.indexOf(self.panel) >= 0:
            shown = not self.panel.isHidden()
            body.removeWidget(self.panel)
            self.panel.setParent(page)
            self.panel.setVisible(shown)
        elif not drawer and body.indexOf(self.panel) < 0:
            body.addWidget(self.panel)
        self.fit()
        if drawer:
            width, above = self.panel.width(), top if page.height() - top >= LEAST * sizes()["row"] else 0
            self.panel.setGeometry(page.width() - width, above, width, page.height() - above)
            self.panel.raise_()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self.from_x, self.from_width = event.globalPosition().toPoint().x(), self.panel.width()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        self.wanted = max(self.from_width + self.from_x - event.globalPosition().toPoint().x(), 0)
        self.moved.emit()

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        """Remember the width; the usual one is remembered as none."""
        self._keep(self.panel.width())

    def mouseDoubleClickEvent(self, _: QMouseEvent) -> None:
        """Give the usual width back."""
        self._keep(0)
        self.moved.emit()

    def _keep(self, width: int) -> None:
        self.wanted = width if width > sizes()["side"] else 0
        remember(data_folder(), lambda prefs: setattr(prefs, "side", self.wanted))
