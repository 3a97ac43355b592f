"""What a clerk may choose for a form: grid, keeper, category, order, paper, size, columns, the reason for numbers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import select

from db.ledgers.areas import Area, AreaLevel
from db.store.reader import Reader
from db.work.allowance_months import add_months
from db.work.figures import Period
from db.work.routes import BY_DOORS, Way
from db.work.spans import quarter_of, span_words
from desktop.printing.form import Form, Options, Order, PaperClass, Sort
from desktop.widgets.choices import keepers
from desktop.widgets.editors import CodeCombo
from desktop.widgets.headings import beside
from desktop.widgets.parts import button, empty_layout, index_of, label, shelve, steady
from desktop.widgets.print_columns import in_use, named_sets, printed
from desktop.widgets.route_choice import RouteChoice

PRIVACY = {
    PaperClass.CARRIED: "带出门的表：不印身份证号和人员类别，电话中间四位已隐藏。",
    PaperClass.CABINET: "归档的表：身份证号和电话已遮盖；要印全号请填理由，会记入登记簿。",
    PaperClass.SUPERIOR: "上报的表：身份证号和电话已遮盖；要印全号请填理由，会记入登记簿。",
    PaperClass.WALL: "公示的表：只印王某某。",
}
PAPER_NAMES = {"A4": "A4 竖向", "A4横": "A4 横向", "A3横": "A3 横向"}
SIZE_NAMES = ("标准", "大字", "特大")
ACROSS, MONTHS, QUARTERS, YEARS, WEEKS = 2, 12, 8, 10, 12
SPANS = {"month": "月份", "quarter": "季度", "year": "年度", "week": "周次"}
"""What span of time a form may tell of, by the option that says so."""
UNITS = {"people": "人", "matters": "件", "teams": "支"}


class PaperOptions(QWidget):
    """The choices of one form. changed(): something was chosen otherwise."""

    changed = Signal()

    def __init__(self) -> None:
        """Begin without a form."""
        super().__init__()
        self.ids: tuple[UUID, ...] = ()
        self.number = ""
        self.wanted: date | None = None
        self.today, self.span = date.max, ""
        self.kept: Way | None = None
        self.form: Form | None = None
        self.title, self.privacy = label("", "title"), label("", "hint")
        for one in (self.title, self.privacy):
            one.setWordWrap(True)
        self.area, self.keeper, self.tag, self.sort = (
            CodeCombo(),
            CodeCombo(),
            CodeCombo(),
            CodeCombo(),
        )
        self.month, self.named = steady(QComboBox()), steady(QComboBox())
        self.named.activated.connect(lambda _: self._tick())
        self.paper, self.points, self.reason = steady(QComboBox()), steady(QComboBox()), QLineEdit()
        self.reason.setPlaceholderText("不填则遮盖号码")
        self.route = RouteChoice()
        shelve(self, self.route)
        self.route.changed.connect(self.changed)
        self.lines = QFormLayout()
        self.rows: dict[str, QWidget] = {
            "月份": self.month, "网格": self.area, "责任人": self.keeper, "范围": self.tag, "排序": self.sort,
            "专项": self.route.campaign, "走法": self.route.walk, "分给": self.route.workers, "纸张": self.paper,
            "字号": self.points, "列方案": self.named, "明文理由": self.reason,
        }  # fmt: skip
        for text, widget in self.rows.items():
            widget.setAccessibleName(widget.accessibleName() or text)
            self.lines.addRow(beside(text, widget), widget)
            if isinstance(widget, QComboBox):
                widget.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
                widget.setMinimumContentsLength(6)
                if widget not in (self.route.walk, self.route.campaign):
                    widget.activated.connect(lambda _: self.changed.emit())
        self.reason.textEdited.connect(lambda _: self.changed.emit())
        self.blank = QCheckBox("空白表（手写用）")
        self.blank.setAccessibleName("空白表")
        self.blank.toggled.connect(lambda _: self.changed.emit())
        self.columns: dict[str, QCheckBox] = {}
        self.ticks = QGridLayout()
        self.columns_title = label("打印列", "section")
        self._lay()

    def _lay(self) -> None:
        self.chosen = QFrame()
        self.chosen.setProperty("banner", "info")
        self.chosen_words = label()
        self.chosen_words.setWordWrap(True)
        line = QHBoxLayout(self.chosen)
        line.setContentsMargins(8, 2, 4, 2)
        line.addWidget(self.chosen_words, 1)
        line.addWidget(button("改印全部", self.forget_ids, "link"))
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 12, 14, 8)
        box.addWidget(self.title)
        box.addWidget(self.privacy)
        box.addWidget(self.chosen)
        box.addWidget(self.blank)
        box.addLayout(self.lines)
        box.addWidget(self.columns_title)
        box.addLayout(self.ticks)
        box.addStretch(1)

    # -- offering -------------------------------------------------------------------------------------------------

    def offer(self, form: Form, reader: Reader) -> None:
        """Offer just what a form supports; what was chosen before stays chosen where it still can be."""
        first, new, self.form = self.form is None, form is not self.form, form
        self.title.setText(f"{form.label}（{form.privacy.label}）")
        self.privacy.setText(PRIVACY[form.privacy])
        options = form.options
        grids = reader.rows(
            select(Area.id, Area.name)
            .where(Area.level == AreaLevel.GRID, Area.removed_at.is_(None))
            .order_by(Area.code)
        )
        tags = [(code, text) for code, text, _, active in reader.codes("tag").items if active]
        names = [(name, name) for name in keepers(reader)] if options.keeper else []
        _fill(self.area, [(None, "全部网格"), *grids])
        if first and grids:
            self.area.setCurrentIndex(1)  # one grid at first: the preview is there at once, and no stack of paper
        _fill(self.keeper, [("", "全部责任人"), *names])
        _fill(self.tag, [(None, "全部类别"), *(tags if options.tag else ())])
        _fill(self.sort, [(sort, sort.label) for sort in options.sorts])
        self.today = reader.today
        self._offer_spans(form.options)
        _fill(self.paper, [(paper, PAPER_NAMES.get(paper, paper)) for paper in options.papers])
        named = zip(options.sizes, SIZE_NAMES, strict=False)
        _fill(self.points, [(size, f"{name} {size:g} 磅") for size, name in named])
        if new:
            self._offer_columns(options.columns)
        self._offer_sets(form, new=new)
        self._show_rows(form)

    def _offer_spans(self, options: Options) -> None:
        """Offer this month, the next one and those of the last year; or quarters, or years, or weeks by their Mondays.

        One that another page named stays.
        """
        self.span = next((word for kind, word in SPANS.items() if getattr(options, kind)), "")
        today, monday = self.today, self.today - timedelta(days=self.today.weekday())
        steps = (0, 1, *range(-1, -MONTHS, -1))
        quarters = [quarter_of(add_months(today, -3 * n), today) for n in range(QUARTERS)]
        spans = {
            "季度": [(one.first, span_words(one)) for one in quarters],
            "月份": [(one, f"{one.year}年{one.month}月") for one in (add_months(today, n) for n in steps)],
            "年度": [(date(today.year - n, 1, 1), f"{today.year - n}年") for n in range(YEARS)],
            "周次": [(one, Period.week(one).label) for one in (monday - timedelta(weeks=n) for n in range(WEEKS))],
        }
        if not self.span:
            self.month.clear()
            return
        _fill(self.month, spans[self.span])
        self._choose_month()

    def _choose_month(self) -> None:
        at = next((n for n in range(self.month.count()) if self.month.itemData(n) == self.wanted), None)
        if at is not None:
            self.month.setCurrentIndex(at)
            self.wanted = None

    def _show_rows(self, form: Form) -> None:
        whole, route = not self.ids, form.options.route and not self.number
        seen = {
            "月份": bool(self.span), "网格": whole, "责任人": whole and form.options.keeper,
            "范围": whole and form.options.tag,
            "专项": route, "走法": route, "分给": route,
            "排序": len(form.options.sorts) > 1, "纸张": len(form.options.papers) > 1,
            "字号": len(form.options.sizes) > 1,
            "列方案": self.named.count() > 1,
            "明文理由": form.privacy in (PaperClass.CABINET, PaperClass.SUPERIOR),
        }  # fmt: skip
        for text, shown in seen.items():
            self.lines.setRowVisible(self.rows[text], shown)
        self.month.setAccessibleName(self.span or "月份")
        heading = self.lines.labelForField(self.month)
        if isinstance(heading, QLabel):
            heading.setText(self.span)
        self.blank.setVisible(form.blank and not self.number)
        self.columns_title.setVisible(bool(form.options.columns))
        self.chosen.setVisible(bool(self.ids))
        self.chosen_words.setText(f"重打 {self.number}" if self.number else f"只印选中的 {self._picked()}")

    def _offer_columns(self, columns: Sequence[tuple[str, str]]) -> None:
        empty_layout(self.ticks)
        self.columns = {}
        for at, (key, text) in enumerate(columns):
            box = QCheckBox("".join(text.split()))
            box.setAccessibleName(f"打印列 {box.text()}")
            box.setChecked(True)
            box.toggled.connect(lambda _: self.changed.emit())
            self.columns[key] = box
            self.ticks.addWidget(box, at // ACROSS, at % ACROSS)

    def _offer_sets(self, form: Form, *, new: bool) -> None:
        """Offer the sets of columns named on the screen; the one in use there is on when the form is chosen."""
        _fill(self.named, [("", "全部列"), *((name, name) for name in named_sets(form.name))])
        if new:
            self.named.setCurrentIndex(max(index_of(self.named, in_use(form.name)), 0))
            self._tick()

    def _tick(self) -> None:
        """Tick the columns of the set chosen."""
        if self.form is None:
            return
        wanted = printed(self.form.name, self.named.currentData() or "", self.columns)
        for key, box in self.columns.items():
            box.blockSignals(True)
            box.setChecked(key in wanted)
            box.blockSignals(False)

    # -- people chosen elsewhere ----------------------------------------------------------------------------------

    def choose(
        self, area: UUID | None, ids: tuple[UUID, ...], month: date | None = None, way: Way | None = None
    ) -> None:
        """Take over what another page asked for: a grid, or just these people; month: of which the form is to tell."""
        self.ids, self.number, self.wanted, self.kept = ids, "", month, None
        self._choose_month()
        self.route.show_way(way or BY_DOORS)  # a calling round of yesterday must not stay chosen unseen
        if ids:
            self.blank.setChecked(False)
        self.area.setCurrentIndex(max(index_of(self.area, area), 0))
        for combo in (self.keeper, self.tag):
            combo.setCurrentIndex(0)
        if self.form is not None:
            self._show_rows(self.form)

    def choose_printed(self, order: Order) -> None:
        """Take over a sheet printed before: the same people in the same order under its number."""
        self.choose(None, order.ids)
        self.number, self.kept = order.sheet_no, order.way
        if self.form is not None:
            self._show_rows(self.form)

    def forget_ids(self) -> None:
        """Print everybody of the scope again."""
        self.choose(self.area.currentData(), (), way=self.route.way())
        self.changed.emit()

    def order(self) -> Order:
        """Return what is chosen; columns only where some are left out."""
        left = tuple(key for key, box in self.columns.items() if box.isChecked())
        if self.is_blank():
            return Order(blank=True)
        clear = not self.reason.isHidden()
        span = self.month.currentData() if self.month.count() > 1 else None
        return Order(
            area=None if self.ids else self.area.currentData(),
            tag=None if self.ids else self.tag.currentData(),
            keeper="" if self.ids else self.keeper.currentData() or "",
            sort=self.sort.currentData() or Sort.DOOR,
            ids=self.ids,
            month=None if self.span == SPANS["week"] else span,
            data_day=min(self.today, span + timedelta(days=6)) if span and self.span == SPANS["week"] else None,
            sheet_no=self.number,
            way=self.kept or (self.route.way() if not self.route.walk.isHidden() else Way()),
            reason=self.reason.text().strip() if clear else "",
            paper=self.paper.currentData() or "",
            size=self.points.currentData() or 0.0 if self.points.count() > 1 else 0.0,
            columns=() if len(left) == len(self.columns) else left or ("name",),
        )

    @property
    def unit(self) -> str:
        """What the form's rows are counted in."""
        return unit_of(self.form) if self.form is not None else UNITS["people"]

    def is_blank(self) -> bool:
        """Say whether the form is wanted with nothing filled in."""
        return self.form is not None and self.form.blank and not self.number and self.blank.isChecked()

    def scope_name(self) -> str:
        """Return what a file is called after its form: the grid, or how many were chosen."""
        if self.is_blank():
            return "空白表"
        return f"选中{self._picked()}".replace(" ", "") if self.ids else self.area.currentText()

    def _picked(self) -> str:
        """Return how many records were chosen, in their own unit."""
        form = self.form
        return f"{len(self.ids)} {UNITS[form.picks or form.of] if form is not None else UNITS['people']}"


def unit_of(form: Form) -> str:
    """Return what the rows of a form are counted in: 人, or 件 where it lists matters."""
    return UNITS[form.of]


def _fill(combo: QComboBox, choices: Sequence[tuple[Any, str]]) -> None:
    """Offer choices; the one that was chosen stays."""
    kept = combo.currentData()
    combo.clear()
    for key, text in choices:
        combo.addItem(text, key)
    at = next((n for n in range(combo.count()) if combo.itemData(n) == kept and kept is not None), 0)
    combo.setCurrentIndex(at)
