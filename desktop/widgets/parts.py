"""Small parts every page uses: plain labels, buttons, search, chips, the wheel guard. No text is ever rich text."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6 import QtCore, QtGui
from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.theme import icon, signs, sizes

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox

PLAIN = 0
"""Qt.TextFormat.PlainText by its number: who names `Qt` first makes all its names, 12 ms of the first window."""


def label(text: str = "", role: str = "", tone: str = "") -> QLabel:
    """Return a label that shows its text as it is: a name may contain markup (TRUST A3)."""
    made = QLabel()
    made.setProperty("textFormat", PLAIN)
    made.setText(text)
    for name, value in (("role", role), ("tone", tone)):
        if value:
            made.setProperty(name, value)
    return made


def plain_tip(text: str) -> str:
    """Return a text that a tool tip shows as it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class AtOnce(QPushButton):
    """A button whose Alt key works at once: Qt waits 100 ms as if it were held down, and what is typed then is lost."""

    def event(self, event: "QtCore.QEvent") -> bool:
        """Click for the Alt key; where two buttons share it, Qt only shows the one meant."""
        if (
            event.type() == QtCore.QEvent.Type.Shortcut
            and isinstance(event, QtGui.QShortcutEvent)
            and not event.isAmbiguous()
        ):
            self.click()
            return True
        return super().event(event)


def button(text: str, do: Callable[[], object], kind: str = "", picture: str = "") -> QPushButton:
    """Return a button; kind: primary, danger, link."""
    made = AtOnce(text) if "&" in text else QPushButton(text)
    made.setAutoDefault(False)
    if kind:
        made.setProperty("kind", kind)
    if picture:
        made.setIcon(icon(picture, "onDark" if kind == "primary" else "ink"))
        made.setIconSize(QSize(1, 1) * (sizes()["fBase"] + 2))  # as large as the text beside it
    made.clicked.connect(lambda _checked=False: do())
    return made


def tool(picture: str, name: str, do: Callable[[], object]) -> QToolButton:
    """Return a button that is only a picture, as high as the fields beside it; its name is its tool tip."""
    made = QToolButton()
    made.setIcon(icon(picture))
    made.setFixedHeight(sizes()["hCtl"])
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.clicked.connect(lambda _checked=False: do())
    return made


WIDE = 40
"""How much sooner than the free space a field that has an end grows."""
ENDLESS = (1 << 24) - 1
"""The largest width of a widget that has no end (QWIDGETSIZE_MAX)."""


def bar(*widgets: QWidget | None, margins: tuple[int, int, int, int] = (14, 8, 14, 8), line: bool = True) -> QFrame:
    """Return a horizontal bar; None is the free space between left and right, a paragraph and a field take theirs."""
    made = QFrame()
    if line:
        made.setProperty("bar", True)
    box = QHBoxLayout(made)
    box.setContentsMargins(*margins)
    box.setSpacing(8)
    for widget in widgets:
        if widget is None:
            box.addStretch(1)
        else:
            wrapped = isinstance(widget, QLabel) and widget.wordWrap()
            ends = isinstance(widget, QLineEdit) and widget.maximumWidth() < ENDLESS
            box.addWidget(widget, WIDE if ends else int(wrapped))
    return made


def readable(fields: QLayout) -> QHBoxLayout:
    """Return a line in which fields take the room there is, up to what is read and filled without a long way."""
    held = QWidget()
    held.setLayout(fields)
    fields.setContentsMargins(0, 0, 0, 0)
    held.setMaximumWidth(2 * sizes()["side"])
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.addWidget(held, 1000)
    made.addStretch(1)
    return made


def leave_air(line: QWidget, usual: int, *, low: bool) -> None:
    """Leave the usual room above and below what stands in a bar, or in a low window half of it."""
    box, air = line.layout(), usual // 2 if low else usual
    if box is not None:
        room = box.contentsMargins()
        box.setContentsMargins(room.left(), air, room.right(), air)


def column(*widgets: QWidget, spacing: int = 0) -> QWidget:
    """Return widgets one below the other."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(spacing)
    for widget in widgets:
        box.addWidget(widget)
    return made


def scrolled(page: QWidget, name: str) -> QScrollArea:
    """Return a page that scrolls up and down by itself; name: what a screen reader says."""
    made = QScrollArea()
    made.setAccessibleName(name)
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)  # Tab goes to what stands on it
    made.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setWidget(page)
    return made


def leaflets(name: str) -> QTabWidget:
    """Return inner tabs; name: what a reader of the screen says of them. The wheel turns no tab by accident."""
    made = QTabWidget()
    made.setDocumentMode(True)
    made.setAccessibleName(name)
    steady(made.tabBar())
    made.tabBar().setAccessibleName(name)
    return made


def bind(
    keys: "QtGui.QKeySequence | QtGui.QKeySequence.StandardKey | str",
    of: QWidget,
    do: Callable[[], object],
    where: "QtCore.Qt.ShortcutContext | None" = None,
) -> QtGui.QShortcut:
    """Bind keys within a widget and what lies in it, not in the whole window; return them.

    The constructor of QShortcut leaves the context out of account without a word; the setter does not.
    """
    made = QtGui.QShortcut(QtGui.QKeySequence(keys), of)
    made.setContext(where or QtCore.Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.activated.connect(do)
    return made


def focus_soon(widget: QWidget) -> None:
    """Give the focus to a widget just laid out: Qt shows it only after this call returns, and hidden ones get none."""
    QTimer.singleShot(0, widget, widget.setFocus)


def show_at(panel: QWidget, corner: "QtCore.QPoint") -> None:
    """Show a small window of its own at a spot of the screen, moved so far that all of it is inside."""
    room = panel.screen().availableGeometry()
    left = max(room.left(), min(corner.x(), room.right() + 1 - panel.width()))
    panel.move(left, max(room.top(), min(corner.y(), room.bottom() + 1 - panel.height())))
    panel.show()


def shelve(owner: QWidget, *widgets: QWidget) -> None:
    """Let widgets that are laid later, or never, go with their owner, unseen: what belongs to nobody is never freed."""
    shelf = QWidget(owner)
    shelf.hide()
    for widget in widgets:
        widget.setParent(shelf)


def index_of(combo: "QComboBox", wanted: object) -> int:
    """Return the place of the choice that stands for a value; -1 where it is not offered.

    Qt's findData asks whether both are one object, which two ids, days or tuples read apart never are.
    """
    return next((at for at in range(combo.count()) if combo.itemData(at) == wanted), -1)


def empty_layout(box: QLayout) -> None:
    """Delete everything a layout holds, inner layouts too."""
    while box.count():
        item = box.takeAt(0)
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        if inner is not None:
            empty_layout(inner)


class Leaves(QStackedWidget):
    """Pages of which one is seen: that one alone says how much room is needed."""

    def __init__(self) -> None:
        """Begin without pages."""
        super().__init__()
        self.currentChanged.connect(lambda _: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        """Return what the page in sight needs."""
        shown = self.currentWidget()
        return QSize(0, 0) if shown is None else shown.minimumSizeHint()


class SearchEdit(QLineEdit):
    """A search field: asks after a short pause, and never while an input method is composing."""

    search = Signal(str)

    def __init__(self, hint: str, pause: int = 120, tone: str = "ink2") -> None:
        """Show a hint; pause in milliseconds; tone: colour token of the picture."""
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName("查找")
        self.setClearButtonEnabled(True)
        self.addAction(icon("search", tone), QLineEdit.ActionPosition.LeadingPosition)
        self._composing = ""
        self._timer = QTimer(self, singleShot=True, interval=pause)
        self._timer.timeout.connect(self._ask)
        self.textChanged.connect(lambda _: self._timer.start())

    def span(self, least: int, most: int) -> None:
        """Be at least and at most so many Chinese characters wide: where there is room the hint is read whole."""
        self.setMinimumWidth(signs(least))
        self.setMaximumWidth(signs(most))

    def empty_quietly(self) -> None:
        """Forget what was typed without asking for anything."""
        self.clear()
        self._timer.stop()

    def inputMethodEvent(self, event: "QtGui.QInputMethodEvent") -> None:
        """Note what is being composed."""
        self._composing = event.preeditString()
        super().inputMethodEvent(event)
        self._timer.start()

    def ask_now(self) -> None:
        """Ask without the pause (Enter): a card reader sends its Enter right behind the last digit."""
        if self._timer.isActive():
            self._timer.stop()
            self._ask()

    def _ask(self) -> None:
        if not self._composing:
            self.search.emit(self.text())


class Empty(QWidget):
    """What a list shows when it has nothing: a picture, one sentence, one action."""

    def __init__(self, picture: str, sentence: str, action: QPushButton | None = None) -> None:
        """Say what belongs here."""
        super().__init__()
        box = QVBoxLayout(self)
        box.addStretch(1)
        self.drawn = drawn = QLabel()
        drawn.setPixmap(icon(picture, "ink3").pixmap(48, 48))
        drawn.setAlignment(QtCore.Qt.AlignmentFlag.AlignHCenter)
        self.words = label(sentence, "muted")
        self.words.setWordWrap(True)
        self.words.setAlignment(QtCore.Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(drawn)
        box.addWidget(self.words)
        if action is not None:
            action.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            box.addWidget(action, alignment=QtCore.Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(2)

    def minimumSizeHint(self) -> QSize:
        """Ask for the words and the action: the picture is the first to go."""
        whole = super().minimumSizeHint()
        return whole if self.drawn.isHidden() else whole - QSize(0, self.drawn.sizeHint().height())

    def resizeEvent(self, event: "QtGui.QResizeEvent") -> None:
        """Leave the picture out where it has no room."""
        super().resizeEvent(event)
        self.drawn.setVisible(self.height() >= self.minimumSizeHint().height() + 2 * self.drawn.sizeHint().height())


class WheelGuard(QObject):
    """The wheel scrolls the page; it never changes a field that has not the focus."""

    def eventFilter(self, watched: QObject, event: "QtCore.QEvent") -> bool:
        """Hand the wheel over a field that is not in use to what it stands on."""
        passes = event.type() == QtCore.QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus()
        if passes:
            event.ignore()
        return passes


W = TypeVar("W", bound=QWidget)


def steady(field: W) -> W:
    """Let the wheel pass over a choice or a number that is not in use."""
    field.installEventFilter(WheelGuard(field))
    return field
