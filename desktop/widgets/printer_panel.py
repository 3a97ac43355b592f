"""Where and how it prints: printer and its state, copies, pages, both sides; and the small window that calibrates."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QFrame, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from db.places import data_folder
from desktop.prefs import Prefs, remember
from desktop.printing.passes import Sides
from desktop.widgets.headings import beside
from desktop.widgets.parts import button, index_of, label, show_at, steady
from desktop.widgets.printer import Known, Shift

NONE = "没有找到打印机，可以另存 PDF"
MOST_COPIES, FARTHEST, STEP = 99, 20.0, 0.5


def shift_of(printer: str) -> Shift:
    """Return how far a printer's pictures are moved, as this computer remembers it."""
    return Shift(*Prefs.load(data_folder()).shifts.get(printer, (0.0, 0.0)))


class PrinterPanel(QWidget):
    """Printer, copies, pages, sides. changed(): something was chosen otherwise. calibrate(printer): print the page."""

    changed = Signal()
    calibrate = Signal(str)

    def __init__(self) -> None:
        """Begin without printers."""
        super().__init__()
        self.known: dict[str, Known] = {}
        self.printer, self.sides = steady(QComboBox()), steady(QComboBox())
        self.copies, self.pages = steady(QSpinBox()), QLineEdit()
        self.state = label("正在查找打印机…", "caption")
        self.copies.setRange(1, MOST_COPIES)
        self.pages.setPlaceholderText("全部，或 1-3,5")
        for side in Sides:
            self.sides.addItem(side.label, side)
        lines = QFormLayout(self)
        lines.setContentsMargins(14, 0, 14, 8)
        for text, widget in (
            ("打印机", self.printer), ("份数", self.copies), ("页码", self.pages), ("单双面", self.sides),
        ):  # fmt: skip
            widget.setAccessibleName(text)
            lines.addRow(beside(text, widget), widget)
        for combo in (self.printer, self.sides):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(6)
        self.adjust = button("校准这台打印机…", self._adjust, "link")
        lines.addRow(self.adjust)
        self.printer.currentIndexChanged.connect(lambda _: self._chosen())
        self.sides.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.copies.valueChanged.connect(lambda _: self.changed.emit())
        self.pages.textChanged.connect(lambda _: self.changed.emit())
        self.offer(())

    def offer(self, printers: Sequence[Known]) -> None:
        """Offer the printers of this computer; the one used last is chosen, else the usual one."""
        last = self.name() or Prefs.load(data_folder()).printer
        self.known = {one.name: one for one in printers}
        self.printer.blockSignals(True)
        self.printer.clear()
        for one in printers:
            self.printer.addItem(one.name, one.name)
        self.printer.setCurrentIndex(max(index_of(self.printer, last), 0) if printers else -1)
        self.printer.blockSignals(False)
        self.printer.setEnabled(bool(printers))
        self.adjust.setEnabled(bool(printers))
        self._chosen()

    def name(self) -> str:
        """Return the chosen printer's name; empty where there is none."""
        return self.printer.currentData() or ""

    def tell_state(self, paper: str) -> None:
        """Say in which state the printer is, and whether it takes the paper (A4, A3)."""
        one = self.known.get(self.name())
        if one is None:
            self.state.setText(NONE)
        elif one.papers and paper not in one.papers:
            self.state.setText(f"打印机：{one.state}，没有报告 {paper} 纸")
        else:
            self.state.setText(f"打印机：{one.state}，{paper}")

    def _chosen(self) -> None:
        self.changed.emit()

    def remember(self) -> None:
        """Keep the printer for the next time."""
        name = self.name()
        remember(data_folder(), lambda prefs: setattr(prefs, "printer", name))

    def _adjust(self) -> None:
        name = self.name()
        self.panel = Calibration(self, name, lambda: self.calibrate.emit(name))
        self.panel.open_above(self.adjust)


class Calibration(QFrame):
    """How far a printer's pictures are moved, in half millimetres, with the page that shows it."""

    def __init__(self, parent: QWidget, printer: str, test: Callable[[], None]) -> None:
        """Show what is kept for a printer; `test` prints the calibration page."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("card", True)
        self.name = printer
        kept = shift_of(printer)
        self.right, self.down = steady(QDoubleSpinBox()), steady(QDoubleSpinBox())
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 12, 14, 12)
        box.addWidget(label(f"校准 {printer}", "section"))
        lines = QFormLayout()
        for text, widget, value in (("向右移", self.right, kept.right), ("向下移", self.down, kept.down)):
            widget.setRange(-FARTHEST, FARTHEST)
            widget.setSingleStep(STEP)
            widget.setDecimals(1)
            widget.setSuffix(" 毫米")
            widget.setValue(value)
            widget.setAccessibleName(text)
            widget.valueChanged.connect(lambda _: self._keep())
            lines.addRow(label(text, "field"), widget)
        box.addLayout(lines)
        box.addWidget(label("先印一张校准页，按页上的说明量，再填这里。", "hint"))
        box.addWidget(button("打印校准页", test, "", "print"))
        box.addWidget(button("恢复标准", self._reset, "link"))

    def _keep(self) -> None:
        moved = [self.right.value(), self.down.value()]
        remember(data_folder(), lambda prefs: prefs.shifts.update({self.name: moved}))

    def _reset(self) -> None:
        self.right.setValue(0)
        self.down.setValue(0)

    def open_above(self, anchor: QWidget) -> None:
        """Show the window above a widget."""
        self.adjustSize()
        show_at(self, anchor.mapToGlobal(QPoint(0, -self.height())))
        self.right.setFocus()
